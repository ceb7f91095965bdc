"""Counts and amounts: the name before the number, the noun after it, or what was told just before."""

from __future__ import annotations

import re

from extract.codebook.prose import fill, named
from extract.codebook.prose import fill as pattern
from extract.codebook.words import load_words
from extract.language.tokens import cut
from extract.observe.prose.again import name_again
from extract.observe.prose.change import inherit, mark_baseline, plain_kind
from extract.observe.prose.compose import level_name, suffixed
from extract.observe.prose.deeds import (
    activity_of,
    before_measure,
    deed_of,
    deed_sent_to,
    gone_to,
    joined,
    last_verb,
    linked,
    modifier_of,
    of_both,
    shortened,
    size_of,
    trade_trained,
    verb_of_list,
    what_they_did,
    who_reaches,
    with_employer,
    without_giver,
    yearly_output,
)
from extract.observe.prose.depends import completed
from extract.observe.prose.figures import Figure
from extract.observe.prose.look import Context, previous_phrase
from extract.observe.prose.names import Names
from extract.observe.prose.parts import alike, name_part, parent_of, part_of
from extract.observe.prose.phrase import Phrase, left_phrase, right_phrase
from extract.observe.prose.spent import name_spending, of_behind, only_verb
from extract.observe.prose.told import name_streak, name_told


def read_level(context: Context, figure: Figure) -> bool:
    """A count or amount: a known name before it, the noun after it, the phrase before it, or the name told just before."""
    names = context.names
    left = _left(context, figure)
    right = _right(context, figure)
    if name_told(context, figure, left, right) or yearly_output(context, figure):
        return True
    baseline = mark_baseline(context, figure)
    banded = "的" in figure.lead and re.search(
        r"([一-龥“”]*\d[\d.,]*[一-龥%]{1,4}?(?:及?以[上下]|以内))的(?:仅|只|约|共|有|达)*$", figure.lead
    )
    listed = not context.done and sum(f.sort == figure.sort for f in context.earlier) > 1  # the last of a list is no whole
    if banded and not listed and context.last is not None and not right.text and context.last.sort == figure.sort:
        inherit(figure, context.last)
        figure.qualifier, figure.parent, figure.indicator_id = banded[1].removeprefix("中"), context.last.name, None
    elif baseline and context.last is not None and not right.text and context.last.sort == figure.sort:
        inherit(figure, context.last)
    elif figure.quantity.measure == "个岗位" and not left.text:
        level_name(figure, "岗位", names, figure.sort, "", figure.tail if pattern("{do}").match(figure.tail) else "")
    elif trained := trade_trained(context, figure, left):
        level_name(figure, trained, names, figure.sort)
    elif _takes_right(figure, left, right, names):
        _name_right(context, figure, left, right)
    elif figure.sort == "money" and only_verb(left):
        name_spending(context, figure, left.verb or left.text)
    elif of := of_behind(figure, left) or activity_of(figure):
        level_name(figure, of, names, figure.sort)
    elif figure.sort == "time" and figure.lead.endswith("连续"):
        name_streak(context, figure)
    elif left.text:
        name_left(context, figure, left)
    else:
        _name_without_noun(context, figure, left)
    if figure.kind == "other":
        figure.kind = plain_kind(figure)
    return bool(figure.name)


def _left(context: Context, figure: Figure) -> Phrase:
    """The noun before the number: when something was, and whose it is, are none."""
    start, end = figure.lead_start, figure.lead_start + len(figure.lead)
    left = left_phrase(context.sentence, start, end, context.names, figure.sort, False)
    if figure.sort in ("person", "event") and named("when_done").search(figure.lead) and figure.tail:
        return Phrase("", left.end, left.end)  # 期满后有|12人|签约: when it was says nothing of who they are
    whose = left.text.removesuffix("共有") if figure.tail else left.text
    ours = whose in load_words()["subject"] and (left.text[:1] in tuple("我本全该") or named("theirs_doing").match(figure.tail))
    if (ours or named("those_bodies").fullmatch(left.text)) and not left.verb:
        return Phrase("", left.end, left.end)  # 我院|就有36人, 这些学校|与90家企业合作
    if left.text.endswith("线") and named("mark_told").search(left.text):
        return Phrase("", left.end, left.end)  # 达到底线|还差4所: a mark is no noun of those counted
    own = next((owner[:-1] for owner in context.names.owners if left.text.startswith(owner[:-1])), "")
    if len(own) > 1 and left.text[len(own) :] in load_words()["do"]:
        return left._replace(text=left.text[len(own) :], start=left.start + len(own))  # 云江|投入3亿元
    if figure.sort == "money" and len(left.text) == 1 and not left.verb:
        return Phrase("", left.end, left.end)  # 同|届为4400元
    return left


