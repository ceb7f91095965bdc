"""Tables against themselves: totals, shares, columns of change; a rule that holds in the other rows accuses the one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from msgspec import Struct

from extract.check.fact import SPLIT, Fact, Ledger
from extract.check.grid import YEAR, Grid, Number
from extract.check.growth import HUNDRED
from extract.check.interval import Interval, last_place
from extract.check.outcome import Finding, Outcome, held, round_like, tell
from extract.check.slip import find_slip
from extract.codebook.formulas import Audit
from extract.model import Severity, Table

SURE_SLIPS = {"swapped_digits", "one_digit", "scale"}
DASH = re.compile(r"[\-—–－/]+")
CHILD = re.compile(r"^[\s　]+|^其中")


class Trial(Struct, frozen=True, kw_only=True):
    """One relation tried in one place of a table: what is stated, what the others give, and where it would be wrong."""

    code: str
    stated: Number
    computed: Interval
    value: Decimal
    parts: tuple[Number, ...]
    name: str
    how: str
    substantial: bool = True
    is_sure: bool = True

    @property
    def holds(self) -> bool:
        """Whether the stated number may be the computed one; a mean per head may be cut."""
        return self.computed.overlaps(self.stated.interval) or (self.code == "check.per_capita" and self.is_close)

    @property
    def is_close(self) -> bool:
        """Whether only the last digit differs: cut instead of rounded, or set so that shares add up to 100."""
        return abs(self.stated.value - self.value) < last_place(self.stated.value) * Decimal("1.01")


def check_tables(tables: Sequence[Table], forms: set[int], ledger: Ledger, audit: Audit) -> Iterator[Outcome]:
    """Every table that is no official form (those have formulas of their own); `forms` holds their indices."""
    for index, table in enumerate(tables):
        if table.n_rows < 3 or table.n_columns < 2:
            continue
        grid = Grid(table, audit.words)
        if not grid.columns:
            continue
        families: list[list[Trial]] = [] if index in forms else [column_totals(grid), row_totals(grid), child_sums(grid)]
        families += [share_trials(grid, column) for column in grid.columns if grid.is_share(column) and not grid.is_move(column)]
        families += [change_trials(grid, column) for column in grid.columns if grid.is_move(column)]
        for trials in families:
            yield from judge_trials(trials, table, ledger, audit)


def judge_trials(trials: list[Trial], table: Table, ledger: Ledger, audit: Audit) -> Iterator[Outcome]:
    """A relation that holds in the other places of the table is a rule of it; where it never holds it is not."""
    holding = sum(t.holds and t.substantial for t in trials)
    failing = [t for t in trials if not t.holds]
    for trial in trials:
        if trial.holds:
            facts = [fact for number in (trial.stated, *trial.parts) for fact in facts_in(number, ledger)]
            yield held(trial.code.removeprefix("check."), *facts)
    if len(failing) > max(1, holding):
        return
    for trial in failing:
        slip = "" if is_tiny(trial) else find_slip(trial.stated.value, round_like(trial.value, trial.stated.value)) or ""
        if trial.is_close and trial.code in {"check.share", "check.growth"}:
            yield tell_trial(trial, "last_digit", "warning", table, ledger, audit)
        elif trial.is_sure and (slip in SURE_SLIPS or (holding and is_near(trial) and not is_tiny(trial))):
            yield tell_trial(trial, slip, "error", table, ledger, audit)
        elif is_near(trial) or (trial.is_sure and (holding > len(failing) or is_part_mistyped(trial))):
            yield tell_trial(trial, slip, "warning", table, ledger, audit)


def is_part_mistyped(trial: Trial) -> bool:
    """Whether a total comes out once two digits of one part are swapped back, or its point put back."""
    gap = trial.value - trial.stated.value
    slips = {find_slip(part.value, part.value - gap) for part in trial.parts if part.value - gap > 0}
    return trial.code == "check.sum" and bool(slips & {"swapped_digits", "scale"})


def is_near(trial: Trial) -> bool:
    """Whether stated and computed are within a fifth of each other."""
    return abs(trial.value - trial.stated.value) <= abs(trial.stated.value) / 5


def is_tiny(trial: Trial) -> bool:
    """Whether a share is so little off that its whole may have been a slightly different one."""
    return trial.code == "check.share" and abs(trial.value - trial.stated.value) * 200 <= abs(trial.stated.value)


def column_totals(grid: Grid) -> list[Trial]:
    """A total row against the rows above or below it, column by column; where there are subtotals, against those."""
    subtotals = [row for row in grid.body if grid.says(grid.label(row), grid.words.subtotal_labels)]
    totals = [row for row in grid.body if grid.is_total(grid.label(row)) and row not in subtotals]
    if len(totals) != 1:
        return []
    rows = subtotals or [row for row in grid.body if row not in totals and not is_child(grid, row)]
    trials = []
    for column in grid.columns:
        stated = grid.number(totals[0], column)
        if stated and adds_up(grid, column, stated) and (found := gather([(row, column) for row in rows], grid)):
            trials.append(sum_trial(stated, *found, f"{grid.label(totals[0])} {grid.head(column)}"))
    return trials


def adds_up(grid: Grid, column: int, stated: Number) -> bool:
    """Whether a column's rows make up its total: counts and amounts do, shares only where the total is 100."""
    if grid.says(grid.last_head(column), grid.words.growth_columns):
        return False
    if grid.is_share(column) or stated.percent:
        return abs(stated.value - HUNDRED) <= 1
    return grid.is_additive(grid.head(column))


