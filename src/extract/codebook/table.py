"""Reading one table of the codebook: CSV rows into checked types."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TypeVar

import msgspec

FOLDER = Path(__file__).resolve().parent
Row = TypeVar("Row", bound=msgspec.Struct)


class CodebookError(ValueError):
    """A fault in the codebook, with file and line."""


def read_table(path: Path, row_type: type[Row]) -> list[tuple[int, Row]]:
    """The rows of one CSV file with their line numbers; blank cells are left to the type's default.

    Lists are written with `|` between their members. Raises `CodebookError` naming file and line.
    """
    lists = {f.encode_name for f in msgspec.structs.fields(row_type) if "tuple" in str(f.type)}
    rows: list[tuple[int, Row]] = []
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        for record in reader:
            line = reader.line_num
            if None in record or None in record.values():
                raise CodebookError(f"{path.name}:{line}: the row has not as many cells as the header")
            cells = {
                name: [part.strip() for part in value.split("|")] if name in lists else value.strip()
                for name, value in record.items()
                if value.strip()
            }
            try:
                rows.append((line, msgspec.convert(cells, row_type, strict=False)))
            except msgspec.ValidationError as error:
                raise CodebookError(f"{path.name}:{line}: {error}") from error
    return rows
