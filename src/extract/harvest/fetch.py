"""One polite client: robots.txt, one connection and a pause a host, conditional and resumed requests, limits on everything."""

from __future__ import annotations

import asyncio
import email.utils
import json
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import httpx
from msgspec import Struct
from protego import Protego

from extract.harvest.addresses import AddressRefused, GuardedTransport, host_of, normalise_url
from extract.harvest.sources import Manners
from extract.version import VERSION

MAX_REDIRECTS = 8
ROBOTS_BYTES = 500_000  # RFC 9309 asks crawlers to read at least 500 KiB
DEAD_AFTER = 3  # connections refused in a row, after which a host is left alone for this run


class FetchError(Exception):
    """Why an address gave nothing; `passing` says whether it may be otherwise in the next run."""

    def __init__(self, code: str, message: str, *, passing: bool = False, status: int | None = None, wait: float = 0.0) -> None:
        super().__init__(message)
        self.code, self.passing, self.status, self.wait = code, passing, status, wait


class Reply(Struct, frozen=True, kw_only=True):
    """What an address answered: 200 with a body or a file, or 304."""

    url: str
    status: int
    headers: dict[str, str]
    body: bytes = b""
    size: int = 0


def agent_of(manners: Manners) -> str:
    """Who we say we are, and whom the owner of a host can write to."""
    contact = f"; {manners.contact}" if manners.contact else ""
    return f"nianbao/{VERSION} (quality report harvester{contact})"


