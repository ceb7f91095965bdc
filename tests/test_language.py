"""The language room: words that never cut a number, clues as span groups, numbers that measure nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.codebook.prose import load_confidence, load_prose
from extract.codebook.words import load_words
from extract.language import load_language, load_weights
from extract.language.negatives import find_negatives
from extract.language.pipeline import clues_of, words_of
from extract.observe.prose.link import RULES
from extract.text import normalise

NEGATIVES: dict[str, list[list[str]]] = yaml.safe_load(
    (Path(__file__).parent / "cases" / "negatives.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize(("text", "expected"), list(NEGATIVES.items()), ids=list(NEGATIVES))
def test_negatives(text: str, expected: list[list[str]]) -> None:
    matched = normalise(text).text
    found = [(matched[n.start : n.end], n.reason) for n in find_negatives(matched) if n.reason not in ("quoted", "title")]
    for stretch, reason in expected:
        assert any(normalise(stretch).text in seen and reason == why for seen, why in found), found
    if not expected:
        assert found == []


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="学校现有在校生1,205.3%万亿人年届“”（）、，：Abc 第三", max_size=50))
def test_words_lose_nothing_and_keep_numbers_whole(text: str) -> None:
    matched = normalise(text).text
    doc = load_language()(matched)
    assert doc.text == matched
    words = words_of(doc, load_weights()).within(0, len(matched))
    assert "".join(matched[start:end] for start, end in words) == matched
    for quantity in doc.user_data["quantities"]:
        assert (quantity.start, quantity.end) in words


def test_clues_are_span_groups() -> None:
    doc = load_language()("2023届毕业生1,205人,见图3")
    groups = {name: [span.text for span in doc.spans[name]] for name in ("periods", "quantities", "negatives")}
    assert groups["periods"] == ["2023届"]
    assert groups["quantities"][0] == "1,205人"
    assert "图3" in groups["negatives"][0]
    assert {token.text for token in doc} >= {"2023届", "1,205人"}
    assert [clue.text for clue in clues_of(doc)["quantities"]] == ["1,205人", "3"]


def test_every_rule_has_a_measured_confidence() -> None:
    measured = load_confidence()
    assert {name for name, _ in RULES} >= set(measured)
    assert all(0 < value < 1 for value in measured.values())


def test_the_words_and_patterns_are_whole() -> None:
    assert all(load_words().values())
    assert load_prose().reject
