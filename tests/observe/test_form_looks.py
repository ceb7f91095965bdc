"""The official forms in the looks reports give them: every row is generated from the codebook and must be read back."""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Decimal

import pytest
from tests.observe.table_report import make_report

from extract.codebook import load_codebook
from extract.codebook.forms import Edition, FormRow
from extract.model import Frame, Observation
from extract.observe.tables import observe_tables

BOOK = load_codebook()
EDITIONS = [e for e in BOOK.forms.editions if e.last_year is None]
YEAR = 2024
Grid = list[list[str]]


@dataclass(frozen=True)
class Cell:
    """A printed value: where it stands and the row of the form it belongs to."""

    table: int
    row: int
    column: int
    value: str
    year: int
    form_row: FormRow


Look = tuple[list[Grid], list[Cell]]


def printed_value(row: FormRow, rng: random.Random) -> str:
    """A number as such a row prints it."""
    if row.unit == "%":
        return f"{rng.uniform(20, 99):.2f}"
    if row.unit in ("万元", "元/生", "平方米/生", "册/生", "个/生"):
        return f"{rng.uniform(2, 900):.2f}"
    if row.unit in (":", ":1"):
        return f"{rng.uniform(11, 19):.2f}:1"
    return str(rng.randint(11, 4000))


def form_rows(edition: Edition) -> list[FormRow]:
    """The rows that hold a value."""
    return [row for row in edition.rows if row.unit is not None]


def label_of(row: FormRow, first: bool) -> str:
    return f"其中：{row.label}" if first and row.parent is not None else row.label


def upright(
    edition: Edition, rng: random.Random, rows: list[FormRow], extra: bool = False
) -> tuple[Grid, list[tuple[int, int, str, int, FormRow]]]:
    """The form as it is usually printed: number, label, unit, two years, and perhaps a column of remarks."""
    grid: Grid = [["序号", "指标", "单位", f"{YEAR - 1}年", f"{YEAR}年", *(["备注"] if extra else [])]]
    cells = []
    opened: set[str] = set()
    for row in rows:
        number = "".join(c for c in row.row if c.isdigit()) if row.row.isdigit() else ""
        first = row.parent is not None and row.parent not in opened
        opened.add(row.parent or "")
        values = [printed_value(row, rng), printed_value(row, rng)]
        for at, value in enumerate(values):
            cells.append((len(grid), 3 + at, value, YEAR - 1 + at, row))
        grid.append([number, label_of(row, first), row.unit or "", *values, *([""] if extra else [])])
    return grid, cells


def look_plain(edition: Edition, rng: random.Random) -> Look:
    grid, cells = upright(edition, rng, form_rows(edition))
    return [grid], [Cell(1, *cell) for cell in cells]


def look_remarks(edition: Edition, rng: random.Random) -> Look:
    grid, cells = upright(edition, rng, form_rows(edition), extra=True)
    return [grid], [Cell(1, *cell) for cell in cells]


def look_without_numbers(edition: Edition, rng: random.Random) -> Look:
    grid, cells = upright(edition, rng, form_rows(edition))
    return [[row[1:] for row in grid]], [Cell(1, r, c - 1, v, y, f) for r, c, v, y, f in cells]


