"""Shares, rates, ratios, multiples and values per head."""

from __future__ import annotations

import re

from extract.codebook.prose import fill as pattern
from extract.codebook.prose import named
from extract.codebook.words import load_words
from extract.observe.prose.base import base_name, give_base
from extract.observe.prose.change import inherit, mark_baseline, names_rate, rate_like
from extract.observe.prose.compose import level_name, share_name
from extract.observe.prose.deeds import acts_behind, last_verb
from extract.observe.prose.depends import completed, name_quota_met
from extract.observe.prose.figures import OF_SHARE, Figure
from extract.observe.prose.latter import compared_with, pointed_at
from extract.observe.prose.listhead import narrow_by_head
from extract.observe.prose.look import Context, Scope, bracket_owner, previous_phrase
from extract.observe.prose.phrase import Phrase, left_phrase, right_phrase


def read_ratio(context: Context, figure: Figure) -> bool:
    if figure.sort != "ratio":
        return False
    lead = re.sub(r"平均(?:为|是|达)?$", "", figure.lead)
    phrase = left_phrase(context.sentence, figure.lead_start, figure.lead_start + len(lead), context.names, "ratio", False)
    cut = phrase.text and lead.startswith("比", phrase.end - figure.lead_start)  # 男女|比
    words = phrase.text + "比" * bool(cut) or (context.last.stem if context.last and context.last.sort == "ratio" else "")
    full = re.search(r"([一-龥“”、]{2,20}之比)", figure.lead)
    told = context.done[-1] if full and full[1][0] in "与同和" and context.done else None
    front = told.stem + "与" if told is not None and told.sort == "person" and not told.role else ""
    level_name(figure, front + full[1].lstrip("与同和") if full else words, context.names, "ratio")
    figure.kind = "ratio"
    mark_baseline(context, figure)
    return bool(figure.name)


def read_times(context: Context, figure: Figure) -> bool:
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
    if (meant := pointed_at(context, phrase.text, None)) is not None:
        last, phrase = meant, phrase._replace(text="")
    stem = phrase.text or (last.stem if last else "")
    figure.stem, figure.kind = stem, "ratio"
    figure.name = last.name if last and (not phrase.text or phrase.text == last.stem) else stem
    figure.base = compared_with(context, re.sub(r"^(?:全部|所有)", "", base[1])) if base else None
    if figure.base and not re.search(r"\d|上|去|前|同期", figure.base):
        figure.name = f"{figure.name}与{figure.base}之比"
    elif last is not None and figure.name == last.name:
        figure.indicator_id, figure.qualifier = last.indicator_id, last.qualifier
    return bool(figure.name)


