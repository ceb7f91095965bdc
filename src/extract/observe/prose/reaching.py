"""Some of several that reach a mark: 16个专业取证率达到88%以上, 合格率达到100%的专业有5个."""

from __future__ import annotations

from extract.codebook.prose import named
from extract.observe.prose.compose import level_name
from extract.observe.prose.figures import Figure
from extract.observe.prose.look import Context
from extract.observe.prose.phrase import right_phrase

__all__ = ["read_reaching"]


_ENDS = frozenset("超过到达破足于了约")
"""What the words for a mark that is passed end with."""
_BARE = 4
"""A mark of so few characters has no measure of its own (有7所|高于|18:1): it is of the one told last."""


def read_reaching(context: Context, figure: Figure) -> bool:
    """Name a count of majors or departments by them alone; the mark they reach narrows it."""
    if figure.sort != "thing":
        return False
    text = context.sentence.text
    if _beyond(context, figure) or _exceeding(context, figure):
        return True
    if "%" not in text:
        return False
    behind = named("reaching").match(text[figure.end :])
    found = behind or named("reached").search(text[: figure.start])
    if found is None:
        return False
    if behind is not None:
        context.consumed = figure.end + behind.end()
    level_name(figure, found["noun"], context.names, figure.sort)
    figure.qualifier, figure.kind = found["mark"].lstrip("的其中"), "count"
    return bool(figure.name)


def _beyond(context: Context, figure: Figure) -> bool:
    """全省12个市州中,在校生超过3万人的有4个: the noun told of all of them, narrowed by the mark."""
    text = context.sentence.text
    found = named("beyond").search(text, 0, figure.start) if "的" in text[max(0, figure.start - 6) : figure.start] else None
    if found is None or right_phrase(context.sentence, figure.end, figure.end + len(figure.tail)).text:
        return False
    alike = [f for f in context.sentence.figures if f.end < found.start() and f.quantity.measure == figure.quantity.measure]
    noun = found["noun"] or (right_phrase(context.sentence, alike[0].end, found.start()).text.removesuffix("中") if alike else "")
    if not noun and figure.quantity.measure == "所":
        noun = context.schools.stem if context.schools is not None else "学校"
    if not noun and context.done:
        noun = context.done[-1].stem if context.done[-1].rule == "prose.reaching" else ""
    if noun:
        level_name(figure, noun, context.names, figure.sort)
    else:
        figure.name = figure.stem = found["mark"] + "的数量"
    figure.qualifier, figure.kind = found["mark"] if noun else None, "count"
    if context.done and found.start("mark") <= context.done[-1].start < found.end("mark"):
        context.done.pop().reason = "band"  # what they lie beyond is no number of theirs
    return bool(figure.name)


def _exceeding(context: Context, figure: Figure) -> bool:
    """有18所学校生均用地不足9平方米: the schools are counted, and what is told behind is the mark that they lie beyond."""
    text = context.sentence.text
    stands, before = text[figure.start - 1 : figure.start], text[figure.start - 2 : figure.start - 1]
    if stands not in ("", "有", ",", ";", "中") or (stands == "有" and before in ("共", "现", "拥", "设", "建")):
        return False
    mark = next((f for f in context.sentence.figures if f.start >= figure.end), None)
    beyond = mark is not None and text[mark.start - 1] in _ENDS
    found = named("exceeding").match(text[figure.end : mark.start]) if mark is not None and beyond else None
    if found is None or mark is None or (mark.sort == "share" and named("reaching").match(text[figure.end :])):
        return False
    last = context.last if len(found["mark"]) <= _BARE and context.last is not None and context.last.sort == mark.sort else None
    measure = last.name if last is not None else ""
    if stands != "有" and named("mark_of_each").search(measure + found["mark"]) is None:
        return False
    level_name(figure, found["noun"], context.names, figure.sort)
    figure.qualifier, figure.kind = measure + found["mark"] + text[mark.start : mark.end], "count"
    figure.flags.append("exact")
    mark.reason, context.consumed = "band", mark.end
    return bool(figure.name)
