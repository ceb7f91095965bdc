"""PDF pages as ink: what pdfium says of each character, text object, path and picture."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium_raw

from extract.read.ink import HIDDEN, SLANTED, Bools, Floats, Ink, Ints, turn_boxes
from extract.read.pdf.calls import calls, fetch_bounds, fetch_rows, open_text, pointer
from extract.read.pdf.paths import Drawn, sort_paths

raw: Any = pdfium_raw

Edges = tuple[float, float, float, float]

MAX_CHARACTERS = 200_000
"""A printed page has a few thousand characters; more is an attack or a map."""
MAX_OBJECTS = 200_000
MAX_DEPTH = 6
"""Forms inside forms: two levels are usual, six are more than any producer writes."""
HYPHENS = (2, 0xFFFE)
"""What pdfium reports for a hyphen at a line's end."""
NOT_BLANK = 0x10000
"""Characters beyond the basic plane are looked up here."""
BLANK = np.zeros(NOT_BLANK + 1, dtype=bool)
BLANK[[0xA0, 0xAD, 0x2002, 0x2003, 0x2009, 0x200B, 0x200C, 0x200D, 0x3000, 0xFEFF, 0xFFFF]] = True
BLANK[1:33] = True
INVISIBLE_MODES = (3, 7)
BOLD_MODE = 2
BOLD_NAMES = (b"bold", b"black", b"heavy", b"simhei", b"-hei", b"heiti", b"\xba\xda\xcc\xe5")
SLANT = 0.1
"""Text that climbs by more than this share of its length is set aslant; a crooked page climbs less."""
COVERED = 0.85
"""A picture over this share of the page, painted after the text, hides it: a scan over its recognised text."""


def fetch_codes(text: Any, n: int) -> Ints:
    """The code points of a page's n characters: one call for all, one for each where the text has not one unit a character."""
    use = calls()
    units = np.zeros(n + 1, dtype=np.uint16)
    if n and use.text(text, 0, n, ctypes.c_void_p(units.ctypes.data)) == n + 1:
        units = units[:n]
        if not ((units & 0xF800) == 0xD800).any():
            return units.astype(np.int64)
    return np.fromiter(map(use.unicode, repeat(text), range(n)), dtype=np.int64, count=n)


@dataclass(slots=True)
class Runs:
    """What each character has from its run: baseline, size, boldness, turns, marks; and how many glyphs no Unicode value."""

    baseline: Floats
    sizes: Floats
    bold: Bools
    turns: Ints
    marks: Ints
    unmapped: int


def read_runs(text: Any, places: list[int]) -> Runs:
    """The runs of the characters at `places`, indexes in the text page.

    A run is what one text object of the page shows. Fonts can report a box a line too high or low, or of any height, so a run is
    asked for its size and origin, and its boxes are put where the origin says.
    """
    use = calls()
    n = len(places)
    if not n:
        none = np.zeros(0, dtype=np.int64)
        return Runs(np.zeros(0), np.zeros(0), np.zeros(0, dtype=bool), none, none, 0)
    items = np.fromiter(map(use.text_object, repeat(text), places), dtype=np.uint64, count=n)
    begins = np.empty(n, dtype=bool)
    begins[0] = True
    np.not_equal(items[1:], items[:-1], out=begins[1:])
    run_of = begins.cumsum() - 1
    starts = begins.nonzero()[0]
    firsts = [places[at] for at in starts.tolist()]
    count = len(firsts)
    baseline = fetch_rows(use.origin, text, firsts, use.points, columns=True)[:, 1]
    matrices = fetch_rows(use.matrix_at, text, firsts, use.matrices)
    size = np.fromiter(map(use.font_size, repeat(text), firsts), dtype=np.float64, count=count)
    size *= np.hypot(matrices[:, 1], matrices[:, 3])
    lost = list(map(use.map_error, repeat(text), firsts))
    bold, marks = read_looks(items[starts].tolist())
    marks = marks | slants(matrices[:, 0], matrices[:, 1])
    unmapped = int(np.bincount(run_of)[np.array(lost) == 1].sum()) if 1 in lost else 0
    turns = quarter_turns(matrices[:, 0], matrices[:, 1])
    return Runs(baseline[run_of], size[run_of], bold[run_of], turns[run_of], marks[run_of], unmapped)


