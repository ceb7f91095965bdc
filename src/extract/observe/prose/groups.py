"""A group or a body alone before a number (其中甲校15:1, 民办院校88%): it has the measure told just before and narrows it."""

from __future__ import annotations

import re

from extract.codebook.prose import fill as pattern
from extract.codebook.prose import named
from extract.codebook.words import load_words
from extract.language.tokens import load_verbs
from extract.observe.prose.change import inherit, plain_kind, rate_like
from extract.observe.prose.compose import level_name, per_name
from extract.observe.prose.figures import Figure
from extract.observe.prose.listhead import read_majority
from extract.observe.prose.look import Context
from extract.observe.prose.names import Names
from extract.observe.prose.phrase import left_phrase, right_phrase
from extract.observe.prose.whose import body_of, owner_of

__all__ = ["read_group", "take_group"]

_SORTS = ("share", "ratio", "score", "money", "person", "event", "area", "thing", "points")


def read_group(context: Context, figure: Figure) -> bool:
    """Name a number by the measure told last where only a group or a body stands before it."""
    if figure.sort not in _SORTS or figure.quantity.ordinal:
        return False
    start = max(context.consumed, context.done[-1].end if context.done else 0)
    between = context.sentence.text[start : figure.start]
    ordered = named("order_word").search(between) is not None
    if ordered and (_read_first(context, figure) or _read_moved(context, figure)):
        return True
    if named("majority_word").search(between) and read_majority(context, figure):
        return True
    both = figure.lead.startswith(("均", "都")) and named("extreme_both").search(context.sentence.text, 0, figure.start)
    extreme = both or ordered
    said = named("group_alone").fullmatch(figure.lead) if context.last is not None and len(figure.lead) < 36 else None
    if said is None or figure.sort == "thing":
        said = named("our_part").fullmatch(figure.lead) or said
    if not (said or extreme):
        return False
    if right_phrase(context.sentence, figure.end, figure.end + len(figure.tail)).text:
        return False
    if said is not None and figure.sort == "share" and _take_other_part(context, figure, said["label"]):
        return True
    if said is not None and (take_group(context, figure, said["label"]) or _take_left_out(context, figure, said["label"])):
        return True
    return bool(extreme) and _read_extreme(context, figure)


def take_group(context: Context, figure: Figure, label: str) -> bool:
    """Give a figure the measure told last, narrowed by a label; False where the label is no group or the measure is another."""
    wholes = [f for f in reversed((*context.earlier, *context.done)) if f.role == "" and f.parent is None]
    told = [f for f in (context.last, context.top, *wholes) if f is not None and f.name and f.kind not in ("growth", "rank")]
    last = next((f for f in told if f.sort == figure.sort and _counted_alike(f, figure)), None)
    if last is None or figure.sort not in _SORTS:
        return False
    if named("opinion_name").search(last.name) and named("rater").fullmatch(label):
        level_name(figure, label + "满意度", context.names, "share")
        figure.kind = "rate"
        return True
    if named("went_there").match(label):
        return False
    if (deed := named("deed_with_body").fullmatch(last.name)) and named("given_to").fullmatch(label):
        inherit(figure, last)  # 升入甲学院9人、|乙学院|7人
        figure.stem, figure.name = deed["deed"] + label, deed["deed"] + label + deed["end"]
        figure.qualifier, figure.flags = None, [*figure.flags, "group", "exact"]
        return True
    body = body_of(label, context.names)
    counted = figure.sort in ("person", "event", "money", "area", "thing")
    if figure.sort == "thing" and (body is None or named("of_place").search(body[0] or label) is None):
        return False
    each = not counted or (figure.sort == "money" and named("paid_to_each").search(last.name) is not None)
    if body is None and named("group_of_rate" if each else "group_of_school").fullmatch(label) is None:
        return False
    if body is not None and context.names.of_school and named("of_place").search(label):
        body = None  # where a school's pupils come from owns none of its values
    known = context.names.find(label, figure.sort) or context.names.find(label + "就业", figure.sort)
    sibling = last.kind == "rate" and named("other_half").fullmatch(f"{last.qualifier}{label}") is not None
    divided = last.kind == "share" and last.base is not None and named("only_whose").match(label) is None
    divided = divided and not _each_kind(figure, last, label)
    if (known is not None and not sibling) or divided:
        return False
    inherit(figure, last)
    _without_member(context, figure, label)
    nested = last.rule != "prose.group" and "其中" in context.sentence.text[last.end : figure.start]
    kept = None if label.startswith(("其余", "其他")) else last.qualifier if nested else _kept(last, label, context.names)
    if kept:
        figure.flags.append("kept:" + kept)
    _narrow(figure, label, body, kept, context.names)
    if counted and nested:
        figure.parent = last.name
    return True


