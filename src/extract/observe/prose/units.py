"""The unit of a number that has none of its own: that of the one it is listed with, or of the people or money round it."""

from __future__ import annotations

import re

from extract.codebook.prose import fill, named
from extract.codebook.prose import fill as pattern
from extract.observe.prose.figures import Figure, Sentence
from extract.quantity import parse_quantity

__all__ = ["medal_at", "shared_units"]

_MEDAL = re.compile(r"[金银铜](?=[,;。、和及与()\d]|$)")
_FEWEST = 5
"""A smaller number without a unit behind a noun is more often one of a list or an example."""
_YEARS = (1950, 2050)
_SCALED = ("person", "event", "money", "thing", "area")
"""Sorts whose numbers are printed in 万."""


def medal_at(text: str, at: int) -> str:
    """The medal one character stands for behind its number (4金6银1铜)."""
    found = _MEDAL.match(text, at)
    return found.group() + "牌" if found else ""


def shared_units(sentence: Sentence) -> None:
    """`0.31、1.15和0.08个百分点`, `从74增至90名`: a bare number takes the unit of the one it is listed with."""
    figures = sentence.figures
    for figure in figures:
        if figure.unit is None and not figure.quantity.ordinal and medal_at(sentence.text, figure.end):
            figure.unit, figure.sort = "枚", "thing"
    for one, two in zip(reversed(figures[:-1]), reversed(figures[1:]), strict=True):
        between = sentence.text[one.end : two.start]
        listed = fill(r"(?:、|和|与|及|以及|,|/)").fullmatch(between)
        grown = pattern(r"^(?:人|名|个)?{level}(?:了|约|近|目前的?|现在的?|今年的?)*$").match(between)
        if listed and one.sort is None and one.quantity.scale and not one.quantity.measure and two.sort in _SCALED:
            one.unit, one.sort = (one.unit or "") + (two.unit or "").lstrip("万亿千百"), two.sort
        if listed and one.unit == "个" and two.sort == "points":
            one.unit, one.sort = two.unit, two.sort  # 高5个和2个百分点
        if one.unit is None and two.unit is not None and not one.quantity.ordinal and (listed or grown) and two.sort != "age":
            one.unit, one.sort = two.unit, two.sort
    _labelled_units(sentence)
    if any(figure.unit is None and figure.sort is None for figure in figures):
        _people_units(sentence)
    for i, figure in enumerate(figures):
        if figure.unit is None and not figure.quantity.ordinal and named("bare_ratio").search(sentence.text, 0, figure.start):
            figure.unit, figure.sort = ":1", "ratio"
        if figure.sort is None and figure.quantity.scale and not figure.quantity.measure:
            _complete_unit(sentence, i, figure)


def _people_units(sentence: Sentence) -> None:
    """教职工150,教师128; 小学900、初中420人: a bare number right behind a noun for people, or listed with one of people."""
    text, figures = sentence.text, sentence.figures
    for at, figure in enumerate(figures):
        whole = figure.unit is None and figure.sort is None and figure.value is not None and figure.value == int(figure.value)
        if not whole or figure.quantity.ordinal or figure.quantity.scale or text[figure.end : figure.end + 1] not in ",;。、()":
            continue
        if figure.value is None or figure.value < _FEWEST or _YEARS[0] <= figure.value <= _YEARS[1]:
            continue
        beside = [f for f in figures[max(0, at - 1) : at + 2] if f is not figure and f.sort == "person"]
        listed = any(named("listed_beside").fullmatch(_between(text, figure, f)) for f in beside)
        if listed or named("people_bare").search(text, max(0, figure.start - 16), figure.start):
            figure.unit, figure.sort = "人", "person"


def _between(text: str, one: Figure, two: Figure) -> str:
    return text[one.end : two.start] if one.end <= two.start else text[two.end : one.start]


_UNIT = re.compile(r"\((?:单位:)?(?P<unit>[一-龥/%℃²m()]{1,8})\)(?:数|合计|共计|约|为|是|[:,])*$")


def _labelled_units(sentence: Sentence) -> None:
    """占地面积(亩):226, 在校生(人):5013,其中女生2106: a bare number has the unit its label gives, and so have its parts."""
    given: tuple[str, str] | None = None
    for figure in sentence.figures:
        if figure.unit is not None or figure.quantity.ordinal or figure.quantity.value is None:
            continue
        found = _UNIT.search(sentence.text, 0, figure.start)
        read = parse_quantity("1" + found["unit"]) if found is not None else None
        if read is not None and read.unit is not None and read.sort is not None:
            given = (read.unit, read.sort)
        elif given is None or "其中" not in sentence.text[: figure.start]:
            continue
        figure.unit, figure.sort = given


def _complete_unit(sentence: Sentence, place: int, figure: Figure) -> None:
    """Give a bare number in 万 or 亿 the unit of the people or money round it, else that of the number told before."""
    text = sentence.text
    if _counts_people(text, figure) or _people_follow(text, figure):
        figure.unit, figure.sort = (figure.unit or "") + "人", "person"
    elif "岗" in text and named("posts_follow").match(text, figure.end):
        figure.unit, figure.sort = (figure.unit or "") + "个", "thing"  # 1.2万岗位
    elif _is_money(text, figure) or named("money_follows").match(text, figure.end):
        figure.unit, figure.sort = (figure.unit or "") + "元", "money"
    elif figure.unit and place and re.match(r"(?:余|多)?[一-龥]", text[figure.end : figure.end + 2]) is None:
        mate = next((f for f in reversed(sentence.figures[:place]) if f.sort in _SCALED and f.quantity.measure), None)
        if mate is not None:
            figure.unit, figure.sort = figure.unit + (mate.quantity.measure or ""), mate.sort


def _counts_people(text: str, figure: Figure) -> bool:
    """Whether a bare number in 万 follows 人口 or a count of people (毕业生总数5.7万)."""
    counted = r"(?:人口|人数|(?:{people}|人才)(?:总数|总量|规模|数)?)(?:约|近|不足|不到|超过?|逾|达到?|仅|只有|共?有|共|为|是)*$"
    return pattern(counted).search(text[: figure.start]) is not None


def _is_money(text: str, figure: Figure) -> bool:
    """Whether a bare number in 万 or 亿 follows a noun or verb of money (到位资金3亿)."""
    return (
        pattern(r"(?:{money_noun}|投资|耗资|斥资|筹资|募集)(?:约|近|共|达到?|超过?|为|了|计|合计|逾)*$").search(
            text[: figure.start]
        )
        is not None
    )


def _people_follow(text: str, figure: Figure) -> bool:
    """Whether a noun for people stands right behind a bare number in 万 (培训约4万茶农)."""
    return named("people_follow").match(text, figure.end) is not None
