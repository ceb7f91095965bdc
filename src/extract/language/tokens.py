"""Word boundaries that never cut a number: quantities and periods are found first, jieba's dictionary cuts the rest."""

from __future__ import annotations

import re
import warnings
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache
from math import inf, log
from string import ascii_letters, digits
from typing import Any

from extract.codebook.words import load_words

__all__ = ["Weights", "Words", "cut", "load_adjectives", "load_adverbs", "load_verbs", "load_weights"]

_RUN = re.compile(r"[\u4e00-\u9fd5a-zA-Z0-9+#&._%\-]+|.", re.DOTALL)
_LATIN = frozenset(ascii_letters + digits)
_LEAST = -1e300
"""Below the weight of every word and above that of a beginning that is no word."""
_STRONG = 20_000
"""The weight of our own words: enough that two common neighbours do not win over one term."""

_VERB = re.compile(r"^(\S{2,}) \d+ v$", re.MULTILINE)
_ADJECTIVE = re.compile(r"^(\S{2,}) \d+ a$", re.MULTILINE)
_ADVERB = re.compile(r"^(\S{2,}) \d+ (?:a?d|p)$", re.MULTILINE)

Range = tuple[int, int]
Weights = tuple[dict[str, float], float]
"""The logarithm of each word's share of all words (minus infinity for what only begins one), and of a word never seen."""


@cache
def _dictionary() -> Any:
    """jieba's dictionary as a private tokenizer of it; no cache file is written and none read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    module: Any = jieba
    module.setLogLevel(60)
    cutter: Any = module.Tokenizer()
    cutter.FREQ, cutter.total = cutter.gen_pfdict(cutter.get_dict_file())
    cutter.initialized = True
    for word in sorted(_own_words()):
        cutter.add_word(word, _STRONG)
    return cutter


@cache
def load_verbs() -> frozenset[str]:
    """The words of two characters or more that jieba's dictionary knows as verbs only, without those for people (选手)."""
    return _tagged(_VERB) - load_words()["person_noun"]


@cache
def load_adverbs() -> frozenset[str]:
    """The words of two characters or more that jieba's dictionary knows as adverbs or prepositions only."""
    return _tagged(_ADVERB)


@cache
def load_adjectives() -> frozenset[str]:
    """The words of two characters or more that jieba's dictionary knows as adjectives only."""
    return _tagged(_ADJECTIVE)


def _tagged(line: re.Pattern[str]) -> frozenset[str]:
    file: Any = _dictionary().get_dict_file()
    with file:
        return frozenset(line.findall(file.read().decode("utf-8")))


def _own_words() -> set[str]:
    return {word for members in load_words().values() for word in members if len(word) > 1}


@cache
def load_weights(terms: tuple[str, ...] = ()) -> Weights:
    """The weights of jieba's words, ours, and these terms, made once; ask for them once a report, for a long key takes time."""
    counts, total = dict(_dictionary().FREQ), _dictionary().total
    for word in sorted(set(terms) - _own_words()):
        total += _STRONG
        counts[word] = _STRONG
        for end in range(1, len(word)):
            counts.setdefault(word[:end], 0)
    whole = log(total)
    weights = {count: log(count) - whole if count else -inf for count in set(counts.values())}
    return {word: weights[count] for word, count in counts.items()}, -whole


class Words:
    """The words of one text; what stands between two marks is cut when it is first asked for.

    Each range of `kept` (in order, disjoint) is one word.
    """

    __slots__ = ("_kept", "_parts", "_starts", "_weights", "text")

    def __init__(self, text: str, kept: Iterable[Range], weights: Weights) -> None:
        self.text, self._kept, self._weights = text, kept, weights
        self._starts: list[int] = []
        self._parts: list[list[Range] | int] = []

    def _part(self) -> None:
        """Note where each run between marks begins; a run not yet cut is kept as its end."""
        at = 0
        for start, end in [*self._kept, (len(self.text), len(self.text))]:
            for run in _RUN.finditer(self.text, at, start):
                self._starts.append(run.start())
                self._parts.append(run.end())
            if start < end:
                self._starts.append(start)
                self._parts.append([(start, end)])
            at = end

    def within(self, start: int, end: int) -> list[Range]:
        """The words that lie in a range, cut to it."""
        if start >= end:
            return []
        if not self._starts:
            self._part()
        found: list[Range] = []
        for at in range(max(0, bisect_right(self._starts, start) - 1), len(self._starts)):
            begin = self._starts[at]
            if begin >= end:
                break
            part = self._parts[at]
            if isinstance(part, int):
                part = self._parts[at] = list(_cut_run(self.text, begin, part, self._weights))
            found += part
        while found and found[0][1] <= start:
            del found[0]
        while found and found[-1][0] >= end:
            del found[-1]
        if found:
            found[0] = max(found[0][0], start), found[0][1]
            found[-1] = found[-1][0], min(found[-1][1], end)
        return found

    def begins(self, at: int) -> bool:
        """Whether a word begins there."""
        whole = self.within(at - 1, at + 1)
        return any(start == at for start, _ in whole)


def cut(text: str, kept: Iterable[Range], terms: tuple[str, ...] = ()) -> list[Range]:
    """The ranges of the words in normalised text; each range of `kept` (in order, disjoint) is one word.

    >>> text = "学校现有实训室1,205间"
    >>> [text[a:b] for a, b in cut(text, [(7, 13)])]
    ['学校', '现有', '实训室', '1,205间']
    """
    return Words(text, kept, load_weights(terms)).within(0, len(text))


def _cut_run(text: str, first: int, last: int, weights: Weights) -> Iterator[Range]:
    """The likeliest words of a run, as jieba weighs them (of two ways as likely the longer word); Latin letters stay together.

    jieba's own search gives the same words in twice the time.
    """
    if last - first == 1:
        yield first, last
        return
    ends = _likeliest(text[first:last], *weights)
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


def _likeliest(text: str, weights: dict[str, float], unseen: float) -> list[int]:
    """For each place where the word that begins there ends."""
    size, known = len(text), weights.get
    best, ends = [0.0] * (size + 1), [0] * size
    for start in range(size - 1, -1, -1):
        end, score, stop = start + 1, _LEAST, 0
        weight = known(text[start])
        while weight is not None:
            tried = weight + best[end]
            if tried >= score:
                score, stop = tried, end
            if end == size:
                break
            end += 1
            weight = known(text[start:end])
        best[start], ends[start] = (score, stop) if stop else (best[start + 1] + unseen, start + 1)
    return ends
