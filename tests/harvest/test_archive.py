from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from extract.harvest.archive import unpack
from extract.harvest.content import ContentRefused
from extract.harvest.sources import Manners


def pretend_tool(folder: Path, script: str) -> None:
    """A program called `unar` that runs these lines with `out` as the folder to unpack to."""
    tool = folder / "unar"
    start = f"#!{sys.executable}\nimport sys, time, pathlib\nout = pathlib.Path(sys.argv[-2])\n"
    tool.write_text(start + script, encoding="utf-8")
    tool.chmod(0o755)


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return folder


def test_a_rar_archive_that_swells_is_stopped_while_it_is_unpacked(tools: Path, tmp_path: Path) -> None:
    swell = "for n in range(600):\n    (out / f'{n}.bin').write_bytes(b'0' * 100_000)\n    time.sleep(0.05)\n"
    pretend_tool(tools, swell + "pathlib.Path(sys.argv[-1] + '.done').touch()\n")
    path = tmp_path / "a.rar"
    path.write_bytes(b"Rar!")
    with pytest.raises(ContentRefused) as caught:
        list(unpack(path, "rar", Manners(max_unpacked_bytes=500_000)))
    assert caught.value.code == "too_large"
    assert not (tmp_path / "a.rar.done").exists()


def test_a_rar_archive_within_the_limits_is_unpacked(tools: Path, tmp_path: Path) -> None:
    pretend_tool(tools, "(out / 'report.txt').write_text('年报', encoding='utf-8')\n")
    path = tmp_path / "a.rar"
    path.write_bytes(b"Rar!")
    assert list(unpack(path, "rar", Manners())) == [("report.txt", "年报".encode())]


def test_a_tool_that_fails_means_a_damaged_archive(tools: Path, tmp_path: Path) -> None:
    pretend_tool(tools, "sys.exit(3)\n")
    path = tmp_path / "a.rar"
    path.write_bytes(b"Rar!")
    with pytest.raises(ContentRefused) as caught:
        list(unpack(path, "rar", Manners()))
    assert caught.value.code == "damaged_archive"
