"""How one printed number may have become another: digits swapped, one digit mistyped, a shifted decimal point."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

Slip = Literal["swapped_digits", "one_digit", "scale", "lost_digit", "last_digit"]


def digits(value: Decimal, decimals: int) -> str:
    """The digits of a value printed with so many decimals, without its point."""
    return f"{abs(value):.{decimals}f}".replace(".", "")


def decimals(value: Decimal) -> int:
    """How many decimals a value is printed with."""
    exponent = value.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def find_slip(stated: Decimal, expected: Decimal) -> Slip | None:
    """What turns `expected`, printed as precisely as `stated`, into `stated`; None where no single slip does.

    Numbers of fewer than three digits say too little: only swapped digits count there.

    >>> find_slip(Decimal("5260"), Decimal("5206")), find_slip(Decimal("7.32"), Decimal("6.3161"))
    ('swapped_digits', 'one_digit')
    >>> find_slip(Decimal("265"), Decimal("26.5")), find_slip(Decimal("460"), Decimal("384"))
    ('scale', None)
    >>> find_slip(Decimal("23.07"), Decimal("23.0769"))
    'last_digit'
    """
    if stated == expected or expected == 0 or stated == 0 or (stated < 0) != (expected < 0):
        return None
    ratio = stated / expected
    if any(
        abs(ratio / factor - 1) < Decimal("0.001")
        for factor in map(Decimal, ("10", "100", "1000", "10000", "0.1", "0.01", "0.001", "0.0001"))
    ):
        return "scale"
    places = decimals(stated)
    if places and abs(stated - expected) <= Decimal(1).scaleb(-places):
        return "last_digit"
    here, there = digits(stated, places), digits(expected, places)
    if len(here) == len(there):
        differing = [i for i, (a, b) in enumerate(zip(here, there, strict=True)) if a != b]
        if len(differing) == 2 and here[differing[0]] == there[differing[1]] and here[differing[1]] == there[differing[0]]:
            return "swapped_digits"
        if len(differing) == 1 and len(here.lstrip("0")) >= 3:
            return "one_digit"
        return None
    longer, shorter = (here, there) if len(here) > len(there) else (there, here)
    if (
        len(longer) - len(shorter) == 1
        and len(shorter) >= 3
        and any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))
    ):
        return "lost_digit"
    return None
