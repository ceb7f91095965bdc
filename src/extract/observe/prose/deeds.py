"""People counted by what they hold or did, told behind their number: 61名拥有副高职称, 茶艺等专业58人升入大学."""

from __future__ import annotations

import re
from functools import cache

from extract.codebook.prose import fill as pattern
from extract.codebook.prose import named
from extract.codebook.words import load_words
from extract.language.tokens import load_adverbs, load_verbs
from extract.observe.prose.change import plain_kind
from extract.observe.prose.compose import level_name
from extract.observe.prose.figures import Figure
from extract.observe.prose.look import COUNT, Context, Scope
from extract.observe.prose.parts import name_part
from extract.observe.prose.phrase import Phrase, left_phrase, right_phrase

__all__ = [
    "activity_of",
    "acts_behind",
    "before_measure",
    "begins_deed",
    "deed_before",
    "deed_behind",
    "deed_of",
    "deed_sent_to",
    "gone_to",
    "joined",
    "joint_deed",
    "last_verb",
    "linked",
    "modifier_of",
    "note_whom",
    "of_both",
    "read_deed",
    "read_holding",
    "shortened",
    "size_of",
    "trade_trained",
    "verb_of_list",
    "what_they_did",
    "who_reaches",
    "with_employer",
    "without_giver",
    "yearly_output",
]

_HOLDING = "holding"
_LONGEST = 16
"""What those counted did is told in at most so many characters."""
_PLAIN = 6
"""A noun for people of more characters says who they are without what they did."""
_DEEDS = tuple("参获考取通接入报赴荣")
"""What `did_behind` begins with."""


def read_holding(context: Context, figure: Figure) -> bool:
    """84名拥有高级职称: part of the people told before, by the title they hold."""
    if figure.sort != "person" or named("predicate_lead").fullmatch(figure.lead) is None:
        return False
    found = named("holding").match(figure.tail)
    told = (f for f in (*context.earlier, *context.done) if f.sort == "person" and f.kind == "count" and not f.role)
    whole = next((f for f in reversed(list(told)) if _HOLDING not in f.flags and f.parent is None), None)
    if found is None:
        return False
    scope = context.scope or (Scope(whole.name, whole.stem, whole.sort, whole.indicator_id) if whole else None)
    if scope is None:
        level_name(figure, found["what"], context.names, figure.sort)
    else:
        name_part(context, figure, found["what"], scope)
    figure.kind, figure.flags = plain_kind(figure), [*figure.flags, _HOLDING]
    context.consumed = figure.end + found.end()
    return bool(figure.name)


def read_deed(context: Context, figure: Figure) -> bool:
    """37名茶艺专业学生考入本科院校, 茶艺等专业58人升入大学: a bare noun, or none, with a deed; whose they are narrows it."""
    if figure.sort != "person":
        return False
    found = named("narrowed_deed").match(figure.tail) if named("opens_deed").fullmatch(figure.lead) else None
    group = named("group_deed").match(figure.tail) if found is None and named("deed_group").search(figure.lead[-3:]) else None
    if found is not None:
        level_name(figure, found["noun"], context.names, figure.sort, "", found["deed"])
        figure.qualifier = found["front"].rstrip("的") or None
        context.consumed = figure.end + found.end()
    elif group is not None:
        words = left_phrase(context.sentence, figure.lead_start, figure.lead_start + len(figure.lead), context.names, None, False)
        if not words.text or context.names.suffix(words.text, "person") is not None:
            return False
        listed = named("listed_group").search(figure.lead)
        level_name(figure, group["deed"], context.names, figure.sort)
        figure.qualifier = listed.group() if listed else words.text
        context.consumed = figure.end + group.end()
    else:
        return False
    figure.kind = plain_kind(figure)
    return bool(figure.name)


def note_whom(context: Context, figure: Figure) -> None:
    """向普通高校|输送学生312人: to whom something went narrows it; 辟出6条线,|供学员轮岗: so does what a thing is for."""
    if figure.qualifier or figure.kind not in ("count", "amount"):
        return
    found = named("to_whom").search(figure.lead) if "向" in figure.lead or "为" in figure.lead else None
    found = found or named("for_whom").match(figure.lead)
    if found is not None and found["whom"] not in figure.name:
        figure.qualifier = found["whom"]
    text, end = context.sentence.text, figure.end
    if figure.sort != "thing" or figure.indicator_id is not None or "供" not in text[end : end + 12]:
        return
    if given := named("given_for").match(text, end):
        figure.qualifier = given["aim"]


