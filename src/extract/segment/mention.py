"""The named things of a report, with the aliases of one thing joined to one normal form."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter

from extract.codebook.naming import Naming, load_naming
from extract.codebook.places import Places
from extract.language.names import Name, find_aliases, find_names
from extract.model import Document, Mention, MentionKind, Segment, Span, content_id
from extract.segment.assemble import Owners, find_pages


def find_mentions(document: Document, ranges: list[Span], segments: tuple[Segment, ...], places: Places) -> tuple[Mention, ...]:
    """All mentions in these ranges of the text, in order."""
    found: list[Name] = []
    aliases: dict[str, str] = {}
    for start, end in ranges:
        text = document.text[start:end]
        found += [_shift(name, start) for name in find_names(text)]
        if "称" in text:
            aliases.update(find_aliases(text))
    naming = load_naming()
    found = sorted(trim_names(found, aliases), key=lambda name: name.start)
    spotted: list[Name] = []
    for start, end in ranges:
        spotted += _find_fixed(document.text, start, end, aliases, found)
    found += spotted
    found += find_places(document.text, ranges, found, places)
    forms = join_names(found, aliases, naming)
    owners = Owners(segments)
    return tuple(_mention(document, name, forms, owners) for name in sorted(found, key=lambda each: (each.start, each.end)))


def _shift(name: Name, by: int) -> Name:
    return Name(kind=name.kind, text=name.text, start=name.start + by, end=name.end + by, document_number=name.document_number)


def trim_names(found: list[Name], aliases: dict[str, str]) -> list[Name]:
    """Names that once took a word too many, cut to what the report calls the same thing elsewhere: 年度云岭职校 is 云岭职校."""
    counts = Counter(name.text for name in found if name.kind in {"organisation", "school"})
    frequent = [text for text, count in counts.items() if count >= 3] + list(aliases)
    kept: list[Name] = []
    for name in found:
        if name.kind in {"organisation", "school"} and counts[name.text] == 1:
            inner = max((text for text in frequent if name.text.endswith(text) and text != name.text), key=len, default=None)
            if inner and not name.text.removesuffix(inner).endswith(("省", "市", "县", "区", "州", "师", "团", "镇", "乡", "旗")):
                cut = len(name.text) - len(inner)
                if name.end - name.start == len(name.text):
                    name = Name(kind=name.kind, text=inner, start=name.start + cut, end=name.end)
        kept.append(name)
    return kept


def _find_fixed(text: str, start: int, end: int, aliases: dict[str, str], found: list[Name]) -> list[Name]:
    """Occurrences of the report's own aliases that no end shows."""
    more: list[Name] = []
    for alias in sorted(aliases, key=len, reverse=True):
        at = text.find(alias, start, end)
        while at >= 0:
            nearest = bisect_right(found, at, key=lambda name: name.start)
            around = found[max(nearest - 2, 0) : nearest + 1] + more
            if not any(name.start < at + len(alias) and at < name.end for name in around):
                kind: MentionKind = "school" if aliases[alias].endswith(load_naming().school_ends) else "organisation"
                more.append(Name(kind=kind, text=alias, start=at, end=at + len(alias)))
            at = text.find(alias, at + len(alias), end)
    return more


def find_places(text: str, ranges: list[Span], found: list[Name], places: Places) -> list[Name]:
    """Provinces, prefectures and counties by their full names, where they are no part of another name."""
    taken = sorted((name.start, name.end) for name in found)
    starts = [start for start, _ in taken]
    more: list[Name] = []
    for start, end in ranges:
        for at in range(start, end):
            if text[at] not in "省市县区州盟旗":
                continue
            for size in range(min(11, at + 1 - start), 1, -1):
                name = text[at + 1 - size : at + 1]
                if name in places.by_name:
                    nearest = bisect_right(starts, at) - 1
                    inside = nearest >= 0 and taken[nearest][1] > at + 1 - size
                    if not inside:
                        more.append(Name(kind="place", text=name, start=at + 1 - size, end=at + 1))
                    break
    return more


def join_names(found: list[Name], aliases: dict[str, str], naming: Naming) -> dict[str, str]:
    """The normal form of each name: an alias's full name, or the longest name it shortens."""
    counts = Counter(name.text for name in found if name.kind in {"organisation", "school"})
    names = sorted(counts, key=lambda text: (-len(text), text))
    ends = sorted({*naming.school_ends, *naming.organisation_ends}, key=lambda end: (-len(end), end))
    parts = {name: _take_apart(name, ends) for name in names}
    forms: dict[str, str] = {}
    for text in reversed(names):
        longer = [name for name in names if len(name) > len(text) and _shortens(text, name, *parts[text])]
        forms[text] = max(longer, key=lambda name: (counts[name], len(name), name)) if longer else text
    for alias, full in aliases.items():
        forms[alias] = full
    return {text: _follow(text, forms) for text in forms}


def _take_apart(name: str, ends: list[str]) -> tuple[str, str]:
    """A name's stem and end."""
    end = next((end for end in ends if name.endswith(end)), "")
    return name.removesuffix(end), end


def _follow(text: str, forms: dict[str, str]) -> str:
    seen = {text}
    while forms.get(text, text) not in seen:
        text = forms[text]
        seen.add(text)
    return text


def _shortens(short: str, full: str, stem: str, end: str) -> bool:
    """Whether one name is the other shortened: its tail (教育局), or its stem and the characters of its end in order (云岭职校)."""
    if full.endswith(short):
        return True
    if len(stem) < 2 or full[-1] != short[-1] or stem not in full:
        return False
    at = full.index(stem) + len(stem)
    for char in end:
        at = full.find(char, at) + 1
        if at == 0:
            return False
    return at == len(full)


def _mention(document: Document, name: Name, forms: dict[str, str], owners: Owners) -> Mention:
    owner = owners.at(name.start)
    page, _ = find_pages(document, name.start, name.end)
    return Mention(
        kind=name.kind,
        text=document.text[name.start : name.end],
        normal_form=forms.get(name.text, name.text.strip("《》")),
        char_start=name.start,
        char_end=name.end,
        document_number=name.document_number,
        segment_id=owner.segment_id if owner else None,
        page=page,
        mention_id=content_id(document.report_id, name.kind, name.start, name.end),
    )
