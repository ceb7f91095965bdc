"""What the recogniser mixes up, put right by shape and by place: strokes and dashes, wide and narrow brackets, dotted leaders."""

from __future__ import annotations

import re
import unicodedata

import numpy as np

from extract.read.grid import Grid, place_boxes
from extract.read.ocr.engine import DOUBTFUL, Image, Seen
from extract.read.ocr.straighten import cv

FLAT, STROKE, FIGURE = 1.3, 0.25, 0.4
"""A dash is this much wider than high even where the scanner has thickened it, a point is as high as wide; a dash is no higher than
this share of a line's box, a figure no lower."""
STROKES = "1lI|丨"
DASHES = "-－—–一_"
BETWEEN_FIGURES = re.compile(r"(?<=[\d年月日届])[一二](?=\d)")

NUMERALS = "〇○一二三四五六七八九"
YEAR = f"二[〇○]?([一二][{NUMERALS}])"
WRITTEN_YEARS = re.compile(f"(?<![{NUMERALS}零十百千第]){YEAR}(?:([—–－~～至-]|一){YEAR})?(?=学?年)")
"""A year of this century in numerals, or two with a dash between them: no other number of three numerals stands before 年."""
ROUND = re.compile("(?<=[一二三四五六七八九])○(?=[一二三四五六七八九])")


def mend_stroke(line: Seen, ink: Image, usual: float) -> Seen:
    """A lone `1` or mark as low as a stroke is a dash, a lone dash as high as a figure a `1`: the recogniser mixes them up.

    `usual` is the height of most lines in pixels.
    """
    text = line.text.strip()
    if len(text) != 1 or (text.isalnum() and text not in STROKES):
        return line
    shape = outline(ink, line.box)
    if shape is None:
        return line
    x0, top, x1, bottom = shape
    if text not in DASHES and is_dash(x1 - x0, bottom - top, usual):
        return line._replace(text="-", score=max(line.score, DOUBTFUL))
    if text in DASHES and bottom - top >= max(FIGURE * usual, x1 - x0):
        return line._replace(text="1", score=min(line.score, DOUBTFUL - 0.05))
    return line


def mend_numeral(line: Seen, grids: list[Grid]) -> Seen:
    """Years without their zero, and dashes read as 一: between figures, and alone in a cell that is not its row's first."""
    text = pair_brackets(BETWEEN_FIGURES.sub("—", mend_years(line.text)))
    if text.strip() in {"一", "二", "="}:
        middle = np.array([[(line.box[0] + line.box[2]) / 2, (line.box[1] + line.box[3]) / 2]])
        places = [grid.cells[at] for grid in grids for at in place_boxes(grid, middle).tolist() if at >= 0]
        if any(cell.column > 0 for cell in places):
            text = "—"
    return line if text == line.text else line._replace(text=text)


def mend_years(text: str) -> str:
    """Years in numerals with their zero, which the recogniser drops in long lines or takes for a circle.

    >>> mend_years("自二二一年起"), mend_years("（二○二二一二〇二三学年）"), mend_years("第二二一年、二十二年、一○三人")
    ('自二〇二一年起', '（二〇二二—二〇二三学年）', '第二二一年、二十二年、一〇三人')
    """
    if "二" not in text and "○" not in text:
        return text

    def spell_out(found: re.Match[str]) -> str:
        first, dash, second = (part and part.replace("○", "〇") for part in found.groups())
        until = f"{'—' if dash == '一' else dash}二〇{second}" if second else ""
        return f"二〇{first}{until}"

    return ROUND.sub("〇", WRITTEN_YEARS.sub(spell_out, text))


def pair_brackets(text: str) -> str:
    """Brackets of one pair in one form: the recogniser mixes wide and narrow ones.

    >>> pair_brackets("〔2024）9号(试行）")
    '〔2024〕9号（试行）'
    """
    text = re.sub(r"〔([^〔〕()（）]{1,8})[）)\]］]", r"〔\1〕", text)
    return re.sub(r"（([^（）()]*)\)|\(([^（）()]*)）", lambda match: f"（{match.group(1) or match.group(2) or ''}）", text)


def char_shares(text: str) -> list[int]:
    """How much of a line each character takes: two for a wide one, one for a narrow one."""
    return [2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text]


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
