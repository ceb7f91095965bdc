"""Commands about one report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from extract.cli.say import FAILED, stop

if TYPE_CHECKING:
    from extract.model import Report


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print everything that was found, as JSON.")
def extract(file: Path, as_json: bool) -> None:
    """Read one report and say what was found in FILE."""
    report = read_one(file)
    if as_json:
        import msgspec

        click.echo(msgspec.json.format(msgspec.json.encode(report), indent=2))
        return
    summarise(report)


def read_one(file: Path) -> Report:
    """The report in a file, or the end of the program with one line."""
    from extract.pipeline import extract_report
    from extract.read import ReadError

    try:
        return extract_report(file)
    except ReadError as error:
        stop(error, FAILED)
    except OSError as error:
        stop(f"{file}: cannot be opened ({error.strerror or error}); check the path", FAILED)


def summarise(report: Report) -> None:
    """What a person wants to know first."""
    from collections import Counter

    from rich.console import Console
    from rich.table import Table

    console, frame = Console(), report.frame
    table = Table(box=None, show_header=False, pad_edge=False)
    kinds = Counter(segment.kind for segment in report.segments)
    sources = Counter(observation.source for observation in report.observations)
    known = sum(observation.indicator_id is not None for observation in report.observations)
    counts = ", ".join(f"{sources[source]} {source}" for source in ("form", "table", "prose"))
    lines = {
        "title": frame.title,
        "issuer": frame.issuer,
        "year": frame.report_year,
        "period": " to ".join(filter(None, (frame.period_start, frame.period_end))),
        "status": report.status,
        "pages": len(report.pages) or "none",
        "characters": f"{len(report.text):,}",
        "segments": ", ".join(f"{kinds[kind]} {kind}s" for kind in ("section", "case", "figure", "table")),
        "observations": f"{len(report.observations)} ({counts}; {known} known to the codebook)",
        "issues": ", ".join(f"{n} {code}" for code, n in sorted(Counter(issue.code for issue in report.issues).items())) or "none",
    }
    for name, value in lines.items():
        table.add_row(name, str(value) if value else "-")
    console.print(table)
