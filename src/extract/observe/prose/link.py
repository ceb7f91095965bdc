"""Bind each number of a sentence to its name, parent, base and role: a list of named rules from sure to weak, first hit wins."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from extract.codebook.words import load_words
from extract.model import Kind
from extract.observe.prose.compose import level_name, per_name, share_name
from extract.observe.prose.figures import BREAK, Figure, Sentence
from extract.observe.prose.names import Names, Phrase, left_phrase, right_phrase
from extract.observe.prose.reject import words_pattern
from extract.period import FoundPeriod

__all__ = ["RULES", "Context", "link", "shared_units"]


class Scope(NamedTuple):
    """A whole whose parts follow: its name and the words for it."""

    name: str
    stem: str
    sort: str | None
    indicator_id: str | None = None


@dataclass(slots=True)
class Context:
    """What a sentence knows and what it hands to the next one of its paragraph."""

    names: Names
    sentence: Sentence
    figures: list[Figure] = field(default_factory=list)
    done: list[Figure] = field(default_factory=list)
    last: Figure | None = None
    top: Figure | None = None
    scope: Scope | None = None
    share_scope: Scope | None = None
    consumed: int = 0


@cache
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{([a-z_]+)\}", lambda m: words_pattern(m[1]), template))


# ---------------------------------------------------------------- what stands round a number


def _boundary(context: Context, figure: Figure) -> int:
    """Where the number's own words begin: after the last mark, the last number, or the phrase that number took."""
    text, start = context.sentence.text, context.consumed
    at = figure.start
    while True:
        marks = list(BREAK.finditer(text, start, at))
        if not marks:
            return start
        mark = marks[-1]
        if mark.group() != ")":
            return mark.end()
        opened = text.rfind("(", start, mark.start())
        if opened < 0 or any(opened < f.start < mark.start() for f in context.figures):
            return mark.end()
        at = opened


def _without_bracket(text: str) -> str:
    """The text without a closed bracket at its end, which explains and does not name."""
    return re.sub(r"\([^()]*\)$", "", text)


def _look_round(context: Context, figure: Figure) -> None:
    sentence = context.sentence
    start = _boundary(context, figure)
    end = figure.quantity.hedge_start if 0 <= figure.quantity.hedge_start < figure.start else figure.start
    if figure.quantity.ordinal:
        end = figure.start - 1
    lead = sentence.text[start:end]
    skipped = re.match(r"(?:[、和及与]|以及|并|且|而|”)*", lead)
    start += skipped.end() if skipped else 0
    bare = _without_bracket(sentence.text[start:end])
    figure.lead_start, figure.lead = start, bare
    after = min([*[m.start() for m in BREAK.finditer(sentence.text, figure.end)][:1], len(sentence.text)])
    following = [f.start for f in context.figures if f.start >= figure.end][:1]
    figure.tail = sentence.text[figure.end : min([after, *following])]


def shared_units(sentence: Sentence) -> None:
    """`0.31、1.15和0.08个百分点`, `从74增至90名`: a bare number takes the unit of the one it is listed with."""
    figures = sentence.figures
    for one, two in zip(reversed(figures[:-1]), reversed(figures[1:]), strict=True):
        between = sentence.text[one.end : two.start]
        listed = re.fullmatch(r"(?:、|和|与|及|以及|,|/)", between)
        grown = _pattern(r"^(?:人|名|个)?{level}(?:了|约|近|目前的?|现在的?|今年的?)*$").match(between)
        if one.unit is None and two.unit is not None and not one.quantity.ordinal and (listed or grown) and two.sort != "age":
            one.unit, one.sort = two.unit, two.sort
    for i, figure in enumerate(figures):
        if figure.sort is None and figure.unit and figure.quantity.scale and figure.quantity.measure is None and i:
            mate = next((f for f in reversed(figures[:i]) if f.sort and f.quantity.measure), None)
            if mate is not None and mate.sort in ("person", "event", "money", "thing", "area"):
                figure.unit, figure.sort = figure.unit + (mate.quantity.measure or ""), mate.sort


def _groups(context: Context) -> None:
    """Number runs of coordinated figures of one sort (`71.4分、58.9分、62.3分`) share a group number."""
    figures, number = context.figures, 0
    for one, two in itertools.pairwise(figures):
        between = context.sentence.text[one.end : two.start]
        if re.fullmatch(r"(?:以上|左右|以下)?(?:、|和|与|及|以及|,和|,)(?:约|近|第|超)?", between) and one.sort == two.sort:
            if one.group < 0:
                one.group, number = number, number + 1
            two.group = one.group


