"""A table as a full grid: spans filled, the header found, shifted rows set right, one block for each table in it."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import pairwise

from msgspec import Struct

from extract.codebook.tablewords import TableWords, label_key
from extract.codebook.units import Units
from extract.model import Cell, Table
from extract.observe.cell import is_date, is_value
from extract.text import normalise

__all__ = ["Block", "Slot", "split_blocks"]

YEARISH = re.compile(r"[12]\d年度?")
BAND = re.compile(r"以上|以下|以内|之间|\d\s*(?:-|—|~|至)\s*\d")
YEAR = re.compile(r"(?:19|20)\d\d")
SERIAL = re.compile(r"[(（]?\d{1,3}(?:[-.]\d{1,2})*[)）]?[.、]?|[一二三四五六七八九十]{1,3}[、.]?|[①-⑳]")


class Slot(Struct, frozen=True, gc=False):
    """One grid position: its cell, the cell's text as it is matched, and whether the cell begins here."""

    cell: Cell | None
    text: str
    own: bool

    @property
    def key(self) -> str:
        """The text as labels are compared."""
        return label_key(self.text)


Row = tuple[Slot, ...]
NOTHING = Slot(None, "", False)


class Block(Struct, frozen=True, kw_only=True, dict=True):
    """One table in a grid: header rows, body rows, and what each column is for.

    `labels`, `values` and `notes` are column numbers; `serial`, `unit` and `dated` (when a row's event
    was) one column or None. `titles` are rows that span the whole
    width above the header; `first_row` is the grid row of the first header or body row.
    """

    titles: tuple[str, ...]
    header: tuple[Row, ...]
    body: tuple[Row, ...]
    labels: tuple[int, ...]
    values: tuple[int, ...]
    notes: tuple[int, ...]
    serial: int | None
    unit: int | None
    width: int
    dated: int | None = None
    shifted: tuple[int, ...] = ()

    @cached_property
    def heads(self) -> tuple[tuple[str, ...], ...]:
        """For each column the printed texts of its header, from the top, without repeats."""
        found = []
        for column in range(self.width):
            texts: list[str] = []
            for row in self.header:
                slot = row[column]
                printed = slot.cell.text if slot.cell is not None else ""
                if printed.strip() and printed not in texts:
                    texts.append(printed)
            found.append(tuple(texts))
        return tuple(found)


def fill(table: Table) -> list[list[Slot]]:
    """The full grid; a cell that spans several positions stands in all of them."""
    rows = [[NOTHING] * table.n_columns for _ in range(table.n_rows)]
    for cell in table.cells:
        text = normalise(cell.text).text
        for r in range(cell.row, min(cell.row + cell.row_span, table.n_rows)):
            for c in range(cell.column, min(cell.column + cell.column_span, table.n_columns)):
                rows[r][c] = Slot(cell, text, r == cell.row and c == cell.column)
    return rows


def spans_all(row: list[Slot]) -> bool:
    """Whether one text is all the row has: a merged cell over the width, or the first cell alone."""
    filled = [slot for slot in row if slot.text and slot.own] or [slot for slot in row if slot.text]
    if len(filled) != 1:
        return False
    cell = filled[0].cell
    return len(row) > 1 and cell is not None and (cell.column_span >= len(row) - 1 or all(not s.text for s in row[1:]))


def is_head(row: list[Slot], words: TableWords) -> bool:
    """Whether a row names columns: words for serial number, label, unit or value in it, and no value."""
    keys = [slot.key for slot in row if slot.text]
    if len(keys) < 2 or any(is_value(slot.text, words) and not YEAR.fullmatch(slot.text) for slot in row):
        return False
    heads = words.serial_heads | words.unit_heads | words.label_heads | words.value_heads
    return sum(key in heads for key in keys) >= 2


def split_blocks(table: Table, words: TableWords, units: Units, is_title: set[str], turned: bool = False) -> list[Block]:
    """The tables in one grid, in order: cut where a new header stands, or a row that is the title of a form; `turned` reads the
    grid's columns as rows."""
    grid = fill(table)
    rows = [row for row in ([*map(list, zip(*grid, strict=True))] if turned else grid) if any(slot.text for slot in row)]
    if not rows:
        return []
    cuts = [0]
    first = next((row for row in rows if is_head(row, words)), None)
    for at, row in enumerate(rows[1:], 1):
        title = spans_all(row) and any(name in label_key(next(s.text for s in row if s.text)) for name in is_title)
        repeated = first is not None and row is not first and [s.key for s in row] == [s.key for s in first]
        begun = at - 1 in cuts and spans_all(rows[at - 1])
        if title or ((repeated or is_head(row, words)) and at > 1 and not begun and not is_head(rows[at - 1], words)):
            cuts.append(at)
    bounds = [*cuts, len(rows)]
    blocks = [
        make_block(rows[a:b], words, units, table.header_rows if a == 0 and not turned else None)
        for a, b in pairwise(bounds)
        if b > a
    ]
    return join_repeats([block for block in blocks if block is not None])


