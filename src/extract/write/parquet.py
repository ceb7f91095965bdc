"""Parquet: typed columns with their unit and meaning, and the note that makes pandas use types that can be empty."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from extract.describe import TableDescription

GROUP = 50_000
TYPES = {"string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}
PANDAS = {
    "string": ("unicode", "string"),
    "integer": ("int64", "Int64"),
    "number": ("float64", "Float64"),
    "boolean": ("bool", "boolean"),
}


def build_schema(table: TableDescription) -> pa.Schema:
    """The Arrow schema of a table."""
    fields = [
        pa.field(c.name, TYPES[c.type], nullable=not c.required, metadata={"description": c.description, "unit": c.unit})
        for c in table.columns
    ]
    columns = [
        {"name": c.name, "field_name": c.name, "pandas_type": PANDAS[c.type][0], "numpy_type": PANDAS[c.type][1], "metadata": None}
        for c in table.columns
    ]
    pandas = {"index_columns": [], "column_indexes": [], "columns": columns, "creator": {"library": "pyarrow", "version": ""}}
    return pa.schema(fields, metadata={"description": table.description, "pandas": json.dumps(pandas)})


class ParquetSink:
    """One file a table, in row groups of a fixed size, so that how the rows arrive leaves no trace."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.writers: dict[str, tuple[TableDescription, Any, list[tuple[object, ...]]]] = {}

    def add(self, table: TableDescription, rows: list[tuple[object, ...]]) -> None:
        """Append rows; whole groups are written out."""
        if table.name not in self.writers:
            schema = build_schema(table)
            writer = pq.ParquetWriter(self.folder / f"{table.name}.parquet", schema, compression="snappy")
            self.writers[table.name] = (table, writer, [])
        _, _, waiting = self.writers[table.name]
        waiting += rows
        while len(waiting) >= GROUP:
            self.flush(table.name)

    def flush(self, name: str) -> None:
        """Write out one group of waiting rows."""
        table, writer, waiting = self.writers[name]
        group, waiting[:] = waiting[:GROUP], waiting[GROUP:]
        columns = list(zip(*group, strict=True)) if group else [() for _ in table.columns]
        arrays = [
            pa.array([None if v is None else float(v) for v in values] if c.type == "number" else values, type=TYPES[c.type])
            for c, values in zip(table.columns, columns, strict=True)
        ]
        writer.write_table(pa.Table.from_arrays(arrays, schema=writer.schema))

    def finish(self) -> None:
        """Write the last, smaller group of each table."""
        for name, (_, _, waiting) in self.writers.items():
            if waiting:
                self.flush(name)

    def close(self) -> None:
        """Close all files, also where one of them cannot be finished."""
        with ExitStack() as stack:
            for _, writer, _ in self.writers.values():
                stack.callback(writer.close)
