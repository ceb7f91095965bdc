from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.model import Document
from extract.read import read
from extract.read.docx.numbering import in_chinese
from extract.read.ocr import is_available
from extract.settings import Settings
from tests.read.invariants import check_document, grids, prose
from tests.read.write_word import W, p, table, tc, word_bytes, write_word


def read_word(tmp_path: Path, body: str, **parts: str) -> Document:
    document = read(write_word(tmp_path / "report.docx", body, **parts), Settings())
    check_document(document)
    return document


def texts(document: Document) -> list[str]:
    return [document.text[block.char_start : block.char_end] for block in document.blocks]


def test_content_controls_hold_text_and_prompts_do_not(tmp_path: Path) -> None:
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{p('控件里的段落。')}</w:sdtContent></w:sdt>"
    prompt = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{p('单击此处输入')}</w:sdtContent></w:sdt>"
    row = (
        "<w:sdt><w:sdtPr/><w:sdtContent><w:tr>"
        + tc("甲")
        + f"<w:sdt><w:sdtContent>{tc('3')}</w:sdtContent></w:sdt></w:tr></w:sdtContent></w:sdt>"
    )
    document = read_word(tmp_path, control + prompt + f"<w:tbl><w:tr>{tc('名称')}{tc('人数')}</w:tr>{row}</w:tbl>")
    assert texts(document)[0] == "控件里的段落。"
    assert grids(document) == [[["名称", "人数"], ["甲", "3"]]]
    assert [(item.kind, item.text) for item in document.furniture] == [("hidden", "单击此处输入")]


def test_a_text_box_is_read_once_and_boxed(tmp_path: Path) -> None:
    inside = f"<w:txbxContent>{p('案例1 匠心')}{p('学校聘请能工巧匠12人。')}</w:txbxContent>"
    box = (
        f"<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{inside}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{inside}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent><w:t>正文。</w:t></w:r></w:p>"
    )
    document = read_word(tmp_path, box)
    assert texts(document) == ["正文。", "案例1 匠心", "学校聘请能工巧匠12人。"]
    assert [block.inset for block in document.blocks] == [None, 1, 1]


def level(at: int, form: str, text: str, more: str = "") -> str:
    start = "<w:start w:val='1'/>"
    return f"<w:lvl w:ilvl='{at}'>{start}<w:numFmt w:val='{form}'/>{more}<w:lvlText w:val='{text}'/></w:lvl>"


def numbers(identity: int, abstract: int, more: str = "") -> str:
    return f"<w:num w:numId='{identity}'><w:abstractNumId w:val='{abstract}'/>{more}</w:num>"


LEVELS = (
    level(0, "chineseCounting", "%1、", "<w:suff w:val='nothing'/>")
    + level(1, "chineseCounting", "（%2）")
    + level(2, "decimal", "%1.%2.%3", "<w:isLgl/>")
)
BULLET = level(0, "bullet", "\uf06c")
ANEW = "<w:lvlOverride w:ilvl='0'><w:startOverride w:val='1'/></w:lvlOverride>"
NUMBERING = (
    f"<w:abstractNum w:abstractNumId='0'>{LEVELS}</w:abstractNum><w:abstractNum w:abstractNumId='1'>{BULLET}</w:abstractNum>"
    + numbers(1, 0)
    + numbers(2, 1)
    + numbers(3, 0, ANEW)
)


def item(text: str, level: int, number: int = 1) -> str:
    return p(text, f"<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{number}'/></w:numPr>")


def test_list_numbers_become_text(tmp_path: Path) -> None:
    body = (
        item("概况", 0)
        + item("规模", 1)
        + item("布局", 2)
        + item("师资", 1)
        + item("发展", 0)
        + item("德育", 1)
        + item("要点", 0, 2)
        + item("附录", 0, 3)
    )
    document = read_word(tmp_path, body, numbering=NUMBERING)
    assert texts(document) == ["一、概况", "（一）规模", "1.1.1 布局", "（二）师资", "二、发展", "（一）德育", "要点", "一、附录"]


