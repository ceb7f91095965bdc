"""Differences told in running text (比收入少478万元, 提高2.5个百分点) against two numbers of their unit near them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations, pairwise

from extract.check.context import clause_before, likeness, pairs_of, words_of
from extract.check.fact import Fact, Ledger
from extract.check.growth import HUNDRED, OTHER_BASELINE
from extract.check.interval import last_place
from extract.check.outcome import Outcome, held, show, slip_between, tell_computed
from extract.check.ratio import read_terms
from extract.codebook.formulas import Audit

REACH = 400
LEVELS = 6
ALIKE = 0.5
NEAR = Decimal("0.25")
BESIDE = 12
SLIPS = {"swapped_digits", "one_digit", "scale", "lost_digit"}


def check_differences(ledger: Ledger, settled: frozenset[str], audit: Audit) -> Iterator[Outcome]:
    """Every change of running text that its own indicator's levels do not settle."""
    for sentence in ledger.sentences:
        for move in sentence:
            if not move.exact or move.observation.observation_id in settled or not is_difference(move, ledger):
                continue
            outcome = judge_ratios(move, sentence, audit) if move.family == "points" else judge(move, sentence, ledger, audit)
            if outcome:
                yield outcome
        for move, growth in moves_with_growth(sentence, ledger):
            if growth.observation.observation_id not in settled:
                yield from judge_growth(move, growth, ledger, audit)


def is_difference(move: Fact, ledger: Ledger) -> bool:
    """Whether a number is a change, by the reading or by the words right before it: 较上学期多138人, 新添7个."""
    if move.observation.kind == "change":
        return True
    lead = clause_before(move, ledger)
    return move.is_quantity and lead.endswith(ledger.words.difference_words)


def moves_with_growth(sentence: list[Fact], ledger: Ledger) -> Iterator[tuple[Fact, Fact]]:
    """A change and the growth told right behind it: 扩大了538名，增速4.75%."""
    for move, growth in pairwise(sentence):
        told = growth.family == "percent" and growth.observation.kind == "growth" and growth.exact and move.exact
        between = ledger.text[move.end : growth.start]
        if told and is_difference(move, ledger) and len(between) <= BESIDE and not re.search(r"[。；;]", between):
            yield move, growth


def judge_growth(move: Fact, growth: Fact, ledger: Ledger, audit: Audit) -> Iterator[Outcome]:
    """A growth held where any level around it, less the change, gives it; told against the level the change is of."""
    around = ledger.between(max(move.start - REACH, 0), move.start)
    levels = [f for f in reversed(around) if is_level(f, move) and f.value > abs(move.value)]
    for now in levels:
        for base in (now.value - move.value, now.value):
            if abs(move.value / base * HUNDRED - growth.value) <= last_place(growth.value):
                yield held("growth", growth, move, now)
                return
    own = pairs_of([clause_before(move, ledger)], ledger.words)
    named = [f for f in levels if f.key == move.key or likeness(own, words_of(f, ledger)) >= ALIKE][:1]
    for now in named or levels:
        value = move.value / (now.value - move.value) * HUNDRED
        slips = {slip_between(growth, value), slip_between(move, now.value * growth.value / (HUNDRED + growth.value))}
        if "swapped_digits" in slips or (named and slips & SLIPS):
            yield tell_computed(
                "growth", "check.growth", growth, (move, now), value, f"{show(move)} / ({show(now)} − {show(move)})", audit
            )
            return


