"""A count of running text against the whole that a form or table gives: a part cannot be more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from extract.check.context import clause_behind, thing_of
from extract.check.fact import Fact, Ledger, bare_name
from extract.check.outcome import Finding, Outcome, show, tell
from extract.check.same_fact import RANK
from extract.codebook.formulas import Audit

MIN_NAME = 5


def check_parts(ledger: Ledger, audit: Audit) -> Iterator[Outcome]:
    """A count of one group of an indicator against the whole that a form or table gives: a part cannot be more."""
    wholes: dict[tuple[str, int | None], Fact] = {}
    for fact in sorted(ledger.facts, key=lambda f: (-f.value, RANK[f.observation.source], f.start)):
        if fact.observation.indicator_id and not fact.who and is_count(fact):
            wholes.setdefault((fact.key, fact.year), fact)
    for fact in ledger.facts:
        whole = wholes.get((fact.key, fact.year))
        if (
            whole is None
            or whole.observation.source == "prose"
            or not fact.who
            or fact.observation.source != "prose"
            or not is_count(fact)
        ):
            continue
        if fact.label.startswith(ledger.words.share_verb):
            continue  # itself the whole of a share
        if whole.value == 0 or fact.unit != whole.unit or fact.in_case or fact.interval.low <= whole.interval.high:
            continue
        if fact.value <= whole.value * 5:
            how = f"{whole.observation.name} {show(whole)}"
            finding = Finding(code="check.whole", severity="warning", facts=(fact, whole), stated=show(fact), how=how)
            yield tell("whole", finding, audit)


def is_count(fact: Fact) -> bool:
    """Whether a fact counts things."""
    return fact.family == "count" and fact.observation.kind == "count"


def check_narrower(ledger: Ledger, audit: Audit) -> Iterator[Outcome]:
    """Things counted before their noun (3个品牌专业数字教学资源库) against the form's row they are a kind of (专业教学资源库)."""
    rows: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for fact in ledger.facts:
        if fact.observation.source == "form" and is_count(fact) and fact.year is not None and fact.exact:
            rows[thing_of(fact, ledger.words)].append(fact)
    for fact in ledger.facts:
        if fact.observation.source != "prose" or not is_count(fact) or not fact.exact or fact.in_case:
            continue
        noun = clause_behind(fact, ledger)
        whole = find_row(noun, fact, rows[thing_of(fact, ledger.words)], ledger)
        if whole and fact.value > whole.value:
            how = f"{whole.observation.name} {show(whole)}"
            finding = Finding(code="check.whole", severity="warning", facts=(fact, whole), stated=show(fact), how=how)
            yield tell("whole", finding, audit)


def find_row(noun: str, fact: Fact, rows: list[Fact], ledger: Ledger) -> Fact | None:
    """The row whose name stands in a noun, with words between that narrow it; of its years the newest."""
    named = []
    for row in rows:
        name = bare_name(row.observation.name, ledger.words)
        narrowed = len(name) >= MIN_NAME and len(noun) > len(name) and noun.endswith(name[-MIN_NAME:]) and is_within(name, noun)
        if narrowed and fact.year in {None, row.year}:
            named.append(row)
    return max(named, key=lambda f: (f.year or 0, -f.start), default=None)


def is_within(name: str, noun: str) -> bool:
    """Whether all characters of a name stand in a noun in their order.

    >>> is_within("专业教学资源库", "品牌专业数字教学资源库"), is_within("专业教学资源库", "数字教学资源库")
    (True, False)
    """
    rest = iter(noun)
    return all(character in rest for character in name)
