"""Tables without full grids that a page end cuts: rows whose numbers are broken, labels over rows on both pages."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from extract.model import Table
from tests.read.invariants import check_document
from tests.read.pdf_maker import LEFT, RIGHT, Cell, Sheet, cells_of, draw_table, grid_of, read_bytes

XS = [LEFT, 110, 300, 400, RIGHT]
Rows = Sequence[tuple[str, str, Sequence[str]]]
HEAD = ["序号", "指标", "单位", "本年"]


def texts(table: Table) -> list[list[str]]:
    """The texts of a table, row by row; a merged cell stands in its first row."""
    return [[cell.text for cell in table.cells if cell.row == row] for row in range(table.n_rows)]


def narrow(sheet: Sheet, y: float, rows: Rows, ruled: bool) -> float:
    """Rows of a label, a name and a number printed in lines of a narrow column, each row as high as its number."""
    for label, name, lines in rows:
        height = 13.0 * len(lines) + (4 if ruled else 0)
        sheet.centred(90, y + height / 2 + 4.5, label)
        sheet.centred(220, y + height / 2 + 4.5, name)
        for at, line in enumerate(lines):
            sheet.text(340, y + (13 if ruled else 11) + 13 * at, line, 10)
        y += height
        if ruled:
            sheet.rule(LEFT, y, 380, y)
    return y


def two_parts(above: Rows, below: Rows, ruled: bool) -> Table:
    """The table of two parts with a header each, the first at a page end; it is read as one."""
    sheet = Sheet()
    head = [("序号", "指标", ["本年"])]
    tall = sum(13.0 * len(lines) + (4 if ruled else 0) for _, _, lines in [*head, *above])
    for rows, top in ((above, 765 - tall), (below, 80.0)):
        sheet.rule(LEFT, top, 380, top)
        y = narrow(sheet, top, head, ruled)
        sheet.rule(LEFT, y, 380, y)
        y = narrow(sheet, y, rows, ruled)
        sheet.rule(LEFT, y, 380, y)
        sheet.page()
    document = read_bytes(sheet.bytes())
    check_document(document)
    assert len(document.tables) == 1
    return document.tables[0]


@pytest.mark.parametrize("ruled", [True, False])
def test_a_number_broken_by_the_page_end_is_one(ruled: bool) -> None:
    above = [("1", "在校生满意度", ["94.6", "2"]), ("2", "课堂育人满意度", ["94.1"])]
    below = [("", "", ["0"]), ("3", "课外育人满意度", ["93.8", "5"]), ("4", "专业课满意度", ["95.0", "6"])]
    assert texts(two_parts(above, below, ruled)) == [
        ["序号", "指标", "本年"],
        ["1", "在校生满意度", "94.62"],
        ["2", "课堂育人满意度", "94.10"],
        ["3", "课外育人满意度", "93.85"],
        ["4", "专业课满意度", "95.06"],
    ]


def test_a_number_under_an_empty_label_is_a_row_of_its_own() -> None:
    above = [("1", "在校生满意度", ["94.6"]), ("2", "课堂育人满意度", ["94.1"])]
    below = [("", "", ["30"]), ("3", "课外育人满意度", ["93.8"])]
    assert texts(two_parts(above, below, True))[2:] == [
        ["2", "课堂育人满意度", "94.1"],
        ["", "", "30"],
        ["3", "课外育人满意度", "93.8"],
    ]


def labelled(sheet: Sheet, y: float, rows: Sequence[Sequence[str]], labels: Sequence[tuple[float, str]]) -> None:
    """A table between three rules whose first column has labels at places counted in rows of the body."""
    body = [["", *row] for row in rows]
    draw_table(sheet, y, XS, 16, cells_of([HEAD, *body]), "three_line")
    for place, label in labels:
        sheet.centred((XS[0] + XS[1]) / 2, y + 16 * (1 + place) + 11.6, label)


def items(*names: str) -> list[list[str]]:
    return [[name, "人", str(120 + 7 * at)] for at, name in enumerate(names)]


def spans(table: Table) -> list[tuple[int, int, str]]:
    return [(row, down, text) for row, column, down, _, text in grid_of(table) if column == 0]


def test_a_label_over_rows_on_both_pages_holds_them_all() -> None:
    sheet = Sheet()
    labelled(sheet, 670, items("在校生数", "毕业生数", "招生数", "留学生数"), [(0, "1"), (1, "2")])
    sheet.page()
    labelled(sheet, 80, items("其他人数", "专任教师", "其中女教师", "外聘教师", "教辅人员"), [(2, "3"), (4, "4")])
    tables = read_bytes(sheet.bytes()).tables
    assert len(tables) == 1
    assert spans(tables[0]) == [(0, 1, "序号"), (1, 1, "1"), (2, 4, "2"), (6, 3, "3"), (9, 1, "4")]


def test_blank_cells_before_a_labelled_page_stay_blank() -> None:
    sheet = Sheet()
    labelled(sheet, 670, items("在校生数", "毕业生数", "招生数", "留学生数"), [(0, "1"), (1, "2"), (2, "3")])
    sheet.page()
    labelled(sheet, 80, items("其他人数", "专任教师"), [(0, "4"), (1, "5")])
    tables = read_bytes(sheet.bytes()).tables
    assert spans(tables[0]) == [(at, 1, text) for at, text in enumerate(["序号", "1", "2", "3", "", "4", "5"])]


def painted(labels: Sequence[tuple[float, str]], bare: Sequence[tuple[int, int]]) -> Table:
    """Rows painted by turns, but not where (row, column) is `bare`; the first column has labels at places counted in rows."""
    rows = items("在校生数", "毕业生数", "招生数", "留学生数", "其他人数", "专任教师")
    sheet = Sheet()
    for row in range(7):
        for column in range(4):
            if row % 2 == 0 and (row, column) not in bare:
                sheet.fill(XS[column], 120 + 16 * row, XS[column + 1], 136 + 16 * row)
    draw_table(sheet, 120, XS, 16, cells_of([HEAD, *(["", *row] for row in rows)]), "none")
    for place, label in labels:
        sheet.centred((XS[0] + XS[1]) / 2, 120 + 16 * (1 + place) + 11.6, label)
    (table,) = read_bytes(sheet.bytes()).tables
    return table


def test_a_label_left_unpainted_beside_painted_rows_holds_them() -> None:
    table = painted([(0, "1"), (2, "2"), (4, "3"), (5, "4")], [(2, 0), (4, 0)])
    assert spans(table) == [(0, 1, "序号"), (1, 1, "1"), (2, 3, "2"), (5, 1, "3"), (6, 1, "4")]


def test_blank_cells_beside_painted_rows_stay_blank() -> None:
    table = painted([(0, "1"), (1, "2"), (4, "3"), (5, "4")], [])
    assert spans(table) == [(at, 1, text) for at, text in enumerate(["序号", "1", "2", "", "", "3", "4"])]


def test_a_painted_row_with_merged_cells_at_both_sides_belongs_to_its_table() -> None:
    table = painted([(0, "1"), (2, "2"), (4, "3"), (5, "4")], [(2, 0), (4, 0), (2, 3), (4, 3)])
    assert (table.n_rows, table.n_columns) == (7, 4)
    assert texts(table)[2:5] == [["2", "毕业生数", "人", "127"], ["招生数", "人", "134"], ["留学生数", "人", "141"]]


def test_a_header_of_two_levels_without_any_rule() -> None:
    cells: list[Cell] = [
        (0, 0, 2, 1, "去向"), (0, 1, 1, 2, "上届"), (0, 3, 1, 2, "本届"),
        *[(1, 1 + at, 1, 1, text) for at, text in enumerate(["人数", "占比", "人数", "占比"])],
        *[(2 + row, at, 1, 1, text) for row, name in enumerate(["升学", "就业", "创业", "合计"])
          for at, text in enumerate([name, f"{row + 3}8", f"{row + 11}.5", f"{row + 4}1", f"{row + 12}.0"])],
    ]  # fmt: skip
    sheet = Sheet()
    draw_table(sheet, 120, [LEFT, 180, 240, 300, 360, 420], 16, cells, "none")
    assert grid_of(read_bytes(sheet.bytes()).tables[0]) == cells


def test_a_first_row_of_one_level_stays_a_row() -> None:
    rows = [["去向", "上届", "本届"], ["升学", "38", "41"], ["就业", "117", "125"], ["合计", "155", "166"]]
    sheet = Sheet()
    draw_table(sheet, 120, [LEFT, 180, 300, 420], 16, cells_of(rows), "none")
    assert grid_of(read_bytes(sheet.bytes()).tables[0]) == cells_of(rows)


WIDE = (842.0, 595.0)
WIDE_XS = [LEFT, 130, 430, 530, 630, 770]


def wide_part(sheet: Sheet, y: float, rows: Sequence[Sequence[str]], labels: Sequence[tuple[float, str]], end: bool = True) -> None:
    """Rows without a header on a wide page, names to the left and values in the middle, under no rule; `end` rules them off."""
    for at, row in enumerate(rows):
        sheet.text(WIDE_XS[1] + 4, y + 16 * at + 11.6, row[0], 10)
        for column, text in enumerate(row[1:], 2):
            sheet.centred((WIDE_XS[column] + WIDE_XS[column + 1]) / 2, y + 16 * at + 11.6, text)
    for place, label in labels:
        sheet.centred((WIDE_XS[0] + WIDE_XS[1]) / 2, y + 16 * place + 11.6, label)
    if end:
        sheet.rule(LEFT, y + 16 * len(rows), 770, y + 16 * len(rows), 1.2)


def test_a_wide_table_goes_on_under_no_header_with_labels_over_rows_and_a_blank_column() -> None:
    sheet = Sheet(WIDE)
    draw_table(sheet, 430, WIDE_XS, 16, cells_of([[*HEAD, "备注"]]), "none")
    sheet.rule(LEFT, 430, 770, 430, 1.2)
    sheet.rule(LEFT, 446, 770, 446)
    first = [[name, "人", value, "估计"] for name, value in (("在校生数", "3120"), ("毕业生数", "985"))]
    wide_part(sheet, 446, first, [(0, "1"), (1, "2")], end=False)
    sheet.page()
    names = ("教学计划内开设的全部课程门数", "其中网络课程", "教材数", "专业数", "基地数")
    wide_part(sheet, 80, [[name, "门", str(41 + 13 * at)] for at, name in enumerate(names)], [(0.5, "3"), (3, "4")])
    (table,) = read_bytes(sheet.bytes()).tables
    assert spans(table) == [(0, 1, "序号"), (1, 1, "1"), (2, 1, "2"), (3, 2, "3"), (5, 3, "4")]
    assert texts(table)[3:5] == [["3", names[0], "门", "41", ""], [names[1], "门", "54", ""]]


def test_a_header_label_over_a_blank_column_heads_it() -> None:
    rows = [[*HEAD, "备注"], *([str(at), *row, ""] for at, row in enumerate(items("在校生数", "毕业生数", "招生数"), 1))]
    sheet = Sheet()
    draw_table(sheet, 120, [LEFT, 110, 250, 320, 390, RIGHT], 16, cells_of(rows), "three_line")
    assert texts(read_bytes(sheet.bytes()).tables[0]) == rows


def test_a_header_that_comes_back_over_one_row_is_no_running_head() -> None:
    sheet = Sheet()
    pages = [items("在校生数", "毕业生数", "招生数"), items(*(f"第{at}项" for at in range(40))), items("教辅人员")]
    for rows, top in zip(pages, (600.0, 80.0, 80.0), strict=True):
        draw_table(sheet, top, XS, 16, cells_of([HEAD, *(["8", *row] for row in rows)]), "three_line")
        sheet.page()
    (table,) = read_bytes(sheet.bytes()).tables
    assert (table.n_rows, table.header_rows) == (45, 1)
    assert texts(table)[-1] == ["8", "教辅人员", "人", "120"]


def test_a_label_of_two_lines_over_rows_is_one() -> None:
    sheet = Sheet()
    labelled(sheet, 100, items("在校生数", "毕业生数", "招生数", "留学生数", "其他人数"), [(4, "校外")])
    for y, line in ((1 + 1.5 - 0.35, "本校各"), (1 + 1.5 + 0.35, "校区")):
        sheet.centred((XS[0] + XS[1]) / 2, 100 + 16 * y + 11.6, line)
    assert spans(read_bytes(sheet.bytes()).tables[0]) == [(0, 1, "序号"), (1, 4, "本校各校区"), (5, 1, "校外")]


def test_a_value_missing_between_others_leaves_its_cell_blank() -> None:
    rows = [["", *row] for row in items("在校生数", "毕业生数", "去向", "升学人数", "就业人数")]
    rows[2][2:] = ["—", ""]
    sheet = Sheet()
    draw_table(sheet, 100, XS, 16, cells_of([HEAD, *([str(at), *row[1:]] for at, row in enumerate(rows, 1))]), "three_line")
    assert [row[-1] for row in texts(read_bytes(sheet.bytes()).tables[0])] == ["本年", "120", "127", "", "141", "148"]
