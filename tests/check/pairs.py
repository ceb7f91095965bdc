"""Reports without a contradiction, and the same with one fault put in: what the audit finds, and what it says untouched.

python -m tests.check.pairs [FILE …]
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from extract.model import Issue, Report
from extract.pipeline import extract_report
from tests.evaluation.audit import issue_places

CASES = Path(__file__).parents[1] / "cases"
ALARMS = ("error", "warning")


@dataclass(frozen=True)
class Trial:
    """One report with one fault: whether an alarm touches it, and the errors that are about other numbers."""

    case: str
    fault: str
    found: bool
    stray: tuple[str, ...]


@dataclass(frozen=True)
class Pair:
    """One report: what it raises untouched, and its faults."""

    name: str
    alarms: tuple[Issue, ...]
    trials: tuple[Trial, ...]


def load_pairs(file: Path) -> list[dict]:
    """The cases of one file."""
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def read_text(text: str, folder: Path) -> Report:
    """A text read from end to end."""
    path = folder / "report.txt"
    path.write_text(text, encoding="utf-8")
    return extract_report(path)


def alarms_of(report: Report) -> list[Issue]:
    """The errors and warnings of the audit."""
    return [issue for issue in report.issues if issue.code.startswith("check.") and issue.severity in ALARMS]


def try_pair(case: dict, folder: Path) -> Pair:
    """A report untouched, and with each of its faults."""
    clean = case["text"]
    trials = tuple(try_fault(case, fault, folder) for fault in case["faults"])
    return Pair(case["name"], tuple(alarms_of(read_text(clean, folder))), trials)


def try_fault(case: dict, fault: dict, folder: Path) -> Trial:
    """One fault: the alarm must touch what was changed."""
    clean, right, wrong = case["text"], fault["right"], fault["wrong"]
    assert clean.count(right) == 1, f"{case['name']}: {right!r} is there {clean.count(right)} times"
    at = clean.index(right)
    report = read_text(clean[:at] + wrong + clean[at + len(right) :], folder)
    spots = {o.observation_id: (o.value_start, o.value_end) for o in report.observations}
    alarms = alarms_of(report)
    touching = [i for i in alarms if any(a < at + len(wrong) and at < b for a, b in issue_places(i, spots))]
    stray = tuple(i.message for i in alarms if i.severity == "error" and i not in touching)
    return Trial(case["name"], f"{right} → {wrong}", bool(touching), stray)


def try_all(files: list[Path]) -> Iterator[Pair]:
    """Every pair of some files."""
    with tempfile.TemporaryDirectory() as folder:
        for file in files:
            for case in load_pairs(file):
                yield try_pair(case, Path(folder))


def main() -> None:
    """Print what is found and what is not."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path, default=sorted(CASES.glob("check_pairs*.yaml")))
    pairs = list(try_all(parser.parse_args().files))
    for pair in pairs:
        for issue in pair.alarms:
            print(f"{pair.name}: untouched: {issue.severity} {issue.code}: {issue.message}")
        for trial in pair.trials:
            if not trial.found:
                print(f"{pair.name}: missed: {trial.fault}")
            for message in trial.stray:
                print(f"{pair.name}: stray error on {trial.fault}: {message}")
    trials = [trial for pair in pairs for trial in pair.trials]
    errors = sum(i.severity == "error" for pair in pairs for i in pair.alarms)
    print(f"found {sum(t.found for t in trials)} of {len(trials)}; {sum(len(t.stray) for t in trials)} stray errors; ", end="")
    print(f"untouched {errors} errors, {sum(len(p.alarms) for p in pairs) - errors} warnings in {len(pairs)} reports")


if __name__ == "__main__":
    main()
