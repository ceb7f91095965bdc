"""The kind of school a clause is about (中职, 公办, 县域), which narrows every figure of it until another kind or body is named."""

from __future__ import annotations

import re
from typing import NamedTuple

from extract.codebook.prose import named
from extract.observe.prose.figures import Figure
from extract.observe.prose.look import Context
from extract.observe.prose.whose import RANKS, owners_of

__all__ = ["give_kind"]

_OF_KIND = ("count", "amount", "rate", "share", "ratio", "per_capita", "growth", "change")
"""What a kind of school has in common, and another has of its own."""
_END = re.compile(r"(?<!\d),|,(?!\d{3})|[、;。)]")
_PART = re.compile(r"[;。)]")


class Told(NamedTuple):
    """A kind of school that holds from `start` to `stop`: whose they are or where, which sort, and whether they are counted."""

    start: int
    stop: int
    kind: str
    tier: str
    counted: bool = False


def give_kind(context: Context, figure: Figure) -> None:
    """Narrow a figure of a region by the kind of school it is told of, where the report is of more than this one."""
    names = context.names
    if RANKS.get(names.level or "", 0) == 1 or not figure.name or figure.role == "beside":
        return
    if context.kinds is None:
        context.kinds = _find_kinds(context)
    told = [one for one in context.kinds if one.start <= figure.start < one.stop]
    if not told:
        _give_own(context, figure)
        return
    if (
        told[-1].counted
        and figure.quantity.measure == "所"
        and any(told[-1].start <= f.start < figure.start for f in context.figures)
    ):
        return  # 示范校2所,成人校5所: schools of another kind
    if told[-1].counted and figure.quantity.measure != "所" and _all_told(context, figure):
        return
    _leave_secondary(context, figure, told[-1].tier)
    said = figure.name + (figure.qualifier or "") + (figure.parent or "")
    parts = [told[-1].kind] if told[-1].kind not in said else []
    tier = told[-1].tier
    if (
        tier
        and tier != names.teaches
        and tier not in (figure.qualifier or "") + figure.name
        and (figure.indicator_id is not None or figure.rule == "prose.award" or (figure.kind in _OF_KIND and not figure.parent))
        and named("tiered").search(figure.name + (figure.qualifier or "")) is None
    ):
        parts.append(tier)
    if narrow := "".join(parts):
        figure.qualifier = f"{narrow}；{figure.qualifier}" if figure.qualifier else narrow


def _give_own(context: Context, figure: Figure) -> None:
    """资助中职学生9万人次: the kind of school a number's own words say, which the codebook's name for them leaves out."""
    if figure.kind == "per_capita" and figure.qualifier is None and (led := named("own_led").match(figure.lead)):
        figure.qualifier = led["kind"]
        return
    own = named("own_tier").search(figure.stem) if figure.indicator_id is not None else None
    if (
        own is None
        or own.lastgroup in (None, context.names.teaches)
        or "、" in figure.stem
        or named("tiered").search(figure.name + (figure.qualifier or ""))
    ):
        return
    figure.qualifier = f"{own.lastgroup}；{figure.qualifier}" if figure.qualifier else own.lastgroup


def _leave_secondary(context: Context, figure: Figure, tier: str) -> None:
    """Bare schools of a kind that is no vocational one (初中县城4所;|乡镇9所) are none of the secondary vocational schools."""
    if figure.quantity.measure != "所" or not named("no_vocational").fullmatch(tier):
        return
    secondary = context.names.find("中等职业学校", "thing")
    if secondary is None or figure.indicator_id != secondary.indicator_id:
        return
    if "职" not in figure.stem:
        figure.name, figure.indicator_id = re.sub("(?<=阶段)", "学校", tier) + "数", None


def _all_told(context: Context, figure: Figure) -> bool:
    """Whether the schools of each kind make up all counted (14所,其中公办13所,民办1所,|在校生|), so that what follows is of all."""
    start = context.sentence.text.rfind(";", 0, figure.start)
    counts = [f.value for f in context.done if f.start > start and f.quantity.measure == "所" and f.role == "" and f.value]
    return len(counts) > 2 and counts[0] == sum(counts[1:])


def _find_kinds(context: Context) -> list[Told]:
    """The kinds a sentence names, each with how far it holds; first the one the sentence before was all about."""
    text = context.sentence.text
    found = [m for m in named("tier").finditer(text) if m["kind"] or m["all"] not in ("学校", "院校", "校")]
    found = [m for m in found if not (m.group().startswith("(") and named("only_explains").match(text, m.end()))]
    bodies = {owner.start for owner in owners_of(context) if not text.startswith("本", owner.start)}  # 本省就业率 is of the same
    heads = sorted({m.start() for m in found} | bodies)
    goes_on = context.kind is not None and _goes_on(context)
    kinds = [Told(0, heads[0] if heads else len(text), *context.kind)] if context.kind and goes_on else []
    for match in found:
        if named("tier_listed").match(text, match.end()):
            continue  # 普通高中与|中职分别招录: both
        tier = "" if match["all"] else match.lastgroup or ""
        counted = named("tier_counted").match(text, match.end())
        stop = _stop(text, match, counted, found, heads)
        kinds.append(Told(match.end(), stop, match["kind"].rstrip("的"), tier, counted is not None and counted["unit"] is not None))
    alone = kinds[0] if len(kinds) == 1 and kinds[0].stop == len(text) else None
    opens = alone is not None and not any(f.start < alone.start for f in context.figures)
    context.kind = (alone.kind, alone.tier) if alone is not None and opens else None
    return kinds


def _goes_on(context: Context) -> bool:
    """Whether a sentence begins with a measure and its number, so that it is of those the sentence before was about."""
    first = context.figures[0]
    begin = max([p.end for p in context.sentence.periods if p.start < 2 and p.end <= first.start], default=0)
    said = context.sentence.text[begin : first.start].lstrip(",")
    known = context.names.find(named("said_of_it").sub("", said), first.sort)
    return (known is not None and known.indicator_id == first.indicator_id) or named("of_those").match(said) is not None


def _stop(text: str, match: re.Match[str], counted: re.Match[str] | None, found: list[re.Match[str]], heads: list[int]) -> int:
    """Where a kind ends: with its own number, or at the next kind; at the next body too where it is no topic of its own."""
    if named("tier_topic").match(text, match.end()):
        return next((m.start() for m in found if m.start() >= match.end()), len(text))
    stop = next((head for head in heads if head >= match.end()), len(text))
    divides = "其中" in text or "中," in text
    if divides and named("tier_pupils").match(text, match.end()) and (end := _PART.search(text, match.end())):
        stop = min(stop, end.start())
    if ";" in text and (other := named("topic_opens").search(text, match.end(), stop)):
        stop = other.start()
    if "中," in text and named("tier_members").match(text, match.end()) and (end := _PART.search(text, match.end(), stop)):
        stop = end.start()  # 中职专任教师中,…;校舍面积
    if named("kind_by_merit").search(match["kind"]) and (end := _PART.search(text, match.end())):
        stop = min(stop, end.start())
    if counted is None:
        return stop
    if counted["unit"] and named("kind_by_merit").search(match["kind"]):
        return min(stop, counted.end())
    ends = _END if counted["unit"] is None else _PART if "其中" in match.group() else None
    end = ends.search(text, counted.end()) if ends else None
    while end is not None and counted["unit"] is None and named("tier_goes_on").match(text, end.start()):
        end = _END.search(text, end.end())
    return min(stop, end.start()) if end else stop
