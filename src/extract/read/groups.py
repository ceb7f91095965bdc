"""Labels that stand centred over groups of rows or columns: which rows or columns each of them holds."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from statistics import median

from extract.read.gaps import Piece


def spans_after(labels: Sequence[tuple[int, float]], rows: Sequence[tuple[float, float]]) -> list[tuple[int, int]] | None:
    """Row spans of labels centred over groups of rows after the rest of a group that began on the page before.

    What follows the rest must be covered to its end, each label within a third of a row of its group's middle.

    >>> spans_after([(3, 35.0), (5, 55.0)], [(at * 10, at * 10 + 10) for at in range(6)])
    [(2, 3), (5, 1)]
    """
    slack = 0.35 * median(bottom - top for top, bottom in rows)
    found: list[list[tuple[int, int]]] = []
    for rest in range(1, min(labels[0][0], len(rows) - 1) + 1):
        spans = spans_of(labels, rows[rest:])
        if spans is None or len(spans) < max(2, len(labels)) or sum(spans[-1]) != len(rows) - rest:
            continue
        spans = [(first + rest, count) for first, count in spans]
        if max(offsets(spans, labels, rows)) < slack:
            found.append(spans)
    return min(found, key=lambda spans: sum(offsets(spans, labels, rows)), default=None)


def offsets(
    spans: Sequence[tuple[int, int]], labels: Sequence[tuple[int, float]], rows: Sequence[tuple[float, float]]
) -> list[float]:
    """How far each label stands from the middle of its rows."""
    middles = [(rows[first][0] + rows[first + count - 1][1]) / 2 for first, count in spans]
    return [abs(middle - y) for middle, (_, y) in zip(middles, labels, strict=False)]


def fits_better(
    one: Sequence[tuple[int, int]],
    other: Sequence[tuple[int, int]],
    labels: Sequence[tuple[int, float]],
    rows: Sequence[tuple[float, float]],
) -> bool:
    """Whether labels stand clearly nearer to the middles of one choice of rows than to those of another that covers as many."""
    return sum(offsets(one, labels, rows)) < 0.5 * sum(offsets(other, labels, rows)) and len(other) <= len(one)


def spans_of(labels: Sequence[tuple[int, float]], rows: Sequence[tuple[float, float]]) -> list[tuple[int, int]] | None:
    """Row spans (first, count) of labels centred over groups of rows; None unless the groups cover all rows and fit.

    `labels` are (row, y), `rows` are (top, bottom). A page end can move the last labels off their middle: where three groups and
    more fit from the top, the spans end there. No group holds the next one's label.

    >>> spans_of([(0, 10.0), (1, 35.0)], [(0, 20), (20, 30), (30, 40), (40, 50)])
    [(0, 1), (1, 3)]
    """
    found: list[tuple[int, int]] = []
    row = 0
    for (_, y), below in zip(labels, [*(y for _, y in labels[1:]), float("inf")], strict=True):
        if row >= len(rows):
            return None
        end = min(range(row, len(rows)), key=lambda at, row=row, y=y: abs((rows[row][0] + rows[at][1]) / 2 - y))  # type: ignore[misc]
        height = rows[end][1] - rows[end][0]
        if abs((rows[row][0] + rows[end][1]) / 2 - y) > 0.3 * height + 0.5 or below < rows[end][1]:
            return found if len(found) >= SURE else None
        found.append((row, end - row + 1))
        row = end + 1
    return found if row == len(rows) or len(found) >= SURE else None


SURE = 3
"""So many groups of rows that fit from the top are no chance."""


def group_columns(under: Sequence[int], upper: Sequence[Piece], xs: Sequence[float]) -> list[tuple[int, int]]:
    """Groups (first, count) of neighbouring columns that a label stands over, centred; none where the labels do not fit."""
    runs = [[at for _, at in run] for _, run in groupby(enumerate(under), key=lambda pair: pair[1] - pair[0])]
    found: list[tuple[int, int]] = []
    for run in runs:
        over = sorted((piece.line.box[0] + piece.line.box[2]) / 2 for piece in upper if piece.first in run or piece.last in run)
        spans = spans_of([(0, x) for x in over], [(xs[at], xs[at + 1]) for at in run]) if over else None
        if spans is None or len(spans) != len(over):
            return []
        found += [(run[0] + first, count) for first, count in spans]
    return found
