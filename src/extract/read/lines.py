"""Characters → printed lines with the blanks that stand between words, for every region of a page at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import NamedTuple

import numpy as np

from extract.model import Box
from extract.read.ink import Bools, Floats, Ink, Ints, spell

SAME_LINE = 0.5
"""Characters whose middles are less than half a size apart stand on one line; raised ones are about a third of a size up."""
LATIN_GAP = 0.2
"""A word space is a quarter of the size; letters stand within a tenth of each other."""
WIDE_GAP = 0.9
"""Anything may be parted by a blank where nearly a whole character is missing: tab stops, justified labels."""
COLUMN_GAP = 1.8
"""A gap this wide may part two columns or two fields."""
FAR = 1e5
"""No page is so wide or high in points: number × FAR + place sorts by number, then by place."""
WIDE_SCRIPTS = ((0x1100, 0x11FF), (0x2E80, 0x9FFF), (0xA960, 0xA97F), (0xAC00, 0xD7FF), (0xF900, 0xFAFF), (0xFE30, 0xFE4F),
                (0xFF00, 0xFFEF), (0x20000, 0x3FFFF))  # fmt: skip
WIDE_MARKS = frozenset(map(ord, "“”‘’—…·×～《》〈〉、。「」『』【】〔〕①②③④⑤⑥⑦⑧⑨⑩●■◆★※→"))


@dataclass(slots=True)
class TextLine:
    """One printed line: its characters with blanks between words, `edges` the left of each and the right of the last.

    `gaps` are the places in `text` where a column may begin, `spaced` says that a blank was printed before the line's first
    character, `region` is the number of the region it was arranged in.
    """

    text: str
    page: int
    box: Box
    edges: tuple[float, ...]
    size: float
    bold: bool
    region: int = 0
    spaced: bool = False
    gaps: tuple[int, ...] = ()
    confidence: float | None = None
    turned: int = 0


def widths() -> Bools:
    """For every code of the basic plane whether it is wide; others are."""
    wide = np.zeros(0x10000, dtype=bool)
    for low, high in WIDE_SCRIPTS:
        wide[low : min(high, 0xFFFF) + 1] = True
    wide[list(WIDE_MARKS)] = True
    return wide


WIDE = widths()


def is_wide(code: int) -> bool:
    """Whether a character belongs to a script without word spaces, or is one of its marks.

    >>> is_wide(ord("年")), is_wide(ord("，")), is_wide(ord("a")), is_wide(ord("7"))
    (True, True, False, False)
    """
    return code > 0xFFFF or bool(WIDE[code])


def are_wide(codes: Ints) -> Bools:
    """`is_wide` for an array."""
    return np.asarray(WIDE[np.minimum(codes, 0xFFFF)] | (codes > 0xFFFF))


def separator(before: str, after: str, spaced: bool) -> str:
    """What joins two lines of one paragraph: nothing next to Chinese, a blank between words, digits only where one was printed.

    >>> separator("职业", "教育", True), separator("quality", "report", False), separator("2016-", "2017", False)
    ('', ' ', '')
    >>> separator("12", "846", False), separator("2023", "2024", True)
    ('', ' ')
    """
    if not before or not after or is_wide(ord(before[-1])) or is_wide(ord(after[0])):
        return ""
    if spaced and before[-1] not in "-–/":
        return " "
    return " " if (before[-1].isalpha() and after[0].isalpha()) or (before[-1] in ",;:.)" and after[0].isalpha()) else ""


def join_lines(lines: Sequence[TextLine]) -> str:
    """The text of one paragraph or cell from its lines."""
    text = ""
    for line in lines:
        text += separator(text, line.text, line.spaced) + line.text
    return text


def upright(ink: Ink) -> tuple[Floats, Floats, Floats]:
    """Along-line start, along-line end and across-line middle of each character, whatever way it is turned."""
    boxes, turns = ink.boxes, ink.turns
    start, stop, middle = boxes[:, 0], boxes[:, 2], (boxes[:, 1] + boxes[:, 3]) / 2
    if not turns.any():
        return start, stop, middle
    across = (boxes[:, 0] + boxes[:, 2]) / 2
    choose = [turns == 1, turns == 2, turns == 3]
    start = np.select(choose, [boxes[:, 1], -boxes[:, 2], -boxes[:, 3]], start)
    stop = np.select(choose, [boxes[:, 3], -boxes[:, 0], -boxes[:, 1]], stop)
    return start, stop, np.select(choose, [-across, -middle, across], middle)


def arrange(ink: Ink, regions: Ints) -> list[TextLine]:
    """The lines of each region in order of region, then down, then along; `regions` (n) is -1 for characters left out."""
    chosen = (regions >= 0).nonzero()[0]
    if not len(chosen):
        return []
    start, stop, middle = upright(ink)
    sizes, key = ink.sizes, regions * 4 + ink.turns
    if len(chosen) < len(ink):
        start, stop, middle, sizes, key = start[chosen], stop[chosen], middle[chosen], sizes[chosen], key[chosen]
    order = np.lexsort((middle, key))
    middle, key, size = middle[order], key[order], sizes[order]
    new = (middle[1:] - middle[:-1] > SAME_LINE * np.maximum(size[1:], size[:-1])) | (key[1:] != key[:-1])
    number = np.zeros(len(order), dtype=np.int64)
    np.cumsum(new, out=number[1:])
    order = order[np.argsort(number * FAR + start[order], kind="stable")]
    start, stop, sizes = start[order], stop[order], sizes[order]
    chosen = chosen[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = new
    gap = np.zeros(len(order))
    np.divide(start[1:] - stop[:-1], np.maximum(sizes[1:], 0.1), out=gap[1:])
    gap[first] = 0
    codes, spaced = ink.codes[chosen], ink.spaced[chosen]
    latin = ~are_wide(codes)
    latin[1:] &= latin[:-1]
    blank = (spaced & (gap > 0.08)) | (latin & (gap > LATIN_GAP)) | (gap > WIDE_GAP)
    blank &= ~first
    return cut_lines(ink, Order(chosen, codes, start, stop, sizes), first.nonzero()[0], blank, gap, regions)


class Order(NamedTuple):
    """Characters in the order they are read: which, their codes, where along the line each begins and ends, their sizes."""

    chosen: Ints
    codes: Ints
    start: Floats
    stop: Floats
    sizes: Floats


def cut_lines(ink: Ink, read: Order, starts: Ints, blank: Bools, gap: Floats, regions: Ints) -> list[TextLine]:
    """Lines from characters in order; `starts` are the first of each line, `blank` says where a space is put in."""
    chosen, ends = read.chosen, np.append(starts[1:], len(read.chosen)) - 1
    heads = chosen[starts]
    text, lefts, places = put_blanks(read, blank)
    edges = lefts.round(2).tolist()
    begins = places[starts].tolist()
    wide = places[gap > COLUMN_GAP].tolist()
    turned = ink.turns[heads].tolist()
    counts = ends - starts + 1
    bold = np.add.reduceat(ink.bold[chosen], starts, dtype=np.int64) >= 0.9 * counts
    sure = repeat(None) if ink.confidence is None else np.minimum.reduceat(ink.confidence[chosen], starts).tolist()
    parts = zip(
        begins,
        [*begins[1:], len(text)],
        line_boxes(ink, read, starts, any(turned)),
        read.stop[ends].round(2).tolist(),
        (np.add.reduceat(read.sizes, starts) / counts).round(2).tolist(),
        bold.tolist(),
        regions[heads].tolist(),
        ink.spaced[heads].tolist(),
        turned,
        sure,
        strict=False,
    )
    lines: list[TextLine] = []
    at = 0
    for a, b, box, end, size, heavy, region, spaced, turn, confidence in parts:
        gaps: list[int] = []
        while at < len(wide) and wide[at] < b:
            gaps.append(wide[at] - a)
            at += 1
        place = () if turn else (*edges[a:b], end)
        lines.append(TextLine(text[a:b], ink.number, box, place, size, heavy, region, spaced, tuple(gaps), confidence, turn))
    return lines


def put_blanks(read: Order, blank: Bools) -> tuple[str, Floats, Ints]:
    """All lines' text with a space where `blank` says so, the left edge of each character of it, the places of those printed."""
    at = blank.nonzero()[0]
    places = np.arange(len(blank))
    if not len(at):
        return spell(read.codes), read.start, places
    places += blank.cumsum()
    codes, lefts = np.full(len(blank) + len(at), 32), np.empty(len(blank) + len(at))
    codes[places], lefts[places], lefts[places[at] - 1] = read.codes, read.start, read.stop[at - 1]
    return spell(codes), lefts, places


