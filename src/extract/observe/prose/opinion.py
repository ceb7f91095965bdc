"""Who is content with what, and how many gave each of the answers a rate sums up."""

from __future__ import annotations

import re

from extract.codebook.prose import named
from extract.observe.prose.base import base_name
from extract.observe.prose.compose import level_name
from extract.observe.prose.figures import Figure
from extract.observe.prose.look import COUNT, Context

__all__ = ["note_sample", "read_answer", "read_held", "read_opinion"]

_CLAUSE = re.compile("[,;。]")
_ASKED = re.compile("(?:对|向|面向)[^,;。]*$")


def read_opinion(context: Context, figure: Figure) -> bool:
    """Name X对Y的满意度 by who judges what: of their own school or of leavers as a whole by those who judge alone."""
    found = named("opinion_of").search(figure.lead) if figure.sort in ("share", "score") and "对" in figure.lead else None
    if found is None:
        return False
    who, what, end = found["who"], found["what"].rstrip("的"), found["end"]
    known = context.names.find(what + end, figure.sort)
    if named("judged_whole").fullmatch(what):
        level_name(figure, who + end, context.names, figure.sort)
    elif known is not None and named("opinion_of").match(f"{known.name[:-3]}对学校{end}") is None:
        level_name(figure, what + end, context.names, figure.sort)
    else:
        figure.name = figure.stem = f"{who}对{what}{end}"
        if named("judges_leavers").match(who) or named("judges_leavers").match(what):
            figure.flags.append("exact")  # no row may take it for what employers think of leavers
    figure.kind = "score" if figure.sort == "score" else "rate"
    return True


def read_answer(context: Context, figure: Figure) -> bool:
    """满意度为P%,其中“非常满意”占比Q%: how many gave one of the answers a rate sums up."""
    answer = named("answer").fullmatch(figure.lead) if figure.sort == "share" else None
    rate = next((f for f in reversed(context.done) if f.kind == "rate" and "answer" not in f.flags), None)
    if answer is None or rate is None or "其中" not in context.sentence.text[rate.end : figure.start]:
        return False
    figure.name, figure.stem = rate.name, rate.stem
    figure.kind, figure.qualifier, figure.parent = "share", answer["quoted"] or answer["plain"], rate.name
    figure.flags.append("answer")
    return True


def read_held(context: Context, figure: Figure) -> bool:
    """有P%认为Y, P%的X选择Y, N人表示Y: what some answered stands behind the number; who they are goes on from the answer before."""
    if figure.sort not in ("share", "person") or figure.lead.endswith("占"):
        return False
    text = context.sentence.text
    found = named("answered").match(text, figure.end)
    if found is None or (figure.sort == "person" and named("answered_by").fullmatch(found["verb"]) is None):
        return False
    before = next((flag[5:] for f in reversed(context.done) for flag in f.flags if flag.startswith("held:")), "")
    if named("weak_answer").fullmatch(found["verb"]) and not (before or found["who"]):
        return False
    asked = named("asked").search(text, 0, figure.start) if not (before or found["who"]) else None
    who = found["who"] or before or (asked["who"] if asked else "")
    who = "" if who == "人" else who
    figure.stem = who + found["verb"] + found["what"]
    figure.name = figure.stem + ("占比" if figure.sort == "share" else "人数")
    figure.kind = "share" if figure.sort == "share" else "count"
    figure.base = base_name(context, who) if who and figure.sort == "share" else None
    figure.flags += ["held:" + who, *(["exact"] if named("only_meant").fullmatch(found["verb"]) else [])]
    for inside in context.figures:
        if figure.end <= inside.start < found.end():
            inside.reason = "band"  # 希望月薪超过|3000元
    context.consumed = found.end()
    return True


def _reach(text: str, at: int) -> int:
    """How far the list goes on that a number stands in."""
    stop = _CLAUSE.search(text, at)
    return stop.start() if stop is not None else len(text)


def note_sample(context: Context, figure: Figure) -> None:
    """调查了N所高校的M名毕业生: whom a survey asked are none of those there are."""
    if "调查" not in context.sentence.text or figure.kind != "count" or figure.rule != "prose.level" or "调查" in figure.name:
        return
    text = context.sentence.text
    behind = (
        figure.sort == "person"
        and named("sampled_behind").search(text, figure.end, _reach(text, figure.end))
        and _ASKED.search(text, 0, figure.start)
    )
    if (behind or named("sampled").search(text, 0, figure.start)) and named("questionnaire").search(figure.name) is None:
        noun = COUNT.sub("", figure.stem or figure.name)
        figure.name, figure.indicator_id = f"调查{noun}数", None