STYLES = (
    "<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val='21'/></w:rPr></w:rPrDefault></w:docDefaults>"
    "<w:style w:type='paragraph' w:default='1' w:styleId='a'><w:name w:val='Normal'/></w:style>"
    "<w:style w:type='paragraph' w:styleId='1'><w:name w:val='heading 1'/><w:basedOn w:val='a'/>"
    "<w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr><w:rPr><w:b/><w:sz w:val='32'/></w:rPr></w:style>"
    "<w:style w:type='paragraph' w:styleId='x'><w:name w:val='本校标题'/><w:basedOn w:val='1'/>"
    "<w:pPr><w:jc w:val='center'/></w:pPr></w:style>"
    "<w:style w:type='paragraph' w:styleId='t1'><w:name w:val='toc 1'/><w:basedOn w:val='a'/></w:style>"
)


def test_styles_are_inherited(tmp_path: Path) -> None:
    body = (
        p("概况", "<w:pStyle w:val='x'/>")
        + p("正文。")
        + p("概况\t1", "<w:pStyle w:val='t1'/>")
        + p("小节", "<w:outlineLvl w:val='1'/>")
    )
    document = read_word(tmp_path, body, styles=STYLES, numbering=NUMBERING)
    heading, text, contents, section = document.blocks
    assert (heading.kind, heading.level, heading.size, heading.bold, heading.centred) == ("heading", 1, 16.0, True, True)
    assert texts(document)[0] == "一、概况"
    assert (text.kind, text.size, text.bold) == ("text", 10.5, False)
    assert (contents.kind, contents.level) == ("contents", None)
    assert (section.kind, section.level) == ("heading", 2)


def test_changes_are_accepted(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>招生</w:t></w:r><w:del><w:r><w:delText>400</w:delText></w:r></w:del><w:ins><w:r><w:t>460</w:t></w:r></w:ins>"
        "<w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom><w:r><w:t>人。</w:t></w:r></w:p>"
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>比上年</w:t></w:r></w:p><w:p><w:r><w:t>多60人。</w:t></w:r></w:p>"
    )
    removed = "<w:tr><w:trPr><w:del/></w:trPr>" + tc("删") + tc("0") + "</w:tr>"
    document = read_word(
        tmp_path, body + f"<w:tbl><w:tr>{tc('名')}{tc('数')}</w:tr>{removed}<w:tr>{tc('甲')}{tc('1')}</w:tr></w:tbl>"
    )
    assert texts(document)[:2] == ["招生460人。", "比上年多60人。"]
    assert grids(document) == [[["名", "数"], ["甲", "1"]]]


def mark(kind: str) -> str:
    return f"<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>"


def run(text: str) -> str:
    return f"<w:r><w:t xml:space='preserve'>{text}</w:t></w:r>"


def code(text: str) -> str:
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


def test_captions_are_numbered_by_their_fields(tmp_path: Path) -> None:
    def caption(result: str, title: str) -> str:
        field = mark("begin") + code(r"SEQ 表 \* ARABIC") + result + mark("end")
        return f"<w:p>{run('表')}{field}{run(' ' + title)}</w:p>"

    document = read_word(tmp_path, caption(mark("separate") + run("1"), "经费") + caption("", "师资"))
    assert texts(document) == ["表1 经费", "表2 师资"]


def test_a_contents_field_over_paragraphs(tmp_path: Path) -> None:
    first = f"<w:p>{mark('begin')}{code(' TOC o ')}{mark('separate')}{run('概况')}</w:p>"
    last = f"<w:p>{run('问题')}{mark('end')}</w:p>"
    document = read_word(tmp_path, first + last + p("学校建于1985年。"))
    assert [block.kind for block in document.blocks] == ["contents", "contents", "text"]


