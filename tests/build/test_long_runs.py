"""A paragraph without a full stop costs no more than its length: no rule tries the rest of it anew from every character."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from extract.observe.prose.read import sentence_ranges
from extract.pipeline import extract_report

HEAD = "某某职业学校质量年度报告（2024年度）\n\n一、学校概况\n\n学校有"
UNITS = ("1", "1,", "1 ", "1.", "a1", "一", "2023年", "在校生1200人，", "比上年增加1人，", "占比5%、", "\u3000")


@pytest.fixture(scope="module", autouse=True)
def _loaded(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("warm") / "r.txt"
    file.write_text(HEAD + "1200名学生。\n", "utf-8")
    extract_report(file)


LONG = ("学校", "学 校 ", "电子商务专业", "获一等奖", "《职教发展规划》（云教发〔2023〕5号）")
"""No mark and one name after the other: each is looked for among those before, and each looks back for where it begins."""


@pytest.mark.parametrize(
    ("unit", "length"), [*((u, 20_000) for u in UNITS), *((u, 100_000) for u in LONG), ("学", 200_000), ("\u3000", 200_000)]
)
def test_a_run_without_a_stop_is_read_in_seconds(unit: str, length: int, tmp_path: Path) -> None:
    file = tmp_path / "r.txt"
    file.write_text(HEAD + unit * (length // len(unit)) + "人。\n", "utf-8")
    started = time.process_time()
    report = extract_report(file)
    assert time.process_time() - started < 8
    assert report.status == "complete"


def test_a_sentence_too_long_is_parted_behind_a_comma_and_nothing_is_lost() -> None:
    text = "在校生1,200人," * 300 + "学" * 2500
    pieces = [text[start:end] for start, end in sentence_ranges(text)]
    assert "".join(pieces) == text
    assert max(map(len, pieces)) == 1000
    assert pieces[0].endswith("人,")


def test_a_sentence_of_common_length_is_whole() -> None:
    text = "学" * 600 + "。" + "生" * 399 + "。"
    assert list(sentence_ranges(text)) == [(0, 601), (601, 1001)]
