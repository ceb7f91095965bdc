"""A source as a PDF with a text layer: cover, contents with page numbers, running heads, ruled tables, boxed cases, foot notes."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4, landscape
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Spacer,
    Table,
)

from tests.samples import fonts
from tests.samples.flow import Chart, ContentsLine, FootNote, Look, Para, Photo
from tests.samples.marks import plain
from tests.samples.parse import Block, Source, shares
from tests.samples.truth import caption, contents

SIDE, TOP, BOTTOM = 79.0, 84.0, 76.0
BODY = Look(size=12, leading=21.5, first=24)
NOTE = Look(size=9, leading=14, after=6)
HEADS = {
    "h1": Look("Hei", 16, 28, before=16, after=8, align="center"),
    "h2": Look("Hei", 14, 24, before=8, after=4, align="left"),
    "h3": Look("SongBold", 12, 22, first=24, before=4, after=2, align="left"),
}
CAPTION = Look("Hei", 10.5, 17, before=4, after=4, align="center")
CASE = Look("Hei", 12.5, 22, before=6, after=4, align="center")
UNIT = Look(size=9.5, leading=15, align="right")
CELL = Look(size=9.5, leading=13.5, align="left")
CHARTED = ("变化", "对比", "分布", "统计")
NUMERALS = "ⅠⅡⅢⅣⅤⅥⅦⅧ"


@dataclass
class Sheet:
    """What is known while a report is laid out: its style, and on which page each heading came to stand."""

    source: Source
    style: Mapping[str, str]
    pages: dict[str, int] = field(default_factory=dict)
    first_body_page: int = 1
    last_page: int = 1

    def note_page(self, text: str) -> Any:
        def told(page: int) -> None:
            self.pages.setdefault(text, page)

        return told

    @property
    def wide(self) -> bool:
        return self.style.get("page") == "landscape"


def write_pdf(source: Source, path: Path, **style: str) -> None:
    """Renders twice: the first time finds the page numbers for the contents."""
    text = "".join(plain(b.parts) + "".join("".join(row) for row in b.texts()) + b.number + b.title + b.unit for b in source.blocks)
    fonts.register(
        text + "".join([*source.meta.values(), *style.values()]) + "目录案例图表续单位：（）.·…—-0123456789第共页年" + NUMERALS
    )
    sheet = Sheet(source, {**source.meta, **style})
    data = render(sheet)
    again = Sheet(source, sheet.style, first_body_page=sheet.first_body_page)
    again.pages, again.last_page = dict(sheet.pages), max(sheet.last_page, 1)
    data = render(again)
    path.write_bytes(data)


def render(sheet: Sheet) -> bytes:
    out = io.BytesIO()
    size = landscape(A4) if sheet.wide else A4
    document = BaseDocTemplate(
        out,
        pagesize=size,
        title=sheet.source.meta["title"],
        author=sheet.source.meta.get("issuer", ""),
        invariant=1,
        initialFontName="Song",
    )
    wide = landscape(A4)
    document.addPageTemplates(
        [
            template("cover", size, None),
            template("front", size, lambda canvas, doc: furnish(canvas, sheet, size, front=True)),
            template("body", size, lambda canvas, doc: furnish(canvas, sheet, size)),
            template("wide", wide, lambda canvas, doc: furnish(canvas, sheet, wide)),
        ]
    )
    document.build(story(sheet, size))
    return out.getvalue()


def template(name: str, size: tuple[float, float], on_page: Any) -> PageTemplate:
    frame = Frame(SIDE, BOTTOM, size[0] - 2 * SIDE, size[1] - TOP - BOTTOM, 0, 0, 0, 0)
    return PageTemplate(name, [frame], onPage=on_page or (lambda canvas, doc: None), pagesize=size)


def furnish(canvas: Any, sheet: Sheet, size: tuple[float, float], front: bool = False) -> None:
    """Running head with a rule, and the page number in the report's style."""
    page = canvas.getPageNumber()
    sheet.last_page = max(sheet.last_page, page - sheet.first_body_page + 1)
    canvas.saveState()
    head = sheet.style.get("header", sheet.source.meta["title"])
    if sheet.style.get("mark"):
        watermark(canvas, sheet.style["mark"], size)
    if head != "none":
        canvas.setFont("Song", 9)
        canvas.drawCentredString(size[0] / 2, size[1] - 58, head)
        canvas.setLineWidth(0.5)
        canvas.line(SIDE, size[1] - 63, size[0] - SIDE, size[1] - 63)
    style = sheet.style.get("footer", "- {p} -")
    number = style.replace("{p}", str(page - sheet.first_body_page + 1)).replace("{t}", str(sheet.last_page))
    canvas.setFont("Song", 10)
    canvas.drawCentredString(size[0] / 2, 42, NUMERALS[min(page - 2, 7)] if front else number)
    canvas.restoreState()


