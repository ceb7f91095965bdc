"""What made an output: the package's version and the digest of its source."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

VERSION = "0.1.0"
ROOT = Path(__file__).resolve().parent


def digest_files(root: Path, pattern: str) -> str:
    """Eight hex digits over the names and bytes of all files under `root` that match, in name order."""
    total = hashlib.sha256()
    for path in sorted(root.rglob(pattern)):
        if path.is_file() and "__pycache__" not in path.parts:
            total.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()[:8]


@cache
def code_version() -> str:
    """The version and the digest of this package's Python source, such as `0.1.0+3f2a9c1d`."""
    return f"{VERSION}+{digest_files(ROOT, '*.py')}"
