"""The codebook is whole, and a fault of every kind stops it with file and line."""

from __future__ import annotations

import re
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.codebook import CodebookError, load_codebook
from extract.codebook.browse import diff_editions, find_edition, render_page, search, show_form, show_indicator
from extract.codebook.concepts import load_concepts
from extract.codebook.prose import check, fill, load_prose
from extract.codebook.table import FOLDER
from extract.codebook.tablewords import label_key
from extract.codebook.units import convert
from extract.text import normalise

BOOK = load_codebook()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the codebook that may be broken."""
    copy = tmp_path / "codebook"
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return copy


def append(path: Path, line: str) -> int:
    """Writes one more line; returns its number."""
    text = path.read_text(encoding="utf-8")
    path.write_text(text + line + "\n", encoding="utf-8")
    return len(text.splitlines()) + 1


def add_indicator(folder: Path, **cells: str) -> int:
    names = "indicator_id,name_zh,name_en,definition,unit,kind,parent_id,denominator_id,low,high,first_year,last_year,levels"
    row = {
        "indicator_id": "test.thing",
        "name_zh": "试验数",
        "name_en": "Test",
        "definition": "试验",
        "unit": "个",
        "kind": "count",
    }
    return append(folder / "indicators.csv", ",".join((row | cells).get(name, "") for name in names.split(",")))


INDICATOR_FAULTS = {
    "known id": ({"indicator_id": "staff.total"}, "is there already"),
    "known name": ({"name_zh": "教职工总数"}, "belongs to staff.total"),
    "unknown unit": ({"unit": "斗"}, "no canonical unit"),
    "scaled unit": ({"unit": "万元"}, "no canonical unit"),
    "unknown kind": ({"kind": "weight"}, "Invalid enum value"),
    "orphan parent": ({"parent_id": "staff.nobody"}, "parent_id staff.nobody is no indicator"),
    "orphan denominator": ({"denominator_id": "nobody"}, "denominator_id nobody is no indicator"),
    "own ancestor": ({"parent_id": "test.thing"}, "its own ancestor"),
    "years turned round": ({"first_year": "2022", "last_year": "2019"}, "after the last"),
    "empty range": ({"low": "5", "high": "5"}, "is empty"),
    "year that is no number": ({"first_year": "soon"}, "Expected `int"),
    "unknown level": ({"levels": "primary"}, "Invalid enum value"),
}


@pytest.mark.parametrize("fault", INDICATOR_FAULTS)
def test_indicator_fault(folder: Path, fault: str) -> None:
    cells, message = INDICATOR_FAULTS[fault]
    line = add_indicator(folder, **cells)
    with pytest.raises(CodebookError, match=message) as caught:
        load_codebook(folder)
    assert str(caught.value).startswith(f"indicators.csv:{line}: ")


LINE_FAULTS = {
    "too few cells": ("indicators.csv", "test.thing,试验数", "not as many cells"),
    "alias of nothing": ("aliases.csv", "试验,nobody,,,,,,,", "nobody is no indicator"),
    "alias claimed twice": ("aliases.csv", "平均起薪,staff.total,,,,,,,", "claimed on line"),
    "alias is another's name": ("aliases.csv", "教职工总数,staff.quota,,,,,,,", "is the name of staff.total"),
    "alias with unknown unit": ("aliases.csv", "试验,staff.total,,,,斗,,,", "no unit of units.csv"),
    "alias at an unknown level": ("aliases.csv", "试验,staff.total,village,,,,,,", "Invalid enum value"),
    "unit twice": ("units.csv", "万元,money,元,10000", "is there already"),
    "unit with a bad factor": ("units.csv", "斗,grain,斗,ten", "no positive number"),
    "unit with factor zero": ("units.csv", "斗,grain,斗,0", "no positive number"),
    "unit of two dimensions": ("units.csv", "斗,grain,元,10", "measures grain"),
    "form twice": ("forms.csv", "policy,甲,A,甲", "is there already"),
    "edition of no form": ("editions.csv", "nothing,secondary,2024,,policy_secondary_2024.csv", "no form of forms.csv"),
    "edition without file": ("editions.csv", "policy,secondary,2010,2011,nothing.csv", "is not there"),
    "overlapping years": ("editions.csv", "policy,higher,2020,2023,policy_secondary_2024.csv", "overlap"),
    "years turned round in an edition": ("editions.csv", "policy,secondary,2011,2010,policy_secondary_2024.csv", "after the last"),
    "row twice": ("forms/policy_secondary_2024.csv", "1,另一行,人,staff.total,,,BT24,printed", "is there already"),
    "row label twice": ("forms/policy_secondary_2024.csv", "99,全日制在校生人数,人,staff.total,,,BT24,printed", "stands on line"),
    "row of no indicator": ("forms/policy_secondary_2024.csv", "99,试验,人,nobody,,,BT24,printed", "nobody is no indicator"),
    "row with unknown unit": ("forms/policy_secondary_2024.csv", "99,试验,斗,staff.total,,,BT24,printed", "no unit of units.csv"),
    "row in another measure": ("forms/policy_secondary_2024.csv", "99,试验,万元,staff.total,,,BT24,printed", "is measured in 人"),
    "row below nothing": ("forms/policy_secondary_2024.csv", "99,试验,人,staff.total,88,,BT24,printed", "does not stand above"),
    "row without source": ("forms/policy_secondary_2024.csv", "99,试验,人,staff.total,,,XX99,printed", "no source of sources.csv"),
    "row of unknown confidence": ("forms/policy_secondary_2024.csv", "99,试验,人,staff.total,,,BT24,sure", "Invalid enum value"),
    "link from no edition": (
        "crosswalk.csv",
        "policy,higher,1999,试验,higher,2022,教职工总数,renamed,yes,sourced,",
        "no edition of policy",
    ),
    "link from no row": ("crosswalk.csv", "policy,higher,2015,试验,higher,2022,教职工总数,renamed,yes,sourced,", "has no row 试验"),
    "link to nothing": (
        "crosswalk.csv",
        "policy,higher,2015,企业提供的校内实践教学设备值,higher,2022,,renamed,yes,sourced,",
        "is dropped exactly",
    ),
    "dropped and comparable": (
        "crosswalk.csv",
        "policy,higher,2015,企业提供的校内实践教学设备值,higher,2022,,dropped,yes,sourced,",
        "cannot be comparable",
    ),
    "link twice": (
        "crosswalk.csv",
        "policy,higher,2015,在岗教职员工总数,higher,2022,教职工总数,renamed,yes,partly,",
        "stands on line",
    ),
}


@pytest.mark.parametrize("fault", LINE_FAULTS)
def test_line_fault(folder: Path, fault: str) -> None:
    file, line, message = LINE_FAULTS[fault]
    number = append(folder / file, line)
    with pytest.raises(CodebookError, match=message) as caught:
        load_codebook(folder)
    assert str(caught.value).startswith(f"{file}:{number}: ") or fault.startswith("row of unknown")


def test_a_form_file_nobody_names_is_a_fault(folder: Path) -> None:
    (folder / "forms" / "extra.csv").write_text("row,label,unit,indicator_id,parent,variants,source,confidence\n", encoding="utf-8")
    with pytest.raises(CodebookError, match=r"forms/extra.csv:1: no line of editions.csv names this file"):
        load_codebook(folder)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("totals: [合计", "unknown field `sums`"),
        ("  人数: 人\n", "no unit of units.csv"),
        ("serial_heads: [序号", "tables.yaml: "),
    ],
)
def test_table_word_fault(folder: Path, change: str, message: str) -> None:
    path = folder / "tables.yaml"
    text = path.read_text(encoding="utf-8")
    broken = {"totals: [合计": "sums: [合计", "  人数: 人\n": "  人数: 斗\n", "serial_heads: [序号": "serial_heads: [[序号"}[change]
    assert change in text
    path.write_text(text.replace(change, broken, 1), encoding="utf-8")
    with pytest.raises(CodebookError, match=message):
        load_codebook(folder)


def test_a_key_that_stands_twice_stops_the_codebook(folder: Path) -> None:
    path = folder / "tables.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "\nserial_heads: [号]\n", encoding="utf-8")
    with pytest.raises(CodebookError, match=r"tables\.yaml: line \d+: serial_heads stands twice"):
        load_codebook(folder)


def test_two_claims_may_stand_where_they_hold_at_different_levels_or_years(folder: Path) -> None:
    append(folder / "aliases.csv", "平均起薪,graduates.income_3years,county,,,,,,")
    book = load_codebook(folder)
    assert book.lexicon.find("平均起薪", level="county") == "graduates.income_3years"
    assert book.lexicon.find("平均起薪", level="school") == "graduates.monthly_income"


def test_version_changes_with_the_data_alone(folder: Path) -> None:
    assert load_codebook(folder).version == BOOK.version
    add_indicator(folder)
    load_codebook.cache_clear()
    assert load_codebook(folder).version != BOOK.version


def test_the_secondary_forms_of_2024_have_their_123_rows() -> None:
    rows = {e.form_id: len(e.rows) for e in BOOK.forms.editions if e.level == "secondary"}
    assert rows == {"scorecard": 12, "satisfaction": 12, "resources": 46, "service": 18, "international": 14, "policy": 21}
    assert all(r.confidence == "printed" for e in BOOK.forms.editions if e.level == "secondary" for r in e.rows)


@pytest.mark.parametrize(
    ("words", "where", "indicator_id"),
    [
        ("在校生", {"level": "school"}, "students.enrolled_fulltime"),
        ("在校生", {"level": "prefecture"}, "students.enrolled"),
        ("“双师型”教师比例", {}, "staff.dual_share"),
        ("双师型教师比例", {}, "staff.dual_share"),
        ("国家级数量", {"parents": ("在线精品课程数",)}, "courses.excellent_online_national"),
        ("国家级数量", {}, None),
        ("教学计划内课程总数", {"unit": "学时"}, "courses.planned_hours"),
        ("教学计划内课程总数", {"unit": "门"}, "courses.planned"),
        ("就业人数", {"year": 2019}, "graduates.placed"),
        ("就业人数", {"year": 2024}, None),
        ("本科", {"table": False}, None),
        ("天气", {}, None),
    ],
)
def test_words_find_their_indicator_where_they_hold(words: str, where: dict, indicator_id: str | None) -> None:
    assert BOOK.lexicon.find(words, **where) == indicator_id


@pytest.mark.parametrize(
    ("value", "unit", "target", "result"),
    [
        ("1.2", "万元", "元", "12000"),
        ("158", "亩", "平方米", "105333.33"),
        ("3", "亩", "平方米", "2000"),
        ("5", "人", "元", None),
        ("12", "‰", "%", "1.2"),
    ],
)
def test_conversion(value: str, unit: str, target: str, result: str | None) -> None:
    found = convert(Decimal(value), BOOK.units[unit], BOOK.units[target])
    assert found == (None if result is None else Decimal(result))


def test_no_unit_of_one_dimension_lacks_its_canonical_one() -> None:
    for unit in BOOK.units.values():
        home = BOOK.units.get(unit.canonical)
        assert home is not None, unit
        assert home.ratio == 1, unit
        assert home.dimension == unit.dimension, unit


def test_every_share_has_a_range_and_every_part_its_dimension() -> None:
    for indicator in BOOK.indicators.values():
        if indicator.unit == "%" and indicator.kind in ("share", "rate"):
            assert indicator.high is not None, indicator.indicator_id
        if indicator.parent_id and indicator.kind == "count" and BOOK.indicators[indicator.parent_id].kind == "count":
            one, whole = BOOK.units[indicator.unit or ""], BOOK.units[BOOK.indicators[indicator.parent_id].unit or ""]
            allowed = {one.dimension, whole.dimension} <= {"person", "item"}
            assert one.dimension == whole.dimension or allowed, indicator.indicator_id


@given(st.text(alphabet="在校生双师型数比例（）()“”：:、 \u3000０1ＡaB%％—–－·¹", max_size=20))
def test_a_label_key_does_not_see_widths_blanks_and_marks(text: str) -> None:
    key = label_key(text)
    assert label_key(normalise(text).text) == key
    assert label_key(key) == key
    assert label_key(" " + text + "：") == key


def test_search_show_and_diff_answer() -> None:
    assert search(BOOK, "平均起薪")[0].indicator_id == "graduates.monthly_income"
    assert search(BOOK, "staff.total")[0].indicator_id == "staff.total"
    assert search(BOOK, "没有这样的指标") == []
    lines = show_indicator(BOOK, "staff.total")
    assert any("落实" not in line and "教职工总数" in line for line in lines)
    with pytest.raises(CodebookError, match="nearest are staff.total"):
        show_indicator(BOOK, "staff.totals")
    old, new = find_edition(BOOK, "service", "higher", 2019), find_edition(BOOK, "service", "higher", 2023)
    found = diff_editions(BOOK, old, new)
    assert any(line.startswith("~ 7 非学历培训到款额") and "comparable: yes" in line for line in found)
    assert any(line.startswith("+ 5 知识产权项目数") for line in found)
    assert any(line.startswith("- 1 全日制在校生人数") for line in found)
    assert all(line[0] == "=" for line in diff_editions(BOOK, new, new)[1:])
    assert len(show_form(new)) == len(new.rows) + 1
    with pytest.raises(CodebookError, match="no edition of service for secondary in 2001"):
        find_edition(BOOK, "service", "secondary", 2001)


def test_the_page_names_every_indicator_and_row() -> None:
    page = render_page(BOOK)
    assert page == render_page(load_codebook(FOLDER))
    assert all(f"`{indicator_id}`" in page for indicator_id in BOOK.indicators)
    assert all(f"| {row.label} |" in page for edition in BOOK.forms.editions for row in edition.rows)


def test_the_page_in_docs_names_every_indicator_and_row() -> None:
    page = (Path(__file__).parents[1] / "docs" / "codebook.md").read_text(encoding="utf-8")
    missing = [indicator_id for indicator_id in BOOK.indicators if f"| `{indicator_id}` |" not in page]
    missing += [row.label for edition in BOOK.forms.editions for row in edition.rows if f"| {row.label} |" not in page]
    assert not missing, "run: nianbao codebook page > docs/codebook.md"


@pytest.mark.parametrize(
    "pattern", ["(获奖", "获]奖)", "[龥-一]", "(?<!未|没有)获", "*获", "获{3,2}", "(?P<数>获)(?P<数>奖)", "{nowhere}", "获\\"]
)
def test_a_broken_pattern_is_told_without_compiling_it_whole(pattern: str) -> None:
    with pytest.raises((re.error, KeyError)):
        check(pattern)


def test_every_pattern_that_is_checked_can_be_compiled() -> None:
    patterns = load_prose()
    concepts = [text for row in load_concepts().rows for text in (*row.words, *row.noun, *row.own, *row.before, row.not_words)]
    checked = [*patterns.plan.values(), *patterns.patterns.values(), *concepts]
    assert len(checked) > 1000
    assert all(fill(text) is not None for text in checked)
