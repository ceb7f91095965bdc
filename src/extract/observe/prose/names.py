"""What a number counts: the noun phrase the sentence uses, and the name the codebook has for it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import copy
from functools import cache, cached_property
from typing import NamedTuple

from extract.codebook import Codebook
from extract.codebook.indicators import Indicator
from extract.codebook.prose import named, words_pattern
from extract.codebook.words import load_words
from extract.language.tokens import Weights, load_weights
from extract.model import Frame, Mention
from extract.observe.prose.figures import Sentence, number_sort
from extract.text import normalise


class Known(NamedTuple):
    """An indicator of the codebook as prose needs it."""

    indicator_id: str
    name: str
    sort: str
    kind: str
    parent_id: str | None = None


class Phrase(NamedTuple):
    """A noun phrase: its words, where they stand, and the verb that governs them."""

    text: str
    start: int
    end: int
    verb: str = ""


class Names:
    """The codebook's names by alias, for matching on characters, longest first; `owners` are the report's own names.

    `bodies` are the organisations, schools and places it speaks of, by every name it has for them, `level` whose report it is.
    """

    def __init__(self, rows: list[tuple[str, Known, bool]], level: str | None = None) -> None:
        self.level = level
        self.owners: tuple[str, ...] = ()
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
            known = self.find(words[at:], sort, per, whole=at == 0)
            if known is not None:
                return at, known
        return None


_MADE: dict[tuple[str, str | None], Names] = {}


def make_names(codebook: Codebook, frame: Frame, mentions: Iterable[Mention] = ()) -> Names:
    """The names that hold in reports of one level; words too short for running text count only as a whole phrase."""
    key = (codebook.version, frame.level)
    if key not in _MADE:
        _MADE[key] = Names(_name_rows(codebook, frame.level), frame.level)
    names = copy(_MADE[key])
    own = (frame.institution, frame.issuer, frame.county, frame.prefecture, frame.province)
    names.owners = tuple(name for name in own if name)
    named_things = {normalise(m.text).text: m.normal_form for m in mentions if m.kind in ("organisation", "school", "place")}
    names.bodies = {text: named_things[text] for text in sorted(named_things, key=lambda text: (-len(text), text)) if len(text) > 1}
    names.bodies_by_start = {}
    for text, body in names.bodies.items():
        names.bodies_by_start.setdefault(text[:2], []).append((text, body))
    return names


def take_body(words: str, names: Names) -> tuple[str | None, str]:
    """The organisation, school or place that words begin with, and the rest; its own institution counts as none.

    What is left must be two characters or more: a body alone names nothing.
    """
    for text, body in names.bodies_by_start.get(words[:2], ()):
        rest = words[len(text) :].removeprefix("的") if words.startswith(text) else ""
        if len(rest) > 1 and named("of_body").match(rest) is None:
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


_ALIKE = frozenset({("person", "event"), ("thing", "session"), ("thing", "data"), ("area", "length"), ("time", "session")})


def _fits(known: Known, sort: str | None, per: bool) -> bool:
    if sort == "event" and known.sort == "person":
        return False
    if per != (known.kind == "per_capita") and sort not in ("share", "ratio"):
        return False
    if not sort or not known.sort or sort == known.sort:
        return True
    return (sort, known.sort) in _ALIKE or (known.sort, sort) in _ALIKE


@cache
def _stops() -> dict[str, str]:
    """Words that end a noun phrase on its left, by the class that matters."""
    words = load_words()
    stops: dict[str, str] = {}
    for name in (
        "copula",
        "prep",
        "have",
        "do",
        "compare",
        "among",
        "list",
        "pair",
        "up",
        "down",
        "level",
        "share",
        "plan",
        "rank",
    ):
        for word in words[name]:
            stops.setdefault(word, name)
    return stops


@cache
def _strip_front() -> re.Pattern[str]:
    subjects = words_pattern("subject")
    return re.compile(
        rf"^(?:{subjects}|(?:公司|企业|学生|教师)(?={words_pattern('do')})|本(?!科|地|土|级|市|县|省)|该|各(?!级|类|种)|共(?!建|同|享)|其(?!他|它|中|余)|了|的|、|和(?!谐)|及(?!格)|与|以及"
        r"|各级各类|各[级类种](?=.{3})|时(?!间|长)|并|还|另|又|新一批|第一批|一批)+(?=.{2})"
    )


def left_phrase(sentence: Sentence, start: int, end: int, names: Names, sort: str | None, per: bool) -> Phrase:
    """The noun phrase that ends where the number's lead ends: a known name first, else words back to a verb or mark."""
    stop, verb = _phrase_end(sentence, start, end)
    if stop <= start:
        return Phrase("", stop, stop, verb)
    known = names.suffix(sentence.text[start:stop], sort, per)
    begin = start + known[0] if known else stop
    for a, b in sentence.tokens(start, stop):
        if a < begin < b and sentence.text[a:b] in load_words()["joined"]:
            begin = a
    begin, verb = _extend(sentence, start, begin, stop)
    front = _strip_front().match(sentence.text[begin:stop])
    if front and (known is None or begin + front.end() <= start + known[0]):
        begin += front.end()
    text = sentence.text[begin:stop]
    if ")" in text and "(" not in text and (opened := sentence.text.rfind("(", start, begin)) > start:
        before = left_phrase(sentence, start, opened, names, sort, per)
        return Phrase(before.text + text.rpartition(")")[2], before.start, stop, before.verb)
    if text in load_words()["quotient"]:
        begin = _clause_of(sentence, start, begin)
    return Phrase(sentence.text[begin:stop], begin, stop, verb)


