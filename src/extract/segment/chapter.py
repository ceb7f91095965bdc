"""A chapter of cases: under 典型案例 the headings one level down are the cases, though none of them says so."""

from __future__ import annotations

from extract.codebook.headings import Headings
from extract.segment.case import Announcement
from extract.segment.contents import title_key
from extract.segment.heading import Heading
from extract.segment.paragraph import Paragraph
from extract.segment.tree import Node, build_tree


def read_chapters(
    headings: list[Heading], paragraphs: list[Paragraph], announcements: list[Announcement], words: Headings
) -> tuple[list[Heading], list[Announcement]]:
    """Headings without, and announcements with, the cases of chapters that announce none themselves."""
    nodes = build_tree(headings, paragraphs)
    labels = frozenset(words.case_labels)
    found: list[Announcement] = []
    dropped: set[int] = set()
    for at, node in enumerate(nodes):
        if node.heading.number is None or title_key(node.heading.title) not in labels:
            continue
        inside = [other for other in range(at + 1, len(nodes)) if _is_under(nodes, other, at)]
        end = next((nodes[other].heading.place for other in range(at + 1, len(nodes)) if other not in inside), len(paragraphs))
        if any(node.heading.place < opened.place < end for opened in announcements):
            continue
        children = [nodes[other].heading for other in inside if nodes[other].parent == at]
        found += [
            Announcement(
                place=child.place,
                last=child.last,
                number=child.number.printed if child.number else None,
                title=child.title or None,
                heading=child.number,
            )
            for child in children
        ]
        dropped.update(nodes[other].heading.place for other in inside)
    kept = [heading for heading in headings if heading.place not in dropped]
    return kept, sorted([*announcements, *found], key=lambda opened: opened.place)


def _is_under(nodes: list[Node], at: int, above: int) -> bool:
    """Whether a node descends from another."""
    parent = nodes[at].parent
    while parent is not None and parent > above:
        parent = nodes[parent].parent
    return parent == above
