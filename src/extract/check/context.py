"""The words around a number, and how far the words around two numbers are the same."""

from __future__ import annotations

import re
from functools import lru_cache

from extract.check.fact import BREAK, Fact, Ledger, squeeze
from extract.codebook.formulas import Words

REACH = 40
BEHIND = 16
NOT_WORDS = re.compile(r"[^\u4e00-\u9fffA-Za-z]+")


def clause_before(fact: Fact, ledger: Ledger) -> str:
    """The words from the last mark to a number of running text, numbers among them."""
    start = max(fact.observation.char_start, fact.start - REACH)
    return re.sub(r"\s", "", BREAK.split(ledger.text[start : fact.start])[-1])


def clause_behind(fact: Fact, ledger: Ledger) -> str:
    """The words from a number of running text to the next mark or number."""
    behind = ledger.text[fact.end : min(fact.end + BEHIND, fact.observation.char_end)]
    return re.sub(r"\s", "", re.split(r"[，。；：、,;:！？!?\n\t（(）)《》\d]", behind)[0])


def words_of(fact: Fact, ledger: Ledger) -> frozenset[str]:
    """The pairs of characters in the words that say what a number is: its clause, or its row and column, and the reading's name."""
    observation = fact.observation
    texts = [observation.name, observation.qualifier or ""]
    if observation.source == "prose":
        texts += [fact.label, clause_behind(fact, ledger)]
    else:
        texts += [observation.parent or ""]
    return pairs_of(texts, ledger.words)


def pairs_of(texts: list[str], words: Words) -> frozenset[str]:
    """The pairs of characters in some texts, without those that stand in any context."""
    return frozenset(pair for text in texts for pair in split_pairs(text, words.empty_words))


@lru_cache(maxsize=16384)
def split_pairs(text: str, empty: tuple[str, ...]) -> tuple[str, ...]:
    """The pairs of characters of one text.

    >>> split_pairs("全校在校生数", ("全校", "数"))
    ('在校', '校生')
    """
    bare = NOT_WORDS.sub(" ", squeeze(text))
    for word in empty:
        bare = bare.replace(word, " ")
    return tuple(piece[i : i + 2] for piece in bare.split() for i in range(max(len(piece) - 1, 0)))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of the shorter context that the longer one holds too (0 to 1).

    >>> likeness(frozenset({"在校", "校生"}), frozenset({"在校", "校生", "全日"}))
    1.0
    """
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter else 0.0


def thing_of(fact: Fact, words: Words) -> tuple[str, str]:
    """What a number counts or measures, so far as its unit tells: 名 and 人 are one thing, 人次 is another."""
    bare = (fact.observation.unit or "").lstrip("百千万亿") if fact.family == "count" else fact.unit
    return fact.family, words.same_count.get(bare, bare)
