"""Tables of which an earlier extraction has left one cell a line, told by the rhythm of words and figures."""

from __future__ import annotations

import re
from itertools import takewhile

from extract.model import Cell, Table
from extract.read.text_lines import TextLine, ends_sentence, is_bare, is_caption, is_heading

NUMBER = re.compile(r"[-+－−]?[\d０-９][\d０-９,，.．]*\s*[%％‰]?|[-—–－/]+")
LONGEST_CELL = 24
LEAST_ROWS = 3
WIDEST = 8
MOST_TITLES = 2
"""Lines over a table that are as short as its cells: a name without a number, a unit."""


def find_stack(lines: list[TextLine], at: int) -> tuple[int, int, Table] | None:
    """The table that begins at most two lines after `at`: `(first line, line after the last, table)`; None where there is none."""
    run = list(takewhile(is_cell, lines[at:]))
    figures = [NUMBER.fullmatch(line.text) is not None for line in run]
    if sum(figures) < LEAST_ROWS - 1:
        return None
    for skipped in range(min(MOST_TITLES, len(run)) + 1):
        width = rhythm(figures[skipped:])
        if width is not None:
            first = at + skipped
            return first, at + len(run), make_stack(run[skipped:], width)
    return None


def is_cell(line: TextLine) -> bool:
    """Whether a line may be a cell standing alone."""
    if line.in_contents or line.apart or line.level is not None or len(line.text) > LONGEST_CELL or "\t" in line.text:
        return False
    return not (ends_sentence(line.text) or is_caption(line.text) or is_heading(line.text) or is_bare(line.tight))


def rhythm(figures: list[bool]) -> int | None:
    """How many columns make rows of words and figures: a first row of words, then each column all words or all figures.

    >>> rhythm([False, False, False, False, True, True, False, True, True])
    3
    """
    for width in range(2, WIDEST + 1):
        rows = [figures[start : start + width] for start in range(0, len(figures), width)]
        if len(rows) < LEAST_ROWS or len(rows[-1]) < width or any(rows[0]) or any(row[0] for row in rows):
            continue
        columns = list(zip(*rows[1:], strict=True))
        if all(len(set(column)) == 1 for column in columns) and columns[-1][0]:
            return width
    return None


def make_stack(lines: list[TextLine], width: int) -> Table:
    """The grid of lines, `width` of them a row."""
    cells = tuple(
        Cell(row=n // width, column=n % width, text=line.text, char_start=line.start, char_end=line.end)
        for n, line in enumerate(lines)
    )
    return Table(
        char_start=lines[0].start,
        char_end=lines[-1].end,
        n_rows=len(lines) // width,
        n_columns=width,
        cells=cells,
        method="text.stack",
    )
