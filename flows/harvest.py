"""Harvest: sources → raw/ and the ledger of publications.

    python -m flows.harvest            one harvest now
    prefect deployment run harvest/harvest

All of it is `extract.harvest.harvest`; the flow adds retries, the summary and the red state.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact

from extract.harvest import HarvestResult, harvest, load_sources


class HarvestRed(RuntimeError):
    """A source has yielded too little for too many runs: its site has changed, and somebody should look."""


@task(name="harvest sources", retries=2, retry_delay_seconds=[60, 600], persist_result=False)
async def harvest_sources(sources: str, raw: str, only: list[str]) -> HarvestResult:
    """Harvest in a thread of its own; what is retried is a run that died or found the ledger locked."""
    path = Path(sources)
    return await asyncio.to_thread(harvest, load_sources(path), Path(raw), path.parent, only=tuple(only))


async def report_harvest(result: HarvestResult) -> None:
    """Write the summary as artifacts and the warnings to the log."""
    log = get_run_logger()
    for source in result.results:
        for warning in source.warnings:
            log.warning("%s: %s", source.source_id, warning)
        for url, error in source.errors.items():
            log.warning("%s: %s: %s", source.source_id, url, error)
    await create_table_artifact(key="harvest", table=summary_rows(result), description=f"Harvest {result.run}")
    fresh = [f"- {file}" for source in result.results for file in source.files]
    await create_markdown_artifact(
        key="harvest-new", markdown="\n".join(["# New files", *fresh[:500]]) if fresh else "Nothing new."
    )


def summary_rows(result: HarvestResult) -> list[dict[str, str | int]]:
    """One row a source: found, new, changed, unchanged, gone, failed, and whether it is worth a look."""
    names = ("found", "new", "changed", "unchanged", "gone", "failed")
    return [
        {"source": r.source_id, **{n: getattr(r, n) for n in names}, "look": "red" if r.red else "thin" if r.thin_runs else ""}
        for r in result.results
    ]


def judge_harvest(result: HarvestResult) -> None:
    """Raise `HarvestRed` where a source has run dry; everything else has been done by then."""
    red = [source.source_id for source in result.results if source.red]
    if red:
        raise HarvestRed(f"too little for too many runs: {', '.join(red)}; see the harvest table")


@flow(name="harvest")
async def harvest_publications(sources: str = "raw/sources.yaml", raw: str = "raw", only: list[str] | None = None) -> None:
    """Harvest all sources, or those named in `only`."""
    result = await harvest_sources(sources, raw, only or [])
    await report_harvest(result)
    judge_harvest(result)


if __name__ == "__main__":
    asyncio.run(harvest_publications())
