"""Seeded faults: one number of a report is changed at a time; which changes does the audit notice, and what does it say untouched?

    python -m tests.evaluation.faults [--every 3] [--read]

Numbers come from the written truth, or with --read from the whole pipeline. A number is *tied* where some check of the
untouched report uses it; nothing can be noticed of one that stands alone.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from msgspec.structs import replace

from extract.check.check import Material, collect_issues, material_of, run_checks
from extract.codebook import load_codebook
from extract.model import Issue, Observation
from extract.pipeline import extract_report
from tests.check.truth import make_material
from tests.evaluation.corpus import Paper, papers

KINDS = ("digit", "swap", "scale", "year_column")
ALARMS = ("error", "warning")
# A part under its whole may change by much and still be a part: such checks tie no number down.
INEQUALITIES = ("whole", "within.", "mean.", "bound", "print")


@dataclass(frozen=True)
class Fault:
    """One changed report: what was done to which number."""

    kind: str
    observation_id: str
    material: Material


@dataclass(frozen=True)
class Tally:
    """Faults of one kind: seeded, noticed, and of those tied to other numbers likewise."""

    seeded: int = 0
    noticed: int = 0
    tied: int = 0
    tied_noticed: int = 0


def seed_faults(material: Material, every: int = 1) -> Iterator[Fault]:
    """Every kind of fault in every n-th number, in printed order."""
    numbers = [o for o in material.observations if o.value is not None and o.value != 0 and any(c.isdigit() for c in o.value_text)]
    for at, observation in enumerate(numbers):
        if at % every:
            continue
        for kind, value in (
            ("digit", change_digit(observation.value)),
            ("swap", swap_digits(observation.value)),
            ("scale", observation.value * 10),
        ):
            if value is not None and value != observation.value:
                yield Fault(kind, observation.observation_id, set_values(material, {observation.observation_id: value}))
        neighbour = find_neighbour(observation, numbers)
        if neighbour is not None:
            swapped = {observation.observation_id: neighbour.value, neighbour.observation_id: observation.value}
            yield Fault("year_column", observation.observation_id, set_values(material, swapped))


def change_digit(value: Decimal) -> Decimal | None:
    """The second digit three higher (the first where there is one only), the print as long as before.

    >>> change_digit(Decimal("12.50")), change_digit(Decimal("7"))
    (Decimal('15.50'), Decimal('4'))
    """
    sign, digits, exponent = value.as_tuple()
    at = min(1, len(digits) - 1)
    changed = (digits[at] + 3) % 10
    if at == 0 and digits[0] + 3 > 9:
        changed = digits[0] - 3
    elif at == 0:
        changed = digits[0] - 3 if digits[0] > 3 else digits[0] + 3
    return Decimal((sign, (*digits[:at], changed, *digits[at + 1 :]), exponent))


def swap_digits(value: Decimal) -> Decimal | None:
    """The first two neighbouring digits that differ, behind the first digit where there are three, exchanged.

    >>> swap_digits(Decimal("1286.50")), swap_digits(Decimal("77"))
    (Decimal('1826.50'), None)
    """
    sign, digits, exponent = value.as_tuple()
    order = [*range(1, len(digits) - 1), 0] if len(digits) > 2 else range(len(digits) - 1)
    for at in order:
        if digits[at] != digits[at + 1] and (at or digits[1]):
            swapped = list(digits)
            swapped[at], swapped[at + 1] = swapped[at + 1], swapped[at]
            return Decimal((sign, tuple(swapped), exponent))
    return None


def find_neighbour(observation: Observation, numbers: list[Observation]) -> Observation | None:
    """The number of the next year in the same row."""
    if observation.table_id is None or observation.year is None:
        return None
    for other in numbers:
        same_row = other.table_id == observation.table_id and other.row == observation.row and other.unit == observation.unit
        if same_row and other.year == observation.year + 1 and other.kind == observation.kind and other.value != observation.value:
            return other
    return None


def set_values(material: Material, values: dict[str, Decimal]) -> Material:
    """The material with some numbers printed otherwise, in observations and cells alike."""
    observations, printed = [], {}
    for observation in material.observations:
        if observation.observation_id in values:
            value = values[observation.observation_id]
            observation = replace(observation, value=value, value_text=f"{abs(value):f}")
            printed[observation.value_start] = f"{value:f}"
        observations.append(observation)
    tables = tuple(
        replace(t, cells=tuple(replace(c, text=printed[c.char_start]) if c.char_start in printed else c for c in t.cells))
        if any(t.char_start <= at <= t.char_end for at in printed)
        else t
        for t in material.tables
    )
    return replace(material, observations=tuple(observations), tables=tables)


def find_alarms(material: Material) -> tuple[tuple[Issue, ...], set[str]]:
    """The alarms of a report, and the numbers its checks tie to others."""
    outcomes = list(run_checks(material, load_codebook()))
    equations = [o for o in outcomes if len(o.observation_ids) > 1 and not o.formula.startswith(INEQUALITIES)]
    tied = {key for o in equations for key in o.observation_ids}
    return tuple(i for i in collect_issues(outcomes) if i.severity in ALARMS), tied


def measure(material: Material, every: int = 1) -> dict[str, Tally]:
    """The tally of each kind of fault in one report."""
    before, tied = find_alarms(material)
    known = {issue.issue_id for issue in before}
    counts: Counter[tuple[str, str]] = Counter()
    for fault in seed_faults(material, every):
        alarms, _ = find_alarms(fault.material)
        noticed = any(fault.observation_id in i.observation_ids and i.issue_id not in known for i in alarms)
        is_tied = fault.observation_id in tied
        counts.update(
            {
                (fault.kind, "seeded"): 1,
                (fault.kind, "noticed"): noticed,
                (fault.kind, "tied"): is_tied,
                (fault.kind, "tied_noticed"): noticed and is_tied,
            }
        )
    return {kind: Tally(*(counts[kind, part] for part in ("seeded", "noticed", "tied", "tied_noticed"))) for kind in KINDS}


def false_alarms(material: Material, paper: Paper) -> list[Issue]:
    """The errors on the untouched report that are about nothing known to be wrong in it."""
    alarms, _ = find_alarms(material)
    spots = {o.observation_id: (o.value_start, o.value_end) for o in material.observations}
    wrong = [span for claim in paper.load().claims if not claim.consistent for span in claim.spans]

    def about(issue: Issue) -> bool:
        places = [spots[key] for key in issue.observation_ids if key in spots]
        places += [(issue.char_start, issue.char_end)] if issue.char_start is not None and issue.char_end is not None else []
        return any(a < d and c < b for a, b in places for c, d in wrong)

    return [issue for issue in alarms if issue.severity == "error" and not about(issue)]


def load_material(paper: Paper, read: bool) -> Material:
    """A report's material from its truth, or as the pipeline reads it."""
    return material_of(extract_report(paper.path)) if read else make_material(paper.load(), paper.path)[0]


