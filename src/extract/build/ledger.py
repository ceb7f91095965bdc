"""Which files a folder holds, by content: the same bytes under two names are one report."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from pathlib import Path

import msgspec
from msgspec import Struct

from extract.bundle import write_whole

SETTLED_NS = 2_000_000_000
"""A file changed less than two seconds before it was hashed may change again within one tick of its clock: it is hashed again."""
RECORDS = (
    ".json",
    ".jsonl",
    ".yaml",
    ".yml",
    ".csv",
    ".tsv",
    ".sqlite",
    "-wal",
    "-shm",
    ".db",
    ".md",
    ".py",
    ".log",
    ".tmp",
    ".part",
)
"""What lies beside reports and is none: the harvest's records, notes, downloads that are not finished."""
OTHERS = frozenset({"thumbs.db", "desktop.ini", "icon\r"})


class LedgerError(ValueError):
    """A raw folder that cannot be worked on; the message says what to do."""


class Entry(Struct, frozen=True, kw_only=True):
    """One report: its content, every path that holds it (relative, sorted), one to read it from; or why it cannot be opened."""

    report_id: str
    sha256: str
    paths: tuple[str, ...]
    file: str
    bytes: int = 0
    error: str | None = None


class Ledger(Struct, frozen=True, kw_only=True):
    """All reports by id, and how many files were passed over as none or read to learn their content."""

    entries: tuple[Entry, ...]
    passed_over: int
    hashed: int


class Known(Struct, frozen=True, array_like=True):
    """What a file's content was when it had this size and time."""

    size: int
    mtime_ns: int
    inode: int
    sha256: str


def is_record(name: str) -> bool:
    """Whether a file is no report by its name: hidden, a read-me, a record of the harvest.

    >>> [is_record(n) for n in (".x.pdf", "~$x.docx", "README.txt", "x.pdf.json", "x.pdf", "report")]
    [True, True, True, True, False, False]
    """
    lower = name.lower()
    return lower.startswith((".", "~$", "readme")) or lower in OTHERS or lower.endswith(RECORDS)


def read_ledger(raw: Path, memory: Path | None = None, without: Path | None = None) -> Ledger:
    """The reports in `raw` (a folder, or one file), sorted by id; `without` is a folder inside it to leave out.

    `memory` is a file that remembers contents between runs: a file whose size and time have not changed is not read again.
    Raises `LedgerError` where there is nothing to work on.
    """
    if not raw.exists():
        raise LedgerError(f"{raw}: there is no such file or folder; give the folder that holds the reports")
    files, broken, passed_over = list_files(raw, without)
    known = recall(memory)
    learned: dict[str, Known] = {}
    hashed = 0
    found: dict[str, list[tuple[str, Path, int]]] = {}
    for relative, path in sorted(files.items()):
        try:
            entry, read = learn(path, known.get(relative))
        except OSError as error:
            broken[relative] = (path, reason(error))
            continue
        hashed += read
        learned[relative] = entry
        found.setdefault(entry.sha256, []).append((relative, path, entry.size))
    if memory is not None and learned != known:
        write_whole(memory, msgspec.json.encode(learned))
    entries = [
        Entry(report_id=sha[:16], sha256=sha, paths=tuple(p[0] for p in places), file=str(places[0][1]), bytes=places[0][2])
        for sha, places in found.items()
    ]
    for relative, (path, why) in broken.items():
        report_id = hashlib.sha256(b"path\0" + relative.encode()).hexdigest()[:16]
        entries.append(Entry(report_id=report_id, sha256="", paths=(relative,), file=str(path), error=f"{relative}: {why}"))
    if not entries:
        raise LedgerError(f"{raw}: no reports in it ({passed_over} other files passed over); put reports there and run again")
    return Ledger(entries=tuple(sorted(entries, key=lambda entry: entry.report_id)), passed_over=passed_over, hashed=hashed)


def reason(error: OSError) -> str:
    """Why a file or folder cannot be opened, in one line."""
    return f"cannot be opened ({error.strerror or error}); check that it exists and that you may read it"


def list_files(raw: Path, without: Path | None) -> tuple[dict[str, Path], dict[str, tuple[Path, str]], int]:
    """Files by relative path, what cannot be opened with the reason, and how many were passed over.

    Links are followed once, and not where they lead out of `raw`; the output folder of any run is passed over.
    """
    if not raw.is_dir():
        return {printable(raw.name): raw}, {}, 0
    files: dict[str, Path] = {}
    broken: dict[str, tuple[Path, str]] = {}
    passed_over = 0
    left_out = without.resolve() if without else None
    root = raw.resolve()
    seen: set[tuple[int, int]] = set()
    waiting = [(raw, "")]
    while waiting:
        folder, prefix = waiting.pop()
        try:
            here = folder.stat()
            children = sorted(os.scandir(folder), key=lambda child: child.name)
        except OSError as error:
            broken[prefix.rstrip("/") or "."] = (folder, "the folder " + reason(error))
            continue
        if (here.st_dev, here.st_ino) in seen or folder.resolve() == left_out:
            continue
        seen.add((here.st_dev, here.st_ino))
        for child in children:
            relative, path = prefix + printable(child.name), folder / child.name
            if child.is_symlink() and not path.resolve().is_relative_to(root):
                passed_over += 1
                continue
            try:
                mode = path.stat().st_mode
            except OSError as error:
                if is_record(child.name):
                    passed_over += 1
                else:
                    broken[relative] = (path, reason(error))
                continue
            if stat.S_ISDIR(mode):
                if child.name.startswith(".") or is_output(path):
                    passed_over += 1
                else:
                    waiting.append((path, relative + "/"))
            elif not stat.S_ISREG(mode) or is_record(child.name):
                passed_over += 1
            else:
                files[relative] = path
    return files, broken, passed_over


def is_output(folder: Path) -> bool:
    """Whether a run wrote its tables here: what lies in it was made from reports and is none."""
    return (folder / "run.json").is_file() and (folder / "bundles").is_dir()


def check_apart(raw: Path, output: Path) -> None:
    """Raises `LedgerError` where reports and tables are to lie in one folder."""
    if raw.resolve() == output.resolve():
        raise LedgerError(f"{output}: the output folder is the folder of reports; give another folder for the tables")


def printable(name: str) -> str:
    """A name as text, also where its bytes are not UTF-8."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def learn(path: Path, known: Known | None) -> tuple[Known, bool]:
    """What a file's content is, and whether it had to be read for that."""
    now = path.stat()
    if known and (known.size, known.mtime_ns, known.inode) == (now.st_size, now.st_mtime_ns, now.st_ino):
        return known, False
    started = time.time_ns()
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    settled = now.st_mtime_ns < started - SETTLED_NS
    return Known(now.st_size, now.st_mtime_ns if settled else 0, now.st_ino, digest), True


def recall(memory: Path | None) -> dict[str, Known]:
    """What the last run learned; nothing if there is no such file or it is damaged."""
    if memory is None or not memory.exists():
        return {}
    try:
        return msgspec.json.decode(memory.read_bytes(), type=dict[str, Known])
    except (OSError, ValueError):
        return {}
