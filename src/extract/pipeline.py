"""One report, from bytes to findings: read, segment, observe, check."""

from __future__ import annotations

from pathlib import Path

from extract.check import check
from extract.codebook import Codebook, load_codebook
from extract.model import Document, Issue, Observed, Report, Segments
from extract.observe import observe
from extract.read import read
from extract.seal import seal
from extract.segment import segment
from extract.settings import Settings
from extract.version import code_version


def extract_report(path: Path | str, settings: Settings | None = None, codebook: Codebook | None = None) -> Report:
    """Everything nianbao finds in one file. Raises `ReadError` where the file as a whole cannot be read."""
    codebook = codebook or load_codebook()
    return compose(*extract_stages(Path(path), settings or Settings(), codebook), codebook)


def extract_stages(path: Path, settings: Settings, codebook: Codebook) -> tuple[Document, Segments, Observed]:
    """What each room made of one file, for those who want to look inside. Raises `ReadError`."""
    document = read(path, settings)
    segments = segment(document, codebook)
    return document, segments, observe(document, segments, codebook)


def extract_all(path: Path) -> tuple[Document, Segments, Observed, Report]:
    """What each room made of one file, and the report; for a process of its own. Raises `ReadError`."""
    codebook = load_codebook()
    stages = extract_stages(path, Settings(), codebook)
    return *stages, compose(*stages, codebook)


def compose(document: Document, segments: Segments, observed: Observed, codebook: Codebook) -> Report:
    """The whole report: what was found, checked and sealed."""
    found = check(document, segments, observed, codebook)
    issues = document.issues + segments.issues + observed.issues + found + miss_report(document, segments, observed)
    report = Report(
        report_id=document.report_id,
        sha256=document.sha256,
        file_name=document.file_name,
        media_type=document.media_type,
        status="partial" if any(issue.code.startswith("read.") and issue.severity == "error" for issue in issues) else "complete",
        code_version=code_version(),
        codebook_version=codebook.version,
        frame=segments.frame,
        text=document.text,
        pages=document.pages,
        is_scanned=document.is_scanned,
        tables=document.tables,
        furniture=document.furniture,
        segments=segments.segments,
        readings=observed.tables,
        observations=observed.observations,
        rejections=observed.rejections,
        mentions=segments.mentions,
        issues=issues,
    )
    return seal(report)


def miss_report(document: Document, segments: Segments, observed: Observed) -> tuple[Issue, ...]:
    """A warning where a file could be read and holds no report: no title, no section, no value."""
    code = "read.no_report_text"
    sections = any(segment.kind == "section" for segment in segments.segments)
    if segments.frame.title or sections or observed.observations or any(issue.code == code for issue in document.issues):
        return ()
    message = f"{document.file_name}: no title, no section and no value was found; check that this is a report"
    return (Issue(code=code, severity="warning", message=message),)
