"""Small PDFs for tests: tables in every style, paragraphs, furniture, drawn by hand so that their truth is known."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from extract.model import Document, Table
from extract.read.pdf import read_pdf
from extract.read.source import Source
from extract.settings import Settings

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
LEFT, RIGHT = 72.0, 520.0
Cell = tuple[int, int, int, int, str]
"""Row, column, row span, column span, text."""


class Sheet:
    """A PDF drawn from the top left, in points."""

    def __init__(self, size: tuple[float, float] = A4, **options: Any) -> None:
        self.buffer = BytesIO()
        self.size = size
        self.canvas = Canvas(self.buffer, pagesize=size, invariant=1, **options)

    def text(self, x: float, y: float, text: str, size: float = 12) -> float:
        """Write text with its baseline `y` below the top edge; the x of its end comes back."""
        self.canvas.setFont(FONT, size)
        self.canvas.drawString(x, self.size[1] - y, text)
        return x + pdfmetrics.stringWidth(text, FONT, size)

    def centred(self, x: float, y: float, text: str, size: float = 10) -> None:
        """Write text with its middle at x."""
        self.text(x - pdfmetrics.stringWidth(text, FONT, size) / 2, y, text, size)

    def right(self, x: float, y: float, text: str, size: float = 10) -> None:
        """Write text that ends at x."""
        self.text(x - pdfmetrics.stringWidth(text, FONT, size), y, text, size)

    def rule(self, x0: float, y0: float, x1: float, y1: float, width: float = 0.5) -> None:
        """Draw a line."""
        self.canvas.setLineWidth(width)
        self.canvas.line(x0, self.size[1] - y0, x1, self.size[1] - y1)

    def fill(self, x0: float, y0: float, x1: float, y1: float, colour: tuple[float, float, float] = (0.8, 0.88, 0.95)) -> None:
        """Paint an area."""
        self.canvas.setFillColorRGB(*colour)
        self.canvas.rect(x0, self.size[1] - y1, x1 - x0, y1 - y0, stroke=0, fill=1)
        self.canvas.setFillColorRGB(0, 0, 0)

    def frame(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Draw a box."""
        self.canvas.setLineWidth(0.7)
        self.canvas.rect(x0, self.size[1] - y1, x1 - x0, y1 - y0, stroke=1, fill=0)

    def prose(self, y: float, text: str, size: float = 12, pitch: float = 20, first: float = 24, bottom: float = 760) -> float:
        """Set a paragraph between the margins, over page ends; the y after it comes back."""
        x, line = LEFT + first, ""
        for char in text:
            if x + pdfmetrics.stringWidth(line + char, FONT, size) > RIGHT:
                self.text(x, y, line, size)
                x, y, line = LEFT, y + pitch, ""
                if y > bottom:
                    self.page()
                    y = 80
            line += char
        self.text(x, y, line, size)
        return y + pitch

    def page(self) -> None:
        """Begin the next page."""
        self.canvas.showPage()

    def bytes(self) -> bytes:
        """The finished file."""
        self.canvas.save()
        return self.buffer.getvalue()


def cells_of(rows: Sequence[Sequence[str]]) -> list[Cell]:
    """Cells of a table without spans."""
    return [(r, c, 1, 1, text) for r, row in enumerate(rows) for c, text in enumerate(row)]


def draw_table(
    sheet: Sheet, y: float, xs: Sequence[float], height: float, cells: Sequence[Cell], style: str = "grid", size: float = 10
) -> float:
    """Draw a table in a style, its rows of one height; the y of its lower edge comes back."""
    rows = max(r + down for r, _, down, _, _ in cells)
    bottom = y + rows * height
    for r, c, down, along, text in cells:
        x0, x1, top, low = xs[c], xs[c + along], y + r * height, y + (r + down) * height
        draw_cell(sheet, style, r, (x0, top, x1, low))
        if text:
            sheet.centred((x0 + x1) / 2, (top + low) / 2 + 0.36 * size, text, size)
    if style == "three_line":
        for place, width in ((y, 1.2), (y + height, 0.5), (bottom, 1.2)):
            sheet.rule(xs[0], place, xs[-1], place, width)
    return bottom


def draw_cell(sheet: Sheet, style: str, row: int, box: tuple[float, float, float, float]) -> None:
    """What a style draws for one cell, under its text."""
    x0, top, x1, low = box
    if style == "doubled":
        sheet.fill(x0, top, x1, low)
        sheet.fill(x0 + 5.3, top + 1, x1 - 5.3, low - 1, (0.7, 0.8, 0.95))
    if style == "shaded" and row % 2 == 0:
        sheet.fill(x0, top, x1, low)
    if style in ("grid", "doubled"):
        sheet.frame(x0, top, x1, low)
    if style == "hairlines":
        for edge in ((x0, top, x1, top + 0.5), (x0, low, x1, low + 0.5), (x0, top, x0 + 0.5, low), (x1, top, x1 + 0.5, low)):
            sheet.fill(*edge, (0, 0, 0))
    if style in ("rows", "open"):
        sheet.rule(x0, top, x1, top)
        sheet.rule(x0, low, x1, low)
    if style == "open":
        for x in (x0, x1):
            if LEFT + 1 < x < RIGHT - 1:
                sheet.rule(x, top, x, low)


def read_bytes(data: bytes, **settings: Any) -> Document:
    """A PDF from bytes, read."""
    source = Source(path=Path("made.pdf"), data=data, sha256=hashlib.sha256(data).hexdigest(), media_type="application/pdf")
    return read_pdf(source, Settings(**({"ocr": "never"} | settings)))


def grid_of(table: Table) -> list[Cell]:
    """The cells of a table that was read."""
    return [(c.row, c.column, c.row_span, c.column_span, c.text) for c in table.cells]
