"""Prizes told by who has them: 18枚金牌中,甲系9枚、乙系5枚; 一等奖11个:甲校获得4个,乙校、丙校各获3个."""

from __future__ import annotations

import re

from extract.codebook.prose import named
from extract.observe.prose.awards import name_holder, note_contest
from extract.observe.prose.change import inherit
from extract.observe.prose.figures import JOINS, Figure
from extract.observe.prose.look import Context
from extract.observe.prose.whose import owner_of

__all__ = ["read_holder"]

_HOLDER = "holder"
_NEXT = re.compile(r"(?:\([^()]*\))?[,、]")


def read_holder(context: Context, figure: Figure) -> bool:
    """Give a number the name of the prizes told before it, where only who has them stands before it."""
    told = context.done[-1] if context.done else context.earlier[-1] if context.earlier else None
    if told is None or figure.sort != "thing":
        return False
    if _counts_prizes(figure) and _goes_on(context, figure):
        return True
    if told.quantity.measure != figure.quantity.measure:
        return _read_winner(context, figure, told)
    if figure.tail and not figure.tail.startswith("、"):
        return False
    whole = _whole(context, told, figure)
    found = named("holder").fullmatch(figure.lead) if whole is not None else None
    if whole is None or found is None:
        return False
    inherit(figure, whole)
    who = JOINS.split(found["who"]) if found["each"] else [found["who"]]
    if len(who) > 1:
        figure.subject, figure.qualifier = "、".join(who), whole.qualifier
        figure.flags = [*figure.flags, "owners"]
    else:
        figure.qualifier = "；".join(part for part in (whole.qualifier, found["who"]) if part)
    figure.parent = whole.name
    figure.flags = [*figure.flags, _HOLDER]
    return True


def _whole(context: Context, told: Figure, figure: Figure) -> Figure | None:
    """The prizes whose holders are told: those right before 中, 其中 or a colon, or those the holder told last has some of."""
    between = context.sentence.text[told.end : figure.start]
    if _HOLDER in told.flags and (";" in between or "。" in between):
        return None
    if _HOLDER in told.flags:
        return next((f for f in reversed(context.done) if f.name == told.name and _HOLDER not in f.flags), None)
    if told.role or named("prize_word").search(told.name) is None or named("holders_open").match(between) is None:
        return None
    return told


def _counts_prizes(figure: Figure) -> bool:
    """Whether a number is of prizes or works, by its measure, and not of those who won them."""
    return named("prize_counted").fullmatch(figure.quantity.measure or "") is not None


def _read_winner(context: Context, figure: Figure, told: Figure) -> bool:
    """5个片区获“银杏杯”奖,其中东片9件: how many of the prizes that were just said to be won one of the winners has."""
    if not _counts_prizes(figure) or _counts_prizes(told) or figure.tail or told.role:
        return False
    text = context.sentence.text
    if told in context.done:
        won = "其中" in text[told.end : figure.start] and named("prize_won").search(text, told.end, figure.start) is not None
    else:
        won = text.startswith("其中") and context.contest.rstrip("”").endswith("奖") and figure is context.figures[0]
    if not won:
        return False
    found = named("holder").fullmatch(figure.lead)
    if found is None or found["each"]:
        return False
    note_contest(context, figure.start)
    name_holder(context, figure)
    body = owner_of(found["who"], context.names)
    figure.subject, figure.qualifier = (body[0], figure.qualifier) if body else (None, found["who"])
    figure.flags.append("group")
    return True


def _goes_on(context: Context, figure: Figure) -> bool:
    """东片9件(占48%),|西片|7件: another of those who won the same prize."""
    first = next((f for f in reversed(context.done) if f.rule == "prose.holder"), None)
    if first is None or first.quantity.measure != figure.quantity.measure or figure.tail or "group" not in first.flags:
        return False
    found = named("holder").fullmatch(figure.lead)
    if found is None or _NEXT.fullmatch(context.sentence.text, first.end, figure.lead_start) is None:
        return False
    inherit(figure, first)
    body = owner_of(found["who"], context.names)
    figure.subject, figure.qualifier = (body[0], None) if body else (None, found["who"])
    figure.flags.append("group")
    return True
