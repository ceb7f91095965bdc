"""Changes and their baselines: 比上年增加N, 由N提高到M, 增幅P%; a decrease is negative."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from decimal import Decimal
from functools import cache

from extract.codebook.prose import fill as pattern
from extract.codebook.prose import named
from extract.codebook.words import load_words
from extract.model import Kind
from extract.observe.prose.awards import told_prizes
from extract.observe.prose.compose import level_name
from extract.observe.prose.figures import Figure
from extract.observe.prose.latter import pointed_at, than_told
from extract.observe.prose.look import Context
from extract.observe.prose.phrase import left_phrase
from extract.observe.prose.whose import body_of
from extract.period import FoundPeriod


@cache
def change_end() -> re.Pattern[str]:
    return pattern(
        r"(?:同比|环比|较上年|比上年)?(?P<verb>(?<!最)(?!高达|多达|低至){up}|(?<!最)(?!低至){down}|{moved})(?:幅度?|了|约|近|为|达|达到|超过?|共|至少|分别|依次|均|率|的幅度|是|=)*$"
    )


_ONLY_WHEN = re.compile(r"(?:的|同[期日]|相比|末|年初|年底|初|水平|时|之[初年]|约|近|为|是|超|仅|还|只|才|尚|有|不到|不足|\()*")
"""What may stand between a period and its number, where the period alone says what the number is."""


def period_end(context: Context, figure: Figure) -> FoundPeriod | None:
    """The period a lead ends with, but for 的, 同期, 相比 and hedges."""
    sentence = context.sentence
    for period in reversed(sentence.periods):
        if period.end <= figure.start and period.start >= figure.lead_start - (
            24 if sentence.text[figure.lead_start - 1 : figure.lead_start] == "(" else 0
        ):
            rest = sentence.text[period.end : figure.start]
            if named("first_year").fullmatch(rest) and pattern(named("compare").pattern + "$").search(
                sentence.text[: period.start]
            ):
                return period
            if _ONLY_WHEN.fullmatch(rest):
                return period
            return None
    return None


def compared_period(context: Context, figure: Figure) -> FoundPeriod | None:
    """The period a change is measured against, in the number's clause or just before it."""
    text = context.sentence.text
    start = max(text.rfind(";", 0, figure.start), text.rfind("。", 0, figure.start)) + 1
    for period in reversed(context.sentence.periods):
        if start <= period.start and period.end <= figure.start:
            before = text[max(0, period.start - 16) : period.start]
            if pattern(named("compare").pattern + "$").search(before[-4:]) or named("baseline").search(before):
                return period
            if period.relative in ("previous",) and period.text.endswith("同期"):
                return period
    return None


def _recent_level(context: Context, figure: Figure) -> Figure | None:
    """The level a change without words of its own speaks of: the nearest of its own sort, else the nearest at all."""
    if figure.quantity.measure in ("位", "名") and context.done and context.done[-1].kind == "rank":
        return context.done[-1]
    told = [f for f in context.done if f.role != "change" and f.kind != "rank" and not in_closed_bracket(context, f, figure)]
    told = [f for f in told if "compared" not in f.flags]
    if not told and figure.sort != "share":
        told = [f for f in context.earlier if f.role == "" and f.sort == ("share" if figure.sort == "points" else figure.sort)]
    if figure.sort == "points":
        wanted = [f for f in told if f.sort == "share"]
    elif figure.sort == "share":
        wanted = _grown(figure, told) or told[-1:]
    else:
        same = [f for f in told if f.sort == figure.sort]
        wanted = [f for f in same if _size(f) >= _size(figure)] or same
        if figure.sort == "money" and same and (whole := _made_up(same)) is not None:
            return whole
    return wanted[-1] if wanted else context.last


def _made_up(told: list[Figure]) -> Figure | None:
    """The whole whose parts, told last, add up to it: 投入90万元,其中设备50万元、课酬40万元,较上年增加7万元."""
    parts = list(itertools.takewhile(lambda f: f.parent is not None and f.parent == told[-1].parent, reversed(told)))
    whole = told[-len(parts) - 1] if parts and len(parts) < len(told) else None
    if whole is None or len(parts) < 2 or whole.name != told[-1].parent:
        return None
    return whole if sum(map(_size, parts), Decimal(0)) == _size(whole) else None


def _grown(figure: Figure, told: list[Figure]) -> list[Figure]:
    """The count a share is of, where it is said to have grown: 借书640册,占20%,比上年增长3%."""
    if len(told) < 2 or told[-1].kind != "share" or re.search(r"增长|增幅|增速", figure.lead) is None:
        return []
    return [told[-2]] if told[-2].kind in ("count", "amount") and told[-1].start - told[-2].end < 20 else []


