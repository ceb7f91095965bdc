"""Counts whose noun is told elsewhere: before a list of its members, with the number just told, or before a comparison."""

from __future__ import annotations

import re
from functools import lru_cache

from extract.codebook.prose import fill, named
from extract.codebook.prose import fill as pattern
from extract.codebook.words import load_words
from extract.language.tokens import cut, load_adverbs, load_verbs
from extract.observe.prose.change import plain_kind
from extract.observe.prose.compose import level_name
from extract.observe.prose.figures import Figure
from extract.observe.prose.listhead import place_of_list
from extract.observe.prose.look import COUNT, Context, previous_phrase
from extract.observe.prose.phrase import Phrase, left_phrase, right_phrase

_ACTED = "acted"


def name_told(context: Context, figure: Figure, left: Phrase, right: Phrase) -> bool:
    """Name a count by a noun that is told elsewhere; False where its own words say it."""
    return (
        _name_compared(context, figure)
        or place_of_list(context, figure, left.text)
        or _name_origin(context, figure)
        or _name_of_frame(context, figure)
        or _name_kinds(context, figure, left)
        or _name_graded(context, figure, right)
        or _name_deed_of(context, figure, left)
        or _name_marked(context, figure)
        or _name_ours(context, figure)
        or _name_firsts(context, figure)
        or _name_served(context, figure)
        or _name_those(context, figure, left, right)
        or _name_acted(context, figure, left, right)
        or (not right.text and _name_listed(context, figure))
    )


def _name_origin(context: Context, figure: Figure) -> bool:
    """接收学徒45人,其中17人来自甲校: those just counted, with where they come from as what narrows them."""
    if figure.sort != "person":
        return False
    found = named("origin_after").search(figure.tail) if not figure.lead or figure.lead == "其中" else None
    if found is None and figure.tail in ("", "人"):
        found = named("origin_before").search(figure.lead)
    whole = next((f for f in (context.last, context.top) if f is not None and f.sort == figure.sort and f.kind == "count"), None)
    if found is not None and context.scope is not None and context.scope.sort == figure.sort:
        figure.stem, figure.name, figure.indicator_id = context.scope.stem, context.scope.name, context.scope.indicator_id
        figure.kind, figure.qualifier, figure.parent = plain_kind(figure), f"来自{found['who']}", context.scope.name
        return True
    between = context.sentence.text[context.done[-1].end : figure.start] if context.done else ""
    part = fill(r"其中|:").search(between) or (context.done and (context.done[-1].qualifier or "").startswith("来自"))
    if found is None or whole is None or not part:
        return False
    figure.stem, figure.name, figure.indicator_id = whole.stem, whole.name, whole.indicator_id
    figure.kind, figure.qualifier = plain_kind(figure), f"来自{found['who']}"
    return True


def _name_of_frame(context: Context, figure: Figure) -> bool:
    """全部9个冠军中的4个, 900所示范校中占6所: some of those just counted, in the same measure."""
    told = context.done[-1] if context.done else None
    found = named("of_frame").fullmatch(context.sentence.text[told.end : figure.start]) if told is not None else None
    if told is None or found is None or figure.tail or told.quantity.measure != figure.quantity.measure:
        return False
    level_name(figure, found["what"] or told.stem, context.names, figure.sort)
    figure.kind, figure.parent = plain_kind(figure), told.name
    return bool(figure.name)


def _name_kinds(context: Context, figure: Figure, left: Phrase) -> bool:
    """工位36个,涵盖裁剪、缝纫等4类; 工位4种、36个: how many kinds the things are of."""
    if figure.quantity.measure not in ("类", "大类", "种") or figure.sort != "thing":
        return False
    last, following = context.last, next((f for f in context.figures if f.start > figure.end), None)
    listed = following is not None and context.sentence.text[figure.end : following.start] == "、" and following.sort == "thing"
    if listed and left.text:
        figure.stem, kinds = pattern(r"^(?:{light}|提供)(?=.{2})").sub("", left.text), "种类数"
    elif not figure.tail and figure.quantity.measure != "种" and last is not None and named("kinds_of").search(figure.lead):
        figure.stem, kinds = re.sub("数$", "", last.name), "类别数"
    else:
        return False
    known = context.names.find(figure.stem + kinds, "thing")
    figure.name, figure.indicator_id = figure.stem + kinds, known.indicator_id if known is not None else None
    figure.kind = plain_kind(figure)
    return True