# ---------------------------------------------------------------- roles of a lead


@cache
def _change_end() -> re.Pattern[str]:
    return _pattern(
        r"(?:同比|环比|较上年|比上年)?(?P<verb>{up}|{down})(?:幅度?|了|约|近|为|达|达到|超过?|共|至少|分别|依次|均|率|的幅度)*$"
    )


def _period_end(context: Context, figure: Figure) -> FoundPeriod | None:
    """The period a lead ends with, but for 的, 同期, 相比 and hedges."""
    sentence = context.sentence
    for period in reversed(sentence.periods):
        if figure.lead_start <= period.start and period.end <= figure.start:
            rest = sentence.text[period.end : figure.start]
            if re.fullmatch(r"(?:的|同期|相比|末|年初|年底|初|水平|时|之初|约|近|为|是|超|仅|\()*", rest):
                return period
            return None
    return None


def _compared(context: Context, figure: Figure) -> FoundPeriod | None:
    """The period a change is measured against, in the number's clause or just before it."""
    text = context.sentence.text
    start = max((m.end() for m in re.finditer(r"[;。]", text[: figure.start])), default=0)
    for period in reversed(context.sentence.periods):
        if start <= period.start and period.end <= figure.start:
            if _pattern(r"{compare}$").search(text[max(0, period.start - 4) : period.start]):
                return period
            if period.relative in ("previous",) and period.text.endswith("同期"):
                return period
    return None


def _recent_level(context: Context, figure: Figure) -> Figure | None:
    """The level a change or share without words of its own speaks of."""
    return context.last


# ---------------------------------------------------------------- rules


def _rank(context: Context, figure: Figure) -> bool:
    if not figure.quantity.ordinal:
        return False
    phrase = re.search(r"([一-龥“”A-Za-z0-9]{2,16}?)(?:位?居|位列|排名?|名列|列|荣获|获得?|取得|夺得)", figure.lead)
    last = context.done[-1] if context.done else None
    if last is not None and last.kind == "rank" and last.group == figure.group and figure.group >= 0:
        figure.name, figure.stem = last.name, last.stem
        figure.qualifier = re.sub(r"第$", "", figure.lead).strip("、和") or None
    else:
        before = phrase[1] if phrase else re.sub(r"第$", "", figure.lead)
        stem = re.sub(r"^(?:学校|学院|我校|我市|全市|连续|助力|取得|获得|获|其中)+", "", before) or (
            context.last.stem if context.last else ""
        )
        figure.stem, figure.name = stem, (stem + "排名" if stem else "排名")
        where = re.search(r"(?:居|列|在|于)(全[国省市县区][一-龥]{0,8})(?:第|排)", figure.lead + "第")
        figure.qualifier = where[1] if where else None
    figure.kind, figure.unit = "rank", figure.unit or "位"
    return True


def _ratio(context: Context, figure: Figure) -> bool:
    if figure.sort != "ratio":
        return False
    phrase = left_phrase(context.sentence, figure.lead_start, figure.lead_start + len(figure.lead), context.names, "ratio", False)
    words = phrase.text or (context.last.stem if context.last and context.last.sort == "ratio" else "")
    full = re.search(r"([一-龥“”]{2,20}之比)", figure.lead)
    level_name(figure, full[1] if full else words, context.names, "ratio")
    figure.kind = "ratio"
    _mark_baseline(context, figure)
    return bool(figure.name)


def _times(context: Context, figure: Figure) -> bool:
    if figure.sort != "multiple":
        return False
    base = re.search(r"(?:是|为|相当于|达到?|约为)(.{1,20}?)的?(?:约|近)?$", figure.lead)
    last = context.last
    phrase = left_phrase(
        context.sentence,
        figure.lead_start,
        figure.lead_start + (base.start() if base else len(figure.lead)),
        context.names,
        None,
        False,
    )
    stem = phrase.text or (last.stem if last else "")
    figure.stem, figure.kind = stem, "ratio"
    figure.name = last.name if last and (not phrase.text or phrase.text == last.stem) else stem
    figure.indicator_id = last.indicator_id if last and figure.name == last.name else None
    figure.base = base[1] if base else None
    return bool(figure.name)


def _sign(figure: Figure, verb: str) -> None:
    if figure.value is not None and verb in load_words()["down"]:
        figure.value = -abs(figure.value)


