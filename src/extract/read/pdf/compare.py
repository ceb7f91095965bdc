"""Where the fast route doubts itself, and how often the two routes disagree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from extract.read.grid import Grid
from extract.read.ink import Bools, Floats, Ink
from extract.read.pages import PageContent

ACROSS = 0.03
"""Where so many of a table's characters stand across a wall of their cell, their places are not to be believed."""
ON_TOP = 0.05
"""Where so many characters stand on the one before, advance widths are wrong."""
LEAST = 40


def find_doubt(page: PageContent) -> str | None:
    """Why a page's places are doubtful, in a few words; None for a sound page."""
    ink = page.ink
    if len(ink) < LEAST:
        return None
    x0, x1, upright = ink.boxes[:, 0], ink.boxes[:, 2], ink.turns == 0
    wide = x1 - x0
    step = x0[1:] - x0[:-1]
    piled = (step >= 0) & (step < 0.25 * np.minimum(wide[1:], wide[:-1]))
    if piled.any():
        bottom = ink.boxes[:, 3]
        piled &= (np.abs(bottom[1:] - bottom[:-1]) < 0.5) & upright[1:]
        if np.count_nonzero(piled) > ON_TOP * len(ink):
            return "characters stand on top of each other"
    inside = crossing = 0
    for table in page.tables:
        mine, across = count_crossing(table.grid, ink, wide, upright)
        inside += mine
        crossing += across
    if inside >= LEAST and crossing > ACROSS * inside:
        return "text stands across the walls of table cells"
    return None


def count_crossing(grid: Grid, ink: Ink, wide: Floats, upright: Bools) -> tuple[int, int]:
    """How many upright characters stand in a table with nearly all of their width, and how many of them in two cells."""
    boxes, xs, ys = ink.boxes, np.array(grid.xs), np.array(grid.ys)
    left = np.searchsorted(xs, boxes[:, 0] + 0.3 * wide) - 1
    right = np.searchsorted(xs, boxes[:, 2] - 0.3 * wide) - 1
    row = np.searchsorted(ys, (boxes[:, 1] + boxes[:, 3]) / 2) - 1
    mine = upright & (row >= 0) & (row < grid.n_rows) & (np.minimum(left, right) >= 0) & (np.maximum(left, right) < grid.n_columns)
    parted = mine & (left != right)
    if not parted.any():
        return int(np.count_nonzero(mine)), 0
    owners = grid.owners()
    row, left, right = row[parted], left[parted], right[parted]
    return int(np.count_nonzero(mine)), int(np.count_nonzero(owners[row, left] != owners[row, right]))


def is_sampled(sha256: str, number: int, every: int) -> bool:
    """Whether a page belongs to the sample that both routes read: one in `every`, chosen by content and so always the same.

    >>> sum(is_sampled("ab12", number, 50) for number in range(5000)) in range(70, 131)
    True
    """
    if not every:
        return False
    from extract.model import content_id

    return int(content_id(sha256, "cross-check", number), 16) % every == 0


def our_cells(page: PageContent) -> list[str]:
    """The texts of the cells of a page's ruled tables, without blanks."""
    texts = ("".join(text.split()) for table in page.tables for text in table.texts())
    return [text for text in texts if text]


def disagreement(ours: Sequence[str], theirs: Sequence[str]) -> float:
    """The share of cells, 0 to 1, that only one of two readings has.

    >>> disagreement(["a", "b", "b", "d"], ["a", "b", "c"])
    0.5
    """
    one, other = Counter(ours), Counter(theirs)
    most = max(one.total(), other.total())
    return 1 - (one & other).total() / most if most else 0.0
