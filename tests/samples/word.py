"""A source as a Word file: styled headings, a contents field, real merged cells, running head and page numbers."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from tests.samples.flow import picture
from tests.samples.marks import plain
from tests.samples.parse import Block, Source, shares
from tests.samples.truth import caption, contents

CENTRE = WD_ALIGN_PARAGRAPH.CENTER
SIZES = {"h1": 16, "h2": 14, "h3": 12.5}


def write_docx(source: Source, path: Path) -> None:
    """The Word file, the same bytes each time."""
    writer = WordWriter(source)
    for block in source.blocks:
        writer.write(block)
    writer.save(path)


class WordWriter:
    """Adds block after block to one document."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.styled = source.meta.get("headings", "styled") == "styled"
        self.document = Document()
        page = self.document.sections[0]
        page.page_width, page.page_height = Cm(21), Cm(29.7)
        page.left_margin = page.right_margin = Cm(2.8)
        self.width = page.page_width - page.left_margin - page.right_margin
        self.face(self.document.styles["Normal"], "宋体", 12)
        for level in (1, 2, 3):
            style = self.document.styles[f"Heading {level}"]
            self.face(style, "黑体", SIZES[f"h{level}"], True)
            style.font.color.rgb = RGBColor(0, 0, 0)
        self.furnish(page)
        self.on_cover = False
        self.in_case = False

    def face(self, target: Any, east: str, size: float | None = None, bold: bool | None = None) -> None:
        target.font.name = "Times New Roman"
        properties = (
            target.element.get_or_add_rPr() if hasattr(target.element, "get_or_add_rPr") else target._element.get_or_add_rPr()
        )
        fonts = properties.find(qn("w:rFonts"))
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), east)
        if size:
            target.font.size = Pt(size)
        if bold is not None:
            target.font.bold = bold

    def furnish(self, page: Any) -> None:
        head = page.header.paragraphs[0]
        head.alignment = CENTRE
        self.run(head, self.source.meta["title"], size=9)
        foot = page.footer.paragraphs[0]
        foot.alignment = CENTRE
        before, _, after = self.source.meta.get("footer", "- {p} -").partition("{p}")
        foot.add_run(before)
        for kind in ("begin", None, "end"):
            run = foot.add_run()
            element = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                element.set(qn("w:fldCharType"), kind)
            else:
                element.text = "PAGE"
            run._r.append(element)
        foot.add_run(after)

    def run(self, paragraph: Any, text: str, east: str = "宋体", size: float | None = None, bold: bool | None = None) -> None:
        for i, line in enumerate(text.split("\n")):
            if i:
                paragraph.add_run().add_break(WD_BREAK.LINE)
            self.face(paragraph.add_run(line), east, size, bold)

    def paragraph(self, text: str, centred: bool = False, **look: Any) -> Any:
        paragraph = self.document.add_paragraph()
        if centred:
            paragraph.alignment = CENTRE
        self.run(paragraph, text, **look)
        return paragraph

    def page_break(self) -> None:
        self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def write(self, block: Block) -> None:
        text = plain(block.parts)
        if block.kind == "cover":
            self.cover(text)
            return
        if self.on_cover:
            self.page_break()
            self.on_cover = False
        if block.kind in SIZES:
            self.heading(block.kind, text)
        elif block.kind == "p":
            paragraph = self.paragraph(text, east="楷体" if self.in_case else "宋体")
            paragraph.paragraph_format.first_line_indent = Pt(24)
            paragraph.paragraph_format.line_spacing = 1.5
        elif block.kind in ("note", "foot"):
            self.paragraph(text, size=9)
        elif block.kind in ("case", "endcase"):
            self.in_case = block.kind == "case"
            for line in caption(self.source, block).split("\n") if self.in_case else []:
                self.paragraph(line, True, east="黑体", size=13, bold=True)
        else:
            self.write_other(block)

    def write_other(self, block: Block) -> None:
        if block.kind == "toc":
            self.contents()
        elif block.kind == "break":
            self.page_break()
        elif block.kind == "fig":
            self.figure(block)
        else:
            self.table(block)

    def cover(self, text: str) -> None:
        if not self.on_cover:
            for _ in range(6):
                self.document.add_paragraph()
        self.on_cover = True
        big = "报告" in text or "年报" in text
        self.paragraph(text, True, east="黑体" if big else "宋体", size=24 if big else 16, bold=big)

    def heading(self, kind: str, text: str) -> None:
        level = int(kind[1])
        if self.styled:
            self.run(self.document.add_paragraph(style=f"Heading {level}"), text, east="黑体")
            return
        paragraph = self.paragraph(text, east="黑体" if level == 1 else "楷体", size=SIZES[kind], bold=True)
        paragraph.paragraph_format.first_line_indent = Pt(0 if level == 1 else 24)

    def contents(self) -> None:
        self.paragraph("目  录", True, east="黑体", size=16, bold=True)
        for n, (level, text) in enumerate(contents(self.source)):
            if level == 0:
                self.paragraph(text, True, east="黑体", size=13, bold=True)
                continue
            paragraph = self.paragraph(text)
            paragraph.paragraph_format.left_indent = Cm(0.74 * (level - 1))
            paragraph.paragraph_format.tab_stops.add_tab_stop(self.width, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
            paragraph.add_run(f"\t{1 + n // 2}")
        self.page_break()

    def figure(self, block: Block) -> None:
        image = io.BytesIO()
        picture(sum(map(ord, block.title))).save(image, "JPEG", quality=70)  # type: ignore[attr-defined]
        image.seek(0)
        paragraph = self.document.add_paragraph()
        paragraph.alignment = CENTRE
        paragraph.add_run().add_picture(image, width=Cm(10))
        self.paragraph(caption(self.source, block), True, east="黑体", size=10.5)

    def table(self, block: Block) -> None:
        line = caption(self.source, block)
        if line:
            self.paragraph(line, True, east="黑体", size=11, bold=True).paragraph_format.keep_with_next = True
        if block.unit and self.source.meta.get("unit_style") != "inline":
            self.paragraph(f"单位：{block.unit}", size=9.5).alignment = WD_ALIGN_PARAGRAPH.RIGHT
        texts = block.texts()
        grid = self.document.add_table(len(texts), len(texts[0]))
        grid.alignment = WD_TABLE_ALIGNMENT.CENTER
        if self.source.meta.get("rules", "grid") == "grid":
            grid.style = "Table Grid"
        else:
            self.three_lines(grid, block.header_rows)
        grid.autofit = False
        for c, share in enumerate(shares(texts)):
            for r in range(len(texts)):
                grid.cell(r, c).width = int(self.width * share)
        for r, row in enumerate(texts):
            for c, text in enumerate(row):
                if text not in ("^", "<"):
                    self.cell(grid, texts, r, c, r < block.header_rows)
        for r in range(block.header_rows):
            grid._tbl.tr_lst[r].get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        if block.form and self.source.meta.get("wrap_forms") == "yes":
            wrap(grid)
        self.document.add_paragraph()

    def cell(self, grid: Any, texts: list[list[str]], r: int, c: int, head: bool) -> None:
        down = right = 0
        while r + down + 1 < len(texts) and texts[r + down + 1][c] == "^":
            down += 1
        while c + right + 1 < len(texts[r]) and texts[r][c + right + 1] == "<":
            right += 1
        target = grid.cell(r, c)
        if down or right:
            target = target.merge(grid.cell(r + down, c + right))
        for extra in target.paragraphs[1:]:
            extra._p.getparent().remove(extra._p)
        paragraph = target.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        self.run(paragraph, texts[r][c], size=9.5, bold=head)
        target.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        if head or re.fullmatch(r"[\s\d.,:%+-]*", texts[r][c]):
            paragraph.alignment = CENTRE

    def three_lines(self, grid: Any, header_rows: int) -> None:
        element = OxmlElement("w:tblBorders")
        for side in ("top", "bottom"):
            line = OxmlElement(f"w:{side}")
            line.set(qn("w:val"), "single")
            line.set(qn("w:sz"), "12")
            element.append(line)
        grid._tbl.tblPr.append(element)

    def save(self, path: Path) -> None:
        """Fixed dates and member times, so that the same source gives the same bytes."""
        properties = self.document.core_properties
        properties.title, properties.author = self.source.meta["title"], self.source.meta.get("issuer", "")
        properties.created = properties.modified = datetime.datetime(2024, 1, 1)
        properties.last_modified_by = ""
        buffer = io.BytesIO()
        self.document.save(buffer)
        with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
            for member in old.infolist():
                fixed = zipfile.ZipInfo(member.filename, (1980, 1, 1, 0, 0, 0))
                fixed.compress_type = zipfile.ZIP_DEFLATED
                new.writestr(fixed, old.read(member.filename))


def wrap(grid: Any) -> None:
    """Puts a table into a content control, as templates with fields to fill in do."""
    outer, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    table = grid._tbl
    table.getparent().replace(table, outer)
    outer.append(OxmlElement("w:sdtPr"))
    outer.append(content)
    content.append(table)
