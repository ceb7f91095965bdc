"""The codebook's formulas between indicators, tried on every year of a report with every plausible denominator."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise, product

from msgspec import Struct
from msgspec.structs import replace

from extract.check.fact import Fact, Ledger
from extract.check.interval import Interval
from extract.check.outcome import Finding, Outcome, difference, held, show, show_value, slip_between, tell
from extract.check.share import fits, is_precise
from extract.codebook.formulas import Audit, Formula
from extract.model import Severity

RANK = {"form": 0, "table": 1, "prose": 2}
LIMIT = 3
# From here on, a part half again its whole is another body's number.
MANY = 20
TERM = re.compile(r"(?:(\d+(?:\.\d+)?)\*)?([\w.]+)")
CODES = {
    "share": "check.share",
    "per_capita": "check.per_capita",
    "ratio": "check.ratio",
    "sum": "check.sum",
    "difference": "check.difference",
}


class Term(Struct, frozen=True):
    """An expression of the codebook with numbers put in: its value, how it reads, and the facts it used."""

    value: Decimal
    interval: Interval
    text: str
    facts: tuple[Fact, ...]


def check_formulas(ledger: Ledger, audit: Audit, settled: frozenset[str]) -> Iterator[Outcome]:
    """Every formula in every year its result is stated for; shares that their own sentence settled need none."""
    for formula in audit.formulas:
        methods: dict[int, tuple[Fact, dict[str, str]]] = {}
        for year in result_years(formula, ledger):
            for result in candidates(formula.result, year, ledger):
                if formula.kind == "share" and result.observation.observation_id in settled:
                    continue
                for outcome in try_formula(formula, result, year, ledger, audit):
                    yield outcome
                    if outcome.methods:
                        methods.setdefault(year, (result, outcome.methods))
        yield from compare_methods(formula, methods, audit)


def result_years(formula: Formula, ledger: Ledger) -> list[int]:
    """The years the result is stated for, in order."""
    return sorted({f.year for f in ledger.by_key.get(formula.result, []) if f.year is not None})


def candidates(key: str, year: int, ledger: Ledger) -> list[Fact]:
    """What a report states for an indicator in a year, for the whole body and not a group of it: forms first, each value once."""
    found = [f for f in ledger.by_key.get(key, []) if f.year == year and f.is_level and is_whole(f)]
    found.sort(key=lambda f: (RANK[f.observation.source], not f.exact, f.start))
    values: dict[Decimal, Fact] = {}
    for fact in found:
        values.setdefault(fact.value, fact)
    return list(values.values())[:LIMIT]


def is_whole(fact: Fact) -> bool:
    """Whether a fact is about the report's own body: no group, no other subject, no case story."""
    return not fact.who and not fact.in_case


def evaluate(expression: str, year: int, ledger: Ledger) -> list[Term]:
    """All values of an expression such as `teachers+0.5*tutors`, one for each choice of stated numbers."""
    choices: list[list[tuple[Decimal, Fact]]] = []
    for part in expression.split("+"):
        match = TERM.fullmatch(part.strip())
        assert match, expression
        weight = Decimal(match[1] or 1)
        choices.append([(weight, fact) for fact in candidates(match[2], year, ledger)])
    terms = []
    for chosen in product(*choices):
        interval, value = Interval(Decimal(0), Decimal(0)), Decimal(0)
        for weight, fact in chosen:
            interval, value = interval.plus(fact.interval.times(weight)), value + fact.value * weight
        text = " + ".join(show(fact) if weight == 1 else f"{weight} × {show(fact)}" for weight, fact in chosen)
        terms.append(Term(value, interval, text, tuple(fact for _, fact in chosen)))
    return terms


def try_formula(formula: Formula, result: Fact, year: int, ledger: Ledger, audit: Audit) -> Iterator[Outcome]:
    """One formula on one stated result."""
    match formula.kind:
        case "sum":
            yield from try_sum(formula, result, year, ledger, audit)
        case "share" | "per_capita" | "ratio":
            yield from try_quotient(formula, result, year, ledger, audit)
        case "within":
            yield from try_within(formula, result, year, ledger, audit)
        case "mean":
            yield from try_mean(formula, result, year, ledger, audit)
        case "difference":
            yield from try_difference(formula, result, year, ledger, audit)
        case "none_if_zero":
            yield from try_zero(formula, result, year, ledger, audit)


def try_sum(formula: Formula, result: Fact, year: int, ledger: Ledger, audit: Audit) -> Iterator[Outcome]:
    """Result = all parts together."""
    terms = evaluate("+".join(formula.parts), year, ledger)
    if not terms:
        return
    if any(term.interval.overlaps(result.interval) for term in terms):
        yield held(formula.formula_id, result, *terms[0].facts)
        return
    if is_plausible(formula, result, terms[0]):
        yield tell_formula(formula, result, terms[0], audit)


