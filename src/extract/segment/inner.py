"""Headings that a case prints for itself (一、实施背景): parts of the case, no sections of the report."""

from __future__ import annotations

from msgspec import Struct

from extract.codebook.headings import Headings
from extract.segment.case import Announcement
from extract.segment.contents import title_key
from extract.segment.heading import Heading
from extract.segment.number import Number


class _Walk(Struct):
    """The report's own numbering up to here, and the numbering inside the case that is open."""

    outer: dict[str, Number]
    inner: dict[str, Number]
    opened: Announcement | None = None


_RANK = ("part", "chapter", "article")


def drop_inner_headings(headings: list[Heading], announcements: list[Announcement], words: Headings) -> list[Heading]:
    """The headings without those that belong to a case."""
    parts = frozenset(words.case_parts)
    events: list[Heading | Announcement] = sorted([*headings, *announcements], key=lambda each: each.place)
    walk = _Walk(outer={}, inner={})
    kept: list[Heading] = []
    for event in events:
        if isinstance(event, Announcement):
            walk.opened, walk.inner = event, {}
        else:
            if walk.opened and _is_inner(event, walk, parts):
                if event.number:
                    walk.inner[event.number.style] = event.number
                continue
            kept.append(event)
            walk.opened = None
            _open(walk.outer, event.number)
    return kept


def _open(outer: dict[str, Number], number: Number | None) -> None:
    """Take note of a heading of the report; what was opened after its style is closed by it."""
    if number is None:
        return
    if number.style in outer:
        styles = list(outer)
        for style in styles[styles.index(number.style) :]:
            del outer[style]
    outer[number.style] = number


def _is_inner(heading: Heading, walk: _Walk, parts: frozenset[str]) -> bool:
    number = heading.number
    named = title_key(heading.title) in parts
    if heading.matter or (number and number.style in _RANK):
        return False
    if number is None:
        return named
    assert walk.opened is not None
    own = walk.opened.heading
    if own and number.values[: len(own.values)] == own.values and len(number.values) > len(own.values):
        return True
    if heading.entry and heading.entry.number and heading.entry.number.value == number.value:
        return False
    before = walk.inner.get(number.style)
    goes_on = before is not None and number.value == before.value + 1 and number.values[:-1] == before.values[:-1]
    outer = walk.outer.get(number.style)
    if outer is not None and number.value == outer.value + 1 and number.values[:-1] == outer.values[:-1]:
        return goes_on and named
    return goes_on or named or (number.value == 1 and not _is_child(number, walk.outer))


def _is_child(number: Number, outer: dict[str, Number]) -> bool:
    """Whether 2.3.1 is the first below the open 2.3."""
    return len(number.values) > 1 and any(each.values == number.values[:-1] for each in outer.values())
