"""The rows of concepts held against each other: none says what another says already, and no figure has two names of equal right."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.observe.test_prose import read_text

from extract.codebook.concepts import Concept, load_concepts
from extract.observe.prose import concept as reading

CASES = Path(__file__).parents[1] / "cases"
PATTERNS = ("words", "noun", "own", "before", "head", "after", "last")
BARS = ("not_words", "not_own", "not_noun", "not_before", "not_after")
SETS = ("levels", "sorts", "units", "kinds")


def alternatives(pattern: str) -> frozenset[str]:
    """What a pattern is a choice of, where it is a plain choice; else the pattern itself."""
    return frozenset([pattern] if re.search(r"[()\[\]]", pattern) else pattern.split("|"))


def holds_wherever(wide: Concept, narrow: Concept) -> bool:
    """Whether one row holds for every figure the other holds for, as far as their words tell."""
    for name in SETS:
        allowed, asked = set(getattr(wide, name)), set(getattr(narrow, name))
        if allowed and not (asked and asked <= allowed):
            return False
    for name in PATTERNS:
        for one in getattr(wide, name):
            if not any(alternatives(other) <= alternatives(one) for other in getattr(narrow, name)):
                return False
    if any(not alternatives(getattr(wide, name)) <= alternatives(getattr(narrow, name)) | {""} for name in BARS):
        return False
    return set(narrow.over) <= set(wide.over)


def target(row: Concept) -> tuple[str, ...]:
    return (row.is_ or row.name, row.fixed, *row.qualifier, *row.told)


def test_no_row_says_what_another_says_already() -> None:
    rows = load_concepts().rows
    idle = [
        f"{narrow.words} is told by {wide.words}: {target(wide)}"
        for wide, narrow in itertools.permutations(rows, 2)
        if target(wide) == target(narrow) and holds_wherever(wide, narrow)
    ]
    assert idle == []


def test_no_two_rows_say_different_things_of_the_same_words() -> None:
    rows = load_concepts().rows
    torn = [
        f"{one.words}: {target(one)} and {target(two)}"
        for one, two in itertools.combinations(rows, 2)
        if target(one) != target(two) and holds_wherever(one, two) and holds_wherever(two, one)
    ]
    assert torn == []


def spoken() -> Iterator[dict[str, Any]]:
    for name in ("concepts", "concepts_region", "concepts_enterprise", "concepts_service", "prose", "prose_series", "prose_left"):
        yield from (case for case in yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8")) if "text" in case)


def test_no_figure_has_two_names_of_equal_right(monkeypatch: pytest.MonkeyPatch) -> None:
    torn: list[str] = []
    weigh = reading.weigh

    def watch(row: Concept, figure: Any, round_it: reading.Surroundings) -> int:
        weight = weigh(row, figure, round_it)
        level = current.get("level", "school")
        if weight and (not row.levels or level in row.levels):
            key = (round_it.own, figure.start, current["text"])
            for other in held.setdefault(key, {}).setdefault(weight, []):
                if target(other) != target(row):
                    torn.append(f"{round_it.own} in {current['case']}: {target(other)} and {target(row)}")
            held[key][weight].append(row)
        return weight

    monkeypatch.setattr(reading, "weigh", watch)
    held: dict[tuple[str, int, str], dict[int, list[Concept]]] = {}
    for current in spoken():
        read_text(current["text"], year=current.get("year", 2023), level=current.get("level", "school"))
    assert torn == []
