"""A value in brackets behind what it is of: 甲班平均分(82分)低于乙班平均分(87分), 乙组(68%)."""

from __future__ import annotations

import re

from extract.codebook.prose import fill, named
from extract.observe.prose.change import inherit, mark_baseline, plain_kind, rate_like
from extract.observe.prose.compose import level_name, share_name
from extract.observe.prose.figures import OF_SHARE, Figure
from extract.observe.prose.listhead import narrow_by_head
from extract.observe.prose.look import Context
from extract.observe.prose.phrase import left_phrase

__all__ = ["read_bracketed", "read_labelled"]

_OPEN = re.compile(r"\((?:约|近|为|达|平均|均为)*$")
_MARK = re.compile(r"[,;:。()]")
_LABELLED = re.compile(r"\((?:[^()]*\d[^()]*[,;、])?(?P<label>[^(),;:、\d]{2,16}):$")


def read_labelled(context: Context, figure: Figure) -> bool:
    """月津贴较低(茶艺:310元,园林:280元): one of several values in a bracket, narrowed by its label."""
    text = context.sentence.text
    if text[figure.start - 1 : figure.start] != ":":
        return False
    found = _LABELLED.search(text[: figure.start]) if figure.sort in ("share", "money", "score") else None
    if found is None or text[figure.end : figure.end + 1] not in (")", ",", ";", "、"):
        return False
    start = max([m.end() for m in _MARK.finditer(text, 0, found.start())] or [0])
    clause = named("compared_height").sub("", text[start : found.start()])
    words = left_phrase(context.sentence, start, start + len(clause), context.names, figure.sort, False).text
    if not (rate_like(words) if figure.sort in ("share", "score") else fill("{money_noun}$").search(words)):
        return False
    level_name(figure, words, context.names, figure.sort)
    figure.qualifier, figure.kind = found["label"], plain_kind(figure)
    return bool(figure.name)


def read_bracketed(context: Context, figure: Figure) -> bool:
    """Name the only number of a bracket by the measure before it, else by the one told last that a group is held against."""
    text = context.sentence.text
    opened = _OPEN.search(text[: figure.start]) if figure.sort in ("share", "money", "score", "ratio") else None
    if opened is None or not text.startswith(")", figure.end):
        return False
    if text[opened.start() - 1] in "时后前":
        return False  # 较试岗时(1800元): a moment, not what is measured
    start = max([m.end() for m in _MARK.finditer(text, 0, opened.start())] or [0])
    against = named("held_against").search(text, start, opened.start())
    begin = against.end() if against else start
    words = left_phrase(context.sentence, begin, opened.start(), context.names, figure.sort, False).text
    measures = rate_like(words) if figure.sort in ("share", "score") else fill("{money_noun}$").search(words) is not None
    if words and (measures or (figure.sort == "ratio" and context.names.find(words, "ratio") is not None)):
        level_name(figure, words, context.names, figure.sort)
        figure.kind = plain_kind(figure)
        if figure.kind == "rate" and OF_SHARE.search(figure.name):
            figure.kind = "share"
        figure.role = "beside" if against and context.done else ""
        return bool(figure.name)
    last = context.last
    order = named("next_told").search(text, max(start - 1, 0), opened.start()) if figure.sort == "share" else None
    if order is not None:
        share_name(figure, order["who"], context.names, None)
        narrow_by_head(context, figure, order["who"])
        figure.kind = "share"
        return True
    if against is None or last is None or last.sort != figure.sort or not words or mark_baseline(context, figure):
        return False
    inherit(figure, last)
    figure.qualifier, figure.role = words, "beside"
    return True
