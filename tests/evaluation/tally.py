"""Counts that become scores, and can be added up over reports."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Tally:
    """`right` of `wanted` were found, and `good` of the `found` are right; `found` is None where nothing can be found in excess."""

    right: int = 0
    wanted: int = 0
    good: int = 0
    found: int | None = None

    def __add__(self, other: Tally) -> Tally:
        found = None if self.found is None and other.found is None else (self.found or 0) + (other.found or 0)
        return Tally(self.right + other.right, self.wanted + other.wanted, self.good + other.good, found)

    @property
    def recall(self) -> float | None:
        return self.right / self.wanted if self.wanted else None

    @property
    def precision(self) -> float | None:
        return self.good / self.found if self.found else None

    @property
    def score(self) -> float | None:
        """F1 where both sides count, else the share that is right.

        >>> Tally(right=5, wanted=10, good=5, found=5).precision, Tally(right=1, wanted=4).score
        (1.0, 0.25)
        """
        if self.found is None:
            return self.recall
        recall, precision = self.recall, self.precision
        if recall is None:
            return precision
        if not recall or not precision:
            return 0.0
        return 2 * recall * precision / (recall + precision)


@dataclass
class Scores:
    """Every measure of one report (or of several together), strict and soft."""

    strict: dict[str, Tally] = field(default_factory=dict)
    soft: dict[str, Tally] = field(default_factory=dict)

    def put(self, measure: str, strict: Tally, soft: Tally | None = None) -> None:
        self.strict[measure] = strict
        self.soft[measure] = strict if soft is None else soft

    def add(self, other: Scores) -> None:
        for mine, theirs in ((self.strict, other.strict), (self.soft, other.soft)):
            for measure, tally in theirs.items():
                mine[measure] = mine[measure] + tally if measure in mine else tally


@dataclass
class Miss:
    """One thing missed or wrongly found, for the person who mends it."""

    measure: str
    what: str
    sentence: str = ""
    fact_id: str = ""
