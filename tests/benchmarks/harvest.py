"""5,000 publications on 50 hosts, discovered and fetched: seconds, requests, memory, politeness.

    python tests/benchmarks/harvest.py [--hosts 50] [--reports 100] [--delay 0.02]

The hosts are 127.0.0.1, 127.0.0.2 … on this machine, served by one process of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import multiprocessing
import resource
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path

PAGE = 20  # reports on one listing page


def respond(host: str, target: str, reports: int) -> tuple[int, bytes]:
    """The body of one path: listing pages /1 … /n, and reports /r/1.pdf …"""
    if target.startswith("/r/"):
        return 200, b"%PDF-1.4\n" + (f"{host}{target}\n".encode()) * 4000
    if not target[1:].isdigit():
        return 404, b""
    page = int(target[1:])
    first = (page - 1) * PAGE
    links = [
        f'<li><a href="/r/{n}.pdf">第{n}所学校质量年度报告（2024年度）</a></li>' for n in range(first, min(first + PAGE, reports))
    ]
    more = f'<a href="/{page + 1}">下一页</a>' if first + PAGE < reports else ""
    return 200, f"<html><ul>{''.join(links)}</ul>{more}</html>".encode()


def serve(hosts: int, reports: int, pipe: Connection) -> None:
    """Serve all hosts until told to stop; then tell the shortest pause and the most connections any host saw."""
    times: dict[str, list[float]] = {}
    open_now: dict[str, int] = {}
    most = [0]

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host = writer.get_extra_info("sockname")[0]
        open_now[host] = open_now.get(host, 0) + 1
        most[0] = max(most[0], open_now[host])
        while line := await reader.readline():
            while (await reader.readline()).strip():
                pass
            target = line.split()[1].decode()
            if target != "/robots.txt":
                times.setdefault(host, []).append(time.monotonic())
            status, body = respond(host, target, reports)
            writer.write(f"HTTP/1.1 {status} OK\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
            await writer.drain()
        open_now[host] -= 1
        writer.close()

    async def run() -> None:
        first = await asyncio.start_server(answer, "127.0.0.1", 0)
        port = first.sockets[0].getsockname()[1]
        for n in range(2, hosts + 1):
            await asyncio.start_server(answer, f"127.0.0.{n}", port)
        pipe.send(port)
        await asyncio.to_thread(pipe.recv)

    asyncio.run(run())
    gaps = [b - a for seen in times.values() for a, b in itertools.pairwise(seen)]
    pipe.send((min(gaps, default=0.0), most[0]))


def measure(hosts: int, reports: int, delay: float) -> dict[str, float]:
    """One harvest of everything and a second with nothing new."""
    from extract.harvest import harvest
    from extract.harvest.sources import Listing, Manners, Sources

    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(hosts, reports, theirs))
    server.start()
    try:
        port = ours.recv()
        names = [f"127.0.0.{n}" for n in range(1, hosts + 1)]
        sources = Sources(
            sources=tuple(Listing(id=f"host-{n}", start=(f"http://{n}:{port}/1",), allow_private=(n,)) for n in names),
            manners=Manners(delay=delay, hosts_at_once=hosts),
        )
        with tempfile.TemporaryDirectory() as folder:
            raw = Path(folder)
            start_memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            started = time.monotonic()
            first = harvest(sources, raw, raw)
            seconds = time.monotonic() - started
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            started = time.monotonic()
            second = harvest(sources, raw, raw)
            again = time.monotonic() - started
            files = sum(1 for _ in raw.rglob("*.pdf"))
        ours.send("stop")
        shortest, connections = ours.recv()
    finally:
        server.join(10)
        if server.is_alive():
            server.terminate()
    return {
        "publications": sum(r.new for r in first.results),
        "files": files,
        "requests": first.requests,
        "seconds": round(seconds, 1),
        "seconds, nothing new": round(again, 1),
        "new in the second run": sum(r.new for r in second.results),
        "MiB before": round(start_memory),
        "MiB at most": round(memory),
        "shortest pause at a host": round(shortest, 4),
        "most connections at a host": connections,
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hosts", type=int, default=50)
    parser.add_argument("--reports", type=int, default=100)
    parser.add_argument("--delay", type=float, default=0.02)
    words = parser.parse_args()
    print(json.dumps(measure(words.hosts, words.reports, words.delay), indent=1))
