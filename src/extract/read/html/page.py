"""The bytes of a web page → its element tree; nothing is fetched, no entity but HTML's own is known."""

from __future__ import annotations

import email
import email.policy
import re

from lxml import etree
from lxml import html as lxml_html

from extract.read.charset import decode_loosely
from extract.read.source import Source

LABEL = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]+)|<\?xml[^>]{0,80}encoding\s*=\s*["']([\w-]+)""", re.I)
MESSAGE = re.compile(rb"\A(?:From|MIME-Version|Message-ID|Date|Subject|Content-Type)\s*:", re.I)
NOISE = re.compile(r"<\?xml[^>]{0,200}\?>|<%[^%]{0,500}%>|<!\[(?:if|endif)[^\]]{0,200}\]>|[\x00-\x08\x0b\x0e-\x1f]", re.I)


def open_page(source: Source) -> tuple[etree._Element, int]:
    """The page's root, and how many characters fit no encoding. Raises `ReadError` where it is no page."""
    data, label = unwrap(source.data)
    declared = LABEL.search(data[:4096])
    if label is None and declared is not None:
        label = next(group for group in declared.groups() if group).decode("ascii", "ignore")
    try:
        text, lost = decode_loosely(data, label)
    except UnicodeDecodeError as error:
        raise source.refuse("unknown_encoding", "the page is in no encoding that is known; save it as UTF-8") from error
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True)
    text = NOISE.sub("", text)
    if not text.strip():
        raise source.refuse("empty", "the page is empty; fetch it again")
    try:
        root = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise source.refuse("damaged", "the page holds nothing that can be read; fetch it again") from error
    if any("depth" in entry.message for entry in parser.error_log):
        raise source.refuse("too_deep", "its elements lie in one another deeper than any page's; not read")
    return root, lost


def unwrap(data: bytes) -> tuple[bytes, str | None]:
    """The page in a saved web archive (.mht) and its charset; anything else as it is."""
    if not MESSAGE.match(data.lstrip()):
        return data, None
    message = email.message_from_bytes(data.lstrip(), policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                return payload, part.get_content_charset()
    return data, None
