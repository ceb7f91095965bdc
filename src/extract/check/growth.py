"""Growth and change against the two levels they connect: from-to pairs, stated previous values, columns of two years."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from extract.check.fact import Fact, Ledger
from extract.check.interval import Interval, last_place
from extract.check.outcome import Finding, Outcome, held, show, slip_between, tell, tell_computed
from extract.codebook.formulas import Audit
from extract.model import Severity

HUNDRED = Decimal(100)
OTHER_BASELINE = re.compile(r"比|较|与")


def check_growth(ledger: Ledger, audit: Audit) -> Iterator[Outcome]:
    """Every stated growth and change of a sentence or table row against the levels of the same indicator."""
    for sentence in ledger.sentences:
        for move in sentence:
            if move.observation.kind in {"growth", "change"}:
                yield from check_move(move, sentence, ledger, audit)
            elif move.unit in ledger.words.multiples:
                yield from check_multiple(move, sentence, ledger, audit)
        yield from check_words(sentence, ledger, audit)
    for row in ledger.by_row.values():
        for move in row:
            if move.observation.kind in {"growth", "change"} and not move.who:
                yield from check_move(move, row, ledger, audit)


def check_move(move: Fact, neighbours: list[Fact], ledger: Ledger, audit: Audit) -> Iterator[Outcome]:
    """One growth or change: against levels beside it, else against levels elsewhere in the report."""
    if other_baseline(move):
        return
    levels = [f for f in neighbours if is_level_of(f, move)]
    if not levels and move.observation.source == "prose":
        start, _ = ledger.paragraph(move.start)
        levels = [f for f in ledger.between(start, move.start) if is_level_of(f, move) and f.year == move.year][-1:]
    if move.observation.kind == "growth" and move.family == "percent":
        yield from check_against_change(move, levels, neighbours, audit)
    pair = two_levels(move, levels) or from_to(move, levels, ledger)
    near = pair is not None
    if pair is None and not levels and move.observation.source == "prose":
        pair = told_pair(move, neighbours, ledger)
        near = pair is not None
    if pair is None:
        pair = far_levels(move, levels, ledger)
    if pair is None:
        return
    now, before = pair
    if near or now.observation.source != "prose" or now in levels:
        yield judge(move, now, before, near, audit)


def check_multiple(move: Fact, sentence: list[Fact], ledger: Ledger, audit: Audit) -> Iterator[Outcome]:
    """A level told as so many times the one before: 是上年的1.3倍."""
    levels = [f for f in sentence if f.key == move.key and f.is_quantity and f.who == move.who and f is not move]
    pair = two_levels(move, levels) or from_to(move, levels, ledger)
    quotient = pair[0].interval.over(pair[1].interval) if pair else None
    if pair is None or quotient is None or pair[1].value == 0:
        return
    value = pair[0].value / pair[1].value
    if quotient.overlaps(move.interval) or not move.exact or abs(value - move.value) < last_place(move.value):
        yield held("multiple", move, *pair)
    elif abs(value - move.value) <= value / 2:
        yield tell_computed("multiple", "check.ratio", move, pair, value, f"{show(pair[0])} / {show(pair[1])}", audit)


def is_level_of(fact: Fact, move: Fact) -> bool:
    """Whether a fact is a level of what changed."""
    return fact.key == move.key and fact.is_level and same_qualifier(fact, move)


_OWN_NOUN = re.compile(
    r"[,，](?!同比|环比|较|比|年均|净|共|累计|分别|实际|总)(?P<noun>[一-龥]{2,10}?)(?:反而|却|则)(?:下降|降低|减少|上升|增长|提高|增加)"
)
"""A noun of its own before a move that goes the other way than the levels before it."""


def told_pair(move: Fact, sentence: list[Fact], ledger: Ledger) -> tuple[Fact, Fact] | None:
    """The two numbers right before a move that the sentence itself ties to it, whatever they were named.

    由A增至B，增长P is from A to B; A，比上年的B增长P is from B to A. Only a change may stand between.
    """
    before = [f for f in sentence if f.end <= move.start and not (f.observation.kind == "change" and f is not move)][-2:]
    if (
        len(before) < 2
        or any(not f.is_level or f.family in {"ratio", "points"} for f in before)
        or before[0].unit != before[1].unit
    ):
        return None
    if not comparable(before[0], move) or re.search(r"[。；;]", ledger.text[before[0].end : move.start]):
        return None
    own = _OWN_NOUN.search(ledger.text[before[1].end : move.start])
    if own is not None and own["noun"] not in ledger.text[before[0].observation.char_start : before[0].start]:
        return None  # 客流由A增至B，票价反而下降P: the price fell
    first, second = before
    between, words = ledger.text[first.end : second.start], ledger.words
    lead = ledger.text[first.observation.char_start : first.start][-12:]
    if any(word in between for word in words.to_words) and any(word in lead for word in words.from_words):
        return second, first
    if OTHER_BASELINE.search(between) and any(word in between for word in words.before_words):
        return first, second
    return None


def from_to(move: Fact, levels: list[Fact], ledger: Ledger) -> tuple[Fact, Fact] | None:
    """Two levels without two years, told as from one to the other."""
    pair = [f for f in levels if comparable(f, move) and f.end <= move.start][-2:]
    if len(pair) < 2 or move.observation.source != "prose":
        return None
    between = ledger.text[pair[0].end : pair[1].start]
    lead = ledger.text[pair[0].observation.char_start : pair[0].start]
    told = any(word in between for word in ledger.words.to_words) and any(word in lead for word in ledger.words.from_words)
    return (pair[1], pair[0]) if told and pair[0].family == pair[1].family else None


def check_words(sentence: list[Fact], ledger: Ledger, audit: Audit) -> Iterator[Outcome]:
    """A level, the one before it, and a bare word of rise or fall: 2580元，比上届的2760元有所增长."""
    for now, before in pairwise(sentence):
        same = now.key == before.key and now.is_level and before.is_level and now.who == before.who and now.family == before.family
        if not same or now.year is None or before.year is None or before.year >= now.year or not (now.exact and before.exact):
            continue
        after, _, number = ledger.text[before.end : before.end + 12].partition("，")[0].partition("。")
        if re.search(r"\d", after + number):
            continue
        lead = ledger.text[now.end : before.start]
        if not OTHER_BASELINE.search(lead) or now.value == before.value:
            continue
        words = ledger.words.falling if now.value > before.value else ledger.words.rising
        right = ledger.words.rising if now.value > before.value else ledger.words.falling
        said = next((word for word in words if len(word) > 1 and word in after), None)
        if said and not any(len(word) > 1 and word in after for word in right):
            finding = Finding(
                code="check.direction",
                severity="warning",
                facts=(now, before),
                stated=said,
                computed="↑" if now.value > before.value else "↓",
                how=f"{show(before)} → {show(now)}",
            )
            yield tell("direction", finding, audit)


def other_baseline(move: Fact) -> bool:
    """Whether a change is not against the period before: `比2021届` two years back, or another group."""
    qualifier = move.observation.qualifier or ""
    if not OTHER_BASELINE.match(qualifier):
        return False
    years = re.findall(r"(?:19|20)\d\d", qualifier)
    return not (years and move.year is not None and int(years[0]) == move.year - 1)


def same_qualifier(level: Fact, move: Fact) -> bool:
    """Whether both speak of the same group."""
    mine = move.observation.qualifier
    return level.observation.qualifier == (None if mine and OTHER_BASELINE.match(mine) else mine) or level.who == move.who


def two_levels(move: Fact, levels: list[Fact]) -> tuple[Fact, Fact] | None:
    """The level now and the level before among neighbours: told apart by their years."""
    dated = [f for f in levels if f.year is not None and comparable(f, move)]
    years = sorted({f.year for f in dated if f.year is not None})
    if len(years) != 2:
        return None
    before = [f for f in dated if f.year == years[0]]
    now = [f for f in dated if f.year == years[1]]
    if move.year is not None and move.year != years[1]:
        return None
    return nearest(now, move), nearest(before, move)


def nearest(facts: list[Fact], move: Fact) -> Fact:
    """The fact printed closest to the change."""
    return min(facts, key=lambda f: (abs(f.start - move.start), f.start))


def comparable(level: Fact, move: Fact) -> bool:
    """Whether the change can be one of this level: per cent or times of anything, else the same kind of unit."""
    if move.observation.kind == "growth" or move.family == "ratio":
        return level.family != "ratio"
    return level.family == move.family or (move.family in {"points", "percent"} and level.family == "percent")


def far_levels(move: Fact, levels: list[Fact], ledger: Ledger) -> tuple[Fact, Fact] | None:
    """Levels of the year and the year before from tables and forms, with the sentence's own level first."""
    if move.year is None:
        return None
    known = [
        f
        for f in ledger.by_key.get(move.key, [])
        if f.is_level and same_qualifier(f, move) and comparable(f, move) and not f.in_case and f.observation.source != "prose"
    ]
    now = [f for f in levels if f.year == move.year] or [f for f in known if f.year == move.year]
    before = [f for f in known if f.year == move.year - 1]
    return (nearest(now, move), nearest(before, move)) if now and before else None