def read_share(context: Context, figure: Figure) -> bool:
    """占(X)(的)P%: a share of X, or of the whole just told; P%的X: the same the other way round."""
    if figure.sort != "share":
        return False
    if _read_in_order(context, figure) or _read_share_of_bracketed(context, figure):
        return True
    found = re.search(
        r"^(?P<what>.*?)(?:所?占(?!有率)比?|占到|占了)(?P<base>[^,;]*?)(?:的|比例|比重|比)*"
        r"(?:为|达到?|约|近|超过?|仅|已|到|均|分别|依次|保持|稳定|维持|控制|在|(?:提[升高]|上升|增[长加]|扩大|升高?|增|降低?|下降|减少|回落)[至到为])*$",
        figure.lead,
    )
    if found is None:
        return False
    what = re.sub(r"(?:的|仅|约|共|合计|共计|总共|大约|总|均)+$", "", found["what"])
    among = None if found["base"] else named("among_whom").search(what)
    what = what[: among.start()] if among else what
    base = among["base"] if among else "" if named("no_whole").fullmatch(found["base"]) else found["base"]
    if base and named("quota_base").search(base):
        return name_quota_met(context, figure)
    phrase = (
        left_phrase(context.sentence, figure.lead_start, figure.lead_start + len(what), context.names, "share", False)
        if what
        else Phrase("", 0, 0)
    )
    band = find_band(what)
    last = context.last
    if band and not (re.search(r"中(?!青)", what[: band.start()]) and "岁" not in band[1]):
        name_band(context, figure, band)
    elif phrase.text:
        holders = _holders(context, found["what"])
        own, base = (
            (f"{holders['has']}的{holders['who']}", base or holders["who"]) if holders else (_own_part(context, phrase), base)
        )
        share_name(figure, own, context.names, context.scope)
        narrow_by_head(context, figure, own)
    elif (
        not what
        and (owner := bracket_owner(context, figure))
        and (last is None or last not in context.done or last.end < figure.start - len(figure.lead) - 2)
    ):
        share_name(figure, owner, context.names, None)
    elif not what and (most := _most_told(context, figure)):
        share_name(figure, most, context.names, None)
        narrow_by_head(context, figure, most)
    elif not what and (before := previous_phrase(context, figure)) and context.names.suffix(before, None) is not None:
        share_name(figure, before, context.names, None)
    elif last is not None and last.role != "change":
        prizes = last.rule == "prose.award" and last.qualifier is None
        share_name(figure, last.name if prizes else last.stem, context.names, None, last)
        figure.subject = figure.subject or last.subject
    else:
        return False
    give_base(context, figure, base, None if phrase.text else last)
    figure.kind = "rate" if figure.name.endswith("率") and figure.base is None else "share"
    return True


def _holders(context: Context, what: str) -> re.Match[str] | None:
    """绣娘具有绣师证的|占P%: who has it and what it is, where no whole has been told before."""
    return named("who_has").fullmatch(what) if context.scope is None and what.endswith("的") else None


def _own_part(context: Context, phrase: Phrase) -> str:
    """The words for a part, with what kind of staff they are, or what they have."""
    text = context.sentence.text
    if text[phrase.start - 1 : phrase.start] == "的" and (told := named("has_before").search(text, 0, phrase.start)):
        return f"{told['has']}{phrase.text}"
    return phrase.verb + phrase.text if named("kind_of_staff").fullmatch(phrase.verb) else _like_told(context, phrase.text)


def _like_told(context: Context, words: str) -> str:
    """东部地区就业占61%,|中部地区|占20%: a group alone does what the one of its kind before it did."""
    told = context.done[-1] if context.done else None
    if told is None or told.kind != "share" or named("group_of_rate").fullmatch(words) is None:
        return words
    at = told.stem.find(words[-2:]) + 2
    return words + told.stem[at:] if 3 < at < len(told.stem) else words


def _most_told(context: Context, figure: Figure) -> str:
    """Those the clause before says are the most (去往省内的最多,占P%; 多去了服务业,占P%)."""
    at = (context.consumed, figure.lead_start)
    found = named("most_told").search(context.sentence.text, *at) or named("went_to").search(context.sentence.text, *at)
    return found["who"] if found else ""


def _read_in_order(context: Context, figure: Figure) -> bool:
    """最多的是走读生,占比为P%: a bare share of the one that the clause before names by its place in an order."""
    if pattern(r"(?:其|所|人数)?(?:占比?|占到|所占比例|比例|比重)(?:为|是|达到?|仅|约|近|{level})*").fullmatch(figure.lead) is None:
        return False
    text, told = context.sentence.text, context.done[-1] if context.done else None
    found = named("in_order").search(text, context.consumed, figure.lead_start) or named("in_order_front").search(
        text, context.consumed, figure.lead_start
    )
    if found is not None:
        share_name(figure, found["who"], context.names, None)
        narrow_by_head(context, figure, found["who"])
    elif told is not None and told.kind == "count" and told.role == "" and not figure.lead.startswith(("占", "所占", "人数")):
        share_name(figure, told.stem, context.names, None, told)
    else:
        return False
    figure.kind, figure.base = "share", (context.scope or context.share_scope or Scope("", "", None)).name or None
    return True