def _right(context: Context, figure: Figure) -> Phrase:
    """The noun after the number, without a measure that has its own number (5门公共课|平均分为64分)."""
    if not figure.tail:
        return Phrase("", figure.end, figure.end)
    if place := gone_to(figure):
        return Phrase(place, figure.end, figure.end + len(place))
    given = fill(r"(?<!面)向$|[给在]$").search(figure.lead) is not None
    of = modifier_of(figure)
    begin = figure.end + (of.end() if of else 0)
    right = right_phrase(context.sentence, begin, figure.end + len(figure.tail), bool(last_verb(figure.lead)), given)
    if spoken := fill(r"(?<=[^学青少老成中])年$").search(right.text):
        right = Phrase(right.text[: spoken.start()], right.start, right.end - 1)
    following = next((f for f in context.figures if f.start == figure.end + len(figure.tail)), None)
    if following is not None and len(right.text) == len(figure.tail):
        money = following.sort == "money" != figure.sort
        cut = pattern(r"^.*(?:{counted}|{common})(?=[一-龥]{2}.*$)" if money else r"^.{2,}(?=组成$)").search(right.text)
        right = Phrase(cut.group(), right.start, right.start + cut.end()) if cut else right
    if following is not None and figure.sort == "person" and named("links").fullmatch(figure.tail):
        return Phrase("", figure.end, figure.end)  # 特派员56名|联系|112个村
    if following is not None and right.text and figure.sort == "thing" != following.sort:
        right = before_measure(context, figure, right, following)
    right = of_both(context, figure, right)
    if inside := pattern(r"^.*?{people}(?=中(?![职专等高学级层外小]))").match(right.text):
        return Phrase(inside.group(), right.start, right.start + inside.end())  # 450名毕业生|中去向落实420人
    measured = fill(r"(?:率|平均分|得分|成绩|满意度|比例|占比)数?$").search(right.text)
    if measured and figure.sort != "share":
        return Phrase(right.text[: measured.start()].partition("平均")[0], right.start, right.start)
    ranked = fill(r"(?:(?<![高初])中(?:排|居|位|列|名|占|有)?|(?<=[院校部司团])下|(?<![未往将从])来)$").search(right.text)
    return Phrase(right.text[: ranked.start()], right.start, right.start + ranked.start()) if ranked else right


def _name_without_noun(context: Context, figure: Figure, left: Phrase) -> None:
    """No noun on either side: what the number did, the verb before it, what was told just before, or the clause before."""
    tail = named("deed_front").sub("", re.sub(r"^[^,;。\d]{1,6}(?:即|便)(?=[一-龥]{2})", "", figure.tail))
    does = pattern(r"^(?:直接|自主|顺利|成功|继续)?(?:{do})").match(tail) or named("doing_with").match(tail)
    ours = figure.lead.removesuffix("共有") in load_words()["subject"]
    opens = not figure.lead or ours or named("when_done").search(figure.lead) or named("opens_doing").fullmatch(figure.lead)
    acts = does is not None or (figure.sort == "person" and (tail != figure.tail or named("acts_front").match(tail) is not None))
    doing = without_giver(context, figure, tail) if acts and opens and 2 <= len(tail) <= 24 else ""
    verb, last = left.verb or last_verb(figure.lead), context.last
    placed = named("deed_at").fullmatch(tail) if opens and figure.sort == "person" else None
    if placed:
        level_name(figure, placed["deed"], context.names, figure.sort)
        figure.qualifier = placed["where"]
    elif doing:
        figure.stem = doing.replace("了", "")
        known = context.names.find(figure.stem, figure.sort)
        figure.name = known.name if known is not None else suffixed(figure.stem, figure, figure.sort)
        figure.indicator_id = known.indicator_id if known is not None else None
    elif verb:
        _name_verb(context, figure, verb)
    elif context.done and last is not None and figure.start - context.done[-1].end < 6:
        name_again(context, figure, last)
    elif before := previous_phrase(context, figure):
        name_left(context, figure, Phrase(before, figure.lead_start, figure.lead_start))
    elif last is not None:
        name_again(context, figure, last)


def _of_those(context: Context, right: Phrase, clause: str) -> Phrase | None:
    """The noun behind the 的 of those counted; in 9个专业的|实训室31个 it has a number of its own."""
    of = right_phrase(context.sentence, right.end + 1, right.end + len(clause))
    return None if any(later.start == of.end for later in context.figures) else of


