"""`python -m tests.evaluation.looks`: every open report in every look, and the observations in which a look differs from the text.

    python -m tests.evaluation.looks [NAME ...] [--look LOOK ...] [--scans] [--brief]

A look is a format or a way of setting a PDF. What is read must not depend on it; every line printed is a fault of a reader.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from extract.model import Observation, Report
from extract.pipeline import extract_report
from tests.evaluation.corpus import CACHE, HELD_OUT, ROOT, SHARED, can_render, digest, without_noise
from tests.samples.__main__ import render
from tests.samples.parse import Source, parse

LOOKS: dict[str, dict[str, str]] = {
    "docx": {},
    "html": {},
    "grid": {"rules": "grid"},
    "three_line": {"rules": "three_line"},
    "shaded": {"rules": "shaded", "case_look": "box"},
    "unrepeated": {"rules": "grid", "repeat": "no", "shift": "140"},
    "shifted_three_line": {"rules": "three_line", "shift": "260", "repeat": "yes"},
    "wide": {"rules": "grid", "page": "landscape"},
    "wide_three_line": {"rules": "three_line", "page": "landscape", "repeat": "no"},
    "wide_forms": {"rules": "three_line", "forms": "landscape"},
    "plain": {"rules": "grid", "header": "none", "shift": "420", "mark": "内部资料"},
    "scan": {"rules": "grid"},
}


def open_sources() -> dict[str, Path]:
    """The sources anybody may look at, by name."""
    folders = (ROOT / "tests" / "samples" / "src", ROOT / "tests" / "samples" / "written", SHARED / "dev-reports" / "src")
    found = [path for folder in folders for path in sorted(folder.glob("*.src"))]
    return {path.stem: path for path in found if path.stem not in HELD_OUT}


def rendered(path: Path, look: str) -> Path:
    """The report in one look, made once per state of its source and of the writers."""
    writers = sorted((ROOT / "tests" / "samples").glob("*.py"))
    folder = CACHE / f"looks-{digest(writers)}" / digest([path])
    kind = look if look in ("txt", "docx", "html", "scan") else "pdf"
    name = f"{path.stem}_{look}"
    done = folder / f"{name}.{'pdf' if kind == 'scan' else kind}"
    if not done.exists():
        folder.mkdir(parents=True, exist_ok=True)
        render(source_of(path), kind, folder, name, **LOOKS.get(look, {}))
    return done


def source_of(path: Path) -> Source:
    return parse(without_noise(path.read_text(encoding="utf-8")), path.stem)


def measured(o: Observation, report: Report) -> tuple[object, ...]:
    """What an observation says, wherever it stands; a text without a cover does not say whose report it is."""
    subject = None if o.subject == report.frame.institution else o.subject
    about = (o.source, o.indicator_id, o.name, o.parent, o.qualifier, subject, o.value, o.unit, o.kind, o.hedge)
    return (*about, o.year, o.period, o.missing)


def findings(path: Path) -> Counter[tuple[object, ...]]:
    report = extract_report(path)
    return Counter(measured(o, report) for o in report.observations)


def differences(source: Path, looks: Sequence[str]) -> Iterator[tuple[str, list[str], int]]:
    """Look, the lines that tell what is missing (-) and what is too many (+), and how many observations the text gives."""
    wanted = findings(rendered(source, "txt"))
    for look in looks:
        found = findings(rendered(source, look))
        lost = [f"- {told(row)}" for row in (wanted - found).elements()]
        extra = [f"+ {told(row)}" for row in (found - wanted).elements()]
        yield look, sorted(lost + extra, key=lambda line: line[2:]), wanted.total()


def told(row: tuple[object, ...]) -> str:
    return " | ".join("" if field is None else str(field) for field in row)


def main(argv: Sequence[str] | None = None) -> int:
    """Prints every difference; 1 where there is one."""
    words = argparse.ArgumentParser(prog="python -m tests.evaluation.looks", description="One report, the same in every look.")
    words.add_argument("names", nargs="*")
    words.add_argument("--look", nargs="+", choices=list(LOOKS), default=[])
    words.add_argument("--scans", action="store_true", help="scans too (about a second a page)")
    words.add_argument("--brief", action="store_true", help="only how many")
    asked = words.parse_args(argv)
    if not can_render():
        print("needs the fonts and writers of the samples: tests/samples/fonts.py", file=sys.stderr)
        return 1
    looks = asked.look or [look for look in LOOKS if look != "scan" or asked.scans]
    total = 0
    for name, path in open_sources().items():
        if asked.names and name not in asked.names:
            continue
        for look, lines, number in differences(path, looks):
            total += len(lines)
            print(f"{name} {look}: {len(lines)} of {number}", *([] if asked.brief else lines), sep="\n  ", flush=True)
    print(f"{total} differences")
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
