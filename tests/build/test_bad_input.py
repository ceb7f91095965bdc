"""Whatever lies in the folder: one clear line, a row in reports, an issue with a code, and never a lost or half-written table."""

from __future__ import annotations

import csv
import errno
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from extract.build import LedgerError, OutputError, read_ledger
from extract.settings import Settings
from tests.build.reports import TEXT, build, digests, make_reports, read_quickly


def pdf(pages: int) -> bytes:
    """A PDF with empty pages, as small as can be."""
    kids = " ".join(f"{n + 3} 0 R" for n in range(pages))
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>"]
    objects += ["<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"] * pages
    body, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode() + table + end.encode()


def locked_pdf() -> bytes:
    """A PDF that says it is encrypted, with a key nobody has."""
    lock = b"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -1 /O <%s> /U <%s> >>" % (b"11" * 32, b"22" * 32)
    return pdf(1).replace(b"/Root 1 0 R", b"/Root 1 0 R /ID [<00><00>] /Encrypt " + lock)


def broken_docx(path: Path) -> None:
    """A zip that looks like a Word file and has no document in it."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/nothing.xml", "<nothing/>")


BAD: dict[str, bytes] = {
    "empty.txt": b"",
    "empty.docx": b"",
    "truncated.pdf": pdf(3)[:180],
    "locked.pdf": locked_pdf(),
    "no pages.pdf": pdf(0),
    "rubbish.bin": bytes(range(256)) * 64,
    "rubbish.pdf": bytes(reversed(range(256))) * 64,
}


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A folder of bad files with one good report, and the output of a run over it."""
    folder = tmp_path_factory.mktemp("bad")
    raw = make_reports(folder / "raw", 1)
    for name, data in BAD.items():
        (raw / name).write_bytes(data)
    broken_docx(raw / "broken.docx")
    (raw / "report9.pdf").write_text(TEXT.format(n=9), "utf-8")
    (raw / "gone.pdf").symlink_to(raw / "nowhere.pdf")
    build(raw, folder / "output")
    return raw, folder / "output"


def rows(output: Path, sql: str) -> list[tuple[object, ...]]:
    """What the database answers."""
    connection = sqlite3.connect(output / "reports.sqlite")
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


@pytest.mark.parametrize(
    "name", ["empty.txt", "truncated.pdf", "locked.pdf", "no pages.pdf", "rubbish.bin", "rubbish.pdf", "broken.docx", "gone.pdf"]
)
def test_a_bad_file_is_a_row_and_an_issue(bad: tuple[Path, Path], name: str) -> None:
    _, output = bad
    found = rows(
        output,
        "SELECT status, code, message FROM reports JOIN issues USING (report_id)"
        f" WHERE '|' || paths || '|' LIKE '%|{name}|%' AND severity = 'error'",
    )
    assert found
    status, code, message = found[0]
    assert status in ("failed", "partial")
    assert str(code).startswith("read."), (code, message)
    assert "\n" not in str(message)
    assert name in str(message) or "empty" in name


def test_bad_files_cost_the_good_report_nothing(bad: tuple[Path, Path]) -> None:
    _, output = bad
    assert rows(output, "SELECT status FROM reports WHERE file_name = 'report1.txt'") == [("complete",)]
    assert rows(output, "SELECT count(*) FROM segments JOIN reports USING (report_id) WHERE file_name = 'report1.txt'") > [(0,)]


def test_a_wrong_suffix_is_read_by_its_bytes(bad: tuple[Path, Path]) -> None:
    _, output = bad
    assert rows(output, "SELECT status, media_type FROM reports WHERE file_name = 'report9.pdf'") == [("complete", "text/plain")]


def test_failed_reports_are_not_read_again(bad: tuple[Path, Path]) -> None:
    raw, output = bad
    before = digests(output)
    again = build(raw, output)
    assert (again.nothing_new, again.reports["read"]) == (True, 0)
    assert again.reports["failed"] >= 6
    assert digests(output) == before


@pytest.mark.usefixtures("quick")
def test_the_same_bytes_twice_are_one_report(tmp_path: Path) -> None:
    raw, output = make_reports(tmp_path / "raw", 1), tmp_path / "output"
    (raw / "更多").mkdir()
    shutil.copy(raw / "report1.txt", raw / "更多" / "副本 1.txt")
    done = build(raw, output)
    assert done.reports["total"] == 1
    assert rows(output, "SELECT paths FROM reports") == [("report1.txt|更多/副本 1.txt",)]
    message = rows(output, "SELECT message FROM issues WHERE code = 'read.same_bytes'")[0][0]
    assert "更多/副本 1.txt" in str(message)


NAMES = (
    "with  two spaces.txt",
    "年报（2023）.txt",
    "😀 报告.txt",
    "-rf.txt",
    "a'b\"c;d.txt",
    "=1+1.txt",
    "a|b.txt",
    "x" * 240 + ".txt",
)


