"""The tables as data frames: of an output folder and of one report, the same values and types."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from extract import extract_report, read_tables, to_frames
from extract.build import hold, prepare, run_plan
from extract.settings import Settings

TEXT = "青禾县职业教育中心质量年度报告（2023年度）\n一、基本情况\n2023年，学校在校生1,204人，比上年减少36人，专任教师89人。\n"


def test_one_report_and_a_folder_give_the_same_frames(tmp_path: Path) -> None:
    report = tmp_path / "raw" / "report.txt"
    report.parent.mkdir()
    report.write_text(TEXT, encoding="utf-8")
    settings = Settings(workers=1)
    with hold(tmp_path / "output"):
        run_plan(prepare(report.parent, tmp_path / "output", settings))
    written, alone = read_tables(tmp_path / "output"), to_frames(extract_report(str(report)))
    for name in ("observations", "segments", "issues"):
        pd.testing.assert_frame_equal(
            written[name].sort_index(axis=1).sort_values(written[name].columns[0], ignore_index=True),
            alone[name].sort_index(axis=1).sort_values(alone[name].columns[0], ignore_index=True),
        )
    values = alone["observations"].set_index("value_text")
    assert values.loc["1,204人", "value"] == 1204
    assert values.loc["36人", "value"] == -36
    assert str(values["year"].dtype) == "Int64"


def test_a_folder_without_tables_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nianbao run"):
        read_tables(tmp_path)
