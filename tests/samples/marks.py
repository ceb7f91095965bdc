"""Marked numbers in a source: `⟦1,205人|在校生数⟧` prints 1,205人 and says what it measures.

Behind the bar stand the name and then fields: `value unit kind year period hedge qualifier subject parent missing of required or`
(`required=no` where missing it is no loss, `or=2021` for a year that is as fair). What is not given is read off the printed
characters and the report's defaults. `y=2023` is short for the calendar year, `s=2023` for the school year that ends in it,
`c=2023` for the class of 2023.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

OPEN, CLOSE = "⟦", "⟧"
KINDS = {"count", "amount", "share", "ratio", "rate", "growth", "change", "per_capita", "rank", "score", "other"}
FIELDS = (
    "name",
    "value",
    "unit",
    "year",
    "period",
    "kind",
    "hedge",
    "qualifier",
    "subject",
    "parent",
    "missing",
    "of",
    "required",
    "or",
)
SHORT = {"y": "{y}", "s": "{b}-{y}学年", "c": "{y}届"}
NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
AMOUNTS = {"元", "万元", "亿元", "亩", "平方米", "万平方米", "㎡", "万㎡", "m2", "万m2", "万立方米"}
SHARES = ("占比", "比例", "份额")


class Fault(Exception):
    """A source that cannot be rendered; the message names file and line."""


@dataclass(frozen=True)
class Mark:
    """One marked number: what is printed, and what it says."""

    printed: str
    fields: dict[str, str] = field(hash=False)


Part = str | Mark


def read_parts(text: str, defaults: dict[str, str], where: str) -> list[Part]:
    """Plain text and marks in order.

    >>> read_parts("有⟦12名|教师数⟧。", {"y": "2024"}, "x")[1].fields["unit"]
    '名'
    """
    out: list[Part] = []
    for bit in re.split(f"({OPEN}[^{CLOSE}]*{CLOSE})", text):
        if bit.startswith(OPEN) and bit.endswith(CLOSE):
            out.append(read_mark(bit[1:-1], defaults, where))
        elif OPEN in bit or CLOSE in bit:
            raise Fault(f"{where}: a mark is not closed: {bit[:40]}")
        elif bit:
            out.append(bit)
    return out


def read_mark(body: str, defaults: dict[str, str], where: str) -> Mark:
    printed, bar, rest = body.partition("|")
    if not bar:
        raise Fault(f"{where}: no | in {OPEN}{body}{CLOSE}")
    given: dict[str, str] = {}
    for bit in rest.split(";"):
        key, eq, value = bit.partition("=")
        if not eq:
            key, value = "name", bit
        if key not in FIELDS and key not in SHORT:
            raise Fault(f"{where}: unknown field {key!r} in {OPEN}{body}{CLOSE}")
        given[key] = value
    return Mark(printed, completed(printed, given, defaults, where))


def completed(printed: str, given: dict[str, str], defaults: dict[str, str], where: str) -> dict[str, str]:
    """The fields with what the printed characters and the report's defaults add."""
    out = {key: value for key, value in given.items() if key in FIELDS}
    if "name" not in out:
        raise Fault(f"{where}: {printed!r} has no name")
    when = next((key for key in SHORT if key in given), None)
    if "year" not in out:
        source = given if when else defaults
        when = when or next(key for key in SHORT if key in defaults)
        out["year"] = source[when]
        out.setdefault("period", SHORT[when].format(y=source[when], b=int(source[when]) - 1))
    if "missing" not in out:
        plain = unicodedata.normalize("NFKC", printed)
        number = NUMBER.search(plain)
        if "value" not in out:
            if number is None:
                raise Fault(f"{where}: {printed!r} has no value")
            out["value"] = number.group().replace(",", "")
        try:
            Decimal(out["value"])
        except InvalidOperation:
            raise Fault(f"{where}: {out['value']!r} is no number") from None
        if "unit" not in out:
            out["unit"] = re.sub(r"[余多几\s]", "", plain[number.end() :]) if number else ""
    out.setdefault("unit", "")
    out.setdefault("kind", kind_of(out["name"], out["unit"]))
    if out["kind"] not in KINDS | {""}:
        raise Fault(f"{where}: unknown kind {out['kind']!r}")
    return out


def kind_of(name: str, unit: str) -> str:
    """The usual kind of a name and unit; whatever is unusual is marked with `kind=`."""
    if unit == "%":
        return "share" if name.endswith(SHARES) else "rate"
    if unit == "个百分点":
        return "change"
    if re.search("[生人户亩]均", name):
        return "per_capita"
    return "amount" if unit in AMOUNTS else "count"


def plain(parts: list[Part]) -> str:
    return "".join(part if isinstance(part, str) else part.printed for part in parts)