def try_quotient(formula: Formula, result: Fact, year: int, ledger: Ledger, audit: Audit) -> Iterator[Outcome]:
    """Result = any of the parts over any of the bases; a ratio may be printed either way round."""
    scale = Decimal(formula.scale)
    quotients: list[tuple[str, Term]] = []
    for part_name, base_name in product(formula.parts, formula.bases):
        base_year = year if formula.kind == "share" else only_year(base_name, year, ledger)
        for part, base in product(evaluate(part_name, year, ledger), evaluate(base_name, base_year, ledger)):
            interval = part.interval.over(base.interval)
            if interval is not None and base.value > 0 and all(f not in base.facts for f in part.facts):
                term = Term(
                    part.value / base.value * scale, interval.times(scale), f"{part.text} / ({base.text})", part.facts + base.facts
                )
                quotients.append((base_name, term))
    if not quotients:
        return
    stated = result.interval
    if formula.kind == "ratio" and 0 < result.value < 1:
        stated = Interval(1 / stated.high, 1 / stated.low) if stated.low > 0 else stated
    exact = {name: term for name, term in quotients if term.interval.overlaps(stated)}
    fitting = exact or {name: term for name, term in quotients if slip_between(result, term.value) == "last_digit"}
    if fitting:
        used = next(iter(fitting.values()))
        yield replace(held(formula.formula_id, result, *used.facts), methods={name: term.text for name, term in fitting.items()})
        return
    best = min((term for _, term in quotients), key=lambda term: abs(term.value - result.value))
    if formula.kind == "share" and (other_whole(result, best, ledger) or not stand_together(result, best.facts, ledger)):
        return
    if not is_plausible(formula, result, best) or is_weighted(result, audit):
        return
    if any(f.year not in {None, result.year} for f in best.facts) and slip_between(result, best.value) != "swapped_digits":
        return
    yield tell_formula(formula, result, best, audit)


def stand_together(result: Fact, facts: tuple[Fact, ...], ledger: Ledger) -> bool:
    """Whether numbers of running text stand in one paragraph with a result of running text; apart they may differ in scope."""
    start, end = ledger.paragraph(result.start)
    prose = [f for f in facts if f.observation.source == "prose"]
    return all(result.observation.source == "prose" and start <= f.start < end for f in prose)


def other_whole(share: Fact, term: Term, ledger: Ledger) -> bool:
    """Whether any other number of the report, taken as the whole, gives a share printed with two decimals."""
    part = term.facts[0]
    return is_precise(share) and any(
        f.unit == part.unit and f.value >= part.value and fits(part, f, share) for f in ledger.quantities
    )


def is_weighted(result: Fact, audit: Audit) -> bool:
    """Whether the text says that weighted numbers were used, which it does not print."""
    return any(word in result.observation.quote for word in audit.words.weighted)


def is_plausible(formula: Formula, result: Fact, term: Term) -> bool:
    """Whether stated and computed are near enough that the report and not the reading may be wrong."""
    if slip_between(result, term.value):
        return True
    room = Decimal("0.5") if formula.kind in {"per_capita", "ratio"} else Decimal("0.2")
    return abs(term.value - result.value) <= abs(result.value) * room


def only_year(expression: str, year: int, ledger: Ledger) -> int:
    """The year to take a number of students or teachers from: the year asked for, else the only one the report gives."""
    match = TERM.fullmatch(expression.split("+")[0].strip())
    assert match, expression
    stated = {f.year for f in ledger.by_key.get(match[2], []) if f.is_level and is_whole(f) and f.year is not None}
    return year if year in stated or len(stated) != 1 else stated.pop()


def try_within(formula: Formula, result: Fact, year: int, ledger: Ledger, audit: Audit) -> Iterator[Outcome]:
    """Result and the parts beside it together are no more than the base."""
    together = evaluate("+".join((formula.result, *formula.parts)), year, ledger)
    together = [term for term in together if result in term.facts]
    wholes = [term for base in formula.bases for term in evaluate(base, year, ledger)]
    if not together or not wholes:
        return
    if any(part.interval.low <= whole.interval.high for part in together for whole in wholes):
        yield held(formula.formula_id, result, *wholes[0].facts)
        return
    whole = wholes[0]
    if whole.value >= MANY and together[0].value > whole.value * Decimal("1.5"):
        return
    if result.observation.source == "prose" and not stand_together(result, whole.facts, ledger):
        return
    severity = limit(formula, (result, *whole.facts))
    how = f"{whole.facts[0].observation.name} {whole.text}"
    finding = Finding(
        code="check.whole",
        severity=severity,
        facts=(*together[0].facts, *whole.facts),
        stated=together[0].text,
        computed=whole.text,
        how=how,
    )
    yield tell(formula.formula_id, finding, audit)


