"""Observations against facts: matched by place and value, then judged field by field."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from extract.model import Observation, Report
from tests.evaluation.accept import Lookup, alike_names, bare, power_of_ten, same_name, same_unit, same_value
from tests.evaluation.align import Alignment
from tests.evaluation.tally import Miss, Scores, Tally
from tests.evaluation.truth import Fact, Truth

FIELDS = ("name", "parent", "unit", "year", "period", "kind", "owner", "base", "hedge")
CHAINS = {
    "prose": (("value", ()), ("+ name", ("name",)), ("+ unit", ("name", "unit")), ("+ year", ("name", "unit", "year"))),
    "form": (
        ("value", ()),
        ("+ name", ("name",)),
        ("+ parent", ("name", "parent")),
        ("+ unit", ("name", "parent", "unit")),
        ("+ year", ("name", "parent", "unit", "year")),
    ),
    "table": (("value", ()), ("+ name", ("name",)), ("+ unit", ("name", "unit")), ("+ year", ("name", "unit", "year"))),
}
Place = tuple[int, int]
CellKey = tuple[str, int, int]


@dataclass
class Verdict:
    """One fact, the observations that claim it, and which fields of the best one are right."""

    fact: Fact
    claims: list[Observation] = field(default_factory=list)
    strict: frozenset[str] = frozenset()
    soft: frozenset[str] = frozenset()
    off_by: int = 0
    wrong: Observation | None = None


@dataclass
class Matched:
    """All verdicts of one report, and the observations that answer no fact."""

    verdicts: list[Verdict]
    surplus: list[Observation]
    tolerated: list[Observation]


def match_values(truth: Truth, report: Report, places: Alignment, cells: dict[CellKey, CellKey], lookup: Lookup) -> Matched:
    """Each observation answers at most one fact, each fact takes as many as it has owners; the best pairs first."""
    near = Neighbours(report.observations, cells)
    verdicts = [Verdict(fact) for fact in truth.facts]
    pairs, touched = [], set()
    for at, verdict in enumerate(verdicts):
        fact = verdict.fact
        for index in near.of(fact, places.span(fact.start, fact.end) if fact.end > fact.start else None):
            touched.add(index)
            seen = report.observations[index]
            if holds(fact, seen):
                strict, soft = judge(fact, seen, lookup)
                pairs.append((-len(soft), -len(strict), abs(seen.value_start - seen.value_end), at, index, strict, soft))
            elif fact.value is not None and seen.value is not None:
                verdict.wrong = seen
                verdict.off_by = verdict.off_by or power_of_ten(fact.value, fact.unit, seen.value, seen.unit)
    taken: set[int] = set()
    for _, _, _, at, index, strict, soft in sorted(pairs, key=lambda pair: pair[:5]):
        verdict = verdicts[at]
        if index in taken or len(verdict.claims) >= max(1, len(verdict.fact.owners)):
            continue
        taken.add(index)
        if not verdict.claims:
            verdict.strict, verdict.soft = strict, soft
        verdict.claims.append(report.observations[index])
    optional = near.touching(places.span(v.fact.start, v.fact.end) for v in verdicts if not v.fact.required)
    surplus = [o for i, o in enumerate(report.observations) if i not in taken and i not in optional]
    tolerated = [o for i, o in enumerate(report.observations) if i not in taken and i in optional]
    return Matched(verdicts, surplus, tolerated)


class Neighbours:
    """Finds the observations printed at a place, or read from a cell."""

    def __init__(self, observations: tuple[Observation, ...], cells: dict[CellKey, CellKey]) -> None:
        self.observations = observations
        self.order = sorted(range(len(observations)), key=lambda i: observations[i].value_start)
        self.starts = [observations[i].value_start for i in self.order]
        self.reach = max((o.value_end - o.value_start for o in observations), default=0)
        self.cells = cells
        self.by_cell: dict[CellKey, list[int]] = defaultdict(list)
        for i, o in enumerate(observations):
            if o.table_id is not None and o.row is not None and o.column is not None:
                self.by_cell[(o.table_id, o.row, o.column)].append(i)

    def at(self, place: Place) -> list[int]:
        start, end = place
        low, high = bisect_left(self.starts, start - self.reach), bisect_left(self.starts, end)
        return [i for i in self.order[low:high] if self.observations[i].value_end > start]

    def of(self, fact: Fact, place: Place | None) -> list[int]:
        found = self.at(place) if place else []
        if not found and fact.table is not None and fact.row is not None and fact.column is not None:
            key = self.cells.get((fact.table, fact.row, fact.column))
            found = self.by_cell.get(key, []) if key else []
        return found

    def touching(self, places: Iterable[Place | None]) -> set[int]:
        return {i for place in places if place for i in self.at(place)}


def holds(fact: Fact, seen: Observation) -> bool:
    """Whether an observation has the fact's value: the number, or rightly none."""
    if fact.suspected is not None:
        return seen.value is None or seen.value == fact.suspected
    if fact.value is None:
        return seen.value is None
    return seen.value is not None and same_value(fact.value, fact.unit, seen.value, seen.unit)


