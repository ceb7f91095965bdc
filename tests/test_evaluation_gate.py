"""The gate: no score may fall below its floor unseen, and what must never happen does not happen in any report at hand."""

from __future__ import annotations

import pytest

from tests.evaluation.pin import below
from tests.evaluation.run import evaluate
from tests.evaluation.score import Result

NEVER = ("no scale error", "evidence re-found", "cells in the text")


@pytest.fixture(scope="module")
def results() -> list[Result]:
    return evaluate(quick=True)


@pytest.mark.slow
def test_no_score_fell_below_its_floor(results: list[Result]) -> None:
    assert below(results) == [], "look at the losses (python -m tests.evaluation --moves); pin where they are meant"


@pytest.mark.slow
@pytest.mark.parametrize("measure", NEVER)
def test_what_must_never_happen_does_not(results: list[Result], measure: str) -> None:
    tallies = {r.paper.key: r.scores.strict[measure] for r in results if measure in r.scores.strict}
    assert tallies
    assert {key: tally for key, tally in tallies.items() if tally.right != tally.wanted} == {}
