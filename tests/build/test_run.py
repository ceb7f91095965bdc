"""The main job: done once, continued after any death, the same bytes however it is run."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

from extract.build import prepare
from extract.build.run import Run
from extract.settings import Settings
from tests.build.reports import TEXT, build, digests, make_reports, read_quickly


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Run]:
    """A raw folder, the output of a run over it, and what the run said."""
    folder = tmp_path_factory.mktemp("built")
    raw = make_reports(folder / "raw")
    return raw, folder / "output", build(raw, folder / "output", excel=True)


def query(output: Path, sql: str) -> list[tuple[object, ...]]:
    """What the database answers."""
    connection = sqlite3.connect(output / "reports.sqlite")
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def test_a_run_writes_everything_it_names(built: tuple[Path, Path, Run]) -> None:
    _, output, done = built
    assert done.reports == {"total": 3, "complete": 3, "partial": 0, "failed": 0, "read": 3}
    assert done.failures == ()
    for name, size in done.files.items():
        assert (output / name).stat().st_size == size
    assert {"datapackage.json", "reports.sqlite", "reports.xlsx", "tables/observations.csv", "tables/panel.parquet"} <= set(
        done.files
    )
    assert len(list((output / "text").iterdir())) == len(list((output / "bundles").iterdir())) == 3
    assert msgspec.json.decode((output / "run.json").read_bytes(), type=Run) == done
    assert query(output, "SELECT count(*) FROM reports") == [(3,)]


def test_offsets_point_into_the_text(built: tuple[Path, Path, Run]) -> None:
    _, output, _ = built
    rows = query(output, "SELECT report_id, char_start, char_end, quote FROM observations")
    for report_id, start, end, quote in rows:
        text = (output / "text" / f"{report_id}.txt").read_bytes().decode("utf-8")
        assert text[start:end] == quote  # type: ignore[misc]
    assert query(output, "SELECT count(*) FROM segments WHERE kind = 'section'") != [(0,)]


def test_nothing_new_reads_nothing(built: tuple[Path, Path, Run], monkeypatch: pytest.MonkeyPatch) -> None:
    raw, output, first = built
    for path in raw.iterdir():
        os.utime(path, (1_600_000_000, 1_600_000_000))
    build(raw, output, excel=True)
    times = {path: path.stat().st_mtime_ns for path in output.rglob("*") if path.name not in {"run.json", ".lock"}}
    opened: list[str] = []
    real = Path.open
    monkeypatch.setattr(Path, "open", lambda self, *a, **k: (opened.append(str(self)), real(self, *a, **k))[1])
    again = build(raw, output, excel=True)
    assert again.nothing_new
    assert again.reports == {**first.reports, "read": 0}
    assert not [name for name in opened if name.startswith(str(raw))]
    assert {path: path.stat().st_mtime_ns for path in output.rglob("*") if path.name not in {"run.json", ".lock"}} == times


def test_two_runs_and_two_workers_give_the_same_bytes(built: tuple[Path, Path, Run], tmp_path: Path) -> None:
    raw, output, _ = built
    build(raw, tmp_path / "two", excel=True, workers=2, batch=1)
    assert digests(tmp_path / "two") == digests(output)


@pytest.mark.usefixtures("quick")
def test_a_new_report_costs_only_itself(tmp_path: Path) -> None:
    raw = make_reports(tmp_path / "raw", 2)
    build(raw, tmp_path / "output")
    make_reports(raw, 3)
    second = build(raw, tmp_path / "output")
    assert (second.reports["read"], second.reports["total"], second.nothing_new) == (1, 3, False)
    shutil.rmtree(tmp_path / "output" / "tables")
    third = build(raw, tmp_path / "output")
    assert (third.reports["read"], third.nothing_new) == (0, False)
    assert (tmp_path / "output" / "tables" / "reports.csv").is_file()


@pytest.mark.usefixtures("quick")
def test_a_report_that_is_gone_leaves_the_tables(tmp_path: Path) -> None:
    raw, output = make_reports(tmp_path / "raw", 3), tmp_path / "output"
    build(raw, output, excel=True)
    (raw / "report2.txt").unlink()
    done = build(raw, output)
    assert query(output, "SELECT file_name FROM reports ORDER BY file_name") == [("report1.txt",), ("report3.txt",)]
    assert len(list((output / "text").iterdir())) == 2
    assert not (output / "reports.xlsx").exists(), "a workbook that was not asked for again would be out of date"
    assert done.removed == 2
    fresh = tmp_path / "fresh"
    build(raw, fresh)
    assert {k: v for k, v in digests(output).items() if not k.startswith("bundles")} == {
        k: v for k, v in digests(fresh).items() if not k.startswith("bundles")
    }


def test_a_renamed_file_gives_what_a_fresh_run_gives(tmp_path: Path) -> None:
    """Issues name their file, so it is read again: no message speaks of a name that is gone."""
    raw, output = tmp_path / "raw", tmp_path / "output"
    raw.mkdir()
    (raw / "old.txt").write_bytes(b"\x00\x01\x02" * 400)
    build(raw, output)
    (raw / "old.txt").rename(raw / "新名字 🙂.txt")
    done = build(raw, output)
    assert "新名字 🙂.txt" in done.failures[0]
    assert query(output, "SELECT file_name, paths FROM reports") == [("新名字 🙂.txt", "新名字 🙂.txt")]
    build(raw, tmp_path / "fresh")
    assert digests(output)["reports.sqlite"] == digests(tmp_path / "fresh")["reports.sqlite"]


@pytest.mark.usefixtures("quick")
def test_other_settings_of_reading_read_again_and_other_workers_do_not(tmp_path: Path) -> None:
    raw, output = make_reports(tmp_path / "raw", 1), tmp_path / "output"
    build(raw, output)
    assert prepare(raw, output, Settings(workers=2, batch=3), dry=True).plan.missing == 0
    assert prepare(raw, output, Settings(ocr="never"), dry=True).plan.missing == 1


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    raw = make_reports(tmp_path / "raw", 2)
    assert prepare(raw, tmp_path / "output", Settings(), dry=True).plan.missing == 2
    assert not (tmp_path / "output").exists()


@pytest.mark.usefixtures("quick")
def test_limit_takes_the_first_by_path(tmp_path: Path) -> None:
    raw, output = make_reports(tmp_path / "raw", 3), tmp_path / "output"
    assert build(raw, output, limit=2).reports["total"] == 2
    assert query(output, "SELECT file_name FROM reports ORDER BY file_name") == [("report1.txt",), ("report2.txt",)]


def long_reports(raw: Path) -> Path:
    """Reports that take a while."""
    raw.mkdir()
    for n in range(6):
        (raw / f"long{n}.txt").write_text("\n".join(TEXT.format(n=n) for _ in range(40)), "utf-8")
    return raw


def start_run(raw: Path, output: Path) -> subprocess.Popen[str]:
    """The command in a process group of its own."""
    command = [sys.executable, "-m", "extract", "run", str(raw), str(output), "--workers", "1"]
    environment = {**os.environ, "PYTHONPATH": str(Path("src").resolve())}
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


@pytest.mark.slow
def test_a_key_press_stops_at_once_and_keeps_what_was_read(tmp_path: Path) -> None:
    raw, output = long_reports(tmp_path / "raw"), tmp_path / "output"
    process = start_run(raw, output)
    deadline = time.monotonic() + 120
    while not list((output / "bundles").glob("*.gz")) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert said == "nianbao: stopped; what was read is kept, run again to go on\n"
    assert not (output / "tables").exists()
    assert prepare(raw, output, Settings(), dry=True).plan.missing < 6


@pytest.mark.slow
def test_killed_at_any_moment_it_goes_on(tmp_path: Path) -> None:
    """Kill -9 at different moments, until a run comes through; the output is that of a run that was never killed."""
    raw, output, quiet = long_reports(tmp_path / "raw"), tmp_path / "output", tmp_path / "quiet"
    killed = 0
    for wait in (0.4, 1.2, 1.8, 2.2, 2.6, 3.0, 3.5, 4.0, 5.0, 8.0, 60.0):
        process = start_run(raw, output)
        try:
            process.communicate(timeout=wait)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            killed += 1
            if (output / "reports.sqlite").exists():
                assert query(output, "PRAGMA integrity_check") == [("ok",)]
            continue
        assert process.returncode == 0
        break
    assert killed >= 2
    build(raw, quiet)
    assert digests(output) == digests(quiet)


def test_only_the_worker_is_killed_and_one_report_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that dies costs its report; that has a failed row now and is tried again next time."""
    raw, output = make_reports(tmp_path / "raw", 3), tmp_path / "output"
    monkeypatch.setattr("extract.build.run.build_report", die_on_second)
    done = build(raw, output)
    assert done.reports == {"total": 3, "complete": 2, "partial": 0, "failed": 1, "read": 3}
    assert "killed by SIGKILL" in done.failures[0]
    assert "report2.txt" in done.failures[0]
    assert query(output, "SELECT code FROM issues JOIN reports USING (report_id) WHERE status = 'failed'") == [
        ("read.process_ended",)
    ]
    monkeypatch.setattr("extract.build.run.build_report", read_quickly)
    assert build(raw, output).reports == {"total": 3, "complete": 3, "partial": 0, "failed": 0, "read": 1}


