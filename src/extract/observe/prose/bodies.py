"""Numbers of several places or schools told together: 甲、乙两县在校生分别为a、b; 两县校均…分别为c、d; 甲县、乙县各N."""

from __future__ import annotations

from extract.codebook.prose import fill as pattern
from extract.codebook.prose import named
from extract.observe.prose.change import inherit, plain_kind, rate_like
from extract.observe.prose.compose import level_name
from extract.observe.prose.figures import JOINS, Figure
from extract.observe.prose.groups import take_group
from extract.observe.prose.look import Context
from extract.observe.prose.names import Names
from extract.observe.prose.phrase import left_phrase

__all__ = ["read_bodies"]

_COUNTS = {word: at for at, word in enumerate("两三四五六七八九十", 2)}


def read_bodies(context: Context, figure: Figure) -> bool:
    """Give each number of a list the place or school in its order; the words behind the list name them all."""
    members = [f for f in context.figures if f.group == figure.group] if figure.group >= 0 else []
    if len(members) < 2:
        return False
    if members[0] is not figure:
        bodies = next((flag[7:].split("|") for flag in members[0].flags if flag.startswith("bodies:")), [])
        if not bodies:
            return False
        inherit(figure, members[0])
        figure.subject = bodies[members.index(figure)]
        return True
    found = named("bodies_listed").search(figure.lead)
    again = None if found else named("bodies_again").search(figure.lead)
    bodies = _bodies(found["items"], found["end"], context.names) if found else context.listed or []
    count = found["count"] if found else again["count"] if again else ""
    if len(bodies) != len(members) or (count and _COUNTS.get(count, count) not in (len(members), str(len(members)))):
        return False
    rest = found or again
    if rest is None or not _name(context, figure, bodies[0], rest.end()):
        return False
    context.listed = bodies
    figure.subject, figure.flags = bodies[0], ["bodies:" + "|".join(bodies), *figure.flags]
    return True


def _bodies(items: str, end: str, names: Names) -> list[str]:
    """The names of a list that share their end: 甲、乙|两县."""
    end = end if end in "县市区州盟旗" else ""
    found = [item if item.endswith(end) else item + end for item in JOINS.split(items)]
    first = next((found[0][at:] for at in range(len(found[0]) - 1) if found[0][at:] in names.bodies), found[0])
    return [named("list_opens").sub("", first), *found[1:]]


def _name(context: Context, figure: Figure, body: str, at: int) -> bool:
    """Name the first of them by the words behind the list, else by the measure told last."""
    words = pattern(r"(?:{pair}|{copula}|只有|仅有?|约|近)+$").sub("", figure.lead[at:])
    if "占" in words or not words:
        return not words and take_group(context, figure, body)
    begin = figure.lead_start + at
    phrase = left_phrase(context.sentence, begin, begin + len(words), context.names, figure.sort, False)
    if not phrase.text or (figure.sort == "share" and not rate_like(phrase.text)):
        return False
    level_name(figure, phrase.text, context.names, figure.sort)
    figure.kind = plain_kind(figure)
    return bool(figure.name)
