"""All formats at once, chunk by chunk: memory holds one report's rows, however many reports there are."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Protocol

from extract.describe import TableDescription
from extract.write.csv import CsvSink
from extract.write.datapackage import write_datapackage
from extract.write.parquet import ParquetSink
from extract.write.sqlite import SqliteSink

Row = tuple[object, ...]
Chunk = tuple[TableDescription, list[Row]]


class Sink(Protocol):
    """A format that takes rows."""

    def add(self, table: TableDescription, rows: list[Row]) -> None:
        """Append rows to a table; the first call makes the table, also with no rows."""

    def finish(self) -> None:
        """Write what waits and what comes at the end."""

    def close(self) -> None:
        """Close all files, finished or not."""


def write_dataset(folder: Path, chunks: Iterable[Chunk], excel: bool = False) -> dict[str, int]:
    """Write every chunk to every format in `folder`; the number of rows of each table.

    Leaves `tables/*.parquet`, `tables/*.csv`, `reports.sqlite`, `datapackage.json` and, if asked for, `reports.xlsx`. Raises
    `OSError` where the disk does not take it; the folder is then to be thrown away.
    """
    (folder / "tables").mkdir(parents=True)
    counts: dict[str, int] = {}
    tables: dict[str, TableDescription] = {}
    with ExitStack() as stack:
        sinks: list[Sink] = [
            stack.enter_context(closing(ParquetSink(folder / "tables"))),
            stack.enter_context(closing(CsvSink(folder / "tables"))),
            stack.enter_context(closing(SqliteSink(folder / "reports.sqlite"))),
        ]
        if excel:
            from extract.write.excel import ExcelSink

            sinks.append(stack.enter_context(closing(ExcelSink(folder / "reports.xlsx"))))
        for table, rows in chunks:
            tables[table.name] = table
            counts[table.name] = counts.get(table.name, 0) + len(rows)
            for sink in sinks:
                sink.add(table, rows)
        for sink in sinks:
            sink.finish()
    write_datapackage(folder, tables)
    return counts
