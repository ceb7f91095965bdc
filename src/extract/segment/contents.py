"""Printed lists of the report's own parts: the contents page and the lists of tables, figures and cases.

They yield no sections; they are evidence for titles, for names of what has no caption in the body, and for what is missing.
"""

from __future__ import annotations

import re
from typing import Literal

from msgspec import Struct

from extract.codebook.headings import Headings
from extract.model import Zone
from extract.segment.number import Number, read_number
from extract.segment.paragraph import SENTENCE_END, Paragraph

ListKind = Literal["contents", "table", "figure", "case", "mixed"]
_TAIL = re.compile(r"(?:[\s.．·•…‥⋯_\-—－。]*[\s.．·•…‥⋯_\t]|(?<=[^\d\s]))[（(\[]?\s*[-—]?\s*(\d{1,3})\s*[-—]?\s*[）)\]]?\s*$")
_LEADERS = re.compile(r"[.．·•…‥⋯_]{2,}|[\s.．·•…‥⋯_]{3,}$")
_LONGEST = 70
_MARKS = re.compile(r"[\W_]+")


class Entry(Struct, frozen=True, kw_only=True):
    """One line of a printed list: where it is, its number if it has one, its title, the page it names."""

    place: int
    listed: ListKind
    number: Number | None
    title: str
    page: int | None

    @property
    def key(self) -> str:
        """The title for comparing: no blanks, no marks."""
        return title_key(self.title)


class Contents(Struct, frozen=True, kw_only=True):
    """All printed lists of a document: their entries, the paragraphs they cover and the zones these make."""

    entries: tuple[Entry, ...]
    places: frozenset[int]
    zones: tuple[Zone, ...]

    def listed(self, *kinds: ListKind) -> list[Entry]:
        """The entries of the lists of these kinds, in order."""
        return [entry for entry in self.entries if entry.listed in kinds]


def title_key(title: str) -> str:
    """A title for comparing: letters, digits and Chinese characters only.

    >>> title_key("“三全 育人”，走深走实！") == title_key("三全育人走深走实")
    True
    """
    return _MARKS.sub("", title).casefold()


def read_contents(paragraphs: list[Paragraph], words: Headings) -> Contents:
    """The lists printed in this document; a list may follow another at once."""
    openers = _openers(words)
    labels = _labels(words)
    entries: list[Entry] = []
    places: set[int] = set()
    zones: list[Zone] = []
    at = 0
    while at < len(paragraphs):
        kind = _opens(paragraphs[at], openers)
        if kind is None and not _is_run(paragraphs, at):
            at += 1
            continue
        start = at
        first = at + 1 if kind else at
        end = _list_end(paragraphs, first, openers)
        if end > first:
            entries += [entry for each in paragraphs[first:end] if (entry := read_entry(each, kind or "contents", labels))]
            places.update(range(start, end))
            zone_kind: Literal["contents", "list"] = "contents" if kind in {None, "contents"} else "list"
            zones.append(
                Zone(
                    kind=zone_kind,
                    char_start=paragraphs[start].block.char_start if kind is None else paragraphs[start].start,
                    char_end=paragraphs[end - 1].end,
                )
            )
        at = max(end, at + 1)
    return Contents(entries=tuple(entries), places=frozenset(places), zones=tuple(zones))


def _openers(words: Headings) -> dict[str, ListKind]:
    found: dict[str, ListKind] = dict.fromkeys(words.contents, "contents")
    found |= dict.fromkeys(words.list_of.table, "table")
    found |= dict.fromkeys(words.list_of.figure, "figure")
    found |= dict.fromkeys(words.list_of.case, "case")
    found |= dict.fromkeys(words.list_of.mixed, "mixed")
    return found


def _opens(paragraph: Paragraph, openers: dict[str, ListKind]) -> ListKind | None:
    """The list a line opens; 目录 CONTENTS is read like 目录."""
    squeezed = paragraph.squeezed.strip("：:—-·[]【】").casefold()
    return openers.get(squeezed) or openers.get(squeezed.removesuffix("contents").removeprefix("contents"))


