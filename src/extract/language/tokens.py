"""Word boundaries that never cut a number: quantities and periods are found first, jieba cuts the rest."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator
from functools import cache
from math import inf, log
from string import ascii_letters, digits
from typing import Any

from extract.codebook.words import load_words

__all__ = ["cut", "word_cutter"]

_RUN = re.compile(r"[\u4e00-\u9fd5a-zA-Z0-9+#&._%\-]+|.", re.DOTALL)
_LATIN = frozenset(ascii_letters + digits)
_NEVER = -inf
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
    cutter = word_cutter(terms)
    ranges: list[tuple[int, int]] = []
    at = 0
    for start, end in [*kept, (len(text), len(text))]:
        for run in _RUN.finditer(text, at, start):
            ranges += _cut_run(text, run.start(), run.end(), cutter)
        if start < end:
            ranges.append((start, end))
        at = end
    return ranges


def _cut_run(text: str, first: int, last: int, cutter: Any) -> Iterator[tuple[int, int]]:
    """The likeliest words of a run, as jieba weighs them (of two ways as likely the longer word); Latin letters stay together.

    jieba's own search gives the same words in twice the time.
    """
    if last - first == 1:
        yield first, last
        return
    ends = _likeliest(text[first:last], cutter.FREQ, log(cutter.total))
    at, size, latin = 0, last - first, -1
    while at < size:
        end = ends[at]
        if end - at == 1 and text[first + at] in _LATIN:
            latin = at if latin < 0 else latin
        else:
            if latin >= 0:
                yield first + latin, first + at
                latin = -1
            yield first + at, first + end
        at = end
    if latin >= 0:
        yield first + latin, last


def _likeliest(text: str, counts: dict[str, int], total: float) -> list[int]:
    """For each place where the word that begins there ends; `total` is the logarithm of all counts."""
    size = len(text)
    best, ends = [0.0] * (size + 1), [0] * size
    for start in range(size - 1, -1, -1):
        end, score, stop = start + 1, _NEVER, 0
        count = counts.get(text[start])
        while count is not None:
            if count and (tried := log(count) - total + best[end]) >= score:
                score, stop = tried, end
            if end == size:
                break
            end += 1
            count = counts.get(text[start:end])
        best[start], ends[start] = (score, stop) if stop else (best[start + 1] - total, start + 1)
    return ends
