"""One scanned page → ink: lines of text where they stand, rules, and what the page's detector missed in ruled cells."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

import numpy as np
from numpy.typing import NDArray

from extract.model import Issue
from extract.read.grid import Grid, find_grids, place_boxes
from extract.read.ink import Ink
from extract.read.ocr.engine import Image, Seen, find_lines, read_line, runtime
from extract.read.ocr.straighten import cv, darken, find_rules, skew_of, to_grey, turn
from extract.read.source import issue

Floats = NDArray[np.float64]

TEXT_HEIGHT = 0.86
"""The detector's boxes are a little higher than the type they hold."""
SAME_SIZE = 0.13
"""Type sizes on a page differ by a sixth at least (10.5, 12, 14, 16 points); measured ones of one size by less than an eighth."""
POOR = 0.7
"""A page whose lines score less on average may lie on its side or stand on its head."""
DOUBTFUL = 0.85
"""Figures below this are told of: in measured pages nine of ten wrong figures score less."""
USUAL = 30.0
"""Pixels: the height of a line of 9.5 points at 200 dpi, for a page on which no line was seen."""
FLAT, STROKE, FIGURE = 1.3, 0.25, 0.4
"""A dash is this much wider than high even where the scanner has thickened it, a point is as high as wide; a dash is no higher than
this share of a line's box, a figure no lower."""
STROKES = "1lI|丨"
BETWEEN_FIGURES = re.compile(r"(?<=[\d年月日届])[一二](?=\d)")
LEADER_START = re.compile(r"[.．·…•]{2,}\s*")
LEADER_END = re.compile(r"[.．·…•]{2,}$|(?<=[\u4e00-\u9fff])[.．·]$")
DASHES = "-－—–一_"


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
    seen, grey, turns = read_upright(grey)
    if turns % 2:
        width, height = height, width
    scale = width / grey.shape[1]
    across, down, ink = find_rules(darken(grey))
    grids, _ = find_grids(across * scale, down * scale)
    pixels = [scale_grid(grid, 1 / scale) for grid in grids]
    seen = split_at_walls(seen, pixels, grey)
    usual = float(np.median([line.box[3] - line.box[1] for line in seen])) if seen else USUAL
    seen = [mend_numeral(mend_stroke(line, ink, usual), pixels) for line in seen]
    seen += [line for grid in pixels for line in read_missed(grid, seen, ink, grey, usual)]
    return make_ink(join_leaders(seen), number, width, height, scale, across * scale, down * scale)


def read_upright(grey: Image) -> tuple[list[Seen], Image, int]:
    """The lines of a page, the page straightened, and by how many quarter turns; turned only where that reads better."""
    straight = turn(grey, skew_of(darken(grey)), 255)
    seen = find_lines(straight)
    best = (weight(seen), seen, straight, 0)
    if not seen or (average(seen) >= POOR and not stands(seen)):
        return best[1:]
    for turns in (1, 3, 2):
        turned = np.ascontiguousarray(np.rot90(grey, -turns))
        turned = turn(turned, skew_of(darken(turned)), 255)
        lines = find_lines(turned)
        if weight(lines) > best[0] * 1.2:
            best = (weight(lines), lines, turned, turns)
    return best[1:]


def weight(seen: list[Seen]) -> float:
    """Characters read, by how sure they are."""
    return sum(len(line.text) * line.score for line in seen)


def average(seen: list[Seen]) -> float:
    """How sure the characters are on average."""
    return weight(seen) / max(sum(len(line.text) for line in seen), 1)


def stands(seen: list[Seen]) -> bool:
    """Whether most lines of more than a few characters run downwards."""
    long = [line for line in seen if max(line.box[2] - line.box[0], line.box[3] - line.box[1]) > 120]
    return sum(line.box[3] - line.box[1] > line.box[2] - line.box[0] for line in long) * 2 > len(long)


