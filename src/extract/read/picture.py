"""A picture file (PNG, JPEG, TIFF, BMP) → Document: a page or more that somebody scanned."""

from __future__ import annotations

from importlib import import_module
from io import BytesIO
from typing import Any

from extract.model import Document, Issue
from extract.read.source import Source, issue
from extract.settings import Settings

A4_WIDTH = 595.3
"""Points: pictures that do not say how large they are printed are taken for A4 pages."""


def read_picture(source: Source, settings: Settings) -> Document:
    """The document on the pages of a picture file. Raises `ReadError` for one too large or damaged, or without OCR."""
    from extract.read.ocr import find_doubts, is_available, read_ink
    from extract.read.pages import read_pages

    frames = open_frames(source, settings)
    if not is_available():
        raise source.refuse("ocr_missing", "the file is a picture; install the reader for scans: pip install 'nianbao[ocr]'")
    inks = []
    issues: list[Issue] = []
    for number, (image, width, height) in enumerate(frames, start=1):
        ink = read_ink(image, number, width, height)
        issues.extend(find_doubts(source.name, ink))
        if not len(ink):
            issues.append(issue("page_empty", "warning", f"{source.name}, page {number}: no text is seen on it", page=number))
        inks.append(ink)
    return source.document(**read_pages(inks, issues), is_scanned=True)


def open_frames(source: Source, settings: Settings) -> list[tuple[Any, float, float]]:
    """The pages of the file as arrays (h, w, 3), each with its size in points. Raises `ReadError`."""
    numpy: Any = import_module("numpy")
    try:
        pillow: Any = import_module("PIL.Image")
        sequence: Any = import_module("PIL.ImageSequence")
    except ImportError as error:
        raise source.refuse(
            "ocr_missing", "the file is a picture; install the reader for scans: pip install 'nianbao[ocr]'"
        ) from error
    frames: list[tuple[Any, float, float]] = []
    pillow.MAX_IMAGE_PIXELS = None  # our own limit holds instead, before anything is unpacked
    try:
        with pillow.open(BytesIO(source.data)) as opened:
            if opened.width * opened.height > settings.max_pixels:
                size = f"{opened.width} × {opened.height}"
                raise source.refuse(
                    "too_large", f"the picture has {size} pixels; the limit is {settings.max_pixels:,} (setting max_pixels)"
                )
            for frame in sequence.Iterator(opened):
                if len(frames) >= settings.max_pages or frame.width * frame.height > settings.max_pixels:
                    raise source.refuse("too_large", f"the picture has more than {settings.max_pages:,} pages or a page too large")
                across, down = size_in_points(frame)
                frames.append((numpy.asarray(frame.convert("RGB")), across, down))
    except (OSError, ValueError, SyntaxError) as error:
        if hasattr(error, "code"):
            raise
        raise source.refuse("damaged", "the picture is damaged or cut short; fetch it again") from error
    return frames


def size_in_points(frame: Any) -> tuple[float, float]:
    """Width and height of a picture as printed: by its resolution where it states a sound one, else as wide as A4."""
    dpi = frame.info.get("dpi", (0, 0))
    stated = float(dpi[0]) if isinstance(dpi, tuple) and dpi else 0.0
    per_inch = stated if 70 <= stated <= 1200 else frame.width * 72 / A4_WIDTH
    return (frame.width * 72 / per_inch, frame.height * 72 / per_inch)
