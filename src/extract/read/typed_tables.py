"""Tables that somebody typed into a Word file as paragraphs: cells between tabs or wide gaps, a row a paragraph."""

from __future__ import annotations

import re

from msgspec.structs import replace

from extract.model import Block, Cell, Table
from extract.read.text_tables import Range, is_aligned, pieces

GAP = re.compile(r"[ \u3000\xa0]*\t[\t \u3000\xa0]*|[ \u3000\xa0]{2,}")
BREAK = re.compile(r"[\r\n\v\f\u2028\u2029]")


def find_typed_tables(text: str, blocks: list[Block], tables: list[Table]) -> tuple[list[Block], list[Table]]:
    """Blocks and tables, runs of paragraphs that are the rows of a table made into one; characters stay where they are."""
    kept: list[Block] = []
    found: list[Table] = []
    run: list[tuple[Block, list[Range]]] = []

    def close() -> None:
        table = make_table(text, [ranges for _, ranges in run])
        if table is None:
            kept.extend(block for block, _ in run)
        else:
            first = run[0][0]
            kept.append(
                Block(kind="table", char_start=table.char_start, char_end=table.char_end, index=len(found), inset=first.inset)
            )
            found.append(table)
        run.clear()

    for block in blocks:
        ranges = row_of(text, block)
        if run and (len(ranges) != len(run[0][1]) or block.inset != run[0][0].inset):
            close()
        if len(ranges) > 1:
            run.append((block, ranges))
        elif block.kind == "table" and block.index is not None:
            kept.append(replace(block, index=len(found)))
            found.append(tables[block.index])
        else:
            kept.append(block)
    if run:
        close()
    return kept, found


def row_of(text: str, block: Block) -> list[Range]:
    """The cells of a paragraph of one line; none where it is no row."""
    line = text[block.char_start : block.char_end]
    if block.kind != "text" or block.centred or BREAK.search(line) or GAP.search(line) is None:
        return []
    lead = len(line) - len(line.lstrip())
    start, body = block.char_start + lead, line.strip()
    return [(start + a, start + b) for a, b in pieces(body, GAP)]


def make_table(text: str, rows: list[list[Range]]) -> Table | None:
    """The grid of these rows; None where they are not three or more short ones with figures in most of their cells."""
    if not rows or not is_aligned(text, rows):
        return None
    cells = [
        Cell(row=r, column=c, text=text[a:b], char_start=a, char_end=b)
        for r, row in enumerate(rows)
        for c, (a, b) in enumerate(row)
    ]
    return Table(
        char_start=rows[0][0][0],
        char_end=rows[-1][-1][1],
        n_rows=len(rows),
        n_columns=len(rows[0]),
        cells=tuple(cells),
        method="docx.typed",
        header_rows=None,
    )
