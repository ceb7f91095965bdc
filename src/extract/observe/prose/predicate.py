"""What is counted, told behind the number by a verb of being: 其中8人为茶艺师, 30%是走读生."""

from __future__ import annotations

from extract.codebook.prose import named
from extract.observe.prose.change import plain_kind
from extract.observe.prose.compose import share_name, suffixed
from extract.observe.prose.figures import Figure
from extract.observe.prose.levels import name_left
from extract.observe.prose.look import Context, Scope
from extract.observe.prose.phrase import Phrase, left_phrase, right_phrase

_SHORT = 12
"""A predicate of no more characters is a noun as a whole, whatever its words are (外聘教师)."""
_SORTS = ("person", "thing", "money", "share")


def read_predicate(context: Context, figure: Figure) -> bool:
    """N人为X, where nothing but 其中 or 有 stands before the number: the noun X is what is counted."""
    found = named("predicate").match(figure.tail) if figure.sort in _SORTS else None
    if found is None or named("predicate_lead").fullmatch(figure.lead) is None:
        return False
    start, end = figure.end + found.end(), figure.end + len(figure.tail)
    noun = right_phrase(context.sentence, start, end)
    if len(noun.text) < 2 and end - start <= _SHORT:
        noun = Phrase(context.sentence.text[start:end], start, end)
    if len(noun.text) < 2:
        return False
    if context.scope is None and (among := named("predicate_among").search(figure.lead)) is not None:
        whole = left_phrase(context.sentence, figure.lead_start, figure.lead_start + among.start(), context.names, None, False).text
        context.scope = Scope(suffixed(whole, figure, figure.sort), whole, figure.sort) if whole else None
    if figure.sort == "share":
        share_name(figure, noun.text, context.names, context.scope)
        figure.kind, figure.base = "share", context.scope.name if context.scope is not None else None
    else:
        name_left(context, figure, noun)
        figure.kind = plain_kind(figure)
    context.consumed = noun.end
    return bool(figure.name)
