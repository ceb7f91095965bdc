"""A region of a page → rows of cells: by its rules where they part rows, else by where short cells stand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise, zip_longest
from statistics import median

import numpy as np

from extract.read.gaps import (
    TIGHT,
    Piece,
    add_headed,
    assign_rows,
    cut_line,
    find_anchors,
    find_columns,
    has_values,
    is_value,
    lowest,
    middle,
)
from extract.read.grid import Grid, GridCell, cover, edges_of, make_grid
from extract.read.groups import fits_better, group_columns, offsets, spans_after, spans_of
from extract.read.ink import Bools
from extract.read.lines import TextLine
from extract.read.tables import PageTable


@dataclass(slots=True)
class Region:
    """A stretch of a page that may be a table: its sides, its rules (y, x0, x1) and the lines in it, from the top."""

    left: float
    right: float
    rules: list[list[float]]
    lines: list[TextLine] = field(default_factory=list)

    def add(self, rule: list[float], lines: Sequence[TextLine]) -> None:
        """Take in a rule and the lines above it."""
        self.left, self.right = min(self.left, rule[1]), max(self.right, rule[2])
        self.rules.append(rule)
        self.lines += lines

    def heights(self) -> list[float]:
        """The heights rules stand at."""
        return edges_of([rule[0] for rule in self.rules])

    def full_heights(self) -> list[float]:
        """The heights of rules from side to side; one under a part of the header parts no rows."""
        wide = 0.9 * (self.right - self.left)
        return edges_of([y for y, x0, x1 in self.rules if x1 - x0 >= wide])

    def is_row_ruled(self) -> bool:
        """Whether rules part most rows: four heights or more, and no more than two lines in the usual stretch."""
        heights = self.heights()
        if len(heights) < 4:
            return False
        counts = sorted(sum(low < middle(line) <= high for line in self.lines) for low, high in pairwise(heights))
        return counts[len(counts) // 2] <= 3 and max(b - a for a, b in pairwise(heights)) < 14 * self.lines[0].size


def read_row_ruled(region: Region, page: int) -> PageTable | None:
    """The table in a region whose rows are ruled: rows and row spans from the rules, columns from the white between words."""
    ys = region.heights()
    body = [line for line in region.lines if middle(line) > ys[2]]
    bounds = find_columns(body if len(body) >= 3 else region.lines, region.left, region.right)
    if not bounds:
        return None
    bounds = drop_empty_columns(bounds, region)
    high, low = min(line.box[1] for line in region.lines), max(line.box[3] for line in region.lines)
    if any(middle(line) < ys[0] for line in region.lines):
        ys.insert(0, high - 2)
    if any(middle(line) > ys[-1] for line in region.lines):
        ys.append(low + 2)
    bounds = merge_exclusive(bounds, region, ys)
    xs = [region.left, *bounds, region.right]
    below = cover(ys, xs, np.array(region.rules))[1:-1]
    right = np.ones((len(ys) - 1, len(xs) - 2), dtype=bool)
    pieces = sorted((piece for line in region.lines for piece in cut_line(line, bounds)), key=lambda piece: piece.y)
    rows = [min(max(bisect_right(ys, piece.y) - 1, 0), len(ys) - 2) for piece in pieces]
    for piece, row in zip(pieces, rows, strict=True):
        right[row, piece.first : piece.last] = False
    open_header(right, below, xs, list(zip(pieces, rows, strict=True)))
    grid = make_grid(xs, ys, below, right, "row_ruled")
    owners = grid.owners()
    lines: list[list[TextLine]] = [[] for _ in grid.cells]
    for piece, row in zip(pieces, rows, strict=True):
        lines[owners[row, piece.first]].append(piece.line)
    return PageTable(page, grid, lines, grid.method)


def open_header(right: Bools, below: Bools, xs: Sequence[float], placed: Sequence[tuple[Piece, int]]) -> None:
    """Join the columns of the first row that one of its cells stands over, centred; `right` and `below` say what is parted."""
    if not len(below):
        return
    free = [at for at in range(len(xs) - 1) if below[0, at]]
    groups = [list(group) for _, group in groupby(free, key=lambda at: at - free.index(at))]
    for columns in groups:
        labels = sorted(
            (
                (piece.first, (piece.line.box[0] + piece.line.box[2]) / 2)
                for piece, row in placed
                if row == 0 and piece.first in columns
            ),
            key=lambda label: label[1],
        )
        under = {column for piece, row in placed if row == 1 for column in range(piece.first, piece.last + 1)}
        if not 1 <= len(labels) < len(columns) or not under >= set(columns):
            continue
        spans = spans_of(labels, [(xs[at], xs[at + 1]) for at in columns])
        for first, count in spans or ():
            right[0, columns[first] : columns[first] + count - 1] = False


def merge_exclusive(bounds: list[float], region: Region, ys: Sequence[float]) -> list[float]:
    """Bounds without those that part no columns: most rows cross them, or no row has text on both sides, set left and centred."""
    kept = list(bounds)
    at, pieces = 0, place_pieces(region, kept, ys)
    while at < len(kept):
        rows: list[set[int]] = [set(), set()]
        crossed = 0
        for first, last, row in pieces:
            crossed += first <= at < last
            for side in (0, 1):
                if first <= at + side <= last:
                    rows[side].add(row)
        if 2 * crossed > len(ys) - 1 or not (crossed or rows[0] & rows[1]):
            del kept[at]
            pieces = place_pieces(region, kept, ys)
        else:
            at += 1
    return kept


def place_pieces(region: Region, bounds: Sequence[float], ys: Sequence[float]) -> list[tuple[int, int, int]]:
    """The first and last column and the row of each piece of a region's lines."""
    return [(piece.first, piece.last, bisect_right(ys, piece.y)) for line in region.lines for piece in cut_line(line, bounds)]


