"""Which addresses a source lists now: walk its listings, feeds, lists and folders."""

from __future__ import annotations

import csv
import re
from collections import deque
from pathlib import Path

from lxml import etree
from msgspec import Struct, structs, to_builtins

from extract.codebook.publications import load_publication_words
from extract.harvest.addresses import host_of, normalise_url
from extract.harvest.fetch import Fetcher, FetchError
from extract.harvest.ledger import Address, Ledger
from extract.harvest.links import Link, decode_page, in_dates, is_report, page_title, read_links
from extract.harvest.sources import AddressList, Feed, Folder, Listing, Source

SIDECAR = ".publication.json"
EMPTY_PAGES = 2  # pages of a listing in a row that bring no new link: it has no end, or we have seen it all


class Found(Struct, kw_only=True):
    """The addresses of one source, in order of finding, and what went wrong on the way."""

    addresses: dict[str, Address] = {}
    warnings: list[str] = []
    pages: int = 0
    failed: int = 0
    """Listings and feeds that could not be read."""

    def add(self, source_id: str, link: Link, listing_url: str | None, title: str = "") -> None:
        """Note one address; the words of a detail page say more than 'download'."""
        text = title if title and (len(link.text) < 6 or title in link.text) else link.text or title
        self.addresses.setdefault(
            link.url,
            Address(source_id=source_id, url=link.url, listing_url=listing_url, link_text=text or None, printed_on=link.printed_on),
        )


async def discover(source: Source, folder: Path, fetcher: Fetcher, ledger: Ledger) -> Found:
    """Everything the source lists now. A page that cannot be read is a warning, and the rest is read."""
    if isinstance(source, Listing):
        return await _Walk(source, fetcher, ledger).run()
    if isinstance(source, Feed):
        return await _read_feed(source, fetcher)
    if isinstance(source, AddressList):
        return _read_list(source, folder)
    return _read_folder(source, folder)


class _Walk:
    """One walk over a tree of listing pages, breadth first, each page once."""

    def __init__(self, source: Listing, fetcher: Fetcher, ledger: Ledger) -> None:
        self.source, self.fetcher, self.ledger = source, fetcher, ledger
        self.found = Found()
        self.hosts = {host_of(url) for start in source.start if (url := normalise_url(start))}
        self.seen: set[str] = set()
        self.known_links: set[str] = set()
        self.queue: deque[tuple[str, int, int]] = deque()
        self.next_words = source.next or load_publication_words().next

    async def run(self) -> Found:
        for start in self.source.start:
            self._enqueue(normalise_url(start), 0, 0)
        while self.queue:
            if self.found.pages >= self.source.max_pages:
                self.found.warnings.append(
                    f"stopped after {self.source.max_pages} listing pages; raise max_pages if there are more"
                )
                break
            url, depth, empty = self.queue.popleft()
            self.found.pages += 1
            try:
                _, links = await self._page(url)
            except FetchError as error:
                self.found.failed += 1
                self.found.warnings.append(f"{url}: {error}")
                continue
            await self._take_links(url, links, depth, empty)
        return self.found

    def _enqueue(self, url: str | None, depth: int, empty: int) -> None:
        if url and url not in self.seen:
            self.seen.add(url)
            self.queue.append((url, depth, empty))

    async def _page(self, url: str) -> tuple[str, list[Link]]:
        """A page's title and links; an unchanged page is not sent again."""
        kept = self.ledger.page(self.source.id, url)
        reply = await self.fetcher.get(
            url, allow_private=self.source.allow_private, delay=self.source.delay, validators=kept[0] if kept else None
        )
        if reply.status == 304 and kept:
            return kept[1], [Link(**link) for link in kept[2]]
        page = decode_page(reply.body, reply.headers.get("content-type", ""))
        title, links = page_title(page), read_links(page, reply.url)
        self.ledger.keep_page(self.source.id, url, reply.headers, title, [to_builtins(link) for link in links])
        return title, links

    async def _take_links(self, url: str, links: list[Link], depth: int, empty: int) -> None:
        # The link to the next page is new on every page, even where the site has no end.
        fresh = [link for link in links if link.url not in self.known_links and not self._is_next(link)]
        self.known_links.update(link.url for link in fresh)
        empty = 0 if fresh else empty + 1
        for link in links:
            if self._is_next(link) and host_of(link.url) in self.hosts:
                if empty < EMPTY_PAGES:
                    self._enqueue(link.url, depth, empty)
            elif depth < self.source.depth and _matches(self.source.follow, link) and host_of(link.url) in self.hosts:
                self._enqueue(link.url, depth + 1, 0)
            elif link in fresh and self._host_allowed(link):
                await self._take_candidate(url, link)

    def _is_next(self, link: Link) -> bool:
        words = re.sub(r"\s+", "", link.text).lower()
        return any(re.search(pattern, words) for pattern in self.next_words)

    def _host_allowed(self, link: Link) -> bool:
        host = host_of(link.url)
        return host in self.hosts or "*" in self.source.other_hosts or host in self.source.other_hosts

    async def _take_candidate(self, listing_url: str, link: Link) -> None:
        wanted = self.source.filter
        if not in_dates(wanted, link.printed_on):
            return
        if link.file_type:
            if link.file_type in wanted.types and is_report(wanted, link.text, link.url.rsplit("/", 1)[-1]):
                self.found.add(self.source.id, link, listing_url)
        elif _matches(self.source.detail, link) if self.source.detail else is_report(wanted, link.text):
            await self._take_detail(listing_url, link)

    async def _take_detail(self, listing_url: str, link: Link) -> None:
        """A page that carries a report: its files where it links any, else the page itself."""
        if link.url in self.seen:
            return
        self.seen.add(link.url)
        try:
            title, links = await self._page(link.url)
        except FetchError as error:
            # It is listed as a report: it goes into the ledger with its fault.
            self.found.add(self.source.id, link, listing_url)
            self.found.warnings.append(f"{link.url}: {error}")
            return
        title = max(title, link.text, key=len) if is_report(self.source.filter, title) else link.text
        types = self.source.filter.types
        files = [file for file in links if file.file_type in types and self._host_allowed(file)]
        own = [file for file in files if is_report(self.source.filter, file.text, file.url.rsplit("/", 1)[-1])]
        chosen = own or (files if len(files) == 1 else [])
        for file in chosen:
            self.found.add(self.source.id, structs.replace(file, around=link.around or file.around), link.url, title)
        if not chosen and "html" in types:
            self.found.add(self.source.id, structs.replace(link, text=title), listing_url)


