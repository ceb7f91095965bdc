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


def rate_formulas(reports: Iterable[Report], codebook: Codebook) -> tuple[FormulaRate, ...]:
    """The mismatch rate of every formula that was tried, in the order of their names."""
    tried: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    for report in reports:
        for outcome in check_report(report, codebook):
            tried[outcome.formula] += 1
            failed[outcome.formula] += not outcome.holds
    return tuple(
        FormulaRate(formula=name, tried=tried[name], failed=failed[name], rate=round(failed[name] / tried[name], 4))
        for name in sorted(tried)
    )
