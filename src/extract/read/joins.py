"""One table over page ends: parts matched by their columns, repeated headers dropped, cut cells and merged cells made whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from extract.read.assemble import WholeTable
from extract.read.furniture import squeeze
from extract.read.gaps import is_broken
from extract.read.grid import SAME, Grid, GridCell
from extract.read.lines import TextLine, join_lines

SIDE = 6.0
"""Parts of one table begin and end within this many points of each other."""
EDGE = 4.0
"""Column edges of two parts this close are one edge; a table without vertical rules has its edges guessed from text."""
GUESSED_EDGE = 30.0
ALIKE = 6.0
"""Columns set to one side or to the middle stand this close to each other on both pages."""
SHARED = 0.5
"""Parts whose inner edges agree less than this are two tables."""
MAX_HEADER = 5
RULED = frozenset({"ruled", "row_ruled"})
"""Ways of reading in which rules say which cells are merged."""
CONTINUED = re.compile(r"^[\s（(【]*续|[（(【]\s*续[^）)】]{0,4}[）)】]\s*$|续表?\s*$")
"""What a caption says when its table goes on."""


def is_continued(text: str) -> bool:
    """Whether a short line says that a table goes on.

    >>> is_continued("续表3"), is_continued("表3 办学条件（续）"), is_continued("继续教育情况表")
    (True, True, False)
    """
    return len(text) < 60 and CONTINUED.search(text) is not None


def match_edges(before: Grid, after: Grid) -> list[float] | None:
    """The column edges of both parts in the first one's places; None where the parts have not the same columns."""
    guessed = before.method != "ruled" or after.method != "ruled"
    limit = GUESSED_EDGE if guessed else EDGE
    shift = before.xs[0] - after.xs[0]
    if (
        abs((before.xs[-1] - before.xs[0]) - (after.xs[-1] - after.xs[0])) > (3 * SIDE if guessed else SIDE)
        or abs(shift) > 20 * SIDE
    ):
        return None
    moved = [x + shift for x in after.xs]
    if len(moved) == len(before.xs):
        return list(before.xs) if all(abs(a - b) <= limit for a, b in zip(before.xs, moved, strict=True)) else None
    if guessed:
        return None
    shared = sum(any(abs(a - b) <= EDGE for b in moved[1:-1]) for a in before.xs[1:-1])
    if shared < SHARED * min(len(before.xs), len(moved)) - 1 or shared < min(len(before.xs) - 2, len(moved) - 2, 1):
        return None
    extra = [x for x in moved[1:-1] if all(abs(x - known) > EDGE for known in before.xs)]
    edges = sorted([*before.xs, *extra])
    return edges if all(b - a > SAME for a, b in pairwise(edges)) else None


def same_columns(before: WholeTable, after: WholeTable) -> list[int] | None:
    """For each column of a part the column of the table that begins, ends or has its middle at the same place.

    How wide a column is follows from its texts. A column in which a page has nothing is not seen there: a part may lack some.
    None where a column has no other, or the part has more.
    """
    known, found = column_places(before), list[int]()
    for place in column_places(after):
        at = next((at for at, one in enumerate(known) if one and place and is_near(one, place)), None)
        if at is None or (found and at <= found[-1]):
            return None
        found.append(at)
    return found if 2 * len(found) > len(known) else None


def is_near(one: tuple[float, float, float], other: tuple[float, float, float]) -> bool:
    """Whether two columns are set to one side, or to one middle."""
    return any(abs(a - b) <= ALIKE for a, b in zip(one, other, strict=True))


def column_places(table: WholeTable) -> list[tuple[float, float, float] | None]:
    """For each column the usual left, middle and right of what stands in it alone."""
    lines: list[list[TextLine]] = [[] for _ in range(table.grid.n_columns)]
    for cell, some in zip(table.grid.cells, table.lines, strict=True):
        if cell.column_span == 1:
            lines[cell.column] += some
    return [
        (
            median(line.box[0] for line in some),
            median((line.box[0] + line.box[2]) / 2 for line in some),
            median(line.box[2] for line in some),
        )
        if some
        else None
        for some in lines
    ]


