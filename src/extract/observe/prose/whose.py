"""Whose value a figure is: the body or region a clause begins with holds for what follows, until another one or a semicolon."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from extract.codebook.prose import named
from extract.observe.prose.compose import suffixed
from extract.observe.prose.figures import Figure
from extract.observe.prose.look import Context
from extract.observe.prose.names import Names

__all__ = ["RANKS", "body_of", "give_subject", "owner_of", "owners_of", "skip_front"]

_CLAUSE = re.compile(r"^|[,;:(。]")
RANKS = {"enterprise": 1, "school": 1, "county": 2, "prefecture": 3, "province": 4, "national": 5}
_KINDS = {"国": 5, "省": 4, "自治区": 4, "市": 3, "州": 3, "盟": 3, "县": 2, "旗": 2, "校": 1, "学校": 1, "学院": 1, "公司": 1}


_OF_REGIONS = frozenset({"schools.secondary", "schools.higher", "schools.vocational_senior", "schools.specialised_secondary"})
"""What no school has of itself: how many schools there are."""


class Owner(NamedTuple):
    """Whose values stand from `start` on, up to `stop`; None for the report's own."""

    start: int
    stop: int
    name: str | None
    firm: bool = False


def give_subject(context: Context, figure: Figure) -> None:
    """Give a figure the body its clause is about, where its own words named none."""
    owned, names = owners_of(context), context.names
    _leave_honour(names, figure)
    if (
        figure.rule == "prose.level"
        and figure.subject
        and (at := figure.lead.find(figure.subject)) > 0
        and figure.lead[at - 1] in "为给帮"
    ):
        figure.qualifier, figure.subject = figure.qualifier or figure.subject, None  # 为希望学校|培训教师90人次
    if figure.subject is not None or figure.kind == "rank" or "group" in figure.flags:
        return
    region = named("whole_region").fullmatch(figure.qualifier) if figure.qualifier and figure.role == "" else None
    there = names.of_school and region is not None and region.group().startswith("本")  # where its pupils come from
    if region and figure.qualifier and region["kind"] not in (None, "校") and not there:
        figure.subject, figure.qualifier = _theirs(context.names, region["kind"], figure.qualifier), None
        return
    if (place := _place_alone(context.names, figure.qualifier)) is not None:
        figure.subject, figure.qualifier = place, None
        return
    if "各" in figure.lead and (several := _each_of(figure.lead, names)):
        figure.subject, figure.flags = several, [*figure.flags, "owners"]
        return
    text = context.sentence.text
    bracketed = "(" in text[max(0, figure.start - 2) : figure.start]
    if bracketed and (average := named("their_average").search(text, 0, figure.start)):
        figure.subject = _theirs(context.names, average["kind"], average["who"])
        return
    told = [owner for owner in owned if owner.start <= figure.start < owner.stop]
    if told and told[-1].firm and named("of_firm").search(figure.stem or figure.name):
        _give_firm(figure, told[-1].name)
        return
    own = [owner for owner in told if not owner.firm]
    figure.subject = own[-1].name if own else None
    if figure.subject is None and names.of_school and figure.indicator_id in _OF_REGIONS and "有" in figure.lead:
        figure.subject = next(filter(None, map(names.regions.get, ("县", "市", "省"))), None)


def _each_of(lead: str, names: Names) -> str | None:
    """The bodies of a list that have one number each (甲省、乙省高职院校|各获奖9项); None where one of the list is no body."""
    parts = re.split("[、和与及]", lead.partition("各")[0].removeprefix("其中"))
    found = [
        next((body for words, body in names.bodies_by_start.get(part[:2], ()) if part.startswith(words)), None) for part in parts
    ]
    owning = [body for body in found if body is not None and _can_own(body, names)]
    return "、".join(owning) if 1 < len(owning) == len(parts) else None


def _give_firm(figure: Figure, firm: str | None) -> None:
    """What a firm has itself is none of the school's or region's measures: its own words name it."""
    figure.subject = firm
    if figure.indicator_id is not None and figure.stem:
        figure.name, figure.indicator_id = suffixed(figure.stem, figure, figure.sort), None


