"""What belongs to the page and not to the report: running headers and footers, page numbers, found over pages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from extract.model import Furniture
from extract.read.ink import Floats
from extract.read.lines import TextLine

BAND = 0.13
"""Headers and footers stand in the outer eighth of a page."""
DEEP = 3
"""How many lines from the edge of a page may be furniture."""
NEAR = 4.0
"""A header stands at one height on every page, within this many points."""
WINDOW = 6
"""A chapter's header comes back within this many pages: odd and even ones differ."""
PAGE_NUMBER = re.compile(
    r"[-—–－~～·•|｜\s/\[\]【】()（）<>《》第共页頁Pp.of]*(?:\d{1,4}|[ivxIVX]{1,6}|[Ⅰ-Ⅻⅰ-ⅻ]{1,3})"
    r"(?:[-—–－~～·•|｜\s/\[\]【】()（）<>《》第共页頁of]+(?:\d{1,4})?[-—–－~～·•|｜\s/\[\]【】()（）<>《》页頁]*)?"
)


def mask(text: str) -> str:
    """A line without blanks and with its numbers made equal.

    >>> mask("第 12 页 共 30 页"), mask("某某学校 2024")
    ('第0页共0页', '某某学校0')
    """
    return re.sub(r"\d+|^[ivxIVXⅠ-Ⅻⅰ-ⅻ]+$", "0", "".join(text.split()))


def is_page_number(text: str) -> bool:
    """Whether a line is nothing but a page number.

    >>> [is_page_number(text) for text in ("— 12 —", "第 3 页 共 9 页", "iv", "12 / 30", "12月", "2023年")]
    [True, True, True, True, False, False]
    """
    return PAGE_NUMBER.fullmatch(text.strip()) is not None


def edge_lines(lines: Sequence[TextLine], height: float) -> list[tuple[str, int, TextLine]]:
    """Lines at the top and bottom edge of a page as (edge, place in the page's lines, line), from the edge inwards."""
    order = sorted(range(len(lines)), key=lambda at: lines[at].box[1])
    top = [("top", at, lines[at]) for at in order[:DEEP] if lines[at].box[3] < BAND * height]
    low = sorted(range(len(lines)), key=lambda at: -lines[at].box[3])
    bottom = [("bottom", at, lines[at]) for at in low[:DEEP] if lines[at].box[1] > (1 - BAND) * height]
    return top + bottom


def find_furniture(pages: Sequence[tuple[Sequence[TextLine], float]]) -> list[dict[int, str]]:
    """For each page of (lines, height) the lines that are furniture, by their place, with the kind."""
    edges = [edge_lines(lines, height) for lines, height in pages]
    seen: dict[tuple[str, str], list[tuple[int, float]]] = defaultdict(list)
    for number, found in enumerate(edges):
        for edge, _, line in found:
            seen[edge, mask(line.text)].append((number, line.box[1]))
    numbers: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for (edge, text), places in seen.items():
        if is_page_number(text):
            numbers[edge] += places
    inner = inner_fields(pages, edges)
    kinds: list[dict[int, str]] = []
    for number, found in enumerate(edges):
        kind: dict[int, str] = {}
        stopped = set()
        for edge, at, line in found:
            if edge in stopped:
                continue
            if is_page_number(line.text) and is_numbered(numbers[edge], number, line.box[1], len(pages)):
                kind[at] = "page_number"
            elif is_repeated(seen[edge, mask(line.text)], number, line.box[1], len(pages)) and squeeze(line.text) not in inner:
                kind[at] = "header" if edge == "top" else "footer"
            else:
                stopped.add(edge)
        kinds.append(kind)
    return kinds


def inner_fields(pages: Sequence[tuple[Sequence[TextLine], float]], edges: Sequence[list[tuple[str, int, TextLine]]]) -> set[str]:
    """Lines of several fields away from the edges of pages: a table's header comes back at the top of the pages it goes on over."""
    found: set[str] = set()
    for (lines, _), outer in zip(pages, edges, strict=True):
        places = {at for _, at, _ in outer}
        found |= {squeeze(line.text) for at, line in enumerate(lines) if line.gaps and at not in places}
    return found


def squeeze(text: str) -> str:
    """A text without blanks.

    >>> squeeze("表 1　名称")
    '表1名称'
    """
    return "".join(text.split())


def is_numbered(places: Sequence[tuple[int, float]], number: int, top: float, n_pages: int) -> bool:
    """Whether a page number stands where another page has one; a report of two pages may number one of them."""
    return n_pages <= 2 or any(page != number and abs(y - top) <= 2 * NEAR for page, y in places)


def is_repeated(places: Sequence[tuple[int, float]], number: int, top: float, n_pages: int) -> bool:
    """Whether a line comes back at its height on neighbouring pages: twice at least, once where the report is short."""
    others = {page for page, y in places if page != number and abs(page - number) <= WINDOW and abs(y - top) <= NEAR}
    return len(others) >= (1 if n_pages <= 4 else 2)


def as_furniture(line: TextLine, kind: str) -> Furniture:
    """A line set apart."""
    return Furniture(kind=kind, text=line.text, page=line.page, box=line.box)  # type: ignore[arg-type]


def repeated_rules(pages: Sequence[Floats]) -> list[Floats]:
    """Horizontal rules (n, 3) of each page without those that stand at one place on most pages."""
    counts: dict[tuple[int, int, int], int] = defaultdict(int)
    keys = [[tuple(row) for row in np.round(rules / 2).astype(int).tolist()] for rules in pages]
    for found in keys:
        for key in set(found):
            counts[key] += 1
    limit = max(3, 0.6 * len(pages))
    return [
        rules[[counts[key] < limit for key in found]] if len(rules) else rules for rules, found in zip(pages, keys, strict=True)
    ]
