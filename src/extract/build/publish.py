"""Changing an output folder as one: everything is written beside it first, then renamed in.

What is in `.next` belongs to nobody until `.next/commit.json` is there. From then on it only remains to rename: a run that finds
such a file finishes the renaming before anything else. So tables are never half written, and never stay half old and half new.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from extract.bundle import write_whole

NEXT = ".next"
COMMIT = "commit.json"


class OutputError(OSError):
    """An output folder that cannot be written; the message says what to do."""


class Commit(Struct, frozen=True, kw_only=True):
    """What is still to be done: files to rename in, files to remove; paths relative to the output folder."""

    replace: tuple[str, ...]
    remove: tuple[str, ...]


@contextlib.contextmanager
def hold(output: Path) -> Iterator[None]:
    """Make the folder and keep other runs out of it until the end. Raises `OutputError`."""
    try:
        output.mkdir(parents=True, exist_ok=True)
        file = (output / ".lock").open("w")
    except OSError as error:
        raise OutputError(f"{output}: cannot be written ({error.strerror or error}); choose another output folder") from error
    with file:
        try:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except ImportError:  # not on Windows; two runs at a time are then the user's own care
            pass
        except OSError as error:
            raise OutputError(f"{output}: another run is writing there; wait for it or choose another output folder") from error
        yield


@contextlib.contextmanager
def next_output(output: Path) -> Iterator[Path]:
    """An empty folder to write the next output into; thrown away if that fails before it is whole."""
    folder = output / NEXT
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield folder
    except BaseException:
        if not (folder / COMMIT).exists():
            shutil.rmtree(folder, ignore_errors=True)
        raise


def publish(output: Path, owned: tuple[str, ...]) -> tuple[int, int]:
    """Make `.next` the output; how many files changed and how many were removed.

    `owned` are the names in the output folder that are ours: what is there and not in `.next` is removed. A file that is the same
    as before is left as it is.
    """
    folder = output / NEXT
    fresh = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    changed = sorted(name for name in fresh if not same(folder / name, output / name))
    present = {
        path.relative_to(output).as_posix()
        for name in owned
        for path in ((output / name).rglob("*") if (output / name).is_dir() else [output / name])
        if path.is_file()
    }
    for name in changed:
        with (folder / name).open("rb") as file:
            os.fsync(file.fileno())
    commit = Commit(replace=tuple(changed), remove=tuple(sorted(present - fresh)))
    write_whole(folder / COMMIT, msgspec.json.encode(commit))
    recover(output)
    return len(commit.replace), len(commit.remove)


def recover(output: Path) -> bool:
    """Finish what a run that was killed had begun to rename, and throw away what it had not finished writing."""
    folder = output / NEXT
    if not folder.is_dir():
        return False
    begun = (folder / COMMIT).exists()
    if begun:
        commit = msgspec.json.decode((folder / COMMIT).read_bytes(), type=Commit)
        for name in commit.replace:
            target = output / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if (folder / name).exists():
                (folder / name).replace(target)
        for name in commit.remove:
            (output / name).unlink(missing_ok=True)
    shutil.rmtree(folder)
    return begun


def same(one: Path, other: Path) -> bool:
    """Whether two files have the same bytes."""
    return other.is_file() and one.stat().st_size == other.stat().st_size and digest(one) == digest(other)


def digest(path: Path) -> bytes:
    """What a file holds, in 32 bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
