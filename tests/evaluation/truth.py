"""What a report is known to hold, in one shape, whatever form the truth was written down in.

Offsets count code points in `Truth.text`, which is the report as the annotator saw it. A report in another format has another
text; `align` leads from one to the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class Fact:
    """One measured value the report states. `required` is false where missing it is no loss; `owners` are the names of 各1人.

    `bodies` are the names of the one it is of, by any of which it may be told: the report's own where the truth names no other.
    `base` is what a share, growth or change is of; `hedge` is None where the truth does not tell.
    """

    fact_id: str
    source: str
    start: int
    end: int
    value: Decimal | None
    unit: str
    name: str
    kinds: tuple[str, ...]
    year: int | None = None
    other_years: tuple[int, ...] = ()
    period: str | None = None
    period_sure: bool = True
    parent: str = ""
    other_parents: tuple[str, ...] = ()
    qualifier: str = ""
    bodies: tuple[str, ...] = ()
    base: str = ""
    hedge: str | None = None
    missing: str | None = None
    required: bool = True
    suspected: Decimal | None = None
    in_case: bool = False
    owners: tuple[str, ...] = ()
    table: str | None = None
    row: int | None = None
    column: int | None = None
    sentence: str = ""


@dataclass(frozen=True)
class Negative:
    """A number that measures nothing here; `hard` where it is easily mistaken."""

    start: int
    end: int
    text: str
    hard: bool
    category: str
    context: str = ""


@dataclass(frozen=True)
class Section:
    """One heading with its place in the tree."""

    section_id: str
    number: str
    title: str
    level: int
    parent_id: str | None
    start: int


@dataclass(frozen=True)
class Case:
    """One case study: its title and the exact bounds of its body."""

    number: str
    title: str
    body_start: int
    body_end: int


@dataclass(frozen=True)
class Grid:
    """One table as a grid of texts; the places a merged cell covers beside its first are empty."""

    table_id: str
    title: str
    official: str | None
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Claim:
    """Something an audit should find (`wanted`), may find, or must not call an error (`consistent`)."""

    claim_id: str
    wanted: bool
    consistent: bool
    spans: tuple[tuple[int, int], ...]
    note: str = ""


@dataclass(frozen=True)
class Name:
    """One named thing where it is printed."""

    kind: str
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Truth:
    """All that is known of one report."""

    name: str
    text: str
    metadata: dict[str, object]
    sections: tuple[Section, ...]
    cases: tuple[Case, ...]
    grids: tuple[Grid, ...]
    facts: tuple[Fact, ...]
    negatives: tuple[Negative, ...]
    claims: tuple[Claim, ...]
    names: tuple[Name, ...] = ()
    every_error_known: bool = True
    extra: dict[str, object] = field(default_factory=dict)
