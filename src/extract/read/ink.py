"""What is on a page before anyone has read it: characters, rules, fills and pictures as arrays.

Places are points from the page's top left.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from extract.model import Box

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

HIDDEN = 1
"""The bit of `Ink.marks` that says that a character is never shown on the page."""
SLANTED = 2
"""The bit for a character set aslant: a watermark, or a chart's label."""


@dataclass(slots=True)
class Ink:
    """One page: n characters (no blanks), rules as (place, from, to), fills and pictures as boxes.

    `boxes` (n, 4) are advance boxes set on the baseline, `sizes` (n) font sizes in points, `spaced` (n) says that a blank was
    printed before the character, `turns` (n) quarter turns clockwise of the character against the page.
    """

    number: int
    width: float
    height: float
    codes: Ints
    boxes: Floats
    sizes: Floats
    bold: Bools
    spaced: Bools
    turns: Ints
    marks: Ints
    across: Floats = field(default_factory=lambda: np.zeros((0, 3)))
    down: Floats = field(default_factory=lambda: np.zeros((0, 3)))
    fills: Floats = field(default_factory=lambda: np.zeros((0, 4)))
    pictures: list[Box] = field(default_factory=list)
    drawings: list[Box] = field(default_factory=list)
    rotation: int = 0
    unmapped: int = 0
    confidence: Floats | None = None
    method: str = "pdfium"

    def __len__(self) -> int:
        return len(self.codes)


def spell(codes: Ints) -> str:
    """The string of an array of code points.

    >>> spell(np.array([24180, 25253]))
    '年报'
    """
    return codes.astype("<u4").tobytes().decode("utf-32-le", "replace")


def select(ink: Ink, keep: Bools) -> Ink:
    """The same page with only the characters where `keep` is true."""
    from dataclasses import replace

    return replace(
        ink,
        codes=ink.codes[keep],
        boxes=ink.boxes[keep],
        sizes=ink.sizes[keep],
        bold=ink.bold[keep],
        spaced=ink.spaced[keep],
        turns=ink.turns[keep],
        marks=ink.marks[keep],
        confidence=None if ink.confidence is None else ink.confidence[keep],
    )


def turn_boxes(boxes: Floats, turns: int, width: float, height: float) -> Floats:
    """Boxes of a page of this size after the page is turned clockwise by quarter turns.

    >>> turn_boxes(np.array([[10.0, 20.0, 30.0, 25.0]]), 1, 100.0, 200.0).tolist()
    [[175.0, 10.0, 180.0, 30.0]]
    """
    x0, top, x1, bottom = boxes[:, 0], boxes[:, 1], boxes[:, 2], boxes[:, 3]
    turns %= 4
    if turns == 1:
        return np.column_stack((height - bottom, x0, height - top, x1))
    if turns == 2:
        return np.column_stack((width - x1, height - bottom, width - x0, height - top))
    if turns == 3:
        return np.column_stack((top, width - x1, bottom, width - x0))
    return boxes
