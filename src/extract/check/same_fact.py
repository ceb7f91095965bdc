"""The same fact twice: prose against form, prose against prose, table against form; linked, or a conflict with its likely cause."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from extract.check.fact import Fact, Ledger, bare_name, split_unit
from extract.check.interval import last_place
from extract.check.outcome import Finding, Outcome, difference, held, show, show_value, slip_between, tell
from extract.check.share import fits, is_precise, pair_parts, same_year
from extract.codebook.formulas import Audit
from extract.model import Severity

RANK = {"form": 0, "table": 1, "prose": 2}
TYPING = {"swapped_digits", "one_digit", "scale"}
MIN_NAME = 4
BODY = 60
# More values than this under one name are different things.
MANY = 5


def check_same_facts(ledger: Ledger, audit: Audit) -> Iterator[Outcome]:
    """Every fact printed more than once: the first and surest statement against each other one."""
    parts = {share.start: part for sentence in ledger.sentences for part, share in pair_parts(sentence, ledger)}
    for (_, who, *_), group in group_facts(ledger).items():
        crowded = len({fact.value for fact in group}) > MANY
        reference, *others = sorted(group, key=lambda f: (RANK[f.observation.source], f.in_case, not f.exact, f.start))
        told: set[Decimal] = set()
        for other in others:
            if other.value in told:
                continue
            if crowded and not is_swapped(reference, other):
                continue
            outcome = compare(reference, other, who, parts, ledger, audit)
            if outcome and not outcome.holds:
                told.add(other.value)
            if outcome:
                yield outcome


Key = tuple[str, str, str, int | None, str]


def check_groups(ledger: Ledger, audit: Audit) -> Iterator[Outcome]:
    """Prose that names a row of a table (a county, a programme) right before a number one slip away from that row's."""
    rows: dict[str, list[Fact]] = defaultdict(list)
    for fact in ledger.facts:
        if fact.observation.source != "prose" and fact.observation.qualifier and fact.is_level:
            name = bare_name(fact.observation.qualifier, ledger.words)
            if len(name) >= 2:
                rows[name].append(fact)
    names = sorted(rows, key=lambda name: (-len(name), name))
    for fact in ledger.facts:
        if fact.observation.source != "prose" or not fact.is_level or not fact.exact or not enough_digits(fact):
            continue
        name = next((n for n in names if fact.label.startswith(n) or fact.label.endswith(n)), "")
        cells = [c for c in rows.get(name, []) if same_measure(c, fact)]
        if not cells:
            continue
        equal = next((c for c in cells if says_same(c, fact)), None)
        if equal:
            yield held("same_fact", equal, fact)
            continue
        slipped = next((c for c in cells if c.exact and is_slip_of(fact, c)), None)
        if slipped:
            slip = slip_between(fact, slipped.value)
            severity: Severity = "error" if slip == "swapped_digits" else "warning"
            yield tell_pair("check.prose_form", severity, fact, slipped, slip, audit)


def is_slip_of(fact: Fact, cell: Fact) -> bool:
    """Whether a number is one slip away from a cell's; rates lie close together, so that one digit says little of them."""
    slip = slip_between(fact, cell.value)
    return slip == "swapped_digits" or (slip == "one_digit" and fact.family != "percent")


def same_measure(cell: Fact, fact: Fact) -> bool:
    """Whether a cell and a number of running text measure alike in one year."""
    return cell.unit == fact.unit and cell.family == fact.family and (fact.year is None or cell.year in {None, fact.year})


def group_facts(ledger: Ledger) -> dict[Key, list[Fact]]:
    """Levels of one indicator, group, body and year; names the codebook does not know must agree to the letter."""
    groups: dict[Key, list[Fact]] = defaultdict(list)
    known_groups = table_groups(ledger)
    for fact in ledger.facts:
        observation = fact.observation
        known = observation.indicator_id is not None
        if fact.family == "percent" and not known and observation.kind != "rate":
            continue  # a share of what is anybody's guess
        if not fact.is_level or observation.kind == "ratio" or observation.year is None or not (known or len(fact.key) >= MIN_NAME):
            continue
        who = fact.who
        if not who and observation.source == "prose":
            who = next((name for name in known_groups.get(fact.key, ()) if fact.label.endswith(name)), "")
        parent = "" if known else bare_name(observation.parent or "", ledger.words)
        kind = fact.family if known and fact.family != "count" else split_unit(observation.unit)[1]
        kind = ledger.words.same_count.get(kind, kind)
        groups[(fact.key, who, parent, observation.year, kind)].append(fact)
    return {key: facts for key, facts in groups.items() if len(facts) > 1}


