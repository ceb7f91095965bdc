"""What a second writer, who saw neither the first one's names nor any output, calls the figures of a report.

A held-out report's `NAME.names.tsv` has a line a figure: its id, the number as printed, the name (or two, with ` / ` between)
and the year. How often the two writers' names agree says how far letters can tell right names from wrong ones at all.
"""

from __future__ import annotations

from pathlib import Path

from tests.evaluation.accept import Lookup, same_name
from tests.evaluation.tally import Scores, Tally
from tests.evaluation.truth import Fact
from tests.evaluation.values import Matched, Verdict

BETWEEN = " / "


def second_names(path: Path, text: str, facts: tuple[Fact, ...]) -> dict[str, tuple[str, ...]]:
    """Names by fact; a ValueError where a line speaks of a number that the report does not print there."""
    if not path.exists():
        return {}
    printed = {f.fact_id: text[f.start : f.end] for f in facts}
    names = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        fact_id, number, name, _ = line.split("\t")
        if printed.get(fact_id) != number:
            raise ValueError(f"{path.name}: {fact_id} is {printed.get(fact_id)!r} in the report, not {number!r}")
        names[fact_id] = tuple(name.split(BETWEEN))
    return names


def score_second(matched: Matched, names: dict[str, tuple[str, ...]], lookup: Lookup, scores: Scores) -> None:
    """How often the writers agree, and the F1 of prose where the name of either of them will do."""
    mine = [v for v in matched.verdicts if v.fact.source == "prose"]
    asked = [v.fact for v in mine if v.fact.fact_id in names]
    if not asked:
        return
    agreed = sum(any(is_same(f, name, lookup) for name in names[f.fact_id]) for f in asked)
    scores.put("two writers: names agree", Tally(agreed, len(asked)))
    right = [v for v in mine if v.claims and {"unit", "year"} <= v.soft and is_named(v, names.get(v.fact.fact_id, ()), lookup)]
    excess = sum(o.source == "prose" for o in matched.surplus)
    found = sum(len(v.claims) for v in mine) + excess
    wanted = [v for v in mine if v.fact.required]
    good = sum(len(v.claims) for v in right)
    scores.put("prose + year, either writer", Tally(sum(v.fact.required for v in right), len(wanted), good, found))


def is_same(fact: Fact, name: str, lookup: Lookup) -> bool:
    return same_name(fact.name, fact.qualifier, fact.parent, name, None, None, lookup)


def is_named(verdict: Verdict, names: tuple[str, ...], lookup: Lookup) -> bool:
    """Whether the first writer's name is met, or one of the second's."""
    seen = verdict.claims[0]
    told = (seen.name, seen.qualifier, seen.parent, lookup, seen.indicator_id)
    return "name" in verdict.soft or any(same_name(name, "", "", *told) for name in names)
