"""Columns and rows of a table that has no rules for them: from the white between words, and from where short cells stand."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

import numpy as np

from extract.read.ink import Ints
from extract.read.layout import first_token_width
from extract.read.lines import TextLine

STRIP = 0.35
"""A white strip parts columns when it is this wide in font sizes: inside words nothing is, between words only by chance."""
LOOSE = 1.4
"""A character followed by the next one this many sizes on has white after it, if not enough for a blank."""
CROSSED = 0.1
"""So many of the lines may cross a strip: merged rows, a long cell."""
SHORT = 7
"""A cell this short in characters is not wrapped; its place is its row's place."""
TIGHT = 1.45
"""Lines of one cell stand closer than this many sizes."""
MOST_LINES = 8
"""Lines of one cell; longer cells are prose in a frame."""
FULL = 0.6
"""A column with fewer cells than this share of the fullest holds labels over several rows, which stand between rows."""
NUMBER = re.compile(r"[\s\d.,:：%％‰+\-—–/()（）*＊△▲<>≥≤约万亿元人]*\d[\s\d.,:：%％‰+\-—–/()（）*＊]*\D{0,3}|[-—–/＼\\]+|[√×✓○]")

YEAR = re.compile(r"(?:19|20)\d\d[\s\-—~～至/]*(?:(?:19|20)?\d\d)?\s*(?:学?年度?|[级届])?")
"""What a column of one year is headed with."""


NUMBER_END = re.compile(r"\d[.,]?$")
NUMBER_START = re.compile(r"[.,]?\d")


class Piece(NamedTuple):
    """A part of a line that stands in columns `first` to `last`."""

    first: int
    last: int
    line: TextLine

    @property
    def y(self) -> float:
        """The height it stands at."""
        return (self.line.box[1] + self.line.box[3]) / 2


def is_number_like(text: str) -> bool:
    """Whether a cell holds a value and no words.

    >>> [is_number_like(text) for text in ("1,205", "98.5%", "-", "12人", "在校生数", "表1")]
    [True, True, True, True, False, False]
    """
    return NUMBER.fullmatch(text.strip()) is not None


def is_value(text: str) -> bool:
    """Whether a cell holds a number that is no year: none that does is of a header.

    >>> is_value("98.5%"), is_value("2023年"), is_value("2021-2022学年")
    (True, False, False)
    """
    return is_number_like(text) and not YEAR.fullmatch(text)


def inked(line: TextLine) -> list[tuple[float, float]]:
    """The stretches of a line without a blank, as (from, to)."""
    found: list[tuple[float, float]] = []
    start: float | None = None
    for at, char in enumerate(line.text):
        if char == " ":
            if start is not None:
                found.append((start, line.edges[at]))
            start = None
        else:
            if start is not None and line.edges[at] - line.edges[at - 1] > 1.4 * line.size:
                found.append((start, line.edges[at - 1] + line.size))
                start = None
            start = line.edges[at] if start is None else start
    if start is not None:
        found.append((start, line.edges[-1]))
    return found


def find_columns(lines: Sequence[TextLine], left: float, right: float) -> list[float]:
    """Places between `left` and `right` that part columns: the middles of white strips that few lines cross.

    The first and the last column may hold a label or two for many rows, too few to be seen against lines that cross a strip.
    """
    size = median(line.size for line in lines)
    width = int(right - left) + 1
    ink = np.zeros(width, dtype=np.int64)
    count = 0
    seen: list[tuple[float, float]] = []
    for line in lines:
        if not line.edges:
            continue
        stretches = inked(line)
        seen += stretches
        if len(stretches) == 1 and stretches[0][1] - stretches[0][0] > 0.45 * (right - left):
            continue
        count += 1
        here = np.zeros(width, dtype=bool)
        for x0, x1 in stretches:
            here[max(0, int(x0 - left + 0.5)) : max(0, int(x1 - left + 0.5))] = True
        ink += here
    if not count:
        return []
    white = ink <= int(CROSSED * count)
    filled = np.flatnonzero(~white)
    if not len(filled):
        return []
    first, last = left + float(filled[0]), left + float(filled[-1]) + 1
    bounds = [(max(before) + first) / 2] if (before := [x1 for _, x1 in seen if x1 < first - size]) else []
    steps = np.flatnonzero(np.diff(filled) > max(3.0, STRIP * size))
    for at in steps.tolist():
        bounds.append(left + whitest(ink, int(filled[at]) + 1, int(filled[at + 1])))
    if after := [x0 for x0, _ in seen if x0 > last + size]:
        bounds.append((last + min(after)) / 2)
    return bounds


