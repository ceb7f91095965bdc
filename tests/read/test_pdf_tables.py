"""Tables of every style drawn in a PDF come back cell for cell."""

from __future__ import annotations

import pytest
from reportlab.lib.pagesizes import A4, landscape

from extract.model import place
from tests.read.invariants import check_document
from tests.read.pdf_maker import LEFT, RIGHT, Sheet, cells_of, draw_table, grid_of, read_bytes

XS = [LEFT, 180, 300, 400, RIGHT]
ROWS = [
    ["项目", "单位", "2022年", "2023年"],
    ["在校生数", "人", "2,318", "2,402"],
    ["专任教师数", "人", "139", "145"],
    ["生师比", ":", "16.68", "16.57"],
    ["占地面积", "平方米", "98000.50", "98000.50"],
    ["国际交流", "次", "-", "3"],
]
SPANNED = [
    (0, 0, 2, 1, "项目"), (0, 1, 1, 2, "上年"), (0, 3, 1, 1, "本年"),
    (1, 1, 1, 1, "人数"), (1, 2, 1, 1, "占比"), (1, 3, 1, 1, "人数"),
    (2, 0, 1, 1, "升学"), (2, 1, 1, 1, "35"), (2, 2, 1, 1, "12.5%"), (2, 3, 1, 1, "41"),
    (3, 0, 1, 1, "就业"), (3, 1, 1, 1, "245"), (3, 2, 1, 1, "87.5%"), (3, 3, 1, 1, "238"),
]  # fmt: skip


@pytest.mark.parametrize("style", ["grid", "open", "rows", "three_line", "shaded", "doubled", "hairlines", "none"])
def test_every_style_gives_the_same_cells(style: str) -> None:
    sheet = Sheet()
    sheet.prose(90, "下表列出主要办学指标。")
    draw_table(sheet, 120, XS, 18, cells_of(ROWS), style)
    sheet.prose(300, "以上数据经过核对。")
    document = read_bytes(sheet.bytes())
    check_document(document)
    assert [grid_of(table) for table in document.tables] == [cells_of(ROWS)]
    assert document.text.startswith("下表列出主要办学指标。\n项目\t单位\t2022年\t2023年\n在校生数\t人\t2,318")
    assert document.text.endswith("\n以上数据经过核对。")


@pytest.mark.parametrize("style", ["grid", "open", "doubled", "hairlines"])
def test_merged_cells_stand_once_with_their_spans(style: str) -> None:
    sheet = Sheet()
    draw_table(sheet, 120, XS, 20, SPANNED, style)
    assert grid_of(read_bytes(sheet.bytes()).tables[0]) == SPANNED


def test_a_header_over_two_columns_in_a_three_line_table() -> None:
    sheet = Sheet()
    draw_table(sheet, 120, XS, 20, SPANNED, "none")
    for y, width in ((120, 1.2), (160, 0.5), (200, 1.2)):
        sheet.rule(LEFT, y, RIGHT, y, width)
    assert grid_of(read_bytes(sheet.bytes()).tables[0]) == SPANNED


def test_wrapped_cells_are_joined_without_blanks() -> None:
    sheet = Sheet()
    draw_table(sheet, 120, [LEFT, 200, 300], 40, [(0, 0, 1, 1, ""), (0, 1, 1, 1, "12"), (1, 0, 1, 1, "合计"), (1, 1, 1, 1, "30")])
    sheet.text(78, 138, "省级以上精品", 10)
    sheet.text(78, 152, "课程门数", 10)
    assert grid_of(read_bytes(sheet.bytes()).tables[0])[0] == (0, 0, 1, 1, "省级以上精品课程门数")


