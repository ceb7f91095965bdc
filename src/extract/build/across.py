"""Reports of one body in neighbouring years, held against each other: only these are in memory together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from extract.check.compare import Body, body_of, compare_reports
from extract.codebook import Codebook
from extract.model import Issue, Report


def compare_all(heads: Iterable[Report], load: Callable[[str], Report], codebook: Codebook) -> dict[str, tuple[Issue, ...]]:
    """The issues between reports, by report id. `heads` are reports of which only the frame counts; `load` gives them whole."""
    bodies: dict[Body, list[Report]] = defaultdict(list)
    for head in heads:
        if head.frame.report_year is not None and head.status != "failed":
            bodies[body_of(head, codebook.audit)].append(head)
    found: dict[str, tuple[Issue, ...]] = {}
    for body in sorted(bodies):
        years = {head.frame.report_year for head in bodies[body]}
        if any(year is not None and year - 1 in years for year in years):
            found |= compare_reports([load(head.report_id) for head in bodies[body]], codebook)
    return found
