"""One harvest: discover every source, fetch what is new or may have changed, and say what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from msgspec import Struct

from extract.harvest.addresses import host_of
from extract.harvest.content import ContentRefused
from extract.harvest.discover import Found, discover
from extract.harvest.fetch import Fetcher, FetchError, Partial, agent_of
from extract.harvest.ledger import Address, Ledger, hold_lock
from extract.harvest.sources import Folder, Source, Sources
from extract.harvest.store import partial_path, store_served, write_whole
from extract.harvest.warc import Recorder

CHINA = timezone(timedelta(hours=8))
THIN = 0.5  # a source that lists less than half of what it used to is worth a look

Progress = Callable[[str, int, int], None]


class SourceResult(Struct, kw_only=True):
    """What one source gave in one run."""

    source_id: str
    found: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    failed: int = 0
    waiting: int = 0
    files: list[str] = []
    errors: dict[str, str] = {}
    warnings: list[str] = []
    thin_runs: int = 0
    red: bool = False


class HarvestResult(Struct, kw_only=True):
    """What one run gave, source by source."""

    run: int
    results: list[SourceResult]
    requests: int = 0
    dry: bool = False

    @property
    def red(self) -> bool:
        """Whether a source has yielded too little for too many runs."""
        return any(result.red for result in self.results)


def china_now() -> str:
    """The time now, in China, to the second."""
    return datetime.now(CHINA).isoformat(timespec="seconds")


def harvest(
    sources: Sources,
    raw: Path,
    folder: Path,
    *,
    only: tuple[str, ...] = (),
    dry_run: bool = False,
    warc: Path | None = None,
    now: Callable[[], str] = china_now,
    progress: Progress = lambda source, done, total: None,
) -> HarvestResult:
    """Harvest all sources (or those named in `only`) into `raw`; `folder` is what relative paths in the sources are relative to.

    With `dry_run` nothing is fetched but listings, and nothing is written but the ledger's memory of pages. `warc` is a file
    that everything fetched is also appended to. Raises `LedgerLocked` and `WarcMissing`.
    """
    with hold_lock(raw):
        ledger = Ledger(raw / "ledger.sqlite")
        try:
            return asyncio.run(_harvest(sources, raw, folder, ledger, only, dry_run, warc, now, progress))
        finally:
            ledger.close()


async def _harvest(
    sources: Sources,
    raw: Path,
    folder: Path,
    ledger: Ledger,
    only: tuple[str, ...],
    dry_run: bool,
    warc: Path | None,
    now: Callable[[], str],
    progress: Progress,
) -> HarvestResult:
    run = ledger.begin_run()
    chosen = [source for source in sources.sources if not only or source.id in only]
    recorder = Recorder(warc, agent_of(sources.manners), now) if warc else None
    try:
        async with Fetcher(sources.manners, recorder) as fetcher:
            harvester = _Harvester(sources, raw, folder, ledger, fetcher, run, now, progress, dry_run)
            results = await asyncio.gather(*(harvester.take(source) for source in chosen))
            return HarvestResult(run=run, results=list(results), requests=fetcher.requests, dry=dry_run)
    finally:
        if recorder:
            recorder.close()


class _Harvester:
    """One run over all sources; sources go side by side, hosts are kept apart by the fetcher."""

    def __init__(
        self,
        sources: Sources,
        raw: Path,
        folder: Path,
        ledger: Ledger,
        fetcher: Fetcher,
        run: int,
        now: Callable[[], str],
        progress: Progress,
        dry_run: bool,
    ) -> None:
        self.sources, self.raw, self.folder, self.ledger, self.fetcher = sources, raw, folder, ledger, fetcher
        self.run, self.now, self.progress, self.dry_run = run, now, progress, dry_run
        self._fetching: dict[str, asyncio.Lock] = {}

    async def take(self, source: Source) -> SourceResult:
        result = SourceResult(source_id=source.id)
        usual = self.ledger.usual_yield(source.id)
        found = await self._discover(source)
        result.warnings += found.warnings
        result.found = len(found.addresses)
        if self.dry_run:
            self._preview(result, found)
            return result
        for address in found.addresses.values():
            self.ledger.see(self.run, self.now(), address)
        await self._fetch_due(source, result)
        self._finish(source, result, usual)
        return result

    async def _discover(self, source: Source) -> Found:
        """What the source lists; a source whose every listing failed is given some time and tried again."""
        manners = self.sources.manners
        for _ in range(1, manners.source_attempts):
            found = await discover(source, self.folder, self.fetcher, self.ledger)
            if found.addresses or not found.failed:
                return found
            await asyncio.sleep(manners.source_pause)
            self.fetcher.forgive()
        return await discover(source, self.folder, self.fetcher, self.ledger)

    def _preview(self, result: SourceResult, found: Found) -> None:
        for address in found.addresses.values():
            known = self.ledger.address(result.source_id, address.url)
            if known is None or not known.done:
                result.new += 1
                result.files.append(f"{address.url}\t{address.link_text or ''}")
            elif self._due(known):
                result.waiting += 1
            else:
                result.unchanged += 1

    def _due(self, address: Address) -> bool:
        """Whether an address is to be asked: never got, or not asked for so long; a clock set back asks no host twice a day."""
        if not address.done or not address.asked_at:
            return True
        passed = datetime.fromisoformat(self.now()) - datetime.fromisoformat(address.asked_at)
        return passed >= timedelta(days=self.sources.manners.revisit_days) and passed > timedelta(0)

    async def _fetch_due(self, source: Source, result: SourceResult) -> None:
        listed = self.ledger.listed(source.id, self.run)
        due = [address for address in listed if isinstance(source, Folder) or self._due(address)]
        result.unchanged += len(listed) - len(due)
        done = 0
        hosts: dict[str, list[Address]] = {}
        for address in due:
            hosts.setdefault(host_of(address.url), []).append(address)

        async def one_host(addresses: list[Address]) -> None:
            nonlocal done
            for address in addresses:
                await self._take_address(source, address, result)
                done += 1
                self.progress(source.id, done, len(due))

        await asyncio.gather(*(one_host(addresses) for addresses in hosts.values()))

    async def _take_address(self, source: Source, address: Address, result: SourceResult) -> None:
        # Two sources that list one address must not write one partial file at the same time.
        async with self._fetching.setdefault(address.url, asyncio.Lock()):
            try:
                if isinstance(source, Folder):
                    self._take_local(source, address, result)
                else:
                    await self._take_remote(source, address, result)
            except FetchError as error:
                self._note_failure(address, result, f"{error.code}: {error}", error.status)
            except ContentRefused as error:
                self._note_failure(address, result, f"{error.code}: {error}", 200)
            except OSError as error:
                self._note_failure(address, result, f"disk: {error.strerror or error}", None)

    def _note_failure(self, address: Address, result: SourceResult, error: str, status: int | None) -> None:
        self.ledger.fail(address, self.now(), error, status)
        result.failed += 1
        result.errors[address.url] = error

    async def _take_remote(self, source: Source, address: Address, result: SourceResult) -> None:
        assert not isinstance(source, Folder)
        partial = partial_path(self.raw, address.url)
        reply = await self.fetcher.get(
            address.url, allow_private=source.allow_private, delay=source.delay, validators=address.validators, into=partial
        )
        if reply.status == 304:
            self.ledger.unchanged(address, self.now())
            result.unchanged += 1
            return
        try:
            self._store(source, address, partial, reply.headers, result)
        finally:
            Partial(partial).discard()

    def _take_local(self, source: Folder, address: Address, result: SourceResult) -> None:
        path = Path(url2pathname(urlsplit(address.url).path))
        stat = path.stat()
        stamp = {"etag": f"{stat.st_size}-{stat.st_mtime_ns}"}
        if address.done and address.etag == stamp["etag"]:
            result.unchanged += 1
            return
        if stat.st_size > self.sources.manners.max_bytes:
            raise ContentRefused("too_large", f"{stat.st_size:,} bytes; the limit is {self.sources.manners.max_bytes:,}")
        copy = partial_path(self.raw, address.url)
        write_whole(copy, path.read_bytes())
        try:
            self._store(source, address, copy, stamp, result)
        finally:
            copy.unlink(missing_ok=True)

    def _store(self, source: Source, address: Address, body: Path, headers: dict[str, str], result: SourceResult) -> None:
        now = self.now()
        sha256, publications = store_served(
            self.raw, self.ledger, address, body, headers, source.filter.types, self.sources.manners, now
        )
        if address.done and address.sha256 == sha256:
            self.ledger.store(address, now, sha256, headers, publications)
            result.unchanged += 1
            return
        self.ledger.store(address, now, sha256, headers, publications)
        result.changed += address.done
        result.new += not address.done
        result.files += [publication.file_name or "" for publication in publications]

    def _finish(self, source: Source, result: SourceResult, usual: int) -> None:
        """Write the source's line of this run, and say where it yields nothing or much less than before."""
        gone = self.ledger.gone(source.id, self.run)
        result.gone = len(gone)
        floor = max(source.expect_at_least, usual * THIN)
        thin = result.found < floor
        if thin:
            before = f"; it used to list {usual}" if usual else ""
            result.warnings.append(f"lists {result.found} reports, fewer than {floor:g}{before}: has the site changed?")
        counts = {"found": result.found, "new": result.new, "changed": result.changed, "gone": result.gone, "failed": result.failed}
        message = "; ".join(result.warnings)[:1000] or None
        result.thin_runs = self.ledger.end_run(self.run, source.id, self.now(), counts, thin=thin, message=message)
        result.red = result.thin_runs >= self.sources.red_after
