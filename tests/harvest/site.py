"""A school site on 127.0.0.1 that publishes reports and can misbehave in every way a real one does."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def pdf(mark: str) -> bytes:
    """Bytes that pass for a PDF, different for each mark."""
    return PDF + mark.encode()


class Site:
    """Pages by path; a page is bytes, or a function of the handler that answers itself. Counts what was asked."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes | Callable[[BaseHTTPRequestHandler], None]] = {}
        self.headers: dict[str, dict[str, str]] = {}
        self.asked: Counter[str] = Counter()
        self.times: list[float] = []
        self.open = self.most_open = 0
        self.stopping = threading.Event()
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.open += 1
                site.most_open = max(site.most_open, site.open)
                site.asked[self.path] += 1
                site.times.append(time.monotonic())
                try:
                    site.answer(self)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True
                finally:
                    site.open -= 1

            def log_message(self, *_: object) -> None:
                """Tests read the site's counters, not its log."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def __enter__(self) -> Site:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self.server.shutdown()
        self.server.server_close()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        page = self.pages.get(request.path)
        if page is None:
            self.send(request, b"not here", 404)
        elif callable(page):
            page(request)
        else:
            headers = self.headers.get(request.path, {})
            tag = headers.get("ETag")
            if tag and request.headers.get("If-None-Match") == tag:
                self.send(request, b"", 304, headers)
            else:
                self.send(request, page, 200, headers)

    @staticmethod
    def send(request: BaseHTTPRequestHandler, body: bytes, status: int = 200, headers: dict[str, str] | None = None) -> None:
        request.send_response(status)
        for name, value in (headers or {}).items():
            request.send_header(name, value)
        if "Content-Length" not in (headers or {}):
            request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    def listing(self, path: str, links: list[tuple[str, str]], *, encoding: str = "utf-8", declared: str = "utf-8") -> None:
        """A listing page of links, in one encoding and perhaps declaring another."""
        rows = "".join(f'<li><a href="{href}">{text}</a><span>2024-12-30</span></li>' for href, text in links)
        head = f'<meta charset="{declared}"><title>质量年报-青禾县职教中心</title>'
        page = f"<html><head>{head}</head><body><ul>{rows}</ul></body></html>"
        self.pages[path] = page.encode(encoding)
        self.headers[path] = {"Content-Type": f"text/html; charset={declared}"}

    def report(self, path: str, mark: str, **headers: str) -> None:
        self.pages[path] = pdf(mark)
        self.headers[path] = {name.replace("_", "-"): value for name, value in headers.items()}
