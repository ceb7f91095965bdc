"""The lines of a plain text: where each stands, what it looks like, and which belong to a contents page."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import pairwise

from msgspec import Struct

from extract.codebook.printing import load_printing
from extract.quantity import find_quantities

LINE = re.compile(r"[^\r\n\v\f\u2028\u2029]+")
BOOKMARK = re.compile(r"(?:\s*\[bookmark:[^\]\n]{0,80}\])+\s*")
BLANKS = re.compile(r"\s+")
LEADER = re.compile(r"[.．。·•…⋯_]{4,}|(?:\s[.·…]){3,}|(?:…|⋯){2,}|-{5,}|—{5,}")
PAGE_TAIL = re.compile(
    r"(?:(?:[.．·•…⋯_—-]{2,}|\t|\s{2,}|(?:\s[.·…]){3,})\s*[-—]?\s*[（(]?\d{1,3}[)）]?\s*[-—]?|\s?[（(]\d{1,3}[)）])$"
)
NUMBERED = re.compile(
    r"(?:第\s*[一二三四五六七八九十百零〇\d]{1,4}\s*[章节篇编部]分?|[（(]\s*[一二三四五六七八九十]{1,3}\s*[)）]|[一二三四五六七八九十]{1,3}\s*[、.．]"
    r"|\d{1,2}(?:\s?[.．]\s?\d{1,2}){1,4}(?![\d%％])|\d{1,2}\s*[、.．](?!\d)|[（(]\s*\d{1,2}\s*[)）]|\d{1,2}\s+(?=[\u4e00-\u9fff])|[①-⑳]|【)"
)
PAGE_NUMBER = re.compile(r"[-—–~·\s]*(?:第\s*)?\d{1,3}(?:\s*页)?(?:\s*[/，,]?\s*(?:共\s*)?\d{1,3}\s*页?)?[-—–~·\s]*")
LONGEST_TAIL = 80
"""Characters looked at for a page number, so that a line of a million blanks costs no more than another."""
LEAST_OPEN = 16
"""Characters of a line that is running text."""
UNITLESS = re.compile(r"[\dA-Za-z（(《“\u4e00-\u9fff]")
MOST_TIMES = 4
"""A line that comes as often as this is the head of pages."""
SENTENCE_MARK = re.compile(r"[。；;！？!?]")
MARKDOWN = re.compile(r"(#{1,6})\s+(?=\S)")


class TextLine(Struct, kw_only=True):
    """One line: its range without blanks at the ends and bookmarks in front, and its indentation in characters."""

    start: int
    end: int
    raw_start: int
    raw_end: int
    text: str
    indent: int
    bookmarked: bool
    blank_before: bool
    level: int | None = None
    in_contents: bool = False
    apart: bool = False

    @property
    def tight(self) -> str:
        """The text without any blanks, for comparing."""
        return BLANKS.sub("", self.text)


def split_lines(text: str) -> list[TextLine]:
    """Every line that is not blank, in order; offsets point into `text`."""
    lines: list[TextLine] = []
    previous_end = 0
    for match in LINE.finditer(text):
        raw = match.group()
        if not raw.strip():
            continue
        mark = BOOKMARK.match(raw)
        lead = mark.end() if mark else len(raw) - len(raw.lstrip())
        body = raw[lead:].rstrip()
        heading = MARKDOWN.match(body)
        level = len(heading.group(1)) if heading else None
        if heading:
            lead += heading.end()
            body = body[heading.end() :]
        if not body:
            previous_end = match.end() if mark is None else previous_end
            continue
        start = match.start() + lead
        gap = text[previous_end : match.start()]
        lines.append(
            TextLine(
                start=start,
                end=start + len(body),
                raw_start=match.start(),
                raw_end=match.end(),
                text=body,
                indent=0 if mark or heading else lead,
                bookmarked=mark is not None,
                blank_before=gap.replace("\r\n", "\n").count("\n") + gap.count("\f") > 1,
                level=level,
            )
        )
        previous_end = match.end()
    return lines


def mark_contents(lines: list[TextLine]) -> None:
    """Set `in_contents` on the lines of contents pages: their titles and entries, and any line with a leader and a page number.

    An entry has a page number, or comes again further down as a line of its own, or stands alone between two that do.
    """
    titles = {word.lower() for word in load_printing().contents_titles}
    last = {entry_key(line.text): at for at, line in enumerate(lines)}
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.tight.lower().strip("【】[]") in titles:
            at = mark_run(lines, at, titles, last)
        else:
            line.in_contents = LEADER.search(line.text[-120:]) is not None and has_page(line.text)
            at += 1


def mark_run(lines: list[TextLine], at: int, titles: set[str], last: dict[str, int]) -> int:
    """Mark the contents page whose title is at `at`; return the index after it. A title without an entry is no contents page."""
    first = entry_key(lines[at + 1].text) if at + 1 < len(lines) else ""

    def is_entry(index: int) -> bool:
        if index >= len(lines):
            return False
        line = lines[index]
        if len(line.text) > 90:
            return False
        if line.tight.lower() in titles or has_page(line.text) or line.text.isdigit():
            return True
        return last[entry_key(line.text)] > index and not (index > at + 1 and entry_key(line.text) == first)

    end = at + 1
    while end < len(lines):
        if not is_entry(end):
            before_entry = is_entry(end + 1) and has_page(lines[end + 1].text) and not ends_sentence(lines[end].text)
            if not (before_entry or (is_bare(lines[end].tight) and is_entry(end + 1))):
                break
        end += 1
    if end > at + 1:
        for line in lines[at:end]:
            line.in_contents = True
    return end


def mark_apart(lines: list[TextLine]) -> None:
    """Set `apart` on page numbers and on heads that an extraction has left at every page end: no paragraph runs into them."""
    numbers = [line for line in lines if PAGE_NUMBER.fullmatch(line.text) and not line.in_contents]
    plain = [int(line.text) for line in numbers if line.text.isdigit()]
    steps = sum(after - before == 1 for before, after in pairwise(plain))
    counted = steps >= 2 and steps * 2 >= len(plain) - 1
    for line in numbers:
        line.apart = counted or not line.text.isdigit()
    for before, line, after in zip(lines, lines[1:], lines[2:], strict=False):
        line.apart = line.apart or is_page_end(before, line, after)
    counts = Counter(line.text for line in lines if len(line.text) > 4 and not line.in_contents)
    for line in lines:
        line.apart = line.apart or (counts[line.text] >= MOST_TIMES and not ends_sentence(line.text) and "\t" not in line.text)


def is_page_end(before: TextLine, line: TextLine, after: TextLine) -> bool:
    """Whether a lone number stands where a page ends: in an open sentence, and what comes next is neither its unit nor its mark."""
    if not line.text.isdigit() or len(line.text) > 3 or len(before.text) < LEAST_OPEN or ends_sentence(before.text):
        return False
    return "\t" not in before.text and UNITLESS.match(after.text) is not None and not is_measure(line.text, after.text)


def is_measure(number: str, after: str) -> bool:
    """Whether a number and the line after it make a quantity with a unit."""
    found = find_quantities(number + after[:8])
    return not after[:1].isdigit() and bool(found) and found[0].unit is not None


def entry_key(text: str) -> str:
    """A contents entry without its leader, page number and blanks."""
    head, tail = text[:-LONGEST_TAIL], text[-LONGEST_TAIL:]
    return BLANKS.sub("", LEADER.sub("", head + PAGE_TAIL.sub("", tail)))


def has_page(text: str) -> bool:
    """Whether a line ends in a page number after dots, a tab, a gap, or in brackets."""
    return PAGE_TAIL.search(text[-LONGEST_TAIL:]) is not None


def is_bare(tight: str) -> bool:
    """Whether a line without blanks is a heading without a number, such as 前言."""
    return tight.strip("：:") in load_printing().bare_headings


@cache
def caption_pattern() -> str:
    """A label such as 表, then a number."""
    labels = "|".join(sorted(load_printing().caption_labels, key=len, reverse=True))
    number = r"(?:[\dA-Za-z一二三四五六七八九十]{1,3}(?:\s*[-—.–]\s*\d{1,2}){0,2}(?![\dA-Za-z年月日%％]))"
    return rf"[【\[（(]?\s*(?:{labels})\s*{number}"


def is_caption(text: str) -> bool:
    """Whether a line begins as a caption: a label such as 表, a number, and no sentence after it.

    >>> is_caption("表 2-1 设备变动情况"), is_caption("表彰3人"), is_caption("图1显示，就业率逐年上升。")
    (True, False, False)
    """
    return re.match(caption_pattern(), text) is not None and not ends_sentence(text) and len(text) <= 80


def is_label(text: str) -> bool:
    """Whether a line is a caption's label and number alone, so that the next line is its title.

    >>> is_label("案例 3"), is_label("案例 3 师徒结对")
    (True, False)
    """
    return re.fullmatch(caption_pattern() + r"\s*[】\]）):：]?", text) is not None


def is_heading(text: str) -> bool:
    """Whether a line begins with a heading's number and is no sentence.

    >>> is_heading("2.1 立德树人"), is_heading("（一）学校概况"), is_heading("12 名学生获奖，占全校的3%。")
    (True, True, False)
    """
    match = NUMBERED.match(text)
    if match is None or len(text) > 45 or SENTENCE_MARK.search(text[match.end() :]):
        return False
    return not (match.group()[-1].isspace() and "，" in text)


def ends_sentence(text: str) -> bool:
    """Whether the line closes a sentence, quotation marks and brackets behind the full stop included."""
    return re.search(r"[。！？!?；;：:…][”’\"'）)》」』\]]*$", text) is not None