def _place_alone(names: Names, qualifier: str | None) -> str | None:
    """The place a figure of a region's report is narrowed by, which is whose it is."""
    if not qualifier or RANKS.get(names.level or "", 0) < 2 or qualifier[-1] not in "县市区州盟旗":
        return None
    body = body_of(qualifier, names) if qualifier in names.bodies else None
    return body[0] if body else None


def owners_of(context: Context) -> list[Owner]:
    """The owners a sentence names, looked for once."""
    if context.owned is None:
        context.owned = _find_owners(context)
    return context.owned


def _leave_honour(names: Names, figure: Figure) -> None:
    """A region in front of an honour says who gave it; in the report of a school or firm it owns no value."""
    place = figure.subject
    if place is None or RANKS.get(names.level or "", 1) > 1 or _can_own(place, names) or not named("honour").search(figure.name):
        return
    figure.subject = None
    if place not in (figure.qualifier or ""):
        figure.qualifier = f"{place}；{figure.qualifier}" if figure.qualifier else place


def _find_owners(context: Context) -> list[Owner]:
    """The owners a sentence names, each where its clause begins."""
    text, found = context.sentence.text, list[Owner]()
    dated = {p.start: p.end for p in context.sentence.periods}
    firms = context.names.level != "enterprise" and named("firm_word").search(text) is not None
    points = "该" in text
    for mark in _CLAUSE.finditer(text):
        start = skip_front(text, dated, mark.end())
        who = _together_at(context, start) or _body_at(context, start) or _region_at(context, start)
        who = who or (_pointed_at(context, start) if points else None) or _place_at(context, start)
        who = who or (_still(context) if start == 0 and named("still_of_school").match(text) else None)
        if who is not None:
            stop = text.find(")" if mark.group() == "(" else ";", start)
            found.append(Owner(start, stop if stop >= 0 else len(text), who[0]))
        elif firms and (firm := _firm_at(context, start)):
            found.append(Owner(start, len(text), firm, True))
    return found


@cache
def _fillers() -> frozenset[str]:
    """The characters that what stands before a body begins with."""
    return frozenset(word[0] for word in re.findall("[一-龥]+", named("before_owner").pattern))


def skip_front(text: str, dated: dict[int, int], at: int) -> int:
    """Past what may stand before the body a clause is about: 其中, a year."""
    fillers = _fillers()
    while True:
        filler = named("before_owner").match(text, at) if text[at : at + 1] in fillers else None
        after = dated.get(at, filler.end() if filler else at)
        if after == at:
            return at
        at = after


def _body_at(context: Context, at: int) -> tuple[str | None] | None:
    """The school a clause begins with, in reports of regions also the place; the report's own is told by None."""
    text, names = context.sentence.text, context.names
    for words, body in names.bodies_by_start.get(text[at : at + 2], ()):
        if text.startswith(words, at) and not named("body_goes_on").match(text, end := at + len(words)):
            if names.of_school and text.startswith("学生", end):
                return None  # pupils who come from there
            return (None if _is_own(words, body, names) else body,) if _can_own(words, names) or _can_own(body, names) else None
    return None


def _place_at(context: Context, at: int) -> tuple[str | None] | None:
    """The place whose own figures a clause of a firm's report tells (云江市现有职业院校12所), of a school's only its trade."""
    level = context.names.level
    if RANKS.get(level or "", 0) != 1:
        return None
    text = context.sentence.text
    found = named("place_trade").match(text, at) or (named("place_has").match(text, at) if level == "enterprise" else None)
    return (found["who"],) if found is not None else None


def _together_at(context: Context, at: int) -> tuple[str | None] | None:
    """Several bodies with one value for all of them (甲市、乙市两市合计)."""
    text = context.sentence.text
    found = named("bodies_together").match(text, at) if "计" in text or "共" in text else None
    return (found["items"],) if found and _can_own(found["end"], context.names) else None


def _still(context: Context) -> tuple[str | None] | None:
    """The school or firm all of the sentence before was of, in a region's report."""
    body = context.earlier[-1].subject if context.earlier else None
    if body is None or RANKS.get(context.names.level or "", 0) < 2 or named("owning_school").search(body) is None:
        return None
    return (body,) if all(f.subject == body for f in context.earlier if f.role == "") else None


