"""Observations → Issues: what a report says against itself."""

from extract.check.check import check

__all__ = ["check"]
