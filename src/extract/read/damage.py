"""Pages whose characters cannot be trusted: damaged fonts, scans, a text layer nobody sees; and pages that lie on their side."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from extract.read.ink import HIDDEN, Bools, Floats, Ink, Ints, select, spell, turn_boxes

Damage = Literal["scan", "hidden_layer", "font_damaged"]

COVER = 0.5
"""Pictures over this share of a page without text: a scan, whole or in strips."""
FEW = 12
"""A scan may carry a stamp or page number as text, no more characters than this."""
LOST_SHARE = 0.1
"""Where this share of the glyphs has no meaning the rest is no text either."""
KNOWN = 0.7
"""In Chinese print 95 % of the characters and more are in the everyday sets; characters met by chance are so one time in four."""
FOREIGN_SHARE = 0.3
"""Greek letters, degrees, and the signs of sums are not foreign: they stand in formulas."""
ENOUGH = 30
"""Fewer Chinese characters prove nothing."""
STRANGE = 0.15
"""Marks that Chinese print hardly uses: a font numbered from 33 on shows as a run of them. Sound pages have 3 % at most."""
ODD_MARKS = "!\"#$&'*+;<=>?@[\\]^_`{|}~"
CID = re.compile(r"\(cid:\d+\)")
UNREADABLE = 0xFFFD
SYMBOLS = {
    0xF06C: 0x25CF, 0xF06E: 0x25A0, 0xF0A7: 0x25AA, 0xF0A8: 0x25A1, 0xF06F: 0x25A1, 0xF0B7: 0x2022, 0xF0D8: 0x27A2, 0xF076: 0x2756,
    0xF0FC: 0x221A, 0xF0FE: 0x2611, 0xF052: 0x2611, 0xF0FB: 0x00D7, 0xF0E0: 0x2192, 0xF0E8: 0x2192, 0xF075: 0x25C6, 0xF0B2: 0x2605,
    0xF09F: 0x2022, 0xF0D7: 0x00D7, 0xF0B4: 0x00D7, 0xF0B1: 0x00B1, 0xF0B0: 0x00B0, 0xF0A3: 0x2264, 0xF0B3: 0x2265,
}  # fmt: skip
"""Glyphs of Word's symbol fonts, which have private codes: bullets, boxes and ticks."""


SOUND, EVERYDAY, RARE, ODD, FOREIGN, OPENING, LOST, PRIVATE, BEYOND = range(9)
"""What a character says of its font; of those beyond the basic plane the code itself has to be asked."""


@cache
def sorts() -> NDArray[np.uint8]:
    """One of the above for each code of the basic plane, and one for all beyond."""
    sort = np.full(0x10001, SOUND, dtype=np.uint8)
    sort[0x3400:0xA000] = [EVERYDAY if is_everyday(chr(code)) else RARE for code in range(0x3400, 0xA000)]
    sort[0xA1:0x2000] = FOREIGN
    sort[0x391:0x3CA] = SOUND
    sort[[0xA7, 0xB0, 0xB1, 0xB7, 0xD7, 0xF7]] = SOUND
    sort[[ord(char) for char in ODD_MARKS]] = ODD
    sort[0x28] = OPENING
    sort[:32] = sort[0xE000:0xF900] = sort[UNREADABLE] = LOST
    sort[0xF000:0xF100] = PRIVATE
    sort[0x10000] = BEYOND
    return sort


def is_everyday(char: str) -> bool:
    """Whether a Chinese character is in the everyday sets of either script, which cover print but for names.

    >>> is_everyday("校"), is_everyday("學"), is_everyday("龘")
    (True, True, False)
    """
    try:
        return 0xB0 <= char.encode("gb2312")[0] <= 0xF7
    except UnicodeEncodeError:
        try:
            return 0xA4 <= char.encode("big5")[0] <= 0xC6
        except UnicodeEncodeError:
            return False


def lost_glyphs(codes: Ints) -> Bools:
    """Which codes say nothing: none, replacement, control or private."""
    if not len(codes) or (codes.max() < 0xE000 and codes.min() >= 32):
        return np.zeros(len(codes), dtype=bool)
    lost: Bools = (codes < 32) | (codes == UNREADABLE) | (codes >= 0xE000) & (codes <= 0xF8FF) | (codes >= 0xF0000)
    return lost


def mend_symbols(ink: Ink) -> Ink:
    """Bullets and ticks of symbol fonts as what they show, other glyphs without meaning as U+FFFD."""
    codes = ink.codes
    if not lost_glyphs(codes).any():
        return ink
    private = (codes >= 0xF000) & (codes <= 0xF0FF)
    codes = codes.copy()
    codes[private] = [SYMBOLS.get(int(code), UNREADABLE) for code in codes[private]]
    return replace(ink, codes=np.where(lost_glyphs(codes), UNREADABLE, codes))


def keep_to_page(ink: Ink) -> Ink:
    """The page with what lies off it taken as hidden (characters) or left out (rules, fills, pictures)."""
    reach = np.array([ink.width, ink.height, ink.width, ink.height])

    def on_page(boxes: Floats) -> Bools:
        near = (boxes > -0.1 * reach) & (boxes < 1.1 * reach)
        return near[:, 0] & near[:, 1] & near[:, 2] & near[:, 3]

    if len(ink) and not is_within(ink.boxes, ink.sizes, ink.width, ink.height):
        inside = on_page(ink.boxes) & (ink.sizes > -np.inf) & (ink.sizes < ink.height)
        ink = replace(
            ink,
            marks=np.where(inside, ink.marks, ink.marks | HIDDEN),
            boxes=np.where(inside[:, None], ink.boxes, 0.0),
            sizes=np.where(inside, ink.sizes, 1.0),
        )
    pictures, drawings = ink.pictures, ink.drawings
    if not (pictures or drawings or len(ink.across) or len(ink.down) or len(ink.fills)):
        return ink
    if pictures:
        found = np.array(pictures, dtype=np.float64)
        pictures = boxes_of(np.clip(found, 0, reach)[np.isfinite(found).all(axis=1)])
    if drawings:
        found = np.array(drawings, dtype=np.float64)
        drawings = boxes_of(found[on_page(found)])
    return replace(
        ink,
        across=clip_rules(ink.across, ink.width),
        down=clip_rules(ink.down, ink.height),
        fills=clip_fills(ink.fills, ink.width, ink.height),
        pictures=pictures,
        drawings=drawings,
    )


