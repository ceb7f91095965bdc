"""Entries of a contents page: the detector passes over the dots between a title and its page number, and often over the number."""

from __future__ import annotations

import re

import numpy as np

from extract.read.ocr.engine import Image, PixelBox, Seen, cut, read_strips
from extract.read.ocr.mend import char_shares
from extract.read.ocr.straighten import cv

LEADER_START = re.compile(r"[.．·…•]{2,}\s*")
LEADER_END = re.compile(r"[.．·…•]{2,}$|(?<=[\u4e00-\u9fff])[.．·]$")
LED = re.compile(r"[.．·…•]{2,}\s*\w+$")
PAGE_NUMBER = re.compile(r"[\W_]*([0-9]{1,4}|[IVXLC]{1,7}|[ivxlc]{1,7})[\W_]*")
DOT, FEWEST, EVEN = 0.25, 6, 0.8
"""A dot is no larger than this share of a line's box; so many make a leader; this share of their steps is of one length."""


def follow_leaders(seen: list[Seen], ink: Image, grey: Image) -> list[Seen]:
    """The lines, titles that dots run behind in one with the number the dots lead to; `ink` is the page without its rules."""
    found = {at: box for at, line in enumerate(seen) if (box := find_led(line, ink)) is not None}
    read = read_strips([cut(grey, (x0 - 8, top - 8, x1 + 8, bottom + 8)) for x0, top, x1, bottom in found.values()])
    lines = dict(enumerate(seen))
    for (at, box), (text, score) in zip(found.items(), read, strict=True):
        number = PAGE_NUMBER.fullmatch(text)
        if number is not None:
            lines = {other: line for other, line in lines.items() if other == at or not in_row(seen[at], line)}
            lines[at] = join(seen[at], LEADER_END.sub("", seen[at].text), box, number.group(1), score)
    return join_leaders(list(lines.values()))


def find_led(line: Seen, ink: Image) -> PixelBox | None:
    """The box of what dots behind a line lead to; None where there are no dots, nothing behind them or text among them."""
    top, right, bottom = (max(int(side), 0) for side in line.box[1:])
    row = ink[top:bottom, right:]
    if LED.search(line.text) or not row.any():
        return None
    count, _, stats, _ = cv().connectedComponentsWithStats(row, connectivity=8)
    largest = DOT * (bottom - top)
    marks = stats[1:count, :4].astype(np.float64)
    small = (marks[:, 2] <= largest) & (marks[:, 3] <= largest)
    dots, others = marks[small], marks[~small]
    if len(dots) < FEWEST or not len(others):
        return None
    steps = np.diff(np.sort(dots[:, 0]))
    even = float((np.abs(steps - np.median(steps)) <= np.median(steps) / 3).mean()) >= EVEN
    if not even or (others[:, 0] < dots[:, 0].max()).any():
        return None
    low, far = others[:, :2].min(axis=0), (others[:, :2] + others[:, 2:]).max(axis=0)
    return (right + float(low[0]), top + float(low[1]), right + float(far[0]), top + float(far[1]))


def join(left: Seen, title: str, box: PixelBox, tail: str, score: float) -> Seen:
    """A title and what its dots lead to in one line, the dots as many as there is room for."""
    part = (left.box[2] - left.box[0]) / max(sum(char_shares(left.text)), 1)
    dots = "…" * max(round((box[2] - left.box[2]) / max(part * 2, 1)), 2)
    both = (left.box[0], min(left.box[1], box[1]), box[2], max(left.box[3], box[3]))
    return Seen(both, title + dots + tail, min(left.score, score))


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
        joined[before] = join(left, title, line.box, line.text[tail.end() :], line.score)
    return joined


def in_row(left: Seen, right: Seen) -> bool:
    """Whether a line stands to the right of another in the same row."""
    middle = (right.box[1] + right.box[3]) / 2
    return left.box[1] <= middle <= left.box[3] and left.box[2] <= right.box[0] + (right.box[3] - right.box[1])