def _read_share_of_bracketed(context: Context, figure: Figure) -> bool:
    """占X(N人)的P%: the whole is told with its number between the part and the share."""
    text = context.sentence.text
    found = re.search(r"占(?P<base>[^,;()\d]{2,20})\([^()]*\)的?(?:比例|比重)?(?:为|达|约)*$", text[: figure.start])
    parts = [f for f in context.done if found and f.end <= found.start() and f.role != "change"]
    if found is None or not parts:
        return False
    own = left_phrase(context.sentence, parts[-1].end, found.start(), context.names, "share", False).text
    if own:
        share_name(figure, own, context.names, context.scope)
    else:
        share_name(figure, parts[-1].stem, context.names, None, parts[-1])
    base = re.sub(r"(?:总数|总人数|总量|总额|人数|数)$", "", found["base"])
    figure.kind, figure.base = "share", base_name(context, base)
    return True


def name_band(context: Context, figure: Figure, band: re.Match[str]) -> None:
    """The share a band of money, age or people has of what it divides."""
    own = named("banded").search(band.string, 0, band.start())
    told = own["what"] if own else band[1] + band["who"] if band["who"] and "元" not in band[1] else _banded(context, band[1])
    name = re.sub(r"分布占比$", "", told)
    if "岁" in band[1]:
        share_name(figure, name, context.names, None)
    else:
        mark = named("band_mark").search(band.string, 0, band.start())
        people = pattern(r"(?P<who>[^,;:。()\d]{0,8}?{people})的?$").search(band.string, 0, band.start()) if not name else None
        figure.name, figure.stem, figure.qualifier = (
            (name if name.endswith("占比") else name + "分布占比" if name else (people["who"] if people else "") + "占比"),
            band[1],
            (mark.group() if mark else "") + band[1],
        )
    figure.indicator_id = None
    figure.flags.append("carried")


def find_band(words: str) -> re.Match[str] | None:
    """The band of money, age or people a clause ends with (36—45岁, 35岁及以下青年教师)."""
    return pattern(
        r"((?:超过|高于|低于|不足|不到)?(?:(?:\d[\d,]*元[—~至到-]+)?\d[\d,—~至到-]*(?:万|千)?(?:元|周?岁|人|年)|\d+(?:周?岁|元|人))(?:及)?(?:以上|以下|区间|之间)?)(?:的|者)?(?P<who>(?:中?青年|中年)?{people})?$"
    ).search(words)


def _banded(context: Context, band: str) -> str:
    """What a band divides: the money told last, the people named last."""
    if "岁" not in band:
        told = [f for f in context.done if f.sort in ("money", "per_capita")]
        last = context.last if context.last is not None and context.last.sort != "thing" else None
        return told[-1].name if told else last.name if last is not None else ""
    people = list(pattern(r"{people}").finditer(context.sentence.text, 0, context.figures[0].end if context.figures else 0))
    whole = context.top.parent or context.top.name if context.top is not None else ""
    divided = None if people else pattern(r"{people}(?=(?:总人数|人数|总数|数)?$)").search(whole)
    return band + (people[-1].group() if people else divided.group() if divided else "人员")


