"""Every case of tests/cases/check.yaml: what the audit says of a small text, and what it leaves alone."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from extract.check.check import collect_issues, run_checks
from extract.codebook import load_codebook
from tests.check.marked import read_marked
from tests.check.truth import make_material
from tests.evaluation.truth import Truth

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "check.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict, tmp_path: Path) -> None:
    text, facts = read_marked(case["text"].rstrip("\n") + "\n")
    path = tmp_path / "case.txt"
    path.write_text(text, encoding="utf-8")
    truth = Truth(name="case", text=text, metadata={}, sections=(), cases=(), grids=(), facts=tuple(facts), negatives=(), claims=())
    material, _ = make_material(truth, path)
    issues = collect_issues(run_checks(material, load_codebook()))
    told = [f"{issue.severity} {issue.code}" for issue in issues if issue.severity != "note"]
    assert told == case["expect"], [issue.message for issue in issues]
