"""Rules and boxes in, cells with spans out: pure geometry, the same for a PDF's paths and for lines found in a picture.

Rules are (place, from, to): a horizontal one (y, x0, x1), a vertical one (x, y0, y1), y growing downwards, in points.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extract.model import Box

Floats = NDArray[np.float64]

SNAP = 1.5
"""Rules this close in points stand on one line: producers round to a tenth of a point, double rules are wider apart."""
SAME = 3.0
"""Two rules this close bound no cell: a double rule, or a cell's box drawn beside its neighbour's."""
GAP = 3.0
"""A rule broken by less goes on: cells are drawn one by one and meet at their corners."""
REACH = 3.0
"""A rule ending this close to another touches it."""


class GridCell(NamedTuple):
    """One cell at its top-left grid position."""

    row: int
    column: int
    row_span: int
    column_span: int
    box: Box


@dataclass(slots=True, frozen=True)
class Grid:
    """A grid of cells: `xs` and `ys` are its column and row edges, every position is covered by exactly one cell."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[GridCell, ...]
    method: str = "ruled"

    @property
    def n_rows(self) -> int:
        return len(self.ys) - 1

    @property
    def n_columns(self) -> int:
        return len(self.xs) - 1

    @property
    def box(self) -> Box:
        return (self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    def owners(self) -> NDArray[np.int64]:
        """For every grid position (rows, columns) the index of the cell that covers it."""
        if len(self.cells) == self.n_rows * self.n_columns:
            return np.arange(len(self.cells)).reshape(self.n_rows, self.n_columns)
        owner = np.zeros((self.n_rows, self.n_columns), dtype=np.int64)
        for at, cell in enumerate(self.cells):
            owner[cell.row : cell.row + cell.row_span, cell.column : cell.column + cell.column_span] = at
        return owner


def merge_rules(rules: Floats) -> Floats:
    """Collinear rules snapped to one place and joined where they touch or nearly do.

    >>> merge_rules(np.array([[10.0, 0.0, 50.0], [10.4, 50.5, 90.0], [30.0, 0.0, 9.0]])).tolist()
    [[10.2, 0.0, 90.0], [30.0, 0.0, 9.0]]
    """
    if len(rules) < 2:
        return rules
    rows = sorted(rules.tolist())
    merged: list[list[float]] = []
    first = 0
    for at in range(1, len(rows) + 1):
        if at == len(rows) or rows[at][0] - rows[at - 1][0] > SNAP:
            merged += join_rules(rows[first:at])
            first = at
    return np.array(merged)


def join_rules(rules: list[list[float]]) -> list[list[float]]:
    """Rules of one line at their mean place, those that touch or nearly do as one."""
    if len(rules) == 1:
        return rules
    place = sum(rule[0] for rule in rules) / len(rules)
    joined: list[list[float]] = []
    for start, end in sorted(rule[1:] for rule in rules):
        if joined and start <= joined[-1][2] + GAP:
            joined[-1][2] = max(joined[-1][2], end)
        else:
            joined.append([place, start, end])
    return joined


def group_rules(across: Floats, down: Floats) -> list[tuple[Floats, Floats]]:
    """Rules that touch each other, group by group from the top; horizontal rules that touch nothing are groups of their own."""
    if not len(across):
        return []
    touch = (
        (across[:, 1:2] - REACH <= down[:, 0])
        & (down[:, 0] <= across[:, 2:3] + REACH)
        & (down[:, 1] - REACH <= across[:, 0:1])
        & (across[:, 0:1] <= down[:, 2] + REACH)
    )
    label = np.arange(len(across))
    last = len(across)
    while touch.any():
        of_down = np.where(touch, label[:, None], last).min(axis=0)
        new = np.minimum(label, np.where(touch, of_down, last).min(axis=1))
        if (new == label).all():
            break
        label = new
    of_down = np.where(touch, label[:, None], last).min(axis=0) if len(down) else np.zeros(0)
    return [(across[label == at], down[of_down == at]) for at in np.unique(label).tolist()]


def edges_of(places: list[float]) -> list[float]:
    """Places in order with near doubles taken as one.

    >>> edges_of([30.0, 10.0, 11.0])
    [10.5, 30.0]
    """
    found: list[list[float]] = []
    for place in sorted(places):
        if found and place - found[-1][0] <= SAME:
            found[-1].append(place)
        else:
            found.append([place])
    return [sum(group) / len(group) for group in found]


def cover(edges: list[float], others: list[float], rules: Floats) -> NDArray[np.bool_]:
    """Which stretches between `others` are ruled, for each of `edges`: (len(edges), len(others) - 1)."""
    ruled = np.zeros((len(edges), len(others) - 1), dtype=bool)
    if not len(rules):
        return ruled
    middles = (np.array(others[:-1]) + np.array(others[1:])) / 2
    centres = np.array(edges)
    at = np.abs(rules[:, 0:1] - centres).argmin(axis=1)
    first = np.searchsorted(middles, rules[:, 1] - 1.0)
    stop = np.searchsorted(middles, rules[:, 2] + 1.0)
    for edge, a, b in zip(at.tolist(), first.tolist(), stop.tolist(), strict=True):
        ruled[edge, a:b] = True
    return ruled


def build_grid(across: Floats, down: Floats) -> Grid | None:
    """The cells of one group of touching rules; sides may be open. None where the rules bound nothing."""
    if len(across) < 2:
        return None
    ys = edges_of(across[:, 0].tolist())
    xs = edges_of([*down[:, 0].tolist(), float(across[:, 1].min()), float(across[:, 2].max())])
    if len(ys) < 2 or len(xs) < 2:
        return None
    across_ruled, down_ruled = cover(ys, xs, across), cover(xs, ys, down)
    return make_grid(xs, ys, across_ruled[1:-1], down_ruled[1:-1].T)


def make_grid(xs: list[float], ys: list[float], below: NDArray[np.bool_], right: NDArray[np.bool_], method: str = "ruled") -> Grid:
    """A grid from its edges: `below` (rows - 1, columns) and `right` (rows, columns - 1) say where a rule parts neighbours.

    >>> make_grid([0, 1, 2], [0, 1, 2], np.array([[True, True]]), np.array([[False], [True]])).cells[0]
    GridCell(row=0, column=0, row_span=1, column_span=2, box=(0, 0, 2, 1))
    """
    n_rows, n_columns = len(ys) - 1, len(xs) - 1
    cells: list[GridCell] = []
    if below.all() and right.all():
        cells = [GridCell(i, j, 1, 1, (xs[j], ys[i], xs[j + 1], ys[i + 1])) for i in range(n_rows) for j in range(n_columns)]
        return Grid(tuple(xs), tuple(ys), tuple(cells), method)
    open_right, open_below = (~right).tolist(), (~below).tolist()
    taken = [[False] * n_columns for _ in range(n_rows)]
    for i in range(n_rows):
        for j in range(n_columns):
            if taken[i][j]:
                continue
            last = j
            while last + 1 < n_columns and open_right[i][last] and not taken[i][last + 1]:
                last += 1
            low = i
            while low + 1 < n_rows and all(open_below[low][j : last + 1]) and all(open_right[low + 1][j:last]):
                low += 1
            for row in taken[i : low + 1]:
                row[j : last + 1] = [True] * (last + 1 - j)
            cells.append(GridCell(i, j, low - i + 1, last - j + 1, (xs[j], ys[i], xs[last + 1], ys[low + 1])))
    return Grid(tuple(xs), tuple(ys), tuple(cells), method)


def find_grids(across: Floats, down: Floats) -> tuple[list[Grid], Floats]:
    """All ruled grids of a page, and the horizontal rules (n, 3) that no vertical rule touches."""
    grids: list[Grid] = []
    free: list[Floats] = []
    if not len(down):
        return grids, merge_rules(across)
    for some_across, some_down in group_rules(merge_rules(across), merge_rules(down)):
        grid = build_grid(some_across, some_down) if len(some_down) else None
        if grid is None:
            free.append(some_across)
        else:
            grids.append(grid)
    return grids, np.concatenate(free) if free else np.zeros((0, 3))


def place_boxes(grid: Grid, centres: Floats) -> NDArray[np.int64]:
    """The index of the cell each centre (n, 2) falls in; -1 outside the grid.

    >>> grid = make_grid([0, 10, 20], [0, 10], np.zeros((0, 2), bool), np.array([[True]]))
    >>> place_boxes(grid, np.array([[5.0, 5.0], [15.0, 2.0], [40.0, 5.0]])).tolist()
    [0, 1, -1]
    """
    return place_points(grid, centres[:, 0], centres[:, 1])


def place_points(grid: Grid, x: Floats, y: Floats) -> NDArray[np.int64]:
    """`place_boxes` for centres given by column."""
    column = np.searchsorted(np.array(grid.xs), x) - 1
    row = np.searchsorted(np.array(grid.ys), y) - 1
    inside = ((column >= 0) & (column < grid.n_columns) & (row >= 0) & (row < grid.n_rows)).nonzero()[0]
    found = np.full(len(x), -1, dtype=np.int64)
    found[inside] = grid.owners()[row[inside], column[inside]]
    return found
