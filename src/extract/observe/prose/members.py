"""A list whose members stand before brackets: 毕业生人数排名前三的专业为甲(120人,占9.6%)、乙(85人,占6.8%).

The name stands once before the list; the member narrows it, whether or not the bracket has a noun of its own.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from extract.codebook.prose import fill, named
from extract.observe.prose.change import inherit, plain_kind, rate_like
from extract.observe.prose.compose import level_name
from extract.observe.prose.figures import OF_SHARE, Figure
from extract.observe.prose.listhead import counted_at_head
from extract.observe.prose.look import Context
from extract.observe.prose.phrase import left_phrase
from extract.observe.prose.whose import owner_of

__all__ = ["Member", "member_of", "read_member"]

_BRACKET = re.compile(r"\(([^()]*)\)")
_NEXT = re.compile(r"(?:[、,;和及与]|以及)+(?P<words>(?:“[^“”]{1,40}”|[^,;:、()。]{1,28})(?:\([^()\d]{2,16}\))?)")
_BARE = re.compile(r"(?:所?占比?(?:例)?|占(?P<base>[^,;()\d]{2,20}?)的?(?:比例|比重)?|约|近|共|计|仅|有|为|达到?|均|:)*")
_RATE = re.compile(r"(?:占比|比例|比重|率)$")
_COUNT = re.compile(r"(?:总人数|人数|总数|数量|数)$")


class Member(NamedTuple):
    """A member of such a list: its words, its bracket, and where the words before the list begin and end."""

    words: str
    start: int
    end: int
    head: tuple[int, int]


def member_of(context: Context, figure: Figure) -> Member | None:
    """The member whose bracket a figure stands in."""
    if context.members is None:
        context.members = _find_members(context)
    return next((m for m in context.members if m.start < figure.start < m.end), None)


def _find_members(context: Context) -> list[Member]:
    text, found = context.sentence.text, list[Member]()
    brackets = [b for b in _BRACKET.finditer(text) if any(b.start() < f.start < b.end() for f in context.figures)]
    run: list[tuple[str, re.Match[str]]] = []
    head = (0, 0)
    for bracket in brackets:
        further = _NEXT.fullmatch(text, run[-1][1].end(), bracket.start()) if run else None
        if further is not None and named("lists_anew").search(further["words"]) is None:
            run.append((further["words"], bracket))
            continue
        found += _members(run, head, text)
        run = []
        if text[bracket.start() - 2] == "最" and (own := named("listed_own").search(text, 0, bracket.start())) is not None:
            run, head = [(own["member"], bracket)], own.span("own" if own["own"] else "rate")
            continue
        first = named("listed_first").search(text, 0, bracket.start())
        if first is not None and not any(first.start("member") < f.end <= bracket.start() for f in context.figures):
            run, head = [(first["member"], bracket)], first.span("head")
        elif (inside := named("listed_in").search(text, 0, bracket.start())) is not None:
            run, head = [(inside["member"], bracket)], (0, 0)
    return found + _members(run, head, text)


def _members(run: list[tuple[str, re.Match[str]]], head: tuple[int, int], text: str) -> list[Member]:
    """The members of a run of brackets: two at least, or one that is said to be the greatest, or with the measure behind them."""
    if run and head == (0, 0):
        behind = named("listed_behind").match(text, run[-1][1].end())
        return (
            [Member(_plain(words), bracket.start(), bracket.end(), behind.span("what")) for words, bracket in run] if behind else []
        )
    if not run or (len(run) < 2 and named("listed_most").search(text, *head) is None and not _in_order(text, head)):
        return []
    return [Member(_plain(words), bracket.start(), bracket.end(), head) for words, bracket in run]


def _in_order(text: str, head: tuple[int, int]) -> bool:
    """Whether a list goes on with an order that was begun before it (其次是甲类(95%))."""
    return named("next_in_order").fullmatch(text[slice(*head)]) is not None


def _plain(words: str) -> str:
    return re.sub(r"^“([^“”]*)”$", r"\1", named("next_in_order").sub("", named("last_in_order").sub("", words)))


def read_member(context: Context, figure: Figure) -> bool:
    """Name a bare number in a member's bracket by the words before the list."""
    if (
        figure.tail
        or "(" not in context.sentence.text
        or figure.sort not in ("person", "thing", "share", "money", "event", "score")
    ):
        return False
    bare = _BARE.fullmatch(figure.lead)
    member = member_of(context, figure) if bare is not None else None
    words = _measure(context, member) if member is not None else ""
    if member is not None and not words and _take_in_order(context, figure, member):
        return True
    if member is None or bare is None or not words:
        return False
    if figure.sort == "score":
        level_name(figure, words, context.names, "score")
        figure.kind = "score"
    elif figure.sort != "share":
        level_name(figure, _RATE.sub("", words) if rate_like(words) else words, context.names, figure.sort)
        figure.kind = plain_kind(figure)
    elif rate_like(words):
        level_name(figure, words, context.names, "share")
        figure.kind = "share" if OF_SHARE.search(figure.name) else "rate"
    else:
        figure.stem = _COUNT.sub("", words) or words
        known = context.names.find(figure.stem + "占比", "share")
        shared = known is not None and not known.name.endswith("率")
        figure.name, figure.indicator_id = (known.name, known.indicator_id) if known and shared else (figure.stem + "占比", None)
        figure.kind, figure.base = "share", bare["base"] or _base_before(context, member)
    if figure.name:
        figure.qualifier = f"{figure.qualifier}；{member.words}" if figure.qualifier else member.words
        # the first of a list whose measure stands behind it is no group of the next
        figure.flags += ["group"] if context.sentence.text.startswith("最", member.head[1]) else []
    return bool(figure.name)