class Host:
    """What we know of one host during one run."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.ready_at = 0.0
        self.failures = 0
        self.robots: Protego | FetchError | None = None


class Fetcher:
    """Fetches addresses one at a time per host; use as `async with Fetcher(manners) as fetcher`."""

    def __init__(self, manners: Manners, record: Callable[[Reply, Path | None], None] | None = None) -> None:
        self.manners, self.record = manners, record
        self.agent = agent_of(manners)
        self.requests = 0
        self._hosts: dict[str, Host] = {}
        self._slots = asyncio.Semaphore(manners.hosts_at_once)
        limits = httpx.Limits(max_connections=manners.hosts_at_once, max_keepalive_connections=manners.hosts_at_once)
        transport = GuardedTransport(httpx.AsyncHTTPTransport(limits=limits, trust_env=False))
        self._client = httpx.AsyncClient(
            transport=transport,
            timeout=httpx.Timeout(manners.timeout, pool=None),
            follow_redirects=False,
            trust_env=False,
            headers={"User-Agent": self.agent, "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5"},
        )

    async def __aenter__(self) -> Fetcher:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def get(
        self,
        url: str,
        *,
        allow_private: tuple[str, ...] = (),
        delay: float | None = None,
        validators: Mapping[str, str] | None = None,
        into: Path | None = None,
    ) -> Reply:
        """Fetch one address, into memory or into a file that an earlier broken download may have begun.

        Raises `FetchError`; a failure that may pass is tried again within the run, politely.
        """
        for attempt in range(1, self.manners.attempts + 1):
            try:
                return await self._follow(url, allow_private, delay, dict(validators or {}), into)
            except FetchError as error:
                if not error.passing or attempt == self.manners.attempts or error.wait > self.manners.longest_wait:
                    raise
                await asyncio.sleep(error.wait or self._pause(delay) * 2**attempt)
        raise AssertionError("unreachable: the last attempt returns or raises")

    def forgive(self) -> None:
        """Give hosts that did not answer another chance in this run."""
        for host in self._hosts.values():
            host.failures = 0
            if isinstance(host.robots, FetchError):
                host.robots = None

    def _pause(self, delay: float | None) -> float:
        return self.manners.delay if delay is None else delay

    async def _follow(
        self, url: str, allow_private: tuple[str, ...], delay: float | None, validators: dict[str, str], into: Path | None
    ) -> Reply:
        for _ in range(MAX_REDIRECTS + 1):
            reply = await self._polite(url, allow_private, delay, validators, into)
            if reply.status not in {301, 302, 303, 307, 308}:
                return reply
            target = normalise_url(reply.headers.get("location", ""), url)
            if target is None:
                raise FetchError(
                    "redirect_refused", f"redirected to {reply.headers.get('location', '')!r}, which is not http or https"
                )
            url = target
        raise FetchError("redirect_loop", f"more than {MAX_REDIRECTS} redirects")

    async def _polite(
        self, url: str, allow_private: tuple[str, ...], delay: float | None, validators: dict[str, str], into: Path | None
    ) -> Reply:
        host = self._hosts.setdefault(host_of(url), Host())
        async with host.lock, self._slots:
            if host.failures >= DEAD_AFTER:
                raise FetchError(
                    "host_dead", f"{host_of(url)} did not answer {DEAD_AFTER} times; left for the next run", passing=False
                )
            await self._obey_robots(host, url, allow_private, delay)
            await self._wait_turn(host, delay)
            try:
                async with asyncio.timeout(self.manners.seconds_per_file):
                    reply = await self._request(url, self._private(url, allow_private), validators, into)
            except FetchError as error:
                host.failures += error.code in {"connect", "timeout"}
                raise
            except TimeoutError as error:
                raise FetchError("too_slow", f"not done after {self.manners.seconds_per_file:.0f} s") from error
            finally:
                host.ready_at = time.monotonic() + self._host_delay(host, delay)
            host.failures = 0
            if self.record:
                self.record(reply, into)
            return reply

    @staticmethod
    def _private(url: str, allow_private: tuple[str, ...]) -> bool:
        host = host_of(url)
        return host in allow_private or host.rpartition(":")[0] in allow_private

    async def _wait_turn(self, host: Host, delay: float | None) -> None:
        wait = host.ready_at - time.monotonic()
        if wait > 0:
            await asyncio.sleep(wait)

    def _host_delay(self, host: Host, delay: float | None) -> float:
        asked = host.robots.crawl_delay(self.agent) if isinstance(host.robots, Protego) else None
        return max(self._pause(delay), min(float(asked or 0), self.manners.longest_wait))

    async def _obey_robots(self, host: Host, url: str, allow_private: tuple[str, ...], delay: float | None) -> None:
        if host.robots is None:
            address = normalise_url("/robots.txt", url) or url
            try:
                reply = await self._request(address, self._private(url, allow_private), {}, None, limit=ROBOTS_BYTES)
                host.robots = Protego.parse(reply.body.decode("utf-8", "replace") if reply.status == 200 else "")
            except FetchError as error:
                # RFC 9309: a missing file allows everything, a host that cannot answer allows nothing for now.
                absent = error.status is not None and 400 <= error.status < 500
                if error.code in {"connect", "timeout", "address_refused"}:
                    host.failures += 1
                    raise
                host.robots = Protego.parse("") if absent else FetchError("robots_unreadable", f"robots.txt: {error}", passing=True)
            host.ready_at = time.monotonic() + self._host_delay(host, delay)
        if isinstance(host.robots, FetchError):
            raise FetchError(host.robots.code, str(host.robots), passing=False)
        if not host.robots.can_fetch(url, self.agent):
            raise FetchError("robots_forbid", "robots.txt asks not to fetch this address")

    async def _request(
        self, url: str, private: bool, validators: dict[str, str], into: Path | None, *, limit: int | None = None
    ) -> Reply:
        partial = Partial(into) if into else None
        headers = {**validators, **(partial.resume_headers() if partial else {})}
        limit = limit or (self.manners.max_bytes if into else self.manners.max_page_bytes)
        self.requests += 1
        try:
            async with self._client.stream("GET", url, headers=headers, extensions={"allow_private": private}) as response:
                names = {_readable(name).lower(): _readable(value) for name, value in response.headers.raw}
                if response.status_code == 416 and partial:
                    partial.discard()
                _judge_status(response.status_code, names)
                if response.status_code != 200 and response.status_code != 206:
                    return Reply(url=url, status=response.status_code, headers=names)
                return await _take(response, names, url, limit, partial)
        except AddressRefused as error:
            raise FetchError("address_refused", str(error)) from error
        except httpx.TimeoutException as error:
            raise FetchError("timeout", f"silent for {self.manners.timeout:.0f} s", passing=True) from error
        except httpx.ConnectError as error:
            raise FetchError("connect", f"no connection ({error})", passing=True) from error
        except httpx.DecodingError as error:
            raise FetchError("encoding", f"the body is not encoded as it says ({error})") from error
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError) as error:
            raise FetchError("cut", f"the connection broke off ({error})", passing=True) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise FetchError("http", f"{type(error).__name__}: {error}") from error


class Partial:
    """A download on its way into a file; what a broken one left is continued where the server can tell it is the same."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.note = path.with_suffix(path.suffix + ".json")

    def resume_headers(self) -> dict[str, str]:
        """Range and If-Range for what is there already, or nothing; a length the server coded itself cannot be continued."""
        if not self.path.exists() or not self.note.exists():
            return {"Accept-Encoding": "identity"}
        known = json.loads(self.note.read_text(encoding="utf-8"))
        size = self.path.stat().st_size
        if not size or not known.get("validator"):
            return {"Accept-Encoding": "identity"}
        return {"Range": f"bytes={size}-", "If-Range": known["validator"], "Accept-Encoding": "identity"}

    def begin(self, status: int, headers: Mapping[str, str]) -> int:
        """The number of bytes to keep; raises where the server continues at another place than asked."""
        size = self.path.stat().st_size if self.path.exists() else 0
        if status == 206:
            if headers.get("content-range", "").startswith(f"bytes {size}-"):
                return size
            self.discard()
            raise FetchError("cut", "the server continued at another place; begun again", passing=True)
        strong = headers.get("etag", "")
        validator = strong if strong and not strong.startswith("W/") else headers.get("last-modified", "")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.unlink(missing_ok=True)
        self.note.write_text(json.dumps({"validator": validator}), encoding="utf-8")
        return 0

    def discard(self) -> None:
        self.path.unlink(missing_ok=True)
        self.note.unlink(missing_ok=True)