def try_mean(formula: Formula, result: Fact, year: int, ledger: Ledger, audit: Audit) -> Iterator[Outcome]:
    """A mean lies between its groups; where the rows say how many were asked, it is their weighted mean."""
    groups = [found[0] for key in formula.parts if (found := candidates(key, year, ledger))]
    if len(groups) != len(formula.parts):
        return
    weights = weigh(groups, ledger) if year == max(result_years(formula, ledger)) else []
    if weights:
        whole = sum(weights)
        parts = list(zip(groups, weights, strict=True))
        value = sum((f.value * w for f, w in parts), Decimal(0)) / whole
        low = sum((f.interval.low * w for f, w in parts), Decimal(0)) / whole
        high = sum((f.interval.high * w for f, w in parts), Decimal(0)) / whole
    else:
        low, high = min(f.interval.low for f in groups), max(f.interval.high for f in groups)
        value = low if result.value < low else high
    if Interval(low, high).overlaps(result.interval) or slip_between(result, value) == "last_digit":
        yield held(formula.formula_id, result, *groups)
        return
    times = [f" × {w}" for w in weights] or [""] * len(groups)
    how = ", ".join(f"{f.observation.name} {show(f)}{w}" for f, w in zip(groups, times, strict=True))
    finding = Finding(
        code="check.mean",
        severity=limit(formula, (result, *groups)),
        facts=(result, *groups),
        stated=show(result),
        computed=show_value(value, result),
        how=how,
        difference=difference(result, value),
    )
    yield tell(formula.formula_id, finding, audit)


def weigh(groups: list[Fact], ledger: Ledger) -> list[Decimal]:
    """How many were asked in each of two groups; nothing where a row does not say, or groups may overlap."""
    counts = [count for f in groups if (count := row_count(f, ledger))]
    return counts if len(counts) == len(groups) == 2 else []


def row_count(fact: Fact, ledger: Ledger) -> Decimal | None:
    """How many were asked, as printed in the same row."""
    if fact.observation.table_id is None or fact.observation.row is None:
        return None
    row = ledger.by_row[(fact.observation.table_id, fact.observation.row)]
    counts = [f.value for f in row if f.family == "count" and f.observation.column != fact.observation.column]
    return counts[0] if len(counts) == 1 else None


def try_difference(formula: Formula, result: Fact, year: int, ledger: Ledger, audit: Audit) -> Iterator[Outcome]:
    """Result = first part less the second."""
    first, second = (evaluate(part, year, ledger) for part in formula.parts)
    if not first or not second:
        return
    if any(a.interval.minus(b.interval).overlaps(result.interval) for a, b in product(first, second)):
        yield held(formula.formula_id, result, *first[0].facts, *second[0].facts)
        return
    a, b = first[0], second[0]
    term = Term(a.value - b.value, a.interval.minus(b.interval), f"{a.text} − {b.text}", a.facts + b.facts)
    yield tell_formula(formula, result, term, audit)


def try_zero(formula: Formula, result: Fact, year: int, ledger: Ledger, audit: Audit) -> Iterator[Outcome]:
    """A rate of nought where what it counts is there."""
    if result.value != 0:
        return
    counted = [f for key in formula.parts for f in candidates(key, year, ledger) if f.value > 0]
    if not counted:
        yield held(formula.formula_id, result)
        return
    how = ", ".join(f"{f.observation.name} {show(f)}" for f in counted)
    finding = Finding(
        code="check.zero", severity=limit(formula, (result, *counted)), facts=(result, *counted), stated=show(result), how=how
    )
    yield tell(formula.formula_id, finding, audit)


def limit(formula: Formula, facts: tuple[Fact, ...]) -> Severity:
    """The formula's severity; an error only where all numbers are exact and printed in tables or forms."""
    sure = all(f.exact and f.observation.source != "prose" for f in facts)
    return "warning" if formula.severity == "error" and not sure else formula.severity


def tell_formula(formula: Formula, result: Fact, term: Term, audit: Audit) -> Outcome:
    """A formula that does not come out."""
    slip = slip_between(result, term.value)
    severity = limit(formula, (result, *term.facts))
    if formula.kind == "ratio" and slip not in {"swapped_digits", "one_digit", "scale"}:
        severity = "note"  # students and teachers may have been weighted
    return tell(
        formula.formula_id,
        Finding(
            code=CODES[formula.kind],
            severity=severity,
            facts=(result, *term.facts),
            stated=show(result),
            computed=show_value(term.value, result),
            how=term.text,
            cause=slip,
            difference=difference(result, term.value),
        ),
        audit,
    )


def compare_methods(formula: Formula, methods: dict[int, tuple[Fact, dict[str, str]]], audit: Audit) -> Iterator[Outcome]:
    """Two neighbouring years that need different denominators cannot be compared."""
    years = sorted(methods) if formula.kind == "ratio" else []
    for before, now in pairwise(years):
        (old, old_bases), (new, new_bases) = methods[before], methods[now]
        if now != before + 1 or old_bases.keys() & new_bases.keys():
            continue
        how = f"{before}: {min(old_bases.values(), key=len)}; {now}: {min(new_bases.values(), key=len)}"
        finding = Finding(code="check.method", severity="warning", facts=(new, old), stated=show(new), computed=show(old), how=how)
        yield tell("method", finding, audit)
