"""The commands as a person or a program calls them: words, exit codes, one line on an error, a quick start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from extract.cli import main
from tests.build.reports import TEXT, make_reports

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path("src").resolve())}
HEAVY = ("msgspec", "pandas", "pyarrow", "spacy", "pypdfium2", "lxml", "rich", "httpx", "yaml", "numpy", "asyncio", "sqlite3")


def call(*words: object) -> Result:
    """What a command says and how it ends."""
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of a run over two reports."""
    folder = tmp_path_factory.mktemp("cli")
    raw = make_reports(folder / "raw", 2)
    result = call("run", raw, folder / "output", "--workers", 1)
    assert result.exit_code == 0, result.output
    assert "reports  complete  partial  failed  sections" in result.stdout
    assert f"Look at {folder / 'output'}/reports.sqlite" in result.stdout
    return folder / "output"


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from extract.cli import main; main(['--help'], standalone_mode=False);"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], env=ENVIRONMENT, capture_output=True, text=True, check=True)
    assert done.stdout.endswith("[]\n"), done.stdout


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_explains_itself(name: str) -> None:
    result = call(name, "--help")
    assert result.exit_code == 0
    command = main.commands[name]
    assert command.get_short_help_str()
    if isinstance(command, click.Command) and name != "evaluate":
        for option in command.params:
            assert not isinstance(option, click.Option) or option.help, (name, option.name)


def test_again_says_nothing_new(output: Path) -> None:
    result = call("run", output.parent / "raw", output, "--workers", 1)
    assert result.exit_code == 0
    assert result.stdout.startswith("Nothing new: all 2 reports were read before")


def test_a_dry_run_names_what_it_would_read(output: Path) -> None:
    (output.parent / "raw" / "more.txt").write_text(TEXT.format(n=7), "utf-8")
    result = call("run", output.parent / "raw", output, "--dry-run")
    assert result.stdout.splitlines() == ["3 reports, 2 already read, 1 to read in 1 batches", "  more.txt"]
    as_json = call("run", output.parent / "raw", output, "--dry-run", "--json")
    assert json.loads(as_json.stdout) == {"event": "plan", "reports": 3, "missing": 1, "batches": 1, "read": ["more.txt"]}
    (output.parent / "raw" / "more.txt").unlink()


def test_lines_of_json(tmp_path: Path) -> None:
    raw = make_reports(tmp_path / "raw", 1)
    (raw / "empty.pdf").write_bytes(b"")
    result = call("run", raw, tmp_path / "output", "--workers", 1, "--json")
    lines: list[dict[str, Any]] = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 1
    assert [line["event"] for line in lines] == ["report", "report", "run"]
    assert {line["name"]: line["status"] for line in lines[:2]} == {"report1.txt": "complete", "empty.pdf": "failed"}
    assert lines[-1]["reports"]["failed"] == 1
    assert "empty.pdf" in lines[-1]["failures"][0]


def test_a_failed_report_is_one_line_and_one(tmp_path: Path) -> None:
    raw = make_reports(tmp_path / "raw", 1)
    (raw / "rubbish.pdf").write_bytes(bytes(range(256)))
    result = call("run", raw, tmp_path / "output", "--workers", 1)
    assert result.exit_code == 1
    assert "rubbish.pdf" in result.stderr


def test_pruning_leaves_only_what_is_of_use(tmp_path: Path) -> None:
    raw, output = make_reports(tmp_path / "raw", 1), tmp_path / "output"
    call("run", raw, output, "--workers", 1)
    stale = output / "bundles" / "0123456789abcdef-000000000000.json.gz"
    stale.write_bytes(b"old")
    result = call("run", raw, output, "--prune")
    assert "Removed 1 bundles that were of no more use, 3 bytes" in result.stdout
    assert len(list((output / "bundles").iterdir())) == 1


def test_wrong_usage_is_two(tmp_path: Path) -> None:
    for words in (("run",), ("run", tmp_path / "nowhere", tmp_path / "o"), ("run", tmp_path, tmp_path / "o"), ("bake",)):
        result = call(*words)
        assert result.exit_code == 2, words
        assert result.stderr


