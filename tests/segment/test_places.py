"""The table of places: whole, dated, and resolved by name with what the text names around it."""

from __future__ import annotations

import pytest

from extract.codebook import load_codebook
from extract.segment.place import find_division, find_region

PLACES = load_codebook().places


def test_every_province_and_every_outer_code_is_there() -> None:
    every = [place for members in PLACES.by_code.values() for place in members]
    assert len({place.code for place in every if place.rank == "province"}) == 34
    for place in every:
        assert place.code[:2] + "0000" in PLACES.by_code
        assert place.first_year <= place.last_year


def test_a_code_stands_for_one_name_at_a_time() -> None:
    for code, members in PLACES.by_code.items():
        for year in (2012, 2015, 2018, 2026):
            names = {place.name for place in members if place.first_year <= year <= place.last_year}
            assert len(names) <= 1, (code, year, names)


@pytest.mark.parametrize(
    ("subject", "text", "year", "code"),
    [
        ("宜春市", "", 2023, "360900"),
        ("广东省佛山市顺德区", "", 2023, "440606"),
        ("密云县", "", 2013, "110228"),
        ("密云区", "", 2020, "110118"),
        ("朝阳区", "北京市朝阳区职业教育", 2020, "110105"),
        ("朝阳区", "吉林省长春市朝阳区职业教育", 2020, "220104"),
        ("朝阳区", "", 2020, None),
        ("云岭县", "云岭县属新州省", 2020, None),
        ("第六师五家渠市", "", 2020, "659004"),
        ("第十一师", "", 2020, None),
    ],
)
def test_region_by_name_and_context(subject: str, text: str, year: int, code: str | None) -> None:
    region = find_region(subject, text, text, PLACES, year)
    assert region.code == code
    assert bool(region.issues) == (code is None and "师" not in subject)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("第十师北屯市教育局", "第十师"),
        ("兵团农八师职业学校", "第八师"),
        ("十一师教育局", "第十一师"),
        ("第一师范学校", None),
        ("厨师培训", None),
    ],
)
def test_divisions_by_their_names(text: str, name: str | None) -> None:
    division = find_division(text, PLACES)
    assert (division.name if division else None) == name
