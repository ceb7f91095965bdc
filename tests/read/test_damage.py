"""Which pages' characters are believed."""

from __future__ import annotations

import random

import numpy as np
import pytest

from extract.read.damage import find_damage, mend_symbols, straighten
from extract.read.ink import HIDDEN, Ink, spell

SOUND = "学校全日制在校生规模稳中有升，专任教师一百三十九人，双师型教师占比百分之七十二点六二，毕业去向落实率百分之九十八。" * 2


def page_of(text: str, **changed: object) -> Ink:
    n = len(text)
    x = np.arange(n) % 40 * 12.0
    y = 80 + np.arange(n) // 40 * 20.0
    fields = {
        "number": 1,
        "width": 595.0,
        "height": 842.0,
        "codes": np.array([ord(char) for char in text], dtype=np.int64),
        "boxes": np.column_stack((x, y, x + 12, y + 12)),
        "sizes": np.full(n, 12.0),
        "bold": np.zeros(n, dtype=bool),
        "spaced": np.zeros(n, dtype=bool),
        "turns": np.zeros(n, dtype=np.int64),
        "marks": np.zeros(n, dtype=np.int64),
    }
    return Ink(**(fields | changed))  # type: ignore[arg-type]


def chance(low: int, high: int, count: int = 200) -> str:
    draw = random.Random(7)
    return "".join(chr(draw.randrange(low, high)) for _ in range(count))


@pytest.mark.parametrize(
    "text",
    [
        SOUND,
        "學校全日制在校生規模穩中有升，專任教師一百三十九人，畢業生就業率百分之九十八，社會服務到款額五十萬元整。",
        "1,205 3,480.50 98.5% - - 16.68:1 (人) (万元) 2022 2023 +3 -5",
        "The school runs a programme of work-based learning; see https://www.school.example.edu/a?b=1&c=2 for more!",
        "αβγ 型设备 ①②③ ±0.5 ℃ ≥ 95% × 3",
        "",
    ],
)
def test_sound_pages(text: str) -> None:
    assert find_damage(page_of(text)) is None


@pytest.mark.parametrize(
    "text",
    [
        chance(0x4E00, 0x9FA5),
        chance(0xE000, 0xF000),
        chance(0x21, 0x30) + "、。",
        chance(0x600, 0x6FF),
        "(cid:1)(cid:22)(cid:333)(cid:4)",
        "\ufffd" * 40 + SOUND[:60],
        "\x00\x01\x02\x03\x04\x05" * 10,
    ],
)
def test_damaged_pages(text: str) -> None:
    assert find_damage(page_of(text)) == "font_damaged"


def test_a_font_that_maps_nothing_is_not_believed_whatever_it_gives() -> None:
    assert find_damage(page_of(SOUND, unmapped=len(SOUND))) == "font_damaged"


def test_scans_whole_and_in_strips_and_pictures_behind_text() -> None:
    strips = [(0.0, y, 595.0, y + 14.0) for y in range(0, 842, 14)]
    assert find_damage(page_of("", pictures=strips)) == "scan"
    assert find_damage(page_of("第3页", pictures=[(0.0, 0.0, 595.0, 842.0)])) == "scan"
    assert find_damage(page_of(SOUND, pictures=[(0.0, 0.0, 595.0, 842.0)])) is None
    hidden = np.full(len(SOUND), HIDDEN)
    assert find_damage(page_of(SOUND, pictures=strips, marks=hidden)) == "hidden_layer"


def test_bullets_of_symbol_fonts_are_what_they_show() -> None:
    assert spell(mend_symbols(page_of("\uf0d8目标\uf0fe是\uf123")).codes) == "➢目标☑是\ufffd"


def test_a_page_on_its_side_is_turned() -> None:
    ink = straighten(page_of(SOUND, turns=np.full(len(SOUND), 3), across=np.array([[10.0, 20.0, 30.0]])))
    assert (ink.rotation, ink.width, ink.height) == (90, 842.0, 595.0)
    assert not ink.turns.any()
    assert ink.across.shape == (0, 3)
    assert ink.down.tolist() == [[832.0, 20.0, 30.0]]
