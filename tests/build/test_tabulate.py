"""Rows of the tables: the contract's columns, what goes into them, and the panel."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from extract.codebook import load_codebook
from extract.describe import describe_tables
from extract.model import Publication, Report
from extract.seal import seal
from extract.tabulate import Panel, Provenance, describe_codebook, tabulate, tabulate_publications
from tests.build.rich import rich_report

CONTRACT = Path(__file__).parents[1] / "cases" / "contract.yaml"


@pytest.fixture(scope="module")
def rows() -> dict[str, list[dict[str, Any]]]:
    """The rows of the made-up report as dictionaries."""
    made = tabulate(seal(rich_report()), Provenance(paths=("a/清溪.pdf", "b/副本.pdf")))
    tables = describe_tables()
    return {name: [dict(zip(tables[name].header, row, strict=True)) for row in lines] for name, lines in made.items()}


def test_a_report_counts_its_rows(rows: dict[str, list[dict[str, Any]]]) -> None:
    (report,) = rows["reports"]
    assert (report["pages"], report["n_sections"], report["n_cases"], report["n_tables"], report["n_observations"]) == (
        2,
        2,
        1,
        1,
        3,
    )
    assert report["n_issues"] == len(rows["issues"]) == 1
    assert (report["file_name"], report["paths"]) == ("清溪.pdf", "a/清溪.pdf|b/副本.pdf")


def test_own_text_has_no_heading_and_no_subsection(rows: dict[str, list[dict[str, Any]]]) -> None:
    first, second, case, table = rows["segments"]
    assert first["text"] == "在校生1205人，占86.5%。"
    assert second["text"] == "就业率-。"
    assert case["text"] == "学校与云岭厂共建。李工带徒3人。"
    assert table["text"] == "项目\t数\n在校生\t1205"


def test_a_case_names_who_is_in_it(rows: dict[str, list[dict[str, Any]]]) -> None:
    (case,) = rows["cases"]
    assert (case["organisations"], case["people"], case["themes"]) == ("云岭机械厂", "李工", "校企合作|师徒")
    assert (case["n_observations"], case["characters"]) == (1, 16)
    assert case["section_id"] == rows["segments"][0]["segment_id"]


def test_a_table_knows_its_form_and_its_cells(rows: dict[str, list[dict[str, Any]]]) -> None:
    (table,) = rows["tables"]
    assert (table["form"], table["unit"], table["n_rows"], table["header_rows"]) == ("A", "人", 2, 1)
    assert [(c["row"], c["column"], c["text"], c["is_header"], c["top"]) for c in rows["cells"]] == [
        (0, 0, "项目", True, 2.0),
        (0, 1, "数", True, 2.0),
        (1, 0, "在校生", False, 2.0),
        (1, 1, "1205", False, 2.0),
    ]


def test_values_stay_decimal_and_missing_stays_missing(rows: dict[str, list[dict[str, Any]]]) -> None:
    first, second, _ = rows["observations"]
    assert first["value"] == Decimal(1205)
    assert (second["value"], second["missing"], second["value_text"]) == (None, "not_reported", "-")


def test_a_failed_report_has_a_row(rows: dict[str, list[dict[str, Any]]]) -> None:
    failed = Report(
        report_id="f" * 16, sha256="", file_name="x.pdf", media_type="", status="failed", code_version="0", codebook_version="0"
    )
    made = tabulate(failed, Provenance(paths=("x.pdf",)))
    row = dict(zip(describe_tables()["reports"].header, made["reports"][0], strict=True))
    assert (row["status"], row["sha256"], row["pages"], row["characters"]) == ("failed", None, None, None)


def test_every_column_is_described() -> None:
    for table in describe_tables().values():
        assert table.description.endswith(".")
        assert set(table.key) <= set(table.header)
        for column in table.columns:
            assert column.description.endswith("."), (table.name, column.name)
        for column, target in table.references.items():
            other, field = target.split(".")
            assert column in table.header
            assert describe_tables()[other].key == (field,)


def test_the_columns_are_the_contracts_in_its_order() -> None:
    fixed = {name: tuple(words.split()) for name, words in yaml.safe_load(CONTRACT.read_text("utf-8")).items()}
    assert list(fixed) == list(describe_tables())
    for name, table in describe_tables().items():
        assert table.header[: len(fixed[name])] == fixed[name]


def test_the_codebook_is_a_table_whose_references_hold() -> None:
    header = describe_tables()["indicators"].header
    rows = [dict(zip(header, row, strict=True)) for row in describe_codebook(load_codebook())]
    ids = {row["indicator_id"] for row in rows}
    assert len(ids) == len(rows) > 100
    for row in rows:
        assert row["name_zh"]
        assert row["parent_id"] is None or row["parent_id"] in ids
        assert row["denominator_id"] is None or row["denominator_id"] in ids
    assert any(row["formula"] for row in rows)
    assert any(row["aliases"] and "|" in row["aliases"] for row in rows)


def test_publications_name_only_reports_that_are_there() -> None:
    found = [Publication(publication_id=n, source_id="s", url="u", report_id=r) for n, r in (("p2", "gone"), ("p1", "here"))]
    header = describe_tables()["publications"].header
    rows = [dict(zip(header, row, strict=True)) for row in tabulate_publications(found, {"here"})]
    assert [(row["publication_id"], row["report_id"]) for row in rows] == [("p1", "here"), ("p2", None)]


class TestPanel:
    """One value per subject, year and indicator, and what is behind it."""

    def test_one_report(self) -> None:
        panel = Panel()
        panel.add(rich_report())
        assert panel.indicators(["x", "students.enrolled"]) == ("students.enrolled",)
        assert panel.wide(["students.enrolled"]) == [("清溪职校", "secondary", 2023, Decimal(1205))]
        (row,) = panel.long()
        assert row[3:7] == ("students.enrolled", Decimal(1205), "人", "o10123456789abcdef")

    def test_a_later_report_is_shown_and_the_difference_counted(self) -> None:
        panel = Panel()
        for report in (rich_report("b" * 16, 2024, "1206"), rich_report("a" * 16, 2023)):
            panel.add(report)
        row = dict(zip(describe_tables()["panel_long"].header, panel.long()[0], strict=True))
        assert (row["value"], row["report_id"], row["n_reports"], row["n_values"]) == (Decimal(1206), "b" * 16, 2, 2)
        assert panel.wide(["students.enrolled"])[0][3] == Decimal(1206)

    def test_a_form_is_shown_before_prose_of_a_later_report(self) -> None:
        early, late = rich_report("a" * 16, 2023), rich_report("b" * 16, 2024, "1206")
        form = msgspec.structs.replace(early.observations[0], source="form")
        panel = Panel()
        panel.add(late)
        panel.add(msgspec.structs.replace(early, observations=(form,)))
        assert panel.long()[0][4] == Decimal(1205)

    @pytest.mark.parametrize(
        "change",
        [
            {"preferred": False},
            {"qualifier": "应届"},
            {"indicator_id": None},
            {"kind": "growth"},
            {"value_canonical": None},
            {"year": None},
        ],
    )
    def test_what_is_not_shown(self, change: dict[str, Any]) -> None:
        report = rich_report()
        panel = Panel()
        panel.add(msgspec.structs.replace(report, observations=(msgspec.structs.replace(report.observations[0], **change),)))
        assert panel.long() == []