def _can_own(words: str, names: Names) -> bool:
    kind = "owning_school" if RANKS.get(names.level or "", 0) == 1 else "owning_body"
    return named(kind).search(words) is not None


def _is_own(words: str, body: str, names: Names) -> bool:
    """Whether a body is the one the report is about, by either of its names."""
    return body in names.owners or any(owner.endswith((words, body)) for owner in names.owners)


def body_of(label: str, names: Names) -> tuple[str | None] | None:
    """The school or place a label is, also by a name without its end (云檀 for 云檀市), or the region it lies in (全省)."""
    if (region := named("whole_region").fullmatch(label)) and region["kind"]:
        return (_theirs(names, region["kind"], label),)
    for words, body in names.bodies_by_start.get(label[:2], ()):
        if words == label or (words.startswith(label) and words[len(label) :] in ("市", "县", "区", "州", "省")):
            return (None if _is_own(words, body, names) else body,)
    return (label,) if named("place_name").fullmatch(label) else None


def _firm_at(context: Context, at: int) -> str | None:
    """The firm a clause of another's report begins with (甲公司现有员工900人, 该公司年产值2亿元)."""
    text = context.sentence.text
    if named("that_firm").match(text, at):
        told = list(named("firm_named").finditer(text, 0, at))
        return told[-1]["firm"] if told else None
    found = named("firm_has").match(text, at)
    return found["firm"] if found else None


def owner_of(label: str, names: Names) -> tuple[str | None] | None:
    """The body a member of a list is, where it can own its number: a school's places and colleges are only where its pupils are."""
    body = body_of(label, names)
    if body is None or RANKS.get(names.level or "", 0) != 1:
        return body
    college = label.endswith("学院") and any(owner.endswith(("学院", "大学")) for owner in names.owners)
    return None if college or named("of_place").search(body[0] or label) else body


def _region_at(context: Context, at: int) -> tuple[str | None] | None:
    """全省, 全国 at the head of a clause: the report's own region, or one it lies in."""
    text, names = context.sentence.text, context.names
    found = named("whole_region").match(text, at)
    if found is None or (found.group().startswith("本") and text[found.end() : found.end() + 1].isdigit()):
        return None  # 其中本市|164人 is a part
    if names.of_school and found.group().startswith("本") and named("gone_within").match(text, found.end()):
        return None  # 本市就业|198人: where those of the school went
    if found["own"] and (body := _still(context)) is not None and str(body[0]).endswith(("校", found["own"], "中心", "学院")):
        return body
    kind = found["kind"] or found["own"]
    if names.level == "enterprise" and found["own"] in ("学校", "学院"):
        return (_last_body(context, at) or names.partner or found["own"],)  # a firm's report speaks of a school it works with
    rank, own = _KINDS[kind], RANKS.get(names.level or "", 0)
    if rank < own:
        return None
    if rank == own or (own == 0 and rank < 5) or named("not_theirs").match(text, found.end()):
        return (None,)
    return (_theirs(names, kind, found.group()),)


def _theirs(names: Names, kind: str, words: str) -> str | None:
    """The name of the region 全省 or 全国 stands for; None where it is the report's own."""
    if _KINDS[kind] == RANKS.get(names.level or "", 0):
        return None
    return names.regions.get(kind) or words.replace("我", "全").replace("本", "全")


def _pointed_at(context: Context, at: int) -> tuple[str | None] | None:
    """该校, 该县: the body named last."""
    if named("that_body").match(context.sentence.text, at) is None:
        return None
    body = _last_body(context, at)
    return (body,) if body else None


def _last_body(context: Context, end: int) -> str | None:
    """The body named last before some place of the sentence, or else before it in the paragraph."""
    for text in (context.sentence.text[:end], *reversed(context.heard)):
        if body := _named_last(text, context.names):
            return body
    return None


def _named_last(text: str, names: Names) -> str | None:
    """The body named last in a text that can own values, where it is not the report's own."""
    last, found = -1, None
    for words, body in names.bodies.items():
        at = text.rfind(words, last + 1)
        if at >= 0 and _can_own(words, names) and named("joint").search(words) is None:
            last, found = at, None if _is_own(words, body, names) else body
    return found