@pytest.mark.usefixtures("quick")
def test_any_name_is_a_name(tmp_path: Path) -> None:
    raw, output = tmp_path / "raw", tmp_path / "output"
    raw.mkdir()
    for n, name in enumerate(NAMES):
        (raw / name).write_text(TEXT.format(n=n), "utf-8")
    assert build(raw, output).reports["complete"] == len(NAMES)
    assert {row[0] for row in rows(output, "SELECT file_name FROM reports")} == set(NAMES)


def test_a_name_that_is_not_utf_8_is_shown_as_its_bytes(tmp_path: Path) -> None:
    name = os.fsdecode(b"\xd6\xca\xc1\xbf.txt")
    (tmp_path / name).write_text(TEXT.format(n=1), "utf-8")
    (entry,) = read_ledger(tmp_path).entries
    assert entry.paths == ("\\xd6\\xca\\xc1\\xbf.txt",)
    assert Path(entry.file).read_text("utf-8") == TEXT.format(n=1)


@pytest.mark.usefixtures("quick")
def test_a_very_deep_folder(tmp_path: Path) -> None:
    """Paths longer than the system takes at once are found or reported, never passed over."""
    raw = make_reports(tmp_path / "raw", 1)
    here = Path.cwd()
    try:
        os.chdir(raw)
        for _ in range(24):
            Path("很长的文件夹名字" * 8).mkdir()
            os.chdir("很长的文件夹名字" * 8)
        Path("deep.txt").write_text(TEXT.format(n=5), "utf-8")
    finally:
        os.chdir(here)
    done = build(raw, tmp_path / "output")
    assert done.reports["total"] == 2
    assert done.reports["complete"] + done.reports["failed"] == 2
    if done.reports["failed"]:
        assert "too long" in done.failures[0]


def test_what_is_no_report_is_passed_over_and_counted(tmp_path: Path) -> None:
    raw = make_reports(tmp_path / "raw", 1)
    for name in ("README.md", ".DS_Store", "~$report.docx", "report1.txt.publication.json", "ledger.sqlite-wal", "sources.yaml"):
        (raw / name).write_text("x")
    os.mkfifo(raw / "pipe")
    ledger = read_ledger(raw)
    assert (len(ledger.entries), ledger.passed_over) == (1, 7)


@pytest.mark.usefixtures("quick")
def test_the_output_inside_the_raw_folder_is_not_read(tmp_path: Path) -> None:
    raw = make_reports(tmp_path / "raw", 1)
    build(raw, raw / "output")
    assert build(raw, raw / "output").reports["total"] == 1


def test_a_folder_that_links_to_itself_ends(tmp_path: Path) -> None:
    raw = make_reports(tmp_path / "raw", 1)
    (raw / "again").symlink_to(raw)
    assert len(read_ledger(raw).entries) == 1


def test_links_out_of_the_folder_and_outputs_of_other_runs_are_passed_over(tmp_path: Path) -> None:
    raw = make_reports(tmp_path / "raw", 1)
    (tmp_path / "secret.txt").write_text("elsewhere", "utf-8")
    (raw / "link.txt").symlink_to(tmp_path / "secret.txt")
    (raw / "out" / "bundles").mkdir(parents=True)
    (raw / "out" / "run.json").write_text("{}", "utf-8")
    (raw / "out" / "other.txt").write_text("no report", "utf-8")
    (raw / "plain").mkdir()
    (raw / "plain" / "run.json").write_text("{}", "utf-8")
    (raw / "plain" / "more.txt").write_text("a report beside a record", "utf-8")
    ledger = read_ledger(raw)
    assert (len(ledger.entries), ledger.passed_over) == (2, 3)


def test_a_text_that_is_no_report_is_said_to_be_none(tmp_path: Path) -> None:
    from extract.pipeline import extract_report

    (tmp_path / "x.txt").write_text("今天天气很好。\n", "utf-8")
    (report,) = make_reports(tmp_path / "raw", 1).iterdir()
    none, fine = extract_report(tmp_path / "x.txt"), extract_report(report)
    assert [(i.code, i.severity) for i in none.issues if i.code == "read.no_report_text"] == [("read.no_report_text", "warning")]
    assert none.status == "complete"
    assert not [i for i in fine.issues if i.code == "read.no_report_text"]


def test_nothing_to_read_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="no such file or folder"):
        read_ledger(tmp_path / "nowhere")
    with pytest.raises(LedgerError, match="no reports in it"):
        read_ledger(tmp_path)


