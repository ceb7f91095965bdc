"""Reports of neighbouring years against each other."""

from __future__ import annotations

from pathlib import Path

from extract.check import compare_reports
from extract.codebook import load_codebook
from extract.model import Frame
from tests.check.build_report import build_report

OLD = """指标	2021年	2022年
在校生数	⟦1180|在校生数;unit=人;year=2021⟧	⟦1246|在校生数;unit=人;year=2022⟧
月收入	⟦3050|月收入;unit=元;year=2021⟧	⟦3105|月收入;unit=元;year=2022⟧
"""
NEW = """指标	2022年	2023年
在校生数	⟦{last}|在校生数;unit=人;year=2022⟧	⟦1302|在校生数;unit=人;year=2023⟧
月收入	⟦3105|月收入;unit=元;year=2022⟧	⟦{income}|月收入;unit=元;year=2023⟧
"""
NAMES = ("在校生数", "毕业生人数", "专任教师总数", "教职工总数", "班主任人数", "专业数量", "图书册数", "班级数", "月收入")
NAMES += ("占地面积", "招生数", "校区数", "党员数")


def codes(last: str, income: str, folder: Path, frame: Frame | None = None) -> list[str]:
    """The codes of the newer report's across issues, given its column for last year."""
    old = build_report(OLD, folder, 2022)
    new = build_report(NEW.format(last=last, income=income), folder, 2023, frame)
    found = compare_reports([new, old], load_codebook())
    assert found == compare_reports([old, new], load_codebook()), "the order of reports must not matter"
    assert set(found) <= {new.report_id}
    return [issue.code for issue in found.get(new.report_id, ())]


def test_last_years_column_as_it_was_reported(tmp_path: Path) -> None:
    assert codes("1246", "3260", tmp_path) == []


def test_last_years_column_with_two_digits_swapped(tmp_path: Path) -> None:
    assert codes("1264", "3260", tmp_path) == ["across.last_year"]


def test_a_value_a_thousand_times_last_years(tmp_path: Path) -> None:
    assert codes("1246", "3260000", tmp_path) == ["across.jump"]


def test_reports_of_two_schools_are_not_compared(tmp_path: Path) -> None:
    other = Frame(institution="青石职业学校", level="school", report_year=2023)
    assert codes("1264", "3260", tmp_path, other) == []


def test_a_year_copied_from_the_report_before(tmp_path: Path) -> None:
    rows = "".join(f"{name}\t⟦{120 + 7 * i}|{name};unit=个;year={{year}}⟧\n" for i, name in enumerate(NAMES))
    old, new = ("指标\t数值\n" + rows.replace("{year}", str(year)) for year in (2022, 2023))
    reports = [build_report(old, tmp_path, 2022), build_report(new, tmp_path, 2023)]
    found = compare_reports(reports, load_codebook())
    assert [issue.code for issue in found[reports[1].report_id]] == ["across.copied"]