def _counted_alike(one: Figure, two: Figure) -> bool:
    """Whether two numbers have one measure; 元/年 and 元 do."""
    return (one.quantity.measure or "").partition("/")[0] == (two.quantity.measure or "").partition("/")[0]


def _each_kind(figure: Figure, last: Figure, label: str) -> bool:
    """教师中有硕士学位的占60%,民办院校|45%: each kind of school has the share of its own, where no schools are what is shared."""
    schools, tier = named("schools_shared").search, named("tier_word")
    if tier.match(label) and tier.fullmatch(last.qualifier or "") and "占" not in figure.lead:
        return True  # 高职毕业生留在本地就业占46%,中职毕业生|72%
    return "占" not in figure.lead and schools(label) is not None and schools(f"{last.stem}{last.name}{last.base}") is None


def _take_other_part(context: Context, figure: Figure, label: str) -> bool:
    """茶艺合格率92%,木作81%: the rate told last, of the part that stands in the place of its own."""
    told = context.done[-1] if context.done else None
    if told is None or told.kind != "rate" or told.parent or not 1 < len(label) <= _LONGEST_PART or figure.lead != label:
        return False
    parted = named("part_of_rate").fullmatch(told.stem)
    if parted is None or context.sentence.text[told.end : figure.lead_start] not in (",", "、"):
        return False
    kinds = ("do", "nominal", "part", "bound", "subject")
    if rate_like(label) or label in load_verbs() or any(label in load_words()[kind] for kind in kinds):
        return False
    inherit(figure, told)
    figure.stem = label + parted["rate"]
    if told.indicator_id is None and told.name == told.stem:
        figure.name = figure.stem
    else:
        figure.qualifier = label
    return True


_LONGEST_PART = 6
"""A part of a rate has no more characters where it stands alone."""


def _take_left_out(context: Context, figure: Figure, label: str) -> bool:
    """全国900所示范校中,我市占6所: the noun of a wider area's number that is left out."""
    body = body_of(label, context.names)
    left = [
        f for f in context.sentence.figures if f.reason and f.end < figure.start and f.quantity.measure == figure.quantity.measure
    ]
    if body is None or not left:
        return False
    end = context.sentence.text.find(",", left[-1].end)
    noun = right_phrase(context.sentence, left[-1].end, end).text.removesuffix("中") if end > 0 else ""
    level_name(figure, noun, context.names, figure.sort)
    figure.kind, figure.subject = plain_kind(figure), body[0]
    figure.flags.append("group")
    return bool(figure.name)


def _without_member(context: Context, figure: Figure, label: str) -> None:
    """Name a number by the measure alone, where the name told last begins with another member (甲专业得分, for 乙专业)."""
    alike = len(label) > 1 and figure.name[len(label) - 1 : len(label)] == label[-1]  # 汉族|毕业生数, for 回族
    at = len(label) if alike else figure.name.find(label[-2:]) + 2
    several = named("several_schools").match(figure.name)  # 三校在校生,其中甲校
    alike, at = (True, several.end()) if several is not None else (alike and len(figure.name) - at > 2, at)
    if (alike or 3 < at <= 14) and len(figure.name) - at > 1 and figure.indicator_id is None and "一" <= figure.name[at] <= "龥":
        measure = figure.name[at:].removeprefix("的")
        told = label if named("only_share").fullmatch(measure) else ""  # 公办职校占比,民办职校|38%: alone it says nothing
        level_name(figure, told + measure, context.names, figure.sort)
        figure.qualifier = None


def _kept(last: Figure, label: str, names: Names) -> str | None:
    """What narrows the measure told last and still holds for another group: the kind of school, not another member of the list."""
    kept = next(
        (flag[5:] for flag in last.flags if flag.startswith("kept:")), last.qualifier if "group" not in last.flags else None
    )
    parts = [part for part in (kept or "").split("；") if part and "about:" + part not in last.flags]
    kept = "；".join(parts)
    if kept and named("tier_word").fullmatch(kept):
        return None if named("tier_word").match(label) else kept
    member = kept and (named("group_of_rate").fullmatch(kept) or body_of(kept, names))
    return None if member else kept or None


