"""The names printed before or behind 分别, one for each number: A、B、C分别为, 一、二、三等奖分别, A、B、C三类课程分别有."""

from __future__ import annotations

import re

from extract.codebook.prose import fill as pattern
from extract.codebook.prose import named
from extract.codebook.words import load_words
from extract.observe.prose.figures import JOINS, Figure
from extract.observe.prose.look import Context
from extract.observe.prose.phrase import left_phrase

__all__ = ["paired_items", "uncounted"]

_NUMBERED = re.compile(
    r"(第?)([一二三四五六](?:(?:、|和|与)第?[一二三四五六])+|三次(?=产业))(产业|产(?=$|的|为|有)|年级|学期|学年|季度|等奖)"
)
"""第一、二、三产业, 一、二年级, 一、二、三等奖: the ordinals share their noun."""


def paired_items(context: Context, figure: Figure, count: int, word: re.Match[str] | None) -> list[str] | None:
    """The names printed before 分别, one for each number, or None."""
    lead = figure.lead
    stop = word.start() if word else len(lead)
    before = re.sub(r"(?:同比|占比|占|比例|达到?|为|到|有)+$", "", lead[:stop])
    cut = pattern(r"(?:" + named("compare").pattern + r")[^,;]*$").search(before)
    listed = word is not None and len(JOINS.split(before)) == count  # 普通高中与中职|分别
    before = before[: cut.start()] if cut and not (listed and cut.group().startswith("与")) else before
    before = (
        re.sub(r"(?<=[一-龥])占(?!地)[^,;、占]*$", "", before) if re.search(r"(?:、|和|与|及)[^占]*占(?!地)", before) else before
    )
    phrase = left_phrase(context.sentence, figure.lead_start, figure.lead_start + len(before), context.names, None, False)
    if not phrase.text or phrase.text in load_words()["subject"]:
        return _items_behind(lead[word.end() :], count) if word else None
    text = context.sentence.text
    begin = figure.lead_start
    told = re.sub(r"(?:的)+$", "", text[begin : phrase.end]).replace("”“", "”、“")
    if (kinds := _of_kinds(told, count)) is not None:
        return kinds
    whole = uncounted(told)
    if counted := _NUMBERED.search(whole):
        front, ordinals, noun = (
            re.sub(
                r"^.*(?:中|,)|^(?:毕业生|学生)?(?:到|在|面向|进入|流向|从事)$|^.*(?:分布|集中)在$", "", whole[: counted.start()]
            ),
            re.findall("[一二三四五六]", counted[2]) if counted[2] != "三次" else ["一", "二", "三"],
            counted[3] if counted[3] != "产" else "产业",
        )
        mark = counted[1] if noun in ("年级", "等奖") else "第"
        rest = whole[counted.end() :]
        return [f"{front}{mark}{ordinal}{noun}{rest}" for ordinal in ordinals] if len(ordinals) == count else None
    parts = [part for part in re.split(r"、|和|与|以及|及(?!格|时|其)", whole) if part]
    if len(parts) != count:
        parts = [part for part in re.split(r"、|和|与|以及|及(?!格|时|其)", uncounted(phrase.text)) if part]
    if len(parts) != count:
        return None
    parts[0] = pattern(r"^.*?(?:[但而中]|其中|年|,|:|{subject}|从事)(?=[一-龥“]{2})").sub("", parts[0]) or parts[0]
    parts[0] = named("no_front").sub("", parts[0])
    if judged := named("judged_by_all").fullmatch(parts[-1]):
        judge = judged["what"] + judged["end"]
        parts = [*(part + judge for part in parts[:-1]), judged["who"] + judge]
    return parts


def _of_kinds(words: str, count: int) -> list[str] | None:
    """A、B、C三类课程: single signs are named by the kind that is counted behind them; None where they are no list of such."""
    found = named("kinds_counted").search(words)
    signs = JOINS.split(found["signs"]) if found is not None else []
    return [sign + found["kind"] for sign in signs] if found is not None and len(signs) == count else None


def _items_behind(words: str, count: int) -> list[str] | None:
    """The names printed behind 分别 and its verb (分别招录甲类和乙类), each with the verb; None where they are not one for each."""
    found = pattern(r"^(?P<verb>{do}|{have})(?P<items>[^,;:。()\d]+?)(?:共|各|约|近|为|达)*$").match(words)
    parts = re.split(r"、|和|与|以及|及(?!格|时|其)", found["items"]) if found else []
    return [found["verb"] + part for part in parts] if found and len(parts) == count and all(parts) else None


def uncounted(words: str) -> str:
    """A list without the counter after it (A、B、C三项指标)."""
    return named("counter").sub("", words)
