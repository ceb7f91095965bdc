"""Whose value a figure of a region's report is, and of which kind of school: paragraphs as cases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from extract.codebook import load_codebook
from extract.model import Document, Frame, Observation, Passage, Segments
from extract.observe.prose import observe_prose
from extract.segment.mention import find_mentions

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parents[1] / "cases" / "prose_whose.yaml").read_text(encoding="utf-8"))


def read_text(case: dict[str, Any]) -> tuple[Observation, ...]:
    """What a passage says in a report of the case's region or school, with the bodies found in it."""
    book, text, level = load_codebook(), case["text"], case["level"]
    field = level if level in ("county", "prefecture", "province") else "institution"
    home = {"county": case.get("county"), "province": case.get("province"), field: case.get("region", "某某县")}
    frame = Frame(level=level, report_year=2022, education_level=case.get("teaches"), **home)
    document = Document(report_id="x", sha256="x", file_name="x.txt", media_type="text/plain", text=text, blocks=())
    mentions = find_mentions(document, [(0, len(text))], (), book.places)
    passage = Passage(segment_id=None, char_start=0, char_end=len(text))
    return observe_prose(document, Segments(frame=frame, segments=(), passages=(passage,), mentions=mentions), book).observations


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_owner(case: dict[str, Any]) -> None:
    found = {o.value_text: o for o in read_text(case)}
    for text, name, subject, qualifier in case["expect"]:
        observation = found[text]
        own = case.get("region", "某某县") if subject == "-" else subject
        assert (observation.name, observation.subject) == (name, own), text
        assert (observation.qualifier or "-") == qualifier, text
