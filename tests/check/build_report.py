"""Small stored reports from marked texts."""

from __future__ import annotations

from pathlib import Path

from extract.check.check import collect_issues, run_checks
from extract.codebook import load_codebook
from extract.model import Frame, Report, content_id
from tests.check.marked import read_marked
from tests.check.truth import make_material
from tests.evaluation.truth import Truth


def build_report(marked: str, folder: Path, year: int = 2023, frame: Frame | None = None) -> Report:
    """A report that was read from the marked text and checked; its id depends on text and year alone."""
    text, facts = read_marked(marked, year)
    name = content_id(text, year)
    path = folder / f"{name}.txt"
    path.write_text(text, encoding="utf-8")
    truth = Truth(name, text, {}, (), (), (), tuple(facts), (), ())
    material, _ = make_material(truth, path)
    return Report(
        report_id=name,
        sha256="",
        file_name=path.name,
        media_type="text/plain",
        status="complete",
        code_version="test",
        codebook_version=load_codebook().version,
        frame=frame or Frame(title="云岭职业学校质量年度报告", institution="云岭职业学校", level="school", report_year=year),
        text=material.text,
        tables=material.tables,
        segments=material.segments,
        readings=material.readings,
        observations=material.observations,
        issues=collect_issues(run_checks(material, load_codebook())),
    )