def scale_grid(grid: Grid, by: float) -> Grid:
    """The same grid in another measure."""
    cells = tuple(cell._replace(box=(x0 * by, y0 * by, x1 * by, y1 * by)) for cell in grid.cells for x0, y0, x1, y1 in [cell.box])
    return Grid(tuple(x * by for x in grid.xs), tuple(y * by for y in grid.ys), cells, grid.method)


def split_at_walls(seen: list[Seen], grids: list[Grid], grey: Image) -> list[Seen]:
    """The lines, those the detector drew across a cell's wall read again cell by cell."""
    kept: list[Seen] = []
    for line in seen:
        x0, top, x1, bottom = line.box
        inset = min((bottom - top) / 2, (x1 - x0) / 4)
        middle = (top + bottom) / 2
        for grid in grids:
            ends = place_boxes(grid, np.array([[x0 + inset, middle], [x1 - inset, middle]]))
            if ends[0] != ends[1] and (ends >= 0).any():
                kept.extend(read_across(line, grid, grey))
                break
        else:
            kept.append(line)
    return kept


def read_across(line: Seen, grid: Grid, grey: Image) -> list[Seen]:
    """The parts of a line in the cells it crosses, and what of it lies outside the grid."""
    x0, top, x1, bottom = line.box
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
    parts: list[Seen] = []
    for left, right in zip([x0, *walls], [*walls, x1], strict=True):
        box = (left + (3 if left != x0 else 0), top, right - (3 if right != x1 else 0), bottom)
        if box[2] - box[0] >= (bottom - top) / 3:
            text, score = read_line(cut(grey, box))
            if text:
                parts.append(Seen(box, text, score))
    return parts


