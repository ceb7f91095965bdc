"""Fonts a PDF names and does not hold: places come from the file, pictures from the machine's fonts."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
from reportlab.pdfbase import pdfmetrics

from extract.read.pdf.read import OCR_DPI, PdfPages, render_page
from extract.read.source import Source
from extract.settings import Settings
from tests.read.pdf_maker import FONT, LEFT, Sheet, read_bytes

TEXT = "生师比16.68:1，比上年low了0.4个百分点"


def make_page() -> bytes:
    """A page with one line in a font that is not embedded, and a line of one character."""
    sheet = Sheet()
    sheet.text(LEFT, 100, TEXT)
    sheet.text(LEFT, 140, "人")
    return sheet.bytes()


def as_source(data: bytes) -> Source:
    return Source(path=Path("page.pdf"), data=data, sha256=hashlib.sha256(data).hexdigest(), media_type="application/pdf")


def test_places_are_those_of_the_files_own_widths() -> None:
    document = read_bytes(make_page())
    line = document.lines[0]
    steps = [LEFT + pdfmetrics.stringWidth(TEXT[:at], FONT, 12) for at in range(len(TEXT) + 1)]
    assert document.text.split("\n")[0] == TEXT
    assert line.edges == pytest.approx(steps, abs=0.02)


def test_a_character_that_stands_alone_is_read() -> None:
    assert read_bytes(make_page()).text.split("\n")[-1] == "人"


def test_a_page_drawn_while_its_file_is_read_has_the_machines_fonts() -> None:
    source = as_source(make_page())
    alone = render_page(source, Settings(), 1, OCR_DPI / 72)
    pages = PdfPages(source, Settings())
    with pages.opened() as document:
        pages.read_all(document)
        assert np.array_equal(pages.render_again(1), alone)
        assert np.array_equal(render_page(source, Settings(), 1, OCR_DPI / 72), alone)
        assert not np.array_equal(pages.render(document, 1, OCR_DPI / 72), alone)
