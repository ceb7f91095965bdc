"""A number set before what it measures: 97.6%——毕业生就业率; 4.2万元——生均设备值."""

from __future__ import annotations

from extract.codebook.prose import fill as pattern
from extract.codebook.prose import named
from extract.observe.prose.change import plain_kind, rate_like
from extract.observe.prose.compose import level_name, per_name, share_name
from extract.observe.prose.figures import OF_SHARE, Figure
from extract.observe.prose.look import Context
from extract.observe.prose.phrase import left_phrase

__all__ = ["read_equated"]


def read_equated(context: Context, figure: Figure) -> bool:
    """Name a number that stands alone before a dash, or before a colon that opens a line, by the words behind it."""
    text = context.sentence.text
    if figure.lead and figure.quantity.hedge_start < 0:
        return False
    opens = named("line_start").sub("", text[: figure.start]) == "" and "equated_line"
    name = "equated" if text.startswith("——", figure.end) else opens
    found = named(name).match(text, figure.end) if name else None
    later = next((f.start for f in context.figures if f.start >= figure.end), len(text))
    if found is None or found.end() > later:
        return False
    start, end = found.span("what")
    dated = context.sentence.period_in(start, end)
    begin = dated.end if dated is not None else start
    words = left_phrase(context.sentence, begin, end, context.names, figure.sort, True).text or text[begin:end]
    per = pattern(r"^(?:{per})").match(words)
    if figure.sort == "share" and not rate_like(words):
        share_name(figure, words, context.names, None)
        figure.kind = "share"
    elif per is not None and figure.sort not in ("share", "ratio"):
        per_name(figure, words[per.end() :], per.group(), context.names)
        figure.kind = "per_capita"
    else:
        level_name(figure, words, context.names, figure.sort)
        figure.kind = "share" if OF_SHARE.search(figure.name) else plain_kind(figure)
    figure.own, context.consumed = dated, found.end()
    return bool(figure.name)
