"""Printed periods: cases as data, and what relative ones mean in a report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from extract.period import calendar_year, cohort, default_period, find_periods, resolve, school_year, shift_period

CASES: dict[str, list[list[Any]]] = yaml.safe_load((Path(__file__).parent / "cases" / "period.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("text", "expected"), list(CASES.items()), ids=[str(text) for text in CASES])
def test_reads(text: str, expected: list[list[Any]]) -> None:
    found = find_periods(text)
    assert [
        [f.text, f.period.label if f.period else None, f.period.kind if f.period else None, f.period.year if f.period else None]
        for f in found
    ] == expected
    assert all(text[f.start : f.end] == f.text for f in found)


@pytest.mark.parametrize(
    ("words", "own", "label"),
    [
        ("上年", school_year(2024), "2022-2023学年"),
        ("上年", calendar_year(2021), "2020"),
        ("去年同期", cohort(2023), "2022届"),
        ("上届", cohort(2023), "2022届"),
        ("上一学年", school_year(2024), "2022-2023学年"),
        ("本年度", school_year(2024), "2023-2024学年"),
        ("近三年", calendar_year(2023), "2021-2023"),
        ("5年来", calendar_year(2023), "2018-2023"),
    ],
)
def test_relative_periods_are_read_against_the_report(words: str, own: Any, label: str) -> None:
    period = resolve(find_periods(words)[0], own, own)
    assert period is not None
    assert period.label == label


def test_without_a_period_of_its_own_a_report_resolves_nothing() -> None:
    assert resolve(find_periods("上年")[0], None) is None


@pytest.mark.parametrize(
    ("start", "end", "year", "label"),
    [
        ("2023-09-01", "2024-08-31", 2024, "2023-2024学年"),
        ("2023-01-01", "2023-12-31", 2024, "2023"),
        (None, "2024-08-31", 2024, "2024-08-31"),
        (None, None, 2019, "2019"),
    ],
)
def test_the_reports_own_period(start: str | None, end: str | None, year: int, label: str) -> None:
    period = default_period(start, end, year)
    assert period is not None
    assert period.label == label


@given(st.integers(min_value=1950, max_value=2090), st.integers(min_value=-9, max_value=9))
def test_shifting_there_and_back(year: int, years: int) -> None:
    for period in (school_year(year), calendar_year(year), cohort(year)):
        assert shift_period(shift_period(period, years), -years) == period


@given(st.text(alphabet="0123456789年月日学届度—-~至底截“十三五”近来上 ", max_size=30))
def test_any_text_keeps_its_place(text: str) -> None:
    for found in find_periods(text):
        assert text[found.start : found.end] == found.text
