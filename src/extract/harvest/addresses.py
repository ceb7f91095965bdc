"""Which addresses may be spoken to: http and https on public hosts, private ones only by name."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from urllib.parse import quote, urldefrag, urljoin, urlsplit, urlunsplit

import httpx


class AddressRefused(Exception):
    """An address that must not be fetched; the message says why."""


def normalise_url(url: str, base: str = "") -> str | None:
    """One spelling for one address: absolute, without fragment, spaces and Chinese characters quoted; None where it is none.

    >>> normalise_url("../附件/a 1.pdf#p2", "http://zj.example.org/zlbg/2024/list.html")
    'http://zj.example.org/zlbg/%E9%99%84%E4%BB%B6/a%201.pdf'
    >>> normalise_url("javascript:void(0)", "http://zj.example.org/") is None
    True
    """
    try:
        joined, _ = urldefrag(urljoin(base, url.strip()))
        parts = urlsplit(joined)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    try:
        host = parts.hostname.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    if port and port != {"http": 80, "https": 443}[parts.scheme]:
        host = f"{host}:{port}"
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    return urlunsplit((parts.scheme, host, path, query, ""))


def host_of(url: str) -> str:
    """The host and port of a normalised address.

    >>> host_of("https://zj.example.org:8443/a")
    'zj.example.org:8443'
    """
    return urlsplit(url).netloc


def is_public(address: str) -> bool:
    """Whether an IP address is one on the open internet.

    >>> [is_public(a) for a in ("93.184.216.34", "127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "::ffff:10.0.0.1")]
    [True, False, False, False, False, False]
    """
    ip = ipaddress.ip_address(address)
    mapped = getattr(ip, "ipv4_mapped", None)
    ip = mapped or ip
    return ip.is_global and not ip.is_multicast


class GuardedTransport(httpx.AsyncBaseTransport):
    """Resolves each host itself, refuses private addresses, and connects to the very address it checked.

    Checking a name and letting the library resolve it again would leave a gap for a name that changes between the two.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self.inner = inner
        self.allowed: frozenset[str] = frozenset()
        self._known: dict[tuple[str, int], str] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        port = request.url.port or (443 if request.url.scheme == "https" else 80)
        address = await self._address(host, port, bool(request.extensions.get("allow_private")))
        request.extensions = {**request.extensions, "sni_hostname": host}
        request.url = request.url.copy_with(host=address)
        return await self.inner.handle_async_request(request)

    async def _address(self, host: str, port: int, allow_private: bool) -> str:
        if (known := self._known.get((host, port))) and (allow_private or is_public(known)):
            return known
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpx.ConnectError(f"the host {host} has no address ({error.strerror or error})") from error
        addresses = [str(entry[4][0]) for entry in found]
        if not allow_private and not all(is_public(address) for address in addresses):
            raise AddressRefused(f"{host} is a private or loopback address; name it in the source's allow_private if it is meant")
        self._known[(host, port)] = addresses[0]
        return addresses[0]

    async def aclose(self) -> None:
        await self.inner.aclose()
