"""The strongest test of the readers: one report in every format and table style gives the same findings."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from extract.model import Observation, Report
from extract.pipeline import extract_report
from extract.read.ocr import is_available
from tests.evaluation.corpus import HELD_OUT, SHARED, build_reports, can_render
from tests.evaluation.looks import LOOKS, differences, open_sources

RENDERINGS = Path(__file__).parent / "samples" / "renderings"
SMALL = RENDERINGS / "small.txt"
OTHERS = sorted(path.name for path in RENDERINGS.glob("small*") if path.suffix in {".docx", ".html", ".pdf"})
SOURCES = SHARED / "dev-reports"
NAMES = sorted(path.stem for path in (SOURCES / "src").glob("*.src") if path.stem not in HELD_OUT) if SOURCES.exists() else []


@cache
def report(path: Path) -> Report:
    return extract_report(path)


def what_is_measured(observation: Observation) -> tuple[object, ...]:
    """Everything of an observation that does not depend on where it stands."""
    o = observation
    about = (
        o.source,
        o.indicator_id,
        o.name,
        o.parent,
        o.qualifier,
        o.subject,
        o.value,
        o.unit,
        o.value_canonical,
        o.unit_canonical,
    )
    return (*about, o.kind, o.hedge, o.year, o.period, o.period_kind, o.missing, o.preferred, o.rule)


def findings(path: Path) -> list[tuple[object, ...]]:
    return [what_is_measured(observation) for observation in report(path).observations]


def codes(path: Path) -> list[str]:
    """The issues' codes; which pages are read by both routes depends on the file's bytes and says nothing of the report."""
    return sorted(issue.code for issue in report(path).issues if issue.code != "read.cross_check")


@pytest.mark.parametrize("name", OTHERS)
def test_every_format_and_table_style_gives_the_same_observations(name: str) -> None:
    assert findings(RENDERINGS / name) == findings(SMALL)
    assert report(RENDERINGS / name).frame == report(SMALL).frame
    assert codes(RENDERINGS / name) == codes(SMALL)


def test_a_small_report_has_observations() -> None:
    assert len(findings(SMALL)) > 100


@pytest.mark.shared
@pytest.mark.skipif(not NAMES, reason="the written reports are not at hand")
@pytest.mark.parametrize("name", NAMES)
def test_text_and_word_file_give_the_same_observations(name: str) -> None:
    folder = build_reports(SOURCES)
    assert findings(folder / f"{name}.docx") == findings(folder / f"{name}.txt")


@pytest.mark.slow
@pytest.mark.skipif(not can_render(), reason="needs the fonts and writers of the samples: tests/samples/fonts.py")
@pytest.mark.parametrize("name", ["qiyun_school_2024", "yanhui_college_2022", "dingyuan_enterprise_2023"])
def test_a_whole_report_gives_the_same_observations_in_every_look(name: str) -> None:
    looks = [look for look in LOOKS if look != "scan"]
    assert {look: lines for look, lines, _ in differences(open_sources()[name], looks) if lines} == {}


@pytest.mark.slow
@pytest.mark.skipif(not is_available(), reason="the reader for scans is not installed")
def test_a_scan_gives_the_same_observations(tmp_path: Path) -> None:
    pytest.importorskip("reportlab")
    from tests.samples.scan import scan

    scan(RENDERINGS / "small_grid.pdf", tmp_path / "scan.pdf", "扫描")
    assert report(tmp_path / "scan.pdf").is_scanned
    assert findings(tmp_path / "scan.pdf") == findings(SMALL)
