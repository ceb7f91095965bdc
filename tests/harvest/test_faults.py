"""What sites do wrong: nothing half-written is taken for a report, nothing is fetched twice, nothing is lost."""

from __future__ import annotations

import gzip
import io
import json
import signal
import socket
import subprocess
import sys
import time
import zipfile

import pytest

from extract.harvest import LedgerLocked, read_publications
from extract.harvest.ledger import hold_lock
from tests.harvest.conftest import TITLE, Harvester
from tests.harvest.site import Site, pdf


def error_of(harvester: Harvester, path: str) -> str:
    """The ledger's word on one address."""
    found = read_publications(harvester.raw / "ledger.sqlite")
    return next((p.error or "" for p in found if p.url.endswith(path)), "not in the ledger")


def test_a_dead_host_is_left_alone_and_the_rest_is_fetched(site: Site, harvester: Harvester) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    site.listing(
        "/list.html", [(f"http://127.0.0.1:{port}/{n}.pdf", f"{TITLE}（{2015 + n}）") for n in range(5)] + [("/a.pdf", TITLE)]
    )
    site.report("/a.pdf", "a")
    harvester.manners["attempts"] = 1
    result = harvester(harvester.sources(other_hosts=("*",))).results[0]
    assert (result.new, result.failed) == (1, 5)
    assert "host_dead" in error_of(harvester, "/4.pdf")


def test_a_slow_drip_is_given_up(site: Site, harvester: Harvester) -> None:
    def drip(request) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "100000")
        request.end_headers()
        while not site.stopping.wait(0.1):
            request.wfile.write(b"%")

    site.listing("/list.html", [("/slow.pdf", TITLE)])
    site.pages["/slow.pdf"] = drip
    harvester.manners["seconds_per_file"] = 0.6
    started = time.monotonic()
    assert harvester().results[0].failed == 1
    assert time.monotonic() - started < 5
    assert "too_slow" in error_of(harvester, "/slow.pdf")
    assert harvester.files() == []


@pytest.mark.parametrize("ranges", [True, False])
def test_a_connection_cut_in_mid_file_is_resumed_or_begun_again(site: Site, harvester: Harvester, ranges: bool) -> None:
    whole = pdf("x" * 50_000)
    seen: list[str | None] = []

    def cut(request) -> None:
        asked = request.headers.get("Range")
        seen.append(asked)
        headers = {"ETag": '"v1"', "Content-Length": str(len(whole))}
        if len(seen) == 1:
            site.send(request, whole[:20_000], 200, headers)
            request.close_connection = True
        elif ranges and asked:
            start = int(asked.split("=")[1].rstrip("-"))
            assert request.headers["If-Range"] == '"v1"'
            span = {"Content-Range": f"bytes {start}-{len(whole) - 1}/{len(whole)}", "Content-Length": str(len(whole) - start)}
            site.send(request, whole[start:], 206, {"ETag": '"v1"', **span})
        else:
            site.send(request, whole, 200, headers)

    site.listing("/list.html", [("/a.pdf", TITLE)])
    site.pages["/a.pdf"] = cut
    assert harvester().results[0].new == 1
    assert seen[0] is None
    assert seen[1] is not None
    stored = next(p for p in harvester.raw.rglob("*.pdf"))
    assert stored.read_bytes() == whole


def test_an_error_page_with_status_200_is_no_report(site: Site, harvester: Harvester) -> None:
    site.listing("/list.html", [("/a.pdf", TITLE), ("/b.html", TITLE), ("/c.html", TITLE), ("/d.pdf", TITLE), ("/e.pdf", TITLE)])
    site.pages["/a.pdf"] = "<html><body>您访问的页面不存在</body></html>".encode()
    site.pages["/b.html"] = "<html><body><p>页面已被删除</p></body></html>".encode("gbk")
    site.pages["/c.html"] = "<html><body>统一身份认证 用户登录 请输入密码</body></html>".encode()
    site.pages["/d.pdf"] = b"<html><body>" + b"x" * 5000 + b"</body></html>"
    site.pages["/e.pdf"] = b"\x00\x01\x02\x03" * 100
    assert harvester().results[0].failed == 5
    codes = [error_of(harvester, f"/{name}").split(":")[0] for name in ("a.pdf", "b.html", "c.html", "d.pdf", "e.pdf")]
    assert codes == ["error_page", "error_page", "login_page", "page_for_file", "unknown_type"]
    assert harvester.files() == []


def test_a_wrong_length_is_a_broken_download(site: Site, harvester: Harvester) -> None:
    def short(request) -> None:
        site.send(request, pdf("short"), 200, {"Content-Length": "100000"})
        request.close_connection = True

    site.listing("/list.html", [("/a.pdf", TITLE)])
    site.pages["/a.pdf"] = short
    assert harvester().results[0].failed == 1
    assert "cut" in error_of(harvester, "/a.pdf")
    assert harvester.files() == []


