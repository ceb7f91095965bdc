"""Which rows under one that has 其中 add up to the row above it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from extract.codebook.tablewords import TableWords
from extract.observe.cell import read_cell
from extract.observe.grid import Slot

__all__ = ["count_parts", "whole_numbers"]


def count_parts(rows: Sequence[Sequence[Slot]], first: int, columns: Sequence[int], words: TableWords) -> int:
    """How many rows from the `first` on add up to row 0, in the leftmost column that has numbers there; 0 where none do."""
    for column in columns:
        whole = number(rows[0][column], words)
        if whole is not None and whole > 0:
            return add_up(whole, [number(row[column], words) for row in rows[first:]])
    return 0


def add_up(whole: Decimal, numbers: Sequence[Decimal | None]) -> int:
    """How many numbers from the first on make the whole, two at least; 0 where they never do.

    >>> add_up(Decimal(9), [Decimal(4), Decimal(5), Decimal(7)]), add_up(Decimal(9), [Decimal(4), None])
    (2, 0)
    """
    total, slack = Decimal(0), Decimal(0)
    for at, one in enumerate(numbers):
        if one is None or total > whole:
            return 0
        total += one
        slack += Decimal(1).scaleb(int(one.as_tuple().exponent)) / 2 if one != one.to_integral_value() else 0
        if at and abs(total - whole) <= slack:
            return at + 1
    return 0


def whole_numbers(slots: Sequence[Slot], words: TableWords) -> list[Decimal]:
    """The numbers of cells that all hold a whole one; nothing where one does not."""
    found = [number(slot, words) for slot in slots]
    numbers = [one for one in found if one is not None and one == one.to_integral_value()]
    bare = not any("%" in slot.text for slot in slots)
    return numbers if bare and len(numbers) == len(found) else []


def number(slot: Slot, words: TableWords) -> Decimal | None:
    """The number of a cell; None where it has none or several."""
    readings = read_cell(slot.cell.text, words) if slot.cell is not None else []
    return readings[0].value if len(readings) == 1 else None