def _narrow(figure: Figure, label: str, body: tuple[str | None] | None, kept: str | None, names: Names) -> None:
    body = owner_of(label, names) if body is not None else None
    figure.subject = body[0] if body else None
    told = label if body is None else None
    figure.qualifier = "；".join(part for part in (kept, told) if part) or None
    figure.flags.append("group")


def _measured_last(context: Context, figure: Figure) -> Figure | None:
    """The level told last in the unit of a number, else of its sort."""
    told = [f for f in (*context.earlier, *context.done) if f.sort == figure.sort and f.role == "" and f.kind != "rank"]
    ordered = [f for f in context.done if "order" in f.flags and f.unit == figure.unit]
    if ordered:
        return ordered[-1]  # 甲系在校生最多,为90人,教师8人;乙系次之,为|70人|
    return next((f for f in reversed(told) if f.unit == figure.unit), told[-1] if told else None)


def _grown_last(context: Context, figure: Figure) -> Figure | None:
    """What may have grown in a group: the level told last in the sentence, else the people it speaks of, else the level before.

    How many groups there are (毕业生涵盖18个大类) does not grow in one of them.
    """
    levels = [f for f in (*context.earlier, *context.done) if f.kind in ("count", "amount", "per_capita") and f.role == ""]
    last = next((f for f in reversed(levels) if f.sort != "thing"), levels[-1] if levels else None)
    people = list(named("those_grown").finditer(context.sentence.text, 0, figure.start))
    if not people and last is not None and last.sort == "thing":
        people = list(named("those_grown").finditer(last.lead))  # 毕业生涵盖18个大类
    if last is None and not people:
        return _growth_last(context)
    if not people or (last in context.done and last.sort != "thing"):
        return last
    said = Figure(figure.quantity, sort="person")
    level_name(said, people[-1].group(), context.names, "person")
    said.qualifier = people[-1]["tier"]
    return said


def _growth_last(context: Context) -> Figure | None:
    """How much the measure of one group grew, told last."""
    told = next((f for f in reversed((*context.earlier, *context.done)) if f.name), None)
    return told if told is not None and told.role == "change" and "group" in told.flags else None


def _grow_next(context: Context, figure: Figure, found: re.Match[str]) -> bool:
    """甲类增幅最大,为12%;其次是|乙类,为9%: the second of an order of growths grew in the same measure."""
    told = _growth_last(context) if context.done and figure.sort in ("share", "points") and not found["what"] else None
    if told is None:
        return False
    figure.stem, figure.name, figure.indicator_id = told.stem, told.name, told.indicator_id
    figure.flags += [flag for flag in told.flags if flag.startswith("kept:")]
    _narrow(figure, found["who"], body_of(found["who"], context.names), _kept(told, found["who"], context.names), context.names)
    _call_growth(figure, "")
    if figure.value is not None and told.value is not None and told.value < 0:
        figure.value = -abs(figure.value)
    return True


def _grow_most(context: Context, figure: Figure, found: re.Match[str]) -> bool:
    """旅游大类增幅最大,为12%: how much the measure told last grew in the group that stands before the growth."""
    whole = context.sentence.text[found.start("who") : found.end("what")]
    grown = named("extreme_growth").search(whole) if figure.sort in ("share", "points") else None
    told = _grown_last(context, figure) if grown else None
    if grown is None or told is None or named("group_of_rate").fullmatch(grown["of"]) is None:
        return False
    figure.stem, figure.name, figure.indicator_id = told.stem, told.name, told.indicator_id
    if kept := _kept(told, grown["of"], context.names):
        figure.flags.append("kept:" + kept)
    _narrow(figure, grown["of"], None, kept, context.names)
    _call_growth(figure, grown["way"])
    return True


def _call_growth(figure: Figure, way: str) -> None:
    figure.kind, figure.role, figure.base = "growth" if figure.sort == "share" else "change", "change", figure.name
    if figure.value is not None and named("falling").search(way):
        figure.value = -abs(figure.value)