def test_endless_pagination_ends(site: Site, harvester: Harvester) -> None:
    def page(request) -> None:
        number = int(request.path.split("=")[1]) if "=" in request.path else 1
        body = f'<html><a href="/a.pdf">{TITLE}</a><a href="/list.html?p={number + 1}">下一页</a></html>'.encode()
        site.send(request, body)

    site.pages.update({"/list.html": page} | {f"/list.html?p={n}": page for n in range(2, 100)})
    site.report("/a.pdf", "a")
    result = harvester().results[0]
    assert result.new == 1
    assert sum(count for path, count in site.asked.items() if path.startswith("/list")) <= 4


def test_redirects_are_followed_within_the_web_only(site: Site, harvester: Harvester) -> None:
    def to(target: str):
        return lambda request: site.send(request, b"", 302, {"Location": target})

    links = ["loop", "file", "private", "good"]
    site.listing("/list.html", [(f"/{name}.pdf", f"{TITLE}{name}") for name in links])
    site.pages["/loop.pdf"] = to("/loop.pdf")
    site.pages["/file.pdf"] = to("file:///etc/passwd")
    site.pages["/private.pdf"] = to("http://169.254.169.254/latest/meta-data.pdf")
    site.pages["/good.pdf"] = to("/real.pdf")
    site.report("/real.pdf", "real")
    result = harvester().results[0]
    assert (result.new, result.failed) == (1, 3)
    codes = [error_of(harvester, f"/{name}.pdf").split(":")[0] for name in ("loop", "file", "private")]
    assert codes == ["redirect_loop", "redirect_refused", "address_refused"]


def test_private_addresses_are_refused_unless_named(site: Site, harvester: Harvester) -> None:
    site.listing("/list.html", [("/a.pdf", TITLE)])
    result = harvester(harvester.sources(allow_private=())).results[0]
    assert result.found == 0
    assert "private or loopback" in result.warnings[0]
    assert not site.asked


def test_bombs_and_boasts_are_stopped_at_the_limit(site: Site, harvester: Harvester) -> None:
    bomb = gzip.compress(b"%PDF-1.4" + b"\0" * 30_000_000)
    site.listing("/list.html", [("/bomb.pdf", TITLE + "甲"), ("/huge.pdf", TITLE + "乙")])
    site.pages["/bomb.pdf"] = bomb
    site.headers["/bomb.pdf"] = {"Content-Encoding": "gzip"}

    def huge(request) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(10 * 2**30))
        request.end_headers()
        request.close_connection = True

    site.pages["/huge.pdf"] = huge
    harvester.manners["max_bytes"] = 2_000_000
    assert harvester().results[0].failed == 2
    assert {error_of(harvester, p).split(":")[0] for p in ("/bomb.pdf", "/huge.pdf")} == {"too_large"}
    assert not list((harvester.raw / ".partial").glob("*"))


def test_names_cannot_leave_the_folder_and_do_not_collide(site: Site, harvester: Harvester) -> None:
    site.listing("/list.html", [("/1.pdf", TITLE), ("/2.pdf", TITLE), ("/3.pdf", TITLE)])
    site.report("/1.pdf", "one", Content_Disposition='attachment; filename="../../../evil.pdf"')
    site.report("/2.pdf", "two", Content_Disposition='attachment; filename="%e6%b3%8a%e5%b7%9d%e5%b9%b4%e6%8a%a5.pdf"')
    site.report("/3.pdf", "three")
    assert harvester().results[0].new == 3
    assert all(p.resolve().is_relative_to(harvester.raw.resolve()) for p in harvester.raw.rglob("*"))
    names = [name.partition("-")[2] for name in harvester.files()]
    assert sorted(names) == sorted(["泊川年报.pdf", f"{TITLE}.pdf", f"{TITLE}.pdf"])


@pytest.mark.parametrize(("encoding", "declared"), [("gb18030", "utf-8"), ("utf-8", "gb2312"), ("gb18030", "gb2312")])
def test_a_listing_under_a_false_label_is_read(site: Site, harvester: Harvester, encoding: str, declared: str) -> None:
    site.listing("/list.html", [("/a.pdf", TITLE)], encoding=encoding, declared=declared)
    site.report("/a.pdf", "a")
    assert harvester().results[0].files[0].endswith(f"{TITLE}.pdf")


def test_robots_are_obeyed(site: Site, harvester: Harvester) -> None:
    site.pages["/robots.txt"] = b"User-agent: *\nDisallow: /secret/\n"
    site.listing("/list.html", [("/secret/a.pdf", TITLE + "甲"), ("/open/b.pdf", TITLE + "乙")])
    site.report("/secret/a.pdf", "a")
    site.report("/open/b.pdf", "b")
    assert harvester().results[0].new == 1
    assert "robots_forbid" in error_of(harvester, "/secret/a.pdf")
    assert site.asked["/secret/a.pdf"] == 0
    assert site.asked["/robots.txt"] == 1


