"""Bytes → characters: mark, strict UTF-8, NUL pattern, strict GB18030; the first that fits the whole wins."""

from __future__ import annotations

import codecs

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(data: bytes, whole: bool = True, label: str | None = None) -> tuple[str, str]:
    """The text without its byte order mark, and the name of the encoding.

    `whole=False` allows a character cut at the end. `label` is what the file says of itself: tried after mark and UTF-8, because
    pages lie about it, and gb2312 and gbk are read as GB18030, which holds both. Raises `UnicodeDecodeError` where nothing fits.

    >>> decode("质量".encode("gbk"))
    ('质量', 'gb18030')
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return codecs.getincrementaldecoder(encoding)().decode(data[len(mark) :], final=whole), encoding
    candidates = ["utf-8", *guess_utf16(data), *known(label), "gb18030"]
    for encoding in candidates:
        try:
            return codecs.getincrementaldecoder(encoding)().decode(data, final=whole), encoding
        except UnicodeDecodeError:
            continue
    raise UnicodeDecodeError("gb18030", data[:16], 0, 1, "neither UTF-8, UTF-16 nor GB18030")


def guess_utf16(data: bytes) -> list[str]:
    """UTF-16 without a mark shows as NULs in every second byte of its ASCII characters."""
    head = data[:4096]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) * 50 < len(head):
        return []
    return ["utf-16-be"] if even > odd else ["utf-16-le"]


def known(label: str | None) -> list[str]:
    """The encoding a label names, if Python has it and it is no wider guess than the ladder makes."""
    if not label:
        return []
    try:
        name = codecs.lookup(label.strip().strip("\"'")).name
    except LookupError:
        return []
    if name in {"gb2312", "gbk", "gb18030", "hz"}:
        return ["gb18030"]
    return [] if name.startswith(("iso8859", "latin", "cp125", "ascii", "utf")) else [name]


def decode_loosely(data: bytes, label: str | None = None) -> tuple[str, int]:
    """The text, and how many characters in it could not be read and stand as U+FFFD.

    A file that is whole in one encoding but for a few bytes is still that text. Raises `UnicodeDecodeError` where one byte
    in a hundred or more fits neither UTF-8 nor GB18030.
    """
    try:
        return decode(data, label=label)[0], 0
    except UnicodeDecodeError as error:
        best = min((data.decode(encoding, "replace") for encoding in ("utf-8", "gb18030")), key=lambda text: text.count("\ufffd"))
        lost = best.count("\ufffd")
        if lost * 100 > len(best):
            raise error
        return best.removeprefix("\ufeff"), lost
