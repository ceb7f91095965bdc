from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

import pytest

from extract.read import ReadError, read
from extract.settings import Settings
from tests.read.invariants import check_document, grids, prose

SMALL = Path(__file__).parents[1] / "samples" / "renderings" / "small.docx"
OFFICE = shutil.which("soffice")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 20 + b"\xfe\xff" + b"\0" * 482


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("suffix", ["doc", "rtf", "odt"])
def test_older_formats_give_the_same_report(suffix: str, tmp_path: Path) -> None:
    assert OFFICE is not None
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    words = [OFFICE, profile, "--headless", "--convert-to", suffix, "--outdir", str(tmp_path), str(SMALL)]
    subprocess.run(words, check=True, capture_output=True, timeout=120)
    old, new = read(tmp_path / f"small.{suffix}", Settings()), read(SMALL, Settings())
    check_document(old)
    assert grids(old) == grids(new)
    assert prose(old) == prose(new)
    assert old.file_name == f"small.{suffix}"
    assert old.sha256 != new.sha256


@pytest.mark.parametrize(
    ("data", "kind"),
    [(rb"{\rtf1 a}", "an RTF file"), (OLE + "WordDocument".encode("utf-16-le"), "an old Word")],
)
def test_without_a_program_the_message_says_what_to_install(
    data: bytes, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    path = tmp_path / "report.doc"
    path.write_bytes(data)
    with pytest.raises(ReadError, match=kind) as caught:
        read(path, Settings())
    assert caught.value.code == "read.needs_office"
    assert "LibreOffice" in str(caught.value)


def test_a_program_that_hangs_is_ended_with_what_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\n/bin/sleep 60 &\necho $! > {tmp_path}/child\nwait\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    path = tmp_path / "report.rtf"
    path.write_bytes(rb"{\rtf1 a}")
    with pytest.raises(ReadError) as caught:
        read(path, Settings(seconds_per_report=2.0))
    assert caught.value.code == "read.time_limit"
    child = int((tmp_path / "child").read_text(encoding="utf-8"))
    assert ends(Path(f"/proc/{child}/stat"), seconds=5.0)


def ends(state: Path, seconds: float) -> bool:
    """Whether a process is gone, or dead and not yet fetched, within `seconds`: a signal is not delivered at once."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not state.exists() or state.read_text(encoding="utf-8").split()[2] == "Z":
            return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize(
    "mark", ["http://schemas.microsoft.com/office/word/2003/wordml", "http://schemas.microsoft.com/office/2006/xmlPackage"]
)
def test_word_saved_as_xml_is_not_read_as_text(mark: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    path = tmp_path / "report.doc"
    path.write_text(f'<?xml version="1.0"?><w:wordDocument xmlns:w="{mark}"><w:t>正文</w:t></w:wordDocument>', encoding="utf-8")
    with pytest.raises(ReadError, match="Word file saved as XML"):
        read(path, Settings())


def test_a_text_printer_is_used_where_there_is_no_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "antiword"
    program.write_text("#!/bin/sh\nprintf '一、概况\\n全县有学校3所。\\n'\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    path = tmp_path / "report.doc"
    path.write_bytes(OLE + "WordDocument".encode("utf-16-le"))
    document = read(path, Settings())
    assert prose(document) == ["一、概况", "全县有学校3所。"]
    assert [issue.code for issue in document.issues] == ["read.structure_lost"]