def _has_number(doing: str) -> bool:
    """Whether a deed has a number of its own; that of a place in an order (进入前100名) is part of it."""
    doing = fill(r"“[^“”]*”").sub("", doing) if "”" in doing else doing  # 取得“1+X”证书
    return fill(r"\d").search(doing) is not None and named("ranked_deed").fullmatch(doing) is None


def _is_title(what: str, noun: str) -> bool:
    """Whether what those counted have become names them: it ends with their noun, or is an honour of persons."""
    return what != noun and (what.endswith(noun) or named("honoured").search(what) is not None)


def _takes_right(figure: Figure, left: Phrase, right: Phrase, names: Names) -> bool:
    """Whether the noun after the number is what is counted (12个专业), not the one before it (专业12个)."""
    if not right.text or figure.sort in ("time", "area", "data", "weight", "length"):
        return False
    if figure.sort == "money":
        return not left.text and not left.verb and names.suffix(right.text, figure.sort) is not None
    if fill(r"(?:以上|左右|以下|人次)").match(right.text) or (
        len(right.text) < 2 and right.text not in load_words()["place_noun"] and not pattern(r"{have}$").search(figure.lead)
    ):
        return figure.quantity.measure in ("条", "个") and named("short_noun").fullmatch(right.text) is not None
    if fill(r"(?:与|和|同|对|向|到|为|在|从|给|至)$").search(figure.lead):
        return True
    if figure.sort == "thing" and figure.lead.endswith("的"):
        return True  # 汽车、护理等专业的|657个|岗位
    if named("owner").fullmatch(left.text.rpartition("、")[2]) or any(
        owner.endswith(left.text) for owner in names.owners if left.text
    ):
        return True
    if (
        left.text
        and left.text not in load_words()["subject"]
        and (named("comes_along").match(right.text) or pattern(r"(?:{nominal})$").search(right.text))
        and not names.find(right.text, figure.sort)
    ):
        return pattern(r"{list}$").search(figure.lead) is not None
    if pattern(r"{list}$").search(figure.lead) or not left.text:
        return True
    if left.text in load_words()["subject"] and figure.quantity.measure not in ("所", "个", "家"):
        return True  # 学校|5支参赛队: whose they are
    known = names.suffix(left.text, figure.sort) is not None
    if left.text.endswith("规模") and names.find(right.text, figure.sort) is not None:
        return True
    if known or left.text.endswith(tuple(load_words()["lead_noun"])):
        return names.find(right.text, figure.sort) is not None and not left.text.endswith(tuple(load_words()["lead_noun"]))
    return True


def _name_right(context: Context, figure: Figure, left: Phrase, right: Phrase) -> None:
    """N名教师: the noun, with the verb before it or what it did after it where the noun alone says too little."""
    text, names = context.sentence.text, context.names
    verb = (left.verb if not left.text else "") or last_verb(named("all_over").sub("", figure.lead))
    measured = right.end == right.start  # what is told of those counted has a number of its own
    clause = "" if measured else named("with_marks").sub("", text[right.end : figure.end + len(figure.tail)])
    clause = fill(r"^共(?![建同享获])(?={do})").sub("", clause)
    doing, acts = deed_of(context, figure, right, clause)
    told = fill(r"(?:及|和|与|、|或)").match(doing) or _has_number(doing) or named("abstract").search(doing)
    goes_on = any(f.start == figure.end + len(figure.tail) for f in context.figures)
    of_next = named("of_next").search(clause if goes_on else clause.removesuffix("了"))
    doing = "" if told or of_next else re.sub(r"^(..?.?)了", r"\1", doing).rstrip("了各")
    doing = named("took_part").sub("参赛", doing) if "参加" in doing else doing
    did, doing = doing, without_giver(context, figure, doing)
    doing = "" if pattern(r"第$|在$").search(doing) else shortened(doing)  # 6个专业|分布在|3个学院
    theirs = clause.startswith("的") and named("those_of_body").match(text, right.start) is None
    of = _of_those(context, right, clause) if theirs else None
    short, gone = len(right.text) <= 4, bool(gone_to(figure))
    says_little = verb in load_words()["light"] or (gone and len(verb) == 1)
    right = joined(context, figure, right)
    left, right = linked(context, figure, left, right)
    text_before = left.text.rpartition("、")[2]
    if right.text in load_words()["unsaid"] and pattern(r"(?:{nominal})$").search(text_before):
        right = right._replace(text=text_before + right.text)  # 各类短期培训共8个|项目
    match = named("matched_in").match(text, right.start)
    title = named("became").search(doing)
    if match is not None:
        figure.stem, figure.name = match["what"], suffixed(f"{verb or '参赛'}{match['what']}", figure, figure.sort)
    elif title is not None and _is_title(title["what"], right.text):
        level_name(figure, title["what"], names, figure.sort)
    elif of is not None and len(of.text) >= 4:
        level_name(figure, right.text, names, figure.sort, "", of.text)
        right = Phrase(right.text, right.start, of.end)
    elif verb in load_words()["reach"] and (who := who_reaches(context, figure, verb)):
        figure.stem, figure.name, figure.indicator_id = right.text, suffixed(who + verb + right.text, figure, figure.sort), None
    elif (short or named("raised").fullmatch(verb)) and verb in load_words()["do"] and not (says_little and 2 <= len(doing) <= 16):
        level_name(figure, right.text, names, figure.sort, verb)
    elif (short or doing != did) and 2 <= len(doing) <= 16 and (acts or named("doing").match(doing) or gone):
        level_name(figure, right.text, names, figure.sort, "", doing)
        figure.stem = doing if figure.sort == "person" else figure.stem
    elif deed := what_they_did(context, figure, right, clause):
        level_name(figure, right.text, names, figure.sort, "", deed)
    else:
        level_name(figure, right.text, names, figure.sort, verb if named("fresh").fullmatch(verb) else "")
        if figure.indicator_id is not None and 2 <= len(doing) <= 16 and pattern(r"^(?:{do})").match(doing):
            figure.qualifier = figure.qualifier or ("" if named("partners_deed").search(doing) else doing) or None
    if pattern(r"{toward}$").search(figure.lead):
        figure.indicator_id, figure.name = None, suffixed(right.text, figure, figure.sort) if not doing else figure.name
    context.consumed = right.end
    _note_where(figure, left.text)