def widen(table: WholeTable, columns: Sequence[int], edges: tuple[float, ...]) -> None:
    """Move a part's columns to those of its table; the others are blank in it."""
    old = table.grid
    cells = [
        cell._replace(
            column=columns[cell.column], column_span=columns[cell.column + cell.column_span - 1] - columns[cell.column] + 1
        )
        for cell in old.cells
    ]
    table.grid = Grid(edges, old.ys, tuple(cells), old.method)
    for row in range(old.n_rows):
        taken = {
            c for one in cells if one.row <= row < one.row + one.row_span for c in range(one.column, one.column + one.column_span)
        }
        for column in sorted(set(range(len(edges) - 1)) - taken):
            box = (edges[column], old.ys[row], edges[column + 1], old.ys[row + 1])
            cells.append(GridCell(row, column, 1, 1, box))
            table.lines.append([])
            table.pages.append(min(table.pages))
            table.boxes.append(box)
    table.grid = Grid(edges, old.ys, tuple(cells), old.method)
    sort_cells(table)


def spread(table: WholeTable, edges: list[float]) -> WholeTable:
    """The same cells on a grid with more column edges; a cell that a new edge crosses spans both columns."""
    old = table.grid
    shift = edges[0] - old.xs[0]
    column = [min(range(len(edges)), key=lambda at, x=x: abs(edges[at] - x - shift)) for x in old.xs]  # type: ignore[misc]
    cells = tuple(
        cell._replace(column=column[cell.column], column_span=column[cell.column + cell.column_span] - column[cell.column])
        for cell in old.cells
    )
    table.grid = Grid(tuple(edges), old.ys, cells, old.method)
    return table


def row_key(table: WholeTable, row: int) -> list[tuple[int, int, int, str]]:
    """What makes two header rows the same: columns, spans and texts of the cells that begin in the row."""
    return [
        (cell.column, cell.column_span, cell.row_span, squeeze(join_lines(table.lines[at])))
        for at, cell in enumerate(table.grid.cells)
        if cell.row == row
    ]


def repeated_rows(before: WholeTable, after: WholeTable) -> int:
    """How many first rows of a part repeat the first rows of the table: its header, drawn again."""
    count = 0
    while count < min(MAX_HEADER, before.grid.n_rows, after.grid.n_rows - 1):
        one, other = row_key(before, count), row_key(after, count)
        if [key[3] for key in one] != [key[3] for key in other] or not any(key[3] for key in one):
            break
        count += 1
    while count and any(cell.row < count < cell.row + cell.row_span for cell in after.grid.cells):
        count -= 1
    return count


def is_cut_row(before: list[list[TextLine]], after: list[list[TextLine]], room: list[float]) -> bool:
    """Whether a part's first row only goes on with the row before: its label is empty, and what stands there was broken off.

    `room` is the width at which each column breaks its numbers, 0 where it breaks none.
    """
    going = [(a, b, width) for a, b, width in zip(before, after, room, strict=True) if b]
    if not going or after[0] or any(not a for a, _, _ in going) or len(going) == len(after):
        return False
    broken = [width > 0 and is_broken(a[-1], b[0]) and width_of(a[-1]) > width - 0.3 * a[-1].size for a, b, width in going]
    if all(broken):
        return True
    return any(len(a) > 1 or len(b) > 1 or len(a[-1].text) > 8 for a, b, _ in going) and all(
        rest or (a[-1].text[-1] not in "。！？" and not is_number(join_lines(b)))
        for (a, b, _), rest in zip(going, broken, strict=True)
    )


def width_of(line: TextLine) -> float:
    """How wide a line is."""
    return line.box[2] - line.box[0]