def _clause_of(sentence: Sentence, start: int, begin: int) -> int:
    """Where the clause begins that a bare 比例 depends on (获得晋升的|比例); `begin` where there is none."""
    clause = re.search(r"[^,;:。()、\d]{2,18}的$", sentence.text[start:begin])
    if clause is None:
        return begin
    at = max([start + clause.start(), *(p.end for p in sentence.periods if p.start < start + clause.start() < p.end)])
    front = _strip_front().match(sentence.text[at:begin])
    return at + (front.end() if front else 0)


@cache
def _loose() -> frozenset[str]:
    words = load_words()
    return words["copula"] | words["pair"] | words["prep"] | words["list"] | words["level"]


def _phrase_end(sentence: Sentence, start: int, end: int) -> tuple[int, str]:
    """Where the phrase ends: before copulas, prepositions, marks and hedges; and the verb that is all there is after it."""
    words = load_words()
    held = named("held").search(sentence.text, start, end)
    stop = held.start() if held else end
    end = stop
    loose = _loose()
    for a, b in reversed(sentence.tokens(start, end)):
        word = sentence.text[a:b]
        footnote = word.isdigit() and len(word) <= 2 and a > start
        if footnote or word in loose or word in "、,:“‘ \"'" or word in words["hold"]:
            stop = a
            continue
        if word in words["have"] and (
            named("counted").search(sentence.text, start, a) or (a > start and named("still").fullmatch(word))
        ):
            stop = a
            continue
        break
    return stop, ""


def _extend(sentence: Sentence, start: int, begin: int, stop: int) -> tuple[int, str]:
    """Walk left over the words that belong to the phrase; return where it begins and the verb that ended the walk."""
    stops, words = _stops(), load_words()
    tokens = sentence.tokens(start, begin)
    spans = [(p.start, p.end) for p in sentence.periods]
    quotes = 0
    while tokens:
        a, b = tokens.pop()
        word = sentence.text[a:b]
        if any(x < b and a < y for x, y in spans):
            break
        if word in "”’》" or quotes:
            quotes += (word in "”’》") - (word in "“‘《")
        elif word in "“‘《,;:。":
            break
        else:
            kind = stops.get(word)
            inside = word in words["nominal"] or (
                begin < stop and sentence.text[a - 1 : a] in ("与", "和", "、") and a - 1 >= start
            )
            bound = named("bound_end").fullmatch(sentence.text, begin, stop) is not None
            if kind in ("do", "have") and not bound and not (inside and (begin < stop or len(word) > 1)):
                return begin, word
            if kind in ("up", "down") and inside and begin < stop:
                begin = a
                continue
            if word == "的" and stop - begin <= 3 and begin < stop:
                return _modifier(sentence, start, a, begin), ""
            joins = word in "和与及、" and begin < stop and _listed(sentence, start, a)
            if kind and kind not in ("do", "have") and not joins and word != "第":
                return begin, ""
            if word in words["subject"] and begin < stop and word not in words["common"]:
                return begin, ""
        begin = a
    return begin, ""


def _modifier(sentence: Sentence, start: int, at: int, begin: int) -> int:
    """亮红灯的|学生: a short noun takes the clause before 的, where that is short; else the phrase begins after 的."""
    clause = re.search(r"[一-龥“”A-Za-z0-9+]{2,14}$", sentence.text[start:at])
    if clause is None or any(p.start < at and start + clause.start() < p.end for p in sentence.periods):
        return begin
    tokens = [a for a, _ in sentence.tokens(start + clause.start(), at) if sentence.words.begins(a)]
    return tokens[0] if tokens else begin


def _listed(sentence: Sentence, start: int, at: int) -> bool:
    """Whether a 和 or 、 joins two nouns of one phrase: a noun stands before it."""
    before = sentence.text[start:at]
    return bool(re.search(r"[一-龥”]{2}$", before)) and not re.search(r"(?:与|同|和|对|向)$", before)


def right_phrase(sentence: Sentence, start: int, end: int) -> Phrase:
    """The noun phrase that begins right after the number: words up to a verb, a mark or the next 的."""
    stops, words = _stops(), load_words()
    at, quotes, first = start, 0, True
    for a, b in sentence.tokens(start, end):
        word = sentence.text[a:b]
        kind = stops.get(word)
        if word in "“‘《":
            quotes += 1
        elif word in "”’》":
            quotes -= 1
        elif not quotes:
            if word == "的" and not first and b < end and len(sentence.text[start:a]) <= 8:
                if sentence.text[start:a] in words["common"] or sentence.text[start:a] in words["counted"]:
                    break
                rest = right_phrase(sentence, b, end)
                return Phrase(rest.text, start, rest.end) if rest.text else Phrase(sentence.text[start:at], start, at)
            if word in "、和与及" or word in words["per"] or (word in words["now"] and not first):
                break
            if not kind and not first and word in words["nominal"] and not _noun_follows(sentence, b, end):
                break
            compound = kind in ("do", "have", "up") and word in words["nominal"] and _noun_follows(sentence, b, end)
            if kind and not compound and not (a - start > 1 and sentence.text[start:a] in words["grade"]):
                break
        at, first = b, False
    return Phrase(sentence.text[start:at], start, at)


def _noun_follows(sentence: Sentence, at: int, end: int) -> bool:
    """Whether a noun follows an activity word inside a compound (培训|项目)."""
    tokens = sentence.tokens(at, end)
    if not tokens:
        return False
    word = sentence.text[tokens[0][0] : tokens[0][1]]
    return (word not in _stops() and bool(re.match(r"[一-龥]{2}", word))) or word in load_words()["nominal"]
