"""Units: how a stated unit is written, what it measures, and the factor to the canonical one."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from msgspec import Struct

from extract.codebook.table import FOLDER, CodebookError, read_table

__all__ = ["Unit", "Units", "convert", "load_units"]


class Unit(Struct, frozen=True, kw_only=True):
    """One printed unit; `factor` times its value is the value in `canonical`, written `10000` or `2000/3`."""

    unit: str
    dimension: str
    canonical: str
    factor: str

    @property
    def ratio(self) -> Fraction:
        """The factor, exact."""
        return Fraction(self.factor)


Units = dict[str, Unit]


def load_units(folder: Path = FOLDER) -> Units:
    """Units by their printed form. Raises `CodebookError` with file and line where a row contradicts another."""
    units: Units = {}
    rows = read_table(folder / "units.csv", Unit)
    for line, row in rows:
        if row.unit in units:
            raise CodebookError(f"units.csv:{line}: the unit {row.unit} is there already")
        try:
            if row.ratio <= 0:
                raise ValueError
        except (ValueError, ZeroDivisionError) as error:
            raise CodebookError(f"units.csv:{line}: {row.factor} is no positive number or fraction") from error
        units[row.unit] = row
    for line, row in rows:
        home = units.get(row.canonical)
        if home is not None and home.dimension != row.dimension:
            raise CodebookError(f"units.csv:{line}: {row.unit} measures {row.dimension}, but {row.canonical} {home.dimension}")
    return units


def convert(value: Decimal, unit: Unit, target: Unit) -> Decimal | None:
    """`value` in `target`'s unit, exact or to ten significant decimals; None where the two measure different things.

    >>> convert(Decimal("1.5"), Unit(unit="万元", dimension="money", canonical="元", factor="10000"),
    ...         Unit(unit="元", dimension="money", canonical="元", factor="1"))
    Decimal('15000')
    """
    if unit.dimension != target.dimension:
        return None
    scale = unit.ratio / target.ratio
    if scale == 1:
        return value
    product = Fraction(value) * scale
    exact = Decimal(product.numerator) / Decimal(product.denominator)
    if Fraction(exact) != product:
        exact = exact.quantize(Decimal("0.01"))
    plain = exact.normalize()
    return plain.quantize(Decimal(1)) if plain == plain.to_integral() else plain
