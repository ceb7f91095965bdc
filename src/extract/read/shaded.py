"""Tables that have no rules, only shading: cells or rows painted, every one or every second."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy as np

from extract.model import Box
from extract.read.gaps import Piece, cut_line, find_columns, middle
from extract.read.grid import Grid, edges_of, make_grid
from extract.read.groups import offsets, spans_of
from extract.read.ink import Bools, Floats
from extract.read.lines import TextLine
from extract.read.rows import Region, merge_exclusive, read_region
from extract.read.tables import PageTable, is_inside
from extract.read.unruled import fields_of, is_tabular, run_of_fields

MARGIN = 8.0
"""Word paints a cell and, inset by the cell's margin of 5.3 pt, the ground of its text: the inner one is no cell."""
BETWEEN = 1.7
"""What lies unpainted between two painted rows is this many rows high at most: one row."""
LEAST = 6.0
"""A painted cell is at least this high and wide in points."""
NEXT = 3.0
"""Painted cells of one row meet within this many points."""
MOST = 400
"""More areas than this on a page are a drawing."""


def outer_fills(fills: Floats) -> Floats:
    """Painted areas (n, 4) of a cell's size, without those that lie in another by no more than a cell's margin."""
    wide, high = fills[:, 2] - fills[:, 0], fills[:, 3] - fills[:, 1]
    fills = np.unique(np.round(fills[(wide > LEAST) & (high > LEAST)], 1), axis=0)
    if len(fills) < 2 or len(fills) > MOST:
        return fills
    x0, top, x1, bottom = (fills[:, at] for at in range(4))
    inner = (x0[:, None] >= x0 - 0.6) & (x1[:, None] <= x1 + 0.6) & (top[:, None] >= top - 0.6) & (bottom[:, None] <= bottom + 0.6)
    near = ((x0[:, None] - x0) <= MARGIN) & ((x1 - x1[:, None]) <= MARGIN)
    np.fill_diagonal(inner, False)
    doubled = inner & near
    doubled &= ~(doubled.T & (np.arange(len(fills))[:, None] < np.arange(len(fills))))
    return fills[~doubled.any(axis=1)]


def bands(fills: Floats) -> list[Floats]:
    """Painted areas that touch, together, from the top: a row, a header of two levels, a whole table."""
    near = (
        (fills[:, None, 0] <= fills[:, 2] + NEXT)
        & (fills[:, 0] <= fills[:, None, 2] + NEXT)
        & (fills[:, None, 1] <= fills[:, 3] + NEXT)
        & (fills[:, 1] <= fills[:, None, 3] + NEXT)
    )
    label = np.arange(len(fills))
    while True:
        new = np.where(near, label, len(fills)).min(axis=1)
        if (new == label).all():
            break
        label = new
    found = [fills[label == at] for at in np.unique(label).tolist()]
    return sorted(found, key=lambda band: (float(band[:, 1].min()), float(band[:, 0].min())))


def sides(band: Floats) -> tuple[float, float]:
    """Left and right of a painted row."""
    return float(band[:, 0].min()), float(band[:, 2].max())


def usual_height(fills: Floats) -> float:
    """The height of most painted areas."""
    return float(median((fills[:, 3] - fills[:, 1]).tolist()))


@dataclass(slots=True)
class Group:
    """Painted rows that belong together: the sides and the foot of all, and every x at which one of them begins or ends."""

    rows: list[Floats]
    left: float
    right: float
    bottom: float
    edges: list[float]

    def add(self, band: Floats) -> None:
        """Take in one more row."""
        left, right = sides(band)
        self.rows.append(band)
        self.left, self.right = min(self.left, left), max(self.right, right)
        self.bottom = max(self.bottom, float(band[:, 3].max()))
        self.edges += band[:, ::2].ravel().tolist()

    def goes_on(self, band: Floats, lines: Sequence[TextLine]) -> bool:
        """Whether a painted row is the next of the group: next to it, or with a row or two of text in columns between."""
        left, right = ends = sides(band)
        if left < self.left - NEXT or right > self.right + NEXT:
            return False
        if not any(abs(edge - side) <= NEXT for side in ends for edge in self.edges):
            return False
        start = float(band[:, 1].min())
        if start - self.bottom <= NEXT:
            return True
        between = [line for line in lines if self.bottom < middle(line) < start and self.left <= line.box[0] <= self.right]
        if not between:
            return False
        one_row = start - self.bottom < BETWEEN * max(usual_height(self.rows[-1]), usual_height(band))
        return all(fields_of(line) > 1 for line in between) or (one_row and is_tabular(between))