def table_groups(ledger: Ledger) -> dict[str, tuple[str, ...]]:
    """The groups tables give for each indicator (counties, programmes), longest name first."""
    found: dict[str, set[str]] = defaultdict(set)
    for fact in ledger.facts:
        if fact.observation.source != "prose" and fact.observation.qualifier:
            found[fact.key].add(bare_name(fact.observation.qualifier, ledger.words))
    return {key: tuple(sorted((n for n in names if len(n) >= 2), key=lambda n: (-len(n), n))) for key, names in found.items()}


def compare(reference: Fact, other: Fact, who: str, parts: dict[int, Fact], ledger: Ledger, audit: Audit) -> Outcome | None:
    """Two statements of one fact; None where they are not one fact told twice, or one of them is told about."""
    if same_place(reference, other) or not (reference.exact and other.exact) or both_in_tables(reference, other):
        return None
    if says_same(reference, other):
        return held("same_fact", reference, other)
    slip = slip_between(other, reference.value)
    if slip == "last_digit" or slip_between(reference, other.value) == "last_digit":
        return tell_pair("check.rounding", "warning", other, reference, "", audit)
    explained = other_whole(reference, other, parts, ledger)
    if explained:
        return tell_pair("check.denominator", "warning", other, reference, "", audit, explained)
    swapped = find_swapped(other, reference, ledger)
    if swapped:
        return tell_swapped(other, reference, swapped, audit)
    if slip not in TYPING and told_with_more(reference, other, ledger):
        return held("same_fact", reference, other)
    if slip not in TYPING and (other.in_case != reference.in_case or is_another_thing(reference, other, ledger)):
        return None
    sources = {reference.observation.source, other.observation.source}
    code = "check.prose_form" if "prose" in sources and len(sources) > 1 else "check.same_fact"
    sure = slip in TYPING and says_name(other, who, ledger) and says_name(reference, who, ledger) and enough_digits(other)
    if other.family == "percent":
        sure = sure and slip == "swapped_digits"  # rates of like groups lie close together
    return tell_pair(code, "error" if sure else "warning", other, reference, slip or "other_scope", audit)


def told_with_more(reference: Fact, other: Fact, ledger: Ledger) -> bool:
    """Whether the two differ by exactly one further number told in the paragraph: one counts it in, the other does not."""
    gap = abs(reference.value - other.value)
    start, end = ledger.paragraph(other.start)
    digits = len(gap.normalize().as_tuple().digits)
    beside = (f for f in ledger.between(start, end) if f.is_quantity and f.exact and f is not other)
    return digits >= 2 and any(f.value == gap and f.family == other.family for f in beside)


def both_in_tables(one: Fact, other: Fact) -> bool:
    """Whether both stand in tables that are no forms: each has a scope of its own, told in its caption."""
    return one.observation.source == other.observation.source == "table"


def other_whole(reference: Fact, other: Fact, parts: dict[int, Fact], ledger: Ledger) -> str:
    """How each of two shares is right under its own whole: part and whole of the second one; empty where that explains nothing."""
    part = parts.get(other.start) or parts.get(reference.start)
    if part is None or reference.family != "percent":
        return ""
    far = reference if other.start in parts else other
    wholes = [f for f in ledger.quantities if f.unit == part.unit and f.value > part.value and same_year(f, part)]
    wholes = [f for f in wholes if f.exact and not f.in_case]
    if not is_precise(far) or is_whole_number(far):
        return ""
    near = other if far is reference else reference
    if not any(fits(part, f, near) for f in wholes):
        return ""
    return next((f"{show(part)} / {f.observation.name} {show(f)}" for f in wholes if fits(part, f, far)), "")


def is_whole_number(share: Fact) -> bool:
    """Whether a share is printed without decimals that matter, so that many wholes give it."""
    return share.value == share.value.to_integral_value()


def says_same(one: Fact, other: Fact) -> bool:
    """Whether two numbers may be the same one; printed alike and exact, they must be equal."""
    alike = one.exact and other.exact and one.factor == other.factor and last_place(one.value) == last_place(other.value)
    return one.value == other.value if alike else one.interval.overlaps(other.interval)


def is_another_thing(one: Fact, other: Fact, ledger: Ledger) -> bool:
    """Whether two numbers under one name are likely different things, so that nothing is to be said.

    Counts far apart speak of different bodies, a class and a school. In running text a count before its name (9所学校通过验收) is
    often a part, so that two such counts only conflict where both follow their name.
    """
    low, high = sorted((one, other), key=lambda f: abs(f.value))
    if any(is_told_of_some(fact, ledger) for fact in (one, other)) or is_told_as_part(low, high, ledger):
        return True
    if one.observation.source == other.observation.source == "prose" and not (leads(one, ledger) and leads(other, ledger)):
        return True
    least, most = abs(low.value), abs(high.value)
    if one.family == "percent":
        return most > least * 2
    if not (one.is_quantity and other.is_quantity):
        return False
    apart = most > least * 2
    return apart and (most >= BODY or one.observation.source == other.observation.source == "prose")


