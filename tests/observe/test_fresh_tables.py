"""Tables of many styles read whole: every cell by value, name, unit and year, with its indicator and what narrows it."""

from __future__ import annotations

import pytest
from tests.observe.fresh_tables import Judged, judge_file

# What must be right at least: cells by value, name, unit and year; indicators; qualifiers; kinds.
LEAST = {
    "tables_fresh.yaml": (0.99, 0.97, 0.92, 0.98),
    "tables_fresh_more.yaml": (0.97, 0.97, 0.86, 0.98),
    "tables_kinds.yaml": (0.99, 0.99, 0.98, 0.99),
    "tables_kinds_more.yaml": (0.99, 0.99, 0.97, 0.99),
    "tables_kinds_third.yaml": (0.99, 0.99, 0.9, 0.99),
    "tables_kinds_fourth.yaml": (0.99, 0.99, 0.9, 0.99),
    "tables_kinds_fifth.yaml": (0.99, 0.99, 0.9, 0.99),
    "tables_kinds_sixth.yaml": (0.99, 0.99, 0.9, 0.99),
    "tables_kinds_seventh.yaml": (0.99, 0.99, 0.9, 0.99),
    "tables_kinds_eighth.yaml": (0.99, 0.99, 0.9, 0.99),
}


@pytest.fixture(scope="module", params=sorted(LEAST))
def judged(request: pytest.FixtureRequest) -> tuple[str, Judged]:
    return request.param, judge_file(request.param)


def test_cells_are_read_as_what_they_are(judged: tuple[str, Judged]) -> None:
    name, told = judged
    whole, *least = LEAST[name]
    assert (told.all_right.score or 0) >= whole, "\n".join(told.faults)
    for field, share in zip(("indicator", "qualifier", "kind"), least, strict=True):
        assert (told.fields[field].recall or 0) >= share, (field, [line for line in told.faults if field in line])


def test_no_cell_is_lost_and_none_is_invented(judged: tuple[str, Judged]) -> None:
    _, told = judged
    lost = [line for line in told.faults if "not read" in line or "not wanted" in line]
    assert not lost
    assert told.all_right.wanted == told.all_right.found
