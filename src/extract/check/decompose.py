"""A whole and the numbers of its unit that follow or lead to it, told by where they stand and not by what they are called."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import accumulate, pairwise

from extract.check.context import clause_before, thing_of
from extract.check.fact import Fact, Ledger
from extract.check.group import member_of
from extract.check.interval import Interval
from extract.check.outcome import Outcome, held, slip_between
from extract.check.total import PERSONS, add_up, near, sum_values, tell_sum
from extract.codebook.formulas import Audit

SLIPS = {"swapped_digits", "one_digit", "scale"}
REACH = 400
WHOLES = 4
# Below this, numbers may add up by accident.
LARGE = 30
CLOSED = Decimal("0.2")
# How far a total right behind its list (3所、9所，共12所) may be off: counts of persons may be of other persons.
DIRECT = Decimal("0.35")
JOINED = re.compile(r"\s*[、和及与]")


def check_decompositions(ledger: Ledger, settled: frozenset[str], audit: Audit) -> Iterator[Outcome]:
    """Every list of numbers of one unit in a sentence, tried as the parts of any number of that unit near it."""
    for sentence in ledger.sentences:
        for run in runs_of_things(sentence, ledger):
            yield from check_run(run, told_before(run, ledger), ledger, settled, audit)


def runs_of_things(sentence: list[Fact], ledger: Ledger) -> Iterator[list[Fact]]:
    """The exact counts and amounts of a sentence, one run for each thing that is counted."""
    runs: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for fact in sentence:
        run = runs[(fact.family, fact.unit)]
        if fact.exact and fact.observation.unit and (fact.is_quantity or (run and is_listed(fact, run[-1], ledger))):
            run.append(fact)
    for run in runs.values():
        if len(run) >= 2:
            yield run


def is_listed(fact: Fact, before: Fact, ledger: Ledger) -> bool:
    """Whether a number taken for a change stands in a list: 岗前624人次、在岗提升1,168人次."""
    between = ledger.text[before.end : fact.start]
    return fact.observation.kind == "change" and fact.value > 0 and between.startswith("、")


def told_before(run: list[Fact], ledger: Ledger) -> list[Fact]:
    """The numbers of the same thing told shortly before the sentence, nearest first."""
    start = run[0].observation.char_start
    thing = thing_of(run[0], ledger.words)
    told = ledger.between(max(start - REACH, 0), start)
    found = [f for f in told if f.observation.source == "prose" and f.is_quantity and f.exact]
    return [f for f in reversed(found) if thing_of(f, ledger.words) == thing]


def check_run(run: list[Fact], told: list[Fact], ledger: Ledger, settled: frozenset[str], audit: Audit) -> Iterator[Outcome]:
    """What adds up is tied together; what is left is judged as a list with its whole before it or behind it."""
    most = max(f.value for f in run)
    prior = [f for f in told if f.value > most or slip_between(f, most)][:WHOLES]
    tied: set[int] = set()
    for whole, parts in sums_within(run, prior):
        tied |= {f.start for f in (whole, *parts)}
        if is_no_accident(whole, parts, ledger):
            yield held("sum", whole, *parts)
    if len(tied & {f.start for f in run}) >= 2 or any(f.observation.observation_id in settled for f in run[1:]):
        return
    outcome = (
        judge_closing(run, told[:WHOLES], ledger, audit)
        or judge_opening(run, ledger, audit)
        or judge_prior(run, prior, ledger, audit)
    )
    if outcome:
        yield outcome


def sums_within(run: list[Fact], prior: list[Fact]) -> Iterator[tuple[Fact, list[Fact]]]:
    """Neighbouring numbers of a run that add up to the one before them, the one behind them, or one told earlier; longest first."""
    taken: set[int] = set()
    lows = list(accumulate((f.interval.low for f in run), initial=Decimal(0)))
    highs = list(accumulate((f.interval.high for f in run), initial=Decimal(0)))
    for size in range(len(run), 1, -1):
        for i in range(len(run) - size + 1):
            total = Interval(lows[i + size] - lows[i], highs[i + size] - highs[i])
            beside = run[max(i - 1, 0) : i] + run[i + size : i + size + 1] + prior
            whole = next((f for f in beside if total.overlaps(f.interval)), None)
            parts = run[i : i + size]
            if whole and not any(f.start in taken for f in parts):
                taken |= {f.start for f in parts}
                yield whole, parts


def is_no_accident(whole: Fact, parts: list[Fact], ledger: Ledger) -> bool:
    """Whether numbers that add up do so because they belong together: they count one thing, and are large or told as its parts."""
    if any(thing_of(f, ledger.words) != thing_of(whole, ledger.words) for f in parts):
        return False
    words = ledger.words
    lead = ledger.text[whole.end : parts[0].start] if whole.start < parts[0].start else clause_before(whole, ledger)
    told = len(lead) <= REACH // 4 and any(word in lead for word in words.of_which + words.divided + words.totals)
    return told or whole.value >= LARGE * whole.factor


def judge_closing(run: list[Fact], prior: list[Fact], ledger: Ledger, audit: Audit) -> Outcome | None:
    """A total behind its parts, with a word in its clause that says so."""
    words = ledger.words
    for at, total in enumerate(run):
        lead = clause_before(total, ledger)
        strong = any(word in lead for word in words.totals if len(word) > 1)
        weak = any(word in lead for word in words.weak_totals)
        block = run[:at]
        if not block or not (strong or weak):
            continue
        blocks = [block[-k:] for k in range(2, len(block) + 1)]
        if at == 1 and strong:
            blocks += [[f, *block] for f in prior]
            if any(add_up(parts).overlaps(total.interval) for parts in blocks):
                return held("sum", total, *block)
        slipped = next((parts for parts in blocks if is_slip(total, parts)), None)
        if slipped:
            return tell_sum(total, slipped, "warning", audit)
        told = lead.startswith(words.weak_totals) and not any(word in lead for word in words.of_which)
        off = abs(sum_values(block) - total.value) <= total.value * DIRECT
        direct = told and off and is_list(block, ledger) and total.unit != PERSONS and not total.observation.parent
        if len(block) >= 2 and (direct or (near(total, block) and (strong or is_list(block, ledger)))):
            return tell_sum(total, block, "warning", audit)
    return None


def judge_opening(run: list[Fact], ledger: Ledger, audit: Audit) -> Outcome | None:
    """A whole before its parts; the first number of the run that is one."""
    openings = (open_list(run[i], first_list(run[i + 1 :], ledger), ledger, audit) for i in range(len(run) - 2))
    return next((outcome for outcome in openings if outcome), None)


def open_list(whole: Fact, parts: list[Fact], ledger: Ledger, audit: Audit) -> Outcome | None:
    """One whole against the list behind it."""
    if len(parts) < 2:
        return None
    between = ledger.text[whole.end : parts[0].start]
    words = ledger.words
    opened = any(word in between for word in words.of_which)
    if (re.search(r"[。；;]", between) and not opened) or JOINED.match(between):
        return None
    closed = any(word in between for word in words.divided) or is_closed(parts, ledger) or is_complete(parts, ledger, audit)
    off = abs(sum_values(parts) - whole.value) / whole.value
    listed = is_list(parts, ledger)
    bare = (listed or is_of_one_kind(parts, ledger, audit)) and not opened and not leaves_some_out(parts, ledger, audit)
    mended = listed and "swapped_digits" in part_slips(whole, parts)
    if mended or is_slip(whole, parts) or (closed and off <= CLOSED) or (bare and near(whole, parts)):
        return tell_sum(whole, parts, "warning", audit)
    return None


def first_list(parts: list[Fact], ledger: Ledger) -> list[Fact]:
    """The parts up to a stop or a part of a part; where a list joined by 、 comes first, that list."""
    kept = parts[:1]
    for fact in parts[1:]:
        between = ledger.text[kept[-1].end : fact.start]
        nested = any(word in between for word in ledger.words.of_which)
        rest = any(word in clause_before(fact, ledger) for word in ledger.words.rest_words)
        if (
            nested
            or (re.search(r"[。；;]", between) and not rest)
            or (len(kept) >= 2 and "、" not in between and is_list(kept, ledger))
        ):
            break
        kept.append(fact)
    return kept


def is_closed(parts: list[Fact], ledger: Ledger) -> bool:
    """Whether the last part is all the rest: 其他450人, 另有26人."""
    return any(word in clause_before(parts[-1], ledger) for word in ledger.words.rest_words)


def judge_prior(run: list[Fact], prior: list[Fact], ledger: Ledger, audit: Audit) -> Outcome | None:
    """A list whose whole was told before its sentence: only a slip is told, or a list that leaves nothing out."""
    parts = first_list(run, ledger)
    if len(parts) < 2 or not is_joined(parts, ledger):
        return None
    for whole in prior:
        least = min(f.value / f.factor for f in parts)
        digits = min(len(f.value.normalize().as_tuple().digits) for f in parts)
        enough = least >= (10 if len(parts) >= 3 else 1000) or (digits >= 3 and is_part_swapped(whole, parts))
        if (enough and is_slip(whole, parts)) or (is_closed(parts, ledger) and near(whole, parts)):
            return tell_sum(whole, parts, "warning", audit)
    return None


def is_slip(whole: Fact, parts: list[Fact]) -> bool:
    """Whether one slip, in the whole or in one part, keeps the parts from making it up."""
    if slip_between(whole, sum_values(parts)) in SLIPS:
        return True
    return "scale" in part_slips(whole, parts) or is_part_swapped(whole, parts)


def is_part_swapped(whole: Fact, parts: list[Fact]) -> bool:
    """Whether two swapped digits in one part are what keeps the parts from making up their whole."""
    return "swapped_digits" in part_slips(whole, parts) and near(whole, parts)


def part_slips(whole: Fact, parts: list[Fact]) -> list[str]:
    """The slip from what each part would have to be to what is printed."""
    gap = sum_values(parts) - whole.value
    return [slip_between(f, f.value - gap) for f in parts if 0 < f.value - gap < whole.value]


def is_list(parts: list[Fact], ledger: Ledger) -> bool:
    """Whether all parts are joined by 、 or 和 with no other number between."""
    return all(JOINED.match(ledger.text[a.end : b.start]) for a, b in pairwise(parts)) and is_joined(parts, ledger)


def is_joined(parts: list[Fact], ledger: Ledger) -> bool:
    """Whether no stop and no other number stands between the parts."""
    starts = {f.start for f in parts}
    between = (f.start for f in ledger.between(parts[0].start, parts[-1].start) if f.family != "percent")
    return not re.search(r"[。；;]", ledger.text[parts[0].end : parts[-1].start]) and starts.issuperset(between)


def is_complete(parts: list[Fact], ledger: Ledger, audit: Audit) -> bool:
    """Whether the parts are all the groups of a partition."""
    for partition in audit.partitions:
        members = {member_of(f, partition, ledger) for f in parts}
        if any(members == set(complete) for complete in partition.complete):
            return True
    return False


def is_of_one_kind(parts: list[Fact], ledger: Ledger, audit: Audit) -> bool:
    """Whether three parts or more are groups of one partition, each another: 国家级4人次，省级19人次，市级39人次."""
    for partition in audit.partitions:
        members = [member_of(f, partition, ledger) for f in parts]
        if len(parts) >= 3 and all(members) and len(set(members)) == len(members):
            return True
    return False


def leaves_some_out(parts: list[Fact], ledger: Ledger, audit: Audit) -> bool:
    """Whether the parts are groups of a partition in which somebody is always without: titles and degrees."""
    return any(p.leaves_out and sum(bool(member_of(f, p, ledger)) for f in parts) >= 2 for p in audit.partitions)
