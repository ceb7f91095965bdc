"""Some of several that reach a mark: 16个专业取证率达到88%以上, 合格率达到100%的专业有5个."""

from __future__ import annotations

from extract.codebook.prose import named
from extract.observe.prose.compose import level_name
from extract.observe.prose.figures import Figure
from extract.observe.prose.look import Context

__all__ = ["read_reaching"]


def read_reaching(context: Context, figure: Figure) -> bool:
    """Name a count of majors or departments by them alone; the mark they reach narrows it."""
    if figure.sort != "thing":
        return False
    text = context.sentence.text
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
