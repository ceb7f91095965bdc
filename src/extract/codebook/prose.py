"""The patterns of running text: what is left out and why, words of intention, and named patterns; `prose.yaml` holds them."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from pathlib import Path

from msgspec import Struct

from extract.codebook.table import FOLDER, CodebookError, read_table, read_yaml
from extract.codebook.words import load_words

__all__ = ["LeftOut", "ProsePatterns", "fill", "load_confidence", "load_prose", "named", "words_pattern"]


class LeftOut(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rule on numbers that are no indicators: it holds where everything it states holds."""

    reason: str
    sorts: tuple[str, ...] = ()
    not_sorts: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    not_measures: tuple[str, ...] = ()
    numerals: tuple[str, ...] = ()
    hedges: tuple[str, ...] = ()
    ordinal: bool = False
    not_ordinal: bool = False
    ranged: bool = False
    hedged: bool = False
    led: bool = False
    unread: bool = False
    unitless: bool = False
    most: Decimal | None = None
    least: Decimal | None = None
    printed: str = ""
    before: str = ""
    not_before: str = ""
    wide: str = ""
    not_wide: str = ""
    sentence: str = ""
    after: str = ""
    not_after: str = ""


_SEARCHED = ("before", "not_before", "wide", "not_wide", "sentence", "after", "not_after")


class ProsePatterns(Struct, frozen=True, kw_only=True):
    """Everything `prose.yaml` says."""

    reject: tuple[LeftOut, ...]
    plan: dict[str, str]
    patterns: dict[str, str]


def words_pattern(*classes: str) -> str:
    """An alternation of the words of some classes, longest first."""
    words = {word for name in classes for word in load_words()[name]}
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word))) + ")"


@cache
def fill(template: str) -> re.Pattern[str]:
    """A pattern with every `{class}` filled from the word list."""
    return re.compile(re.sub(r"\{([a-z_]+)\}", lambda m: words_pattern(m[1]), template))


@cache
def load_prose(folder: Path = FOLDER) -> ProsePatterns:
    """The patterns, each compiled once to be sure it can be. Raises `CodebookError`."""
    path = folder / "prose.yaml"
    try:
        found = read_yaml(path, ProsePatterns, strict=False)
        texts = [*found.plan.values(), *found.patterns.values()]
        texts += [getattr(rule, name) for rule in found.reject for name in _SEARCHED]
        for text in texts:
            fill(text)
    except (re.error, KeyError) as error:
        raise CodebookError(f"{path.name}: {error}") from error
    return found


@cache
def named(name: str) -> re.Pattern[str]:
    """One of the named patterns."""
    return fill(load_prose().patterns[name])


class _Confidence(Struct, frozen=True):
    rule: str
    right: int
    found: int


@cache
def load_confidence(folder: Path = FOLDER) -> dict[str, float]:
    """How often each rule was right on annotated reports (name, unit and year together), held back where it was rarely seen.

    `confidence.csv` is written by `python -m tests.observe.measure_rules`.
    """
    rows = read_table(folder / "confidence.csv", _Confidence)
    return {row.rule: round((row.right + 2) / (row.found + 4), 2) for _, row in rows}