def _note_where(figure: Figure, where: str) -> None:
    """The place before the number of those counted narrows them, and so do 其余 and a modifier (36名|与公司签约的|学徒)."""
    if figure.qualifier is None and (of := modifier_of(figure)):
        figure.qualifier = of.group()[:-1]
    if figure.lead.endswith("其余"):
        figure.qualifier, figure.flags = figure.qualifier or "其余", [*figure.flags, "group"]
    where = where.rpartition("与")[2]
    listed = pattern(r"{list}$").search(figure.lead)
    own = where in load_words()["common"] or where in load_words()["subject"] or where in load_words()["divisions"]
    own = own or named("kinds_told").fullmatch(where) is not None
    last_of_list = f"、{where}" in figure.lead  # 设有甲学院、乙学院、|丙学院|6个二级学院
    own = own or last_of_list
    if where and not own and not listed and "、" not in where and len(where) <= 12 and pattern(r"{place_noun}$").search(where):
        figure.qualifier = figure.qualifier or where


def name_left(context: Context, figure: Figure, left: Phrase) -> None:
    words, names, scope = left.text, context.names, context.scope
    if not left.verb:
        left = left._replace(verb=verb_of_list(context, figure, words))
    words, season = _without_season(with_employer(figure, words))
    if season and not words and context.last is not None:
        name_again(context, figure, context.last)
        figure.qualifier = season
        return
    part = None if season or left.verb in load_words()["do"] else part_of(context, figure, words)
    if part is not None:
        name_part(context, figure, words, part)
        return
    if figure.sort == "thing" and (turned := pattern(r"^(?P<what>..+?)(?P<grade>(?!.$){grade})(?<=级)$").match(words)):
        words = turned["grade"] + turned["what"]
    bare_money = left.verb in load_words()["do"] and left.verb not in load_words()["light"] and words in ("资金", "经费", "金额")
    bare_count = left.verb in load_words()["do"] and len(left.verb) > 1 and words in ("人数", "人次", "数量", "面积")
    bought = bare_money and named("bought").fullmatch(left.verb) is not None
    whose = _before_verb(context, figure, left.verb) if bare_count or bought else ""
    words = whose + left.verb + words if bare_money or bare_count else completed(context, figure, words)
    left = left._replace(verb="") if bare_count or bought else left
    told = context.done[-1] if context.done else None
    if told is not None and told.sort in ("thing", "area") and named("outlay").fullmatch(words):
        words = re.sub(r"(?<=..)(?:总?建筑|占地)?面积$", "", told.stem) + words
    doing = told is not None and figure.sort == "thing" and pattern(r"^(?:{do}|{nominal}|{have})+$").match(words)
    if told is not None and doing and told.quantity.measure == figure.quantity.measure and told.kind == "count":
        noun = pattern(r"^(?:{do}|{have}|新增)+").sub("", told.stem) or told.stem
        words = noun + words if names.find(noun + words, figure.sort) else words + told.stem
    if (
        told is not None
        and words in load_words()["common"]
        and told.stem.endswith("班")
        and told.stem not in load_words()["divisions"]
        and told.sort in ("thing", "session")
    ):
        words = told.stem + words
    if (active := _with_activity(figure, words)) != words:
        words, left = active, left._replace(verb="")
    words = size_of(context, figure, words)
    parts = words.split("、")
    if figure.sort == "money" and len(parts) > 1 and len(parts[0]) > 4 and pattern(r"{money_noun}$").search(parts[0]) is None:
        words = parts[-1]
    level_name(figure, words, names, figure.sort, left.verb, deed_sent_to(figure, words, left.verb))
    figure.qualifier = season or figure.qualifier
    if left.text == "中位数" and "中位数" not in figure.name:
        figure.qualifier = left.text
    again = any(
        f.name == figure.name and f.role == "" for f in (*context.earlier, *context.done)
    )  # 招生9万人,在校生25万人,其中中职招生3万人
    if scope is not None and figure.name != scope.name and alike(scope.sort, figure.sort) and not again:
        figure.parent = parent_of(context, figure, scope)


