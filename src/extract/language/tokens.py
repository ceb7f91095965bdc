"""Word boundaries that never cut a number: quantities and periods are found first, jieba cuts the rest."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from functools import cache
from typing import Any

from extract.codebook.words import load_words

__all__ = ["cut", "word_cutter"]

_STRONG = 20_000
"""The weight of our own words: enough that two common neighbours do not win over one term."""


@cache
def word_cutter(terms: tuple[str, ...] = ()) -> Any:
    """A private jieba tokenizer with our words in it; it writes no cache file and reads none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    module: Any = jieba
    module.setLogLevel(60)
    cutter: Any = module.Tokenizer()
    cutter.FREQ, cutter.total = cutter.gen_pfdict(cutter.get_dict_file())
    cutter.initialized = True
    words = {word for members in load_words().values() for word in members if len(word) > 1}
    for word in sorted(words | set(terms)):
        cutter.add_word(word, _STRONG)
    return cutter


def cut(text: str, kept: Iterable[tuple[int, int]], terms: tuple[str, ...] = ()) -> list[tuple[int, int]]:
    """The ranges of the words in normalised text; each range of `kept` (in order, disjoint) is one word.

    >>> text = "学校现有实训室1,205间"
    >>> [text[a:b] for a, b in cut(text, [(7, 13)])]
    ['学校', '现有', '实训室', '1,205间']
    """
    cutter, ranges, at = word_cutter(terms), [], 0
    for start, end in [*kept, (len(text), len(text))]:
        for word in cutter.cut(text[at:start], HMM=False) if at < start else ():
            ranges.append((at, at + len(word)))
            at += len(word)
        if start < end:
            ranges.append((start, end))
        at = end
    return ranges
