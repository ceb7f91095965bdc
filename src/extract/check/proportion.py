"""Shares and rates whose part and whole no name tells: sought among the numbers around them, by unit, place and words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from msgspec.structs import replace

from extract.check.context import clause_before, clause_behind, likeness, pairs_of, thing_of, words_of
from extract.check.fact import Fact, Ledger
from extract.check.growth import HUNDRED
from extract.check.interval import Interval
from extract.check.outcome import Outcome, held, slip_between
from extract.check.share import fits, is_precise, pair_parts, runs_of_shares, same_year, tell_share
from extract.check.slip import undo_slips
from extract.codebook.formulas import Audit

REACH = 400
AHEAD = 2000
PARTS = 3
WHOLES = 4
ALIKE, PART_ALIKE, SURELY = 0.5, 0.3, 0.8
NEAR, SAID_AGAIN = Decimal("0.1"), Decimal("0.5")
STOP = re.compile(r"[。；;\d]")


def check_proportions(ledger: Ledger, settled: frozenset[str], audit: Audit) -> Iterator[Outcome]:
    """Every share and rate of running text that no other check has tied to its numbers."""
    for sentence in ledger.sentences:
        yield from check_runs(sentence, settled, ledger, audit)
        for share in sentence:
            if is_open(share, settled):
                outcome = judge(share, sentence, ledger, audit)
                if outcome:
                    yield outcome


def check_runs(sentence: list[Fact], settled: frozenset[str], ledger: Ledger, audit: Audit) -> Iterator[Outcome]:
    """Shares in order after numbers in order: where all but one are of one whole, the one is told."""
    pairs = list(pair_parts(sentence, ledger))
    for shares in runs_of_shares(sentence, ledger):
        run = [(part, share) for part, share in pairs if share in shares and share.exact and part.exact]
        if len(run) < 3:
            continue
        for whole in wholes_of(max((part for part, _ in run), key=lambda f: f.value), numbers_around(shares[0], ledger), ledger):
            failing = [(part, share) for part, share in run if not fits(part, whole, share)]
            if len(failing) == 1 and failing[0][1].observation.observation_id not in settled:
                yield tell_share(*failing[0], whole, "warning", audit)
            if len(failing) <= 1:
                break


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
    behind = part_behind(share, sentence, ledger)
    for part in [*behind, *reversed(before[-PARTS:]), *(f for _, f in named), *sums_before(before)]:
        whole = next((w for w in wholes_of(part, around, ledger) if fits(part, w, share)), None)
        if whole:
            return held("share", part, share, whole)
    claims = [(part, SAID_AGAIN) for part in behind] + claimed_part(share, before, sentence, ledger)
    claims += [(part, Decimal(0)) for score, part in named if not before or score >= SURELY]
    for part, room in claims:
        outcome = accuse(share, part, around, room, ledger, audit)
        if outcome:
            return outcome
    return accuse_sum(share, sums_before(before), around, ledger, audit)


def part_behind(share: Fact, sentence: list[Fact], ledger: Ledger) -> list[Fact]:
    """The number that says a share again in heads: 占比55%，即1,364人."""
    behind = next((f for f in sentence if f.start >= share.end), None)
    if behind is None or not behind.is_quantity or not behind.exact:
        return []
    between = re.sub(r"[\s，,（(]", "", ledger.text[share.end : behind.start])
    return [behind] if between in ledger.words.again_words else []


def sums_before(before: list[Fact]) -> list[Fact]:
    """The numbers right before a share added up, from the nearest backwards: 优秀148人、良好263人，优良率."""
    sums = []
    for last in (len(before), len(before) - 1):
        together = before[last - 1] if last >= 2 else None
        for fact in reversed(before[max(last - 5, 0) : last - 1]):
            if together is None or (fact.family, fact.unit) != (together.family, together.unit):
                break
            together = replace(together, value=together.value + fact.value, interval=together.interval.plus(fact.interval))
            sums.append(together)
    return sums


def numbers_around(share: Fact, ledger: Ledger) -> list[Fact]:
    """The exact counts and amounts of running text shortly before a share and on to the end of its paragraph, nearest first."""
    _, end = ledger.paragraph(share.start)
    told = ledger.between(max(share.start - REACH, 0), min(end, share.end + AHEAD))
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


def named_parts(share: Fact, around: list[Fact], ledger: Ledger) -> list[tuple[float, Fact]]:
    """The numbers around that go by the words before a share: 中职录取人数占…, with 升入中职1,687人 told before."""
    lead = clause_before(share, ledger).partition(ledger.words.share_verb)[0]
    own = pairs_of([lead.rpartition(ledger.words.rate_ending)[0] or lead], ledger.words)
    scored = [(likeness(own, words_of(f, ledger)), f) for f in around]
    return [(score, f) for score, f in sorted(scored, key=lambda pair: -pair[0]) if score >= PART_ALIKE][:PARTS]


def claimed_part(share: Fact, before: list[Fact], sentence: list[Fact], ledger: Ledger) -> list[tuple[Fact, Decimal]]:
    """The number right before a share where the words between tie them, and how far off it is told (a share)."""
    if not before:
        return []
    part, words = before[-1], ledger.words
    lead = re.sub(r"\s", "", ledger.text[part.end : share.start])
    if STOP.search(lead) or any(f.family == "percent" and part.end <= f.start < share.start for f in sentence):
        return []
    if any(word in lead for word in (*words.share_lead, *words.whole_verbs)):
        return [(part, NEAR)]
    rated, ending, _ = re.split(r"[，,、（(]", lead)[-1].partition(words.rate_ending)
    clause = clause_before(part, ledger) + clause_behind(part, ledger)
    if not ending or not set(rated) & set(clause):
        return []
    return [(part, NEAR if set(rated) <= set(clause) else Decimal(0))]


def accuse(share: Fact, part: Fact, around: list[Fact], room: Decimal, ledger: Ledger, audit: Audit) -> Outcome | None:
    """The share against the whole it names, else against those told nearest before its part."""
    wholes = wholes_of(part, around, ledger)
    base = clause_before(share, ledger).partition(ledger.words.share_verb)[2] or share.observation.base or ""
    own = pairs_of([base], ledger.words)
    named = [f for f in wholes if likeness(own, words_of(f, ledger)) >= ALIKE]
    told = [f for f in wholes if f.start < part.start or room][:WHOLES]
    for whole in named or (told if part.observation.char_start == share.observation.char_start else []):
        if is_slip(share, part.value / whole.value * HUNDRED):
            return tell_share(part, share, whole, "warning", audit)
    first = (named or [f for f in told if f.observation.char_start == share.observation.char_start])[:1]
    for whole in first:
        computed = part.value / whole.value * HUNDRED
        if abs(computed - share.value) <= share.value * room:
            return tell_share(part, share, whole, "warning", audit)
    return accuse_numbers(share, part, around, own, room, ledger, audit) if is_precise(share) else None


def accuse_numbers(
    share: Fact, part: Fact, around: list[Fact], own: frozenset[str], room: Decimal, ledger: Ledger, audit: Audit
) -> Outcome | None:
    """A part or a whole that fits a share told with decimals once one slip of it is undone."""
    thing = thing_of(part, ledger.words)
    wholes = [f for f in around if f is not part and thing_of(f, ledger.words) == thing and same_year(f, part) and f.value > 0]
    named = [f for f in wholes if likeness(own, words_of(f, ledger)) >= ALIKE]
    for whole in named[:1] or [f for f in wholes if f.start < part.start and room][:2]:
        mended = [(replace(part, value=v, interval=Interval(v, v)), whole) for v in undo_slips(part.value)]
        mended += [(part, replace(whole, value=v, interval=Interval(v, v))) for v in undo_slips(whole.value)]
        mistyped = "one_digit" in {
            slip_between(part, whole.value * share.value / HUNDRED),
            slip_between(whole, part.value * HUNDRED / share.value),
        }
        if mistyped or any(p.value <= w.value and fits(p, w, share) for p, w in mended):
            return tell_share(part, share, whole, "warning", audit)
    return None


def accuse_sum(share: Fact, sums: list[Fact], around: list[Fact], ledger: Ledger, audit: Audit) -> Outcome | None:
    """The share of several numbers together, told where two digits of it are swapped."""
    for part in sums:
        for whole in wholes_of(part, around, ledger)[:WHOLES]:
            if slip_between(share, part.value / whole.value * HUNDRED) == "swapped_digits":
                return tell_share(part, share, whole, "warning", audit)
    return None


def is_slip(share: Fact, computed: Decimal) -> bool:
    """Whether a share of three digits or more is one slip away from what it should be."""
    digits = sum(c.isdigit() for c in share.observation.value_text)
    slip = slip_between(share, computed)
    return slip == "swapped_digits" or (slip in {"one_digit", "scale"} and digits >= 3)