def _change_beside(context: Context, figure: Figure) -> Figure | None:
    """The change told right before in words of its own, which a second one goes on with (走读生减少16人,下降4%)."""
    told = context.done[-1] if context.done else None
    if told is None or "own" not in told.flags or told.sort == figure.sort or figure.sort != "share":
        return None
    return told if re.fullmatch(r"[一-龥]{0,2},|,", context.sentence.text[told.end : figure.lead_start]) else None


def _ranked_beside(context: Context, figure: Figure) -> Figure | None:
    """What a place in an order right before is told of, where it is a count that changed (获奖总数居全省第4,比上届|增加9项)."""
    told = context.done[-1] if context.done else None
    if told is None or told.kind != "rank" or figure.sort != "thing" or figure.quantity.measure in ("位", "名"):
        return None
    if not told.stem.endswith("数") or context.sentence.text[told.end : figure.lead_start] != ",":
        return None
    return replace(told, name=told.name.removesuffix("排名"), indicator_id=None, qualifier=None)


def in_closed_bracket(context: Context, told: Figure, figure: Figure) -> bool:
    """Whether a level stands in a bracket that was closed before the number."""
    text = context.sentence.text
    opened = text.rfind("(", 0, told.start)
    return opened > text.rfind(")", 0, told.start) and ")" in text[told.end : figure.start]


def _size(figure: Figure) -> Decimal:
    """The value with its scale: a change is no larger than the level it changed."""
    return abs(figure.value or Decimal(0)).scaleb(figure.quantity.scale)


def give_sign(figure: Figure, verb: str) -> None:
    if figure.value is not None and verb in load_words()["down"]:
        figure.value = -abs(figure.value)


def read_change(context: Context, figure: Figure) -> bool:
    """增加N, 比上年高N个百分点, 增幅P%: the change of a level just told, or of the noun before the verb."""
    if _falls_short(context, figure):
        return True
    if _of_others(context, figure) or _goes_on(context, figure) or _held_against(context, figure):
        return True
    ending = change_end().search(figure.lead)
    beyond = named("higher_than").search(figure.lead)
    level = context.done[-1] if context.done else None
    amount = (
        level is not None and level.sort == figure.sort in ("money", "score") and level.kind in ("amount", "per_capita", "score")
    )
    if (
        beyond
        and not figure.tail.startswith("的")
        and (figure.sort in ("points", "share") or amount)
        and context.last is not None
        and (figure.sort != "share" or not re.search(r"规定|标准|要求", beyond["who"]))
    ):
        inherit(figure, context.last)
        give_sign(figure, beyond["verb"])
        figure.kind, figure.base, figure.role, figure.qualifier = "change", figure.name, "change", "比" + beyond["who"]
        if figure.group >= 0:
            _take_place(context, figure)
        return True
    if ending is None and not (figure.sort in ("points", "share") and re.search(r"(?:同比|环比)(?:约|为)?$", figure.lead)):
        return False
    verb = ending["verb"] if ending else ""
    compared = compared_period(context, figure)
    if compared is not None and compared.start < figure.lead_start and named("with_whom").search(figure.lead):
        compared = None
    if (
        verb in ("高", "低", "多", "少", "减", "增", "进", "降", "升", "涨", "高于", "低于")
        and compared is None
        and figure.sort != "points"
    ) and not pattern(named("compare").pattern + r"[^,;]{0,24}$").search(figure.lead[: ending.start("verb")] if ending else ""):
        return False
    return _as_change(context, figure, figure.lead[: ending.start()] if ending else figure.lead, verb, compared)


def _goes_on(context: Context, figure: Figure) -> bool:
    """提高3.2分、4.1分和1.7分: what stands in one list with a change is a change."""
    told = context.done[-1] if context.done else None
    if told is None or told.role != "change" or not told.group == figure.group >= 0 or told.sort != figure.sort or figure.lead:
        return False
    inherit(figure, told)
    figure.role, figure.baseline = "change", told.baseline
    printed = told.quantity.value
    if figure.value is not None and told.value is not None and printed is not None and told.value < 0 < printed:
        figure.value = -abs(figure.value)  # the verb says for all that they fell; a printed sign is of its number alone
    _take_place(context, figure)
    return True


def _take_place(context: Context, figure: Figure) -> None:
    """One of several changes narrows its name as the level in the same place of the list told before does."""
    members = [f for f in context.figures if f.group == figure.group]
    levels = [f for f in context.done if f.role == "" and f.sort == figure.sort and f.group >= 0 and f.group != figure.group]
    if len(members) < 2 or len(levels) != len(members):
        return
    level = levels[members.index(figure)]
    if level.name == figure.name:
        against = [part for part in (figure.qualifier or "").split("；") if part.startswith("比")]
        figure.qualifier = "；".join([level.qualifier, *against] if level.qualifier else against) or None


_OF_EACH = ("share", "money", "score", "ratio")