def die_on_second(task: tuple[object, Settings]) -> object:
    """Read a report, unless it is the second."""
    if task[0].name == "report2.txt":  # type: ignore[attr-defined]
        os.kill(os.getpid(), signal.SIGKILL)
    return read_quickly(task)  # type: ignore[arg-type]


def sleep_on_second(task: tuple[object, Settings]) -> object:
    """Read a report, unless it is the second."""
    if task[0].name == "report2.txt":  # type: ignore[attr-defined]
        time.sleep(600)
    return read_quickly(task)  # type: ignore[arg-type]


def hoard_on_second(task: tuple[object, Settings]) -> object:
    """Read a report, but for the second ask for more memory than there is."""
    from extract.build import work

    if task[0].name != "report2.txt":  # type: ignore[attr-defined]
        return read_quickly(task)  # type: ignore[arg-type]
    honest = work.read_report
    work.read_report = lambda job, settings: bytearray(8 << 30)  # type: ignore[assignment, return-value]
    try:
        return work.build_report(task)  # type: ignore[arg-type]
    finally:
        work.read_report = honest


def test_a_report_that_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw, output = make_reports(tmp_path / "raw", 3), tmp_path / "output"
    monkeypatch.setattr("extract.build.run.build_report", sleep_on_second)
    done = build(raw, output, seconds_per_report=8.0)
    assert done.reports["failed"] == 1
    assert "longer than 8 seconds" in done.failures[0]


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is Linux's")
def test_a_report_that_wants_too_much_memory_fails_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw, output = make_reports(tmp_path / "raw", 3), tmp_path / "output"
    monkeypatch.setattr("extract.build.run.build_report", hoard_on_second)
    done = build(raw, output, memory_mib=2048)
    assert (done.reports["complete"], done.reports["failed"]) == (2, 1)
    assert "more memory than it may have" in done.failures[0]


def test_a_program_that_changes_while_it_runs_stores_nothing_under_its_old_name(tmp_path: Path) -> None:
    from extract.build.work import build_report

    raw = make_reports(tmp_path / "raw", 1)
    (batch,) = prepare(raw, tmp_path / "output", Settings(), dry=True).plan.batches
    outcome = build_report((msgspec.structs.replace(batch.jobs[0], code_version="older"), Settings()))
    assert outcome.passing is not None
    assert outcome.passing.code == "read.program_changed"
    assert not (tmp_path / "output").exists()
