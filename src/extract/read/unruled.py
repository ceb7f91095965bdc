"""Tables without a full grid: three-line tables, rules between rows only, and columns held together by white alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

import numpy as np

from extract.read.gaps import Piece, assign_rows, cut_line, find_anchors, find_columns, is_number_like, spans_of
from extract.read.grid import Grid, GridCell
from extract.read.ink import Floats
from extract.read.layout import has_dots
from extract.read.lines import TextLine
from extract.read.tables import PageTable

WIDE = 100.0
"""A rule shorter than this in points frames no table."""
SIDE = 6.0
"""Rules of one table begin and end this close to each other."""
STEP = 2.6
"""Rows further apart than this many sizes are not one table where no rule says so."""
FIELD = 1.0
"""A gap of one character may part two cells."""


@dataclass(slots=True)
class Region:
    """A stretch of a page that may be a table: its sides, its rules' heights, and the lines in it, from the top."""

    left: float
    right: float
    rules: list[float]
    lines: list[TextLine] = field(default_factory=list)


def fields_of(line: TextLine) -> int:
    """How many fields a line has: stretches parted by a gap of one character or more."""
    if not line.edges:
        return 1
    gaps = sum(
        1
        for at, char in enumerate(line.text)
        if char == " " and line.edges[at + 1] - line.edges[at] >= FIELD * line.size and 0 < at < len(line.text) - 1
    )
    return gaps + 1


def middle(line: TextLine) -> float:
    """The height a line stands at."""
    return (line.box[1] + line.box[3]) / 2


def group_by_side(rules: Floats) -> list[Floats]:
    """Wide rules that begin and end together, from the top."""
    groups: list[list[list[float]]] = []
    for rule in sorted(rules.tolist()):
        if rule[2] - rule[1] < WIDE:
            continue
        for group in groups:
            if abs(group[0][1] - rule[1]) <= SIDE and abs(group[0][2] - rule[2]) <= SIDE:
                group.append(rule)
                break
        else:
            groups.append([rule])
    return [np.array(group) for group in groups]


def is_tabular(lines: Sequence[TextLine]) -> bool:
    """Whether lines stand in columns: two in five have fields, and none is a contents line."""
    if not lines:
        return False
    many = sum(fields_of(line) > 1 for line in lines)
    return 5 * many >= 2 * len(lines) and not any(has_dots(line) and fields_of(line) < 3 for line in lines)


def regions_by_rules(lines: Sequence[TextLine], rules: Floats) -> list[Region]:
    """Stretches between rules of one width whose lines stand in columns, with what goes on above and below them."""
    found: list[Region] = []
    for group in group_by_side(rules):
        left, right = float(group[:, 1].min()), float(group[:, 2].max())
        inside = [line for line in lines if left - 3 <= (line.box[0] + line.box[2]) / 2 <= right + 3]
        ys = group[:, 0].tolist()
        current: Region | None = None
        for top, bottom in zip(ys, ys[1:], strict=False):
            between = [line for line in inside if top - 1 <= middle(line) <= bottom + 1]
            if is_tabular(between):
                if current is None:
                    current = Region(left, right, [top])
                    found.append(current)
                current.rules.append(bottom)
                current.lines += between
            elif between or (current is not None and bottom - current.rules[-1] > 4):
                current = None
        found += lone_rules(ys, found, left, right)
    taken: list[Region] = []
    for region in sorted(found, key=lambda one: -len(one.rules)):
        extend(region, lines)
        if len(region.lines) >= 2 and not any(overlaps(region, other) for other in taken):
            taken.append(region)
    return taken


def lone_rules(ys: Sequence[float], found: Sequence[Region], left: float, right: float) -> list[Region]:
    """A region for each rule that closes or opens no other: the first or last of a table that runs over a page end."""
    used = {y for region in found for y in region.rules}
    return [Region(left, right, [y]) for y in ys if y not in used]


def overlaps(one: Region, other: Region) -> bool:
    """Whether two regions share a line."""
    ours = {id(line) for line in one.lines}
    return any(id(line) in ours for line in other.lines)


def extend(region: Region, lines: Sequence[TextLine]) -> None:
    """Take in the lines above and below an open region that stand in columns as its own do; three rules and more close it."""
    if len(region.rules) >= 3:
        return
    inside = sorted((line for line in lines if region.left - 6 <= line.box[0] and line.box[2] <= region.right + 6), key=middle)
    below = [line for line in inside if middle(line) > region.rules[-1]]
    above = [line for line in inside if middle(line) < region.rules[0]][::-1]
    down = run_of_fields(below, region.rules[-1])
    up = run_of_fields(above, region.rules[0]) if not (down and len(region.rules) > 1) else []
    region.lines = sorted([*up, *region.lines, *down], key=middle)


def run_of_fields(lines: Sequence[TextLine], start: float) -> list[TextLine]:
    """Lines going on from `start` while they stand in columns; a line of one field is taken in where the next has more."""
    taken: list[TextLine] = []
    waiting: list[TextLine] = []
    at = start
    for line in lines:
        if abs(middle(line) - at) > STEP * line.size or has_dots(line):
            break
        at = middle(line)
        if fields_of(line) > 1:
            taken += [*waiting, line]
            waiting = []
        elif len(waiting) < 3:
            waiting.append(line)
        else:
            break
    if waiting and taken and len(waiting) == 1 and len(waiting[0].text) <= 12 and not waiting[0].bold:
        edge = taken[-1]
        if abs(middle(waiting[0]) - middle(edge)) < 1.6 * edge.size and waiting[0].size <= edge.size + 0.2:
            taken += waiting
    return taken


