"""Reading one table of the codebook: CSV rows into checked types."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TypeVar

import msgspec

FOLDER = Path(__file__).resolve().parent
Row = TypeVar("Row", bound=msgspec.Struct)
Kind = TypeVar("Kind")


class CodebookError(ValueError):
    """A fault in the codebook, with file and line."""


def read_table(path: Path, row_type: type[Row]) -> list[tuple[int, Row]]:
    """The rows of one CSV file with their line numbers; blank cells are left to the type's default.

    Lists are written with `|` between their members. Raises `CodebookError` naming file and line.
    """
    lists = {f.encode_name for f in msgspec.structs.fields(row_type) if "tuple" in str(f.type)}
    lines: list[int] = []
    records: list[dict[str, object]] = []
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader, [])
        for cells in reader:
            if not cells:
                continue
            if len(cells) != len(header):
                raise CodebookError(f"{path.name}:{reader.line_num}: the row has not as many cells as the header")
            lines.append(reader.line_num)
            record: dict[str, object] = {name: plain for name, cell in zip(header, cells, strict=True) if (plain := cell.strip())}
            for name in lists & record.keys():
                record[name] = [part.strip() for part in str(record[name]).split("|")]
            records.append(record)
    try:
        return list(zip(lines, msgspec.convert(records, list[row_type], strict=False), strict=True))  # type: ignore[valid-type]
    except msgspec.ValidationError:
        return [(line, convert_row(path, line, record, row_type)) for line, record in zip(lines, records, strict=True)]


def convert_row(path: Path, line: int, record: dict[str, object], row_type: type[Row]) -> Row:
    """One row as its type, or a fault with its line."""
    try:
        return msgspec.convert(record, row_type, strict=False)
    except msgspec.ValidationError as error:
        raise CodebookError(f"{path.name}:{line}: {error}") from error


def read_yaml(path: Path, kind: type[Kind], *, strict: bool = True) -> Kind:
    """One YAML file as a checked type; numbers may be quoted where not `strict`. Raises `CodebookError` naming the file."""
    try:
        return msgspec.yaml.decode(path.read_bytes(), type=kind, strict=strict)
    except (msgspec.MsgspecError, ValueError) as error:
        raise CodebookError(f"{path.name}: {error}") from error
