"""Real reports go through whole: no fault of this program, every quote at its place, every key and value as described."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from extract.build import Run
from tests.build.reports import build

SEEDS = Path(__file__).parents[2].parent / "shared" / "seeds"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.slow,
    pytest.mark.skipif(not SEEDS.is_dir(), reason="the reports are not part of the project"),
]


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Run]:
    """The output of a run over two real reports, and what the run said."""
    output = tmp_path_factory.mktemp("seeds")
    return output, build(SEEDS, output, seconds_per_report=300.0)


def test_nothing_fails(seeds: tuple[Path, Run]) -> None:
    _, done = seeds
    assert (done.reports["complete"], done.reports["failed"]) == (2, 0)
    assert min(done.segments["section"], done.segments["case"], done.tables["observations"], done.tables["cells"]) > 0


def test_the_tables_keep_their_promises(seeds: tuple[Path, Run]) -> None:
    output, _ = seeds
    connection = sqlite3.connect(output / "reports.sqlite")
    try:
        assert connection.execute("SELECT message FROM issues WHERE code LIKE 'bug.%'").fetchall() == []
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        for report_id, start, end, quote in connection.execute("SELECT report_id, char_start, char_end, quote FROM observations"):
            text = (output / "text" / f"{report_id}.txt").read_bytes().decode("utf-8")
            assert text[start:end] == quote
        (missing,) = connection.execute(
            "SELECT count(*) FROM observations WHERE (value IS NULL) <> (missing IS NOT NULL)"
        ).fetchone()
        assert missing == 0
        twice = "SELECT count(*) FROM (SELECT 1 FROM observations WHERE preferred AND indicator_id IS NOT NULL GROUP BY report_id,"
        twice += " indicator_id, qualifier, period, kind, subject, value_canonical HAVING count(*) > 1)"
        assert connection.execute(twice).fetchone()[0] == 0
    finally:
        connection.close()
