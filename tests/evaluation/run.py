"""The evaluation as a command: score, show, pin, gate."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from extract.codebook import load_codebook
from extract.pipeline import extract_report
from tests.evaluation.accept import Lookup, bare
from tests.evaluation.corpus import CACHE, ROOT, papers
from tests.evaluation.pin import below, pin, pooled
from tests.evaluation.readme import write_readmes
from tests.evaluation.score import Result, score_paper
from tests.evaluation.show import details, missed, moves, overview, speed, write_page
from tests.evaluation.since import since_last_run

WARM_UP = ROOT / "tests" / "samples" / "renderings" / "small.txt"


def known_names() -> Lookup:
    """The codebook's indicators that a name can mean."""
    codebook = load_codebook()
    ids: dict[str, set[str]] = {}
    for indicator in codebook.indicators.values():
        ids.setdefault(bare(indicator.name_zh), set()).add(indicator.indicator_id)
    for alias in codebook.aliases:
        ids.setdefault(bare(alias.alias), set()).add(alias.indicator_id)
    return lambda name: frozenset(ids.get(bare(name), ()))


def evaluate(only: Sequence[str] = (), formats: Sequence[str] = (), quick: bool = False) -> list[Result]:
    """Scores all files at hand, or those whose name and suffix are asked for; `quick` leaves scans out."""
    lookup = known_names()
    chosen = [
        p
        for p in papers()
        if (not only or any(word in (p.name, p.key) for word in only))
        and (not formats or p.path.suffix.removeprefix(".") in formats)
        and not (quick and p.scanned)
    ]
    if chosen:
        # The first report pays for imports and word lists; its time should not be counted against it.
        extract_report(WARM_UP)
    return [score_paper(p, lookup) for p in chosen]


def main(argv: Sequence[str] | None = None) -> int:
    """Prints the scores; 1 where a score fell below its floor, 2 where there is nothing to score."""
    words = argparse.ArgumentParser(prog="python -m tests.evaluation", description=__doc__)
    words.add_argument("only", nargs="*", metavar="REPORT", help="score only these, such as seed000 or higher_2023.docx")
    words.add_argument("--format", action="append", default=[], help="only files of this suffix; may be repeated")
    words.add_argument("--quick", action="store_true", help="without scans, whose characters take seconds to recognise")
    words.add_argument("--misses", metavar="REPORT", help="list what was missed or wrongly found in one report, with its sentence")
    words.add_argument("--measure", help="with --misses: only lines of this measure, such as 'prose missed'")
    words.add_argument("--details", action="store_true", help="every measure of every file, strict and soft")
    words.add_argument("--moves", action="store_true", help="every gain and loss since the last pin, file by file")
    words.add_argument("--since", action="store_true", help="every single fact gained or lost since the run before")
    words.add_argument("--pin", action="store_true", help="make today's scores the floors")
    words.add_argument("--page", type=Path, default=CACHE / "scores.html", help="where the HTML page goes")
    asked = words.parse_args(argv)
    results = evaluate(asked.only or ([asked.misses] if asked.misses else []), asked.format, asked.quick)
    if not results:
        print("No report of that name is at hand; run without a name to see which are.", file=sys.stderr)
        return 2
    if asked.misses:
        lines = missed(results, asked.misses)
        if asked.measure:
            lines = with_sentences(lines, asked.measure)
        print("\n".join(lines))
        return 0
    show(results, asked.details, asked.moves)
    print("\n".join(since_last_run(results, asked.since)))
    write_page(results, asked.page)
    print(f"{speed(results)}; as a page: {asked.page}")
    if asked.pin:
        pin(results)
        write_readmes()
        print("Pinned; the READMEs show the new figures.")
        return 0
    return gate(results) if not asked.only and not asked.format else 0


def with_sentences(lines: list[str], measure: str) -> list[str]:
    """The lines of one measure, each with the sentence that follows it."""
    out: list[str] = []
    keep = False
    for line in lines:
        if not line.startswith("      "):
            keep = measure in line.split(":")[0]
        if keep:
            out.append(line)
    return out


def show(results: list[Result], every: bool, all_moves: bool) -> None:
    print("\n".join(overview(results)))
    if any(r.paper.held_out for r in results):
        print("* held out: scored, never looked at")
    for result in results:
        if every and len(results) > 1:
            print(f"\n{result.paper.key}\n" + "\n".join(details(result.scores)))
    print("\npooled\n" + "\n".join(details(pooled(results)["all"])) + "\n")
    moved = moves(results)
    losses = [line for line in moved if line.startswith("LOSS")]
    shown = moved if all_moves else losses[:15]
    print("\n".join(shown) if shown else "No loss since the last pin.")
    if len(moved) > len(shown):
        print(f"{len(moved) - len(losses)} gains and {len(losses)} losses in all (--moves lists them)")
    for result in results:
        if result.fault:
            print(f"FAILED {result.paper.key}: {result.fault.strip().splitlines()[-1]}")


def gate(results: list[Result]) -> int:
    """1 where a pooled score fell below its floor or the pipeline broke on a file."""
    lines = below(results)
    for line in lines:
        print(f"GATE  {line}", file=sys.stderr)
    return 1 if lines else 0
