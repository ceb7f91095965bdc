"""The registry of readers, and the one way in."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from extract.model import Block, Document
from extract.settings import Settings


class ReadError(ValueError):
    """A file that cannot be read at all; `code` is the issue's code, the message one clear line naming the file."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def read(path: Path, settings: Settings) -> Document:
    """The document in one file. Raises `ReadError` where nothing of it can be read."""
    data = path.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    text = data.decode("utf-8")
    blocks = tuple(Block(kind="text", char_start=m.start(), char_end=m.end()) for m in re.finditer(r"\S[^\n]*", text))
    return Document(report_id=sha256[:16], sha256=sha256, file_name=path.name, media_type="text/plain", text=text, blocks=blocks)
