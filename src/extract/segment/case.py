"""Case studies: where one is announced, what it is called, and the first and last paragraph of its body."""

from __future__ import annotations

import re

from msgspec import Struct

from extract.codebook.headings import Headings
from extract.segment.contents import Contents, title_key
from extract.segment.number import Number, read_number
from extract.segment.paragraph import Paragraph

_NUMERAL = r"\d{1,2}(?:\s?[-－—.．]\s?\d{1,2})?|[一二三四五六七八九十]{1,3}"
_OPEN, _CLOSE = r"【\[［（(〖〔「『", r"】\]］）)〗〕」』"
_SEPARATOR = r":：|｜—–\-·•、.．"
_LONGEST_TITLE = 60
# Quotation marks, a dash, or two halves of like length: 匠心筑梦 技能报国.
_SLOGAN = re.compile(r"“.+”|——|^[\u4e00-\u9fff]{4,12}[ 　·，][\u4e00-\u9fff]{4,12}$")
_NUMBERED = 3
_NOT_LAST = "。；;，,、"


class Announcement(Struct, frozen=True, kw_only=True):
    """The line or lines that open a case: label, number and title; `last` is the last paragraph of them."""

    place: int
    last: int
    number: str | None
    title: str | None
    heading: Number | None = None


class Case(Struct, frozen=True, kw_only=True):
    """A case with the first and last paragraph of its body, None where nothing follows its title; `rule` says what ended it."""

    opened: Announcement
    first: int | None
    last: int | None
    rule: str


class _Reader(Struct):
    """What announcements are read with: the label pattern, listed titles with their numbers, words of a case's own parts."""

    paragraphs: list[Paragraph]
    label: re.Pattern[str]
    listed: dict[str, str | None]
    parts: frozenset[str]
    taken: frozenset[int]


def find_announcements(
    paragraphs: list[Paragraph], contents: Contents, taken: frozenset[int], words: Headings
) -> list[Announcement]:
    """The lines that open cases, in reading order; `taken` are lines that are something else."""
    label = make_label(words)
    listed: dict[str, str | None] = {}
    for entry in contents.listed("case"):
        number, title = read_label(entry.title, label)
        listed[title_key(title or entry.title)] = number
    reader = _Reader(
        paragraphs=paragraphs, label=label, listed=listed, parts=frozenset(words.case_parts), taken=taken | contents.places
    )
    found: list[Announcement] = []
    skip = -1
    for each in paragraphs:
        if each.place <= skip or each.place in reader.taken or not each.is_line:
            continue
        opened = _announce(each, reader)
        if opened:
            found.append(opened)
            skip = opened.last
    return found or _find_slogans(reader, words)


def _find_slogans(reader: _Reader, words: Headings) -> list[Announcement]:
    """Cases that nothing announces: in a report with numbered headings, a slogan alone on its line over running text.

    The weakest sign there is; it is asked only where the report has no other case.
    """
    numbered = sum(read_number(each.text) is not None and each.is_line for each in reader.paragraphs)
    if numbered < _NUMBERED or reader.listed:
        return []
    found: list[Announcement] = []
    for before, each, below in zip(reader.paragraphs, reader.paragraphs[1:], reader.paragraphs[2:], strict=False):
        if each.place in reader.taken or each.block.bold or before.kind == "figure" or not _is_title_line(each, reader):
            continue
        title = each.text.strip()
        if not 8 <= len(title) <= 40 or read_number(title) or not _SLOGAN.search(title) or title.endswith(words.picture_nouns):
            continue
        if before.squeezed[-1:] == "。" and len(below.squeezed) > 40 and below.squeezed[-1] in "。”":
            found.append(Announcement(place=each.place, last=each.place, number=None, title=title))
    return found


