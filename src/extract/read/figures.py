"""Pictures and drawings that are figures: grouped, with the short labels that stand in them; ornaments are passed over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from extract.model import Box
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


def take_labels(box: Box, lines: Sequence[TextLine]) -> list[TextLine] | None:
    """The lines that stand in a figure; None where they are running text, and the picture only its ground."""
    inside = [
        line
        for line in lines
        if box[0] <= (line.box[0] + line.box[2]) / 2 <= box[2] and box[1] <= (line.box[1] + line.box[3]) / 2 <= box[3]
    ]
    if any(len(line.text) > LABEL for line in inside):
        return None
    return inside
