"""Intervals and slips hold for any number."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from extract.check.interval import Interval, widen
from extract.check.slip import find_slip, is_scaled
from extract.codebook import load_codebook
from tests.evaluation.faults import change_digit, swap_digits

numbers = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("1e8"), places=2)
spans = st.tuples(numbers, numbers).map(lambda pair: Interval(min(pair), max(pair)))


@given(spans, spans)
def test_overlap_is_mutual_and_gap_is_its_opposite(one: Interval, other: Interval) -> None:
    assert one.overlaps(other) == other.overlaps(one) == (one.gap(other) == 0)


@given(numbers, numbers)
def test_a_quotient_of_printed_numbers_holds_the_exact_one(part: Decimal, whole: Decimal) -> None:
    half = Decimal("0.005")
    found = widen(part, half, None).over(widen(whole, half, None))
    assert found is not None
    assert found.low <= part / whole <= found.high


@given(numbers, st.sampled_from(["about", "over", "under", "nearly", "up_to", None]))
def test_a_hedged_number_may_still_be_itself(value: Decimal, hedge: str | None) -> None:
    found = widen(value, Decimal("0.005"), hedge)
    assert found.low <= value <= found.high


@given(st.integers(min_value=1000, max_value=10**7).map(Decimal))
def test_a_seeded_slip_is_found(value: Decimal) -> None:
    assert is_scaled(value * 10, value) or len(value.normalize().as_tuple().digits) < 2
    swapped = swap_digits(value)
    if swapped is not None and swapped != value:
        assert find_slip(swapped, value) in {"swapped_digits", "one_digit"}
    changed = change_digit(value)
    assert changed is not None
    assert find_slip(changed, value) == "one_digit"


def test_formulas_name_known_indicators() -> None:
    codebook = load_codebook()
    for formula in codebook.audit.formulas:
        for expression in (formula.result, *formula.parts, *formula.bases):
            for term in expression.split("+"):
                name = term.split("*")[-1].strip()
                assert "." not in name or name in codebook.indicators, f"{formula.formula_id}: {name}"


def test_every_code_has_both_sentences() -> None:
    for code, sentence in load_codebook().audit.messages.items():
        assert sentence.en.strip(), code
        assert sentence.zh.strip(), code
        assert code.split(".")[0] in {"check", "across"}
