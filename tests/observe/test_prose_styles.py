"""Paragraphs in the styles of many kinds of report, against what a person reads in them: `cases/prose_styles`, `prose_ways`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from extract.codebook import load_codebook
from extract.model import Block, Document, Frame, Observation, Passage, Segments
from extract.observe import observe

CASES: list[dict[str, Any]] = [
    case
    for name in ("prose_styles", "prose_ways")
    for case in yaml.safe_load((Path(__file__).parents[1] / "cases" / f"{name}.yaml").read_text(encoding="utf-8"))
]


def read_paragraph(case: dict[str, Any]) -> list[Observation]:
    """All observations of one paragraph, as if it were the running text of a report of the case's year."""
    text, year = case["text"], case.get("year")
    period = {"report_year": year, "period_start": f"{year - 1}-09-01", "period_end": f"{year}-08-31"} if year else {}
    frame = Frame(institution="青禾职业技术学校", level="school", education_level="secondary", **period)
    block = Block(kind="text", char_start=0, char_end=len(text))
    document = Document(report_id="0" * 16, sha256="0" * 64, file_name="x.txt", media_type="text/plain", text=text, blocks=(block,))
    passage = Passage(segment_id=None, char_start=0, char_end=len(text))
    segments = Segments(frame=frame, segments=(), passages=(passage,))
    return list(observe(document, segments, load_codebook()).observations)


def tight(text: str | None) -> str:
    return re.sub(r"[\s“”\"的]+", "", text or "")


def matches(line: str, found: Observation) -> list[str]:
    """What of one expected line the observation has wrong; empty where it is right."""
    printed, value, unit, names, kind, year, *more = (part.strip().strip('"') for part in line.split(" | "))
    wrong = []
    if tight(found.value_text) != tight(printed) and tight(printed) not in tight(found.value_text):
        return ["printed"]
    if found.value is None or found.value != type(found.value)(value):
        wrong.append(f"value {found.value}")
    if (found.unit or "") != unit:
        wrong.append(f"unit {found.unit}")
    wanted = {tight(name) for name in names.split("/")}
    if names != "-" and tight(found.name) not in wanted and tight(f"{found.qualifier or ''}{found.name}") not in wanted:
        wrong.append(f"name {found.name} (qualifier {found.qualifier})")
    if found.kind != kind and {found.kind, kind} != {"rate", "share"}:
        wrong.append(f"kind {found.kind}")
    if str(found.year) != year:
        wrong.append(f"year {found.year}")
    for condition in more:
        field, sign, text = re.split(r"(!?=)", condition, maxsplit=1)
        said = tight(getattr(found, field))
        if (tight(text) in said) == (sign == "!="):
            wrong.append(f"{field} {getattr(found, field)}")
    return wrong


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_paragraph(case: dict[str, Any]) -> None:
    left = read_paragraph(case)
    faults = []
    for line in case.get("expect", []):
        judged = sorted(((matches(line, found), at) for at, found in enumerate(left)), key=lambda pair: (len(pair[0]), pair[1]))
        candidates = [pair for pair in judged if pair[0] != ["printed"]]
        if not candidates:
            faults.append(f"{line}: not found")
            continue
        wrong, at = candidates[0]
        left.pop(at)
        if wrong:
            faults.append(f"{line}: {', '.join(wrong)}")
    for printed in case.get("nothing", []):
        faults += [f"{printed} was taken for {found.name}" for found in left if tight(printed) in tight(found.value_text)]
    assert not faults, "\n" + "\n".join(faults)
