"""What one cell says: a number with its unit, no number and why, or words."""

from __future__ import annotations

import re
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from extract.codebook.tablewords import TableWords
from extract.model import Hedge, Missing
from extract.quantity import Quantity, find_quantities, parse_quantity
from extract.text import normalise

__all__ = ["Reading", "is_value", "read_cell"]

_DATE = re.compile(
    r"(?:19|20)\d\d(?:[-/~](?:19|20)\d\d|[-/]\d{1,2}(?:[-/]\d{1,2})?|\.(?:0[1-9]|1[0-2])(?:\.\d{1,2})?|\.\d\.\d{1,2}|\.\d{1,2}(?:-|—|~|至)20\d\d\.\d{1,2}|年\d{1,2}月.*)"
)
_PERIOD = re.compile(
    r"(?:(?:19|20)\d\d年?|\d\d(?=[-—~/]\d\d学年))(?:(?:-|—|——|~|至|/)(?:19|20)?\d\d)?"
    r"(?:年|年度|学年|学年度|届|级)(?:[(（].*[)）])?"
)
_MARKED = re.compile(r"[①-⑳¹²³⁴⁵⁶⁷⁸⁹⁰]+$|(?<=[\d%])[*※]+$|\[\d{1,2}\]$|(?<=[\d%])\(?注\d?\)?$")
_SIGNED = re.compile(r"^(?:[+↑▲]|增加?|增长|上升|提高)(?=[\d.])")
_FALLEN = re.compile(r"^(?:[↓▼−－-]|下降|减少?|降低)(?=[\d.])")
_BRACKET = re.compile(r"^([^()]+)\(([^()]+)\)$")
_SHARED = re.compile(r"^(?:约?占比?|比例)(?=\d)")
_RANGE = re.compile(r"\d+(?:\.\d+)?(?:-|~|至)\d+(?:\.\d+)?")
_RANK = re.compile(r"第?(?:[一二三四五六七八九十]+|\d+)(?:名|位)")
_SUSPECT = re.compile(r"^\d{3,},\d{1,2}$")


SIGNS = ("+", "＋", "-", "−", "－")


class Reading(Struct, frozen=True, kw_only=True):
    """One value of a cell; offsets count in the cell's text. `missing` is set where there is no value, `suspected` where the
    printed number is probably another one."""

    value: Decimal | None = None
    unit: str | None = None
    missing: Missing | None = None
    text: str = ""
    start: int = 0
    end: int = 0
    hedge: Hedge | None = None
    suspected: Decimal | None = None
    low: bool | None = None


def is_value(text: str, words: TableWords) -> bool:
    """Whether a normalised cell text stands for a value: a quantity or a mark for none.

    >>> from extract.codebook import load_codebook
    >>> words = load_codebook().tables
    >>> [is_value(t, words) for t in ("1,205", "-", "98.5%", "2023年", "在校生", "3-5人", "2023-06")]
    [True, True, True, False, False, True, False]
    """
    if not text:
        return False
    if text in words.not_reported or text in words.not_applicable or text in words.zero_words:
        return True
    if not any(c.isdigit() for c in text):
        return bool(re.fullmatch(r"[一二三四五六七八九十两]+[个门项人名所家]", text))
    return not is_date(text) and bool(quantities(text))


def is_date(text: str) -> bool:
    """Whether a normalised text is a date or a year, no quantity.

    >>> is_date("2021.09"), is_date("2023年"), is_date("2021.5"), is_date("2019年12月")
    (True, True, False, True)
    """
    return bool(_DATE.fullmatch(text) or _PERIOD.fullmatch(text))


