"""What a row label or column head says: words, unit, period, and whether it sums up, narrows, or tells a change."""

from __future__ import annotations

import re
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from extract.codebook.tablewords import TableWords, label_key
from extract.codebook.units import Units
from extract.period import Period, find_periods, resolve
from extract.quantity import find_quantities
from extract.text import normalise, tidy

__all__ = ["Label", "lend_kind", "read_label", "read_unit"]

Move = Literal["change", "growth"]

_OF_WHICH = re.compile(r"^\s*[（(]?\s*(?:其\s*中|包括)\s*[)）]?\s*[：:,，、]?\s*")
_NUMBERED = re.compile(
    r"^\s*(?:[（(](?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）]|\d{1,2}(?:\.\d{1,2})*\s*[.、．](?!\d)|\d{1,2}[)）]|"
    r"\d{1,2}(?:\.\d{1,2})+\s*(?=[^\d\s.%％万元亿千倍至到~～—–-])|[一二三四五六七八九十]{1,3}[、．.]|[①-⑳]|[A-Da-d]\s*类\s*[:：]|[●■◆▲·•])\s*"
)
_FOOTNOTE = re.compile(r"(?:\s*(?:[¹²³⁴⁵⁶⁷⁸⁹⁰]+|[①-⑳]|[*＊※]+|\[\d{1,2}\]|[（(]?注\s*\d{0,2}[)）]?))+\s*$")
_BRACKETED = re.compile(r"\s*[（(\[【]\s*(?:单位\s*[:：]\s*)?([^（）()\[\]【】]{1,12})\s*[)）\]】]\s*$")
# A percent sign that only follows a word for share.
_PERCENT = re.compile(r"(?<=[率比例重幅度])\s*[%％]\s*$")
_SLASHED = re.compile(r"\s*[/／]\s*([^/／（）()]{1,8})\s*$")
_STATED = re.compile(r"^\s*[（(]?\s*(?:计量)?单\s*位\s*[:：]\s*([^（）()]{1,20}?)\s*[)）]?\s*$")
_BARE_YEAR = re.compile(r"(?:19[89]|20[0-4])\d")
_SHARE_OF = re.compile(r"^(?:所)?占(.{1,16}?)(?:的)?(?:比例|比重|百分比|占比|比率|比)$")
_SHORT_SPAN = re.compile(r"(?:20)?(\d\d)(?:-|—|——|~|至|/)(?:20)?(\d\d)(?:学年度?)?")
_DOTTED = re.compile(r"(20\d\d)[.年](\d{1,2})月?(?:-|—|——|~|至)(20\d\d)[.年](\d{1,2})月?")
_TWO_DIGITS = re.compile(r"(?:1[0-9]|2[0-9])年度?")
# A year without 年 before words: 2022投入, and years of money: 2022财年.
_LEADING_YEAR = re.compile(r"((?:19[89]|20[0-4])\d)(?:财年|会计年度|财政年度|自然年度?|(?=[一-龥])(?![年级届版学计工秒]))")
_EMPTY = re.compile(r"[（(]\s*[)）]")
_MONTHS = re.compile(r"\d{1,2}(?:-|—|~|至)\d{1,2}月")
_LONE = re.compile(r"^[\s,，、:：（）()\-—–的]+|[\s,，、:：\-—–]+$")


class Label(Struct, frozen=True, kw_only=True):
    """One label, taken apart. `text` is what is left of the printed words; `key` compares it.

    `head` says that it only names a column of labels or values; `measure` that it takes its meaning from its surroundings (人数),
    `base` what a share is said to be a part of; `kind` is what the column of labels says of them all (职称 over 中级),
    `group` that they are the groups something is told for (省份, 行业, 专业).
    """

    printed: str
    text: str
    key: str
    unit: str | None = None
    period: Period | None = None
    move: Move | None = None
    total: bool = False
    head: bool = False
    measure: bool = False
    of_which: bool = False
    numbered: bool = False
    indent: int = 0
    base: str | None = None
    kind: str = ""
    group: bool = False


def read_unit(text: str, units: Units) -> str | None:
    """The unit a phrase consists of, as it is written in the output; None where it is no unit."""
    plain = re.sub(r"\s+", "", normalise(text).text)
    for form in (plain, plain.replace("(", "（").replace(")", "）"), plain.removesuffix("数")):
        if form in units and not form.isdigit():
            return form
    return None


