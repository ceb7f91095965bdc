"""The second route: a page as ink through pdfplumber, which reads the file with a parser of its own, and its own tables."""

from __future__ import annotations

from importlib import import_module
from io import BytesIO
from typing import Any

import numpy as np

from extract.model import Box
from extract.read.ink import SLANTED, Floats, Ink
from extract.read.pdf.paths import THIN, WHITE

BLANK = " \t\r\n\xa0\u3000\u200b\ufeff"
SLANT = 0.1
BOLD = ("bold", "black", "heavy", "simhei")


def open_pages(data: bytes, numbers: list[int]) -> Any:
    """The file opened with only these pages (from 1)."""
    return import_module("pdfplumber").open(BytesIO(data), pages=numbers)


def read_page(page: Any, number: int) -> Ink:
    """One page as ink; places are points from the top left of its crop box."""
    left, top = float(page.bbox[0]), float(page.bbox[1])
    width, height = float(page.width), float(page.height)
    codes, boxes, sizes, bold, spaced, turns, marks = [], [], [], [], [], [], []
    blank = False
    for char in page.chars:
        text = char["text"]
        if not text.strip(BLANK):
            blank = True
            continue
        turn, mark = quarter_turns(char["matrix"]), SLANTED * is_slanted(char["matrix"])
        place = (char["x0"] - left, char["top"] - top, char["x1"] - left, char["bottom"] - top)
        if turn == 0:
            baseline, size = char["bottom"] + char["y0"] - char["matrix"][5] - top, float(char["size"])
            place = (place[0], baseline - 0.86 * size, place[2], baseline + 0.14 * size)
        heavy = any(part in char["fontname"].lower() for part in BOLD)
        for at, letter in enumerate(text):
            step = (place[2] - place[0]) / len(text)
            codes.append(ord(letter))
            boxes.append((place[0] + at * step, place[1], place[0] + (at + 1) * step, place[3]))
            sizes.append(float(char["size"]))
            bold.append(heavy)
            spaced.append(blank)
            turns.append(turn)
            marks.append(mark)
            blank = False
    rules, fills = read_boxes(page, left, top)
    wide = rules[:, 2] - rules[:, 0] >= rules[:, 3] - rules[:, 1]
    across, down = rules[wide], rules[~wide]
    return Ink(
        number=number,
        width=width,
        height=height,
        codes=np.array(codes, dtype=np.int64),
        boxes=np.array(boxes, dtype=np.float64).reshape(-1, 4),
        sizes=np.array(sizes, dtype=np.float64),
        bold=np.array(bold, dtype=bool),
        spaced=np.array(spaced, dtype=bool),
        turns=np.array(turns, dtype=np.int64),
        marks=np.array(marks, dtype=np.int64),
        across=np.column_stack(((across[:, 1] + across[:, 3]) / 2, across[:, 0], across[:, 2])),
        down=np.column_stack(((down[:, 0] + down[:, 2]) / 2, down[:, 1], down[:, 3])),
        fills=fills,
        pictures=[place_of(image, left, top) for image in page.images],
        method="pdfplumber",
    )


def quarter_turns(matrix: Any) -> int:
    """Quarter turns clockwise of a character from its matrix.

    >>> quarter_turns((1, 0, 0, 1, 0, 0)), quarter_turns((0, 1, -1, 0, 0, 0))
    (0, 3)
    """
    a, b = matrix[0], matrix[1]
    if abs(a) >= abs(b):
        return 0 if a >= 0 else 2
    return 3 if b > 0 else 1


def is_slanted(matrix: Any) -> bool:
    """Whether a character is set aslant.

    >>> is_slanted((1, 0, 0.2, 1, 0, 0)), is_slanted((0.7, 0.7, -0.7, 0.7, 0, 0))
    (False, True)
    """
    low, high = sorted((abs(matrix[0]), abs(matrix[1])))
    return bool(low > SLANT * high)


def place_of(item: Any, left: float, top: float) -> Box:
    """An object's box on the page."""
    return (float(item["x0"] - left), float(item["top"] - top), float(item["x1"] - left), float(item["bottom"] - top))


def read_boxes(page: Any, left: float, top: float) -> tuple[Floats, Floats]:
    """Rules and fills as boxes (n, 4): lines, thin areas, the sides of framed ones."""
    rules: list[Box] = [place_of(line, left, top) for line in page.lines]
    fills: list[Box] = []
    for area in page.rects:
        x0, high, x1, low = box = place_of(area, left, top)
        if min(x1 - x0, low - high) <= THIN:
            rules.append(box)
            continue
        if area.get("stroke"):
            rules += [(x0, high, x1, high), (x0, low, x1, low), (x0, high, x0, low), (x1, high, x1, low)]
        if area.get("fill") and not is_white(area.get("non_stroking_color")):
            fills.append(box)
    return np.array(rules, dtype=np.float64).reshape(-1, 4), np.array(fills, dtype=np.float64).reshape(-1, 4)


def is_white(colour: Any) -> bool:
    """Whether a colour cannot be seen on paper; one that is not given is black.

    >>> is_white((1, 1, 1)), is_white((0.9, 1, 1)), is_white(None), is_white((0, 0, 0, 0))
    (True, False, False, True)
    """
    parts = [colour] if isinstance(colour, int | float) else [part for part in (colour or ()) if isinstance(part, int | float)]
    if len(parts) == 4:
        return max(parts) <= 1 - WHITE / 255
    return bool(parts) and min(parts) >= WHITE / 255


def cell_texts(page: Any) -> list[str]:
    """The texts of all cells of all tables pdfplumber itself finds on a page, without blanks."""
    found = [cell for table in page.extract_tables() for row in table for cell in row if cell]
    return [text for text in ("".join(cell.split()) for cell in found) if text]
