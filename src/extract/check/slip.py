"""How one printed number may have become another: digits swapped, one digit mistyped, a shifted decimal point."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from itertools import combinations
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
    if is_scaled(stated, expected):
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


def is_scaled(stated: Decimal, expected: Decimal) -> bool:
    """Whether two values have the same digits and only the point stands elsewhere; the expected one may be longer.

    >>> is_scaled(Decimal("265"), Decimal("26.5")), is_scaled(Decimal("1248"), Decimal("12486"))
    (True, False)
    """
    mine = abs(stated).normalize()
    places = len(mine.as_tuple().digits)
    theirs = Context(prec=max(places, 3), rounding=ROUND_HALF_UP).create_decimal(abs(expected)).normalize()
    apart = mine.adjusted() - theirs.adjusted()
    return places >= 2 and 0 < abs(apart) <= 4 and mine.as_tuple().digits == theirs.as_tuple().digits


def undo_slips(value: Decimal) -> list[Decimal]:
    """The numbers that swapped digits or a shifted point may have turned into this one.

    >>> [str(n) for n in undo_slips(Decimal("214"))]
    ['124', '412', '241', '21.4', '2140']
    """
    sign, printed, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    found = []
    for i, j in combinations(range(len(printed)), 2):
        if printed[i] != printed[j] and (i or printed[j]):
            swapped = list(printed)
            swapped[i], swapped[j] = swapped[j], swapped[i]
            found.append(Decimal((sign, tuple(swapped), exponent)))
    return [*found, value / 10, value * 10]
