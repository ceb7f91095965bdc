"""`nianbao run`: a folder of reports → tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from extract.cli.say import FAILED, INTERRUPTED, NOT_WRITTEN, USAGE, say_json, stop

if TYPE_CHECKING:
    from extract.build import Outcome, Prepared, Run


@click.command()
@click.argument("raw", type=click.Path(path_type=Path))
@click.argument("output", type=click.Path(path_type=Path, file_okay=False))
@click.option("--workers", type=click.IntRange(min=0), default=0, help="Worker processes; 0 is one for each processor.")
@click.option("--seconds", type=click.FloatRange(min=0, min_open=True), help="Longest time for one report.")
@click.option("--memory", type=click.IntRange(min=256), help="Most memory for one report, in MiB.")
@click.option("--ocr/--no-ocr", default=True, help="Whether scanned pages are read.")
@click.option("--excel", is_flag=True, help="Also write reports.xlsx.")
@click.option("--limit", type=click.IntRange(min=1), help="Only the first so many reports, to try things out.")
@click.option("--dry-run", is_flag=True, help="Only say what would be read.")
@click.option("--prune", "pruning", is_flag=True, help="Afterwards remove bundles of other reports, code and settings.")
@click.option("--json", "as_json", is_flag=True, help="Speak in lines of JSON.")
def run(
    raw: Path, output: Path, as_json: bool, dry_run: bool, excel: bool, limit: int | None, pruning: bool, **choices: Any
) -> None:
    """Read the reports in RAW and write tables to OUTPUT.

    Only what has not been read before is read. It can be stopped at any moment and started again.
    """
    from extract.build import LedgerError, OutputError, check_apart, hold, prepare, prune, run_plan

    settings = read_settings(**choices)
    try:
        if dry_run:
            show_plan(prepare(raw, output, settings, excel, limit, dry=True), as_json)
            return
        if not raw.exists():
            stop(f"{raw}: there is no such file or folder; give the folder that holds the reports", USAGE)
        check_apart(raw, output)
        with hold(output):
            prepared = prepare(raw, output, settings, excel, limit)
            with progress(prepared.plan.missing, len(prepared.plan.entries), as_json) as (tell, step):
                done = run_plan(prepared, tell, step)
            removed, freed = prune(prepared) if pruning else (0, 0)
    except LedgerError as error:
        stop(error, USAGE)
    except OutputError as error:
        stop(error, NOT_WRITTEN)
    except KeyboardInterrupt:
        stop("stopped; what was read is kept, run again to go on", INTERRUPTED)
    show_run(done, output, as_json)
    if removed and not as_json:
        click.echo(f"Removed {removed} bundles that were of no more use, {freed:,} bytes")
    if done.reports["failed"]:
        raise click.exceptions.Exit(FAILED)


def read_settings(workers: int, seconds: float | None, memory: int | None, ocr: bool) -> Any:
    """The settings of this run."""
    from extract.settings import Settings

    given = {"seconds_per_report": seconds, "memory_mib": memory}
    chosen = {name: value for name, value in given.items() if value is not None}
    return Settings(workers=workers, ocr="auto" if ocr else "never", **chosen)  # type: ignore[arg-type]


def show_plan(prepared: Prepared, as_json: bool) -> None:
    """What a run would do."""
    plan = prepared.plan
    total, missing = len(plan.entries), plan.missing
    if as_json:
        names = sorted(job.name for batch in plan.batches for job in batch.jobs)
        say_json(event="plan", reports=total, missing=missing, batches=len(plan.batches), read=names)
        return
    click.echo(f"{total} reports, {total - missing} already read, {missing} to read in {len(plan.batches)} batches")
    for name in sorted(job.name for batch in plan.batches for job in batch.jobs):
        click.echo(f"  {name}")


@contextmanager
def progress(missing: int, total: int, as_json: bool) -> Iterator[tuple[Callable[[Outcome], None], Callable[[], None]]]:
    """What hears of each report read and of each written: lines of JSON, bars on a terminal, or nothing but what is partial."""
    if as_json:
        yield tell_json, lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.fields[what]}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(
        *columns, TextColumn("{task.description}", markup=False), console=console, disable=not console.is_terminal, transient=True
    ) as bar:
        reading = bar.add_task("", total=missing, what="reading", visible=missing > 0)
        writing = bar.add_task("", total=total, what="writing", visible=False)

        def tell(outcome: Outcome) -> None:
            bar.update(reading, advance=1, description=outcome.name)
            if outcome.status == "partial":  # what failed is listed at the end
                console.print(f"{outcome.status}: {outcome.line}", markup=False, highlight=False, soft_wrap=True)

        yield tell, lambda: bar.update(writing, advance=1, visible=True)


def tell_json(outcome: Outcome) -> None:
    """One report as a line of JSON."""
    names = ("report_id", "name", "status", "seconds", "pages", "line")
    say_json(event="report", **{name: getattr(outcome, name) for name in names})


def show_run(done: Run, output: Path, as_json: bool) -> None:
    """The small table at the end, and where to look."""
    if as_json:
        import msgspec

        say_json(event="run", **msgspec.to_builtins(done))
        return
    found = {
        "reports": done.reports["total"],
        "complete": done.reports["complete"],
        "partial": done.reports["partial"],
        "failed": done.reports["failed"],
        "sections": done.segments["section"],
        "cases": done.segments["case"],
        "tables": done.segments["table"],
        "observations": done.tables["observations"],
        "issues": done.tables["issues"],
    }
    cells = {name: f"{number:,}" for name, number in found.items()} | {"seconds": f"{done.seconds['total']:.1f}"}
    widths = {name: max(len(name), len(cell)) for name, cell in cells.items()}
    if done.nothing_new:
        click.echo(f"Nothing new: all {done.reports['total']} reports were read before and every table is as it was written.")
    click.echo("  ".join(name.rjust(widths[name]) for name in cells))
    click.echo("  ".join(cell.rjust(widths[name]) for name, cell in cells.items()))
    click.echo(f"Look at {output}/reports.sqlite, {output}/tables/ and {output}/run.json")
    for line in done.failures[:10]:
        click.echo(f"failed: {line}", err=True)
    if len(done.failures) > 10:
        click.echo(f"and {len(done.failures) - 10} more, all in {output}/run.json", err=True)