def _change(context: Context, figure: Figure) -> bool:
    """增加N, 比上年高N个百分点, 增幅P%: the change of a level just told, or of the noun before the verb."""
    ending = _change_end().search(figure.lead)
    compared = _compared(context, figure)
    if ending is None and not (figure.sort in ("points", "share") and re.search(r"(?:同比|环比)(?:约|为)?$", figure.lead)):
        return False
    verb = ending["verb"] if ending else ""
    if (
        verb in ("高", "低", "多", "少", "减", "增", "进", "降", "升", "涨", "高于", "低于")
        and compared is None
        and figure.sort != "points"
    ) and not _pattern(r"{compare}[^,;]{0,24}$").search(figure.lead[: ending.start()] if ending else ""):
        return False
    return _as_change(context, figure, figure.lead[: ending.start()] if ending else figure.lead, verb, compared)


def _as_change(context: Context, figure: Figure, before: str, verb: str, compared: FoundPeriod | None) -> bool:
    cut = _pattern(r"(?:{compare})[^,;]*$").search(before)
    own = before[: cut.start()] if cut else before
    own = re.sub(r"(?:年均|均|逐年|平均每年|分别|依次|略有?|又|再|也)+$", "", own)
    last = _recent_level(context, figure)
    phrase = left_phrase(context.sentence, figure.lead_start, figure.lead_start + len(own), context.names, None, False)
    if phrase.text and re.search(r"[一-龥]{2}", phrase.text):
        sort = last.sort if last is not None and last.sort else None
        level_name(figure, phrase.text, context.names, None if figure.sort in ("share", "points") else figure.sort, of_change=True)
        figure.flags.append(sort or "")
    elif last is not None:
        figure.stem, figure.name, figure.indicator_id = last.stem, last.name, last.indicator_id
        figure.qualifier, figure.subject, figure.parent = last.qualifier, last.subject, None
    else:
        return False
    _sign(figure, verb)
    growth = (
        figure.sort == "share"
        and not (last is not None and last.name == figure.name and last.sort == "share")
        and not _rate_like(figure.name)
    )
    figure.kind, figure.base = ("growth" if growth else "change"), figure.name
    if figure.sort == "share" and figure.kind == "change":
        figure.note = "percent_or_points"
    if "年均" in before:
        figure.qualifier = "年均"
    elif "同比" not in before:
        other = re.search(r"(?:高出|高于|低于|优于)([一-龥]{2,12})$", before + verb) or re.search(
            r"(?:比|较|高出)([一-龥]{3,14})$", own if cut is None else before[cut.start() :]
        )
        if other and compared is None and not re.search(r"年|期|届", other[1]):
            figure.qualifier = "比" + other[1]
    figure.baseline, figure.role = compared, "change"
    return True


def _rate_like(name: str) -> bool:
    return bool(_pattern(r"{rate_noun}$").search(name))


def _share(context: Context, figure: Figure) -> bool:
    """占(X)(的)P%: a share of X, or of the whole just told; P%的X: the same the other way round."""
    if figure.sort != "share":
        return False
    found = re.search(
        r"^(?P<what>.*?)(?:所?占比?|占到|占了)(?P<base>[^,;]*?)(?:的|比例|比重|比)*(?:为|达到?|约|近|超过?|仅|已|到|均|分别|依次|在)*$",
        figure.lead,
    )
    if found is None:
        return False
    what = re.sub(r"(?:的|仅|约|共|合计|共计|总共|大约|总|均)+$", "", found["what"])
    base = re.sub(r"(?:的|总数|总人数|总量|总体|总额|人数|数)+$", "", found["base"]) or found["base"]
    phrase = (
        left_phrase(context.sentence, figure.lead_start, figure.lead_start + len(what), context.names, "share", False)
        if what
        else Phrase("", 0, 0)
    )
    band = re.search(r"((?:\d[\d—~至-]*(?:万|千)?(?:元|岁|人|年)|\d+(?:岁|元|人))(?:及)?(?:以上|以下|区间|之间)?)的?$", what)
    last = context.last
    if band:
        name = last.name if last is not None else ""
        figure.name, figure.stem, figure.qualifier = (name + "分布占比" if name else "占比"), band[1], band[1]
        figure.indicator_id = None
    elif phrase.text:
        share_name(figure, phrase.text, context.names, context.scope)
    elif last is not None and last.role != "change":
        share_name(figure, last.stem, context.names, None, last)
    else:
        return False
    whole = context.scope or context.share_scope
    figure.base = (
        _base_name(context, base)
        if base and len(base) > 1
        else (last.parent if last is not None and last.parent and not phrase.text else whole.name if whole else None)
    )
    figure.kind = "rate" if figure.name.endswith("率") and figure.base is None else "share"
    if base and len(base) > 1:
        context.share_scope = Scope(figure.base or base, base, "person")
    return True


