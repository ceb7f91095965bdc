"""From a place in one text to the same place in another: the same report in another format, or with its line ends moved.

Blanks and character widths do not count. Long strings that occur once in both texts are the anchors (in order first, moved
blocks after); what lies between two anchors is compared character by character.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from difflib import SequenceMatcher

WIDE = 12
NARROW = 5
SMALL = 1200


def squeeze(text: str) -> tuple[str, list[int]]:
    """The text without blanks, widths folded, and where each character came from.

    >>> squeeze("１ 所\\n校")
    ('1所校', [0, 2, 4])
    """
    out: list[str] = []
    places: list[int] = []
    for at, char in enumerate(text):
        if char.isspace():
            continue
        for piece in char if char < "\x7f" else unicodedata.normalize("NFKC", char):
            if not piece.isspace():
                out.append(piece)
                places.append(at)
    return "".join(out), places


def flat(text: str | None) -> str:
    """A text made comparable: no blanks, widths folded."""
    return squeeze(text)[0] if text else ""


class Alignment:
    """Leads from offsets in `ours` (the truth's text) to offsets in `theirs` (the extracted text)."""

    def __init__(self, ours: str, theirs: str) -> None:
        self.a, self.a_places = squeeze(ours)
        self.b, self.b_places = squeeze(theirs)
        self.to = [-1] * len(self.a)
        self._used = [False] * len(self.b)
        self._match(0, len(self.a), 0, len(self.b), WIDE)
        self._match_moved()

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """The range in the other text, or None where at least half of it is not there."""
        low, high = bisect_left(self.a_places, start), bisect_left(self.a_places, end)
        there = [self.to[k] for k in range(low, high) if self.to[k] >= 0]
        if not there or 2 * len(there) < high - low:
            return None
        first, last = min(there), max(there)
        if last - first > 3 * (high - low) + 12:
            return None
        return self.b_places[first], self.b_places[last] + 1

    def start(self, offset: int) -> int | None:
        """Where the first printed character at or after `offset` stands in the other text's printed characters."""
        k = bisect_left(self.a_places, offset)
        return self.to[k] if k < len(self.to) and self.to[k] >= 0 else None

    def end(self, offset: int) -> int | None:
        """As `start`, for the last printed character before `offset`."""
        k = bisect_left(self.a_places, offset) - 1
        return self.to[k] if k >= 0 and self.to[k] >= 0 else None

    def their_start(self, offset: int) -> int:
        """The other text's own offset as a place among its printed characters."""
        return bisect_left(self.b_places, offset)

    def _join(self, i: int, j: int) -> None:
        self.to[i] = j
        self._used[j] = True

    def _match(self, a0: int, a1: int, b0: int, b1: int, size: int) -> None:
        if a0 >= a1 or b0 >= b1:
            return
        if max(a1 - a0, b1 - b0) <= SMALL and (size < WIDE or a1 - a0 < 60):
            self._compare(a0, a1, b0, b1)
            return
        pairs = rising(shared_once(self.a, range(a0, a1 - size + 1), self.b, range(b0, b1 - size + 1), size))
        if not pairs:
            if size > NARROW:
                self._match(a0, a1, b0, b1, NARROW)
            elif (a1 - a0) * (b1 - b0) < 9_000_000:
                self._compare(a0, a1, b0, b1)
            return
        x, y = a0, b0
        for i, j in pairs:
            if i < x or j < y:
                continue
            gap_a, gap_b = i, j
            while gap_a > x and gap_b > y and self.a[gap_a - 1] == self.b[gap_b - 1]:
                gap_a, gap_b = gap_a - 1, gap_b - 1
            self._match(x, gap_a, y, gap_b, NARROW)
            while i < a1 and j < b1 and self.a[i] == self.b[j]:
                i, j = i + 1, j + 1
            for k in range(i - gap_a):
                self._join(gap_a + k, gap_b + k)
            x, y = i, j
        self._match(x, a1, y, b1, NARROW)

    def _compare(self, a0: int, a1: int, b0: int, b1: int) -> None:
        for i, j, n in SequenceMatcher(None, self.a[a0:a1], self.b[b0:b1], autojunk=False).get_matching_blocks():
            for k in range(n):
                self._join(a0 + i + k, b0 + j + k)

    def _match_moved(self) -> None:
        lost = [i for i in range(len(self.a) - 8) if all(t < 0 for t in self.to[i : i + 8])]
        free = [j for j in range(len(self.b) - 8) if not any(self._used[j : j + 8])]
        for i, j in shared_once(self.a, lost, self.b, free, 8):
            k = 0
            while i + k < len(self.a) and j + k < len(self.b) and self.a[i + k] == self.b[j + k] and self.to[i + k] < 0:
                if self._used[j + k]:
                    break
                self._join(i + k, j + k)
                k += 1


def shared_once(a: str, a_range: range | list[int], b: str, b_range: range | list[int], size: int) -> list[tuple[int, int]]:
    """Places of strings of `size` characters that occur once in either range, in the order of `a`."""
    first, second = once(a, a_range, size), once(b, b_range, size)
    return [(i, second[gram]) for gram, i in first.items() if i >= 0 and second.get(gram, -1) >= 0]


def once(text: str, places: range | list[int], size: int) -> dict[str, int]:
    """Each string of `size` characters and its only place, or -1."""
    seen: dict[str, int] = {}
    for at in places:
        gram = text[at : at + size]
        seen[gram] = -1 if gram in seen else at
    return seen


def rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs that rises on both sides.

    >>> rising([(1, 9), (2, 3), (4, 5)])
    [(2, 3), (4, 5)]
    """
    pairs = sorted(pairs)
    tails: list[int] = []
    ends: list[int] = []
    before = [-1] * len(pairs)
    for k, (_, j) in enumerate(pairs):
        at = bisect_left(tails, j)
        before[k] = ends[at - 1] if at else -1
        if at == len(tails):
            tails.append(j)
            ends.append(k)
        else:
            tails[at], ends[at] = j, k
    out = []
    k = ends[-1] if ends else -1
    while k >= 0:
        out.append(pairs[k])
        k = before[k]
    return out[::-1]
