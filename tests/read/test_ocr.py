from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from extract.model import Document
from extract.read import ReadError, read
from extract.read.ocr import explain_absence, find_doubts, is_available, read_ink
from extract.settings import Settings
from tests.read.invariants import check_document, grids

SMALL = Path(__file__).parents[1] / "samples" / "renderings"
scanner = pytest.mark.skipif(not is_available(), reason="the reader for scans is not installed")


def test_without_the_extra_every_scanned_page_says_how_to_read_it() -> None:
    issues = explain_absence("report.pdf", [3, 4])
    assert [(issue.code, issue.page) for issue in issues] == [("read.ocr_missing", 3), ("read.ocr_missing", 4)]
    assert "pip install 'nianbao[ocr]'" in issues[0].message


def test_a_picture_without_the_extra_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    image = pytest.importorskip("PIL.Image")
    path = tmp_path / "scan.png"
    image.new("L", (40, 40), 255).save(path)
    monkeypatch.setattr("extract.read.ocr.page.runtime", lambda: None)
    with pytest.raises(ReadError) as caught:
        read(path, Settings())
    assert caught.value.code == "read.ocr_missing"


def draw_table(rows: int, columns: int) -> Any:
    """A page at 200 dpi with a grid of this size; row and column edges are 60 and 200 pixels apart."""
    page = np.full((2339, 1654), 255, dtype=np.uint8)
    for row in range(rows + 1):
        page[300 + row * 60 : 303 + row * 60, 200 : 203 + columns * 200] = 0
    for column in range(columns + 1):
        page[300 : 303 + rows * 60, 200 + column * 200 : 203 + column * 200] = 0
    return page


@scanner
@pytest.mark.parametrize("degrees", [-3.0, -0.7, 0.0, 0.4, 2.5])
def test_a_page_fed_askew_is_straightened(degrees: float) -> None:
    from extract.read.grid import find_grids
    from extract.read.ocr.straighten import darken, find_rules, skew_of, turn

    page = turn(draw_table(12, 5), degrees, 255)
    angle = skew_of(darken(page))
    assert abs(angle + degrees) <= 0.1
    across, down, rest = find_rules(darken(turn(page, angle, 255)))
    found, _ = find_grids(across * 0.36, down * 0.36)
    assert [(grid.n_rows, grid.n_columns) for grid in found] == [(12, 5)]
    assert (rest > 0).mean() < 0.002


@scanner
def test_strokes_of_type_are_no_rules() -> None:
    from extract.read.ocr.straighten import darken, find_rules

    page = np.full((2339, 1654), 255, dtype=np.uint8)
    for row in range(20):
        for column in range(30):
            y, x = 300 + row * 40, 200 + column * 36
            page[y : y + 3, x : x + 28] = page[y + 25 : y + 28, x : x + 28] = 0
            page[y : y + 28, x + 12 : x + 15] = 0
    across, down, _ = find_rules(darken(page))
    assert len(across) == 0
    assert len(down) == 0


@scanner
def test_an_empty_page_gives_no_characters() -> None:
    ink = read_ink(np.full((1200, 850), 250, dtype=np.uint8), 1, 595.0, 842.0)
    assert len(ink) == 0
    assert find_doubts("report.pdf", ink) == []


@cache
def read_scan(turns: int = 0) -> Document:
    """The small report, printed with ruled tables and scanned at 170 dpi; whole pages may lie on their side."""
    pytest.importorskip("reportlab")
    import pypdfium2

    from extract.read.pages import read_pages
    from tests.samples.scan import worn

    grain = np.random.RandomState(3)
    inks = []
    with pypdfium2.PdfDocument(SMALL / "small_grid.pdf") as printed:
        for at in range(len(printed)):
            width, height = printed[at].get_size()
            image = np.asarray(worn(printed[at].render(scale=170 / 72).to_pil().convert("L"), -0.6, grain))
            size = (height, width) if turns % 2 else (width, height)
            inks.append(read_ink(np.rot90(image, turns), at + 1, *size))
            if turns:
                break
    found = read_pages(inks, [])
    return Document(report_id="", sha256="", file_name="small.pdf", media_type="application/pdf", **found)


def cells_of(document: Document) -> list[str]:
    """All cells of all tables in order, without blanks, brackets in one width."""
    texts = [cell or "" for grid in grids(document) for row in grid for cell in row]
    return [text.replace(" ", "").replace("（", "(").replace("）", ")").replace("：", ":") for text in texts]