def main() -> None:
    """Print the tallies of every text report at hand that is not held out."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--every", type=int, default=3, help="seed every n-th number")
    parser.add_argument("--read", action="store_true", help="numbers as the pipeline reads them")
    options = parser.parse_args()
    total: Counter[tuple[str, int]] = Counter()
    for paper in papers():
        if paper.held_out or paper.path.suffix != ".txt":
            continue
        material = load_material(paper, options.read)
        tallies = measure(material, options.every)
        print(f"{paper.name}: {len(false_alarms(material, paper))} false errors untouched")
        for kind, tally in tallies.items():
            parts = (tally.seeded, tally.noticed, tally.tied, tally.tied_noticed)
            total.update({(kind, i): part for i, part in enumerate(parts)})
            print(f"  {describe(kind, parts)}")
    print("all")
    for kind in KINDS:
        print(f"  {describe(kind, tuple(total[kind, i] for i in range(4)))}")


def describe(kind: str, parts: tuple[int, ...]) -> str:
    """One line of a tally."""
    seeded, noticed, tied, tied_noticed = parts
    every = f"noticed {noticed:>4} of {seeded:>4} ({share(noticed, seeded)})"
    return f"{kind:<12} {every}, of tied numbers {tied_noticed:>4} of {tied:>4} ({share(tied_noticed, tied)})"


def share(part: int, whole: int) -> str:
    """A share in per cent."""
    return f"{100 * part / whole:.0f} %" if whole else "–"


if __name__ == "__main__":
    main()
