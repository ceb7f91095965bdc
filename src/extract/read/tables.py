"""The tables of one page: grids from rules, filled with the lines that stand in their cells."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from extract.model import Box
from extract.read.grid import Grid, find_grids, place_points
from extract.read.ink import Floats, Ink, Ints
from extract.read.lines import TextLine, arrange, join_lines

LONG = 300.0
"""A row this wide in points is a table's even where one cell only is filled."""
FRAME = 0.8
"""A single box over this share of the page's width and height is the page's own frame."""


@dataclass(slots=True)
class PageTable:
    """A grid on one page and the lines in each of its cells; `header_rows` where the file shows which rows are its header."""

    page: int
    grid: Grid
    lines: list[list[TextLine]]
    method: str = "ruled"
    header_rows: int | None = None

    @property
    def box(self) -> Box:
        return self.grid.box

    def texts(self) -> list[str]:
        """The text of each cell."""
        return [join_lines(lines) for lines in self.lines]


@dataclass(slots=True)
class PageTables:
    """The tables of a page, the boxes that frame text, the lines outside tables, and the rules that make no table."""

    tables: list[PageTable] = field(default_factory=list)
    insets: list[Box] = field(default_factory=list)
    lines: list[TextLine] = field(default_factory=list)
    free_rules: Floats = field(default_factory=lambda: np.zeros((0, 3)))


def is_inside(inner: Box, outer: Box, slack: float = 2.0) -> bool:
    """Whether a box lies in another."""
    return (
        inner[0] >= outer[0] - slack
        and inner[1] >= outer[1] - slack
        and inner[2] <= outer[2] + slack
        and inner[3] <= outer[3] + slack
    )


def looks_like_table(grid: Grid, filled: list[bool]) -> bool:
    """Whether the cells with text are those of a table: two of them at least, and a first row or column that names something.

    A single row may be what a page end has left of a table: one cell of it may be filled.
    """
    if grid.n_columns < 2 or not any(filled):
        return False
    if sum(filled) < 2:
        return grid.n_rows == 1 and grid.n_columns > 2 and grid.box[2] - grid.box[0] > LONG
    top = [full for cell, full in zip(grid.cells, filled, strict=True) if cell.row == 0]
    side = [full for cell, full in zip(grid.cells, filled, strict=True) if cell.column == 0]
    return 2 * sum(top) >= len(top) or 2 * sum(side) >= len(side) or 4 * sum(filled) >= len(filled)


def find_tables(ink: Ink) -> PageTables:
    """Tables and frames of a page, and its lines, all set in one pass: region 0 is the running text, the others are cells."""
    found, regions = PageTables(), np.zeros(len(ink), dtype=np.int64)
    grids, found.free_rules = find_grids(ink.across, ink.down)
    cells: list[list[TextLine]] = [found.lines]
    if grids:
        centres = ((ink.boxes[:, 0] + ink.boxes[:, 2]) / 2, (ink.boxes[:, 1] + ink.boxes[:, 3]) / 2)
        for grid in sorted(grids, key=lambda grid: (grid.n_columns < 2, -area(grid.box))):
            if not any(is_inside(grid.box, table.box) for table in found.tables):
                add_grid(found, grid, ink, centres, regions, cells)
        found.tables.sort(key=lambda table: (table.box[1], table.box[0]))
    for line in arrange(ink, regions):
        cells[line.region].append(line)
    return found


def area(box: Box) -> float:
    """Width times height."""
    return (box[2] - box[0]) * (box[3] - box[1])


def add_grid(
    found: PageTables, grid: Grid, ink: Ink, centres: tuple[Floats, Floats], regions: Ints, cells: list[list[TextLine]]
) -> None:
    """Take a grid as a table, as frames around text, or as nothing; the cells of a table are the next regions of its characters."""
    owner = place_points(grid, *centres)
    mine = (owner >= 0) & (regions == 0)
    filled = np.bincount(owner[mine], minlength=len(grid.cells)) > 0
    if looks_like_table(grid, filled.tolist()):
        regions[mine] = owner[mine] + len(cells)
        lines: list[list[TextLine]] = [[] for _ in grid.cells]
        cells += lines
        found.tables.append(PageTable(ink.number, grid, lines, grid.method))
        return
    x0, top, x1, bottom = grid.box
    is_frame = x1 - x0 > FRAME * ink.width and bottom - top > FRAME * ink.height
    if filled.any() and grid.n_columns == 1 and not is_frame:
        found.insets.append(grid.box)
