"""When a number holds: the period printed for it, the one still open from before, or the report's own."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

from msgspec.structs import replace

from extract.codebook.prose import fill, load_prose, named
from extract.model import Segment
from extract.observe.prose.figures import Figure, Sentence
from extract.period import FoundPeriod, Period, resolve, scan_periods, shift_period
from extract.text import normalise

_CARRIED = ("calendar_year", "school_year", "cohort", "instant")


@dataclass(slots=True)
class Clock:
    """The report's own period, that of its public money where it says so, and what is open in the paragraph."""

    default: Period | None
    fiscal: Period | None = None
    open: Period | None = None
    intake: Period | None = None
    above: Period | None = field(init=False)

    def __post_init__(self) -> None:
        """What the heading opened stays when a sentence's own year is closed."""
        self.above = self.open


def fiscal_year(text: str) -> Period | None:
    """The year a report says its figures of money are of, where it names one apart from its own period.

    >>> fiscal_year("学生数据截至2023年8月31日,经费数据为2022年度决算数。").label
    '2022'
    """
    for said in named("fiscal_said").finditer(text):
        stated = [p.period for p in scan_periods(said["when"]) if p.period is not None]
        if stated and stated[0].kind in ("calendar_year", "other") and stated[0].start == f"{stated[0].year}-01-01":
            return stated[0]
    return None


def years_above(headings: Mapping[str, Segment], default: Period | None) -> Callable[[str | None], Period | None]:
    """For a paragraph's section the year or cohort that the nearest heading above names alone, where it titles no document."""

    @cache
    def above(segment_id: str | None) -> Period | None:
        heading = headings.get(segment_id) if segment_id is not None else None
        if heading is None:
            return None
        title = normalise(heading.title or "").text
        stated = [p.period for p in scan_periods(title)]
        if not stated or named("document_title").search(title) is not None:
            return above(heading.parent_id)
        one = stated[0] if len(stated) == 1 else None
        near = one is not None and (default is None or abs(one.year - default.year) <= 1)
        return one if one is not None and near and one.kind in _CARRIED else None

    return above


def date_figures(sentence: Sentence, clock: Clock) -> None:
    """Give every live figure its period and how it is known; leave the sentence's own period open for the next one."""
    scopes = [(p, _reach(sentence, p, clock.open or clock.default)) for p in sentence.periods if _opens(sentence, p)]
    closing = _bracketed(sentence)
    if any("standing" in figure.flags for figure in sentence.figures):
        clock.open = clock.above
    for figure in sentence.figures:
        if figure.reason is None:
            _date(sentence, clock, figure, scopes, closing)
    whole = len(sentence.text)
    live = [f.start for f in sentence.figures if f.reason is None]
    first = min(live, default=whole)
    told = [p for p, reach in scopes if p.period is not None and p.period.kind in _CARRIED and reach == whole]
    stated = told if told and told[0].start < first else []  # of years told one after the other the last goes on
    taking = [p for p, _ in scopes if p.period is not None and p.start < first and named("intake").match(sentence.text[p.end :])]
    if taking:
        clock.intake = taking[-1].period
    elif stated and named("fiscal_said").search(sentence.text) is None:
        period = stated[-1].period
        history = named("befell").search(sentence.text, stated[-1].end) is not None
        if clock.default is None:
            period = max((p.period for p, reach in scopes if p.period is not None and reach == whole), key=lambda p: p.year)
            near = not history
        else:  # an honour told without a number dates nothing behind it
            near = period is not None and abs(period.year - clock.default.year) <= 1 and (bool(live) or not history)
        clock.open = period if near else clock.open


def _reach(sentence: Sentence, found: FoundPeriod, now: Period | None) -> int:
    """How far a period speaks: to the end of the sentence, but only to the next comma where it adds a value of another year.

    Such a year is earlier than one printed before it, or than `now` where a number stands before it (…元,2017年为3200元,其中…).
    """
    text, period = sentence.text, found.period
    earlier = [p for p in sentence.periods if p.end <= found.start and p.period is not None]
    added = fill(r"(?:为|是|的?\d)").match(text[found.end :]) is not None and period is not None
    later = [p.period.year for p in earlier if p.period is not None]
    if now is not None and any(f.reason is None and f.end < found.start for f in sentence.figures):
        later.append(now.year if text[found.start - 1] == "," else 0)
    if added and period is not None and later and max(later) > period.year:
        stop = re.search(r"[,;。]", text[found.end :])
        return found.end + stop.start() if stop else len(text) - 1
    if period is not None and period.kind == "cohort" and named("survey_of").match(text, found.end):
        stop_at = text.find(";", found.end)
        return stop_at if stop_at > 0 else len(text) - 1
    if _passing(found) and (stop := re.search(r"[,;。]" if earlier and _spans(found) else ";", text[found.end :])):
        return found.end + stop.start()
    return len(text)


def _spans(found: FoundPeriod) -> bool:
    """Whether a period covers several years."""
    if found.period is None:
        return found.relative == "other" and found.shift < -1
    return found.period.kind == "other" and found.period.start is not None and found.period.start[:4] != str(found.period.year)