def line_boxes(ink: Ink, read: Order, starts: Ints, turned: bool) -> Iterator[Box]:
    """The box of each line."""
    boxes = ink.boxes
    left, right = (boxes[:, 0][read.chosen], boxes[:, 2][read.chosen]) if turned else (read.start, read.stop)
    sides = (
        np.minimum.reduceat(left, starts),
        np.minimum.reduceat(boxes[:, 1][read.chosen], starts),
        np.maximum.reduceat(right, starts),
        np.maximum.reduceat(boxes[:, 3][read.chosen], starts),
    )
    return zip(*(side.round(2).tolist() for side in sides), strict=True)


def drop_doubles(ink: Ink) -> Bools:
    """Which characters to keep: a glyph printed again on the same spot, as cheap bold does, is dropped."""
    n = len(ink)
    keep = np.ones(n, dtype=bool)
    if n < 2:
        return keep
    left, bottom, codes = ink.boxes[:, 0], ink.boxes[:, 3], ink.codes
    rows = np.rint(bottom / 3)
    places = np.sort((codes * 1e4 + rows) * FAR + left)
    if (places[1:] - places[:-1]).min() > max(0.25 * ink.sizes.max(), 0.2) + 0.1:
        return keep
    order = np.lexsort((left, rows + codes * 1e6))
    codes, left, bottom = codes[order], left[order], bottom[order]
    same = codes[1:] == codes[:-1]
    near = np.maximum(ink.sizes[order][1:] * 0.25, 0.2)
    same &= np.abs(left[1:] - left[:-1]) < near
    same &= np.abs(bottom[1:] - bottom[:-1]) < near
    at = same.nonzero()[0]
    if len(at):
        keep[np.maximum(order[at], order[at + 1])] = False
    return keep
