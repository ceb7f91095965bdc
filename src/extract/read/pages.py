"""Pages as ink → one document: tables, furniture, paragraphs, what runs over page ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from extract.model import Box, Furniture, Issue
from extract.read.assemble import Item, PageSize, Picture, WholeTable, assemble
from extract.read.columns import Band, find_band, split_band
from extract.read.figures import find_charts, find_figures, group_boxes, place_key, repeated_pictures, take_labels, touch
from extract.read.furniture import BAND, as_furniture, find_furniture, is_page_number, repeated_rules, squeeze
from extract.read.ink import HIDDEN, SLANTED, Floats, Ink, select, spell
from extract.read.joins import is_continued, join_tables
from extract.read.layout import (
    Column,
    Margins,
    Paragraph,
    body_size,
    continues,
    make_footnotes,
    make_paragraphs,
    measure,
    split_footnotes,
    split_insets,
)
from extract.read.lines import TextLine, arrange, drop_doubles, join_lines
from extract.read.shaded import find_shaded
from extract.read.tables import PageTable, find_tables
from extract.read.unruled import find_unruled


@dataclass(slots=True)
class PageContent:
    """One page after its own geometry is read: tables, frames, the remaining lines from the top, figures."""

    number: int
    width: float
    height: float
    ink: Ink
    lines: list[TextLine]
    tables: list[PageTable]
    insets: list[Box] = field(default_factory=list)
    figures: list[Picture] = field(default_factory=list)
    rules: Floats = field(default_factory=lambda: np.zeros((0, 3)))
    hidden: list[Furniture] = field(default_factory=list)
    notes: list[TextLine] = field(default_factory=list)


def set_hidden_apart(ink: Ink) -> list[Furniture]:
    """What a page holds and nobody sees, and what stands aslant on it, as furniture."""
    if not ink.marks.any():
        return []
    unseen = ink.marks & HIDDEN != 0
    slanted = ~unseen & (ink.marks & SLANTED != 0)
    found: list[Furniture] = []
    if unseen.any():
        lines = arrange(ink, np.where(unseen, 0, -1))
        found.append(Furniture(kind="hidden", text="\n".join(line.text for line in lines), page=ink.number))
    if slanted.any():
        found.append(Furniture(kind="watermark", text=spell(ink.codes[slanted]), page=ink.number))
    return found


def read_content(ink: Ink) -> PageContent:
    """Tables first, then lines from what stands outside them."""
    hidden = set_hidden_apart(ink)
    keep = drop_doubles(ink)
    if hidden:
        keep &= ink.marks & (HIDDEN | SLANTED) == 0
    if not keep.all():
        ink = select(ink, keep)
    found = find_tables(ink)
    return PageContent(
        ink.number, ink.width, ink.height, ink, found.lines, found.tables, found.insets, [], found.free_rules, hidden
    )


def page_items(page: PageContent, margins: Margins | None, offset: int) -> list[Item]:
    """Paragraphs, tables and figures of one page in reading order; a band of two columns is read column by column."""
    items: list[Item] = []
    band = None
    for column in split_insets(page.lines, page.insets, offset):
        found = find_band(column.lines) if column.inset is None else None
        band = found or band
        parts = split_band(column.lines, found) if found else [column.lines]
        for part in parts:
            items += read_column(Column(part, column.inset), page, margins)
    for table in page.tables:
        pages, boxes = [page.number] * len(table.lines), [cell.box for cell in table.grid.cells]
        items.append(WholeTable(table.grid, table.lines, pages, boxes, table.method, table.header_rows, page.number))
    items += page.figures
    items.sort(key=lambda item: order_of(item, band))
    return [*items, *make_footnotes(page.notes, measure(page.notes, margins))] if page.notes else items


def order_of(item: Item, band: Band | None) -> tuple[float, int, float, float]:
    """Where an item stands in reading order: by height, in a band by column and then height."""
    box = item.grid.box if isinstance(item, WholeTable) else item.box
    side = band.side(box) if band else 0
    return (band.top if band and side else box[1], side, box[1], box[0])


def read_column(column: Column, page: PageContent, margins: Margins | None) -> list[Paragraph]:
    """The paragraphs of one column, cut where a table stands between its lines."""
    if not column.lines:
        return []
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


def join_pages(pages: Sequence[list[Item]], furniture: list[Furniture]) -> list[Item]:
    """All items, with tables and paragraphs that a page end cuts made whole."""
    items: list[Item] = []
    for page in pages:
        page = join_page_table(items, page, furniture)
        if page:
            page = join_page_paragraph(items, page)
        items += page
    return items


def last_of(items: Sequence[Item]) -> Item | None:
    """The last item that is no footnote: what stands over a page's footnotes goes on on the next page."""
    return next((item for item in reversed(items) if not (isinstance(item, Paragraph) and item.kind == "footnote")), None)