def _passing(found: FoundPeriod) -> bool:
    """Whether a period only dates what is told with it: a term, a month, some years together."""
    return _spans(found) or (found.period is not None and found.period.kind == "other" and not found.text.endswith("级"))


def _opens(sentence: Sentence, found: FoundPeriod) -> bool:
    """Whether a period says when what follows holds: not one compared with, not one of an event or in a bracket."""
    text = sentence.text
    before, after = text[max(0, found.start - 6) : found.start], text[found.end : found.end + 8]
    if _from_to(sentence, found):
        return True
    if found.relative is not None and found.shift < 0 and found.relative != "other":
        return named("same_time").fullmatch(found.text) is None and _stands_alone(sentence, found)
    listed = re.search(named("compare").pattern + r"(?:[^,;。、]*[年届]、)*$", text[max(0, found.start - 40) : found.start])
    if listed or named("baseline").search(text[: found.start]) or fill(r"(?:由|从|自|是|“|《)$").search(before):
        return False
    if named("valued").search(text[: found.start]) or (found.text.endswith("级") and not named("enrolling").match(after)):
        return False
    if (
        found.period is not None
        and _spans(found)
        and not fill(r"^(?:,|期间|间|累计|共|{do}|{have}|{copula}|{subject})").match(after)
        and not _heads(sentence, found)
    ):
        return False
    leavers = found.period is not None and found.period.kind == "cohort" and after.startswith("毕业")
    now = found.relative == "default" and found.shift == 0
    befell = not leavers and named("event").match(text[found.end : found.end + 60]) is not None
    if befell or (not now and fill(r"(?:到|(?<!截)至|于|入选|及|和)$").search(before)):
        return False
    return not ("(" in before and ")" in after and "," not in before)


def _from_to(sentence: Sentence, found: FoundPeriod) -> bool:
    """Whether years together are those 从2011年到2016年 speaks of, at the head of a clause."""
    return _spans(found) and re.search(r"(?:^|[,;。(])(?:从|自)$", sentence.text[: found.start]) is not None


def _heads(sentence: Sentence, found: FoundPeriod) -> bool:
    """Whether some years together begin a clause and are not those of a plan: 2022—2023年修缮总预算70万元."""
    before, after = sentence.text[: found.start], sentence.text[found.end :]
    return found.period is not None and re.search(r"(?:^|[,;:。(])$", before) is not None and named("of_plan").match(after) is None


def _stands_alone(sentence: Sentence, found: FoundPeriod) -> bool:
    """Whether 去年 begins a clause of its own and is nothing that what follows is compared with: 去年,学校添置车床5台."""
    before, after = sentence.text[: found.start], sentence.text[found.end :]
    return re.search(r"(?:^|[,;。(])(?:而|但)?$", before) is not None and named("last_year_of").match(after) is None


def _bracketed(sentence: Sentence) -> list[tuple[int, int, FoundPeriod]]:
    """Ranges a period in brackets speaks for: back from the bracket to the last semicolon or stop."""
    found: list[tuple[int, int, FoundPeriod]] = []
    for period in sentence.periods:
        bracket = fill(r"\([^()]*$").search(sentence.text[: period.start])
        if bracket and re.match(r"(?:数据|度)?\)", sentence.text[period.end :]) and period.start - bracket.start() <= 2:
            begin = max(sentence.text.rfind(mark, 0, bracket.start()) for mark in ";。") + 1
            if found:  # each number has a bracket of its own
                begin = max(begin, found[-1][2].end, sentence.text.rfind(",", 0, bracket.start()))
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
    carried = _carried(sentence, clock, figure)
    period, basis = (carried, "context") if carried else (clock.default, "report_default")
    if current:
        last = current[-1]
        stated = [p.period for p in current if p.period is not None and p.period.kind in _CARRIED]
        near = stated[-1] if stated else carried or clock.default
        known = near if last.relative == "other" and last.shift == 0 else resolve(last, clock.default, near)
        if known is not None and not _is_past(sentence, figure, last, known, clock):
            period, basis = known, "stated" if last.period is not None else "context"
    for begin, end, found in closing:
        if begin <= figure.start < end and found.period is not None and figure.end > end - 40:
            period, basis = found.period, "stated"
            figure.own = figure.own if figure.own is not None and figure.own.period is not None else None
    if period is not None and clock.default is not None and period.kind == "other" and period.year > clock.default.year:
        period = replace(period, year=clock.default.year)
    behind = next((p for p in sentence.periods if p.start == figure.end and p.period is not None), None)
    figure.own = figure.own or behind  # 84名|2023届|毕业生
    if figure.own is not None and figure.own.period is not None:
        period, basis = figure.own.period, "stated"
    elif figure.own is not None and clock.default is not None and figure.own.relative != "other":
        period, basis = resolve(figure.own, clock.default), "context"
    elif figure.role in ("baseline", "from"):
        period, basis = _earlier(figure, period, clock)
    elif figure.baseline is not None:
        _qualify(figure, period, clock)
    figure.period, figure.basis = period, basis
    summed = figure.own is None and not figure.role and figure.rule != "prose.to"
    if summed and figure.kind in ("count", "amount") and (window := _window(sentence, figure)):
        figure.qualifier = f"{figure.qualifier}；{window}" if figure.qualifier else window
    elif "平均" in sentence.text and "年" in sentence.text:
        _note_mean(sentence, figure)


