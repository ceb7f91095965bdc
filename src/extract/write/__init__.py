"""Tables → Parquet, CSV, SQLite, Excel and datapackage.json; byte for byte the same for the same rows.

Each format is a sink: `add(table, rows)` as often as there are rows, `finish()` at the end, `close()` always. Rows come in their
final order.
"""

from extract.write.csv import read_cell, write_cell
from extract.write.write import Chunk, write_dataset

__all__ = ["Chunk", "read_cell", "write_cell", "write_dataset"]
