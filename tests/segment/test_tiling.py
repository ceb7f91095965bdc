"""Whatever a document looks like: segments stay inside their parents, siblings do not overlap, and no character is lost."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.codebook import load_codebook
from extract.model import Block, Cell, Document, Segment, Segments, Table
from extract.read import read
from extract.segment import segment
from extract.settings import Settings
from tests.segment.write_document import write_document

SHARED = Path(__file__).resolve().parents[3] / "shared"
LINES = st.sampled_from(
    """第一章 人才培养|第二部分|学生发展|一、基本情况|二、服务贡献|（一）规模|（二）结构|1.学校布局|2 设施|2.1 师资|2.2.1 课程
（1）做法|①要点|前 言|附件：|附表|结语|目录|一、基本情况....1|图目录|图1 掠影....2|案例1 红色课堂|案例 2|【案例三】匠心|典型案例
技能报国 匠心筑梦|一、实施背景|图 1 活动掠影|!fig|表1 经费情况|续表1|单位：万元|年份\t经费\t人数|2023\t10\t20|注：数据来源于财务处。
学校坚持立德树人，落实根本任务，成效明显。|设备逐年更新。实训中心添置机床八台，开出率比上年提高1个百分点。|# 一、学校情况
**教师队伍**|^云岭县职业学校质量年度报告|[框内文字，学校开展活动。|[案例4 框中案例||二〇二四年十二月|2024年12月
[bookmark: _Toc1]三、保障措施|见表1-2。""".replace("\n", "|").split("|")
)
REPORT = """云岭县职业学校质量年度报告|二〇二三年十二月|目录|一、学校情况....1|（一）规模....1|二、学生发展....2|一、学校情况
（一）规模|学校占地100亩，环境优美。|表1 规模|年份\t人数|2023\t20|（二）师资|教师100人，结构合理。|案例1 师徒结对
学校实施青蓝工程，成效明显。
图1 结对仪式|二、学生发展|学生发展良好。|附表|附表1 计分卡|指标\t值|就业率\t98""".replace("\n", "|").split("|")


def check_tiling(document: Document, found: Segments) -> None:
    by_id = {each.segment_id: each for each in found.segments}
    assert len(by_id) == len(found.segments)
    sections = [each for each in found.segments if each.kind == "section"]
    for each in found.segments:
        assert 0 <= each.char_start <= each.char_end <= len(document.text)
        if each.title_start is not None and each.title_end is not None:
            assert each.char_start <= each.title_start < each.title_end <= each.char_end
        if each.parent_id:
            parent = by_id[each.parent_id]
            assert parent.kind == "section"
            assert parent.char_start <= each.char_start
            assert each.char_end <= parent.char_end
    for parent_id in {each.parent_id for each in sections}:
        for before, behind in pairwise(each for each in sections if each.parent_id == parent_id):
            assert before.char_end <= behind.char_start
    check_own(document, found)
    check_passages(document, found, by_id)


def check_own(document: Document, found: Segments) -> None:
    """A section is its own text and what lies below it: every character once."""
    for each in found.segments:
        if each.kind not in {"section", "case"}:
            continue
        for start, end in each.own:
            assert each.char_start <= start < end <= each.char_end
        for (_, end), (start, _) in pairwise(each.own):
            assert end <= start
    counted = [0] * len(document.text)
    for each in found.segments:
        spans = each.own if each.kind in {"section", "case"} else ((each.char_start, each.char_end),)
        for start, end in spans:
            for at in range(start, end):
                counted[at] += 1
    assert max(counted, default=0) <= 1
    covered = [False] * len(document.text)
    for zone in found.zones:
        covered[zone.char_start : zone.char_end] = [True] * (zone.char_end - zone.char_start)
    for passage in found.passages:
        covered[passage.char_start : passage.char_end] = [True] * (passage.char_end - passage.char_start)
    for at, char in enumerate(document.text):
        if not char.isspace() and not document.text.startswith("[bookmark", max(0, document.text.rfind("[", 0, at + 1))):
            assert counted[at] or covered[at], document.text[max(0, at - 10) : at + 10]


def check_passages(document: Document, found: Segments, by_id: dict[str, Segment]) -> None:
    for before, behind in pairwise(found.passages):
        assert before.char_end <= behind.char_start
    for passage in found.passages:
        assert document.text[passage.char_start : passage.char_end].strip()
        if passage.segment_id:
            owner = by_id[passage.segment_id]
            assert owner.char_start <= passage.char_start
            assert passage.char_end <= owner.char_end
    for mention in found.mentions:
        assert document.text[mention.char_start : mention.char_end] == mention.text


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, max_size=40))
def test_any_lines_tile(lines: list[str]) -> None:
    document = write_document("\n".join(lines))
    check_tiling(document, segment(document, load_codebook()))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_random_cuts_of_a_report_tile(data: st.DataObject) -> None:
    kept = [line for line in REPORT if data.draw(st.integers(0, 4))]
    document = write_document("\n".join(kept))
    check_tiling(document, segment(document, load_codebook()))


@pytest.mark.shared
@pytest.mark.parametrize("path", sorted((SHARED / "seeds").glob("*.txt")), ids=lambda path: path.stem)
def test_real_reports_tile(path: Path) -> None:
    document = read(path, Settings())
    check_tiling(document, segment(document, load_codebook()))


def test_a_table_that_frames_a_case_is_its_text() -> None:
    body = "学校打造红色课堂，组织学生参观纪念馆，开展主题活动二十余场，学生思想觉悟得到明显提升，" * 2 + "受到普遍好评。"
    text = f"一、人才培养\n学校坚持立德树人。\n案例1 红色课堂\n{body}\n学校还开展志愿服务。\n"
    start = text.index("案例1")
    middle = text.index("学校打造")
    end = text.index("学校还开展")
    cells = (
        Cell(row=0, column=0, text=text[start : middle - 1], char_start=start, char_end=middle - 1),
        Cell(row=1, column=0, text=text[middle : end - 1], char_start=middle, char_end=end - 1),
    )
    blocks = [
        Block(kind="text", char_start=0, char_end=6),
        Block(kind="text", char_start=7, char_end=start - 1),
        Block(kind="table", char_start=start, char_end=end - 1, index=0),
        Block(kind="text", char_start=end, char_end=len(text) - 1),
    ]
    table = Table(char_start=start, char_end=end - 1, n_rows=2, n_columns=1, cells=cells, method="test")
    document = Document(
        report_id="0" * 16,
        sha256="0" * 64,
        file_name="x",
        media_type="text/plain",
        text=text,
        blocks=tuple(blocks),
        tables=(table,),
    )
    found = segment(document, load_codebook())
    (case,) = [each for each in found.segments if each.kind == "case"]
    assert (case.title, case.char_end) == ("红色课堂", end - 1)
    assert not [each for each in found.segments if each.kind == "table"]
    assert [document.text[each.char_start : each.char_end][:4] for each in found.passages] == ["学校坚持", "学校打造", "学校还开"]
    check_tiling(document, found)
