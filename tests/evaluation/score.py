"""One file through the pipeline and against its truth."""

from __future__ import annotations

import time
import traceback
from dataclasses import dataclass, field, replace
from pathlib import Path

from extract.model import Report
from extract.pipeline import extract_report
from tests.evaluation.accept import Lookup
from tests.evaluation.align import Alignment
from tests.evaluation.audit import score_audit, score_evidence, score_mentions
from tests.evaluation.corpus import Paper
from tests.evaluation.second import score_second, second_names
from tests.evaluation.structure import score_cases, score_metadata, score_sections, score_tables
from tests.evaluation.tally import Miss, Scores
from tests.evaluation.truth import Truth
from tests.evaluation.values import match_values, score_values


@dataclass
class Result:
    """What one file scored; `fault` is the traceback where the pipeline broke on it."""

    paper: Paper
    scores: Scores = field(default_factory=Scores)
    misses: list[Miss] = field(default_factory=list)
    seconds: float = 0.0
    pages: int = 0
    characters: int = 0
    observations: int = 0
    fault: str = ""


def score_paper(paper: Paper, lookup: Lookup) -> Result:
    """Extracts and scores one file. A file the pipeline breaks on is scored as an empty report."""
    result = Result(paper)
    truth = paper.load()
    begun = time.perf_counter()
    try:
        report = extract_report(paper.path)
    except Exception as broken:
        result.fault = f"{type(broken).__name__} on {paper.key}" if paper.held_out else traceback.format_exc()
        report = Report(
            report_id="", sha256="", file_name="", media_type="", status="failed", code_version="", codebook_version="", issues=()
        )
    result.seconds = time.perf_counter() - begun
    result.pages, result.characters, result.observations = len(report.pages), len(report.text), len(report.observations)
    score_report(truth, report, lookup, result.scores, result.misses, paper.second)
    return result


def score_report(
    truth: Truth, report: Report, lookup: Lookup, scores: Scores, misses: list[Miss], second: Path | None = None
) -> None:
    """All measures of one report, in the order they are shown."""
    places = Alignment(truth.text, report.text)
    truth = replace(truth, extra={"places": places})
    score_metadata(truth, report, scores, misses)
    score_sections(truth, report, places, scores, misses)
    score_cases(truth, report, places, scores, misses)
    cells = score_tables(truth, report, scores, misses)
    matched = match_values(truth, report, places, cells, lookup)
    score_values(truth, report, matched, scores, misses)
    if second is not None:
        score_second(matched, second_names(second, truth.text, truth.facts), lookup, scores)
    score_audit(truth, report, places, scores, misses)
    score_mentions(truth, report, places, scores, misses)
    score_evidence(report, scores, misses)
