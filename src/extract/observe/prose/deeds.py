"""People counted by what they hold or did, told behind their number: 61名拥有副高职称, 茶艺等专业58人升入大学."""

from __future__ import annotations

from extract.codebook.prose import named
from extract.observe.prose.change import plain_kind
from extract.observe.prose.compose import level_name
from extract.observe.prose.figures import Figure
from extract.observe.prose.look import Context, Scope
from extract.observe.prose.parts import name_part
from extract.observe.prose.phrase import left_phrase

__all__ = ["note_whom", "read_deed", "read_holding"]

_HOLDING = "holding"


def read_holding(context: Context, figure: Figure) -> bool:
    """84名拥有高级职称: part of the people told before, by the title they hold."""
    if figure.sort != "person" or named("predicate_lead").fullmatch(figure.lead) is None:
        return False
    found = named("holding").match(figure.tail)
    told = (f for f in (*context.earlier, *context.done) if f.sort == "person" and f.kind == "count" and not f.role)
    whole = next((f for f in reversed(list(told)) if _HOLDING not in f.flags and f.parent is None), None)
    if found is None or (whole is None and context.scope is None):
        return False
    scope = context.scope or Scope(whole.name, whole.stem, whole.sort, whole.indicator_id) if whole else context.scope
    if scope is None:
        return False
    name_part(context, figure, found["what"], scope)
    figure.kind, figure.flags = plain_kind(figure), [*figure.flags, _HOLDING]
    context.consumed = figure.end + found.end()
    return bool(figure.name)


def read_deed(context: Context, figure: Figure) -> bool:
    """37名茶艺专业学生考入本科院校, 茶艺等专业58人升入大学: a bare noun, or none, with a deed; whose they are narrows it."""
    if figure.sort != "person":
        return False
    found = named("narrowed_deed").match(figure.tail) if named("opens_deed").fullmatch(figure.lead) else None
    group = named("group_deed").match(figure.tail) if found is None and named("deed_group").search(figure.lead) else None
    if found is not None:
        level_name(figure, found["noun"], context.names, figure.sort, "", found["deed"])
        figure.qualifier = found["front"].rstrip("的") or None
        context.consumed = figure.end + found.end()
    elif group is not None:
        words = left_phrase(context.sentence, figure.lead_start, figure.lead_start + len(figure.lead), context.names, None, False)
        if not words.text or context.names.suffix(words.text, "person") is not None:
            return False
        listed = named("listed_group").search(figure.lead)
        level_name(figure, group["deed"], context.names, figure.sort)
        figure.qualifier = listed.group() if listed else words.text
        context.consumed = figure.end + group.end()
    else:
        return False
    figure.kind = plain_kind(figure)
    return bool(figure.name)


def note_whom(context: Context, figure: Figure) -> None:
    """向普通高校|输送学生312人: to whom something went narrows it."""
    if figure.qualifier or figure.kind not in ("count", "amount") or "向" not in figure.lead:
        return
    found = named("to_whom").search(figure.lead)
    if found is not None and found["whom"] not in figure.name:
        figure.qualifier = found["whom"]