def deed_before(figure: Figure) -> str:
    """What those counted did, where 的 joins it to their number: 参评的|29家企业; what a body only has says nothing."""
    found = named("deed_before").search(figure.lead)
    return found["doing"] if found is not None else ""


def joined(context: Context, figure: Figure, right: Phrase) -> Phrase:
    """The noun behind a number with the one it is joined to (40名教师和辅导员参训, 12个部门及机构), where neither has a number."""
    if figure.sort == "thing" and right.text and named("joined_end").search(right.text):
        both = named("joined_things").match(context.sentence.text, right.end)
        return Phrase(right.text + both.group(), right.start, both.end()) if both is not None else right
    if figure.sort != "person" or not right.text:
        return right
    more = named("joined_people").match(context.sentence.text, right.end)
    if more is None or more.end() > figure.end + len(figure.tail) or not pattern(r"{person_noun}$").search(right.text):
        return right
    return Phrase(right.text + more.group(), right.start, more.end())


def modifier_of(figure: Figure) -> re.Match[str] | None:
    """What those counted are with, or take part in and have, before their noun (8家|与公司签约的|院校, 3条|具有先进水平的|产线)."""
    starts = "与由和同跟参具" if figure.sort == "thing" else "与由和同跟具"
    return named("modified").match(figure.tail) if figure.tail[:1] in tuple(starts) else None


def before_measure(context: Context, figure: Figure, right: Phrase, following: Figure) -> Phrase:
    """The noun without the measure of it that has the number behind (5所学校|占地面积合计90亩)."""
    known = context.names.suffix(right.text, following.sort)
    if known is None or known[0] < 2 or pattern(r"(?:{copula})*").fullmatch(figure.tail, len(right.text)) is None:
        return right
    noun = right.text[: known[0]]
    return Phrase(noun, right.start, right.start + len(noun)) if named("whole_noun").search(noun) else right


def yearly_output(context: Context, figure: Figure) -> bool:
    """年产5万吨|树脂, 年产|减速机12万台: what a firm makes in a year is named by its product."""
    if "年产" not in figure.lead or figure.sort not in ("weight", "thing"):
        return False
    before = named("made_yearly").search(figure.lead)
    behind = named("product").match(figure.tail) if before is not None and not before["what"] else None
    what = before["what"] or (behind["what"] if behind is not None else "") if before is not None else ""
    if not what:
        return False
    figure.stem, figure.name = what, what + "年产量"
    figure.kind = plain_kind(figure)
    context.consumed = figure.end + (behind.end() if behind is not None else 0)
    return True


def size_of(context: Context, figure: Figure, words: str) -> str:
    """建成窑室,|面积80平方米: a bare size is of what the clause before says was built."""
    if words not in ("面积", "总面积"):
        return words
    built = named("built_before").search(context.sentence.text, 0, figure.lead_start)
    return built["what"] + words if built is not None else words


def of_both(context: Context, figure: Figure, right: Phrase) -> Phrase:
    """46个|村校、校厂合作课题: a first modifier that is no noun counts nothing without the noun behind the second."""
    text, end = context.sentence.text, figure.end + len(figure.tail)
    if right.text.endswith("在内"):
        return Phrase(right.text[:-2], right.start, right.end + 1)  # 12家|中央企业在内的|90家企业
    if figure.sort != "thing" or not 2 <= len(right.text) <= 4 or text[right.end : right.end + 1] not in ("、", "和", "与"):
        return right
    if right.end >= end or named("whole_noun").search(right.text) or context.names.suffix(right.text, figure.sort) is not None:
        return right
    rest = right_phrase(context.sentence, right.end + 1, end)
    if len(rest.text) <= len(right.text) or named("plain_whole").search(rest.text) is None:
        return right
    return Phrase(text[right.start : rest.end], right.start, rest.end)


def activity_of(figure: Figure) -> str:
    """完成45人的焊工培训: what those counted took part in, told behind them."""
    if figure.sort not in ("person", "event") or not figure.tail.startswith("的"):
        return ""
    if pattern(r"(?:{do}|{have}|承担|组建|一支)了?$").search(figure.lead) is None:
        return ""
    found = named("activity_of").match(figure.tail) or named("team_of").match(figure.tail)
    return found["what"] if found is not None else ""


