"""前者 and 后者: the two levels told last stand for themselves in what is said of them."""

from __future__ import annotations

from extract.observe.prose.figures import Figure
from extract.observe.prose.look import Context

__all__ = ["compared_with", "pointed_at", "than_told"]


def pointed_at(context: Context, words: str, sort: str | None) -> Figure | None:
    """The level that 前者 or 后者 points at, of a sort where there are two of it; None for other words."""
    if words not in ("前者", "后者"):
        return None
    told = [f for f in (*context.earlier, *context.done) if f.role == "" and f.kind != "rank"]
    told = [f for f in told if f.sort == sort] or told
    return told[-2:][words == "后者"] if len(told) > 1 else None


def compared_with(context: Context, words: str) -> str:
    """The name of the level 前者 or 后者 points at; other words as they are."""
    meant = pointed_at(context, words, None)
    return meant.name if meant is not None else words


def than_told(context: Context, figure: Figure) -> str | None:
    """比入学时增加600元,|增幅30%: a growth right behind a change is measured against the same."""
    told = context.done[-1] if context.done else None
    if told is None or told.role != "change" or told.baseline is not None or told.sort == figure.sort:
        return None
    said = next((part for part in (told.qualifier or "").split("；") if part.startswith("比")), None)
    return said if context.sentence.text[told.end : figure.lead_start] == "," else None