@pytest.mark.usefixtures("quick")
def test_a_folder_that_cannot_be_opened_is_a_failed_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw, output = make_reports(tmp_path / "raw", 1), tmp_path / "output"
    (raw / "closed").mkdir()
    real = os.scandir

    def refuse(path: Path | int) -> Iterator[os.DirEntry[str]]:
        if str(path).endswith("closed"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", refuse)
    done = build(raw, output)
    assert (done.reports["complete"], done.reports["failed"]) == (1, 1)
    assert done.failures[0].startswith("closed: the folder cannot be opened (Permission denied)")
    assert rows(output, "SELECT code FROM issues JOIN reports USING (report_id) WHERE status = 'failed'") == [("read.unreadable",)]


def test_a_file_that_changes_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw, output = make_reports(tmp_path / "raw", 2), tmp_path / "output"
    monkeypatch.setattr("extract.build.run.build_report", change_first)
    done = build(raw, output)
    assert (done.reports["complete"], done.reports["failed"]) == (1, 1)
    assert "changed while it was read" in done.failures[0]
    monkeypatch.setattr("extract.build.run.build_report", read_quickly)
    again = build(raw, output)
    assert (again.reports["complete"], again.reports["read"]) == (2, 1)


def change_first(task: tuple[object, Settings]) -> object:
    """Read a report, after somebody wrote to it if it is the first."""
    if task[0].name == "report1.txt":  # type: ignore[attr-defined]
        with Path(task[0].file).open("a", encoding="utf-8") as file:  # type: ignore[attr-defined]
            file.write("补充说明。\n")
    return read_quickly(task)  # type: ignore[arg-type]


def test_an_output_that_cannot_be_written(tmp_path: Path) -> None:
    raw = make_reports(tmp_path / "raw", 1)
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(OutputError, match="choose another output folder"):
        build(raw, tmp_path / "taken")
    with pytest.raises(OutputError, match="choose another output folder"):
        build(raw, tmp_path / "taken" / "below")


@pytest.mark.usefixtures("quick")
def test_two_runs_at_a_time_in_one_folder(tmp_path: Path) -> None:
    from extract.build import hold

    raw = make_reports(tmp_path / "raw", 1)
    with hold(tmp_path / "output"), pytest.raises(OutputError, match="another run is writing there"):
        build(raw, tmp_path / "output")


def test_a_damaged_bundle_is_read_again(tmp_path: Path) -> None:
    raw, output = make_reports(tmp_path / "raw", 2), tmp_path / "output"
    build(raw, output)
    before = digests(output)
    bundle = sorted((output / "bundles").iterdir())[0]
    bundle.write_bytes(bundle.read_bytes()[:100])
    shutil.rmtree(output / "tables")
    build(raw, output)
    assert digests(output) == before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of four megabytes."""
    if not shutil.which("mount") or os.geteuid() != 0:
        pytest.skip("only root can mount a small disk; the limit of file sizes is tested below")
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)], check=False, capture_output=True)
    if mounted.returncode:
        pytest.skip("this system does not let us mount a small disk; the limit of file sizes is tested below")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.usefixtures("quick")
def test_a_full_disk_leaves_the_last_tables_whole(tmp_path: Path, small_disk: Path) -> None:
    raw, output = make_reports(tmp_path / "raw", 1), small_disk / "output"
    build(raw, output)
    before = {name: digest for name, digest in digests(output).items() if not name.startswith("bundles")}
    make_reports(raw, 3)
    filler = small_disk / "filler"
    filler.write_bytes(b"\0" * (shutil.disk_usage(small_disk).free - 20_000))
    with pytest.raises(OutputError, match="the disk is full; make room and run again"):
        build(raw, output)
    assert {name: digest for name, digest in digests(output).items() if not name.startswith(("bundles", ".next"))} == before
    filler.unlink()
    assert build(raw, output).reports["total"] == 3


def test_files_that_may_not_grow_leave_the_last_tables_whole(tmp_path: Path) -> None:
    """The same with a limit of file sizes, as any user can set one; through the command, as a person sees it."""
    raw, output = make_reports(tmp_path / "raw", 1), tmp_path / "output"
    build(raw, output)
    before = {name: digest for name, digest in digests(output).items() if not name.startswith("bundles")}
    make_reports(raw, 2)
    code = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000)); from extract.cli import main; main()"
    )
    command = [sys.executable, "-c", code, "run", str(raw), str(output), "--workers", "1"]
    environment = {**os.environ, "PYTHONPATH": str(Path("src").resolve()), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 3, done.stderr
    assert done.stderr.count("\n") == 1
    assert "the disk is full; make room and run again" in done.stderr
    assert {name: digest for name, digest in digests(output).items() if not name.startswith("bundles")} == before


@pytest.mark.usefixtures("quick")
def test_tables_are_csv_that_a_spreadsheet_does_not_run(tmp_path: Path) -> None:
    raw, output = tmp_path / "raw", tmp_path / "output"
    raw.mkdir()
    (raw / "=cmd.txt").write_text(TEXT.format(n=1), "utf-8")
    build(raw, output)
    with (output / "tables" / "reports.csv").open(encoding="utf-8-sig", newline="") as file:
        row = next(csv.DictReader(file))
    assert row["file_name"] == "'=cmd.txt"