def make_label(words: Headings) -> re.Pattern[str]:
    """The pattern of a case label at the front of a line."""
    labels = "|".join(sorted(map(re.escape, words.case_labels), key=len, reverse=True))
    return re.compile(
        rf"[●■◆★※▲◇□○▶]?\s*[{_OPEN}]?\s*(?P<label>{labels})\s*(?:之?(?P<number>{_NUMERAL})|[（(]\s*(?P<inner>{_NUMERAL})\s*[）)])?"
        rf"\s*(?P<close>[{_CLOSE}])?\s*(?P<mark>[{_SEPARATOR}]+)?\s*"
    )


def read_label(text: str, label: re.Pattern[str]) -> tuple[str | None, str | None]:
    """The printed number and the title of a case label; `(None, None)` where the line is none."""
    found = label.match(text)
    if not found:
        return (None, None)
    rest = text[found.end() :].strip()
    number = found.group("number") or found.group("inner")
    blank = text[found.end() - 1 : found.end()].isspace() if found.end() else False
    parted = bool(found.group("close") or found.group("inner") or found.group("mark") or blank or not rest)
    if number is None and not parted:
        return (None, None)
    if number and not parted and not number[0].isdigit():
        return (None, None)
    printed = f"{found.group('label')}{number or ''}"
    return (re.sub(r"^.+(?=案例)", "", printed), rest or None)


def _announce(each: Paragraph, reader: _Reader) -> Announcement | None:
    heading = read_number(each.text)
    text = each.text[heading.end :].strip() if heading else each.text.strip()
    number, title = read_label(text, reader.label)
    if number is None:
        return _announce_unlabelled(each, heading, text, reader)
    numbered = number[-1:].isdigit() or bool(re.search(r"[一二三四五六七八九十]$", number))
    if title is None:
        if heading and not numbered:
            return None
        lines = _title_lines(each.place + 1, [], reader)
        if not lines and not numbered:
            return None
    elif title[-1] in _NOT_LAST or len(title) > _LONGEST_TITLE or "。" in title:
        return None
    else:
        lines = _title_lines(each.place + 1, [title], reader)[1:]
    parts = [title, *lines] if title else lines
    return Announcement(
        place=each.place, last=each.place + len(lines), number=number, title=" ".join(parts) or None, heading=heading
    )


def _announce_unlabelled(each: Paragraph, heading: Number | None, text: str, reader: _Reader) -> Announcement | None:
    """A case that only the list in front calls one: its title alone on a line."""
    for title, number in ((text, heading), (each.text.strip(), None)):
        key = title_key(title)
        if len(key) > 3 and key in reader.listed:
            return Announcement(place=each.place, last=each.place, number=reader.listed[key], title=title, heading=number)
    return None


def _title_lines(place: int, lines: list[str], reader: _Reader) -> list[str]:
    """The lines of a title from here on, two at most; the list in front decides where it knows the title."""
    lines = list(lines)
    while place < len(reader.paragraphs) and len(lines) < 2:
        each = reader.paragraphs[place]
        if lines and title_key("".join(lines)) in reader.listed:
            break
        if not _is_title_line(each, reader) or (lines and not _is_second_line(each, reader)):
            break
        lines.append(each.text.strip())
        place += 1
    return lines


def _is_title_line(each: Paragraph, reader: _Reader) -> bool:
    if each.place in reader.taken or not each.is_line or len(each.squeezed) > _LONGEST_TITLE:
        return False
    if each.squeezed[-1] in _NOT_LAST + "：:" or "。" in each.squeezed or title_key(each.text) in reader.parts:
        return False
    number = read_number(each.text)
    return number is None or number.style.startswith("decimal1") or title_key(each.text) in reader.listed


def _is_second_line(each: Paragraph, reader: _Reader) -> bool:
    """A second line is short, no heading or case of its own, and stands over running text."""
    below = reader.paragraphs[each.place + 1] if each.place + 1 < len(reader.paragraphs) else None
    if below is None or below.place in reader.taken or len(each.squeezed) > 40 or each.kind == "heading":
        return False
    if read_number(each.text) or read_label(each.text, reader.label)[0]:
        return False
    return len(below.squeezed) > len(each.squeezed) and below.squeezed[-1] in "。！？”；："
