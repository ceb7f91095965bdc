"""A table as numbers: what each row and column is, before any sum is tried."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import cached_property, lru_cache

from msgspec import Struct

from extract.check.interval import Interval, last_place, widen
from extract.codebook.formulas import Words
from extract.model import Cell, Table

NUMBER = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?%?|[+-]?\d+(?:\.\d+)?%?")
BLANK = re.compile(r"\s")
YEAR = re.compile(r"(?:19|20)\d\d")


class Number(Struct, frozen=True):
    """One numeric cell."""

    value: Decimal
    interval: Interval
    cell: Cell
    percent: bool = False


def read_number(cell: Cell) -> Number | None:
    """A cell that is one plain number, else None.

    >>> read_number(Cell(row=0, column=0, text="1, 024", char_start=0, char_end=6)).value
    Decimal('1024')
    >>> read_number(Cell(row=0, column=0, text="2023年", char_start=0, char_end=5)) is None
    True
    """
    text = tidy(cell.text)
    if not NUMBER.fullmatch(text):
        return None
    value = Decimal(text.rstrip("%").replace(",", ""))
    half = Decimal(0) if value == value.to_integral_value() and "." not in text and "%" not in text else last_place(value) / 2
    return Number(value=value, interval=widen(value, half, None), cell=cell, percent="%" in text)


class Grid:
    """A table with its header, label column, and numbers; `words` say what a total and a share column are."""

    def __init__(self, table: Table, words: Words) -> None:
        self.table = table
        self.words = words
        self._cells: dict[tuple[int, int], Cell] = {}
        for cell in table.cells:
            for row in range(cell.row, cell.row + cell.row_span):
                for column in range(cell.column, cell.column + cell.column_span):
                    self._cells[(row, column)] = cell
        numbers = {(cell.row, cell.column): read_number(cell) for cell in table.cells}
        self._numbers = {place: numbers[(cell.row, cell.column)] for place, cell in self._cells.items()}

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell that covers a grid position."""
        return self._cells.get((row, column))

    def number(self, row: int, column: int) -> Number | None:
        """The number at a grid position, or None."""
        return self._numbers.get((row, column))

    @cached_property
    def header_rows(self) -> int:
        """Rows before the first one with a number that is no year."""
        for row in range(self.table.n_rows):
            numbers = [n for column in range(1, self.table.n_columns) if (n := self.number(row, column))]
            if any(not (YEAR.fullmatch(str(n.value)) and len(numbers) > 1) for n in numbers):
                return row
        return self.table.n_rows

    @cached_property
    def label_column(self) -> int:
        """The first column whose body is mostly words."""
        for column in range(self.table.n_columns):
            body = [self.cell(row, column) for row in self.body]
            worded = [c for c in body if c and c.text.strip() and read_number(c) is None]
            if len(worded) * 2 > len(body):
                return column
        return 0

    @cached_property
    def body(self) -> range:
        """The rows below the header."""
        return range(self.header_rows, self.table.n_rows)

    @cached_property
    def columns(self) -> list[int]:
        """Columns right of the labels that hold at least two numbers and are no serial numbers."""
        return [
            column
            for column in range(self.label_column + 1, self.table.n_columns)
            if sum(self.number(row, column) is not None for row in self.body) >= 2
            and not self.says(self.head(column), self.words.serial_columns)
        ]

    def label(self, row: int) -> str:
        """The words of a row."""
        cell = self.cell(row, self.label_column)
        return tidy(cell.text) if cell else ""

    def head(self, column: int) -> str:
        """The words over a column, top to bottom; a blank takes the heading to its left (a year over two columns)."""
        parts: list[str] = []
        for row in range(self.header_rows):
            at = column
            text = self.head_text(row, at)
            while not text and at > self.label_column + 1 and row < self.header_rows - 1:
                at -= 1
                text = self.head_text(row, at)
            if text and text not in parts:
                parts.append(text)
        return " ".join(parts)

    def head_text(self, row: int, column: int) -> str:
        """The words of one header cell."""
        cell = self.cell(row, column)
        return tidy(cell.text) if cell else ""

    def last_head(self, column: int) -> str:
        """The lowest heading of a column."""
        texts = [text for row in range(self.header_rows) if (text := self.head_text(row, column))]
        return texts[-1] if texts else ""

    @staticmethod
    def says(text: str, words: tuple[str, ...]) -> bool:
        """Whether a heading or label holds one of the words."""
        return any(word in text for word in words)

    def is_total(self, text: str) -> bool:
        """Whether a label is that of a total: it is one of the words, with at most a place before it."""
        bare = re.sub(r"[（(].*?[）)]", "", text)
        return bare in self.words.own_body or any(
            bare == tidy(word) or (bare.endswith(tidy(word)) and len(bare) <= len(tidy(word)) + 3)
            for word in self.words.total_labels
        )

    def is_share(self, column: int) -> bool:
        """Whether a column holds shares."""
        head = self.last_head(column)
        return self.says(head, self.words.share_columns) or all(
            n.percent or n.value == 0 for row in self.body if (n := self.number(row, column))
        )

    def is_move(self, column: int) -> bool:
        """Whether a column holds changes or growth."""
        return self.says(self.last_head(column), self.words.change_columns + self.words.growth_columns)

    def is_additive(self, text: str) -> bool:
        """Whether what the words name can be added up: counts and amounts, not rates and means."""
        return not self.says(text, self.words.not_additive)


@lru_cache(maxsize=8192)
def tidy(text: str) -> str:
    """A label without blanks.

    >>> tidy(" 合  计\\n")
    '合计'
    """
    return BLANK.sub("", unicodedata.normalize("NFKC", text))
