"""One report → one bundle, and one batch of them in a process of its own. Nothing here knows who runs it."""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from extract.build.plan import Batch, Job
from extract.bundle import store_bundle
from extract.isolate import Worker, WorkerDied, WorkerTimedOut
from extract.model import Issue, Report, Status
from extract.settings import Settings


class Outcome(Struct, frozen=True, kw_only=True):
    """What became of one report. `passing` is a failure that may not happen again; it has no bundle and is tried next time."""

    report_id: str
    name: str
    status: Status
    seconds: float = 0.0
    pages: int = 0
    line: str = ""
    passing: Issue | None = None


def build_batch(batch: Batch, settings: Settings) -> list[Outcome]:
    """Read every report of a batch in one process of its own; a report that ends the process is the only one lost."""
    with Worker(build_report, settings.memory_mib, settings.seconds_per_report) as worker:
        return list(work_through(worker, batch, settings))


def work_through(worker: Worker, batch: Batch, settings: Settings) -> Iterator[Outcome]:
    """The outcome of each report of a batch, as it comes."""
    for job in batch.jobs:
        started = time.monotonic()
        try:
            outcome: Outcome = worker.call((job, settings))
        except WorkerTimedOut as error:
            advice = "the report is tried again next time; raise --seconds if it is only long"
            outcome = pass_over(job, "read.time_limit", f"{error}; {advice}")
        except WorkerDied as error:
            advice = "the report is tried again next time; raise --memory if the process ran out of it"
            outcome = pass_over(job, "read.process_ended", f"the process that read it {error}; {advice}")
        yield msgspec.structs.replace(outcome, seconds=round(time.monotonic() - started, 3))


def pass_over(job: Job, code: str, why: str) -> Outcome:
    """A failure that may not happen again."""
    line = f"{job.name}: {why}"
    issue = Issue(code=code, severity="error", message=line)
    return Outcome(report_id=job.report_id, name=job.name, status="failed", line=line, passing=issue)


def build_report(task: tuple[Job, Settings]) -> Outcome:
    """Read one report and store its bundle, also where it failed. Raises `OSError` only where the bundle cannot be stored."""
    job, settings = task
    try:
        report = read_report(job, settings)
    except MemoryError:
        return pass_over(job, "read.memory_limit", "needs more memory than it may have; raise --memory and run again")
    except OSError as error:
        return pass_over(job, "read.unreadable", f"cannot be opened ({error.strerror}); check it and run again")
    if report.sha256 != job.sha256:
        return pass_over(job, "read.changed", "changed while it was read; it is tried again next time")
    if (report.code_version, report.codebook_version) != (job.code_version, job.codebook_version):
        return pass_over(job, "read.program_changed", "the program was changed while it ran; run again")
    store_bundle(Path(job.bundle), report)
    line = next((issue.message for issue in report.issues if issue.severity == "error"), "") if report.status != "complete" else ""
    return Outcome(report_id=report.report_id, name=job.name, status=report.status, pages=len(report.pages), line=line)


def read_report(job: Job, settings: Settings) -> Report:
    """The report, or one that says why there is none. Raises `OSError` where the file is gone and `MemoryError`."""
    from extract.pipeline import extract_report
    from extract.read import ReadError

    try:
        return extract_report(Path(job.file), settings)
    except ReadError as error:
        return failed_report(job.report_id, job.sha256, job.name, error.code, str(error))
    except MemoryError:
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.filename == job.file:
            raise
        where = traceback.extract_tb(error.__traceback__)[-1]
        what = f"{type(error).__name__}: {error} ({Path(where.filename).name}:{where.lineno})"
        message = f"{job.name}: the program failed on this report; please report it: {what}"
        return failed_report(job.report_id, job.sha256, job.name, "bug.exception", message)


def failed_report(report_id: str, sha256: str, name: str, code: str, message: str) -> Report:
    """A report of which nothing could be read."""
    from extract.codebook import load_codebook
    from extract.seal import seal
    from extract.version import code_version

    return seal(
        Report(
            report_id=report_id,
            sha256=sha256,
            file_name=name.rsplit("/", 1)[-1],
            media_type="",
            status="failed",
            code_version=code_version(),
            codebook_version=load_codebook().version,
            issues=(Issue(code=code, severity="error", message=message),),
        )
    )