def judge(move: Fact, sentence: list[Fact], ledger: Ledger, audit: Audit) -> Outcome | None:
    """A difference held where any two levels around it give it; told where the two it is between give another."""
    around = ledger.between(max(move.start - REACH, 0), move.start)
    levels = [f for f in around if is_level(f, move)][-LEVELS:]
    later = [f for f in ledger.between(move.end, move.end + REACH) if is_level(f, move) and f.key == move.key]
    pair = from_to(move, levels, ledger)
    if move.observation.kind != "change" and not (pair or OTHER_BASELINE.search(clause_before(move, ledger))):
        return None  # 新增5个 adds to nothing that is told
    for one, other in combinations([*reversed(levels), *later], 2):
        if abs(abs(one.value - other.value) - abs(move.value)) <= room(one, other, move):
            return held("change", move, one, other)
    for now, before in [pair] if pair else compared(move, sentence, levels, ledger) + of_two_years(move, levels + later):
        value = abs(now.value - before.value)
        close = abs(value - abs(move.value)) <= abs(move.value) * NEAR
        if close or slip_between(move, value if move.value > 0 else -value) in SLIPS:
            return tell_difference(move, (now, before), value, f"{show(before)} → {show(now)}", audit)
    return None


def is_level(fact: Fact, move: Fact) -> bool:
    """Whether a number of running text may be one end of a difference."""
    return (
        fact.observation.source == "prose" and fact.is_level and fact.exact and (fact.family, fact.unit) == (move.family, move.unit)
    )


def room(one: Fact, other: Fact, move: Fact) -> Decimal:
    """How far a difference may be off by the rounding of its numbers."""
    halves = [(f.interval.high - f.interval.low) / 2 for f in (one, other, move)]
    return sum(halves, Decimal(0))


def from_to(move: Fact, levels: list[Fact], ledger: Ledger) -> tuple[Fact, Fact] | None:
    """The two levels right before a difference that the sentence leads from and to."""
    words = ledger.words
    for before, now in pairwise(levels):
        if before.observation.char_start != move.observation.char_start:
            continue
        lead = ledger.text[before.observation.char_start : before.start][-12:]
        between = ledger.text[before.end : now.start]
        if any(word in lead for word in words.from_words) and (
            any(word in between for word in words.to_words) or between.endswith(words.to_endings)
        ):
            return now, before
    return None


def compared(move: Fact, sentence: list[Fact], levels: list[Fact], ledger: Ledger) -> list[tuple[Fact, Fact]]:
    """The level right before a difference and each that goes by the words it is compared with: 比收入少478万元."""
    lead = clause_before(move, ledger)
    found = OTHER_BASELINE.search(lead)
    own = [f for f in levels if f in sentence]
    if not found or not own:
        return []
    named = lead[found.end() :]
    for word in sorted(ledger.words.rising + ledger.words.falling, key=len, reverse=True):
        named = named.removesuffix(word)
    wanted = pairs_of([named], ledger.words)
    others = [f for f in levels if f is not own[-1] and likeness(wanted, words_of(f, ledger)) >= ALIKE]
    return [(own[-1], other) for other in reversed(others)]


def of_two_years(move: Fact, levels: list[Fact]) -> list[tuple[Fact, Fact]]:
    """The levels of the change's year and of the year before it, under its own name."""
    own = [f for f in levels if f.key == move.key and f.who == move.who and move.year is not None]
    now = [f for f in own if f.year == move.year]
    before = [f for f in own if f.year == (move.year or 0) - 1]
    return [(now[-1], before[0])] if now and before and not OTHER_BASELINE.search(move.observation.qualifier or "") else []


def judge_ratios(move: Fact, sentence: list[Fact], audit: Audit) -> Outcome | None:
    """Points between two ratios of which each makes up a hundred: 由42.6∶57.4调整为45.1∶54.9，提高2.5个百分点."""
    ratios = [(f, terms) for f in sentence if f.family == "ratio" and f.start < move.start and (terms := read_terms(f))]
    if len(ratios) != 2:
        return None
    (before, first), (now, second) = ratios
    gaps = [abs(a - b) for a, b in zip(first, second, strict=True)]
    if any(abs(gap - abs(move.value)) <= last_place(move.value) for gap in gaps):
        return held("change", move, now, before)
    return tell_difference(move, (now, before), gaps[0], f"{show(before)} → {show(now)}", audit)


def tell_difference(move: Fact, ends: tuple[Fact, Fact], value: Decimal, how: str, audit: Audit) -> Outcome:
    """The difference is not that of its two ends."""
    signed = value if move.value > 0 else -value
    return tell_computed("change", "check.change", move, ends, signed, how, audit)