def cut(grey: Image, box: tuple[float, float, float, float]) -> Image:
    """The part of an image in a box, with a white edge so that no character touches the strip's end."""
    x0, top, x1, bottom = (max(int(side), 0) for side in box)
    strip = grey[top : max(bottom, top + 1), x0 : max(x1, x0 + 1)]
    edge = max((bottom - top) // 4, 2)
    return np.pad(strip, edge, constant_values=255)


def mend_stroke(line: Seen, ink: Image, usual: float) -> Seen:
    """A lone `1` as low as a stroke is a dash, a lone dash as high as a figure a `1`: the recogniser mixes them up.

    `usual` is the height of most lines in pixels.
    """
    text = line.text.strip()
    if len(text) != 1 or text not in STROKES + DASHES.replace("一", ""):
        return line
    shape = outline(ink, line.box)
    if shape is None:
        return line
    x0, top, x1, bottom = shape
    if text in STROKES and is_dash(x1 - x0, bottom - top, usual):
        return line._replace(text="-", score=max(line.score, DOUBTFUL))
    if text in DASHES and bottom - top >= max(FIGURE * usual, x1 - x0):
        return line._replace(text="1", score=min(line.score, DOUBTFUL - 0.05))
    return line


def mend_numeral(line: Seen, grids: list[Grid]) -> Seen:
    """A dash that was read as the numeral 一: between figures, and alone in a cell that is not its row's first."""
    text = pair_brackets(BETWEEN_FIGURES.sub("—", line.text))
    if text.strip() in {"一", "二", "="}:
        middle = np.array([[(line.box[0] + line.box[2]) / 2, (line.box[1] + line.box[3]) / 2]])
        places = [grid.cells[at] for grid in grids for at in place_boxes(grid, middle).tolist() if at >= 0]
        if any(cell.column > 0 for cell in places):
            text = "—"
    return line if text == line.text else line._replace(text=text)


def pair_brackets(text: str) -> str:
    """Brackets of one pair in one form: the recogniser mixes wide and narrow ones.

    >>> pair_brackets("〔2024）9号(试行）")
    '〔2024〕9号（试行）'
    """
    text = re.sub(r"〔([^〔〕()（）]{1,8})[）)\]］]", r"〔\1〕", text)
    return re.sub(r"（([^（）()]*)\)|\(([^（）()]*)）", lambda match: f"（{match.group(1) or match.group(2) or ''}）", text)


def join_leaders(seen: list[Seen]) -> list[Seen]:
    """The lines, an entry of a contents page and its page number in one: the detector loses the dots between them."""
    joined: list[Seen] = []
    for line in sorted(seen, key=lambda line: (line.box[0], line.box[1])):
        tail = LEADER_START.match(line.text)
        before = next((at for at, left in enumerate(joined) if tail and LEADER_END.search(left.text) and in_row(left, line)), None)
        if tail is None or before is None:
            joined.append(line)
            continue
        left = joined[before]
        title = LEADER_END.sub("", left.text)
        part = (left.box[2] - left.box[0]) / max(sum(char_shares(left.text)), 1)
        dots = "…" * max(round((line.box[2] - left.box[2]) / max(part * 2, 1)), 2)
        box = (left.box[0], min(left.box[1], line.box[1]), line.box[2], max(left.box[3], line.box[3]))
        joined[before] = Seen(box, title + dots + line.text[tail.end() :], min(left.score, line.score))
    return joined


def in_row(left: Seen, right: Seen) -> bool:
    """Whether a line stands to the right of another in the same row."""
    middle = (right.box[1] + right.box[3]) / 2
    return left.box[1] <= middle <= left.box[3] and left.box[2] <= right.box[0] + (right.box[3] - right.box[1])


def is_dash(wide: float, high: float, usual: float) -> bool:
    """Whether a spot of ink is as low and as wide as a dash, by the usual height of a line."""
    return high <= STROKE * usual and max(usual / 6, FLAT * high) <= wide <= usual * 2


def outline(ink: Image, box: tuple[float, float, float, float]) -> tuple[int, int, int, int] | None:
    """The box around the strokes inside another, specks left out; None where there is nothing."""
    x0, top, x1, bottom = (max(int(side), 0) for side in box)
    part = ink[top:bottom, x0:x1]
    if part.size == 0:
        return None
    count, _, stats, _ = cv().connectedComponentsWithStats(part, connectivity=8)
    strokes = [stats[at] for at in range(1, count) if stats[at][4] >= 10]
    if not strokes:
        return None
    left, upper = min(s[0] for s in strokes), min(s[1] for s in strokes)
    right, lower = max(s[0] + s[2] for s in strokes), max(s[1] + s[3] for s in strokes)
    return (x0 + int(left), top + int(upper), x0 + int(right), top + int(lower))


def read_missed(grid: Grid, seen: list[Seen], ink: Image, grey: Image, usual: float) -> list[Seen]:
    """What is printed in cells where the detector saw nothing: lone dashes, single digits."""
    centres = np.array([[(s.box[0] + s.box[2]) / 2, (s.box[1] + s.box[3]) / 2] for s in seen]).reshape(-1, 2)
    filled = set(place_boxes(grid, centres).tolist()) if len(centres) else set()
    found: list[Seen] = []
    for at, cell in enumerate(grid.cells):
        if at in filled:
            continue
        x0, top, x1, bottom = cell.box
        shape = outline(ink, (x0 + 4, top + 4, x1 - 4, bottom - 4))
        if shape is not None:
            found.extend(read_spot(shape, usual, grey))
    return found


def read_spot(shape: tuple[int, int, int, int], usual: float, grey: Image) -> list[Seen]:
    """The text of one spot of ink; a flat stroke of a dash's size is a dash."""
    x0, top, x1, bottom = shape
    wide, high = x1 - x0, bottom - top
    if is_dash(wide, high, usual):
        middle = (top + bottom) / 2
        return [Seen((x0, middle - usual / 2, x1, middle + usual / 2), "-", DOUBTFUL)]
    if high < usual / 3 or wide < 2:
        return []
    pad = usual / 4
    text, score = read_line(cut(grey, (x0 - pad, top - pad, x1 + pad, bottom + pad)))
    return [Seen((x0, top, x1, bottom), text, score)] if text and score >= 0.5 else []


def char_shares(text: str) -> list[int]:
    """How much of a line each character takes: two for a wide one, one for a narrow one."""
    return [2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text]


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
