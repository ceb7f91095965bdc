"""One Excel workbook: a sheet a table with a frozen, styled header, and a sheet that says what every column means."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from extract.describe import TableDescription

MAX_ROWS = 1_048_575
MAX_TEXT = 32_767
CREATED = datetime(2000, 1, 1)  # XlsxWriter wants one; a fixed one keeps the bytes the same
WIDE = {"text", "quote", "message", "message_zh", "title", "caption", "description", "definition", "name", "aliases"}


class ExcelSink:
    """One workbook. A sheet that is full goes on in the next (`cells 2`); a text longer than a cell holds ends in `…`."""

    def __init__(self, path: Path) -> None:
        import xlsxwriter

        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self.book: Any = xlsxwriter.Workbook(str(path), options)
        self.book.set_properties({"title": "nianbao", "created": CREATED})
        self.header = self.book.add_format({"bold": True, "bg_color": "#DCE6F1", "bottom": 1, "valign": "top"})
        self.tables: dict[str, TableDescription] = {}
        self.sheets: dict[str, tuple[Any, int, int]] = {}

    def start(self, name: str, columns: tuple[str, ...]) -> Any:
        """A new sheet with its header."""
        sheet = self.book.add_worksheet(name)
        for at, column in enumerate(columns):
            sheet.set_column(at, at, 40 if column in WIDE else 16)
        sheet.write_row(0, 0, columns, self.header)
        sheet.freeze_panes(1, 1)
        return sheet

    def add(self, table: TableDescription, rows: list[tuple[object, ...]]) -> None:
        """Append rows."""
        if table.name not in self.tables:
            self.tables[table.name] = table
            self.sheets[table.name] = (self.start(table.name, table.header), 0, 1)
        for row in rows:
            sheet, used, part = self.sheets[table.name]
            if used == MAX_ROWS:
                sheet, used, part = self.start(f"{table.name} {part + 1}", table.header), 0, part + 1
            self.write(sheet, used + 1, row)
            self.sheets[table.name] = (sheet, used + 1, part)

    def write(self, sheet: Any, at: int, row: tuple[object, ...]) -> None:
        """One row; texts stay texts, whatever they look like."""
        for column, value in enumerate(row):
            if isinstance(value, bool):
                sheet.write_boolean(at, column, value)
            elif isinstance(value, (int, float, Decimal)):
                sheet.write_number(at, column, float(value))
            elif value is not None:
                text = str(value)
                sheet.write_string(at, column, text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…")

    def finish(self) -> None:
        """Add the sheet `codebook` and write the file."""
        sheet = self.start("codebook", ("table", "column", "type", "unit", "description"))
        lines = [(t.name, c.name, c.type, c.unit or None, c.description) for t in self.tables.values() for c in t.columns]
        for at, line in enumerate(lines, 1):
            self.write(sheet, at, line)
        self.book.close()

    def close(self) -> None:
        """Nothing is open before the file is written."""
