"""A name told once for the list behind it: 满意度，理论学习为94%、专业学习95%; 合格率语文95%、数学86%."""

from __future__ import annotations

import re

from extract.codebook.prose import fill as pattern
from extract.codebook.prose import named
from extract.codebook.words import load_words
from extract.observe.prose.change import plain_kind, rate_like
from extract.observe.prose.compose import level_name
from extract.observe.prose.figures import OF_SHARE, Figure
from extract.observe.prose.look import Context
from extract.observe.prose.phrase import left_phrase

_LABEL = r"(?P<label>[一-龥“”A-Za-z+与和及]{2,16}?)"
_IS = r"(?:为|达到?|是|有|约|近|均)*$"
_HEADED = re.compile(rf"(?P<head>[^,;:。()]*?)(?:调查)?(?:结果|情况)?(?:如下|分别[是为]|的?是|为)?[,:]{_LABEL}{_IS}")
_GROUPED = re.compile(rf"(?P<head>[^,;:。()、\d]{{3,24}})[,:]{_LABEL}{_IS}")
_MEMBER = re.compile(rf"^[、,;和与及]{_LABEL}{_IS}")


def read_topic(context: Context, figure: Figure) -> bool:
    """Name a member of a list by the name in front of the list; its own word is the qualifier."""
    label = _next_label(context, figure)
    if label is None and _has_second(context, figure):
        label = _first_label(context, figure) or _first_group(context, figure)
    if label is None or context.topic is None:
        context.topic = None
        return False
    words = context.topic[1]
    if pattern(r"{per}").match(words) and figure.sort != "share":
        return _name_per_head(context, figure, words, label)
    level_name(figure, words, context.names, figure.sort)
    narrower = context.names.find(label + words[-3:], figure.sort) or context.names.find(label + "教学" + words[-3:], figure.sort)
    if narrower is not None and figure.indicator_id and narrower.indicator_id.startswith(figure.indicator_id + "_"):
        figure.name, figure.indicator_id = narrower.name, narrower.indicator_id
    else:
        figure.qualifier = label
    figure.kind = "share" if figure.sort == "share" and OF_SHARE.search(figure.name) else plain_kind(figure)
    context.member = figure
    return bool(figure.name)


def _name_per_head(context: Context, figure: Figure, words: str, label: str) -> bool:
    """校均规模,中职1,705人: a measure per head, told once for groups."""
    known = context.names.find(words, figure.sort, True)
    figure.stem, figure.name, figure.indicator_id = words, words, None
    if known is not None:
        figure.name, figure.indicator_id = known.name, known.indicator_id
    figure.qualifier, figure.kind, context.member = label, "per_capita", figure
    return True


def _first_group(context: Context, figure: Figure) -> str | None:
    """The group a number is told of first, where a known measure stands alone before the comma (生均经费,中职…元、高职…元)."""
    start = max(context.done[-1].end if context.done else 0, context.consumed)
    found = _GROUPED.search(context.sentence.text, start, figure.start)
    if found is None or named("group").fullmatch(found["label"]) is None:
        return None
    begin, end = found.span("head")
    words = left_phrase(context.sentence, begin, end, context.names, figure.sort, True).text
    per = pattern(r"{per}").match(words) is not None
    if not words or (not per and context.names.find(words, figure.sort) is None):
        return None
    context.topic = (begin, words)
    return found["label"]


def _next_label(context: Context, figure: Figure) -> str | None:
    """The word of a later member of the list."""
    if context.topic is None or context.member is None or not context.done or context.done[-1] is not context.member:
        return None
    member = _MEMBER.match(context.sentence.text[context.member.end : figure.start])
    same = member is not None and figure.sort == context.member.sort
    return member["label"] if member is not None and same and _is_label(member["label"]) else None


def _first_label(context: Context, figure: Figure) -> str | None:
    """The word of the first member, where a name without a number stands before it and a second member follows."""
    text = context.sentence.text
    start = context.done[-1].end if context.done else 0
    before = text[start : figure.start]
    ranked = named("ranked_list").search(before) if "前" in before else None
    headed = None if ranked else named("topic_said").search(before) or _HEADED.search(before)
    joined = None if ranked or headed else named("topic_joined").search(before)
    found = ranked or headed or joined
    if found is None or not _is_label(found["label"]):
        return None
    head = found["head"]
    rated = figure.sort in ("share", "score") and named("topic_end").search(head) is not None
    rated = rated or (figure.sort == "money" and ":" in before and pattern(r"{money_noun}$").search(head) is not None)
    if not (ranked or rated or (headed and _counts(context, figure, before[: headed.end("head") + 1], headed["label"]))):
        return None
    words = _subject(context, figure, start + found.start("head"), start + found.end("head"))
    if not words:
        return None
    context.topic = (start, words)
    return found["label"]


def _counts(context: Context, figure: Figure, line: str, label: str) -> bool:
    """Whether a line opens with what is counted of each in a list (录取:机械52人、会计83人), none of which counts things itself."""
    names = context.names
    if not line.endswith(":") or context.done or figure.sort not in ("person", "event", "thing", "money"):
        return False
    head = named("line_start").sub("", line[:-1])
    if figure.sort == "person" and named("where_gone").fullmatch(head):
        return names.find(label, figure.sort) is None  # 就业去向:机关136人,国企512人
    if len(head) > 10 or names.find(label, figure.sort) is not None or pattern(r"(?:{award}|{people}|{common})$").search(label):
        return False
    return names.suffix(head, figure.sort) is not None or pattern(r"(?:{lead_noun}|{money_noun}|{enrol})$").search(head) is not None


def _subject(context: Context, figure: Figure, start: int, end: int) -> str:
    """What the list measures: 家长对学校工作的满意度 is the 家长满意度."""
    text = context.sentence.text
    toward = named("opinion").search(text, start, end)
    if toward is not None and toward.end() == end:
        who = left_phrase(context.sentence, start, toward.start("toward"), context.names, None, False).text
        return who + toward["what"]
    return left_phrase(context.sentence, start, end, context.names, figure.sort, False).text


def _has_second(context: Context, figure: Figure) -> bool:
    later = [f for f in context.figures if f.start >= figure.end][:1]
    if not later or later[0].sort != figure.sort:
        return False
    member = _MEMBER.match(context.sentence.text[figure.end : later[0].start])
    return member is not None and _is_label(member["label"])


def _is_label(label: str) -> bool:
    """Whether a word names a member and is no indicator, share, change or sentence of its own."""
    words = load_words()
    if named("group").fullmatch(label):
        return True
    if rate_like(label) or label in words["subject"] or label in words["bound"]:
        return False
    return pattern(r"{up}|{down}|{level}|占|比上|较上|{compare}$|其中|合计|共计|总计|平均|{pair}").search(label) is None