def _name_growth(context: Context, figure: Figure, found: re.Match[str], grown: re.Match[str]) -> bool:
    """招生增幅最大的是甲县,为12%: how much the measure grew there; 降幅最大的是乙县 goes on with the same measure."""
    told = _grown_last(context, figure)
    if grown["of"]:
        level_name(figure, grown["of"], context.names, None, of_change=True)
    elif told is not None:
        figure.stem, figure.name, figure.indicator_id = told.stem, told.name, told.indicator_id
    if not figure.name:
        return False
    kept = _kept(told, found["who"], context.names) if told is not None and not grown["of"] else None
    figure.flags += ["kept:" + kept] if kept else []
    _narrow(figure, found["who"], body_of(found["who"], context.names), kept, context.names)
    _call_growth(figure, grown["way"])
    return True


def _read_moved(context: Context, figure: Figure) -> bool:
    """在校生满意度提升最快,达2.4个百分点: how much a measure moved that moved most."""
    found = named("moved_most").search(context.sentence.text, 0, figure.start) if figure.sort in ("share", "points") else None
    if found is None:
        return False
    body = body_of(found["what"], context.names)
    told = next((f for f in reversed((*context.earlier, *context.done)) if f.kind != "rank" and f.name), None)
    if body is not None and told is not None:
        figure.stem, figure.name, figure.indicator_id = told.stem, told.name, told.indicator_id
        figure.subject = body[0]
    elif body is None:
        level_name(figure, found["what"], context.names, None, of_change=True)
    _call_growth(figure, found["way"])
    return bool(figure.name)


def _read_first(context: Context, figure: Figure) -> bool:
    """甲县在校生最多,为9万人; 乙县次之,有7万人: who stands first, then the measure, told again or as told last."""
    start = max(context.consumed - 1, context.done[-1].end if context.done else 0, 0)
    found = named("extreme_first").search(context.sentence.text, start, figure.start)
    if found is None:
        return False
    text, end = context.sentence.text, found.end("what")
    places = range(end, found.start("who") + 1, -1)
    body, cut = None, next((at for at in places if body_of(text[found.start("who") : at], context.names) is not None), 0)
    if cut:
        body = body_of(text[found.start("who") : cut], context.names)
    else:
        cut = next((at for at in places if named("group_of_rate").fullmatch(text, found.start("who"), at)), 0)
        if not cut or (figure.sort in ("share", "points") and named("extreme_growth").search(text, cut, end)):
            return _grow_most(context, figure, found)
    words = left_phrase(context.sentence, cut, end, context.names, figure.sort, False).text if end > cut else ""
    last = _measured_last(context, figure)
    if words and _name_measure(context, figure, words):
        pass
    elif words or last is None:
        return False
    else:
        inherit(figure, last)
    label = context.sentence.text[found.start("who") : cut]
    _narrow(figure, label if body else named("plain_group").sub("", label), body, None, context.names)
    figure.flags.append("order")
    return bool(figure.name)


def _name_measure(context: Context, figure: Figure, words: str) -> bool:
    """Name a number by a known measure, also one per head (校均规模); False for words that are none."""
    if per := pattern("^({per})(.+)").match(words):
        per_name(figure, per[2], per[1], context.names)
        figure.kind = "per_capita"
    elif context.names.suffix(words, figure.sort) is not None:
        level_name(figure, words, context.names, figure.sort)
        figure.kind = plain_kind(figure)
    return bool(figure.name)


def _read_extreme(context: Context, figure: Figure) -> bool:
    """藏书最多的是甲校,为9万册, 最少的是乙校,仅2万册: the largest or smallest of a measure, and who it is."""
    start = max(context.consumed, context.done[-1].end if context.done else 0)
    found = named("extreme").search(context.sentence.text, start, figure.start)
    found = found or named("extreme_both").search(context.sentence.text, 0, figure.start)
    if found is None:
        return False
    if figure.sort in ("share", "points") and (grown := named("extreme_growth").search(found["what"])):
        return _name_growth(context, figure, found, grown)
    if _grow_next(context, figure, found):
        return True
    first, last = figure.lead_start, _measured_last(context, figure)
    words = left_phrase(context.sentence, found.start("what"), found.end("what"), context.names, figure.sort, False).text
    if words and (first >= found.start() or "均" in figure.lead):
        if not _name_measure(context, figure, words):
            level_name(figure, words, context.names, figure.sort)
            figure.kind = plain_kind(figure)
    elif last is not None and last.sort == figure.sort:
        inherit(figure, last)
        _without_member(context, figure, found["who"])
    if figure.name:
        _narrow(figure, found["who"], body_of(found["who"], context.names), None, context.names)
    return bool(figure.name)
