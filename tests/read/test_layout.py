"""Lines → paragraphs, and what is set apart over pages."""

from __future__ import annotations

import pytest

from extract.read.furniture import find_furniture, is_page_number
from extract.read.layout import Margins, first_token_width, is_leader, make_paragraphs
from extract.read.lines import TextLine, join_lines

MARGINS = Margins(left=72, right=520, pitch=20)


def line(text: str, y: float = 100, x: float = 72, size: float = 12) -> TextLine:
    edges = [x]
    for char in text:
        edges.append(edges[-1] + (size if ord(char) > 255 else size / 2))
    return TextLine(text, 1, (x, y, edges[-1], y + size), tuple(edges), size, False)


@pytest.mark.parametrize(
    ("text", "characters"),
    [("在校生", 1), ("人，其中", 2), ("2，386.5万元", 4), ("98.72%，比", 4), ("人。2023年", 4), ("“双师型”", 2)],
)
def test_what_a_line_begins_with_and_cannot_part(text: str, characters: int) -> None:
    assert first_token_width(line(text)) == pytest.approx(characters * 12, abs=0.1)


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["产教", "融合"], "产教融合"),
        (["共12", "846人"], "共12846人"),
        (["work", "based"], "work based"),
        (["2016-", "2017"], "2016-2017"),
        (["共", "3 所"], "共3 所"),
    ],
)
def test_lines_are_joined_as_they_are_read(lines: list[str], joined: str) -> None:
    assert join_lines([line(text) for text in lines]) == joined


def blocks(*lines: TextLine) -> list[str]:
    return [join_lines(paragraph.lines) for paragraph in make_paragraphs(lines, MARGINS)]


def test_a_full_line_goes_on_and_a_short_one_ends() -> None:
    full = "甲" * 37
    assert blocks(line(full, 100), line("乙乙。", 120)) == [full + "乙乙。"]
    assert blocks(line("甲甲。", 100), line("乙乙。", 120)) == ["甲甲。", "乙乙。"]


def test_a_numbered_item_after_a_closed_sentence_begins_anew() -> None:
    closed = "甲" * 36 + "。"
    assert blocks(line(closed, 100), line("（二）师资队伍", 120)) == [closed, "（二）师资队伍"]
    assert blocks(line("甲" * 37, 100), line("1.2万人次", 120)) == ["甲" * 37 + "1.2万人次"]


def test_an_open_list_and_a_figure_without_its_unit_go_on() -> None:
    opened = "一、概况。" + "甲" * 29 + "第一、"
    assert blocks(line(opened, 100), line("二、三产业之比为6:38:56。", 120)) == [opened + "二、三产业之比为6:38:56。"]
    assert blocks(line("一、" + "甲" * 35, 100), line("二、师资队伍", 120)) == ["一、" + "甲" * 35, "二、师资队伍"]
    assert blocks(line("甲" * 30 + "2023年9", 100), line("月，新建工坊。", 120)) == ["甲" * 30 + "2023年9月，新建工坊。"]
    assert blocks(line("甲" * 30 + "2023", 100), line("一览表", 120)) == ["甲" * 30 + "2023", "一览表"]


def test_another_size_and_a_wide_step_part_paragraphs() -> None:
    full = "甲" * 37
    assert len(blocks(line(full, 100), line("乙乙", 120, size=16))) == 2
    assert len(blocks(line(full, 100), line("乙乙", 160))) == 2


def test_leaders_are_lines_of_a_contents_page() -> None:
    assert is_leader(line("一、学校概况............3"))
    assert is_leader(line("一、学校概况……………3"))
    assert not is_leader(line("全年经费……不足"[:5]))
    assert not is_leader(line("在校生2318"))


@pytest.mark.parametrize("text", ["12月31日", "2023年", "3.5", "共12人", "第3章", "表3"])
def test_what_only_looks_like_a_page_number(text: str) -> None:
    assert not is_page_number(text)


def test_a_header_stands_at_one_height_and_a_number_where_others_do() -> None:
    pages = [([line("某校年报", 40), line("正文", 300), line(str(n), 800)], 842.0) for n in range(1, 5)]
    assert [sorted(found.values()) for found in find_furniture(pages)] == [["header", "page_number"]] * 4
    moved = [([line("某校年报", 40 + 15 * n), line("正文", 300)], 842.0) for n in range(4)]
    assert find_furniture(moved) == [{}] * 4
    lone = [([line("正文", 300), line("2024" if n == 1 else "完", 800 - 20 * n)], 842.0) for n in range(4)]
    assert find_furniture(lone)[1] == {}
