"""Bundles → tables and texts: exactly those of the reports that are there now, one report in memory at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from extract.build.across import compare_all
from extract.build.recall import Shelf
from extract.check import FormulaRate, Rates
from extract.codebook import Codebook
from extract.describe import TableDescription, describe_tables
from extract.model import Publication, Report
from extract.tabulate import Panel, Provenance, describe_codebook, tabulate, tabulate_publications
from extract.tabulate.panel import panel_column
from extract.write import Chunk, write_dataset


class Tally(Struct):
    """What went through: reports by status, segments by kind, and a line for each report that failed."""

    statuses: dict[str, int] = msgspec.field(default_factory=lambda: {"complete": 0, "partial": 0, "failed": 0})
    segments: dict[str, int] = msgspec.field(default_factory=lambda: {"section": 0, "case": 0, "figure": 0, "table": 0})
    failures: list[str] = msgspec.field(default_factory=list)
    formulas: tuple[FormulaRate, ...] = ()

    def add(self, report: Report) -> None:
        """Count one report."""
        self.statuses[report.status] += 1
        for segment in report.segments:
            self.segments[segment.kind] += 1
        if report.status == "failed":
            self.failures.append(next(issue.message for issue in report.issues if issue.severity == "error"))


def assemble(
    shelf: Shelf, publications: tuple[Publication, ...], codebook: Codebook, folder: Path, excel: bool, step: Callable[[], None]
) -> tuple[dict[str, int], Tally]:
    """Write everything into `folder`; the number of rows of each table, and what went through."""
    (folder / "text").mkdir()
    tally, rates = Tally(), Rates(codebook)

    def note(report: Report) -> None:
        tally.add(report)
        rates.add(report)
        if report.status != "failed":
            (folder / "text" / f"{report.report_id}.txt").write_bytes(report.text.encode("utf-8"))
        step()

    counts = write_dataset(folder, chunk(shelf, publications, codebook, note), excel)
    tally.formulas = rates.rates()
    return counts, tally


def chunk(
    shelf: Shelf, publications: tuple[Publication, ...], codebook: Codebook, note: Callable[[Report], None]
) -> Iterator[Chunk]:
    """Every row of every table: reports in the order of their ids, and what depends on all of them at the end."""
    tables, entries = describe_tables(), shelf.plan.entries
    fetched: dict[str, Publication] = {}
    for publication in publications:
        fetched.setdefault(publication.report_id or "", publication)
    across = compare_all((shelf.head(entry) for entry in entries), shelf.report, codebook)
    panel = Panel()
    heads: list[tuple[object, ...]] = []
    for entry in entries:
        report = shelf.whole(entry, across.get(entry.report_id, ()))
        note(report)
        panel.add(report)
        rows = tabulate(report, Provenance(paths=entry.paths, publication=fetched.get(report.report_id)))
        heads += rows.pop("reports")
        for name, lines in rows.items():
            yield tables[name], lines
    yield tables["reports"], heads
    indicators = describe_codebook(codebook)
    yield tables["indicators"], indicators
    yield tables["publications"], tabulate_publications(publications, set(shelf.entries))
    yield tables["panel_long"], panel.long()
    yield widen(panel, tables, indicators)


def widen(panel: Panel, tables: Mapping[str, TableDescription], indicators: list[tuple[object, ...]]) -> Chunk:
    """The table `panel`, with one column for each indicator that has a value."""
    header = tables["indicators"].header
    known: dict[str, dict[str, Any]] = {str(row[0]): dict(zip(header, row, strict=True)) for row in indicators}
    columns = panel.indicators(known)
    described = tuple(panel_column(name, known.get(name, {}).get("unit"), known.get(name, {}).get("name_zh")) for name in columns)
    table = tables["panel"]
    return msgspec.structs.replace(table, columns=table.columns + described), panel.wide(columns)
