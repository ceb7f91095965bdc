"""Indicators and their names: what is measured, in which unit, and the words that reports use for it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Literal

from msgspec import Struct

from extract.codebook.table import FOLDER, CodebookError, read_table
from extract.codebook.units import Units
from extract.model import Kind, Level

__all__ = ["Alias", "Indicator", "load_aliases", "load_indicators"]

Education = Literal["secondary", "higher", "undergraduate_vocational"]


class Indicator(Struct, frozen=True, kw_only=True):
    """One thing that is measured; `low..high` is the plausible range in the canonical `unit`, blank where there is none.

    `levels` are the kinds of education that report it, or `enterprise` where only firms do; blank is all.
    `first_year..last_year` are the data years it is known for.
    """

    indicator_id: str
    name_zh: str
    name_en: str
    definition: str
    kind: Kind
    unit: str | None = None
    parent_id: str | None = None
    denominator_id: str | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    first_year: int | None = None
    last_year: int | None = None
    levels: tuple[Education | Literal["enterprise"], ...] = ()


class Alias(Struct, frozen=True, kw_only=True):
    """Words that mean an indicator; the other columns say where: report levels, form, printed parent, unit, data years.

    `scope` is `table` for words too short to mean the indicator by themselves in running text (专业, 本科), `cell` for words that
    mean it in a table alone (中级, 就业地域), else blank.
    """

    alias: str
    indicator_id: str
    level: tuple[Level, ...] = ()
    form: str | None = None
    parent: str | None = None
    unit: str | None = None
    first_year: int | None = None
    last_year: int | None = None
    scope: Literal["table", "cell"] | None = None


def load_indicators(units: Units, folder: Path = FOLDER) -> dict[str, Indicator]:
    """Indicators by id, in file order. Raises `CodebookError` with file and line."""
    rows = read_table(folder / "indicators.csv", Indicator)
    found: dict[str, Indicator] = {}
    names: dict[str, str] = {}
    canonical = {unit.canonical for unit in units.values()}
    for line, row in rows:
        where = f"indicators.csv:{line}"
        if row.indicator_id in found:
            raise CodebookError(f"{where}: the indicator {row.indicator_id} is there already")
        if row.name_zh in names:
            raise CodebookError(f"{where}: the name {row.name_zh} belongs to {names[row.name_zh]} already")
        if row.unit is not None and row.unit not in canonical:
            raise CodebookError(f"{where}: {row.unit} is no canonical unit of units.csv")
        if row.first_year is not None and row.last_year is not None and row.first_year > row.last_year:
            raise CodebookError(f"{where}: the first year {row.first_year} is after the last {row.last_year}")
        if row.low is not None and row.high is not None and row.low >= row.high:
            raise CodebookError(f"{where}: the range {row.low}..{row.high} is empty")
        found[row.indicator_id] = row
        names[row.name_zh] = row.indicator_id
    for line, row in rows:
        for column, other in (("parent_id", row.parent_id), ("denominator_id", row.denominator_id)):
            if other is not None and other not in found:
                raise CodebookError(f"indicators.csv:{line}: {column} {other} is no indicator")
        seen = {row.indicator_id}
        above = row.parent_id
        while above is not None:
            if above in seen:
                raise CodebookError(f"indicators.csv:{line}: {row.indicator_id} is its own ancestor")
            seen.add(above)
            above = found[above].parent_id
    return found


def load_aliases(indicators: dict[str, Indicator], units: Units, folder: Path = FOLDER) -> tuple[Alias, ...]:
    """Aliases in file order. Raises `CodebookError` where one is claimed twice, or means an indicator or unit that is not there."""
    rows = read_table(folder / "aliases.csv", Alias)
    names = {indicator.name_zh: indicator.indicator_id for indicator in indicators.values()}
    claims: dict[tuple[str, str | None, str | None, str | None], list[tuple[int, Alias]]] = {}
    for line, row in rows:
        where = f"aliases.csv:{line}"
        if row.indicator_id not in indicators:
            raise CodebookError(f"{where}: {row.indicator_id} is no indicator")
        if row.unit is not None and row.unit not in units:
            raise CodebookError(f"{where}: {row.unit} is no unit of units.csv")
        free = not (row.level or row.form or row.parent or row.unit or row.first_year or row.last_year)
        if free and names.get(row.alias, row.indicator_id) != row.indicator_id:
            raise CodebookError(f"{where}: {row.alias} is the name of {names[row.alias]}")
        for other_line, other in claims.setdefault((row.alias, row.form, row.parent, row.unit), []):
            if overlap(row, other):
                raise CodebookError(f"{where}: {row.alias} is claimed on line {other_line} already")
        claims[(row.alias, row.form, row.parent, row.unit)].append((line, row))
    return tuple(row for _, row in rows)


def overlap(one: Alias, other: Alias) -> bool:
    """Whether two claims to the same words hold for the same reports and years; the claim that says more of where wins."""
    if set(one.level) != set(other.level) and not set(one.level) & set(other.level):
        return False
    if (one.first_year, one.last_year) != (other.first_year, other.last_year) and not all(
        (one.first_year or one.last_year, other.first_year or other.last_year)
    ):
        return False
    return max(one.first_year or 0, other.first_year or 0) <= min(one.last_year or 9999, other.last_year or 9999)