def look_some_rows(edition: Edition, rng: random.Random) -> Look:
    rows = form_rows(edition)
    gone = set(rng.sample(range(len(rows)), max(1, len(rows) // 6)))
    parents = {row.parent for row in rows}
    kept = [row for at, row in enumerate(rows) if at not in gone or row.row in parents]
    grid, cells = upright(edition, rng, kept)
    return [grid], [Cell(1, *cell) for cell in cells]


def look_shifted(edition: Edition, rng: random.Random) -> Look:
    """Some rows lost their blank first cell, and stand one place too far left."""
    grid, cells = upright(edition, rng, form_rows(edition))
    moved = {r for r, row in enumerate(grid) if r and not row[0] and rng.random() < 0.5}
    shifted = [[*row[1:], ""] if r in moved else row for r, row in enumerate(grid)]
    return [shifted], [Cell(1, r, c - (r in moved), v, y, f) for r, c, v, y, f in cells]


def look_transposed(edition: Edition, rng: random.Random) -> Look:
    """Years in rows, the form's rows in columns with the unit in brackets."""
    rows = form_rows(edition)
    grid: Grid = [["年度", *(f"{row.label}（{row.unit}）" for row in rows)]]
    cells = []
    for year in (YEAR - 1, YEAR):
        values = [printed_value(row, rng) for row in rows]
        cells += [Cell(1, len(grid), c, value, year, row) for c, (value, row) in enumerate(zip(values, rows, strict=True), 1)]
        grid.append([f"{year}年", *values])
    return [grid], cells


def look_older_years(edition: Edition, rng: random.Random) -> Look:
    """Three years, the newest first, and what each number means in a column of words."""
    grid: Grid = [["序号", "指标", "指标说明", "单位", f"{YEAR}年", f"{YEAR - 1}年", f"{YEAR - 2}年"]]
    cells = []
    for at, row in enumerate(form_rows(edition), 1):
        values = [printed_value(row, rng) for _ in range(3)]
        cells += [Cell(1, at, 4 + n, value, YEAR - n, row) for n, value in enumerate(values)]
        number = row.row if row.row.isdigit() else ""
        grid.append([number, row.label, "按学年初数据填报", row.unit or "", *values])
    return [grid], cells


def look_two_in_one(edition: Edition, rng: random.Random) -> Look:
    """The form's title stands in the grid, and another form of the same level follows in the same grid."""
    other = next(e for e in EDITIONS if e.level == edition.level and e.form_id != edition.form_id)
    first, cells = upright(edition, rng, form_rows(edition))
    second, more = upright(other, rng, form_rows(other))
    width = len(first[0])
    whole = [*first, [f"附表 {caption_of(other)}", *["<"] * (width - 1)], *second]
    at = len(first) + 1
    return [whole], [Cell(1, *cell) for cell in cells] + [Cell(1, r + at, c, v, y, f) for r, c, v, y, f in more]


LOOKS = {
    look.__name__.removeprefix("look_"): look
    for look in (
        look_plain,
        look_remarks,
        look_without_numbers,
        look_some_rows,
        look_shifted,
        look_transposed,
        look_older_years,
        look_two_in_one,
    )
}


def caption_of(edition: Edition) -> str:
    return BOOK.forms.forms[edition.form_id].name_zh


def read(edition: Edition, grids: list[Grid], plain: bool) -> list[Observation]:
    tables = [{"rows": "\n".join("|".join(row) for row in grid), "caption": caption_of(edition)} for grid in grids]
    frame = Frame(level="school", education_level=edition.level, report_year=YEAR)
    document, segments = make_report(tables, frame, plain)
    return list(observe_tables(document, segments, BOOK).observations)


def parent_of(row: FormRow) -> str | None:
    """The label of the row a form's row is a part of."""
    edition = next(e for e in EDITIONS if any(other is row for other in e.rows))
    chain = edition.chain(row)
    return chain[0].label if chain else None


def faults(cells: list[Cell], seen: list[Observation]) -> list[str]:
    """The cells that were not read as the row of the form they are, with its parent."""
    lost = []
    for cell in cells:
        here = [o for o in seen if (o.table_id, o.row, o.column) == (f"t{cell.table}", cell.row, cell.column)]
        row = cell.form_row
        wanted = (Decimal(cell.value.removesuffix(":1")), cell.year, row.indicator_id, parent_of(row), "form")
        if wanted not in [(o.value, o.year, o.indicator_id, o.parent, o.source) for o in here]:
            told = [(o.name, str(o.value), o.unit, o.year, o.indicator_id, o.parent) for o in here]
            lost.append(f"{row.label} {row.unit} = {wanted}: {told}")
    return lost


@pytest.mark.parametrize("look", sorted(LOOKS))
def test_forms_are_read_in_every_look(look: str) -> None:
    told, lost = 0, []
    for edition in EDITIONS:
        for seed in range(3):
            rng = random.Random(f"{edition.form_id} {edition.level} {look} {seed}")
            grids, cells = LOOKS[look](edition, rng)
            seen = read(edition, grids, plain=bool(seed % 2))
            told += len(cells)
            lost += [f"{edition.form_id} {edition.level} {seed}: {fault}" for fault in faults(cells, seen)]
    assert told > 500
    assert len(lost) <= told // 100, f"{len(lost)} of {told}:\n" + "\n".join(lost[:40])
