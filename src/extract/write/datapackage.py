"""datapackage.json, Data Package version 2: every column with type, unit and meaning, the keys, each file's digest."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from extract.describe import Column, TableDescription
from extract.version import VERSION


def describe_field(column: Column) -> dict[str, Any]:
    """One column as a Table Schema field."""
    field: dict[str, Any] = {"name": column.name, "type": column.type, "description": column.description}
    if column.unit:
        field["unit"] = column.unit
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.allowed:
        constraints["enum"] = list(column.allowed)
    return field | ({"constraints": constraints} if constraints else {})


def describe_schema(table: TableDescription) -> dict[str, Any]:
    """One table as a Table Schema; a reference to itself has no resource name, as the standard wants."""
    keys = [
        {"fields": [column], "reference": {"resource": "" if other == table.name else other, "fields": [field]}}
        for column, (other, field) in ((c, target.split(".")) for c, target in table.references.items())
    ]
    schema: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": [describe_field(column) for column in table.columns],
        "missingValues": [""],
        "primaryKey": list(table.key),
    }
    return schema | ({"foreignKeys": keys} if keys else {})


def describe_resource(folder: Path, path: str, table: TableDescription) -> dict[str, Any]:
    """One CSV file as a resource."""
    with (folder / path).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "$schema": "https://datapackage.org/profiles/2.0/dataresource.json",
        "name": table.name,
        "type": "table",
        "description": table.description,
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": (folder / path).stat().st_size,
        "hash": f"sha256:{digest}",
        "schema": describe_schema(table),
    }


def write_datapackage(folder: Path, tables: dict[str, TableDescription]) -> None:
    """Write the descriptor of the CSV files in `folder`; the Parquet files beside them have the same columns."""
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "nianbao",
        "title": "Annual quality reports of vocational education in China, as tables",
        "description": "Parquet and SQLite hold the same rows as CSV, numbers as 64-bit floating point; in CSV they are exact. "
        "In CSV a text that a spreadsheet would run as a formula has one apostrophe in front; take one leading apostrophe away.",
        "version": VERSION,
        "resources": [describe_resource(folder, f"tables/{name}.csv", tables[name]) for name in sorted(tables)],
    }
    text = json.dumps(package, ensure_ascii=False, indent=2) + "\n"
    (folder / "datapackage.json").write_text(text, "utf-8")
