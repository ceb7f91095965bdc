"""The one way in: every check of one report, in a fixed order from sure to weak."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from extract.check.average import check_averages
from extract.check.bound import check_bounds, check_print
from extract.check.decompose import check_decompositions
from extract.check.difference import check_differences
from extract.check.fact import Ledger
from extract.check.formula import check_formulas
from extract.check.growth import check_growth
from extract.check.listing import check_lists
from extract.check.named_row import check_named_rows
from extract.check.outcome import Outcome
from extract.check.part import check_narrower, check_parts
from extract.check.proportion import check_proportions
from extract.check.quotient import check_quotients
from extract.check.ratio import check_ratios
from extract.check.same_fact import check_groups, check_same_facts
from extract.check.share import check_complements, check_shares
from extract.check.structure import check_caption_years, check_captions, check_layout, check_names, check_titles
from extract.check.table_sum import check_tables
from extract.check.total import check_totals
from extract.check.twin import check_twins
from extract.check.wording import check_wording
from extract.codebook import Codebook
from extract.codebook.formulas import Audit
from extract.model import Document, Frame, Issue, Mention, Observation, Observed, Report, Segment, Segments, Table, TableReading


class Material(Struct, frozen=True, kw_only=True):
    """What the checks look at; a document on its way and a stored report both give it."""

    text: str
    tables: tuple[Table, ...]
    segments: tuple[Segment, ...]
    readings: tuple[TableReading, ...]
    observations: tuple[Observation, ...]
    mentions: tuple[Mention, ...] = ()
    frame: Frame = Frame()


def check(document: Document, segments: Segments, observed: Observed, codebook: Codebook) -> tuple[Issue, ...]:
    """All issues the observations of one report raise against each other, in printed order."""
    material = Material(
        text=document.text,
        tables=document.tables,
        segments=segments.segments,
        readings=observed.tables,
        observations=observed.observations,
        mentions=segments.mentions,
        frame=segments.frame,
    )
    return collect_issues(run_checks(material, codebook))


def material_of(report: Report) -> Material:
    """What the checks look at in a stored report."""
    return Material(
        text=report.text,
        tables=report.tables,
        segments=report.segments,
        readings=report.readings,
        observations=report.observations,
        mentions=report.mentions,
        frame=report.frame,
    )


def check_report(report: Report, codebook: Codebook) -> tuple[Outcome, ...]:
    """The same checks on a stored report, with those that held: for the mismatch rate of each formula."""
    return tuple(run_checks(material_of(report), codebook))


def run_checks(material: Material, codebook: Codebook) -> Iterator[Outcome]:
    """Every check on one report, surest first."""
    audit = codebook.audit
    ledger = Ledger(material.text, material.observations, material.segments, audit.words)
    sums = list(check_arithmetic(material, ledger, audit))
    yield from sums
    same = [*check_same_facts(ledger, audit), *check_groups(ledger, audit), *check_named_rows(material.tables, ledger, audit)]
    yield from same
    equations = [o for o in sums if o.holds and len(o.observation_ids) > 1 and not o.formula.startswith(INEQUALITIES)]
    told = ids_of(o for o in (*sums, *same) if not o.holds)
    yield from check_twins(ledger, ids_of(equations), told, audit)
    yield from check_parts(ledger, audit)
    yield from check_narrower(ledger, audit)
    yield from check_lists(material.text, material.segments, audit)
    yield from check_layout(material.tables, frozenset(codebook.units), audit)
    yield from check_captions(material.segments, audit)
    yield from check_caption_years(material.segments, material.tables, audit)
    yield from check_titles(material.text, audit)
    yield from check_names(material.mentions, audit)
    yield from check_wording(material.text, ledger, audit)


def check_arithmetic(material: Material, ledger: Ledger, audit: Audit) -> Iterator[Outcome]:
    """What numbers must be by each other: sums, shares, growth, means and bounds; first by name, then by place."""
    forms = form_tables(material)
    yield from check_print(material.observations, audit)
    yield from check_tables(material.tables, forms, ledger, audit)
    yield from check_quotients(material.tables, forms, ledger, audit)
    moves = list(check_growth(ledger, audit))
    yield from moves
    yield from check_differences(ledger, ids_of(moves), audit)
    shares = list(check_shares(ledger, audit))
    yield from shares
    yield from check_proportions(ledger, ids_of(shares), audit)
    formulas = list(check_formulas(ledger, audit, ids_of(o for o in shares if o.holds)))
    yield from formulas
    totals = list(check_totals(ledger, audit))
    yield from totals
    yield from check_decompositions(ledger, ids_of(totals), audit)
    yield from check_averages(ledger, ids_of([*formulas, *totals]), audit)
    yield from check_complements(ledger, audit)
    yield from check_ratios(ledger, audit)
    yield from check_bounds(ledger, audit)


def ids_of(outcomes: Iterable[Outcome]) -> frozenset[str]:
    """The numbers some checks were made on."""
    return frozenset(key for outcome in outcomes for key in outcome.observation_ids)


def form_tables(material: Material) -> set[int]:
    """The indices of the tables that are official forms."""
    forms = {reading.table_id for reading in material.readings if reading.form}
    return {s.index for s in material.segments if s.kind == "table" and s.index is not None and s.segment_id in forms}


# Relations that leave room: they confirm no number.
INEQUALITIES = ("whole", "within.", "mean.", "bound", "print")
RANK = {"error": 0, "warning": 1, "note": 2}


def collect_issues(outcomes: Iterable[Outcome]) -> tuple[Issue, ...]:
    """The issues in printed order; of two that say the same of one number, the surer one, and of equals the first."""
    best: dict[tuple[str, object, str], Issue] = {}
    for issue in (o.issue for o in outcomes if o.issue):
        key = (issue.code, issue.char_start, issue.observation_ids[0] if issue.observation_ids else issue.issue_id)
        if key not in best or RANK[issue.severity] < RANK[best[key].severity]:
            best[key] = issue
    return tuple(sorted(best.values(), key=lambda i: (i.char_start if i.char_start is not None else -1, i.code, i.issue_id)))
