"""Columns that are one column over another, rates and means per head; the rows of the table themselves show the rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import permutations

from extract.check.fact import Ledger
from extract.check.grid import Grid, Number
from extract.check.interval import last_place
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
        for factor in FACTORS:
            trials = [t for row in grid.body if (t := build_trial(grid, row, column, part, whole, factor))]
            if len(trials) < MIN_ROWS:
                continue
            telling = {t.stated.value for t in trials if t.holds and t.substantial}
            enough = 2 if all(last_place(value) < Decimal("0.1") for value in telling) else MIN_ROWS
            if len(telling) >= enough and sum(t.holds for t in trials) >= len(trials) - 1:
                return trials
    return []


def build_trial(grid: Grid, row: int, column: int, part: int, whole: int, factor: Decimal) -> Trial | None:
    """One row: part over whole times factor against the stated number."""
    stated, a, b = grid.number(row, column), grid.number(row, part), grid.number(row, whole)
    if stated is None or a is None or b is None or b.value <= 0:
        return None
    quotient = a.interval.over(b.interval)
    if quotient is None:
        return None
    return Trial(
        code="check.share" if stated.percent or factor == FACTORS[0] else "check.per_capita",
        stated=stated,
        computed=quotient.times(factor),
        value=a.value / b.value * factor,
        parts=(a, b),
        name=f"{grid.label(row)} {grid.head(column)}",
        how=f"{show_cell(a)} / {show_cell(b)}",
        substantial=a.value not in {b.value, Decimal(0)},
    )


def show_cell(number: Number) -> str:
    """A number as printed."""
    return number.cell.text.strip()
