"""Observations made comparable: one scale, one interval, one key, and the words printed before the number."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from extract.check.interval import Interval, last_place, widen
from extract.codebook.formulas import Words
from extract.model import Observation, Segment

Family = Literal["count", "money", "area", "percent", "points", "ratio"]

MAGNITUDE = {"百": Decimal(100), "千": Decimal(1000), "万": Decimal(10_000), "亿": Decimal(100_000_000)}
BREAK = re.compile(r"[，。；：、,;:！？!?\n\t（(）)《》]")
LABEL_LENGTH = 24
# Two numbers side by side, or one number torn apart: nobody can say. Groups of three digits are one number.
UNNAMED = re.compile(r"[\s“”\"'‘’·]")
SPLIT = re.compile(r"\d\s+(?!\d{3}(?!\d))\d")


class Fact(Struct, frozen=True, kw_only=True):
    """One observation with a value: scaled to its bare unit, with the interval its printed digits allow."""

    observation: Observation
    value: Decimal
    interval: Interval
    factor: Decimal
    unit: str
    family: Family
    key: str
    label: str
    who: str = ""
    in_case: bool = False

    @property
    def start(self) -> int:
        """Where the printed value starts."""
        return self.observation.value_start

    @property
    def end(self) -> int:
        """Where the printed value ends."""
        return self.observation.value_end

    @property
    def year(self) -> int | None:
        """The year the value is for."""
        return self.observation.year

    @property
    def exact(self) -> bool:
        """Whether the number is printed without about, over, under and the like, and as one number."""
        return self.observation.hedge is None and is_one_number(self.observation.value_text)

    @property
    def is_level(self) -> bool:
        """Whether the value is a level, not a change, growth or rank."""
        return self.observation.kind not in {"growth", "change", "rank", "score"}

    @property
    def is_quantity(self) -> bool:
        """Whether the value counts or measures something that can be a part or a whole."""
        return (
            self.is_level
            and self.family in {"count", "money", "area"}
            and self.observation.kind not in {"per_capita", "ratio", "rate", "share"}
        )


def split_unit(unit: str | None) -> tuple[Decimal, str]:
    """The factor in a unit and the bare unit: `万元` is 10000 元.

    >>> split_unit("亿元"), split_unit("万人次"), split_unit("元/生"), split_unit(None)
    ((Decimal('100000000'), '元'), (Decimal('10000'), '人次'), (Decimal('1'), '元/生'), (Decimal('1'), ''))
    """
    rest, factor = unicodedata.normalize("NFKC", unit or "").strip(), Decimal(1)
    while rest and rest[0] in MAGNITUDE and rest != "千米":
        factor *= MAGNITUDE[rest[0]]
        rest = rest[1:]
    return factor, rest


@lru_cache(maxsize=4096)
def is_one_number(printed: str) -> bool:
    """Whether a printed value has digits and is not torn apart.

    >>> is_one_number("12 345"), is_one_number("12 34"), is_one_number("三成")
    (True, False, False)
    """
    return SPLIT.search(printed) is None and any(c.isdigit() for c in unicodedata.normalize("NFKC", printed))


@lru_cache(maxsize=8192)
def squeeze(name: str) -> str:
    """A name in half width without blanks and quotes.

    >>> squeeze("“双师型” 教师")
    '双师型教师'
    """
    return UNNAMED.sub("", unicodedata.normalize("NFKC", name))


def bare_name(name: str, words: Words) -> str:
    """A name without width, blanks, quotes and the endings that only say it is a number.

    >>> bare_name("专任教师 总数", Words(name_endings=("总数",)))
    '专任教师'
    """
    text = squeeze(name)
    if not text.endswith(words.name_endings):
        return text
    for ending in words.name_endings:
        if text.endswith(ending) and len(text) - len(ending) >= 2:
            return text[: -len(ending)]
    return text


def family_of(unit: str, kind: str, words: Words) -> tuple[Family, str, Decimal]:
    """What a bare unit measures, the unit all of that family are compared in, and the factor to it."""
    if unit.startswith("%") or (kind == "share" and unit in {"", "%"}):
        return "percent", "%", Decimal(1)
    if unit in words.points:
        return "points", "%", Decimal(1)
    if ":" in unit or kind == "ratio":
        return "ratio", unit, Decimal(1)
    for name, members in words.unit_factors.items():
        if unit in members:
            return "area" if name in words.area_units else "money", name, Decimal(members[unit])
    return ("count", words.same_unit.get(unit, unit), Decimal(1))


def make_fact(observation: Observation, text: str, words: Words, home: str, in_case: bool) -> Fact | None:
    """The observation as a fact; None where it has no value. `home` is the body the report is about, whose name adds nothing."""
    value = observation.value
    if value is None:
        return None
    if words.over_word and re.match(rf"\s*{words.over_word}\s*\d", text[observation.value_end : observation.value_end + 4]):
        observation = replace(observation, hedge=None)
    factor, bare = split_unit(observation.unit)
    family, unit, more = family_of(bare, observation.kind, words)
    factor *= more
    mean = observation.kind == "per_capita"
    exact_count = family == "count" and factor == 1 and not mean and value == value.to_integral_value()
    half = Decimal(0) if exact_count else last_place(printed_value(observation)) / 2
    printed = unicodedata.normalize("NFKC", observation.value_text)
    if family == "percent" and ("/" in printed or not any(c.isdigit() for c in printed)):
        half = Decimal(5)  # told in words: seven tenths, a third
    interval = widen(value, half, observation.hedge).times(factor)
    return Fact(
        observation=observation,
        value=value * factor,
        interval=interval,
        factor=factor,
        unit=unit,
        family=family,
        key=observation.indicator_id or bare_name(observation.name, words),
        label=printed_label(observation, text, words),
        who=bare_name(group_of(observation, words) + subject_beside(observation, home), words),
        in_case=in_case,
    )


def group_of(observation: Observation, words: Words) -> str:
    """What narrows a value, where it does: 全市 and 学校 are the report's own body, and a name told twice narrows nothing."""
    narrows = observation.qualifier and observation.qualifier not in words.own_body
    again = narrows and bare_name(observation.qualifier or "", words) == bare_name(observation.name, words)
    return observation.qualifier or "" if narrows and not again else ""