def is_told_as_part(low: Fact, high: Fact, ledger: Ledger) -> bool:
    """Whether the lesser number is told as some of something: it opens its clause (7所学校、13个专业点试点) or is led in by 含."""
    words = ledger.words
    summed = any(any(word in f.label for word in words.totals) for f in (low, high))
    opens = low.observation.source == "prose" and not low.label and high.observation.source != "prose"
    return summed or opens or low.label.startswith(words.of_which)


def leads(fact: Fact, ledger: Ledger) -> bool:
    """Whether the number follows its name: words before it, and no noun right behind."""
    return len(fact.label) >= 2 and len(words_behind(fact, ledger)) < 2


def words_behind(fact: Fact, ledger: Ledger) -> str:
    """The words from a number to the next mark."""
    return re.split(r"[，。；：、,;:（(）)\n]", ledger.text[fact.end : fact.end + 30])[0].strip()


def is_told_of_some(fact: Fact, ledger: Ledger) -> bool:
    """Whether a count opens a clause that says what so many did: 9所学校通过验收 are some of the schools."""
    behind = re.sub(r"\s", "", words_behind(fact, ledger))
    name = bare_name(fact.observation.name, ledger.words)
    return fact.observation.source == "prose" and len(behind) > 2 and not behind.endswith(name[-2:]) and not alike(fact.label, name)


def same_place(one: Fact, other: Fact) -> bool:
    """Whether two facts stand in one sentence or one row: different things the reading gave one name."""
    if one.observation.source == "prose" and other.observation.source == "prose":
        return one.observation.char_start == other.observation.char_start
    return one.observation.table_id is not None and one.observation.table_id == other.observation.table_id


def is_swapped(one: Fact, other: Fact) -> bool:
    """Whether two long numbers differ by two swapped digits, which even among many values is no accident."""
    return slip_between(other, one.value) == "swapped_digits" and len(one.value.normalize().as_tuple().digits) >= 4


def enough_digits(fact: Fact) -> bool:
    """Whether a number has digits enough that likeness to another is no accident."""
    return sum(c.isdigit() for c in str(fact.observation.value).rstrip("0").rstrip(".")) >= 3


def says_name(fact: Fact, who: str, ledger: Ledger) -> bool:
    """Whether the words around the number are its name or group; in tables the row says it."""
    observation = fact.observation
    if observation.source != "prose":
        return True
    names = [bare_name(text, ledger.words) for text in (observation.name, observation.qualifier, observation.subject, who) if text]
    after = bare_name(re.split(r"[，。；、,;\d]", ledger.text[fact.end : fact.end + 12])[0], ledger.words)
    return any(alike(fact.label, name) or name in after or (len(name) >= 4 and name[-4:] in after) for name in names)


def alike(label: str, name: str) -> bool:
    """Whether a label and a name end alike, one holds the other, or they share four characters in a row."""
    if len(label) < 2 or len(name) < 2:
        return False
    return label[-2:] == name[-2:] or label in name or name in label or any(name[i : i + 4] in label for i in range(len(name) - 3))


def find_swapped(other: Fact, reference: Fact, ledger: Ledger) -> Fact | None:
    """The neighbouring year's value where it is what the text gives for this year."""
    if other.year is None:
        return None
    for fact in ledger.by_key.get(reference.key, []):
        same_group = (
            fact.observation.qualifier == reference.observation.qualifier and fact.family == reference.family and fact.is_level
        )
        if (
            same_group
            and fact.year in {other.year - 1, other.year + 1}
            and same_place(fact, reference)
            and fact.interval.overlaps(other.interval)
        ):
            return fact
    return None


def tell_swapped(other: Fact, reference: Fact, neighbour: Fact, audit: Audit) -> Outcome:
    """The text gives the value of another year."""
    severity: Severity = "error" if other.exact and reference.exact and enough_digits(other) else "warning"
    return tell(
        "same_fact",
        Finding(
            code="check.swapped_years",
            severity=severity,
            facts=(other, reference, neighbour),
            stated=show(other),
            computed=show_value(reference.value, other),
            how=f"{neighbour.year}: {show(neighbour)}, {reference.year}: {show(reference)}",
            difference=difference(other, reference.value),
        ),
        audit,
    )


def tell_pair(
    code: str, severity: Severity, other: Fact, reference: Fact, cause: str, audit: Audit, explained: str = ""
) -> Outcome:
    """Two statements of one fact that differ."""
    where = (
        reference.observation.name
        if reference.observation.page is None
        else f"{reference.observation.name}, p. {reference.observation.page}"
    )
    return tell(
        code.removeprefix("check.") if code in {"check.rounding", "check.denominator"} else "same_fact",
        Finding(
            code=code,
            severity=severity,
            facts=(other, reference),
            stated=show(other),
            computed=show(reference),
            how=where,
            other=explained,
            cause=cause,
            difference=difference(other, reference.value),
        ),
        audit,
    )