def deed_sent_to(figure: Figure, words: str, verb: str) -> str:
    """组织师生320人参与马拉松服务: what people with no more than a common noun were brought together for, behind their number."""
    if figure.sort != "person" or verb not in load_words()["light"] or len(words) > 4 or not named("people_end").search(words):
        return ""
    found = named("sent_to").match(figure.tail)
    return found["doing"] if found is not None else ""


def name_doers(context: Context, figure: Figure) -> bool:
    """专任教师26人参加岗前培训: those who did what stands behind their number are some of those there are."""
    if figure.indicator_id is None or figure.tail[:1] not in _DEEDS or figure.rule != "prose.level" or figure.role:
        return False
    did = named("did_behind").match(figure.tail) if len(figure.stem) <= _PLAIN and named("people_end").search(figure.stem) else None
    if did is None:
        return False
    figure.indicator_id = None
    level_name(figure, figure.stem, context.names, figure.sort, "", did["doing"])
    return True


def gone_to(figure: Figure) -> str:
    """到12家|企业|顶岗实习, 深入5个|村|指导农户9户: the places gone to, without what was done there."""
    if figure.sort != "thing" or named("gone_to").search(figure.lead) is None:
        return ""
    found = named("place_then_deed").match(figure.tail)
    return found["place"] if found is not None else ""


def trade_trained(context: Context, figure: Figure, left: Phrase) -> str:
    """技师|三期|培训90人: courses are named by those they are for and by the training, which the number behind is of as well."""
    if figure.sort != "session" or not left.text or named("people_end").search(left.text) is None:
        return ""
    found = named("training").match(figure.tail)
    if found is None:
        return ""
    context.consumed = figure.end + found.end()
    return left.text + found.group()


def with_employer(figure: Figure, words: str) -> str:
    """到企业|就业: where those counted work is part of what they are counted by."""
    worked = named("worked_at").search(figure.lead) if words in ("就业", "企业就业", "公司就业", "升学") else None
    return worked.group() if worked is not None else words


def without_giver(context: Context, figure: Figure, doing: str) -> str:
    """为900人提供义诊服务: what those something was done for were given (接受义诊服务), or was done with them (对9人开展培训)."""
    text, gives = context.sentence.text, named("gives").match(doing)
    given = doing[gives.end() :] if gives else doing
    if gives is None or named("done_to").search(text, max(0, figure.start - 10), figure.start) is None:
        return doing
    plain = len(given) <= _LONGEST and pattern(r"(?:{nominal})$").search(given)
    whole = None if plain else named("given_last").match(text, figure.end)
    given = whole["what"] if whole is not None else given
    return "接受" + given if gives["service"] else given


def verb_of_list(context: Context, figure: Figure, words: str) -> str:
    """The verb a list began with (走访农户8家、茶厂3座、学员50人), for a common noun, or where it says how things came or went."""
    told = context.done[-1] if context.done else None
    between = context.sentence.text[told.end : figure.lead_start] if told is not None else ";"
    if told is None or between not in "、,和":
        return ""
    bare = words in load_words()["common"] or words in load_words()["counted"] or named("degree_holder").fullmatch(words)
    listed = between != "," and figure.lead == words and (told.sort, told.kind) == (figure.sort, "count")
    found = (named("list_verb").match(told.name) or named("list_verb").match(told.stem)) if bare else None
    if found is None:
        listed = (
            listed
            and words not in load_verbs()
            and pattern(r"(?:{do}|{nominal}|{have})+$|更新|添置|改造|扩建|补充|淘汰").match(words) is None
        )
        before = (COUNT.sub("", told.name), told.stem) if listed else ()
        found = next(filter(None, map(named("flow_verb").search, before)), None)
    return found.group() if found else ""


def who_reaches(context: Context, figure: Figure, verb: str) -> str:
    """What reaches so many places (毕业生|遍及|9个省份): without it the verb and the places say nothing."""
    end = figure.lead_start + max(figure.lead.rfind(verb), 0)
    who = left_phrase(context.sentence, figure.lead_start, end, context.names, None, False).text
    return "" if who in load_words()["subject"] or "、" in who else who


def joint_deed(context: Context, figure: Figure, right: Phrase) -> str:
    """What several bare nouns counted together did: 6名教师和4名学生在3个赛项中|获得优胜奖."""
    if figure.sort != "person" or right.text not in load_words()["common"]:
        return ""
    found = named("joint_deed").match(context.sentence.text, right.end)
    return found["deed"] if found else ""


