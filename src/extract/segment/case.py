"""Case studies: where one is announced, what it is called, and the first and last paragraph of its body."""

from __future__ import annotations

import re

from msgspec import Struct

from extract.codebook.headings import Headings
from extract.segment.caption import Caption
from extract.segment.contents import Contents, title_key
from extract.segment.number import Number, read_number
from extract.segment.paragraph import SENTENCE_END, Paragraph

_NUMERAL = r"\d{1,2}(?:\s?[-－—.．]\s?\d{1,2})?|[一二三四五六七八九十]{1,3}"
_OPEN, _CLOSE = r"【\[［（(〖〔「『", r"】\]］）)〗〕」』"
_SEPARATOR = r":：|｜—–\-·•、.．"
_LONGEST_TITLE = 60
_LEAD = re.compile(r"[^，。；：,;:]{2,14}[。]")


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


def find_announcements(
    paragraphs: list[Paragraph], contents: Contents, taken: frozenset[int], words: Headings
) -> list[Announcement]:
    """The lines that open cases, in reading order."""
    label = make_label(words)
    titles = {entry.key for entry in contents.listed("case", "mixed")}
    listed = {title_key(read_label(entry.title, label)[1] or entry.title) for entry in contents.listed("case", "mixed")} | titles
    found: list[Announcement] = []
    skip = -1
    for each in paragraphs:
        if each.place <= skip or each.place in taken or each.place in contents.places or not each.is_line:
            continue
        opened = _announce(each, paragraphs, label, listed)
        if opened:
            found.append(opened)
            skip = opened.last
    return found


def make_label(words: Headings) -> re.Pattern[str]:
    """The pattern of a case label at the front of a line."""
    labels = "|".join(sorted(map(re.escape, words.case_labels), key=len, reverse=True))
    return re.compile(
        rf"[{_OPEN}]?\s*(?P<label>{labels})\s*(?P<number>{_NUMERAL})?\s*(?P<close>[{_CLOSE}])?\s*(?P<mark>[{_SEPARATOR}]+)?\s*"
    )


def read_label(text: str, label: re.Pattern[str]) -> tuple[str | None, str | None]:
    """The printed number and the title of a case label; `(None, None)` where the line is none."""
    found = label.match(text)
    if not found:
        return (None, None)
    rest = text[found.end() :].strip()
    number = found.group("number")
    blank = text[found.end() - 1 : found.end()].isspace() if found.end() else False
    parted = bool(found.group("close") or found.group("mark") or blank or not rest)
    if number is None and not parted:
        return (None, None)
    if number and not parted and not number[0].isdigit():
        return (None, None)
    printed = f"{found.group('label')}{number or ''}"
    return (re.sub(r"^.+(?=案例)", "", printed), rest or None)


def _announce(each: Paragraph, paragraphs: list[Paragraph], label: re.Pattern[str], listed: set[str]) -> Announcement | None:
    heading = read_number(each.text)
    text = each.text[heading.end :].strip() if heading else each.text.strip()
    number, title = read_label(text, label)
    if number is None:
        if title_key(each.text) in listed and len(each.squeezed) > 3:
            return Announcement(place=each.place, last=each.place, number=None, title=each.text.strip())
        return None
    numbered = number[-1:].isdigit() or bool(re.search(r"[一二三四五六七八九十]$", number))
    if title is None:
        if heading and not numbered:
            return None
        return _title_below(each, paragraphs, number, heading, listed, numbered)
    if title[-1] in SENTENCE_END.replace("！", "").replace("？", "") or len(title) > _LONGEST_TITLE or "。" in title:
        return None
    return Announcement(place=each.place, last=each.place, number=number, title=title, heading=heading)


def _title_below(
    each: Paragraph, paragraphs: list[Paragraph], number: str, heading: Number | None, listed: set[str], numbered: bool
) -> Announcement | None:
    """A label alone on its line: the title is in the line or two lines below."""
    lines: list[str] = []
    at = each.place + 1
    while at < len(paragraphs) and len(lines) < 2 and _is_title_line(paragraphs[at]):
        if lines and title_key("".join(lines)) in listed:
            break
        if lines and title_key("".join([*lines, paragraphs[at].text])) not in listed:
            break
        lines.append(paragraphs[at].text.strip())
        at += 1
    if not lines and not numbered:
        return None
    return Announcement(
        place=each.place, last=each.place + len(lines), number=number, title=" ".join(lines) or None, heading=heading
    )


def _is_title_line(each: Paragraph) -> bool:
    return each.is_line and len(each.squeezed) <= _LONGEST_TITLE and each.squeezed[-1] not in "。；;，,：:"


def bound_cases(
    paragraphs: list[Paragraph], announcements: list[Announcement], stops: list[int], captions: list[Caption]
) -> list[Case]:
    """The body of each case; `stops` are the places of headings and back matter, sorted."""
    caption_at = {caption.place: caption for caption in captions}
    figures = {at for caption in captions if caption.kind == "figure" for at in caption.lines}
    openings = [opened.place for opened in announcements]
    cases: list[Case] = []
    for opened in announcements:
        limit = min([at for at in (*stops, *openings) if at > opened.last], default=len(paragraphs))
        cases.append(_bound(paragraphs, opened, limit, figures, caption_at))
    return cases


def _bound(
    paragraphs: list[Paragraph], opened: Announcement, limit: int, figures: set[int], caption_at: dict[int, Caption]
) -> Case:
    first = opened.last + 1
    end, rule = limit, "next_heading"
    inset = paragraphs[opened.place].block.inset
    if inset is not None:
        inside = [at for at in range(first, limit) if paragraphs[at].block.inset == inset]
        if inside:
            end, rule = inside[-1] + 1, "inset"
    if rule != "inset":
        caption = next((at for at in range(first + 1, limit) if at in figures and _is_text(paragraphs[at - 1])), None)
        if caption is not None:
            end, rule = caption, "caption"
    while end > first and (end - 1 in figures or not paragraphs[end - 1].text):
        end -= 1
    if end <= first:
        return Case(opened=opened, first=None, last=None, rule=rule)
    return Case(opened=opened, first=first, last=end - 1, rule=rule)


def _is_text(each: Paragraph) -> bool:
    return each.kind not in {"table", "figure"} and bool(each.text)
