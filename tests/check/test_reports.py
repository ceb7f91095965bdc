"""Made-up reports from end to end: the audit finds what is wrong in them and calls nothing else an error."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from extract.model import Issue, Report
from extract.pipeline import extract_report

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "check_reports.yaml").read_text(encoding="utf-8"))


def places(issue: Issue, report: Report) -> list[tuple[int, int]]:
    """The numbers an issue is about, and its own place."""
    spots = [(o.value_start, o.value_end) for o in report.observations if o.observation_id in issue.observation_ids]
    own = [(issue.char_start, issue.char_end)] if issue.char_start is not None and issue.char_end is not None else []
    return spots + own


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_report(case: dict, tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(case["text"], encoding="utf-8")
    report = extract_report(path)
    alarms = [i for i in report.issues if i.code.startswith("check.") and i.severity != "note"]
    wrong = {value: [(at, at + len(value)) for at in find_all(value, report.text)] for value in case["wrong"]}

    def about(issue: Issue, spans: list[tuple[int, int]]) -> bool:
        return any(a < d and c < b for a, b in places(issue, report) for c, d in spans)

    missed = [value for value, spans in wrong.items() if not any(about(issue, spans) for issue in alarms)]
    assert len(missed) <= len(wrong) // 8, missed
    false = [i.message for i in alarms if i.severity == "error" and not any(about(i, spans) for spans in wrong.values())]
    assert false == []
    if not wrong:
        assert [i.message for i in alarms] == []


def find_all(value: str, text: str) -> list[int]:
    """Every place a value is printed as such, not within a longer number."""
    found, at = [], text.find(value)
    while at >= 0:
        if not text[at - 1 : at].isdigit() and not text[at + len(value) : at + len(value) + 1].isdigit():
            found.append(at)
        at = text.find(value, at + 1)
    assert found, value
    return found
