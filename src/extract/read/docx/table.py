"""Word's tables → grids: spans resolved, columns that no cell begins left out."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree
from msgspec import Struct, field

from extract.read.docx.paragraph import local
from extract.read.docx.styles import is_on, value_of, w, whole

SLIVER = 113.0
"""Twips: Word parts columns whose edges differ by less than a hand's slip, two millimetres; they are one edge."""
MOST_SPAN = 200
MOST_COLUMNS = 2000


class WordCell(Struct, kw_only=True):
    """One `w:tc` at its place, `elements` it and the cells merged into it."""

    row: int
    column: int
    row_span: int
    column_span: int
    elements: list[etree._Element] = field(default_factory=list)


class WordTable(Struct, kw_only=True):
    """The grid of one `w:tbl`; `header_rows` is None where the file marks none."""

    cells: list[WordCell]
    n_rows: int
    n_columns: int
    header_rows: int | None


def children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Children of that name, also inside content controls, custom XML and insertions; struck-out ones are not there."""
    for child in element:
        tag = local(child)
        if tag == name:
            yield child
        elif tag in {"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"}:
            yield from children(child, name)


def is_deleted(row: etree._Element) -> bool:
    """Whether a tracked change has struck the row out."""
    properties = row.find(w("trPr"))
    return properties is not None and properties.find(w("del")) is not None


def span_of(cell: etree._Element) -> int:
    """How many grid columns a cell takes."""
    return min(max(whole(value_of(cell.find(w("tcPr")), "gridSpan")) or 1, 1), MOST_SPAN)


def merge_of(cell: etree._Element, way: str) -> str | None:
    """`restart` where a cell merged one way (`vMerge`, `hMerge`) begins, `continue` where it goes on, None for a plain one."""
    properties = cell.find(w("tcPr"))
    merge = properties.find(w(way)) if properties is not None else None
    return None if merge is None else merge.get(w("val"), "continue")


def in_row(row: etree._Element) -> Iterator[tuple[list[etree._Element], int]]:
    """The cells of a row with how many grid columns each takes; those that old programs merged into the one before come with it."""
    group: list[etree._Element] = []
    width = 0
    for element in children(row, "tc"):
        if group and merge_of(element, "hMerge") == "continue":
            group.append(element)
            width += span_of(element)
            continue
        if group:
            yield group, width
        group, width = [element], span_of(element)
    if group:
        yield group, width


def read_grid(table: etree._Element) -> WordTable:
    """The cells of a table at their grid places. Raises `ValueError` for a table wider than any that is printed."""
    rows = [row for row in children(table, "tr") if not is_deleted(row) and any(True for _ in children(row, "tc"))]
    cells: list[WordCell] = []
    above: dict[int, WordCell] = {}
    for r, row in enumerate(rows):
        column = max(whole(value_of(row.find(w("trPr")), "gridBefore")) or 0, 0) if row.find(w("trPr")) is not None else 0
        column = min(column, MOST_SPAN)
        now: dict[int, WordCell] = {}
        for elements, span in in_row(row):
            upper = above.get(column)
            if merge_of(elements[0], "vMerge") == "continue" and upper is not None and upper.column_span == span:
                upper.row_span += 1
                upper.elements.extend(elements)
                now[column] = upper
            else:
                cell = WordCell(row=r, column=column, row_span=1, column_span=span, elements=elements)
                cells.append(cell)
                now[column] = cell
            column += span
            if column > MOST_COLUMNS:
                raise ValueError(f"a table of more than {MOST_COLUMNS:,} columns")
        above = now
    edges = keep_edges(table, cells)
    for cell in cells:
        end = cell.column + cell.column_span
        cell.column = edges[cell.column]
        cell.column_span = max(edges[end] - cell.column, 1)
    headers = count_headers(rows)
    width = max((cell.column + cell.column_span for cell in cells), default=0)
    return WordTable(cells=cells, n_rows=len(rows), n_columns=width, header_rows=headers or None)


def count_headers(rows: list[etree._Element]) -> int:
    """How many rows from the top repeat on every page."""
    for at, row in enumerate(rows):
        properties = row.find(w("trPr"))
        if properties is None or not is_on(properties, "tblHeader"):
            return at
    return 0


def keep_edges(table: etree._Element, cells: list[WordCell]) -> dict[int, int]:
    """Word's grid edge → ours: an edge where no cell begins goes, and so does one a sliver beside another with no cell between."""
    last = max((cell.column + cell.column_span for cell in cells), default=0)
    widths = [float(whole(column.get(w("w"))) or 0) for column in table.iterfind(f"{w('tblGrid')}/{w('gridCol')}")]
    used = sorted({cell.column for cell in cells} | {0})
    narrow = {(cell.column, cell.column + cell.column_span) for cell in cells}
    kept: list[int] = []
    same: dict[int, int] = {}
    for edge in used:
        before = kept[-1] if kept else None
        if before is not None and is_sliver(widths, before, edge) and (before, edge) not in narrow:
            same[edge] = before
        else:
            kept.append(edge)
    index = {edge: at for at, edge in enumerate(kept)}
    places: dict[int, int] = {}
    at = 0
    for edge in range(last + 1):
        at = index.get(same.get(edge, edge), at)
        places[edge] = at
    places[last] = len(kept)
    for edge in range(last):
        if edge not in index and edge not in same:
            places[edge] = next((index[k] for k in kept if k >= edge), len(kept))
    return places


def is_sliver(widths: list[float], start: int, end: int) -> bool:
    """Whether the grid columns between two edges are together no wider than a slip of the hand."""
    if end > len(widths) or not any(widths):
        return False
    total = sum(widths[start:end])
    return 0 < total <= SLIVER


def is_grid(table: etree._Element) -> bool:
    """Whether a table inside a cell is one of its own: two rows and two columns at least."""
    rows = [row for row in children(table, "tr") if not is_deleted(row)]
    return len(rows) > 1 and any(sum(1 for _ in children(row, "tc")) > 1 for row in rows)
