"""Segmentation of small made-up reports, whole: outline, cases, captions, passages, and the property that segments tile."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from extract.codebook import load_codebook
from extract.model import Segments
from extract.segment import segment
from tests.segment.write_document import write_document

CASES = Path(__file__).parent.parent / "cases"


def load_cases(name: str) -> list[dict[str, object]]:
    """The cases of one file, each with a name."""
    return list(yaml.safe_load((CASES / name).read_text(encoding="utf-8")))


def outline(found: Segments) -> list[str]:
    """One line a section: number and title, indented by level."""
    return [
        "  " * ((each.level or 1) - 1) + " ".join(part for part in (each.number, each.title) if part)
        for each in found.segments
        if each.kind == "section"
    ]


@pytest.mark.parametrize("case", load_cases("segment.yaml"), ids=lambda case: str(case["name"]))
def test_made_up_report(case: dict[str, object]) -> None:
    document = write_document(str(case["text"]))
    found = segment(document, load_codebook())
    if "sections" in case:
        assert outline(found) == case["sections"]
    if "cases" in case:
        cases = [each for each in found.segments if each.kind == "case"]
        shown = [
            {
                "number": each.number,
                "title": each.title,
                "first": document.text[each.body_start : each.body_end].strip()[: len(str(want["first"]))],
                "last": document.text[each.body_start : each.body_end].strip()[-len(str(want["last"])) :],
            }
            for each, want in zip(cases, case["cases"], strict=True)  # type: ignore[call-overload]
        ]
        assert shown == case["cases"]
    if "captions" in case:
        assert [f"{each.number or '-'} {each.title or '-'}" for each in found.segments if each.kind in {"figure", "table"}] == case[
            "captions"
        ]
