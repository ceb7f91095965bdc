"""Preferred observations of all reports → one value per subject, kind of vocational education, year and indicator."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from msgspec import Struct

from extract.describe import Column
from extract.model import Observation, Report

SOURCES = {"form": 0, "table": 1, "prose": 2}
Key = tuple[str, str, int]


class Candidate(Struct, frozen=True, gc=False):
    """One statement of a value."""

    source: int
    report_year: int
    report_id: str
    observation_id: str
    value: Decimal
    unit: str | None


class Panel:
    """Collects the statements of one report after the other; what is shown is the most trusted one.

    Shown is a form before a table before prose, then the report with the latest year: a later report may have corrected the value.
    How many reports state it, and how many different values, is in `panel_long`.
    """

    def __init__(self) -> None:
        self.candidates: dict[Key, dict[str, list[Candidate]]] = {}

    def add(self, report: Report) -> None:
        """Take in the preferred, unqualified values of a report."""
        for observation in report.observations:
            if not (observation.preferred and observation.indicator_id and observation.subject and observation.year):
                continue
            if observation.qualifier or observation.value_canonical is None or observation.kind in ("growth", "change"):
                continue
            key = (observation.subject, report.frame.education_level or "unknown", observation.year)
            cell = self.candidates.setdefault(key, {}).setdefault(observation.indicator_id, [])
            cell.append(candidate(report, observation, observation.value_canonical))

    def long(self) -> list[tuple[object, ...]]:
        """The rows of `panel_long`, sorted by their key."""
        rows: list[tuple[object, ...]] = []
        for key, cells in sorted(self.candidates.items()):
            for indicator_id, found in sorted(cells.items()):
                shown = min(found, key=rank)
                year = shown.report_year or None
                counts = (len({c.report_id for c in found}), len({c.value for c in found}))
                rows.append((*key, indicator_id, shown.value, shown.unit, shown.observation_id, shown.report_id, year, *counts))
        return rows

    def wide(self, columns: Iterable[str]) -> list[tuple[object, ...]]:
        """The rows of `panel`: the key, then the value of each indicator in `columns`."""
        import pandas as pd  # loaded where it is needed: most commands write no panel

        key = ["subject", "education_level", "year"]
        shown = [row[:5] for row in self.long()]
        frame = pd.DataFrame(shown, columns=[*key, "indicator_id", "value"], dtype=object)
        wide = frame.pivot(index=key, columns="indicator_id", values="value").reindex(columns=list(columns)).sort_index()
        return [(*at, *(None if pd.isna(value) else value for value in values)) for at, *values in wide.itertuples(name=None)]

    def indicators(self, ordered: Iterable[str]) -> tuple[str, ...]:
        """The indicators that have a value, in the codebook's order, then any others by name."""
        present = {indicator for cells in self.candidates.values() for indicator in cells}
        known = [indicator for indicator in ordered if indicator in present]
        return (*known, *sorted(present.difference(known)))


def candidate(report: Report, observation: Observation, value: Decimal) -> Candidate:
    """One observation as a statement of its value."""
    return Candidate(
        SOURCES[observation.source],
        report.frame.report_year or 0,
        report.report_id,
        observation.observation_id,
        value,
        observation.unit_canonical,
    )


def rank(candidate: Candidate) -> tuple[int, int, str, str]:
    """What is shown first: see `Panel`."""
    return (candidate.source, -candidate.report_year, candidate.report_id, candidate.observation_id)


def panel_column(indicator_id: str, unit: str | None, name: str | None) -> Column:
    """The description of one indicator's column in `panel`."""
    return Column(name=indicator_id, type="number", unit=unit or "", description=name or f"Indicator {indicator_id}.")
