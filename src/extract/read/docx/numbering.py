"""Numbers that Word keeps in its list definitions and nowhere in the text: 一、（一）1. 第三章."""

from __future__ import annotations

import re

from lxml import etree
from msgspec import Struct

from extract.read.docx.styles import value_of, w, whole

DIGITS = "〇一二三四五六七八九"
LEGAL = "零壹贰叁肆伍陆柒捌玖"
STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
    "ideographDigital",
    "koreanCounting",
}
PLACE = re.compile(r"%([1-9])")
TIGHT_END = re.compile(r"[、．。：）】》〉」』\u4e00-\u9fff]$")


class ListLevel(Struct, frozen=True, kw_only=True):
    """One level of a list: how its number is written and where it begins."""

    form: str = "decimal"
    text: str = ""
    start: int = 1
    suffix: str = "tab"
    restart: int | None = None
    legal: bool = False


def in_chinese(number: int, digits: str = DIGITS, units: str = "十百千") -> str:
    """A whole number below ten thousand as it is counted; greater ones stay in digits.

    >>> in_chinese(3), in_chinese(10), in_chinese(12), in_chinese(20), in_chinese(105), in_chinese(110)
    ('三', '十', '十二', '二十', '一百〇五', '一百一十')
    """
    if not 0 < number < 10000:
        return str(number)
    out, gap = "", False
    for power, unit in ((1000, units[2]), (100, units[1]), (10, units[0]), (1, "")):
        digit = number // power % 10
        if digit == 0:
            gap = bool(out)
            continue
        out += (digits[0] if gap else "") + digits[digit] + unit
        gap = False
    return out[1:] if digits == DIGITS and 10 <= number < 20 else out


def in_roman(number: int) -> str:
    """A number in small Roman numerals.

    >>> in_roman(14)
    'xiv'
    """
    out = ""
    for value, letters in ROMAN:
        while number >= value:
            out += letters
            number -= value
    return out


def write_number(number: int, form: str) -> str:
    """A list number in Word's form of that name.

    >>> write_number(2, "chineseCountingThousand"), write_number(3, "decimalEnclosedCircle"), write_number(28, "upperLetter")
    ('二', '③', 'BB')
    """
    if form in CHINESE:
        return in_chinese(number) if form != "ideographDigital" else "".join(DIGITS[int(digit)] for digit in str(number))
    if form in {"chineseLegalSimplified", "ideographLegalTraditional"}:
        return in_chinese(number, LEGAL, "拾佰仟")
    if form.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(0x245F + number)
    if form == "decimalEnclosedParen" and 1 <= number <= 20:
        return chr(0x2473 + number)
    if form == "decimalEnclosedFullstop" and 1 <= number <= 20:
        return chr(0x2487 + number)
    if form.startswith("decimalFullWidth"):
        return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
    if form == "ideographTraditional" and 1 <= number <= 10:
        return STEMS[number - 1]
    if form == "ideographZodiac" and 1 <= number <= 12:
        return BRANCHES[number - 1]
    if form in {"upperRoman", "lowerRoman"} and 0 < number < 4000:
        return in_roman(number).upper() if form == "upperRoman" else in_roman(number)
    if form in {"upperLetter", "lowerLetter"} and 0 < number < 780:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    return f"{number:02d}" if form == "decimalZero" else str(number)


def read_level(element: etree._Element) -> ListLevel:
    """What one `w:lvl` says."""
    form = value_of(element, "numFmt")
    if form is None:
        choice = element.find(f".//{w('numFmt')}")
        form = choice.get(w("val")) if choice is not None else None
    return ListLevel(
        form=form or "decimal",
        text=value_of(element, "lvlText") or "",
        start=whole(value_of(element, "start")) or (0 if value_of(element, "start") == "0" else 1),
        suffix=value_of(element, "suff") or "tab",
        restart=whole(value_of(element, "lvlRestart")),
        legal=element.find(w("isLgl")) is not None,
    )


class Numbering:
    """The lists of one file, and how far each has counted."""

    def __init__(self, root: etree._Element | None) -> None:
        self.abstract: dict[str, dict[int, ListLevel]] = {}
        self.numbers: dict[str, tuple[str, dict[int, ListLevel]]] = {}
        self.starts: dict[str, dict[int, int]] = {}
        self.by_style: dict[str, tuple[str, int]] = {}
        self.counts: dict[str, dict[int, int]] = {}
        self.begun: set[tuple[str, int]] = set()
        if root is None:
            return
        links: dict[str, str] = {}
        named: dict[str, str] = {}
        for element in root.iter(w("abstractNum")):
            identity = element.get(w("abstractNumId"), "")
            levels = {whole(level.get(w("ilvl"))) or 0: level for level in element.findall(w("lvl"))}
            self.abstract[identity] = {at: read_level(level) for at, level in levels.items()}
            if (name := value_of(element, "numStyleLink")) is not None:
                links[identity] = name
            if (name := value_of(element, "styleLink")) is not None:
                named[name] = identity
        for identity, name in links.items():
            self.abstract[identity] = self.abstract.get(named.get(name, ""), self.abstract[identity])
        for element in root.iter(w("num")):
            self.read_number(element)

    def read_number(self, element: etree._Element) -> None:
        """Take in one `w:num`: which list it counts, and what it says otherwise."""
        identity = element.get(w("numId"), "")
        abstract = value_of(element, "abstractNumId") or ""
        levels = dict(self.abstract.get(abstract, {}))
        for override in element.findall(w("lvlOverride")):
            at = whole(override.get(w("ilvl"))) or 0
            if (level := override.find(w("lvl"))) is not None:
                levels[at] = read_level(level)
            if (start := whole(value_of(override, "startOverride"))) is not None:
                self.starts.setdefault(identity, {})[at] = start
        self.numbers[identity] = (abstract, levels)

    def next(self, identity: str | None, at: int) -> str:
        """The printed number of the next paragraph of a list, with the blank that parts it from its text; empty for a bullet."""
        if identity is None or identity not in self.numbers:
            return ""
        abstract, levels = self.numbers[identity]
        level = levels.get(at)
        if level is None:
            return ""
        counts = self.counts.setdefault(abstract, {})
        override = self.starts.get(identity, {}).get(at)
        if override is not None and (identity, at) not in self.begun:
            counts[at] = override
        else:
            counts[at] = counts[at] + 1 if at in counts else level.start
        self.begun.add((identity, at))
        for deeper in [other for other in counts if other > at]:
            limit = levels[deeper].restart if deeper in levels else None
            if limit is None or (limit > 0 and at < limit):
                del counts[deeper]
        if level.form in {"bullet", "none"} and not PLACE.search(level.text):
            return ""
        return self.fill(level, levels, counts)

    def fill(self, level: ListLevel, levels: dict[int, ListLevel], counts: dict[int, int]) -> str:
        """The level's pattern with the numbers in it."""

        def number(match: re.Match[str]) -> str:
            other = int(match.group(1)) - 1
            shown = levels.get(other, ListLevel())
            if shown.form in {"bullet", "none"}:
                return ""
            return write_number(counts.setdefault(other, shown.start), "decimal" if level.legal else shown.form)

        text = PLACE.sub(number, level.text).strip()
        return text if not text or level.suffix == "nothing" or TIGHT_END.search(text) else f"{text} "
