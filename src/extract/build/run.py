"""The main job: a folder of reports in, tables out. It can be killed at any moment and started again."""

from __future__ import annotations

import errno
import os
import queue
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from extract.build.ledger import check_apart, read_ledger
from extract.build.plan import Batch, Plan, make_plan
from extract.build.publish import OutputError, next_output, publish, recover
from extract.build.work import Outcome, build_report, work_through
from extract.bundle import bundle_key, write_whole
from extract.check import FormulaRate
from extract.codebook import load_codebook
from extract.harvest.ledger import read_publications
from extract.isolate import Worker
from extract.model import Publication, content_id
from extract.settings import Settings
from extract.version import code_version

BUNDLES = "bundles"
LEDGER = "ledger.json"
RUN = "run.json"
HARVESTED = "ledger.sqlite"
"""The harvest's record of where the files in a raw folder come from."""
OWNED = ("tables", "text", "reports.sqlite", "reports.xlsx", "datapackage.json")
"""What a run writes into an output folder and replaces as one."""


class Run(Struct, frozen=True, kw_only=True):
    """What a run did, as in `run.json`; the only place where times and dates are."""

    dataset: str
    code_version: str
    codebook_version: str
    nothing_new: bool
    reports: dict[str, int]
    segments: dict[str, int]
    tables: dict[str, int]
    files: dict[str, int]
    changed: int
    removed: int
    failures: tuple[str, ...]
    formulas: tuple[FormulaRate, ...] = ()
    passed_over: int
    pages_read: int
    started_at: str
    seconds: dict[str, float]


class Prepared(Struct, frozen=True, kw_only=True):
    """Everything decided before the first report is read."""

    output: Path
    plan: Plan
    dataset: str
    excel: bool
    settings: Settings
    passed_over: int
    publications: tuple[Publication, ...]
    previous: Run | None
    started: float
    started_at: str


def prepare(
    raw: Path, output: Path, settings: Settings, excel: bool = False, limit: int | None = None, dry: bool = False
) -> Prepared:
    """Look at the raw folder and at what is already there; `dry` writes nothing. Raises `LedgerError` and `OutputError`.

    `limit` takes only the first so many reports in the order of their paths.
    """
    started, started_at = time.monotonic(), datetime.now(UTC).isoformat(timespec="seconds")
    bundles = output / BUNDLES
    check_apart(raw, output)
    if not dry:
        guard(output, lambda: tidy(output))
    ledger = guard(output, lambda: read_ledger(raw, None if dry else output / LEDGER, without=output))
    entries = ledger.entries
    if limit is not None:
        first = {entry.report_id for entry in sorted(entries, key=lambda entry: entry.paths[0])[:limit]}
        entries = tuple(entry for entry in entries if entry.report_id in first)
    key = bundle_key(code_version(), load_codebook().version, settings)
    plan = make_plan(entries, bundles, key, settings.batch)
    publications = read_publications(raw / HARVESTED)
    said = [(entry.report_id, entry.paths, entry.error) for entry in entries]
    return Prepared(
        output=output,
        plan=plan,
        dataset=content_id(key, excel, said, publications),
        excel=excel,
        settings=settings,
        passed_over=ledger.passed_over,
        publications=publications,
        previous=recall_run(output),
        started=started,
        started_at=started_at,
    )


def tidy(output: Path) -> None:
    """Finish or throw away what a killed run left."""
    recover(output)
    (output / BUNDLES).mkdir(exist_ok=True)
    for left in (output / BUNDLES).glob(".*.tmp"):
        left.unlink()


def guard(output: Path, action: Callable[[], Any]) -> Any:
    """Do something that writes; a disk that does not take it is one clear line."""
    try:
        return action()
    except OutputError:
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            why = "the disk is full; make room and run again: what is done is kept, the tables are those of the last run"
        else:
            why = f"cannot be written ({error.strerror or error}); check that you may write there, or choose another output folder"
        raise OutputError(f"{output}: {why}") from error


def recall_run(output: Path) -> Run | None:
    """The last run in this folder; None if there is none or its record is damaged."""
    try:
        return msgspec.json.decode((output / RUN).read_bytes(), type=Run)
    except (OSError, ValueError):
        return None


def is_done(prepared: Prepared) -> bool:
    """Whether the output is already what this run would write: no bundle is missing and every file is there as it was written."""
    last = prepared.previous
    if prepared.plan.missing or last is None or last.dataset != prepared.dataset:
        return False
    paths = {name: prepared.output / name for name in last.files}
    return all(path.is_file() and path.stat().st_size == last.files[name] for name, path in paths.items())


