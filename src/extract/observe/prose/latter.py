"""前者 and 后者: the two levels told last stand for themselves in what is said of them."""

from __future__ import annotations

from extract.observe.prose.figures import Figure
from extract.observe.prose.look import Context

__all__ = ["compared_with", "pointed_at"]


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
