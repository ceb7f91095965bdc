"""What a report says of itself: title, issuer, whose it is, where, which year, which period; null where it is silent."""

from __future__ import annotations

import re

from msgspec import Struct
from msgspec.structs import replace

from extract.codebook.places import Places, Regions
from extract.model import Document, EducationLevel, Frame, Issue, Level
from extract.segment.paragraph import Paragraph
from extract.segment.place import Region, find_division, find_region
from extract.segment.span import read_period
from extract.segment.title import find_title

_YEAR = r"(?:19|20)\d\d"
_FRONT = 6000
_ONE_SCHOOL = re.compile(
    r"(?:职业学校|职业教育学校|职业技术学校|中职学校|职校)(?:仅有|共)?\s*(?:1|１|一)\s*所|(?:唯一|仅有)一所[^。，]{0,10}(?:职业|中职)"
)
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
    front = front_text(document)
    lines = [paragraphs[at].text.strip() for at in cover]
    year = title.year
    subject = title.subject
    region = find_region(subject, front, document.text, places, year)
    institution, level = _whose(subject, region, places)
    if institution is None and level is None and not subject:
        region, level = _region_from_text(front, document.text, places, year)
    start, end = read_period(front, year, words)
    around = [each.text for each in document.furniture if each.kind == "navigation"]
    end_lines = _signature(paragraphs)
    issuer = _issuer(lines, words) or _issuer(end_lines, words) or _source(around, words)
    issuer = issuer or (institution if level in {"school", "enterprise"} else None)
    region = Region(issues=region.issues) if level == "national" else region
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
        published_on=_published_on(lines, words)
        or _published_on([paragraphs[at].text for at in loose], words)
        or _published_on(end_lines, words)
        or _published_on(around, words),
    )
    return FrameFound(frame=frame, title_places=title.places, issues=region.issues)


def front_text(document: Document) -> str:
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
    if not subject.endswith(tuple(name for name in (region.province, region.prefecture, region.county) if name)):
        return None, None
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


def _issuer(lines: list[str], words: Regions) -> str | None:
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


def _source(around: list[str], words: Regions) -> str | None:
    """The office or school a web page names as its source: 来源：县教育局."""
    for text in around:
        found = re.search(r"(?:来源|发布机构|发布单位|信息来源|作者)\s*[:：]\s*([\u4e00-\u9fff]{4,30})", text)
        if found and found.group(1).endswith(words.office_ends + words.school_ends):
            return found.group(1)
    return None


def _signature(paragraphs: list[Paragraph]) -> list[str]:
    """The last lines of the text where they are an office and a date, as a letter is signed."""
    lines = [each.text.strip() for each in paragraphs[-3:] if each.is_line and len(each.squeezed) <= 40]
    return lines if any(_DATE_LINE.fullmatch(re.sub(r"\s+", "", line)) for line in lines) else []


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


def _published_on(lines: list[str], words: Regions) -> str | None:
    """The date line of the cover, as exact as it is printed."""
    labels = "|".join(map(re.escape, words.publication_labels))
    for line in reversed(lines):
        bare = re.sub(r"\s+", "", line)
        labelled = re.search(rf"(?:{labels})[:：]({_DATE_LINE.pattern})", bare)
        if labelled:
            return read_date(labelled.group(1))
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


def complete_frame(frame: Frame, schools: list[tuple[str, int]], front: str, words: Regions) -> Frame:
    """What only the names in the text tell: whose report it is where no title says so, and the one school of a region.

    `schools` are normal forms and how often each is named, most often first.
    """
    if not schools:
        return frame
    name, count = schools[0]
    share = count / sum(times for _, times in schools)
    second = schools[1][1] if len(schools) > 1 else 0
    if frame.level is None and frame.institution is None and count >= 3 and (share >= 0.5 or count >= 1.5 * second):
        own = sum(front.count(word) for word in words.own_words)
        region = sum(front.count(word) for word in words.region_words)
        if own > region:
            return replace(frame, institution=name, level="school", issuer=frame.issuer or name)
    if frame.level in {"county", "prefecture"} and share >= 0.5 and _ONE_SCHOOL.search(front):
        return replace(frame, institution=name)
    return frame
