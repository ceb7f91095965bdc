"""Where publications are found: `sources.yaml`, validated whole before anything is fetched."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import msgspec
import yaml
from msgspec import Meta, Struct

Positive = Annotated[int, Meta(gt=0)]
Pattern = str


class SourceError(ValueError):
    """A fault in sources.yaml: one line that names the file and the source."""


class Manners(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How we behave towards hosts, and what we refuse to take from them."""

    contact: str = ""
    """An address or page the host's owner can write to; sent with every request."""
    delay: Annotated[float, Meta(ge=0)] = 2.0
    """Seconds between two requests to one host; robots.txt may ask for more."""
    hosts_at_once: Positive = 16
    """Hosts spoken to at the same time, one connection each."""
    revisit_days: Annotated[int, Meta(ge=0)] = 30
    """After how many days a known address is asked whether it changed."""
    max_bytes: Positive = 200_000_000
    max_page_bytes: Positive = 5_000_000
    """A listing page; the largest seen had 0.4 MB."""
    seconds_per_file: Annotated[float, Meta(gt=0)] = 900.0
    """A whole download; slow school hosts send some 50 kB a second."""
    timeout: Annotated[float, Meta(gt=0)] = 30.0
    """Silence on a connection after which it is given up."""
    attempts: Positive = 3
    """Tries in one run for a failure that may pass (429, 5xx, a cut connection)."""
    source_attempts: Positive = 2
    """Tries in one run for a source whose every listing failed."""
    source_pause: Annotated[float, Meta(ge=0)] = 60.0
    """Seconds before such a source is tried again."""
    longest_wait: Annotated[float, Meta(ge=0)] = 120.0
    """A Retry-After beyond this leaves the address to the next run."""
    max_members: Positive = 200
    max_unpacked_bytes: Positive = 1_000_000_000


class Filter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which links are reports. Patterns are searched in the link's text, its title and, for files, the file's name."""

    titles: tuple[Pattern, ...] = ()
    """Empty: the codebook's patterns for quality reports of any level and year."""
    refuse: tuple[Pattern, ...] = ()
    types: tuple[str, ...] = ("pdf", "docx", "doc", "wps", "html", "txt", "zip", "rar")
    since: str | None = None
    until: str | None = None
    """Dates `2024-01-01`, held against the date printed beside a link or in its address; undated links pass."""


class Listing(Struct, frozen=True, kw_only=True, tag_field="kind", tag="listing", forbid_unknown_fields=True):
    """Pages that list reports, and what they link: sub-listings, next pages, detail pages, files."""

    id: str
    start: tuple[str, ...]
    comment: str = ""
    follow: tuple[Pattern, ...] = ()
    """Links (address or text) to further listings below this one."""
    depth: Annotated[int, Meta(ge=0, le=5)] = 1
    next: tuple[Pattern, ...] = ()
    """Text of the link to the next page; empty: the codebook's words for it."""
    max_pages: Positive = 50
    detail: tuple[Pattern, ...] = ()
    """Links to pages that carry a report; empty: those whose text passes the filter."""
    other_hosts: tuple[str, ...] = ()
    """Hosts besides the listing's own that files may come from; `*` for any public host."""
    filter: Filter = Filter()
    allow_private: tuple[str, ...] = ()
    """Private or loopback hosts this source may speak to, by name."""
    expect_at_least: Annotated[int, Meta(ge=0)] = 1
    delay: Annotated[float, Meta(ge=0)] | None = None


class AddressList(Struct, frozen=True, kw_only=True, tag_field="kind", tag="list", forbid_unknown_fields=True):
    """A CSV file of addresses: columns `url` and, where known, `title`."""

    id: str
    path: str
    comment: str = ""
    filter: Filter = Filter(titles=(".*",))
    allow_private: tuple[str, ...] = ()
    expect_at_least: Annotated[int, Meta(ge=0)] = 1
    delay: Annotated[float, Meta(ge=0)] | None = None


class Feed(Struct, frozen=True, kw_only=True, tag_field="kind", tag="feed", forbid_unknown_fields=True):
    """A sitemap, a sitemap index, an RSS or an Atom feed."""

    id: str
    start: tuple[str, ...]
    comment: str = ""
    max_pages: Positive = 50
    other_hosts: tuple[str, ...] = ()
    filter: Filter = Filter()
    allow_private: tuple[str, ...] = ()
    expect_at_least: Annotated[int, Meta(ge=0)] = 1
    delay: Annotated[float, Meta(ge=0)] | None = None


class Folder(Struct, frozen=True, kw_only=True, tag_field="kind", tag="folder", forbid_unknown_fields=True):
    """A local or mounted folder; its files are copied, never moved."""

    id: str
    path: str
    comment: str = ""
    filter: Filter = Filter(titles=(".*",))
    expect_at_least: Annotated[int, Meta(ge=0)] = 1


Source = Listing | AddressList | Feed | Folder


class Sources(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of `sources.yaml`; relative paths are relative to its folder."""

    sources: tuple[Source, ...]
    manners: Manners = Manners()
    red_after: Positive = 3
    """Runs in a row in which a source yields too little before the run turns red."""
    expected: str | None = None
    """A CSV of expected publishers and years for the coverage table."""


def load_sources(path: Path) -> Sources:
    """The sources in one YAML file. Raises `SourceError` naming file and source."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror}); give a file like raw/sources.yaml") from error
    except yaml.YAMLError as error:
        raise SourceError(f"{path}: not YAML: {str(error).splitlines()[0]}") from error
    try:
        sources = msgspec.convert(raw, Sources)
    except msgspec.ValidationError as error:
        raise SourceError(f"{path}: {_name_source(str(error), raw)}") from error
    _check(path, sources)
    return sources


def _name_source(message: str, raw: object) -> str:
    """Put the source's id in place of its position in a validation message."""
    found = re.search(r"sources\[(\d+)\]", message)
    entries = raw.get("sources") if isinstance(raw, dict) else None
    if found and isinstance(entries, list):
        entry = entries[int(found.group(1))]
        name = entry.get("id", f"number {int(found.group(1)) + 1}") if isinstance(entry, dict) else found.group(0)
        return f"source {name}: {message}"
    return message


def _check(path: Path, sources: Sources) -> None:
    seen: set[str] = set()
    for source in sources.sources:
        where = f"{path}: source {source.id}"
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}", source.id):
            raise SourceError(f"{where}: the id may hold letters, digits, - and _ only, for it names a folder")
        if source.id in seen:
            raise SourceError(f"{where}: the id stands twice")
        seen.add(source.id)
        for pattern in _patterns(source):
            try:
                re.compile(pattern)
            except re.error as error:
                raise SourceError(f"{where}: {pattern!r} is no regular expression ({error})") from error
        if isinstance(source, Listing | Feed):
            for url in source.start:
                if not re.match(r"https?://[^/\s]+", url):
                    raise SourceError(f"{where}: {url!r} is no http or https address")


def _patterns(source: Source) -> list[str]:
    found = [*source.filter.titles, *source.filter.refuse]
    if isinstance(source, Listing):
        found += [*source.follow, *source.next, *source.detail]
    return found
