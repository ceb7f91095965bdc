"""Pages as ink → one document: tables, furniture, paragraphs, what runs over page ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from extract.model import Box, Issue
from extract.read.assemble import Item, PageSize, Picture, WholeTable, assemble
from extract.read.ink import HIDDEN, Ink, select
from extract.read.layout import Column, Margins, Paragraph, continues, make_paragraphs, measure, split_insets
from extract.read.lines import TextLine, arrange, drop_doubles
from extract.read.tables import PageTable, find_tables


@dataclass(slots=True)
class PageContent:
    """One page after its own geometry is read: tables, frames, the remaining lines from the top, figures."""

    number: int
    width: float
    height: float
    lines: list[TextLine]
    tables: list[PageTable]
    insets: list[Box] = field(default_factory=list)
    figures: list[Box] = field(default_factory=list)
    ink: Ink | None = None


def read_content(ink: Ink) -> PageContent:
    """Tables first, then lines from what stands outside them."""
    keep = drop_doubles(ink) & (ink.marks & HIDDEN == 0)
    if not keep.all():
        ink = select(ink, keep)
    found = find_tables(ink)
    lines = arrange(ink, np.where(found.regions >= 0, 0, -1))
    return PageContent(ink.number, ink.width, ink.height, lines, found.tables, found.insets, [], ink)


def page_items(page: PageContent, margins: Margins | None, offset: int) -> list[Item]:
    """Paragraphs, tables and figures of one page in reading order."""
    placed: list[tuple[float, float, Item]] = []
    for column in split_insets(page.lines, page.insets, offset):
        for paragraph in read_column(column, page, margins):
            placed.append((paragraph.box[1], paragraph.box[0], paragraph))
    for table in page.tables:
        whole = WholeTable(
            table.grid,
            table.lines,
            [page.number] * len(table.lines),
            [cell.box for cell in table.grid.cells],
            table.method,
            page_end=page.number,
        )
        placed.append((table.box[1], table.box[0], whole))
    for box in page.figures:
        placed.append((box[1], box[0], Picture(page.number, box)))
    placed.sort(key=lambda one: one[:2])
    return [item for _, _, item in placed]


def read_column(column: Column, page: PageContent, margins: Margins | None) -> list[Paragraph]:
    """The paragraphs of one column, cut where a table stands between its lines."""
    own = measure(column.lines, margins if column.inset is None else None)
    found: list[Paragraph] = []
    some: list[TextLine] = []
    tops = [table.box[1] for table in page.tables]
    for line in column.lines:
        if some and any(some[-1].box[3] - 2 <= top <= line.box[1] + 2 for top in tops):
            found += make_paragraphs(some, own, column.inset)
            some = []
        some.append(line)
    return found + make_paragraphs(some, own, column.inset)


def join_pages(pages: Sequence[list[Item]]) -> list[Item]:
    """All items, with a paragraph that a page end cuts made whole."""
    items: list[Item] = []
    for page in pages:
        first = page[0] if page else None
        last = items[-1] if items else None
        if (
            isinstance(first, Paragraph)
            and isinstance(last, Paragraph)
            and first.inset is None
            and last.inset is None
            and continues(last, first.lines[0], first.margins, same_column=False)
        ):
            last.lines += first.lines
            last.margins = first.margins
            page = page[1:]
        items += page
    return items


def read_pages(inks: Sequence[Ink], issues: Sequence[Issue] = ()) -> dict[str, Any]:
    """The fields of a `Document` from its pages."""
    pages = [read_content(ink) for ink in inks]
    margins = None
    items: list[list[Item]] = []
    offset = 0
    for page in pages:
        items.append(page_items(page, margins, offset))
        offset += len(page.insets)
    sizes = [PageSize(ink.number, ink.width, ink.height, ink.method, ink.rotation) for ink in inks]
    return assemble(join_pages(items), sizes, (), issues)
