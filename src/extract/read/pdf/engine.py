"""PDF pages as ink, through pdfium's flat functions called in batches.

One call through a typed ctypes function costs 0.4 µs and a page has a thousand characters and as many path objects; the same
functions opened without type conversion and without giving up the interpreter lock cost a third. They are called by `map` with
buffers made once, and read back as arrays. pdfium is not thread-safe, so nothing is lost by holding the lock.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import import_module
from itertools import repeat
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium_raw

from extract.read.ink import HIDDEN, Bools, Floats, Ink, Ints, turn_boxes
from extract.read.pdf.paths import Drawn, sort_paths

raw: Any = pdfium_raw

MAX_CHARACTERS = 200_000
"""A printed page has a few thousand characters; more is an attack or a map."""
MAX_OBJECTS = 200_000
MAX_DEPTH = 6
"""Forms inside forms: two levels are usual, six are more than any producer writes."""
HYPHENS = (2, 0xFFFE)
"""What pdfium reports for a hyphen at a line's end."""
BLANK = np.zeros(0x10000, dtype=bool)
BLANK[[0xA0, 0xAD, 0x2002, 0x2003, 0x2009, 0x200B, 0x200C, 0x200D, 0x3000, 0xFEFF, 0xFFFF]] = True
BLANK[1:33] = True
INVISIBLE_MODES = (3, 7)
BOLD_MODE = 2
BOLD_NAMES = (b"bold", b"black", b"heavy", b"simhei", b"-hei", b"heiti", b"\xba\xda\xcc\xe5")
COVERED = 0.85
"""A picture over this share of the page, painted after the text, hides it: a scan over its recognised text."""
CHUNK = 4096


class Handle(ctypes.c_void_p):
    """A pointer that stays one: ctypes turns results of its own pointer type into numbers, which cannot be passed on."""


class _Calls:
    """pdfium's functions without type conversion, and buffers to call them with."""

    def __init__(self) -> None:
        bindings: Any = import_module("pypdfium2_raw.bindings")

        library = ctypes.PyDLL(bindings._libs["pdfium"]._name)

        def flat(name: str, result: Any = ctypes.c_int) -> Any:
            function: Any = library[name]
            function.argtypes, function.restype = None, result
            return function

        self.text = flat("FPDFText_GetText")
        self.unicode = flat("FPDFText_GetUnicode", ctypes.c_uint)
        self.loose_box = flat("FPDFText_GetLooseCharBox")
        self.origin = flat("FPDFText_GetCharOrigin")
        self.matrix_at = flat("FPDFText_GetMatrix")
        self.angle = flat("FPDFText_GetCharAngle", ctypes.c_float)
        self.font_size = flat("FPDFText_GetFontSize", ctypes.c_double)
        self.generated = flat("FPDFText_IsGenerated")
        self.map_error = flat("FPDFText_HasUnicodeMapError")
        self.text_object = flat("FPDFText_GetTextObject", ctypes.c_size_t)
        self.render_mode = flat("FPDFTextObj_GetTextRenderMode")
        self.font = flat("FPDFTextObj_GetFont", ctypes.c_size_t)
        self.font_name = flat("FPDFFont_GetBaseFontName", ctypes.c_size_t)
        self.get_object = flat("FPDFPage_GetObject", Handle)
        self.form_object = flat("FPDFFormObj_GetObject", Handle)
        self.count_form = flat("FPDFFormObj_CountObjects")
        self.object_type = flat("FPDFPageObj_GetType")
        self.bounds = flat("FPDFPageObj_GetBounds")
        self.matrix = flat("FPDFPageObj_GetMatrix")
        self.draw_mode = flat("FPDFPath_GetDrawMode")
        self.fill_color = flat("FPDFPageObj_GetFillColor")
        self.count_segments = flat("FPDFPath_CountSegments")
        self.segment = flat("FPDFPath_GetPathSegment", ctypes.c_void_p)
        self.segment_point = flat("FPDFPathSegment_GetPoint")
        self.segment_type = flat("FPDFPathSegment_GetType")
        self.floats = np.zeros((CHUNK, 4), dtype=np.float32)
        start = self.floats.ctypes.data
        self.cells = [[ctypes.c_void_p(start + 16 * i + 4 * k) for i in range(CHUNK)] for k in range(4)]
        self.doubles = np.zeros((CHUNK, 2), dtype=np.float64)
        start = self.doubles.ctypes.data
        self.doubles_at = [[ctypes.c_void_p(start + 16 * i + 8 * k) for i in range(CHUNK)] for k in range(2)]
        self.matrices = np.zeros((CHUNK, 6), dtype=np.float32)
        start = self.matrices.ctypes.data
        self.matrices_at = [ctypes.c_void_p(start + 24 * i) for i in range(CHUNK)]
        self.name = ctypes.create_string_buffer(256)


@cache
def calls() -> _Calls:
    """The flat functions, opened once a process."""
    return _Calls()


