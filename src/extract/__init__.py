"""Annual quality reports of vocational education in China, read into tables.

    read       bytes → Document: text, blocks, tables and figures with their places
    segment    Document → Segments: sections, cases, figures, tables, the running text
    observe    Segments → Observations: value, unit, period, owner, evidence
    check      Observations → Issues: what a report says against itself
    tabulate   reports → tables
    write      tables → Parquet, CSV, SQLite, Excel, datapackage.json

`extract_report(path)` goes the first four steps for one file; `nianbao run RAW OUTPUT` all of them for a folder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from extract.version import VERSION as __version__

if TYPE_CHECKING:
    from extract.model import Report
    from extract.pipeline import extract_report
    from extract.tabulate.frames import read_tables, to_frames

__all__ = ["Report", "__version__", "extract_report", "read_tables", "to_frames"]


def __getattr__(name: str) -> Any:
    """Load what is asked for when it is first asked for, so that `import extract` and `--help` stay quick."""
    places = {
        "extract_report": "extract.pipeline",
        "Report": "extract.model",
        "read_tables": "extract.tabulate.frames",
        "to_frames": "extract.tabulate.frames",
    }
    if name not in places:
        raise AttributeError(f"module 'extract' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(places[name]), name)
