"""The title of a report, over as many lines as it is printed on, whose report it says it is, and which year it names."""

from __future__ import annotations

import re
from collections import Counter

from msgspec import Struct

from extract.codebook.places import Regions
from extract.model import Document
from extract.segment.paragraph import Paragraph

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:\s*[-－—–~～至]+\s*((?:19|20)?\d\d))?")
_HAN_YEAR = re.compile(r"[二一][零〇○OoＯ0一二三四五六七八九]{3}(?=年)")
_YEAR_LINE = re.compile(r"[（(]?\s*(?:(?:19|20)\d\d|[二一][零〇○OO0一二三四五六七八九]{3})[^月]{0,14}[）)]?")
_LONGEST = 80
_HAN = re.compile(r"[\u4e00-\u9fff]")


class Title(Struct, frozen=True, kw_only=True):
    """A title as one line, the paragraphs it stands in, its subject (a school, firm or region as printed), and its year."""

    text: str | None = None
    places: tuple[int, ...] = ()
    subject: str = ""
    year: int | None = None


def find_title(document: Document, paragraphs: list[Paragraph], cover: list[int], loose: list[int], words: Regions) -> Title:
    """The fullest title: of the cover, of the body's first line, of the page itself; an empty one where nothing is a title."""
    found = [title for lines in (cover, loose) if (title := _join(paragraphs, lines, words))]
    if not found and document.title and is_report_name(document.title, words):
        found = [_complete(tidy(document.title), (), words)]
    found += _running_titles(document, words)
    if not found:
        return Title()
    with_year = [title for title in found if title.year and title.subject] or [title for title in found if title.subject] or found
    best = with_year[0]
    every = tuple(sorted({at for title in found for at in title.places}))
    subject = next((title.subject for title in found if title.subject), "")
    year = best.year or next((title.year for title in found if title.year), None)
    return Title(text=best.text, places=every, subject=subject, year=year)


def _running_titles(document: Document, words: Regions) -> list[Title]:
    """A page header that names the report, on three pages at least: the cover may be a picture."""
    headers = Counter(tidy(each.text) for each in document.furniture if each.kind == "header" and is_report_name(each.text, words))
    return [_complete(text, (), words) for text, count in sorted(headers.items()) if count >= 3]


def tidy(text: str) -> str:
    """A title without layout blanks: those beside Chinese characters and marks go.

    >>> tidy("云岭县中等职业教育 质量报告 (2024 年度)")
    '云岭县中等职业教育质量报告(2024年度)'
    """
    text = re.sub(r"\s+", " ", text).strip()
    return re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])|(?<=[^\x00-\x7f]) ?(?=[(])|(?<=[(\d]) (?=[)\d])", "", text)


def is_report_name(line: str, words: Regions) -> bool:
    """Whether a line ends in what a report calls itself, a bracket with the year aside."""
    squeezed = re.sub(r"\s+", "", line)
    bare = re.sub(r"[（(][^（()）]*[）)]$", "", squeezed).strip("《》")
    return bare.endswith(words.report_names) and len(squeezed) <= _LONGEST and not re.search(r"[，。；：:]", squeezed)


def _join(paragraphs: list[Paragraph], lines: list[int], words: Regions) -> Title | None:
    """The title among these lines: the line with a report's name, what it lacks from the lines above, the year line below."""
    at = next((i for i, place in enumerate(lines) if is_report_name(paragraphs[place].text, words)), None)
    if at is None:
        return None
    first = last = at
    text = tidy(paragraphs[lines[at]].text)
    while first > 0 and not _subject(text, words) and lines[first - 1] == lines[first] - 1:
        above = tidy(paragraphs[lines[first - 1]].text)
        if not _HAN.search(above):
            first -= 1
            continue
        if len(above) > 40 or re.search(r"[，。；：:]", above):
            break
        first -= 1
        text = above + text
    if at + 1 < len(lines) and lines[at + 1] == lines[at] + 1 and not _year(text):
        below = tidy(paragraphs[lines[at + 1]].text)
        if _YEAR_LINE.fullmatch(below):
            last = at + 1
            text = text + below
    if first > 0 and lines[first - 1] == lines[first] - 1 and not _year(text):
        above = tidy(paragraphs[lines[first - 1]].text)
        if _YEAR_LINE.fullmatch(above):
            first -= 1
            text = above + text
    return _complete(text, tuple(lines[first : last + 1]), words)


def _complete(text: str, places: tuple[int, ...], words: Regions) -> Title:
    text = text.strip("《》")
    return Title(text=text, places=places, subject=_subject(text, words), year=_year(text))


def _year(text: str) -> int | None:
    """The year a title names: of 2022-2023学年 the later one."""
    found = _YEAR.search(text)
    if found:
        first, second = found.group(1), found.group(2)
        return int(second if len(second) == 4 else first[:2] + second) if second else int(first)
    han = _HAN_YEAR.search(text)
    if han:
        digits = ["〇一二三四五六七八九".find(char) for char in re.sub(r"[○OoＯ0零]", "〇", han.group())]
        return int("".join(map(str, digits))) if -1 not in digits else None
    return None


def _subject(text: str, words: Regions) -> str:
    """Whose report: what stands before the first word of the kind of report, without the year.

    A school's own name may hold such a word (中等职业技术学校); then the name's end counts.
    """
    bare = re.sub(r"[（(][^（()）]*[）)]", "", text)
    bare = re.sub(r"(?:19|20)\d\d(?:\s*[-－—–~～至]+\s*(?:(?:19|20)?\d\d))?\s*(?:学年度|学年|年度|年|届)?(?=\D|$)", "", bare)
    bare = re.sub(r"[二一][零〇○OoＯ0一二三四五六七八九]{3}年(?:度)?", "", bare).strip("《》·-— ")
    ends = [found.end() for end in words.school_ends + words.company_ends for found in re.finditer(re.escape(end), bare)]
    name_end = max((at for at in ends if at < len(bare)), default=0)
    if name_end:
        rest = bare[name_end:]
        if rest.startswith(words.subject_stops + words.report_names):
            return bare[:name_end]
    stops = [at for word in words.subject_stops + words.report_names if (at := bare.find(word)) >= 0]
    return bare[: min(stops)] if stops else ""
