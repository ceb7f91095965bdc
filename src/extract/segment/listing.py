"""What the printed lists in front know and the body does not print: names of tables and figures, and parts that are missing."""

from __future__ import annotations

import re

from extract.model import Document, Issue
from extract.segment.caption import Caption, CaptionRules
from extract.segment.contents import Contents, Entry, ListKind, title_key
from extract.segment.heading import Heading
from extract.segment.paragraph import Paragraph

# Shared pairs of characters, as a part of the listed title's, below which a name is not given on content alone.
_ALIKE = 0.35


def name_from_lists(
    document: Document, paragraphs: list[Paragraph], captions: list[Caption], contents: Contents, rules: CaptionRules
) -> list[Caption]:
    """Captions for objects without one that a list of tables or figures names, by order and content."""
    found: list[Caption] = []
    for kind, rule in (("table", rules.table), ("figure", rules.figure)):
        entries = [entry for entry in contents.listed(*_lists(kind)) if rule.match(entry.title)]
        captioned = [caption for caption in captions if caption.kind == kind]
        taken = {caption.target for caption in captioned}
        bare = [each.place for each in paragraphs if each.kind == kind and each.place not in taken]
        if not entries or not bare:
            continue
        anchors = _anchor(entries, captioned)
        for first, last, before, behind in _gaps(entries, anchors, len(paragraphs)):
            inside = [place for place in bare if before < place < behind]
            for entry, place in _pair(document, paragraphs, entries[first:last], inside):
                found.append(_caption(entry, place, kind, rule))
    return found


def _lists(kind: str) -> tuple[ListKind, ListKind]:
    return ("table", "mixed") if kind == "table" else ("figure", "mixed")


def _anchor(entries: list[Entry], captioned: list[Caption]) -> dict[int, int]:
    """Where an entry's caption is printed: entry by position, to the caption's place; official forms of the same number differ."""
    anchors: dict[int, int] = {}
    for at, entry in enumerate(entries):
        match = next((c for c in captioned if c.title and _same(entry.title, c)), None)
        if match and match.place > max(anchors.values(), default=-1):
            anchors[at] = match.place
    return anchors


def _same(listed: str, caption: Caption) -> bool:
    key = title_key(listed)
    title = title_key(caption.title or "")
    return bool(title) and (key.endswith(title) or alike(key, title) > 0.85)


def alike(wanted: str, text: str) -> float:
    """The share of the pairs of characters of `wanted` that `text` holds.

    >>> alike("毕业生去向", "毕业生去向落实") == 1.0
    True
    """
    pairs = {wanted[at : at + 2] for at in range(len(wanted) - 1)}
    return sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0


def _gaps(entries: list[Entry], anchors: dict[int, int], end: int) -> list[tuple[int, int, int, int]]:
    """Runs of entries without a caption, with the places of the captions in front and behind."""
    gaps: list[tuple[int, int, int, int]] = []
    at, before = 0, -1
    while at < len(entries):
        if at in anchors:
            before = anchors[at]
            at += 1
            continue
        last = at
        while last < len(entries) and last not in anchors:
            last += 1
        gaps.append((at, last, before, anchors.get(last, end)))
        at = last
    return gaps


def _pair(document: Document, paragraphs: list[Paragraph], entries: list[Entry], places: list[int]) -> list[tuple[Entry, int]]:
    """Entries and objects in the same order: one to one where they are as many, else by what they say."""
    if len(entries) == len(places):
        return list(zip(entries, places, strict=True))
    pairs: list[tuple[Entry, int]] = []
    rest = list(places)
    for entry in entries:
        scores = [(alike(title_key(entry.title), _around(document, paragraphs, place)), -place) for place in rest]
        if not scores:
            break
        score, place = max(scores)
        if score >= _ALIKE:
            pairs.append((entry, -place))
            rest = [each for each in rest if each > -place]
    return pairs


def _around(document: Document, paragraphs: list[Paragraph], place: int) -> str:
    """What a table says, with the paragraph in front of it."""
    block = paragraphs[place].block
    before = paragraphs[place - 1].text if place else ""
    return title_key(before + document.text[block.char_start : block.char_end])


def _caption(entry: Entry, place: int, kind: str, rule: re.Pattern[str]) -> Caption:
    found = rule.match(entry.title)
    assert found is not None
    number = re.sub(r"\s+", " ", found.group("label")).strip()
    title = found.group("title").strip() or None
    return Caption(
        place=place,
        kind="table" if kind == "table" else "figure",
        number=number,
        title=title,
        target=place,
        lines=(place,),
        listed=True,
    )


def missing_headings(contents: Contents, headings: list[Heading]) -> list[Issue]:
    """An issue for each heading the contents page lists and the body lacks."""
    printed = {title_key(heading.title) for heading in headings}
    numbers = {heading.number.printed for heading in headings if heading.number}
    issues: list[Issue] = []
    for entry in contents.listed("contents"):
        if not entry.key or entry.key in printed or (entry.number and entry.number.printed in numbers):
            continue
        if entry.number is None:
            continue
        shown = f"{entry.number.printed} {entry.title}"
        message = f"the contents page lists {shown!r}, and the text has no such heading; look at that page of the source"
        issues.append(Issue(code="map.heading_missing", severity="note", message=message, stated=shown))
    return issues
