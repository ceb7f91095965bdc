"""One report, whole, and where it was found."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from extract.model.document import Furniture, Page, Table
from extract.model.issue import Issue
from extract.model.observed import Observation, Rejection, TableReading
from extract.model.segments import Frame, Mention, Segment

Status = Literal["complete", "partial", "failed"]


class Report(Struct, frozen=True, kw_only=True):
    """One report, whole: the unit of work, stored as one bundle. A report that failed has issues and little else."""

    report_id: str
    sha256: str
    file_name: str
    media_type: str
    status: Status
    code_version: str
    codebook_version: str
    frame: Frame = Frame()
    text: str = ""
    pages: tuple[Page, ...] = ()
    is_scanned: bool = False
    tables: tuple[Table, ...] = ()
    furniture: tuple[Furniture, ...] = ()
    segments: tuple[Segment, ...] = ()
    readings: tuple[TableReading, ...] = ()
    observations: tuple[Observation, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    mentions: tuple[Mention, ...] = ()
    issues: tuple[Issue, ...] = ()


class Publication(Struct, frozen=True, kw_only=True):
    """A report as found at one address at one time."""

    publication_id: str
    source_id: str
    url: str
    listing_url: str | None = None
    link_text: str | None = None
    first_seen_at: str | None = None
    last_seen_at: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    http_status: int | None = None
    sha256: str | None = None
    bytes: int | None = None
    report_id: str | None = None
    file_name: str | None = None
    superseded_by: str | None = None
    error: str | None = None
