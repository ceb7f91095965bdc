"""Numerals alone: printed digits, with blanks and marks that slipped in, and Chinese numerals, to exact decimals."""

from __future__ import annotations

import re
from decimal import Decimal

CHINESE = "[零〇○一二两三四五六七八九十百千万亿廿卅]"

_DIGITS = {c: i for i, cs in enumerate(("零〇○", "一", "二两", "三", "四", "五", "六", "七", "八", "九")) for c in cs}
_TENS = {"十": 10, "百": 100, "千": 1000}
_POINT = re.compile(r"\d+\.\d+")
_BLANK_POINT = re.compile(r" ?([.,]) ?")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_BLANK_THOUSANDS = re.compile(r"\d{1,3}(?: \d{3})+(?:\.\d+)?")


def read_arabic(printed: str, scaled: bool) -> tuple[Decimal | None, int, tuple[str, ...]]:
    """Value, how many characters of `printed` are that number, and flags; `scaled` says that a percent sign or 万 follows.

    A blank before three digits parts thousands; before one or two it lost a decimal point where a percent or 万 follows,
    else it is a stray blank. `4651,60` and `21?5` cannot be decided: no value, flag `ambiguous`.

    >>> read_arabic("1,205", False), read_arabic("97 36", True)
    ((Decimal('1205'), 5, ()), (Decimal('97.36'), 5, ('lost_point',)))
    """
    if printed.isdigit():
        return Decimal(printed), len(printed), ()
    tight = _BLANK_POINT.sub(r"\1", printed) if " " in printed else printed
    if _POINT.fullmatch(tight):
        return Decimal(tight), len(printed), ()
    if _THOUSANDS.fullmatch(tight):
        return Decimal(tight.replace(",", "")), len(printed), ()
    if _BLANK_THOUSANDS.fullmatch(tight):
        return Decimal(tight.replace(" ", "")), len(printed), ("blank",)
    if "?" in printed or re.fullmatch(r"\d{3,},\d{1,2}", tight) or re.fullmatch(r"\d{1,3}(,\d{3})*,\d{4,6}", tight):
        return (None, len(printed), ("ambiguous",)) if tight.count("?") < 2 else _first(printed)
    return _read_blanks(printed, tight, scaled) or _first(printed)


def _read_blanks(printed: str, tight: str, scaled: bool) -> tuple[Decimal | None, int, tuple[str, ...]] | None:
    """`6 12`, `97 36%`, `1 28.5`: one stray blank inside a number; two years side by side stay two numbers."""
    parts = re.fullmatch(r"(\d+) (\d+)(\.\d+)?", tight)
    if parts is None or len(parts[1]) + len(parts[2]) > 6 or re.fullmatch(r"(?:19|20)\d\d", parts[1]):
        return None
    if scaled and not parts[3] and len(parts[2]) <= 2:
        return Decimal(f"{parts[1]}.{parts[2]}"), len(printed), ("lost_point",)
    return Decimal(parts[1] + parts[2] + (parts[3] or "")), len(printed), ("blank",)


def _first(printed: str) -> tuple[Decimal | None, int, tuple[str, ...]]:
    """The first number alone, where several stand side by side."""
    head = re.match(r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?: ?\. ?\d+)?", printed)
    assert head is not None
    return Decimal(re.sub("[, ]", "", head.group())), head.end(), ()


def read_chinese(printed: str) -> Decimal | None:
    """The value of a Chinese numeral, or None where it is none (两三, 三四百).

    >>> [str(read_chinese(n)) for n in ("十万零三百", "两千", "一百二", "二〇一九", "九十八点五", "两三")]
    ['100300', '2000', '120', '2019', '98.5', 'None']
    """
    whole, point, fraction = printed.partition("点")
    if point:
        head = read_chinese(whole)
        tail = "".join(str(_DIGITS[c]) for c in fraction if c in _DIGITS)
        return None if head is None or len(tail) != len(fraction) or not tail else Decimal(f"{head}.{tail}")
    if not whole or any(c not in _DIGITS and c not in _TENS and c not in "万亿廿卅" for c in whole):
        return None
    whole = whole.replace("廿", "二十").replace("卅", "三十")
    if all(c in _DIGITS for c in whole):
        if 1 < len(whole) < 3 or (whole[0] == "两" and len(whole) > 1):
            return None
        return Decimal("".join(str(_DIGITS[c]) for c in whole))
    return _read_places(whole)


def _read_places(whole: str) -> Decimal | None:
    total = section = digit = 0
    last, seen = 1, False
    for c in whole:
        if c in _DIGITS:
            if seen and _DIGITS[c]:
                return None
            digit, seen = _DIGITS[c], c not in "零〇○"
        elif c in _TENS:
            section += (digit if seen else 1) * _TENS[c]
            digit, last, seen = 0, _TENS[c], False
        else:
            step = 10**4 if c == "万" else 10**8
            head = section + digit or int(not total)
            total = (total + head) * step if c == "亿" and total else total + head * step
            section, digit, last, seen = 0, 0, step, False
    if seen and last >= 100 and whole[-2] not in "零〇○十":
        digit *= last // 10
    return Decimal(total + section + digit)
