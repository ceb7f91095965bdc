"""Paragraphs, tables and figures in reading order → the canonical text and everything that points into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from extract.model import Block, Box, Cell, Figure, Furniture, Issue, Line, Page, Table
from extract.read.grid import Grid
from extract.read.layout import Paragraph
from extract.read.lines import TextLine, separator


@dataclass(slots=True)
class WholeTable:
    """A table over however many pages: cells at their positions with the lines in each, and the page each cell begins on."""

    grid: Grid
    lines: list[list[TextLine]]
    pages: list[int]
    boxes: list[Box]
    method: str
    header_rows: int | None = None
    page_end: int = 0


@dataclass(slots=True)
class Picture:
    """A figure at its place in reading order, with the labels that stand in it."""

    page: int
    box: Box
    lines: list[TextLine] = field(default_factory=list)


Item = Paragraph | WholeTable | Picture


@dataclass(slots=True)
class PageSize:
    """A page as it is displayed, and how it was read."""

    number: int
    width: float
    height: float
    method: str
    rotation: int = 0


@dataclass(slots=True)
class Assembly:
    """The document while it is put together; `at` is the length of the text so far."""

    parts: list[str] = field(default_factory=list)
    at: int = 0
    blocks: list[Block] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    starts: dict[int, int] = field(default_factory=dict)

    def write(self, text: str) -> None:
        """Add text at the end."""
        self.parts.append(text)
        self.at += len(text)

    def write_lines(self, lines: Sequence[TextLine]) -> str:
        """Add the lines of one paragraph or cell, joined, each with its place; the text comes back."""
        text = ""
        for line in lines:
            text += separator(text, line.text, line.spaced)
            start = self.at + len(text)
            text += line.text
            self.starts.setdefault(line.page, start)
            self.lines.append(
                Line(
                    char_start=start,
                    char_end=self.at + len(text),
                    page=line.page,
                    box=line.box,
                    edges=line.edges,
                    confidence=line.confidence,
                )
            )
        self.write(text)
        return text

    def add(self, item: Item) -> None:
        """Add one item as a block of its own line or lines."""
        if isinstance(item, Picture) and not item.lines:
            self.add_figure(item)
            return
        if self.at:
            self.write("\n")
        if isinstance(item, Paragraph):
            self.add_paragraph(item)
        elif isinstance(item, WholeTable):
            self.add_table(item)
        else:
            self.add_figure(item)

    def add_paragraph(self, item: Paragraph) -> None:
        """Add a paragraph."""
        start = self.at
        self.write_lines(item.lines)
        self.blocks.append(
            Block(
                kind=item.kind,
                char_start=start,
                char_end=self.at,
                page_start=item.lines[0].page,
                page_end=item.lines[-1].page,
                box=item.box,
                size=item.size,
                bold=item.bold,
                centred=item.centred,
                indent=item.indent,
                inset=item.inset,
            )
        )

    def add_figure(self, item: Picture) -> None:
        """Add a figure: a block with its labels, a line each, or without text at its place."""
        start = self.at
        for at, line in enumerate(item.lines):
            if at:
                self.write("\n")
            self.write_lines([line])
        self.blocks.append(
            Block(
                kind="figure",
                char_start=start,
                char_end=self.at,
                page_start=item.page,
                page_end=item.page,
                box=item.box,
                index=len(self.figures),
            )
        )
        self.figures.append(Figure(char_start=start, page=item.page, box=item.box))

    def add_table(self, item: WholeTable) -> None:
        """Add a table: cells parted by tabs, rows by line breaks, a merged cell once at its top left."""
        start, row, cells = self.at, 0, []
        first = True
        self.starts.setdefault(min(item.pages), start)
        for at, place in enumerate(item.grid.cells):
            while row < place.row:
                self.write("\n")
                row, first = row + 1, True
            if not first:
                self.write("\t")
            first = False
            begin = self.at
            text = self.write_lines(item.lines[at]) if item.lines[at] else ""
            sure = [line.confidence for line in item.lines[at] if line.confidence is not None]
            cells.append(
                Cell(
                    row=place.row,
                    column=place.column,
                    row_span=place.row_span,
                    column_span=place.column_span,
                    text=text,
                    char_start=begin,
                    char_end=self.at,
                    is_header=item.header_rows is not None and place.row < item.header_rows,
                    page=item.pages[at],
                    box=item.boxes[at],
                    confidence=min(sure) if sure else None,
                )
            )
        self.write("\n" * (item.grid.n_rows - 1 - row))
        page = min(item.pages)
        box = around_first(item, page)
        self.tables.append(
            Table(
                char_start=start,
                char_end=self.at,
                n_rows=item.grid.n_rows,
                n_columns=item.grid.n_columns,
                cells=tuple(cells),
                method=item.method,
                header_rows=item.header_rows,
                page_start=page,
                page_end=max(item.page_end, page),
                box=box,
            )
        )
        self.blocks.append(
            Block(
                kind="table",
                char_start=start,
                char_end=self.at,
                page_start=page,
                page_end=max(item.page_end, page),
                box=box,
                index=len(self.tables) - 1,
            )
        )


def around_first(item: WholeTable, page: int) -> Box:
    """The box around a table's cells on its first page."""
    boxes = [box for box, at in zip(item.boxes, item.pages, strict=True) if at == page]
    return (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))


def make_pages(sizes: Sequence[PageSize], starts: dict[int, int], end: int) -> tuple[Page, ...]:
    """Pages with the ranges of text that start on them; together they cover the text."""
    begins: list[int] = []
    after = end
    for size in reversed(sizes):
        after = min(starts.get(size.number, after), after)
        begins.append(after)
    begins.reverse()
    if begins:
        begins[0] = 0
    stops = [*begins[1:], end]
    return tuple(
        Page(
            number=size.number,
            width=size.width,
            height=size.height,
            char_start=begin,
            char_end=stop,
            method=size.method,
            rotation=size.rotation,
        )
        for size, begin, stop in zip(sizes, begins, stops, strict=True)
    )


def assemble(
    items: Sequence[Item], sizes: Sequence[PageSize], furniture: Sequence[Furniture], issues: Sequence[Issue]
) -> dict[str, Any]:
    """The fields of a `Document` that come from items in reading order."""
    whole = Assembly()
    for item in items:
        whole.add(item)
    text = "".join(whole.parts)
    return {
        "text": text,
        "blocks": tuple(whole.blocks),
        "tables": tuple(whole.tables),
        "figures": tuple(whole.figures),
        "furniture": tuple(furniture),
        "pages": make_pages(sizes, whole.starts, len(text)),
        "lines": tuple(whole.lines),
        "issues": tuple(issues),
    }
