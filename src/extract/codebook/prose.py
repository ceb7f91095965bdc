"""The patterns of running text: what is left out and why, words of intention, and named patterns; `prose.yaml` holds them."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from pathlib import Path

from msgspec import Struct

from extract.codebook.table import FOLDER, CodebookError, read_table, read_yaml
from extract.codebook.words import load_words

__all__ = ["LeftOut", "ProsePatterns", "check", "fill", "load_confidence", "load_prose", "named", "words_pattern"]


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


@cache
def words_pattern(*classes: str) -> str:
    """An alternation of the words of some classes, longest first."""
    words = {word for name in classes for word in load_words()[name]}
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word))) + ")"


@cache
def fill(template: str) -> re.Pattern[str]:
    """A pattern with every `{class}` filled from the word list."""
    return re.compile(_spell(template))


def check(template: str) -> None:
    """Whether a pattern can be compiled, told by its outline: the sets of Chinese characters are what makes compiling slow.

    Raises `re.error`, or `KeyError` for an unknown class.

    >>> check("(?<!未)(?:获奖|[一-十]等奖)")
    >>> check("(获奖")
    Traceback (most recent call last):
    re.error: missing ), unterminated subpattern at position 0
    """
    for name in _CLASS.findall(template):
        load_words()[name]
    if _WORDS.fullmatch(template):
        return
    if "(?<" in template:
        outline = _SET_RANGE.sub(_range, _spell(template)).translate(_WIDE)
    else:
        outline = _RUN.sub("_", _SET_RANGE.sub(_range, _CLASS.sub("(?:_)", template)).translate(_WIDE))
    try:
        _compile_outline(outline)
    except re.error:
        fill(template)


_CLASS = re.compile(r"\{([a-z_]+)\}")
# Words and alternatives alone are a pattern always.
_WORDS = re.compile(r"[\w|]*")
# A range of wide characters may run backwards: the outline keeps that.
_SET_RANGE = re.compile(r"([^\x00-\x7f])-([^\x00-\x7f])")
# Runs and alternatives of outlined characters, where no lookbehind asks for their length.
_RUN = re.compile(r"_+(?:\|_+)*")


class _Outline(dict[int, str]):
    """Every character that is not ASCII, as one that is."""

    def __missing__(self, code: int) -> str:
        self[code] = "_" if code > 127 else chr(code)
        return self[code]


_WIDE = _Outline()


def _range(found: re.Match[str]) -> str:
    return "a-b" if found[1] <= found[2] else "b-a"


def _spell(template: str) -> str:
    return _CLASS.sub(lambda found: words_pattern(found[1]), template) if "{" in template else template


@cache
def _compile_outline(text: str) -> None:
    re.compile(text)


@cache
def load_prose(folder: Path = FOLDER) -> ProsePatterns:
    """The patterns, each checked to be sure it can be compiled. Raises `CodebookError`."""
    path = folder / "prose.yaml"
    try:
        found = read_yaml(path, ProsePatterns, strict=False)
        texts = [*found.plan.values(), *found.patterns.values()]
        texts += [getattr(rule, name) for rule in found.reject for name in _SEARCHED]
        for text in texts:
            check(text)
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
