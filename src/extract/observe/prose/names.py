"""What a number counts: the noun phrase the sentence uses, and the name the codebook has for it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from copy import copy
from functools import cache, cached_property
from typing import NamedTuple

from extract.codebook import Codebook
from extract.codebook.indicators import Indicator
from extract.codebook.prose import named
from extract.language.tokens import Weights, load_weights
from extract.model import Frame, Mention
from extract.observe.prose.figures import number_sort
from extract.observe.prose.places import find_spoken_places
from extract.text import normalise


class Known(NamedTuple):
    """An indicator of the codebook as prose needs it."""

    indicator_id: str
    name: str
    sort: str
    kind: str
    parent_id: str | None = None
    denominator_id: str | None = None


class Names:
    """The codebook's names by alias, for matching on characters, longest first; `owners` are the report's own names.

    `partner` is the other school it speaks of most, `bodies` are the organisations, schools and places it speaks of, by every name
    it has for them, `level` whose report it is, `of_school` that one school has the values it tells, `regions` the names of those
    it lies in, `teaches` the kind of school it is about where that is one.
    """

    def __init__(self, rows: list[tuple[str, Known, bool]], level: str | None = None) -> None:
        self.level = level
        self.owners: tuple[str, ...] = ()
        self.regions: dict[str, str] = {}
        self.teaches = ""
        self.of_school = False
        self.partner: str | None = None
        self.bodies: dict[str, str] = {}
        self.bodies_by_start: dict[str, list[tuple[str, str]]] = {}
        self.by_alias: dict[str, list[Known]] = {}
        self.by_id: dict[str, Known] = {}
        self.whole: dict[str, list[Known]] = {}
        for alias, known, whole in rows:
            self.by_id.setdefault(known.indicator_id, known)
            members = (self.whole if whole else self.by_alias).setdefault(_plain(alias), [])
            if known not in members:
                members.append(known)
        self.longest = max((len(alias) for alias in self.by_alias), default=0)
        self.terms = tuple(sorted(alias for alias in self.by_alias if 3 <= len(alias) <= 8 and re.fullmatch("[一-龥]+", alias)))
        self._likely = _likely([*self.by_alias, *self.whole])

    @cached_property
    def weights(self) -> Weights:
        """The weights of the words running text consists of, the names' own among them."""
        return load_weights(self.terms)

    def ends(self, words: str) -> list[int]:
        """Where in some words a known name may begin that they end with, the longest first; no other place has one."""
        plain, places = _plain(words), range(max(0, len(words) - self.longest), len(words) - 1)
        if len(plain) == len(words):
            return [at for at in places if plain[at:] in self._likely]
        return [at for at in places if _plain(words[at:]) in self._likely]

    def find(self, words: str, sort: str | None, per: bool = False, whole: bool = True) -> Known | None:
        """The indicator these exact words (with or without 数) stand for, where its unit is of the sort of the number."""
        forms = _variants(_plain(words), sort)
        for tried in forms:
            for known in self.by_alias.get(tried, ()):
                if _fits(known, sort, per):
                    return known
        for tried in forms if whole else ():
            for known in self.whole.get(tried, ()):
                if _fits(known, sort, per):
                    return known
        return None

    def suffix(self, words: str, sort: str | None, per: bool = False) -> tuple[int, Known] | None:
        """The longest known name the words end with, and where in the words it begins."""
        for at in self.ends(words):
            if at and _cuts_word(words, at):
                continue
            known = self.find(words[at:], sort, per, whole=at == 0)
            if known is not None:
                return at, known
        return None


_CUT = (("中", "高级"), ("初", "中级"), ("本", "专科"), ("高", "中职"), ("中", "高职"))


def _cuts_word(words: str, at: int) -> bool:
    """Whether a name would begin inside a word that means another (中|高级职称)."""
    return (words[at - 1], words[at : at + 2]) in _CUT


_TEACHES = {"secondary": "中职", "higher": "高职", "undergraduate_vocational": "职业本科"}
_MADE: dict[tuple[str, str | None], Names] = {}


def make_names(codebook: Codebook, frame: Frame, mentions: Iterable[Mention] = (), text: str = "") -> Names:
    """The names that hold in reports of one level; words too short for running text count only as a whole phrase.

    Of a region's report the `text` is searched for places that no table knows.
    """
    key = (codebook.version, frame.level)
    if key not in _MADE:
        _MADE[key] = Names(_name_rows(codebook, frame.level), frame.level)
    names = copy(_MADE[key])
    own = (frame.institution, frame.issuer, frame.county, frame.prefecture, frame.province)
    names.owners = tuple(name for name in own if name)
    names.of_school = named("owning_school").search(names.owners[0]) is not None if names.owners else False
    regions = {"省": frame.province, "自治区": frame.province, "市": frame.prefecture, "州": frame.prefecture, "县": frame.county}
    names.regions = {kind: name for kind, name in regions.items() if name}
    names.teaches = _TEACHES.get(frame.education_level or "", "")
    mentions = tuple(mentions)
    schools = Counter(m.normal_form for m in mentions if m.kind == "school" and m.normal_form not in names.owners)
    schools = Counter({name: times for name, times in schools.items() if named("no_body").fullmatch(name) is None})
    partners = [name for name in schools if named("joint").search(name) is None]  # what is run with one is none
    names.partner = max(partners or schools, key=lambda name: (schools[name], name), default=None)
    printed = {m.text: m.normal_form for m in mentions if m.kind in ("organisation", "school", "place")}
    named_things = {normalise(text).text: form for text, form in printed.items()}
    if frame.level in ("county", "prefecture", "province"):
        spoken = [place for place in find_spoken_places(text, names.weights) if not place.endswith(names.owners)]
        named_things |= {place: place for place in spoken if place not in named_things}
    if frame.level in ("province", "national"):
        named_things |= _provinces(codebook, text, names.owners)
    proper = [name for name in named_things if len(name) > 1 and named("no_body").fullmatch(name) is None]
    names.bodies = {name: named_things[name] for name in sorted(proper, key=lambda name: (-len(name), name))}
    names.bodies_by_start = {}
    for name, body in names.bodies.items():
        names.bodies_by_start.setdefault(name[:2], []).append((name, body))
    return names