def _note_mean(sentence: Sentence, figure: Figure) -> None:
    """近四年平均到课率: the years together that a mean is of narrow it."""
    if figure.role or figure.sort == "time" or "平均" in (figure.qualifier or ""):
        return
    mean = named("mean_of_years").search(sentence.text, sentence.clause_start(figure.start), figure.start)
    if mean is not None:
        figure.qualifier = f"{mean['window']}；{figure.qualifier}" if figure.qualifier else mean["window"]


def _window(sentence: Sentence, figure: Figure) -> str:
    """The years together that a sum is of, told at the head of what was done in all of them (三年来,累计招生…,获奖…: 三年累计)."""
    if "年" not in sentence.text:
        return ""
    if figure.rule == "prose.paired" or named("each_year").match(figure.name):
        return ""  # 近三年招生数分别为: each is of its own year
    found = next(reversed(list(named("in_all").finditer(sentence.text, 0, figure.start))), None)
    if found is None:
        return ""
    between = sentence.text[found.end() : figure.start]
    if ";" in between and found.start() and sentence.text[found.start() - 1] in ",;":
        return ""  # what a clause within the sentence tells of some years ends with it
    later = any(found.end() <= p.start and p.end <= figure.start and p.relative != "other" for p in sentence.periods)
    if later or named("present").search(between) or not (named("done_in_all").search(between) or _done_since(found, figure)):
        return ""
    since = found["since"] or found["from"]
    told = since + "以来" if since else re.sub(r"[来间里]$", "", found.group())
    return told.removeprefix("自") + "累计"


def _done_since(found: re.Match[str], figure: Figure) -> bool:
    """Whether a number is of a deed done in the years before it and not in each of them (近五年投入…, 三年来共招生…)."""
    sure = named("in_all_sure").fullmatch(found.group()) is not None
    each = named("each_year").search(figure.lead) is not None
    return sure and not each and fill(r"{do}|共(?:有|计)?$").search(figure.lead) is not None


def _is_past(sentence: Sentence, figure: Figure, found: FoundPeriod, known: Period, clock: Clock) -> bool:
    """Whether the sentence has come back to the present since it named a year: 2006年合并…,现有两个校区."""
    if found.period is None or known.kind == "cohort":
        return False
    between = sentence.text[found.end : figure.start]
    if clock.default is not None and known.year > clock.default.year:
        return fill(load_prose().plan["achieved"]).search(between) is not None
    old = clock.default is None or known.year < clock.default.year - 1
    return old and (named("present").search(between) is not None or _is_lasting(between))


def _is_lasting(between: str) -> bool:
    """Whether a year dates what befell the body, and the number what it is or has: 2005年迁入新址,占地40亩.

    >>> _is_lasting("与甲校合并,占地"), _is_lasting("与甲校合并,投入"), _is_lasting("招收学生,占地")
    (True, False, False)
    """
    told, comma, own = between.rstrip(",、").rpartition(",")
    first = told.lstrip(",").partition(",")[0]
    if not comma or fill(r"\d").search(first) or named("befell").search(first) is None:
        return False
    return fill("{do}").search(own) is None or named("so_far").search(own) is not None


def _is_public_money(sentence: Sentence, figure: Figure) -> bool:
    """Whether the words since the last semicolon speak of the budget."""
    begin = sentence.text.rfind(";", 0, figure.start) + 1
    budget = named("public_money").search(sentence.text, begin, figure.start) is not None
    return budget and (figure.sort == "money" or figure.kind in ("share", "growth", "change", "per_capita"))


def _carried(sentence: Sentence, clock: Clock, figure: Figure) -> Period | None:
    """The period an earlier sentence, or the report for its public money, has left open for this figure."""
    carried = clock.open
    if carried is not None and carried.kind == "cohort" and named("of_leavers").search(sentence.text) is None:
        carried = None
    if carried is None and clock.intake is not None and named("taken_in").search(sentence.text):
        return clock.intake
    if carried is None and clock.fiscal is not None and _is_public_money(sentence, figure):
        return clock.fiscal
    return carried


def _earlier(figure: Figure, period: Period | None, clock: Clock) -> tuple[Period | None, str]:
    """The period of a level that something is compared with or has risen from."""
    found = figure.baseline
    if found is None:
        return (shift_period(period, -1) if period is not None else None), "context"
    if found.period is not None:
        return found.period, "stated"
    if found.relative == "other" and (now := clock.default or period) is not None:
        return shift_period(now, found.shift + (0 if found.text.endswith(("来", "间")) else 1)), "context"
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
