from __future__ import annotations

from pathlib import Path

from tests.read.invariants import grids, prose
from tests.read.test_docx import read_word, run
from tests.read.write_word import p, table, tc


def test_merged_cells_stand_once(tmp_path: Path) -> None:
    rows = (
        tc("项目", '<w:vMerge w:val="restart"/>') + tc("2023年", '<w:gridSpan w:val="2"/>'),
        tc("", "<w:vMerge/>") + tc("人数") + tc("占比"),
        tc("升学") + tc("332") + tc("89%"),
    )
    document = read_word(tmp_path, table(*rows))
    spans = {cell.text: (cell.row_span, cell.column_span) for cell in document.tables[0].cells}
    assert spans["项目"] == (2, 1)
    assert spans["2023年"] == (1, 2)
    assert grids(document)[0] == [["项目", "2023年", None], [None, "人数", "占比"], ["升学", "332", "89%"]]


def test_columns_that_differ_by_a_sliver_are_one(tmp_path: Path) -> None:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in (2000, 20, 2000))
    two = "<w:gridSpan w:val='2'/>"
    first, second = tc("指标") + tc("数值", two), tc("在校生", two) + tc("1205")
    body = f"<w:tbl><w:tblGrid>{grid}</w:tblGrid><w:tr>{first}</w:tr><w:tr>{second}</w:tr></w:tbl>"
    assert grids(read_word(tmp_path, body)) == [[["指标", "数值"], ["在校生", "1205"]]]


def test_a_row_that_begins_late_or_ends_early_is_filled_up(tmp_path: Path) -> None:
    late = "<w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr>" + tc("乙") + "</w:tr>"
    body = f"<w:tbl><w:tr>{tc('甲')}{tc('丙')}</w:tr>{late}<w:tr>{tc('丁')}</w:tr></w:tbl>"
    assert grids(read_word(tmp_path, body)) == [[["甲", "丙"], ["", "乙"], ["丁", ""]]]


def test_header_rows_are_those_that_repeat(tmp_path: Path) -> None:
    head = "<w:tr><w:trPr><w:tblHeader/></w:trPr>" + tc("名称") + tc("数") + "</w:tr>"
    document = read_word(tmp_path, f"<w:tbl>{head}<w:tr>{tc('甲')}{tc('1')}</w:tr></w:tbl>")
    assert document.tables[0].header_rows == 1
    assert [cell.is_header for cell in document.tables[0].cells] == [True, True, False, False]


def test_a_frame_round_paragraphs_is_no_table(tmp_path: Path) -> None:
    frame = f"<w:tbl><w:tr><w:tc>{p('案例2 师徒结对')}{p('结成对子8对。')}</w:tc></w:tr></w:tbl>"
    document = read_word(tmp_path, p("一、概况") + frame + p("二、问题"))
    assert document.tables == ()
    assert [block.inset for block in document.blocks] == [None, 1, 1, None]


def test_a_table_in_a_cell_is_neither_lost_nor_doubled(tmp_path: Path) -> None:
    inner = table(tc("小计") + tc("5"))
    rows = (
        tc("项目") + tc("数"),
        f"<w:tc>{p('培训')}</w:tc><w:tc>{inner}<w:p/></w:tc>",
        tc("合计") + tc("9"),
        tc("其他") + tc("4"),
    )
    document = read_word(tmp_path, table(*rows))
    assert grids(document) == [[["项目", "数"], ["培训", "小计 5"], ["合计", "9"], ["其他", "4"]]]


def test_a_grid_in_a_cell_follows_the_table_it_stands_in(tmp_path: Path) -> None:
    inner = table(tc("类别") + tc("人次"), tc("社会") + tc("8"), tc("企业") + tc("7"))
    rows = (
        tc("项目") + tc("数"),
        f"<w:tc>{p('培训')}</w:tc><w:tc>{inner}{p('见上')}</w:tc>",
        tc("合计") + tc("9"),
        tc("其他") + tc("4"),
    )
    document = read_word(tmp_path, table(*rows) + p("完成。"))
    outer = [["项目", "数"], ["培训", "见上"], ["合计", "9"], ["其他", "4"]]
    assert grids(document) == [outer, [["类别", "人次"], ["社会", "8"], ["企业", "7"]]]
    assert prose(document) == ["完成。"]


def test_cells_merged_the_old_way(tmp_path: Path) -> None:
    begin, go_on = "<w:hMerge w:val='restart'/>", "<w:hMerge/>"
    down, below = "<w:vMerge w:val='restart'/>", "<w:vMerge/>"
    wide = table(
        tc("去向", begin) + tc("", go_on) + tc("人数"), tc("升学") + tc("本科") + tc("3"), tc("就业") + tc("本地") + tc("5")
    )
    document = read_word(tmp_path, wide)
    assert grids(document) == [[["去向", None, "人数"], ["升学", "本科", "3"], ["就业", "本地", "5"]]]
    square = table(
        tc("甲", begin + down) + tc("", go_on) + tc("1"),
        tc("", begin + below) + tc("", go_on) + tc("2"),
        tc("乙") + tc("丙") + tc("3"),
    )
    found = read_word(tmp_path, square).tables[0]
    assert [(cell.row_span, cell.column_span) for cell in found.cells if cell.text == "甲"] == [(2, 2)]


def typed(*cells: str) -> str:
    """A paragraph with tabs between its parts."""
    return "<w:p>" + "<w:r><w:tab/></w:r>".join(run(cell) for cell in cells) + "</w:p>"


def test_rows_typed_with_tabs_are_a_table(tmp_path: Path) -> None:
    rows = typed("指标", "2022年", "2023年") + typed("专任教师", "120", "131") + typed("兼职教师", "", "20", "25")
    document = read_word(tmp_path, p("表1 教师") + rows + p("教师队伍趋于稳定。") + table(tc("甲") + tc("1"), tc("乙") + tc("2")))
    assert grids(document) == [
        [["指标", "2022年", "2023年"], ["专任教师", "120", "131"], ["兼职教师", "20", "25"]],
        [["甲", "1"], ["乙", "2"]],
    ]
    assert prose(document) == ["表1教师", "教师队伍趋于稳定。"]


def test_rows_typed_with_gaps_are_a_table_and_signatures_are_none(tmp_path: Path) -> None:
    rows = p("指标      2022年   2023年") + p("专任教师   120   131") + p("兼职教师    20    25")
    assert grids(read_word(tmp_path, rows))[0][1] == ["专任教师", "120", "131"]
    signed = (
        typed("填报单位：云台县职教中心", "填报人：某某")
        + typed("审核人：某某", "日期：2023年12月")
        + typed("联系人：某某", "电话：略")
    )
    assert read_word(tmp_path, signed).tables == ()
