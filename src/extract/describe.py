"""What every table and column means, from `tables.yaml`: the one source for files, database, workbook and data dictionary."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from msgspec import Struct

FILE = Path(__file__).resolve().parent / "tables.yaml"
ColumnType = Literal["string", "integer", "number", "boolean"]


class Column(Struct, frozen=True, kw_only=True):
    """One column: its type, its unit where it has one, and what it means."""

    name: str
    type: ColumnType
    unit: str
    description: str
    required: bool = False
    allowed: tuple[str, ...] = ()


class TableDescription(Struct, frozen=True, kw_only=True):
    """One table: columns in order, primary key, foreign keys (column → table.column), columns worth an index."""

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: dict[str, str] = {}
    index: tuple[str, ...] = ()
    dynamic: bool = False

    @property
    def header(self) -> tuple[str, ...]:
        """The columns' names in order."""
        return tuple(column.name for column in self.columns)


def read_column(name: str, words: list[str]) -> Column:
    """One column from its line in the file.

    >>> read_column("kind", ["string", "", "What it is.", "required", "case|table"]).allowed
    ('case', 'table')
    """
    kind, unit, description, *rest = words
    if kind not in get_args(ColumnType):
        raise ValueError(f"tables.yaml: column {name} has unknown type {kind}")
    allowed = tuple(rest[-1].split("|")) if rest and "|" in rest[-1] else ()
    return Column(
        name=name,
        type=kind,  # type: ignore[arg-type]  # held by the test above
        unit=unit,
        description=description,
        required="required" in rest,
        allowed=allowed,
    )


@cache
def describe_tables() -> dict[str, TableDescription]:
    """All tables by name, in the order of the file."""
    import yaml

    raw: dict[str, dict[str, Any]] = yaml.safe_load(FILE.read_text("utf-8"))
    return {
        name: TableDescription(
            name=name,
            description=table["description"],
            columns=tuple(read_column(column, words) for column, words in table["columns"].items()),
            key=tuple(table["key"]),
            references=table.get("references", {}),
            index=tuple(table.get("index", ())),
            dynamic=table.get("dynamic", False),
        )
        for name, table in raw.items()
    }


def dictionary_page() -> str:
    """The data dictionary for people: every table and column, as Markdown."""
    lines = [
        "# The tables",
        "",
        "Every table is `output/tables/<name>.parquet` and `.csv`, and a table of that name in `output/reports.sqlite`. The same",
        "words stand in `datapackage.json`. This page is written by `make docs`.",
    ]
    for table in describe_tables().values():
        lines += ["", f"## {table.name}", "", table.description, "", f"Key: {', '.join(f'`{name}`' for name in table.key)}."]
        if table.references:
            lines[-1] += " " + " ".join(f"`{name}` → `{target}`." for name, target in table.references.items())
        lines += ["", "| column | type | unit | meaning |", "|---|---|---|---|"]
        for column in table.columns:
            words = ", ".join(f"`{word}`" for word in column.allowed)
            meaning = f"{column.description} One of {words}." if words else column.description
            lines.append(f"| {column.name} | {column.type} | {column.unit} | {meaning.replace('|', '&#124;')} |")
    return "\n".join(lines) + "\n"