def test_notes_hidden_text_raised_digits(tmp_path: Path) -> None:
    note = "<w:footnote w:id='2'>" + p("按折合数计算。") + "</w:footnote>"
    body = (
        f"<w:p>{run('效益480万元')}<w:r><w:footnoteReference w:id='2'/></w:r>{run('，面积30m')}"
        "<w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>2</w:t></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>勿印</w:t></w:r></w:p>"
    )
    document = read_word(tmp_path, body, footnotes=note, header1=p("某校质量年报"), footer1=p("第1页"))
    assert texts(document) == ["效益480万元¹，面积30m²", "¹ 按折合数计算。"]
    assert document.blocks[1].kind == "footnote"
    assert [(item.kind, item.text) for item in document.furniture] == [
        ("hidden", "勿印"),
        ("footer", "第1页"),
        ("header", "某校质量年报"),
    ]


def test_a_caption_in_the_table_s_first_row_stands_before_it(tmp_path: Path) -> None:
    rows = (tc("表1 去向", "<w:gridSpan w:val='2'/>"), tc("项目") + tc("人数"), tc("升学") + tc("12"))
    document = read_word(tmp_path, table(*rows))
    assert texts(document)[0] == "表1 去向"
    assert grids(document) == [[["项目", "人数"], ["升学", "12"]]]
    words = (tc("去向分为三类", "<w:gridSpan w:val='2'/>"), tc("项目") + tc("人数"), tc("升学") + tc("12"))
    assert grids(read_word(tmp_path, table(*words)))[0][0] == ["去向分为三类", None]


def test_breaks_inside_paragraphs(tmp_path: Path) -> None:
    heading = f"<w:p><w:pPr><w:outlineLvl w:val='0'/></w:pPr>{run('第一章')}<w:r><w:br/></w:r>{run('学生发展')}</w:p>"
    page = f"<w:p>{run('占全县')}<w:r><w:br w:type='page'/></w:r>{run('的12%。')}</w:p>"
    document = read_word(tmp_path, heading + page)
    assert texts(document) == ["第一章\n学生发展", "占全县的12%。"]


def test_links_of_a_contents_page(tmp_path: Path) -> None:
    link = f"<w:p><w:hyperlink w:anchor='_Toc1'>{run('概况')}<w:r><w:tab/></w:r>{run('1')}</w:hyperlink></w:p>"
    reference = f"<w:p>{run('详见')}<w:hyperlink w:anchor='_Ref1'>{run('表1')}</w:hyperlink>{run('。')}</w:p>"
    assert [block.kind for block in read_word(tmp_path, link + reference).blocks] == ["contents", "text"]


def test_pictures_are_figures_and_their_captions_text(tmp_path: Path) -> None:
    picture = "<w:p><w:r><w:drawing><a:blip/></w:drawing></w:r></w:p>"
    gallery = (
        f"<w:tbl><w:tr><w:tc>{picture}</w:tc><w:tc>{picture}</w:tc></w:tr><w:tr>{tc('图1 实训')}{tc('图2 社团')}</w:tr></w:tbl>"
    )
    document = read_word(tmp_path, p("正文。") + gallery)
    assert len(document.figures) == 2
    assert document.tables == ()
    assert texts(document) == ["正文。", "图1 实训", "图2 社团"]


CELL = st.text(alphabet="年人数12-%。 \t\n　", max_size=6)


@given(st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_table_is_covered_once(tmp_path: Path, data: st.DataObject) -> None:
    rows = []
    for _ in range(data.draw(st.integers(1, 5))):
        cells = []
        for _ in range(data.draw(st.integers(0, 4))):
            merge = data.draw(st.sampled_from(["", "<w:vMerge/>", "<w:vMerge w:val='restart'/>"]))
            cells.append(tc(data.draw(CELL), f"<w:gridSpan w:val='{data.draw(st.integers(0, 4))}'/>{merge}"))
        rows.append("".join(cells))
    read_word(tmp_path, p("正文。") + table(*rows) + p("完。"))


def test_strict_namespaces_and_lost_styles_are_read(tmp_path: Path) -> None:
    data = word_bytes(p("一、概况", "<w:pStyle w:val='none'/>"))
    source, target = tmp_path / "a.docx", tmp_path / "b.docx"
    source.write_bytes(data)
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(
                name,
                old.read(name).replace(
                    W.encode(),
                    b"http://purl.oclc.org/ooxml/wordprocessingml/main",
                ),
            )
    assert prose(read(target, Settings())) == ["一、概况"]


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "一"), (10, "十"), (19, "十九"), (21, "二十一"), (101, "一百〇一"), (210, "二百一十"), (1001, "一千〇一")],
)
def test_chinese_numbers(number: int, words: str) -> None:
    assert in_chinese(number) == words