def gather(places: list[tuple[int, int]], grid: Grid) -> tuple[list[Number], bool] | None:
    """The numbers of some cells, and whether all of them were read with certainty; None where words stand among them.

    A dash is nought; an empty cell may be nought or a number that was not read.
    """
    numbers, is_sure = [], True
    for row, column in places:
        number, cell = grid.number(row, column), grid.cell(row, column)
        text = cell.text.strip() if cell else ""
        if number:
            numbers.append(number)
            is_sure = is_sure and not SPLIT.search(text)
        elif text and not DASH.fullmatch(text):
            return None
        else:
            is_sure = is_sure and bool(text)
    return (numbers, is_sure) if len(numbers) >= 2 else None


def is_child(grid: Grid, row: int) -> bool:
    """Whether a row is part of the one above it: it says 其中 or is set in."""
    cell = grid.cell(row, grid.label_column)
    return bool(cell and CHILD.match(cell.text))


def sum_trial(stated: Number, parts: list[Number], is_sure: bool, name: str) -> Trial:
    """Parts against their total."""
    total = Interval(Decimal(0), Decimal(0))
    for part in parts:
        total = total.plus(part.interval)
    value = sum((p.value for p in parts), Decimal(0))
    return Trial(
        code="check.sum",
        stated=stated,
        computed=total,
        value=value,
        parts=tuple(parts),
        name=name,
        how=" + ".join(p.cell.text.strip() for p in parts),
        substantial=sum(p.value != 0 for p in parts) >= 2,
        is_sure=is_sure and not SPLIT.search(stated.cell.text),
    )


def row_totals(grid: Grid) -> list[Trial]:
    """A total column against the columns beside it, row by row."""
    totals = [column for column in grid.columns if grid.is_total(grid.last_head(column))]
    if len(totals) != 1:
        return []
    parts_columns = [c for c in grid.columns if c != totals[0] and not grid.is_share(c) and not grid.is_move(c)]
    parts_columns = [c for c in parts_columns if grid.is_additive(grid.head(c))]
    if len(parts_columns) < 2:
        return []
    trials = []
    for row in grid.body:
        stated = grid.number(row, totals[0])
        if stated and grid.is_additive(grid.label(row)) and (found := gather([(row, c) for c in parts_columns], grid)):
            trials.append(sum_trial(stated, *found, f"{grid.label(row)} {grid.last_head(totals[0])}"))
    return trials


