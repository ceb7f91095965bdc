"""Reading one table of the codebook: CSV rows into checked types."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec

FOLDER = Path(__file__).resolve().parent
Row = TypeVar("Row", bound=msgspec.Struct)
Kind = TypeVar("Kind")
# A blank at the edge of a cell, be it in quotes or not.
_PADDED = re.compile(r"(?:^|[,\"])[^\S\n]|[^\S\n](?:[,\"\r]|$)", re.MULTILINE)


class CodebookError(ValueError):
    """A fault in the codebook, with file and line."""


def read_table(path: Path, row_type: type[Row]) -> list[tuple[int, Row]]:
    """The rows of one CSV file with their line numbers; blank cells are left to the type's default.

    Lists are written with `|` between their members. Raises `CodebookError` naming file and line.
    """
    text = path.read_text(encoding="utf-8")
    header, lines, rows = split_rows(path, text)
    if _PADDED.search(text):
        rows = [[cell.strip() for cell in cells] for cells in rows]
    records: list[dict[str, Any]] = [{name: cell for name, cell in zip(header, cells, strict=False) if cell} for cells in rows]
    for field in msgspec.structs.fields(row_type):
        if "tuple" in str(field.type):
            split_lists(records, field.encode_name)
    try:
        return list(zip(lines, msgspec.convert(records, list[row_type], strict=False), strict=True))  # type: ignore[valid-type]
    except msgspec.ValidationError:
        return [(line, convert_row(path, line, record, row_type)) for line, record in zip(lines, records, strict=True)]


def split_rows(path: Path, text: str) -> tuple[list[str], Sequence[int], list[list[str]]]:
    """Header, line numbers and cells of one CSV text. Raises `CodebookError` where a row is longer or shorter than the header."""
    reader = csv.reader(io.StringIO(text, newline=""))
    header = next(reader, [])
    rows = list(reader)
    if reader.line_num == len(rows) + 1 and all(map(len(header).__eq__, map(len, rows))):
        return header, range(2, len(rows) + 2), rows
    reader = csv.reader(io.StringIO(text, newline=""))
    next(reader, [])
    numbered = [(reader.line_num, cells) for cells in reader if cells]
    for line, cells in numbered:
        if len(cells) != len(header):
            raise CodebookError(f"{path.name}:{line}: the row has not as many cells as the header")
    return header, [line for line, _ in numbered], [cells for _, cells in numbered]


def split_lists(records: list[dict[str, Any]], name: str) -> None:
    """Makes lists of the cells of one column."""
    for record in records:
        if name in record:
            record[name] = [part.strip() for part in record[name].split("|")]


def convert_row(path: Path, line: int, record: dict[str, object], row_type: type[Row]) -> Row:
    """One row as its type, or a fault with its line."""
    try:
        return msgspec.convert(record, row_type, strict=False)
    except msgspec.ValidationError as error:
        raise CodebookError(f"{path.name}:{line}: {error}") from error


def read_yaml(path: Path, kind: type[Kind], *, strict: bool = True) -> Kind:
    """One YAML file as a checked type; numbers may be quoted where not `strict`. Raises `CodebookError` naming the file."""
    import yaml

    try:
        return msgspec.convert(yaml.load(path.read_bytes(), _once_loader()), type=kind, strict=strict)  # noqa: S506  # safe underneath
    except (msgspec.MsgspecError, yaml.YAMLError, ValueError) as error:
        raise CodebookError(f"{path.name}: {error}") from error


@cache
def _once_loader() -> Any:
    """PyYAML's safe loader, which lets the last of two equal keys win unseen, made to refuse the second."""
    import yaml

    class Once(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
        def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
            mapping: dict[Any, Any] = super().construct_mapping(node, deep)
            if len(mapping) < len(node.value):
                keys = [key.value for key, _ in node.value]
                twice = next(key for at, key in enumerate(keys) if key in keys[:at])
                raise ValueError(f"line {node.start_mark.line + 1}: {twice} stands twice")
            return mapping

    return Once
