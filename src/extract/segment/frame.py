"""What a report says of itself: title, issuer, whose it is, where, which year, which period; null where it is silent."""

from __future__ import annotations

import re

from msgspec import Struct

from extract.codebook.places import Places, Regions
from extract.model import Document, EducationLevel, Frame, Issue, Level
from extract.period import find_periods
from extract.segment.paragraph import Paragraph
from extract.segment.place import Region, find_division, find_region
from extract.segment.title import Title, find_title

_YEAR = r"(?:19|20)\d\d"
_FRONT = 6000
_DATE_LINE = re.compile(
    r"[（(]?\s*(?:[二一][零〇○OoＯ0一二三四五六七八九]{3}|(?:19|20)\d\d)\s*[年./-]\s*"
    r"(?:[一二三四五六七八九十]{1,3}|\d{1,2})\s*月?(?:\s*[./-]?\s*(?:[一二三四五六七八九十]{1,3}|\d{1,2})\s*日?)?\s*[）)]?"
)


class FrameFound(Struct, frozen=True, kw_only=True):
    """The frame, the places of paragraphs that are the title, and what stayed open."""

    frame: Frame
    title_places: tuple[int, ...] = ()
    issues: tuple[Issue, ...] = ()


def read_frame(document: Document, paragraphs: list[Paragraph], cover: list[int], loose: list[int], places: Places) -> FrameFound:
    """The frame of a document; `cover` and `loose` are the lines in front of and between the lists and the first heading."""
    words = places.words
    title = find_title(document, paragraphs, cover, loose, words)
    front = _front_text(document)
    lines = [paragraphs[at].text.strip() for at in cover]
    year = title.year
    subject = title.subject
    region = find_region(subject, front, document.text, places, year)
    institution, level = _whose(subject, region, places)
    if institution is None and level is None and not subject:
        region, level = _region_from_text(front, document.text, places, year)
    start, end = _period(front, year, words)
    issuer = _issuer(lines, title, words) or (institution if level in {"school", "enterprise"} else None)
    frame = Frame(
        title=title.text,
        issuer=issuer,
        institution=institution or _region_name(region, level),
        province=region.province,
        prefecture=region.prefecture,
        county=region.county,
        region_code=region.code,
        region_code_year=year if region.code else None,
        level=level,
        education_level=_education_level(title.text or front[:400], institution, words),
        report_year=year,
        period_start=start,
        period_end=end,
        published_on=_published_on(lines, front, words),
    )
    return FrameFound(frame=frame, title_places=title.places, issues=region.issues)


def _front_text(document: Document) -> str:
    """The first running text, without the contents."""
    kept: list[str] = []
    size = 0
    for block in document.blocks:
        if block.kind in {"text", "heading"}:
            piece = document.text[block.char_start : block.char_end]
            kept.append(piece.replace("\n", ""))
            size += len(piece)
            if size > _FRONT:
                break
    return "\n".join(kept)


def _whose(subject: str, region: Region, places: Places) -> tuple[str | None, Level | None]:
    """The institution a report is about, if it is one, and the level."""
    words = places.words
    if subject.endswith(words.school_ends):
        return subject, "school"
    if subject.endswith(words.company_ends):
        return subject, "enterprise"
    if subject in words.national:
        return None, "national"
    if not subject:
        return None, None
    if find_division(subject, places):
        return None, "prefecture"
    ranks: dict[str, Level] = {"province": "province", "prefecture": "prefecture", "county": "county"}
    return None, ranks.get(region.rank or "")


def _region_from_text(front: str, text: str, places: Places, year: int | None) -> tuple[Region, Level | None]:
    """Where no title says whose it is: the division the first pages name, else nothing."""
    if find_division(front[:1500], places):
        return find_region("", front, text, places, year), "prefecture"
    return Region(), None


def _region_name(region: Region, level: Level | None) -> str | None:
    if level == "county":
        return region.county
    return {"prefecture": region.prefecture, "province": region.province}.get(level or "")


