"""What a figure is by the words round it: made-up sentences as cases, and faults of the rows that stop the codebook."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.observe.test_prose import printed, read_text

from extract.codebook import CodebookError, load_codebook
from extract.codebook.concepts import check_concepts, load_concepts
from extract.codebook.table import FOLDER

CASES: list[dict[str, Any]] = [
    case
    for name in ("concepts", "concepts_region", "concepts_enterprise", "concepts_service")
    for case in yaml.safe_load((Path(__file__).parents[1] / "cases" / f"{name}.yaml").read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_figures_get_their_standard_names(case: dict[str, Any]) -> None:
    left = list(read_text(case["text"], year=case.get("year", 2023), level=case.get("level", "school")).observations)
    for text, names, *more in case["expect"]:
        found = next((o for o in left if printed(o.value_text) == printed(str(text))), None)
        assert found is not None, f"{text} ({names}) was not found"
        left.remove(found)
        assert found.name in names.split("/"), text
        for field, wanted in (more[0] if more else {}).items():
            assert getattr(found, field) == wanted, f"{text}: {field}"


FAULTS = {
    "an unknown key": "{is: staff.training, words: [培训], wodrs: [x]}",
    "neither indicator nor name": "{words: [培训]}",
    "both indicator and name": "{is: staff.training, name: 培训, words: [培训]}",
    "a pattern where plain words are asked for": "{is: staff.training, words: ['培(训']}",
    "a pattern that is none": "{is: staff.training, words: [培训], own: ['(']}",
    "an unknown sort": "{is: staff.training, words: [培训], sorts: teachers}",
    "an unknown class": "{is: staff.training, words: ['<nobody>']}",
    "an unknown narrower": "{is: staff.training, words: [培训], qualifier: [colour]}",
}


@pytest.mark.parametrize("row", FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_in_a_row_stops_the_codebook(tmp_path: Path, row: str) -> None:
    folder = broken(tmp_path, row)
    with pytest.raises(CodebookError, match=r"concepts/test\.yaml: row 1"):
        load_concepts(folder)


def test_a_row_about_an_indicator_that_is_not_there_stops_the_codebook(tmp_path: Path) -> None:
    folder = broken(tmp_path, "{is: staff.nobody, words: [培训]}")
    with pytest.raises(CodebookError, match=r"staff\.nobody is no indicator"):
        check_concepts(load_codebook().indicators, folder)


def broken(tmp_path: Path, row: str) -> Path:
    """A codebook with one more row of concepts."""
    shutil.copytree(FOLDER, tmp_path / "codebook", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (tmp_path / "codebook" / "concepts" / "test.yaml").write_text(f"- {row}\n", encoding="utf-8")
    return tmp_path / "codebook"