def read_region(region: Region, page: int, columns: Sequence[float] = ()) -> PageTable | None:
    """The table in a region, or None where its lines part into no columns; `columns` are bounds known from elsewhere."""
    if len(region.lines) < 2:
        return None
    heights = region.full_heights()
    header_end = heights[1] if len(heights) >= 3 else None
    if len(heights) == 2 and any(middle(line) > heights[1] for line in region.lines):
        header_end = heights[1]
    if not heights and not columns:
        header_end = find_header_end(region)
    body = [line for line in region.lines if header_end is None or middle(line) > header_end]
    head = [line for line in region.lines if header_end is not None and middle(line) <= header_end]
    if not body:
        return None
    bounds = list(columns) or find_columns(body if len(body) >= 3 else lowest(head) + body, region.left, region.right)
    if not bounds:
        return None
    bounds = drop_empty_columns(add_headed(bounds, head, body), region)
    rows = RowMaker(bounds)
    rows.add_header(head, region.left, region.right)
    inner = [y for y in heights if header_end is None or y >= header_end]
    rows.add_body(body, inner)
    return rows.table(region, page)


def find_header_end(region: Region) -> float | None:
    """Where the header of a table without rules ends, if its labels stand over several of the columns below them."""
    lines = sorted(region.lines, key=middle)
    columns = len(find_columns(lines, region.left, region.right))
    ends = [at for at, (one, other) in enumerate(pairwise(lines), 1) if middle(other) - middle(one) > 0.9 * one.size]
    for end in ends[:2]:
        bounds = find_columns(lines[end:], region.left, region.right)
        if bounds and len(lines) - end >= 3 and not has_values(lines[:end], bounds):
            header = RowMaker(bounds)
            header.add_header(lines[:end], region.left, region.right)
            if len(bounds) > columns or header.header_rows > 1:
                return (middle(lines[end - 1]) + middle(lines[end])) / 2
    return None


def drop_empty_columns(bounds: list[float], region: Region) -> list[float]:
    """Bounds without those that part off a column nothing stands in."""
    xs = [region.left, *bounds, region.right]
    pieces = [piece for line in region.lines for piece in cut_line(line, bounds)]
    used = {column for piece in pieces for column in range(piece.first, piece.last + 1)}
    return [xs[at + 1] for at in range(len(bounds)) if at in used]