def quarter_turns(along: Floats, up: Floats) -> Ints:
    """Quarter turns clockwise of text that runs up or down the page, by the first column of its matrix.

    >>> quarter_turns(np.array([1.0, 0.0, 0.0]), np.array([0.0, 1.0, -1.0])).tolist()
    [0, 3, 1]
    """
    return np.where(np.abs(up) > np.abs(along), np.where(up > 0, 3, 1), 0)


def slants(along: Floats, up: Floats) -> Ints:
    """`SLANTED` where the first column of a text matrix points neither along the page nor up or down it.

    >>> slants(np.array([1.0, 0.0, 0.7]), np.array([0.0, -1.0, 0.7])).tolist()
    [0, 0, 2]
    """
    along, up = np.abs(along), np.abs(up)
    return np.where(np.minimum(along, up) > SLANT * np.maximum(along, up), SLANTED, 0)


def read_looks(items: list[int]) -> tuple[Bools, Ints]:
    """Boldness and marks of text objects; each font is looked up once."""
    use = calls()
    handles = list(map(ctypes.c_void_p, items))
    modes = np.fromiter(map(use.render_mode, handles), dtype=np.int64, count=len(handles))
    fonts = list(map(use.font, handles))
    heavy = {0: False}
    for font in set(fonts) - {0}:
        use.font_name(ctypes.c_void_p(font), use.name, 256)
        name = use.name.value.lower()
        heavy[font] = any(part in name for part in BOLD_NAMES)
    bold = np.fromiter(map(heavy.__getitem__, fonts), dtype=bool, count=len(fonts))
    if not modes.any():
        return bold, modes
    marks = np.where((modes == INVISIBLE_MODES[0]) | (modes == INVISIBLE_MODES[1]), HIDDEN, 0)
    return bold | (modes == BOLD_MODE), marks


def read_characters(text: Any, n: int) -> tuple[Ints, Floats, Bools, list[int]]:
    """Of all characters that are not blank: code points, boxes, whether a blank was printed before, indexes in the text page.

    Boxes (n, 4) are left, top, right, bottom in PDF coordinates, which grow upwards.
    """
    use = calls()
    codes = fetch_codes(text, n)
    codes[(codes == HYPHENS[0]) | (codes == HYPHENS[1])] = 0x2D
    blank = BLANK[np.minimum(codes, NOT_BLANK)]
    printed = bytearray(n + 1)
    at = blank.nonzero()[0]
    for i, code in zip(at.tolist(), codes[at].tolist(), strict=True):
        if not use.generated(text, i) if code >= 32 else printed[i]:
            printed[i + 1] = 1
    keep = (~blank).nonzero()[0]
    places = keep.tolist()
    return codes[keep], fetch_rows(use.loose_box, text, places, use.boxes), np.frombuffer(printed, dtype=bool)[keep], places


def list_objects(page: Any) -> list[tuple[list[Any], list[int], Floats | None]]:
    """Page objects and their types, a list for the page and one for each form in it with the form's matrix."""
    use = calls()
    count = min(raw.FPDFPage_CountObjects(page), MAX_OBJECTS)
    objects = list(map(use.get_object, repeat(pointer(page)), range(count)))
    todo: list[tuple[list[Any], Floats | None, int]] = [(objects, None, 0)]
    found: list[tuple[list[Any], list[int], Floats | None]] = []
    total = count
    while todo:
        objects, matrix, depth = todo.pop(0)
        types = list(map(use.object_type, objects))
        found.append((objects, types, matrix))
        if depth >= MAX_DEPTH or raw.FPDF_PAGEOBJ_FORM not in types:
            continue
        for item, kind in zip(objects, types, strict=True):
            if kind == raw.FPDF_PAGEOBJ_FORM:
                inner = min(use.count_form(item), MAX_OBJECTS - total)
                total += inner
                if inner > 0:
                    children = list(map(use.form_object, repeat(item), map(ctypes.c_ulong, range(inner))))
                    todo.append((children, compose(fetch_matrix(item), matrix), depth + 1))
    return found


def fetch_matrix(item: ctypes.c_void_p) -> Floats:
    """The six numbers of an object's matrix."""
    matrix = (ctypes.c_float * 6)(1, 0, 0, 1, 0, 0)
    calls().matrix(item, matrix)
    return np.array(list(matrix), dtype=np.float64)