def _base_name(context: Context, base: str) -> str:
    words = re.sub(r"^(?:全市|全县|全省|全校|学校|同期|本校|其|该校|当年|所有|全部)+(?=.{2})", "", base)
    known = context.names.find(words, None)
    return known.name if known and known.sort not in ("share",) else words


def _portion(context: Context, figure: Figure) -> bool:
    """P%的X, 四分之三的专业点: the number stands before its base."""
    tail = re.match(r"(?:以上|左右|以内)?的([一-龥“”]{2,12})", figure.tail)
    if (
        figure.sort != "share"
        or tail is None
        or (len(figure.lead) > 6 and _pattern(r"(?:为|达|达到|{rate_noun})$").search(figure.lead))
    ):
        return False
    whole = right_phrase(context.sentence, figure.end + tail.start(1), figure.end + len(figure.tail))
    rest = context.sentence.text[whole.end : figure.end + len(figure.tail)]
    doing = re.sub(r"^(?:均|都|已|能够?|可以)", "", rest)[:10] or _verb_of(figure.lead)
    figure.stem = whole.text + doing
    figure.name, figure.kind = (doing + whole.text if not rest else whole.text + doing) + "占比", "share"
    figure.base = _base_name(context, whole.text)
    context.consumed = figure.end + len(figure.tail)
    return bool(whole.text)


def _verb_of(lead: str) -> str:
    found = _pattern(r"({do}|{have})(?:了|近|约|超)*$").search(lead)
    return found[1] if found else ""


def _per_capita(context: Context, figure: Figure) -> bool:
    found = _pattern(r"{per}").search(figure.lead)
    by_unit = bool(figure.unit and re.search(r"/(?:生|人|师|班|学生|户|亩)", figure.unit))
    if (found is None and not by_unit) or figure.sort in ("share",):
        return False
    last = context.last
    if found is None:
        phrase = left_phrase(
            context.sentence, figure.lead_start, figure.lead_start + len(figure.lead), context.names, figure.sort, True
        )
        words = phrase.text or (last.stem if last else "")
        per_name(figure, words, "" if re.search(r"均|每", words) else "生均", context.names)
    else:
        begin = figure.lead_start + found.start()
        phrase = left_phrase(
            context.sentence, begin + len(found.group()), figure.lead_start + len(figure.lead), context.names, figure.sort, True
        )
        before = left_phrase(context.sentence, figure.lead_start, begin, context.names, None, False).text
        own = phrase.text or before or (last.stem if last and last.role != "change" else "")
        per_name(figure, own, found.group(), context.names)
        if not phrase.text and not before and last is not None:
            figure.qualifier = figure.qualifier or last.qualifier
    figure.kind = "per_capita"
    _mark_baseline(context, figure)
    return bool(figure.name)


def _rate(context: Context, figure: Figure) -> bool:
    """X率为P%: a rate with a name of its own; a percent that names no whole."""
    if figure.sort not in ("share", "score"):
        return False
    phrase = left_phrase(
        context.sentence, figure.lead_start, figure.lead_start + len(figure.lead), context.names, figure.sort, False
    )
    baseline = _mark_baseline(context, figure)
    if not phrase.text and baseline and context.last is not None:
        _inherit(figure, context.last)
    elif phrase.text:
        words = phrase.text
        if figure.sort == "share" and not _rate_like(words):
            share_name(figure, words, context.names, context.scope)
        else:
            level_name(figure, words, context.names, figure.sort)
    elif context.last is not None:
        if context.last.sort == "share" or figure.sort == "score":
            _inherit(figure, context.last)
        else:
            share_name(figure, context.last.stem, context.names, None, context.last)
    else:
        return False
    figure.kind = "score" if figure.sort == "score" else ("share" if re.search(r"(?:占比|比例|比重)$", figure.name) else "rate")
    return True


def _inherit(figure: Figure, last: Figure) -> None:
    figure.stem, figure.name, figure.indicator_id = last.stem, last.name, last.indicator_id
    figure.qualifier, figure.parent, figure.base, figure.kind = last.qualifier, last.parent, last.base, last.kind