def regions_by_white(lines: Sequence[TextLine]) -> list[Region]:
    """Runs of three lines and more that stand in columns of values without any rule."""
    found: list[Region] = []
    ordered = sorted(lines, key=middle)
    at = 0
    while at < len(ordered):
        if fields_of(ordered[at]) < 2 or has_dots(ordered[at]):
            at += 1
            continue
        run = run_of_fields(ordered[at:], middle(ordered[at]))
        if len(run) >= 3 and is_value_table(run):
            left, right = min(line.box[0] for line in run), max(line.box[2] for line in run)
            found.append(Region(left - 2, right + 2, [], run))
            at += len(run)
        else:
            at += max(1, len(run))
    return found


def is_value_table(lines: Sequence[TextLine]) -> bool:
    """Whether lines in columns hold values after their labels: half of what stands in the later columns are numbers."""
    left, right = min(line.box[0] for line in lines), max(line.box[2] for line in lines)
    bounds = find_columns(lines, left, right)
    if not bounds:
        return False
    later = [piece for line in lines for piece in cut_line(line, bounds) if piece.first > 0]
    values = sum(is_number_like(piece.line.text) for piece in later)
    if len(bounds) == 1 and is_contents([piece.line.text for piece in later]):
        return False
    labels = sum(line.text.rstrip().endswith(("：", ":")) or "：" in line.text[:10] for line in lines)
    if 2 * labels > len(lines):
        return False
    return len(later) >= 3 and 2 * values >= len(later) and (len(bounds) > 1 or len(lines) >= 4)


def is_contents(values: Sequence[str]) -> bool:
    """Whether the values of a two-column list are page numbers: whole, and never less than the one before.

    >>> is_contents(["1", "3", "3", "12"]), is_contents(["655", "645", "488"])
    (True, False)
    """
    if not all(value.isdecimal() and len(value) < 4 for value in values):
        return False
    numbers = [int(value) for value in values]
    return numbers == sorted(numbers)


def read_region(region: Region, page: int, columns: Sequence[float] = ()) -> PageTable | None:
    """The table in a region, or None where its lines part into no columns; `columns` are bounds known from elsewhere."""
    if len(region.lines) < 2:
        return None
    header_end = region.rules[1] if len(region.rules) >= 3 else None
    if len(region.rules) == 2 and any(middle(line) > region.rules[1] for line in region.lines):
        header_end = region.rules[1]
    body = [line for line in region.lines if header_end is None or middle(line) > header_end]
    head = [line for line in region.lines if header_end is not None and middle(line) <= header_end]
    if not body:
        return None
    bounds = list(columns) or find_columns(body if len(body) >= 3 else region.lines, region.left, region.right)
    if not bounds:
        return None
    bounds = drop_empty_columns(bounds, region)
    rows = RowMaker(bounds)
    rows.add_header(head)
    inner = [y for y in region.rules if header_end is None or y >= header_end]
    rows.add_body(body, inner)
    return rows.table(region, page)


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

    def add_header(self, lines: Sequence[TextLine]) -> None:
        """The header: one row, or one for each level where a cell stands over several columns."""
        if not lines:
            return
        pieces = [piece for line in lines for piece in cut_line(line, self.bounds)]
        over = [piece for piece in pieces if piece.last > piece.first]
        if not over or len(lines) < 2:
            for piece in pieces:
                self.put(0, piece)
            self.n_rows = self.header_rows = 1
            return
        low = max(piece.y for piece in over) + 0.5 * over[0].line.size
        under = {column for piece in over for column in range(piece.first, piece.last + 1)}
        for piece in pieces:
            self.put(1 if piece.first in under and piece.y > low else 0, piece)
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
            anchors = find_anchors(pieces, len(self.bounds) + 1)
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
        return list(zip(edges, edges[1:], strict=False))

    def merge_labels(self, rows: Sequence[tuple[float, float]]) -> None:
        """A column with labels centred over groups of rows gets its spans."""
        body = rows[self.header_rows :]
        for column in range(len(self.bounds) + 1):
            labels = [
                (row, sum(piece.y for piece in self.cells[row, column]) / len(self.cells[row, column]))
                for row in range(self.header_rows, self.n_rows)
                if (row, column) in self.cells
            ]
            if not labels or len(labels) == len(body) or len(body) < 3:
                continue
            spans = spans_of(labels, body)
            if spans is None:
                continue
            for (row, _), (first, count) in zip(labels, spans, strict=True):
                first += self.header_rows
                self.cells[first, column] = self.cells.pop((row, column))
                self.spans[first, column] = (count, 1)

    def merge_columns(self, region: Region) -> None:
        """Neighbouring columns that never both have a cell in one row are one column, set to the left and centred by turns."""
        column = 0
        while column < len(self.bounds):
            left = {row for row, at in self.cells if at == column}
            right = {row for row, at in self.cells if at == column + 1}
            spanned = {row for (row, at), (_, along) in self.spans.items() if along > 1 and at <= column < at + along}
            if left & right or spanned or len(left | right) < 2:
                column += 1
                continue
            del self.bounds[column]
            old, self.cells = self.cells, {}
            for (row, at), pieces in old.items():
                self.cells[row, at - (at > column)] = pieces
            self.spans = {(row, at - (at > column)): span for (row, at), span in self.spans.items()}

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


def find_unruled(lines: list[TextLine], rules: Floats, page: int) -> tuple[list[PageTable], list[TextLine]]:
    """Tables among the lines of a page that stand in no ruled grid, and the lines that are left."""
    found: list[PageTable] = []
    for regions in (lambda some: regions_by_rules(some, rules), regions_by_white):
        for region in regions(lines):
            table = read_region(region, page)
            if table is not None:
                found.append(table)
                gone = {id(line) for line in region.lines}
                lines = [line for line in lines if id(line) not in gone]
    return found, lines
