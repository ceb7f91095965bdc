"""What every observation gets at the end: canonical value, id, and which one is preferred."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from extract.codebook import load_codebook
from extract.model import Observation, Observed
from extract.observe.finish import finish


def observation(**fields: Any) -> Observation:
    given: dict[str, Any] = {
        "name": "在校生数",
        "value": Decimal("1.2"),
        "unit": "万人",
        "value_text": "1.2万人",
        "kind": "count",
        "source": "prose",
        "rule": "prose.level",
        "confidence": 0.8,
        "char_start": 0,
        "char_end": 10,
        "quote": "x",
        "value_start": 3,
        "value_end": 8,
        "indicator_id": "students.enrolled",
        "year": 2024,
        "period": "2024",
        "period_kind": "calendar_year",
    }
    return Observation(**{**given, **fields})


@pytest.mark.parametrize(
    ("fields", "value", "unit"),
    [
        ({}, "12000", "人"),
        ({"unit": "万元", "value": Decimal("2.5"), "indicator_id": None}, "25000", "元"),
        ({"unit": "%", "value": Decimal("98.5"), "kind": "share", "indicator_id": None}, "98.5", "%"),
        ({"unit": "1:", "value": Decimal("17.3"), "kind": "ratio", "indicator_id": None}, "17.3", ":1"),
        ({"unit": ":54.9", "value": Decimal("45.1"), "kind": "ratio", "indicator_id": None}, None, None),
        ({"unit": "羊", "indicator_id": None}, None, None),
        ({"value": None}, None, None),
    ],
)
def test_canonical_values(fields: dict[str, Any], value: str | None, unit: str | None) -> None:
    (one,) = finish("r", [Observed(observations=(observation(**fields),))], load_codebook()).observations
    assert one.value_canonical == (None if value is None else Decimal(value))
    assert one.unit_canonical == unit


def test_ids_depend_on_the_place_and_are_all_different() -> None:
    rows = (observation(), observation(), observation(value_start=4), observation(qualifier="护理"))
    first = finish("r", [Observed(observations=rows)], load_codebook()).observations
    again = finish("r", [Observed(observations=rows)], load_codebook()).observations
    assert [o.observation_id for o in first] == [o.observation_id for o in again]
    assert len({o.observation_id for o in first}) == 4
    assert finish("other", [Observed(observations=rows)], load_codebook()).observations[0].observation_id != first[0].observation_id


def test_a_form_is_preferred_to_prose_and_a_growth_never() -> None:
    prose, form = observation(), observation(source="form", rule="form.row", value_start=40, char_start=40)
    growth = observation(kind="growth", unit="%", value_start=20)
    found = finish("r", [Observed(observations=(prose, growth)), Observed(observations=(form,))], load_codebook()).observations
    assert [(o.source, o.kind) for o in found if o.preferred] == [("form", "count")]
    assert [o.char_start for o in found] == sorted(o.char_start for o in found)
