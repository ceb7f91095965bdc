"""Path objects sorted into rules, fills and drawings."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from extract.model import Box
from extract.read.ink import Floats, turn_boxes

THIN = 4.0
"""A box this thin in points is a rule: producers draw hairlines as filled boxes, Word up to 3 pt for a heavy frame."""
SHORT = 4.0
"""Rules shorter than this are dots and dashes; they count only when they line up."""
WHITE = 250
MAX_SEGMENTS = 4_000
LINE_TO, BEZIER_TO, MOVE_TO = 0, 1, 2


@dataclass(slots=True)
class Drawn:
    """What is drawn on a page, as lists of boxes (left, bottom, right, top) or, once placed, (x0, top, x1, bottom)."""

    rules: list[Floats] = field(default_factory=list)
    fills: list[Floats] = field(default_factory=list)
    pictures: list[Floats] = field(default_factory=list)
    drawings: list[Floats] = field(default_factory=list)
    last_text: int = -1
    last_cover: int = -1

    def note_order(self, types: Sequence[int], text: int, picture: int) -> None:
        """Remember which came last of text and pictures: what is painted later lies on top."""
        self.last_text = max((at for at, kind in enumerate(types) if kind == text), default=-1)
        self.last_cover = max((at for at, kind in enumerate(types) if kind == picture), default=-1) if picture in types else -1

    def cover_share(self, width: float, height: float) -> float:
        """The share of the page its largest picture covers."""
        areas = [float(((part[:, 2] - part[:, 0]) * (part[:, 3] - part[:, 1])).max()) for part in self.pictures if len(part)]
        return max(areas, default=0.0) / max(width * height, 1.0)

    def add_pictures(self, bounds: Floats, matrix: Floats | None) -> None:
        """Pictures by their bounds."""
        self.pictures.append(transform(bounds, matrix))

    def placed(self, left: float, top: float, width: float, height: float, turns: int) -> Drawn:
        """The same in points from the page's top left, turned by quarter turns."""

        def place(parts: list[Floats]) -> list[Floats]:
            if not parts:
                return []
            boxes = np.concatenate(parts)
            boxes = np.column_stack((boxes[:, 0] - left, top - boxes[:, 3], boxes[:, 2] - left, top - boxes[:, 1]))
            return [turn_boxes(boxes, turns, width, height)]

        return Drawn(place(self.rules), place(self.fills), place(self.pictures), place(self.drawings))

    def across_rules(self) -> Floats:
        """Horizontal rules (n, 3): y, from x, to x."""
        boxes = self.rules[0] if self.rules else np.zeros((0, 4))
        boxes = boxes[boxes[:, 2] - boxes[:, 0] >= boxes[:, 3] - boxes[:, 1]]
        return np.column_stack(((boxes[:, 1] + boxes[:, 3]) / 2, boxes[:, 0], boxes[:, 2]))

    def down_rules(self) -> Floats:
        """Vertical rules (n, 3): x, from y, to y."""
        boxes = self.rules[0] if self.rules else np.zeros((0, 4))
        boxes = boxes[boxes[:, 2] - boxes[:, 0] < boxes[:, 3] - boxes[:, 1]]
        return np.column_stack(((boxes[:, 0] + boxes[:, 2]) / 2, boxes[:, 1], boxes[:, 3]))

    def fill_boxes(self) -> Floats:
        """Coloured areas (n, 4)."""
        return self.fills[0] if self.fills else np.zeros((0, 4))

    def picture_boxes(self) -> list[Box]:
        """Pictures as boxes."""
        return to_boxes(self.pictures)

    def drawing_boxes(self) -> list[Box]:
        """Curved or slanted drawings as boxes."""
        return to_boxes(self.drawings)


def to_boxes(parts: list[Floats]) -> list[Box]:
    """The rows of the first array as boxes."""
    return [(a, b, c, d) for a, b, c, d in np.round(parts[0], 2).tolist()] if parts else []


def transform(boxes: Floats, matrix: Floats | None) -> Floats:
    """Boxes under a matrix, as the boxes around their turned corners."""
    if matrix is None or not len(boxes):
        return boxes
    a, b, c, d, e, f = matrix
    corners_x = np.stack([a * boxes[:, i] + c * boxes[:, j] + e for i in (0, 2) for j in (1, 3)])
    corners_y = np.stack([b * boxes[:, i] + d * boxes[:, j] + f for i in (0, 2) for j in (1, 3)])
    return np.column_stack((corners_x.min(0), corners_y.min(0), corners_x.max(0), corners_y.max(0)))


