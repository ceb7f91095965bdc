"""Small parts of segmentation one by one: levels told by contents, issues, dimensions, themes, the outline."""

from __future__ import annotations

import pytest

from extract.codebook import CodebookError, load_codebook
from extract.codebook.headings import load_headings
from extract.review.outline import outline
from extract.segment import segment
from extract.segment.dimension import name_themes, read_dimension
from extract.segment.number import read_number
from tests.segment.write_document import write_document


@pytest.mark.parametrize(
    ("title", "dimension"),
    [
        ("规模和结构", "基本情况"),
        ("立德树人", "人才培养"),
        ("服务乡村振兴", "服务贡献"),
        ("传承工匠精神", "文化传承"),
        ("国际交流与合作", "国际合作"),
        ("校企合作模式", "产教融合"),
        ("经费投入", "发展保障"),
        ("存在问题与改进措施", "面临挑战"),
        ("典型案例", "典型案例"),
        ("结束语", "结语"),
        ("某某某", None),
    ],
)
def test_dimension_of_a_title(title: str, dimension: str | None) -> None:
    assert read_dimension(title, load_codebook().dimensions) == dimension


def test_inner_sections_follow_their_outer_one_unless_it_names_several() -> None:
    text = "一、人才培养\n1.党建引领\n党建扎实推进。\n2.师资建设\n师资雄厚。\n"
    text += "二、校企合作与社会服务\n1.社会服务\n服务有力。\n2.校企合作\n合作深入。\n"
    found = segment(write_document(text), load_codebook()).segments
    assert [each.dimension for each in found] == ["人才培养", "人才培养", "人才培养", "产教融合", "服务贡献", "产教融合"]


def test_themes_need_the_title_or_more_than_a_passing_word() -> None:
    known = load_codebook().dimensions
    assert "乡村振兴" in name_themes("送教下乡助力乡村振兴", "学校组织教师送教。", known)
    assert name_themes("某某", "学校开展活动，涉及非遗。" + "其他内容。" * 100, known) == ()


def test_a_listed_heading_that_the_text_lacks_is_an_issue() -> None:
    text = "目录\n一、学校情况....1\n二、学生发展....2\n三、问题....3\n一、学校情况\n学校情况良好。\n三、问题\n仍有不足。\n"
    found = segment(write_document(text), load_codebook())
    assert [(issue.code, issue.stated) for issue in found.issues] == [("map.heading_missing", "二 学生发展")]


def test_contents_lines_are_never_sections() -> None:
    text = "目 录\n一、学校情况\n（一）规模\n二、学生发展\n\n"
    text += "一、学校情况\n（一）规模\n学校规模稳定，情况良好。\n二、学生发展\n学生发展良好。\n"
    found = segment(write_document(text), load_codebook())
    assert [each.title for each in found.segments] == ["学校情况", "规模", "学生发展"]
    assert [zone.kind for zone in found.zones] == ["contents"]


@pytest.mark.parametrize(
    "text", ["2.5万元用于设备更新", "2024年工作总结", "1.2倍", "一是加强领导", "100所学校", "3.14", "12月工作"]
)
def test_quantities_and_dates_are_no_heading_numbers(text: str) -> None:
    found = segment(write_document(f"一、情况\n情况良好。\n{text}\n二、问题\n仍有不足。\n"), load_codebook())
    assert [each.number for each in found.segments if each.kind == "section"] == ["一", "二"]


def test_numbers_are_printed_alike_in_every_width() -> None:
    assert [read_number(text).printed for text in ("１．２ 师资", "(一)师资", "2 .2. 1 师资")] == ["1.2", "（一）", "2.2.1"]  # type: ignore[union-attr]


def test_the_outline_shows_levels_marks_and_counts() -> None:
    document = write_document("一、情况\n（一）规模\n规模稳定。\n案例1 红色课堂\n学校打造红色课堂，成效明显。\n图1 现场\n")
    shown = outline(document, segment(document, load_codebook())).splitlines()
    assert shown[1].startswith("一 情况")
    assert shown[2].startswith("  （一） 规模")
    assert shown[3].startswith("    ◆ 案例1 红色课堂")
    assert shown[4].startswith("    ▣ 图1 现场")
    assert shown[-1].startswith("2 sections, 1 cases, 0 tables, 1 figures")


def test_a_missing_word_list_is_a_fault_that_names_its_file(tmp_path: object) -> None:
    folder = tmp_path
    (folder / "headings.yaml").write_text("front: [前言]\n", encoding="utf-8")  # type: ignore[operator]
    with pytest.raises(CodebookError, match=r"headings\.yaml"):
        load_headings(folder)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lines", "kinds"),
    [
        ("全校开设课程312门。\n①课时按四十五分钟折算，不含实习的120课时。\n图书馆藏书丰富。", ["paragraph", "note", "paragraph"]),
        ("主要做法如下。\n①开设课程312门。\n②建成基地9个。", ["paragraph"] * 3),
        ("主要做法如下。\n①开设课程312门；②建成基地9个。\n成效明显。", ["paragraph"] * 3),
    ],
)
def test_a_circled_number_that_stands_alone_is_a_footnote(lines: str, kinds: list[str]) -> None:
    document = write_document("石桥学校质量年度报告\n一、概况\n" + lines)
    assert [passage.kind for passage in segment(document, load_codebook()).passages][-3:] == kinds
