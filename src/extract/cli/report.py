"""Commands about one report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from extract.cli.say import FAILED, NOT_WRITTEN, USAGE, stop

if TYPE_CHECKING:
    from extract.model import Document, Observation, Observed, Report, Segments

SECONDS = click.option("--seconds", type=click.FloatRange(min=0, min_open=True), help="Longest time for the report.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print everything that was found, as JSON.")
@click.option("--outline", "as_outline", is_flag=True, help="Also print its sections, cases, tables and figures.")
@click.option("--values", "as_values", is_flag=True, help="Also print every value with its place.")
@click.option(
    "--explain", "as_explained", is_flag=True, help="Also print its paragraphs with every figure named, and what was left out."
)
@SECONDS
def extract(file: Path, as_json: bool, as_outline: bool, as_values: bool, as_explained: bool, seconds: float | None) -> None:
    """Read one report and say what was found in FILE."""
    document, segments, observed, report = read_apart(file, seconds)
    if as_json:
        import msgspec

        click.echo(msgspec.json.format(msgspec.json.encode(report), indent=2))
        return
    summarise(report)
    if as_outline:
        from extract.review.outline import outline

        click.echo("\n" + outline(document, segments))
    if as_values:
        click.echo("\n" + "\n".join(map(value_line, report.observations)))
    if as_explained:
        from extract.review.explain import explain

        click.echo("\n" + explain(document, segments, observed), nl=False)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="Write a page to this file instead.")
@SECONDS
def audit(file: Path, html: Path | None, seconds: float | None) -> None:
    """Say what the report in FILE says against itself, with the places."""
    from extract.review.audit import audit_page, audit_sheet

    report = read_apart(file, seconds)[3]
    if html is None:
        click.echo(audit_sheet(report), nl=False)
        return
    save(html, audit_page(report))


def save(path: Path, text: str) -> None:
    """Write a page and say where."""
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        stop(f"{path}: cannot be written ({error.strerror or error}); choose another file", NOT_WRITTEN)
    click.echo(f"Written to {path}")


def value_line(observation: Observation) -> str:
    """One value as a line: page, year, name, what narrows it, value, unit and what the codebook calls it."""
    page = f"p. {observation.page}" if observation.page else f"@{observation.value_start}"
    name = " › ".join(filter(None, (observation.parent, observation.name)))
    narrowed = f" [{observation.qualifier}]" if observation.qualifier else ""
    value = observation.missing if observation.value is None else f"{observation.value:f} {observation.unit or ''}".strip()
    known = observation.indicator_id or "?"
    return f"{page:>8}  {observation.year or '    '}  {name}{narrowed} = {value}  ({known}, {observation.source})"


def read_apart(file: Path, seconds: float | None) -> tuple[Document, Segments, Observed, Report]:
    """What each room makes of a file, in a process with the limits of a run, or the end of the program with one line."""
    from extract.isolate import Worker, WorkerDied, WorkerTimedOut
    from extract.pipeline import extract_all
    from extract.read import ReadError
    from extract.settings import Settings

    settings = Settings()
    try:
        with Worker(extract_all, settings.memory_mib, seconds or settings.seconds_per_report) as worker:
            return worker.call(file)  # type: ignore[no-any-return]
    except WorkerTimedOut as error:
        stop(f"{file}: {error}; raise --seconds if it is only long", FAILED)
    except WorkerDied as error:
        stop(f"{file}: the process that read it {error}", FAILED)
    except ReadError as error:
        stop(error, USAGE if error.code == "read.not_readable" else FAILED)
    except OSError as error:
        stop(f"{file}: cannot be opened ({error.strerror or error}); check the path", USAGE)


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
