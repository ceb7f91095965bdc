"""A `Document` from plain lines, for tests of segmentation: one block a line, rows with tabs are tables, marks set looks.

`# x` is a heading of level 1 as the file says it, `**x**` is bold, `^x` is centred and larger, `[x` stands in a box (until a line
that does not), `!fig` is a picture.
"""

from __future__ import annotations

import re

from extract.model import Block, Cell, Document, Figure, Table


def write_document(source: str, *, name: str = "made-up.txt", marks: bool = True) -> Document:
    """The document of `source`; without `marks` every line is plain text."""
    text: list[str] = []
    blocks: list[Block] = []
    tables: list[Table] = []
    figures: list[Figure] = []
    at = 0
    rows: list[str] = []
    boxes = 0
    in_box = False

    def put(line: str) -> tuple[int, int]:
        nonlocal at
        start = at
        text.append(line + "\n")
        at += len(line) + 1
        return start, start + len(line)

    def close_table() -> None:
        if not rows:
            return
        n_columns = max(row.count("\t") + 1 for row in rows)
        cells = []
        first = at
        for r, row in enumerate(rows):
            start, _ = put(row)
            for c, cell in enumerate((row.split("\t") + [""] * n_columns)[:n_columns]):
                end = start + len(cell)
                cells.append(Cell(row=r, column=c, text=cell, char_start=start, char_end=end))
                start = min(end + 1, at - 1)
        last = at - 1
        tables.append(
            Table(char_start=first, char_end=last, n_rows=len(rows), n_columns=n_columns, cells=tuple(cells), method="test")
        )
        blocks.append(Block(kind="table", char_start=first, char_end=last, index=len(tables) - 1))
        rows.clear()

    for line in source.splitlines():
        if "\t" in line and not re.search(r"[.…]{2,}\t\d+$", line):
            rows.append(line)
            continue
        close_table()
        boxed = marks and line.startswith("[") and not line.startswith("[bookmark")
        boxes += boxed and not in_box
        in_box = boxed
        if boxed:
            line = line[1:]
        if not line.strip():
            put(line)
        elif marks and line == "!fig":
            figures.append(Figure(char_start=at))
            blocks.append(Block(kind="figure", char_start=at, char_end=at, index=len(figures) - 1))
        else:
            heading = marks and line.startswith("# ")
            bold = marks and line.startswith("**") and line.endswith("**")
            large = marks and line.startswith("^")
            line = line[2:] if heading else line[2:-2] if bold else line[1:] if large else line
            start, end = put(line)
            blocks.append(
                Block(
                    kind="heading" if heading else "text",
                    level=1 if heading else None,
                    char_start=start,
                    char_end=end,
                    bold=bold,
                    centred=large,
                    size=16.0 if large else 12.0,
                    inset=boxes if boxed else None,
                )
            )
    close_table()
    return Document(
        report_id="0" * 16,
        sha256="0" * 64,
        file_name=name,
        media_type="text/plain",
        text="".join(text),
        blocks=tuple(blocks),
        tables=tuple(tables),
        figures=tuple(figures),
    )
