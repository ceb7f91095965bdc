"""The tables as pandas data frames, for people who analyse them: a whole output folder, or one report."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pandas as pd

from extract.describe import TableDescription, describe_tables
from extract.model import Report
from extract.tabulate.tabulate import Provenance, tabulate

TYPES = {"string": "string", "integer": "Int64", "number": "Float64", "boolean": "boolean"}


def read_tables(output: Path | str) -> dict[str, pd.DataFrame]:
    """Every table of an output folder by name, with types that can be empty.

    Raises `FileNotFoundError` where the folder holds no tables.
    """
    folder = Path(output) / "tables"
    paths = sorted(folder.glob("*.parquet"))
    if not paths:
        raise FileNotFoundError(f"{folder}: no tables there; write them with nianbao run RAW OUTPUT")
    return {path.stem: pd.read_parquet(path) for path in paths}


def to_frames(report: Report) -> dict[str, pd.DataFrame]:
    """The tables of one report by name: what `extract_report` gives, ready to look at."""
    rows = tabulate(report, Provenance(paths=(report.file_name,)))
    described = describe_tables()
    return {name: to_frame(described[name], lines) for name, lines in rows.items()}


def to_frame(table: TableDescription, rows: list[tuple[object, ...]]) -> pd.DataFrame:
    """Rows of one table with the types of its columns."""
    plain = [tuple(float(cell) if isinstance(cell, Decimal) else cell for cell in row) for row in rows]
    frame = pd.DataFrame.from_records(plain, columns=list(table.header))
    return frame.astype({column.name: TYPES[column.type] for column in table.columns})
