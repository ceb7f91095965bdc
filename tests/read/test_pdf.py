"""Running text of PDFs: paragraphs, furniture, what is hidden, doubled, damaged or broken."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from reportlab.lib.pagesizes import A4

from extract.model import Document, place
from extract.read import ReadError
from tests.read.invariants import check_document
from tests.read.pdf_maker import FONT, LEFT, RIGHT, Sheet, cells_of, draw_table, read_bytes

REAL = sorted(Path("../shared/real").glob("*.pdf"))
LONG = (
    "学校坚持立德树人，深化产教融合，全日制在校生2,318人，专任教师139人，生师比16.68。"
    "当年毕业生702人，其中升学541人，就业152人，毕业去向落实率为98.72%，比上年提高0.4个百分点。"
    "合作企业接收实习学生1,486人次，捐赠设备折合96.5万元，共建实训基地12个。"
)


def texts(document: Document, *kinds: str) -> list[str]:
    return [document.text[b.char_start : b.char_end] for b in document.blocks if b.kind in kinds]


def test_a_paragraph_is_one_block_over_lines_and_page_ends() -> None:
    sheet = Sheet()
    y = sheet.prose(730, LONG)
    sheet.prose(y, "下一段只有一句。")
    document = read_bytes(sheet.bytes())
    check_document(document)
    assert texts(document, "text") == [LONG, "下一段只有一句。"]
    assert (document.blocks[0].page_start, document.blocks[0].page_end) == (1, 2)
    assert {line.page for line in document.lines} == {1, 2}


def test_paragraphs_that_end_full_and_begin_indented_stay_two() -> None:
    sheet = Sheet()
    y = sheet.prose(100, "甲" * 34 + "。")
    sheet.prose(y, "乙" * 40)
    assert texts(read_bytes(sheet.bytes()), "text") == ["甲" * 34 + "。", "乙" * 40]


def test_words_keep_their_blanks_and_numbers_their_digits() -> None:
    sheet = Sheet()
    sheet.text(LEFT, 100, "The school runs a programme of work-based learning with partners, and")
    sheet.text(LEFT, 116, "its pupils spend two days a week in the companies of the region")
    document = read_bytes(sheet.bytes())
    assert "partners, and its pupils" in document.text or "partners, and\nits pupils" in document.text


def test_a_footnote_stands_apart_and_the_paragraph_over_it_goes_on() -> None:
    data = Sheet()
    data.prose(100, LONG)
    text = "学校按照产业需求动态调整专业结构持续优化专业布局" * 4 + "。"
    data.text(LEFT + 24, 700, text[:35])
    data.text(LEFT, 720, text[35:72])
    data.rule(LEFT, 740, 216, 740)
    data.text(LEFT, 752, "①按上级规定的口径计算，不含外聘教师。", 9)
    data.text(LEFT, 764, "②含成人教育。", 9)
    data.page()
    data.text(LEFT, 80, text[72:])
    document = read_bytes(data.bytes())
    check_document(document)
    assert texts(document, "footnote") == ["①按上级规定的口径计算，不含外聘教师。", "②含成人教育。"]
    assert texts(document, "text") == [LONG, text]


def test_headings_stand_alone_and_their_looks_are_kept() -> None:
    sheet = Sheet()
    sheet.centred(296, 80, "质量年度报告", 22)
    sheet.text(LEFT, 120, "一、学校概况", 16)
    sheet.text(LEFT, 146, "（一）规模", 14)
    sheet.prose(170, LONG)
    document = read_bytes(sheet.bytes())
    assert texts(document, "text")[:3] == ["质量年度报告", "一、学校概况", "（一）规模"]
    assert [block.size for block in document.blocks] == [22, 16, 14, 12]
    assert [block.centred for block in document.blocks] == [True, False, False, False]


def test_a_bold_lead_stays_in_its_paragraph_and_a_bold_line_is_a_heading() -> None:
    sheet = Sheet()
    lead, rest = "（一）办学规模。", "学校全日制在校生规模稳中有升，较上一学年增加了四十六人，居全市第二位"
    for off in (0, 0.6):
        sheet.canvas.setFont(FONT, 12)
        sheet.text(LEFT + 24 + off, 100, lead)
    x = sheet.text(LEFT + 24, 100, lead)
    end = sheet.text(x, 100, rest[:27])
    assert end > RIGHT - 12
    sheet.text(LEFT, 120, rest[27:] + "。")
    assert texts(read_bytes(sheet.bytes()), "text") == [lead + rest + "。"]


def test_contents_lines_are_not_joined() -> None:
    sheet = Sheet()
    titles = ["一、学校概况", "（一）办学规模与专业结构的基本情况", "二、学生发展", "三、服务贡献"]
    for at, title in enumerate(titles):
        x = sheet.text(LEFT, 100 + 20 * at, title)
        sheet.text(x, 100 + 20 * at, "." * int((RIGHT - 20 - x) / 3.4))
        sheet.right(RIGHT, 100 + 20 * at, str(at * 3 + 1), 12)
    document = read_bytes(sheet.bytes())
    lines = texts(document, "contents", "text")
    assert [line.split(".")[0] for line in lines] == titles
    assert document.tables == ()


def test_a_contents_page_without_dots_is_no_table() -> None:
    sheet = Sheet()
    for at, title in enumerate(["1.1 规模", "1.2 设施", "1.3 师资", "2.1 素质", "2.2 就业"]):
        sheet.text(LEFT, 100 + 20 * at, title)
        sheet.right(RIGHT, 100 + 20 * at, str(at * 2 + 1), 12)
    document = read_bytes(sheet.bytes())
    assert document.tables == ()
    assert len(document.blocks) == 5


def report_of_pages(count: int = 4) -> Document:
    sheet = Sheet()
    for number in range(1, count + 1):
        sheet.centred(296, 40, "某某职业学校质量年度报告", 9)
        sheet.rule(LEFT, 46, RIGHT, 46)
        sheet.prose(90, f"第{'一二三四五六'[number - 1]}页讲的是不同的事情。")
        sheet.centred(296, 810, f"— {number} —", 9)
        sheet.page()
    return read_bytes(sheet.bytes())


def test_headers_and_page_numbers_are_set_apart() -> None:
    document = report_of_pages()
    check_document(document)
    assert "质量年度报告" not in document.text
    assert [item.text for item in document.furniture if item.kind == "page_number"] == [f"— {n} —" for n in range(1, 5)]
    assert sum(item.kind == "header" for item in document.furniture) == 4


def test_a_line_that_stands_once_at_the_top_is_text() -> None:
    sheet = Sheet()
    for number in range(3):
        sheet.text(LEFT, 70, ["第一章 学生发展", "第二章 教学改革", "第三章 政策保障"][number], 16)
        sheet.prose(100, LONG)
        sheet.page()
    document = read_bytes(sheet.bytes())
    assert document.furniture == ()
    assert document.text.count("章") == 3


def test_a_lone_number_in_the_middle_of_a_page_is_text() -> None:
    sheet = Sheet()
    sheet.prose(90, "全年培训人次如下。")
    sheet.centred(296, 300, "2024", 30)
    assert "2024" in read_bytes(sheet.bytes()).text


def test_hidden_text_is_kept_apart() -> None:
    sheet = Sheet()
    sheet.prose(100, "看得见的一句话。")
    hidden = sheet.canvas.beginText(LEFT, 500)
    hidden.setFont(FONT, 12)
    hidden.setTextRenderMode(3)
    hidden.textOut("看不见的一句话")
    sheet.canvas.drawText(hidden)
    document = read_bytes(sheet.bytes())
    assert document.text == "看得见的一句话。"
    assert [(item.kind, item.text) for item in document.furniture] == [("hidden", "看不见的一句话")]


@pytest.mark.parametrize("reader", ["pdfium", "pdfplumber"])
def test_words_set_aslant_are_a_watermark_and_italic_ones_are_text(reader: str) -> None:
    sheet = Sheet()
    canvas = sheet.canvas
    canvas.beginForm("mark")
    canvas.setFont(FONT, 40)
    canvas.rotate(35)
    canvas.drawString(200, 100, "校内资料")
    canvas.endForm()
    y = sheet.prose(100, LONG)
    leaning = canvas.beginText()
    leaning.setFont(FONT, 12)
    leaning.setTextTransform(1, 0, 0.3, 1, LEFT, A4[1] - y - 30)
    leaning.textOut("斜体的一句话。")
    canvas.drawText(leaning)
    canvas.doForm("mark")
    document = read_bytes(sheet.bytes(), reader=reader)
    check_document(document)
    assert document.text == LONG + "\n斜体的一句话。"
    assert [(item.kind, item.text) for item in document.furniture] == [("watermark", "校内资料")]


def test_characters_printed_twice_are_read_once() -> None:
    sheet = Sheet()
    for off in (0, 0.3):
        sheet.text(LEFT + off, 100, "重影的标题：合计1100人", 14)
    assert read_bytes(sheet.bytes()).text == "重影的标题：合计1100人"


def test_figures_have_their_labels_and_ornaments_are_passed_over() -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    picture = ImageReader(Image.new("RGB", (40, 40), (90, 120, 200)))
    sheet = Sheet()
    sheet.prose(100, "图前的一段话。")
    sheet.canvas.drawImage(picture, 150, A4[1] - 300, 250, 150)
    sheet.text(160, 200, "2022年", 9)
    sheet.canvas.drawImage(picture, 40, A4[1] - 110, 12, 12)
    sheet.centred(296, 320, "图1 毕业生去向")
    document = read_bytes(sheet.bytes())
    check_document(document)
    assert len(document.figures) == 1
    assert [block.kind for block in document.blocks] == ["text", "figure", "text"]
    assert texts(document, "figure") == ["2022年"]


def test_a_bar_chart_is_a_figure_and_its_numbers_are_labels() -> None:
    sheet = Sheet()
    sheet.prose(90, "下图为近五年招生规模。")
    for at in range(6):
        sheet.rule(110, 150 + at * 25, 480, 150 + at * 25, 0.4)
        sheet.right(104, 153 + at * 25, str(500 - 100 * at), 8)
    for at, value in enumerate([310, 350, 402, 440, 471]):
        x = 130 + at * 70
        sheet.fill(x, 275 - value / 4, x + 30, 275, (0.2, 0.4, 0.8))
        sheet.centred(x + 15, 272 - value / 4, str(value), 8)
        sheet.centred(x + 15, 288, f"{2019 + at}年", 8)
    sheet.centred(296, 315, "图1 招生规模")
    sheet.prose(340, "可见招生规模稳步上升。")
    document = read_bytes(sheet.bytes())
    check_document(document)
    assert document.tables == ()
    assert texts(document, "text", "contents") == ["下图为近五年招生规模。", "图1 招生规模", "可见招生规模稳步上升。"]
    assert "2019年" in texts(document, "figure")[0]


def test_two_columns_are_read_one_after_the_other() -> None:
    sheet = Sheet()
    left = ["左栏第一行的文字写到栏边为止一", "左栏第二行的文字写到栏边为止二", "左栏第三行的文字写到栏边为止三", "左栏最后一行。"]
    right = [line.replace("左", "右") for line in left]
    for at in range(4):
        sheet.text(LEFT, 100 + 18 * at, left[at])
        sheet.text(310, 100 + 18 * at, right[at])
    document = read_bytes(sheet.bytes())
    assert document.text.replace("\n", "") == "".join(left + right)


def test_a_wrong_page_leaves_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    from extract.read.pdf import engine

    real = engine.read_page

    def fail_on_two(page: object, number: int) -> object:
        if number == 2:
            raise ValueError("page tree loops")
        return real(page, number)

    monkeypatch.setattr(engine, "read_page", fail_on_two)
    document = report_of_pages()
    assert [(found.code, found.severity, found.page) for found in document.issues] == [("read.page_unreadable", "error", 2)]
    assert [page.number for page in document.pages] == [1, 3, 4]
    assert "第三页" in document.text


def test_glyphs_without_meaning_are_told_of_and_a_page_of_them_is_left_out() -> None:
    sheet = Sheet()
    sheet.prose(100, LONG)
    sheet.page()
    sheet.text(LEFT, 100, "(cid:12)(cid:345)(cid:7)(cid:99)(cid:100) 2024")
    document = read_bytes(sheet.bytes())
    assert document.text == LONG
    assert [(found.code, found.page) for found in document.issues] == [("read.font_damaged", 2)]
    assert any(item.kind == "hidden" and "cid:12" in item.text for item in document.furniture)


def test_a_scan_is_told_of() -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    sheet = Sheet()
    sheet.canvas.drawImage(ImageReader(Image.new("L", (200, 300), 200)), 0, 0, *A4)
    hidden = sheet.canvas.beginText(LEFT, 500)
    hidden.setFont(FONT, 12)
    hidden.setTextRenderMode(3)
    hidden.textOut("旧的识别结果不可信任旧的识别结果")
    sheet.canvas.drawText(hidden)
    document = read_bytes(sheet.bytes())
    assert document.is_scanned
    assert document.text == ""
    assert [found.code for found in document.issues] == ["read.hidden_layer"]


def test_the_same_bytes_give_the_same_document() -> None:
    sheet = Sheet()
    sheet.prose(100, LONG)
    draw_table(sheet, 300, [LEFT, 300, RIGHT], 20, cells_of([["项目", "数值"], ["在校生", "12"]]))
    data = sheet.bytes()
    assert msgspec.json.encode(read_bytes(data)) == msgspec.json.encode(read_bytes(data))


def test_the_place_of_a_value_in_a_paragraph() -> None:
    sheet = Sheet()
    sheet.prose(100, LONG)
    document = read_bytes(sheet.bytes())
    for value in ("2,318", "98.72%", "96.5万元"):
        start = document.text.index(value)
        page, box = place(document, start, start + len(value))
        assert page == 1
        assert box is not None
        assert LEFT - 1 <= box[0] < box[2] <= RIGHT + 1
        assert box[2] - box[0] < 60


def test_an_empty_password_opens_and_another_is_asked_for() -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption

    for password, opens in (("", True), ("geheim", False)):
        sheet = Sheet(encrypt=StandardEncryption(password, ownerPassword="owner"))
        sheet.text(LEFT, 100, "加密的报告")
        data = sheet.bytes()
        if opens:
            assert read_bytes(data).text == "加密的报告"
        else:
            with pytest.raises(ReadError, match=r"made\.pdf: .*password"):
                read_bytes(data)


def test_cut_and_damaged_files_are_read_or_refused() -> None:
    sheet = Sheet()
    for _ in range(3):
        sheet.prose(100, LONG)
        draw_table(sheet, 300, [LEFT, 300, RIGHT], 20, cells_of([["项目", "数值"], ["在校生", "12"]]))
        sheet.page()
    data, refused = sheet.bytes(), []
    for at in range(0, len(data), max(1, len(data) // 60)):
        for broken in (data[:at], data[:at] + b"\0" * 20 + data[at + 20 :], data[at:]):
            try:
                check_document(read_bytes(broken))
            except ReadError as error:
                refused.append(str(error))
    assert refused
    assert all(message.startswith("made.pdf: ") for message in refused)


@pytest.mark.shared
@pytest.mark.parametrize(
    "path", sorted(Path("../shared/real").glob("*.pdf")) or [None], ids=lambda path: getattr(path, "name", "-")
)
def test_real_relatives_keep_every_character(path: Path | None) -> None:
    if path is None:
        pytest.skip("../shared/real is not part of the project")
    document = read_bytes(path.read_bytes(), cross_check_every=0)
    check_document(document)
    assert "read.characters_differ" not in {found.code for found in document.issues}
    for line in document.lines:
        assert not line.edges or len(line.edges) == line.char_end - line.char_start + 1
