"""What breaks the output contract costs a row and becomes an issue; what does not is left as it is."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from extract.model import Mention, Report
from extract.seal import seal
from tests.build.rich import rich_report

replace = msgspec.structs.replace


def codes(report: Report) -> list[str]:
    """The codes of the issues about this program."""
    return [issue.code for issue in report.issues if issue.code.startswith("bug.")]


def test_a_good_report_only_gets_its_ids() -> None:
    report = rich_report()
    sealed = seal(report)
    assert codes(sealed) == []
    assert (sealed.segments, sealed.observations, sealed.tables) == (report.segments, report.observations, report.tables)
    assert all(mention.mention_id for mention in sealed.mentions)
    assert all(issue.issue_id for issue in sealed.issues)
    assert seal(sealed) == sealed


def test_things_that_look_the_same_get_different_ids() -> None:
    report = rich_report()
    twice = replace(report, mentions=report.mentions[:1] * 2, issues=report.issues * 2)
    sealed = seal(twice)
    assert len({mention.mention_id for mention in sealed.mentions}) == len(sealed.mentions) == 2
    assert len({issue.issue_id for issue in sealed.issues}) == len(sealed.issues) == 2


def test_a_second_thing_of_one_id_is_reported() -> None:
    report = rich_report()
    sealed = seal(replace(report, observations=report.observations + report.observations[:1]))
    assert sealed.observations == report.observations
    assert codes(sealed) == ["bug.duplicate_id"]


@pytest.mark.parametrize(
    "change", [{"quote": "在校生1206人"}, {"char_start": 1}, {"value_end": 200}, {"value_start": 9, "value_end": 8}]
)
def test_a_quote_that_is_not_there_is_no_observation(change: dict[str, Any]) -> None:
    report = rich_report()
    wrong = replace(report.observations[0], **change)
    sealed = seal(replace(report, observations=(wrong, *report.observations[1:])))
    assert sealed.observations == report.observations[1:]
    assert codes(sealed) == ["bug.evidence"]
    assert "'1205'" in next(issue.message for issue in sealed.issues if issue.code == "bug.evidence")


def test_a_reference_to_nothing_is_empty() -> None:
    report = rich_report()
    wrong = replace(report.observations[0], segment_id="nowhere")
    lost = Mention(kind="place", text="x", normal_form="x", char_start=0, char_end=1, segment_id="nowhere")
    sealed = seal(replace(report, observations=(wrong,), mentions=(lost,)))
    assert (sealed.observations[0].segment_id, sealed.mentions[0].segment_id) == (None, None)
    assert codes(sealed) == ["bug.dangling_reference"] * 2


def test_a_table_that_no_segment_stands_for_is_not_lost() -> None:
    report = rich_report()
    sealed = seal(replace(report, segments=report.segments[:-1], readings=()))
    assert sealed.segments[-1].kind == "table"
    assert sealed.segments[-1].index == 0
    assert codes(sealed) == ["bug.table_without_segment"]


def test_a_table_has_one_segment() -> None:
    report = rich_report()
    again = replace(report.segments[-1], segment_id="t2")
    sealed = seal(replace(report, segments=(*report.segments, again)))
    assert [segment.index for segment in sealed.segments if segment.kind == "table"] == [0, None]
    assert codes(sealed) == ["bug.table_twice"]


def test_a_segment_outside_the_text_is_reported() -> None:
    report = rich_report()
    sealed = seal(replace(report, segments=(*report.segments, replace(report.segments[0], segment_id="x", char_end=10_000))))
    assert sealed.segments == report.segments
    assert codes(sealed) == ["bug.range"]
