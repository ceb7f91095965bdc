"""Bundles → tables and texts: exactly those of the reports that are there now, one report in memory at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from extract.build.ledger import Entry
from extract.build.plan import Batch, Plan, make_job
from extract.build.work import build_batch, failed_report
from extract.bundle import BundleError, load_bundle
from extract.codebook import Codebook
from extract.describe import TableDescription, describe_tables
from extract.model import Issue, Publication, Report
from extract.seal import seal
from extract.settings import Settings
from extract.tabulate import Panel, Provenance, describe_codebook, tabulate, tabulate_publications
from extract.tabulate.panel import panel_column
from extract.write import Chunk, write_dataset


class Tally(Struct):
    """What went through: reports by status, segments by kind, and a line for each report that failed."""

    statuses: dict[str, int] = msgspec.field(default_factory=lambda: {"complete": 0, "partial": 0, "failed": 0})
    segments: dict[str, int] = msgspec.field(default_factory=lambda: {"section": 0, "case": 0, "figure": 0, "table": 0})
    failures: list[str] = msgspec.field(default_factory=list)

    def add(self, report: Report) -> None:
        """Count one report."""
        self.statuses[report.status] += 1
        for segment in report.segments:
            self.segments[segment.kind] += 1
        if report.status == "failed":
            self.failures.append(next(issue.message for issue in report.issues if issue.severity == "error"))


def assemble(
    plan: Plan,
    passing: Mapping[str, Issue],
    publications: tuple[Publication, ...],
    codebook: Codebook,
    settings: Settings,
    folder: Path,
    excel: bool,
) -> tuple[dict[str, int], Tally]:
    """Write everything into `folder`; the number of rows of each table, and what went through.

    `passing` are the failures of this run that have no bundle, by report id.
    """
    (folder / "text").mkdir()
    tally = Tally()
    counts = write_dataset(folder, chunk(plan, passing, publications, codebook, settings, folder / "text", tally), excel)
    return counts, tally


def chunk(
    plan: Plan,
    passing: Mapping[str, Issue],
    publications: tuple[Publication, ...],
    codebook: Codebook,
    settings: Settings,
    texts: Path,
    tally: Tally,
) -> Iterator[Chunk]:
    """Every row of every table: reports in the order of their ids, and what depends on all of them at the end."""
    tables = describe_tables()
    fetched: dict[str, Publication] = {}
    for publication in publications:
        fetched.setdefault(publication.report_id or "", publication)
    panel = Panel()
    heads: list[tuple[object, ...]] = []
    for entry in plan.entries:
        report = recall_report(entry, plan, passing, settings)
        tally.add(report)
        if report.status != "failed":
            (texts / f"{report.report_id}.txt").write_bytes(report.text.encode("utf-8"))
        panel.add(report)
        rows = tabulate(report, Provenance(paths=entry.paths, publication=fetched.get(report.report_id)))
        heads += rows.pop("reports")
        for name, lines in rows.items():
            yield tables[name], lines
    yield tables["reports"], heads
    indicators = describe_codebook(codebook)
    yield tables["indicators"], indicators
    yield tables["publications"], tabulate_publications(publications, {entry.report_id for entry in plan.entries})
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


def recall_report(entry: Entry, plan: Plan, passing: Mapping[str, Issue], settings: Settings) -> Report:
    """The report of an entry: its bundle, or one that says why there is none; with what only this run knows of its file."""
    name = entry.paths[0].rsplit("/", 1)[-1]
    if entry.error is not None:
        return failed_report(entry.report_id, "", name, "read.unreadable", entry.error)
    if entry.report_id in passing:
        issue = passing[entry.report_id]
        return failed_report(entry.report_id, entry.sha256, name, issue.code, issue.message)
    report = load_or_read(entry, Path(plan.bundles[entry.report_id]), settings)
    issues = report.issues
    if len(entry.paths) > 1:
        message = f"{len(entry.paths)} files have the same bytes and are one report: {', '.join(entry.paths)}"
        issues = (*issues, Issue(code="read.same_bytes", severity="note", message=message))
    return seal(msgspec.structs.replace(report, file_name=name, issues=issues)) if issues != report.issues else report


def load_or_read(entry: Entry, path: Path, settings: Settings) -> Report:
    """The report in a bundle; a bundle that is damaged is made again."""
    try:
        return load_bundle(path)
    except BundleError:
        path.unlink(missing_ok=True)
    outcome = build_batch(Batch(number=0, jobs=(make_job(entry, path),)), settings)[0]
    if outcome.passing:
        return failed_report(entry.report_id, entry.sha256, path.name, outcome.passing.code, outcome.passing.message)
    return load_bundle(path)
