"""Reports against each other: last year's column against last year's report, values copied from it, and jumps by a power of ten."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from extract.check.fact import Fact, Ledger, bare_name
from extract.check.outcome import Finding, Outcome, difference, show, slip_between, tell
from extract.check.same_fact import RANK, says_same
from extract.codebook import Codebook
from extract.codebook.formulas import Audit
from extract.model import Issue, Report, Severity

ENOUGH = 12
SURE = {"swapped_digits", "one_digit", "lost_digit"}
Body = tuple[str, str, str]


def compare_reports(reports: Iterable[Report], codebook: Codebook) -> dict[str, tuple[Issue, ...]]:
    """The across.* issues of each report that has a neighbour, by report id; reports of one body are joined by name and level.

    Which of two reports of one body and year counts is settled by report id, so the order of `reports` does not matter.
    """
    bodies: dict[Body, dict[int, Report]] = defaultdict(dict)
    for report in sorted(reports, key=lambda r: r.report_id):
        if report.frame.report_year is not None and report.status != "failed":
            bodies[body_of(report, codebook.audit)].setdefault(report.frame.report_year, report)
    issues: dict[str, tuple[Issue, ...]] = {}
    for body in sorted(bodies):
        years = bodies[body]
        for year in sorted(years):
            if body[0] and year - 1 in years:
                found = compare_pair(years[year], years[year - 1], codebook)
                if found:
                    issues[years[year].report_id] = found
    return issues


def body_of(report: Report, audit: Audit) -> Body:
    """Who a report is about: institution, else the place with its code; with its level and kind of education."""
    frame = report.frame
    place = frame.institution or frame.region_code or "|".join(p for p in (frame.province, frame.prefecture, frame.county) if p)
    return bare_name(place, audit.words), frame.level or "", frame.education_level or ""


def compare_pair(now: Report, before: Report, codebook: Codebook) -> tuple[Issue, ...]:
    """All issues of one report against the one of the year before."""
    words = codebook.audit.words
    new, old = (Ledger(r.text, r.observations, r.segments, words) for r in (now, before))
    outcomes = [*last_year(new, old, codebook.audit), *copied(new, old, codebook.audit), *jumps(new, old, codebook.audit)]
    return tuple(outcome.issue for outcome in outcomes if outcome.issue)


Key = tuple[str, str, int]


def best_facts(ledger: Ledger) -> dict[Key, Fact]:
    """The surest statement of each known indicator, group and year: form before table before prose."""
    found: dict[Key, Fact] = {}
    for fact in sorted(ledger.facts, key=lambda f: (RANK[f.observation.source], not f.exact, f.start)):
        observation = fact.observation
        if observation.indicator_id and fact.is_level and observation.year is not None and not fact.in_case:
            group = bare_name((observation.qualifier or "") + (observation.subject or ""), ledger.words)
            found.setdefault((fact.key, group, observation.year), fact)
    return found


def last_year(now: Ledger, before: Ledger, audit: Audit) -> Iterator[Outcome]:
    """What this report's forms say of earlier years against what those years' report said."""
    then = best_facts(before)
    for key, fact in sorted(best_facts(now).items(), key=lambda item: item[1].start):
        other = then.get(key)
        if other is None or fact.observation.source == "prose" or other.family != fact.family or says_same(fact, other):
            continue
        slip = slip_between(fact, other.value)
        if slip == "last_digit":
            continue
        severity: Severity = "warning" if slip in SURE or slip == "scale" or other.observation.source == "form" else "note"
        finding = Finding(
            code="across.last_year",
            severity=severity,
            facts=(fact,),
            stated=show(fact),
            computed=show(other),
            cause=slip,
            difference=difference(fact, other.value),
        )
        yield tell("across.last_year", finding, audit)


def newest(facts: dict[Key, Fact]) -> tuple[int, dict[tuple[str, str], Fact]]:
    """The newest year of a report and what it says of it."""
    years = [year for _, _, year in facts]
    latest = max(years, key=lambda year: (years.count(year), year), default=0)
    return latest, {(name, group): fact for (name, group, year), fact in facts.items() if year == latest}


def copied(now: Ledger, before: Ledger, audit: Audit) -> Iterator[Outcome]:
    """A year's values that are all those of the year before."""
    (year, mine), (last, theirs) = newest(best_facts(now)), newest(best_facts(before))
    pairs = [(f, theirs[key]) for key, f in mine.items() if key in theirs and f.value and f.observation.source != "prose"]
    same = [f for f, other in pairs if f.value == other.value]
    if year == last + 1 and len(pairs) >= ENOUGH and len(same) * 10 >= len(pairs) * 8:
        first = min(same, key=lambda f: f.start)
        finding = Finding(code="across.copied", severity="warning", facts=(first,), stated=str(len(pairs)), how=str(len(same)))
        yield tell("across.copied", finding, audit)


def jumps(now: Ledger, before: Ledger, audit: Audit) -> Iterator[Outcome]:
    """A value that is a power of ten larger or smaller than the year before's: a unit or a point may be off."""
    (year, mine), (last, theirs) = newest(best_facts(now)), newest(best_facts(before))
    if year != last + 1:
        return
    for key, fact in sorted(mine.items(), key=lambda item: item[1].start):
        other = theirs.get(key)
        if other is None or not other.value or not fact.value or fact.family not in {"money", "area"}:
            continue
        times = fact.value / other.value
        if times >= 1000 or times <= Decimal("0.001"):
            finding = Finding(
                code="across.jump",
                severity="warning",
                facts=(fact,),
                stated=show(fact),
                computed=show(other),
                how=f"{times.normalize():f}"[:8],
            )
            yield tell("across.jump", finding, audit)
