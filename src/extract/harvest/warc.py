"""A WARC file of everything fetched, for archives: needs the extra nianbao[warc]."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extract.harvest.fetch import Reply

# The body is stored decoded and whole, so what described its coding on the wire no longer holds.
LEFT_OUT = {"content-encoding", "transfer-encoding", "content-length", "content-range"}


class WarcMissing(RuntimeError):
    """The extra is not installed; the message says how to install it."""


class Recorder:
    """Appends every answer to one compressed WARC file, each record whole before the next begins."""

    def __init__(self, path: Path, agent: str, now: Callable[[], str]) -> None:
        try:
            from warcio.warcwriter import WARCWriter
        except ImportError as error:
            raise WarcMissing("a WARC file needs the extra: pip install 'nianbao[warc]'") from error
        path.parent.mkdir(parents=True, exist_ok=True)
        self.file = path.open("ab")
        self.now = now
        self.writer: Any = WARCWriter(self.file, gzip=True)
        if not self.file.tell():
            self.writer.write_record(
                self.writer.create_warcinfo_record(path.name, {"software": agent, "format": "WARC File Format 1.0"})
            )

    def __call__(self, reply: Reply, body: Path | None) -> None:
        """Append one answer; `body` is the file it was written into, where it was."""
        from warcio.statusandheaders import StatusAndHeaders

        headers = [(name.title(), value) for name, value in reply.headers.items() if name not in LEFT_OUT]
        payload = body.open("rb") if body is not None and reply.status == 200 else io.BytesIO(reply.body)
        when = datetime.fromisoformat(self.now()).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        with payload:
            record = self.writer.create_warc_record(
                reply.url,
                "response",
                payload=payload,
                http_headers=StatusAndHeaders(f"{reply.status} {'OK' if reply.status == 200 else ''}".strip(), headers, "HTTP/1.1"),
                warc_headers_dict={"WARC-Date": when},
            )
            self.writer.write_record(record)
        self.file.flush()

    def close(self) -> None:
        self.file.close()
