"""Write `codebook/confidence.csv`: how often each prose rule is right on the reports with known truth.

    python -m tests.observe.measure_rules

Only texts are measured, and none of the reports that are held out.
"""

from __future__ import annotations

import csv
from collections import Counter

from tests.evaluation.accept import Lookup, same_name, same_unit, same_value
from tests.evaluation.corpus import Paper, papers
from tests.evaluation.run import known_names

from extract.codebook import load_codebook
from extract.codebook.table import FOLDER
from extract.observe.prose import observe_prose
from extract.read import read
from extract.segment import segment
from extract.settings import Settings


def main() -> None:
    lookup = known_names()
    right: Counter[str] = Counter()
    found: Counter[str] = Counter()
    texts = {paper.name: paper for paper in papers() if not paper.held_out and paper.path.suffix == ".txt"}
    for paper in texts.values():
        measure(paper, lookup, right, found)
    with (FOLDER / "confidence.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["rule", "right", "found"])
        writer.writerows([rule, right[rule], found[rule]] for rule in sorted(found))
    print(f"{right.total()} of {found.total()} figures right in {len(texts)} reports, {len(found)} rules")


def measure(paper: Paper, lookup: Lookup, right: Counter[str], found: Counter[str]) -> None:
    """Count, for each rule, the figures it read and those whose value, name, unit and year are right."""
    codebook, truth = load_codebook(), paper.load()
    document = read(paper.path, Settings())
    if document.text != truth.text:
        return
    for one in observe_prose(document, segment(document, codebook), codebook).observations:
        rule = one.rule.removeprefix("prose.")
        found[rule] += 1
        for fact in truth.facts:
            if one.value is None or fact.value is None or fact.start >= one.value_end or fact.end <= one.value_start:
                continue
            words = (fact.name, fact.qualifier, fact.parent, one.name, one.qualifier, one.parent)
            same = same_value(fact.value, fact.unit, one.value, one.unit) and same_unit(fact.unit, one.unit, True)
            if same and one.year in (fact.year, *fact.other_years) and same_name(*words, lookup, one.indicator_id):
                right[rule] += 1
                break


if __name__ == "__main__":
    main()
