"""Totals of running text against their parts: 合计 after a list, a whole before 其中, groups that exclude each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from extract.check.fact import Fact, Ledger, bare_name, split_unit
from extract.check.group import member_of
from extract.check.interval import Interval
from extract.check.outcome import Outcome, held, show, slip_between, tell_computed
from extract.codebook.formulas import Audit, Partition
from extract.model import Severity

LIST_GAP = re.compile(r"[^。；;]*")
NEARLY = Decimal("0.1")
PERSONS = "人"


def check_totals(ledger: Ledger, audit: Audit) -> Iterator[Outcome]:
    """Every total and every list of groups in running text."""
    for sentence in ledger.sentences:
        yield from closing_totals(sentence, ledger, audit)
        yield from opened_lists(sentence, ledger, audit)
        for group, partition in partition_lists(sentence, ledger, audit):
            yield from check_group(group, partition, sentence, ledger, audit)


def opened_lists(sentence: list[Fact], ledger: Ledger, audit: Audit) -> Iterator[Outcome]:
    """A whole followed at once by 其中 and its parts: whether some first parts make it up, or miss it by one slip."""
    openers = "|".join(map(re.escape, ledger.words.of_which))
    for i, whole in enumerate(sentence[:-2]):
        if not whole.is_quantity or not whole.exact:
            continue
        if not re.match(rf"\s*[，,、；;（(：:]?\s*(?:{openers})", ledger.text[whole.end : sentence[i + 1].start]):
            continue
        parts: list[Fact] = []
        for fact in sentence[i + 1 :]:
            if re.search(r"[。；;]", ledger.text[(parts or [whole])[-1].end : fact.start]):
                break
            if fact.is_quantity and fact.exact and same_things(whole, fact, ledger):
                parts.append(fact)
        yield from judge_opened(whole, [parts[:k] for k in range(2, len(parts) + 1)], audit)


def judge_opened(whole: Fact, runs: list[list[Fact]], audit: Audit) -> Iterator[Outcome]:
    """Parts need not make up their whole, so only a sum that is one slip away from it is told."""
    fitting = [run for run in runs if add_up(run).overlaps(whole.interval)]
    if fitting:
        yield held("sum", whole, *fitting[0])
        return
    slipped = [run for run in runs if slip_between(whole, sum_values(run)) in {"swapped_digits", "one_digit"}]
    if slipped:
        yield tell_sum(whole, slipped[0], "warning", audit)
        return
    last = runs[-1] if runs else []
    closed = any(word in last[-1].label for word in audit.words.rest_words) if last else False
    too_much = len(last) >= 3 and whole.family == "money" and sum_values(last) > whole.value and near(whole, last)
    if closed or too_much:
        yield tell_sum(whole, last, "warning", audit)


def add_up(parts: list[Fact]) -> Interval:
    """The sum of the parts."""
    total = Interval(Decimal(0), Decimal(0))
    for part in parts:
        total = total.plus(part.interval)
    return total


def closing_totals(sentence: list[Fact], ledger: Ledger, audit: Audit) -> Iterator[Outcome]:
    """A number led in by 合计, 总计 or 共计 against the numbers before it, and the one of another unit that follows at once."""
    lead_end, since = -1, 0
    for i, total in enumerate(sentence):
        if not total.is_quantity:
            continue
        led = is_led_in(total, sentence[:i], ledger)
        follows = 0 <= lead_end <= total.start and re.fullmatch(r"[、，,\s]*", ledger.text[lead_end : total.start]) is not None
        if not (led or follows):
            continue
        since = since if follows else max(lead_end, 0)
        lead_end = total.end
        before = [
            f for f in sentence[:i] if f.is_quantity and f.family == total.family and f.unit == total.unit and f.observation.unit
        ]
        outcome = check_product(total, sentence[:i], ledger, audit)
        outcome = outcome or check_closing(total, before, [f for f in before if f.start >= since], ledger, audit)
        if outcome:
            yield outcome


def check_product(total: Fact, before: list[Fact], ledger: Ledger, audit: Audit) -> Outcome | None:
    """So many times so many each, together so many: 12期，每期50人，共600人次."""
    for count, each in pairwise(before):
        lead = ledger.text[count.end : each.start]
        if not any(word in lead for word in ledger.words.each) or not (count.exact and each.exact and total.exact):
            continue
        value = count.value * each.value
        if value == total.value:
            return held("product", total, count, each)
        if slip_between(total, value) or abs(value - total.value) * 10 <= value:
            return tell_computed("product", "check.sum", total, (count, each), value, f"{show(count)} × {show(each)}", audit)
    return None


def is_led_in(total: Fact, before: list[Fact], ledger: Ledger) -> bool:
    """Whether the words right before a number say that it sums up."""
    start = before[-1].end if before else total.observation.char_start
    lead = re.sub(r"\s", "", ledger.text[start : total.start])
    return bool(before) and any(lead.endswith(word) for word in ledger.words.totals)


def check_closing(total: Fact, before: list[Fact], block: list[Fact], ledger: Ledger, audit: Audit) -> Outcome | None:
    """Some run of two numbers or more must give the total; accused is the block since the last total."""
    runs = [before[-k:] for k in range(2, len(before) + 1)]
    fitting = [run for run in runs if add_up(run).overlaps(total.interval)]
    if fitting:
        return held("sum", total, *fitting[0])
    own = own_parts(total, block, ledger, audit)
    if len(own) >= 2:
        if add_up(own).overlaps(total.interval):
            return held("sum", total, *own)
        exact = all(f.exact for f in (total, *own))
        apart = not near(total, own) and any(f.key != total.key for f in own)
        return None if apart else tell_sum(total, own, "error" if exact and near(total, own) else "warning", audit)
    for run in (block[-k:] for k in range(2, len(block) + 1)):
        close = abs(sum_values(run) - total.value) <= max(abs(total.value) * NEARLY, Decimal(2))
        if slip_between(total, sum_values(run)) in {"swapped_digits", "one_digit"} or (
            close and stand_in_one_clause(run, total, ledger)
        ):
            return tell_sum(total, run, "warning", audit)
    return None


def stand_in_one_clause(run: list[Fact], total: Fact, ledger: Ledger) -> bool:
    """Whether parts and total follow each other with no other number of their unit and no stop between: 8名和6名，共15名."""
    numbers = [f for f in ledger.between(run[0].start, total.start) if f not in run and f.unit == total.unit]
    return not numbers and not re.search(r"[。；;]", ledger.text[run[0].start : total.start])


def own_parts(total: Fact, before: list[Fact], ledger: Ledger, audit: Audit) -> list[Fact]:
    """The numbers before a total that are its parts.

    They are of the total's own indicator, each for a group or year of its own; or groups of one partition; or stand in one list
    (120亩、80亩和95亩) right before it.
    """
    same = [f for f in before if f.key == total.key]
    owners = {(f.who, f.year) for f in same}
    if len(same) >= 2 and len(owners) == len(same):
        return same
    for partition in audit.partitions:
        members = [f for f in before if member_of(f, partition, ledger)]
        if len(members) >= 2 and member_of(members[0], partition, ledger) != member_of(members[-1], partition, ledger):
            return members
    listed = before[-1:]
    for fact in reversed(before[:-1]):
        if not re.fullmatch(r"\s*[、，,和及与]\s*", ledger.text[fact.end : listed[0].start]):
            break
        listed.insert(0, fact)
    return listed if len(listed) >= 2 else []


def near(total: Fact, parts: list[Fact]) -> bool:
    """Whether a sum is close to its total, or one slip away from it."""
    value = sum_values(parts)
    return abs(value - total.value) <= abs(total.value) * NEARLY or bool(slip_between(total, value))


def sum_values(parts: list[Fact]) -> Decimal:
    """The plain sum."""
    return sum((f.value for f in parts), Decimal(0))


def partition_lists(sentence: list[Fact], ledger: Ledger, audit: Audit) -> Iterator[tuple[list[Fact], Partition]]:
    """Runs of neighbouring numbers of one unit that are groups of one partition."""
    for partition in audit.partitions:
        run: list[Fact] = []
        for fact in sentence:
            if fact.family == "percent" or not fact.is_quantity:
                continue
            member = member_of(fact, partition, ledger)
            joined = bool(run) and fact.unit == run[-1].unit and LIST_GAP.fullmatch(ledger.text[run[-1].end : fact.start])
            fresh = member and member not in {member_of(f, partition, ledger) for f in run}
            if fresh and (not run or joined):
                run.append(fact)
                continue
            if len(run) >= 2:
                yield run, partition
            run = [fact] if member else []
        if len(run) >= 2:
            yield run, partition


def check_group(group: list[Fact], partition: Partition, sentence: list[Fact], ledger: Ledger, audit: Audit) -> Iterator[Outcome]:
    """Groups that exclude each other against their whole: never more, and equal where the list is complete."""
    if len({f.year for f in group}) > 1 or len({f.observation.kind for f in group}) > 1:
        return
    whole, sure = find_whole(group, sentence, ledger)
    if not whole:
        return
    total = add_up(group)
    fitting = [f for f in whole if total.overlaps(f.interval)]
    if fitting:
        yield held("sum", fitting[0], *group)
        return
    value = sum_values(group)
    named = {member_of(f, partition, ledger) for f in group}
    complete = any(set(members) <= named for members in partition.complete)
    slipped = [f for f in whole if slip_between(f, value) in {"swapped_digits", "one_digit"}]
    claimed = slipped[0] if slipped and complete and not sure else whole[0]
    exact = all(f.exact for f in (claimed, *group))
    if sure and near(claimed, group) and (total.low > claimed.interval.high or complete):
        yield tell_sum(claimed, group, "error" if exact else "warning", audit)
    elif slip_between(claimed, value) in {"swapped_digits", "one_digit"} and (len(group) >= 3 or complete):
        yield tell_sum(claimed, group, "warning", audit)


def find_whole(group: list[Fact], sentence: list[Fact], ledger: Ledger) -> tuple[list[Fact], bool]:
    """The wholes a list may belong to, likeliest first, and whether the text names it.

    A whole is named by the reading's parent, or by the words before the list (专任教师中，…);
    else it is a number told before in the same paragraph.
    """
    first = group[0]
    start, _ = ledger.paragraph(first.start)
    before = [
        f
        for f in ledger.between(start, first.start)
        if f.is_quantity and same_things(f, first, ledger) and f.observation.source == "prose" and f not in group
    ]
    before.sort(key=lambda f: -f.start)
    names = {bare_name(f.observation.parent, ledger.words) for f in group if f.observation.parent}
    topic = re.search(
        rf"([^，。；、：,;:\n]{{2,14}}?){ledger.words.topic_ending}[，,：:]",
        ledger.text[max(start, first.start - 60) : first.start],
    )
    if topic:
        names.add(bare_name(topic[1], ledger.words))
    named = [f for f in before if any(names_whole(f, name, ledger) for name in names)]
    if named:
        return named + [f for f in before if f not in named], True
    openers = "|".join(map(re.escape, ledger.words.of_which))
    if before and re.match(rf"\s*[，,、；;（(]?\s*(?:{openers})", ledger.text[before[0].end : first.start]):
        return before, True
    return before, False


def same_things(whole: Fact, part: Fact, ledger: Ledger) -> bool:
    """Whether two numbers count the same things: one unit, or two words for persons."""
    units = [split_unit(f.observation.unit)[1] for f in (whole, part)]
    persons = ledger.words.same_unit.get(units[0], units[0]) == ledger.words.same_unit.get(units[1], units[1]) == PERSONS
    return whole.family == part.family and (units[0] == units[1] or whole.family != "count" or persons)


def names_whole(fact: Fact, name: str, ledger: Ledger) -> bool:
    """Whether a fact goes by the name of a whole."""
    return name in {bare_name(fact.observation.name, ledger.words), fact.label} or (len(name) >= 3 and fact.label.endswith(name))


def tell_sum(total: Fact, parts: list[Fact], severity: Severity, audit: Audit) -> Outcome:
    """The parts do not make up the total."""
    value = sum_values(parts)
    return tell_computed(
        "sum", "check.sum", total, tuple(parts), value, " + ".join(show(f) for f in parts), audit, severity=severity
    )
