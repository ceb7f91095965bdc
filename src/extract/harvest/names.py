"""Readable and safe file names, from headers and addresses in every odd encoding."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote, unquote_to_bytes, urlsplit

LONGEST = 80  # characters; three bytes each stay under the 255 bytes a file system takes
RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.I)


def name_from_header(value: str) -> str | None:
    """The file name in a Content-Disposition header: RFC 5987, quoted, percent-encoded or bare.

    >>> name_from_header("attachment; filename*=UTF-8''%E5%B9%B4%E6%8A%A5.pdf; filename=x.pdf")
    '年报.pdf'
    >>> name_from_header('attachment;filename="%C4%EA%B1%A8.pdf"')
    '年报.pdf'
    """
    if found := re.search(r"filename\*\s*=\s*([\w-]*)'[^']*'([^;]+)", value, re.I):
        raw = unquote_to_bytes(found.group(2).strip().strip('"'))
        return _decode(raw, found.group(1))
    if found := re.search(r'filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]+))', value, re.I):
        name = (found.group(1) or found.group(2) or "").strip()
        if encoded := re.fullmatch(r"=\?([\w-]+)\?[Bb]\?([A-Za-z0-9+/=]+)\?=", name):
            import base64

            return _decode(base64.b64decode(encoded.group(2) + "=="), encoded.group(1))
        return _decode(unquote_to_bytes(name), "") if "%" in name else name
    return None


def _decode(raw: bytes, declared: str) -> str:
    for encoding in (declared, "utf-8", "gb18030"):
        try:
            return raw.decode(encoding or "utf-8")
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("latin-1")


def name_from_url(url: str) -> str:
    """The last part of an address's path, decoded; UTF-8 before GB18030.

    >>> name_from_url("http://zj.example.org/f/%C4%EA%B1%A8.pdf?x=1")
    '年报.pdf'
    """
    last = urlsplit(url).path.rsplit("/", 1)[-1]
    return _decode(unquote_to_bytes(last), "")


def safe_name(*candidates: str | None, suffix: str) -> str:
    """The first candidate that says something, without path, control or shell characters, shortened, with the given suffix.

    >>> safe_name("../../etc/青禾县 年报?.pdf", suffix="pdf")
    '青禾县 年报.pdf'
    >>> safe_name(None, "...", suffix="docx")
    'report.docx'
    """
    for candidate in candidates:
        text = unicodedata.normalize("NFC", unquote(candidate or ""))
        text = re.split(r"[/\\]", text)[-1]
        text = re.sub(r"\.(pdf|docx?|wps|html?|s?html|jsp|aspx?|php|txt|zip|rar)$", "", text, flags=re.I)
        text = "".join(c for c in text if unicodedata.category(c)[0] not in "CSZ" or c in " +=~")
        text = re.sub(r"[<>:\"|?*`$;&'!\x00-\x1f]+", "", text)
        text = re.sub(r"\s+", " ", text).strip(" .-_")[:LONGEST].strip(" .-_")
        if text and not RESERVED.match(text):
            return f"{text}.{suffix}"
    return f"report.{suffix}"
