"""CSV for people: UTF-8 with a byte order mark, so that Excel reads the Chinese, and no cell that a spreadsheet would run.

A text that a spreadsheet takes for a formula gets one apostrophe in front, and so does a text that starts with one: taking one
leading apostrophe away gives every cell back. What is only a number or a dash (`-`, `-11`, `+5.2%`) stays as it is.
"""

from __future__ import annotations

import csv
import re
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from extract.describe import TableDescription

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "'", "＝", "＋", "－", "＠")
HARMLESS = re.compile(r"[-+－＋]+(?:[0-9][0-9,]*(?:\.[0-9]+)?[%‰]?)?")


def write_cell(value: object) -> str:
    """One value as a cell.

    >>> [write_cell(v) for v in ("=1+1", "-", "-11.5%", "-1+A1", "'quoted", Decimal("1E+2"), 0.5, True, None)]
    ["'=1+1", '-', '-11.5%', "'-1+A1", "''quoted", '100', '0.5', 'true', '']
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(STARTS) and not HARMLESS.fullmatch(value) else value
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value, "f") if isinstance(value, Decimal) else repr(value)


def read_cell(cell: str) -> str:
    """The text that `write_cell` was given.

    >>> read_cell(write_cell("'=1+1"))
    "'=1+1"
    """
    return cell[1:] if cell.startswith("'") else cell


class CsvSink:
    """One file a table."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: dict[str, tuple[IO[str], Any]] = {}

    def add(self, table: TableDescription, rows: list[tuple[object, ...]]) -> None:
        """Append rows."""
        if table.name not in self.files:
            file = (self.folder / f"{table.name}.csv").open("w", encoding="utf-8-sig", newline="")
            self.files[table.name] = (file, csv.writer(file, lineterminator="\r\n"))
            self.files[table.name][1].writerow(table.header)
        self.files[table.name][1].writerows([write_cell(value) for value in row] for row in rows)

    def finish(self) -> None:
        """Write what waits."""
        for file, _ in self.files.values():
            file.flush()

    def close(self) -> None:
        """Close all files, also where one of them cannot take what waits."""
        with ExitStack() as stack:
            for file, _ in self.files.values():
                stack.callback(file.close)
