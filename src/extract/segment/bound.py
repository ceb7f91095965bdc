"""Where a case ends: at its box, the next heading, the next case, its figure, or where the section takes up its own text again.

From sure to weak: the box it is printed in; paragraphs set differently from the section around it; nothing but figures up to the
next heading; a figure behind which the section's way of writing returns; a paragraph in the section's way of writing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from msgspec import Struct

from extract.model import Block
from extract.segment.caption import Caption
from extract.segment.case import Announcement, Case
from extract.segment.paragraph import Paragraph

# A slogan and a full stop at the front of a paragraph: 设备逐年更新。
_LEAD = re.compile(r"[^，。；：,;:“”0-9]{2,14}。.{12}")
# Cases that end with their figure, and how many times as many as those that do not, before that is a habit of the report.
_HABIT = 3
Look = tuple[float | None, bool, str | None]


class _Stretch(Struct):
    """The text of one case up to the next heading or case, and the section's own text in front of it."""

    opened: Announcement
    first: int
    limit: int
    section: list[Paragraph]


class _Ground(Struct):
    """What all cases of a document share."""

    paragraphs: list[Paragraph]
    figures: frozenset[int]
    objects: frozenset[int]
    closing: bool = False


def bound_cases(
    paragraphs: list[Paragraph],
    announcements: list[Announcement],
    stops: list[int],
    captions: list[Caption],
    lists: frozenset[int],
) -> list[Case]:
    """The body of each case; `stops` are the places of the report's headings, sorted, `lists` those of printed lists."""
    figures = frozenset(at for caption in captions if caption.kind == "figure" for at in caption.lines)
    figures |= {each.place for each in paragraphs if each.kind == "figure"}
    objects = frozenset(at for caption in captions for at in caption.lines)
    annexes = [caption.place for caption in captions if (caption.number or "").startswith(("附表", "附件"))]
    ground = _Ground(paragraphs=paragraphs, figures=figures, objects=objects)
    ends = sorted([*stops, *annexes, *lists, *(opened.place for opened in announcements)])
    stretches = list(_stretches(ground, announcements, stops, ends))
    ground.closing = _closes_with_figures(ground, stretches)
    cases: list[Case] = []
    for stretch in stretches:
        if cases and cases[-1].last is not None:
            stretch.section = [each for each in stretch.section if not _in_case(each.place, cases)]
        cases.append(_bound(ground, stretch))
    return cases


def _in_case(place: int, cases: list[Case]) -> bool:
    return any(case.opened.place <= place <= (case.last or case.opened.last) for case in cases)


def _stretches(ground: _Ground, announcements: list[Announcement], stops: list[int], ends: list[int]) -> Iterator[_Stretch]:
    for opened in announcements:
        limit = next((at for at in ends if at > opened.last), len(ground.paragraphs))
        begin = max((at for at in stops if at < opened.place), default=-1) + 1
        section = [each for each in ground.paragraphs[begin : opened.place] if _is_text(each) and each.place not in ground.objects]
        yield _Stretch(opened=opened, first=opened.last + 1, limit=limit, section=section)


def _closes_with_figures(ground: _Ground, stretches: list[_Stretch]) -> bool:
    """Whether the cases of this report end with their figure as a rule."""
    closing = other = 0
    for stretch in stretches:
        places = [at for at in range(stretch.first, stretch.limit) if _is_text(ground.paragraphs[at]) and at not in ground.objects]
        figures = [at for at in range(stretch.first, stretch.limit) if at in ground.figures]
        if figures and places:
            closing += figures[0] > places[-1]
            other += figures[0] < places[-1]
    return closing >= _HABIT and closing >= _HABIT * other