def is_within(boxes: Floats, sizes: Floats, width: float, height: float) -> bool:
    """Whether all characters stand on the page or no more than a tenth of it outside, and none is higher than it."""
    return bool(
        boxes[:, ::2].min() > -0.1 * width
        and boxes[:, ::2].max() < 1.1 * width
        and boxes[:, 1::2].min() > -0.1 * height
        and boxes[:, 1::2].max() < 1.1 * height
        and sizes.min() > -np.inf
        and sizes.max() < height
    )


def clip_rules(rules: Floats, end: float) -> Floats:
    """Rules (place, from, to) cut off at the page's edges, at 0 and `end`; those at no place are left out."""
    if not len(rules) or (rules.min() >= 0 and rules[:, 1:].max() <= end and rules[:, 0].max() < np.inf):
        return rules
    kept = rules[np.isfinite(rules).all(axis=1)]
    np.clip(kept[:, 1:], 0, end, out=kept[:, 1:])
    return kept


def clip_fills(fills: Floats, width: float, height: float) -> Floats:
    """Painted areas cut off at the page's edges; those at no place are left out."""
    if not len(fills) or (fills.min() >= 0 and fills[:, ::2].max() <= width and fills[:, 1::2].max() <= height):
        return fills
    return np.clip(fills[np.isfinite(fills).all(axis=1)], 0, np.array([width, height, width, height]))


def covered(ink: Ink) -> float:
    """The share of the page that pictures cover, strips added up."""
    area = sum(max(0.0, x1 - x0) * max(0.0, bottom - top) for x0, top, x1, bottom in ink.pictures)
    return area / max(ink.width * ink.height, 1.0)


def find_damage(ink: Ink) -> Damage | None:
    """Why a page's characters are not to be believed; None for a sound page."""
    hidden, seen = 0, len(ink)
    if ink.marks.any():
        hidden, seen = int(np.count_nonzero(ink.marks & HIDDEN)), int(np.count_nonzero(ink.marks == 0))
    if ink.pictures and covered(ink) > COVER and seen <= FEW:
        return "hidden_layer" if hidden > FEW else "scan"
    if hidden:
        ink = select(ink, ink.marks & HIDDEN == 0)
    if len(ink) and is_garbled(ink):
        return "font_damaged"
    return None


def is_garbled(ink: Ink) -> bool:
    """Whether glyphs lost their meaning: none given, private codes, rare characters or foreign scripts throughout."""
    codes = ink.codes
    counts = np.bincount(sorts()[np.minimum(codes, 0x10000)], minlength=BEYOND + 1).tolist()
    lost = counts[LOST] + (counts[PRIVATE] if counts[PRIVATE] > 0.5 * len(codes) else 0)
    if counts[BEYOND]:
        lost += int(np.count_nonzero(codes >= 0xF0000))
    if max(lost, ink.unmapped) > LOST_SHARE * len(codes) and max(lost, ink.unmapped) > 3:
        return True
    if counts[ODD] > max(ENOUGH, STRANGE * len(codes)) or counts[FOREIGN] > max(ENOUGH, FOREIGN_SHARE * len(codes)):
        return True
    if counts[OPENING] > 3 and len(CID.findall(spell(codes))) > 3:
        return True
    han = counts[EVERYDAY] + counts[RARE]
    return bool(han >= ENOUGH and counts[EVERYDAY] < KNOWN * han)


def straighten(ink: Ink) -> Ink:
    """A page whose text runs up or down, as it is read: turned, with `rotation` saying by how many degrees clockwise."""
    if not ink.turns.any():
        return ink
    counts = np.bincount(ink.turns, minlength=4)
    most = int(counts.argmax())
    if most == 0 or counts[most] < 0.6 * len(ink):
        return ink
    back = (4 - most) % 4

    def turned(boxes: Floats) -> Floats:
        return turn_boxes(boxes, back, ink.width, ink.height)

    across = turned(np.column_stack((ink.across[:, 1], ink.across[:, 0], ink.across[:, 2], ink.across[:, 0])))
    down = turned(np.column_stack((ink.down[:, 0], ink.down[:, 1], ink.down[:, 0], ink.down[:, 2])))
    if back % 2:
        across, down = down, across
    width, height = (ink.height, ink.width) if back % 2 else (ink.width, ink.height)
    return replace(
        ink,
        width=width,
        height=height,
        boxes=turned(ink.boxes),
        turns=(ink.turns + back) % 4,
        across=np.column_stack((across[:, 1], across[:, 0], across[:, 2])),
        down=np.column_stack((down[:, 0], down[:, 1], down[:, 3])),
        fills=turned(ink.fills),
        pictures=boxes_of(turned(np.array(ink.pictures).reshape(-1, 4))),
        drawings=boxes_of(turned(np.array(ink.drawings).reshape(-1, 4))),
        rotation=(ink.rotation + 90 * back) % 360,
    )


def boxes_of(boxes: Floats) -> list[tuple[float, float, float, float]]:
    """An array of boxes as tuples."""
    return [(a, b, c, d) for a, b, c, d in boxes.tolist()]
