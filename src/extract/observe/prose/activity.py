"""What narrows a figure that its own words leave out: the activity it was counted at, the hall, or those an average is of."""

from __future__ import annotations

import re

from extract.codebook.prose import named
from extract.language.tokens import load_verbs
from extract.observe.prose.figures import Figure
from extract.observe.prose.look import COUNT, Context
from extract.observe.prose.phrase import left_phrase

__all__ = ["note_activity"]


def note_activity(context: Context, figure: Figure) -> None:
    """开展“送技进村”活动,授课7场、惠及农户260人: what was done there is narrowed by what it is called."""
    text = context.sentence.text
    note_those(context, figure)
    if figure.sort == "session" and figure.qualifier is None and named("meeting_bare").fullmatch(figure.stem):
        figure.qualifier = _who_met(context, figure)
    counted = figure.kind == "count" or (figure.kind == "amount" and named("spent_in").search(figure.name) is not None)
    if (figure.qualifier and figure.qualifier not in figure.name) or not counted or figure.role:
        return
    begin = text.rfind(";", 0, figure.start) + 1
    named_by = figure.rule == "prose.award" and "赛" in figure.name
    if "赛" in text and not named_by and (over := named("contest_over").search(text, begin, figure.start)):
        figure.qualifier = over["what"]
        return
    if figure.rule == "prose.award" or _note_place(text, begin, figure):
        return
    quoted = "“" in text
    told = list(named("activity").finditer(text, begin, figure.start)) if quoted else []
    head = None if told else _head(context, begin, quoted)
    if head is not None and head.end() <= figure.start and COUNT.sub("", figure.stem) not in head["what"]:
        told = [] if named("own_again").search(text, head.end(), figure.start) else [head]
    heads = bool(told) and not re.search(r"[,:]", text[begin : told[-1].start()])
    left = bool(told) and named("activity_left").search(text, told[-1].end(), figure.start) is not None
    if told and not left and told[-1]["what"] not in figure.name and (heads or figure.indicator_id is None):
        figure.qualifier, figure.flags = told[-1]["what"], [*figure.flags, "activity"]


def _who_met(context: Context, figure: Figure) -> str | None:
    """设立读书委员会,召开会议4次: the body told before that has met."""
    bodies = list(named("meeting_body").finditer(context.sentence.text, 0, figure.lead_start))
    if not bodies:
        return None
    start = context.sentence.clause_start(bodies[-1].start())
    found = left_phrase(context.sentence, start, bodies[-1].end(), context.names, None, False)
    verbs = [b for a, b in context.sentence.tokens(found.start, found.end)[:1] if context.sentence.text[a:b] in load_verbs()]
    words = context.sentence.text[max([found.start, *verbs]) : found.end]
    return words if words not in figure.name else None


def _head(context: Context, begin: int, quoted: bool) -> re.Match[str] | None:
    """The activity, class or station a clause begins with."""
    text = context.sentence.text
    if quoted and (head := named("activity_head").match(text, begin) or named("activity_does").match(text, begin)):
        return head
    head = named("unit_does").match(text, begin) if any(word in text for word in _UNITS) else None
    return head or (named("unit_topic").match(text, begin) if "专" in text or "扩招" in text else None)


_UNITS = ("队", "站", "堂", "基地", "平台", "项目", "基金")
"""What a station or project is called by, looked for first."""


def note_those(context: Context, figure: Figure) -> None:
    """茶师9人,平均年龄31岁: an average alone behind those counted is theirs; a rate goes on with what narrows their number."""
    told = context.done[-1] if context.done else None
    if told is None or figure.qualifier or figure.role or told.role or told.kind != "count":
        return
    if (
        figure.lead.startswith(("平均", "其平均", "其中平均"))
        and told.sort == "person"
        and named("average_of").fullmatch(figure.lead)
    ):
        who = COUNT.sub("", told.parent or told.name)  # of a part alone no average is told
        if who not in figure.name and named("those_averaged").fullmatch(context.sentence.text[told.end : figure.lead_start]):
            figure.qualifier = f"{told.qualifier}；{who}" if told.qualifier and not told.parent else who
    elif told.quantity.measure == "支" and figure.sort in ("session", "event") and figure.indicator_id is None:
        team = COUNT.sub("", told.stem)
        if team.endswith("队") and team not in figure.name and ";" not in context.sentence.text[told.end : figure.start]:
            figure.qualifier = team
    elif figure.kind == "rate" and "activity" in told.flags and named("rate_of_those").match(figure.lead):
        figure.qualifier, figure.flags = told.qualifier, [*figure.flags, "activity"]
    elif figure.kind == "rate" and told.rule == "prose.award" and named("rate_of_prizes").fullmatch(figure.lead):
        figure.qualifier = next((flag[5:] for flag in told.flags if flag.startswith("part:")), None)  # 团体奖9项,获奖率75%


def _note_place(text: str, begin: int, figure: Figure) -> bool:
    """Who came to a hall that the clause begins with, and how often a play named in it was shown, are narrowed by it."""
    if figure.sort in ("event", "person") and named("visits").search(figure.name):
        told = named("venue_heads").match(text, begin)
    else:
        shows = figure.sort in ("session", "event") and "《" in text
        told = named("work_shown").search(text, begin, figure.start) if shows else None
    if told is None or told["what"] in figure.name:
        return False
    figure.qualifier = told["what"]
    return True
