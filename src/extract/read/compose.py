"""The canonical text of formats that have no text of their own: blocks on lines, rows on lines, cells between tabs."""

from __future__ import annotations

import re
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from extract.model import Block, BlockKind, Cell, Document, Figure, Furniture, Issue, Table
from extract.read.source import Source
from extract.read.text import begins_anew, display_width, group_lines, is_open, is_running, may_go_on, wrap_width
from extract.read.text_lines import PAGE_NUMBER, TextLine, ends_sentence, is_caption, mark_contents, split_lines
from extract.read.typed_tables import find_typed_tables

BREAKS = re.compile(r"[\r\n\t\v\f\x1c-\x1e\x85\u2028\u2029\x00]+")
MOST_CELLS = 200_000
LONGEST_HEADING, LONGEST_SENTENCE = 90, 30
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
"""Raised digits stay raised: a footnote mark does not grow into the figure before it, and m² stays a unit."""


class Placed(Struct, kw_only=True):
    """A cell on its grid, before its text has a place."""

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1
    is_header: bool = False


class Looks(Struct, frozen=True, kw_only=True):
    """How a paragraph is set: what a `Block` tells of it."""

    kind: BlockKind = "text"
    level: int | None = None
    style: str | None = None
    size: float | None = None
    bold: bool = False
    centred: bool = False
    indent: float | None = None
    inset: int | None = None


PLAIN = Looks()


class Composer:
    """Text, blocks, tables and figures of one document, in the order they are added."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.blocks: list[Block] = []
        self.tables: list[Table] = []
        self.figures: list[Figure] = []
        self.furniture: dict[tuple[str, str], Furniture] = {}
        self.issues: list[Issue] = []
        self.insets = 0

    def write(self, text: str) -> tuple[int, int]:
        """Append characters; return their range."""
        start = self.length
        self.parts.append(text)
        self.length += len(text)
        return start, self.length

    def new_line(self) -> None:
        """Begin a new line unless nothing is written yet."""
        if self.parts:
            self.write("\n")

    def add_paragraph(self, text: str, looks: Looks = PLAIN) -> None:
        """Add a paragraph; a forced line break parts it where a sentence is closed or something new begins, else stays in it.

        A heading is one block, whatever its breaks.
        """
        lines = split_lines(text.replace("\x00", ""))
        for run in [lines] if lines and looks.kind == "heading" else group_lines(lines, None):
            self.new_line()
            start, end = self.write(text.replace("\x00", "")[run[0].start : run[-1].end])
            found = {name: getattr(looks, name) for name in looks.__struct_fields__}
            self.blocks.append(Block(char_start=start, char_end=end, **found))

    def add_table(self, cells: list[Placed], method: str, header_rows: int | None = None, inset: int | None = None) -> None:
        """Add a grid; positions no cell covers get empty cells, and a grid without any text is left out."""
        cells = [replace(cell, text=flatten(cell.text)) for cell in cells]
        if not any(cell.text.strip() for cell in cells):
            return
        cells, titles = lift_titles(cells)
        for title in titles:
            self.add_paragraph(title, Looks(centred=True, inset=inset))
        header_rows = header_rows - len(titles) or None if header_rows and header_rows >= len(titles) else None
        n_rows = max(cell.row + cell.row_span for cell in cells)
        n_columns = max(cell.column + cell.column_span for cell in cells)
        at = {(cell.row, cell.column): cell for cell in complete(cells, n_rows, n_columns)}
        self.new_line()
        start = self.length
        placed: list[Cell] = []
        for row in range(n_rows):
            for column in range(n_columns):
                if row or column:
                    self.write("\n" if column == 0 else "\t")
                cell = at.get((row, column))
                if cell is None:
                    continue
                a, b = self.write(cell.text)
                placed.append(
                    Cell(
                        row=row,
                        column=column,
                        text=cell.text,
                        char_start=a,
                        char_end=b,
                        row_span=cell.row_span,
                        column_span=cell.column_span,
                        is_header=cell.is_header,
                    )
                )
        self.blocks.append(Block(kind="table", char_start=start, char_end=self.length, index=len(self.tables), inset=inset))
        self.tables.append(
            Table(
                char_start=start,
                char_end=self.length,
                n_rows=n_rows,
                n_columns=n_columns,
                cells=tuple(placed),
                method=method,
                header_rows=header_rows,
            )
        )

    def add_document(self, other: Document, inset: int | None = None) -> None:
        """Everything that was read from a picture, in its order."""
        for at, block in enumerate(other.blocks):
            text = other.text[block.char_start : block.char_end]
            if at in (0, len(other.blocks) - 1) and PAGE_NUMBER.fullmatch(text):
                self.add_furniture("page_number", text)
            elif block.kind == "table" and block.index is not None:
                table = other.tables[block.index]
                cells = [Placed(**{name: getattr(cell, name) for name in Placed.__struct_fields__}) for cell in table.cells]
                self.add_table(cells, table.method, table.header_rows, inset)
            else:
                self.add_paragraph(text, Looks(kind=block.kind, level=block.level, centred=block.centred, inset=inset))

    def add_figure(self) -> None:
        """Note a picture at the present place."""
        self.figures.append(Figure(char_start=self.length))

    def add_furniture(self, kind: Any, text: str) -> None:
        """Keep text that is no part of the report; the same text of one kind once."""
        text = text.strip()
        if text:
            self.furniture.setdefault((kind, text), Furniture(kind=kind, text=text))

    def next_inset(self) -> int:
        """A new number for a box that holds paragraphs."""
        self.insets += 1
        return self.insets

    def document(self, source: Source, title: str | None = None) -> Document:
        """Everything added so far, contents pages marked."""
        text = "".join(self.parts)
        blocks, tables = find_typed_tables(text, mark_typed_contents(text, self.blocks), self.tables)
        return source.document(
            text=text,
            blocks=tuple(join_cut(text, blocks, {figure.char_start for figure in self.figures})),
            tables=tuple(tables),
            figures=tuple(self.figures),
            furniture=tuple(self.furniture.values()),
            issues=tuple(self.issues),
            title=title,
        )


def may_be_heading(text: str) -> bool:
    """Whether a paragraph in a heading's style is one: some writers set whole sentences in it.

    >>> may_be_heading("一、加强领导，健全制度"), may_be_heading("学校全年投入经费1286万元，用于改善办学条件，比上年增长一成以上。")
    (True, False)
    """
    return len(text) <= LONGEST_HEADING and not (len(text) > LONGEST_SENTENCE and text.endswith(("。", "；")))


def lift_titles(cells: list[Placed]) -> tuple[list[Placed], list[str]]:
    """The cells without first rows that are one cell with the table's caption in it, and those captions."""
    titles: list[str] = []
    width = max(cell.column + cell.column_span for cell in cells)
    while len(cells) > 1:
        first = [cell for cell in cells if cell.row == 0]
        if len(first) != 1 or first[0].column_span < max(width, 2) or first[0].row_span > 1 or not is_caption(first[0].text):
            break
        titles.append(first[0].text)
        cells = [replace(cell, row=cell.row - 1) for cell in cells if cell.row]
    return cells, titles


