"""A number of running text against the table row that goes by the words before it, whatever the reading made of either."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from extract.check.fact import SPLIT, Fact, Ledger, bare_name
from extract.check.grid import YEAR, Grid, Number
from extract.check.outcome import Finding, Outcome, held, show, tell
from extract.check.slip import find_slip
from extract.codebook.formulas import Audit
from extract.model import Table

MIN_LABEL = 3
MIN_DIGITS = 3


def check_named_rows(tables: Sequence[Table], ledger: Ledger, audit: Audit) -> Iterator[Outcome]:
    """Only a slip is told: a row has many numbers, and most that differ are other things."""
    rows = read_rows(tables, ledger, audit)
    names = sorted(rows, key=lambda name: (-len(name), name))
    for fact in ledger.facts:
        if fact.observation.source != "prose" or not fact.is_level or not fact.exact or len(fact.label) < MIN_LABEL:
            continue
        name = next((n for n in names if fact.label == n or fact.label.endswith(n)), None)
        value = fact.observation.value
        if name is None or value is None or len(value.normalize().as_tuple().digits) < MIN_DIGITS:
            continue
        numbers = [n for year, n in rows[name] if year is None or fact.year is None or year == fact.year]
        if any(n.value == value or n.interval.overlaps(fact.interval) for _, n in rows[name]):
            yield held("named_row", fact)
            continue
        slipped = next((n for n in numbers if is_slip(value, n.value, fact)), None)
        if slipped:
            yield tell_row(fact, name, slipped, ledger, audit)


def is_slip(stated: Decimal, printed: Decimal, fact: Fact) -> bool:
    """Whether two numbers are one slip apart; a digit among three is too little for rates, which lie close together."""
    slip = find_slip(stated, printed)
    return slip == "swapped_digits" or (slip == "one_digit" and fact.family != "percent")


def read_rows(tables: Sequence[Table], ledger: Ledger, audit: Audit) -> dict[str, list[tuple[int | None, Number]]]:
    """The numbers of every named row, with the year of their column where it has one."""
    rows: dict[str, list[tuple[int | None, Number]]] = defaultdict(list)
    for table in tables:
        grid = Grid(table, audit.words)
        years = {c: int(found[-1]) if (found := YEAR.findall(grid.head(c))) else None for c in grid.columns}
        for row in grid.body:
            name = bare_name(grid.label(row).split("(")[0], ledger.words)
            if len(name) < MIN_LABEL:
                continue
            rows[name] += [(years[c], n) for c in grid.columns if (n := grid.number(row, c)) and not SPLIT.search(n.cell.text)]
    return rows


def tell_row(fact: Fact, name: str, number: Number, ledger: Ledger, audit: Audit) -> Outcome:
    """The text and the row of its name differ by a slip."""
    assert fact.observation.value is not None
    cell = ledger.between(number.cell.char_start, max(number.cell.char_end, number.cell.char_start + 1))
    finding = Finding(
        code="check.prose_form",
        severity="warning",
        facts=(fact, *cell),
        stated=show(fact),
        computed=number.cell.text.strip(),
        how=name,
        cause=find_slip(fact.observation.value, number.value) or "",
        difference=str(fact.observation.value - number.value),
    )
    return tell("named_row", finding, audit)
