"""What every reader is given, and how a reader refuses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec import Struct

from extract.model import Document, Issue, Severity


class ReadError(ValueError):
    """A file that cannot be read at all; `code` is the issue's code, the message one clear line naming the file."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code

    def __reduce__(self) -> tuple[type[ReadError], tuple[str, str]]:
        """Worker processes hand it back whole."""
        return (ReadError, (self.code, str(self)))


class Source(Struct, frozen=True, kw_only=True):
    """One file, read once: its bytes, their SHA-256 and what they turned out to be."""

    path: Path
    data: bytes
    sha256: str
    media_type: str

    @property
    def name(self) -> str:
        """The file's name without its folders, as messages and tables show it."""
        return self.path.name

    def document(self, **found: Any) -> Document:
        """A `Document` of this file: `found` are the fields a reader fills, such as text and blocks."""
        return Document(report_id=self.sha256[:16], sha256=self.sha256, file_name=self.name, media_type=self.media_type, **found)

    def refuse(self, name: str, why: str) -> ReadError:
        """The error `read.<name>` with a message that begins with the file's name."""
        return ReadError(f"read.{name}", f"{self.name}: {why}")


def issue(name: str, severity: Severity, message: str, page: int | None = None, message_zh: str = "") -> Issue:
    """An issue of the reading, `read.<name>`."""
    return Issue(code=f"read.{name}", severity=severity, message=message, message_zh=message_zh, page=page)