def flatten(text: str) -> str:
    """A cell's text on one line; wide blanks in front stay, because they show which row belongs under which.

    >>> flatten(" 毕业生\\n人数\\t（人） ")
    '毕业生 人数 （人）'
    """
    parts = [part.strip(" \xa0") for part in BREAKS.split(text)]
    return " ".join(part for part in parts if part).rstrip()


def complete(cells: list[Placed], n_rows: int, n_columns: int) -> list[Placed]:
    """The cells, each cut where another lies already, and an empty one at every position left; every position is covered once.

    Raises `ValueError` for a grid of more positions than any printed table has.
    """
    if n_rows * n_columns > MOST_CELLS:
        raise ValueError(f"a table of {n_rows} × {n_columns} cells")
    taken: set[tuple[int, int]] = set()
    kept: list[Placed] = []
    for cell in sorted(cells, key=lambda cell: (cell.row, cell.column)):
        if (cell.row, cell.column) in taken:
            continue
        width = 1
        while width < cell.column_span and (cell.row, cell.column + width) not in taken:
            width += 1
        height = 1
        while height < cell.row_span and all((cell.row + height, cell.column + x) not in taken for x in range(width)):
            height += 1
        taken.update((cell.row + y, cell.column + x) for y in range(height) for x in range(width))
        kept.append(replace(cell, row_span=height, column_span=width))
    for row in range(n_rows):
        kept.extend(Placed(row=row, column=column, text="") for column in range(n_columns) if (row, column) not in taken)
    return kept


def mark_typed_contents(text: str, blocks: list[Block]) -> list[Block]:
    """The blocks, those of a contents page that somebody typed as paragraphs marked as such."""
    lines = []
    for block in blocks:
        if block.kind in ("text", "heading"):
            found = split_lines(text[block.char_start : block.char_end])
            lines.extend([(block, line) for line in found[:1]])
    mark_contents([line for _, line in lines])
    marked = {block.char_start for block, line in lines if line.in_contents}
    return [
        replace(block, kind="contents", level=None) if block.kind != "table" and block.char_start in marked else block
        for block in blocks
    ]


def join_cut(text: str, blocks: list[Block], figures: set[int]) -> list[Block]:
    """The blocks, paragraphs joined that a conversion from PDF or a site's editor has cut at line or page ends."""
    lines = {at: split_lines(text[block.char_start : block.char_end]) for at, block in enumerate(blocks) if block.kind == "text"}
    width = wrap_width([line for found in lines.values() for line in found])
    joined: list[Block] = []
    last: list[TextLine] = []
    for at, block in enumerate(blocks):
        found = lines.get(at, [])
        before = joined[-1] if joined else None
        near = before is not None and before.kind == block.kind == "text" and block.char_start not in figures
        if near and before is not None and last and found and is_cut(before, last, block, found[0], width):
            joined[-1] = replace(before, char_end=block.char_end)
            last = last + found
        else:
            joined.append(block)
            last = found
    return joined


def is_cut(before: Block, run: list[TextLine], after: Block, line: TextLine, width: int | None) -> bool:
    """Whether a paragraph goes on in the next: its sentence is open, and punctuation, a unit, set width or indent say so."""
    if before.centred or after.centred or before.inset != after.inset or before.size != after.size:
        return False
    if ends_sentence(run[-1].text) or begins_anew(line) or not may_go_on(run[0], run[-1]):
        return False
    if is_open(run[-1].text, line.text):
        return True
    if width is not None and display_width(run[-1].text) >= width - 4:
        return True
    return is_running(run) and (before.indent or 0) > 0 and after.indent == 0