def sort_paths(drawn: Drawn, paths: Sequence[ctypes.c_void_p], bounds: Floats, matrix: Floats | None, use: Any) -> None:
    """Put each path where it belongs; a thin one is a rule by its bounds alone, the others are looked into."""
    placed = transform(bounds, matrix)
    wide, high = placed[:, 2] - placed[:, 0], placed[:, 3] - placed[:, 1]
    thin = (np.minimum(wide, high) <= THIN) & (np.maximum(wide, high) > 0.5)
    drawn.rules.append(placed[thin])
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    fill_at, stroke_at = ctypes.byref(fill), ctypes.byref(stroke)
    fills, drawings, rules = [], [], []
    for i in np.flatnonzero(~thin & (wide > THIN) & (high > THIN)).tolist():
        item = paths[i]
        use.draw_mode(item, fill_at, stroke_at)
        count = use.count_segments(item)
        if stroke.value:
            lines = read_segments(item, count, matrix, use) if count <= MAX_SEGMENTS else None
            if lines is None:
                drawings.append(placed[i])
            else:
                rules.extend(lines)
        elif fill.value and count > 6:
            lines = read_segments(item, count, matrix, use) if count <= MAX_SEGMENTS else None
            if lines is None:
                drawings.append(placed[i])
            else:
                fills.append(placed[i])
        if fill.value and count <= 6 and is_coloured(item, use):
            fills.append(placed[i])
    if rules:
        drawn.rules.append(np.array(rules))
    if fills:
        drawn.fills.append(np.array(fills))
    if drawings:
        drawn.drawings.append(np.array(drawings))


COLOUR = (ctypes.c_uint * 4)()
COLOUR_AT = [ctypes.byref(COLOUR, 4 * at) for at in range(4)]


def is_coloured(item: ctypes.c_void_p, use: Any) -> bool:
    """Whether a fill can be seen on white paper."""
    if not use.fill_color(item, *COLOUR_AT):
        return True
    red, green, blue, shown = COLOUR
    return shown > 0 and min(red, green, blue) < WHITE


def read_segments(item: ctypes.c_void_p, count: int, matrix: Floats | None, use: Any) -> list[list[float]] | None:
    """The straight rules of one path as boxes; None where it bends or slants, for then it is a drawing."""
    own = (ctypes.c_float * 6)(1, 0, 0, 1, 0, 0)
    use.matrix(item, own)
    a, b, c, d, e, f = own
    point = (ctypes.c_float * 2)()
    x_at, y_at = ctypes.byref(point), ctypes.byref(point, 4)
    points: list[tuple[float, float]] = []
    kinds: list[int] = []
    for k in range(count):
        segment = ctypes.c_void_p(use.segment(item, k))
        kind = use.segment_type(segment)
        if kind not in (LINE_TO, MOVE_TO):
            return None
        use.segment_point(segment, x_at, y_at)
        x, y = point
        points.append((a * x + c * y + e, b * x + d * y + f))
        kinds.append(kind)
    return straight_lines(points, kinds, matrix)


def straight_lines(points: list[tuple[float, float]], kinds: list[int], matrix: Floats | None) -> list[list[float]] | None:
    """Lines of a polygon as boxes, closed where that takes a straight line; None where one slants.

    >>> straight_lines([(0.0, 0.0), (9.0, 5.0)], [2, 0], None) is None
    True
    >>> len(straight_lines([(0.0, 0.0), (9.0, 0.0), (9.0, 5.0), (0.0, 5.0)], [2, 0, 0, 0], None))
    4
    """
    lines: list[list[float]] = []
    first = at = points[0] if points else (0.0, 0.0)
    for here, kind, after in zip(points, kinds, [*kinds[1:], MOVE_TO], strict=True):
        if kind == MOVE_TO:
            first = at = here
            continue
        if abs(here[0] - at[0]) > 1 and abs(here[1] - at[1]) > 1:
            return None
        lines.append([min(here[0], at[0]), min(here[1], at[1]), max(here[0], at[0]), max(here[1], at[1])])
        if after == MOVE_TO and here != first and (abs(here[0] - first[0]) <= 1 or abs(here[1] - first[1]) <= 1):
            lines.append([min(here[0], first[0]), min(here[1], first[1]), max(here[0], first[0]), max(here[1], first[1])])
        at = here
    return transform(np.array(lines), matrix).tolist() if lines and matrix is not None else lines