def test_an_output_that_cannot_be_written_is_three(tmp_path: Path) -> None:
    raw = make_reports(tmp_path / "raw", 1)
    (tmp_path / "taken").write_text("")
    result = call("run", raw, tmp_path / "taken" / "below")
    assert result.exit_code == 3
    assert result.stderr.count("\n") == 1
    assert "choose another output folder" in result.stderr


def test_interrupted_is_130_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("extract.build.run.run_batches", interrupt)
    result = call("run", make_reports(tmp_path / "raw", 1), tmp_path / "output")
    assert result.exit_code == 130
    assert "run again to go on" in result.stderr


class TestOneReport:
    """Commands about one file."""

    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        return make_reports(tmp_path, 1) / "report1.txt"

    def test_a_summary(self, file: Path) -> None:
        result = call("extract", file, "--outline", "--values", "--explain")
        assert result.exit_code == 0
        assert "清溪县" in result.stdout
        assert "◆ 案例1" in result.stdout
        assert "students.enrolled" in result.stdout
        assert "figures in running text; left out" in result.stdout

    def test_whole_as_json_is_what_a_bundle_holds(self, file: Path) -> None:
        import msgspec

        from extract.model import Report
        from extract.pipeline import extract_report

        result = call("extract", file, "--json")
        assert msgspec.json.decode(result.stdout.encode(), type=Report) == extract_report(file)

    def test_an_audit_as_text_and_as_a_page(self, file: Path, tmp_path: Path) -> None:
        assert call("audit", file).exit_code == 0
        assert call("audit", file, "--html", tmp_path / "audit.html").exit_code == 0
        assert (tmp_path / "audit.html").read_text("utf-8").startswith("<!DOCTYPE html>")
        assert call("audit", file, "--html", tmp_path / "no" / "audit.html").exit_code == 3

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        result = call("extract", tmp_path / "no.pdf")
        assert result.exit_code == 2
        assert call("audit", tmp_path / "no.pdf").exit_code == 2
        assert call("show", tmp_path / "no.pdf").exit_code == 2
        assert "no.pdf" in result.stderr
        assert result.stderr.count("\n") == 1

    def test_a_report_has_only_so_long(self, file: Path) -> None:
        result = call("extract", file, "--seconds", 0.01)
        assert result.exit_code == 1
        assert "took longer than 0.01 seconds" in result.stderr

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
    def test_a_full_disk_behind_stdout_is_one_line(self, file: Path) -> None:
        with Path("/dev/full").open("wb") as full:
            words = [sys.executable, "-m", "extract", "extract", str(file), "--json"]
            done = subprocess.run(words, env=ENVIRONMENT, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
        assert done.returncode == 3
        assert done.stderr.startswith("nianbao: stdout: cannot be written")
        assert done.stderr.count("\n") == 1


def test_tables_do_not_go_where_the_reports_are(tmp_path: Path) -> None:
    raw = make_reports(tmp_path / "raw", 1)
    before = sorted(raw.iterdir())
    result = call("run", raw, raw)
    assert result.exit_code == 2
    assert "give another folder" in result.stderr
    assert sorted(raw.iterdir()) == before


class TestDoctor:
    """What is installed and what to do."""

    def test_it_says_what_it_found(self) -> None:
        result = call("doctor")
        assert "python" in result.stdout
        assert "indicators" in result.stdout
        assert result.exit_code == 0

    def test_what_is_missing_comes_with_advice(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        from extract import doctor

        monkeypatch.setattr(doctor, "has", lambda module: False)
        monkeypatch.setattr(doctor.shutil, "which", lambda program: None)
        for finding in doctor.examine(tmp_path):
            assert finding.state == "fine" or finding.advice, finding
        assert {f.what for f in doctor.examine(tmp_path) if f.state == "missing"} >= {"scanned pages", "excel", "old Word files"}

    def test_an_output_that_cannot_be_written_is_broken(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        from extract import doctor

        def refuse(**_: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(doctor.tempfile, "TemporaryFile", refuse)
        result = call("doctor", "--output", tmp_path, "--json")
        assert result.exit_code == 1
        lines = [json.loads(line) for line in result.stdout.splitlines()]
        assert [line["what"] for line in lines if line["state"] == "broken"] == ["output"]


def test_the_evaluation_needs_a_checkout(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("extract.version.ROOT", tmp_path / "site-packages" / "extract")
    result = call("evaluate")
    assert result.exit_code == 2
    assert "run this in a checkout" in result.stderr