def two_pages(header_again: bool, caption: str = "", first: int = 18) -> list:
    rows = [["序号", "指标", "数值"]] + [[str(n), f"指标{n}", str(n * 11)] for n in range(1, 31)]
    xs = [LEFT, 150, 400, RIGHT]
    sheet = Sheet()
    y = draw_table(sheet, 760 - 20 * (first + 1), xs, 20, cells_of(rows[: first + 1]))
    assert y <= 765
    sheet.page()
    top = 80.0
    if caption:
        sheet.centred(296, 92, caption)
        top = 100
    rest = rows[first + 1 :]
    draw_table(sheet, top, xs, 20, cells_of([rows[0], *rest] if header_again else rest))
    document = read_bytes(sheet.bytes())
    check_document(document)
    assert len(document.tables) == 1
    table = document.tables[0]
    assert grid_of(table) == cells_of(rows)
    assert (table.page_start, table.page_end, table.cells[-1].page) == (1, 2, 2)
    return [table.header_rows, [item.text for item in document.furniture]]


@pytest.mark.parametrize("caption", ["", "续表", "表3 主要指标（续）"])
@pytest.mark.parametrize("header_again", [True, False])
def test_a_table_over_two_pages_is_one(header_again: bool, caption: str) -> None:
    header, set_apart = two_pages(header_again, caption)
    assert header == (1 if header_again else None)
    assert (caption in set_apart) == bool(caption)


def test_a_new_caption_begins_a_new_table() -> None:
    sheet = Sheet()
    draw_table(sheet, 600, XS, 18, cells_of(ROWS))
    sheet.page()
    sheet.centred(296, 92, "表4 继续教育情况")
    draw_table(sheet, 100, XS, 18, cells_of(ROWS))
    assert len(read_bytes(sheet.bytes()).tables) == 2


def test_a_table_of_other_columns_is_another() -> None:
    sheet = Sheet()
    draw_table(sheet, 640, XS, 18, cells_of(ROWS))
    sheet.page()
    draw_table(sheet, 80, [LEFT, 150, 240, 330, 420, RIGHT], 18, cells_of([[*row, "注"] for row in ROWS]))
    assert len(read_bytes(sheet.bytes()).tables) == 2


def test_a_merged_cell_cut_by_the_page_end_is_one() -> None:
    xs = [LEFT, 150, 400, RIGHT]
    sheet = Sheet()
    draw_table(sheet, 700, xs, 20, [(0, 0, 3, 1, "师资"), *[(n, c, 1, 1, f"{n}{c}项") for n in range(3) for c in (1, 2)]])
    sheet.page()
    draw_table(sheet, 80, xs, 20, [(0, 0, 2, 1, ""), *[(n, c, 1, 1, f"{n}{c}目") for n in range(2) for c in (1, 2)]])
    table = read_bytes(sheet.bytes()).tables[0]
    assert grid_of(table)[0] == (0, 0, 5, 1, "师资")
    assert table.n_rows == 5


def test_a_row_cut_by_the_page_end_is_one() -> None:
    xs = [LEFT, 150, 200, RIGHT]
    sheet = Sheet()
    draw_table(
        sheet, 700, xs, 40, [(0, 0, 1, 1, "措施"), (0, 1, 1, 1, "1"), (0, 2, 1, 1, "建立校企双元的教学质量监测与诊断改进机制，定")]
    )
    sheet.page()
    draw_table(sheet, 80, xs, 40, [(0, 0, 1, 1, ""), (0, 1, 1, 1, ""), (0, 2, 1, 1, "期公布结果")])
    table = read_bytes(sheet.bytes()).tables[0]
    assert grid_of(table) == [
        (0, 0, 1, 1, "措施"),
        (0, 1, 1, 1, "1"),
        (0, 2, 1, 1, "建立校企双元的教学质量监测与诊断改进机制，定期公布结果"),
    ]


def test_a_landscape_page_and_a_page_turned_by_the_file() -> None:
    wide = Sheet(landscape(A4))
    draw_table(wide, 120, [72, 250, 400, 600, 760], 20, cells_of(ROWS))
    assert grid_of(read_bytes(wide.bytes()).tables[0]) == cells_of(ROWS)
    for turn in (90, 180, 270):
        sheet = Sheet()
        sheet.canvas.setPageRotation(turn)
        draw_table(sheet, 320, XS, 20, cells_of(ROWS))
        assert grid_of(read_bytes(sheet.bytes()).tables[0]) == cells_of(ROWS)


