"""The signs of patterns: a text without them is never searched, so they may not shut out a match."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.codebook.prose import fill, load_prose
from extract.codebook.table import FOLDER
from extract.language.negatives import find_negatives
from extract.language.tokens import Words, cut, load_weights
from extract.signs import Gates, members, signs_of
from extract.text import normalise

NEGATIVES: dict[str, list[str]] = yaml.safe_load((FOLDER / "negatives.yaml").read_text(encoding="utf-8"))
PATTERNS = [
    *(pattern for group in NEGATIVES.values() for pattern in group),
    *(
        fill(words).pattern
        for rule in load_prose().reject
        for words in (rule.before, rule.wide, rule.sentence, rule.after)
        if words
    ),
]
TEXTS = [
    normalise(text).text
    for path in sorted((Path(__file__).parent / "samples" / "truth").glob("*.txt"))
    for text in re.split(r"(?<=[。\n])", path.read_text(encoding="utf-8"))
]


def test_no_text_of_the_samples_is_shut_out() -> None:
    gates = Gates([(pattern,) for pattern in PATTERNS])
    compiled = [re.compile(pattern) for pattern in PATTERNS]
    found = 0
    for text in TEXTS:
        can = set(members(gates.open(text)))
        for at, pattern in enumerate(compiled):
            if pattern.search(text):
                found += 1
                assert at in can, (pattern.pattern, text)
    assert found > len(TEXTS)


@pytest.mark.parametrize("pattern", ["(?i)a", "a|", "a*", "[^a]b?", ".", r"\d+", "(?!号)", "(?i:x)|y"])
def test_nothing_is_sure_of_these(pattern: str) -> None:
    assert signs_of(pattern) == ()


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_a_match_has_all_signs(data: st.DataObject) -> None:
    pattern = data.draw(
        st.sampled_from(["第?[一二]号(?:令|文)", "(?<=月)[12]日|(?:底|末){1,2}", "(?>甲|乙丙)+丁", "(?:^|,)附(?=[:：])"])
    )
    text = data.draw(st.text(alphabet="第一二号令文月12日底末甲乙丙丁附:：,x", max_size=8))
    if re.search(pattern, text):
        assert Gates([(pattern,)]).open(text) == 1
        assert all(any(sign in text for sign in one) for one in signs_of(pattern))


def test_an_entry_needs_all_its_patterns() -> None:
    gates = Gates([("甲", "乙"), ("丙",), ()])
    assert [members(gates.open(text)) for text in ("甲", "甲乙", "丙甲", "")] == [[2], [0, 2], [1, 2], [2]]


def test_negatives_are_those_of_all_patterns_of_their_reason() -> None:
    whole = [(reason, re.compile("|".join(group))) for reason, group in NEGATIVES.items()]
    for text in TEXTS:
        expected = sorted((m.start(), m.end(), reason) for reason, pattern in whole for m in pattern.finditer(text) if m.group())
        found = sorted((n.start, n.end, n.reason) for n in find_negatives(text) if n.reason not in ("quoted", "title"))
        assert found == expected


def test_words_cut_when_asked_for_are_those_cut_at_once() -> None:
    weights = load_weights()
    for text in TEXTS[::7]:
        kept = [match.span() for match in re.finditer(r"\d+(?:\.\d+)?[人个万%]?", text)]
        whole = cut(text, kept)
        assert [place for a, b in whole for place in range(a, b)] == list(range(len(text)))
        for start in range(0, len(text), 5):
            end = min(len(text), start + 9)
            clipped = [(max(a, start), min(b, end)) for a, b in whole if a < end and start < b]
            words = Words(text, kept, weights)
            assert words.within(start, end) == clipped
            assert words.begins(start) == any(a == start for a, _ in whole)
