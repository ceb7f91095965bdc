"""Every night: harvest, then build, then the summary.

    python -m flows.nightly            serve: one process that runs at 02:30 China time until it is stopped
    python -m flows.nightly --now      one night now
    prefect deployment run nightly/nightly

The build goes on with what is there when the harvest fails; the night is red if either was.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from prefect import flow, get_run_logger
from prefect.artifacts import create_markdown_artifact
from prefect.schedules import Cron

from extract.build import Run
from extract.harvest import HarvestResult
from extract.settings import Settings
from flows.build_dataset import Runner, build, judge
from flows.harvest import harvest_sources, judge_harvest, report_harvest

NIGHT = Cron("30 2 * * *", timezone="Asia/Shanghai")


class NightRed(RuntimeError):
    """Something of the night needs a person; what could be done has been done."""


@flow(name="nightly")
async def nightly(
    sources: str = "raw/sources.yaml", raw: str = "raw", output: str = "output", workers: int = 0, runner: Runner = "own"
) -> None:
    """Harvest all sources, build what is new, write the summary."""
    log = get_run_logger()
    faults: list[str] = []
    found: HarvestResult | None = None
    try:
        found = await harvest_sources(sources, raw, [])
        await report_harvest(found)
        judge_harvest(found)
    except Exception as error:
        # Whatever stopped the harvest, last week's files still want to be built; the night ends red all the same.
        log.error("harvest: %s", error)
        faults.append(f"harvest: {error}")
    run = await build(raw, output, Settings(workers=workers), runner)
    try:
        judge(run, output)
    except RuntimeError as error:
        faults.append(f"build: {error}")
    await create_markdown_artifact(key="nightly", markdown=summary(found, run, faults))
    if faults:
        raise NightRed("; ".join(faults))


def summary(found: HarvestResult | None, run: Run, faults: list[str]) -> str:
    """The night on one page."""
    new = sum(r.new for r in found.results) if found else 0
    changed = sum(r.changed for r in found.results) if found else 0
    lines = [
        "# Last night",
        "",
        f"- publications: {new} new, {changed} changed",
        f"- reports: {run.reports['total']}, of them {run.reports['read']} read now, {run.reports['failed']} failed",
        f"- observations: {run.tables['observations']:,}; issues: {run.tables['issues']:,}",
        f"- seconds: {run.seconds['total']}",
        *(f"- **{fault}**" for fault in faults),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    if "--now" in sys.argv[1:]:
        asyncio.run(nightly())
    else:
        here = nightly.from_source(source=str(Path(__file__).parent.parent), entrypoint="flows/nightly.py:nightly")
        here.serve(name="nightly", schedule=NIGHT, limit=1)  # type: ignore[union-attr]
