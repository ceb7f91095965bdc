"""Several measures that have each gone from one number to another: 甲和乙分别由a和b上升为c和d."""

from __future__ import annotations

import re
from itertools import pairwise

from extract.codebook.prose import fill as pattern
from extract.codebook.prose import named
from extract.observe.prose.change import inherit, plain_kind
from extract.observe.prose.compose import level_name, per_name
from extract.observe.prose.figures import JOINS, Figure
from extract.observe.prose.look import Context
from extract.observe.prose.phrase import left_phrase
from extract.observe.prose.risen import from_before

__all__ = ["read_each_risen"]

_BESIDE = re.compile(r"(?:、|和|与|及|,)(?:约|近)?")
_FLAG = "risen:"


def read_each_risen(context: Context, figure: Figure) -> bool:
    """Name each of the numbers by the measure in its place; those before the verb are of an earlier time."""
    told = next((flag for flag in figure.flags if flag.startswith(_FLAG)), None)
    if told is None:
        if not _mark(context, figure):
            return False
        told = next(flag for flag in figure.flags if flag.startswith(_FLAG))
    role, words = told.removeprefix(_FLAG).split(":", 1)
    first = next((f for f in context.done if f"{_FLAG}from:{words}" in f.flags), None) if role == "to" else None
    if first is not None:
        inherit(figure, first)
        return True
    per = pattern(r"^({per})(.+)").match(words)
    if per is not None:
        per_name(figure, per[2], per[1], context.names)
        figure.kind = "per_capita"
    else:
        level_name(figure, words, context.names, figure.sort)
        figure.kind = plain_kind(figure)
    if role == "from":
        figure.role = "from"
        stated = context.sentence.period_in(figure.lead_start, figure.start)
        figure.baseline = stated or from_before(context, figure, figure.lead_start)
    return bool(figure.name)


def _mark(context: Context, figure: Figure) -> bool:
    """Whether a number is the first of such a list; then each of the list gets its role and its measure as a flag."""
    found = named("each_risen_from").search(figure.lead) if "由" in figure.lead or "从" in figure.lead else None
    if found is None:
        return False
    start = figure.lead_start + found.start("items")
    words = left_phrase(context.sentence, start, figure.lead_start + found.end("items"), context.names, None, False).text
    items = [item for item in JOINS.split(words) if item]
    at = context.figures.index(figure)
    run = context.figures[at : at + 2 * len(items)]
    if len(items) < 2 or len(run) < 2 * len(items) or not _in_pairs(context.sentence.text, run, len(items)):
        return False
    for place, one in enumerate(run):
        one.flags.append(f"{_FLAG}{'from' if place < len(items) else 'to'}:{items[place % len(items)]}")
    return True


def _in_pairs(text: str, run: list[Figure], count: int) -> bool:
    """Whether two lists of numbers stand beside each other with a verb of rising or falling between them, sort by sort."""
    gaps = [text[one.end : two.start] for one, two in pairwise(run)]
    beside = all(_BESIDE.fullmatch(gap) for place, gap in enumerate(gaps) if place != count - 1)
    verb = pattern(r"^(?:分别)?(?:{level})(?:了|约|近)*$").match(gaps[count - 1]) is not None
    return beside and verb and all(run[place].sort == run[place + count].sort for place in range(count))