def child_sums(grid: Grid) -> list[Trial]:
    """A row against the 其中 rows below it, where there are two or more."""
    trials: list[Trial] = []
    for row in grid.body:
        children = []
        if is_child(grid, row):
            continue
        for below in range(row + 1, grid.table.n_rows):
            if not is_child(grid, below):
                break
            children.append(below)
        if len(children) < 2 or not grid.is_additive(grid.label(row)):
            continue
        for column in grid.columns:
            stated, found = grid.number(row, column), gather([(r, column) for r in children], grid)
            if stated and found and len(found[0]) == len(children) and not grid.is_share(column) and not grid.is_move(column):
                trials.append(sum_trial(stated, *found, grid.label(row)))
    holds = [t for t in trials if t.holds and t.stated.value >= 50]
    return trials if holds and len(holds) * 2 >= len(trials) else []


def share_trials(grid: Grid, column: int) -> list[Trial]:
    """A share column against the counts left of it over the column's total; which whole is meant, the rows themselves decide."""
    counts = column - 1
    while counts > grid.label_column and (grid.is_share(counts) or grid.is_move(counts)):
        counts -= 1
    if counts <= grid.label_column or counts not in grid.columns:
        return []
    if any(n.percent for row in grid.body if (n := grid.number(row, counts))):
        return []
    rows = [row for row in grid.body if grid.number(row, counts) and grid.number(row, column)]
    total_rows = [row for row in grid.body if grid.is_total(grid.label(row)) and grid.number(row, counts)]
    parts = [row for row in rows if row not in total_rows]
    wholes = [n.interval for row in total_rows if (n := grid.number(row, counts))]
    summed = Interval(Decimal(0), Decimal(0))
    for row in (row for row in parts if not is_child(grid, row)):
        number = grid.number(row, counts)
        summed = summed.plus(number.interval) if number else summed
    stated = best_trials([build_shares(grid, parts, counts, column, whole) for whole in [*wholes, summed] if whole.low > 0])
    implied = best_trials([build_shares(grid, parts, counts, column, w) for w in implied_wholes(grid, parts, counts, column)])
    return implied if failures(stated) > 1 and failures(implied) == 1 else stated


def failures(trials: list[Trial]) -> int:
    """How many trials fail."""
    return sum(not t.holds for t in trials)


def best_trials(candidates: list[list[Trial]]) -> list[Trial]:
    """The trials of which most hold; the first of equals."""
    return max(candidates, key=lambda trials: sum(t.holds for t in trials), default=[])


def implied_wholes(grid: Grid, rows: list[int], counts: int, column: int) -> list[Interval]:
    """The wholes two or more rows agree on, each by its count and share: what the whole is if one count is wrong."""
    implied = []
    for row in rows:
        part, share = grid.number(row, counts), grid.number(row, column)
        if part and share and part.value > 0 and (quotient := part.interval.over(share.interval)):
            implied.append(quotient.times(HUNDRED))
    best = max(implied, key=lambda whole: sum(whole.overlaps(other) for other in implied), default=None)
    agreeing = [other for other in implied if best and best.overlaps(other)]
    if len(agreeing) < 2 or len(agreeing) < len(implied) - 1:
        return []
    low, high = max(w.low for w in agreeing), min(w.high for w in agreeing)
    middle = ((low + high) / 2).to_integral_value() if low <= high else Decimal(0)
    return [Interval(middle, middle)]


def build_shares(grid: Grid, rows: list[int], counts: int, column: int, whole: Interval) -> list[Trial]:
    """One trial a row: count over whole in per cent."""
    trials = []
    for row in rows:
        part, share = grid.number(row, counts), grid.number(row, column)
        assert part is not None
        assert share is not None
        quotient = part.interval.over(whole)
        if quotient is None:
            continue
        trials.append(
            Trial(
                code="check.share",
                stated=share,
                computed=quotient.times(HUNDRED),
                value=part.value / whole.low * HUNDRED,
                parts=(part,),
                name=f"{grid.label(row)} {grid.head(column)}",
                how=f"{part.cell.text.strip()} / {whole.low}",
                substantial=part.value != 0,
            )
        )
    return trials