def _mark_baseline(context: Context, figure: Figure) -> bool:
    """Whether the lead only says when: 比上年的N, 由2020年的N, (上年为N)."""
    period = _period_end(context, figure)
    text = context.sentence.text
    if period is not None:
        before = text[max(0, period.start - 4) : period.start]
        if _pattern(r"(?:{compare}|由|从|自|\()$").search(before) or (period.relative is not None and period.shift < 0):
            figure.baseline, figure.role = period, "baseline"
            return True
    return False


def _origin(context: Context, figure: Figure) -> bool:
    """由N提高到M: the first of two levels, a period earlier unless one is printed."""
    grown = _pattern(r"^(?:人|个)?[^,;。\d]{0,6}?{level}(?:了|约|近|到)*$").match(figure.tail)
    source = re.search(r"(?:由|从)(?P<when>[^由从,;]{0,12}?)(?:的|时的)?(?:约|近|不足)?$", figure.lead)
    if not (grown and source):
        return False
    begin = figure.lead_start + source.start()
    phrase = left_phrase(context.sentence, figure.lead_start, begin, context.names, figure.sort, False)
    last = context.last
    if phrase.text or last is None:
        words = phrase.text or source["when"]
        if re.search(words_pattern("per"), words):
            per_name(figure, words, "", context.names)
            figure.kind = "per_capita"
        elif figure.sort == "share" and not _rate_like(words):
            share_name(figure, words, context.names, context.scope)
            figure.kind = "share"
        else:
            level_name(figure, words, context.names, figure.sort)
            figure.kind = _plain_kind(figure)
    else:
        _inherit(figure, last)
    figure.role, figure.baseline = "from", _period_end(context, figure)
    return bool(figure.name)


def _arrived(context: Context, figure: Figure) -> bool:
    """…提高到M after 由N: the second of two levels has the name of the first."""
    done = context.done[-1] if context.done else None
    if done is None or done.role not in ("from", "baseline") or not _pattern(r"{level}(?:了|约|近|到)*$").search(figure.lead):
        return False
    _inherit(figure, done)
    figure.role = ""
    return True


def _plain_kind(figure: Figure) -> Kind:
    sorts: dict[str, Kind] = {"money": "amount", "area": "amount", "share": "rate", "score": "score", "ratio": "ratio"}
    if figure.sort in ("time", "data", "weight", "length", "other", "age", None):
        return (
            "count"
            if figure.quantity.measure in ("学时", "课时", "学分", "小时") and not re.search("开放", figure.name)
            else "other"
        )
    return sorts.get(figure.sort, "count")


def _both(context: Context, figure: Figure) -> bool:
    """A、B各N: one number, two owners; the name lists both."""
    found = re.search(r"([一-龥“”A-Za-z、和与及]+?)(?:各|均)(?:有|为|达|在|建有|获|获得|设|聘请|近|约|保持|达到)*$", figure.lead)
    if found is None or not re.search(r"、|和|与|及", found[1]):
        return False
    phrase = left_phrase(context.sentence, figure.lead_start, figure.lead_start + found.end(1), context.names, figure.sort, False)
    parts = [part for part in re.split(r"、|和|与|及", phrase.text) if part]
    if len(parts) < 2:
        return False
    head = _common_head(parts, context.names, figure.sort)
    names = []
    for part in parts:
        probe = Figure(figure.quantity, sort=figure.sort)
        full = part if part.endswith(head) else part + head
        (
            share_name(probe, full, context.names, None)
            if figure.sort == "share" and not _rate_like(full)
            else level_name(probe, full, context.names, figure.sort)
        )
        names.append(probe.name)
    figure.stem, figure.name, figure.flags = phrase.text, "、".join(names), [*figure.flags, "each"]
    figure.kind = _plain_kind(figure)
    return True


def _common_head(parts: list[str], names: Names, sort: str | None) -> str:
    """What the last member of a list shares with the others (语文、数学、英语|及格率): empty where each has its own."""
    last = parts[-1]
    if all(names.find(part, sort) for part in parts):
        return ""
    for at in range(1, len(last) - 1):
        head = last[at:]
        if names.find(head, sort) and not any(part.endswith(head) for part in parts[:-1]):
            return head
    found = _pattern(r"[一-龥]{0,3}(?:{rate_noun}|{measured_noun}|在校生|毕业生|教师|专业|学生|到款额|收入|金额|经费)$").search(
        last
    )
    return found.group() if found and len(found.group()) < len(last) else ""


