"""The registry of readers, and the one way in."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from extract.model import Document
from extract.read.sniff import sniff
from extract.read.source import ReadError, Source
from extract.settings import Settings

__all__ = ["READERS", "ReadError", "read"]

Reader = Callable[[Source, Settings], Document]

READERS = {
    "application/pdf": "extract.read.pdf:read_pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "extract.read.docx:read_docx",
    "application/msword": "extract.read.doc:read_doc",
    "application/x-ole-storage": "extract.read.doc:read_doc",
    "application/vnd.ms-wordml": "extract.read.doc:read_doc",
    "application/rtf": "extract.read.doc:read_doc",
    "application/vnd.oasis.opendocument.text": "extract.read.doc:read_doc",
    "text/html": "extract.read.html:read_html",
    "text/plain": "extract.read.text:read_text",
    "image": "extract.read.picture:read_picture",
}
"""Sniffed type → `module:function`; a reader's libraries load when its first file comes."""


BLANKS = b"\0 \t\r\n"


def find_reader(media_type: str) -> Reader | None:
    """The reader of a sniffed type, or None where there is none."""
    entry = READERS.get(media_type) or READERS.get(media_type.partition("/")[0])
    if entry is None:
        return None
    module, _, name = entry.partition(":")
    reader: Reader = getattr(import_module(module), name)
    return reader


def open_source(path: Path, settings: Settings) -> Source:
    """The file's bytes and what they are. Raises `ReadError` for a file that is missing, empty, too large or of no known type."""
    name = path.name
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            what = "a folder" if stat.S_ISDIR(status.st_mode) else "no file but a device or a pipe"
            raise ReadError("read.not_readable", f"{name}: the file cannot be opened (it is {what}); give one report")
        size = status.st_size
        if size > settings.max_bytes:
            raise ReadError("read.too_large", f"{name}: {size:,} bytes; the limit is {settings.max_bytes:,} (setting max_bytes)")
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        if isinstance(error, ReadError):
            raise
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise ReadError("read.not_readable", f"{name}: the file cannot be opened ({why})") from error
    if not data[:64].strip(BLANKS) and not data.strip(BLANKS):
        raise ReadError("read.empty", f"{name}: the file is empty; fetch it again")
    return Source(path=path, data=data, sha256=hashlib.sha256(data).hexdigest(), media_type=sniff(data))


def read(path: Path, settings: Settings) -> Document:
    """The document in one file, by what its bytes are and not by its name. Raises `ReadError` where nothing of it can be read."""
    source = open_source(path, settings)
    if source.media_type == "application/x-ole-encrypted":
        raise source.refuse("encrypted", "the file is protected by a password; save it without one")
    reader = find_reader(source.media_type)
    if reader is None:
        raise source.refuse(
            "unknown_format", f"{source.media_type} is no format that reports are read from; save it as PDF or .docx"
        )
    try:
        return reader(source, settings)
    except RecursionError as error:
        raise source.refuse("too_deep", "its parts lie in one another deeper than any report's; not read") from error
