"""Official places of China with codes (GB/T 2260) and years, the corps' divisions, and how texts speak of places and reports."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from extract.codebook.table import CodebookError, read_table, read_yaml

Words = tuple[str, ...]
# Names by the first and last year their code can have stood for them; blank is before 2011 and still in 2026. What changed after
# 2019 is dated by these bounds alone, so two names may share a code from 2020 to 2025.


class Place(Struct, frozen=True, kw_only=True, gc=False):
    """One province, prefecture or county: six digits, full name, a province's short name, the years the code stood for it."""

    code: str
    name: str
    short: str = ""
    first_year: int = 0
    last_year: int = 9999

    @property
    def rank(self) -> str:
        """`province`, `prefecture` or `county`, as the code says."""
        return "province" if self.code.endswith("0000") else "prefecture" if self.code.endswith("00") else "county"


class Division(Struct, frozen=True, kw_only=True):
    """A division of the corps: its names, and the city it runs with that city's code where it has one."""

    name: str
    short: str
    other: str
    city: str = ""
    code: str | None = None
    first_year: int = 0


class Regions(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The words of `regions.yaml`."""

    corps: Words
    corps_name: str
    province_ends: Words
    prefecture_ends: Words
    county_ends: Words
    municipalities: Words
    not_places: Words
    before_partners: Words
    after_adjective: Words
    office_starts: Words
    education_levels: dict[str, Words]
    national: Words
    school_ends: Words
    company_ends: Words
    office_ends: Words
    report_names: Words
    subject_stops: Words
    date_words: Words
    issuer_labels: Words
    publication_labels: Words
    cutoff_words: Words
    exception_words: Words
    data_words: Words
    report_words: Words
    money_words: Words
    own_words: Words
    region_words: Words


class Places(Struct, frozen=True, kw_only=True):
    """All places, by name and by code, the divisions, and the words around them."""

    by_name: dict[str, tuple[Place, ...]]
    by_code: dict[str, tuple[Place, ...]]
    divisions: tuple[Division, ...]
    words: Regions


def load_places(folder: Path) -> Places:
    """The places in `folder`. Raises `CodebookError` naming file and line."""
    by_name: dict[str, tuple[Place, ...]] = {}
    by_code: dict[str, tuple[Place, ...]] = {}
    for line, place in read_table(folder / "places.csv", Place):
        if len(place.code) != 6 or not place.code.isdigit():
            raise CodebookError(f"places.csv:{line}: {place.code!r} is not a code of six digits")
        by_name[place.name] = (*by_name.get(place.name, ()), place)
        by_code[place.code] = (*by_code.get(place.code, ()), place)
        if place.short and place.short != place.name:
            by_name[place.short] = (*by_name.get(place.short, ()), place)
    words = read_yaml(folder / "regions.yaml", Regions)
    return Places(
        by_name=by_name,
        by_code=by_code,
        divisions=tuple(division for _, division in read_table(folder / "divisions.csv", Division)),
        words=words,
    )