def group_bands(rows: Sequence[Floats], lines: Sequence[TextLine]) -> list[list[Floats]]:
    """Painted rows that belong together: of one width, and next to each other or with a row or two of text in columns between."""
    groups: list[Group] = []
    for band in rows:
        group = next((group for group in groups if group.goes_on(band, lines)), None)
        if group is None:
            groups.append(group := Group([], float("inf"), float("-inf"), float("-inf"), []))
        group.add(band)
    return [group.rows for group in groups]


def read_bands(group: Sequence[Floats], lines: Sequence[TextLine], page: int) -> tuple[PageTable, list[TextLine]] | None:
    """The table of painted rows and what stands between and under them, with the lines it takes; None where it is no table."""
    left, right = min(sides(band)[0] for band in group), max(sides(band)[1] for band in group)
    top, bottom = float(group[0][:, 1].min()), float(group[-1][:, 3].max())
    inside = [line for line in lines if left - 2 <= line.box[0] and line.box[2] <= right + 2]
    mine = [line for line in inside if top - 1 <= middle(line) <= bottom + 1]
    taken = [line for line in lines if top < middle(line) < bottom and line.box[0] < right and line.box[2] > left]
    below = sorted((line for line in inside if middle(line) > bottom), key=middle)
    fills = np.concatenate(list(group))
    height = usual_height(fills)
    level = float(np.ptp(fills[:, 1])) <= 2 and float(np.ptp(fills[:, 3])) <= 2
    after = run_of_fields(below, bottom)
    if not level:
        after = [line for line in after if line.box[3] < bottom + 1.4 * height and fields_of(line) > 1]
    if not mine or len(taken) > len(mine):
        return None
    painted = edges_of([*fills[:, 0].tolist(), *fills[:, 2].tolist()])
    bounds = painted[1:-1] or find_columns([*mine, *after], left, right)
    if not bounds:
        return None
    if level:
        if not after or not is_tabular(after):
            return None
        region = Region(left, right, [[top, left, right], [bottom, left, right]], [*mine, *after])
        table = read_region(region, page, bounds)
        return (table, region.lines) if table else None
    return fill_grid(group, bounds, (left, right), [*mine, *after], page)


