"""Which way up a page is: told by a sample of its lines, so that a page is read in full once or, where it lies, twice."""

from __future__ import annotations

import numpy as np

from extract.read.ocr.engine import Image, PixelBox, Seen, read_strips, slice_of
from extract.read.ocr.straighten import darken, skew_of, turn

POOR = 0.85
"""A page whose lines score less on average may lie on its side or stand on its head: measured ones that did came to 0.7 and less,
upright ones to 0.98 and more."""
FEWEST = 4
"""Characters that say anything about which way up they are."""
SAMPLE = 12
"""Lines that tell which way up a page is: its longest ones."""
LONG = 120
"""Pixels: a line of more than a few characters."""
BETTER = 1.1
"""Another way up must read this much more surely."""


def straight(grey: Image) -> Image:
    """The page without the skew it was fed with."""
    return turn(grey, skew_of(darken(grey)), 255)


def rotate(grey: Image, turns: int) -> Image:
    """The page after quarter turns clockwise."""
    return np.ascontiguousarray(np.rot90(grey, -turns)) if turns else grey


def find_turns(page: Image, boxes: list[PixelBox], lies: bool) -> int:
    """The quarter turns clockwise after which a page's lines read most surely: one or three where it `lies` on its side, else any.

    A page that does not lie is left as it is where nothing is clearly better.
    """
    boxes = sorted(boxes, key=lambda box: (max(box[2] - box[0], box[3] - box[1]), box), reverse=True)[:SAMPLE]
    strips = [slice_of(page, box) for box in boxes]
    best, least = (1, 0.0) if lies else (0, BETTER * sample_average(strips, 0))
    for turns in (1, 3) if lies else (2, 1, 3):
        found = sample_average(strips, turns)
        if found > least:
            best, least = turns, found
    return best


def sample_average(strips: list[Image], turns: int) -> float:
    """How surely strips are read after quarter turns clockwise; 0 where next to nothing is read."""
    read = read_strips([rotate(strip, turns) for strip in strips])
    seen = [Seen((0, 0, 0, 0), text, score) for text, score in read]
    return average(seen) if sum(len(line.text) for line in seen) >= FEWEST else 0.0


def average(seen: list[Seen]) -> float:
    """How sure the characters are on average."""
    return sum(len(line.text) * line.score for line in seen) / max(sum(len(line.text) for line in seen), 1)


def stands(boxes: list[PixelBox]) -> bool:
    """Whether most lines of more than a few characters run downwards."""
    long = [box for box in boxes if max(box[2] - box[0], box[3] - box[1]) > LONG]
    return sum(box[3] - box[1] > box[2] - box[0] for box in long) * 2 > len(long)
