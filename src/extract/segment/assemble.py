"""From headings, cases and captions to segments with exact ranges, and to the passages of running text between them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from extract.model import Document, Passage, Segment, SegmentKind, Span, Zone, content_id
from extract.segment.caption import Caption
from extract.segment.case import Case
from extract.segment.paragraph import Paragraph
from extract.segment.tree import Node

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


class Outline(Struct, frozen=True, kw_only=True):
    """What was recognised in a document, before ranges are drawn; `lists` are the zones of the contents page and its like."""

    document: Document
    paragraphs: list[Paragraph]
    nodes: list[Node]
    cases: list[Case]
    captions: list[Caption]
    zones: tuple[Zone, ...]
    lists: tuple[Zone, ...] = ()
    dimensions: tuple[str | None, ...] = ()


def assemble(outline: Outline) -> tuple[tuple[Segment, ...], tuple[Passage, ...]]:
    """All segments in reading order, sections with what lies below them, and the running text."""
    sections = _sections(outline)
    cases = _cases(outline, sections)
    objects = _objects(outline, sections)
    cases = [_with_figures(case, objects, cases) for case in cases]
    below = [*sections, *cases, *objects]
    finished = [replace(each, own=_own(each, below)) if each.kind in {"section", "case"} else each for each in below]
    order = {"section": 0, "case": 1, "table": 2, "figure": 3}
    finished.sort(key=lambda each: (each.char_start, order[each.kind]))
    return tuple(finished), _passages(outline, finished)


def _sections(outline: Outline) -> list[Segment]:
    paragraphs, nodes = outline.paragraphs, outline.nodes
    starts = [paragraphs[node.heading.place].start for node in nodes]
    last = paragraphs[-1].end if paragraphs else 0
    sections: list[Segment] = []
    for at, node in enumerate(nodes):
        following = next((other for other in range(at + 1, len(nodes)) if _is_outside(nodes[other], at)), None)
        end = starts[following] if following is not None else last
        if node.level == 1 or following is None:
            end = _stop_at_contents(outline.lists, starts[at], end, outline.nodes[at + 1 :], paragraphs)
        heading = node.heading
        sections.append(
            _segment(
                outline,
                "section",
                at + 1,
                number=heading.number.printed if heading.number else None,
                title=heading.title or None,
                level=node.level,
                parent_id=sections[node.parent].segment_id if node.parent is not None else None,
                dimension=outline.dimensions[at] if outline.dimensions else None,
                char_start=starts[at],
                char_end=end,
                title_start=starts[at],
                title_end=paragraphs[heading.last].end,
                body_start=paragraphs[heading.last].end,
                body_end=end,
            )
        )
    return sections


def _is_outside(node: Node, at: int) -> bool:
    """Whether a later node is no descendant of the one at this position."""
    return node.parent is None or node.parent < at


def _stop_at_contents(zones: tuple[Zone, ...], start: int, end: int, behind: list[Node], paragraphs: list[Paragraph]) -> int:
    """A part in front of the contents page ends where that page begins, unless it has parts of its own."""
    inside = any(start < paragraphs[node.heading.place].start < end for node in behind)
    if inside:
        return end
    return next((zone.char_start for zone in zones if start < zone.char_start < end), end)


def _cases(outline: Outline, sections: list[Segment]) -> list[Segment]:
    found: list[Segment] = []
    paragraphs = outline.paragraphs
    for ordinal, case in enumerate(outline.cases, 1):
        opened = case.opened
        start = paragraphs[opened.place].start
        body = (
            (paragraphs[case.first].start, paragraphs[case.last].end) if case.first is not None and case.last is not None else None
        )
        title_end = paragraphs[opened.last].end
        parent = _innermost(sections, start)
        found.append(
            _segment(
                outline,
                "case",
                ordinal,
                number=opened.number,
                title=opened.title,
                parent_id=parent.segment_id if parent else None,
                dimension=parent.dimension if parent else None,
                char_start=start,
                char_end=body[1] if body else title_end,
                title_start=start,
                title_end=title_end,
                body_start=body[0] if body else None,
                body_end=body[1] if body else None,
            )
        )
    return found


def _objects(outline: Outline, sections: list[Segment]) -> list[Segment]:
    """Tables and figures: those with a caption, and tables without."""
    found: list[Segment] = []
    captioned = {caption.target for caption in outline.captions}
    counts: dict[SegmentKind, int] = {"table": 0, "figure": 0}
    bare = [
        Caption(place=each.place, kind="table", number=None, title=None, target=each.place, lines=(each.place,))
        for each in outline.paragraphs
        if each.kind == "table" and each.place not in captioned
    ]
    for caption in sorted([*outline.captions, *bare], key=lambda each: each.place):
        counts[caption.kind] += 1
        found.append(_object(outline, caption, counts[caption.kind], sections))
    return found


def _object(outline: Outline, caption: Caption, ordinal: int, sections: list[Segment]) -> Segment:
    paragraphs = outline.paragraphs
    line = paragraphs[caption.place]
    target = paragraphs[caption.target] if caption.target is not None else None
    start = min(paragraphs[at].start for at in caption.lines)
    end = max(paragraphs[at].end for at in caption.lines)
    parent = _innermost(sections, start)
    named = not caption.listed and (caption.title is not None or caption.number is not None)
    return _segment(
        outline,
        caption.kind,
        ordinal,
        number=caption.number,
        title=caption.title,
        parent_id=parent.segment_id if parent else None,
        dimension=parent.dimension if parent else None,
        char_start=start,
        char_end=end,
        title_start=line.start if named else None,
        title_end=line.end if named else None,
        body_start=target.start if target else None,
        body_end=target.end if target else None,
        unit=caption.unit,
        index=target.block.index if target else None,
    )


def _segment(outline: Outline, kind: SegmentKind, ordinal: int, **fields: object) -> Segment:
    """A segment with its id and pages."""
    start, end = fields["char_start"], fields["char_end"]
    assert isinstance(start, int)
    assert isinstance(end, int)
    first, last = find_pages(outline.document, start, end)
    name = content_id(outline.document.report_id, kind, ordinal)
    return Segment(segment_id=name, kind=kind, ordinal=ordinal, page_start=first, page_end=last, **fields)  # type: ignore[arg-type]


def find_pages(document: Document, start: int, end: int) -> tuple[int | None, int | None]:
    """The pages a range begins and ends on."""
    if not document.pages:
        return (None, None)
    starts = [page.char_start for page in document.pages]
    first = document.pages[max(bisect_right(starts, start) - 1, 0)].number
    last = document.pages[max(bisect_right(starts, max(end - 1, start)) - 1, 0)].number
    return (first, last)


class Owners:
    """Which section or case is innermost at a place of the text: asked often, so kept as breakpoints in order."""

    def __init__(self, segments: Iterable[Segment]) -> None:
        holders = sorted((each for each in segments if each.kind in {"section", "case"}), key=lambda each: each.char_start)
        self.starts: list[int] = []
        self.owners: list[Segment | None] = []
        for at in sorted({place for each in holders for place in (each.char_start, each.char_end)}):
            self.starts.append(at)
            self.owners.append(_innermost(holders, at))

    def at(self, place: int) -> Segment | None:
        """The innermost section or case here."""
        nearest = bisect_right(self.starts, place) - 1
        return self.owners[nearest] if nearest >= 0 else None


def _innermost(segments: Iterable[Segment], at: int) -> Segment | None:
    inside = [each for each in segments if each.char_start <= at < each.char_end]
    return max(inside, key=lambda each: (each.char_start, -each.char_end)) if inside else None


def _with_figures(case: Segment, objects: list[Segment], cases: list[Segment]) -> Segment:
    """A case with its figures: those inside it and those whose captions follow it at once."""
    figures = [each for each in objects if each.kind == "figure"]
    ids = [each.segment_id for each in figures if case.char_start <= each.char_start < case.char_end]
    end = case.char_end
    following = min((other.char_start for other in cases if other.char_start >= end), default=None)
    for each in figures:
        if each.char_start >= end and each.char_start - end <= 12 and (following is None or each.char_start < following):
            ids.append(each.segment_id)
            end = each.char_end
    return replace(case, figure_ids=tuple(ids))


def _own(segment: Segment, others: list[Segment]) -> tuple[Span, ...]:
    """The ranges of a segment without what lies in segments inside it."""
    holes = sorted(
        (each.char_start, each.char_end)
        for each in others
        if each is not segment and segment.char_start <= each.char_start < segment.char_end and _is_below(each, segment)
    )
    spans: list[Span] = []
    at = segment.char_start
    for start, end in holes:
        if start > at:
            spans.append((at, start))
        at = max(at, end)
    if at < segment.char_end:
        spans.append((at, segment.char_end))
    return tuple(spans)


def _is_below(inner: Segment, outer: Segment) -> bool:
    if (inner.char_start, -inner.char_end) == (outer.char_start, -outer.char_end):
        return inner.kind != "section" and outer.kind in {"section", "case"} and inner.kind != outer.kind
    return inner.char_end <= outer.char_end


def _passages(outline: Outline, segments: list[Segment]) -> tuple[Passage, ...]:
    """Paragraphs of running text, each with the innermost section or case that owns it."""
    owners = Owners(segments)
    closed: set[int] = {at for caption in outline.captions for at in caption.lines}
    closed |= {at for node in outline.nodes for at in range(node.heading.place, node.heading.last + 1)}
    closed |= {at for case in outline.cases for at in range(case.opened.place, case.opened.last + 1)}
    found: list[Passage] = []
    notes = _lone_notes(outline.paragraphs)
    for each in outline.paragraphs:
        if each.place in closed or each.kind in {"table", "figure"} or not each.text:
            continue
        if any(zone.char_start <= each.start < zone.char_end for zone in outline.zones):
            continue
        owner = owners.at(each.start)
        kind = "note" if each.kind == "footnote" or each.place in notes else "paragraph"
        found.append(
            Passage(
                segment_id=owner.segment_id if owner else None,
                char_start=each.start,
                char_end=each.end,
                kind=kind,  # type: ignore[arg-type]
                gaps=each.block.gaps,
            )
        )
    return tuple(found)


def _lone_notes(paragraphs: Iterable[Paragraph]) -> set[int]:
    """Places of paragraphs with a circled number that is no item of a list: no number before or after it is near."""
    listed = [(each.place, each.text) for each in paragraphs if each.text]
    found: set[int] = set()
    for at, (place, text) in enumerate(listed):
        number = CIRCLED.find(text[0])
        if number < 0:
            continue
        before, after = CIRCLED[number - 1 : number], CIRCLED[number + 1 : number + 2]
        near = [other[:1] for _, other in (*listed[max(at - 1, 0) : at], *listed[at + 1 : at + 2])]
        if after not in text and not {before, after} & set(near):
            found.add(place)
    return found