def number_room(table: WholeTable, column: int) -> float:
    """The width of the widest line at which a column breaks a number in two; 0 where it breaks none."""
    return max(
        (
            width_of(one)
            for cell, lines in zip(table.grid.cells, table.lines, strict=True)
            if cell.column == column and cell.column_span == 1
            for one, other in pairwise(lines)
            if is_broken(one, other)
        ),
        default=0.0,
    )


def is_number(text: str) -> bool:
    """Whether a text is a number with or without a unit sign: never the rest of a cell.

    >>> is_number("1,205"), is_number("98.5%"), is_number("-"), is_number("等三项")
    (True, True, True, False)
    """
    return re.fullmatch(r"[\s\d.,:：%％+\-—–/]+", text) is not None


def join_tables(before: WholeTable, after: WholeTable) -> list[TextLine] | None:
    """Add a part to the table it goes on with, and give back the lines of its repeated header; None where it is another table."""
    edges = match_edges(before.grid, after.grid)
    if edges is None and "ruled" not in (before.grid.method, after.grid.method):
        if before.grid.n_columns == after.grid.n_columns and repeated_rows(before, after):
            edges = list(before.grid.xs)
        elif (columns := same_columns(before, after)) is not None:
            edges = list(before.grid.xs)
            widen(after, columns, before.grid.xs)
    if edges is None:
        return None
    if len(edges) != len(before.grid.xs):
        spread(before, edges)
    if len(edges) != len(after.grid.xs):
        spread(after, edges)
    header = repeated_rows(before, after)
    if header:
        before.header_rows = max(header, before.header_rows or 0)
    again = drop_rows(after, header) if header else []
    append_rows(before, after)
    return again


def drop_rows(table: WholeTable, count: int) -> list[TextLine]:
    """Take the first rows away and give back their lines."""
    gone = [line for cell, lines in zip(table.grid.cells, table.lines, strict=True) if cell.row < count for line in lines]
    keep = [at for at, cell in enumerate(table.grid.cells) if cell.row >= count]
    cells = tuple(table.grid.cells[at]._replace(row=table.grid.cells[at].row - count) for at in keep)
    table.grid = Grid(table.grid.xs, table.grid.ys[count:], cells, table.grid.method)
    table.lines = [table.lines[at] for at in keep]
    table.pages = [table.pages[at] for at in keep]
    table.boxes = [table.boxes[at] for at in keep]
    return gone


def by_column(table: WholeTable, row: int) -> dict[int, int]:
    """For one row, the cell that covers each column where it begins."""
    return {cell.column: at for at, cell in enumerate(table.grid.cells) if cell.row <= row < cell.row + cell.row_span}


def append_rows(before: WholeTable, after: WholeTable) -> None:
    """Put the rows of a part under a table; the seam is mended where a cell was cut."""
    if before.grid.method not in RULED:
        reach_down(before, after)
    last, first = by_column(before, before.grid.n_rows - 1), by_column(after, 0)
    cut = last.keys() == first.keys() and goes_on(before, last, after, first)
    offset = before.grid.n_rows - (1 if cut else 0)
    cells, gone = list(before.grid.cells), set()
    for column, at in first.items():
        one = last.get(column)
        if one is None or before.grid.cells[one].column_span != after.grid.cells[at].column_span:
            continue
        if cut or is_merged(before, one, after, at, column):
            gone.add(at)
            span = offset + after.grid.cells[at].row_span - cells[one].row
            cells[one] = cells[one]._replace(row_span=span)
            before.lines[one] += after.lines[at]
    for at, cell in enumerate(after.grid.cells):
        if at not in gone:
            cells.append(cell._replace(row=cell.row + offset))
            before.lines.append(after.lines[at])
            before.pages.append(after.pages[at])
            before.boxes.append(after.boxes[at])
    depth = before.grid.ys[-1] - after.grid.ys[0]
    below = [y + depth for y in after.grid.ys[1:]]
    ys = (*before.grid.ys[: offset + 1], *below) if not cut else (*before.grid.ys[:-1], *below)
    before.grid = Grid(before.grid.xs, ys, tuple(cells), before.grid.method)
    before.page_end = after.page_end
    sort_cells(before)


