"""What a report says of itself, from its first lines; and null where it is silent."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from extract.codebook import load_codebook
from extract.segment import segment
from tests.segment.write_document import write_document

CASES = yaml.safe_load((Path(__file__).parent.parent / "cases" / "segment_frames.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"].split()[0])
def test_frame(case: dict[str, object]) -> None:
    document = write_document(str(case["text"]))
    frame = segment(document, load_codebook()).frame
    wanted = {name: value if value is None or isinstance(value, int) else str(value) for name, value in case["frame"].items()}  # type: ignore[attr-defined]
    assert {name: getattr(frame, name) for name in wanted} == wanted


def test_a_name_of_several_places_is_an_issue_and_has_no_code() -> None:
    found = segment(write_document("鼓楼区中等职业教育质量年度报告（2022）\n一、情况\n学校发展良好。\n"), load_codebook())
    assert [issue.code for issue in found.issues] == ["map.place_ambiguous"]
    assert found.frame.region_code is None