def _before_verb(context: Context, figure: Figure, verb: str) -> str:
    """The noun right before a verb that is counted by (各类证书|获取人数)."""
    at = figure.lead.rfind(verb)
    own = left_phrase(context.sentence, figure.lead_start, figure.lead_start + max(at, 0), context.names, None, False)
    plain = own.text not in load_words()["subject"] and own.text not in load_words()["common"] and "、" not in own.text
    return own.text if plain and not own.verb and len(own.text) <= 10 and own.end == figure.lead_start + at else ""


def _with_activity(figure: Figure, words: str) -> str:
    """培训失业人员3万人次: what those counted by turns took part in stands before them and is part of the name."""
    if figure.sort != "event" or pattern(r"(?:{person_noun}|人员|人口|子女|家庭|群众)$").search(words) is None:
        return words
    found = named("activity_before").search(figure.lead)
    return found["who"] + found["what"] if found is not None and found["who"].endswith(words) else words


def _without_season(words: str) -> tuple[str, str | None]:
    """免学费春季 → 免学费 and 春季: the half of the year is no part of the name."""
    found = pattern(r"{season}$").search(words)
    return (words[: found.start()], found.group()) if found else (words, None)


def _name_verb(context: Context, figure: Figure, verb: str) -> None:
    """A verb and no noun (参训50人): the verb names it, with what it depends on."""
    at = figure.lead.rfind(verb)
    own = left_phrase(context.sentence, figure.lead_start, figure.lead_start + max(at, 0), context.names, figure.sort, False)
    theirs = own.text != "" and named("that_body").fullmatch(own.text) is not None
    if theirs and verb in load_words()["light"] and (before := previous_phrase(context, figure)):
        level_name(figure, before, context.names, figure.sort)  # 校企对接会议,该校已召开|7次
        return
    if own.text and not own.verb and len(verb) > 1 and "、" not in own.text and not theirs:
        known = context.names.find(own.text, figure.sort)
        level_name(figure, own.text if known else own.text + verb, context.names, figure.sort)
        return
    told = context.done[-1] if context.done else None
    if told is not None and figure.lead in ("新设", "新建", "增设", "新开") and told.quantity.measure == figure.quantity.measure:
        level_name(figure, verb + pattern(r"^(?:{do}|撤|停|减)").sub("", told.stem), context.names, figure.sort)
        return
    if len(verb) < 2 or verb in load_words()["have"]:
        before = previous_phrase(context, figure)
        if before:
            level_name(figure, before, context.names, figure.sort)
        elif context.last is not None:
            name_again(context, figure, context.last)
        else:
            level_name(figure, verb, context.names, figure.sort)
        return
    last = context.done[-1] if context.done else None
    if last is not None and figure.sort == "thing" and last.quantity.measure == figure.quantity.measure and last.kind == "count":
        noun = _without_verb(last.stem)
        level_name(figure, verb + noun, context.names, figure.sort)
        figure.stem = noun
        return
    level_name(figure, completed(context, figure, verb), context.names, figure.sort)


def _without_verb(words: str) -> str:
    """What was told without the verb it begins with, where that is a word of its own (建|基地, but 任务点)."""
    found = pattern(r"^(?:{do}|新增|增设)(?=.)").match(words)
    return words[found.end() :] if found is not None and cut(words, ())[0] == found.span() else words
