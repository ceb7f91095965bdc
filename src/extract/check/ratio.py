"""Ratios of two or more terms, such as 45.2∶54.8, against the numbers told before them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

from extract.check.fact import Fact, Ledger
from extract.check.growth import HUNDRED
from extract.check.interval import Interval, last_place
from extract.check.outcome import Finding, Outcome, held, round_like, show, tell
from extract.check.slip import find_slip
from extract.codebook.formulas import Audit

TERMS = re.compile(r"(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)")
CLOSE = Decimal("0.1")


def check_ratios(ledger: Ledger, audit: Audit) -> Iterator[Outcome]:
    """Every ratio in running text whose terms make up 100, against the two numbers of one unit right before it."""
    for fact in ledger.facts:
        if fact.family != "ratio" or fact.observation.source != "prose":
            continue
        terms = read_terms(fact)
        if terms and abs(sum(terms) - HUNDRED) <= 5:
            yield from check_terms(fact, terms, ledger, audit)
        elif terms or fact.unit in ledger.words.multiples:
            yield from check_quotient(fact, terms, ledger, audit)


def check_quotient(fact: Fact, terms: tuple[Decimal, Decimal] | None, ledger: Ledger, audit: Audit) -> Iterator[Outcome]:
    """One number over another right before the ratio (男2,287人，女1,871人，比例为1.22∶1; 3.6万，是12,000人的3倍)."""
    told = ledger.between(fact.observation.char_start, fact.start)
    pair = [f for f in told if f.is_quantity and f.exact and f.family in {"count", "money", "area"}][-2:]
    if len(pair) < 2 or pair[1].value == 0 or not fact.exact:
        return
    joint = re.sub(r"\s", "", ledger.text[pair[1].end : fact.start])
    times = terms is None
    if (times and joint not in ledger.words.whole_joints) or (not times and (pair[0].unit != pair[1].unit or not all(terms or ()))):
        return
    stated = fact.value if terms is None else terms[0] / terms[1]
    step = last_place(fact.observation.value or stated) / (1 if terms is None else min(terms))
    values = [pair[0].value / pair[1].value] + ([] if times else [pair[1].value / pair[0].value])
    if any(abs(value - stated) <= step for value in values):
        yield held("ratio", fact, *pair)
        return
    slip = next(
        (slip for value in values if (slip := find_slip(round_like(stated, Decimal("0.01")), round_like(value, Decimal("0.01"))))),
        "",
    )
    if times or slip == "swapped_digits":
        finding = Finding(
            code="check.ratio",
            severity="warning",
            facts=(fact, *pair),
            stated=show(fact),
            computed=str(round_like(values[0], Decimal("0.01"))),
            how=f"{show(pair[0])} / {show(pair[1])}",
            cause=slip,
        )
        yield tell("ratio", finding, audit)


def read_terms(fact: Fact) -> tuple[Decimal, Decimal] | None:
    """The two terms as printed."""
    printed = unicodedata.normalize("NFKC", fact.observation.value_text).replace("∶", ":").replace(" ", "")
    found = TERMS.fullmatch(printed)
    return (Decimal(found[1]), Decimal(found[2])) if found else None


def check_terms(fact: Fact, terms: tuple[Decimal, Decimal], ledger: Ledger, audit: Audit) -> Iterator[Outcome]:
    """The terms make up 100, and the first is the share of one of the two numbers."""
    half = (last_place(terms[0]) + last_place(terms[1])) / 2
    if abs(sum(terms) - HUNDRED) > half:
        yield tell(
            "ratio",
            Finding(
                code="check.complement",
                severity="warning",
                facts=(fact,),
                stated=show(fact),
                computed=str(sum(terms)),
                how=" + ".join(map(str, terms)),
                difference=str(sum(terms) - HUNDRED),
            ),
            audit,
        )
        return
    start = fact.observation.char_start
    pair = ledger.between(start, fact.start)[-2:]
    if len(pair) < 2 or not all(f.is_quantity and f.exact and f.year == fact.year for f in pair) or pair[0].unit != pair[1].unit:
        return
    shares = [quotient.times(HUNDRED) for f in pair if (quotient := f.interval.over(pair[0].interval.plus(pair[1].interval)))]
    stated = Interval(terms[0] - last_place(terms[0]), terms[0] + last_place(terms[0]))
    if any(share.overlaps(stated) for share in shares):
        yield held("ratio", fact, *pair)
        return
    value = pair[0].value / (pair[0].value + pair[1].value) * HUNDRED
    if abs(value - terms[0]) <= terms[0] * CLOSE:
        computed = round_like(value, terms[0])
        finding = Finding(
            code="check.ratio",
            severity="warning",
            facts=(fact, *pair),
            stated=show(fact),
            computed=f"{computed}:{HUNDRED - computed}",
            how=f"{show(pair[0])} : {show(pair[1])}",
            difference=str(terms[0] - computed),
        )
        yield tell("ratio", finding, audit)
