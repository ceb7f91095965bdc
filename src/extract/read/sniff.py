"""What bytes are: by their own marks, never by the file's name."""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO

from extract.read.charset import decode, decode_loosely

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WORD_XML = ("http://schemas.microsoft.com/office/word/2003/wordml", "http://schemas.microsoft.com/office/2006/xmlPackage")
ODT = "application/vnd.oasis.opendocument.text"
MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"GIF8", "image/gif"),
    (b"{\\rtf", "application/rtf"),
    (b"Rar!", "application/vnd.rar"),
    (b"7z\xbc\xaf", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLE_HEADER = 512
HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|meta|title|div|table|p|span|br)\b[^<]*>", re.I)


def sniff(data: bytes) -> str:
    """The media type of a file's bytes; `application/octet-stream` where nothing fits.

    >>> sniff(b"%PDF-1.7 ...")
    'application/pdf'
    >>> sniff("一、基本情况".encode("gb18030"))
    'text/plain'
    """
    if b"%PDF-" in data[:1024]:
        return "application/pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return sniff_package(data)
    if data.startswith(OLE):
        return sniff_compound(data)
    for magic, media_type in MAGIC:
        if data.startswith(magic) and (magic != b"BM" or b"\0" in data[:32]):
            return media_type
    return sniff_characters(data)


def sniff_package(data: bytes) -> str:
    """The type of a ZIP package by its parts; one whose directory is lost counts as Word where its bytes name Word's parts."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            names = set(package.namelist())
            kind = package.read("mimetype")[:80].decode("ascii", "ignore") if "mimetype" in names else ""
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, RuntimeError, OSError, EOFError):
        return DOCX if b"word/" in data else "application/zip"
    if kind == ODT:
        return ODT
    if "word/document.xml" in names or any(name.startswith("word/document") for name in names):
        return DOCX
    if any(name.startswith("xl/") for name in names):
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    if any(name.startswith("ppt/") for name in names):
        return "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    return DOCX if any(name.startswith("word/") for name in names) else "application/zip"


def sniff_compound(data: bytes) -> str:
    """The type of an OLE compound file by the names of its streams: old Word and WPS, or a Word file under a password.

    What has the first mark alone is no such file: LibreOffice would take its bytes for text.
    """

    if len(data) < OLE_HEADER or data[28:30] != b"\xfe\xff":
        return "application/octet-stream"

    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        return "application/x-ole-encrypted"
    if holds("WordDocument"):
        return "application/msword"
    if holds("Workbook") or holds("Book"):
        return "application/vnd.ms-excel"
    return "application/x-ole-storage"


def sniff_characters(data: bytes) -> str:
    """Web page, text or neither, for bytes without a mark of their own."""
    try:
        text, _ = decode(data[:65536], whole=len(data) <= 65536)
    except UnicodeDecodeError:
        try:
            text, _ = decode_loosely(data[:65536])
        except UnicodeDecodeError:
            return "application/octet-stream"
    odd = sum(char < " " and char not in "\t\n\r\f\v\x1a\x1b" for char in text)
    if odd > len(text) // 200:
        return "application/octet-stream"
    head = text[:4096]
    if any(mark in head for mark in WORD_XML):
        return "application/vnd.ms-wordml"
    if head.lstrip("\ufeff \t\r\n").startswith("<?xml") and not HTML.search(head):
        return "text/xml"
    if head.lstrip("\ufeff \t\r\n").startswith(("<", "From:", "MIME-Version")) and HTML.search(head):
        return "text/html"
    return "text/html" if len(HTML.findall(text)) >= 5 else "text/plain"
