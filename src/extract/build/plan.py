"""Which bundles are missing, in batches."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from extract.build.ledger import Entry
from extract.bundle import bundle_path
from extract.codebook import load_codebook
from extract.model import content_id
from extract.version import code_version


class Job(Struct, frozen=True, kw_only=True):
    """One report to be read: small and serialisable, so that any process on any machine can take it."""

    report_id: str
    sha256: str
    name: str
    file: str
    bundle: str
    code_version: str
    codebook_version: str
    bytes: int = 0


class Batch(Struct, frozen=True, kw_only=True):
    """What one worker takes at a time."""

    number: int
    jobs: tuple[Job, ...]


class Plan(Struct, frozen=True, kw_only=True):
    """The whole run: every report, where its bundle is, and the batches that are still to do."""

    key: str
    entries: tuple[Entry, ...]
    bundles: dict[str, str]
    batches: tuple[Batch, ...]

    @property
    def missing(self) -> int:
        """Reports to be read."""
        return sum(len(batch.jobs) for batch in self.batches)


def make_plan(entries: Sequence[Entry], folder: Path, key: str, size: int) -> Plan:
    """The plan for `entries` with bundles in `folder`; batches of up to `size`, large files first and spread evenly.

    Files that cannot be opened have no bundle and no job.
    """
    present = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    readable = [entry for entry in entries if entry.error is None]
    paths = {entry.report_id: name_bundle(folder, entry, key) for entry in readable}
    jobs = [make_job(entry, paths[entry.report_id]) for entry in readable if paths[entry.report_id].name not in present]
    return Plan(key=key, entries=tuple(entries), bundles={name: str(p) for name, p in paths.items()}, batches=deal(jobs, size))


def name_bundle(folder: Path, entry: Entry, key: str) -> Path:
    """Where the bundle of an entry is. Its path counts: issues name the file, so a file that moved is read again."""
    return bundle_path(folder, entry.report_id, content_id(key, entry.paths[0]))


def make_job(entry: Entry, bundle: Path) -> Job:
    """What a worker has to know to read one report."""
    return Job(
        report_id=entry.report_id,
        sha256=entry.sha256,
        name=entry.paths[0],
        file=entry.file,
        bundle=str(bundle),
        code_version=code_version(),
        codebook_version=load_codebook().version,
        bytes=entry.bytes,
    )


def deal(jobs: Sequence[Job], size: int) -> tuple[Batch, ...]:
    """Deal jobs into batches like cards, the largest files first, so that no batch is all large ones."""
    count = -(-len(jobs) // size)
    ordered = sorted(jobs, key=lambda job: (-job.bytes, job.report_id))
    return tuple(Batch(number=at + 1, jobs=tuple(ordered[at::count])) for at in range(count))
