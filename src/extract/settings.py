"""Every limit and choice of a run, in one validated object; each default has its reason."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

Positive = Annotated[int, Meta(gt=0)]
Seconds = Annotated[float, Meta(gt=0)]


class Settings(Struct, frozen=True, kw_only=True):
    """How reports are read and written; the defaults suit a laptop and files from the open web."""

    reader: Literal["auto", "pdfium", "pdfplumber"] = "auto"
    """Which PDF route: auto reads fast and asks pdfplumber where it doubts itself."""
    ocr: Literal["auto", "never"] = "auto"
    """auto reads scanned pages where an OCR engine is installed."""
    cross_check_every: Annotated[int, Meta(ge=0)] = 50
    """Every how many table pages both PDF routes are compared; 0 is never."""
    max_bytes: Positive = 200_000_000
    """A printed report of 120 pages with photographs is under 100 MB."""
    max_pages: Positive = 2_000
    """National compilations run to some 800 pages."""
    max_unpacked_bytes: Positive = 1_000_000_000
    """Word files unpack about tenfold; a bomb unpacks a thousandfold."""
    max_pixels: Positive = 60_000_000
    """An A3 page at 400 dpi has 31 million."""
    seconds_per_report: Seconds = 600.0
    """A worker that takes longer is ended; a scan of 200 pages takes about 240 s."""
    memory_mib: Positive = 4_096
    """A worker that asks for more is refused."""
    workers: Annotated[int, Meta(ge=0)] = 0
    """Worker processes; 0 is one for each processor."""
    batch: Positive = 8
    """Reports a worker takes at a time: a worker pays about two seconds of imports once."""