def _paired(context: Context, figure: Figure) -> bool:
    """A、B、C分别为a、b、c: each number takes the name in its place."""
    members = [f for f in context.figures if f.group == figure.group] if figure.group >= 0 else []
    if len(members) < 2 or members[0] is figure:
        return _paired_first(context, figure, members) if members else False
    first = members[0]
    if not first.flags or not first.flags[0].startswith("pair"):
        return False
    return _take(context, figure, first, members.index(figure), len(members))


def _paired_first(context: Context, figure: Figure, members: list[Figure]) -> bool:
    word = _pattern(r"{pair}").search(figure.lead)
    items = _items(context, figure, len(members), word)
    if items is None and word is None:
        return False
    figure.flags.insert(0, "pair")
    return _take(context, figure, figure, 0, len(members), items)


def _items(context: Context, figure: Figure, count: int, word: re.Match[str] | None) -> list[str] | None:
    """The names printed before 分别, one for each number, or None."""
    lead = figure.lead
    stop = word.start() if word else len(lead)
    before = re.sub(r"(?:同比|占比|占|比例|达到?|为|到|有)+$", "", lead[:stop])
    cut = _pattern(r"(?:{compare})[^,;]*$").search(before)
    before = before[: cut.start()] if cut else before
    phrase = left_phrase(context.sentence, figure.lead_start, figure.lead_start + len(before), context.names, None, False)
    if not phrase.text:
        return None
    text = context.sentence.text
    begin = figure.lead_start
    whole = re.sub(r"(?:的)+$", "", text[begin : phrase.end])
    parts = [part for part in re.split(r"、|和|与|及|以及", whole) if part]
    if len(parts) != count:
        parts = [part for part in re.split(r"、|和|与|及|以及", phrase.text) if part]
    if len(parts) != count:
        return None
    parts[0] = re.sub(r"^.*?(?:中|其中|年|学年|,|:|我校|学校|从事|全市|本学年|本年度)(?=[一-龥“]{2})", "", parts[0]) or parts[0]
    return parts


def _take(context: Context, figure: Figure, first: Figure, place: int, count: int, items: list[str] | None = None) -> bool:
    """Give one paired number its item: a listed name, a listed baseline, or the level told before in its place."""
    if items is not None:
        first.flags.append("items:" + "|".join(items))
    known_items = next((flag[6:].split("|") for flag in first.flags if flag.startswith("items:")), None)
    lead = first.lead
    ending = _change_end().search(lead)
    share = re.search(r"占(?:比|[^,;分依]{0,12})?(?:分别|依次)?(?:为|达)?$|(?:分别|依次)占", lead)
    if known_items:
        head = _common_head(known_items, context.names, figure.sort)
        item = known_items[place]
        own = item[: len(item) - len(head)] if head and item.endswith(head) else item
        if ending and figure.sort in ("share", "points"):
            level_name(figure, own + head, context.names, None, of_change=True)
        elif share and figure.sort == "share":
            share_name(figure, own + head, context.names, context.scope)
        elif head and context.names.find(own + head, figure.sort) is None and not head.endswith(("额", "经费")):
            level_name(figure, head, context.names, figure.sort)
            figure.qualifier = own or None
        else:
            level_name(figure, own + head, context.names, figure.sort)
    else:
        baselines = [p for p in context.sentence.periods if first.lead_start <= p.start and p.end <= first.start]
        levels = [
            f
            for f in context.done
            if f.role not in ("change", "baseline", "from") and f.group != first.group and f.kind not in ("rank",)
        ]
        if len(baselines) == count and context.last is not None and ending:
            base = context.last if place == 0 else first
            figure.stem, figure.name, figure.indicator_id = base.stem, base.name, base.indicator_id
            figure.baseline = baselines[place]
            figure.flags.append("baseline_listed")
        elif len(levels) >= count:
            level = levels[len(levels) - count + place]
            if share and figure.sort == "share":
                share_name(figure, level.stem, context.names, None, level)
            else:
                figure.stem, figure.name, figure.indicator_id, figure.qualifier = (
                    level.stem,
                    level.name,
                    level.indicator_id,
                    level.qualifier,
                )
        else:
            return False
    if ending:
        _sign(figure, ending["verb"])
        figure.kind = "growth" if figure.sort == "share" and not _rate_like(figure.name) else "change"
        figure.base, figure.role = figure.name, "change"
    elif share and figure.sort == "share":
        figure.kind, figure.base = "share", (context.scope or context.share_scope or Scope("", "", None)).name or None
    else:
        figure.kind = _plain_kind(figure)
    return bool(figure.name)


