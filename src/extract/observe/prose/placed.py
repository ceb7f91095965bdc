"""What part a clause is told of: the campus, country, branch, part of a region or example at its head narrows what follows.

东校区占地…亩,建筑面积…; 在老挝,公司建学堂…所,培训…人; 以某校为例,…; 主城区拥有…所,在校生….
"""

from __future__ import annotations

import re
from typing import NamedTuple

from extract.codebook.prose import fill, named
from extract.codebook.prose import fill as pattern
from extract.observe.prose.figures import Figure
from extract.observe.prose.look import Context
from extract.observe.prose.whose import RANKS, body_of, owners_of, skip_front

__all__ = ["give_place", "note_places", "pointed_site"]

_HEAD = re.compile(r"^|[,;:。(]")
_MARKS = re.compile(r"为例|[校片大]区|本部|公司|项目部|事业部|分校|[在有集布承汇]")


_BACK = 120
"""How far back what is pointed to is looked for."""


class Place(NamedTuple):
    """A part that is spoken of from `start` on, up to `stop`."""

    start: int
    stop: int
    who: str
    sort: str


def give_place(context: Context, figure: Figure) -> None:
    """Narrow a figure by the part its clause is told of, or give it that as its owner where a region's report names a body."""
    told = [place for place in note_places(context) if place.start <= figure.start < place.stop]
    if not told or not figure.name or figure.kind == "rank" or figure.role == "beside" or "group" in figure.flags:
        return
    who = told[-1].who
    if told[-1].sort in ("part", "city") and not context.done:
        figure.flags.append("standing")  # what a part has is told of today, whatever year the sentence before spoke of
    whole = figure.kind != "share" and named("all_over").search(figure.lead) is not None  # 集聚了全市7所…中的5所
    whole = whole or _of_all_sites(context, figure, told[-1])
    _leave_out(context, figure, who)
    said = f"{figure.name} {figure.qualifier or ''} {figure.subject or ''} {figure.parent or ''}"
    if whole or who in said or any(part in (figure.subject or "") for part in who.split("、")):
        return
    if told[-1].sort == "site" and who.endswith(figure.qualifier or "。"):
        figure.qualifier = None
    body = body_of(who, context.names) if RANKS.get(context.names.level or "", 0) > 1 else None
    if body is not None and named("placed_area").search(who) is None:
        figure.subject = figure.subject or body[0]
    elif figure.subject is None:
        figure.qualifier = f"{who}；{figure.qualifier}" if figure.qualifier else who


def _of_all_sites(context: Context, figure: Figure, site: Place) -> bool:
    """东院占地300亩,西院占地500亩,设备9千万元: what no campus told before has is of the whole school."""
    if site.sort != "campus" or figure.sort == "area" or not named("of_all_sites").search(figure.name):
        return False
    before = [other for other in note_places(context) if other.sort == "campus" and other.start < site.start]
    own = [told for told in context.done if told.start >= site.start]
    first = bool(own) and own[-1].sort == "area"  # what the campus goes on with has been told of land
    return bool(before) and first and all(told.name != figure.name for told in context.done)


def _leave_out(context: Context, figure: Figure, who: str) -> None:
    """Take the part and the verb of having out of a name (江北新区布局|职校数), which the qualifier says."""
    rest = figure.name.removeprefix(who)
    has = named("holds_part").match(rest)
    rest = rest[has.end() :] if has else rest
    if figure.indicator_id is not None or not figure.name.startswith(who) or len(rest) < 3:
        return
    known = context.names.find(rest, figure.sort)
    figure.name, figure.indicator_id = (known.name, known.indicator_id) if known is not None else (rest, None)


def note_places(context: Context) -> list[Place]:
    """The parts a sentence names, looked for once; what it leaves open goes on in the next one."""
    if context.places is None:
        context.places = _find_places(context)
    return context.places


def _find_places(context: Context) -> list[Place]:
    """The parts named at the heads of clauses; first the campus the sentence before was of, where this one goes on."""
    text = context.sentence.text
    found: list[Place] = []
    if context.site is not None:
        at, who = context.site
        found.append(Place(at, _stop(text, at, "campus"), who, "site"))
    if context.campus and named("goes_on_site").match(text):
        found.append(Place(0, _stop(text, 0, "campus"), context.campus, "campus"))
    if _MARKS.search(text):
        dated = {p.start: p.end for p in context.sentence.periods}
        for mark in _HEAD.finditer(text):
            start = skip_front(text, dated, mark.end())
            head = named("placed").match(text, start)
            if head is not None and (who := _who(head)):
                found.append(Place(head.end(), _stop(text, head.end(), head.lastgroup or ""), who, head.lastgroup or ""))
    found = [place._replace(stop=min([place.stop, *_next_heads(context, place, found)])) for place in found]
    open_still = bool(found) and found[-1].sort == "campus" and found[-1].stop >= len(text.rstrip("。"))
    context.campus = found[-1].who if open_still else None
    return found


def pointed_site(text: str, begin: int, end: int) -> tuple[int, str] | None:
    """建成禁毒体验馆。该馆接待参观2000人: where the words that point back end in a sentence, and the place told of before."""
    points = named("that_site").search(text, begin, end)
    if points is None:
        return None
    before = text[max(0, points.start() - _BACK) : points.start()]
    told = re.findall(rf"[一-龥“”]{{1,14}}{points['end']}", before)
    who = fill(r"^.*(?:{do}|{have}|共建|为|在|的|了)(?=.{2})").sub("", told[-1]) if told else ""
    return (points.end() - begin, who) if len(who) > len(points["end"]) else None


def _next_heads(context: Context, place: Place, found: list[Place]) -> list[int]:
    """Where the next part or owner begins: of what is told of a country or an example the report's own body is no other."""
    own = place.sort in ("where", "case")
    owners = [owner.start for owner in owners_of(context) if not own or owner.name is not None]
    return [at for at in (*(other.start for other in found), *owners) if at > place.start]


def _who(head: re.Match[str]) -> str:
    """What the part is called; empty where the words are no name of a part."""
    sort = head.lastgroup or ""
    who = head[sort]
    if sort == "case":
        who = "" if named("placed_person").search(who) else re.sub(r"的?合作$", "合作", who)
        return who.strip("“”") if who.startswith("“") and who.endswith("”") else who
    who = who.rpartition("的")[2]
    if sort == "city" or (named("placed_no").match(who) is None and pattern(r"{do}").search(who) is None):
        return re.sub(r"^省会(?:城市)?(?=..)", "", who)
    return ""


def _stop(text: str, at: int, sort: str) -> int:
    """How far a part is spoken of: an example and a campus up to the full stop, others up to the semicolon."""
    ends = named("part_ends").search(text, at) if sort not in ("where", "case") else None
    stops = [text.find(mark, at) for mark in ("。" if sort in ("campus", "case") else ";。")]
    return min([len(text), *(stop for stop in stops if stop >= 0), *([ends.start()] if ends else [])])
