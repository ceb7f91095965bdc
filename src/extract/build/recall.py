"""An entry of the plan → its report: from its bundle, or one that says why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from extract.build.ledger import Entry
from extract.build.plan import Batch, Plan, make_job
from extract.build.work import build_batch, failed_report
from extract.bundle import BundleError, load_bundle, load_head
from extract.model import Issue, Report
from extract.seal import seal
from extract.settings import Settings


class Shelf:
    """Gives the reports of a plan. `passing` are the failures of this run that have no bundle, by report id."""

    def __init__(self, plan: Plan, passing: Mapping[str, Issue], settings: Settings) -> None:
        self.plan, self.passing, self.settings = plan, passing, settings
        self.entries = {entry.report_id: entry for entry in plan.entries}

    def head(self, entry: Entry) -> Report:
        """The report with its frame and without its findings."""
        failed = self.failure(entry)
        if failed:
            return failed
        try:
            head = load_head(self.bundle(entry))
        except BundleError:
            self.read_again(entry)
            head = load_head(self.bundle(entry))
        hollow = failed_report(entry.report_id, entry.sha256, entry.paths[0], "read.none", "")
        return msgspec.structs.replace(hollow, status=head.status, frame=head.frame, issues=())

    def report(self, report_id: str) -> Report:
        """The report as its bundle has it. A bundle that is damaged is made again."""
        entry = self.entries[report_id]
        failed = self.failure(entry)
        if failed:
            return failed
        try:
            return load_bundle(self.bundle(entry))
        except BundleError:
            self.read_again(entry)
        return load_bundle(self.bundle(entry))

    def whole(self, entry: Entry, across: tuple[Issue, ...]) -> Report:
        """The report with what only this run knows: the name of its file, other files with its bytes, issues between reports."""
        report = self.report(entry.report_id)
        issues = (*report.issues, *across)
        if len(entry.paths) > 1:
            message = f"{len(entry.paths)} files have the same bytes and are one report: {', '.join(entry.paths)}"
            issues = (*issues, Issue(code="read.same_bytes", severity="note", message=message))
        return seal(msgspec.structs.replace(report, file_name=entry.paths[0].rsplit("/", 1)[-1], issues=issues))

    def bundle(self, entry: Entry) -> Path:
        """Where the entry's bundle is."""
        return Path(self.plan.bundles[entry.report_id])

    def failure(self, entry: Entry) -> Report | None:
        """The report of a file that has no bundle."""
        if entry.error is not None:
            return failed_report(entry.report_id, "", entry.paths[0], "read.unreadable", entry.error)
        if entry.report_id in self.passing:
            issue = self.passing[entry.report_id]
            return failed_report(entry.report_id, entry.sha256, entry.paths[0], issue.code, issue.message)
        return None

    def read_again(self, entry: Entry) -> None:
        """Make a damaged bundle again. Raises `BundleError` where the file cannot be read now."""
        path = self.bundle(entry)
        path.unlink(missing_ok=True)
        outcome = build_batch(Batch(number=0, jobs=(make_job(entry, path),)), self.settings)[0]
        if outcome.passing:
            raise BundleError(f"{path}: the bundle was damaged, and {outcome.passing.message}")
