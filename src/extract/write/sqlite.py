"""One SQLite database with primary keys, foreign keys and indexes; opens in Datasette, R, Stata, Python."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

from extract.describe import TableDescription

TYPES = {"string": "TEXT", "integer": "INTEGER", "number": "REAL", "boolean": "INTEGER"}


def quote(name: str) -> str:
    """A name as SQL.

    >>> quote("table")
    '"table"'
    """
    return '"' + name.replace('"', '""') + '"'


def declare(table: TableDescription) -> str:
    """The CREATE TABLE of a table."""
    lines = [f"{quote(c.name)} {TYPES[c.type]}{' NOT NULL' if c.required else ''}" for c in table.columns]
    lines.append(f"PRIMARY KEY ({', '.join(map(quote, table.key))})")
    for column, target in table.references.items():
        other, other_column = target.split(".")
        lines.append(f"FOREIGN KEY ({quote(column)}) REFERENCES {quote(other)} ({quote(other_column)})")
    return f"CREATE TABLE {quote(table.name)} (\n  " + ",\n  ".join(lines) + "\n)"


@contextmanager
def as_file() -> Iterator[None]:
    """A full disk is the same error here as for any other file."""
    try:
        yield
    except sqlite3.OperationalError as error:
        full = error.sqlite_errorcode in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE)
        raise OSError(errno.ENOSPC if full else errno.EIO, str(error)) from error


class SqliteSink:
    """All tables in one file; keys are checked at the end."""

    def __init__(self, path: Path) -> None:
        self.tables: dict[str, TableDescription] = {}
        self.connection = sqlite3.connect(path, isolation_level=None)
        # The file lies in a folder of its own until it is whole, so a journal would guard nothing.
        self.connection.execute("PRAGMA journal_mode = OFF")
        self.connection.execute("PRAGMA synchronous = OFF")
        self.connection.execute("BEGIN")

    def add(self, table: TableDescription, rows: list[tuple[object, ...]]) -> None:
        """Append rows."""
        if table.name not in self.tables:
            self.tables[table.name] = table
            with as_file():
                self.connection.execute(declare(table))
        marks = ", ".join("?" * len(table.columns))
        values = (tuple(float(v) if isinstance(v, Decimal) else v for v in row) for row in rows)
        with as_file():
            self.connection.executemany(f"INSERT INTO {quote(table.name)} VALUES ({marks})", values)  # noqa: S608  # names are ours

    def finish(self) -> None:
        """Add indexes, describe the columns and check the foreign keys. Raises `ValueError` if one points nowhere."""
        with as_file():
            for table in self.tables.values():
                for column in table.index:
                    name = quote(f"{table.name}_{column}")
                    self.connection.execute(f"CREATE INDEX {name} ON {quote(table.name)} ({quote(column)})")
            self.describe()
            self.connection.execute("COMMIT")
        broken = self.connection.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            table, _, other, _ = broken[0]
            raise ValueError(f"{len(broken)} rows point to rows that do not exist, such as one of {table} to {other}")

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    def describe(self) -> None:
        """The table `columns`: what every column means, for readers who have only this file."""
        self.connection.execute(
            'CREATE TABLE "columns" ("table" TEXT NOT NULL, "column" TEXT NOT NULL, type TEXT NOT NULL, unit TEXT,'
            ' description TEXT, PRIMARY KEY ("table", "column"))'
        )
        lines = [(t.name, c.name, c.type, c.unit or None, c.description) for t in self.tables.values() for c in t.columns]
        self.connection.executemany('INSERT INTO "columns" VALUES (?, ?, ?, ?, ?)', lines)