def watermark(canvas: Any, text: str, size: tuple[float, float]) -> None:
    """Large pale words across the page, slanted."""
    canvas.saveState()
    canvas.setFont("Hei", 60)
    canvas.setFillGray(0.9)
    canvas.translate(size[0] / 2, size[1] / 2)
    canvas.rotate(45)
    canvas.drawCentredString(0, 0, text)
    canvas.restoreState()


def story(sheet: Sheet, size: tuple[float, float]) -> list[Flowable]:
    """All flowables in order; a cover, the front matter and the body each begin a page."""
    out: list[Flowable] = []
    blocks = sheet.source.blocks
    cover = [b for b in blocks if b.kind == "cover"]
    if cover:
        out += [Spacer(1, 150)]
        for b in cover:
            text = plain(b.parts)
            big = "报告" in text or "年报" in text
            out.append(Para(text, Look("Hei" if big else "Song", 25 if big else 16, 40 if big else 30, after=14, align="center")))
        out += [NextPageTemplate("front" if any(b.kind == "toc" for b in blocks) else "body"), PageBreak()]
    has_contents = any(b.kind == "toc" for b in blocks)
    body = not has_contents
    if body:
        out.append(Begin(sheet))
    case: list[Flowable] | None = None
    for b in blocks:
        if b.kind == "toc":
            out += contents_page(sheet)
            out += [NextPageTemplate("body"), PageBreak(), Begin(sheet)]
        elif b.kind == "case":
            case = []
            title = caption(sheet.source, b)
            case += [Para(line, CASE, told=sheet.note_page(title) if i == 0 else None) for i, line in enumerate(title.split("\n"))]
        elif b.kind == "endcase":
            out += boxed(case or [], sheet) if sheet.style.get("case_look") == "box" else (case or [])
            case = None
        elif b.kind != "cover":
            (out if case is None else case).extend(flow(b, sheet, size))
    return out


