"""Printed periods: `2023~2024学年`, `截至2024年8月31日`, `2023届`, `上一年度`, and what a relative one means in its report.

A school year runs from September to August and is the year it ends in. Relative words are data: `codebook/periods.csv`.
"""

from __future__ import annotations

import calendar
import csv
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from extract.model import PeriodKind
from extract.numeral import read_chinese
from extract.text import normalise

__all__ = ["FoundPeriod", "Period", "calendar_year", "default_period", "find_periods", "resolve", "scan_periods", "shift_period"]

Relative = Literal["year", "school_year", "cohort", "previous", "default", "other"]


class Period(Struct, frozen=True, kw_only=True, gc=False):
    """One period: kind, label as the output has it (`2024`, `2023-2024学年`, `2024-08-31`), year, first and last day."""

    kind: PeriodKind
    label: str
    year: int
    start: str | None = None
    end: str | None = None


class FoundPeriod(Struct, frozen=True, kw_only=True, gc=False):
    """A period where it is printed; `period` is None where only the report can say (上一年度): then `relative` and `shift`."""

    text: str
    start: int
    end: int
    period: Period | None
    relative: Relative | None = None
    shift: int = 0


def school_year(ends: int) -> Period:
    """The school year that ends in a calendar year."""
    return Period(kind="school_year", label=f"{ends - 1}-{ends}学年", year=ends, start=f"{ends - 1}-09-01", end=f"{ends}-08-31")


def calendar_year(year: int) -> Period:
    """The calendar year."""
    return Period(kind="calendar_year", label=str(year), year=year, start=f"{year}-01-01", end=f"{year}-12-31")


def cohort(year: int) -> Period:
    """The pupils who leave in a year."""
    return Period(kind="cohort", label=f"{year}届", year=year)


def instant(year: int, month: int, day: int) -> Period:
    """One day."""
    label = f"{year}-{month:02}-{day:02}"
    return Period(kind="instant", label=label, year=year, start=label, end=label)


def _span(first: int, last: int) -> Period:
    return Period(kind="other", label=f"{first}-{last}", year=last, start=f"{first}-01-01", end=f"{last}-12-31")


def _month(year: int, month: int, last: tuple[int, int] | None = None) -> Period:
    """A month, or the months up to another one; September to August is a school year."""
    end_year, end_month = last or (year, month)
    if (month, end_month, end_year - year) == (9, 8, 1):
        return school_year(end_year)
    if (month, end_month, end_year - year) == (1, 12, 0):
        return calendar_year(year)
    label = f"{year}-{month:02}" + (f"/{end_year}-{end_month:02}" if last else "")
    end = f"{end_year}-{end_month:02}-{calendar.monthrange(end_year, end_month)[1]}"
    return Period(kind="other", label=label, year=end_year, start=f"{year}-{month:02}-01", end=end)


_Y = r"(?<!\d)((?:19|20)\d\d)"
_C = r"([一二][零〇○O0一二三四五六七八九]{3})"
_TO = r"(?:-|—|——|~|至|到|/|--)"
_SCHOOL = re.compile(rf"{_Y}年?{_TO}(?:(20\d\d)|(\d\d))年?(?:学年度?)|{_Y}年?{_TO}(20\d\d)年度")
_ONE_SCHOOL = re.compile(rf"{_Y}学年度?")
_MONTHS = re.compile(rf"{_Y}年(\d{{1,2}})月(?:\d{{1,2}}日)?{_TO}(?:(20\d\d)年)?(\d{{1,2}})月(?:底|末|\d{{1,2}}日)?")
_DATE = re.compile(rf"(截至|截止到?|至)?{_Y}年(\d{{1,2}})月(?:份|(底|末)|(\d{{1,2}})[日号])?")
_ISO = re.compile(rf"(截至|截止到?|至)?{_Y}[-./](\d{{1,2}})[-./](\d{{1,2}})(?![\d-])")
_COHORT = re.compile(rf"{_Y}(?:年|级)?届")
_TERM = re.compile(rf"{_Y}年?(春季|秋季|春|秋)(学期|季)?|{_Y}年(上半年|下半年|第[一二三四1-4]季度)")
_END = re.compile(rf"(截至|截止到?|至|到)?{_Y}年(年底|底|末|年末)")
_YEARS = re.compile(rf"{_Y}年?{_TO}(20\d\d)年(?!度)")
_YEAR = re.compile(rf"{_Y}(?:年?(?:自然|财政|会计|日历)年度?|财年|年度|年(?!级|制|版)|级(?=[^学别,。;]))")
_HAN_DATE = re.compile(
    rf"(截至|截止到?)?{_C}年(?:([一二三四五六七八九十]{{1,2}})月(?:([一二三四五六七八九十]{{1,3}})日|(底|末))?|(度))?"
)
_PLAN = re.compile(r"[\"“‘']?(十[一二三四五六]五)[\"”’']?(期末|末|收官|结束|开局|起步|初期|之初|初(?![中级步])|时期|期间|以来)")
_LAST = re.compile(r"(近|过去|最近|前)([一二两三四五六七八九十]|\d{1,2})(个学年|学年|届|年)(?:来|以来|间)?")
_SINCE = re.compile(r"([一二两三四五六七八九十]|\d{1,2})年(?:来|间)")
_AGO = re.compile(r"(?<![\d.近])([一二两三四五六七八九十]|\d{1,2})年(?:之)?前(?![后往])")
_FIRST_PLAN = {"十一五": 2006, "十二五": 2011, "十三五": 2016, "十四五": 2021, "十五五": 2026}