def _level(context: Context, figure: Figure) -> bool:
    """A count or amount: a known name before it, the noun after it, the phrase before it, or the name told just before."""
    sentence, names = context.sentence, context.names
    left = left_phrase(sentence, figure.lead_start, figure.lead_start + len(figure.lead), names, figure.sort, False)
    right = right_phrase(sentence, figure.end, figure.end + len(figure.tail)) if figure.tail else Phrase("", figure.end, figure.end)
    known_left = names.suffix(left.text, figure.sort) if left.text else None
    listed = bool(re.search(r"(?:等|等共|等共计)$", figure.lead))
    baseline = _mark_baseline(context, figure)
    if baseline and context.last is not None and not right.text:
        _inherit(figure, context.last)
    elif _takes_right(figure, left, right, known_left is not None, listed, names):
        _name_right(context, figure, left, right)
    elif left.text:
        _name_left(context, figure, left)
    elif left.verb or _verb_of(figure.lead):
        verb = left.verb or _verb_of(figure.lead)
        _name_verb(context, figure, verb, right)
    elif context.last is not None:
        _name_again(context, figure, context.last)
    else:
        return False
    if figure.kind == "other":
        figure.kind = _plain_kind(figure)
    return bool(figure.name)


def _takes_right(figure: Figure, left: Phrase, right: Phrase, known: bool, listed: bool, names: Names) -> bool:
    if not right.text or figure.sort in ("money", "time", "area", "data", "weight"):
        return bool(right.text and not left.text and figure.sort in ("money", "area") and names.suffix(right.text, figure.sort))
    if re.match(r"(?:以上|左右|以下|人次)", right.text):
        return False
    if listed or not left.text:
        return True
    if known:
        return names.find(right.text, figure.sort) is not None and not left.text.endswith(("数", "人数"))
    return True


def _name_right(context: Context, figure: Figure, left: Phrase, right: Phrase) -> None:
    level_name(figure, right.text, context.names, figure.sort)
    context.consumed = right.end
    where = left.text
    if (
        where
        and not re.search(r"、|等$", where)
        and len(where) <= 12
        and re.search(r"(?:专业|校区|学院|班|系|社区|基地|县|区)$", where)
    ):
        figure.qualifier = figure.qualifier or where


def _name_left(context: Context, figure: Figure, left: Phrase) -> None:
    words, names, scope = left.text, context.names, context.scope
    part = _part(context, figure, words)
    if part is not None:
        figure.parent = part.name
        known = names.find(words + part.stem, figure.sort) or names.find(words + "学历" + part.stem, figure.sort)
        if known is not None:
            figure.stem, figure.name, figure.indicator_id = words + part.stem, known.name, known.indicator_id
            return
        if words in load_words()["grade"] and figure.sort == "thing":
            level_name(figure, words + part.stem, names, figure.sort)
            return
        figure.stem, figure.name, figure.indicator_id, figure.qualifier = words + part.stem, part.name, part.indicator_id, words
        return
    level_name(figure, words, names, figure.sort, left.verb)
    if scope is not None and figure.name != scope.name:
        figure.parent = scope.name


def _part(context: Context, figure: Figure, words: str) -> Scope | None:
    """The whole a bare modifier (公办, 省级, 研究生, 男生) is a part of: the open scope, or the level just told."""
    lexicon = load_words()
    bare = words in lexicon["part"] or words in lexicon["grade"]
    short = len(words) <= 6 and bool(
        re.search(r"(?:级|类|型|制|学历|学位|职称|职务|性|办|聘|籍|族|区|县|以上|以下|组|产业)$", words)
    )
    scope = context.scope
    if scope is None and bare and context.last is not None and context.last.sort == figure.sort and context.last.role != "change":
        last = context.last
        return (
            Scope(last.parent or last.name, _without(last.stem, last.qualifier), last.sort, last.indicator_id)
            if last.qualifier or words in lexicon["grade"]
            else Scope(last.name, last.stem, last.sort, last.indicator_id)
        )
    if scope is None or not (bare or short) or scope.sort not in (figure.sort, None):
        return None
    known = context.names.find(words, figure.sort)
    return None if known is not None and not bare else scope