def _bound(ground: _Ground, stretch: _Stretch) -> Case:
    end, rule = _find_end(ground, stretch)
    paragraphs = ground.paragraphs
    while end > stretch.first and (end - 1 in ground.objects or end - 1 in ground.figures or not paragraphs[end - 1].text):
        end -= 1
    if end <= stretch.first:
        return Case(opened=stretch.opened, first=None, last=None, rule=rule)
    return Case(opened=stretch.opened, first=stretch.first, last=end - 1, rule=rule)


def _find_end(ground: _Ground, stretch: _Stretch) -> tuple[int, str]:
    """The place behind the last paragraph, and the rule that found it."""
    paragraphs = ground.paragraphs
    inset = paragraphs[stretch.opened.place].block.inset
    if inset is not None:
        inside = [at for at in range(stretch.first, stretch.limit) if paragraphs[at].block.inset == inset]
        if inside:
            return inside[-1] + 1, "box"
    places = [at for at in range(stretch.first, stretch.limit) if _is_text(paragraphs[at]) and at not in ground.objects]
    back = _looks_return(paragraphs, stretch, places)
    if back is not None:
        return back, "looks"
    for at, behind in pairwise(places):
        if any(between in ground.figures for between in range(at + 1, behind)):
            if _returns_after_figure(ground, stretch, places, behind):
                return at + 1, "figure"
        elif _lead_returns(paragraphs, stretch, places, behind):
            return at + 1, "lead"
    return stretch.limit, "next_heading"


def _looks_return(paragraphs: list[Paragraph], stretch: _Stretch, places: list[int]) -> int | None:
    """The first paragraph set as the section is, where the case is set otherwise."""
    if not places or not stretch.section:
        return None
    section = {_look(each.block) for each in stretch.section if len(each.squeezed) > 30}
    own = _look(paragraphs[places[0]].block)
    if not section or own in section:
        return None
    return next((at for at in places[1:] if _look(paragraphs[at].block) in section and len(paragraphs[at].squeezed) > 30), None)


def _look(block: Block) -> Look:
    return (block.size, block.bold, block.style)


def _returns_after_figure(ground: _Ground, stretch: _Stretch, places: list[int], behind: int) -> bool:
    paragraphs = ground.paragraphs
    if paragraphs[behind].text.startswith(("一是", "二是", "三是", "四是")):
        return False
    if _lead_returns(paragraphs, stretch, places, behind):
        return True
    own, section = _cohesion(ground, stretch, places, behind)
    return section >= own if ground.closing else section > 2 * own


def _lead_returns(paragraphs: list[Paragraph], stretch: _Stretch, places: list[int], behind: int) -> bool:
    """Whether this paragraph opens as the section's do (设备逐年更新。) and those of the case up to here do not."""
    if not _LEAD.match(paragraphs[behind].text):
        return False
    led = sum(bool(_LEAD.match(each.text)) for each in stretch.section)
    return (
        led >= 1 and led * 3 >= len(stretch.section) and not any(_LEAD.match(paragraphs[at].text) for at in places if at < behind)
    )


def _cohesion(ground: _Ground, stretch: _Stretch, places: list[int], behind: int) -> tuple[float, float]:
    """How much a paragraph shares with the case and with the section, rare pairs of characters counting more."""
    paragraphs = ground.paragraphs
    text = paragraphs[behind].squeezed
    own = (stretch.opened.title or "") + "".join(paragraphs[at].squeezed for at in places if at < behind)
    section = "".join(each.squeezed for each in stretch.section)
    whole = own + section + text
    scores = [0.0, 0.0]
    for pair in {text[at : at + 2] for at in range(len(text) - 1) if text[at : at + 2].isalpha()}:
        for side, part in enumerate((own, section)):
            if pair in part:
                scores[side] += 1.0 / whole.count(pair)
    sizes = (max(len(own), 1), max(len(section), 1))
    even = min(1.0, sizes[0] / sizes[1]), min(1.0, sizes[1] / sizes[0])
    return scores[0] * even[1], scores[1] * even[0]


def _is_text(each: Paragraph) -> bool:
    return each.kind not in {"table", "figure"} and bool(each.text)
