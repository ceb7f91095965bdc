"""Two numbers one slip apart that the same words lead in: one fact told twice, whatever names the reading gave it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from msgspec import Struct

from extract.check.context import clause_behind, likeness, pairs_of, split_pairs, thing_of, words_of
from extract.check.fact import Fact, Ledger, bare_name, squeeze
from extract.check.outcome import Outcome, held, slip_between
from extract.check.same_fact import same_place, says_same, tell_pair
from extract.codebook.formulas import Audit

# How alike the words must be, by what is between the numbers; measured on pairs of annotated reports.
SWAPPED, SWAPPED_SHORT, ONE_DIGIT, OTHER = 0.4, 0.6, 0.6, 0.8
HEAD = 0.3
MIN_DIGITS = 3
# Digits that more numbers than these share single out none of them.
COMMON = 300
RANK = {"form": 0, "table": 1, "prose": 2}


def check_twins(ledger: Ledger, confirmed: frozenset[str], settled: frozenset[str], audit: Audit) -> Iterator[Outcome]:
    """Every number of running text that nothing confirms against the other numbers of its unit.

    `confirmed` numbers fit an equation with others; `settled` ones have been told about.
    """
    groups: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for fact in ledger.facts:
        if fact.is_level and fact.exact and fact.family != "ratio":
            groups[thing_of(fact, ledger.words)].append(fact)
    wordings = Wordings(ledger)
    closed = confirmed | settled
    for group in groups.values():
        alike = index_digits(group)
        for fact in group:
            if fact.observation.source != "prose" or fact.in_case or is_in(fact, closed):
                continue
            near = {f.start: f for key in digit_keys(fact) if len(alike[key]) <= COMMON for f in alike[key]}
            yield from judge(fact, [near[at] for at in sorted(near)], wordings, confirmed, audit)


def index_digits(facts: list[Fact]) -> dict[str, list[Fact]]:
    """The facts that one slip may turn into each other, by what the slip leaves as it is."""
    found: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        for key in digit_keys(fact):
            found[key].append(fact)
    return found


def digit_keys(fact: Fact) -> list[str]:
    """What a slip leaves of a number: its digits in order of size, wherever the point stands, and all of them but one."""
    digits = "".join(map(str, fact.value.normalize().as_tuple().digits))
    return ["".join(sorted(digits)), *(f"{digits[:i]}_{digits[i + 1 :]}" for i in range(len(digits)) if len(digits) >= MIN_DIGITS)]


class Wording(Struct, frozen=True):
    """The words of a number: all of them, those printed before it, and the noun it counts, which says little of rates."""

    full: frozenset[str]
    label: frozenset[str]
    heads: frozenset[str]
    is_rate: bool

    def likeness(self, other: Wording) -> float:
        """How alike two wordings are (0 to 1); one noun counts for what the words around it may differ in."""
        if self.is_rate:
            return likeness(self.full, other.full)
        same = max(likeness(self.full, other.full), likeness(self.label, other.label))
        return min(same + HEAD, 1.0) if self.heads & other.heads else same


class Wordings:
    """The words of the numbers of one report, each read when first asked for."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._known: dict[int, Wording] = {}

    def of(self, fact: Fact) -> Wording:
        """The words of one number; the noun ends what stands before it or what follows it."""
        if fact.start not in self._known:
            words = self.ledger.words
            behind = clause_behind(fact, self.ledger) if fact.observation.source == "prose" else ""
            heads = frozenset(pairs[-1] for text in (fact.label, behind) if (pairs := split_pairs(text, words.empty_words)))
            label = pairs_of([fact.label, behind], words)
            self._known[fact.start] = Wording(words_of(fact, self.ledger), label, heads, fact.family == "percent")
        return self._known[fact.start]


def is_in(fact: Fact, ids: frozenset[str]) -> bool:
    """Whether a number is among some."""
    return fact.observation.observation_id in ids


def judge(fact: Fact, alike: list[Fact], wordings: Wordings, confirmed: frozenset[str], audit: Audit) -> Iterator[Outcome]:
    """The likeliest twin of one number; none where the number itself is told again."""
    own = wordings.of(fact)
    others = [f for f in alike if f is not fact and not same_place(f, fact) and may_be_same(f, fact, wordings.ledger)]
    again = next((f for f in others if says_same(f, fact) and own.likeness(wordings.of(f)) >= SWAPPED), None)
    if again:
        yield held("twin", again, fact)
        return
    twins = [(own.likeness(wordings.of(f)), f) for f in others]
    twins = [(score, f) for score, f in twins if score >= threshold(fact, f)]
    if not twins:
        return
    _, twin = max(twins, key=lambda pair: (pair[0], is_in(pair[1], confirmed), -RANK[pair[1].observation.source], -pair[1].start))
    code = "check.same_fact" if twin.observation.source == "prose" else "check.prose_form"
    yield tell_pair(code, "warning", fact, twin, slip_between(fact, twin.value), audit)


def may_be_same(one: Fact, other: Fact, ledger: Ledger) -> bool:
    """Whether two numbers may be of one year and one body: a row's group (a city, a school) must be named with the other number."""
    years = one.year is None or other.year is None or one.year == other.year
    group = bare_name(one.observation.qualifier or "", ledger.words) if one.observation.source == "table" else ""
    named = squeeze(other.observation.quote)
    if group and not any(pair in named for pair in split_pairs(group, ledger.words.empty_words)):
        return False
    return years and not one.in_case and one.observation.kind not in {"change", "growth"}


def threshold(fact: Fact, other: Fact) -> float:
    """How alike the words of two numbers must be for a slip between them to be one; over 1 where there is none."""
    slip = slip_between(fact, other.value)
    digits = sum(c.isdigit() for c in fact.observation.value_text)
    if slip == "swapped_digits":
        return SWAPPED if digits >= 4 and fact.family != "percent" else SWAPPED_SHORT
    if slip in {"one_digit", "lost_digit"} and digits >= 4:
        return ONE_DIGIT if fact.family != "percent" else OTHER
    if slip in {"one_digit", "scale"} and digits >= 3:
        return OTHER
    return 2.0
