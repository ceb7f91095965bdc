"""Money named by a verb alone: what it was spent on makes the name, or what it is of stands behind it."""

from __future__ import annotations

import re

from extract.codebook.prose import fill as pattern
from extract.codebook.prose import named
from extract.codebook.words import load_words
from extract.language.tokens import load_verbs
from extract.observe.prose.compose import level_name
from extract.observe.prose.figures import Figure
from extract.observe.prose.look import Context
from extract.observe.prose.phrase import Phrase

__all__ = ["name_spending", "note_giver", "note_purpose", "of_behind", "only_verb"]


def only_verb(left: Phrase) -> bool:
    words, verbs = load_words(), load_words()["do"]
    if left.text in words["money_noun"] and (left.verb or left.text not in verbs):
        return False  # 发放|补贴: what was paid, not what was done
    if not left.verb and left.text in load_verbs() and left.text not in words["bound"]:
        return True
    return bool(left.verb or left.text in verbs) and (left.text in ("", left.verb) or left.text in verbs)


def name_spending(context: Context, figure: Figure, verb: str) -> None:
    """投入160万元建成X: what the money was for makes the name; 拥有300万元设备 is what the things are worth."""
    if bought := named("spent_noun").match(figure.lead):
        level_name(figure, bought["what"] + verb, context.names, figure.sort)  # 设备购置|42万元
        return
    clause = re.split(r"[,;。()]|^[、暨]", context.sentence.text[figure.end : figure.end + 40])[0]
    if not clause and (aim := named("spent_on").match(context.sentence.text, figure.end)):
        figure.stem, figure.name, figure.qualifier = verb, verb + "金额", aim["what"] or aim["deed"]
        return
    bare = re.sub(r"\d[\d,.]*(?:余|多)?(?:台套|台件|[一-龥])", "", clause[_deed_end(context, figure.end, len(clause)) :])
    thing = named("spent_for").match(bare)
    figure.stem = verb
    if noun := re.match(r"的(?P<what>[一-龥“”]{2,12})$", bare):
        level_name(figure, verb + noun["what"], context.names, figure.sort)  # 捐赠5万元的|助学基金
        return
    what = thing["what"].replace("了", "") if thing else ""
    if what and verb in load_words()["have"] and "用于" not in what:
        if fund := pattern("(?:.*?{money_noun}$|[一-龥“”]{0,10}基金)").match(what):
            level_name(figure, verb + fund.group(), context.names, figure.sort)  # 设立60万元|奖学金 is the sum itself
            return
        level_name(figure, what.rpartition("的")[2] + "价值", context.names, figure.sort)
        return
    figure.qualifier = what or None
    figure.name = (what + verb) if 1 < len(what) <= 16 and what not in load_words()["do"] else verb + "金额"


def note_giver(figure: Figure) -> None:
    """省财政下达X资金9亿元, 学校自筹6万元: whose purse it came from is part of a bare name, and narrows any other."""
    lead = figure.lead
    if figure.sort != "money" or figure.kind != "amount" or not ("财政" in lead or "自筹" in lead or "配套" in lead):
        return
    found = named("giver").search(lead)
    if found is None or found["giver"] in figure.name:
        return
    if figure.name == found["verb"] + "金额":
        figure.name = figure.stem = found["giver"] + found["verb"]
    elif figure.qualifier is None:
        figure.qualifier = found["giver"]


def note_purpose(figure: Figure) -> None:
    """安排专款3亿元用于扩建校舍: what a sum without a noun of its own is for narrows it."""
    if (
        figure.sort == "money"
        and figure.tail.startswith("用于")
        and figure.qualifier is None
        and named("plain_fund").fullmatch(figure.name)
    ):
        figure.qualifier = figure.tail[:20].rstrip("等的")


def _deed_end(context: Context, start: int, size: int) -> int:
    """How many characters of a clause are its verbs (建成|画室); 发展职教 is no 发."""
    words, text, at = load_words(), context.sentence.text, start
    for a, b in context.sentence.tokens(start, start + size):
        if text[a:b] not in words["do"] and text[a:b] not in words["have"] and text[a:b] != "了":
            break
        at = b
    return at - start


def of_behind(figure: Figure, left: Phrase) -> str:
    """What an area or amount is of, told behind it (70平方米的画室; 以60万元的总预算排名第五)."""
    if figure.sort == "area" and not left.text and (found := re.match(r"的([一-龥“”]{2,16})$", figure.tail)):
        return found[1]
    if figure.sort == "area" and not left.text and (found := named("area_of").match(figure.tail)):
        return found["what"]
    if figure.sort != "money":
        return ""
    if left.text in ("价值", "总值", "原值") and (worth := named("worth_of").match(figure.tail)):
        return worth["what"] + left.text
    money = pattern(r"^的([一-龥“”]{0,8}?{money_noun}|[一-龥“]{0,12}基金)”?(?:位|居|名|排|跻|[,;。]|$)").match(figure.tail)
    fund = named("quoted_fund").match(figure.tail)
    return money[1] if money else fund["what"] if fund else ""