def read_portion(context: Context, figure: Figure) -> bool:
    """P%的X, 四分之三的专业点: the number stands before its base."""
    if figure.sort != "share":
        return False
    tail = re.match(r"(?:以上|左右|以内)?的(?:\d{4}[届年级])?的?([一-龥“”]{2,12})", figure.tail)
    if tail is None and (not figure.lead or named("people_of").fullmatch(figure.lead)):
        tail = pattern(r"(?:以上|左右|以内)?((?:{common}|{person_noun})[一-龥“”]{2,12})").match(figure.tail)
        tail = tail or named("most_who").match(figure.tail)
    if (
        tail is None
        or named("of_people").match(figure.tail)
        or (len(figure.lead) > 6 and pattern(r"(?:为|达|达到|{rate_noun})$").search(figure.lead))
        or pattern(r"..{rate_noun}(?:均|都|已)*(?:为|达到?|是)$").search(figure.lead)
    ):
        return False
    whole = right_phrase(context.sentence, figure.end + tail.start(1), figure.end + len(figure.tail))
    rest = context.sentence.text[whole.end : figure.end + len(figure.tail)].partition("、")[0].rstrip("和与及")
    if held := named("held_that").search(context.sentence.text, whole.end, figure.end + len(figure.tail) + 1):
        figure.stem = whole.text + held["verb"] + _held_clause(context, held.end())
        figure.name, figure.kind, figure.base = figure.stem + "占比", "share", base_name(context, whole.text)
        return True
    ends = [b for _, b in context.sentence.tokens(whole.end, figure.end + len(figure.tail)) if b <= whole.end + 14]
    cut = ends[-1] if ends and ends[-1] < figure.end + len(figure.tail) else None
    doing = re.sub(r"^(?:均|都|已|能够?|可以)", "", context.sentence.text[whole.end : cut] if cut else rest) or last_verb(
        re.sub(r"全[省市县州区国]$", "", figure.lead)
    )
    doing = "" if named("holds_part").fullmatch(doing) else doing
    figure.stem = whole.text + doing
    figure.name, figure.kind = (doing + whole.text if not rest else whole.text + doing) + "占比", "share"
    figure.base = base_name(context, whole.text)
    figure.own = context.sentence.period_in(figure.end, figure.end + tail.start(1))
    context.consumed = figure.end + len(figure.tail)
    return bool(whole.text)


def _held_clause(context: Context, start: int) -> str:
    """What some think or say, behind the comma (认为,|教学有用|)."""
    found = re.match(r"[^,;。!?()\d]{2,24}", context.sentence.text[start:])
    return found.group() if found else ""


def _whole(context: Context, words: str) -> Scope | None:
    """The people a degree or a title belongs to, where a share of them is told without 其中."""
    top = context.top
    if top is None or top.sort != "person" or not named("degree").search(words):
        return None
    return Scope(top.name, top.stem, top.sort, top.indicator_id)


def read_most(context: Context, figure: Figure) -> bool:
    """省内就业的最多,约为P%: a bare percent of those the clause before says are the most."""
    if figure.sort != "share" or named("only_marked").match(figure.lead) is None or not (most := _most_told(context, figure)):
        return False
    share_name(figure, most, context.names, None)
    figure.kind = "share"
    return True


def _assessed(context: Context, figure: Figure, words: str) -> str:
    """What a score was given for: 在X评价中得分, or the assessment a clause before speaks of."""
    if words.endswith("中得分"):
        return words[:-3]
    found = named("assessed").search(context.sentence.text[: figure.start])
    return found["what"] if found is not None and (not words or words in load_words()["subject"]) else ""