def judge(fact: Fact, seen: Observation, lookup: Lookup) -> tuple[frozenset[str], frozenset[str]]:
    """Which fields are right, strictly and softly."""
    strict = right_fields(fact, seen, lookup, soft=False)
    return strict, strict | right_fields(fact, seen, lookup, soft=True)


def right_fields(fact: Fact, seen: Observation, lookup: Lookup, soft: bool) -> frozenset[str]:
    kinds = fact.kinds or (seen.kind,)
    rates = soft and {seen.kind, kinds[0]} <= {"share", "rate", "score"}
    checks = {
        "name": is_named(fact, seen, lookup) if soft else bare(seen.name) in {bare(n) for n in (fact.name, *fact.owners)},
        "parent": is_part(fact, seen, lookup) if soft else bare(fact.parent) == bare(seen.parent),
        "unit": same_unit(fact.unit, seen.unit, soft),
        "year": fact.year is None or seen.year == fact.year or (soft and seen.year in fact.other_years),
        "period": fact.period is None or same_period(fact, seen, soft),
        "missing": fact.missing == seen.missing or fact.suspected is not None,
        "kind": seen.kind in kinds or rates,
        "owner": is_owner(fact, seen, soft),
        "base": is_base(fact, seen, lookup) if soft else bare(fact.base) == bare(seen.base),
        "hedge": (fact.hedge or None) == seen.hedge,
    }
    return frozenset(name for name, right in checks.items() if right)


def is_named(fact: Fact, seen: Observation, lookup: Lookup) -> bool:
    """Soft: the name of the fact or of one of its owners; in a table also the name of the row."""
    if fact.source == "table" and fact.qualifier and alike_names(fact.qualifier, seen.name):
        return True
    told = (seen.name, seen.qualifier, seen.parent, lookup, seen.indicator_id)
    return any(same_name(name, fact.qualifier, fact.parent, *told) for name in (fact.name, *fact.owners))


def is_part(fact: Fact, seen: Observation, lookup: Lookup) -> bool:
    """Soft: any whole the row is part of will do, or the row itself where the value stands in a column of its own (调查人次)."""
    if not fact.parent:
        return True
    wholes = (fact.parent, *fact.other_parents)
    if any(same_name(whole, "", "", seen.parent or "", None, None, lookup) for whole in wholes):
        return True
    return bool(seen.qualifier) and any(alike_names(row, seen.qualifier) for row in (*wholes, fact.qualifier))


def is_owner(fact: Fact, seen: Observation, soft: bool) -> bool:
    """Whether the observation is given to the body the fact is of; softly a part of its name, or a qualifier that names it."""
    found = bare(seen.subject)
    if not soft:
        return found in map(bare, fact.bodies)
    return any(found in wanted or wanted in found or wanted in bare(seen.qualifier) for wanted in map(bare, fact.bodies))


def is_base(fact: Fact, seen: Observation, lookup: Lookup) -> bool:
    """Soft: the base by meaning, or the whole that the figure is part of."""
    return any(same_name(fact.base, "", "", told, None, None, lookup) for told in (seen.base, seen.parent) if told)


def same_period(fact: Fact, seen: Observation, soft: bool) -> bool:
    ours, theirs = bare(fact.period).removesuffix("年"), bare(seen.period).removesuffix("年")
    if ours == theirs or (soft and (seen.year in fact.other_years or (seen.year == fact.year and not fact.period_sure))):
        return True
    return soft and fact.year == seen.year and ("学年" in ours) == ("学年" in theirs)


