"""Stretches that begin with one measure of different groups: what each goes on with is of its group.

机电专业学生320人,教师18人;护理专业学生410人,教师22人.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extract.codebook.prose import named
from extract.observe.prose.figures import Figure, Sentence

__all__ = ["give_series"]


def give_series(sentences: Sequence[Sentence]) -> None:
    """Narrow the figures of each such stretch of a passage by the group its first one is of."""
    stretches = [(sentence, _from_list(sentence, told)) for sentence in sentences for told in _stretches(sentence)]
    of_groups: dict[int, Sequence[Figure]] = {}
    texts: dict[int, str] = {}
    for (one, first), (two, second) in pairwise(stretches):
        if _parallel(first[0], second[0]):
            of_groups |= {id(first[0]): first, id(second[0]): second}
            texts |= {id(first[0]): one.text, id(second[0]): two.text}
    for at, told in of_groups.items():
        _narrow(texts[at], told)


def _stretches(sentence: Sentence) -> list[list[Figure]]:
    """The live figures of a sentence, parted at semicolons."""
    stretches: list[list[Figure]] = []
    for figure in sentence.figures:
        if figure.reason is not None:
            continue
        if not stretches or ";" in sentence.text[stretches[-1][-1].end : figure.start]:
            stretches.append([])
        stretches[-1].append(figure)
    return stretches


def _from_list(sentence: Sentence, told: list[Figure]) -> list[Figure]:
    """The figures of a stretch without a first one that only opens the list (两个校区中,|东校区占地60亩; 设有6个系,|机电系90人)."""
    if len(told) < 2 or _group(told[0]):
        return told
    counted = told[0].sort == "thing" and (_group(told[1]) or "").endswith(told[0].stem[-1:] or "-")
    opens = named("series_opens").match(sentence.text, told[0].end, told[1].start)
    return told[1:] if counted or opens else told


def _group(figure: Figure) -> str | None:
    return figure.qualifier or figure.subject


def _parallel(one: Figure, two: Figure) -> bool:
    """Whether two figures are of one measure and of different groups."""
    if (one.name, one.kind, one.role) != (two.name, two.kind, "") or one.kind == "rank" or one.parent or two.parent:
        return False
    return bool(_group(one) and _group(two)) and _group(one) != _group(two)


def _narrow(text: str, told: Sequence[Figure]) -> None:
    """Give the figures behind the first its group, up to one that names an owner or a whole of its own."""
    head, group = told[0], _group(told[0])
    for before, figure in pairwise(told):
        if figure.role == "beside" or named("series_ends").search(text, before.end, figure.start):
            return
        if figure.subject not in (None, head.subject) or group is None or group in figure.name:
            continue
        if figure.qualifier is None and head.qualifier is None:
            figure.subject = head.subject
        elif figure.qualifier is None:
            figure.qualifier = head.qualifier
        elif head.qualifier and figure.parent == head.name != figure.name and head.qualifier not in figure.qualifier:
            figure.qualifier = f"{head.qualifier}；{figure.qualifier}"
