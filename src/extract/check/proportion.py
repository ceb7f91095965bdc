"""Shares and rates whose part and whole no name tells: sought among the numbers around them, by unit, place and words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from extract.check.context import clause_before, clause_behind, likeness, pairs_of, thing_of, words_of
from extract.check.fact import Fact, Ledger
from extract.check.growth import HUNDRED
from extract.check.outcome import Outcome, held, slip_between
from extract.check.share import fits, same_year, tell_share
from extract.codebook.formulas import Audit

REACH = 400
PARTS = 3
WHOLES = 4
ALIKE, PART_ALIKE = 0.5, 0.3
NEAR = Decimal("0.1")
STOP = re.compile(r"[。；;\d]")


def check_proportions(ledger: Ledger, settled: frozenset[str], audit: Audit) -> Iterator[Outcome]:
    """Every share and rate of running text that no other check has tied to its numbers."""
    for sentence in ledger.sentences:
        for share in sentence:
            if is_open(share, settled):
                outcome = judge(share, sentence, ledger, audit)
                if outcome:
                    yield outcome


def is_open(share: Fact, settled: frozenset[str]) -> bool:
    """Whether a fact is a share or rate that can be tried."""
    observation = share.observation
    asked = (
        share.family == "percent" and observation.kind in {"share", "rate", "other"} and observation.observation_id not in settled
    )
    return asked and share.exact and 0 < share.value < HUNDRED


def judge(share: Fact, sentence: list[Fact], ledger: Ledger, audit: Audit) -> Outcome | None:
    """A share held where any part and whole around it give it; told where its own part and whole are a slip away."""
    before = [f for f in sentence if f.end <= share.start and f.is_quantity and f.exact]
    around = numbers_around(share, ledger)
    named = named_parts(share, around, ledger)
    for part in [*reversed(before[-PARTS:]), *named]:
        whole = next((w for w in wholes_of(part, around, ledger) if fits(part, w, share)), None)
        if whole:
            return held("share", part, share, whole)
    claimed, sure = claimed_part(share, before, sentence, ledger)
    claims = [(claimed, sure)] if claimed else []
    for part, certain in claims + [(part, False) for part in named if not before]:
        outcome = accuse(share, part, around, certain, ledger, audit)
        if outcome:
            return outcome
    return None


def numbers_around(share: Fact, ledger: Ledger) -> list[Fact]:
    """The exact counts and amounts of running text shortly before a share and to the end of its paragraph, nearest first."""
    _, end = ledger.paragraph(share.start)
    told = ledger.between(max(share.start - REACH, 0), end)
    found = [f for f in told if f.observation.source == "prose" and f.is_quantity and f.exact]
    return sorted(found, key=lambda f: (f.start > share.start, abs(f.start - share.start)))


def wholes_of(part: Fact, around: list[Fact], ledger: Ledger) -> list[Fact]:
    """The numbers around that may be the whole of a part: of the same thing, no smaller, of the same year."""
    thing = thing_of(part, ledger.words)
    return [
        f
        for f in around
        if f is not part and f.value >= part.value > 0 and thing_of(f, ledger.words) == thing and same_year(f, part)
    ]


def named_parts(share: Fact, around: list[Fact], ledger: Ledger) -> list[Fact]:
    """The numbers around that go by the words before a share: 中职录取人数占…, with 升入中职1,687人 told before."""
    lead = clause_before(share, ledger).partition(ledger.words.share_verb)[0]
    own = pairs_of([lead.rpartition(ledger.words.rate_ending)[0] or lead], ledger.words)
    scored = [(likeness(own, words_of(f, ledger)), f) for f in around]
    return [f for score, f in sorted(scored, key=lambda pair: -pair[0]) if score >= PART_ALIKE][:PARTS]


def claimed_part(share: Fact, before: list[Fact], sentence: list[Fact], ledger: Ledger) -> tuple[Fact | None, bool]:
    """The number right before a share where the words between tie them, and whether they do so surely."""
    if not before:
        return None, False
    part, words = before[-1], ledger.words
    lead = re.sub(r"\s", "", ledger.text[part.end : share.start])
    if STOP.search(lead) or any(f.family == "percent" and part.end <= f.start < share.start for f in sentence):
        return None, False
    if any(word in lead for word in words.share_lead):
        return part, True
    rated, ending, _ = re.split(r"[，,、（(]", lead)[-1].partition(words.rate_ending)
    clause = clause_before(part, ledger) + clause_behind(part, ledger)
    if not ending or not set(rated) & set(clause):
        return None, False
    return part, set(rated) <= set(clause)


def accuse(share: Fact, part: Fact, around: list[Fact], sure: bool, ledger: Ledger, audit: Audit) -> Outcome | None:
    """The share against the whole it names, else against those told nearest before its part."""
    wholes = [f for f in wholes_of(part, around, ledger) if f.start < part.start or sure][:WHOLES]
    base = share.observation.base or clause_before(share, ledger).partition(ledger.words.share_verb)[2]
    own = pairs_of([base], ledger.words)
    named = [f for f in wholes if likeness(own, words_of(f, ledger)) >= ALIKE]
    for whole in named or (wholes if part.observation.char_start == share.observation.char_start else []):
        if is_slip(share, part.value / whole.value * HUNDRED):
            return tell_share(part, share, whole, "warning", audit)
    first = (named or [f for f in wholes if f.observation.char_start == share.observation.char_start])[:1]
    for whole in first if sure else ():
        computed = part.value / whole.value * HUNDRED
        if abs(computed - share.value) <= share.value * NEAR:
            return tell_share(part, share, whole, "warning", audit)
    return None


def is_slip(share: Fact, computed: Decimal) -> bool:
    """Whether a share of three digits or more is one slip away from what it should be."""
    digits = sum(c.isdigit() for c in share.observation.value_text)
    slip = slip_between(share, computed)
    return slip == "swapped_digits" or (slip in {"one_digit", "scale"} and digits >= 3)
