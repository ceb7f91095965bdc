"""The ledger: every address ever seen, what it served, the hash, the report it became, and why not if it did not."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from extract.model import Publication, content_id

SCHEMA = """
CREATE TABLE IF NOT EXISTS addresses (
  source_id TEXT NOT NULL, url TEXT NOT NULL, listing_url TEXT, link_text TEXT, printed_on TEXT,
  first_seen_at TEXT NOT NULL, last_seen_at TEXT NOT NULL, seen_in_run INTEGER NOT NULL,
  asked_at TEXT, etag TEXT, last_modified TEXT, http_status INTEGER, error TEXT, attempts INTEGER NOT NULL DEFAULT 0,
  sha256 TEXT, done INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (source_id, url)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS publications (
  publication_id TEXT PRIMARY KEY, source_id TEXT NOT NULL, url TEXT NOT NULL, member TEXT NOT NULL DEFAULT '',
  listing_url TEXT, link_text TEXT, first_seen_at TEXT NOT NULL, last_seen_at TEXT NOT NULL, etag TEXT, last_modified TEXT,
  http_status INTEGER, sha256 TEXT NOT NULL, bytes INTEGER NOT NULL, report_id TEXT NOT NULL, file_name TEXT NOT NULL,
  superseded_by TEXT, order_number INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS publications_by_address ON publications (source_id, url, member);
CREATE INDEX IF NOT EXISTS publications_by_hash ON publications (sha256);
CREATE TABLE IF NOT EXISTS pages (
  source_id TEXT NOT NULL, url TEXT NOT NULL, etag TEXT, last_modified TEXT, title TEXT, links TEXT NOT NULL,
  PRIMARY KEY (source_id, url)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS runs (
  run INTEGER NOT NULL, source_id TEXT NOT NULL, at TEXT NOT NULL, found INTEGER NOT NULL, new INTEGER NOT NULL,
  changed INTEGER NOT NULL, gone INTEGER NOT NULL, failed INTEGER NOT NULL, thin INTEGER NOT NULL, message TEXT,
  PRIMARY KEY (run, source_id)
) WITHOUT ROWID;
"""


class LedgerLocked(Exception):
    """Another harvest holds the ledger."""


class Address(Struct, frozen=True, kw_only=True):
    """One address as a source knows it."""

    source_id: str
    url: str
    listing_url: str | None = None
    link_text: str | None = None
    printed_on: str | None = None
    asked_at: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    sha256: str | None = None
    error: str | None = None
    done: bool = False

    @property
    def validators(self) -> dict[str, str]:
        """What to send so that an unchanged file is not sent again."""
        pairs = (("If-None-Match", self.etag), ("If-Modified-Since", self.last_modified))
        return {name: value for name, value in pairs if value} if self.done else {}


class Ledger:
    """The harvest's memory in one SQLite file; every method leaves it consistent on disk."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._db = sqlite3.connect(path, timeout=10, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.executescript(SCHEMA)

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield self._db
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    # ------------------------------------------------------------ runs

    def begin_run(self) -> int:
        """The number of a new run; runs count up whatever the clock says."""
        highest = self._db.execute("SELECT max(seen_in_run) FROM addresses").fetchone()[0] or 0
        written = self._db.execute("SELECT max(run) FROM runs").fetchone()[0] or 0
        return int(max(highest, written)) + 1

    def end_run(self, run: int, source_id: str, now: str, counts: dict[str, int], *, thin: bool, message: str | None = None) -> int:
        """Write one source's result; returns in how many runs in a row, with this one, it yielded too little."""
        with self._change() as db:
            db.execute(
                "INSERT OR REPLACE INTO runs VALUES (?,?,?,?,?,?,?,?,?,?)",
                (run, source_id, now, *(counts[k] for k in ("found", "new", "changed", "gone", "failed")), int(thin), message),
            )
        streak = 0
        for row in self._db.execute("SELECT thin FROM runs WHERE source_id=? ORDER BY run DESC", (source_id,)):
            if not row["thin"]:
                break
            streak += 1
        return streak

    def usual_yield(self, source_id: str) -> int:
        """The most addresses the source gave in its last five good runs."""
        rows = self._db.execute("SELECT found FROM runs WHERE source_id=? AND thin=0 ORDER BY run DESC LIMIT 5", (source_id,))
        return max((row["found"] for row in rows), default=0)

    # ------------------------------------------------------------ addresses

    def see(self, run: int, now: str, address: Address) -> bool:
        """Note that an address is listed now; True where it never was before."""
        with self._change() as db:
            known = db.execute("SELECT 1 FROM addresses WHERE source_id=? AND url=?", (address.source_id, address.url)).fetchone()
            if known:
                db.execute(
                    "UPDATE addresses SET listing_url=?, link_text=?, printed_on=?, seen_in_run=?,"
                    " last_seen_at=max(last_seen_at, ?) WHERE source_id=? AND url=?",
                    (address.listing_url, address.link_text, address.printed_on, run, now, address.source_id, address.url),
                )
                db.execute(
                    "UPDATE publications SET last_seen_at=max(last_seen_at, ?)"
                    " WHERE source_id=? AND url=? AND superseded_by IS NULL",
                    (now, address.source_id, address.url),
                )
            else:
                db.execute(
                    "INSERT INTO addresses (source_id, url, listing_url, link_text, printed_on, first_seen_at, last_seen_at,"
                    " seen_in_run) VALUES (?,?,?,?,?,?,?,?)",
                    (address.source_id, address.url, address.listing_url, address.link_text, address.printed_on, now, now, run),
                )
        return known is None

    def address(self, source_id: str, url: str) -> Address | None:
        row = self._db.execute("SELECT * FROM addresses WHERE source_id=? AND url=?", (source_id, url)).fetchone()
        return _address(row) if row else None

    def listed(self, source_id: str, run: int) -> list[Address]:
        """The addresses the source lists in this run, in order of address."""
        rows = self._db.execute("SELECT * FROM addresses WHERE source_id=? AND seen_in_run=? ORDER BY url", (source_id, run))
        return [_address(row) for row in rows]

    def gone(self, source_id: str, run: int) -> list[str]:
        """Addresses listed in the source's run before and not in this one."""
        before = self._db.execute("SELECT max(run) FROM runs WHERE source_id=? AND run<?", (source_id, run)).fetchone()[0]
        rows = self._db.execute("SELECT url FROM addresses WHERE source_id=? AND seen_in_run=? ORDER BY url", (source_id, before))
        return [row["url"] for row in rows]

    def fail(self, address: Address, now: str, error: str, status: int | None) -> None:
        """Note why an address gave nothing; what it gave before stays."""
        with self._change() as db:
            db.execute(
                "UPDATE addresses SET error=?, http_status=?, asked_at=?, attempts=attempts+1 WHERE source_id=? AND url=?",
                (error, status, now, address.source_id, address.url),
            )

    def unchanged(self, address: Address, now: str) -> None:
        """Note that the address still serves what it served."""
        with self._change() as db:
            db.execute(
                "UPDATE addresses SET error=NULL, http_status=304, asked_at=? WHERE source_id=? AND url=?",
                (now, address.source_id, address.url),
            )

    def store(self, address: Address, now: str, sha256: str, headers: dict[str, str], found: list[Publication]) -> None:
        """Note what an address served: one publication, or one a member of an archive; older ones are superseded, not removed."""
        with self._change() as db:
            for publication in found:
                self._store_one(db, publication, now)
            db.execute(
                "UPDATE addresses SET error=NULL, http_status=200, asked_at=?, attempts=attempts+1, etag=?, last_modified=?,"
                " sha256=?, done=1 WHERE source_id=? AND url=?",
                (now, headers.get("etag"), headers.get("last-modified"), sha256, address.source_id, address.url),
            )

    @staticmethod
    def _store_one(db: sqlite3.Connection, publication: Publication, now: str) -> None:
        url, _, member = publication.url.partition("#")
        key = (publication.source_id, url, member)
        db.execute(
            "UPDATE publications SET superseded_by=? WHERE source_id=? AND url=? AND member=? AND superseded_by IS NULL"
            " AND publication_id<>?",
            (publication.publication_id, *key, publication.publication_id),
        )
        order = db.execute("SELECT coalesce(max(order_number), 0) + 1 FROM publications").fetchone()[0]
        db.execute(
            "INSERT INTO publications VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,NULL,?)"
            " ON CONFLICT (publication_id) DO UPDATE SET superseded_by=NULL, last_seen_at=max(last_seen_at, excluded.last_seen_at)",
            (
                publication.publication_id, *key, publication.listing_url, publication.link_text, now, now, publication.etag,
                publication.last_modified, publication.http_status, publication.sha256, publication.bytes, publication.report_id,
                publication.file_name, order,
            ),
        )  # fmt: skip

    def file_of(self, sha256: str) -> str | None:
        """The file name under which these bytes are kept already."""
        row = self._db.execute(
            "SELECT file_name FROM publications WHERE sha256=? ORDER BY order_number LIMIT 1", (sha256,)
        ).fetchone()
        return row["file_name"] if row else None

    # ------------------------------------------------------------ pages

    def page(self, source_id: str, url: str) -> tuple[dict[str, str], str, list[dict[str, str]]] | None:
        """Validators, title and links of a page read before."""
        row = self._db.execute("SELECT * FROM pages WHERE source_id=? AND url=?", (source_id, url)).fetchone()
        if row is None:
            return None
        pairs = (("If-None-Match", row["etag"]), ("If-Modified-Since", row["last_modified"]))
        return {name: value for name, value in pairs if value}, row["title"], json.loads(row["links"])

    def keep_page(self, source_id: str, url: str, headers: dict[str, str], title: str, links: list[dict[str, str]]) -> None:
        """Keep a page's links, so that an unchanged page need not be sent again."""
        with self._change() as db:
            db.execute(
                "INSERT OR REPLACE INTO pages VALUES (?,?,?,?,?,?)",
                (source_id, url, headers.get("etag"), headers.get("last-modified"), title, json.dumps(links, ensure_ascii=False)),
            )


def _address(row: sqlite3.Row) -> Address:
    fields = {name: row[name] for name in Address.__struct_fields__ if name != "done"}
    return Address(**fields, done=bool(row["done"]))


def publication_id(source_id: str, url: str, sha256: str) -> str:
    """The id of what one address served once."""
    return content_id("publication", source_id, url, sha256)


def read_publications(path: Path) -> tuple[Publication, ...]:
    """All publications of a ledger in order of finding, then the addresses that never gave a report, with their error."""
    if not path.exists():
        return ()
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    db.row_factory = sqlite3.Row
    try:
        found = []
        for row in db.execute("SELECT * FROM publications ORDER BY order_number, publication_id"):
            fields = {name: row[name] for name in Publication.__struct_fields__ if name in row.keys()}  # noqa: SIM118 (a row is no dict)
            fields["url"] = f"{row['url']}#{row['member']}" if row["member"] else row["url"]
            found.append(Publication(**fields))
        for row in db.execute("SELECT * FROM addresses WHERE done=0 ORDER BY source_id, url"):
            names = ("source_id", "url", "listing_url", "link_text", "first_seen_at", "last_seen_at", "http_status", "error")
            found.append(
                Publication(publication_id=publication_id(row["source_id"], row["url"], ""), **{name: row[name] for name in names})
            )
        return tuple(found)
    finally:
        db.close()


@contextmanager
def hold_lock(folder: Path) -> Iterator[None]:
    """Hold the one harvest lock of a raw folder; the operating system lets it go whatever happens to us.

    Raises `LedgerLocked` where another harvest runs.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = sqlite3.connect(folder / ".harvest.lock", timeout=0.5, isolation_level=None)
    try:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise LedgerLocked(f"{folder}: another harvest is running there; wait for it or end it") from error
        yield
    finally:
        lock.close()
