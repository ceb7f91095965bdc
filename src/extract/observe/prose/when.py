"""When a number holds: the period printed for it, the one still open from before, or the report's own."""

from __future__ import annotations

import re
from dataclasses import dataclass

from msgspec.structs import replace

from extract.codebook.prose import fill, named
from extract.observe.prose.figures import Figure, Sentence
from extract.period import FoundPeriod, Period, resolve, shift_period

_CARRIED = ("calendar_year", "school_year", "cohort", "instant")


@dataclass(slots=True)
class Clock:
    """The report's own period, and the period open in the paragraph."""

    default: Period | None
    open: Period | None = None


def date_figures(sentence: Sentence, clock: Clock) -> None:
    """Give every live figure its period and how it is known; leave the sentence's own period open for the next one."""
    scopes = [(p, _reach(sentence, p)) for p in sentence.periods if _opens(sentence, p)]
    closing = _bracketed(sentence)
    for figure in sentence.figures:
        if figure.reason is None:
            _date(sentence, clock, figure, scopes, closing)
    whole = len(sentence.text)
    live = [f.start for f in sentence.figures if f.reason is None]
    first = min(live, default=whole)
    stated = [p for p, reach in scopes if p.period is not None and p.period.kind in _CARRIED and reach == whole and p.start < first]
    if stated:
        period = stated[-1].period
        near = clock.default is None or (period is not None and abs(period.year - clock.default.year) <= 1)
        clock.open = period if near else clock.open


def _reach(sentence: Sentence, found: FoundPeriod) -> int:
    """How far a period speaks: to the end of the sentence, but only to the next comma where it adds a value of another year."""
    text, period = sentence.text, found.period
    earlier = [p for p in sentence.periods if p.end <= found.start and p.period is not None]
    added = re.match(r"(?:为|是|的?\d)", text[found.end :]) is not None and period is not None
    later = [p.period.year for p in earlier if p.period is not None]
    if added and period is not None and later and max(later) > period.year:
        stop = re.search(r"[,;。]", text[found.end :])
        return found.end + stop.start() if stop else len(text) - 1
    return len(text)


def _opens(sentence: Sentence, found: FoundPeriod) -> bool:
    """Whether a period says when what follows holds: not one compared with, not one of an event or in a bracket."""
    text = sentence.text
    before, after = text[max(0, found.start - 6) : found.start], text[found.end : found.end + 8]
    if found.relative is not None and found.shift < 0 and found.relative != "other":
        return False
    listed = re.search(named("compare").pattern + r"(?:[^,;。、]*[年届]、)*$", text[max(0, found.start - 40) : found.start])
    if listed or named("baseline").search(text[: found.start]) or re.search(r"(?:由|从|自|是|“|《)$", before):
        return False
    if named("valued").search(text[: found.start]) or (found.text.endswith("级") and not named("enrolling").match(after)):
        return False
    span = found.period is not None and found.period.kind == "other" and "-" in found.period.label[1:]
    if span and not fill(r"^(?:,|期间|间|累计|共|{do}|{have}|{copula}|{subject})").match(after):
        return False
    leavers = found.period is not None and found.period.kind == "cohort" and after.startswith("毕业")
    if re.search(r"(?:到|(?<!截)至|于|入选|及|和)$", before) or (named("event").match(after) and not leavers):
        return False
    return not ("(" in before and ")" in after and "," not in before)


def _bracketed(sentence: Sentence) -> list[tuple[int, int, FoundPeriod]]:
    """Ranges a period in brackets speaks for: back from the bracket to the last semicolon or stop."""
    found = []
    for period in sentence.periods:
        bracket = re.search(r"\([^()]*$", sentence.text[: period.start])
        if bracket and re.match(r"(?:数据|度)?\)", sentence.text[period.end :]) and period.start - bracket.start() <= 2:
            begin = max(sentence.text.rfind(mark, 0, bracket.start()) for mark in ";。") + 1
            found.append((begin, bracket.start(), period))
    return found


def _date(
    sentence: Sentence,
    clock: Clock,
    figure: Figure,
    scopes: list[tuple[FoundPeriod, int]],
    closing: list[tuple[int, int, FoundPeriod]],
) -> None:
    current = [p for p, reach in scopes if p.end <= figure.start < reach]
    carried = clock.open
    if carried is not None and carried.kind == "cohort" and named("of_leavers").search(sentence.text) is None:
        carried = None
    nearest = carried or clock.default
    period, basis = (carried, "context") if carried else (clock.default, "report_default")
    if current:
        last = current[-1]
        known = resolve(last, clock.default, nearest)
        if known is not None:
            period, basis = known, "stated" if last.period is not None else "context"
            if last.period is None and last.relative == "other" and last.shift == 0:
                stated = [p.period for p in current if p.period is not None and p.period.kind in _CARRIED]
                period = stated[-1] if stated else nearest
    for begin, end, found in closing:
        if begin <= figure.start < end and found.period is not None and figure.end > end - 40:
            period, basis = found.period, "stated"
    if period is not None and clock.default is not None and period.kind == "other" and period.year > clock.default.year:
        period = replace(period, year=clock.default.year)
    if figure.own is not None and figure.own.period is not None:
        period, basis = figure.own.period, "stated"
    elif figure.role in ("baseline", "from"):
        period, basis = _earlier(figure, period, clock)
    elif figure.baseline is not None:
        _qualify(figure, period, clock)
    figure.period, figure.basis = period, basis


def _earlier(figure: Figure, period: Period | None, clock: Clock) -> tuple[Period | None, str]:
    """The period of a level that something is compared with or has risen from."""
    found = figure.baseline
    if found is None:
        return (shift_period(period, -1) if period is not None else None), "context"
    if found.period is not None:
        return found.period, "stated"
    return resolve(found, clock.default, period), "context"


def _qualify(figure: Figure, period: Period | None, clock: Clock) -> None:
    """A baseline that is not the previous period, or one of several, goes into the qualifier."""
    found = figure.baseline
    assert found is not None
    listed = "baseline_listed" in figure.flags
    if found.period is None and not listed:
        return
    previous = found.period is not None and period is not None and found.period.year == period.year - 1
    if listed or not previous or (found.period is not None and found.period.kind == "cohort"):
        mark = "比" + found.text
        figure.qualifier = f"{figure.qualifier}；{mark}" if figure.qualifier else mark
