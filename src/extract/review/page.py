"""A page's picture with what was read drawn over it: lines, blocks, cells with their spans, furniture."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from io import BytesIO
from typing import Any, NamedTuple

from extract.model import Block, Box, Document

COLOURS = {
    "text": (30, 90, 220),
    "heading": (210, 30, 30),
    "contents": (230, 140, 0),
    "table": (0, 140, 60),
    "figure": (190, 0, 190),
    "footnote": (120, 90, 40),
    "furniture": (140, 140, 140),
    "line": (170, 200, 255),
    "span": (255, 225, 120),
}


class Mark(NamedTuple):
    """One box to draw: what it is, where, and the words beside it."""

    kind: str
    box: Box
    label: str = ""
    filled: bool = False


def find_marks(document: Document, number: int) -> Iterator[Mark]:
    """What was read on a page, in the order it is drawn: spans lowest, then lines, cells, blocks, furniture."""
    cells = [(cell, cell.box) for table in document.tables for cell in table.cells if cell.page == number and cell.box]
    for cell, box in cells:
        if cell.row_span * cell.column_span > 1:
            yield Mark("span", box, f"{cell.row_span}×{cell.column_span}", True)
    yield from (Mark("line", line.box) for line in document.lines if line.page == number)
    yield from (Mark("table", box) for _, box in cells)
    for at, block in enumerate(document.blocks):
        around = box_on(document, block, number)
        if around:
            kind = block.kind if block.kind != "text" or not block.bold else "heading"
            yield Mark(kind, around, label_of(at, block))
    for item in document.furniture:
        if item.page == number and item.box:
            yield Mark("furniture", item.box, item.kind)


def label_of(at: int, block: Block) -> str:
    """A block in a few letters: its place in reading order, and whether it is centred, framed or goes over a page end."""
    marks = ("c" if block.centred else "") + (f" i{block.inset}" if block.inset is not None else "")
    runs = " ~" if block.page_start != block.page_end else ""
    return f"{at}{marks}{runs}"


def box_on(document: Document, block: Block, number: int) -> Box | None:
    """The box of a block's part on a page; None where it has none there."""
    if block.page_start is None or not block.page_start <= number <= (block.page_end or block.page_start):
        return None
    if block.kind in ("table", "figure"):
        boxes = (
            [cell.box for cell in document.tables[block.index].cells if cell.page == number and cell.box]
            if (block.kind == "table" and block.index is not None)
            else [block.box]
            if block.box
            else []
        )
    else:
        first = bisect_right(document.lines, block.char_start - 1, key=lambda line: line.char_start)
        last = bisect_right(document.lines, block.char_end - 1, key=lambda line: line.char_start)
        boxes = [line.box for line in document.lines[first:last] if line.page == number]
    if not boxes:
        return None
    return (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))


def draw_page(picture: Any, document: Document, number: int) -> bytes:
    """A PNG of a page's picture (h, w, 3) with everything read on it drawn over. Raises `IndexError` for a page not read."""
    from PIL import Image, ImageDraw

    page = next((page for page in document.pages if page.number == number), None)
    if page is None:
        raise IndexError(f"{document.file_name}: page {number} was not read; the file has {len(document.pages)} pages")
    image = Image.fromarray(picture).convert("RGBA")
    if page.rotation % 180 == 90 and (image.width > image.height) != (page.width > page.height):
        image = image.rotate(-page.rotation, expand=True)
    scale = image.width / page.width
    over = Image.new("RGBA", image.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(over)
    for mark in find_marks(document, number):
        colour = COLOURS[mark.kind]
        x0, top, x1, bottom = (side * scale for side in mark.box)
        place = (min(x0, x1), min(top, bottom), max(x0, x1), max(top, bottom))
        if mark.filled:
            pen.rectangle(place, fill=(*colour, 90))
        else:
            pen.rectangle(place, outline=(*colour, 255), width=1 if mark.kind in ("line", "table") else 2)
        if mark.label:
            pen.text((place[0] + 1, place[1] - 11 if not mark.filled else place[1] + 1), mark.label, fill=(*colour, 255))
    out = BytesIO()
    Image.alpha_composite(image, over).convert("RGB").save(out, "PNG")
    return out.getvalue()