def deed_behind(clause: str) -> str:
    """The verb right behind the noun that is counted: 132名学生|参加了6个大类的比赛 are those who took part."""
    found = pattern(r"^{do}").match(clause)
    return found.group() if found and len(found.group()) > 1 else ""


def _prizes_behind(context: Context, figure: Figure, clause: str) -> str:
    """9名学徒斩获了|5个奖项: those whose prizes are counted next are winners."""
    if named("won_next").fullmatch(clause) is None:
        return ""
    found = named("prizes_next").match(context.sentence.text, figure.end + len(figure.tail))
    return "获奖" if found is not None else ""


def what_they_did(context: Context, figure: Figure, right: Phrase, clause: str) -> str:
    """What those counted did, told before their number or, of a common noun, right behind it."""
    common = right.text in load_words()["common"]
    return _prizes_behind(context, figure, clause) or deed_before(figure) or (deed_behind(clause) if common else "")


def begins_deed(context: Context, at: int, clause: str) -> bool:
    """Whether the clause behind those counted begins with a verb or an adverb, so that it says what they did (学生|圆了梦)."""
    if named("over").match(clause, 1) or clause.startswith("了", 2):
        return True
    manner = load_words()["manner"]
    first = [context.sentence.text[a:b] for a, b in context.sentence.tokens(at, at + len(clause))[:1]]
    return any(word in load_verbs() or word in load_adverbs() or word in manner for word in first)


def acts_behind(context: Context, figure: Figure, doing: str) -> bool:
    """Whether a verb stands at the beginning of what is behind a number (6人|正在读研)."""
    start = context.sentence.text.index(doing, figure.end)
    first = {context.sentence.text[a:b] for a, b in context.sentence.tokens(start, start + len(doing))[:2]}
    verbs = (load_verbs(), load_words()["do"], load_words()["have"])
    return named("acts_front").match(doing) is not None or any(not first.isdisjoint(words) for words in verbs)


def shortened(doing: str) -> str:
    """A deed without the list it goes on with; where that stands within it (分布在甲、乙等专业), what is left says nothing."""
    if len(doing) <= _LONGEST:
        return doing
    if gone := named("gone_to_one").fullmatch(doing):
        return gone["deed"] + gone["where"]
    return "" if "等" in doing.rpartition("、")[2] else doing.partition("、")[0]


def deed_of(context: Context, figure: Figure, right: Phrase, clause: str) -> tuple[str, bool]:
    """What those counted did, behind their noun, and whether that begins with a verb or an adverb; with whom is left out."""
    if clause in ("与", "和", "同") and (many := named("with_many").match(context.sentence.text, right.end)):
        return many["deed"], True
    doing = joint_deed(context, figure, right) or named("deed_front").sub("", clause)
    if clause in ("到", "赴", "去", "在", "进入", "深入") and (
        there := named("deed_there").match(context.sentence.text, right.end + len(clause))
    ):
        return there["deed"], True
    if doing[:1] in tuple("与和同跟") and (beside := named("with_deed").match(doing)):
        return beside["deed"], True
    return doing, begins_deed(context, right.end, clause) or named("deed_well").match(clause) is not None


def linked(context: Context, figure: Figure, left: Phrase, right: Phrase) -> tuple[Phrase, Phrase]:
    """特派员56名|联系|112个村: the verb that joins two numbers is part of the second one's name."""
    before = context.sentence.text[figure.lead_start - 1 : figure.lead_start]
    if before in ",;。:" or named("links").fullmatch(figure.lead) is None:
        return left, right
    return left._replace(text=""), right._replace(text=figure.lead + right.text)


def last_verb(lead: str) -> str:
    """The verb a lead ends with, but for 了 and hedges."""
    core = lead.rstrip("了近约超逾过")
    verbs, longest = _verbs()
    for end in dict.fromkeys((len(lead), len(core))):
        for size in range(min(longest, end), 0, -1):
            if lead[end - size : end] in verbs:
                return lead[end - size : end]
    return ""


@cache
def _verbs() -> tuple[frozenset[str], int]:
    """The verbs, and how long the longest is."""
    verbs = load_words()["do"] | load_words()["have"]
    return verbs, max(map(len, verbs))
