"""Numbers without words of their own: the measure told just before, in another unit, for another year, or said to be the same."""

from __future__ import annotations

import re

from extract.codebook.prose import fill as pattern
from extract.codebook.prose import named
from extract.observe.prose.change import inherit
from extract.observe.prose.compose import level_name
from extract.observe.prose.figures import Figure
from extract.observe.prose.look import COUNT, Context

__all__ = ["name_again", "read_same"]


_RANGE = re.compile("-|—|——|~|至|到")
"""What stands between the ends of a range."""


def read_same(context: Context, figure: Figure) -> bool:
    """这一比例上升到P%: the measure told just before, at another time; the upper end of a range, that of the lower one."""
    last, told = context.last, context.done[-1] if context.done else None
    if told is not None and told.sort == figure.sort and _RANGE.fullmatch(context.sentence.text, told.end, figure.start):
        inherit(figure, told)
        return True
    if last is None or last.sort != figure.sort or named("same").search(figure.lead) is None:
        return False
    inherit(figure, last)
    return True


def name_again(context: Context, figure: Figure, last: Figure) -> None:
    """No words at all (5个、214人): the stem told just before, counted in another unit."""
    if figure.sort == "person" and figure.lead == "其余" and (doing := named("rest_doing").fullmatch(figure.tail)):
        figure.stem, figure.name = doing.group(), doing.group() + "人数"
        figure.flags.append("exact")  # 就业90人,|其余5人待就业
        return
    if last.sort != figure.sort and (told := _told_for_other_year(context, figure)) is not None:
        inherit(figure, told)
        return
    if last.sort == figure.sort and last.quantity.measure == figure.quantity.measure:
        inherit(figure, last)
        if pattern(r"(?:总计|共计|合计|累计)(?:达到?|有|为|已)*$").search(figure.lead):
            figure.qualifier = None
            whole = named("fresh").sub("", last.stem)
            if whole and whole != last.stem:
                level_name(figure, whole, context.names, figure.sort)
        return
    if last.kind in ("rate", "share") and figure.sort in ("thing", "person"):
        last = next((f for f in reversed((*context.earlier, *context.done)) if f.quantity.measure == figure.quantity.measure), last)
    if figure.sort == "person" and last.quantity.measure == "所" and _name_pupils(context, figure, last):
        return
    stem = COUNT.sub("", last.name) if last.rule == "prose.award" else last.stem  # 一等奖9项|21人次
    level_name(figure, stem, context.names, figure.sort)
    total = pattern(r"(?:总计|共计|合计|累计)$").search(figure.lead)
    figure.qualifier, figure.parent = figure.qualifier or (None if total else last.qualifier), None


def _name_pupils(context: Context, figure: Figure, schools: Figure) -> bool:
    """村小9所、730人: those at the schools just counted are their pupils, narrowed by a kind the codebook does not know."""
    pupils = context.names.find("在校生", "person")
    if pupils is None or figure.lead.strip("、,共") or named("school_noun").search(schools.stem[-2:]) is None:
        return False
    figure.stem, figure.name, figure.indicator_id = "在校生", pupils.name, pupils.indicator_id
    kind = schools.stem if schools.indicator_id is None else ""
    figure.qualifier = "；".join(part for part in (kind, schools.qualifier) if part) or None
    return True


def _told_for_other_year(context: Context, figure: Figure) -> Figure | None:
    """2021届月薪a元、对口率b%;2022届分别为|c元|、d%: the number of the same measure, where only a year stands before this one."""
    if context.sentence.period_in(max(context.consumed, context.done[-1].end if context.done else 0), figure.start) is None:
        return None
    told = [f for f in (*context.earlier, *context.done) if f.role == "" and f.kind not in ("share", "rank")]
    return next((f for f in reversed(told) if (f.sort, f.unit) == (figure.sort, figure.unit)), None)