def _issuer(lines: list[str], title: Title, words: Regions) -> str | None:
    """The cover line that is an office, school or company by itself, behind the title before in front of it."""
    labels = "|".join(sorted(map(re.escape, words.issuer_labels), key=len, reverse=True))
    ends = words.office_ends + words.school_ends + words.company_ends
    named: list[str] = []
    for line in lines:
        bare = re.sub(rf"^(?:{labels})\s*(?:[（(][^）)]*[）)])?\s*[:：]\s*", "", line)
        bare = re.sub(r"\s+", "", bare).rstrip("。")
        if bare.endswith(ends) and len(bare) <= 40 and not re.search(r"[，。；]", bare):
            named.append(bare)
    offices = [line for line in named if line.endswith(words.office_ends)]
    chosen = offices or named
    return chosen[-1] if chosen else None


def _education_level(text: str, institution: str | None, words: Regions) -> EducationLevel | None:
    """By the words of the title; where it only says 职业教育, by the kind of school."""
    levels: dict[str, EducationLevel] = {
        "undergraduate_vocational": "undergraduate_vocational",
        "secondary": "secondary",
        "higher": "higher",
        "mixed": "mixed",
    }
    found = [name for name in levels if any(word in text for word in words.education_levels.get(name, ()))]
    if institution:
        found = [name for name in found if name != "mixed"] or found
        if found == ["mixed"]:
            return None
    if {"secondary", "higher"} <= set(found):
        return "mixed" if not institution else levels[found[0]]
    return levels[found[0]] if found else None


def _published_on(lines: list[str], front: str, words: Regions) -> str | None:
    """The date line of the cover, as exact as it is printed."""
    labels = "|".join(map(re.escape, words.publication_labels))
    for line in reversed(lines):
        bare = re.sub(rf"^.*(?:{labels})\s*[:：]", "", line)
        bare = re.sub(r"\s+", "", bare)
        if _DATE_LINE.fullmatch(bare):
            return read_date(bare)
        tail = re.search(rf"{_YEAR}年\d{{1,2}}月(?:\d{{1,2}}日)?$", bare)
        if tail:
            return read_date(tail.group())
    return None


def read_date(text: str) -> str | None:
    """A printed date as `2024-12` or `2024-12-20`, as exact as it is printed.

    >>> read_date("二O一九年十二月二十日"), read_date("2022 年 12 月"), read_date("二〇二四年十二月")
    ('2019-12-20', '2022-12', '2024-12')
    """
    from extract.segment.number import read_numeral

    bare = re.sub(r"[\s（()）]", "", text)
    parts = re.split(r"[年月日./-]", bare)
    numbers: list[int] = []
    for part in parts:
        if not part:
            continue
        if part.isdigit() and part.isascii():
            numbers.append(int(part))
            continue
        plain = re.sub(r"[○OoＯ0零]", "〇", part)
        if len(plain) == 4:
            digits = ["〇一二三四五六七八九".find(char) for char in plain]
            numbers.append(int("".join(map(str, digits))) if -1 not in digits else 0)
        else:
            numbers.append(read_numeral(plain) or 0)
    if len(numbers) < 2 or not 1990 <= numbers[0] <= 2099 or not 1 <= numbers[1] <= 12:
        return None
    day = f"-{numbers[2]:02}" if len(numbers) > 2 and 1 <= numbers[2] <= 31 else ""
    return f"{numbers[0]}-{numbers[1]:02}{day}"


def _period(front: str, year: int | None, words: Regions) -> tuple[str | None, str | None]:
    """The data period as stated in the first pages: a school year or dates near 数据, and a cut-off day."""
    start = end = None
    for sentence in re.split(r"[。；\n]", front):
        found = [each for each in find_periods(sentence) if each.period and each.period.start]
        cutoff = any(word in sentence for word in words.cutoff_words)
        for each in found:
            period = each.period
            assert period is not None
            near = year is None or period.year in {year, year - 1, year - 2}
            if not near:
                continue
            if period.kind == "school_year" and start is None:
                start, end = period.start, end or period.end
            elif period.kind == "instant" and cutoff and _is_cutoff(sentence, each.start, words):
                end = period.end
        if start and end:
            break
    return start, end


def _is_cutoff(sentence: str, at: int, words: Regions) -> bool:
    before = sentence[max(0, at - 40) : at + 3]
    return any(word in before for word in words.cutoff_words) and any(word in sentence for word in words.period_words)