def _provinces(codebook: Codebook, text: str, owners: tuple[str, ...]) -> dict[str, str]:
    """The provinces a text speaks of by their short names (江苏、浙江), its own left out."""
    provinces = {name: place.name for name, told in codebook.places.by_name.items() for place in told if place.short == name}
    return {short: name for short, name in provinces.items() if short in text and name not in owners}


def take_body(words: str, names: Names) -> tuple[str | None, str]:
    """The organisation, school or place that words begin with, and the rest; its own institution counts as none.

    What is left must be two characters or more: a body alone names nothing. Who gives an honour owns nothing (云江市|“最美教师”).
    """
    for text, body in names.bodies_by_start.get(words[:2], ()):
        rest = words[len(text) :].removeprefix("的") if words.startswith(text) and named("organ").fullmatch(text) is None else ""
        if len(rest) > 1 and rest[0] not in "、和与及省" and named("of_body").match(rest) is None:
            if rest[0] == "“" and rest.find("”") in (-1, len(rest) - 1) and body not in names.owners:
                return None, words
            own = body in names.owners or any(owner.endswith((text, body)) for owner in names.owners)
            return (None if own else body), rest
    return None, words


def _name_rows(codebook: Codebook, level: str | None) -> list[tuple[str, Known, bool]]:
    rows: list[tuple[int, str, Known, bool]] = []
    for indicator in codebook.indicators.values():
        if _speaks(indicator, level):
            rows.append((1, indicator.name_zh, _known(indicator), False))
    for alias in codebook.aliases:
        indicator = codebook.indicators[alias.indicator_id]
        elsewhere = alias.scope == "cell" or (alias.level and level not in alias.level) or alias.form or alias.parent
        if elsewhere or not _speaks(indicator, level):
            continue
        rows.append((0 if alias.level else 2, alias.alias, _known(indicator), alias.scope == "table"))
    rows.sort(key=lambda row: row[0])
    return [(alias, known, whole) for _, alias, known, whole in rows]


def _speaks(indicator: Indicator, level: str | None) -> bool:
    """Whether reports of a level tell an indicator: those of firms alone are told nowhere else."""
    return indicator.levels != ("enterprise",) or level == "enterprise"


def _known(indicator: Indicator) -> Known:
    return Known(
        indicator.indicator_id,
        indicator.name_zh,
        _sort_of(indicator.unit) if indicator.unit else "",
        indicator.kind,
        indicator.parent_id,
        indicator.denominator_id,
    )


_MARKS = {ord(mark): None for mark in "“”‘’\"'（）() ·"}


def _plain(words: str) -> str:
    return words.translate(_MARKS)


_COUNT_ENDS = ("总人数", "人数", "总数", "数量", "数")
_ADDED = (
    "人数",
    "数",
    "数量",
    "总数",
    "比例",
    "占比",
    "率",
    "金额",
    "经费",
    "额",
    "资金",
    "值",
    "人次",
    "次数",
    "场次",
    "期数",
    "班次",
    "面积",
)
"""What `_variants` takes away and adds."""
_COUNT_END = re.compile(f"(?:{'|'.join(_COUNT_ENDS)})$")


def _likely(aliases: list[str]) -> frozenset[str]:
    """All words some variant of which is an alias, whatever the sort of the number."""
    bare = {*aliases, *(alias.removesuffix(end) for alias in aliases for end in _ADDED)}
    return frozenset({*bare, *(words + end for words in bare for end in _COUNT_ENDS)})


def _variants(words: str, sort: str | None) -> tuple[str, ...]:
    bare = _COUNT_END.sub("", words)
    if sort in ("person", "thing", "event", "session") and len(bare) > 1 and bare != words:
        return (words, bare, bare + "人数", bare + "数", bare + "数量", bare + "总数")
    if sort == "share":
        return (words, words + "比例", words + "占比", words + "率")
    if sort == "money":
        return (words, words + "金额", words + "经费", words + "额", words + "资金", words + "值")
    if sort == "event":
        return (words, words + "人次", words + "数", words + "数量")
    if sort == "session":
        return (words, words + "次数", words + "场次", words + "期数", words + "班次", words + "数")
    if sort == "area":
        return (words, words + "面积")
    if sort in ("person", "thing"):
        return (words, words + "人数", words + "数", words + "数量", words + "总数")
    return (words,)


@cache
def _sort_of(unit: str) -> str:
    from extract.quantity import load_measures

    measure = unit.split("/")[0].lstrip("万亿")
    return "ratio" if unit.startswith(":") or unit == "1:" else number_sort(load_measures().sorts.get(measure), measure) or ""


_ALIKE = frozenset({("person", "event"), ("thing", "session"), ("area", "length"), ("time", "session")})


def _fits(known: Known, sort: str | None, per: bool) -> bool:
    if sort == "event" and known.sort == "person":
        return False
    if per != (known.kind == "per_capita") and sort not in ("share", "ratio"):
        return False
    if not sort or not known.sort or sort == known.sort:
        return True
    return (sort, known.sort) in _ALIKE or (known.sort, sort) in _ALIKE