def _name_those(context: Context, figure: Figure, left: Phrase, right: Phrase) -> bool:
    """出版教材62部,采用活页形式的19部: some of those told first, by what they do or have."""
    if right.text or not figure.lead.endswith("的") or not left.text or context.scope is not None or not context.done:
        return False
    start = context.sentence.text.rfind(";", 0, figure.start)
    run = [f for f in context.done if f.start > start and (f.sort, f.unit) == (figure.sort, figure.unit)]
    run = [f for f in run if f.kind == "count" and not f.role]
    told = max(run, key=lambda f: f.value or 0, default=None)
    if told is None or told is not run[0] or context.sentence.text[context.done[-1].end : figure.lead_start].strip(",、"):
        return False
    own = figure.lead.removesuffix("的").removeprefix("其中")
    first = context.sentence.tokens(figure.start - len(own) - 1, figure.start)[0] if own else (0, 0)
    verb = context.sentence.text[first[0] : first[1]]
    acts = (
        verb in load_verbs()
        or pattern("{do}|{have}").fullmatch(verb) is not None
        or named("run_by").fullmatch(own[-2:]) is not None
    )
    if not acts or context.names.suffix(left.text, figure.sort) is not None:
        return False
    figure.stem, figure.name, figure.indicator_id = told.stem, told.name, told.indicator_id
    figure.kind, figure.parent, figure.qualifier = "count", told.parent or told.name, own.removeprefix("属于")
    return bool(figure.name)


def _name_acted(context: Context, figure: Figure, left: Phrase, right: Phrase) -> bool:
    """抽检茶样60份,合格率95%,责令退换2份; 剩余5处: what was done with some of the things counted, or what is left of them."""
    if figure.sort != "thing" or not context.done or figure.quantity.measure in ("项次", "次"):
        return False
    begin = context.sentence.text.rfind(";", 0, figure.start)
    told = [f for f in reversed(context.done) if f.start > begin and f.quantity.measure == figure.quantity.measure]
    if not told:
        return False
    rest = named("left_over").fullmatch(figure.lead)
    words = rest["what"] if rest is not None else left.text or named("when_acted").sub("", figure.lead)
    behind = [right.text[a:b] for a, b in cut(right.text, ())] if rest is not None else [right.text]
    if not words or not (rest is not None or _acts_alone(words)) or not any(map(_acts_alone, behind or [""])):
        return False
    if context.scope is not None and rest is None:
        return False
    wholes = (f for f in told if f.kind == "count" and not f.role and _ACTED not in f.flags)
    noun = next(filter(None, (_thing_of(f.stem) for f in wholes if (f.value or 0) >= (figure.value or 0))), "")
    if not noun or noun in words:
        return False
    known = load_words()
    behind_noun = words in known["bound"] and words not in known["acted"]
    level_name(figure, noun + words if behind_noun else words + noun, context.names, figure.sort)
    figure.stem, figure.kind, figure.flags = noun, "count", [*figure.flags, _ACTED]
    return bool(figure.name)


@lru_cache(maxsize=4096)
def _acts_alone(words: str) -> bool:
    """Whether words are verbs and what goes with them, and no noun."""
    known = load_words()
    sets = (load_verbs(), load_adverbs(), known["do"], known["nominal"], known["acted"], known["manner"])
    return all(any(words[a:b] in one for one in sets) for a, b in cut(words, ()))


def _thing_of(stem: str) -> str:
    """What was told without the verbs it begins with (随机抽检|车床), where that says enough (整改事项)."""
    has = load_words()["have"]
    first = next((a for a, b in cut(stem, ()) if not _acts_alone(stem[a:b]) and stem[a:b] not in has), len(stem))
    return stem if stem[first:] in load_words()["unsaid"] else stem[first:]


def _name_ours(context: Context, figure: Figure) -> bool:
    """绣娘里本校毕业生40人: leavers of the school among others are some of those, and no cohort."""
    found = named("ours_among").search(figure.lead) if figure.sort == "person" and "校" in figure.lead else None
    if found is None:
        return False
    figure.stem = found["what"]
    figure.name, figure.kind = figure.stem + "数", "count"
    return True


