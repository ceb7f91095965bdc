"""Tables that an earlier extraction has flattened into text: cells between tabs, pipes or wide gaps."""

from __future__ import annotations

import re
from collections import Counter

from extract.codebook.printing import load_printing
from extract.model import Cell, Table
from extract.read.text_lines import TextLine, is_caption
from extract.read.text_stacks import find_stack, is_cell

Range = tuple[int, int]
SEPARATORS = ("\t", "|", " ")
LONGEST_TRY = 60
"""Rows: a table between gaps may begin a line or two below the first line with gaps; none is longer than a page."""
PIPE_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
WIDE_GAP = re.compile(r"[ \u3000\xa0]{2,}")
NUMBER = re.compile(r"[-+－−]?[\d０-９][\d０-９,，.．\s]*[%％‰]?|[-—–－/]+")


def cell_ranges(text: str, line: TextLine, separator: str) -> list[Range] | None:
    """The ranges of a row's cells, or None where the line is no row of this kind: `\\t`, `|` or ` ` for wide gaps."""
    if line.in_contents or line.level is not None:
        return None
    raw = text[line.raw_start : line.raw_end]
    if separator == "\t":
        return split_at_tabs(raw, line.raw_start) if "\t" in raw else None
    if separator == "|":
        return split_at_pipes(raw, line.raw_start) if raw.count("|") + raw.count("｜") + raw.count("│") >= 2 else None
    cells = [(line.start + a, line.start + b) for a, b in pieces(line.text, WIDE_GAP)]
    if len(cells) > 2 and text[cells[0][0] : cells[0][1]].endswith(("：", ":")):
        cells[:2] = [(cells[0][0], cells[1][1])]
    return cells if len(cells) >= 2 else None


def pieces(text: str, gap: re.Pattern[str]) -> list[Range]:
    """The ranges between the gaps."""
    ends = [match.span() for match in gap.finditer(text)]
    starts = [0, *(b for _, b in ends)]
    return list(zip(starts, [*(a for a, _ in ends), len(text)], strict=True))


def split_at_tabs(raw: str, offset: int) -> list[Range]:
    """Cells exactly as printed: nothing trimmed but the line's own end."""
    return [(offset + a, offset + b) for a, b in pieces(raw.rstrip(" \r"), re.compile("\t"))]


def split_at_pipes(raw: str, offset: int) -> list[Range]:
    """Cells between pipes, blanks at their ends left out; the pipes at the line's two ends open and close it."""
    cells = []
    parts = pieces(raw, re.compile(r"[|｜│]"))
    if parts and not raw[slice(*parts[0])].strip():
        parts = parts[1:]
    if parts and not raw[slice(*parts[-1])].strip():
        parts = parts[:-1]
    for a, b in parts:
        piece = raw[a:b]
        start = a + len(piece) - len(piece.lstrip()) if piece.strip() else a
        cells.append((offset + start, offset + start + len(piece.strip())))
    return cells


def find_tables(text: str, lines: list[TextLine]) -> list[tuple[int, int, Table]]:
    """The tables among the lines: `(first line, line after the last, table)`, in order, none over another."""
    found: list[tuple[int, int, Table]] = []
    tried = dict.fromkeys(SEPARATORS, 0)
    at = 0
    while at < len(lines):
        table = find_run(text, lines, at, tried)
        if table is None and (at == 0 or not is_cell(lines[at - 1])):
            table = find_stack(lines, at)
        if table is not None:
            found.append(table)
        at = table[1] if table is not None else at + 1
    return found


def find_run(text: str, lines: list[TextLine], at: int, tried: dict[str, int]) -> tuple[int, int, Table] | None:
    """The table whose first row is the line at `at`; `tried` remembers how far a run of rows has been seen to be none."""
    for separator in SEPARATORS:
        if at < tried[separator]:
            continue
        end = run_end(text, lines, at, separator)
        if end - at < 2:
            continue
        table = make_table(text, lines[at:end], separator)
        if table is not None:
            return at, end, table
        tried[separator] = end if separator != " " or end - at > LONGEST_TRY else at + 1
    return None


def run_end(text: str, lines: list[TextLine], at: int, separator: str) -> int:
    """The index after the last line that goes on as a table from the line at `at`; `at` itself where none begins here."""
    end = at
    width = 0
    while end < len(lines):
        line = lines[end]
        ranges = cell_ranges(text, line, separator)
        if ranges is None or stands_alone(text, ranges, separator):
            break
        if end > at and line.blank_before and not continues(text, ranges, width):
            break
        if separator == " " and width and len(ranges) != width:
            break
        width = max(width, len(ranges))
        end += 1
    return end


def stands_alone(text: str, ranges: list[Range], separator: str) -> bool:
    """Whether a row is a caption, unit or note that only shares the table's separators, or a paragraph with a tab in it."""
    filled = [text[a:b].strip() for a, b in ranges if text[a:b].strip()]
    if len(filled) != 1:
        return not filled or (separator != "|" and any(len(cell) > 300 for cell in filled))
    words = load_printing()
    only = filled[0]
    if text[slice(*ranges[0])].strip() != only:
        return len(only) > 30
    return is_caption(only) or len(only) > 60 or only.startswith(words.note_leads + words.unit_leads)


def continues(text: str, ranges: list[Range], width: int) -> bool:
    """Whether a row after a blank line goes on with the table before it: as many cells, and figures in it."""
    return len(ranges) == width and any(NUMBER.fullmatch(text[a:b].strip()) for a, b in ranges[1:])


def make_table(text: str, lines: list[TextLine], separator: str) -> Table | None:
    """The grid of these lines, every row filled up with empty cells at its end; None where they make no table."""
    rows: list[list[Range]] = []
    header_rows = None
    for line in lines:
        if separator == "|" and PIPE_RULE.match(text[line.raw_start : line.raw_end]):
            header_rows = len(rows) if header_rows is None and rows else header_rows
            continue
        rows.append(cell_ranges(text, line, separator) or [])
    width = max((len(row) for row in rows), default=0)
    if len(rows) < 2 or width < 2 or (separator == " " and not is_aligned(text, rows)):
        return None
    if separator == "\t" and Counter(len([1 for a, b in row if text[a:b].strip()]) for row in rows)[1] == len(rows):
        return None
    cells = []
    for r, row in enumerate(rows):
        tail = row[-1][1]
        for c in range(width):
            start, end = row[c] if c < len(row) else (tail, tail)
            is_header = header_rows is not None and r < header_rows
            cells.append(Cell(row=r, column=c, text=text[start:end], char_start=start, char_end=end, is_header=is_header))
    return Table(
        char_start=lines[0].raw_start if separator == "\t" else lines[0].start,
        char_end=lines[-1].raw_end if separator == "\t" else lines[-1].end,
        n_rows=len(rows),
        n_columns=width,
        cells=tuple(cells),
        method={"\t": "text.tabs", "|": "text.pipes", " ": "text.gaps"}[separator],
        header_rows=header_rows,
    )


def is_aligned(text: str, rows: list[list[Range]]) -> bool:
    """Whether lines with wide gaps are a table: three rows or more, short cells, and figures in most of them."""
    body = rows[1:]
    if len(rows) < 3 or any(b - a > 40 for row in rows for a, b in row):
        return False
    figures = sum(NUMBER.fullmatch(text[a:b].strip()) is not None for row in body for a, b in row[1:])
    return figures * 2 >= sum(len(row) - 1 for row in body)
