"""What a printed number can mean: 4.6 is anything from 4.55 to 4.65; arithmetic keeps both ends."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct


class Interval(Struct, frozen=True):
    """All values a printed number may stand for, both ends included.

    >>> Interval(Decimal("4.55"), Decimal("4.65")).overlaps(Interval(Decimal("4.6"), Decimal("4.6")))
    True
    """

    low: Decimal
    high: Decimal

    def overlaps(self, other: Interval) -> bool:
        """Whether both may be the same value."""
        return self.low <= other.high and other.low <= self.high

    def gap(self, other: Interval) -> Decimal:
        """How far apart the two are; 0 where they overlap."""
        return max(self.low - other.high, other.low - self.high, Decimal(0))

    def plus(self, other: Interval) -> Interval:
        """The sum."""
        return Interval(self.low + other.low, self.high + other.high)

    def minus(self, other: Interval) -> Interval:
        """The difference."""
        return Interval(self.low - other.high, self.high - other.low)

    def times(self, factor: Decimal) -> Interval:
        """The product with an exact number."""
        ends = (self.low * factor, self.high * factor)
        return Interval(min(ends), max(ends))

    def over(self, other: Interval) -> Interval | None:
        """The quotient, or None where the divisor may be zero or negative.

        >>> Interval(Decimal(1), Decimal(1)).over(Interval(Decimal(0), Decimal(2))) is None
        True
        """
        if other.low <= 0:
            return None
        ends = (self.low / other.low, self.low / other.high, self.high / other.low, self.high / other.high)
        return Interval(min(ends), max(ends))


def last_place(value: Decimal) -> Decimal:
    """One unit of the last printed digit.

    >>> last_place(Decimal("3.20")), last_place(Decimal("45"))
    (Decimal('0.01'), Decimal('1'))
    """
    exponent = value.as_tuple().exponent
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) and exponent < 0 else Decimal(1)


def round_place(value: Decimal) -> Decimal:
    """One unit of the last digit that is not zero, for numbers told in round figures.

    >>> round_place(Decimal("3500")), round_place(Decimal("7.2"))
    (Decimal('1E+2'), Decimal('0.1'))
    """
    if value == 0:
        return Decimal(1)
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(1)


def widen(value: Decimal, half: Decimal, hedge: str | None) -> Interval:
    """The values a number may stand for, given half a unit of its last digit and its hedge.

    >>> widen(Decimal(60), Decimal(0), "over")
    Interval(low=Decimal('60'), high=Decimal('70'))
    """
    if hedge is None:
        return Interval(value - half, value + half)
    room = max(round_place(value), half * 2, abs(value) / 50)
    low = value if hedge == "over" else value - room
    high = value if hedge in {"under", "nearly", "up_to"} else value + room
    return Interval(low, high)