def test_a_paragraph_that_a_conversion_has_cut_is_one(tmp_path: Path) -> None:
    first = "<w:ind w:firstLine='480'/>"
    body = (
        p("学校持续推进三教改革，课程建设取得新的进展。本", first)
        + p("年度新增省级课程2门。")
        + p("录取新生417", first)
        + p("人，占全县的12%。")
    )
    document = read_word(tmp_path, body + p("重点做好以下工作", first) + p("加强师资队伍建设", first))
    assert texts(document) == [
        "学校持续推进三教改革，课程建设取得新的进展。本\n年度新增省级课程2门。",
        "录取新生417\n人，占全县的12%。",
        "重点做好以下工作",
        "加强师资队伍建设",
    ]


def with_picture(tmp_path: Path, image: Any) -> Path:
    """A Word file with a sentence and a picture."""
    drawn = BytesIO()
    image.save(drawn, "PNG")
    space = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    body = p("正文。") + f"<w:p><w:r><w:drawing><a:blip xmlns:r='{space}' r:embed='p1'/></w:drawing></w:r></w:p>" + p("完。")
    relation = f'<Relationship Id="p1" Type="{space}/image" Target="media/image1.png"/></Relationships>'.encode()
    path = tmp_path / "pictures.docx"
    with zipfile.ZipFile(write_word(tmp_path / "plain.docx", body)) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(b"</Relationships>", relation) if name.endswith("document.xml.rels") else data)
        new.writestr("word/media/image1.png", drawn.getvalue())
    return path


def print_page(number: int) -> Any:
    """A page of the small report as a picture."""
    import pypdfium2

    with pypdfium2.PdfDocument(Path(__file__).parents[1] / "samples" / "renderings" / "small_grid.pdf") as printed:
        return printed[number].render(scale=2).to_pil().convert("L")


def test_a_picture_of_a_page_that_nobody_reads_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extract.read.ocr.page.runtime", lambda: None)
    document = read(with_picture(tmp_path, print_page(3)), Settings())
    assert [(issue.code, issue.severity) for issue in document.issues] == [("read.picture_not_read", "warning")]
    assert "image1.png" in document.issues[0].message
    assert texts(document) == ["正文。", "完。"]


def test_a_photograph_is_a_figure_and_no_issue(tmp_path: Path) -> None:
    pillow = pytest.importorskip("PIL.Image")
    photograph = pillow.linear_gradient("L").resize((800, 600))
    document = read(with_picture(tmp_path, photograph), Settings())
    assert len(document.figures) == 1
    assert document.issues == ()


@pytest.mark.slow
@pytest.mark.skipif(not is_available(), reason="the reader for scans is not installed")
def test_a_picture_of_a_table_is_read(tmp_path: Path) -> None:
    document = read(with_picture(tmp_path, print_page(3)), Settings())
    check_document(document)
    assert [issue.code for issue in document.issues] == ["read.picture_recognised"]
    assert len(document.figures) == 1
    printed = read(Path(__file__).parents[1] / "samples" / "renderings" / "small.txt", Settings())
    wanted = {"".join(cell.text.split()) for table in printed.tables for cell in table.cells if cell.text.strip()}
    seen = ["".join(cell.text.split()) for table in document.tables for cell in table.cells if cell.text.strip()]
    assert len(seen) > 100
    assert sum(text in wanted for text in seen) >= 0.97 * len(seen)
    assert texts(document)[0] == "正文。"
    assert texts(document)[-1] == "完。"