def expected_move(move: Fact, now: Fact, before: Fact) -> tuple[str, Interval, Decimal] | None:
    """The formula, the interval and the plain value of a move from one level to another."""
    if move.observation.kind == "growth" and move.family != "points":
        quotient = now.interval.minus(before.interval).over(before.interval)
        if quotient is None or before.value == 0:
            return None
        return "growth", quotient.times(HUNDRED), (now.value - before.value) / before.value * HUNDRED
    return "change", now.interval.minus(before.interval), now.value - before.value


def judge(move: Fact, now: Fact, before: Fact, near: bool, audit: Audit) -> Outcome:
    """Whether the stated move fits its two levels; a share's rise in per cent may be points or relative."""
    found = expected_move(move, now, before)
    if found is None:
        return held("growth", move)
    formula, interval, value = found
    if interval.overlaps(move.interval) or slip_between(move, value) == "last_digit":
        return held(formula, move, now, before)
    if now.family == "percent" and move.family == "percent":
        points, relative = now.interval.minus(before.interval), now.interval.minus(before.interval).over(before.interval)
        if points.overlaps(move.interval) or (relative and relative.times(HUNDRED).overlaps(move.interval)):
            return held(formula, move, now, before)
    if interval.times(Decimal(-1)).overlaps(move.interval):
        return tell_direction(move, now, before, audit)
    known = before.observation.source == "form"
    if not (near or known or slip_between(move, value)) and abs(value - move.value) > abs(move.value) / 2:
        return held("growth", move)  # levels from elsewhere so far off are another body's
    exact = all(f.exact for f in (move, now, before))
    severity: Severity = "error" if near and exact and not is_far_off(move.value, value) else "warning"
    return tell_computed(
        formula, f"check.{formula}", move, (now, before), value, f"{show(before)} → {show(now)}", audit, severity=severity
    )