def join_repeats(blocks: list[Block]) -> list[Block]:
    """Blocks whose header only repeats the one before become one: the page break repeated it."""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        same = (
            last is not None
            and block.header
            and not block.titles
            and [[s.key for s in row] for row in last.header] == [[s.key for s in row] for row in block.header]
        )
        if last is not None and same:
            joined[-1] = Block(
                titles=last.titles,
                header=last.header,
                body=last.body + block.body,
                labels=last.labels,
                values=tuple(sorted(set(last.values) | set(block.values))),
                notes=last.notes,
                serial=last.serial,
                unit=last.unit,
                width=last.width,
                dated=last.dated,
                shifted=last.shifted + tuple(len(last.body) + at for at in block.shifted),
            )
        else:
            joined.append(block)
    return joined


def make_block(rows: list[list[Slot]], words: TableWords, units: Units, stated: int | None) -> Block | None:
    """The block of these rows, its columns told apart."""
    titles: list[str] = []
    while len(rows) > 1 and spans_all(rows[0]):
        titles.append(next(s.cell.text for s in rows[0] if s.cell is not None and s.text))
        rows = rows[1:]
        stated = stated - 1 if stated else stated
    height = header_height(rows, words, stated)
    header = fill_header([list(row) for row in rows[:height]])
    body = rows[height:]
    width = len(rows[0])
    named = [row for row in header if not is_unit_row(row, units)]
    serial, unit = named_column(named, words.serial_heads, width), named_column(named, words.unit_heads, width)
    if serial is None:
        serial = guess_serial(body, words)
    if unit is None:
        unit = guess_unit(body, units, width)
    body, shifted = set_right(body, serial, unit, units)
    values, notes, labels = sort_columns(header, body, words, serial, unit, width)
    return Block(
        titles=tuple(titles),
        header=tuple(tuple(row) for row in header),
        body=tuple(tuple(row) for row in body),
        labels=labels,
        values=values,
        notes=notes,
        serial=serial,
        unit=unit,
        width=width,
        dated=next((c for c in notes if any(row[c].key in words.event_heads for row in header)), None),
        shifted=tuple(shifted),
    )


def header_height(rows: list[list[Slot]], words: TableWords, stated: int | None) -> int:
    """How many rows at the top hold no value: years and bare units there are none."""
    height = 0
    for row in rows:
        filled = [slot for slot in row if slot.text]
        years = [slot for slot in filled if YEAR.fullmatch(slot.text)]
        others = [slot for slot in filled if not YEAR.fullmatch(slot.text) and is_value(slot.text, words)]
        if height <= 1 and all(BAND.search(slot.text) for slot in others) and len(others) < len(filled):
            others = []
        lone = height > 0 and len({id(slot.cell) for slot in filled}) == 1
        starts_with_year = years and height > 0 and row[0] in years and len(years) < len(filled)
        if height == 0 and others and all(YEARISH.fullmatch(slot.text) for slot in others) and len(others) < len(filled):
            others = []
        if others or lone or starts_with_year or (years and len(years) < 2 and len(row) > 2 and height > 0):
            break
        if height > 0 and not any(slot.text for slot in row[1:]):
            break
        height += 1
    if height >= len(rows):
        return min(stated or 1, len(rows))
    return max(height, min(stated or 0, len(rows) - 1)) if stated and stated <= height + 1 else height


def fill_header(header: list[list[Slot]]) -> list[list[Slot]]:
    """Header rows with the blanks right of a merged head filled, where only the text is left of the merge."""
    for r, row in enumerate(header[:-1]):
        for c in range(1, len(row)):
            below = any(header[k][c].text for k in range(r + 1, len(header)))
            covered = r > 0 and row[c].text == "" and any(header[k][c].text for k in range(r))
            if (
                not row[c].text
                and row[c - 1].text
                and below
                and not (covered and header[r - 1][c].text != header[r - 1][c - 1].text)
            ):
                row[c] = Slot(row[c - 1].cell, row[c - 1].text, False)
    return header


def is_unit_row(row: list[Slot], units: Units) -> bool:
    """Whether a header row only tells the units of the heads above it, behind the word 单位 or a blank."""
    own = [slot.text.strip("()") for slot in row[1:] if slot.text and slot.own]
    return bool(own) and all(text in units and not text.isdigit() for text in own)


