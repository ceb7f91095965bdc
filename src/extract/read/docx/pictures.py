"""Pictures in a Word file that are pages or tables somebody scanned: read where scans can be read, else told of."""

from __future__ import annotations

from importlib import import_module
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extract.model import Document
from extract.read.docx.package import DAMAGE, Package
from extract.settings import Settings

Image = NDArray[np.uint8]

PAGE_WIDTH, PAGE_HEIGHT, EDGE = 1654, 2339, 100
"""Pixels of an A4 page at 200 dpi, on which a picture is laid to be read, and of its margin."""
LEAST_WIDTH, LEAST_HEIGHT = 300, 80
"""Pixels: a smaller picture holds no table that can be read."""
PAPER, NEAR, BRIGHT = 0.6, 24, 160
"""Share of a picture that is of one bright shade where it shows paper, how far shades of paper lie apart, and the darkest one."""
INKED = (0.004, 0.35)
"""Share of clearly darker pixels on a page with text on it."""
LINES, CHARACTERS = 3, 12
"""So many lines of so many characters are text; labels of a chart are shorter."""
LEAST_CELLS = 6


def open_picture(package: Package, name: str, settings: Settings) -> Image | None:
    """A picture of the package in grey, None where it is of no kind that can be opened, or too large."""
    info = package.sizes.get(name)
    if info is None or info.file_size > settings.max_bytes:
        return None
    pillow: Any = import_module("PIL.Image")
    try:
        with pillow.open(BytesIO(package.zip.read(info))) as opened:
            if opened.width * opened.height > settings.max_pixels:
                return None
            flat = pillow.new("RGB", opened.size, "white")
            drawn = opened.convert("RGBA")
            flat.paste(drawn, mask=drawn.getchannel("A"))
            grey: Image = np.asarray(flat.convert("L"))
            return grey
    except (*DAMAGE, SyntaxError, RuntimeError):
        return None


def shows_paper(grey: Image) -> bool:
    """Whether a picture shows ink on paper: one bright shade over most of it, and a little that is clearly darker."""
    if grey.shape[1] < LEAST_WIDTH or grey.shape[0] < LEAST_HEIGHT:
        return False
    shade = paper_of(grey)
    near = float((np.abs(grey.astype(np.int16) - shade) <= NEAR).mean())
    dark = float((grey < shade - 3 * NEAR).mean())
    return shade >= BRIGHT and near >= PAPER and INKED[0] <= dark <= INKED[1]


def paper_of(grey: Image) -> int:
    """The commonest shade of a picture."""
    return int(np.bincount(grey.ravel(), minlength=256).argmax())


def lay_on_page(grey: Image) -> Image:
    """The picture as wide as the text of an A4 page at 200 dpi, on a page of its own paper."""
    pillow: Any = import_module("PIL.Image")
    width = PAGE_WIDTH - 2 * EDGE
    height = max(round(grey.shape[0] * width / grey.shape[1]), 1)
    sized = np.asarray(pillow.fromarray(grey).resize((width, height), pillow.Resampling.BICUBIC))
    page = np.full((max(PAGE_HEIGHT, height + 2 * EDGE), PAGE_WIDTH), paper_of(grey), dtype=np.uint8)
    page[EDGE : EDGE + height, EDGE : EDGE + width] = sized
    return page


def recognise(grey: Image) -> Document | None:
    """What is printed on a picture of paper; None where it is neither a table nor lines of text, as the labels of a chart."""
    from extract.read.ocr import read_ink
    from extract.read.pages import read_pages

    page = lay_on_page(grey)
    ink = read_ink(page, 1, PAGE_WIDTH * 0.36, page.shape[0] * 0.36)
    found = Document(report_id="", sha256="", file_name="", media_type="", **read_pages([ink], []))
    tabled = any(sum(bool(cell.text.strip()) for cell in table.cells) >= LEAST_CELLS for table in found.tables)
    lines = [line for line in found.text.split("\n") if len(line.strip()) >= CHARACTERS]
    return found if tabled or len(lines) >= LINES else None