def is_far_off(stated: Decimal, computed: Decimal) -> bool:
    """Whether two values are so unlike that the reading, not the report, may be wrong: no slip of a digit makes 5 out of 300."""
    if computed == 0 or stated == 0:
        return False
    ratio = abs(stated / computed)
    return not Decimal("0.05") < ratio < Decimal(20)


def tell_direction(move: Fact, now: Fact, before: Fact, audit: Audit) -> Outcome:
    """The size fits, the sign does not."""
    up = now.value > before.value
    return tell(
        "direction",
        Finding(
            code="check.direction",
            severity="warning",
            facts=(move, now, before),
            stated="↓" if up else "↑",
            computed="↑" if up else "↓",
            how=f"{show(before)} → {show(now)}",
        ),
        audit,
    )


def check_against_change(growth: Fact, levels: list[Fact], neighbours: list[Fact], audit: Audit) -> Iterator[Outcome]:
    """A growth beside a level and a change: change over (level minus change)."""
    changes = [
        f for f in neighbours if f.key == growth.key and f.observation.kind == "change" and f.family in {"count", "money", "area"}
    ]
    nows = [f for f in levels if f.year == growth.year and f.family in {"count", "money", "area"}]
    if len(changes) != 1 or not nows or other_baseline(changes[0]) or two_levels(growth, levels):
        return
    change, now = changes[0], nearest(nows, growth)
    if change.family != now.family:
        return
    before = now.interval.minus(change.interval)
    quotient = change.interval.over(before)
    if quotient is None or now.value == change.value:
        return
    value = change.value / (now.value - change.value) * HUNDRED
    if quotient.times(HUNDRED).overlaps(growth.interval) or slip_between(growth, value) == "last_digit":
        yield held("growth", growth, change, now)
        return
    exact = all(f.exact for f in (growth, change, now))
    yield tell_computed(
        "growth",
        "check.growth",
        growth,
        (change, now),
        value,
        f"{show(change)} / ({show(now)} − {show(change)})",
        audit,
        severity="error" if exact and not is_far_off(growth.value, value) else "warning",
    )