def whitest(ink: Ints, start: int, stop: int) -> float:
    """The middle of the widest stretch between `start` and `stop` that the fewest lines cross.

    >>> whitest(np.array([5, 1, 1, 0, 0, 5]), 1, 5)
    4.0
    """
    least = np.flatnonzero(ink[start:stop] == ink[start:stop].min())
    groups = np.split(least, np.flatnonzero(np.diff(least) > 1) + 1)
    widest = max(groups, key=len)
    return start + (float(widest[0]) + float(widest[-1]) + 1) / 2


def cut_at(line: TextLine, bound: float) -> int | None:
    """Where in a line's text a column's bound cuts it: at white on it, or a wide gap close by; None where a word stands there."""
    edges, text = line.edges, line.text
    at = bisect_right(edges, bound) - 1
    if at < 0 or at >= len(text):
        return None
    if text[at] == " ":
        return at
    if bound > edges[at] + 1.05 * line.size:
        return at + 1
    near = min(
        (
            (abs((edges[k] + edges[k + 1]) / 2 - bound), k + (char != " "))
            for k, char in enumerate(text[:-1])
            if edges[k + 1] - edges[k] >= (0.5 if char == " " else LOOSE) * line.size
        ),
        default=None,
    )
    return near[1] if near and near[0] <= 2 * line.size else None


def cut_line(line: TextLine, bounds: Sequence[float]) -> list[Piece]:
    """A line cut at the bounds of columns it leaves white; a word that stands over a bound spans the columns."""
    if not line.edges:
        column = bisect_right(bounds, (line.box[0] + line.box[2]) / 2)
        return [Piece(column, column, line)]
    found = [(at, column) for column, bound in enumerate(bounds) if (at := cut_at(line, bound)) is not None]
    cuts = sorted({at for at, _ in found})
    pieces: list[Piece] = []
    for a, b in zip([0, *cuts], [*cuts, len(line.text)], strict=True):
        least = max((column + 1 for at, column in found if at <= a), default=0)
        most = min((column for at, column in found if at >= b), default=len(bounds))
        text = line.text[a:b]
        a += len(text) - len(text.lstrip())
        text = text.strip()
        if not text:
            continue
        b = a + len(text)
        end = min(line.edges[b], line.edges[b - 1] + 1.05 * line.size) if b < len(line.text) else line.edges[b]
        edges = (*line.edges[a:b], end)
        box = (edges[0], line.box[1], end, line.box[3])
        spaced = line.spaced and a == 0
        part = TextLine(text, line.page, box, edges, line.size, line.bold, line.region, spaced, (), line.confidence, line.turned)
        inner = 0.3 * line.size
        first = min(max(bisect_right(bounds, edges[0] + inner), least), most)
        pieces.append(Piece(first, max(first, min(bisect_right(bounds, end - inner), most)), part))
    return pieces


def cluster(places: Sequence[float], near: float) -> list[float]:
    """Places in order, those within `near` of each other taken as one.

    >>> cluster([10.0, 30.0, 11.0], 3)
    [10.5, 30.0]
    """
    groups: list[list[float]] = []
    for place in sorted(places):
        if groups and place - groups[-1][-1] <= near:
            groups[-1].append(place)
        else:
            groups.append([place])
    return [sum(group) / len(group) for group in groups]