def _matches(patterns: tuple[str, ...], link: Link) -> bool:
    return any(re.search(pattern, text) for pattern in patterns for text in (link.url, link.text))


async def _read_feed(source: Feed, fetcher: Fetcher) -> Found:
    found, queue, seen = Found(), deque(source.start), set(source.start)
    while queue and found.pages < source.max_pages:
        url = queue.popleft()
        found.pages += 1
        try:
            reply = await fetcher.get(url, allow_private=source.allow_private, delay=source.delay)
            maps, links = read_feed(reply.body, url)
        except FetchError as error:
            found.failed += 1
            found.warnings.append(f"{url}: {error}")
            continue
        except (etree.XMLSyntaxError, ValueError) as error:
            found.warnings.append(f"{url}: no sitemap or feed ({error})")
            continue
        for address in maps:
            if address not in seen:
                seen.add(address)
                queue.append(address)
        for link in links:
            if is_report(source.filter, link.text, link.url) and in_dates(source.filter, link.printed_on):
                found.add(source.id, link, url)
    if queue:
        found.warnings.append(f"stopped after {source.max_pages} sitemaps; raise max_pages if there are more")
    return found


def read_feed(body: bytes, url: str) -> tuple[list[str], list[Link]]:
    """Further sitemaps and the links of a sitemap, RSS or Atom document. Raises `XMLSyntaxError` or `ValueError`.

    >>> read_feed(b"<urlset><url><loc>http://a.example.org/zlnb.pdf</loc></url></urlset>", "http://a.example.org/")[1][0].url
    'http://a.example.org/zlnb.pdf'
    """
    # Entities are the way into a bomb: none is resolved, and a document type is refused.
    if b"<!DOCTYPE" in body[:2000] or b"<!ENTITY" in body:
        raise ValueError("it declares a document type")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    tree = etree.fromstring(body, parser)
    for element in tree.iter():
        if isinstance(element.tag, str):
            element.tag = etree.QName(element).localname
    maps = [address for loc in tree.findall("sitemap/loc") if (address := normalise_url(loc.text or "", url))]
    links = []
    for entry in [*tree.iter("url"), *tree.iter("item"), *tree.iter("entry")]:
        href = next((link.get("href") for link in entry.findall("link") if link.get("href")), None)
        target = entry.findtext("loc") or href or entry.findtext("link") or ""
        enclosure = entry.find("enclosure")
        address = normalise_url(enclosure.get("url", "") if enclosure is not None else target, url)
        when = entry.findtext("lastmod") or entry.findtext("published") or entry.findtext("updated") or ""
        if address:
            links.append(Link(url=address, text=(entry.findtext("title") or "").strip(), around=when[:10]))
    return maps, links


def _read_list(source: AddressList, folder: Path) -> Found:
    found = Found()
    path = folder / source.path
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                address = normalise_url(row.get("url") or "")
                if address is None:
                    found.warnings.append(f"{path}: {row.get('url')!r} is no http or https address")
                elif is_report(source.filter, row.get("title") or address):
                    found.add(source.id, Link(url=address, text=(row.get("title") or "").strip()), None)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        found.warnings.append(f"{path}: cannot be read ({error})")
    return found


def _read_folder(source: Folder, folder: Path) -> Found:
    """The files of a folder; links out of it are not followed."""
    found = Found()
    root = (folder / source.path).resolve()
    if not root.is_dir():
        found.warnings.append(f"{root}: no such folder")
        return found
    for path in sorted(root.rglob("*")):
        kind = path.suffix.lower().lstrip(".")
        kind = "html" if kind in {"htm", "shtml"} else kind
        if path.with_name(path.name + SIDECAR).exists():
            continue  # a file the harvest itself put there
        inside = path.is_file() and not path.name.startswith(".") and path.resolve().is_relative_to(root)
        if inside and kind in source.filter.types and is_report(source.filter, path.name):
            found.add(source.id, Link(url=path.resolve().as_uri(), text=path.stem), None)
    return found
