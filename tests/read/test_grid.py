"""Rules in, cells out."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.read.grid import build_grid, find_grids, make_grid, merge_rules, place_boxes


def rules(*rows: tuple[float, float, float]) -> np.ndarray:
    return np.array(rows, dtype=float).reshape(-1, 3)


def test_a_rule_drawn_in_pieces_is_one() -> None:
    pieces = rules((10, 0, 30), (10.3, 30, 60), (9.9, 58, 90), (40, 0, 90))
    assert merge_rules(pieces)[:, 1:].tolist() == [[0, 90], [0, 90]]


def test_rules_on_one_height_but_far_apart_stay_two() -> None:
    assert len(merge_rules(rules((10, 0, 30), (10, 80, 90)))) == 2


def test_a_double_rule_bounds_no_cell() -> None:
    grid = build_grid(rules((0, 0, 100), (2.4, 0, 100), (20, 0, 100)), rules((0, 0, 20), (50, 0, 20), (100, 0, 20)))
    assert grid is not None
    assert (grid.n_rows, grid.n_columns) == (1, 2)


def test_open_sides_end_where_the_rules_end() -> None:
    grid = build_grid(rules((0, 0, 100), (20, 0, 100), (40, 0, 100)), rules((50, 0, 40)))
    assert grid is not None
    assert (grid.n_rows, grid.n_columns) == (2, 2)
    assert grid.box == (0, 0, 100, 40)


def test_two_tables_side_by_side_are_two() -> None:
    across = rules((0, 0, 40), (20, 0, 40), (0, 60, 90), (20, 60, 90))
    down = rules((0, 0, 20), (40, 0, 20), (60, 0, 20), (90, 0, 20))
    grids, free = find_grids(across, down)
    assert [grid.box for grid in grids] == [(0, 0, 40, 20), (60, 0, 90, 20)]
    assert not len(free)


def test_rules_that_touch_nothing_are_free() -> None:
    grids, free = find_grids(rules((0, 0, 100), (50, 0, 100), (90, 0, 100)), rules())
    assert grids == []
    assert free[:, 0].tolist() == [0, 50, 90]


def test_an_l_shaped_hole_becomes_rectangles_that_cover_everything() -> None:
    grid = make_grid([0, 1, 2], [0, 1, 2], np.array([[False, True]]), np.array([[False], [True]]))
    assert sum(cell.row_span * cell.column_span for cell in grid.cells) == 4


def test_centres_outside_belong_to_no_cell() -> None:
    grid = make_grid([0, 10, 20], [0, 10], np.zeros((0, 2), bool), np.array([[True]]))
    assert place_boxes(grid, np.array([[5.0, -3.0], [25.0, 5.0], [19.0, 9.0]])).tolist() == [-1, -1, 1]


@st.composite
def tilings(draw: st.DrawFn) -> tuple[int, int, list[tuple[int, int, int, int]]]:
    """Rows, columns and rectangles (row, column, row span, column span) that cover the grid, each once."""
    n_rows, n_columns = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    taken = [[False] * n_columns for _ in range(n_rows)]
    tiles = []
    for row in range(n_rows):
        for column in range(n_columns):
            if taken[row][column]:
                continue
            widest = next((c for c in range(column, n_columns) if taken[row][c]), n_columns) - column
            along = draw(st.integers(1, widest))
            down = draw(st.integers(1, n_rows - row))
            for r in range(row, row + down):
                taken[r][column : column + along] = [True] * along
            tiles.append((row, column, down, along))
    return n_rows, n_columns, tiles


@settings(max_examples=200, deadline=None)
@given(tilings(), st.floats(0, 0.4))
def test_the_sides_of_any_cells_give_these_cells_back(tiling: tuple[int, int, list], shake: float) -> None:
    n_rows, n_columns, tiles = tiling
    across, down = [], []
    for at, (row, column, deep, along) in enumerate(tiles):
        off = shake if at % 2 else -shake
        x0, x1, top, low = column * 50, (column + along) * 50, row * 20, (row + deep) * 20
        across += [(top + off, x0, x1), (low + off, x0, x1)]
        down += [(x0 + off, top, low), (x1 + off, top, low)]
    grid = build_grid(merge_rules(rules(*across)), merge_rules(rules(*down)))
    assert grid is not None
    owners = grid.owners()
    assert (owners >= 0).all()
    edges_x = {c for _, c, _, _ in tiles} | {n_columns}
    edges_y = {r for r, _, _, _ in tiles} | {n_rows}
    column_of = {x: at for at, x in enumerate(sorted(edges_x))}
    row_of = {y: at for at, y in enumerate(sorted(edges_y))}
    wanted = {
        (row_of[r], column_of[c], row_of[r + d] - row_of[r], column_of[c + a] - column_of[c])
        for r, c, d, a in tiles
        if r + d in row_of and c + a in column_of
    }
    assert {cell[:4] for cell in grid.cells} == wanted
