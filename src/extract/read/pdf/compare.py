"""Where the fast route doubts itself, and how often the two routes disagree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from extract.read.grid import place_boxes
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
    boxes, upright = ink.boxes, ink.turns == 0
    wide = boxes[:, 2] - boxes[:, 0]
    step = boxes[1:, 0] - boxes[:-1, 0]
    piled = (step >= 0) & (step < 0.25 * np.minimum(wide[1:], wide[:-1]))
    if piled.any():
        piled &= (np.abs(np.diff(boxes[:, 3])) < 0.5) & upright[1:]
    if piled.sum() > ON_TOP * len(ink):
        return "characters stand on top of each other"
    middle = (boxes[:, 1] + boxes[:, 3]) / 2
    inside = crossing = 0
    for table in page.tables:
        left = place_boxes(table.grid, np.column_stack((boxes[:, 0] + 0.3 * wide, middle)))
        right = place_boxes(table.grid, np.column_stack((boxes[:, 2] - 0.3 * wide, middle)))
        mine = (left >= 0) & (right >= 0) & upright
        inside += int(mine.sum())
        crossing += int((mine & (left != right)).sum())
    if inside >= LEAST and crossing > ACROSS * inside:
        return "text stands across the walls of table cells"
    return None


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
