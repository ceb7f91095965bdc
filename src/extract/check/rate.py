"""How often each formula fails over many reports: a formula that fails often is wrong about reports, not they about themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from extract.check.check import check_report
from extract.codebook import Codebook
from extract.model import Report


class FormulaRate(Struct, frozen=True, kw_only=True):
    """One formula over a run: how often it was tried, how often it failed, and the share that failed (0 to 1)."""

    formula: str
    tried: int
    failed: int
    rate: float


class Rates:
    """Counts how often each formula was tried and failed, one report after the other."""

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook
        self.tried: Counter[str] = Counter()
        self.failed: Counter[str] = Counter()

    def add(self, report: Report) -> None:
        """Try every formula on one report."""
        for outcome in check_report(report, self.codebook):
            self.tried[outcome.formula] += 1
            self.failed[outcome.formula] += not outcome.holds

    def rates(self) -> tuple[FormulaRate, ...]:
        """The mismatch rate of every formula that was tried, in the order of their names."""
        return tuple(
            FormulaRate(formula=name, tried=tried, failed=self.failed[name], rate=round(self.failed[name] / tried, 4))
            for name, tried in sorted(self.tried.items())
        )


def rate_formulas(reports: Iterable[Report], codebook: Codebook) -> tuple[FormulaRate, ...]:
    """The mismatch rates over some reports."""
    counted = Rates(codebook)
    for report in reports:
        counted.add(report)
    return counted.rates()