def change_trials(grid: Grid, column: int) -> list[Trial]:
    """A column of change or growth against the columns of the two newest years, or against the row of the year before."""
    is_growth = grid.says(grid.last_head(column), grid.words.growth_columns) or all(
        n.percent for row in grid.body if (n := grid.number(row, column))
    )
    build: Callable[[Number, Number, Number, str], Trial | None] = growth_trial if is_growth else difference_trial
    levels = [c for c in grid.columns if c < column and not grid.is_move(c) and not grid.is_share(c)]
    places = newest_columns(grid, levels) or neighbouring_rows(grid, levels)
    trials = []
    for before_at, now_at, row in places:
        before, now, stated = grid.number(*before_at), grid.number(*now_at), grid.number(row, column)
        if before and now and stated:
            trial = build(before, now, stated, f"{grid.label(row)} {grid.last_head(column)}")
            if trial:
                trials.append(trial)
    return trials


Place = tuple[int, int]


def newest_columns(grid: Grid, levels: list[int]) -> list[tuple[Place, Place, int]]:
    """For each row the cells of the two newest years, where each year has one column."""
    years = {c: int(found[-1]) for c in levels if (found := YEAR.findall(grid.head(c)))}
    if len(years) != len(levels) or len(set(years.values())) != len(years) or len(years) < 2:
        return []
    before, now = sorted(levels, key=lambda c: years[c])[-2:]
    return [((row, before), (row, now), row) for row in grid.body]


def neighbouring_rows(grid: Grid, levels: list[int]) -> list[tuple[Place, Place, int]]:
    """For each row of a year the cell of the year before in the nearest column of levels."""
    rows = {int(found[0]): row for row in grid.body if len(found := YEAR.findall(grid.label(row))) == 1}
    if not levels or len(rows) < 3 or len(rows) != len(grid.body):
        return []
    return [((rows[year - 1], levels[-1]), (row, levels[-1]), row) for year, row in sorted(rows.items()) if year - 1 in rows]


def difference_trial(before: Number, now: Number, stated: Number, name: str) -> Trial | None:
    """Change as a difference."""
    return Trial(
        code="check.change",
        stated=stated,
        computed=now.interval.minus(before.interval),
        value=now.value - before.value,
        parts=(before, now),
        name=name,
        how=f"{before.cell.text.strip()} → {now.cell.text.strip()}",
    )


def growth_trial(before: Number, now: Number, stated: Number, name: str) -> Trial | None:
    """Change in per cent of the level before."""
    quotient = now.interval.minus(before.interval).over(before.interval)
    if quotient is None:
        return None
    value = (now.value - before.value) / before.value * HUNDRED
    return Trial(
        code="check.growth",
        stated=stated,
        computed=quotient.times(HUNDRED),
        value=value,
        parts=(before, now),
        name=name,
        how=f"{before.cell.text.strip()} → {now.cell.text.strip()}",
    )


def tell_trial(trial: Trial, slip: str, severity: Severity, table: Table, ledger: Ledger, audit: Audit) -> Outcome:
    """A failed relation of a table, linked to the observations of the cells in it."""
    facts = tuple(fact for number in (trial.stated, *trial.parts) for fact in facts_in(number, ledger))
    unit = "%" if trial.stated.percent or trial.code in {"check.share", "check.growth"} else ""
    computed = round_like(trial.value, trial.stated.value)
    cause = "filled_up" if slip == "last_digit" and trial.code == "check.share" else slip
    return tell(
        trial.code.removeprefix("check."),
        Finding(
            code=trial.code,
            severity=severity,
            facts=facts,
            name=trial.name,
            stated=trial.stated.cell.text.strip(),
            computed=f"{computed}{unit}",
            how=trial.how,
            cause=cause,
            difference=str(trial.stated.value - computed),
            place=(trial.stated.cell.char_start, trial.stated.cell.char_end),
            page=trial.stated.cell.page or table.page_start,
        ),
        audit,
    )


def facts_in(number: Number, ledger: Ledger) -> list[Fact]:
    """The facts read from a cell."""
    return ledger.between(number.cell.char_start, max(number.cell.char_end, number.cell.char_start + 1))
