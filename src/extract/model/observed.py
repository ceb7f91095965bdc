"""What is measured: values with their evidence, and the numbers that measure nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from msgspec import Struct

from extract.model.document import Box
from extract.model.issue import Issue

Source = Literal["form", "table", "prose"]
Kind = Literal["count", "amount", "share", "ratio", "rate", "growth", "change", "per_capita", "rank", "score", "other"]
Hedge = Literal["about", "over", "under", "nearly", "up_to"]
Missing = Literal["not_reported", "not_applicable", "unreadable"]
PeriodKind = Literal["calendar_year", "school_year", "cohort", "instant", "other"]
PeriodBasis = Literal["stated", "column", "context", "report_default"]


class Observation(Struct, frozen=True, kw_only=True):
    """One measured value with its evidence; the columns are those of the output table.

    `char_start..char_end` is the quote (the sentence or cell), `value_start..value_end` the printed value inside it.
    """

    name: str
    value: Decimal | None
    unit: str | None
    value_text: str
    kind: Kind
    source: Source
    rule: str
    confidence: float
    char_start: int
    char_end: int
    quote: str
    value_start: int
    value_end: int
    indicator_id: str | None = None
    parent: str | None = None
    qualifier: str | None = None
    subject: str | None = None
    base: str | None = None
    value_canonical: Decimal | None = None
    unit_canonical: str | None = None
    hedge: Hedge | None = None
    year: int | None = None
    period: str | None = None
    period_kind: PeriodKind | None = None
    period_basis: PeriodBasis | None = None
    missing: Missing | None = None
    segment_id: str | None = None
    table_id: str | None = None
    row: int | None = None
    column: int | None = None
    page: int | None = None
    box: Box | None = None
    preferred: bool = False
    observation_id: str = ""


class Rejection(Struct, frozen=True, kw_only=True, gc=False):
    """A number that is no observation, and why: `date`, `document_number`, `plan`, `list_number` and so on."""

    reason: str
    text: str
    char_start: int
    char_end: int
    rule: str = ""


class TableReading(Struct, frozen=True, kw_only=True):
    """What a table turned out to be: the id of the official form or None, its unit, how many rows are its header."""

    table_id: str
    form: str | None
    unit: str | None
    header_rows: int


class Observed(Struct, frozen=True, kw_only=True):
    """Everything measured in one report, in the order it is printed."""

    observations: tuple[Observation, ...]
    rejections: tuple[Rejection, ...] = ()
    tables: tuple[TableReading, ...] = ()
    issues: tuple[Issue, ...] = ()
