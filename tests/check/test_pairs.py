"""Made-up reports with one fault put in at a time: the audit touches it, says no error about others, and nothing untouched."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.pairs import CASES, load_pairs, try_pair


@pytest.mark.parametrize(
    "case", [c for file in sorted(CASES.glob("check_pairs*.yaml")) for c in load_pairs(file)], ids=lambda c: c["name"]
)
def test_pair(case: dict, tmp_path: Path) -> None:
    pair = try_pair(case, tmp_path)
    assert [issue.message for issue in pair.alarms] == []
    assert [message for trial in pair.trials for message in trial.stray] == []
    missed = [fault["wrong"] for fault in case["faults"] if fault.get("missed")]
    assert [fault["wrong"] for fault, trial in zip(case["faults"], pair.trials, strict=True) if not trial.found] == missed
