"""What is promised of official forms of every edition: known by their rows alone, whole over grids, each doubt an issue."""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal

import pytest
from tests.observe.table_report import make_report
from tests.observe.test_form_looks import BOOK, Cell, Grid, label_of, printed_value

from extract.codebook.forms import Edition, FormRow
from extract.model import Frame, Issue, Observed
from extract.observe.tables import observe_tables

EDITIONS = BOOK.forms.editions
RARE = "鑫淼焱垚犇"


def draw(
    edition: Edition,
    rng: random.Random,
    years: list[int],
    rows: list[FormRow] | None = None,
    units: bool = True,
    typo: tuple[str, str] = ("", ""),
) -> tuple[Grid, list[Cell]]:
    """The form as a grid with these years; `typo` is a label and what is printed in its place."""
    grid: Grid = [["序号", "指标", *(["单位"] if units else []), *(f"{year}年" for year in years)]]
    cells: list[Cell] = []
    opened: set[str] = set()
    for row in rows or edition.rows:
        label = label_of(row, row.parent is not None and row.parent not in opened)
        label = label.replace(*typo) if row.label == typo[0] else label
        opened.add(row.parent or "")
        values = [printed_value(row, rng) if row.unit else "" for _ in years]
        left = [row.row if row.row.isdigit() else "", label, row.unit or ""]
        left = left if units else [left[0], f"{label}（{row.unit}）" if row.unit not in (None, ":") else label]
        cells += [Cell(1, len(grid), len(left) + n, v, years[n], row) for n, v in enumerate(values) if v]
        grid.append([*left, *values])
    return grid, cells


def read(edition: Edition, *grids: Grid, plain: bool = False) -> Observed:
    """What is read from tables without captions."""
    frame = Frame(level="school", education_level=edition.level, report_year=newest(edition))
    document, segments = make_report([{"rows": "\n".join("|".join(row) for row in grid)} for grid in grids], frame, plain)
    return observe_tables(document, segments, BOOK)


def newest(edition: Edition) -> int:
    return edition.last_year or 2024


def lost(cells: list[Cell], seen: Observed) -> list[str]:
    """The cells not read as the row of the form they are."""
    told = {(o.table_id, o.row, o.column): (o.value, o.year, o.indicator_id, o.source) for o in seen.observations}
    faults = []
    for cell in cells:
        here = told.get((f"t{cell.table}", cell.row, cell.column))
        wanted = (Decimal(cell.value.removesuffix(":1")), cell.year, cell.form_row.indicator_id, "form")
        if here != wanted:
            faults.append(f"{cell.form_row.label}: {wanted} read as {here}")
    return faults


def down(cells: list[Cell], by: int, table: int = 1) -> list[Cell]:
    return [Cell(table, cell.row + by, cell.column, cell.value, cell.year, cell.form_row) for cell in cells]


def codes(issues: tuple[Issue, ...]) -> list[str]:
    return [issue.code for issue in issues]


@pytest.fixture(params=EDITIONS, ids=lambda e: f"{e.form_id}-{e.level}-{e.first_year}")
def edition(request: pytest.FixtureRequest) -> Edition:
    return request.param


@pytest.mark.parametrize("plain", [False, True])
def test_a_form_is_known_by_its_rows_whatever_its_columns(edition: Edition, plain: bool) -> None:
    rng, year = random.Random(edition.form_id), newest(edition)
    for years in ([year - 1, year], [year, year - 1], [year - 2, year - 1, year], [year]):
        grid, cells = draw(edition, rng, years)
        seen = read(edition, grid, plain=plain)
        assert not lost(cells, seen)
        assert not seen.issues
    valued = [row for row in edition.rows if row.unit is not None]
    grid, cells = draw(edition, rng, [year - 1, year], valued, units=False)
    assert not lost(cells, read(edition, grid, plain=plain))


def test_two_forms_in_one_grid_are_two(edition: Edition) -> None:
    rng, year = random.Random(edition.form_id), newest(edition)
    for other in EDITIONS:
        if other.level != edition.level or other.form_id == edition.form_id or not other.first_year <= year <= newest(other):
            continue
        first, cells = draw(edition, rng, [year - 1, year])
        second, more = draw(other, rng, [year - 1, year])
        for head in (0, 1):
            seen = read(edition, first + second[head:])
            assert not lost(cells + down(more, len(first) - head), seen), (other.form_id, head)
            assert not seen.issues


def test_a_form_over_two_tables_is_one(edition: Edition) -> None:
    rng, year = random.Random(edition.form_id), newest(edition)
    grid, cells = draw(edition, rng, [year - 1, year])
    at = len(grid) // 2 + 1
    for head in ([], [grid[0]]):
        seen = read(edition, grid[:at], head + grid[at:])
        both = [c for c in cells if c.row < at] + down([c for c in cells if c.row >= at], len(head) - at, table=2)
        assert not lost(both, seen)
        assert not seen.issues


def typos(edition: Edition, rng: random.Random) -> Iterator[tuple[FormRow, str]]:
    """Rows with one character of their label printed wrongly."""
    for row in edition.rows:
        places = [at for at, c in enumerate(row.label) if c not in BOOK.tables.telling and "一" <= c <= "龥"]
        if len(row.label) > 5 and row.unit is not None:
            at = rng.choice(places)
            yield row, row.label[:at] + rng.choice(RARE) + row.label[at + 1 :]


def test_a_typing_error_is_read_and_told_with_its_distance(edition: Edition) -> None:
    rng, year = random.Random(edition.form_id), newest(edition)
    for row, typo in typos(edition, rng):
        grid, cells = draw(edition, rng, [year - 1, year], typo=(row.label, typo))
        seen = read(edition, grid)
        assert not lost(cells, seen), typo
        twins = [other for other in edition.rows if other.label == row.label]
        assert codes(seen.issues) == ["map.near_row"] * len(twins)
        assert {issue.computed for issue in seen.issues} == {row.label}


def test_a_row_more_and_a_row_less_are_issues(edition: Edition) -> None:
    rng, year = random.Random(edition.form_id), newest(edition)
    grid, cells = draw(edition, rng, [year - 1, year])
    seen = read(edition, [*grid[:3], ["", "校园绿化覆盖率", "%", "31.5", "32.8"], *grid[3:]])
    assert not lost([c for c in cells if c.row < 3] + down([c for c in cells if c.row >= 3], 1), seen)
    assert codes(seen.issues) == ["map.unknown_row"]
    assert [(o.name, o.unit, o.indicator_id) for o in seen.observations if o.row == 3] == [("校园绿化覆盖率", "%", None)] * 2
    wholes = {row.parent for row in edition.rows}
    for gone in (row for row in edition.rows if row.row not in wholes and row.unit is not None):
        grid, cells = draw(edition, rng, [year - 1, year], [row for row in edition.rows if row is not gone])
        seen = read(edition, grid)
        assert not lost(cells, seen), gone.label
        assert codes(seen.issues) == ["map.missing_row"]
        assert gone.label in seen.issues[0].message