def _without(stem: str, qualifier: str | None) -> str:
    return stem[len(qualifier) :] if qualifier and stem.startswith(qualifier) and len(stem) > len(qualifier) else stem


def _name_verb(context: Context, figure: Figure, verb: str, right: Phrase) -> None:
    """A verb and no noun (投入160万元建成X, 参训50人): the verb names it, and what follows narrows it."""
    if figure.sort == "money":
        thing = re.match(
            r"(?:用于|建成|建设|开发|购置|购买|改造|新建|完善|实施|支持|打造|更新|添置|采购)?了?([一-龥“”]{2,20})", figure.tail
        )
        figure.stem = verb
        figure.qualifier = thing[1] if thing else None
        figure.name = verb + ("资金" if verb in ("投入", "投资", "拨付", "安排", "争取", "发放") else "金额")
        return
    if context.last is not None and verb in ("完成", "达", "为"):
        _name_again(context, figure, context.last)
        return
    level_name(figure, verb, context.names, figure.sort)


def _name_again(context: Context, figure: Figure, last: Figure) -> None:
    """No words at all (5个、214人): the stem told just before, counted in another unit."""
    if last.sort == figure.sort:
        _inherit(figure, last)
        return
    stem = _without(last.stem, None)
    level_name(figure, stem, context.names, figure.sort)
    figure.qualifier, figure.parent = figure.qualifier or last.qualifier, None


RULES: tuple[tuple[str, Callable[[Context, Figure], bool]], ...] = (
    ("rank", _rank),
    ("from", _origin),
    ("to", _arrived),
    ("paired", _paired),
    ("each", _both),
    ("ratio", _ratio),
    ("times", _times),
    ("change", _change),
    ("share", _share),
    ("portion", _portion),
    ("per_capita", _per_capita),
    ("rate", _rate),
    ("level", _level),
)


def link(context: Context) -> None:
    """Name every live figure of the sentence; figures no rule can name get the reason `no_name`."""
    sentence = context.sentence
    context.figures = [figure for figure in sentence.figures if figure.reason is None]
    _groups(context)
    for figure in context.figures:
        _look_round(context, figure)
        _open_scope(context, figure)
        for name, rule in RULES:
            if rule(context, figure):
                figure.rule = "prose." + name
                break
        else:
            figure.reason = "no_name"
            continue
        context.consumed = max(context.consumed, figure.end)
        _remember(context, figure)
    context.scope = None


def _open_scope(context: Context, figure: Figure) -> None:
    """其中, X中, 含 in brackets open a whole whose parts follow; a semicolon closes it."""
    text, last = context.sentence.text, context.last
    done_end = context.done[-1].end if context.done else 0
    between = text[done_end : figure.start]
    if ";" in between and context.scope is not None and not re.search(r"分[,、]", between):
        context.scope = None
    among = _pattern(r"(?:{among})[,:]?(?:有|共有|共)?").search(between)
    inside = re.search(r"([一-龥“”]{2,16}?)(?:当)?中[,:]?(?:有|,)?(?=[^,;]{0,20}$)", between)
    if among and among.start() <= len(between):
        whole = context.top if context.top is not None else last
        if whole is not None:
            context.scope = Scope(whole.name, whole.stem, whole.sort, whole.indicator_id)
        cut = done_end + among.end()
        if figure.lead_start <= cut <= figure.start:
            figure.lead = figure.lead[cut - figure.lead_start :] if cut > figure.lead_start else figure.lead
            figure.lead_start = max(figure.lead_start, cut)
    if inside and inside[1] not in ("其", "活动", "过程") and not (among and among.end() > inside.start()):
        words = re.sub(r"^.*?(?:,|;|的|在)", "", inside[1])
        known = context.names.suffix(words, None)
        if known is not None and known[1].sort in ("person", "thing", "event", ""):
            context.scope = Scope(known[1].name, words[known[0] :], known[1].sort or None, known[1].indicator_id)
            cut = done_end + inside.end()
            if figure.lead_start < cut <= figure.start:
                figure.lead, figure.lead_start = figure.lead[cut - figure.lead_start :], cut


def _remember(context: Context, figure: Figure) -> None:
    context.done.append(figure)
    if figure.role == "change" or figure.kind == "rank":
        return
    context.last = figure
    if (
        figure.kind not in ("share", "rate", "ratio", "per_capita")
        and figure.parent is None
        and figure.role not in ("baseline", "from")
    ):
        context.top = figure
