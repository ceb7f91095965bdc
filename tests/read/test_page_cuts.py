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
