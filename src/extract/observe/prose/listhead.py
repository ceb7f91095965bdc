"""What lists of those who came or left count is told at their head: 从生源看,主要来自甲省; 就业行业集中在甲业,占20%."""

from __future__ import annotations

from extract.codebook.prose import fill as pattern
from extract.codebook.prose import named
from extract.observe.prose.change import plain_kind
from extract.observe.prose.compose import level_name
from extract.observe.prose.figures import Figure
from extract.observe.prose.look import Context
from extract.observe.prose.whose import body_of

__all__ = ["counted_at_head", "narrow_by_head", "place_of_list", "read_majority"]


def counted_at_head(context: Context, at: int) -> str:
    """就业, 生源 or 省内就业, where the sentence speaks of where those it counts came from or went; empty where it does not."""
    text = context.sentence.text
    if "就业" not in text and "生源" not in text and "升学" not in text:
        return ""
    found = [head for head in named("list_head").finditer(text) if head.end() <= at]
    return found[-1]["what"] if found else ""


def narrow_by_head(context: Context, figure: Figure, who: str) -> bool:
    """Give a share of a group that is no one's own name (制造业占31%) the name of what the list counts."""
    head = counted_at_head(context, figure.start) if figure.indicator_id is None else ""
    if not head or head[-2:] in who or pattern(r"{people}|{person_noun}$").search(who) or named("list_no_member").search(who):
        return False
    figure.stem, figure.name, figure.qualifier = head, head + "占比", who.strip("“”")
    return True


def read_majority(context: Context, figure: Figure) -> bool:
    """甲族学员占多数,共90人; 生源主要来自甲省,有60人: those counted are of the group that is the largest."""
    text = context.sentence.text
    start = max(context.consumed - 1, context.done[-1].end if context.done else 0, 0)
    found = named("majority").search(text, start, figure.start) if figure.sort == "person" else None
    found = found or (named("comes_from").search(text, start, figure.start) if figure.sort == "person" else None)
    parts = named("majority_who").fullmatch(found["who"]) if found else None
    if found is None or parts is None:
        return False
    group = named("plain_group").sub("", parts["group"].strip("“”"))
    scope = context.scope if context.scope is not None and context.scope.sort == "person" else None
    head = counted_at_head(context, found.end("who"))
    noun = parts["noun"] or parts["whole"] or (head if "head" in found.groupdict() else "") or (scope.stem if scope else head)
    noun = noun or _people_before(context, found.start("who"))
    if not noun or pattern(r"{people}|{common}").fullmatch(group):
        return False
    if scope is not None and noun == scope.stem:
        figure.stem, figure.name, figure.indicator_id, figure.parent = scope.stem, scope.name, scope.indicator_id, scope.name
    else:
        level_name(figure, noun, context.names, figure.sort)
    figure.kind, figure.flags = plain_kind(figure), [*figure.flags, "group"]
    if group not in figure.name:
        figure.qualifier = f"{figure.qualifier}；{group}" if figure.qualifier else group
    return bool(figure.name)


def _people_before(context: Context, at: int) -> str:
    """The people a sentence speaks of, else those counted last."""
    people = list(pattern(r"{people}").finditer(context.sentence.text, 0, at))
    if people:
        return people[-1].group()
    told = [f for f in (*context.earlier, *context.done) if f.sort == "person" and f.role == "" and f.parent is None]
    found = pattern(r"{people}").search(told[-1].name) if told else None
    return found.group() if found else ""


def place_of_list(context: Context, figure: Figure, words: str) -> bool:
    """各县招生情况:甲县90人、乙县70人: the first place alone has what is told before the colon."""
    text = context.sentence.text
    if context.done or figure.sort != "person" or text[figure.lead_start - 1 : figure.lead_start] != ":":
        return False
    head, body = named("places_head").search(text, 0, figure.lead_start), body_of(words, context.names)
    if head is None or body is None or named("of_place").search(words) is None:
        return False
    level_name(figure, head["what"], context.names, figure.sort)
    figure.subject, figure.kind = body[0], plain_kind(figure)
    return bool(figure.name)
