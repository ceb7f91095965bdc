"""Tables of many styles, each with what must be read from it: `tests/cases/tables.yaml`, `tests/cases/forms.yaml`."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from tests.observe.table_report import make_report, parse_rows

from extract.codebook import load_codebook
from extract.model import Frame, Observation, Observed
from extract.observe.tables import observe_tables

CASES = [
    case
    for name in ("tables.yaml", "tables_more.yaml", "forms.yaml")
    for case in yaml.safe_load((Path(__file__).parents[1] / "cases" / name).read_text(encoding="utf-8"))
]
FIELDS = ("name", "unit", "year", "indicator_id", "qualifier", "parent", "kind", "missing", "period", "hedge", "source")


def frame_of(case: dict) -> Frame:
    """The report a case stands in: a secondary school, 2024, where nothing else is said."""
    return Frame(**({"level": "school", "education_level": "secondary", "report_year": 2024} | case.get("frame", {})))


def read(case: dict, plain: bool) -> Observed:
    tables = case.get("tables", [case])
    document, segments = make_report(tables, frame_of(case), plain)
    return observe_tables(document, segments, load_codebook())


def renderings(case: dict) -> list[bool]:
    return [case["plain"]] if "plain" in case else [False, True]


@pytest.mark.parametrize(
    ("case", "plain"), [pytest.param(c, p, id=f"{c['id']}-{'plain' if p else 'ruled'}") for c in CASES for p in renderings(c)]
)
def test_case(case: dict, plain: bool) -> None:
    observed = read(case, plain)
    left = list(observed.observations)
    for wanted in case.get("values", []):
        table, row, column = wanted["at"] if len(wanted["at"]) == 3 else [1, *wanted["at"]]
        here = [o for o in left if (o.table_id, o.row, o.column) == (f"t{table}", row, column)]
        found = [o for o in here if agrees(o, wanted)]
        assert found, f"{wanted} not among {[describe(o) for o in here]}"
        left.remove(found[0])
    if case.get("all", True) and "values" in case:
        assert not left, f"read and not wanted: {[describe(o) for o in left]}"
    if "forms" in case:
        assert [reading.form for reading in observed.tables] == case["forms"]
    if "count" in case:
        assert len(observed.observations) == case["count"]
    for code, stated in case.get("issues", []):
        assert any(i.code == code and stated in (i.stated or i.computed or "") for i in observed.issues), [
            (i.code, i.stated, i.computed) for i in observed.issues
        ]
    if case.get("quiet"):
        assert not observed.issues, [(i.code, i.stated, i.computed) for i in observed.issues]


def agrees(seen: Observation, wanted: dict) -> bool:
    """Whether an observation has the value and every field a case names."""
    value = wanted.get("value")
    if seen.value != (None if value is None else Decimal(str(value))):
        return False
    return all(getattr(seen, field) == wanted[field] for field in FIELDS if field in wanted)


def describe(seen: Observation) -> dict:
    return {"at": (seen.table_id, seen.row, seen.column), "value": str(seen.value)} | {
        field: getattr(seen, field) for field in FIELDS if getattr(seen, field) is not None
    }


@pytest.mark.parametrize("case", CASES, ids=[c["id"] for c in CASES])
def test_evidence_points_at_the_cell(case: dict) -> None:
    tables = case.get("tables", [case])
    document, segments = make_report(tables, frame_of(case))
    for one in observe_tables(document, segments, load_codebook()).observations:
        assert document.text[one.char_start : one.char_end] == one.quote
        assert document.text[one.value_start : one.value_end] == one.value_text
        rows = parse_rows(tables[int(one.table_id[1:]) - 1]["rows"])
        assert rows[one.row][one.column] == one.quote