def pointer(handle: Any) -> ctypes.c_void_p:
    """A typed pdfium handle as a plain pointer."""
    return ctypes.c_void_p(ctypes.cast(handle, ctypes.c_void_p).value)


def run(calling: Iterable[Any]) -> None:
    """Make every call of an iterator and keep nothing."""
    deque(calling, maxlen=0)


def fetch_codes(text: ctypes.c_void_p, n: int) -> Ints:
    """The code points of a page's n characters: one call for all, one for each where the text has not one unit a character."""
    use = calls()
    units = np.zeros(n + 1, dtype=np.uint16)
    if n and use.text(text, 0, n, ctypes.c_void_p(units.ctypes.data)) == n + 1:
        codes = units[:n].astype(np.int64)
        if not ((codes & 0xF800) == 0xD800).any():
            return codes
    return np.fromiter(map(use.unicode, repeat(text), range(n)), dtype=np.int64, count=n)


def fetch_loose_boxes(text: ctypes.c_void_p, places: list[int]) -> Floats:
    """Advance boxes (n, 4) as left, top, right, bottom in PDF coordinates, which grow upwards, of the characters at `places`."""
    use = calls()
    boxes = np.empty((len(places), 4))
    for start in range(0, len(places), CHUNK):
        some = places[start : start + CHUNK]
        run(map(use.loose_box, repeat(text), some, use.cells[0]))
        boxes[start : start + CHUNK] = use.floats[: len(some)]
    return boxes


def fetch_bounds(objects: Sequence[ctypes.c_void_p]) -> Floats:
    """Bounding boxes (n, 4) of page objects as left, bottom, right, top in PDF coordinates."""
    use = calls()
    bounds = np.empty((len(objects), 4))
    for start in range(0, len(objects), CHUNK):
        some = objects[start : start + CHUNK]
        run(map(use.bounds, some, *use.cells))
        bounds[start : start + CHUNK] = use.floats[: len(some)]
    return bounds


def read_runs(text: ctypes.c_void_p, places: Ints, boxes: Floats) -> tuple[Floats, Floats, Bools, Ints, int]:
    """Per character: boxes set on the baseline, sizes, boldness, marks; and how many glyphs had no Unicode value.

    A run is what one text object of the page shows. Fonts can report a box a line too high or low, or of any height, so a run is
    asked for its size and origin, and its boxes are put where the origin says. `places` are indexes in the text page.
    """
    use = calls()
    n = len(places)
    if not n:
        return boxes, np.zeros(0), np.zeros(0, dtype=bool), np.zeros(0, dtype=np.int64), 0
    items = np.fromiter(map(use.text_object, repeat(text), places.tolist()), dtype=np.uint64, count=n)
    starts = np.flatnonzero(np.concatenate(([True], items[1:] != items[:-1])))
    run_of = np.zeros(n, dtype=np.int64)
    run_of[starts[1:]] = 1
    np.cumsum(run_of, out=run_of)
    firsts = places[starts].tolist()
    baseline, size, unmapped = np.empty(len(starts)), np.empty(len(starts)), np.empty(len(starts), dtype=np.int64)
    for at in range(0, len(starts), CHUNK):
        some, to = firsts[at : at + CHUNK], slice(at, at + CHUNK)
        run(map(use.origin, repeat(text), some, *use.doubles_at))
        baseline[to] = use.doubles[: len(some), 1]
        run(map(use.matrix_at, repeat(text), some, use.matrices_at))
        scale = np.hypot(use.matrices[: len(some), 1], use.matrices[: len(some), 3])
        size[to] = np.fromiter(map(use.font_size, repeat(text), some), dtype=np.float64, count=len(some)) * scale
        unmapped[to] = np.fromiter(map(use.map_error, repeat(text), some), dtype=np.int64, count=len(some))
    bold, marks = read_looks(items[starts].tolist())
    sizes, baseline = size[run_of], baseline[run_of]
    boxes = boxes.copy()
    boxes[:, 1] = baseline + 0.86 * sizes
    boxes[:, 3] = baseline - 0.14 * sizes
    lost = int(np.bincount(run_of)[unmapped == 1].sum())
    return boxes, sizes, bold[run_of], marks[run_of], lost


def read_looks(items: list[int]) -> tuple[Bools, Ints]:
    """Boldness and marks of text objects; each font is looked up once."""
    use = calls()
    handles = [ctypes.c_void_p(item) for item in items]
    modes = np.fromiter(map(use.render_mode, handles), dtype=np.int64, count=len(handles))
    fonts = list(map(use.font, handles))
    heavy = {0: False}
    for font in set(fonts) - {0}:
        use.font_name(ctypes.c_void_p(font), use.name, 256)
        heavy[font] = any(part in use.name.value.lower() for part in BOLD_NAMES)
    bold = np.fromiter(map(heavy.__getitem__, fonts), dtype=bool, count=len(fonts))
    marks = np.where((modes == INVISIBLE_MODES[0]) | (modes == INVISIBLE_MODES[1]), HIDDEN, 0)
    return bold | (modes == BOLD_MODE), marks