def _of_others(context: Context, figure: Figure) -> bool:
    """高于社会招聘员工的P%, 比全省平均水平P%高Q个百分点: the level of others that the level just told is held against."""
    last = context.last
    if last is None or last.sort != figure.sort or not (figure.sort in _OF_EACH or last.kind == "per_capita"):
        return False
    found = named("of_others").search(figure.lead) or named("average_of_all").fullmatch(figure.lead)
    if found is None and pattern(r"^(?:以上|左右)?,?(?:{up}|{down}|高|低|多|少)").match(figure.tail):
        found = named("beside_others").search(figure.lead)
    if found is None or context.names.find(found["who"], figure.sort) is not None:
        return False
    inherit(figure, last)
    figure.parent, figure.qualifier, figure.role = None, found["who"], "beside"
    return True


def _falls_short(context: Context, figure: Figure) -> bool:
    """距标准还差N: how far the level just told is from what it should be, as printed."""
    found = named("shortfall").search(figure.lead) if figure.lead.rstrip("了约近")[-1:] in ("差", "缺") else None
    level = _recent_level(context, figure) if found else None
    if found is None or level is None or (level.sort != figure.sort and figure.sort != "points"):
        return False
    inherit(figure, level)
    figure.kind, figure.base, figure.role = "change", level.name, "change"
    figure.qualifier = figure.qualifier if found.group().startswith("相差") else "比" + (found["what"] or "目标")
    return True


def _as_change(context: Context, figure: Figure, before: str, verb: str, compared: FoundPeriod | None) -> bool:
    cut = pattern(r"(?:" + named("compare").pattern + r")[^,;]*$").search(before)
    own = before[: cut.start()] if cut else before
    start = figure.lead_start
    if compared is not None and figure.lead_start <= compared.start:
        rest = re.sub(r"^(?:的|同期|水平|相比|相较|而言)+", "", before[compared.end - figure.lead_start :])
        if len(rest) > 1 and re.match(r"[一-龥]{2}", rest):
            own, start = rest, figure.lead_start + len(before) - len(rest)
    own = re.sub(rf"(?:{named('reckoned').pattern})$", "", own)
    own = re.sub(r"(?:[一两二三四五六七八九十\d]+年[里间来内]|年均|复合|均|逐年|平均每年|分别|依次|略有?|又|再|也)+$", "", own)
    last = _ranked_beside(context, figure) or _change_beside(context, figure) or _recent_level(context, figure)
    phrase = left_phrase(context.sentence, start, start + len(own), context.names, None, False)
    if (meant := pointed_at(context, phrase.text, "share" if figure.sort == "points" else figure.sort)) is not None:
        last, phrase = meant, phrase._replace(text="")
    if not _name_changed(context, figure, phrase.text or _grown_outside(context, figure), last):
        return False
    give_sign(figure, verb)
    growth = figure.sort == "share" and (
        named("relative").search(figure.lead) is not None
        or not ((last is not None and last.name == figure.name and last.sort == "share") or rate_like(figure.name))
    )
    figure.kind, figure.base = ("growth" if growth else "change"), figure.name
    if figure.sort == "share" and figure.kind == "change":
        figure.note = "percent_or_points"
    beside = context.done[-1] if context.done and context.done[-1].role == "beside" else None
    if beside is not None and beside.end + 2 >= figure.lead_start:
        figure.qualifier = f"比{beside.qualifier}"
    elif "年均" in before or named("compound").search(figure.lead):
        figure.qualifier = "年均"
    elif "同比" not in before and compared is None:
        figure.qualifier = (
            _against(context, figure, before, own if cut is None else before[cut.start() :], verb) or figure.qualifier
        )
    figure.baseline, figure.role = compared, "change"
    if figure.group >= 0:
        _take_place(context, figure)
    return True


def _against(context: Context, figure: Figure, before: str, own: str, verb: str) -> str | None:
    """What a change is measured against that is no period: 比入学时, 较全省; `own` begins where the comparison does."""
    if own[:1] in "比较" and (then := named("than_then").match(own)):
        return "比" + str(then["then"])
    other = re.search(r"(?:高出|高于|低于|优于)([一-龥]{2,12})$", before + verb)
    other = other or re.search(r"(?:比|较|高出)([一-龥]{3,14}|全[国省市县州])$", own)
    if other and not re.search(r"年|期|届", other[1]):
        return "比" + other[1]
    return than_told(context, figure)


def _grown_outside(context: Context, figure: Figure) -> str:
    """培训量逐年增长(年均增速6.8%): what grew stands before the bracket its growth is told in."""
    text = context.sentence.text
    opened = text.rfind("(", 0, figure.start)
    if opened < 0 or ")" in text[opened : figure.start]:
        return ""
    grown = named("grown").search(text, context.consumed, opened)
    return grown["what"] if grown is not None and grown.end() == opened else ""