def _name_marked(context: Context, figure: Figure) -> bool:
    """数学90分以上64人: those who reached a mark, which narrows them."""
    marked = named("marked_score").fullmatch(figure.lead) if figure.sort == "person" else None
    if marked is None:
        return False
    level_name(figure, marked["what"], context.names, figure.sort)
    figure.qualifier, figure.kind = marked["mark"], "count"
    return bool(figure.name)


def _name_deed_of(context: Context, figure: Figure, left: Phrase) -> bool:
    """茶艺等专业23人升入大学: a major or class alone before a number of people says of which those are that did it."""
    if figure.sort != "person" or pattern("(?:{divisions}|班)$").search(left.text) is None:
        return False
    if left.text in load_words()["subject"]:
        return False  # 学院有|25名|获得称号的教师: no one of its colleges
    deed = pattern(r"(?:名学生|学生)?(?P<deed>(?:被|成功|顺利)?(?:{do})[一-龥“”]{0,10})$").fullmatch(figure.tail)
    if deed is None:
        return False
    level_name(figure, deed["deed"], context.names, figure.sort)
    whole = named("division_words").search(figure.lead)
    figure.qualifier, figure.kind = whole.group() if whole else left.text, "count"
    return bool(figure.name)


def _name_graded(context: Context, figure: Figure, right: Phrase) -> bool:
    """获2个市级、5个县级书法奖: a grade alone behind a number has the noun of the last in the list."""
    if figure.sort != "thing" or pattern("{grade}").fullmatch(right.text) is None:
        return False
    text = context.sentence.text
    for later in (f for f in context.figures if f.start > figure.end):
        tail = re.match(r"[一-龥“”]{0,16}", text[later.end :])
        words = tail.group() if tail is not None else ""
        if pattern("{grade}").fullmatch(words):
            continue
        grade = pattern("(?:{grade})(?=.{2})").match(words)
        if grade is None:
            return False
        noun = right_phrase(context.sentence, later.end, later.end + len(words)).text[grade.end() :]
        level_name(figure, right.text + noun, context.names, "thing")
        figure.kind, context.consumed = plain_kind(figure), right.end
        return True
    return False


def _name_served(context: Context, figure: Figure) -> bool:
    """可同时供400人实训: how many can do there what stands behind them."""
    deed = re.fullmatch(r"(?:同时)?([一-龥]{2,6})", figure.tail) if figure.sort == "person" and "供" in figure.lead else None
    if deed is None or named("served").search(figure.lead) is None:
        return False
    level_name(figure, f"可供{deed[1]}", context.names, figure.sort)
    figure.kind = "count"
    return True


def _name_firsts(context: Context, figure: Figure) -> bool:
    """获得2个全县第一名: places of one rank are counted; the rank is their noun and no place of its own."""
    text = context.sentence.text
    place = next((f for f in context.sentence.figures if f.start > figure.end), None) if "第" in text[figure.end :] else None
    if place is None or not place.quantity.ordinal or named("counted_firsts").fullmatch(text, figure.end, place.start) is None:
        return False
    figure.stem = text[figure.end : place.end]
    figure.name, figure.kind, place.reason = figure.stem + "数", "count", "ordinal"
    return True


def _name_listed(context: Context, figure: Figure) -> bool:
    """开设的专业有甲、乙、丙等12个: what is counted stands before the list of its members."""
    found = named("members_told").search(figure.lead) if "、" in figure.lead else None
    if found is None or figure.sort not in ("person", "thing"):
        return False
    begin, end = figure.lead_start, figure.lead_start + found.end("head")
    head = left_phrase(context.sentence, begin, end, context.names, figure.sort, False)
    level_name(figure, head.text, context.names, figure.sort)
    figure.kind = "count"
    return bool(figure.name)


def _name_compared(context: Context, figure: Figure) -> bool:
    """较毕业半年时(N元): the value something is compared with has the noun told before and words of its own for when."""
    text, last = context.sentence.text, context.last
    if "(" not in text[max(0, figure.start - 2) : figure.start]:
        return False
    found = re.search(r"(?:较|比)(?P<when>[^,;:()\d]{2,14}[时后前])\((?:为|约)?$", text[: figure.start])
    if found is None or last is None or last.sort != figure.sort:
        return False
    noun = re.sub(r"^[^,]*[时后前](?=..)", "", last.stem)
    level_name(figure, re.sub("时$", "后", found["when"]) + noun, context.names, figure.sort)
    figure.kind, figure.flags = plain_kind(figure), [*figure.flags, "compared"]
    return True


