"""Reports of one body in neighbouring years are held against each other; no others are taken into memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from extract.build.across import compare_all
from extract.build.ledger import Entry
from extract.build.plan import Plan
from extract.build.recall import Shelf
from extract.bundle import bundle_path, store_bundle
from extract.codebook import load_codebook
from extract.model import Observation, Report
from extract.seal import seal
from extract.settings import Settings
from tests.build.rich import rich_report

replace = msgspec.structs.replace


def said_of(report: Report, year: int, enrolled: str, source: str) -> Observation:
    """What a report says of the pupils of a year."""
    from decimal import Decimal

    first = report.observations[0]
    value = Decimal(enrolled)
    return replace(first, year=year, value=value, value_canonical=value, value_text="1205", source=source)


def shelf(folder: Path, reports: Sequence[Report]) -> Shelf:
    """A shelf with the bundles of reports."""
    for report in reports:
        store_bundle(bundle_path(folder, report.report_id, "k"), seal(report))
    entries = tuple(Entry(report_id=r.report_id, sha256=r.sha256, paths=(f"{r.report_id}.pdf",), file="") for r in reports)
    bundles = {r.report_id: str(bundle_path(folder, r.report_id, "k")) for r in reports}
    return Shelf(Plan(key="k", entries=entries, bundles=bundles, batches=()), {}, Settings())


def test_last_years_column_is_held_against_last_years_report(tmp_path: Path) -> None:
    now, before = rich_report("b" * 16, 2024), rich_report("a" * 16, 2023)
    now = replace(now, observations=(said_of(now, 2023, "1502", "form"),))
    before = replace(before, observations=(said_of(before, 2023, "1205", "form"),))
    other = rich_report("c" * 16, 2020)
    shelved = shelf(tmp_path, (now, before, other))
    loaded: list[str] = []

    def load(report_id: str) -> Report:
        loaded.append(report_id)
        return shelved.report(report_id)

    entries = shelved.plan.entries
    found = compare_all((shelved.head(entry) for entry in entries), load, load_codebook())
    assert {report_id: [issue.code for issue in issues] for report_id, issues in found.items()} == {"b" * 16: ["across.last_year"]}
    whole = shelved.whole(entries[0], found["b" * 16])
    assert whole.issues[-1].code == "across.last_year"
    assert whole.issues[-1].issue_id
    assert set(loaded) == {"a" * 16, "b" * 16, "c" * 16}


def test_a_school_with_one_report_is_not_loaded(tmp_path: Path) -> None:
    shelved = shelf(tmp_path, (rich_report("a" * 16, 2023), rich_report("b" * 16, 2020)))
    heads = [shelved.head(entry) for entry in shelved.plan.entries]
    assert [(head.frame.report_year, head.observations) for head in heads] == [(2023, ()), (2020, ())]
    assert compare_all(heads, lambda report_id: 1 / 0, load_codebook()) == {}  # type: ignore[arg-type, return-value]
