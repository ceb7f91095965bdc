"""What the page's detector made of ruled cells: lines drawn across a wall cut at it, and spots it did not see."""

from __future__ import annotations

import numpy as np

from extract.read.grid import Grid, place_boxes
from extract.read.ocr.engine import DOUBTFUL, Image, PixelBox, Seen, cut, read_strips
from extract.read.ocr.mend import is_dash, outline

LEAST_SURE = 0.5
"""A spot in a cell that is read less surely than this is a stain."""


def scale_grid(grid: Grid, by: float) -> Grid:
    """The same grid in another measure."""
    cells = tuple(cell._replace(box=(x0 * by, y0 * by, x1 * by, y1 * by)) for cell in grid.cells for x0, y0, x1, y1 in [cell.box])
    return Grid(tuple(x * by for x in grid.xs), tuple(y * by for y in grid.ys), cells, grid.method)


def cut_at_walls(boxes: list[PixelBox], grids: list[Grid]) -> list[tuple[PixelBox, bool]]:
    """The boxes of lines, those drawn across a cell's wall in parts, one a cell; each with whether it is such a part."""
    if not boxes:
        return []
    sides = np.array(boxes)
    inset = np.minimum((sides[:, 3] - sides[:, 1]) / 2, (sides[:, 2] - sides[:, 0]) / 4)
    middle = (sides[:, 1] + sides[:, 3]) / 2
    across: dict[int, Grid] = {}
    for grid in grids:
        left = place_boxes(grid, np.column_stack((sides[:, 0] + inset, middle)))
        right = place_boxes(grid, np.column_stack((sides[:, 2] - inset, middle)))
        for at in np.flatnonzero((left != right) & ((left >= 0) | (right >= 0))).tolist():
            across.setdefault(at, grid)
    kept: list[tuple[PixelBox, bool]] = []
    for at, box in enumerate(boxes):
        kept.extend([(part, True) for part in parts_of(box, across[at])] if at in across else [(box, False)])
    return kept


def parts_of(box: PixelBox, grid: Grid) -> list[PixelBox]:
    """The parts of a line in the cells it crosses, and what of it lies outside the grid."""
    x0, top, x1, bottom = box
    middle = (top + bottom) / 2
    walls = sorted(
        {
            side
            for cell in grid.cells
            if cell.box[1] <= middle <= cell.box[3]
            for side in (cell.box[0], cell.box[2])
            if x0 < side < x1
        }
    )
    parts = [
        (left + (3 if left != x0 else 0), top, right - (3 if right != x1 else 0), bottom)
        for left, right in zip([x0, *walls], [*walls, x1], strict=True)
    ]
    return [part for part in parts if part[2] - part[0] >= (bottom - top) / 3]


def read_missed(grids: list[Grid], seen: list[Seen], ink: Image, grey: Image, usual: float) -> list[Seen]:
    """What is printed in cells where the detector saw nothing: lone dashes, single digits.

    A flat stroke of a dash's size is a dash; `usual` is the height of most lines in pixels.
    """
    centres = np.array([[(s.box[0] + s.box[2]) / 2, (s.box[1] + s.box[3]) / 2] for s in seen]).reshape(-1, 2)
    found: list[Seen] = []
    spots: list[tuple[int, int, int, int]] = []
    for grid in grids:
        filled = set(place_boxes(grid, centres).tolist()) if len(centres) else set()
        for at, cell in enumerate(grid.cells):
            if at in filled:
                continue
            x0, top, x1, bottom = cell.box
            shape = outline(ink, (x0 + 4, top + 4, x1 - 4, bottom - 4))
            if shape is None:
                continue
            wide, high = shape[2] - shape[0], shape[3] - shape[1]
            if is_dash(wide, high, usual):
                middle = (shape[1] + shape[3]) / 2
                found.append(Seen((shape[0], middle - usual / 2, shape[2], middle + usual / 2), "-", DOUBTFUL))
            elif high >= usual / 3 and wide >= 2:
                spots.append(shape)
    pad = usual / 4
    read = read_strips([cut(grey, (x0 - pad, top - pad, x1 + pad, bottom + pad)) for x0, top, x1, bottom in spots])
    found.extend(Seen(shape, text, score) for shape, (text, score) in zip(spots, read, strict=True) if text and score >= LEAST_SURE)
    return found
