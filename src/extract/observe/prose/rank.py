"""Places in an order: who holds them, and among whom."""

from __future__ import annotations

import re

from extract.codebook.prose import fill as pattern
from extract.codebook.prose import named
from extract.observe.prose.awards import told_prizes
from extract.observe.prose.figures import Figure
from extract.observe.prose.look import Context, previous_phrase

__all__ = ["read_rank"]


def read_rank(context: Context, figure: Figure) -> bool:
    """居全省第N位, 获第N名: a rank; 第N in a list of ranks takes the name of the first."""
    if not figure.quantity.ordinal:
        return False
    lead = re.sub(r"第$|第[一二三四五六七八九十百\d]+[届次批](?=[一-龥])", "", figure.lead)
    source = named("rank_from").search(lead) if named("rank_moved").match(figure.tail) else None
    if source is not None:
        lead = lead[: source.start()]
    found = named("ranked_at").search(lead) or pattern(r"(?P<what>.*?)(?:{rank})(?:于|在)?(?P<where>[^第]*)$").search(lead)
    last = context.done[-1] if context.done else None
    if (
        last is not None
        and last.kind == "rank"
        and (last.group == figure.group >= 0 or found is None or last.role == "from")
        and ";" not in context.sentence.text[last.end : figure.start]
    ):
        figure.stem, figure.name = last.stem, last.name
        figure.qualifier = named("rank_moved").sub("", lead).strip("、和") or last.qualifier
    else:
        streak = last.stem if last is not None and re.search(r"连续.数$", last.name) else ""
        what = _before_field(context, figure, found["what"] if found else lead)
        what = named("rank_back").sub("", named("rank_front").sub("", what))
        where = found["where"] if found else ""
        if named("whole_region").fullmatch(what):
            what, where = "", what + where  # 学院全省排名第7: among whom, not what
        if not re.search(r"[一-龥]{2}", what):
            ranked = last.stem if last is not None and last.kind == "rank" else ""
            won = named("contest_front").sub("", context.contest) if last is not None and last.rule == "prose.award" else ""
            grown = last.name if last is not None and last.role == "change" and last.kind == "change" else ""
            before = won or grown or previous_phrase(context, figure)
            told = streak or before or (context.last.stem if context.last else ranked)
            scored = context.last is not None and context.last.kind == "score" and not (streak or before)
            figure.qualifier = context.last.qualifier if context.last and scored else None
            what = where if re.search(r"赛|总分", where) else named("rank_back").sub("", told)
        prizes = told_prizes(context, what)
        what = what if prizes is None or prizes.stem == "获奖" else prizes.name.removesuffix("数") + "数"
        figure.stem, figure.name = what, what + "排名"
        where = "" if where == what else where
        figure.qualifier = "；".join(part for part in (figure.qualifier, where) if part) or None
    figure.kind, figure.unit = "rank", figure.unit or "位"
    if source is not None:
        figure.role, figure.baseline = "from", context.sentence.period_in(figure.lead_start + source.start(), figure.start)
    return True


def _before_field(context: Context, figure: Figure, words: str) -> str:
    """The words without their period; behind the number of those ranked (总分在8所|学校中排名第5) what stands before it."""
    told = context.done[-1] if context.done else None
    text = context.sentence.text
    field = named("ranked_among").search(text, 0, told.start) if told is not None and told.sort in ("thing", "person") else None
    if told is not None and field is not None and re.fullmatch(r"[一-龥]{0,8}第", text[told.end : figure.start]):
        scored = next((f for f in reversed(context.done[:-1]) if f.kind == "score"), None)
        return field["what"] or (scored.stem.removesuffix("得分") if scored is not None else "")
    if told is None or (words and words[-1] != "中"):
        return _undated(context, figure, words)
    if re.match(r"[一-龥]{0,8}中(?!的)[^,;。]{2,8}$", text[told.end : figure.start]) is None:
        return _undated(context, figure, words)
    before = re.search(r"([一-龥“”]*)在[一-龥]{0,4}$", text[: told.start])
    return before[1] if before else words


def _undated(context: Context, figure: Figure, words: str) -> str:
    """The words without the period they begin with."""
    ends = [p.end for p in context.sentence.periods if p.start <= figure.lead_start < p.end]
    return words[max(ends) - figure.lead_start :].lstrip("的,") if ends else words
