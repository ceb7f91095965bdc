"""One report, one file: stored whole or not at all, and found again by what it was made from.

A bundle's name is `<report_id>-<key>.json.gz`, where the key stands for the code, the codebook, the settings that change what is
read, the libraries that read, and the path that issues name. So a bundle is never out of date: another code asks for another name.
"""

from __future__ import annotations

import gzip
import os
import zlib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from extract.model import Frame, Report, Status, content_id
from extract.settings import Settings

SUFFIX = ".json.gz"
READING = ("reader", "ocr", "cross_check_every", "max_bytes", "max_pages", "max_unpacked_bytes", "max_pixels")
"""The settings that change what is read; the others say where and how fast."""
LIBRARIES = ("pypdfium2", "pdfplumber", "lxml", "spacy", "jieba", "rapidocr", "onnxruntime", "openvino")
"""What reads: an update, or an OCR engine that was not there before, reads again."""


Wanted = TypeVar("Wanted")


class BundleError(ValueError):
    """A bundle that cannot be read back; the message names the file."""


def bundle_key(code_version: str, codebook_version: str, settings: Settings) -> str:
    """Twelve hex digits for what all bundles of a run depend on."""
    choices = [f"{name}={getattr(settings, name)!r}" for name in READING]
    return content_id(code_version, codebook_version, *choices, *map(library_version, LIBRARIES))


def library_version(name: str) -> str:
    """The installed version, such as `pypdfium2 5.15.2`."""
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return f"{name} none"


def bundle_path(folder: Path, report_id: str, key: str) -> Path:
    """Where the bundle of a report is."""
    return folder / f"{report_id}-{key}{SUFFIX}"


def encode_report(report: Report) -> bytes:
    """A report as a bundle's bytes, the same for the same report. Raises `ValidationError` if a field breaks its type."""
    data = msgspec.json.encode(report)
    msgspec.json.decode(data, type=Report)
    return gzip.compress(data, compresslevel=6, mtime=0)


def store_bundle(path: Path, report: Report) -> None:
    """Write a bundle: after a crash at any moment it is there whole or not at all. Raises `OSError` where the disk is full."""
    write_whole(path, encode_report(report))


def load_bundle(path: Path) -> Report:
    """Read a bundle back. Raises `BundleError` if it is damaged."""
    return decode_bundle(path, Report)


def decode_bundle(path: Path, wanted: type[Wanted]) -> Wanted:
    """The fields of a bundle that `wanted` asks for. Raises `BundleError`."""
    try:
        return msgspec.json.decode(gzip.decompress(path.read_bytes()), type=wanted)
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise BundleError(f"{path}: the bundle is damaged ({error}); delete it and run again") from error


class Head(Struct, frozen=True, kw_only=True):
    """What a bundle says first: enough to know which reports belong together, without the rest in memory."""

    report_id: str
    status: Status
    frame: Frame


def load_head(path: Path) -> Head:
    """Read only the head of a bundle. Raises `BundleError` if it is damaged."""
    return decode_bundle(path, Head)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: a neighbour first, then renamed over it."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