def find_anchors(pieces: Sequence[Piece], n_columns: int, top: bool = False) -> list[float]:
    """The heights of rows: where cells stand that are too short to be wrapped.

    Columns that disagree are tried one by one: the right one lets the lines of all others fall on its rows, alone or in blocks.
    At the `top` of a table the first lines may be the rest of a row from the page before.
    """
    size = median(piece.line.size for piece in pieces)
    by_column: list[list[Piece]] = [[] for _ in range(n_columns)]
    for piece in sorted(pieces, key=lambda piece: piece.y):
        if piece.first == piece.last:
            by_column[piece.first].append(piece)
    short = [
        column
        for column in by_column
        if column and sum(is_number_like(p.line.text) or len(p.line.text) <= SHORT for p in column) >= 0.9 * len(column)
    ]
    valued = [column for column in short if sum(is_number_like(p.line.text) for p in column) >= 0.5 * len(column)]
    chosen = valued or short
    most = max((len(column) for column in chosen), default=0)
    chosen = [column for column in chosen if len(column) >= FULL * most]
    places = [piece.y for column in chosen for piece in column] or [piece.y for piece in pieces]
    joint = cluster(places, 0.4 * size)
    rivals = [column for column in short if len(column) > 1 and 2 * len(column) >= len(joint)]
    agreed = len(joint) == max((len(column) for column in rivals), default=len(joint))
    whole = [places for column in valued if len(places := whole_numbers(column)) < len(column)]
    if len(joint) > MOST_ROWS or (agreed and not whole and all(on_rows(column, joint, size) for column in rivals)):
        return joint
    ways = [joint, *(cluster([piece.y for piece in column], 0.4 * size) for column in rivals), *whole]
    if top:
        ways = [joint, *(add_rest(pieces, way, n_columns) for way in ways[1:])]
    costs = [sum(misfit(column, anchors, size) for column in by_column if column) for anchors in ways]
    return ways[min(range(len(ways)), key=lambda at: costs[at] * (LOYAL if at == 0 else 1.0))]


def whole_numbers(column: Sequence[Piece]) -> list[float]:
    """The heights of a column's values if what may be the rest of a broken number is one."""
    groups: list[list[Piece]] = []
    for piece, goes_on in zip(column, [False, *wrapped(column)], strict=True):
        if goes_on and is_broken(groups[-1][-1].line, piece.line):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return [(group[0].y + group[-1].y) / 2 for group in groups]


def add_rest(pieces: Sequence[Piece], anchors: list[float], n_columns: int) -> list[float]:
    """The heights of rows with one more before them, where the first lines are the rest of a row that a page end cut."""
    size = median(piece.line.size for piece in pieces)
    top = min(piece.y for piece in pieces)
    if anchors[0] - top < 0.9 * size:
        return anchors
    columns = [sorted((p for p in pieces if p.first == p.last == at), key=lambda p: p.y) for at in range(n_columns)]
    costs = [sum(misfit(column, ways, size) for column in columns if column) for ways in (anchors, [top, *anchors])]
    return [top, *anchors] if costs[1] < costs[0] else anchors


def on_rows(column: Sequence[Piece], anchors: Sequence[float], size: float) -> bool:
    """Whether every line of a column stands on a row."""
    return all(min(abs(piece.y - anchor) for anchor in anchors) < 0.4 * size for piece in column)


LOYAL = 0.8
"""All short columns together are believed over one alone unless they fit clearly worse."""
MOST_ROWS = 80
"""Rows between two rules; more would make trying columns slow, and is no printed page."""


def misfit(column: Sequence[Piece], anchors: Sequence[float], size: float) -> float:
    """How badly the lines of a column fall on rows."""
    wraps = wrapped(column)
    return min(deal(column, wraps, anchors, size, centred)[0] for centred in (True, False))


def wrapped(column: Sequence[Piece]) -> list[bool]:
    """For each line of a column whether the next one may go on with its cell: close below it, and it had no room left."""
    room = max(piece.line.box[2] - piece.line.box[0] for piece in column)
    return [
        after.y - piece.y < TIGHT * piece.line.size
        and piece.line.box[2] - piece.line.box[0] + needed(piece.line, after.line) > room + 0.05 * piece.line.size
        for piece, after in pairwise(column)
    ]


def needed(line: TextLine, after: TextLine) -> float:
    """The room the beginning of a line would have needed on the one before: a number that is broken there goes on by the digit."""
    return after.edges[1] - after.edges[0] if is_broken(line, after) and after.edges else first_token_width(after)