def subject_beside(observation: Observation, home: str) -> str:
    """Whose value it is, where that is not the report's own body."""
    return observation.subject if observation.subject and observation.subject != home else ""


def find_home(observations: tuple[Observation, ...]) -> str:
    """The body most values are about."""
    counts = Counter(o.subject for o in observations if o.subject)
    return min(counts, key=lambda subject: (-counts[subject], subject), default="")


def printed_value(observation: Observation) -> Decimal:
    """The value with the decimals it was printed with, where the reading dropped or added zeros.

    The unit may carry a factor (1.2万 read as 12000), so the printed digits are only used where they agree with the value.
    """
    assert observation.value is not None
    found = re.search(
        r"\d[\d,]*(?:\.\d+)?", unicodedata.normalize("NFKC", observation.value_text).replace(" ", "").replace("，", "")
    )
    if found:
        printed = Decimal(found[0].replace(",", ""))
        if abs(printed) == abs(observation.value):
            return printed
    return observation.value


def printed_label(observation: Observation, text: str, words: Words) -> str:
    """The words printed right before a number in its clause; a cell's label is its name."""
    if observation.source != "prose":
        return bare_name(observation.name, words)
    before = text[max(observation.char_start, observation.value_start - LABEL_LENGTH) : observation.value_start]
    pieces = re.split(r"\d", BREAK.split(before)[-1])
    label = re.sub(r"\s", "", pieces[-1])
    for filler in words.label_fillers:
        if label.endswith(filler):
            label = label[: -len(filler)]
            break
    return bare_name(label, words)


class Ledger:
    """All facts of one report in printed order, with the look-ups checks need."""

    def __init__(self, text: str, observations: tuple[Observation, ...], segments: tuple[Segment, ...], words: Words) -> None:
        cases = sorted((s.char_start, s.char_end) for s in segments if s.kind == "case")
        self.text = text
        self.words = words
        home = find_home(observations)
        made = (make_fact(o, text, words, home, inside(o.value_start, cases)) for o in observations)
        ordered = sorted((fact for fact in made if fact), key=lambda fact: (fact.start, fact.end, fact.observation.name))
        self.facts = inherit_labels(ordered, text)

    @cached_property
    def sentences(self) -> list[list[Fact]]:
        """Prose facts grouped by the sentence they are printed in."""
        groups: dict[tuple[int, int], list[Fact]] = defaultdict(list)
        for fact in self.facts:
            if fact.observation.source == "prose":
                groups[(fact.observation.char_start, fact.observation.char_end)].append(fact)
        return [groups[place] for place in sorted(groups)]

    @cached_property
    def by_key(self) -> dict[str, list[Fact]]:
        """Facts by indicator or bare name."""
        groups: dict[str, list[Fact]] = defaultdict(list)
        for fact in self.facts:
            groups[fact.key].append(fact)
        return groups

    @cached_property
    def quantities(self) -> list[Fact]:
        """Facts that can be a part or a whole."""
        return [fact for fact in self.facts if fact.is_quantity]

    @cached_property
    def by_row(self) -> dict[tuple[str, int], list[Fact]]:
        """Facts of one table row, in column order."""
        groups: dict[tuple[str, int], list[Fact]] = defaultdict(list)
        for fact in self.facts:
            if fact.observation.table_id is not None and fact.observation.row is not None:
                groups[(fact.observation.table_id, fact.observation.row)].append(fact)
        return groups

    @cached_property
    def starts(self) -> list[int]:
        """Where each fact starts, for searching."""
        return [fact.start for fact in self.facts]

    def between(self, start: int, end: int) -> list[Fact]:
        """Facts printed in a range."""
        return self.facts[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    @cached_property
    def line_ends(self) -> list[int]:
        """Line ends that are no page break inside a sentence: where paragraphs end."""
        quotes = sorted({(f.observation.char_start, f.observation.char_end) for f in self.facts if f.observation.source == "prose"})
        return [found.start() for found in re.finditer(r"\n", self.text) if not inside(found.start(), quotes)]

    def paragraph(self, place: int) -> tuple[int, int]:
        """The paragraph a place stands in."""
        at = bisect_left(self.line_ends, place)
        start = self.line_ends[at - 1] + 1 if at else 0
        return start, self.line_ends[at] if at < len(self.line_ends) else len(self.text)


def inherit_labels(facts: list[Fact], text: str) -> list[Fact]:
    """A number right behind another (春季210人、21万元) goes by the same words."""
    labelled: list[Fact] = []
    for fact in facts:
        before = labelled[-1] if labelled else None
        if before and not fact.label and re.fullmatch(r"\s*[、，,（(]\s*", text[before.end : fact.start]):
            fact = replace(fact, label=before.label)
        labelled.append(fact)
    return labelled


def inside(place: int, ranges: list[tuple[int, int]]) -> bool:
    """Whether a place lies in one of the sorted ranges.

    >>> inside(5, [(0, 3), (4, 9)]), inside(3, [(0, 3), (4, 9)])
    (True, False)
    """
    at = bisect_right(ranges, (place, 1 << 60)) - 1
    return at >= 0 and ranges[at][1] > place
