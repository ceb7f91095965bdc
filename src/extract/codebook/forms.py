"""The official forms: which rows a form has in which years at which level, each row with its source."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Literal

from msgspec import Struct

from extract.codebook.indicators import Education, Indicator
from extract.codebook.table import FOLDER, CodebookError, read_table
from extract.codebook.tablewords import label_key
from extract.codebook.units import Units

__all__ = ["Edition", "Form", "FormRow", "Forms", "load_forms"]


class Form(Struct, frozen=True, kw_only=True):
    """One official form over all its years; `titles` are the names it is printed under."""

    form_id: str
    name_zh: str
    name_en: str
    titles: tuple[str, ...]


class FormRow(Struct, frozen=True, kw_only=True):
    """One row of one edition: number as printed with a letter for a row below it, label, unit, and the row it is a part of.

    `confidence` is `printed` where `source` prints the row, `named` where it names it, `recalled` where no source was seen.
    """

    row: str
    label: str
    source: str
    confidence: Literal["printed", "named", "recalled"]
    unit: str | None = None
    indicator_id: str | None = None
    parent: str | None = None
    variants: tuple[str, ...] = ()


class EditionLine(Struct, frozen=True, kw_only=True):
    """One line of `editions.csv`: the data years and level a file of rows holds for."""

    form_id: str
    level: Education
    first_year: int
    file: str
    last_year: int | None = None


class Edition(Struct, frozen=True, kw_only=True, dict=True):
    """A form as it was for some years at one level; years are data years, the newest column."""

    form_id: str
    level: Education
    first_year: int
    last_year: int | None
    rows: tuple[FormRow, ...]

    @cached_property
    def by_row(self) -> dict[str, FormRow]:
        """Rows by their number."""
        return {row.row: row for row in self.rows}

    @cached_property
    def keys(self) -> tuple[frozenset[str], ...]:
        """For each row the label keys it is known by."""
        return tuple(frozenset(map(label_key, (row.label, *row.variants))) for row in self.rows)

    @cached_property
    def labels(self) -> frozenset[str]:
        """The label keys of the rows as printed, without variants."""
        return frozenset(label_key(row.label) for row in self.rows)

    @cached_property
    def known(self) -> frozenset[str]:
        """All label keys of the edition."""
        return frozenset().union(*self.keys)

    def chain(self, row: FormRow) -> tuple[FormRow, ...]:
        """The rows above a row, the nearest first."""
        above: list[FormRow] = []
        while row.parent is not None:
            row = self.by_row[row.parent]
            above.append(row)
        return tuple(above)


class Forms(Struct, frozen=True, kw_only=True):
    """All forms and their editions."""

    forms: dict[str, Form]
    editions: tuple[Edition, ...]


class SourceLine(Struct, frozen=True, kw_only=True):
    """Where a row is known from."""

    source: str
    title: str
    shows: str
    address: str | None = None


def load_forms(indicators: dict[str, Indicator], units: Units, folder: Path = FOLDER) -> Forms:
    """Forms and editions, checked whole. Raises `CodebookError` with file and line."""
    forms: dict[str, Form] = {}
    for line, form in read_table(folder / "forms.csv", Form):
        if form.form_id in forms:
            raise CodebookError(f"forms.csv:{line}: the form {form.form_id} is there already")
        forms[form.form_id] = form
    sources = {row.source for _, row in read_table(folder / "sources.csv", SourceLine)}
    editions: list[Edition] = []
    named: dict[str, int] = {}
    for line, row in read_table(folder / "editions.csv", EditionLine):
        where = f"editions.csv:{line}"
        if row.form_id not in forms:
            raise CodebookError(f"{where}: {row.form_id} is no form of forms.csv")
        path = folder / "forms" / row.file
        if not path.is_file():
            raise CodebookError(f"{where}: forms/{row.file} is not there")
        if row.last_year is not None and row.last_year < row.first_year:
            raise CodebookError(f"{where}: the first year {row.first_year} is after the last {row.last_year}")
        for other in editions:
            if (other.form_id, other.level) == (row.form_id, row.level) and (
                max(other.first_year, row.first_year) <= min(other.last_year or 9999, row.last_year or 9999)
            ):
                raise CodebookError(f"{where}: the years overlap with another edition of {row.form_id} for {row.level}")
        if row.file in named:
            raise CodebookError(f"{where}: forms/{row.file} is named on line {named[row.file]} already")
        named[row.file] = line
        rows = load_rows(path, indicators, units, sources)
        editions.append(
            Edition(form_id=row.form_id, level=row.level, first_year=row.first_year, last_year=row.last_year, rows=rows)
        )
    for path in sorted((folder / "forms").glob("*.csv")):
        if path.name not in named:
            raise CodebookError(f"forms/{path.name}:1: no line of editions.csv names this file")
    return Forms(forms=forms, editions=tuple(editions))


def load_rows(path: Path, indicators: dict[str, Indicator], units: Units, sources: set[str]) -> tuple[FormRow, ...]:
    """The rows of one edition in printed order."""
    seen: dict[str, int] = {}
    claims: dict[tuple[str, str | None, str | None], int] = {}
    rows = read_table(path, FormRow)
    for line, row in rows:
        where = f"forms/{path.name}:{line}"
        if row.row in seen:
            raise CodebookError(f"{where}: the row {row.row} is there already, on line {seen[row.row]}")
        if row.indicator_id is not None and row.indicator_id not in indicators:
            raise CodebookError(f"{where}: {row.indicator_id} is no indicator")
        if row.unit is not None and row.unit not in units:
            raise CodebookError(f"{where}: {row.unit} is no unit of units.csv")
        if row.unit is not None and row.indicator_id is not None:
            canonical = indicators[row.indicator_id].unit
            if (
                canonical is not None
                and units[row.unit].dimension != units[canonical].dimension
                and units[row.unit].dimension != "percent"
            ):
                raise CodebookError(
                    f"{where}: {row.label} is stated in {row.unit}, but {row.indicator_id} is measured in {canonical}"
                )
        if row.parent is not None and row.parent not in seen:
            raise CodebookError(f"{where}: the parent row {row.parent} does not stand above")
        if row.source not in sources:
            raise CodebookError(f"{where}: {row.source} is no source of sources.csv")
        claim = (label_key(row.label), row.parent, row.unit)
        if claim in claims:
            raise CodebookError(f"{where}: {row.label} stands on line {claims[claim]} already, with the same unit and parent")
        seen[row.row], claims[claim] = line, line
    return tuple(row for _, row in rows)
