"""The group of leavers a clause begins with (机电专业毕业生就业率…,对口率…) holds for what is told of them up to the semicolon."""

from __future__ import annotations

import re

from extract.codebook.prose import named
from extract.observe.prose.figures import Figure
from extract.observe.prose.look import Context

__all__ = ["give_group"]

_HEAD = re.compile(r"^|[,;。]")
_CLOSE = re.compile(r"[;。]")


def give_group(context: Context, figure: Figure) -> None:
    """Narrow a figure about leavers by the group its clause began with, where its own words name none."""
    if not figure.name or "group" in figure.flags or named("of_leavers").search(figure.name) is None:
        return
    group = _group_of(context, figure) or _group_told_last(context, figure)
    if group is None or group in figure.name or (figure.qualifier and group in figure.qualifier) or _told_in(figure, group):
        return
    figure.qualifier = f"{group}；{figure.qualifier}" if figure.qualifier else group


def _group_told_last(context: Context, figure: Figure) -> str | None:
    """最多的是甲类,为41人,就业率为95%: a rate right behind the number of a group is of that group."""
    last = context.done[-1] if context.done else None
    if figure.kind != "rate" or last is None or last.rule != "prose.group" or last.qualifier is None:
        return None
    return last.qualifier if named("rate_behind").match(context.sentence.text[last.end : figure.start]) else None


def _told_in(figure: Figure, group: str) -> bool:
    """Whether name or parent say the group in other words (本科生: 本科毕业生就业率)."""
    core = named("leaver_end").sub("", group)
    return bool(core) and core in figure.name + (figure.qualifier or "")


def _group_of(context: Context, figure: Figure) -> str | None:
    """The group named last at the head of a clause, in the stretch between semicolons the figure stands in."""
    text = context.sentence.text
    start = max([m.end() for m in _CLOSE.finditer(text, 0, figure.start)] or [0])
    heads = [start, *[m.end() for m in _HEAD.finditer(text, start, figure.start)]]
    dated = {p.start: p.end for p in context.sentence.periods}
    for at in sorted(set(heads), reverse=True):
        at = dated.get(at, at)
        found = named("leaver_group").match(text, at)
        if found is not None and found.end() <= figure.start:
            return re.sub(r"(?:的|毕业生|学生|(?<=[一-龥])专业)+$", "", found["who"]) or None
    return None
