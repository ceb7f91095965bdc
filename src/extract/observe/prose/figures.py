"""One sentence as the linker sees it: its text and clues, and one working figure for each number in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from extract.language.negatives import Negative
from extract.language.pipeline import clues_of, words_of
from extract.language.tokens import Weights, Words
from extract.model import Hedge, Kind
from extract.period import FoundPeriod, Period, scan_periods
from extract.quantity import Quantity

BREAK = re.compile(r"(?<!\d),|,(?!\d{3})|[;:。!?()】]|——")
"""Marks that end a clause; 、 does not."""
JOINS = re.compile(r"[、和与及]")
"""What joins the members of a list."""
OF_SHARE = re.compile(r"(?:占比|比例|比重)$")
"""How a name of a share ends, whose kind a rate would have otherwise."""


@dataclass(slots=True)
class Figure:
    """A number on its way to an observation; `reason` is set where it is none."""

    quantity: Quantity
    lead: str = ""
    lead_start: int = 0
    tail: str = ""
    value: Decimal | None = None
    unit: str | None = None
    sort: str | None = None
    hedge: Hedge | None = None
    reason: str | None = None
    rule: str = ""
    kind: Kind = "other"
    stem: str = ""
    bare: str = ""
    name: str = ""
    indicator_id: str | None = None
    qualifier: str | None = None
    parent: str | None = None
    base: str | None = None
    subject: str | None = None
    period: Period | None = None
    basis: str = "report_default"
    baseline: FoundPeriod | None = None
    own: FoundPeriod | None = None
    role: str = ""
    group: int = -1
    note: str | None = None
    flags: list[str] = field(default_factory=list)
    start: int = field(init=False)
    end: int = field(init=False)

    def __post_init__(self) -> None:
        self.start, self.end = self.quantity.start, self.quantity.end  # asked for more than all else


@dataclass(slots=True)
class Sentence:
    """One sentence in normalised text with its clues; `offset` is where it begins in the passage's normalised text."""

    text: str
    offset: int
    words: Words
    quantities: list[Quantity]
    periods: list[FoundPeriod]
    negatives: list[Negative]
    figures: list[Figure] = field(default_factory=list)
    breaks: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.breaks = [mark.end() for mark in BREAK.finditer(self.text)]

    def clause_start(self, at: int) -> int:
        """Where the clause begins that holds what stands at `at`."""
        before = bisect_right(self.breaks, at)
        return self.breaks[before - 1] if before else 0

    def tokens(self, start: int, end: int) -> list[tuple[int, int]]:
        """The words that lie in a range, cut to it."""
        return self.words.within(start, end)

    def period_in(self, start: int, end: int) -> FoundPeriod | None:
        """The last period printed wholly inside a range."""
        inside = [p for p in self.periods if start <= p.start and p.end <= end]
        return inside[-1] if inside else None


def number_sort(sort: str | None, measure: str | None) -> str | None:
    """The sort of a number as names need it: person-times, working days and sessions are events that do not mix."""
    if sort != "event":
        return sort
    if measure in ("人次", "万人次", "门次", "件次", "台次", "车次", "个次"):
        return "event"
    return "labour" if measure and measure.startswith("人") else "session"


def make_sentence(doc: Any, offset: int, weights: Weights) -> Sentence:
    """The sentence behind one `Doc` with what its span groups hold; `weights` are those of the words it may consist of."""
    return Sentence(doc.user_data["text"], offset, words_of(doc, weights), **clues_of(doc))


def without_numbers(text: str, offset: int, weights: Weights) -> Sentence:
    """A sentence that holds no number, but may say when or of whom the next one speaks."""
    return Sentence(text, offset, Words(text, (), weights), [], scan_periods(text), [])
