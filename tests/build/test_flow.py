"""The flow: the same tables whoever runs the batches, red when a report failed, no task when nothing is new."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.build.reports import build, digests, make_reports

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]


@pytest.fixture(scope="session")
def flow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The flows' module against a server of the tests' own: started once, it takes about ten seconds."""
    patch = pytest.MonkeyPatch()
    patch.setenv("PREFECT_HOME", str(tmp_path_factory.mktemp("prefect")))
    patch.setenv("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    patch.setenv("DO_NOT_TRACK", "1")
    patch.setenv("PYTHONPATH", str(Path("src").resolve()) + ":" + str(Path.cwd()))
    from flows import build_dataset
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        yield build_dataset
    patch.undo()


def go(flow: Any, raw: Path, output: Path, **words: object) -> Any:
    """One flow run."""
    return asyncio.run(flow.build_dataset(str(raw), str(output), workers=2, **words))


@pytest.mark.parametrize("runner", ["own", "threads", "processes"])
def test_the_tables_are_those_of_the_command(flow: Any, tmp_path: Path, runner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = make_reports(tmp_path / "raw", 3)
    plain = build(raw, tmp_path / "plain")
    reports = go(flow, raw, tmp_path / "output", runner=runner)
    assert reports == plain.reports
    assert digests(tmp_path / "output") == digests(tmp_path / "plain")

    async def refuse(*_: object) -> None:
        raise AssertionError("a run with nothing new starts no task")

    monkeypatch.setattr(flow, "run_all", refuse)
    assert go(flow, raw, tmp_path / "output", runner=runner)["read"] == 0


def test_a_failed_report_makes_the_flow_red_after_the_rest_is_done(flow: Any, tmp_path: Path) -> None:
    raw, output = make_reports(tmp_path / "raw", 2), tmp_path / "output"
    (raw / "empty.pdf").write_bytes(b"")
    with pytest.raises(flow.ReportsFailed, match="1 of 3 reports failed"):
        go(flow, raw, output)
    assert (output / "run.json").is_file()
    assert (output / "tables" / "reports.csv").read_text("utf-8-sig").count("\n") == 4
    state = asyncio.run(flow.build_dataset(str(raw), str(output), return_state=True))
    assert state.is_failed()
