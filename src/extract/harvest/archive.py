"""Archives, unpacked within limits: zip by ourselves, rar where a tool is there."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from extract.harvest.content import ContentRefused
from extract.harvest.sources import Manners

RAR_TOOLS = ("unar", "bsdtar")
SECONDS = 120
LOOK_EVERY = 0.2
"""Seconds between looks at how much has been written: the sizes in an archive's directory are claims."""


def unpack(path: Path, kind: str, manners: Manners) -> Iterator[tuple[str, bytes]]:
    """The names and bytes of an archive's files, in name order.

    Raises `ContentRefused` for damaged, encrypted and oversized archives, and for rar without a tool.
    """
    if kind == "rar":
        yield from _unpack_rar(path, manners)
        return
    try:
        with zipfile.ZipFile(path) as archive:
            members = sorted((m for m in archive.infolist() if not m.is_dir()), key=lambda m: m.filename)
            _limit(len(members), sum(m.file_size for m in members), manners)
            left = manners.max_unpacked_bytes
            for member in members:
                if member.flag_bits & 0x1:
                    raise ContentRefused("encrypted", "the archive asks for a password")
                with archive.open(member) as file:
                    # The size in the directory is a claim; what comes out is what counts.
                    data = file.read(left + 1)
                left -= len(data)
                if left < 0:
                    raise ContentRefused("too_large", f"the archive unpacks to more than {manners.max_unpacked_bytes:,} bytes")
                yield zip_name(member), data
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError) as error:
        raise ContentRefused("damaged_archive", f"the archive cannot be unpacked ({error})") from error


def zip_name(member: zipfile.ZipInfo) -> str:
    """A member's name; Chinese Windows packs GBK bytes under the flag of code page 437."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        raw = member.filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename


def _limit(members: int, size: int, manners: Manners) -> None:
    if members > manners.max_members:
        raise ContentRefused("too_large", f"the archive holds {members:,} files; the limit is {manners.max_members:,}")
    if size > manners.max_unpacked_bytes:
        raise ContentRefused("too_large", f"the archive unpacks to {size:,} bytes; the limit is {manners.max_unpacked_bytes:,}")


def _unpack_rar(path: Path, manners: Manners) -> Iterator[tuple[str, bytes]]:
    tool = next(filter(shutil.which, RAR_TOOLS), None)
    if tool is None:
        raise ContentRefused("no_rar_tool", "a rar archive; install unar or bsdtar and harvest again")
    with tempfile.TemporaryDirectory() as folder:
        command = (
            ["unar", "-quiet", "-force-overwrite", "-no-directory", "-output-directory", folder, str(path)]
            if tool == "unar"
            else ["bsdtar", "-x", "-f", str(path), "-C", folder]
        )
        if _run(command, Path(folder), manners):
            raise ContentRefused("damaged_archive", f"{tool} could not unpack the archive")
        files = _files(Path(folder))
        _limit(len(files), sum(f.stat().st_size for f in files), manners)
        for file in files:
            yield file.relative_to(folder).as_posix(), file.read_bytes()


def _run(command: list[str], folder: Path, manners: Manners) -> int:
    """The tool's exit code; it is stopped when it takes too long or writes more than the limits allow."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet) as tool:  # noqa: S603 (fixed words, no shell)
        try:
            for _ in range(int(SECONDS / LOOK_EVERY)):
                try:
                    return tool.wait(LOOK_EVERY)
                except subprocess.TimeoutExpired:
                    files = _files(folder)
                    _limit(len(files), sum(_size(file) for file in files), manners)
        finally:
            tool.kill()
    raise ContentRefused("too_large", f"{command[0]} took longer than {SECONDS:g} seconds to unpack the archive")


def _files(folder: Path) -> list[Path]:
    """The files under a folder, links left out."""
    return sorted(file for file in folder.rglob("*") if file.is_file() and not file.is_symlink())


def _size(file: Path) -> int:
    """A file's size; 0 for one that the tool has just taken away."""
    return file.stat().st_size if file.exists() else 0
