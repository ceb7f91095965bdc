"""Counts of a list told behind what is counted: 课题分布如下：教改类9项(占30%)、思政类6项; 生源方面,甲市210人(占12%)、乙市95人."""

from __future__ import annotations

import re

from extract.codebook.prose import fill, named
from extract.codebook.words import load_words
from extract.observe.prose.change import plain_kind
from extract.observe.prose.compose import level_name
from extract.observe.prose.figures import Figure
from extract.observe.prose.groups import take_group
from extract.observe.prose.look import Context
from extract.observe.prose.phrase import left_phrase
from extract.observe.prose.whose import owner_of

__all__ = ["read_divided"]

_SORTS = ("person", "thing", "event", "session", "money", "area")
_BRACKET = re.compile(r"\([^()]*\)")
_LEAST = 2


def read_divided(context: Context, figure: Figure) -> bool:
    """Name a member of such a list by its head; its own word narrows it or says whose it is."""
    if figure.sort not in _SORTS or figure.quantity.ordinal or not _is_bare(context, figure):
        return False
    label, words = _next_member(context, figure) or _first_member(context, figure) or ("", "")
    if not label:
        return False
    figure.flags = [*figure.flags, "divided:" + words]
    if named("area_alone").fullmatch(words):
        return _take_area(context, figure, label)
    level_name(figure, words, context.names, figure.sort)
    body = owner_of(label, context.names)
    figure.subject, figure.qualifier = (body[0], None) if body is not None and body[0] else (figure.subject, label)
    figure.kind = plain_kind(figure)
    return bool(figure.name)


def _take_area(context: Context, figure: Figure, label: str) -> bool:
    """三成学员住校;县域中,甲县9人: the people the sentence speaks of without a number of them, else what was counted before."""
    counted = any(f.sort == figure.sort and "divided:" not in "".join(f.flags) for f in context.done)
    people = (
        [] if counted or figure.sort != "person" else list(named("people_said").finditer(context.sentence.text, 0, figure.start))
    )
    if not people:
        return take_group(context, figure, label)
    level_name(figure, people[0].group(), context.names, figure.sort)
    body = owner_of(label, context.names)
    figure.subject, figure.qualifier = (body[0], None) if body is not None and body[0] else (None, label)
    figure.kind = plain_kind(figure)
    return bool(figure.name)


def _start(figure: Figure) -> int:
    """Where a number begins with what is said of its size (不足|260人)."""
    return figure.quantity.hedge_start if 0 <= figure.quantity.hedge_start < figure.start else figure.start


def _is_bare(context: Context, figure: Figure) -> bool:
    """Whether no noun stands behind the number."""
    return fill(r"(?:以上|左右)?(?:[,;。()、]|$)").match(context.sentence.text[figure.end :]) is not None


def _label(context: Context, figure: Figure, words: str) -> str | None:
    """The word of a member: none the codebook knows to be counted, and no deed."""
    found = named("divided_label").fullmatch(words)
    if found is None or context.names.find(found["label"], figure.sort) is not None:
        return None
    return None if found["label"] in load_words()["common"] or named("divided_no_label").search(found["label"]) else found["label"]


def _next_member(context: Context, figure: Figure) -> tuple[str, str] | None:
    """The word of a later member, and the words of the head."""
    told = next((f for f in reversed(context.done) if not f.role and f.sort == figure.sort), None)
    flag = next((flag for flag in told.flags if flag.startswith("divided:")), None) if told is not None else None
    if told is None or flag is None or told.quantity.measure != figure.quantity.measure:
        return None
    between = _BRACKET.sub("", context.sentence.text[told.end : _start(figure)])
    label = _label(context, figure, between.lstrip("、,;和与及")) if between[:1] in ("、", ",", ";", "和", "与", "及") else None
    return (label, flag.removeprefix("divided:")) if label else None


def _first_member(context: Context, figure: Figure) -> tuple[str, str] | None:
    """The word of the first member and the words of the head, where a second member follows."""
    text, counted = context.sentence.text, (figure.sort, figure.quantity.measure)
    if not any(f.start > figure.start and (f.sort, f.quantity.measure) == counted for f in context.figures):
        return None
    start = max(context.done[-1].end if context.done else 0, context.consumed)
    found = named("divided_list").search(text, start, figure.start) if ":" in text[start : figure.start] else None
    found = found or named("divided_topic").search(text, start, figure.start)
    if found is None and "遍布" in text:
        found = named("divided_spread").search(text, start, figure.start)
    if found is None and "分别" in text:
        found = named("divided_over").search(text, 0, figure.start)
    label = _label(context, figure, found["label"]) if found else None
    if found is None or label is None or not _has_second(context, figure):
        return None
    words = left_phrase(context.sentence, *found.span("head"), context.names, figure.sort, False).text
    return (label, words) if len(words) >= _LEAST and words not in load_words()["subject"] else None


def _has_second(context: Context, figure: Figure) -> bool:
    bracket = _BRACKET.match(context.sentence.text, figure.end)
    end = bracket.end() if bracket else figure.end
    later = next((f for f in context.figures if f.start >= end), None)
    if later is None or (later.sort, later.quantity.measure) != (figure.sort, figure.quantity.measure):
        return False
    words = context.sentence.text[end : _start(later)]
    listed = words[:1] in ("、", ",", ";", "和", "与", "及")
    return listed and _label(context, later, words[1:]) is not None and _is_bare(context, later)