def scan_periods(text: str) -> list[FoundPeriod]:
    """Every period in normalised text, in order, the longest reading winning."""
    found: list[FoundPeriod] = []
    taken = bytearray(len(text))
    for match, read in _readings(text):
        if any(taken[match.start() : match.end()]):
            continue
        period = read(match)
        if period is not None:
            found.append(replace(period, text=match.group(), start=match.start(), end=match.end()))
            taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    for match in _relative_words().finditer(text):
        if not any(taken[match.start() : match.end()]):
            meaning, shift = _relatives()[match.group()]
            found.append(
                FoundPeriod(text=match.group(), start=match.start(), end=match.end(), period=None, relative=meaning, shift=shift)
            )
    return sorted(found, key=lambda f: f.start)


def _readings(text: str) -> Iterator[tuple[re.Match[str], _Reader]]:
    """Every place a pattern fits, pattern by pattern; one that needs a printed year is tried at those years only."""
    for needs, readers in _BY_YEAR:
        starts = [(found.start() - len(_until(text, found.start())), found.start()) for found in needs.finditer(text)]
        for pattern, read in readers if starts else ():
            for lead, year in starts:
                match = pattern.match(text, lead) or (pattern.match(text, year) if lead < year else None)
                if match is not None:
                    yield match, read
    for pattern, read in _IN_WORDS if "年" in text or "十" in text or "届" in text else ():
        for match in pattern.finditer(text):
            yield match, read


def _until(text: str, year: int) -> str:
    """The word right before a year that makes it an end: 截至|2023年."""
    return next((word for word in _UNTIL if text.endswith(word, 0, year)), "")


def _relative(relative: Relative, shift: int) -> FoundPeriod:
    return FoundPeriod(text="", start=0, end=0, period=None, relative=relative, shift=shift)


def _stated(period: Period | None) -> FoundPeriod | None:
    return None if period is None else FoundPeriod(text="", start=0, end=0, period=period)


def _read_school(m: re.Match[str]) -> FoundPeriod | None:
    first = int(m[1] or m[4])
    last = int(m[2] or m[5] or m[1][:2] + m[3])
    return _stated(school_year(last) if last == first + 1 else _span(first, last) if last > first else None)


def _read_months(m: re.Match[str]) -> FoundPeriod | None:
    year, month, last, end = int(m[1]), int(m[2]), int(m[3] or m[1]), int(m[4])
    valid = 1 <= month <= 12 and 1 <= end <= 12 and (last, end) >= (year, month)
    return _stated(_month(year, month, (last, end)) if valid else None)


def _read_date(m: re.Match[str]) -> FoundPeriod | None:
    year, month = int(m[2]), int(m[3])
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    if m[5]:
        return _stated(instant(year, month, int(m[5])) if 1 <= int(m[5]) <= last else None)
    return _stated(instant(year, month, last) if m[4] or m[1] else _month(year, month))


def _read_iso(m: re.Match[str]) -> FoundPeriod | None:
    year, month, day = int(m[2]), int(m[3]), int(m[4])
    valid = 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]
    return _stated(instant(year, month, day) if valid else None)


def _read_han_date(m: re.Match[str]) -> FoundPeriod | None:
    digits = read_chinese(m[2].replace("O", "〇").replace("0", "〇"))
    if digits is None or not 1900 <= digits <= 2099:
        return None
    year = int(digits)
    month = int(read_chinese(m[3]) or 0) if m[3] else 0
    if not m[3]:
        return _stated(calendar_year(year))
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    day = int(read_chinese(m[4]) or 0) if m[4] else last
    if m[4] or m[5] or m[1]:
        return _stated(instant(year, month, day) if 1 <= day <= last else None)
    return _stated(_month(year, month))


def _read_term(m: re.Match[str]) -> FoundPeriod | None:
    year, half = int(m[1] or m[4]), m[5] or m[2][0] + "季学期"
    return _stated(Period(kind="other", label=f"{year}年{half}", year=year))


def _read_plan(m: re.Match[str]) -> FoundPeriod | None:
    first = _FIRST_PLAN.get(m[1])
    if first is None:
        return None
    if m[2] in ("末", "期末", "收官", "结束"):
        return _stated(calendar_year(first + 4))
    if m[2] in ("开局", "起步", "初期", "之初", "初"):
        return _stated(calendar_year(first))
    return _stated(Period(kind="other", label=f"“{m[1]}”{m[2]}", year=first + 4, start=f"{first}-01-01", end=f"{first + 4}-12-31"))


def _read_last(m: re.Match[str]) -> FoundPeriod | None:
    count = m[m.lastindex - 1] if m.lastindex == 3 else m[1]
    years = int(count) if count.isdigit() else int(read_chinese(count) or 0)
    return _relative("other", -years) if years else None


