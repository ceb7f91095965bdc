"""The same report as text, Word file and web page is the same document, but for what a format cannot say."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from extract.model import Document
from extract.read import read
from extract.settings import Settings
from tests.evaluation.corpus import HELD_OUT, SHARED, build_reports
from tests.read.invariants import check_document, grids, prose

SMALL = Path(__file__).parents[1] / "samples" / "renderings"
SOURCES = SHARED / "dev-reports"
NAMES = sorted(path.stem for path in (SOURCES / "src").glob("*.src") if path.stem not in HELD_OUT) if SOURCES.exists() else []


def open_report(path: Path) -> Document:
    document = read(path, Settings())
    check_document(document)
    return document


def words(document: Document) -> list[str]:
    """The running text, without contents pages, whose leaders each format draws in its own way."""
    kept = [block for block in document.blocks if block.kind not in {"table", "contents"}]
    texts = [document.text[block.char_start : block.char_end] for block in kept]
    return ["".join(re.sub(r"\[bookmark: \w+\]", "", text).split()) for text in texts]


def filled(document: Document) -> list[list[list[str]]]:
    """The grids with merged positions blank, as a text has them."""
    return [[["".join((cell or "").split()) for cell in row] for row in grid] for grid in grids(document)]


@pytest.mark.parametrize("suffix", ["docx", "html"])
def test_a_small_report_in_every_format(suffix: str) -> None:
    text, other = open_report(SMALL / "small.txt"), open_report(SMALL / f"small.{suffix}")
    assert filled(other) == filled(text)
    headline = [document_title] if (document_title := "".join((other.title or "").split("-")[0].split())) == words(other)[0] else []
    assert words(other) == headline + words(text)


@pytest.mark.shared
@pytest.mark.skipif(not NAMES, reason="the written reports are not at hand")
@pytest.mark.parametrize("name", NAMES)
def test_a_written_report_as_text_and_word_file(name: str) -> None:
    folder = build_reports(SOURCES)
    text, word = open_report(folder / f"{name}.txt"), open_report(folder / f"{name}.docx")
    assert filled(word) == filled(text)
    assert words(word) == words(text)
    truth: dict[str, Any] = json.loads((folder / f"{name}.truth.json").read_text(encoding="utf-8"))
    assert len(word.tables) == len(truth["tables"])
    for table, wanted in zip(word.tables, truth["tables"], strict=True):
        seen = {(c.row, c.column, c.row_span, c.column_span, c.text.strip()) for c in table.cells}
        assert seen == {(c["row"], c["column"], c["row_span"], c["column_span"], c["text"].strip()) for c in wanted["cells"]}
        assert (table.header_rows or 0) == wanted["header_rows"]
    printed = {re.sub(r"\[bookmark: \w+\]", "", section["printed"]).strip() for section in truth["sections"]}
    assert {"".join(line.split()) for line in printed} <= set(prose(word)) & set(prose(text))


@pytest.mark.shared
@pytest.mark.skipif(not (SHARED / "gold").exists(), reason="the annotated report is not at hand")
def test_the_tables_of_an_annotated_report() -> None:
    document = open_report(next((SHARED / "seeds").glob("000_*.txt")))
    wanted = [json.loads(line) for line in (SHARED / "gold" / "seed000.tables.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(document.tables) == len(wanted)
    for grid, table in zip(grids(document), sorted(wanted, key=lambda table: table["char_start"]), strict=True):
        rows = [row + [""] * (table["n_cols"] - len(row)) for row in table["rows"]]
        assert grid == rows


@pytest.mark.shared
@pytest.mark.skipif(not (SHARED / "real").exists(), reason="the real documents are not at hand")
def test_real_documents_keep_the_contract() -> None:
    for name in ("gov_disclosure_template.docx", "neeq_panhe_annual2015.docx", "edu_assessment_report_wordhtml.jsp"):
        document = open_report(SHARED / "real" / name)
        assert document.tables
        assert document.issues == ()
