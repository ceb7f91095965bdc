"""Build: a folder of reports → bundles → tables, the same plan as `nianbao run`, under Prefect.

    python -m flows.build_dataset raw output
    prefect deployment run build-dataset/build-dataset

A task is a batch of reports, never one report: a task costs a server about 90 ms and 38 KiB. Bundles decide what is done, not
Prefect's cache, which is off. Who runs the tasks is a setting: `own` (this flow, one worker process of ours for each batch at
work), `threads` or `processes` (Prefect's task runners). The batch is the same everywhere, and so are the tables.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import msgspec
from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.futures import wait
from prefect.task_runners import ProcessPoolTaskRunner, ThreadPoolTaskRunner

from extract.build import Batch, Outcome, Run, build_batch, finish, hold, is_done, keep, prepare, processors
from extract.settings import Settings

Runner = Literal["own", "threads", "processes"]


class ReportsFailed(RuntimeError):
    """Some reports could not be read; everything else is in the tables."""


@task(name="build-batch", task_run_name="batch {number}", cache_policy=NO_CACHE, persist_result=False)
def run_batch(number: int, batch: str, settings: str) -> list[Outcome]:
    """One batch in a worker process of its own, wherever this task runs; batch and settings are JSON."""
    return build_batch(msgspec.json.decode(batch, type=Batch), msgspec.json.decode(settings, type=Settings))


@task(name="build-batch", task_run_name="batch {number}", cache_policy=NO_CACHE, persist_result=False)
async def run_batch_here(number: int, batch: str, settings: str) -> list[Outcome]:
    """The same, without holding up the flow."""
    return await asyncio.to_thread(run_batch.fn, number, batch, settings)


async def run_all(batches: Sequence[Batch], settings: Settings, runner: Runner) -> list[Outcome]:
    """Every batch as a task. Raises what a batch raised: it could not store its bundles, so the others cannot either."""
    workers = min(settings.workers or processors(), len(batches))
    words = [
        {"number": b.number, "batch": msgspec.json.encode(b).decode(), "settings": msgspec.json.encode(settings).decode()}
        for b in batches
    ]
    if runner == "own":
        free = asyncio.Semaphore(workers)

        async def take(word: dict[str, object]) -> list[Outcome]:
            async with free:
                return await run_batch_here(**word)

        done = await asyncio.gather(*map(take, words))
    else:
        pool = ThreadPoolTaskRunner if runner == "threads" else ProcessPoolTaskRunner
        with pool(max_workers=workers) as tasks:
            futures = [tasks.submit(run_batch, parameters=word) for word in words]
            await asyncio.to_thread(wait, futures)
            done = [future.result() for future in futures]
    return [outcome for outcomes in done for outcome in outcomes]


async def show(run: Run) -> None:
    """The summary as artifacts, and a line in the log for each report that failed."""
    log = get_run_logger()
    for line in run.failures:
        log.error("%s", line)
    counts = {**run.reports, **run.segments, **{name: run.tables[name] for name in ("observations", "issues")}}
    await create_table_artifact(key="dataset", table=[counts], description="Nothing new" if run.nothing_new else "What was built")
    if run.failures:
        text = "\n".join(["# Reports that could not be read", *(f"- {line}" for line in run.failures[:500])])
        await create_markdown_artifact(key="dataset-failures", markdown=text)


async def build(raw: str, output: str, settings: Settings, runner: Runner = "own", excel: bool = False) -> Run:
    """Build and show; what a flow does with a failed report is the flow's to say."""
    with hold(Path(output)):
        prepared = prepare(Path(raw), Path(output), settings, excel)
        if is_done(prepared):
            run = keep(prepared)
        else:
            outcomes = await run_all(prepared.plan.batches, settings, runner)
            run = await asyncio.to_thread(finish, prepared, outcomes)
    await show(run)
    return run


def judge(run: Run, output: str) -> None:
    """Raise `ReportsFailed` if any report failed; by then everything else is in the tables."""
    if run.reports["failed"]:
        raise ReportsFailed(f"{run.reports['failed']} of {run.reports['total']} reports failed; see {output}/run.json and the log")


@flow(name="build-dataset")
async def build_dataset(
    raw: str = "raw", output: str = "output", workers: int = 0, runner: Runner = "own", excel: bool = False
) -> dict[str, int]:
    """Build the tables in `output` from what lies in `raw`; the reports by status. Fails at the end if any report failed."""
    run = await build(raw, output, Settings(workers=workers), runner, excel)
    judge(run, output)
    return run.reports


if __name__ == "__main__":
    if len(sys.argv) > 3 or any(word.startswith("-") for word in sys.argv[1:]):
        sys.exit("usage: python -m flows.build_dataset [RAW [OUTPUT]]")
    asyncio.run(build_dataset(*sys.argv[1:3]))
