"""Means told in running text (校均, 人均, 平均每班) against a total and a number of heads around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import product

from msgspec.structs import replace

from extract.check.context import clause_before, clause_behind, likeness, pairs_of, words_of
from extract.check.fact import Fact, Ledger
from extract.check.interval import Interval, last_place
from extract.check.listing import NUMERAL, read_numeral
from extract.check.outcome import Outcome, held, show, slip_between, tell_computed
from extract.check.share import same_year
from extract.codebook.formulas import Audit

REACH = 400
TOTALS = 3
HEADS = 6
# How far off a mean is told: a fifth; more where nothing else stands between total, heads and mean.
NEAR, ALONE = Decimal("0.2"), Decimal("0.5")
YEARS = re.compile(rf"({NUMERAL})年")
NOUN = 2
EACH_MEAN = re.compile(r"((?![平人])[\u4e00-\u9fff])均[\u4e00-\u9fff]{0,4}$")
NEXT = 2
ALIKE = 0.5
STOP = re.compile(r"[。；;]")


def check_averages(ledger: Ledger, settled: frozenset[str], audit: Audit) -> Iterator[Outcome]:
    """Every mean of running text that no formula has tied to its numbers."""
    for sentence in ledger.sentences:
        for mean in sentence:
            lead = clause_before(mean, ledger)
            if mean.observation.observation_id in settled or not mean.exact or not is_mean(mean, lead, ledger):
                continue
            totals = totals_of(mean, ledger)
            outcome = judge_years(mean, totals, sentence, lead, ledger, audit) if is_yearly(lead, ledger) else None
            outcome = outcome or judge(mean, totals, heads_of(mean, lead, ledger), ledger, audit)
            if outcome:
                yield outcome


def is_mean(mean: Fact, lead: str, ledger: Ledger) -> bool:
    """Whether the words right before a number make it a mean of a count, an amount or an area."""
    words = (*ledger.words.per_head, *ledger.words.average_words, *ledger.words.per_year, *ledger.words.per_hundred)
    told = any(word in lead for word in words) or EACH_MEAN.search(lead)
    return bool(told) and mean.is_level and mean.family in {"count", "money", "area"} and mean.value > 0


def is_yearly(lead: str, ledger: Ledger) -> bool:
    """Whether a mean is taken over years."""
    return any(word in lead for word in ledger.words.per_year)


def totals_of(mean: Fact, ledger: Ledger) -> list[Fact]:
    """The greater numbers of the mean's unit told shortly before it or later in its sentence, nearest first."""
    unit = mean.unit.split("/")[0]
    near = ledger.between(max(mean.start - REACH, 0), mean.observation.char_end)
    found = [f for f in near if f is not mean and f.is_quantity and f.exact and f.unit == unit and f.value > mean.value]
    about = words_of(mean, ledger)
    found.sort(key=lambda f: (f.start > mean.start, abs(f.start - mean.start)))
    named = [f for f in found[TOTALS:] if likeness(about, words_of(f, ledger)) >= ALIKE]
    return found[:TOTALS] + named[:TOTALS]


def heads_of(mean: Fact, lead: str, ledger: Ledger) -> tuple[list[Fact], list[Fact]]:
    """The numbers of what a mean is taken over: those around it and all of the report."""
    keys = head_words(lead, ledger)
    start, (_, end) = max(mean.start - REACH, 0), ledger.paragraph(mean.start)
    counts = [f for f in ledger.facts if f.family == "count" and f.observation.kind == "count" and f.exact and f.value >= 2]
    found = [f for f in counts if f is not mean and any(key in words_beside(f, ledger) for key in keys)]
    near = [f for f in found if start <= f.start < end and f.observation.source == "prose"]
    about = pairs_of([ledger.text[mean.observation.char_start : mean.start]], ledger.words)
    near.sort(key=lambda f: (likeness(about, words_of(f, ledger)) < ALIKE, f.start > mean.start, abs(f.start - mean.start)))
    return near[:HEADS], found


def head_words(lead: str, ledger: Ledger) -> tuple[str, ...]:
    """What a mean is taken over: 校均 → 所, 平均每班 → 班, 基地平均 → 基地."""
    words = ledger.words
    if any(word in lead for word in words.per_hundred):
        return words.learners
    for word, keys in words.per_head.items():
        if word in lead:
            return keys
    mean = EACH_MEAN.search(lead)
    if mean:
        return (mean[1],)
    for word in words.each:
        _, found, behind = lead.partition(word)
        if found and behind:
            return (behind[:NOUN], behind[:1])
    for word in words.average_words:
        before, found, behind = lead.partition(word)
        if found:
            return tuple(key for key in (before[-NOUN:], behind[:1]) if key)
    return ()