def is_broken(line: TextLine, after: TextLine) -> bool:
    """Whether two lines of a cell would be one number, broken between its digits."""
    return not after.spaced and NUMBER_END.search(line.text) is not None and NUMBER_START.match(after.text) is not None


def assign_rows(column: Sequence[Piece], anchors: Sequence[float]) -> list[int]:
    """For each piece of one column, from the top, the row it belongs to: whole cells centred on, or starting at, their anchors.

    The cheapest way to deal out the pieces in order, a few lines to a row, is found by going through them once.
    """
    size = median(piece.line.size for piece in column)
    near = [nearest(anchors, piece.y) for piece in column]
    if all(abs(anchors[at] - piece.y) < 0.4 * size for at, piece in zip(near, column, strict=True)) and len(set(near)) == len(near):
        return near
    wraps = wrapped(column)
    return min((deal(column, wraps, anchors, size, centred) for centred in (True, False)), key=lambda way: way[0])[1]


def nearest(places: Sequence[float], y: float) -> int:
    """The index of the place nearest to y, the first of equals.

    >>> nearest([10.0, 20.0], 15.0)
    0
    """
    return min(range(len(places)), key=lambda at: (round(abs(places[at] - y), 1), at))


def deal(
    column: Sequence[Piece], wraps: Sequence[bool], anchors: Sequence[float], size: float, centred: bool
) -> tuple[float, list[int]]:
    """The cost and rows of dealing out lines to anchors; an empty anchor costs half a size, a line off its place its distance."""
    ys = [piece.y for piece in column]
    n, rows = len(ys), len(anchors)
    free = 0.5 * size
    best = [[float("inf")] * (n + 1) for _ in range(rows + 1)]
    back = [[0] * (n + 1) for _ in range(rows + 1)]
    best[0][0] = 0.0
    for row in range(1, rows + 1):
        anchor = anchors[row - 1]
        for done in range(n + 1):
            cost, taken = best[row - 1][done] + free, 0
            if done and abs(ys[done - 1] - anchor) < (MOST_LINES + 1) * 1.5 * size:
                for count in range(1, min(MOST_LINES, done) + 1):
                    first, last = ys[done - count], ys[done - 1]
                    off = abs(((first + last) / 2 if centred else first) - anchor)
                    if best[row - 1][done - count] + off < cost:
                        cost, taken = best[row - 1][done - count] + off, count
                    if done - count == 0 or not wraps[done - count - 1]:
                        break
            best[row][done], back[row][done] = cost, taken
    if best[rows][n] == float("inf"):
        return (1e6, [nearest(anchors, y) for y in ys])
    dealt: list[int] = []
    done = n
    for row in range(rows, 0, -1):
        dealt += [row - 1] * back[row][done]
        done -= back[row][done]
    return (best[rows][n], dealt[::-1])


def has_values(lines: Sequence[TextLine], bounds: Sequence[float]) -> bool:
    """Whether a value stands in a column of its own."""
    return any(is_value(piece.line.text) for line in lines for piece in cut_line(line, bounds))


def add_headed(bounds: Sequence[float], head: Sequence[TextLine], body: Sequence[TextLine]) -> list[float]:
    """Bounds with one more before or after them, for a column with a label in the header's lowest line and nothing under it."""
    labels = [stretch for line in lowest(head) if line.edges for stretch in inked(line)]
    start, end = min(line.box[0] for line in body), max(line.box[2] for line in body)
    least = body[0].size
    found = list(bounds)
    if after := [x0 for x0, _ in labels if x0 > end + 0.5 * least]:
        found.append((max(end, *(x1 for _, x1 in labels if x1 < min(after))) + min(after)) / 2)
    if before := [x1 for _, x1 in labels if x1 < start - 0.5 * least]:
        found.insert(0, (max(before) + min(start, *(x0 for x0, _ in labels if x0 > max(before)))) / 2)
    return found


def lowest(lines: Sequence[TextLine]) -> list[TextLine]:
    """The lines of the lowest height among these."""
    low = max((middle(line) for line in lines), default=0.0)
    return [line for line in lines if middle(line) > low - 0.5 * line.size]


def middle(line: TextLine) -> float:
    """The height a line stands at."""
    return (line.box[1] + line.box[3]) / 2