def fill_grid(
    group: Sequence[Floats], bounds: list[float], side: tuple[float, float], lines: list[TextLine], page: int
) -> tuple[PageTable, list[TextLine]] | None:
    """The grid whose rows are painted or lie between painted ones."""
    fills = np.concatenate(list(group))
    ys = edges_of([*fills[:, 1].tolist(), *fills[:, 3].tolist()])
    if any(middle(line) > ys[-1] for line in lines):
        ys.append(max(line.box[3] for line in lines) + 2)
    if len(ys) < 2:
        return None
    bounds = merge_exclusive(bounds, Region(*side, [], lines), ys)
    xs = [side[0], *bounds, side[1]]
    right = np.ones((len(ys) - 1, len(bounds)), dtype=bool)
    below = np.ones((len(ys) - 2, len(xs) - 1), dtype=bool)
    painted = np.zeros((len(ys) - 1, len(xs) - 1), dtype=bool)
    for x0, top, x1, bottom in fills.tolist():
        rows = [at for at in range(len(ys) - 1) if top - NEXT < ys[at] and ys[at + 1] < bottom + NEXT]
        columns = [at for at in range(len(xs) - 1) if x0 - NEXT < xs[at] and xs[at + 1] < x1 + NEXT]
        if rows and columns:
            painted[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] = True
        if len(rows) > 1 and columns:
            below[rows[0] : rows[-1], columns[0] : columns[-1] + 1] = False
        whole = len(columns) == len(xs) - 1
        if rows and len(columns) > 1 and (not whole or one_field(lines, ys[rows[0]], ys[rows[-1] + 1])):
            right[rows[0] : rows[-1] + 1, columns[0] : columns[-1]] = False
    pieces = sorted((piece for line in lines for piece in cut_line(line, bounds)), key=lambda piece: piece.y)
    rows = [min(max(bisect_right(ys, piece.y) - 1, 0), len(ys) - 2) for piece in pieces]
    for piece, row in zip(pieces, rows, strict=True):
        right[row, piece.first : piece.last] = False
    merge_unpainted(below, painted, ys, pieces)
    grid = make_grid(xs, ys, below, right, "shaded")
    owners = grid.owners()
    texts: list[list[TextLine]] = [[] for _ in grid.cells]
    for piece, row in zip(pieces, rows, strict=True):
        texts[owners[row, piece.first]].append(piece.line)
    if not worth_a_table(grid, texts):
        return None
    return PageTable(page, grid, texts, grid.method), lines


def merge_unpainted(below: Bools, painted: Bools, ys: Sequence[float], pieces: Sequence[Piece]) -> None:
    """Join the rows of a column that is left unpainted beside painted cells, where its labels stand centred over them."""
    boxes = list(pairwise(ys))
    for column in range(painted.shape[1]):
        bare = np.flatnonzero(~painted[:, column])
        for rows in np.split(bare, np.flatnonzero(np.diff(bare) > 1) + 1):
            if len(rows) < 2:
                continue
            some = boxes[rows[0] : rows[-1] + 1]
            here = [piece.y for piece in pieces if piece.first == piece.last == column and some[0][0] < piece.y < some[-1][1]]
            labels = [(0, y) for y in here]
            spans = spans_of(labels, some) if labels else None
            if not spans or sum(spans[-1]) != len(some) or max(offsets(spans, labels, some)) > 0.35 * (some[0][1] - some[0][0]):
                continue
            for first, count in spans:
                top = int(rows[0]) + first
                if painted[top : top + count].any():
                    below[top : top + count - 1, column] = False


def one_field(lines: Sequence[TextLine], top: float, bottom: float) -> bool:
    """Whether a row painted from side to side holds one text only."""
    inside = [line for line in lines if top < middle(line) < bottom]
    return len(inside) == 1 and fields_of(inside[0]) == 1


def worth_a_table(grid: Grid, texts: Sequence[Sequence[TextLine]]) -> bool:
    """Whether painted cells hold a table: two columns with text, and half of the cells filled."""
    columns = {cell.column for cell, text in zip(grid.cells, texts, strict=True) if text}
    return grid.n_columns > 1 and len(columns) > 1 and grid.n_rows > 1 and 2 * sum(map(bool, texts)) >= len(texts)


def find_shaded(
    lines: list[TextLine], fills: Floats, tables: Sequence[PageTable], page: int, width: float
) -> tuple[list[PageTable], list[TextLine]]:
    """Tables made of painted cells, and the lines that are left; fills in ruled tables and page-wide grounds are passed over."""
    if not len(fills) or not lines:
        return [], lines
    boxes: list[Box] = [table.box for table in tables]
    keep = [
        not any(is_inside((a, b, c, d), box, 4.0) for box in boxes) and d - b < 150 and c - a < 0.97 * width
        for a, b, c, d in fills.tolist()
    ]
    cells = outer_fills(fills[keep])
    if not 0 < len(cells) <= MOST:
        return [], lines
    found: list[PageTable] = []
    for group in group_bands(bands(cells), lines):
        read = read_bands(group, lines, page)
        if read is not None:
            found.append(read[0])
            gone = {id(line) for line in read[1]}
            lines = [line for line in lines if id(line) not in gone]
    return found, lines
