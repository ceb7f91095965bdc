"""A PDF file → Document: every page as ink, then composed; a page that fails is an issue and the rest is read."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from extract.model import Document, Issue
from extract.read.ink import Ink
from extract.read.pages import read_pages
from extract.read.source import Source, issue
from extract.settings import Settings


def read_pdf(source: Source, settings: Settings) -> Document:
    """The document in a PDF. Raises `ReadError` where the file as a whole cannot be opened."""
    inks, issues = read_inks(source, settings)
    return source.document(**read_pages(inks, issues))


def read_inks(source: Source, settings: Settings) -> tuple[list[Ink], list[Issue]]:
    """All pages as ink, and what went wrong. Raises `ReadError`."""
    pdfium: Any = import_module("pypdfium2")
    from extract.read.pdf.engine import read_page

    try:
        document = pdfium.PdfDocument(source.data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise source.refuse("encrypted", "the file asks for a password; save it without one") from error
        raise source.refuse("broken", f"not a PDF that can be opened ({error}); fetch it again") from error
    inks: list[Ink] = []
    issues: list[Issue] = []
    try:
        count = len(document)
        if count > settings.max_pages:
            message = f"{source.name}: {count:,} pages; only the first {settings.max_pages:,} are read (setting max_pages)"
            issues.append(issue("too_many_pages", "error", message))
        for at in range(min(count, settings.max_pages)):
            try:
                page = document[at]
                try:
                    inks.append(read_page(page, at + 1))
                finally:
                    page.close()
            except (pdfium.PdfiumError, ValueError, OSError, MemoryError) as error:
                message = f"{source.name}, page {at + 1}: cannot be read ({error}); look at the page in a viewer"
                issues.append(issue("page_unreadable", "error", message, page=at + 1))
    finally:
        document.close()
    if not inks:
        raise source.refuse("no_pages", "no page of the file can be read; fetch it again")
    return inks, issues