@scanner
@pytest.mark.slow
def test_a_scanned_report_is_the_printed_one() -> None:
    scanned, printed = read_scan(), read(SMALL / "small.txt", Settings())
    check_document(scanned)
    assert [(t.n_rows, t.n_columns) for t in scanned.tables] == [(t.n_rows, t.n_columns) for t in printed.tables]
    cells = list(zip(cells_of(printed), cells_of(scanned), strict=True))
    wrong = [pair for pair in cells if pair[0] != pair[1]]
    assert len(wrong) <= 0.03 * len(cells), wrong
    assert not [pair for pair in wrong if pair[0].replace(".", "").isdigit() or pair[0] == "-"]


@scanner
@pytest.mark.slow
@pytest.mark.parametrize("turns", [1, 2])
def test_a_page_on_its_side_or_head_is_turned(turns: int) -> None:
    upright, turned = read_scan(), read_scan(turns)
    lines = [line for line in upright.text[: upright.pages[0].char_end].split("\n") if line.strip()]
    assert lines
    assert sum(line in turned.text for line in lines) * 2 >= len(lines)


@pytest.mark.parametrize(
    ("wide", "high", "dash"),
    [(9, 4, True), (7, 5, True), (26, 4, True), (8, 18, False), (5, 5, False), (3, 1, False), (90, 4, False)],
)
def test_what_a_dash_is(wide: float, high: float, dash: bool) -> None:
    from extract.read.ocr.mend import is_dash

    assert is_dash(wide, high, usual=31.0) == dash


def draw_entry(dots: int, step: int) -> Any:
    """A row of a contents page as ink: a title 200 pixels wide, dots, and a spot where the number stands."""
    ink = np.zeros((60, 1200), dtype=np.uint8)
    ink[12:44, 20:220] = 255
    for at in range(dots):
        ink[34:40, 240 + at * step : 246 + at * step] = 255
    ink[14:42, 1000:1018] = 255
    return ink


@scanner
@pytest.mark.parametrize(
    ("dots", "step", "text", "led"),
    [
        (70, 10, "一、办学规模", True),
        (70, 10, "一、办学规模……3", False),
        (3, 10, "一、办学规模", False),
        (0, 10, "一、办学规模", False),
    ],
)
def test_dots_lead_from_a_title_to_its_page(dots: int, step: int, text: str, led: bool) -> None:
    from extract.read.ocr.engine import Seen
    from extract.read.ocr.leaders import find_led

    box = find_led(Seen((20, 5, 225, 50), text, 0.9), draw_entry(dots, step))
    assert box == ((1000.0, 14.0, 1018.0, 42.0) if led else None)


@scanner
def test_text_between_dots_is_no_leader() -> None:
    from extract.read.ocr.engine import Seen
    from extract.read.ocr.leaders import find_led

    ink = draw_entry(70, 10)
    ink[12:44, 500:700] = 255
    assert find_led(Seen((20, 5, 225, 50), "一、办学规模", 0.9), ink) is None


@scanner
def test_a_line_across_a_wall_is_cut_at_it() -> None:
    from extract.read.grid import find_grids
    from extract.read.ocr.cells import cut_at_walls
    from extract.read.ocr.straighten import darken, find_rules

    across, down, _ = find_rules(darken(draw_table(2, 3)))
    grids, _ = find_grids(across, down)
    inside, over = (220.0, 310.0, 380.0, 350.0), (220.0, 370.0, 580.0, 410.0)
    parts = cut_at_walls([inside, over], grids)
    assert parts[0] == (inside, False)
    assert [is_part for _, is_part in parts[1:]] == [True, True]
    assert parts[1][0][0] == 220.0
    assert parts[1][0][2] < 401 < parts[2][0][0]
    assert parts[2][0][2] == 580.0


@scanner
@pytest.mark.parametrize(
    ("text", "score", "looks"), [("男生111人", 0.99, 2), ("二月11日", 0.99, 1), ("男生208人", 0.99, 1), ("男生208人", 0.8, 2)]
)
def test_a_long_line_is_looked_at_again_where_narrow_digits_may_have_run_together(
    text: str, score: float, looks: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from extract.read.ocr import engine

    widths: list[int] = []

    def look(strips: list[Any]) -> list[tuple[str, float]]:
        widths.extend(strip.shape[1] for strip in strips)
        return [(text, score)] * len(strips)

    monkeypatch.setattr(engine, "read_fitted", look)
    assert engine.read_strips([np.full((48, 1000), 255, dtype=np.uint8)]) == [(text, score)]
    assert widths == [704, 896][:looks]


@scanner
@pytest.mark.parametrize(("width", "read_at"), [(60, 64), (300, 320), (1000, 704)])
def test_a_strip_is_made_as_wide_as_few_shapes_allow(width: int, read_at: int) -> None:
    from extract.read.ocr.engine import SQUEEZE, fit

    assert fit(np.full((48, width), 255, dtype=np.uint8), SQUEEZE).shape == (48, read_at)
