"""Pictures and drawings that are figures: grouped, with the short labels that stand in them; ornaments are passed over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from extract.model import Box
from extract.read.ink import Floats
from extract.read.lines import TextLine

LEAST = 40.0
"""A figure is at least this many points wide and high; smaller pictures are bullets, seals and icons."""
PAGE = 0.85
"""A picture over this share of the page is its ground."""
CLOSE = 6.0
"""Parts of one picture lie within this many points: strips of a photograph, the strokes of a chart."""
PART = 3.0
LABEL = 26
"""Labels in a figure are short; a longer line means that the picture lies behind running text."""
MOST_PARTS = 600
REPEATED = 3
"""A picture at one place on this many pages is an ornament."""


def touch(one: Box, other: Box, slack: float) -> bool:
    """Whether two boxes overlap or nearly do.

    >>> touch((0, 0, 9, 9), (12, 0, 20, 9), 6), touch((0, 0, 9, 9), (30, 0, 40, 9), 6)
    (True, False)
    """
    return one[0] <= other[2] + slack and other[0] <= one[2] + slack and one[1] <= other[3] + slack and other[1] <= one[3] + slack


def join(one: Box, other: Box) -> Box:
    """The box around two."""
    return (min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3]))


def group_boxes(boxes: Sequence[Box], slack: float = CLOSE) -> list[Box]:
    """Boxes that touch, joined until no two do, from the top.

    >>> group_boxes([(0, 0, 10, 10), (0, 12, 10, 20), (0, 90, 10, 99)])
    [(0, 0, 10, 20), (0, 90, 10, 99)]
    """
    groups: list[Box] = []
    for box in sorted(boxes, key=lambda box: (box[1], box[0])):
        merged = box
        while True:
            near = next((at for at, group in enumerate(groups) if touch(group, merged, slack)), None)
            if near is None:
                break
            merged = join(groups.pop(near), merged)
        groups.append(merged)
    return sorted(groups, key=lambda box: (box[1], box[0]))


def is_figure(box: Box, width: float, height: float) -> bool:
    """Whether a group of pictures is large enough to be a figure and is not the page's ground."""
    wide, high = box[2] - box[0], box[3] - box[1]
    return wide >= LEAST and high >= LEAST and wide * high < PAGE * width * height


def repeated_pictures(pages: Sequence[Sequence[Box]]) -> set[tuple[int, ...]]:
    """Places where a picture stands on many pages."""
    counts = Counter(key for boxes in pages for key in {place_key(box) for box in boxes})
    return {key for key, count in counts.items() if count >= REPEATED}


def place_key(box: Box) -> tuple[int, ...]:
    """A picture's place to a few points."""
    return tuple(round(side / 3) for side in box)


def find_figures(pictures: Sequence[Box], drawings: Sequence[Box], width: float, height: float) -> list[Box]:
    """Figures of a page from its pictures and drawings, page grounds and specks left out."""
    parts = [box for box in pictures if (box[2] - box[0]) * (box[3] - box[1]) < PAGE * width * height]
    parts += [box for box in drawings if max(box[2] - box[0], box[3] - box[1]) > PART and is_small(box, width, height)]
    if not 0 < len(parts) <= MOST_PARTS:
        return []
    return [box for box in group_boxes(parts) if is_figure(box, width, height)]


def is_small(box: Box, width: float, height: float) -> bool:
    """Whether a drawing is no frame around half a page."""
    return (box[2] - box[0]) * (box[3] - box[1]) < 0.5 * width * height


def find_charts(fills: Floats, across: Floats) -> list[Box]:
    """Bar charts drawn as painted areas, with the rules behind them and room for the labels of their axes."""
    found: list[Box] = []
    for end, base, side in ((1, 3, 0), (2, 0, 1)):
        for place in sorted({round(at) for at in fills[:, base].tolist()}):
            bars = fills[np.abs(fills[:, base] - place) <= BASE]
            if not are_bars(bars, fills, end, base, side):
                continue
            x0, top = bars[:, :2].min(axis=0)
            x1, bottom = bars[:, 2:].max(axis=0)
            level = (across[:, 0] > top - 60) & (across[:, 0] < bottom + 5)
            near = across[level & (across[:, 1] < x1) & (across[:, 2] > x0)]
            if len(near) > 1:
                x0, top, x1 = min(x0, near[:, 1].min()), min(top, near[:, 0].min()), max(x1, near[:, 2].max())
            left, above, right, below = AXIS
            found.append((float(x0 - left), float(top - above), float(x1 + right), float(bottom + below)))
    return group_boxes(found, 0.0)


def are_bars(bars: Floats, fills: Floats, end: int, base: int, side: int) -> bool:
    """Whether areas on one base are bars: as thick as each other, apart, of many lengths, nothing painted at their ends."""
    if len(bars) < BARS:
        return False
    lengths = {round(length / 2) for length in np.abs(bars[:, base] - bars[:, end]).tolist()}
    starts = sorted(bars[:, [side, side + 2]].tolist())
    thick = bars[:, side + 2] - bars[:, side]
    if len(lengths) < max(BARS, 0.6 * len(bars)) or float(np.ptp(thick)) > 2 or float(thick.min()) < 2:
        return False
    if any(b[0] - a[1] < 0.15 * float(thick.min()) for a, b in pairwise(starts)):
        return False
    other = 3 if end == 1 else 0
    meets = np.abs(bars[:, end][:, None] - fills[:, other]) < BASE
    beside = (fills[:, side] < bars[:, side + 2][:, None]) & (fills[:, side + 2] > bars[:, side][:, None])
    return not bool((meets & beside).any())


BARS = 3
BASE = 1.5
AXIS = (30.0, 12.0, 24.0, 18.0)
"""Room for the labels of a chart's axes, left, above, right and below, in points."""


def take_labels(box: Box, lines: Sequence[TextLine]) -> list[TextLine] | None:
    """The lines that stand in a figure; None where they are running text, and the picture only its ground."""
    inside = [
        line
        for line in lines
        if box[0] <= (line.box[0] + line.box[2]) / 2 <= box[2] and box[1] <= (line.box[1] + line.box[3]) / 2 <= box[3]
    ]
    if any(max(map(len, line.text.split()), default=0) > LABEL for line in inside):
        return None
    return inside
