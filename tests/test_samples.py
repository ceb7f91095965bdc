"""The samples: truth that follows from the sources, files that hold what the truth says, one report in many looks."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from extract.pipeline import extract_report
from extract.read import read
from extract.settings import Settings
from tests.evaluation.align import Alignment
from tests.evaluation.corpus import can_read_scans, can_render
from tests.samples.__main__ import HERE, RAW, render, sources, write_truth
from tests.samples.marks import Fault
from tests.samples.parse import Source, parse
from tests.samples.renderings import HERE as LOOKS_FOLDER
from tests.samples.renderings import LOOKS, small, write_look
from tests.samples.truth import build

NAMES = [source.name for source in sources()]


def source_of(name: str) -> Source:
    return sources([name])[0]


def files_of(name: str) -> list[Path]:
    return sorted(RAW.glob(f"{name}.*"))


@pytest.mark.parametrize("name", NAMES)
def test_the_truth_kept_is_what_the_source_says(name: str, tmp_path: Path) -> None:
    write_truth(source_of(name), tmp_path)
    for made in sorted(tmp_path.iterdir()):
        assert made.read_bytes() == (HERE / "truth" / made.name).read_bytes(), f"run python -m tests.samples {name}"


def test_every_report_is_there_in_every_format_and_small() -> None:
    assert {path.suffix for name in NAMES for path in files_of(name)} == {".pdf", ".docx", ".html", ".txt"}
    assert all(len(files_of(name)) == len(source_of(name).meta["files"].split(",")) for name in NAMES)
    assert sum(path.stat().st_size for path in RAW.iterdir()) < 5_000_000


@pytest.mark.parametrize("path", [path for name in NAMES for path in files_of(name)], ids=lambda path: path.name)
def test_every_marked_number_can_be_read_from_the_file(path: Path) -> None:
    source = source_of(path.stem)
    scanned = source.meta["files"] == "scan"
    if scanned and not can_read_scans():
        pytest.skip("no engine to read scans with")
    text, truth = build(source)
    places = Alignment(text, read(path, Settings()).text)
    printed = [v for v in truth["values"] if v["printed"].strip()]
    lost = [v["printed"] for v in printed if places.span(v["char_start"], v["char_end"]) is None]
    assert len(lost) <= (len(printed) // 20 if scanned else 0), lost


@pytest.mark.parametrize("name", NAMES)
def test_planted_errors_are_errors_of_the_numbers_and_not_of_the_marks(name: str) -> None:
    _, truth = build(source_of(name))
    values = {v["id"]: v for v in truth["values"]}
    assert truth["planted"]
    for planted in truth["planted"]:
        assert Decimal(planted["stated"]) != Decimal(planted["expected"])
        assert {Decimal(values[v]["value"]) for v in planted["value_ids"]} == {Decimal(planted["stated"])}


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("在校生", "no tag"),
        ("@x 在校生", "unknown tag"),
        ("@p ⟦12人⟧", "no |"),
        ("@p ⟦12人|在校生数", "not closed"),
        ("@p ⟦多人|在校生数⟧", "no value"),
        ("@p ⟦12人|在校生数;colour=red⟧", "unknown field"),
    ],
)
def test_a_faulty_source_names_its_line(line: str, fault: str) -> None:
    with pytest.raises(Fault, match="^bad.src:2: ") as told:
        parse(f"@meta report_year=2024\n{line}", "bad")
    assert fault in str(told.value)


def observations(path: Path) -> set[tuple[object, ...]]:
    found = extract_report(path).observations
    return {(o.source, o.name, o.parent, o.qualifier, o.value, o.unit, o.kind, o.year, o.period, o.missing) for o in found}


@pytest.mark.parametrize("look", [look for look in LOOKS if look != "txt"])
def test_one_report_reads_the_same_in_every_look(look: str) -> None:
    path = next(LOOKS_FOLDER.glob(f"small_{look}.pdf" if look not in ("docx", "html") else f"small.{look}"))
    assert observations(path) == observations(LOOKS_FOLDER / "small.txt")


@pytest.mark.slow
@pytest.mark.skipif(not can_render(), reason="needs the fonts and writers of the samples: tests/samples/fonts.py")
def test_the_writers_give_the_same_bytes_twice(tmp_path: Path) -> None:
    for look in ("grid", "docx", "html"):
        first = write_look(look, tmp_path).read_bytes()
        assert write_look(look, tmp_path).read_bytes() == first
    scanned = render(small(), "scan", tmp_path, "scanned").read_bytes()
    assert render(small(), "scan", tmp_path, "scanned").read_bytes() == scanned
