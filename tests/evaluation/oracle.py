"""A report that says exactly what its truth says: what a perfect reader would return, to try the scorer on."""

from __future__ import annotations

from collections.abc import Iterator

from extract.model import Cell, Frame, Issue, Mention, Observation, Report, Segment, Table, TableReading
from tests.evaluation.structure import FORM_WORDS
from tests.evaluation.truth import Fact, Truth


def perfect_report(truth: Truth) -> Report:
    """Every fact, section, case, table, name and wanted claim of a truth, in the truth's own text."""
    text, tables = table_text(truth)
    return Report(
        report_id="0" * 16,
        sha256="0" * 64,
        file_name=truth.name,
        media_type="text/plain",
        status="complete",
        code_version="0",
        codebook_version="0",
        frame=Frame(**truth.metadata),  # type: ignore[arg-type]
        text=text,
        tables=tables,
        segments=tuple(perfect_segments(truth)),
        readings=tuple(
            TableReading(table_id=g.table_id, form=form_of(g.title), unit=None, header_rows=1) for g in truth.grids if g.official
        ),
        observations=tuple(o for i, fact in enumerate(truth.facts) for o in observe_fact(truth, fact, i)),
        mentions=tuple(
            Mention(kind=n.kind, text=n.text, normal_form=n.text, char_start=n.start, char_end=n.end)  # type: ignore[arg-type]
            for n in truth.names
        ),
        issues=tuple(
            Issue(code="check.sum", severity="error", message=c.claim_id, char_start=c.spans[0][0], char_end=c.spans[0][1])
            for c in truth.claims
            if c.wanted and c.spans
        ),
    )


def perfect_segments(truth: Truth) -> Iterator[Segment]:
    for i, s in enumerate(truth.sections):
        place = {"char_start": s.start, "char_end": s.start + 1, "title_start": s.start}
        words = {"number": s.number or None, "title": s.title, "level": s.level, "parent_id": s.parent_id}
        yield Segment(segment_id=s.section_id, kind="section", ordinal=i, **words, **place)  # type: ignore[arg-type]
    for i, c in enumerate(truth.cases):
        body = {"char_start": c.body_start, "char_end": c.body_end, "body_start": c.body_start, "body_end": c.body_end}
        yield Segment(segment_id=f"case{i}", kind="case", ordinal=i, number=c.number, title=c.title, **body)  # type: ignore[arg-type]
    for i, g in enumerate(truth.grids):
        yield Segment(segment_id=g.table_id, kind="table", ordinal=i, number=None, title=g.title, char_start=0, char_end=1, index=i)


def form_of(title: str) -> str | None:
    return next((form for form, word in FORM_WORDS.items() if word in title), None)


def observe_fact(truth: Truth, fact: Fact, index: int) -> list[Observation]:
    """One observation, or one for each owner of the printed number."""
    return [
        Observation(
            name=name,
            value=fact.value,
            unit=fact.unit or None,
            value_text=truth.text[fact.start : fact.end],
            kind=fact.kinds[0] if fact.kinds else "count",  # type: ignore[arg-type]
            source=fact.source,  # type: ignore[arg-type]
            rule="oracle",
            confidence=1.0,
            char_start=fact.start,
            char_end=fact.end,
            quote=truth.text[fact.start : fact.end],
            value_start=fact.start,
            value_end=fact.end,
            parent=fact.parent or None,
            qualifier=fact.qualifier or None,
            subject=next(iter(fact.bodies), None),
            base=fact.base or None,
            hedge=fact.hedge or None,  # type: ignore[arg-type]
            year=fact.year,
            period=fact.period,
            missing=fact.missing,  # type: ignore[arg-type]
            table_id=fact.table,
            row=fact.row,
            column=fact.column,
            observation_id=f"o{index}{name}",
        )
        for name in (fact.owners or (fact.name,))
    ]


def table_text(truth: Truth) -> tuple[str, tuple[Table, ...]]:
    """The text with every table's cells behind it, so that each cell has characters of its own to stand on."""
    text, tables = truth.text + "\n", []
    for grid in truth.grids:
        begun, cells = len(text), []
        for r, row in enumerate(grid.rows):
            for c, cell in enumerate(row):
                cells.append(Cell(row=r, column=c, text=cell, char_start=len(text), char_end=len(text) + len(cell)))
                text += cell + "\t"
            text += "\n"
        tables.append(
            Table(
                char_start=begun,
                char_end=len(text),
                n_rows=len(grid.rows),
                n_columns=len(grid.rows[0]),
                cells=tuple(cells),
                method="oracle",
            )
        )
    return text, tuple(tables)
