"""`nianbao harvest` and `nianbao sources`: new publications."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from extract.cli.say import FAILED, INTERRUPTED, USAGE, say_json, stop

if TYPE_CHECKING:
    from extract.harvest import HarvestResult, Sources

CONFIG = click.option(
    "--sources",
    "config",
    type=click.Path(path_type=Path),
    default=Path("raw/sources.yaml"),
    show_default=True,
    help="What to harvest.",
)
RAW = click.option(
    "--raw", type=click.Path(path_type=Path), default=Path("raw"), show_default=True, help="Where files and the ledger are."
)
JSON = click.option("--json", "as_json", is_flag=True, help="Speak in lines of JSON.")


@click.command()
@click.argument("only", nargs=-1, metavar="[SOURCE]...")
@CONFIG
@RAW
@click.option("--dry-run", is_flag=True, help="Read the listings, fetch no report.")
@click.option(
    "--warc", type=click.Path(path_type=Path, dir_okay=False), help="Also append everything fetched to this WARC file (.warc.gz)."
)
@click.option("--coverage", is_flag=True, help="Also hold what was found against the expected publishers and years.")
@JSON
def harvest(
    only: tuple[str, ...], config: Path, raw: Path, dry_run: bool, warc: Path | None, coverage: bool, as_json: bool
) -> None:
    """Fetch what is new from all sources, or from those named.

    It can be stopped at any moment and started again. Ends with 1 where a source has run dry.
    """
    sources = load(config, only)
    result = take(sources, config, raw, only, dry_run, as_json, warc)
    show(result, raw, as_json)
    if coverage:
        show_coverage(sources, config, raw, as_json)
    if result.red:
        raise click.exceptions.Exit(FAILED)


@click.group()
def sources() -> None:
    """Look at the sources of publications."""


@sources.command("list")
@CONFIG
@JSON
def list_sources(config: Path, as_json: bool) -> None:
    """Name all sources with their kind and comment."""
    for source in load(config, ()).sources:
        kind = type(source).__struct_config__.tag
        if as_json:
            say_json(id=source.id, kind=kind, comment=source.comment)
        else:
            click.echo(f"{source.id}\t{kind}\t{source.comment}")


@sources.command()
@click.argument("source")
@CONFIG
@RAW
@JSON
def check(source: str, config: Path, raw: Path, as_json: bool) -> None:
    """Try one source and show what it would fetch; nothing is fetched but its listings."""
    result = take(load(config, (source,)), config, raw, (source,), True, as_json)
    show(result, raw, as_json)


def load(config: Path, only: tuple[str, ...]) -> Sources:
    """The sources; ends the program where the file is faulty or a named source is not in it."""
    from extract.harvest import SourceError, load_sources

    try:
        found = load_sources(config)
    except SourceError as error:
        stop(error, USAGE)
    known = {source.id for source in found.sources}
    if unknown := sorted(set(only) - known):
        stop(f"{config}: no source {unknown[0]!r}; there are {', '.join(sorted(known))}", USAGE)
    return found


def take(
    found: Sources, config: Path, raw: Path, only: tuple[str, ...], dry_run: bool, as_json: bool, warc: Path | None = None
) -> HarvestResult:
    """Harvest, with progress on a terminal."""
    from extract.harvest import LedgerLocked, WarcMissing
    from extract.harvest import harvest as run_harvest

    try:
        with progress(as_json) as tell:
            return run_harvest(found, raw, config.parent, only=only, dry_run=dry_run, warc=warc, progress=tell)
    except (LedgerLocked, WarcMissing) as error:
        stop(error, USAGE)
    except OSError as error:
        stop(f"{raw}: cannot be written ({error.strerror or error}); check the folder, or choose another with --raw", USAGE)
    except KeyboardInterrupt:
        stop("stopped; what was fetched is kept, harvest again to go on", INTERRUPTED)


@contextmanager
def progress(as_json: bool) -> Iterator[Callable[[str, int, int], None]]:
    """One bar a source on a terminal, lines of JSON for a program."""
    if as_json:
        yield lambda source, done, total: say_json(event="fetched", source=source, done=done, total=total)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:

        def tell(source: str, done: int, total: int) -> None:
            if source not in tasks:
                tasks[source] = bar.add_task(source, total=total)
            bar.update(tasks[source], completed=done, total=total)

        yield tell


def show(result: HarvestResult, raw: Path, as_json: bool) -> None:
    """One line a source, what went wrong below it, and what is new."""
    if as_json:
        import msgspec

        say_json(
            event="harvest", run=result.run, requests=result.requests, dry=result.dry, results=msgspec.to_builtins(result.results)
        )
        return
    names = ("found", "new", "changed", "unchanged", "gone", "failed")
    width = max((len(r.source_id) for r in result.results), default=6)
    click.echo("  ".join(["source".ljust(width), *(name.rjust(9) for name in names)]))
    for r in result.results:
        click.echo("  ".join([r.source_id.ljust(width), *(f"{getattr(r, name):,}".rjust(9) for name in names)]))
        for line in r.warnings + [f"{url}: {error}" for url, error in r.errors.items()]:
            click.echo(f"  {line}", err=True)
        for file in r.files[:20]:
            click.echo(f"  {'would fetch' if result.dry else 'new'}: {file}")
        if len(r.files) > 20:
            click.echo(f"  and {len(r.files) - 20} more")
    click.echo(
        "Nothing was fetched: this was a dry run."
        if result.dry
        else f"Files and ledger are in {raw}; now: nianbao run {raw} output"
    )


def show_coverage(found: Sources, config: Path, raw: Path, as_json: bool) -> None:
    """The expected publishers and years against those found."""
    from extract.harvest import read_publications
    from extract.harvest.coverage import read_coverage

    if not found.expected:
        stop(f"{config}: says no `expected`; give a CSV with the columns publisher and year", USAGE)
    try:
        rows = read_coverage(config.parent / found.expected, read_publications(raw / "ledger.sqlite"))
    except OSError as error:
        stop(f"{config.parent / found.expected}: cannot be read ({error.strerror or error})", USAGE)
    if as_json:
        for row in rows:
            say_json(event="coverage", publisher=row.publisher, year=row.year, found=row.found, publication_ids=row.publication_ids)
        return
    missing = [row for row in rows if not row.found]
    click.echo(f"{len(rows) - len(missing)} of {len(rows)} expected reports found")
    for row in missing:
        click.echo(f"  missing: {row.publisher} {row.year}")