def _held_against(context: Context, figure: Figure) -> bool:
    """高职招生增速(18%)高于中职(12%): the same growth of whom the first one is held against."""
    told, text = context.done[-1] if context.done else None, context.sentence.text
    if told is None or told.role != "change" or told.sort != figure.sort:
        return False
    other = named("other_grown").search(text, told.end, text.rfind("(", 0, figure.start) + 1)
    if other is None or ")" in text[other.end() : figure.start]:
        return False
    inherit(figure, told)
    figure.qualifier, figure.role, figure.base = other["who"], "change", told.base
    return True


def _name_changed(context: Context, figure: Figure, words: str, last: Figure | None) -> bool:
    """Name a change by its own words, by the level told last, or by that of the body that stands alone (甲县减少7人)."""
    words = "" if named("span_of_time").fullmatch(words) or named("same").fullmatch(words) else words
    if words and named("whole_word").fullmatch(words) and (whole := told_whole(context, figure)) is not None:
        words, last = "", whole
    if words and (prizes := told_prizes(context, words)) is not None:
        words, last = "", prizes
    if (member := _labelled(context, figure, words)) is not None:
        inherit(figure, member)
        figure.subject, figure.parent = member.subject, None
        figure.flags += [member.sort or "", "own"]
        return True
    body = body_of(words, context.names) if len(words) > 1 and last is not None else None
    if last is not None and (body is not None or not re.search(r"[一-龥]{2}", words)):
        figure.stem, figure.name, figure.indicator_id = last.stem, last.name, last.indicator_id
        if body is not None:
            figure.subject = body[0]
            figure.flags.append("own")
        else:
            figure.qualifier, figure.subject, figure.parent = last.qualifier, last.subject, None
    elif re.search(r"[一-龥]{2}", words):
        level_name(figure, words, context.names, None if figure.sort in ("share", "points") else figure.sort, of_change=True)
        figure.flags += [last.sort or "" if last is not None else "", "own"]
    else:
        return False
    return True


def told_whole(context: Context, figure: Figure) -> Figure | None:
    """The whole among what was told in the number's measure: as large as what follows it (获奖20项,一等奖5项…,总数比上年多3项)."""
    begin = context.sentence.text.rfind(";", 0, figure.start) + 1
    told = [f for f in context.done if f.role == "" and f.start >= begin]
    same = [f for f in told if (f.sort, f.quantity.measure) == (figure.sort, figure.quantity.measure)]
    whole = max(same, key=_size, default=None)
    if whole is None or whole.group >= 0:
        return None
    parts = [f for f in same if f.start > whole.start]
    is_whole = bool(parts) or len(same) == 1 or "共" in whole.lead
    return whole if is_whole and _size(whole) >= sum(map(_size, parts), Decimal(0)) else None


def _labelled(context: Context, figure: Figure, words: str) -> Figure | None:
    """The level told of a member of a list that the words of a change repeat (甲、乙在校生分别为…,与2016年相比,甲增加7人)."""
    told = [f for f in (*context.earlier, *context.done) if len(words) > 1 and words in (f.qualifier, f.subject) and not f.role]
    return next((f for f in reversed(told) if f.sort == figure.sort or figure.sort in ("share", "points")), None)


def rate_like(name: str) -> bool:
    """Whether a name is a rate by its last word."""
    return bool(pattern(r"{rate_noun}$").search(name))


def names_rate(name: str) -> bool:
    """Whether a name says what its percent is: a rate, or the gap between two."""
    return rate_like(name) or name.endswith(("差距", "差异"))


def inherit(figure: Figure, last: Figure) -> None:
    figure.stem, figure.name, figure.indicator_id = last.stem, last.name, last.indicator_id
    figure.qualifier, figure.parent, figure.base, figure.kind = last.qualifier, last.parent, last.base, last.kind


def mark_baseline(context: Context, figure: Figure) -> bool:
    """Whether the lead only says when: 比上年的N, 由2020年的N, (上年为N)."""
    period = period_end(context, figure)
    text = context.sentence.text
    if period is not None:
        before = text[max(0, period.start - 4) : period.start]
        if pattern(named("compare").pattern + r"$|(?:由|从|自|\()$").search(before) or (
            period.relative is not None and period.shift < 0
        ):
            figure.baseline, figure.role = period, "baseline"
            return True
    return False


def plain_kind(figure: Figure) -> Kind:
    sorts: dict[str, Kind] = {
        "money": "amount",
        "area": "amount",
        "share": "rate",
        "score": "score",
        "ratio": "ratio",
        "points": "change",
    }
    if figure.sort in ("time", "data", "weight", "length", "other", "age", None):
        return (
            "count"
            if figure.quantity.measure in ("学时", "课时", "学分", "小时") and not re.search("开放", figure.name)
            else "other"
        )
    return sorts.get(figure.sort, "count")
