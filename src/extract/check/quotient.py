"""Columns that are one column over another, rates and means per head; the rows of the table themselves show the rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import permutations

from msgspec import Struct

from extract.check.fact import Ledger
from extract.check.grid import Grid, Number
from extract.check.interval import Interval, last_place
from extract.check.outcome import Outcome
from extract.check.table_sum import Trial, judge_trials
from extract.codebook.formulas import Audit
from extract.model import Table

# Per cent, plain, mu to square metres, ten thousands to units and back.
FACTORS = tuple(map(Decimal, ("100", "1", "666.6667", "10000", "0.0001")))
MIN_ROWS = 3
MAX_COLUMNS = 10


def quotient_trials(grid: Grid) -> list[list[Trial]]:
    """For each column with decimals or per cent the quotient of two others that holds in all rows but one, if there is one."""
    if len(grid.columns) > MAX_COLUMNS:
        return []
    families = []
    for column in grid.columns:
        numbers = [n for row in grid.body if (n := grid.number(row, column))]
        if len(numbers) >= MIN_ROWS and sum(n.percent or "." in n.cell.text for n in numbers) * 2 > len(numbers):
            trials = find_rule(grid, column)
            if sum(not t.holds for t in trials) == 1:
                families.append(trials)
    return families


def check_quotients(tables: Sequence[Table], forms: set[int], ledger: Ledger, audit: Audit) -> Iterator[Outcome]:
    """Every table that is no official form."""
    for index, table in enumerate(tables):
        if index not in forms and table.n_rows > MIN_ROWS:
            grid = Grid(table, audit.words)
            for trials in quotient_trials(grid):
                yield from judge_trials(trials, table, ledger, audit)


def find_rule(grid: Grid, column: int) -> list[Trial]:
    """The trials of the quotient that holds in most rows; nothing where none holds in all rows but one."""
    others = [c for c in grid.columns if c != column]
    for part, whole in permutations(others, 2):
        rows = [q for row in grid.body if (q := divide(grid, row, column, part, whole))]
        for factor in FACTORS if len(rows) >= MIN_ROWS else ():
            trials = try_factor(grid, column, rows, factor)
            telling = {t.stated.value for t in trials if t.holds and t.substantial}
            enough = 2 if all(last_place(value) < Decimal("0.1") for value in telling) else MIN_ROWS
            if trials and len(telling) >= enough:
                return trials
    return []


class Quotient(Struct, frozen=True):
    """One row: the stated number, and part over whole."""

    row: int
    stated: Number
    part: Number
    whole: Number
    interval: Interval


def divide(grid: Grid, row: int, column: int, part: int, whole: int) -> Quotient | None:
    """The quotient of one row; None where a number is missing or the whole may be zero."""
    stated, a, b = grid.number(row, column), grid.number(row, part), grid.number(row, whole)
    if stated is None or a is None or b is None or b.value <= 0:
        return None
    interval = a.interval.over(b.interval)
    return Quotient(row, stated, a, b, interval) if interval else None


def try_factor(grid: Grid, column: int, rows: list[Quotient], factor: Decimal) -> list[Trial]:
    """The trials of all rows; nothing where a second one fails."""
    trials: list[Trial] = []
    failed = 0
    for quotient in rows:
        trial = build_trial(grid, column, quotient, factor)
        failed += not trial.holds
        if failed > 1:
            return []
        trials.append(trial)
    return trials


def build_trial(grid: Grid, column: int, quotient: Quotient, factor: Decimal) -> Trial:
    """One row: part over whole times factor against the stated number."""
    stated, a, b = quotient.stated, quotient.part, quotient.whole
    return Trial(
        code="check.share" if stated.percent or factor == FACTORS[0] else "check.per_capita",
        stated=stated,
        computed=quotient.interval.times(factor),
        value=a.value / b.value * factor,
        parts=(a, b),
        name=f"{grid.label(quotient.row)} {grid.head(column)}",
        how=f"{show_cell(a)} / {show_cell(b)}",
        substantial=a.value not in {b.value, Decimal(0)},
    )


def show_cell(number: Number) -> str:
    """A number as printed."""
    return number.cell.text.strip()