def read_label(printed: str, words: TableWords, units: Units, default: Period | None = None) -> Label:
    """A label taken apart; `default` is the report's own period, which 本年 and 上年 need.

    >>> from extract.codebook import load_codebook
    >>> book = load_codebook()
    >>> l = read_label("其中：教学仪器设备值（万元）¹", book.tables, book.units); l.text, l.unit, l.of_which
    ('教学仪器设备值', '万元', True)
    >>> l = read_label("2022—2023学年", book.tables, book.units); l.text, l.period.label
    ('', '2022-2023学年')
    """
    indent = len(printed) - len(printed.lstrip())
    text = printed.strip()
    stated = _STATED.match(text)
    if stated:
        return Label(printed=printed, text="", key="", unit=read_unit(stated[1], units), head=True)
    text, of_which = cut(text, _OF_WHICH)
    text, numbered = cut(text, _NUMBERED)
    if not of_which:
        text, of_which = cut(text, _OF_WHICH)
        text = _NUMBERED.sub("", text) if of_which else text
    text = _FOOTNOTE.sub("", text)
    text, unit = cut_unit(text, units)
    text = _FOOTNOTE.sub("", text) if unit is None else text
    text, period = cut_period(text, default)
    if unit is None and period is not None:
        text, unit = cut_unit(text, units)
    text = tidy(_LONE.sub("", text))
    text = text[:-1] if text.endswith(("）", ")")) and not re.search(r"[（(]", text) else text
    key = label_key(text)
    summed = next((end for end in words.sum_endings if text.endswith(end) and len(text) > len(end) + 1), None)
    if summed is not None:
        text, key = text.removesuffix(summed), label_key(text.removesuffix(summed))
    share_of = _SHARE_OF.match(text)
    move: Move | None = "growth" if key in words.growth_heads else "change" if key in words.change_heads else None
    heads = (words.label_heads, words.value_heads, words.serial_heads, words.unit_heads, words.part_heads)
    head = not key or any(key in known for known in heads)
    return Label(
        printed=printed,
        text=text,
        key=key,
        unit=unit,
        period=period,
        move=move,
        total=key in words.totals or key in words.subtotals,
        head=head and key not in words.measures and (unit is None or not key),
        measure=key in words.measures or share_of is not None,
        of_which=of_which,
        numbered=numbered,
        indent=indent,
        base=share_of[1] if share_of else None,
    )


def lend_kind(labels: tuple[Label, ...], words: TableWords) -> tuple[Label, ...]:
    """Labels, one that only says how those below it divide (职称结构 over 高级) lent to the last of them as its kind."""
    for at, label in enumerate(labels[:-1]):
        kind = next((kind for kind in words.label_kinds if label.text in (kind, *(kind + end for end in words.kind_ends))), None)
        if kind is not None:
            return (*labels[:at], *labels[at + 1 : -1], replace(labels[-1], kind=labels[-1].kind or kind))
    return labels


def cut(text: str, pattern: re.Pattern[str]) -> tuple[str, bool]:
    """The text without what the pattern finds at its start, and whether it found something; never the whole text."""
    match = pattern.match(text)
    if match and match.end() and text[match.end() :].strip():
        return text[match.end() :], True
    return text, False


def cut_unit(text: str, units: Units) -> tuple[str, str | None]:
    """The text without the unit printed at its end, in brackets or after a stroke."""
    for pattern in (_BRACKETED, _SLASHED):
        match = pattern.search(text)
        if match and match.start() > 0:
            unit = read_unit(match[1], units)
            if unit is not None:
                return text[: match.start()], unit
    bare = _PERCENT.search(text)
    if bare:
        return text[: bare.start()], "%"
    whole = re.fullmatch(r"\s*[（(\[]\s*([^（）()\[\]]+)\s*[)）\]]\s*", text)
    if whole and (unit := read_unit(whole[1], units)) is not None:
        return "", unit
    return text, None


def cut_period(text: str, default: Period | None) -> tuple[str, Period | None]:
    """The text without the one period it names; a relative one only where it is all the text says."""
    plain = normalise(text).text
    if _BARE_YEAR.fullmatch(plain):
        return "", find_periods(plain + "年")[0].period
    months = _DOTTED.fullmatch(plain)
    if months:
        found = find_periods(f"{months[1]}年{months[2]}月至{months[3]}年{months[4]}月")
        return ("", found[0].period) if len(found) == 1 else (text, None)
    if _TWO_DIGITS.fullmatch(plain):
        return "", find_periods("20" + plain)[0].period
    span = _SHORT_SPAN.fullmatch(plain)
    if span and int(span[2]) == (int(span[1]) + 1) % 100:
        return "", find_periods(f"20{span[1]}-20{span[2]}学年")[0].period
    lead = _LEADING_YEAR.match(text.strip())
    if lead and not any(quantity.unit and quantity.start <= 1 for quantity in find_quantities(text.strip())):
        return text.strip()[lead.end() :], find_periods(lead[1] + "年")[0].period
    found = find_periods(text)
    stated = [one for one in found if one.period is not None]
    if len(stated) == 1:
        one = stated[0]
        rest = _EMPTY.sub("", (text[: one.start] + text[one.end :]).strip())
        bare = normalise(rest).text.strip("()")
        again = find_periods(bare)
        said = len(again) == 1 and again[0].period is None and (again[0].start, again[0].end) == (0, len(bare))
        return "" if said or _MONTHS.fullmatch(bare) else rest, one.period
    if len(found) == 1 and not stated and found[0].relative != "other":
        rest = (text[: found[0].start] + text[found[0].end :]).strip(" 　数值（）()")
        if not rest:
            return "", resolve(found[0], default)
    return text, None
