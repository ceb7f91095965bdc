"""A printed quantity and what it says: exact value, unit, hedge. `约1.2万元` is 1.2 万元, about.

Offsets of `find_quantities` and `parse_quantity` count in the text they are given; `scan_quantities` works on text that is
already normalised. Measure words and hedges are data: `codebook/measures.csv` and `codebook/hedges.csv`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from decimal import Decimal, localcontext
from functools import cache
from pathlib import Path
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from extract.model import Hedge
from extract.numeral import CHINESE, read_arabic, read_chinese
from extract.text import normalise

__all__ = ["Measures", "Quantity", "find_quantities", "load_measures", "parse_quantity", "print_quantity", "scan_quantities"]

Numeral = Literal["arabic", "chinese", "percent", "fraction", "tenths", "ratio"]

_BEGIN = re.compile(f"[{CHINESE[1:-1]}半过\\dxX×＊_]")
"""What a number can begin with."""
_UP_IN = re.compile(r"(?<![以线网会晚早身])上(?=[百千万亿](?!分))")
"""上百, 上千: at least so many."""
_SPOKEN_SCALE = re.compile(r"([^万亿]+)(万|亿)")
_HEDGED_SCALE = frozenset("近上超逾约过达")
_SECOND_SCALE = re.compile(r"(\d{1,4})(万)?")

SCALES = {"万亿": 12, "千亿": 11, "百亿": 10, "亿": 8, "千万": 7, "百万": 6, "十万": 5, "万": 4, "千": 3, "百": 2}


class Quantity(Struct, frozen=True, kw_only=True, gc=False):
    """One printed quantity.

    `unit` is as stated with its scale (万元); `measure` is the unit without the scale (元) and `scale` the power of ten (4).
    `value` is None where the digits cannot be read as one number; `flags` then says `ambiguous`. `ordinal` marks 第N,
    `part` the ends of a printed range. `start..end` runs from the first digit to the end of the unit.
    """

    value: Decimal | None
    unit: str | None
    text: str
    start: int
    end: int
    numeral: Numeral = "arabic"
    measure: str | None = None
    scale: int = 0
    sort: str | None = None
    hedge: Hedge | None = None
    hedge_start: int = -1
    hedge_end: int = -1
    ordinal: bool = False
    part: Literal["low", "high"] | None = None
    flags: tuple[str, ...] = ()


class Measures(Struct, frozen=True):
    """The measure words with their sorts, the hedges, and the patterns made of them."""

    sorts: dict[str, str]
    before: re.Pattern[str]
    after: re.Pattern[str]
    before_hedge: dict[str, Hedge]
    after_hedge: dict[str, Hedge]
    inside_hedge: dict[str, Hedge]
    before_ends: frozenset[str]
    after_starts: frozenset[str]
    unit: re.Pattern[str]
    number: re.Pattern[str]


def _longest(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))


@cache
def load_measures() -> Measures:
    """The measure words and hedges of the codebook, compiled once."""
    folder = Path(__file__).resolve().parent / "codebook"
    with (folder / "measures.csv").open(encoding="utf-8", newline="") as file:
        sorts = {row["measure"]: row["sort"] for row in csv.DictReader(file)}
    with (folder / "hedges.csv").open(encoding="utf-8", newline="") as file:
        hedges = list(csv.DictReader(file))
    at: dict[str, dict[str, Hedge]] = {
        place: {row["word"]: row["hedge"] for row in hedges if row["position"] == place}  # type: ignore[misc]
        for place in ("before", "inside", "after")
    }
    inside, measure = _longest(list(at["inside"])), _longest(list(sorts))
    unit = (
        rf"(?:[①-⑳]|\[\d{{1,2}}\])? ?(?:个(?=[多余]?亿(?!元?[级企大乡产村镇项工园])))?(?P<in1>{inside})?"
        rf"(?P<scale>万亿|千亿|百亿|亿|千万|百万|十万|万|千(?!米|瓦|克|兆)|百(?!分))?(?P<in2>{inside})?(?P<again>(?<=[千百十][余多])万)?"
        rf"(?P<measure>{measure})?(?P<per>(?:/(?:[一-龥]{{1,3}}|[A-Za-z]{{1,4}}\b)(?:·[一-龥]{{1,2}})*|·[人生年月]|每[人生班年月周天](?:每[人生班年月周天])?))?"
    )
    # More groups than these are a list of numbers, and each would be tried anew from each.
    digits = r"\d+(?: ?[.,] ?\d+| \d+|\?\d+){0,12}"
    side = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+(?: ?\. ?\d+)?)"  # of a ratio: what a comma parts from 18:1 is another number
    fraction = rf"(?:百|千|{CHINESE}+|\d+)分之(?:{CHINESE}+(?:点{CHINESE}+)?|\d+(?:\.\d+)?)"
    number = (
        r"(?<![A-Za-z0-9])(?P<masked>[xX×＊]{2,}|_{2,})(?=[一-龥%])|"
        rf"(?P<ratio>{side}(?::{side})+|\d+(?:\.\d+)?比\d+(?:\.\d+)?)|(?P<fraction>{fraction}|(?<![\d/.])\d{{1,2}}/\d{{1,3}}(?![\d/]))"
        rf"|(?P<tenths>(?:[一二两三四五六七八九]|(?<!\d)\d)成(?:[一二三四五六七八九](?!种|个|套)|半)?(?![立功果效员为长熟绩都交品人份]))"
        rf"|(?P<half>一半|半数|过半|(?<=近)半(?=[,。;、)]|$))|(?P<digits>{digits})|(?<![几数唯统进同逐之任零一二两三四五六七八九十百千万])(?P<chinese>{CHINESE}+(?:点[零一二三四五六七八九]+)?)"
    )
    return Measures(
        sorts,
        re.compile(rf"(?<![签违契条预节公特])(?:{_longest(list(at['before']))})$"),  # 签约35人
        re.compile(rf" ?(?:{_longest(list(at['after']))})(?!(?<=多)[一-龥]{{0,4}}\d)"),  # 756人|多招46人: how many more, no hedge
        at["before"],
        at["after"],
        at["inside"],
        frozenset(word[-1] for word in at["before"]),
        frozenset({" ", *(word[0] for word in at["after"])}),
        re.compile(unit),
        re.compile(number),
    )


def scan_quantities(text: str) -> list[Quantity]:
    """Every number in normalised text, in order: Arabic ones always, Chinese ones where a measure word follows."""
    measures = load_measures()
    found = list(_scan(text, measures))
    return _join_ranges(text, found)


def _scan(text: str, measures: Measures) -> Iterator[Quantity]:
    at = 0
    while begin := _BEGIN.search(text, at):
        match = measures.number.match(text, begin.start())
        if match is None:
            at = begin.end()
            continue
        quantity = _read(text, match, measures)
        if quantity is None:
            at = match.start() + 1 if match.lastgroup != "chinese" else match.end()
            continue
        at = max(quantity.end, match.start() + 1)
        yield _hedged(text, quantity, measures)


def _read(text: str, match: re.Match[str], measures: Measures) -> Quantity | None:
    kind = match.lastgroup
    if kind == "ratio":
        return _read_ratio(text, match)
    if kind in ("fraction", "tenths", "half"):
        return _read_share(text, match, kind)
    start, ordinal = match.start(), text[max(0, match.start() - 1) : match.start()] == "第"
    if kind == "masked":
        unit = measures.unit.match(text, match.end())
        found = _with_unit(text, start, match.end(), None, ("masked",), unit, measures, False)
        return found if found.unit is not None else None
    if kind == "chinese":
        return _read_chinese(text, match, measures, ordinal)
    unit = measures.unit.match(text, match.end())
    assert unit is not None
    scaled = bool(unit["scale"]) or unit["measure"] in ("%", "‰")
    value, length, flags = read_arabic(match.group(), scaled)
    if length < len(match.group()):
        end = start + length
        return _with_unit(text, start, end, value, flags, measures.unit.match(text, end), measures, ordinal)
    long = _myriads(text, match, value, unit, measures)
    return long or _with_unit(text, start, match.end(), value, flags, unit, measures, ordinal)


def _myriads(text: str, match: re.Match[str], value: Decimal | None, unit: re.Match[str], measures: Measures) -> Quantity | None:
    """`1亿3600万`, `12万3456人`: two scales in one number; the value is then whole."""
    tail = _SECOND_SCALE.match(text, unit.end("scale")) if unit["scale"] in ("亿", "万") and not unit["in2"] else None
    if tail is None or value is None or value != value.to_integral() or unit["measure"] or (unit["scale"] == "亿") != bool(tail[2]):
        return None
    if unit["scale"] == "万" and len(tail[1]) < 3:
        return None
    total = value * 10 ** SCALES[unit["scale"]] + Decimal(tail[1]) * (10000 if tail[2] else 1)
    return _with_unit(text, match.start(), tail.end(), total, (), measures.unit.match(text, tail.end()), measures, False)


def _with_unit(
    text: str,
    start: int,
    end: int,
    value: Decimal | None,
    flags: tuple[str, ...],
    unit: re.Match[str] | None,
    measures: Measures,
    ordinal: bool,
) -> Quantity:
    assert unit is not None
    measure, scale = unit["measure"], (unit["scale"] or "") + (unit["again"] or "")
    inside = unit["in1"] or unit["in2"]
    printed = measure or scale
    sign = _sign(text, start) if printed or not ordinal else ""
    value, start = -value if sign == "-" and value is not None else value, start - len(sign)
    if not printed:
        if not (inside and inside in ("余", "多")):
            return Quantity(value=value, unit=None, text=text[start:end], start=start, end=end, flags=flags, ordinal=ordinal)
        stop = unit.end("in1") if unit["in1"] else unit.end("in2")
        return Quantity(
            value=value, unit=None, text=text[start:stop], start=start, end=stop, flags=flags, hedge=measures.inside_hedge[inside]
        )
    per = (unit["per"] or "") if measure else ""
    stop = (
        unit.end("per") if per else unit.end("measure") if measure else max(unit.end("scale"), unit.end("in2"), unit.end("again"))
    )
    per = re.sub("每", "·", re.sub("^每", "/", per)) if per else ""
    if measure and "多" in measure:
        inside, measure = "多", measure.replace("多", "")
    return Quantity(
        value=value,
        unit=scale + (measure or "") + per,
        text=text[start:stop],
        start=start,
        end=stop,
        measure=(measure or "") + per or None,
        scale=SCALES.get(scale, 0),
        sort=measures.sorts[measure] if measure else None,
        hedge=measures.inside_hedge[inside] if inside else None,
        flags=flags,
        ordinal=ordinal,
    )


def _sign(text: str, start: int) -> str:
    """The plus or minus before a number, empty where it joins the number to something."""
    if start == 0 or text[start - 1] not in "+-":
        return ""
    return text[start - 1] if start == 1 or text[start - 2] in "为是:(,、和与化动减降率长幅达 " else ""


def _read_ratio(text: str, match: re.Match[str]) -> Quantity | None:
    parts = re.split(r":|比", match.group())
    values = [read_arabic(part, False) for part in parts]
    if any(value is None or length < len(part) for (value, length, _), part in zip(values, parts, strict=True)):
        return None
    first, rest = values[0][0], [str(value) for value, _, _ in values[1:]]
    assert first is not None
    value, unit = (Decimal(rest[0]), "1:") if len(rest) == 1 and first == 1 and rest[0] != "1" else (first, ":" + ":".join(rest))
    return Quantity(
        value=value,
        unit=unit,
        text=match.group(),
        start=match.start(),
        end=match.end(),
        numeral="ratio",
        measure=unit,
        sort="ratio",
    )


def _read_share(text: str, match: re.Match[str], kind: str) -> Quantity | None:
    printed = match.group()
    value: Decimal | None
    numeral: Numeral
    if kind == "half":
        value, numeral = Decimal(50), "fraction"
    elif kind == "tenths":
        whole = _number(printed[0])
        rest = Decimal(5) if printed.endswith("半") else (_number(printed[2:]) if len(printed) > 2 else Decimal(0))
        value, numeral = (None if whole is None or rest is None else whole * 10 + rest), "tenths"
    else:
        below, above = printed.split("分之") if "分之" in printed else reversed(printed.split("/"))
        bottom, top = _number(below), _number(above)
        if bottom is None or top is None or bottom <= 1 or (top >= bottom and "分之" not in printed):
            return None
        with localcontext() as context:
            context.prec = 28
            value = top * 100 / bottom
            value = top if bottom == 100 else value if value == value.quantize(Decimal("0.01")) else value.quantize(Decimal("0.01"))
        numeral = "percent" if bottom == 100 else "fraction"
        value = value.normalize() if value != value.to_integral() and numeral == "fraction" else value
        value = value.quantize(Decimal(1)) if value == value.to_integral() else value
    unit = "%"
    return Quantity(
        value=value, unit=unit, text=printed, start=match.start(), end=match.end(), numeral=numeral, measure="%", sort="share"
    )


def _number(printed: str) -> Decimal | None:
    return Decimal(printed) if printed[0].isascii() else read_chinese(printed)


def _read_chinese(text: str, match: re.Match[str], measures: Measures, ordinal: bool) -> Quantity | None:
    """A Chinese numeral is a quantity only with a measure word, a scale before 余/多, or as an ordinal."""
    printed, start = match.group(), match.start()
    unit = measures.unit.match(text, match.end())
    assert unit is not None
    if (not ordinal and not unit["measure"]) or printed in ("零", "〇", "○"):
        return None
    if printed[0] in "万亿" and not unit["in1"] and text[start - 1 : start] not in _HEDGED_SCALE:
        return None  # (万元) is a unit, 近万人 a number
    head = _SPOKEN_SCALE.fullmatch(printed)
    end = match.end()
    if head and unit["measure"] and not unit["in1"]:
        value = read_chinese(head[1])
        again = measures.unit.match(text, match.start() + len(head[1]))
        if value is not None and again is not None and again["measure"]:
            made = _with_unit(text, start, start + len(head[1]), value, (), again, measures, ordinal)
            return replace(made, numeral="chinese")
    value = read_chinese(printed)
    flags: tuple[str, ...] = ()
    if value is None:
        if not unit["measure"]:
            return None
        flags = ("ambiguous",)
    return replace(_with_unit(text, start, end, value, flags, unit, measures, ordinal), numeral="chinese")


def _hedged(text: str, quantity: Quantity, measures: Measures) -> Quantity:
    """The quantity with the hedge printed before or after it; one inside it wins."""
    if quantity.hedge is not None:
        return quantity
    led = text[quantity.start - 1 : quantity.start] in measures.before_ends
    before = measures.before.search(text, max(0, quantity.start - 4), quantity.start) if led else None
    followed = text[quantity.end : quantity.end + 1] in measures.after_starts
    before = before or _UP_IN.match(text, quantity.start - 1)
    word = before or (measures.after.match(text, quantity.end) if followed else None)
    if word is None:
        return quantity
    hedges = {"上": "over", **measures.before_hedge} if before else measures.after_hedge
    return replace(quantity, hedge=hedges[word.group().strip()], hedge_start=word.start(), hedge_end=word.end())


def _join_ranges(text: str, found: list[Quantity]) -> list[Quantity]:
    """`3000-5000元`, `36至45岁`: the first end takes the unit of the second."""
    for i in range(len(found) - 1):
        one, two = found[i], found[i + 1]
        between = text[one.end : two.start]
        if between not in ("-", "—", "——", "~", "至", "到", "--") or two.numeral == "ratio" or one.numeral == "ratio":
            continue
        if one.value is None or two.value is None or one.ordinal or one.part:
            continue
        if (one.unit is None and two.unit is None) or (one.unit is not None and one.unit != two.unit and one.measure is not None):
            continue
        if one.unit is None or one.measure is None:
            scale = one.scale or two.scale
            unit = (one.unit or two.unit) if one.unit is None else one.unit + (two.measure or "")
            one = replace(one, unit=unit, measure=two.measure, scale=scale, sort=two.sort)
        found[i], found[i + 1] = replace(one, part="low"), replace(two, part="high")
    return found


def find_quantities(text: str) -> list[Quantity]:
    """Every quantity in printed text, with offsets into it.

    >>> [(str(q.value), q.unit, q.hedge) for q in find_quantities("投入约１.２万元，培训3000余人次，近八成就业")]
    [('1.2', '万元', 'about'), ('3000', '人次', 'over'), ('80', '%', 'nearly')]
    """
    normal = normalise(text)
    found = []
    for quantity in scan_quantities(normal.text):
        start, end = normal.origin(quantity.start, quantity.end)
        low, high = normal.origin(quantity.hedge_start, quantity.hedge_end) if quantity.hedge_start >= 0 else (-1, -1)
        found.append(replace(quantity, start=start, end=end, text=text[start:end], hedge_start=low, hedge_end=high))
    return found


def parse_quantity(text: str) -> Quantity | None:
    """The one quantity a cell or phrase consists of (with its hedge), or None where it is anything else.

    >>> q = parse_quantity("98．71％"); str(q.value), q.unit
    ('98.71', '%')
    >>> parse_quantity("4651,60").flags
    ('ambiguous',)
    >>> parse_quantity("第3章") is None, parse_quantity("-") is None
    (True, True)
    """
    found = find_quantities(text)
    if len(found) != 1 or found[0].ordinal:
        return None
    one = found[0]
    edges = [one.start, one.end] + ([one.hedge_start, one.hedge_end] if one.hedge_start >= 0 else [])
    rest = text[: min(edges)] + text[max(edges) :]
    return one if not rest.strip() else None


_PRINTED: dict[Hedge, tuple[str, str]] = {
    "about": ("约", ""),
    "nearly": ("近", ""),
    "over": ("超", ""),
    "under": ("不足", ""),
    "up_to": ("不超过", ""),
}


def print_quantity(quantity: Quantity) -> str:
    """The quantity in plain printed form; reading it gives value, unit and hedge again.

    >>> print_quantity(parse_quantity("两千余人"))
    '超2000人'
    """
    if quantity.value is None:
        return quantity.text
    before, after = _PRINTED[quantity.hedge] if quantity.hedge else ("", "")
    unit = quantity.unit or ""
    value = f"{quantity.value:f}"
    return before + ("1:" + value if unit == "1:" else value + unit) + after
