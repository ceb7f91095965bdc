"""The same fact twice: prose against form, prose against prose, table against form; linked, or a conflict with its likely cause."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from extract.check.fact import Fact, Ledger, bare_name
from extract.check.outcome import Finding, Outcome, difference, held, show, show_value, slip_between, tell
from extract.codebook.formulas import Audit
from extract.model import Severity

RANK = {"form": 0, "table": 1, "prose": 2}
TYPING = {"swapped_digits", "one_digit", "lost_digit", "scale"}
MIN_NAME = 4


def check_same_facts(ledger: Ledger, audit: Audit) -> Iterator[Outcome]:
    """Every fact printed more than once: the first and surest statement against each other one."""
    for group in group_facts(ledger).values():
        reference, *others = sorted(group, key=lambda f: (RANK[f.observation.source], f.in_case, not f.exact, f.start))
        told: set[Decimal] = set()
        for other in others:
            if other.value in told:
                continue
            outcome = compare(reference, other, group, ledger, audit)
            if outcome and not outcome.holds:
                told.add(other.value)
            if outcome:
                yield outcome


Key = tuple[str, str, str, int | None, str]


def group_facts(ledger: Ledger) -> dict[Key, list[Fact]]:
    """Levels of one indicator, group, body and year; names the codebook does not know must agree to the letter."""
    groups: dict[Key, list[Fact]] = defaultdict(list)
    for fact in ledger.facts:
        observation = fact.observation
        known = observation.indicator_id is not None
        if not fact.is_level or observation.kind == "ratio" or observation.year is None or not (known or len(fact.key) >= MIN_NAME):
            continue
        who = bare_name((observation.qualifier or "") + (observation.subject or ""), ledger.words)
        parent = "" if known else bare_name(observation.parent or "", ledger.words)
        kind = "percent" if fact.family == "percent" else fact.unit if fact.family == "count" and not known else fact.family
        groups[(fact.key, who, parent, observation.year, kind)].append(fact)
    return {key: facts for key, facts in groups.items() if len(facts) > 1}


def compare(reference: Fact, other: Fact, group: list[Fact], ledger: Ledger, audit: Audit) -> Outcome | None:
    """Two statements of one fact; None where they stand in the same sentence or row and so are not one fact told twice."""
    if same_place(reference, other):
        return None
    if reference.interval.overlaps(other.interval):
        return held("same_fact")
    slip = slip_between(other, reference.value)
    if slip == "last_digit" or slip_between(reference, other.value) == "last_digit":
        return tell_pair("check.rounding", "warning", other, reference, "", audit)
    swapped = find_swapped(other, reference, ledger)
    if swapped:
        return tell_swapped(other, reference, swapped, audit)
    if other.in_case != reference.in_case and slip not in TYPING:
        return held("same_fact")
    code = "check.prose_form" if {reference.observation.source, other.observation.source} & {"form", "table"} and "prose" in {
        reference.observation.source,
        other.observation.source,
    } else "check.same_fact"
    sure = slip in TYPING and reference.exact and other.exact and says_name(other, ledger) and says_name(reference, ledger)
    severity: Severity = "error" if sure and enough_digits(other) else "warning"
    return tell_pair(code, severity, other, reference, slip or "other_scope", audit)


def same_place(one: Fact, other: Fact) -> bool:
    """Whether two facts stand in one sentence or one row: different things the reading gave one name."""
    if one.observation.source == "prose" and other.observation.source == "prose":
        return one.observation.char_start == other.observation.char_start
    return one.observation.table_id is not None and one.observation.table_id == other.observation.table_id


def enough_digits(fact: Fact) -> bool:
    """Whether a number has digits enough that likeness to another is no accident."""
    return sum(c.isdigit() for c in str(fact.observation.value).rstrip("0").rstrip(".")) >= 3


def says_name(fact: Fact, ledger: Ledger) -> bool:
    """Whether the words around the number are its name or group; in tables the row says it."""
    observation = fact.observation
    if observation.source != "prose":
        return True
    names = [bare_name(text, ledger.words) for text in (observation.name, observation.qualifier, observation.subject) if text]
    after = bare_name(re.split(r"[，。；、,;\d]", ledger.text[fact.end : fact.end + 12])[0], ledger.words)
    return any(alike(fact.label, name) or name in after or (len(name) >= 4 and name[-4:] in after) for name in names)


def alike(label: str, name: str) -> bool:
    """Whether a label and a name end alike or one holds the other."""
    return len(label) >= 2 and len(name) >= 2 and (label[-2:] == name[-2:] or label in name or name in label)


def find_swapped(other: Fact, reference: Fact, ledger: Ledger) -> Fact | None:
    """The neighbouring year's value where it is what the text gives for this year."""
    if other.year is None:
        return None
    for fact in ledger.by_key.get(reference.key, []):
        same_group = fact.observation.qualifier == reference.observation.qualifier and fact.family == reference.family and fact.is_level
        if same_group and fact.year in {other.year - 1, other.year + 1} and same_place(fact, reference) and fact.interval.overlaps(other.interval):
            return fact
    return None


def tell_swapped(other: Fact, reference: Fact, neighbour: Fact, audit: Audit) -> Outcome:
    """The text gives the value of another year."""
    severity: Severity = "error" if other.exact and reference.exact and enough_digits(other) else "warning"
    return tell(
        "same_fact",
        Finding(
            code="check.swapped_years",
            severity=severity,
            facts=(other, reference, neighbour),
            stated=show(other),
            computed=show_value(reference.value, other),
            how=f"{neighbour.year}: {show(neighbour)}, {reference.year}: {show(reference)}",
            difference=difference(other, reference.value),
        ),
        audit,
    )


def tell_pair(code: str, severity: Severity, other: Fact, reference: Fact, cause: str, audit: Audit) -> Outcome:
    """Two statements of one fact that differ."""
    return tell(
        "rounding" if code == "check.rounding" else "same_fact",
        Finding(
            code=code,
            severity=severity,
            facts=(other, reference),
            stated=show(other),
            computed=show_value(reference.value, other),
            how=f"{reference.observation.name} {show(reference)}",
            cause=cause,
            difference=difference(other, reference.value),
        ),
        audit,
    )
