"""The period a report's data are from, as its first pages state it: a school year, months of a calendar year, a cut-off day."""

from __future__ import annotations

import re

from msgspec import Struct

from extract.codebook.places import Regions
from extract.period import FoundPeriod, Period, find_periods

_SENTENCE = re.compile(r"[。；\n]")
_CLAUSE = re.compile(r"[，,。；（）()\n]")
# No sentence that says a period is longer; one that never stops is looked at no further.
_LONGEST = 1000
# Said of the report's data; named in passing.
_STATED, _PASSING = 2, 1


class _Claim(Struct):
    """A period the report may be about, and how plainly it says so."""

    strength: int
    period: Period


def read_period(front: str, year: int | None, words: Regions) -> tuple[str | None, str | None]:
    """First and last day, either null where nothing is said.

    A period said of the data (数据, 采集, 统计) or of the report comes before a school year only named; a cut-off day ends it.
    """
    claims: list[_Claim] = []
    cutoff: str | None = None
    for whole in _SENTENCE.split(front):
        sentence = whole[:_LONGEST]
        for found in find_periods(sentence):
            if found.period is None or not _is_near(found.period, year):
                continue
            if found.period.kind == "instant":
                cutoff = cutoff or _cutoff(sentence, found, words)
            elif claim := _claim(sentence, found, words):
                claims.append(claim)
    best = max(claims, key=lambda each: each.strength, default=None)
    if best is None:
        return None, cutoff
    start, end = best.period.start, best.period.end
    if best.period.kind == "school_year" and cutoff and start and start < cutoff and int(cutoff[:4]) - int(start[:4]) <= 1:
        end = cutoff
    return start, end


def _is_near(period: Period, year: int | None) -> bool:
    return year is None or year - 2 <= period.year <= year


def _claim(sentence: str, found: FoundPeriod, words: Regions) -> _Claim | None:
    period = found.period
    assert period is not None
    told = any(word in sentence for word in words.data_words) or any(word in sentence for word in words.report_words)
    if period.kind == "school_year":
        return _Claim(strength=_STATED if told else _PASSING, period=period)
    clause = _clause(sentence, found)
    months = "月" in found.text and period.start is not None and period.end is not None
    if months and told and not any(word in clause for word in words.money_words):
        return _Claim(strength=_STATED, period=period)
    return None


def _clause(sentence: str, found: FoundPeriod) -> str:
    before = _CLAUSE.split(sentence[: found.start])[-1]
    behind = _CLAUSE.split(sentence[found.end :])[0]
    return before + found.text + behind


def _cutoff(sentence: str, found: FoundPeriod, words: Regions) -> str | None:
    """The day where the data end: 数据截至…, 统计时点为…; not the day some number was counted."""
    before = sentence[max(0, found.start - 40) : found.start + 4]
    about = any(word in before for word in words.cutoff_words)
    data = any(word in sentence for word in words.data_words) or any(word in sentence for word in words.exception_words)
    return found.period.end if about and data and found.period else None