def read_rate(context: Context, figure: Figure) -> bool:
    """X率为P%: a rate with a name of its own; a percent that names no whole; a score."""
    if figure.sort not in ("share", "score"):
        return False
    phrase = left_phrase(
        context.sentence, figure.lead_start, figure.lead_start + len(figure.lead), context.names, figure.sort, False
    )
    told = context.done[-1] if context.done else None
    aged = find_band(re.sub(r"(?:为|达到?|有)+$", "", figure.lead))
    if aged and "岁" in aged[1] and told is not None and told.kind == "share" and "岁" in told.name:
        share_name(figure, aged[1] + (aged["who"] or told.stem.rpartition("岁")[2].lstrip("及以上下")), context.names, None)
        figure.kind, figure.base = "share", told.base
        return True
    paid = find_band(re.sub(r"(?:的?(?:占比|比例|比重))?(?:为|达到?|有|仅)*$", "", figure.lead)) if figure.sort == "share" else None
    if paid and "元" in paid[1] and not figure.lead.endswith("的") and told is not None:
        name_band(context, figure, paid)
        figure.kind = "share"
        return True
    baseline = mark_baseline(context, figure)
    words = completed(context, figure, phrase.text or phrase.verb) if not (baseline and context.last is not None) else ""
    if figure.sort == "score" and (assessed := _assessed(context, figure, words)):
        figure.stem, figure.name, figure.kind = assessed, assessed + "得分", "score"
        return True
    if figure.sort == "share" and not rate_like(words) and _read_doing(context, figure, words if figure.lead else ""):
        return True
    if ("完成" in figure.lead or figure.lead.endswith(("计划的", "任务的"))) and named("quota_met").search(figure.lead):
        return name_quota_met(context, figure)
    held = named("share_held").fullmatch(words) if context.scope is not None and context.scope.sort == "person" else None
    if held is not None:
        share_name(figure, held["what"], context.names, context.scope)
        figure.kind, figure.base = "share", context.scope.name if context.scope else None
        return True
    words = named("scored_in").sub("", words)
    if words and figure.sort == "share" and not names_rate(words):
        share_name(figure, words, context.names, context.scope or _whole(context, words))
    elif words:
        level_name(figure, words, context.names, figure.sort)
        figure.stem = re.sub("(?<=..)得分$", "", figure.stem)  # what was judged is what has a place
    elif context.last is not None and (context.last.sort == figure.sort or figure.sort == "score"):
        inherit(figure, context.last)
    elif context.last is not None:
        _go_on_with(context, figure, context.last)
    else:
        return False
    figure.kind = "score" if figure.sort == "score" else ("share" if OF_SHARE.search(figure.name) else "rate")
    _go_on_of(context, figure, told)
    return bool(figure.name)


def _read_doing(context: Context, figure: Figure, words: str) -> bool:
    """12%升学,其中9%升入普通本科; 5%的人未就业: what some of a whole do stands behind their share; parts are no more than that."""
    found = named("share_doing").match(figure.tail)
    doing = found["doing"] if found else ""
    among = named("predicate_among").search(figure.lead)
    opens = among is not None or named("opens_share").fullmatch(figure.lead) is not None
    if not doing or not (pattern(r"^(?:{do}|{have})").match(doing) or (opens and acts_behind(context, figure, doing))):
        return False
    words, doing = "" if opens else words, re.sub("^(..?)了", r"\1", doing)
    figure.stem, figure.kind, figure.name = words + doing, "share", words + doing + "占比"
    whole = (
        left_phrase(context.sentence, figure.lead_start, figure.lead_start + among.start(), context.names, None, False)
        if among
        else None
    )
    figure.base = base_name(context, whole.text) if whole and whole.text else context.scope.name if context.scope else None
    if opens and (parted := _whole_share(context, figure)) is not None:
        figure.parent, figure.base, figure.flags = parted.name, parted.base, [*figure.flags, "exact"]
    return True


def _whole_share(context: Context, figure: Figure) -> Figure | None:
    """The share that 其中 divides, where it stands right before it and no semicolon has closed it."""
    text = context.sentence.text
    among = text.rfind("其中", 0, figure.start)
    whole = next((f for f in reversed(context.done) if f.end <= among), None)
    if whole is None or whole.kind not in ("share", "rate") or ";" in text[whole.end : figure.start]:
        return None
    return whole


def _go_on_with(context: Context, figure: Figure, last: Figure) -> None:
    """A bare percent behind a sum of money is the rate told last at another time (2022届分别为3400元、|73.5%|), else a share."""
    rates = [f for f in (*context.earlier, *context.done) if f.kind == "rate" and not f.role] if last.sort == "money" else []
    if rates:
        inherit(figure, rates[-1])
    else:
        share_name(figure, last.stem, context.names, None, last)


def _go_on_of(context: Context, figure: Figure, told: Figure | None) -> None:
    """男生落实人数N人,落实率P%: the rate of the number told just before is of the same group."""
    of = named("rate_of").search(figure.name)
    if told is None or of is None or figure.qualifier or figure.subject or figure.sort != "share" or told.role == "change":
        return
    if told.sort == "person" and of[1] in told.name and ";" not in context.sentence.text[told.end : figure.start]:
        figure.qualifier, figure.subject = told.qualifier, told.subject
