"""An output folder changes as one: finished when begun, thrown away when not whole, untouched where nothing changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.build.publish import COMMIT, next_output, publish, recover


def fill(folder: Path, files: dict[str, str]) -> None:
    """Write files."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def files_in(folder: Path) -> dict[str, str]:
    """All files with their text."""
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


def change(output: Path) -> tuple[int, int]:
    """Write the new files and make them the output."""
    with next_output(output) as folder:
        fill(folder, NEW)
        return publish(output, OWNED)


OLD = {"tables/a.csv": "old", "tables/gone.csv": "old", "text/1.txt": "same", "mine.txt": "not ours"}
NEW = {"tables/a.csv": "new", "tables/b.csv": "new", "text/1.txt": "same"}
OWNED = ("tables", "text")


def test_files_are_replaced_added_and_removed_and_others_left(tmp_path: Path) -> None:
    fill(tmp_path, OLD)
    same = (tmp_path / "text" / "1.txt").stat().st_ino
    assert change(tmp_path) == (2, 1)
    assert files_in(tmp_path) == {**NEW, "mine.txt": "not ours"}
    assert (tmp_path / "text" / "1.txt").stat().st_ino == same


def test_what_fails_before_it_is_whole_leaves_no_trace(tmp_path: Path) -> None:
    fill(tmp_path, OLD)

    def fail() -> None:
        with next_output(tmp_path) as folder:
            fill(folder, NEW)
            raise RuntimeError("on the way")

    with pytest.raises(RuntimeError, match="on the way"):
        fail()
    assert files_in(tmp_path) == OLD


def test_what_was_killed_before_it_was_whole_is_thrown_away(tmp_path: Path) -> None:
    fill(tmp_path, OLD)
    fill(tmp_path / ".next", NEW)
    assert not recover(tmp_path)
    assert files_in(tmp_path) == OLD


@pytest.mark.parametrize("renamed", [0, 1, 2])
def test_what_was_killed_while_it_was_renamed_is_finished(tmp_path: Path, renamed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path, OLD)
    done = 0
    real = Path.replace

    def stop_after(path: Path, target: Path) -> Path:
        nonlocal done
        if path.name != f".{COMMIT}" and not path.name.endswith(".tmp"):
            if done == renamed:
                raise KeyboardInterrupt
            done += 1
        return real(path, target)

    monkeypatch.setattr(Path, "replace", stop_after)
    if renamed < 2:
        with pytest.raises(KeyboardInterrupt):
            change(tmp_path)
        monkeypatch.undo()
        assert recover(tmp_path)
    else:
        change(tmp_path)
    assert files_in(tmp_path) == {**NEW, "mine.txt": "not ours"}
    assert not recover(tmp_path)