def test_what_lies_off_the_page_is_hidden() -> None:
    sheet = Sheet()
    sheet.prose(100, "页面上的一句话。")
    sheet.text(900, 300, "页面外的一句话。")
    document = read_bytes(sheet.bytes())
    assert document.text == "页面上的一句话。"
    assert [item.kind for item in document.furniture] == ["hidden"]


def test_a_table_set_sideways_on_an_upright_page() -> None:
    sheet = Sheet(landscape(A4))
    sheet.canvas.setPageSize(A4)
    sheet.canvas.setFont("STSong-Light", 9)
    sheet.canvas.drawCentredString(296, 800, "某某学校年报")
    sheet.canvas.translate(0, A4[1])
    sheet.canvas.rotate(-90)
    rows = [*ROWS, ["出口带宽", "Mbps", "1000", "jpg"][: len(ROWS[0])]]
    draw_table(sheet, 120, [72, 250, 400, 600, 760], 20, cells_of(rows))
    document = read_bytes(sheet.bytes())
    assert grid_of(document.tables[0]) == cells_of(rows)
    assert [item.text for item in document.furniture] == ["某某学校年报"]
    assert document.pages[0].rotation == 270
    assert document.pages[0].width > document.pages[0].height


def test_a_turned_header_cell_is_read_along_its_line() -> None:
    sheet = Sheet()
    draw_table(
        sheet, 120, XS, 80, [(0, 0, 1, 1, ""), *cells_of(ROWS[:1])[1:], *[(1, c, 1, 1, text) for c, text in enumerate(ROWS[1])]]
    )
    sheet.canvas.saveState()
    sheet.canvas.translate(120, A4[1] - 190)
    sheet.canvas.rotate(90)
    sheet.canvas.setFont("STSong-Light", 10)
    sheet.canvas.drawString(0, 0, "指标名称")
    sheet.canvas.restoreState()
    assert grid_of(read_bytes(sheet.bytes()).tables[0])[0] == (0, 0, 1, 1, "指标名称")


def test_frames_around_text_are_no_tables() -> None:
    sheet = Sheet()
    sheet.frame(30, 30, 565, 812)
    sheet.frame(LEFT - 6, 100, RIGHT + 6, 200)
    sheet.prose(120, "案例正文在一个方框里，讲述一位学徒在车间里如何用三年时间成长为技术能手，并带动同伴一起进步。")
    sheet.prose(240, "方框外的正文。")
    document = read_bytes(sheet.bytes())
    assert document.tables == ()
    assert [block.inset is not None for block in document.blocks] == [True, False]


def test_a_boxed_page_number_is_no_table() -> None:
    sheet = Sheet()
    for number in range(1, 5):
        sheet.prose(100, f"第{'一二三四'[number - 1]}页的正文在这里。")
        sheet.frame(280, 780, 310, 800)
        sheet.frame(284, 776, 314, 796)
        sheet.text(294, 793, str(number), 9)
        sheet.page()
    document = read_bytes(sheet.bytes())
    assert document.tables == ()
    assert {item.text for item in document.furniture if item.kind == "page_number"} == set("1234")


def test_the_place_of_a_value_in_a_cell() -> None:
    sheet = Sheet()
    draw_table(sheet, 120, XS, 18, cells_of(ROWS))
    document = read_bytes(sheet.bytes())
    start = document.text.index("2,402")
    page, box = place(document, start, start + 5)
    assert page == 1
    assert box is not None
    assert XS[3] < box[0] < box[2] < XS[4]
    assert 138 < box[1] < box[3] < 156


def test_both_routes_read_the_same_table() -> None:
    sheet = Sheet()
    draw_table(sheet, 120, XS, 20, SPANNED)
    data = sheet.bytes()
    fast, second = read_bytes(data, reader="pdfium"), read_bytes(data, reader="pdfplumber")
    assert grid_of(fast.tables[0]) == grid_of(second.tables[0]) == SPANNED
    assert second.pages[0].method == "pdfplumber"
    checked = read_bytes(data, cross_check_every=1)
    assert [found.code for found in checked.issues] == ["read.cross_check"]
    assert "0.0%" in checked.issues[0].message