def find_turned(text: ctypes.c_void_p, places: Ints, boxes: Floats) -> Ints:
    """Quarter turns clockwise of each character; only characters stacked over each other are asked for their angle."""
    turns = np.zeros(len(places), dtype=np.int64)
    if len(places) < 2:
        return turns
    use = calls()
    stacked = np.abs(np.diff((boxes[:, 0] + boxes[:, 2]) / 2)) < 0.5
    suspects = np.zeros(len(places), dtype=bool)
    suspects[1:] |= stacked
    suspects[:-1] |= stacked
    for i in np.flatnonzero(suspects).tolist():
        angle = use.angle(text, int(places[i]))
        turns[i] = round(angle / (np.pi / 2)) % 4
    return turns


def read_characters(text: ctypes.c_void_p, n: int) -> tuple[Ints, Floats, Bools, Ints]:
    """Of all characters that are not blank: code points, boxes, whether a blank was printed before, indexes in the text page."""
    use = calls()
    codes = fetch_codes(text, n)
    codes[(codes == HYPHENS[0]) | (codes == HYPHENS[1])] = 0x2D
    blank = BLANK[np.where(codes < 0x10000, codes, 0)]
    printed = np.zeros(n + 1, dtype=bool)
    at = np.flatnonzero(blank)
    for i, code in zip(at.tolist(), codes[at].tolist(), strict=True):
        if not use.generated(text, i) if code >= 32 else printed[i]:
            printed[i + 1] = True
    keep = np.flatnonzero(~blank)
    return codes[keep], fetch_loose_boxes(text, keep.tolist()), printed[keep], keep


def list_objects(page: Any) -> list[tuple[list[ctypes.c_void_p], list[int], Floats | None]]:
    """Page objects and their types, a list for the page and one for each form in it with the form's matrix."""
    use = calls()
    count = min(raw.FPDFPage_CountObjects(page), MAX_OBJECTS)
    handle = pointer(page)
    objects = list(map(use.get_object, repeat(handle), range(count)))
    todo: list[tuple[list[ctypes.c_void_p], Floats | None, int]] = [(objects, None, 0)]
    found: list[tuple[list[ctypes.c_void_p], list[int], Floats | None]] = []
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
        kinds = np.array(types, dtype=np.int64)
        if matrix is None:
            drawn.note_order(kinds == raw.FPDF_PAGEOBJ_TEXT, kinds == raw.FPDF_PAGEOBJ_IMAGE)
        for kind in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING):
            chosen = [objects[i] for i in np.flatnonzero(kinds == kind).tolist()]
            if not chosen:
                continue
            bounds = fetch_bounds(chosen)
            if kind == raw.FPDF_PAGEOBJ_PATH:
                sort_paths(drawn, chosen, bounds, matrix, calls())
            else:
                drawn.add_pictures(bounds, matrix)
    return drawn


def page_box(page: Any) -> tuple[float, float, float, float]:
    """What is displayed of a page, before it is turned: left, bottom, right, top. Raises `ValueError` where that is nothing."""
    media, crop = page.get_mediabox(), page.get_cropbox()
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
    rotation = page.get_rotation() // 90
    textpage = page.get_textpage()
    try:
        text = pointer(textpage.raw)
        n = min(textpage.count_chars(), MAX_CHARACTERS)
        codes, boxes, spaced, places = read_characters(text, n)
        turns = find_turned(text, places, boxes)
        based, sizes, bold, marks, unmapped = read_runs(text, places, boxes)
        if turns.any():
            based = np.where((turns == 0)[:, None], based, boxes)
            sizes = np.where(turns % 2 == 1, np.abs(based[:, 2] - based[:, 0]), sizes)
        boxes = based
    finally:
        textpage.close()
    found = read_drawn(page.raw)
    if found.last_cover > found.last_text >= 0 and found.cover_share(width, height) > COVERED:
        marks = marks | HIDDEN
    drawn = found.placed(left, top, width, height, rotation)
    placed = np.column_stack((boxes[:, 0] - left, top - boxes[:, 1], boxes[:, 2] - left, top - boxes[:, 3]))
    placed = turn_boxes(placed, rotation, width, height)
    if rotation % 2:
        width, height = height, width
    return Ink(
        number=number,
        width=width,
        height=height,
        codes=codes,
        boxes=placed,
        sizes=sizes,
        bold=bold,
        spaced=spaced,
        turns=(turns + rotation) % 4,
        marks=marks,
        across=drawn.across_rules(),
        down=drawn.down_rules(),
        fills=drawn.fill_boxes(),
        pictures=drawn.picture_boxes(),
        drawings=drawn.drawing_boxes(),
        unmapped=unmapped,
    )