class Begin(Flowable):
    """Tells the sheet where the body begins, so that its first page is page 1; `shift` points are left blank there."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self.sheet = sheet

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        return 0, float(self.sheet.style.get("shift", "0"))

    def draw(self) -> None:
        self.sheet.first_body_page = self.canv.getPageNumber()


def flow(block: Block, sheet: Sheet, size: tuple[float, float]) -> list[Flowable]:
    """One block as flowables."""
    text = plain(block.parts)
    if block.kind in HEADS:
        return [CondPageBreak(80), Para(text, HEADS[block.kind], told=sheet.note_page(text))]
    if block.kind == "p":
        return [Para(text, BODY)]
    if block.kind == "note":
        return [Para(text, NOTE)]
    if block.kind == "foot":
        return [FootNote(text, SIDE, 54, size[0] - 2 * SIDE)]
    if block.kind == "break":
        return [NextPageTemplate("wide"), PageBreak()] if sheet.style.get("forms") == "landscape" else [PageBreak()]
    if block.kind == "fig":
        line = caption(sheet.source, block)
        drawing = Chart(block.title) if any(word in block.title for word in CHARTED) else Photo(block.title)
        return [drawing, Para(line, CAPTION, told=sheet.note_page(line))]
    return table(block, sheet)


def contents_page(sheet: Sheet) -> list[Flowable]:
    out: list[Flowable] = [Para("目    录", Look("Hei", 18, 34, after=10, align="center"))]
    look = sheet.style.get("toc", "dots")
    leader = {"dots": ".", "middots": "·"}.get(look, " ")
    for level, text in contents(sheet.source):
        if level == 0:
            out.append(Para(text, Look("Hei", 14, 26, before=8, align="center")))
            continue
        page = next((n for key, n in sheet.pages.items() if key.replace("\n", " ") == text), 0)
        number = str(max(page - sheet.first_body_page + 1, 1))
        out.append(ContentsLine(text, f"（{number}）" if look == "brackets" else number if look != "none" else "", level, leader))
    return out


def boxed(parts: list[Flowable], sheet: Sheet) -> list[Flowable]:
    """A case in a box that may run over pages: one row a paragraph, ruled only outside."""
    frame = Table([[part] for part in parts], colWidths=["100%"], spaceBefore=6, spaceAfter=8)
    frame.setStyle(
        [
            ("BOX", (0, 0), (-1, -1), 0.8, (0.2, 0.35, 0.6)),
            ("LEFTPADDING", (0, 0), (-1, -1), 10),
            ("RIGHTPADDING", (0, 0), (-1, -1), 10),
        ]
    )
    return [frame]


def table(block: Block, sheet: Sheet) -> list[Flowable]:
    """Caption, unit line and grid; ruled all over or by three lines; the header repeats on later pages unless told not to."""
    out: list[Flowable] = []
    line = caption(sheet.source, block)
    if line:
        out += [CondPageBreak(110), Para(line, CAPTION, told=sheet.note_page(line))]
    if block.unit and sheet.source.meta.get("unit_style") != "inline":
        out.append(Para(f"单位：{block.unit}", UNIT))
    texts = block.texts()
    width = (landscape(A4)[0] if sheet.wide or (block.form and sheet.style.get("forms") == "landscape") else A4[0]) - 2 * SIDE
    cells = [[cell_flow(block, texts, r, c) for c in range(len(texts[0]))] for r in range(len(texts))]
    repeat = block.header_rows if sheet.style.get("repeat", "yes") == "yes" else 0
    grid = Table(cells, colWidths=[width * share for share in shares(texts)], repeatRows=repeat, spaceAfter=8)
    grid.setStyle(rules(block, sheet.style.get("rules", "grid")) + spans(texts))
    return [*out, grid]


def cell_flow(block: Block, texts: list[list[str]], r: int, c: int) -> Flowable | str:
    text = texts[r][c]
    if text in ("", "^", "<"):
        return ""
    head = r < block.header_rows
    look = Look(
        "Hei" if head else CELL.font,
        CELL.size,
        CELL.leading,
        align="center" if head or is_short(text, c, bool(block.form)) else "left",
    )
    return Para(text, look)


def is_short(text: str, column: int, form: bool) -> bool:
    """Numbers and short words stand in the middle of their cell; a form's labels never do."""
    return not any(ord(ch) > 0x2E80 for ch in text) or (len(text) <= 4 and column > form)


def rules(block: Block, look: str) -> list[tuple[Any, ...]]:
    every = [("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("TOPPADDING", (0, 0), (-1, -1), 3), ("BOTTOMPADDING", (0, 0), (-1, -1), 3)]
    if look == "three_line":
        last = max(block.header_rows - 1, 0)
        return [
            *every,
            ("LINEABOVE", (0, 0), (-1, 0), 1.2, (0, 0, 0)),
            ("LINEBELOW", (0, last), (-1, last), 0.6, (0, 0, 0)),
            ("LINEBELOW", (0, -1), (-1, -1), 1.2, (0, 0, 0)),
        ]
    out = [*every, ("GRID", (0, 0), (-1, -1), 0.5, (0, 0, 0))]
    if look == "shaded":
        out.append(("BACKGROUND", (0, 0), (-1, max(block.header_rows - 1, 0)), (0.85, 0.9, 0.96)))
    return out


def spans(texts: list[list[str]]) -> list[tuple[Any, ...]]:
    """Merged cells: `^` joins the cell above, `<` the one to the left."""
    out = []
    for r, row in enumerate(texts):
        for c, text in enumerate(row):
            if text in ("^", "<"):
                continue
            down = right = 0
            while r + down + 1 < len(texts) and texts[r + down + 1][c] == "^":
                down += 1
            while c + right + 1 < len(row) and row[c + right + 1] == "<":
                right += 1
            if down or right:
                out.append(("SPAN", (c, r), (c + right, r + down)))
    return out