def quantities(text: str) -> list[Quantity]:
    """The quantities that are all a text consists of; empty where there is anything else.

    >>> [str(q.value) for q in quantities("541（78.1%）")], quantities("见第3页")
    (['541', '78.1'], [])
    """
    begin = len(text) - len(text.lstrip())
    bare = _MARKED.sub("", text.strip())
    lead = len(bare) - len(_FALLEN.sub("", _SIGNED.sub("", bare)))
    one = parse_quantity(bare[lead:])
    if one is not None and not one.ordinal:
        return [] if one.numeral == "fraction" and "/" in one.text else [shift(one, begin + lead)]
    found = [shift(quantity, begin) for quantity in find_quantities(bare)]
    if len(found) == 2 and is_pair(bare, found[0], found[1], begin):
        return found
    if len(found) == 1 and _RANK.fullmatch(normalise(bare).text):
        return found
    return mark_range(bare, found, begin)


def is_pair(bare: str, one: Quantity, two: Quantity, begin: int) -> bool:
    """Whether two quantities are all there is: a range, or a number with another in brackets."""
    if one.part == "low":
        return one.start == begin and two.end == begin + len(bare)
    bracket = _BRACKET.match(normalise(bare).text)
    return (
        bracket is not None and parse_quantity(bracket[1]) is not None and parse_quantity(_SHARED.sub("", bracket[2])) is not None
    )


def mark_range(bare: str, found: list[Quantity], begin: int) -> list[Quantity]:
    """Two bare numbers with a dash between them: the ends of a range; else nothing."""
    if len(found) != 2 or not _RANGE.fullmatch(normalise(bare).text):
        return []
    one, two = found
    if one.value is None or two.value is None or abs(one.value) >= abs(two.value):
        return []
    return [replace(one, part="low"), replace(two, value=abs(two.value), part="high")]


def shift(quantity: Quantity, by: int) -> Quantity:
    """The quantity in a text that begins `by` characters earlier."""
    return replace(quantity, start=quantity.start + by, end=quantity.end + by)


def read_cell(printed: str, words: TableWords, dates: bool = True) -> list[Reading]:
    """The values of one cell as printed; a blank or a mark for none is one reading without value; words give no reading.

    `dates` says that `2021.09` is a date: not so where the cell's unit is known.

    >>> from extract.codebook import load_codebook
    >>> words = load_codebook().tables
    >>> [(str(r.value), r.unit) for r in read_cell("98.71%", words)], [r.missing for r in read_cell("—", words)]
    ([('98.71', '%')], ['not_reported'])
    >>> [(r.value, r.missing, str(r.suspected)) for r in read_cell("4651,60", words)]
    [(None, 'unreadable', '4651.60')]
    """
    text = normalise(printed).text
    start = len(printed) - len(printed.lstrip())
    end = max(len(printed.rstrip()), start)
    if not text or text in words.not_reported:
        return [Reading(missing="not_reported", text=printed.strip(), start=start, end=end)]
    if text in words.not_applicable:
        return [Reading(missing="not_applicable", text=printed.strip(), start=start, end=end)]
    if text in words.zero_words:
        return [Reading(value=Decimal(0), text=printed.strip(), start=start, end=end)]
    if _PERIOD.fullmatch(text) or (dates and is_date(text)):
        return []
    return [read_quantity(printed, text, quantity) for quantity in quantities(printed)]


def read_quantity(printed: str, text: str, quantity: Quantity) -> Reading:
    """One quantity of a cell; a number that cannot be decided has no value, and a suspected one where only a comma is in doubt."""
    if quantity.value is None:
        suspected = Decimal(text.replace(",", ".")) if _SUSPECT.match(text) else None
        return Reading(
            missing="unreadable",
            unit=quantity.unit,
            text=quantity.text,
            start=quantity.start,
            end=quantity.end,
            suspected=suspected,
        )
    value = quantity.value
    if _FALLEN.match(printed.strip()) and value > 0:
        value = -value
    start = len(printed) - len(printed.lstrip()) if printed[: quantity.start].strip() in SIGNS else quantity.start
    return Reading(
        value=value,
        unit=quantity.unit,
        text=printed[start : quantity.end],
        start=start,
        end=quantity.end,
        hedge=quantity.hedge,
        low=None if quantity.part is None else quantity.part == "low",
    )
