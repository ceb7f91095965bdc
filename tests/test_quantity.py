"""Printed quantities: cases as data, and what must hold for all of them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from extract.numeral import read_chinese
from extract.quantity import Quantity, find_quantities, load_measures, parse_quantity, print_quantity

CASES: dict[str, list[list[Any]]] = yaml.safe_load((Path(__file__).parent / "cases" / "quantity.yaml").read_text(encoding="utf-8"))
# 个多月 is 个月 with a hedge inside, no unit of its own.
UNITS = sorted(measure for measure in load_measures().sorts if "多" not in measure)


@pytest.mark.parametrize(("text", "expected"), list(CASES.items()), ids=list(CASES))
def test_reads(text: str, expected: list[list[Any]]) -> None:
    found = find_quantities(text)
    assert [(q.text, q.value, q.unit) for q in found] == [
        (printed, None if value is None else Decimal(str(value)), unit) for printed, value, unit, *_ in expected
    ]
    for quantity, (_, _, _, *more) in zip(found, expected, strict=True):
        assert quantity.hedge == (more[0] if more else None)
        assert list(quantity.flags) == (more[1] if len(more) > 1 else [])
        assert text[quantity.start : quantity.end] == quantity.text


VALUES = st.decimals(min_value=0, max_value=10**9, places=3, allow_nan=False, allow_infinity=False)


@given(
    VALUES, st.sampled_from(["", "万", "亿"]), st.sampled_from(UNITS), st.sampled_from([None, "about", "nearly", "over", "under"])
)
def test_what_is_printed_reads_back(value: Decimal, scale: str, measure: str, hedge: Any) -> None:
    if measure.startswith(("万", "千", "百", "亿")) or (scale and measure in ("%", "‰")):
        scale = ""
    quantity = Quantity(value=value, unit=scale + measure, text="", start=0, end=0, hedge=hedge)
    again = parse_quantity(print_quantity(quantity))
    assert again is not None
    assert again.value == value
    assert again.unit is not None
    assert again.hedge == hedge or (hedge is None and again.hedge == "over")
    assert again.unit == scale + measure


@given(st.integers(min_value=1, max_value=99_999_999))
def test_chinese_numerals_count(number: int) -> None:
    assert read_chinese(spell(number)) == number


def spell(number: int) -> str:
    """A number in Chinese, as it is spoken."""
    if number >= 10_000:
        head, tail = divmod(number, 10_000)
        return spell(head) + "万" + ("" if not tail else ("零" if tail < 1000 else "") + spell(tail))
    out, pending = "", False
    for unit, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            out += ("零" if pending and out else "") + "零一二三四五六七八九"[digit] + word
            pending = False
        elif out:
            pending = True
    return out


@given(st.text(alphabet="0123456789,. %万亿人个第约余近至-~:：（）。，一二三十百千成半分之多点\n", max_size=40))
def test_any_text_is_read_without_losing_its_place(text: str) -> None:
    for quantity in find_quantities(text):
        assert text[quantity.start : quantity.end] == quantity.text
        assert quantity.start < quantity.end


@pytest.mark.parametrize("text", ["", "第3章", "-", "合计", "2.5 3.5", "约"])
def test_no_single_quantity(text: str) -> None:
    assert parse_quantity(text) is None