@dataclass(slots=True)
class RowMaker:
    """Rows of cells while they are found: (row, column, spans) with the pieces in each."""

    bounds: list[float]
    cells: dict[tuple[int, int], list[Piece]] = field(default_factory=dict)
    spans: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    edges: list[float] = field(default_factory=list)
    n_rows: int = 0
    header_rows: int = 0

    def put(self, row: int, piece: Piece) -> None:
        """Add a piece to the cell of its row."""
        self.cells.setdefault((row, piece.first), []).append(piece)
        if piece.last > piece.first:
            self.spans[row, piece.first] = (1, piece.last - piece.first + 1)

    def add_header(self, lines: Sequence[TextLine], left: float, right: float) -> None:
        """The header: one row, or two where cells of the upper level stand centred over several columns of the lower."""
        if not lines:
            return
        pieces = [piece for line in lines for piece in cut_line(line, self.bounds)]
        low, size = max(piece.y for piece in pieces), pieces[0].line.size
        under = {c for piece in pieces if piece.y > low - 0.5 * size for c in range(piece.first, piece.last + 1)}
        upper = [piece for piece in pieces if piece.y < low - 0.8 * size and under & set(range(piece.first, piece.last + 1))]
        groups = group_columns(sorted(under), upper, [left, *self.bounds, right])
        if not any(count > 1 for _, count in groups):
            for piece in pieces:
                self.put(0, piece)
            self.n_rows = self.header_rows = 1
            return
        for piece in pieces:
            if any(piece is one for one in upper):
                first, count = next(group for group in groups if group[0] <= piece.first < sum(group))
                self.cells.setdefault((0, first), []).append(piece)
                self.spans[0, first] = (1, count)
            else:
                self.put(1 if piece.first in under else 0, piece)
        for column in range(len(self.bounds) + 1):
            if column not in under:
                self.spans[0, column] = (2, 1)
        self.n_rows = self.header_rows = 2

    def add_body(self, lines: Sequence[TextLine], rules: Sequence[float]) -> None:
        """The rows under the header; rules between them are their edges."""
        stretches = [
            [line for line in lines if low < middle(line) <= high]
            for low, high in zip([float("-inf"), *rules], [*rules, float("inf")], strict=True)
        ]
        stretches = [stretch for stretch in stretches if stretch]
        single = len(stretches) > 2
        for stretch in stretches:
            pieces = [piece for line in stretch for piece in cut_line(line, self.bounds)]
            if not pieces:
                continue
            anchors = find_anchors(pieces, len(self.bounds) + 1, top=stretch is stretches[0])
            if single and len(stretch) <= 8 and not self.has_rows(pieces, anchors):
                anchors = [median(anchors)]
            self.deal_out(pieces, anchors)

    def has_rows(self, pieces: Sequence[Piece], anchors: Sequence[float]) -> bool:
        """Whether a stretch between two rules holds several rows: two columns and more have a cell at each anchor."""
        if len(anchors) < 2:
            return False
        full = 0
        for column in range(len(self.bounds) + 1):
            ys = [piece.y for piece in pieces if piece.first == column]
            full += sum(any(abs(y - anchor) < 3 for y in ys) for anchor in anchors) >= 0.8 * len(anchors)
        return full > max(1, len(self.bounds) // 2)

    def deal_out(self, pieces: Sequence[Piece], anchors: Sequence[float]) -> None:
        """Give every piece its row."""
        for column in range(len(self.bounds) + 1):
            mine = sorted((piece for piece in pieces if piece.first == column), key=lambda piece: piece.y)
            for piece, row in zip(mine, assign_rows(mine, anchors) if mine else (), strict=True):
                self.put(self.n_rows + row, piece)
        self.n_rows += len(anchors)

    def row_boxes(self) -> list[tuple[float, float]]:
        """Top and bottom of each row, meeting halfway between neighbours."""
        tops, bottoms = [float("inf")] * self.n_rows, [float("-inf")] * self.n_rows
        for (row, _), pieces in self.cells.items():
            tops[row] = min(tops[row], *(piece.line.box[1] for piece in pieces))
            bottoms[row] = max(bottoms[row], *(piece.line.box[3] for piece in pieces))
        edges = [tops[0] - 2]
        for row in range(1, self.n_rows):
            edges.append(max(edges[-1] + 0.5, (bottoms[row - 1] + tops[row]) / 2))
        edges.append(max(edges[-1] + 0.5, bottoms[-1] + 2))
        return list(pairwise(edges))

    def merge_labels(self, rows: Sequence[tuple[float, float]]) -> None:
        """A column with labels centred over groups of rows gets its spans."""
        top = self.header_rows or int(self.opens_with_labels())
        body = rows[top:]
        rest, usual = 0, median(bottom - top for top, bottom in body) if body else 0.0
        for column in range(len(self.bounds) + 1):
            self.join_wrapped(column, top, usual)
            labels = [
                (row, sum(piece.y for piece in self.cells[row, column]) / len(self.cells[row, column]))
                for row in range(top, self.n_rows)
                if (row, column) in self.cells
            ]
            if not labels or len(labels) == len(body) or len(body) < 2:
                continue
            numbered = [(row - top, y) for row, y in labels]
            spans, later = spans_of(numbered, body), spans_after(numbered, body) if rest or not column else None
            if spans and max(offsets(spans, numbered, body)) > 0.5 * usual:
                spans = None
            if later and (not column or later[0][0] == rest) and (spans is None or fits_better(later, spans, numbered, body)):
                spans, rest = later, later[0][0]
                self.spans[top, column] = (rest, 1)
            if spans is None:
                continue
            moved = [self.cells.pop((row, column)) for row, _ in labels]
            for (row, _), pieces, span in zip_longest(labels, moved, spans):
                target = top + span[0] if span else row
                self.cells.setdefault((target, column), []).extend(pieces)
                if span:
                    self.spans[target, column] = (span[1], 1)

    def join_wrapped(self, column: int, top: int, pitch: float) -> None:
        """The lines of one label that were dealt to neighbouring rows stand closer than rows do: they are its first line's."""
        before: list[Piece] = []
        for row in range(top, self.n_rows):
            here = self.cells.get((row, column), [])
            tight = before and here and here[0].y - before[-1].y < min(TIGHT * here[0].line.size, 0.9 * pitch)
            if tight and not is_value(before[-1].line.text):
                before += self.cells.pop((row, column))
            else:
                before = here

    def opens_with_labels(self) -> bool:
        """Whether the first row has a label in every column, and no value."""
        texts = [piece.line.text for (row, _), pieces in self.cells.items() if row == 0 for piece in pieces]
        return all((0, column) in self.cells for column in range(len(self.bounds) + 1)) and not any(map(is_value, texts))

    def merge_columns(self, region: Region) -> None:
        """Neighbouring columns that never both have a cell in one row are one column, set to the left and centred by turns."""
        column = 0
        while column < len(self.bounds):
            left = {row for row, at in self.cells if at == column}
            right = {row for row, at in self.cells if at == column + 1}
            if left & right or len(left | right) < 2:
                column += 1
                continue
            del self.bounds[column]
            old, self.cells = self.cells, {}
            for (row, at), pieces in old.items():
                self.cells[row, at - (at > column)] = pieces
            self.spans = {
                (row, at - (at > column)): (down, along - (at <= column < at + along - 1))
                for (row, at), (down, along) in self.spans.items()
            }

    def table(self, region: Region, page: int) -> PageTable | None:
        """The rows as a table; None where there is one row or column only."""
        self.merge_columns(region)
        if self.n_rows < 2 or not self.bounds:
            return None
        rows = self.row_boxes()
        self.merge_labels(rows)
        xs = [region.left, *self.bounds, region.right]
        taken: set[tuple[int, int]] = set()
        cells: list[GridCell] = []
        lines: list[list[TextLine]] = []
        for row in range(self.n_rows):
            for column in range(len(xs) - 1):
                if (row, column) in taken:
                    continue
                down, along = self.free_span(row, column, taken)
                taken |= {(row + i, column + j) for i in range(down) for j in range(along)}
                box = (xs[column], rows[row][0], xs[column + along], rows[row + down - 1][1])
                cells.append(GridCell(row, column, down, along, box))
                pieces = sorted(self.cells.get((row, column), []), key=lambda piece: piece.y)
                lines.append([piece.line for piece in pieces])
        ys = (*(top for top, _ in rows), rows[-1][1])
        method = "three_line" if len(region.rules) > 1 else "white"
        return PageTable(page, Grid(tuple(xs), ys, tuple(cells), method), lines, method, self.header_rows or None)

    def free_span(self, row: int, column: int, taken: set[tuple[int, int]]) -> tuple[int, int]:
        """The span a cell may have: what was found for it, cut where another cell has text or stands already."""
        down, along = self.spans.get((row, column), (1, 1))
        while along > 1 and any((row, column + j) in taken or (row, column + j) in self.cells for j in range(1, along)):
            along -= 1
        while down > 1 and (row + down > self.n_rows or any((row + i, column) in self.cells for i in range(1, down))):
            down -= 1
        return down, along