def run_batches(batches: Iterable[Batch], settings: Settings, tell: Callable[[Outcome], None]) -> list[Outcome]:
    """Read all batches in worker processes of our own; `tell` hears of each report as it is done, one at a time.

    Raises `OSError` where a bundle cannot be stored; the batches under way are then given up.
    """
    waiting: queue.SimpleQueue[Batch] = queue.SimpleQueue()
    for batch in batches:
        waiting.put(batch)
    count = min(settings.workers or processors(), waiting.qsize())
    stop, lock = threading.Event(), threading.Lock()
    outcomes: list[Outcome] = []
    workers = [Worker(build_report, settings.memory_mib, settings.seconds_per_report) for _ in range(count)]

    def drain(worker: Worker) -> None:
        with worker:
            while not stop.is_set():
                try:
                    batch = waiting.get_nowait()
                except queue.Empty:
                    return
                for outcome in work_through(worker, batch, settings):
                    if stop.is_set():
                        return
                    with lock:
                        outcomes.append(outcome)
                        tell(outcome)

    with ThreadPoolExecutor(max(count, 1)) as pool:
        futures = [pool.submit(drain, worker) for worker in workers]
        try:
            for future in futures:
                future.result()
        except BaseException:
            stop.set()
            for worker in workers:
                worker.kill()
            raise
    return sorted(outcomes, key=lambda outcome: outcome.report_id)


def processors() -> int:
    """How many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def finish(prepared: Prepared, outcomes: Iterable[Outcome], step: Callable[[], None] = lambda: None) -> Run:
    """Bundles → tables → `run.json`; `step` hears of each report whose rows are written.

    Raises `OutputError` and leaves the last run's tables where the disk does not take them.
    """
    outcomes = tuple(outcomes)
    return guard(prepared.output, lambda: write_all(prepared, outcomes, step))  # type: ignore[no-any-return]


def write_all(prepared: Prepared, outcomes: tuple[Outcome, ...], step: Callable[[], None]) -> Run:
    """See `finish`."""
    reading = time.monotonic() - prepared.started
    from extract.build.assemble import assemble
    from extract.build.recall import Shelf

    passing = {outcome.report_id: outcome.passing for outcome in outcomes if outcome.passing}
    shelf = Shelf(prepared.plan, passing, prepared.settings)
    with next_output(prepared.output) as folder:
        counts, tally = assemble(shelf, prepared.publications, load_codebook(), folder, prepared.excel, step)
        written = {path.relative_to(folder).as_posix(): path.stat().st_size for path in sorted(folder.rglob("*")) if path.is_file()}
        changed, removed = publish(prepared.output, OWNED)
    run = Run(
        dataset=prepared.dataset,
        code_version=code_version(),
        codebook_version=load_codebook().version,
        nothing_new=False,
        reports={"total": len(prepared.plan.entries), **tally.statuses, "read": len(outcomes)},
        segments=tally.segments,
        tables=dict(sorted(counts.items())),
        files=written,
        changed=changed,
        removed=removed,
        failures=tuple(sorted(tally.failures)),
        formulas=tally.formulas,
        passed_over=prepared.passed_over,
        pages_read=sum(outcome.pages for outcome in outcomes),
        started_at=prepared.started_at,
        seconds=timings(prepared, reading),
    )
    write_whole(prepared.output / RUN, msgspec.json.format(msgspec.json.encode(run), indent=2))
    return run


def timings(prepared: Prepared, reading: float) -> dict[str, float]:
    """Seconds until the last report was read, and in all."""
    return {"reading": round(reading, 2), "total": round(time.monotonic() - prepared.started, 2)}


def keep(prepared: Prepared) -> Run:
    """The record of a run that had nothing to do: the last run's, with today's date."""
    last = prepared.previous
    assert last is not None
    seconds = round(time.monotonic() - prepared.started, 2)
    run = msgspec.structs.replace(
        last,
        nothing_new=True,
        reports={**last.reports, "read": 0},
        changed=0,
        removed=0,
        pages_read=0,
        started_at=prepared.started_at,
        seconds={"reading": 0.0, "total": seconds},
    )
    guard(prepared.output, lambda: write_whole(prepared.output / RUN, msgspec.json.format(msgspec.json.encode(run), indent=2)))
    return run


def run_plan(
    prepared: Prepared, tell: Callable[[Outcome], None] = lambda outcome: None, step: Callable[[], None] = lambda: None
) -> Run:
    """Do what was prepared, in worker processes of our own. Raises `OutputError`."""
    if is_done(prepared):
        return keep(prepared)
    outcomes = guard(prepared.output, lambda: run_batches(prepared.plan.batches, prepared.settings, tell))
    return finish(prepared, outcomes, step)


def prune(prepared: Prepared) -> tuple[int, int]:
    """Remove the bundles that these reports, this code and these settings have no use for; how many, and their bytes.

    Raises `OutputError`.
    """
    used = {Path(path).name for path in prepared.plan.bundles.values()}
    spare = [path for path in sorted((prepared.output / BUNDLES).iterdir()) if path.name not in used]
    freed = sum(path.stat().st_size for path in spare)

    def remove() -> None:
        for path in spare:
            path.unlink()

    guard(prepared.output, remove)
    return len(spare), freed