async def _take(response: httpx.Response, headers: dict[str, str], url: str, limit: int, partial: Partial | None) -> Reply:
    length = headers.get("content-length", "")
    kept = partial.begin(response.status_code, headers) if partial else 0
    if length.isdigit() and int(length) + kept > limit:
        if partial:
            partial.discard()
        raise FetchError("too_large", f"announces {int(length):,} bytes; the limit is {limit:,}")
    total = kept
    body = bytearray()
    # Decoding happens chunk by chunk, so a bomb is stopped at the limit and not in memory.
    file = partial.path.open("ab") if partial else None
    try:
        async for chunk in response.aiter_bytes():
            total += len(chunk)
            if total > limit:
                if partial:
                    partial.discard()
                raise FetchError("too_large", f"more than the limit of {limit:,} bytes")
            if file:
                file.write(chunk)
            else:
                body += chunk
    finally:
        if file:
            file.close()
    return Reply(url=url, status=200, headers=headers, body=bytes(body), size=total)


def _readable(value: bytes) -> str:
    """A header's value; Chinese servers send raw UTF-8 or GBK bytes where the standard allows neither."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return value.decode(encoding)
        except UnicodeDecodeError:
            continue
    return value.decode("latin-1")


def _judge_status(status: int, headers: Mapping[str, str]) -> None:
    if status in {200, 206, 304} or 300 <= status < 400:
        return
    if status == 416:
        raise FetchError("cut", "the server has no more of it; begun again", passing=True, status=status)
    passing = status in {408, 425, 429, 500, 502, 503, 504}
    wait = retry_after(headers.get("retry-after", "")) if passing else 0.0
    raise FetchError("status", f"the server answered {status}", passing=passing, status=status, wait=wait)


def retry_after(value: str, now: datetime | None = None) -> float:
    """Seconds a Retry-After header asks for: a number or a date; 0 where it says nothing readable.

    >>> retry_after("7"), retry_after("soon")
    (7.0, 0.0)
    """
    if value.strip().isdigit():
        return float(value)
    try:
        then = email.utils.parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return 0.0
    now = now or datetime.now(then.tzinfo)
    return max(0.0, (then - now).total_seconds())
