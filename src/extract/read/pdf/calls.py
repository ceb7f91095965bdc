"""pdfium's flat functions, called by `map` with buffers made once and read back as arrays.

A page has a thousand characters and hundreds of objects, and pdfium tells of them one at a time. One call through a typed ctypes
function costs 0.7 µs; opened without types and without giving up the interpreter lock, and given pointers made beforehand, it costs
0.15 µs, most of it pdfium's own. pdfium is not thread-safe, so nothing is lost by holding the lock.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from itertools import repeat
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium_raw
from numpy.typing import NDArray

from extract.read.ink import Floats

raw: Any = pdfium_raw

CHUNK = 4096
"""So many results are fetched before they are read back."""


class Handle(ctypes.c_void_p):
    """A pointer that stays one: ctypes turns results of its own pointer type into numbers, which cannot be passed on."""


class Buffers:
    """`CHUNK` rows of numbers, as an array, and for each column the pointers to its places."""

    def __init__(self, columns: int, kind: Any) -> None:
        self.memory = (kind * (CHUNK * columns))()
        self.array: NDArray[Any] = np.frombuffer(self.memory, dtype=kind).reshape(CHUNK, columns)
        size = ctypes.sizeof(kind)
        self.places = [[ctypes.byref(self.memory, size * (columns * i + k)) for i in range(CHUNK)] for k in range(columns)]


class Calls:
    """The functions without type conversion, and the buffers they are called with."""

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
        self.font_size = flat("FPDFText_GetFontSize", ctypes.c_double)
        self.generated = flat("FPDFText_IsGenerated")
        self.map_error = flat("FPDFText_HasUnicodeMapError")
        self.text_object = flat("FPDFText_GetTextObject", ctypes.c_size_t)
        self.render_mode = flat("FPDFTextObj_GetTextRenderMode")
        self.font = flat("FPDFTextObj_GetFont", ctypes.c_size_t)
        self.font_name = flat("FPDFFont_GetBaseFontName", ctypes.c_size_t)
        self.media_box = flat("FPDFPage_GetMediaBox")
        self.crop_box = flat("FPDFPage_GetCropBox")
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
        self.boxes = Buffers(4, ctypes.c_float)
        self.points = Buffers(2, ctypes.c_double)
        self.matrices = Buffers(6, ctypes.c_float)
        self.name = ctypes.create_string_buffer(256)


@cache
def calls() -> Calls:
    """The flat functions, opened once a process."""
    return Calls()


def pointer(handle: Any) -> Any:
    """A typed pdfium handle as what a flat function takes at once."""
    return ctypes.byref(ctypes.c_char.from_address(ctypes.cast(handle, ctypes.c_void_p).value or 0))


def run(calling: Iterable[Any]) -> None:
    """Make every call of an iterator and keep nothing."""
    deque(calling, maxlen=0)


def fetch_rows(function: Any, text: Any, places: Sequence[int], buffers: Buffers, columns: bool = False) -> Floats:
    """One row of numbers for each place in a text page; `columns` says that the function takes a pointer for each number."""
    rows = np.empty((len(places), buffers.array.shape[1]))
    for start in range(0, len(places), CHUNK):
        some = places[start : start + CHUNK]
        run(map(function, repeat(text), some, *(buffers.places if columns else buffers.places[:1])))
        rows[start : start + CHUNK] = buffers.array[: len(some)]
    return rows


def fetch_bounds(objects: Sequence[Any]) -> Floats:
    """Bounding boxes (n, 4) of page objects as left, bottom, right, top in PDF coordinates."""
    use = calls()
    bounds = np.empty((len(objects), 4))
    for start in range(0, len(objects), CHUNK):
        some = objects[start : start + CHUNK]
        run(map(use.bounds, some, *use.boxes.places))
        bounds[start : start + CHUNK] = use.boxes.array[: len(some)]
    return bounds


@contextmanager
def open_page(document: Any, at: int) -> Iterator[Any]:
    """The handle of a page (from 0) of an open document. Raises `PdfiumError`."""
    page = raw.FPDF_LoadPage(document, at)
    if not page:
        raise import_module("pypdfium2").PdfiumError("Failed to load page.")
    try:
        yield page
    finally:
        raw.FPDF_ClosePage(page)


@contextmanager
def open_text(page: Any) -> Iterator[Any]:
    """The handle of a page's text. Raises `PdfiumError`."""
    text = raw.FPDFText_LoadPage(page)
    if not text:
        raise import_module("pypdfium2").PdfiumError("Failed to load text page.")
    try:
        yield text
    finally:
        raw.FPDFText_ClosePage(text)
