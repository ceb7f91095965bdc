"""Prizes told by who has them: 18枚金牌中,甲系9枚、乙系5枚; 一等奖11个:甲校获得4个,乙校、丙校各获3个."""

from __future__ import annotations

from extract.codebook.prose import named
from extract.observe.prose.change import inherit
from extract.observe.prose.figures import JOINS, Figure
from extract.observe.prose.look import Context

__all__ = ["read_holder"]

_HOLDER = "holder"


def read_holder(context: Context, figure: Figure) -> bool:
    """Give a number the name of the prizes told before it, where only who has them stands before it."""
    told = context.done[-1] if context.done else None
    if told is None or figure.sort != "thing" or told.quantity.measure != figure.quantity.measure:
        return False
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
