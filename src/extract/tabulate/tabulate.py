"""One report → its rows in every table, in printed order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from extract.codebook import Codebook, load_codebook
from extract.codebook.formulas import Formula
from extract.describe import describe_tables
from extract.model import Box, Issue, Mention, Observation, Publication, Report, Segment, Table

Row = tuple[object, ...]
Rows = dict[str, list[Row]]


class Provenance(Struct, frozen=True, kw_only=True):
    """What the run knows of a report's file beyond its bytes."""

    paths: tuple[str, ...]
    publication: Publication | None = None


def join(parts: Iterable[str]) -> str | None:
    """A list as one cell; None if it is empty.

    >>> join(["a", "b"]), join([])
    ('a|b', None)
    """
    return "|".join(parts) or None


def order(table: str, values: Mapping[str, object]) -> Row:
    """A row in the order of the table's columns; a column that is not given is a fault of this program."""
    return tuple(values[name] for name in describe_tables()[table].header)


def corners(box: Box | None) -> dict[str, float | None]:
    """A box as four columns, rounded to a hundredth of a point: engines differ below that."""
    if box is None:
        return dict.fromkeys(("x0", "top", "x1", "bottom"))
    return {name: round(value, 2) for name, value in zip(("x0", "top", "x1", "bottom"), box, strict=True)}


def tabulate(report: Report, provenance: Provenance) -> Rows:
    """The rows of one report in each table that has rows by report; `panel` and the codebook are made elsewhere."""
    forms = {reading.table_id: reading for reading in report.readings}
    rows: Rows = {
        "segments": [segment_row(report, segment) for segment in report.segments],
        "tables": [],
        "cells": [],
        "observations": [observation_row(report, observation) for observation in report.observations],
        "cases": [case_row(report, segment) for segment in report.segments if segment.kind == "case"],
        "mentions": [mention_row(report, mention) for mention in report.mentions],
        "issues": [issue_row(report.report_id, issue) for issue in report.issues],
    }
    for segment in report.segments:
        if segment.kind != "table":
            continue
        table = report.tables[segment.index] if segment.index is not None else None
        reading = forms.get(segment.segment_id)
        rows["tables"].append(
            order(
                "tables",
                {
                    "table_id": segment.segment_id,
                    "report_id": report.report_id,
                    "number": segment.number,
                    "caption": segment.title,
                    "form": reading.form if reading else None,
                    "unit": (reading.unit if reading else None) or segment.unit,
                    "n_rows": table.n_rows if table else 0,
                    "n_columns": table.n_columns if table else 0,
                    "header_rows": reading.header_rows if reading else table.header_rows if table else None,
                    "page_start": segment.page_start,
                    "page_end": segment.page_end,
                    "method": table.method if table else None,
                },
            )
        )
        if table:
            header_rows = reading.header_rows if reading else table.header_rows or 0
            rows["cells"] += cell_rows(report.report_id, segment.segment_id, table, header_rows)
    rows["reports"] = [report_row(report, provenance, rows)]
    return rows


def report_row(report: Report, provenance: Provenance, rows: Rows) -> Row:
    """The row of a report; counts are those of its rows in the other tables."""
    frame, publication = report.frame, provenance.publication
    return order(
        "reports",
        {
            "report_id": report.report_id,
            "sha256": report.sha256 or None,
            "file_name": provenance.paths[0].rsplit("/", 1)[-1],
            "media_type": report.media_type or None,
            "source_url": publication.url if publication else None,
            "retrieved_at": publication.first_seen_at if publication else None,
            **{name: getattr(frame, name) for name in frame.__struct_fields__},
            "pages": len(report.pages) or None,
            "characters": len(report.text) if report.status != "failed" else None,
            "is_scanned": report.is_scanned if report.status != "failed" else None,
            "status": report.status,
            "n_issues": len(rows["issues"]),
            "code_version": report.code_version,
            "codebook_version": report.codebook_version,
            "paths": join(provenance.paths),
            "n_sections": sum(segment.kind == "section" for segment in report.segments),
            "n_cases": len(rows["cases"]),
            "n_tables": len(rows["tables"]),
            "n_observations": len(rows["observations"]),
        },
    )


def own_text(report: Report, segment: Segment) -> str | None:
    """A segment's own words: a section's without subsections and heading, a case's body, a table's cells."""
    if segment.kind in ("section", "case"):
        title_end = segment.title_end if segment.title_end is not None else segment.char_start
        ranges = [(max(start, title_end) if start < title_end <= end else start, end) for start, end in segment.own]
        return "\n".join(filter(None, (report.text[start:end].strip() for start, end in ranges))) or None
    if segment.body_start is not None and segment.body_end is not None:
        return report.text[segment.body_start : segment.body_end].strip() or None
    return None


