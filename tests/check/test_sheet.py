"""The audit as a sheet and as a page: everything escaped, nothing loaded, the evidence beside the sentence."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

from extract.check import rate_formulas
from extract.codebook import load_codebook
from extract.model import Frame
from extract.review.audit import audit_page, audit_sheet, select_issues
from tests.check.build_report import build_report

WRONG = (
    "全年培训⟦4,200人次|职业技能培训人次⟧，比上年的⟦4,000人次|职业技能培训人次;year=2022⟧增长⟦15.0%|职业技能培训人次;kind=growth⟧。\n"
    "开设<script>alert(1)</script>三个工种：电工、焊工、钳工、车工。\n"
)


class Collector(HTMLParser):
    """The tags and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attributes if name in {"href", "src"}]


def test_page_escapes_the_report_and_loads_nothing(tmp_path: Path) -> None:
    frame = Frame(title="<b>云岭</b>职业学校", report_year=2023)
    page = audit_page(build_report(WRONG, tmp_path, frame=frame))
    seen = Collector()
    seen.feed(page)
    assert "script" not in seen.tags
    assert seen.tags.count("b") == 3, "only the three tiles are bold"
    assert all(link.startswith("#") for link in seen.links)
    assert "&lt;b&gt;云岭&lt;/b&gt;" in page
    assert "url(" not in page


def test_page_marks_every_number_of_a_sentence_in_one_box(tmp_path: Path) -> None:
    page = audit_page(build_report(WRONG, tmp_path))
    box = next(part for part in re.findall(r"<figure>.*?</figure>", page) if "4,200" in part)
    assert re.findall(r"<mark>(.*?)</mark>", box) == ["4,200人次", "4,000人次", "15.0%"]


def test_sheet_says_both_sentences_and_where(tmp_path: Path) -> None:
    report = build_report(WRONG, tmp_path)
    sheet = audit_sheet(report)
    errors = [issue for issue in select_issues(report) if issue.severity == "error"]
    assert len(errors) == 1
    assert errors[0].message in sheet
    assert errors[0].message_zh in sheet
    assert "【15.0%】" in sheet
    assert "1 error, 1 warning, 0 notes" in sheet


def test_a_report_without_contradictions_says_so(tmp_path: Path) -> None:
    report = build_report("本校历史悠久。\n", tmp_path)
    assert "没有发现矛盾" in audit_page(report)
    assert "0 errors, 0 warnings, 0 notes" in audit_sheet(report)


def test_same_report_same_bytes(tmp_path: Path) -> None:
    assert audit_page(build_report(WRONG, tmp_path)) == audit_page(build_report(WRONG, tmp_path))


def test_rates_count_what_held_and_what_failed(tmp_path: Path) -> None:
    right = WRONG.replace("15.0%", "5.0%")
    rates = {rate.formula: rate for rate in rate_formulas([build_report(t, tmp_path) for t in (WRONG, right)], load_codebook())}
    assert (rates["growth"].tried, rates["growth"].failed, rates["growth"].rate) == (2, 1, 0.5)
    assert (rates["count_list"].tried, rates["count_list"].failed) == (2, 2)
