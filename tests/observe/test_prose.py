"""Figures in running text: paragraphs as cases, and what must hold for any text."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.codebook import load_codebook
from extract.model import Document, Frame, Observed, Passage, Segment, Segments
from extract.observe.prose import observe_prose

CASES: list[dict[str, Any]] = [
    case
    for name in (
        "prose",
        "prose_series",
        "prose_left",
        "prose_left_more",
        "prose_left_third",
        "prose_names",
        "prose_employment",
        "prose_shares",
        "prose_frames",
        "prose_firms",
        "prose_firms_more",
        "prose_joint",
        "prose_years",
        "prose_leavers",
        "prose_colleges",
        "prose_groups",
        "prose_given",
        "prose_prizes",
        "prose_flows",
        "prose_parts",
        "prose_wholes",
        "prose_contests",
        "prose_before",
        "prose_regions",
        "prose_provinces",
        "prose_bases",
        "prose_sites",
        "prose_kinds",
        "prose_sources",
        "prose_pointed",
    )
    for case in yaml.safe_load((Path(__file__).parents[1] / "cases" / f"{name}.yaml").read_text(encoding="utf-8"))
]


def read_text(text: str, period: list[str] | None = None, year: int | None = None, level: str = "school") -> Observed:
    """What one passage says, in a report of that period."""
    start, end = period or (None, None)
    frame = Frame(level=level, report_year=year, period_start=start, period_end=end, institution="某某学校")  # type: ignore[arg-type]
    document = Document(report_id="x", sha256="x", file_name="x.txt", media_type="text/plain", text=text, blocks=())
    passage = Passage(segment_id=None, char_start=0, char_end=len(text))
    return observe_prose(document, Segments(frame=frame, segments=(), passages=(passage,)), load_codebook())


def printed(text: str) -> str:
    return re.sub(r"\s", "", text).removeprefix("第")


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_paragraph(case: dict[str, Any]) -> None:
    observed = read_text(case["text"], case.get("period"), case.get("year"), case.get("level", "school"))
    left = list(observed.observations)
    for text, value, unit, kind, names, *more in case["expect"]:
        same = [o for o in left if printed(o.value_text) == printed(str(text))]
        found = next((o for o in same if o.name in names.split("/")), same[0] if same else None)
        assert found is not None, f"{text} ({names}) was not found"
        left.remove(found)
        assert found.value == (None if value is None else Decimal(str(value))), text
        assert (found.unit, found.kind) == (unit, kind), text
        assert found.name in names.split("/"), text
        for field, wanted in (more[0] if more else {}).items():
            assert getattr(found, field) == wanted, f"{text}: {field}"
    assert [(o.value_text, o.name) for o in left] == []


@pytest.mark.parametrize("case", [case for case in CASES if case.get("left")], ids=lambda case: case["case"])
def test_left_out_with_a_reason(case: dict[str, Any]) -> None:
    observed = read_text(case["text"], case.get("period"), case.get("year"), case.get("level", "school"))
    values = [o.value_text for o in observed.observations]
    for text in case["left"]:
        assert text not in values
    assert all(rejection.reason for rejection in observed.rejections)


PIECES = (
    "学校|在校生|专任教师|其中|占|比上年|增加|减少|分别为|和|、|，|；|。|（|）|1,205人|3.2万元|85%|0.5个百分点|2023年|"
    "12个|专业|两个|第3名|xx人|由|提高到|16:1|九成|“1+X”|\n|年|就业率"
)
WORDS = st.sampled_from(PIECES.split("|"))


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=30).map("".join))
def test_evidence_always_points_at_the_text(text: str) -> None:
    observed = read_text(text, ["2022-09-01", "2023-08-31"])
    for one in observed.observations:
        assert text[one.value_start : one.value_end] == one.value_text
        assert text[one.char_start : one.char_end] == one.quote
        assert one.char_start <= one.value_start < one.value_end <= one.char_end
        assert one.name
        assert one.rule.startswith("prose.")
    for left in observed.rejections:
        assert text[left.char_start : left.char_end] == left.text
        assert left.reason
    assert observed == read_text(text, ["2022-09-01", "2023-08-31"])


def test_a_line_break_inside_a_number_keeps_its_place() -> None:
    text = "学校现有在校生2 \n 318\n人，专任教师139\n人。"
    values = [(str(o.value), o.value_text) for o in read_text(text, year=2024).observations]
    assert values == [("2318", "2 \n 318\n人"), ("139", "139\n人")]


def test_a_year_in_a_heading_holds_under_it_but_not_one_of_a_document() -> None:
    text = "2022届毕业生就业情况\n毕业生共有412人，就业率为96.4%。\n"
    start = text.index("毕业生共")
    for title, year in (("2022届毕业生就业情况", 2022), ("《人才培养方案（2022年）》", 2023), ("就业情况", 2023)):
        head = Segment(segment_id="a", kind="section", ordinal=1, number=None, title=title, char_start=0, char_end=len(text))
        frame = Frame(level="school", report_year=2023, institution="某某学校")
        document = Document(report_id="x", sha256="x", file_name="x.txt", media_type="text/plain", text=text, blocks=())
        passage = Passage(segment_id="a", char_start=start, char_end=len(text))
        observed = observe_prose(document, Segments(frame=frame, segments=(head,), passages=(passage,)), load_codebook())
        assert [o.year for o in observed.observations] == [year, year]
