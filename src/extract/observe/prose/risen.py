"""Levels that rose to other levels: 由N提高到M, 分别由a和b上升为c和d; the first is of an earlier time."""

from __future__ import annotations

import re

from msgspec.structs import replace

from extract.codebook.prose import fill as pattern
from extract.codebook.prose import named, words_pattern
from extract.observe.prose.change import compared_period, inherit, period_end, plain_kind, rate_like
from extract.observe.prose.compose import level_name, per_name, share_name
from extract.observe.prose.figures import Figure
from extract.observe.prose.look import Context, previous_phrase
from extract.observe.prose.phrase import Phrase, left_phrase
from extract.period import FoundPeriod, scan_periods

__all__ = ["from_before", "read_from", "read_to"]

_YEARS = re.compile(r"(20\d\d)年?(?:至|到|[-—~–]+)20\d\d年(?:间|期间)?,")
"""The span of years at the head of a clause (2015—2020年,): its first year is that of the first of two levels."""
_COMPARED = frozenset("由从比较")
"""One of these stands before the first of two levels."""


def read_from(context: Context, figure: Figure) -> bool:
    """由N提高到M: the first of two levels, a period earlier unless one is printed."""
    if _COMPARED.isdisjoint(figure.lead):
        return False
    dated = named("dated_behind").match(context.sentence.text, figure.end)
    if not (figure.tail or dated):
        return False
    grown = dated or pattern(r"^(?:人|个)?[^,;。\d]{0,6}?{level}(?:了|约|近|到)*(?:20\d\d(?:年(?:底|末|度)?|学年|届)的?)?$").match(
        figure.tail
    )
    source = re.search(r"(?:由|从)(?P<when>[^由从,;]{0,12}?)(?:的|时的)?(?:约|近|不足)?$", figure.lead)
    if grown is None or source is None:
        grown = pattern(r"^(?:同比|又|再)?(?:{up}|{down}|{level})").match(figure.tail)
        source = named("against").search(figure.lead) if period_end(context, figure) is not None else None
    if not (grown and source):
        return False
    begin = figure.lead_start + source.start()
    share = re.search(r"(?:所?占的?比[例重]?|比例|比重)$", figure.lead[: source.start()]) if figure.sort == "share" else None
    end = figure.lead_start + share.start() if share and share.start() else begin
    phrase = left_phrase(context.sentence, figure.lead_start, end, context.names, figure.sort, False)
    last = context.last
    if not phrase.text and begin == figure.lead_start and (before := previous_phrase(context, figure)):
        known = rate_like(before) or context.names.find(before, figure.sort) is not None
        phrase = Phrase(before, begin, begin) if known else phrase
    if phrase.text or last is None:
        words = phrase.text + (share.group() if share and phrase.text else "") or source["when"]
        front = re.search(words_pattern("per"), figure.lead[: source.start()])
        if front or re.search(words_pattern("per"), words):
            per_name(figure, words, front.group() if front and front.group() not in words else "", context.names)
            figure.kind = "per_capita"
        elif figure.sort == "share" and not rate_like(words):
            share_name(figure, words, context.names, context.scope)
            figure.kind = "share"
        else:
            level_name(figure, words, context.names, figure.sort)
            figure.kind = plain_kind(figure)
    else:
        inherit(figure, last)
    behind = context.sentence.period_in(*dated.span("when")) if dated else None
    figure.role, figure.baseline = "from", behind or period_end(context, figure) or from_before(context, figure, begin)
    return bool(figure.name)


def from_before(context: Context, figure: Figure, begin: int) -> FoundPeriod | None:
    """When the first of two levels held, told once for several (与2020年相比,甲由3%提高到6%,乙由4%提高到9%; 五年间由…)."""
    stop = context.sentence.text.rfind(";", 0, begin)
    told = next((f.baseline for f in reversed(context.done) if f.role == "from" and f.start > stop), None)
    if told is not None:
        return told
    compared = compared_period(context, figure)
    if compared is not None and compared.end <= begin and compared.period is not None:
        return compared
    spans = [p for p in context.sentence.periods if stop < p.start and p.end <= begin and p.relative == "other" and p.shift < -1]
    if spans:
        return spans[-1]
    years = _YEARS.search(context.sentence.text, stop + 1, begin)
    return replace(scan_periods(years[1] + "年")[0], start=years.start(), end=years.end()) if years else None


def read_to(context: Context, figure: Figure) -> bool:
    """…提高到M after 由N: the second of two levels has the name of the first."""
    done = context.done[-1] if context.done else None
    if done is None:
        return False
    if _is_reached(context, figure, done):
        inherit(figure, done)
        figure.kind, figure.base, figure.qualifier = plain_kind(figure), None, None
        return True
    if done.role not in ("from", "baseline"):
        return False
    if pattern(r"{level}(?:了|约|近|到)*(?:20\d\d(?:年(?:底|末|度)?|学年|届)的?)?$").search(figure.lead) is None:
        return False
    dated = (
        named("dated").match(context.sentence.text, figure.end) if "(" in context.sentence.text[done.end : figure.start] else None
    )
    told = context.sentence.text.rfind(")", done.end, figure.start) + 1  # 86人(2021年)增加至|98人: that year is the first one's
    span = dated.span("when") if dated else (max(figure.lead_start, told), figure.start)
    figure.own = context.sentence.period_in(*span)
    inherit(figure, done)
    figure.role = ""
    return True


def _is_reached(context: Context, figure: Figure, done: Figure) -> bool:
    """Whether a bare 达到 says what a change with words of its own has led to (对口率比上年提高3.38%,达到46.38%)."""
    if done.role != "change" or "own" not in done.flags or figure.sort not in (done.sort, "share"):
        return False
    alike = done.sort == figure.sort or done.sort == "points"
    return alike and named("reached_by").fullmatch(context.sentence.text[done.end : figure.start]) is not None