def compose(inner: Floats, outer: Floats | None) -> Floats:
    """The matrix that applies `inner`, then `outer`."""
    if outer is None:
        return inner
    a, b, c, d, e, f = inner
    oa, ob, oc, od, oe, of = outer
    return np.array(
        [a * oa + b * oc, a * ob + b * od, c * oa + d * oc, c * ob + d * od, e * oa + f * oc + oe, e * ob + f * od + of]
    )


def read_drawn(page: Any) -> Drawn:
    """Rules, fills, pictures and drawings of a page in PDF coordinates."""
    drawn = Drawn()
    for objects, types, matrix in list_objects(page):
        if matrix is None:
            drawn.note_order(types, raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_IMAGE)
        for kind in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING):
            chosen = [item for item, its in zip(objects, types, strict=True) if its == kind] if kind in types else []
            if not chosen:
                continue
            bounds = fetch_bounds(chosen)
            if kind == raw.FPDF_PAGEOBJ_PATH:
                sort_paths(drawn, chosen, bounds, matrix, calls())
            else:
                drawn.add_pictures(bounds, matrix)
    return drawn


LETTER = (0, 0, 612, 792)
"""The size of a page that has none, by the format's definition."""


def fetch_box(function: Any, page: Any, otherwise: Edges) -> Edges:
    """One of a page's boxes as left, bottom, right, top."""
    sides = calls().boxes
    if not function(page, *(places[0] for places in sides.places)):
        return otherwise
    left, bottom, right, top = sides.array[0].tolist()
    return left, bottom, right, top


def page_box(page: Any) -> Edges:
    """What is displayed of a page, before it is turned: left, bottom, right, top. Raises `ValueError` where that is nothing."""
    use, handle = calls(), pointer(page)
    media = fetch_box(use.media_box, handle, LETTER)
    crop = fetch_box(use.crop_box, handle, media)
    left, bottom, right, top = max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3])
    if right - left < 1 or top - bottom < 1:
        left, bottom, right, top = media
    if not (right - left >= 1 and top - bottom >= 1):
        raise ValueError("the page has no size")
    return left, bottom, right, top


def read_page(page: Any, number: int) -> Ink:
    """One page as ink, as it is displayed: cropped to its box and turned as the file says. Raises `PdfiumError`."""
    left, bottom, right, top = page_box(page)
    width, height = right - left, top - bottom
    rotation = max(raw.FPDFPage_GetRotation(page), 0)
    with open_text(page) as opened:
        text = pointer(opened)
        codes, boxes, spaced, places = read_characters(text, min(raw.FPDFText_CountChars(opened), MAX_CHARACTERS))
        runs = read_runs(text, places)
        turns = runs.turns
    high, low, sizes, marks = runs.baseline + 0.86 * runs.sizes, runs.baseline - 0.14 * runs.sizes, runs.sizes, runs.marks
    if turns.any():
        high, low = np.where(turns == 0, high, boxes[:, 1]), np.where(turns == 0, low, boxes[:, 3])
        sizes = np.where(turns % 2 == 1, np.abs(boxes[:, 2] - boxes[:, 0]), sizes)
    found = read_drawn(page)
    if found.last_cover > found.last_text >= 0 and found.cover_share(width, height) > COVERED:
        marks = marks | HIDDEN
    drawn = found.placed(left, top, width, height, rotation)
    boxes[:, 0] -= left
    boxes[:, 2] -= left
    np.subtract(top, high, out=boxes[:, 1])
    np.subtract(top, low, out=boxes[:, 3])
    boxes = turn_boxes(boxes, rotation, width, height)
    if rotation % 2:
        width, height = height, width
    return Ink(
        number=number,
        width=width,
        height=height,
        codes=codes,
        boxes=boxes,
        sizes=sizes,
        bold=runs.bold,
        spaced=spaced,
        turns=(turns + rotation) % 4,
        marks=marks,
        across=drawn.across_rules(),
        down=drawn.down_rules(),
        fills=drawn.fill_boxes(),
        pictures=drawn.picture_boxes(),
        drawings=drawn.drawing_boxes(),
        unmapped=runs.unmapped,
    )
