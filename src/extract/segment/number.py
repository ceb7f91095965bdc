"""The number at the front of a heading: 第一章, 一、, （一）, 1., 2.2.1, (1), ①."""

from __future__ import annotations

import re
import unicodedata

from msgspec import Struct

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_CIRCLED = {chr(0x2460 + value): value + 1 for value in range(20)}
_ROMAN = {chr(0x2160 + value): value + 1 for value in range(12)}
_CN = r"[一二三四五六七八九十百零〇]{1,5}"
_RULES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("part", re.compile(rf"(第\s*(?:{_CN}|\d{{1,2}})\s*(?:部分|单元|篇|编))[\s、:：.．—-]*")),
    ("chapter", re.compile(rf"(第\s*(?:{_CN}|\d{{1,2}})\s*章)[\s、:：.．—-]*")),
    ("article", re.compile(rf"(第\s*(?:{_CN}|\d{{1,2}})\s*节)[\s、:：.．—-]*")),
    ("cn", re.compile(rf"({_CN})\s*[、．.，,:：](?!\d)\s*")),
    ("cn", re.compile(rf"({_CN})(?=[\s　]+\S)\s+")),
    ("cn_paren", re.compile(rf"([（(〔]\s*{_CN}\s*[）)〕])\s*[、．.]?\s*")),
    ("paren", re.compile(r"([（(]\s*\d{1,2}\s*[）)])\s*[、．.]?\s*")),
    ("half_paren", re.compile(r"(\d{1,2}\s*[）)])\s*")),
    ("decimal", re.compile(r"(\d{1,2}(?:\s?[.．]\s?\d{1,2}){1,4})(?!\d)\s*(?:[.．、](?!\d))?\s*")),
    ("decimal", re.compile(r"(\d{1,2})\s*[.．、](?!\d)\s*")),
    ("decimal", re.compile(r"(\d{1,2})[\s　]+(?!\d)")),
    ("circled", re.compile(r"([\u2460-\u2473])\s*")),
    ("roman", re.compile(r"([\u2160-\u216b])\s*[、．.]?\s*")),
)


# Signs that lose their form when made half-width, and brackets that stay full-width as Chinese text prints them.
_KEPT = frozenset({"circled", "roman"})
_FULL = str.maketrans("()", "（）")


class Number(Struct, frozen=True, kw_only=True):
    """A heading number: its `style` (decimals with their depth: `decimal2`), `values`, how it is `printed`, and where it `end`s.

    `glued` says that neither blank nor mark parts it from the title.
    """

    style: str
    values: tuple[int, ...]
    printed: str
    end: int
    glued: bool = False

    @property
    def value(self) -> int:
        """The last member: 3 of 2.2.3."""
        return self.values[-1]


def read_number(text: str) -> Number | None:
    """The heading number `text` opens with, or None.

    >>> read_number("一、基本情况").printed, read_number("（二） 经费").values, read_number("2 .2. 1 模式").printed
    ('一', (2,), '2.2.1')
    >>> read_number("第一部分 概况").style, read_number("3.1服务").style, read_number("2024年，学校")
    ('part', 'decimal2', None)
    """
    for style, rule in _RULES:
        found = rule.match(text)
        if found is None:
            continue
        printed = unicodedata.normalize("NFKC", re.sub(r"\s+", "", found.group(1))) if style not in _KEPT else found.group(1)
        printed = printed.translate(_FULL)
        values = _values(printed)
        if not values or 0 in values[:1]:
            return None
        name = f"decimal{len(values)}" if style == "decimal" else style
        return Number(style=name, values=values, printed=printed, end=found.end(), glued=found.end() == found.end(1))
    return None


def _values(printed: str) -> tuple[int, ...]:
    if printed[0] in _CIRCLED or printed[0] in _ROMAN:
        return (_CIRCLED.get(printed[0]) or _ROMAN[printed[0]],)
    digits = re.findall(r"\d+", printed)
    if digits:
        return tuple(int(part) for part in digits)
    numeral = re.search(_CN, printed)
    value = read_numeral(numeral.group()) if numeral else None
    return (value,) if value else ()


def read_numeral(text: str) -> int | None:
    """A Chinese numeral below a thousand, None where it is none.

    >>> [read_numeral(each) for each in ("三", "十", "十二", "二十", "二十五", "一百零三")]
    [3, 10, 12, 20, 25, 103]
    """
    total = current = 0
    for char in text:
        if char in _DIGITS:
            current = current * 10 + _DIGITS[char] if char == "〇" else _DIGITS[char]
        elif char == "十":
            total += (current or 1) * 10
            current = 0
        elif char == "百":
            total += (current or 1) * 100
            current = 0
        else:
            return None
    return total + current
