"""What stands in for Chinese fonts a PDF names and does not hold: one font whose every glyph is a narrow bar.

pdfium would open a font of the machine, run the outline of each character twice to measure it, and widen the character's box by
what sticks out: slow, and other places on a machine with other fonts, or on one with none. Where text stands is said by the file
alone, so reading needs no outlines; a bar and not a blank, because pdfium drops text without any width. Pictures need real fonts.
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pypdfium2.raw as pdfium_raw

raw: Any = pdfium_raw

GB2312 = 134
CHINESE_AND_LIKE = frozenset((128, 129, GB2312, 136))
"""Windows' numbers of the Japanese, Korean and both Chinese character sets."""
BAR = (20, -80, 220, 800)
"""Left, bottom, right and top of the glyph, in thousandths of the size: inside the narrowest character, as high as most."""
ASCENT, DESCENT = 880, -120
HANDLE = 0x5AFE
"""What pdfium is given to name the font by; any number that is no address."""
NAME = b"bar\0"


def pack_glyph() -> bytes:
    """The bar as a TrueType outline of four points."""
    left, low, right, high = BAR
    xs, ys = (left, 0, right - left, 0), (low, high - low, 0, low - high)
    return struct.pack(">hhhhhHH4B4h4h", 1, *BAR, 3, 0, *(1, 1, 1, 1), *xs, *ys)


@cache
def bar_font() -> bytes:
    """A TrueType font of 500 bytes that shows every character as the bar.

    >>> bar_font()[:4], len(bar_font()) < 700
    (b'\\x00\\x01\\x00\\x00', True)
    """
    glyph = pack_glyph()
    tables = {
        b"OS/2": struct.pack(
            ">HhHHH11h10x16x4sHHHhhhHH", 0, 1000, 400, 5, *[0] * 12, NAME, 64, 32, 0xFFFF, ASCENT, DESCENT, 0, 880, 120
        ),
        b"cmap": struct.pack(">HHHHIHHIIIIII", 0, 1, 3, 10, 12, 13, 0, 28, 0, 1, 1, 0x10FFFF, 1),
        b"glyf": glyph,
        b"head": struct.pack(">IIIIHH16x4hHHhhh", 1 << 16, 1 << 16, 0, 0x5F0F3CF5, 0, 1000, *BAR, 0, 8, 2, 0, 0),
        b"hhea": struct.pack(">IhhhH12x10xH", 1 << 16, ASCENT, DESCENT, 0, 1000, 1),
        b"hmtx": struct.pack(">Hhh", 1000, BAR[0], BAR[0]),
        b"loca": struct.pack(">HHH", 0, 0, len(glyph) // 2),
        b"maxp": struct.pack(">I14H", 1 << 16, 2, 4, 1, 0, 0, 1, *[0] * 8),
        b"name": struct.pack(">HHH", 0, 0, 6),
        b"post": struct.pack(">I28x", 3 << 16),
    }
    return pack_tables(tables)


def pack_tables(tables: dict[bytes, bytes]) -> bytes:
    """A font file of these tables, in order of their names."""
    head = struct.pack(">IHHHH", 1 << 16, len(tables), 128, 3, 16 * len(tables) - 128)
    start, list_of_tables, body = len(head) + 16 * len(tables), b"", b""
    for name, table in sorted(tables.items()):
        list_of_tables += struct.pack(">4sIII", name, 0, start + len(body), len(table))
        body += table + bytes(-len(table) % 4)
    return head + list_of_tables + body


class StandIn:
    """pdfium's own table of font functions, with those that choose and hand out a font led past the bar font.

    It stays as long as the process: pdfium keeps the table and asks it for fonts whenever a file names one.
    """

    def __init__(self) -> None:
        self.wanted = True
        table = raw.FPDF_GetDefaultSystemFontInfo()
        if not table:
            return
        self.table, self.own = table.contents, type(table.contents).from_buffer_copy(table.contents)
        kinds = dict(self.table._fields_)
        ours = {
            "MapFont": self.choose,
            "GetFontData": self.hand_out,
            "GetFaceName": self.name,
            "GetFontCharset": self.charset,
            "DeleteFont": self.drop,
            "Release": lambda table: None,
        }
        self.kept = {name: kinds[name](function) for name, function in ours.items()}
        for name, function in self.kept.items():
            setattr(self.table, name, function)
        raw.FPDF_SetSystemFontInfo(table)

    def choose(self, table: Any, weight: int, italic: int, charset: int, pitch: int, face: Any, exact: Any) -> int | None:
        """The handle of a font for this name and character set."""
        if self.wanted and charset in CHINESE_AND_LIKE:
            return HANDLE
        found: int | None = self.own.MapFont(table, weight, italic, charset, pitch, face, exact)
        return found

    def hand_out(self, table: Any, handle: int, part: int, buffer: Any, size: int) -> int:
        """The number of bytes of a font file, or of one of its tables; they are written where there is room."""
        if handle != HANDLE:
            return int(self.own.GetFontData(table, handle, part, buffer, size))
        return 0 if part else write(bar_font(), buffer, size)

    def name(self, table: Any, handle: int, buffer: Any, size: int) -> int:
        """The number of bytes of a font's name; it is written where there is room."""
        return write(NAME, buffer, size) if handle == HANDLE else int(self.own.GetFaceName(table, handle, buffer, size))

    def charset(self, table: Any, handle: int) -> int:
        """The character set of a font."""
        return GB2312 if handle == HANDLE else int(self.own.GetFontCharset(table, handle))

    def drop(self, table: Any, handle: int) -> None:
        """Let a font go."""
        if handle != HANDLE:
            self.own.DeleteFont(table, handle)


def write(data: bytes, buffer: Any, size: int) -> int:
    """The length of data, written to a buffer where it fits."""
    if buffer and size >= len(data):
        ctypes.memmove(buffer, data, len(data))
    return len(data)


@cache
def stand_in() -> StandIn:
    """The stand-in, set up once a process, before the first file is opened for reading."""
    return StandIn()


@contextmanager
def real_fonts() -> Iterator[None]:
    """While pages are drawn: files opened inside get the machine's fonts."""
    standing = stand_in()
    standing.wanted = False
    try:
        yield
    finally:
        standing.wanted = True