def _labels(words: Headings) -> dict[ListKind, re.Pattern[str]]:
    """What a line opens with that lists a case, table or figure, in whichever list it stands."""

    def pattern(each: tuple[str, ...], after: str) -> re.Pattern[str]:
        return re.compile(rf"[【\[（(]?\s*(?:{'|'.join(sorted(map(re.escape, each), key=len, reverse=True))})\s*{after}")

    number = r"(?:\d|[一二三四五六七八九十]{1,3}[\s:：、.．】）)])"
    return {
        "case": pattern(words.case_labels, rf"(?:{number}|[:：】])"),
        "table": pattern(words.table_labels, number),
        "figure": pattern(words.figure_labels, number),
    }


def _has_page(text: str) -> bool:
    """Whether a line ends in leaders or blanks and a page number."""
    return bool(_LEADERS.search(text)) or bool(re.search(r"(?:\s{2,}|\t|[）)】]\s|[（(]\s*)\d{1,3}\s*[）)]?$", text))


def _is_run(paragraphs: list[Paragraph], at: int) -> bool:
    """Whether three lines from here are contents lines although nothing announces them.

    What a reader took for one line of contents by its last number may be the row of a chart: leaders or heading numbers must show.
    """
    run = paragraphs[at : at + 3]
    if len(run) == 3 and all(each.kind == "contents" for each in run):
        return sum(bool(_LEADERS.search(each.text) or read_number(each.text)) for each in run) > 1
    return len(run) == 3 and all(each.is_line and _LEADERS.search(each.text) and _TAIL.search(each.text) for each in run)


def _list_end(paragraphs: list[Paragraph], first: int, openers: dict[str, ListKind]) -> int:
    """The place after the last line of the list that begins at `first`."""
    paged = marked = False
    head = title_key(_strip_tail(paragraphs[first].text)) if first < len(paragraphs) else ""
    at = first
    while at < len(paragraphs):
        each = paragraphs[at]
        if each.kind == "contents" and _opens(each, openers) is None:
            paged = paged or _has_page(each.text)
            marked = True
            at += 1
            continue
        if each.squeezed.isdigit() and len(each.squeezed) <= 3:
            at += 1
            continue
        if not each.is_line or len(each.squeezed) > _LONGEST or _opens(each, openers):
            break
        has_page = _has_page(each.text) or (paged and bool(_TAIL.search(each.text)))
        paged = paged or has_page
        if not has_page:
            if marked and not _goes_on(paragraphs, at + 1, openers):
                break
            if each.squeezed[-1] in SENTENCE_END or (at > first and title_key(each.text) == head):
                break
            if paged and not _goes_on(paragraphs, at + 1, openers):
                break
        at += 1
    return at if paged else _trim_unpaged(paragraphs, first, at)


def _goes_on(paragraphs: list[Paragraph], at: int, openers: dict[str, ListKind]) -> bool:
    """Whether the very next line is again a paged one or opens a list: a title over two lines, or a line whose page was lost."""
    ahead = paragraphs[at : at + 1]
    return any(each.kind == "contents" or _opens(each, openers) is not None or _has_page(each.text) for each in ahead)


def _trim_unpaged(paragraphs: list[Paragraph], first: int, end: int) -> int:
    """A list without page numbers ends with its last numbered line."""
    while end > first and read_number(paragraphs[end - 1].text) is None and paragraphs[end - 1].kind != "contents":
        end -= 1
    return end


def _strip_tail(text: str) -> str:
    return _LEADERS.sub("", _TAIL.sub("", text, count=1)).strip() if _TAIL.search(text) else text.strip()


def read_entry(paragraph: Paragraph, listed: ListKind, labels: dict[ListKind, re.Pattern[str]]) -> Entry | None:
    """One contents line taken apart; None for a page number alone.

    A page number is taken off only where leaders, blanks or brackets part it from the title. A case, table or figure listed on the
    contents page itself is listed as what it is.
    """
    text = paragraph.text.strip()
    if not text or text.isdigit():
        return None
    page = None
    if _has_page(text) or _TAIL.search(text):
        tail = _TAIL.search(text)
        if tail and (tail.group(0)[0] in " \t\u3000.．·•…‥⋯_（(-—" or _LEADERS.search(text)):
            page, text = int(tail.group(1)), text[: tail.start()]
    text = re.sub(r"[\s.．·•…‥⋯_]+$", "", text)
    if listed in {"contents", "mixed"}:
        listed = next((kind for kind, label in labels.items() if label.match(text)), listed)
    number = read_number(text) if listed in {"contents", "mixed"} else None
    title = text[number.end :].strip() if number else text
    return Entry(place=paragraph.place, listed=listed, number=number, title=title, page=page)
