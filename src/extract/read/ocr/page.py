"""One scanned page → ink: lines of text where they stand, rules, and what the page's detector missed in ruled cells."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extract.model import Issue
from extract.read.grid import find_grids
from extract.read.ink import Ink
from extract.read.ocr.cells import cut_at_walls, read_missed, scale_grid
from extract.read.ocr.engine import (
    DOUBTFUL,
    LEAST_SCORE,
    Image,
    PixelBox,
    Seen,
    cut,
    find_boxes,
    lay_down,
    read_strips,
    runtime,
    slice_of,
)
from extract.read.ocr.leaders import follow_leaders
from extract.read.ocr.mend import char_shares, mend_numeral, mend_stroke
from extract.read.ocr.straighten import darken, find_rules, to_grey
from extract.read.ocr.upright import POOR, average, find_turns, rotate, stands, straight
from extract.read.source import issue

Floats = NDArray[np.float64]

TEXT_HEIGHT = 0.86
"""The detector's boxes are a little higher than the type they hold."""
SAME_SIZE = 0.13
"""Type sizes on a page differ by a sixth at least (10.5, 12, 14, 16 points); measured ones of one size by less than an eighth."""
USUAL = 30.0
"""Pixels: the height of a line of 9.5 points at 200 dpi, for a page on which no line was seen."""


class Read(NamedTuple):
    """A page read: its lines, and its rules across and down as (place, from, to), all in pixels."""

    seen: list[Seen]
    across: Floats
    down: Floats


def is_available() -> bool:
    """Whether scans can be read here."""
    return runtime() is not None


def explain_absence(name: str, pages: list[int]) -> list[Issue]:
    """One issue a page that is a scan nobody can read here, each saying how to."""
    advice = "it is a scan; install the reader for scans with: pip install 'nianbao[ocr]', and run again"
    return [issue("ocr_missing", "error", f"{name}, page {page}: {advice}", page=page) for page in pages]


def find_doubts(name: str, ink: Ink) -> list[Issue]:
    """An issue where figures on a scanned page were hard to read."""
    if ink.confidence is None or not len(ink):
        return []
    digits = (ink.codes >= ord("0")) & (ink.codes <= ord("9"))
    doubtful = int((digits & (ink.confidence < DOUBTFUL)).sum())
    if not doubtful:
        return []
    share = f"{doubtful} of {int(digits.sum())} digits"
    message = f"{name}, page {ink.number}: {share} on this scan are hard to read; compare them with the page"
    return [issue("low_confidence", "warning", message, page=ink.number)]


def read_ink(image: Image, number: int, width: float, height: float) -> Ink:
    """What is printed on a page image of any size; `width` and `height` are the page's in points, and so are all places.

    A page that was fed askew is straightened first; places are those on the straight page.
    """
    grey = to_grey(image)
    scale = width / grey.shape[1]
    (seen, across, down), turns = read_upright(grey, scale)
    if turns % 2:
        width, height = height, width
    return make_ink(seen, number, width, height, scale, across * scale, down * scale)


def read_upright(grey: Image, scale: float) -> tuple[Read, int]:
    """What is read on a page, turned where it lies or stands on its head, and by how many quarter turns clockwise."""
    page, turns = straight(grey), 0
    boxes = find_boxes(page)
    if not stands(boxes):
        read = read_page(page, boxes, scale)
        if not read.seen or average(read.seen) >= POOR:
            return read, turns
        turns = find_turns(page, boxes, lies=False)
        if not turns:
            return read, turns
    turns = turns or find_turns(page, boxes, lies=True)
    page = straight(rotate(grey, turns))
    return read_page(page, find_boxes(page), scale), turns


def read_page(grey: Image, boxes: list[PixelBox], scale: float) -> Read:
    """The lines of a straight page in the boxes the detector drew and in the cells it passed over; and the page's rules."""
    across, down, ink = find_rules(darken(grey))
    grids = [scale_grid(grid, 1 / scale) for grid in find_grids(across * scale, down * scale)[0]]
    usual = float(np.median([box[3] - box[1] for box in boxes])) if boxes else USUAL
    parts = cut_at_walls(boxes, grids)
    texts = read_strips([cut(grey, box) if is_part else lay_down(slice_of(grey, box)) for box, is_part in parts])
    lines = [Seen(box, text, score) for (box, _), (text, score) in zip(parts, texts, strict=True) if text and score >= LEAST_SCORE]
    seen = [mend_numeral(mend_stroke(line, ink, usual), grids) for line in lines]
    seen += read_missed(grids, seen, ink, grey, usual)
    return Read(follow_leaders(seen, ink, grey), across, down)


def type_sizes(seen: list[Seen], scale: float) -> list[float]:
    """Each line's type size in points: from its characters' width where it has enough of them, else from its height.

    Measured sizes scatter by a point; what is near a size that much of the page is set in is that size.
    """
    rough: list[float] = []
    counts: Counter[float] = Counter()
    for line in seen:
        shares = char_shares(line.text)
        wide = shares.count(2)
        by_height = (line.box[3] - line.box[1]) * scale * TEXT_HEIGHT
        by_width = (line.box[2] - line.box[0]) * scale * 2 / max(sum(shares), 1)
        size = by_width if wide >= 6 and wide * 2 >= len(shares) and by_width < by_height * 1.3 else by_height
        rough.append(round(size * 2) / 2)
        counts[rough[-1]] += len(line.text)
    common = [size for size, count in counts.most_common() if count * 12 >= sum(counts.values())]
    return [next((size for size in common if abs(size - one) <= size * SAME_SIZE), one) for one in rough]


def make_ink(seen: list[Seen], number: int, width: float, height: float, scale: float, across: Floats, down: Floats) -> Ink:
    """Lines as characters: each line's width shared among them, two parts for a wide one and one for a narrow one."""
    codes: list[int] = []
    boxes: list[tuple[float, float, float, float]] = []
    sizes: list[float] = []
    spaced: list[bool] = []
    scores: list[float] = []
    seen = sorted(seen, key=lambda line: (line.box[1], line.box[0]))
    for line, size in zip(seen, type_sizes(seen, scale), strict=True):
        x0, top, x1, bottom = (side * scale for side in line.box)
        shares = char_shares(line.text)
        part = (x1 - x0) / max(sum(shares), 1)
        x, blank = x0, False
        for char, share in zip(line.text, shares, strict=True):
            if char.isspace():
                blank = True
            else:
                codes.append(ord(char))
                boxes.append((x, top, x + share * part, bottom))
                sizes.append(size)
                spaced.append(blank)
                scores.append(line.score)
                blank = False
            x += share * part
    n = len(codes)
    return Ink(
        number=number,
        width=width,
        height=height,
        codes=np.array(codes, dtype=np.int64),
        boxes=np.array(boxes, dtype=np.float64).reshape(-1, 4),
        sizes=np.array(sizes, dtype=np.float64),
        bold=np.zeros(n, dtype=np.bool_),
        spaced=np.array(spaced, dtype=np.bool_),
        turns=np.zeros(n, dtype=np.int64),
        marks=np.zeros(n, dtype=np.int64),
        across=across,
        down=down,
        confidence=np.array(scores, dtype=np.float64),
        method=f"ocr.{runtime()}",
    )
