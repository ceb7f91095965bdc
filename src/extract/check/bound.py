"""What cannot be: shares over 100, negative counts, a part larger than its whole, numbers no one can read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from extract.check.fact import Fact, Ledger
from extract.check.growth import HUNDRED
from extract.check.outcome import Finding, Outcome, held, show, tell
from extract.codebook.formulas import Audit
from extract.model import Observation, Severity

LEAD = 16
COMMA_AS_POINT = re.compile(r"(?:\d{4,},\d{1,3}|\d{1,3}(?:,\d{3})*,\d{1,2})(?!\d)(?!,)")


def check_bounds(ledger: Ledger, audit: Audit) -> Iterator[Outcome]:
    """Every fact by itself, and every 其中 row against the row it belongs to."""
    for fact in ledger.facts:
        yield from check_range(fact, ledger, audit)
        if fact.observation.kind == "change" and fact.family == "percent" and names_share(fact, ledger):
            yield tell("points", Finding(code="check.percent_or_points", severity="note", facts=(fact,), stated=show(fact)), audit)
    yield from check_rows(ledger, audit)


def check_range(fact: Fact, ledger: Ledger, audit: Audit) -> Iterator[Outcome]:
    """Shares lie between 0 and 100, counts are not negative."""
    kind = fact.observation.kind
    if not fact.exact:
        return
    if fact.family == "percent" and kind in {"share", "rate"} and is_part_of_whole(fact, ledger):
        if fact.interval.low <= HUNDRED and fact.interval.high >= 0:
            yield held("bound")
            return
        severity: Severity = "error" if kind == "share" and fact.value > 0 else "warning"
        finding = Finding(code="check.bound", severity=severity, facts=(fact,), stated=show(fact), computed="0–100%")
        yield tell("bound", finding, audit)
    elif fact.family == "count" and kind == "count" and fact.value < 0 and fact.observation.indicator_id:
        finding = Finding(code="check.bound", severity="warning", facts=(fact,), stated=show(fact), computed="≥ 0")
        yield tell("bound", finding, audit)


def is_part_of_whole(fact: Fact, ledger: Ledger) -> bool:
    """Whether a percentage is surely a part of a whole: a known indicator or one told with 占, and no change or completion."""
    words, observation = ledger.words, fact.observation
    texts = (observation.name, fact.label, observation.qualifier or "", observation.parent or "")
    if any(word in text for word in words.over_hundred + words.change_columns + words.growth_columns for text in texts):
        return False
    lead = ledger.text[observation.char_start : fact.start][-LEAD:] if observation.source == "prose" else ""
    return observation.indicator_id is not None or words.share_verb in lead


def names_share(fact: Fact, ledger: Ledger) -> bool:
    """Whether the level that changed is itself a share: another fact of its name is in per cent and no change."""
    return any(f.family == "percent" and f.is_level for f in ledger.by_key.get(fact.key, []))


def check_rows(ledger: Ledger, audit: Audit) -> Iterator[Outcome]:
    """Rows under 其中 against the row they are printed under, same unit and year."""
    rows = ledger.by_row
    for (table_id, row), facts in sorted(rows.items()):
        for fact in facts:
            parent = fact.observation.parent
            if not parent or not fact.is_quantity:
                continue
            whole = find_parent_row(fact, parent, table_id, row, ledger)
            if whole is None:
                continue
            if fact.interval.low > whole.interval.high:
                how = f"{whole.observation.name} {show(whole)}"
                yield tell(
                    "whole", Finding(code="check.whole", severity="warning", facts=(fact, whole), stated=show(fact), how=how), audit
                )
            else:
                yield held("whole", fact, whole)


def find_parent_row(fact: Fact, parent: str, table_id: str, row: int, ledger: Ledger) -> Fact | None:
    """The nearest row above that goes by the parent's name, in the same column."""
    for above in range(row - 1, -1, -1):
        for candidate in ledger.by_row.get((table_id, above), []):
            same = candidate.observation.column == fact.observation.column and candidate.unit == fact.unit
            if same and candidate.observation.name == parent and candidate.is_quantity:
                return candidate
    return None


def check_print(observations: tuple[Observation, ...], audit: Audit) -> Iterator[Outcome]:
    """Numbers printed so that they cannot be read with certainty, such as a comma where a point should be."""
    for observation in observations:
        printed = re.sub(r"\s", "", unicodedata.normalize("NFKC", observation.value_text))
        unreadable = observation.missing == "unreadable" and re.search(r"\d", printed)
        if unreadable or COMMA_AS_POINT.match(printed):
            yield doubtful(observation, printed, audit)


def doubtful(observation: Observation, printed: str, audit: Audit) -> Outcome:
    """A doubtful number, with the reading a point in place of the comma would give."""
    head, _, tail = printed.rpartition(",")
    finding = Finding(
        code="check.doubtful_number",
        severity="warning",
        name=observation.name,
        year=observation.year,
        stated=observation.value_text.strip(),
        computed=f"{head.replace(',', '')}.{tail}" if head else "?",
        place=(observation.value_start, observation.value_end),
        page=observation.page,
        segment_id=observation.segment_id,
        observation_ids=(observation.observation_id,),
    )
    return tell("print", finding, audit)
