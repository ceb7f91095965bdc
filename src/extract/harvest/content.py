"""What was really served: a report of some type, or an error page that calls itself one."""

from __future__ import annotations

import io
import re
import zipfile

from extract.codebook.publications import load_publication_words
from extract.harvest.links import decode_page

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class ContentRefused(Exception):
    """Bytes that are no report; `code` says of what kind."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def sniff_type(data: bytes) -> str:
    """The type of a file by its bytes: pdf, docx, zip, rar, doc, html, txt, or "" for anything else.

    >>> sniff_type(b"%PDF-1.7 ..."), sniff_type(b"<!DOCTYPE html><html>"), sniff_type("质量年报".encode("gb18030"))
    ('pdf', 'html', 'txt')
    """
    head = data[:1024]
    if b"%PDF-" in head:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return _sniff_zip(data)
    if head.startswith(b"Rar!\x1a\x07"):
        return "rar"
    if head.startswith(OLE):
        return "doc"
    text = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if re.match(rb"(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype html|html|head|body|meta|script|div|table)", text, re.S):
        return "html"
    return "txt" if data and is_text(data) else ""


def _sniff_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return "docx" if "word/document.xml" in package.namelist() else "zip"
    except zipfile.BadZipFile:
        return ""


def is_text(data: bytes) -> bool:
    """Whether bytes are text in UTF-8, UTF-16 with a mark, or GB18030, without control characters."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return True
    sample = data[:65_536]
    if b"\0" in sample:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            text = sample.decode(encoding)
        except UnicodeDecodeError as error:
            if error.start < len(sample) - 4:
                continue
            text = sample[: error.start].decode(encoding)
        return sum(ord(c) < 32 and c not in "\t\r\n\f" for c in text) <= len(text) // 1000
    return False


def judge_content(data: bytes, wanted: str, types: tuple[str, ...], content_type: str = "") -> str:
    """The type of a served report. `wanted` is the type the address named ("" for a page).

    Raises `ContentRefused` for empty bodies, error and login pages, and types the source does not take.
    """
    if not data:
        raise ContentRefused("empty", "the server sent nothing")
    found = sniff_type(data)
    if found == "html":
        _refuse_error_page(data, wanted, content_type)
    if not found:
        raise ContentRefused("unknown_type", "the bytes are of no type we read")
    if found == "html" and wanted and wanted != "html":
        raise ContentRefused("page_for_file", f"a web page was served in place of a .{wanted} file")
    if found not in types:
        raise ContentRefused("unwanted_type", f"the source does not take {found} files")
    return found


def _refuse_error_page(data: bytes, wanted: str, content_type: str) -> None:
    known = load_publication_words()
    page = decode_page(data, content_type)
    body = re.sub(r"<(script|style)\b.*?</\1\s*>", " ", page, flags=re.S | re.I)
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)).strip()
    # An error page is short; a report that speaks of a login somewhere is not.
    if wanted or len(words) < 1500:
        for code, patterns in (("error_page", known.error_pages), ("login_page", known.login_pages)):
            for pattern in patterns:
                if found := re.search(pattern, words[:1500], re.I):
                    raise ContentRefused(code, f"the page says {found.group(0)!r}")
