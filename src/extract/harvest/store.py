"""raw/: files by hash with a readable name, each with a sidecar that says where it came from; never half a file."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from extract.harvest.archive import unpack
from extract.harvest.content import ContentRefused, judge_content
from extract.harvest.discover import SIDECAR
from extract.harvest.ledger import Address, Ledger, publication_id
from extract.harvest.names import name_from_header, name_from_url, safe_name
from extract.harvest.sources import Manners
from extract.model import Publication


def partial_path(raw: Path, url: str) -> Path:
    """Where a download lies until it is whole."""
    return raw / ".partial" / hashlib.sha256(url.encode()).hexdigest()[:24]


def store_served(
    raw: Path,
    ledger: Ledger,
    address: Address,
    body: Path,
    headers: dict[str, str],
    types: tuple[str, ...],
    manners: Manners,
    now: str,
) -> tuple[str, list[Publication]]:
    """Take one served body into raw/; returns its hash and its publications (several for an archive).

    Raises `ContentRefused` where it is no report.
    """
    data = body.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    wanted = _wanted_type(address.url, headers)
    kind = judge_content(data, wanted, types, headers.get("content-type", ""))
    if kind in {"zip", "rar"}:
        return sha256, _store_members(raw, ledger, address, body, kind, headers, types, manners, now)
    name = safe_name(
        _telling(name_from_header(headers.get("content-disposition", ""))),
        _telling(address.link_text),
        name_from_url(address.url),
        suffix="html" if kind == "html" else kind,
    )
    return sha256, [_store_file(raw, ledger, address, data, name, headers, now)]


def _wanted_type(url: str, headers: dict[str, str]) -> str:
    """The type a reader would expect of this address: by its own ending or the name the server gives."""
    for name in (name_from_header(headers.get("content-disposition", "")) or "", name_from_url(url)):
        ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
        if ending in {"pdf", "doc", "docx", "wps", "zip", "rar", "txt"}:
            return ending
    return ""


def _telling(name: str | None) -> str | None:
    """A name that says something; `附件1.pdf`, `20231205.pdf` and 'download' do not."""
    stem = (name or "").rsplit(".", 1)[0]
    return name if sum("\u4e00" <= c <= "\u9fff" for c in stem) >= 4 else None


def _store_members(
    raw: Path,
    ledger: Ledger,
    address: Address,
    body: Path,
    kind: str,
    headers: dict[str, str],
    types: tuple[str, ...],
    manners: Manners,
    now: str,
) -> list[Publication]:
    found = []
    for member, data in unpack(body, kind, manners):
        inner = tuple(t for t in types if t not in {"zip", "rar"})
        try:
            inner_kind = judge_content(data, "", inner)
        except ContentRefused:
            continue
        name = safe_name(member, name_from_url(address.url), suffix=inner_kind)
        found.append(_store_file(raw, ledger, address, data, name, headers, now, member))
    if not found:
        raise ContentRefused("empty_archive", "the archive holds no file of a type the source takes")
    return found


def _store_file(
    raw: Path, ledger: Ledger, address: Address, data: bytes, name: str, headers: dict[str, str], now: str, member: str = ""
) -> Publication:
    sha256 = hashlib.sha256(data).hexdigest()
    kept = ledger.file_of(sha256)
    file_name = kept or f"{address.source_id}/{sha256[:16]}-{name}"
    path = raw / file_name
    if not (kept and path.exists()):
        write_whole(path, data)
    url = f"{address.url}#{member}" if member else address.url
    publication = Publication(
        publication_id=publication_id(address.source_id, url, sha256),
        source_id=address.source_id,
        url=url,
        listing_url=address.listing_url,
        link_text=address.link_text,
        first_seen_at=now,
        last_seen_at=now,
        etag=headers.get("etag"),
        last_modified=headers.get("last-modified"),
        http_status=200,
        sha256=sha256,
        bytes=len(data),
        report_id=sha256[:16],
        file_name=file_name,
    )
    _write_sidecar(path, publication, address, headers, now)
    return publication


def _write_sidecar(path: Path, publication: Publication, address: Address, headers: dict[str, str], now: str) -> None:
    """Beside the file: every address that served it, when, with which headers, and the path of links to it."""
    sidecar = path.with_name(path.name + SIDECAR)
    known = json.loads(sidecar.read_text(encoding="utf-8")) if sidecar.exists() else {"sha256": publication.sha256, "served": []}
    if any(entry["url"] == publication.url and entry["source_id"] == publication.source_id for entry in known["served"]):
        return
    wanted = ("content-type", "content-disposition", "last-modified", "etag", "date", "server")
    entry = {
        "source_id": publication.source_id,
        "url": publication.url,
        "retrieved_at": now,
        "links": [address.listing_url] if address.listing_url else [],
        "link_text": address.link_text,
        "headers": {name: headers[name] for name in wanted if name in headers},
    }
    known["served"].append(entry)
    write_whole(sidecar, (json.dumps(known, ensure_ascii=False, indent=1) + "\n").encode())


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all, even after a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name[:100]}.{os.getpid()}.new")
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