def reach_down(before: WholeTable, after: WholeTable) -> None:
    """Where no rules say so: a label over blank cells down to the page end holds them, if the next page begins under no label.

    Columns beside it that are blank in the same rows on both pages go with it.
    """
    rest = after.grid.cells[by_column(after, 0)[0]].row_span
    below = by_column(after, rest) if rest < after.grid.n_rows else {}
    if after.lines[by_column(after, 0)[0]] or (rest == 1 and below and not after.lines[below[0]]):
        return
    first, gone = by_column(after, 0), set[int]()
    cells, rows = list(before.grid.cells), blank_rows(before, 0)
    for column, other in first.items():
        if not rows or blank_rows(before, column) != rows or after.lines[other] or after.grid.cells[other].row_span != rest:
            continue
        label = by_column(before, rows[0] - 1)[column]
        cells[label] = cells[label]._replace(row_span=cells[label].row_span + len(rows))
        gone |= {by_column(before, row)[column] for row in rows}
    before.grid = Grid(before.grid.xs, before.grid.ys, tuple(cells), before.grid.method)
    keep_cells(before, [at for at in range(len(cells)) if at not in gone])


def blank_rows(table: WholeTable, column: int) -> list[int]:
    """The rows at the end of a table in which a column is blank, under a cell of one row that is not."""
    rows: list[int] = []
    for row in range(table.grid.n_rows - 1, max(table.header_rows or 1, 1) - 1, -1):
        at = by_column(table, row).get(column)
        if at is None or table.grid.cells[at].row_span > 1 or table.grid.cells[at].column_span > 1:
            return []
        if table.lines[at]:
            return rows[::-1]
        rows.append(row)
    return []


def keep_cells(table: WholeTable, keep: list[int]) -> None:
    """Leave out all cells but these, in this order."""
    table.grid = Grid(table.grid.xs, table.grid.ys, tuple(table.grid.cells[at] for at in keep), table.grid.method)
    table.lines = [table.lines[at] for at in keep]
    table.pages = [table.pages[at] for at in keep]
    table.boxes = [table.boxes[at] for at in keep]


def goes_on(before: WholeTable, last: dict[int, int], after: WholeTable, first: dict[int, int]) -> bool:
    """Whether a part's first row is the rest of the row before it; under a merged cell only a broken number tells."""
    merged = [at for at in first.values() if after.grid.cells[at].row_span > 1]
    if any(after.lines[at] for at in merged):
        return False
    columns = sorted(last)
    room = [max(number_room(before, column), number_room(after, column)) for column in columns]
    if merged and not any(width and after.lines[first[c]] for c, width in zip(columns, room, strict=True)):
        return False
    return is_cut_row([before.lines[last[c]] for c in columns], [after.lines[first[c]] for c in columns], room)


def is_merged(before: WholeTable, one: int, after: WholeTable, other: int, column: int) -> bool:
    """Whether two cells that meet at a page end are one: a merged cell is drawn again on the next page, its text on one of them."""
    above, below = before.grid.cells[one], after.grid.cells[other]
    if before.lines[one] and after.lines[other]:
        return False
    if above.row_span > 1 or below.row_span > 1:
        return bool(before.lines[one] or after.lines[other]) or above.row_span + below.row_span > 2
    if column or after.lines[other] or not before.lines[one]:
        return False
    blank = [at for at, cell in enumerate(before.grid.cells) if cell.column == 0 and not before.lines[at]]
    row = [at for at, cell in enumerate(after.grid.cells) if cell.row == 0 and cell.column > 0]
    return not blank and 2 * sum(bool(after.lines[at]) for at in row) > len(row)


def sort_cells(table: WholeTable) -> None:
    """Cells in order of row and column."""
    keep_cells(table, sorted(range(len(table.grid.cells)), key=lambda at: table.grid.cells[at][:2]))


__all__ = ["GridCell", "is_continued", "join_tables"]
