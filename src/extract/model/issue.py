"""What is wrong in a source or doubtful in a reading, and the short ids of everything."""

from __future__ import annotations

import hashlib
from typing import Literal

from msgspec import Struct

Severity = Literal["error", "warning", "note"]


class Issue(Struct, frozen=True, kw_only=True):
    """Something wrong in the source or uncertain in the reading; `code` is `family.name`, such as `read.page_unreadable`."""

    code: str
    severity: Severity
    message: str
    message_zh: str = ""
    stated: str | None = None
    computed: str | None = None
    difference: str | None = None
    observation_ids: tuple[str, ...] = ()
    segment_id: str | None = None
    page: int | None = None
    char_start: int | None = None
    char_end: int | None = None
    issue_id: str = ""


def content_id(*parts: object) -> str:
    """Twelve hex digits that depend on the parts alone: no clock, no random number.

    >>> content_id("abc", 1) == content_id("abc", 1) != content_id("abc", 2)
    True
    """
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()[:12]
