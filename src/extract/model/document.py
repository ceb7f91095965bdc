"""What a reader saw: pages, lines, blocks, cells and tables that point into one text."""

from __future__ import annotations

from bisect import bisect_right
from typing import Literal

from msgspec import Struct

from extract.model.issue import Issue

Box = tuple[float, float, float, float]
BlockKind = Literal["text", "heading", "contents", "table", "figure", "footnote"]


class Page(Struct, frozen=True, kw_only=True):
    """One page: size in points, the range of text that starts on it, and how it was read."""

    number: int
    width: float
    height: float
    char_start: int
    char_end: int
    method: str = ""
    rotation: int = 0


class Line(Struct, frozen=True, kw_only=True, gc=False):
    """One printed line of text and where it stands; `edges` are the x of each character's left and the last one's right."""

    char_start: int
    char_end: int
    page: int
    box: Box
    edges: tuple[float, ...] = ()
    confidence: float | None = None


class Block(Struct, frozen=True, kw_only=True):
    """One paragraph, heading, table, figure or footnote, in reading order.

    A paragraph cut by a line or page end is one block, even where its range holds line breaks. `level` and `kind="heading"` are set
    only where the file itself says so (a Word style, an HTML h2); looks are given by size, bold, centred and indent. Blocks printed
    in one box share the number `inset`. `index` points into the document's tables or figures. `gaps` are ranges inside it that
    belong to the page: a page number between two lines of a paragraph.
    """

    kind: BlockKind
    char_start: int
    char_end: int
    page_start: int | None = None
    page_end: int | None = None
    box: Box | None = None
    level: int | None = None
    style: str | None = None
    size: float | None = None
    bold: bool = False
    centred: bool = False
    indent: float | None = None
    inset: int | None = None
    index: int | None = None
    gaps: tuple[tuple[int, int], ...] = ()


class Cell(Struct, frozen=True, kw_only=True, gc=False):
    """One cell at its top-left grid position; `text` equals the document's text at its range."""

    row: int
    column: int
    text: str
    char_start: int
    char_end: int
    row_span: int = 1
    column_span: int = 1
    is_header: bool = False
    page: int | None = None
    box: Box | None = None
    confidence: float | None = None


class Table(Struct, frozen=True, kw_only=True):
    """One grid, over however many pages it runs; every grid position is covered by exactly one cell.

    `header_rows` is set where the file says so (th, repeated header) and else None.
    """

    char_start: int
    char_end: int
    n_rows: int
    n_columns: int
    cells: tuple[Cell, ...]
    method: str
    header_rows: int | None = None
    page_start: int | None = None
    page_end: int | None = None
    box: Box | None = None


class Figure(Struct, frozen=True, kw_only=True):
    """A picture or drawing; its place in reading order is `char_start`."""

    char_start: int
    page: int | None = None
    box: Box | None = None


class Furniture(Struct, frozen=True, kw_only=True):
    """Text that belongs to the page and not to the report: kept apart, never lost, never in `Document.text`."""

    kind: Literal["header", "footer", "page_number", "watermark", "hidden", "navigation"]
    text: str
    page: int | None = None
    box: Box | None = None


class Document(Struct, frozen=True, kw_only=True):
    """What was read from one file: the canonical text, and blocks, tables, figures and lines that point into it.

    Blocks are in reading order, do not overlap and cover every character of the text that is not blank.
    """

    report_id: str
    sha256: str
    file_name: str
    media_type: str
    text: str
    blocks: tuple[Block, ...]
    tables: tuple[Table, ...] = ()
    figures: tuple[Figure, ...] = ()
    furniture: tuple[Furniture, ...] = ()
    pages: tuple[Page, ...] = ()
    lines: tuple[Line, ...] = ()
    title: str | None = None
    is_scanned: bool = False
    issues: tuple[Issue, ...] = ()


def place(document: Document, start: int, end: int) -> tuple[int | None, Box | None]:
    """The page and box of a range: the characters' own where lines carry edges, else the line's; `(None, None)` without pages."""
    lines = document.lines
    at = bisect_right(lines, start, key=lambda line: line.char_start) - 1
    if at < 0 or not lines or lines[at].char_end <= start:
        return (None, None)
    line = lines[at]
    x0, top, x1, bottom = line.box
    if line.edges:
        first, last = start - line.char_start, min(end, line.char_end) - line.char_start
        x0, x1 = line.edges[first], line.edges[max(last, first + 1)]
    return (line.page, (x0, top, x1, bottom))