def _read_ago(m: re.Match[str]) -> FoundPeriod | None:
    years = int(m[1]) if m[1].isdigit() else int(read_chinese(m[1]) or 0)
    return _relative("year", -years) if years else None


def _read_year(m: re.Match[str]) -> FoundPeriod | None:
    year = int(m[1])
    return _stated(Period(kind="other", label=f"{year}级", year=year) if m.group().endswith("级") else calendar_year(year))


_Reader = Callable[[re.Match[str]], FoundPeriod | None]
_UNTIL = ("截止到", "截至", "截止", "至", "到")
_IN_DIGITS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (_SCHOOL, _read_school),
    (_MONTHS, _read_months),
    (_TERM, _read_term),
    (_END, lambda m: _stated(instant(int(m[2]), 12, 31))),
    (_DATE, _read_date),
    (_ISO, _read_iso),
    (_COHORT, lambda m: _stated(cohort(int(m[1])))),
    (_ONE_SCHOOL, lambda m: _stated(school_year(int(m[1]) + 1))),
    (_YEARS, lambda m: _stated(_span(int(m[1]), int(m[2])) if m[2] > m[1] else None)),
    (_YEAR, _read_year),
)
_BY_YEAR = ((re.compile(_Y), _IN_DIGITS), (re.compile(_C), ((_HAN_DATE, _read_han_date),)))
"""The patterns that begin with a printed year, or with a word of `_UNTIL` before it."""
_IN_WORDS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (_PLAN, _read_plan),
    (_LAST, _read_last),
    (_SINCE, _read_last),
    (_AGO, _read_ago),
)


@cache
def _relatives() -> dict[str, tuple[Relative, int]]:
    path = Path(__file__).resolve().parent / "codebook" / "periods.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["words"]: (row["meaning"], int(row["shift"])) for row in csv.DictReader(file)}  # type: ignore[misc]


@cache
def _relative_words() -> re.Pattern[str]:
    words = "|".join(sorted(_relatives().keys() - {"年内"}, key=lambda word: (-len(word), word)))
    # 应届生 are people, 三年内 is no year; what a word must not stand next to is told behind it, so that a search skips to its sign
    return re.compile(rf"(?:年内(?<![一二两三四五六七八九十几半\d]年内)|{words})(?!(?<=[应往]届)生)")


def find_periods(text: str) -> list[FoundPeriod]:
    """Every period in printed text, with offsets into it.

    >>> [f.period.label for f in find_periods("2023～2024 学年在校生，截至2024年8月底，二〇二三年")]
    ['2023-2024学年', '2024-08-31', '2023']
    """
    normal = normalise(text)
    found = []
    for one in scan_periods(normal.text):
        start, end = normal.origin(one.start, one.end)
        found.append(replace(one, text=text[start:end], start=start, end=end))
    return found


def shift_period(period: Period, years: int) -> Period:
    """The period of the same kind some years later or, below zero, earlier."""
    year = period.year + years
    if period.kind == "school_year":
        return school_year(year)
    if period.kind == "cohort":
        return cohort(year)
    if period.kind == "instant" and period.start:
        month, day = int(period.start[5:7]), int(period.start[8:])
        return instant(year, month, min(day, calendar.monthrange(year, month)[1]))
    return calendar_year(year)


def resolve(found: FoundPeriod, default: Period | None, nearest: Period | None = None) -> Period | None:
    """What a printed period means: itself, or a relative one read against the sentence's and the report's own period.

    >>> resolve(find_periods("上一年度")[0], school_year(2024)).label
    '2022-2023学年'
    """
    if found.period is not None:
        return found.period
    known = nearest or default
    if known is None:
        return None
    if found.relative == "other":
        first = known.year + found.shift + (0 if found.text.endswith("来") else 1)
        return _span(first, known.year) if found.shift < -1 else known
    if found.relative == "school_year":
        own = default if found.shift == 0 and default is not None and default.kind == "school_year" else known
        return school_year(own.year + found.shift)
    if found.relative == "cohort":
        return cohort(known.year + found.shift)
    if found.relative == "year" and found.shift == 0:
        return calendar_year((default or known).year)
    if found.relative == "default":
        return default
    return shift_period(known, found.shift)


def default_period(start: str | None, end: str | None, year: int | None) -> Period | None:
    """A report's own period from its frame: dates as stated (`2023-09-01`, `2024-08`), else the year in its title.

    >>> default_period("2023-09-01", "2024-08-31", 2024).label, default_period(None, None, 2019).label
    ('2023-2024学年', '2019')
    """
    if start and end:
        first, last = int(start[:4]), int(end[:4])
        if last == first + 1 and start[5:7] in ("", "09", "08") and end[5:7] in ("", "07", "08", "09"):
            return school_year(last)
        if first == last:
            return calendar_year(last)
        return _span(first, last)
    if end:
        parts = [int(part) for part in end.split("-")]
        return instant(*parts) if len(parts) == 3 else calendar_year(parts[0])
    return calendar_year(year) if year else None