def name_streak(context: Context, figure: Figure) -> None:
    """连续N年 names how long what was told has lasted."""
    told = context.done[-1] if context.done else None
    own = left_phrase(context.sentence, figure.lead_start, figure.lead_start + len(figure.lead) - 2, context.names, None, False)
    if own.text:
        figure.stem, figure.name = own.text, f"{own.text}连续{figure.quantity.measure}数"
        return
    figure.stem = told.stem if told is not None else previous_phrase(context, figure)
    if not figure.stem and (place := named("place_held").match(context.sentence.text, figure.end)):
        figure.stem = place["what"]
    figure.name = f"{figure.stem}连续{figure.quantity.measure}数"


def read_peak(context: Context, figure: Figure) -> bool:
    """发放助学金9万元,人均1500元,最高6000元: the largest or smallest of the amounts told just before."""
    told = context.done[-1] if context.done else None
    if told is None or told.sort != figure.sort or told.role:
        return False
    if figure.lead[:1] in tuple("峰单周节高假旺") or figure.lead.startswith(("最高峰", "其中单")):
        return _read_highest(context, figure, told)
    found = named("peak").fullmatch(figure.lead)
    if found is None:
        return False
    if figure.sort != "money" or ";" in context.sentence.text[told.end : figure.start]:
        return False
    noun = named("peak_of").sub("", pattern(r"^(?:{per})").sub("", told.name).replace("平均", ""))
    figure.stem, figure.name, figure.qualifier = noun, f"{noun}{found['end']}额", told.qualifier
    figure.kind = plain_kind(figure)
    figure.flags = [*figure.flags, "exact"]
    return bool(noun)


def _read_highest(context: Context, figure: Figure, told: Figure) -> bool:
    """日均听讲90人,单日峰值310人: the highest of what was told as an average just before."""
    found = named("peak_alone").fullmatch(figure.lead)
    if found is None or ";" in context.sentence.text[told.end : figure.start]:
        return False
    noun = named("average_day").sub("", COUNT.sub("", told.name))
    level_name(figure, noun, context.names, figure.sort)
    figure.kind = plain_kind(figure)
    figure.qualifier = f"{told.qualifier}；{found['end']}" if told.qualifier else found["end"]
    figure.flags = [*figure.flags, "exact"]
    return bool(figure.name)


def note_band(context: Context, figure: Figure) -> None:
    """在校生3000人以上的学校4所, 80分以上35人: the mark those counted are above or below stands before the number's own words."""
    text = context.sentence.text
    said = named("band_end").match(figure.lead) if figure.qualifier is None and figure.kind == "count" else None
    if said is not None and any(f.end == figure.lead_start and f.reason == "band" for f in context.sentence.figures):
        figure.qualifier = said.group()
    if figure.qualifier is None or named("band_end").fullmatch(figure.qualifier) is None:
        return
    at = text.rfind(figure.qualifier, 0, figure.start)
    mark = named("band_before").search(text, 0, at) if at > 0 else None
    if mark is not None:
        figure.qualifier = mark["mark"] + figure.qualifier
    elif figure.kind == "count" and said is not None:
        figure.qualifier = None


def note_class(context: Context, figure: Figure) -> None:
    """其中2021级420人, 2022级学生巩固率97%: the year a class came in narrows what is told of it, and is no date of the number."""
    text = context.sentence.text
    end = text.rfind("级", 0, figure.start) + 1
    if end < _CLASS or not text[end - _CLASS : end - 1].isdigit() or figure.kind in ("rank", "growth", "change"):
        return
    said, told = text[end - _CLASS : end], text[end : figure.start]
    if named("class_told").fullmatch(told) is None or named("enrolling").match(told) or said in figure.name:
        return
    other = [part for part in (figure.qualifier or "").split("；") if part and not part[:4].isdigit()]
    figure.qualifier = "；".join([said, *other])


def note_planned(context: Context, figure: Figure) -> None:
    """省外招生计划90人,录取88人: those taken in are of those the plan was for."""
    text = context.sentence.text
    if (
        "计划" not in text
        or figure.qualifier
        or figure.sort not in ("person", "share")
        or not named("taken_against").search(figure.name)
    ):
        return
    if told := named("planned_for").search(text, 0, figure.start):
        figure.qualifier = told["who"]


_CLASS = 5
"""How long the words for a class are (2021级)."""
