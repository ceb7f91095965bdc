"""A stated share against its part and every whole it may be measured on: named, carried over, or any other that fits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from msgspec.structs import replace

from extract.check.context import thing_of
from extract.check.fact import Fact, Ledger, bare_name
from extract.check.group import member_of
from extract.check.growth import HUNDRED
from extract.check.interval import Interval, last_place
from extract.check.outcome import Finding, Outcome, held, show, show_value, slip_between, tell, tell_computed
from extract.codebook.formulas import Audit, Words
from extract.model import Severity

PUNCTUATION_ONLY = re.compile(r"[\s、，,和及与]*")
CLOSE = Decimal("0.2")
PRECISE = Decimal("0.06")
SUBJECT = 4
# A list of shares farther from 100 than this is no partition.
LISTED = 5


def check_shares(ledger: Ledger, audit: Audit) -> Iterator[Outcome]:
    """Every share and rate of running text whose part stands before it."""
    for sentence in ledger.sentences:
        for part, share in pair_parts(sentence, ledger):
            yield from check_share(part, share, ledger, audit)


def pair_parts(sentence: list[Fact], ledger: Ledger) -> Iterator[tuple[Fact, Fact]]:
    """Each share with its part: the number right before it, or in order where several shares follow several numbers."""
    for shares in runs_of_shares(sentence, ledger):
        before = [f for f in sentence if f.end <= shares[0].start and f.is_quantity]
        if len(shares) == 1:
            if len(before) >= 2 and is_told_whole(before[-2], before[-1], shares[0], ledger):
                yield before[-2], shares[0]
            elif before and not numbers_between(before[-1], shares[0], sentence) and says_share(before[-1], shares[0], ledger):
                yield before[-1], shares[0]
        elif len(before) >= len(shares):
            parts = before[-len(shares) :]
            if len({f.unit for f in parts}) == 1 and not [
                f for f in sentence if parts[0].end < f.start < parts[-1].start and f not in parts
            ]:
                yield from zip(parts, shares, strict=True)


def is_told_whole(part: Fact, whole: Fact, share: Fact, ledger: Ledger) -> bool:
    """Whether a whole stands with its number between part and share: 双师型121人，占专业课教师205人的59.02%."""
    words = ledger.words
    joint = re.sub(r"\s", "", ledger.text[whole.end : share.start])
    lead = ledger.text[part.end : whole.start]
    alike = part.unit == whole.unit and part.value <= whole.value
    return (
        alike
        and joint in words.whole_joints
        and any(verb in lead for verb in words.whole_verbs)
        and not re.search(r"[。；;]", lead)
    )


def runs_of_shares(sentence: list[Fact], ledger: Ledger) -> Iterator[list[Fact]]:
    """Shares that follow each other with nothing but punctuation between are one run."""
    shares = [f for f in sentence if f.family == "percent" and f.observation.kind in {"share", "rate", "other"}]
    run: list[Fact] = []
    for share in shares:
        if run and not PUNCTUATION_ONLY.fullmatch(ledger.text[run[-1].end : share.start]):
            yield run
            run = []
        run.append(share)
    if run:
        yield run


def numbers_between(part: Fact, share: Fact, sentence: list[Fact]) -> bool:
    """Whether another number stands between the two."""
    return any(part.end <= f.start < share.start for f in sentence)


def says_share(part: Fact, share: Fact, ledger: Ledger) -> bool:
    """Whether the words between make the number the part of the share: 占 and its kin, or the same deed counted and rated.

    合格871人，合格率93.7%: what is rated is what was counted. Digits between (a pay band, a year) break the tie.
    """
    words = ledger.words
    lead = re.sub(r"\s", "", ledger.text[part.end : share.start])
    if re.search(r"[。；;\d０-９]", lead) or has_own_subject(lead, words):
        return False
    if any(word in lead for word in words.share_lead):
        return True
    rated, ending, _ = lead.lstrip("，,、（(").partition(words.rate_ending)
    return bool(ending and len(rated) >= 2 and part.label.endswith(rated))


def has_own_subject(lead: str, words: Words) -> bool:
    """Whether a later clause names whose share it is: 271人拿到证书，留在企业的占82.6%."""
    before, comma, clause = re.sub("[,、]", "，", lead).rpartition("，")
    subject, verb, _ = clause.partition(words.share_verb)
    return bool(before and comma and verb) and len(subject) > SUBJECT and subject.endswith(words.owner_ending)


def named_whole(part: Fact, share: Fact, ledger: Ledger) -> str:
    """The name of the whole in the words between part and share, or in the reading; empty where it is carried over."""
    words = ledger.words
    lead = ledger.text[part.end : share.start]
    _, verb, after = lead.rpartition(words.share_verb)
    name = after if verb else (share.observation.base or "")
    return strip_whole(name, words)


def strip_whole(name: str, words: Words) -> str:
    """A whole's name without 的, 总数, 约 and the like; empty where it only says "of all of them".

    >>> strip_whole("毕业生总数的", Words(share_fillers=("总数", "的"), whole_again=("总数",)))
    '毕业生'
    >>> strip_whole("总数", Words(share_fillers=("总数", "的"), whole_again=("总数",)))
    ''
    """
    text = re.sub(r"[\s，,]", "", name)
    if text in words.whole_again:
        return ""
    changed = True
    while changed and text:
        changed = False
        for filler in words.share_fillers:
            if text.endswith(filler):
                text, changed = text[: -len(filler)], True
    return bare_name(text, words)


def summed_parts(part: Fact, share: Fact, ledger: Ledger) -> list[Fact]:
    """The part together with the numbers before it, where the share has a name of its own: 正高58人、副高164人，高级占比35.58%."""
    lead = re.sub(r"[\s，,、；]", "", ledger.text[part.end : share.start])
    cut = min((lead.find(word) for word in ledger.words.share_lead if word in lead), default=-1)
    if cut < 2:
        return []
    before = [f for f in ledger.between(part.observation.char_start, part.start) if f.is_quantity and f.unit == part.unit]
    sums = []
    whole = part
    for earlier in reversed(before[-3:]):
        whole = replace(whole, value=whole.value + earlier.value, interval=whole.interval.plus(earlier.interval))
        sums.append(whole)
    return sums


def share_of(part: Fact, whole: Fact) -> Interval | None:
    """Part over whole in per cent."""
    quotient = part.interval.over(whole.interval)
    return quotient.times(HUNDRED) if quotient else None


def fits(part: Fact, whole: Fact, share: Fact) -> bool:
    """Whether the share may be part over whole, a cut last digit allowed."""
    found = share_of(part, whole)
    if found is None:
        return False
    return found.overlaps(share.interval) or is_cut(share, part.value / whole.value * HUNDRED)


def is_cut(share: Fact, computed: Decimal) -> bool:
    """Whether the share is the computed one with digits cut off instead of rounded."""
    return Decimal(0) <= computed - share.value < last_place(share.value)


def check_share(part: Fact, share: Fact, ledger: Ledger, audit: Audit) -> Iterator[Outcome]:
    """One share: held where any plausible whole gives it, else told with the most plausible whole."""
    told = [f for f in ledger.between(part.end, share.start) if f.is_quantity and is_told_whole(part, f, share, ledger)]
    if told:
        yield from check_told(part, share, told[0], ledger, audit)
        return
    name = named_whole(part, share, ledger)
    wholes = [
        f for f in ledger.quantities if f.family == part.family and f.unit == part.unit and f is not part and f.value >= part.value
    ]
    sums = summed_parts(part, share, ledger)
    near = carried_wholes(part, share, wholes, ledger)
    named = [f for f in wholes if name and names_same(f, name, ledger)]
    named = [f for f in named if same_year(f, part)] or named
    for whole in named + near:
        if any(fits(p, whole, share) for p in (part, *sums)):
            yield held("share", part, share, whole)
            return
    thing = thing_of(part, ledger.words)
    other = [f for f in wholes if same_year(f, part) and thing_of(f, ledger.words) == thing and fits(part, f, share)]
    precise = is_precise(share)
    claimed = pick_claimed(part, share, named or near, ledger)
    if other and (precise or not named):
        if named and claimed and precise:
            yield tell_denominator(part, share, claimed, other[0], audit)
        else:
            yield held("share", part, share, other[0])
        return
    if claimed is None or claimed.value == 0:
        return
    if abs(part.value / claimed.value * HUNDRED - share.value) < last_place(share.value) * 2:
        yield tell_share(part, share, claimed, "note", audit)
    elif is_of_the_rest(part, share, claimed):
        yield held("share", part, share, claimed)
    elif share.exact and is_close(part, share, claimed):
        yield tell_share(part, share, claimed, severity_of(part, share, claimed, bool(named), ledger), audit)


def is_of_the_rest(part: Fact, share: Fact, whole: Fact) -> bool:
    """Whether a share is of what the whole was without the part, as reports tell what is new (新增1,836万元，占比10.28%)."""
    if whole.value <= part.value:
        return False
    rest = replace(whole, value=whole.value - part.value, interval=whole.interval.minus(part.interval))
    return is_precise(share) and fits(part, rest, share)


def is_precise(share: Fact) -> bool:
    """Whether a share is printed so exactly that a whole that gives it is hardly there by chance."""
    return share.interval.high - share.interval.low <= PRECISE * 2


def check_told(part: Fact, share: Fact, whole: Fact, ledger: Ledger, audit: Audit) -> Iterator[Outcome]:
    """A share whose whole is printed with it, of any number of the sentence before."""
    before = ledger.between(share.observation.char_start, whole.start)
    parts = [part] + [f for f in before if f.is_quantity and f.unit == whole.unit and f is not part]
    fitting = [f for f in parts if fits(f, whole, share)]
    if fitting:
        yield held("share", fitting[0], share, whole)
    elif is_close(part, share, whole):
        exact = all(f.exact for f in (part, share, whole))
        yield tell_share(part, share, whole, "error" if exact else "warning", audit)


def same_year(whole: Fact, part: Fact) -> bool:
    """Whether both are of one year, as far as known."""
    return whole.year is None or part.year is None or whole.year == part.year


def names_same(whole: Fact, name: str, ledger: Ledger) -> bool:
    """Whether a fact goes by the name of the whole: its own name or the words before its number."""
    return (
        name == bare_name(whole.observation.name, ledger.words)
        or name == whole.label
        or (len(name) >= 3 and whole.label.endswith(name))
    )


def carried_wholes(part: Fact, share: Fact, wholes: list[Fact], ledger: Ledger) -> list[Fact]:
    """Wholes told before in the same paragraph, nearest first."""
    start, _ = ledger.paragraph(share.start)
    return sorted((f for f in wholes if start <= f.start < part.start), key=lambda f: -f.start)


def pick_claimed(part: Fact, share: Fact, candidates: list[Fact], ledger: Ledger) -> Fact | None:
    """The whole the text most likely means: of the named ones the nearest, of the carried ones the one that comes closest."""
    usable = [f for f in candidates if f.value > 0]
    if not usable:
        return None
    return min(usable, key=lambda f: (abs(part.value / f.value * HUNDRED - share.value), abs(f.start - share.start)))


def is_close(part: Fact, share: Fact, whole: Fact) -> bool:
    """Whether stated and computed are near each other or one slip apart; else part or whole was taken for another number."""
    computed = part.value / whole.value * HUNDRED
    return abs(computed - share.value) <= abs(share.value) * CLOSE or bool(slip_between(share, computed))


def severity_of(part: Fact, share: Fact, whole: Fact, is_named: bool, ledger: Ledger) -> Severity:
    """An error only where the whole is named in the same paragraph and all three numbers are exact."""
    start, end = ledger.paragraph(share.start)
    sure = is_named and start <= whole.start < end and all(f.exact for f in (part, share, whole)) and not part.in_case
    return "error" if sure else "warning"


def tell_share(part: Fact, share: Fact, whole: Fact, severity: Severity, audit: Audit) -> Outcome:
    """The share does not follow from its part and whole."""
    computed = part.value / whole.value * HUNDRED
    return tell_computed(
        "share", "check.share", share, (part, whole), computed, f"{show(part)} / {show(whole)}", audit, severity=severity
    )


def tell_denominator(part: Fact, share: Fact, claimed: Fact, other: Fact, audit: Audit) -> Outcome:
    """Another whole than the named one gives the share: explained, not accused."""
    return tell(
        "denominator",
        Finding(
            code="check.other_whole",
            severity="note",
            facts=(share, part, claimed, other),
            stated=show(share),
            computed=show_value(part.value / claimed.value * HUNDRED, share),
            how=f"{show(part)} / {claimed.observation.name} {show(claimed)}",
            other=f"{other.observation.name} {show(other)}",
        ),
        audit,
    )


def check_complements(ledger: Ledger, audit: Audit) -> Iterator[Outcome]:
    """Three or more shares in one run that come near 100, and shares of groups that make up a whole, must make it up."""
    for sentence in ledger.sentences:
        for run in runs_of_shares(sentence, ledger):
            if len(run) >= 3 and all(f.exact for f in run):
                yield from check_complement(run, audit)
        for shares in whole_partitions(sentence, ledger, audit):
            yield from check_complement(shares, audit)
        for shares in listed_shares(sentence, ledger):
            if len(shares) >= 3 and abs(sum((f.value for f in shares), Decimal(0)) - HUNDRED) <= LISTED:
                yield from check_complement(shares, audit)


def listed_shares(sentence: list[Fact], ledger: Ledger) -> Iterator[list[Fact]]:
    """Three shares or more of one list, each with its name (甲占63.2%、乙占29.5%、丙占7.3%) and no other number between."""
    run: list[Fact] = []
    for fact in sentence:
        between = ledger.text[run[-1].end : fact.start] if run else ""
        if fact.family == "percent" and fact.exact and fact.observation.kind == "share":
            if run and not (re.match(r"\s*[、，]", between) and ledger.words.share_verb in between):
                yield run
                run = []
            run.append(fact)
        else:
            yield run
            run = []
    yield run


def whole_partitions(sentence: list[Fact], ledger: Ledger, audit: Audit) -> Iterator[list[Fact]]:
    """Shares of one sentence whose groups together are the whole, such as 公办 and 民办."""
    parts = {share.start: part for part, share in pair_parts(sentence, ledger)}
    shares = [f for f in sentence if f.family == "percent" and f.observation.kind == "share" and f.exact]
    for partition in audit.partitions:
        found: dict[str, Fact] = {}
        for share in shares:
            member = member_of(share, partition, ledger) or (
                member_of(parts[share.start], partition, ledger) if share.start in parts else ""
            )
            if member:
                found.setdefault(member, share)
        if len({f.year for f in found.values()}) == 1 and any(set(members) == set(found) for members in partition.complete):
            yield list(found.values())


def check_complement(run: list[Fact], audit: Audit) -> Iterator[Outcome]:
    """One run of shares; far from 100 they are no partition and nothing is said."""
    total = sum((f.value for f in run), Decimal(0))
    if not Decimal(90) <= total <= Decimal(110) or any(f.value >= 90 for f in run):
        return
    low = sum((f.interval.low for f in run), Decimal(0))
    high = sum((f.interval.high for f in run), Decimal(0))
    if low <= HUNDRED <= high:
        yield held("complement", *run)
        return
    yield tell(
        "complement",
        Finding(
            code="check.complement",
            severity="warning",
            facts=tuple(run),
            stated="100%",
            computed=f"{total}%",
            how=" + ".join(show(f) for f in run),
            difference=str(total - HUNDRED),
        ),
        audit,
    )
