"""What a harvest finds and remembers, over runs in which the site changes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.harvest import SourceError, load_sources, read_publications
from extract.harvest.addresses import normalise_url
from extract.harvest.coverage import read_coverage
from extract.harvest.discover import read_feed
from extract.harvest.names import name_from_header, safe_name
from extract.harvest.sources import AddressList, Feed, Filter, Folder, Sources
from tests.harvest.conftest import TITLE, Harvester
from tests.harvest.site import Site, pdf


def test_pages_details_and_attachments_are_walked(site: Site, harvester: Harvester) -> None:
    site.listing(
        "/list.html", [("/sub/zlnb/", "质量年报栏目"), ("/about.html", "学校概况"), ("/tongzhi.html", f"关于编制{TITLE}的通知")]
    )
    site.listing("/sub/zlnb/", [("a.html", f"{TITLE}（2023）"), ("index_2.html", "下一页")])
    site.listing("/sub/zlnb/index_2.html", [("b.html", f"{TITLE}（2022）"), ("index_2.html", "尾页")])
    links = "<p>附件：<a href='/f/1.pdf'>点击下载</a></p><a href='/x.html'>首页</a>"
    detail = f"<html><title>{TITLE}（2023）-青禾县职教中心</title>{links}</html>"
    site.pages["/sub/zlnb/a.html"] = detail.encode()
    site.pages["/sub/zlnb/b.html"] = f"<html><title>{TITLE}（2022）</title><h1>{TITLE}</h1><p>正文</p></html>".encode("gbk")
    site.report("/f/1.pdf", "1")
    result = harvester(harvester.sources(follow=("/zlnb/$",))).results[0]
    assert (result.found, result.new, result.failed) == (2, 2, 0)
    assert {name.partition("-")[2] for name in harvester.files()} == {f"{TITLE}（2022）.html", f"{TITLE}（2023）.pdf"}
    found = {p.url.rsplit("/", 1)[-1]: p for p in read_publications(harvester.raw / "ledger.sqlite")}
    assert found["1.pdf"].listing_url == f"{site.url}/sub/zlnb/a.html"
    assert site.asked["/tongzhi.html"] == site.asked["/about.html"] == 0


def test_the_second_run_fetches_only_what_is_new(site: Site, harvester: Harvester) -> None:
    site.listing("/list.html", [("/a.pdf", TITLE + "甲")])
    site.report("/a.pdf", "a", ETag='"1"')
    assert harvester().results[0].new == 1
    site.listing("/list.html", [("/a.pdf", TITLE + "甲"), ("/b.pdf", TITLE + "乙")])
    site.report("/b.pdf", "b")
    result = harvester().results[0]
    assert (result.new, result.unchanged, result.changed) == (1, 1, 0)
    assert site.asked["/a.pdf"] == 1


def test_a_revisit_asks_whether_it_changed_and_a_new_file_supersedes(site: Site, harvester: Harvester) -> None:
    site.listing("/list.html", [("/a.pdf", TITLE)])
    site.report("/a.pdf", "first", ETag='"1"')
    harvester()
    harvester.now = "2025-03-10T03:00:00+08:00"
    assert harvester().results[0].unchanged == 1
    assert site.asked["/a.pdf"] == 2
    site.report("/a.pdf", "second", ETag='"2"')
    harvester.now = "2025-05-10T03:00:00+08:00"
    result = harvester().results[0]
    assert (result.changed, result.new) == (1, 0)
    old, new = read_publications(harvester.raw / "ledger.sqlite")
    assert old.superseded_by == new.publication_id
    assert new.superseded_by is None
    assert len(harvester.files()) == 2


def test_one_report_at_two_addresses_is_one_file(site: Site, harvester: Harvester) -> None:
    site.listing("/list.html", [("/a.pdf", TITLE), ("/copy/a.pdf", TITLE)])
    site.report("/a.pdf", "same")
    site.report("/copy/a.pdf", "same")
    harvester()
    found = read_publications(harvester.raw / "ledger.sqlite")
    assert len(found) == 2
    assert len({p.report_id for p in found}) == len(harvester.files()) == 1
    sidecar = json.loads(next(harvester.raw.rglob("*.publication.json")).read_text())
    assert [entry["url"] for entry in sidecar["served"]] == [f"{site.url}/a.pdf", f"{site.url}/copy/a.pdf"]


def test_what_is_gone_and_a_source_that_runs_dry_are_said(site: Site, harvester: Harvester) -> None:
    site.listing("/list.html", [(f"/{n}.pdf", f"{TITLE}（{2015 + n}）") for n in range(6)])
    for n in range(6):
        site.report(f"/{n}.pdf", str(n))
    assert not harvester().red
    site.listing("/list.html", [("/0.pdf", TITLE)])
    reds = []
    for run in range(3):
        result = harvester()
        reds.append(result.red)
        assert result.results[0].gone == (5 if run == 0 else 0)
        assert "fewer than 3; it used to list 6" in result.results[0].warnings[0]
    assert reds == [False, False, True]
    assert len(harvester.files()) == 6


def test_a_dry_run_fetches_no_report_and_writes_no_file(site: Site, harvester: Harvester) -> None:
    site.listing("/list.html", [("/a.pdf", TITLE)])
    site.report("/a.pdf", "a")
    result = harvester(dry_run=True)
    assert result.results[0].files == [f"{site.url}/a.pdf\t{TITLE}"]
    assert site.asked["/a.pdf"] == 0
    assert read_publications(harvester.raw / "ledger.sqlite") == ()
    assert harvester().results[0].new == 1


def test_lists_feeds_and_folders(site: Site, harvester: Harvester, tmp_path: Path) -> None:
    harvester.raw.mkdir()
    (harvester.raw / "list.csv").write_text(f"url,title\n{site.url}/l.pdf,{TITLE}\nnonsense,x\n", encoding="utf-8-sig")
    shelf = harvester.raw / "shelf"
    shelf.mkdir()
    (shelf / "某校年报.pdf").write_bytes(pdf("shelf"))
    (shelf / "secret.pdf").symlink_to("/etc/hostname")
    site.pages["/sitemap.xml"] = (
        f"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><sitemap><loc>{site.url}/s1.xml</loc></sitemap></sitemapindex>"
    ).encode()
    site.pages["/s1.xml"] = (
        f"<urlset><url><loc>{site.url}/f/质量年报2023.pdf</loc></url><url><loc>{site.url}/x.pdf</loc></url></urlset>".encode()
    )
    site.report("/l.pdf", "l")
    site.report("/f/%E8%B4%A8%E9%87%8F%E5%B9%B4%E6%8A%A52023.pdf", "f")
    private = ("127.0.0.1",)
    sources = Sources(
        sources=(
            AddressList(id="list", path="list.csv", allow_private=private),
            Feed(id="feed", start=(f"{site.url}/sitemap.xml",), allow_private=private),
            Folder(id="shelf", path="shelf"),
        ),
        manners=harvester.sources().manners,
    )
    results = {r.source_id: r for r in harvester(sources).results}
    assert {name: (r.found, r.new) for name, r in results.items()} == {"list": (1, 1), "feed": (1, 1), "shelf": (1, 1)}
    assert "nonsense" in results["list"].warnings[0]
    assert {r.source_id: r.unchanged for r in harvester(sources).results} == {"list": 1, "feed": 1, "shelf": 1}


def test_only_one_connection_a_host_and_a_pause_between_requests(site: Site, harvester: Harvester) -> None:
    site.listing("/list.html", [(f"/{n}.pdf", f"{TITLE}{n}") for n in range(4)])
    for n in range(4):
        site.report(f"/{n}.pdf", str(n))
    harvester.manners["delay"] = 0.15
    harvester()
    gaps = [b - a for a, b in zip(site.times, site.times[1:], strict=False)]
    assert len(gaps) == 5
    assert min(gaps) >= 0.14
    assert site.most_open == 1


def test_coverage_counts_what_was_found_of_what_was_expected(site: Site, harvester: Harvester, tmp_path: Path) -> None:
    site.listing("/list.html", [("/a.pdf", "青禾县中等职业教育质量年度报告（2023）")])
    site.report("/a.pdf", "a")
    harvester()
    wanted = tmp_path / "expected.csv"
    wanted.write_text("publisher,year\n青禾县,2023\n青禾县,2024\n泊川县,2023\n", encoding="utf-8")
    rows = read_coverage(wanted, read_publications(harvester.raw / "ledger.sqlite"))
    assert [(r.publisher, r.year, r.found) for r in rows] == [("青禾县", "2023", 1), ("青禾县", "2024", 0), ("泊川县", "2023", 0)]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("sources: [{kind: listing, id: a, start: ['ftp://x']}]", "source a: 'ftp://x' is no http"),
        (
            "sources: [{kind: listing, id: a, start: ['http://x.example']}, {kind: folder, id: a, path: x}]",
            "source a: the id stands twice",
        ),
        ("sources: [{kind: folder, id: a/b, path: x}]", "the id may hold"),
        ("sources: [{kind: listing, id: a, start: ['http://x.example'], follow: ['(']}]", "no regular expression"),
        ("sources: [{kind: folder, id: a, path: x, dept: 2}]", "source a: .*dept"),
        ("sources: [{kind: folder, id: a, path: 1}]", "source a: Expected `str`"),
        ("sources: [", "not YAML"),
    ],
)
def test_a_faulty_source_is_named(tmp_path: Path, text: str, fault: str) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text(text)
    with pytest.raises(SourceError, match=fault):
        load_sources(path)


def test_the_shipped_sources_are_valid_and_each_says_what_it_is() -> None:
    sources = load_sources(Path(__file__).parents[2] / "raw" / "sources.yaml")
    assert sources.sources
    assert all(source.comment for source in sources.sources)


def test_feeds_with_entities_are_refused() -> None:
    with pytest.raises(ValueError, match="document type"):
        read_feed(b'<!DOCTYPE a [<!ENTITY x "y">]><urlset/>', "http://a.example.org/")


@given(st.text(max_size=60))
def test_any_name_becomes_one_safe_name(text: str) -> None:
    name = safe_name(text, suffix="pdf")
    assert name.endswith(".pdf")
    assert not set(name) & set('/\\:*?"<>|\n\r\t\0')
    assert not name.startswith((".", "-"))
    assert len(name.encode()) < 255


@given(st.text(max_size=60))
def test_any_header_is_survived(text: str) -> None:
    found = name_from_header(f"attachment; filename={text}")
    assert found is None or isinstance(found, str)


@given(st.text(max_size=40))
def test_addresses_normalise_once(text: str) -> None:
    url = normalise_url(text, "http://a.example.org/x/")
    assert url is None or normalise_url(url) == url


def test_dates_beside_links_filter(site: Site, harvester: Harvester) -> None:
    site.listing("/list.html", [("/a.pdf", TITLE)])
    site.report("/a.pdf", "a")
    assert harvester(harvester.sources(filter=Filter(since="2025-01-01"))).results[0].found == 0
    assert harvester(harvester.sources(filter=Filter(since="2024-01-01"))).results[0].found == 1


def test_a_folder_source_does_not_feed_on_what_it_stored(harvester: Harvester) -> None:
    shelf = harvester.raw / "shelf"
    shelf.mkdir(parents=True)
    (shelf / "某校质量年报.pdf").write_bytes(pdf("shelf"))
    sources = Sources(sources=(Folder(id="shelf", path="shelf"),))
    assert harvester(sources).results[0].new == 1
    assert (harvester(sources).results[0].found, len(harvester.files())) == (1, 2)


# warcio leaves the closing of its own spooled file to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_everything_fetched_is_in_the_warc(site: Site, harvester: Harvester, tmp_path: Path) -> None:
    warcio = pytest.importorskip("warcio.archiveiterator")
    site.listing("/list.html", [("/a.pdf", TITLE)])
    site.report("/a.pdf", "a")
    path = tmp_path / "all.warc.gz"
    harvester(warc=path)
    with path.open("rb") as file:
        records = {r.rec_headers["WARC-Target-URI"]: r.content_stream().read() for r in warcio.ArchiveIterator(file)}
    assert records[f"{site.url}/a.pdf"] == pdf("a")
    assert TITLE in records[f"{site.url}/list.html"].decode()