def join_page_paragraph(items: list[Item], page: list[Item]) -> list[Item]:
    """The items left on a page after its first paragraph went to the one before, where it goes on with it."""
    first, last = page[0], last_of(items)
    if (
        isinstance(first, Paragraph)
        and isinstance(last, Paragraph)
        and first.inset is None
        and last.inset is None
        and continues(last, first.lines[0], first.margins, same_column=False)
    ):
        last.lines += first.lines
        last.margins = first.margins
        return page[1:]
    return page


def join_page_table(items: list[Item], page: list[Item], furniture: list[Furniture]) -> list[Item]:
    """The items left on a page after its first table went to the one before, where it goes on with it."""
    last = last_of(items)
    at = next((at for at, item in enumerate(page[:3]) if isinstance(item, WholeTable)), None)
    if not isinstance(last, WholeTable) or at is None:
        return page
    table, between = page[at], [item for item in page[:at] if isinstance(item, Paragraph)]
    assert isinstance(table, WholeTable)
    if len(between) != at or last.page_end + 1 != min(table.pages):
        return page
    if between:
        where = next(at for at in range(len(items) - 1, -1, -1) if items[at] is last)
        caption = items[where - 1] if where else None
        said = squeeze(join_lines(caption.lines)) if isinstance(caption, Paragraph) else ""
        if not all(is_said_again(item, said) for item in between):
            return page
    again = join_tables(last, table)
    if again is None:
        return page
    furniture.extend(as_furniture(line, "header") for line in again)
    for item in between:
        furniture.extend(as_furniture(line, "header") for line in item.lines)
    return page[at + 1 :]


def is_said_again(item: Paragraph, caption: str) -> bool:
    """Whether a paragraph between two parts of a table is its caption, printed again, or says that it goes on."""
    text = join_lines(item.lines)
    return is_continued(text) or squeeze(text) == caption


def set_apart(pages: Sequence[PageContent]) -> list[Furniture]:
    """Take running headers, footers and page numbers out of the pages' lines and tables."""
    furniture: list[Furniture] = []
    for page, kinds in zip(pages, find_furniture([(page.lines, page.height) for page in pages]), strict=True):
        furniture += [as_furniture(page.lines[at], kind) for at, kind in sorted(kinds.items())]
        page.lines = [line for at, line in enumerate(page.lines) if at not in kinds]
    for page in pages:
        furniture += set_turned_apart(page)
    framed = repeated_tables([[table.box for table in page.tables if is_running(table, page)] for page in pages])
    for page in pages:
        running = [table for table in page.tables if is_running(table, page) and place_key(table.box) in framed]
        for table in running:
            edge = "header" if table.box[1] < page.height / 2 else "footer"
            for line in (line for lines in table.lines for line in lines):
                furniture.append(as_furniture(line, "page_number" if is_page_number(line.text) else edge))
        page.tables = [table for table in page.tables if not any(table is one for one in running)]
    return furniture


