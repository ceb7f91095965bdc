"""Normalising changes what is matched, never what is printed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.text import normalise, tidy


@pytest.mark.parametrize(
    ("printed", "matched"),
    [
        ("１，２０５ 人", "1,205人"),
        ("招\n生 460 人", "招生460人"),
        ("⾏业", "行业"),
        ("16.85∶1", "16.85:1"),
        ("[bookmark: _Toc12]一、概况", "一、概况"),
        ("**二是**资金", "二是资金"),
        ("3 462人", "3 462人"),
        ("Web 前端", "Web前端"),
        ("①1205人", "①1205人"),
        ("１２㎡", "12㎡"),
        ("零\u200b宽", "零宽"),
        ("", ""),
    ],
)
def test_what_is_matched(printed: str, matched: str) -> None:
    assert normalise(printed).text == matched


@given(st.text(max_size=80))
def test_the_way_back_is_in_order_and_inside(text: str) -> None:
    normal = normalise(text)
    assert len(normal.text) == len(normal.starts) == len(normal.ends)
    assert all(0 <= start < end <= len(text) for start, end in zip(normal.starts, normal.ends, strict=True))
    assert list(normal.starts) == sorted(normal.starts)
    if normal.text:
        assert normal.origin(0, len(normal.text)) == (normal.starts[0], normal.ends[-1])


@given(st.text(alphabet="在校生12 3,.%年\n（）", max_size=40))
def test_plain_characters_stay_themselves(text: str) -> None:
    normal = normalise(text)
    for at, character in enumerate(normal.text):
        start, end = normal.origin(at, at + 1)
        assert character == " " or character in normalise(text[start:end]).text


@given(st.text(max_size=60))
def test_tidying_twice_is_tidying_once(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


def test_a_gap_may_begin_and_end_inside_a_word_or_be_empty() -> None:
    normal = normalise("在校学生共12人", {2: 4, 6: 6})
    assert (normal.text, normal.origin(2, 4)) == ("在校共12人", (4, 6))
