"""Reports of one table, made from rows of text: `|` parts cells, `^` goes on with the cell above, `<` with the one to the left."""

from __future__ import annotations

from extract.model import Cell, Document, Frame, Segment, Segments, Table

Rows = list[list[str]]


def parse_rows(text: str) -> Rows:
    """The cells of each line."""
    rows = [[cell.strip(" ") for cell in line.strip().split("|")] for line in text.strip("\n").splitlines() if line.strip()]
    width = max(len(row) for row in rows)
    return [row + [""] * (width - len(row)) for row in rows]


def make_table(rows: Rows, offset: int, plain: bool, header_rows: int | None = None) -> tuple[str, Table]:
    """The text of a table and the table; `plain` leaves merged cells blank, as text without rules does."""
    texts = [["" if cell in ("^", "<") else cell for cell in row] for row in rows]
    lines, cells, at = [], [], offset
    for r, row in enumerate(texts):
        for c, text in enumerate(row):
            if plain or rows[r][c] not in ("^", "<"):
                down = across = 1
                while not plain and r + down < len(rows) and rows[r + down][c] == "^":
                    down += 1
                while not plain and c + across < len(row) and rows[r][c + across] == "<":
                    across += 1
                cells.append(
                    Cell(row=r, column=c, text=text, char_start=at, char_end=at + len(text), row_span=down, column_span=across)
                )
            at += len(text) + 1
        lines.append("\t".join(row))
    text = "\n".join(lines)
    n, m = len(rows), len(rows[0])
    table = Table(
        char_start=offset,
        char_end=offset + len(text),
        n_rows=n,
        n_columns=m,
        cells=tuple(cells),
        method="text.tabs" if plain else "docx",
        header_rows=header_rows,
    )
    return text, table


def make_report(tables: list[dict[str, str]], frame: Frame, plain: bool = False) -> tuple[Document, Segments]:
    """A document that holds these tables and nothing else; each has `rows` and may have `caption`, `number` and `unit`."""
    text, made, segments = "", [], []
    for index, entry in enumerate(tables):
        printed, table = make_table(parse_rows(entry["rows"]), len(text), plain)
        made.append(table)
        text += printed + "\n\n"
        segments.append(
            Segment(
                segment_id=f"t{index + 1}",
                kind="table",
                ordinal=index,
                number=entry.get("number"),
                title=entry.get("caption"),
                unit=entry.get("unit"),
                char_start=table.char_start,
                char_end=table.char_end,
                index=index,
            )
        )
    document = Document(
        report_id="0" * 16, sha256="0" * 64, file_name="made.txt", media_type="text/plain", text=text, blocks=(), tables=tuple(made)
    )
    return document, Segments(frame=frame, segments=tuple(segments), passages=())
