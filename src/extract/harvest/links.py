"""What one page links: listings, next pages, detail pages, files."""

from __future__ import annotations

import codecs
import contextlib
import re
from datetime import date
from html import unescape
from urllib.parse import unquote, urlsplit

from lxml import etree, html
from msgspec import Struct

from extract.codebook.publications import load_publication_words
from extract.harvest.addresses import normalise_url
from extract.harvest.sources import Filter

FILE_TYPES = {"pdf", "doc", "docx", "wps", "txt", "zip", "rar"}
CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
DATE = re.compile(r"(?<!\d)(20\d\d)[-./年]?(0?[1-9]|1[0-2])(?:[-./月]?(0?[1-9]|[12]\d|3[01]))?(?!\d)")


class Link(Struct, frozen=True, kw_only=True):
    """One link as a reader sees it: where it leads, its words, and the words of the row it stands in."""

    url: str
    text: str
    around: str = ""

    @property
    def file_type(self) -> str:
        """The type its address names, or "" for a page.

        >>> Link(url="http://zj.example.org/a/down.jsp?f=2024年报.PDF", text="").file_type
        'pdf'
        """
        parts = urlsplit(self.url)
        for part in (parts.path, parts.query):
            found = re.search(r"\.([a-z]{3,4})(?:$|[&;?])", unquote(part).lower())
            if found and found.group(1) in FILE_TYPES:
                return found.group(1)
        return ""

    @property
    def printed_on(self) -> str | None:
        """The date printed beside the link or in its address, as far as it goes: `2024-12-30` or `2024-12`."""
        for text in (self.around, urlsplit(self.url).path):
            for year, month, day in DATE.findall(text):
                try:
                    date(int(year), int(month), int(day or 1))
                except ValueError:
                    continue
                return "-".join(part.zfill(2) for part in (year, month, day) if part)
        return None


def decode_page(body: bytes, content_type: str = "") -> str:
    """A page's text: its own bytes decide before what it or the server declares, for false labels are common.

    >>> decode_page('<meta charset="utf-8"><p>质量年报'.encode("gb18030"))
    '<meta charset="utf-8"><p>质量年报'
    """
    for mark, encoding in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if body.startswith(mark):
            return body.decode(encoding, "replace")
    with contextlib.suppress(UnicodeDecodeError):
        return body.decode("utf-8")
    declared = CHARSET.search(body[:4096]) or re.search(rb"charset=([\w-]+)", content_type.encode("latin-1", "ignore"))
    if declared and declared.group(1).lower() in {b"big5", b"big5-hkscs"}:
        return body.decode("big5hkscs", "replace")
    return body.decode("gb18030", "replace")


def read_links(page: str, url: str) -> list[Link]:
    """All links of a page to http and https addresses, in printed order, each address once with its longest words."""
    # A page may carry an XML declaration; lxml refuses text that declares an encoding.
    page = re.sub(r"^\s*<\?xml[^>]*\?>", "", page)
    if not page.strip():
        return []
    try:
        tree = html.document_fromstring(page)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return []
    base = next((b.get("href") for b in tree.iter("base") if b.get("href")), None)
    base = normalise_url(base, url) if base else url
    found: dict[str, Link] = {}
    for anchor in tree.iter("a", "iframe", "embed", "object"):
        target = anchor.get("href") or anchor.get("src") or anchor.get("data") or ""
        address = normalise_url(target, base or url)
        if address is None:
            continue
        text = max(_words(anchor), (anchor.get("title") or "").strip(), key=len)
        link = Link(url=address, text=text, around=_around(anchor))
        if address not in found or len(found[address].text) < len(text):
            found[address] = link
    return list(found.values())


def page_title(page: str) -> str:
    """The page's title without the site's name after a dash or bar.

    >>> page_title("<title>青禾县2023年中等职业教育质量年度报告-青禾县人民政府</title>")
    '青禾县2023年中等职业教育质量年度报告'
    """
    found = re.search(r"<title[^>]*>(.*?)</title>", page, re.I | re.S)
    words = re.sub(r"\s+", " ", unescape(found.group(1))).strip() if found else ""
    return re.split(r"[-_|—]{1,2}(?=[^-_|—]{2,20}$)", words)[0].strip()


def _words(element: html.HtmlElement) -> str:
    return re.sub(r"\s+", " ", element.text_content()).strip()


def _around(element: html.HtmlElement) -> str:
    """The words of the list item or table row the link stands in: that is where sites print the date."""
    for parent in element.iterancestors("li", "tr", "dd", "p"):
        words = _words(parent)
        return words if len(words) <= 300 else ""
    return ""


def is_report(filter: Filter, *words: str) -> bool:
    """Whether any of the words names a report the filter wants, and none of them one it refuses.

    >>> is_report(Filter(), "青禾县中等职业教育质量年度报告（2023）"), is_report(Filter(), "关于编制质量年度报告的通知")
    (True, False)
    """
    known = load_publication_words()
    texts = [re.sub(r"\s+", "", unquote(text)) for text in words if text]
    wanted = filter.titles or known.titles
    refused = (*known.refuse, *filter.refuse) if not filter.titles else filter.refuse
    hit = any(re.search(pattern, text, re.I) for pattern in wanted for text in texts)
    return hit and not any(re.search(pattern, text, re.I) for pattern in refused for text in texts)


def in_dates(filter: Filter, printed_on: str | None) -> bool:
    """Whether a printed date lies in the filter's range; what carries no date passes.

    >>> in_dates(Filter(since="2024-06-01"), "2023-12"), in_dates(Filter(since="2024-06-01"), None)
    (False, True)
    """
    if printed_on is None:
        return True
    size = len(printed_on)
    return (filter.since or "")[:size] <= printed_on and (filter.until is None or printed_on <= filter.until[:size])
