"""What holds for every document, whatever it was read from."""

from __future__ import annotations

import re

from extract.model import Document

BOOKMARK = re.compile(r"\[bookmark:[^\]\n]{0,80}\]")
HASHES = re.compile(r"^\s*#{1,6}\s", re.M)


def check_document(document: Document) -> None:
    """Raise `AssertionError` where a block, table or cell breaks the contract of `Document`."""
    text = document.text
    end = 0
    for block in document.blocks:
        assert end <= block.char_start <= block.char_end <= len(text), block
        assert block.char_start < block.char_end or block.kind == "figure", block
        blank = without_markup(text[end : block.char_start])
        assert not blank.strip(), f"{blank!r} is in no block"
        end = block.char_end
    assert not without_markup(text[end:]).strip(), f"{text[end:]!r} is in no block"
    assert [block.index for block in document.blocks if block.kind == "table"] == list(range(len(document.tables)))
    for table in document.tables:
        covered: dict[tuple[int, int], int] = {}
        for cell in table.cells:
            assert cell.text == text[cell.char_start : cell.char_end]
            assert table.char_start <= cell.char_start <= cell.char_end <= table.char_end
            for row in range(cell.row, cell.row + cell.row_span):
                for column in range(cell.column, cell.column + cell.column_span):
                    covered[row, column] = covered.get((row, column), 0) + 1
        assert covered == {(row, column): 1 for row in range(table.n_rows) for column in range(table.n_columns)}
        assert table.header_rows is None or 0 < table.header_rows <= table.n_rows
    for figure in document.figures:
        assert 0 <= figure.char_start <= len(text)


def without_markup(text: str) -> str:
    """The text without bookmarks and the marks of headings, which stay out of blocks."""
    return HASHES.sub("", BOOKMARK.sub("", text))


def grids(document: Document) -> list[list[list[str | None]]]:
    """The tables as rows of texts; positions a merged cell covers are None but for its first."""
    found = []
    for table in document.tables:
        grid: list[list[str | None]] = [[None] * table.n_columns for _ in range(table.n_rows)]
        for cell in table.cells:
            grid[cell.row][cell.column] = cell.text
        found.append(grid)
    return found


def prose(document: Document) -> list[str]:
    """The blocks that are no tables, without blanks."""
    return ["".join(document.text[b.char_start : b.char_end].split()) for b in document.blocks if b.kind != "table"]
