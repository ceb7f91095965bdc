"""A dependent word (合格率, 通过, 金额) with what it depends on."""

from __future__ import annotations

import re

from extract.codebook.prose import named
from extract.codebook.words import load_words
from extract.observe.prose.compose import level_name
from extract.observe.prose.figures import Figure
from extract.observe.prose.look import Context, previous_phrase
from extract.observe.prose.phrase import left_phrase

__all__ = ["completed", "name_quota_met"]


def _own_front(context: Context, figure: Figure, words: str) -> str:
    """What a dependent word depends on in its own clause, where a verb parts the two (参加评茶考试|上线)."""
    at = figure.lead.rfind(words)
    if at < 4:
        return ""
    own = left_phrase(context.sentence, figure.lead_start, figure.lead_start + at, context.names, None, False).text
    return own if len(own) > 2 and own not in load_words()["subject"] else ""


def _noun_told(told: Figure) -> str:
    """The noun of what was told last; of those named by a deed alone (参与), who did it."""
    deed = told.stem in load_words()["do"] and told.indicator_id is None and told.name.startswith(told.stem)
    return told.name if deed else told.stem


def completed(context: Context, figure: Figure, words: str) -> str:
    """A dependent word (合格率, 通过, 金额) with what it depends on: the clause before, else the last level."""
    if words not in load_words()["bound"] or context.names.find(words, figure.sort) is not None:
        return words
    whose = figure.lead[: max(figure.lead.rfind(words), 0)]
    if words.endswith("率") and named("own_people").fullmatch(whose):
        return whose + words  # 学生|到课率
    told = context.done[-1] if context.done else None
    if told is not None and told.kind == "per_capita" and figure.sort == "money":
        told = next((f for f in reversed(context.done) if f.sort == "money" and f.kind == "amount"), told)
    front = (
        _own_front(context, figure, words)
        or previous_phrase(context, figure)
        or (_noun_told(told) if told is not None and told.kind != "rank" else "")
    )
    if told is not None and told.sort == "money" and front in load_words()["do"]:
        front = re.sub(r"(?:金额|经费|额)$", "", told.name)  # 校级奖学金|发放9万元,|受益|31人
    front = re.sub(r"(?:总人数|人数|总数|数量|数)$", "", front)
    if re.search(r"[率度]$", words) and re.search(r"[率度]$", front):
        front = re.sub(r"(?:[一-龥]{2}率|满意度)$", "", front)  # one rate does not depend on another, but on what that is a rate of
    if figure.sort != "share" and front.endswith("率"):
        front = ""  # 毕业率97%,|结业|18人
    if words.endswith("分"):
        front = re.sub(r"(?:最[高低]|平均)分$", "", front)
    if words.endswith("率") and words[:-1] in load_words()["do"] and front.startswith(words[:-1]) and len(front) > len(words):
        return front[len(words) - 1 :] + words  # 落实|去向: 去向落实率
    if not front or front == words or words in front:
        return front or words
    for size in range(min(len(words) - 1, 4), 0, -1):
        if front.endswith(words[:size]):
            return front + words[size:]
    return front + words


def name_quota_met(context: Context, figure: Figure) -> bool:
    """完成计划的97%, 占全年任务的72%: how far what was planned has been met."""
    level_name(figure, _planned(context).removesuffix("计划完成率") + "计划完成率", context.names, "share")
    figure.kind, figure.flags = "rate", [*figure.flags, "exact"]
    return True


def _planned(context: Context) -> str:
    """What a plan was for: the whole just told, not its last part."""
    last = context.last
    whole = next((f for f in context.done if last is not None and f.name == last.parent), last)
    if whole is None:
        return ""
    short = named("count_end").sub("", whole.name)
    return short if context.names.find(short + "计划完成率", "share") is not None else whole.stem