def _take_in_order(context: Context, figure: Figure, member: Member) -> bool:
    """合格率最高的是甲类,为96%,其次是|乙类(95%)、丙类(94%): the measure of the first goes on to those behind it."""
    told = next((f for f in reversed(context.done) if f.end <= member.start), None)
    if told is None or told.sort != figure.sort or told.rule not in ("prose.group", "prose.member"):
        return False
    if not _in_order(context.sentence.text, member.head) or member.words.startswith(("高于", "低于")):
        return False
    inherit(figure, told)
    body = owner_of(member.words, context.names)
    figure.subject, figure.qualifier = (body[0], None) if body else (None, member.words)
    figure.flags.append("group")
    return True


def _measure(context: Context, member: Member) -> str:
    """What the list measures: the words before 排名前三, 最多 or a word for the kind of its members."""
    text = context.sentence.text
    if member.head[0] >= member.end or text.startswith("最", member.head[1]):
        return text[slice(*member.head)].replace("的", "")
    most = named("listed_most").search(text, *member.head)
    kinds = named("listed_kinds").search(text, *member.head) if most is None else None
    found = most or kinds
    quoted = text[member.start - 1] == "”"
    if found is None:
        matters = named("listed_matters").search(text, *member.head)
        span = matters.span() if matters else member.head
        if matters or quoted:
            return _matter(context, left_phrase(context.sentence, *span, context.names, None, False).text)
        return counted_at_head(context, member.head[1])
    start, end = found.span("what")
    whole = left_phrase(context.sentence, start, found.end(), context.names, "person", False).text
    if kinds is not None and context.names.find(whole, "person") is not None:
        return whole
    words = left_phrase(context.sentence, start, end, context.names, None, False).text
    if kinds is not None and kinds["went"] and not named("list_head").search(text, start, found.end()):
        return words + kinds["went"]  # 学生流向的城市: where they go is no count of those there are
    if _COUNT.sub("", words):
        taken = named("taken_by").match(text, start)  # 录取我校|毕业生|较多的院校: those they took
        return taken["verb"] + words if taken is not None and not words.startswith(taken["verb"]) else words
    if text[start] in "前后" and context.last is not None and context.last.kind == "share":
        return context.last.stem  # 前三位的是甲(9%)…。|后两位是乙(1%): the same measure
    told = next((f for f in (context.top, context.last) if f is not None and f.sort == "person"), None)
    if quoted and kinds is not None and whole:
        return whole
    people = fill(r"{people}").search(text, 0, start)
    return people.group() if people is not None else told.stem if told is not None else words


def _matter(context: Context, words: str) -> str:
    """The matter a list is of, with what those do whose matter it is (P%的学员选择改行,其主要|原因)."""
    doing = next((f for f in reversed(context.done) if any(flag.startswith("held:") for flag in f.flags)), None)
    return f"{doing.stem}的{words}" if doing is not None and named("bare_matter").fullmatch(words) else words


def _base_before(context: Context, member: Member) -> str | None:
    """What the shares told before in the same list are shares of."""
    for figure in reversed(context.done):
        earlier = member_of(context, figure)
        if earlier is None or earlier.head != member.head:
            return None
        if figure.base:
            return figure.base
    return None
