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

__all__ = ["Report", "__version__", "extract_report"]


def __getattr__(name: str) -> Any:
    """Load the pipeline when it is first asked for, so that `import extract` and `--help` stay quick."""
    if name == "extract_report":
        from extract.pipeline import extract_report

        return extract_report
    if name == "Report":
        from extract.model import Report

        return Report
    raise AttributeError(f"module 'extract' has no attribute {name!r}")
