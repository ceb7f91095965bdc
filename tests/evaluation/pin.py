"""The last pinned scores: what the gate holds, and what gains and losses are measured against.

Counts are pinned, not figures, so that floors can be added up over whatever files are at hand.
"""

from __future__ import annotations

import json
from pathlib import Path

from tests.evaluation.score import Result
from tests.evaluation.tally import Scores, Tally

FLOORS = Path(__file__).with_name("floors.json")
# Smaller moves than this come from counting, not from reading.
SLACK = 0.0005
# Shares of the facts that were found: they may fall because more is found.
CONDITIONAL = "of hits"
Figures = dict[str, dict[str, float]]


def pooled(results: list[Result]) -> dict[str, Scores]:
    """Scores added up over all files of a group, and over everything as `all`."""
    return pooled_scores([(result.paper.group, result.scores) for result in results])


def pooled_scores(parts: list[tuple[str, Scores]]) -> dict[str, Scores]:
    out: dict[str, Scores] = {}
    for part, scores in parts:
        for group in (part, "all"):
            out.setdefault(group, Scores()).add(scores)
    return out


def figures(scores: Scores) -> Figures:
    """Every measure as one number, strict and soft, to four places."""
    out: Figures = {}
    for which, tallies in (("strict", scores.strict), ("soft", scores.soft)):
        out[which] = {m: round(t.score, 4) for m, t in tallies.items() if t.score is not None}
    return out


def pinned(path: Path = FLOORS) -> dict[str, Scores]:
    """The floors: scores by file, such as `seed000.txt`."""
    if not path.exists():
        return {}
    out = {}
    for key, both in json.loads(path.read_text(encoding="utf-8")).items():
        strict, soft = ({m: Tally(*counts) for m, counts in both[which].items()} for which in ("strict", "soft"))
        out[key] = Scores(strict, soft)
    return out


def pin(results: list[Result], path: Path = FLOORS) -> None:
    """Makes today's scores the floors of the files scored today; other files keep theirs."""
    floors = pinned(path)
    floors.update({r.paper.key: r.scores for r in results})
    rows = []
    for key, scores in sorted(floors.items()):
        lines = []
        for which, tallies in (("strict", scores.strict), ("soft", scores.soft)):
            counts = {m: [t.right, t.wanted, t.good, t.found] for m, t in tallies.items()}
            lines.append(f"  {json.dumps(which)}: {json.dumps(counts)}")
        rows.append(f" {json.dumps(key)}: {{\n" + ",\n".join(lines) + "\n }")
    path.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8", newline="\n")


def changes(now: Figures, floor: Figures) -> list[tuple[str, str, float, float]]:
    """Measures that moved: (measure, strict or soft, floor, now). A measure that vanished counts as 0."""
    out = []
    for which, floors in floor.items():
        for measure, before in floors.items():
            after = now.get(which, {}).get(measure, 0.0)
            if abs(after - before) > SLACK:
                out.append((measure, which, before, after))
    return out


def below(results: list[Result], path: Path = FLOORS) -> list[str]:
    """One line for every pooled score that fell below its floor, over the files that are both pinned and at hand."""
    floors = pinned(path)
    lines = [f"{r.paper.key}: the pipeline broke on it" for r in results if r.fault]
    both = [r for r in results if r.paper.key in floors]
    held = pooled_scores([(r.paper.group, floors[r.paper.key]) for r in both])
    for group, scores in pooled(both).items():
        for measure, which, before, after in changes(figures(scores), figures(held[group])):
            if after < before and not measure.startswith(CONDITIONAL):
                lines.append(f"{group}: {measure} ({which}) fell from {before:.4f} to {after:.4f}")
    return lines
