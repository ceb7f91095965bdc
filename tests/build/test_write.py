"""Files of a dataset: the same rows in every format, exact, safe, described, and the same bytes each time."""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.codebook import load_codebook
from extract.describe import Column, TableDescription, describe_tables
from extract.seal import seal
from extract.tabulate import Panel, Provenance, describe_codebook, tabulate
from extract.tabulate.panel import panel_column
from extract.write import Chunk, read_cell, write_cell, write_dataset
from tests.build.rich import rich_report


def chunks() -> list[Chunk]:
    """All tables of two made-up reports."""
    tables = describe_tables()
    found: dict[str, list[tuple[object, ...]]] = {name: [] for name in tables}
    panel = Panel()
    for report in map(seal, (rich_report("a" * 16), rich_report("b" * 16, 2024, "1206"))):
        panel.add(report)
        for name, rows in tabulate(report, Provenance(paths=(f"{report.report_id}.pdf",))).items():
            found[name] += rows
    found["indicators"] = describe_codebook(load_codebook())
    found["panel_long"] = panel.long()
    found["panel"] = panel.wide(["students.enrolled"])
    wide = (*tables["panel"].columns, panel_column("students.enrolled", "人", "在校生数"))
    shown = {**tables, "panel": msgspec.structs.replace(tables["panel"], columns=wide)}
    return [(shown[name], rows) for name, rows in found.items()]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with everything in it."""
    folder = tmp_path_factory.mktemp("written") / "output"
    folder.mkdir()
    write_dataset(folder, chunks(), excel=True)
    return folder


def test_the_same_bytes_twice_however_the_rows_arrive(written: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    in_pieces = [(table, rows[at : at + 1]) for table, rows in chunks() for at in range(max(len(rows), 1))]
    write_dataset(other, in_pieces, excel=True)
    for path in sorted(written.rglob("*")):
        if path.is_file():
            same = other / path.relative_to(written)
            assert hashlib.sha256(path.read_bytes()).digest() == hashlib.sha256(same.read_bytes()).digest(), path.name


def test_every_format_has_the_same_rows(written: Path) -> None:
    connection = sqlite3.connect(written / "reports.sqlite")
    for table, rows in chunks():
        with (written / "tables" / f"{table.name}.csv").open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.reader(file))
        assert lines[0] == list(table.header)
        assert [[read_cell(cell) for cell in line] for line in lines[1:]] == [
            [read_cell(write_cell(v)) for v in row] for row in rows
        ]
        frame = pq.read_table(written / "tables" / f"{table.name}.parquet")
        assert frame.column_names == list(table.header)
        expected = [tuple(float(v) if isinstance(v, Decimal) else v for v in row) for row in rows]
        assert [tuple(row.values()) for row in frame.to_pylist()] == expected
        assert connection.execute(f"SELECT * FROM {table.name}").fetchall() == expected
    connection.close()


def test_csv_opens_in_excel_with_its_chinese(written: Path) -> None:
    data = (written / "tables" / "observations.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in data


def test_pandas_gets_types_that_can_be_empty(written: Path) -> None:
    frame = pd.read_parquet(written / "tables" / "observations.parquet")
    assert (str(frame["year"].dtype), str(frame["value"].dtype), str(frame["preferred"].dtype)) == ("Int64", "Float64", "boolean")
    assert str(frame["name"].dtype).startswith("str")
    assert frame["value"].isna().sum() == 2


def test_the_database_has_keys_indexes_and_meanings(written: Path) -> None:
    connection = sqlite3.connect(written / "reports.sqlite")
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert {row[1] for row in connection.execute("PRAGMA index_list(observations)")} >= {
        "observations_report_id",
        "observations_year",
    }
    assert len(connection.execute("PRAGMA foreign_key_list(observations)").fetchall()) == 4
    described = connection.execute('SELECT count(*) FROM "columns"').fetchone()[0]
    connection.close()
    assert described == sum(len(table.columns) for table, _ in chunks())


def test_a_row_that_points_nowhere_is_never_published(tmp_path: Path) -> None:
    tables = describe_tables()
    row = dict.fromkeys(tables["mentions"].header)
    row |= {
        "mention_id": "m",
        "report_id": "nobody",
        "kind": "place",
        "text": "x",
        "normal_form": "x",
        "char_start": 0,
        "char_end": 1,
    }
    (tmp_path / "output").mkdir()
    empty: list[Chunk] = [(table, []) for name, table in tables.items() if name != "mentions"]
    with pytest.raises(ValueError, match="point to rows that do not exist"):
        write_dataset(tmp_path / "output", [*empty, (tables["mentions"], [tuple(row.values())])])


def test_the_descriptor_is_valid_and_its_files_are_what_it_says(written: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    package = json.loads((written / "datapackage.json").read_text("utf-8"))
    for resource in package["resources"]:
        data = (written / resource["path"]).read_bytes()
        assert (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}") == (resource["bytes"], resource["hash"])
    report = frictionless.validate(str(written / "datapackage.json"))
    assert report.valid, report.flatten(["fieldName", "rowNumber", "message"])[:10]


def test_the_workbook_has_a_sheet_a_table_and_a_codebook(written: Path) -> None:
    with zipfile.ZipFile(written / "reports.xlsx") as book:
        names = book.read("xl/workbook.xml").decode()
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    for name in (*describe_tables(), "codebook"):
        assert f'name="{name}"' in names
    assert 'state="frozen"' in sheet
    assert "<f>" not in sheet


def test_a_sheet_that_is_full_goes_on_in_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from extract.write import excel

    monkeypatch.setattr(excel, "MAX_ROWS", 2)
    column = Column(name="a", type="string", unit="", description="A.")
    sink = excel.ExcelSink(tmp_path / "x.xlsx")
    sink.add(TableDescription(name="t", description="T.", columns=(column,), key=("a",)), [("1",), ("=2",), ("x" * 40_000,)])
    sink.finish()
    with zipfile.ZipFile(tmp_path / "x.xlsx") as book:
        assert 'name="t 2"' in book.read("xl/workbook.xml").decode()
        assert "…" in book.read("xl/worksheets/sheet2.xml").decode()


@given(st.text())
def test_every_cell_comes_back(text: str) -> None:
    assert read_cell(write_cell(text)) == text


@given(st.text(alphabet="=+-@＝－\t\r\n'0123456789.%A(|!", max_size=8))
def test_no_cell_runs(text: str) -> None:
    cell = write_cell(text)
    runs = cell.startswith(("=", "@", "\t", "\r", "\n", "＝", "＠"))
    signed = cell.startswith(("+", "-", "－")) and any(not c.isdigit() and c not in "+-－.,%" for c in cell)
    assert not runs
    assert not signed


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**10), max_value=10**10))
def test_numbers_are_exact_in_csv_and_the_same_elsewhere(value: Decimal) -> None:
    assert Decimal(write_cell(value)) == value
    assert Decimal(repr(float(value))) == value


def test_a_number_never_has_an_exponent() -> None:
    cells: list[Any] = [Decimal("1E+4"), Decimal("0.0000001"), Decimal("-0"), Decimal("98.00")]
    assert [write_cell(cell) for cell in cells] == ["10000", "0.0000001", "-0", "98.00"]
