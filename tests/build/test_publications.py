"""From the harvest's record to the table: where a report comes from, and only of reports that are there."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from extract.harvest import harvest, load_sources
from tests.build.reports import build, make_reports


@pytest.mark.usefixtures("quick")
def test_a_harvested_report_says_where_it_is_from(tmp_path: Path) -> None:
    make_reports(tmp_path / "collection", 2)
    config = tmp_path / "sources.yaml"
    config.write_text("sources:\n  - kind: folder\n    id: shelf\n    path: collection\n", "utf-8")
    raw, output = tmp_path / "raw", tmp_path / "output"
    harvest(load_sources(config), raw, tmp_path, now=lambda: "2026-01-02T03:04:05+08:00")
    done = build(raw, output)
    assert (done.reports["total"], done.tables["publications"]) == (2, 2)
    connection = sqlite3.connect(output / "reports.sqlite")
    try:
        found = connection.execute(
            "SELECT source_id, url = source_url, retrieved_at, publications.sha256 = reports.sha256 FROM publications JOIN reports"
            " USING (report_id)"
        ).fetchall()
    finally:
        connection.close()
    assert found == [("shelf", 1, "2026-01-02T03:04:05+08:00", 1)] * 2
    harvest(load_sources(config), raw, tmp_path, now=lambda: "2026-01-03T03:04:05+08:00")
    assert build(raw, output).reports["read"] == 0