def segment_row(report: Report, segment: Segment) -> Row:
    """The row of a section, case, figure or table."""
    values = {name: getattr(segment, name) for name in segment.__struct_fields__}
    values |= {"report_id": report.report_id, "themes": join(segment.themes), "text": own_text(report, segment)}
    return order("segments", values)


def cell_rows(report_id: str, table_id: str, table: Table, header_rows: int) -> list[Row]:
    """The rows of a table's cells, row by row; a cell is a header if the file or the reading of the table says so."""
    return [
        order(
            "cells",
            {
                "table_id": table_id,
                "report_id": report_id,
                "row": cell.row,
                "column": cell.column,
                "row_span": cell.row_span,
                "column_span": cell.column_span,
                "text": cell.text or None,
                "is_header": cell.is_header or cell.row < header_rows,
                "page": cell.page,
                **corners(cell.box),
                "char_start": cell.char_start,
                "char_end": cell.char_end,
                "confidence": cell.confidence,
            },
        )
        for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.column))
    ]


def observation_row(report: Report, observation: Observation) -> Row:
    """The row of one measured value."""
    values: dict[str, Any] = {name: getattr(observation, name) for name in observation.__struct_fields__}
    known = load_codebook().indicators.get(observation.indicator_id or "")
    values |= corners(observation.box) | {"report_id": report.report_id, "indicator_name": known.name_zh if known else None}
    return order("observations", values)


def case_row(report: Report, segment: Segment) -> Row:
    """The row of a case: its body, who is named in it, how many values it states."""
    text = own_text(report, segment)
    named = [m for m in report.mentions if segment.char_start <= m.char_start < segment.char_end]
    organisations = dict.fromkeys(m.normal_form for m in named if m.kind in ("organisation", "school"))
    people = dict.fromkeys(m.normal_form for m in named if m.kind == "person")
    inside = [o for o in report.observations if segment.char_start <= o.value_start < segment.char_end]
    return order(
        "cases",
        {
            "case_id": segment.segment_id,
            "report_id": report.report_id,
            "number": segment.number,
            "title": segment.title,
            "section_id": segment.parent_id,
            "page_start": segment.page_start,
            "page_end": segment.page_end,
            "text": text,
            "characters": len("".join((text or "").split())),
            "themes": join(segment.themes),
            "organisations": join(organisations),
            "people": join(people),
            "figures": join(segment.figure_ids),
            "n_observations": len(inside),
        },
    )


def mention_row(report: Report, mention: Mention) -> Row:
    """The row of one named thing."""
    values: dict[str, Any] = {name: getattr(mention, name) for name in mention.__struct_fields__}
    return order("mentions", values | {"report_id": report.report_id})


def issue_row(report_id: str, issue: Issue) -> Row:
    """The row of one issue."""
    values: dict[str, Any] = {name: getattr(issue, name) for name in issue.__struct_fields__}
    values |= {"report_id": report_id, "observation_ids": join(issue.observation_ids), "message_zh": issue.message_zh or None}
    return order("issues", values)


def describe_codebook(codebook: Codebook) -> list[Row]:
    """The rows of `indicators`, in the codebook's order."""
    aliases: dict[str, dict[str, None]] = {}
    for alias in codebook.aliases:
        aliases.setdefault(alias.indicator_id, {})[alias.alias] = None
    formulas: dict[str, str] = {}
    for formula in codebook.audit.formulas:
        formulas.setdefault(formula.result, print_formula(formula))
    rows = []
    for indicator in codebook.indicators.values():
        values: dict[str, Any] = {name: getattr(indicator, name) or None for name in indicator.__struct_fields__}
        values |= {"levels": join(indicator.levels), "aliases": join(aliases.get(indicator.indicator_id, ()))}
        rows.append(order("indicators", values | {"formula": formulas.get(indicator.indicator_id)}))
    return rows


def print_formula(formula: Formula) -> str:
    """A formula in one line: its kind, what goes in, what it is divided by.

    >>> print_formula(Formula(formula_id="f", kind="share", result="r", parts=("a", "b"), bases=("c",)))
    'share(a + b; c)'
    """
    return f"{formula.kind}({' + '.join(formula.parts)}{'; ' + ' + '.join(formula.bases) if formula.bases else ''})"


def tabulate_publications(publications: Iterable[Publication], report_ids: set[str]) -> list[Row]:
    """The rows of `publications`; a report that is not among those of this run is left empty."""
    rows = []
    for publication in sorted(publications, key=lambda publication: publication.publication_id):
        values: dict[str, Any] = {name: getattr(publication, name) for name in publication.__struct_fields__}
        values["report_id"] = publication.report_id if publication.report_id in report_ids else None
        rows.append(order("publications", values))
    return rows
