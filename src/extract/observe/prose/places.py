"""Places no table knows, told by their form and by being told again: 云檀市 where 云檀 is no word."""

from __future__ import annotations

import re
from collections import Counter
from math import inf

from extract.language.tokens import Weights

__all__ = ["find_spoken_places"]

_PLACE = re.compile(
    r"(?:(?<![一-龥])|(?<=[和与及在由从赴向对是为即到省市州]))(?P<stem>[一-龥]{2,3}?)(?<![两二三四五六七八九十])(?P<end>[市县州旗区])(?![级属域直本])"
)
_LEAST = 2
"""How often a name of no table is told at least."""


def find_spoken_places(text: str, weights: Weights) -> list[str]:
    """The names a text gives places more than once, longest first; before their 市 or 县 stands no word of the dictionary."""
    words, solid = weights[0], "".join(text.split())
    counts = Counter(found.group() for found in _PLACE.finditer(solid) if words.get(found["stem"], -inf) == -inf)
    told = [name for name, times in counts.items() if times >= _LEAST and words.get(name, -inf) == -inf]
    return sorted((name for name in told if not _runs_on(name, words)), key=lambda name: (-len(name), name))


def _runs_on(name: str, words: dict[str, float]) -> bool:
    """Whether a name ends in a word of its own (工业|园区), so that what stands before it is no name."""
    return any(words.get(name[at:], -inf) > -inf for at in range(1, len(name) - 1))