def test_a_busy_server_is_given_the_time_it_asks_for(site: Site, harvester: Harvester) -> None:
    def busy(request) -> None:
        if site.asked["/a.pdf"] == 1:
            site.send(request, b"", 503, {"Retry-After": "1"})
        else:
            site.send(request, pdf("a"))

    site.listing("/list.html", [("/a.pdf", TITLE)])
    site.pages["/a.pdf"] = busy
    assert harvester().results[0].new == 1
    assert site.times[-1] - site.times[-2] >= 1.0


def test_a_kill_in_mid_download_leaves_nothing_half_written(site: Site, harvester: Harvester, tmp_path) -> None:
    whole = pdf("y" * 400_000)

    def slow(request) -> None:
        if site.asked["/a.pdf"] > 1:
            return site.send(request, whole)
        request.send_response(200)
        request.send_header("Content-Length", str(len(whole)))
        request.end_headers()
        request.wfile.write(whole[:200_000])
        request.wfile.flush()
        site.stopping.wait(20)
        return None

    site.listing("/list.html", [("/a.pdf", TITLE), ("/b.pdf", TITLE + "乙")])
    site.pages["/a.pdf"] = slow
    site.report("/b.pdf", "b")
    config = tmp_path / "sources.yaml"
    config.write_text(
        json.dumps(
            {
                "manners": {"delay": 0, "timeout": 20},
                "sources": [
                    {"kind": "listing", "id": "qinghe", "start": [f"{site.url}/list.html"], "allow_private": ["127.0.0.1"]}
                ],
            }
        )
    )
    code = (
        "import sys; from pathlib import Path; from extract.harvest import harvest, load_sources;"
        "harvest(load_sources(Path(sys.argv[1])), Path(sys.argv[2]), Path(sys.argv[2]))"
    )
    child = subprocess.Popen([sys.executable, "-c", code, str(config), str(harvester.raw)])
    deadline = time.monotonic() + 20
    partial = harvester.raw / ".partial"
    while time.monotonic() < deadline and not any(p.stat().st_size > 100_000 for p in partial.glob("*")):
        time.sleep(0.05)
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert harvester.files() == []
    assert any(p.stat().st_size > 100_000 for p in partial.glob("*"))
    result = harvester().results[0]
    assert (result.new, result.failed) == (2, 0)
    assert next(harvester.raw.rglob(f"*-{TITLE}.pdf")).read_bytes() == whole


def test_two_harvests_of_one_folder_do_not_meet(site: Site, harvester: Harvester) -> None:
    site.listing("/list.html", [])
    with hold_lock(harvester.raw), pytest.raises(LedgerLocked, match="another harvest"):
        harvester()


def test_a_clock_set_back_loses_nothing_and_asks_nothing_twice(site: Site, harvester: Harvester) -> None:
    site.listing("/list.html", [("/a.pdf", TITLE)])
    site.report("/a.pdf", "a")
    harvester()
    harvester.now = "2019-01-01T00:00:00+08:00"
    result = harvester().results[0]
    assert (result.new, result.unchanged) == (0, 1)
    assert site.asked["/a.pdf"] == 1
    publication = read_publications(harvester.raw / "ledger.sqlite")[0]
    assert publication.first_seen_at == publication.last_seen_at == "2025-01-10T03:00:00+08:00"


def archive(*members: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members:
            package.writestr(name, data)
    return buffer.getvalue()


def test_archives_are_unpacked_within_limits(site: Site, harvester: Harvester) -> None:
    site.listing("/list.html", [("/good.zip", TITLE + "甲"), ("/bomb.zip", TITLE + "乙"), ("/bad.zip", TITLE + "丙")])
    site.pages["/good.zip"] = archive(("../../泊川县年报.pdf", pdf("1")), ("读我.exe", b"MZ\0\0"), ("b/2.pdf", pdf("2")))
    site.pages["/bomb.zip"] = archive(("a.pdf", b"%PDF-1.4" + b"0" * 5_000_000))
    site.pages["/bad.zip"] = archive(("a.pdf", pdf("3")))[:40]
    harvester.manners["max_unpacked_bytes"] = 1_000_000
    result = harvester().results[0]
    assert len(result.files) == 2
    assert result.failed == 2
    assert "too_large" in error_of(harvester, "/bomb.zip")
    found = [p for p in read_publications(harvester.raw / "ledger.sqlite") if p.sha256]
    assert [p.url.partition("#")[2] for p in found] == ["../../泊川县年报.pdf", "b/2.pdf"]
    assert all((harvester.raw / p.file_name).resolve().is_relative_to(harvester.raw.resolve()) for p in found)


def test_a_source_that_was_down_is_tried_again_in_the_same_run(site: Site, harvester: Harvester) -> None:
    def waking(request) -> None:
        if site.asked["/list.html"] <= 2:
            site.send(request, b"", 502)
        else:
            site.send(request, f'<a href="/a.pdf">{TITLE}</a>'.encode())

    site.pages["/list.html"] = waking
    site.report("/a.pdf", "a")
    result = harvester().results[0]
    assert (result.new, result.thin_runs) == (1, 0)