def named_column(header: list[list[Slot]], heads: frozenset[str], width: int) -> int | None:
    """The first column with one of these heads."""
    return next((c for c in range(width) if any(row[c].key in heads for row in header)), None)


def guess_serial(body: list[list[Slot]], words: TableWords) -> int | None:
    """The first column where it holds nothing but numbers that count up, and blanks."""
    numbers = [row[0].text for row in body if row[0].text and row[0].own]
    plain = [int(m.group()) for text in numbers if (m := re.fullmatch(r"\d{1,3}", text))]
    if len(plain) < 2 or len(plain) != len(numbers) or len(body[0]) < 3:
        return None
    return 0 if plain == list(range(plain[0], plain[0] + len(plain))) and plain[0] < 60 else None


def guess_unit(body: list[list[Slot]], units: Units, width: int) -> int | None:
    """A column that holds nothing but units, in two rows or more."""
    for c in range(width):
        texts = [row[c].text for row in body if row[c].text]
        if len(texts) >= 2 and all(text in units and not text.isdigit() for text in texts) and c > 0:
            return c
    return None


def set_right(body: list[list[Slot]], serial: int | None, unit: int | None, units: Units) -> tuple[list[list[Slot]], list[int]]:
    """Rows that lost their empty first cell move back one place: the unit is a column too far left, the last cell blank."""
    rows, shifted = [], []
    for at, row in enumerate(body):
        by = places_lost(row, serial, unit, units)
        if by:
            row = [NOTHING] * by + row[:-by]
            shifted.append(at)
        rows.append(row)
    return rows, shifted


def places_lost(row: list[Slot], serial: int | None, unit: int | None, units: Units) -> int:
    """How many cells a row lost at its start: as many as its unit stands too far left, and as are blank at its end."""
    if unit is not None:
        if row[unit].text in units and not row[unit].text.isdigit():
            return 0
        for by in range(1, unit + 1):
            text = row[unit - by].text
            if text in units and not text.isdigit() and not any(slot.text for slot in row[-by:]):
                return by
        return 0
    first = row[0].text
    lost = serial == 0 and not row[-1].text and bool(first) and not SERIAL.fullmatch(first) and len(row) > 2
    return int(lost and any(character.isdigit() for character in row[1].text))


def sort_columns(
    header: list[list[Slot]], body: list[list[Slot]], words: TableWords, serial: int | None, unit: int | None, width: int
) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """Which columns hold values, which notes, which labels."""
    values: list[int] = []
    notes: list[int] = []
    labels: list[int] = []
    skipped = words.code_heads | words.skip_heads | words.note_heads
    for c in range(width):
        if c in (serial, unit):
            continue
        keys = {row[c].key for row in header if row[c].text}
        filled = [row[c].text for row in body if row[c].text and is_here(row[c])]
        numbers = [text for text in filled if is_value(text, words)]
        years = len(filled) > 0 and all(YEAR.fullmatch(text) for text in filled) and not values
        bands = [text for text in filled if BAND.search(text)]
        dates = [text for text in filled if is_date(text)]
        begun = any(key.endswith(words.skip_endings) and key not in words.label_heads for key in keys)
        traits = bool(keys & words.trait_heads) and len(numbers) > 0 and bool(labels)
        told = bool(keys & words.event_heads) and not any(character.isdigit() for text in filled for character in text)
        since = any(key.endswith(words.since_ends) for key in keys) and not keys & (words.event_heads | words.label_heads)
        begun = begun or (since and len(filled) > 0 and all(YEAR.fullmatch(text) or is_date(text) for text in filled))
        if (keys & skipped and not (told and filled and not values)) or (not filled and not keys) or begun or traits:
            notes.append(c)
        elif not values and not labels and 2 * len(bands) >= len(filled) > 0:
            labels.append(c)
        elif labels and 2 * len(dates) >= len(filled) > 0:
            notes.append(c)
        elif (numbers and 2 * len(numbers) >= len(filled) and not years) or (not filled and keys and values):
            values.append(c)
        elif values and not starts_again(header, labels, c, words):
            notes.append(c)
        else:
            labels.append(c)
    return tuple(values), tuple(notes), tuple(labels)


def is_here(slot: Slot) -> bool:
    """Whether a text belongs to its column: not the rest of a cell that spans several."""
    return slot.own or slot.cell is None or slot.cell.column_span == 1


def starts_again(header: list[list[Slot]], labels: list[int], column: int, words: TableWords) -> bool:
    """Whether a column of words right of values holds row labels again: its head is a label head, or that of the first labels."""
    if not header or not labels:
        return not header
    key, first = header[-1][column].key, header[-1][labels[0]].key
    return key == first or key in words.label_heads
