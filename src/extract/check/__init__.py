"""Observations → Issues: what a report says against itself, and reports against each other."""

from extract.check.check import check
from extract.check.compare import compare_reports
from extract.check.rate import FormulaRate, Rates, rate_formulas

__all__ = ["FormulaRate", "Rates", "check", "compare_reports", "rate_formulas"]