def set_turned_apart(page: PageContent) -> list[Furniture]:
    """On a page that was turned to be read, take out the header and page number that stand upright at its old top and foot."""
    if not page.ink.rotation:
        return []
    sides = [line for line in page.lines if line.turned and not 0.12 < line.box[0] / page.width < 0.88]
    gone = {id(line) for line in sides}
    page.lines = [line for line in page.lines if id(line) not in gone]
    return [as_furniture(line, "page_number" if is_page_number(line.text) else "header") for line in sides]


def is_running(table: PageTable, page: PageContent) -> bool:
    """Whether a table could be a header or footer set as one: a row or two in the outer band of the page."""
    outer = table.box[3] < BAND * page.height or table.box[1] > (1 - BAND) * page.height
    return outer and table.grid.n_rows <= 2


def repeated_tables(pages: Sequence[Sequence[Box]]) -> set[tuple[int, ...]]:
    """Places where a small table stands on three pages and more, or on most of few."""
    counts = Counter(place_key(box) for boxes in pages for box in boxes)
    return {key for key, count in counts.items() if count >= min(3, max(2, len(pages)))}


def add_figures(pages: Sequence[PageContent]) -> None:
    """Find the figures of each page and move the labels in them out of its lines."""
    often = repeated_pictures([page.ink.pictures for page in pages])
    for page in pages:
        pictures = [box for box in page.ink.pictures if place_key(box) not in often]
        figures = find_figures(pictures, page.ink.drawings, page.width, page.height)
        if len(page.ink.fills) > 2:
            figures = group_boxes([*figures, *find_charts(page.ink.fills, page.rules)])
        for box in figures:
            if any(touch(box, table.box, -8.0) for table in page.tables):
                continue
            labels = take_labels(box, page.lines)
            if labels is not None:
                page.figures.append(Picture(page.number, box, labels))
                gone = {id(line) for line in labels}
                page.lines = [line for line in page.lines if id(line) not in gone]


def read_pages(inks: Sequence[Ink], issues: Sequence[Issue] = ()) -> dict[str, Any]:
    """The fields of a `Document` from its pages as ink."""
    return read_contents([read_content(ink) for ink in inks], issues)


def read_contents(pages: Sequence[PageContent], issues: Sequence[Issue] = ()) -> dict[str, Any]:
    """The fields of a `Document` from its pages."""
    furniture = [item for page in pages for item in page.hidden]
    furniture += set_apart(pages)
    add_figures(pages)
    for page, rules in zip(pages, repeated_rules([page.rules for page in pages]), strict=True):
        found, page.lines = find_shaded(page.lines, page.ink.fills, page.tables, page.number, page.width)
        page.tables += found
        found, page.lines = find_unruled(page.lines, rules, page.number)
        page.tables += found
    size = body_size(page.lines for page in pages)
    for page in pages:
        page.lines, page.notes = split_footnotes(page.lines, size, page.height)
    margins = None
    items: list[list[Item]] = []
    offset = 0
    for page in pages:
        items.append(page_items(page, margins, offset))
        offset += len(page.insets)
    sizes = [PageSize(page.number, page.width, page.height, page.ink.method, page.ink.rotation) for page in pages]
    whole = join_pages(items, furniture)
    fields = assemble(whole, sizes, furniture, issues)
    return fields | {"issues": (*issues, *check_kept(pages, fields["text"], furniture))}


APART = frozenset({"hidden", "watermark"})
"""Set apart before a page's characters are counted."""


def check_kept(pages: Sequence[PageContent], text: str, furniture: Sequence[Furniture]) -> list[Issue]:
    """An issue if the text and what was set apart hold fewer or more characters than the pages do: never expected, never silent."""
    printed = sum(len(page.ink) for page in pages)
    kept = count_printed(text) + sum(count_printed(item.text) for item in furniture if item.kind not in APART)
    if printed == kept:
        return []
    message = f"{printed} characters are printed and {kept} were kept; compare the text with the pages"
    return [Issue(code="read.characters_differ", severity="error", message=message)]


def count_printed(text: str) -> int:
    """Characters that are no blank."""
    return len(text) - sum(text.count(blank) for blank in " \t\n")
