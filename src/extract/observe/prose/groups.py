"""A group or a body alone before a number (其中甲校18.2:1, 公办院校94.36%): it has the measure told just before and narrows it."""

from __future__ import annotations

from extract.codebook.prose import named
from extract.observe.prose.change import inherit
from extract.observe.prose.figures import Figure
from extract.observe.prose.look import Context
from extract.observe.prose.names import Names
from extract.observe.prose.phrase import right_phrase
from extract.observe.prose.whose import is_own

__all__ = ["read_group"]

_SORTS = ("share", "ratio", "score", "money", "person", "event", "area")


def read_group(context: Context, figure: Figure) -> bool:
    """Name a number by the measure told last where only a group or a body stands before it."""
    last, said = context.last, named("group_alone").fullmatch(figure.lead)
    if said is None or last is None or figure.sort not in _SORTS or figure.quantity.ordinal:
        return False
    if (last.sort, last.quantity.measure) != (figure.sort, figure.quantity.measure) or not last.name or last.kind == "growth":
        return False
    if right_phrase(context.sentence, figure.end, figure.end + len(figure.tail)).text:
        return False
    label = said["label"]
    body = _body(label, context.names)
    counted = figure.sort in ("person", "event", "money", "area")
    if body is None and named("group_of_school" if counted else "group_of_rate").fullmatch(label) is None:
        return False
    if context.names.find(label, figure.sort) is not None or (last.kind == "share" and last.base is not None):
        return False
    inherit(figure, last)
    figure.subject = body[0] if body else None
    kept = last.qualifier if last.qualifier and "group" not in last.flags else None
    told = label if body is None else None
    figure.qualifier = "；".join(part for part in (kept, told) if part) or None
    if counted and last.rule != "prose.group" and "其中" in context.sentence.text[last.end : figure.start]:
        figure.parent = last.name
    figure.flags.append("group")
    return True


def _body(label: str, names: Names) -> tuple[str | None] | None:
    """The school or place a label is, also by a name without its end (云檀 for 云檀市)."""
    for words, body in names.bodies.items():
        if words == label or (len(label) > 1 and words[: len(label)] == label and words[len(label) :] in ("市", "县", "区", "州")):
            return (None if is_own(words, body, names) else body,)
    return (label,) if named("place_name").fullmatch(label) else None
