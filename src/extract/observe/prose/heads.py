"""Values per head: 生均X, 人均N元, 平均每所学校N人次, 折算到每名学生,占地N平方米."""

from __future__ import annotations

import re

from extract.codebook.prose import fill as pattern
from extract.codebook.prose import named
from extract.codebook.words import load_words
from extract.observe.prose.change import mark_baseline
from extract.observe.prose.compose import per_name
from extract.observe.prose.figures import Figure
from extract.observe.prose.look import Context
from extract.observe.prose.phrase import Phrase, left_phrase

__all__ = ["read_per_capita"]

_PER = {"学校": "校均", "中职学校": "校均", "校": "校均", "教师": "师均", "专任教师": "师均"}


def _paid_by_rule(context: Context, figure: Figure) -> str:
    """What the clause before says is paid by some rule (课酬按每节90元计发,人均…), where no number of it counts."""
    clause = context.sentence.text[: figure.lead_start].rstrip(",").rpartition(",")[2]
    found = named("paid_by_rule").match(clause) if context.last not in context.done[-1:] or not context.done else None
    return found["what"] if found is not None else ""


def _shared_out(context: Context, figure: Figure) -> bool:
    """平均每所学校N人次, 折算到每名学生,占地N平方米: the measure told before, or in the words of the number, per head."""
    if figure.sort in ("share", "ratio", "score", "time", None):
        return False
    found = named("per_whom").search(figure.lead)
    last = next((f for f in reversed(context.done) if f.sort == figure.sort and f.role == ""), None) if found else None
    topic = named("per_topic").search(context.sentence.text, 0, figure.start) if not found else None
    words = last.stem if last is not None else ""
    if topic:
        end = figure.lead_start + len(figure.lead)
        words = left_phrase(context.sentence, figure.lead_start, end, context.names, figure.sort, False).text
    who = found or topic
    if who is None or not words:
        return False
    each = found["each"] if found else None
    if each and last is not None and len(each) > 3 and last.stem.endswith(each[2:4]):
        return False  # 师傅84名,平均|每名师傅带教|3人: what each of those has is none of them
    words = re.sub(r"^[一两三]个?学[年期]", "", words)
    per_name(figure, words, each or _PER.get(who["who"], "生均"), context.names)
    figure.kind = "per_capita"
    return bool(figure.name)


def read_per_capita(context: Context, figure: Figure) -> bool:
    if ("每" in context.sentence.text) and _shared_out(context, figure):
        return True
    found = pattern(r"{per}").search(figure.lead)
    if found is not None and re.match(r"每(?:[年月周季日天]|学[年期])|.+\d", figure.lead[found.end() - 1 :]):
        found = None  # 平均每年 shares out nothing, nor does 每生30平方米的底线 before what is counted
    by_unit = bool(figure.unit and named("per_unit").search(figure.unit))
    shared = found is None and not by_unit and _shares_per(context, figure)
    spent = next((f for f in reversed(context.done) if f.sort == "money" and f.role == "" and f.kind == "amount"), None)
    if (found is None and not by_unit and not shared) or figure.sort in ("share",):
        return False
    last = spent if spent is not None and figure.sort == "money" and not named("paid").search(figure.lead) else context.last
    if found is None:
        phrase = left_phrase(
            context.sentence, figure.lead_start, figure.lead_start + len(figure.lead), context.names, figure.sort, not shared
        )
        own = "" if phrase.text in load_words()["subject"] else phrase.text
        words = own or (last.stem if last else "")
        per_name(figure, words, "" if re.search(r"均|每", words) else "生均", context.names)
    else:
        begin = figure.lead_start + found.start()
        phrase = left_phrase(
            context.sentence, begin + len(found.group()), figure.lead_start + len(figure.lead), context.names, figure.sort, True
        )
        if named("per_span").fullmatch(phrase.text):
            phrase = Phrase("", phrase.end, phrase.end)  # 生均|年3000元: how often says nothing of what
        span = named("per_span").search(figure.lead[: found.start()])
        stop = begin - len(span.group()) if span else begin
        before = left_phrase(context.sentence, figure.lead_start, stop, context.names, None, False).text
        behind = pattern(r"^(?:[一-龥“”]{0,8}{money_noun}|的[一-龥“”]{2,10}$)")
        given = behind.match(figure.tail) if figure.sort == "money" and not phrase.text else None
        if given is not None:
            phrase = Phrase(given.group().removeprefix("的"), figure.end, figure.end + given.end())
            figure.qualifier = before or None
            before = ""
        before = "" if _of_things_told(figure, phrase.text, before, last) else before
        own = phrase.text or before or _paid_by_rule(context, figure) or (last.stem if last and last.role != "change" else "")
        if figure.sort == "person" and not phrase.text and not before and found.group() in ("班均", "校均", "每班", "每校"):
            own = "学生"
        per_name(figure, own, found.group(), context.names, None if phrase.text or before else last)
        if span and figure.indicator_id is None and figure.name and not figure.name.startswith(span.group()):
            figure.name = span.group() + figure.name
        if named("owner").fullmatch(before) and not any(owner.endswith(before) for owner in context.names.owners):
            figure.subject = before
        if phrase.text and pattern(r"{person_noun}$").search(before) and before not in load_words()["common"]:
            figure.qualifier = figure.qualifier or before
        if not phrase.text and not before and last is not None:
            figure.qualifier = figure.qualifier or last.qualifier
    figure.kind = "per_capita"
    mark_baseline(context, figure)
    return bool(figure.name)


def _of_things_told(figure: Figure, own: str, before: str, last: Figure | None) -> bool:
    """Whether things told before are shared out to the people named (订单83个,学生|人均参与|3.2个)."""
    return not own and last is not None and last.sort == figure.sort == "thing" and named("people_end").search(before) is not None


def _shares_per(context: Context, figure: Figure) -> bool:
    """Whether 生均 before the first of two amounts joined by 、 holds for the second (生均X a元、Y b元)."""
    told = context.done[-1] if context.done else None
    between = context.sentence.text[told.end : figure.start] if told is not None else ""
    if told is None or told.kind != "per_capita" or figure.sort != "money" or (told.unit, told.sort) != (figure.unit, figure.sort):
        return False
    return re.match(r"[、和与及][一-龥]", between) is not None and pattern(r"{up}|{down}|{level}|总").search(between) is None