def score_values(truth: Truth, report: Report, matched: Matched, scores: Scores, misses: list[Miss]) -> None:
    """Recall over required facts, precision over all observations of the source; each field asks for those before it."""
    for source, chain in CHAINS.items():
        mine = [v for v in matched.verdicts if v.fact.source == source]
        claims = [c for v in mine for c in v.claims]
        if not mine and not any(o.source == source for o in report.observations):
            continue
        excess = sum(o.source == source for o in matched.surplus)
        for label, asked in chain:
            tallies = []
            for which in ("strict", "soft"):
                right = [v for v in mine if v.claims and set(asked) <= getattr(v, which)]
                wanted = [v for v in mine if v.fact.required]
                good = sum(len(v.claims) for v in right)
                tallies.append(Tally(sum(v.fact.required for v in right), len(wanted), good, len(claims) + excess))
            scores.put(f"{source} {label}", *tallies)
    score_fields(matched, scores)
    score_negatives(truth, matched, scores)
    list_misses(matched, misses)


def score_fields(matched: Matched, scores: Scores) -> None:
    """Fields judged one by one on the facts whose value was found, and the errors that must not happen."""
    hit = [v for v in matched.verdicts if v.claims and v.fact.value is not None]
    for name in FIELDS:
        asked = [v for v in hit if is_told(v.fact, name)]
        if asked:
            strict, soft = (sum(name in getattr(v, which) for v in asked) for which in ("strict", "soft"))
            scores.put(f"of hits: {name}", Tally(strict, len(asked)), Tally(soft, len(asked)))
    blank = [v for v in matched.verdicts if v.fact.missing is not None]
    if blank:
        scores.put("missing kinds", Tally(sum("missing" in v.strict and bool(v.claims) for v in blank), len(blank)))
    numbers = [v for v in matched.verdicts if v.fact.value is not None]
    scores.put("no scale error", Tally(sum(v.off_by == 0 or bool(v.claims) for v in numbers), len(numbers)))


def is_told(fact: Fact, name: str) -> bool:
    """Whether the truth tells a field: parents are asked of forms; owners, bases and hedges of running text."""
    asked = {
        "kind": bool(fact.kinds),
        "parent": fact.source == "form",
        "owner": fact.source == "prose" and bool(fact.bodies),
        "base": fact.source == "prose" and bool(fact.base),
        "hedge": fact.source == "prose" and fact.hedge is not None,
    }
    return asked.get(name, True)


def score_negatives(truth: Truth, matched: Matched, scores: Scores) -> None:
    """How many numbers that measure nothing were left alone. `extra` is set by the caller: where they stand in this text."""
    taken = matched_negatives(truth, matched)
    for label, hard in (("negatives left alone", False), ("hard negatives left alone", True)):
        asked = [n for n in truth.negatives if n.hard or not hard]
        if asked:
            scores.put(label, Tally(sum(id(n) not in taken for n in asked), len(asked)))


def matched_negatives(truth: Truth, matched: Matched) -> set[int]:
    places: Alignment = truth.extra["places"]  # type: ignore[assignment]
    claimed = [(o.value_start, o.value_end) for v in matched.verdicts for o in v.claims]
    near = Neighbours(tuple(matched.surplus), {})
    out = set()
    for n in truth.negatives:
        place = places.span(n.start, n.end)
        if place and near.at(place) and not any(a < place[1] and place[0] < b for a, b in claimed):
            out.add(id(n))
    return out


def list_misses(matched: Matched, misses: list[Miss]) -> None:
    for v in matched.verdicts:
        fact = v.fact
        base = f" of {fact.base}" if fact.base else ""
        head = f"{fact.parent}>{fact.name}{base} = {fact.value} {fact.unit} [{fact.year} {fact.period} {'/'.join(fact.kinds)}]"
        if not v.claims and fact.required:
            seen = f"; read as {shown(v.wrong)}" if v.wrong is not None else ""
            misses.append(Miss(f"{fact.source} missed", head + seen, fact.sentence, fact.fact_id))
            continue
        asked = {name for name in (*FIELDS, "missing") if name != "period" and is_told(fact, name)}
        lost = sorted(asked - v.soft) if v.claims else []
        if lost:
            misses.append(
                Miss(f"{fact.source} wrong {', '.join(lost)}", f"{head}; read as {shown(v.claims[0])}", fact.sentence, fact.fact_id)
            )
    for o in matched.surplus:
        misses.append(Miss(f"{o.source} false alarm", shown(o), o.quote))


def shown(o: Observation) -> str:
    number = o.value if o.value is not None else o.missing
    base = f" of {o.base}" if o.base else ""
    return f"{o.parent or ''}>{o.name}{base} = {number} {o.unit} [{o.year} {o.period} {o.kind}] ({o.value_text!r}, {o.rule})"