def words_beside(fact: Fact, ledger: Ledger) -> str:
    """The words a number goes by, its unit among them."""
    observation = fact.observation
    own = f"{fact.unit}{observation.unit or ''}{observation.name}"
    return own + (clause_before(fact, ledger)[-12:] + clause_behind(fact, ledger) if observation.source == "prose" else "")


def judge(mean: Fact, totals: list[Fact], heads: tuple[list[Fact], list[Fact]], ledger: Ledger, audit: Audit) -> Outcome | None:
    """A mean held where any total over any number of heads gives it; told where those next to it are a slip or a fifth away."""
    near, everywhere = heads
    scale = 100 if any(word in clause_before(mean, ledger) for word in ledger.words.per_hundred) else 1
    totals = [replace(f, value=f.value * scale, interval=f.interval.times(Decimal(scale))) for f in totals] if scale > 1 else totals
    for total, head in product(totals, everywhere):
        if head is not total and fits(mean, total.interval.over(head.interval), total.value / head.value):
            return held("average", mean, total, head)
    for total, head in product(totals, near):
        if head is not total and is_off(mean, total, head, total is totals[0] and head in near[:NEXT], ledger):
            how = f"{show(total)} / {show(head)}"
            return tell_mean(mean, (total, head), total.value / head.value, how, audit)
    return None


def is_off(mean: Fact, total: Fact, head: Fact, is_next: bool, ledger: Ledger) -> bool:
    """Whether a mean is so far and no farther from what was computed that it was miscomputed or mistyped.

    Swapped digits say so of any numbers around; one digit where the numbers are long or stand in one sentence; a fifth only where
    total and mean follow each other.
    """
    value = total.value / head.value
    slip = slip_between(mean, value)
    beside = total.observation.char_start == mean.observation.char_start and same_year(total, mean)
    digits = len(mean.value.normalize().as_tuple().digits)
    if slip == "swapped_digits":
        return beside or digits >= 4
    if slip in {"one_digit", "scale", "lost_digit"}:
        return digits >= 4 or (beside and is_next)
    between = ledger.text[min(total.end, mean.end) : max(total.start, mean.start)]
    off = abs(value - mean.value) / mean.value
    alone = total.end <= head.start < mean.start and not numbers_between(total, head, mean, ledger)
    room = ALONE if alone else NEAR
    known = mean.observation.indicator_id is not None and not alone
    return beside and is_next and off <= room and not known and not STOP.search(between)


def numbers_between(total: Fact, head: Fact, mean: Fact, ledger: Ledger) -> bool:
    """Whether other numbers stand between a total, the heads and their mean: 219.6万元，按122名学生、人均1.8万元."""
    return any(f not in (head, mean) for f in ledger.between(total.end, mean.start))


def fits(mean: Fact, found: Interval | None, value: Decimal) -> bool:
    """Whether a mean may be what was computed, the last digit cut or rounded."""
    assert mean.observation.value is not None
    step = last_place(mean.observation.value) * mean.factor
    return bool(found and found.overlaps(mean.interval)) or abs(value - mean.value) < step


def is_near(mean: Fact, value: Decimal) -> bool:
    """Whether a yearly mean is one slip or a fifth away from what was computed."""
    return bool(slip_between(mean, value)) or abs(value - mean.value) <= mean.value * NEAR


def judge_years(mean: Fact, totals: list[Fact], sentence: list[Fact], lead: str, ledger: Ledger, audit: Audit) -> Outcome | None:
    """A yearly mean against its total over the years the sentence counts."""
    text = ledger.text[mean.observation.char_start : mean.start]
    counts = {n for found in YEARS.finditer(text) if 2 <= (n := read_numeral(found[1])) <= 20}
    same = [f for f in sentence if f.unit == mean.unit and f.is_quantity and f is not mean]
    pairs = [(t, Decimal(n)) for t in totals for n in sorted(counts | {len(same) - 1, len(same)} - {0, 1, -1})]
    for total, years in pairs:
        if fits(mean, total.interval.times(1 / years), total.value / years):
            return held("average", mean, total)
    close = [(t, n) for t, n in pairs if n in counts and is_near(mean, t.value / n)]
    if not close:
        return None
    total, years = min(close, key=lambda pair: abs(pair[0].value / pair[1] - mean.value))
    return tell_mean(mean, (total,), total.value / years, f"{show(total)} / {years}", audit)


def tell_mean(mean: Fact, others: tuple[Fact, ...], value: Decimal, how: str, audit: Audit) -> Outcome:
    """The mean does not follow from its total."""
    return tell_computed("average", "check.per_capita", mean, others, value, how, audit)
