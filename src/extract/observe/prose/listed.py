"""What a list of numbers is told of one by one: its years (2021、2022年分别为a、b), or the members of the clause before."""

from __future__ import annotations

import itertools
import re

from msgspec.structs import replace

from extract.codebook.prose import fill as pattern
from extract.codebook.prose import named
from extract.observe.prose.change import change_end
from extract.observe.prose.figures import JOINS, Figure
from extract.observe.prose.look import Context
from extract.period import FoundPeriod, scan_periods

__all__ = ["listed_years", "members_before", "periods_before"]


def periods_before(context: Context, first: Figure) -> list[FoundPeriod]:
    """The periods listed before the first of the numbers; years in a list share one 年 (2021、2022、2023年)."""
    text, start = context.sentence.text, first.lead_start
    found = re.search(r"(?:20\d\d年?(?:、|和|与|及)){1,9}20\d\d(?:年|届|学年)", text[start : first.start])
    if found is None:
        within = [p for p in context.sentence.periods if start <= p.start and p.end <= first.start]
        return within or _periods_listed(context, first)
    kind = re.search(r"(?:年|届|学年)$", found.group())
    listed = []
    for year in re.finditer(r"20\d\d", found.group()):
        begin = start + found.start() + year.start()
        periods = scan_periods(year.group() + (kind.group() if kind else "年"))
        listed += [replace(p, start=begin, end=begin + 4) for p in periods]
    return listed


def _periods_listed(context: Context, first: Figure) -> list[FoundPeriod]:
    """The periods an earlier clause lists one by one, with no number between them and the first of the paired ones."""
    text, stop = context.sentence.text, first.lead_start
    start = max((f.end for f in context.done if f.end <= stop), default=0)
    told = [p for p in context.sentence.periods if start <= p.start and p.end <= stop]
    if len(told) == 1 and (told[0].relative == "other" or len(re.findall(r"20\d\d", told[0].text)) == 2):
        return told if ";" not in text[told[0].end : stop] else []
    joined = all(re.fullmatch("、|和|与|及|以及|至|到", text[one.end : two.start]) for one, two in itertools.pairwise(told))
    return told if len(told) > 1 and joined and ";" not in text[told[-1].end : stop] else []


def listed_years(context: Context, first: Figure, count: int) -> list[FoundPeriod]:
    """The listed periods, where there is one for each number and nothing is compared."""
    lead = first.lead
    periods = periods_before(context, first) or _years_again(context, first, count)
    if 0 < len(periods) < 3:
        periods = _each_year(context.sentence.text, periods, count)
    compared = pattern(named("compare").pattern + r"[^,;]*$").search(lead)
    compared = None if "差" in lead[-12:] else compared  # 高职生与本科生的收入差距分别为
    return periods if len(periods) == count and compared is None and change_end().search(lead) is None else []


def _years_again(context: Context, first: Figure, count: int) -> list[FoundPeriod]:
    """The years that the numbers right before were told for, in a list or one by one (2022年a%,2023年b%;升学人数分别为c、d)."""
    before = [f for f in context.done if f.end <= first.start]
    told = before[-count:]
    if len(told) < count or re.search("[、和与及]", first.lead):
        return []
    ends = [0, *(f.end for f in before)][len(before) - count : len(before)]
    apart = [context.sentence.period_in(end, f.start) for end, f in zip(ends, told, strict=True)]
    years = [f.own for f in told if f.own is not None] or [p for p in apart if p is not None]
    return years if len({p.period.year if p.period is not None else p.shift for p in years}) == count else []


def _each_year(text: str, told: list[FoundPeriod], count: int) -> list[FoundPeriod]:
    """The years of a span, where it has one for each number (2020年至2023年分别为a、b、c、d; 近三届分别为a、b、c)."""
    one, last = told[0], told[-1]
    if one.relative == "other" and one.shift == -count and "、" not in re.split("[,;。]", text[: one.start])[-1]:
        before = 1 if one.text.startswith("前") else 0
        return [replace(one, relative="previous", shift=y - count + 1 - before) for y in range(count)]
    begun = re.search(r"20\d\d(?:至|到|[-—~]+)$", text[max(0, one.start - 7) : one.start])
    span = re.fullmatch(
        r"(20\d\d)[年届]?(?:至|到|[-—~]+)(20\d\d)([年届]?)", (begun.group() if begun else "") + text[one.start : last.end]
    )
    if span is None or int(span[2]) - int(span[1]) + 1 != count:
        return told
    years = range(int(span[1]), int(span[2]) + 1)
    return [replace(p, start=one.start, end=last.end) for y in years for p in scan_periods(f"{y}{span[3] or '年'}")]


def members_before(context: Context, figure: Figure, count: int) -> list[str]:
    """The list of the clause before, one item for each number, where nothing was counted in it (A、B等专业薪资较高,月薪分别为)."""
    text = context.sentence.text
    start = max([context.done[-1].end if context.done else 0, text.rfind(";", 0, figure.lead_start) + 1])
    at = (max(start - 1, 0), figure.lead_start)
    found = named("listed_before").search(text, *at) or named("named_before").search(text, *at)
    if found is None:
        return []
    listed = found["items"].replace(" ", "")
    pieces = listed.split("、")
    ways = (JOINS.split(listed), re.split("[、和及]", listed), pieces, _joined_again(pieces))
    items = next((items for items in ways if len(items) == count and all(items)), [])
    items[:1] = [named("list_lead").sub("", item) for item in items[:1]]
    tier = named("tier_word").search(text, found.end("items"), figure.lead_start)
    return [f"{tier.group()}；{item}" for item in items] if tier else items


def _joined_again(pieces: list[str]) -> list[str]:
    """The pieces of a list, those that do not end as the last does joined to the next: 、 may be part of a name (采矿、选矿业)."""
    joined, open_ = [], ""
    for piece in pieces:
        open_ = f"{open_}、{piece}" if open_ else piece
        if piece[-1:] == pieces[-1][-1:]:
            joined.append(open_)
            open_ = ""
    return joined
