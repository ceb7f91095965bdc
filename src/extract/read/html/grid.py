"""HTML tables → grids: spans resolved and clipped, layout tables told from tables of data."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lxml import etree

from extract.read.compose import MOST_CELLS, Placed
from extract.read.html.main import is_hidden, tag_of, text_of

WIDEST = 500
LONGEST_CELL = 1500
LONGEST_WORDS = 120
"""Characters in a cell of figures that stands beside another table; longer text is what the table places."""
BORDER = re.compile(r"border[^;]*:\s*(?!none|0|initial|inherit)[^;]*(?:solid|double|dashed|\d)", re.I)
RANK = {"thead": 0, "tfoot": 2}


def rows_of(table: etree._Element) -> list[tuple[str, etree._Element]]:
    """The rows of a table without those of tables inside it, with the section each stands in; the head first, the foot last."""
    rows: list[tuple[str, etree._Element]] = []
    for child in table:
        tag = tag_of(child)
        if tag == "tr":
            rows.append(("tbody", child))
        elif tag in {"thead", "tbody", "tfoot"} and not is_hidden(child):
            rows.extend((tag, row) for row in child if tag_of(row) == "tr")
    return sorted((row for row in rows if not is_hidden(row[1])), key=lambda row: RANK.get(row[0], 1))


def cells_of(row: etree._Element) -> list[etree._Element]:
    """The cells of a row that are shown."""
    return [cell for cell in row if tag_of(cell) in {"td", "th"} and not is_hidden(cell)]


def span(cell: etree._Element, name: str, most: int) -> int:
    """A cell's `rowspan` or `colspan`, within what is left; a row span of 0 goes to the end."""
    match = re.match(r"\s*(\d{1,5})", cell.get(name) or "1")
    value = int(match.group(1)) if match else 1
    return max(min(most if value == 0 and name == "rowspan" else value, most), 1)


def is_layout(table: etree._Element) -> bool:
    """Whether a table only places things: it holds another table with text, one column, or a whole report in a cell."""
    if (table.get("role") or "").lower() in {"presentation", "none"}:
        return True
    inner = [found for found in table.iterdescendants("table") if text_of(found).strip()]
    if inner and not holds_data(table, len(inner)):
        return True
    rows = [cells_of(row) for _, row in rows_of(table)]
    filled = [cell for cells in rows for cell in cells if text_of(cell).strip()]
    if max((len(cells) for cells in rows), default=0) < 2 or len(filled) < 2:
        return True
    return any(len(text_of(cell).strip()) > LONGEST_CELL or next(cell.iter("h1", "h2", "h3"), None) is not None for cell in filled)


def holds_data(table: etree._Element, inner: int) -> bool:
    """Whether a table with others in some of its cells is one of data itself: ruled, most cells short, figures in some."""
    cells = [cell for _, row in rows_of(table) for cell in cells_of(row) if cell.find(".//table") is None]
    texts = [text for cell in cells if (text := text_of(cell).strip())]
    if not has_border(table) or len(texts) <= 2 * inner + 2 or max(map(len, texts)) > LONGEST_WORDS:
        return False
    return sum(bool(re.search(r"\d", text)) for text in texts) > 1


def has_border(table: etree._Element) -> bool:
    """Whether lines are drawn round a table or its cells."""
    if re.match(r"\s*[1-9]", table.get("border") or ""):
        return True
    return any(BORDER.search(cell.get("style") or "") for cell in [table, *table.iter("td")])


def read_grid(table: etree._Element, text_in: Callable[[etree._Element], str]) -> tuple[list[Placed], int | None]:
    """The cells of a table at their places, and how many rows from the top are its head (None where it does not say).

    Raises `ValueError` for a table larger than any that is printed.
    """
    rows = [(section, cells_of(row), row) for section, row in rows_of(table)]
    rows = [(section, cells, row) for section, cells, row in rows if cells and not is_strut(row, cells)]
    taken: set[tuple[int, int]] = set()
    placed: list[Placed] = []
    for r, (_, cells, _) in enumerate(rows):
        column = 0
        for cell in cells:
            while (r, column) in taken:
                column += 1
            height, width = span(cell, "rowspan", len(rows) - r), span(cell, "colspan", WIDEST)
            if len(taken) + height * width > MOST_CELLS:
                raise ValueError(f"a table of more than {MOST_CELLS:,} cells")
            taken.update((r + y, column + x) for y in range(height) for x in range(width))
            item = Placed(
                row=r, column=column, text=text_in(cell), row_span=height, column_span=width, is_header=tag_of(cell) == "th"
            )
            placed.append(item)
            column += width
    header = 0
    for section, cells, _ in rows:
        if section != "thead" and not all(tag_of(cell) == "th" for cell in cells):
            break
        header += 1
    if header:
        for item in placed:
            item.is_header = item.is_header or item.row < header
    return close_gaps(placed), (header if 0 < header < len(rows) else None)


def is_strut(row: etree._Element, cells: list[etree._Element]) -> bool:
    """Whether a row is only there to hold the columns apart, as Word writes it: no height, no text."""
    style = (row.get("style") or "") + (row.get("height") or "")
    return all(not text_of(cell).strip() for cell in cells) and (row.get("height") == "0" or "height:0" in style.replace(" ", ""))


def close_gaps(placed: list[Placed]) -> list[Placed]:
    """The cells without the columns in which none begins."""
    starts = sorted({cell.column for cell in placed})
    index = {column: at for at, column in enumerate(starts)}
    for cell in placed:
        end = cell.column + cell.column_span
        cell.column_span = sum(cell.column <= start < end for start in starts)
        cell.column = index[cell.column]
    return placed


def captions_of(table: etree._Element) -> Iterator[etree._Element]:
    """The captions a table has as elements of their own."""
    return (child for child in table if tag_of(child) == "caption")
