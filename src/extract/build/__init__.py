"""A folder of reports → bundles → tables: the plan that the command line and the flows both run.

ledger    which files there are, by content
plan      which bundles are missing, in batches
work      one batch → bundles, in a process of its own
assemble  bundles → tables and texts
publish   all files of an output folder, renamed in when they are whole
run       all of it
"""

from extract.build.ledger import Entry, LedgerError, check_apart, read_ledger
from extract.build.plan import Batch, Job, Plan, make_plan
from extract.build.publish import OutputError, hold
from extract.build.run import Prepared, Run, finish, is_done, keep, prepare, processors, prune, run_plan
from extract.build.work import Outcome, build_batch

__all__ = [
    "Batch",
    "Entry",
    "Job",
    "LedgerError",
    "Outcome",
    "OutputError",
    "Plan",
    "Prepared",
    "Run",
    "build_batch",
    "check_apart",
    "finish",
    "hold",
    "is_done",
    "keep",
    "make_plan",
    "prepare",
    "processors",
    "prune",
    "read_ledger",
    "run_plan",
]
