"""The noun phrase a number belongs to: the words before it, back to a verb or a mark, or the words behind it."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from extract.codebook.prose import fill, named
from extract.codebook.prose import fill as pattern
from extract.codebook.words import load_words
from extract.language.tokens import load_adverbs, load_verbs
from extract.observe.prose.figures import Sentence
from extract.observe.prose.names import Names, take_body


class Phrase(NamedTuple):
    """A noun phrase: its words, where they stand, and the verb that governs them."""

    text: str
    start: int
    end: int
    verb: str = ""


_RATE = 2
"""How long a rate is whose first character has been taken for a verb or preposition."""


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
    own = sentence.text[begin:stop]
    people = known is None and named("people_end").search(own) is not None
    if (people or (known and known[1].sort in ("person", "thing"))) and begin - 1 > start and sentence.text[begin - 1] == "的":
        begin = _doing_of(sentence, start, begin) if take_body(own, names)[1] == own else begin
    front = named("no_front").match(sentence.text[begin:stop])
    if front and (known is None or begin + front.end() <= start + known[0]):
        begin += front.end()
    text = sentence.text[begin:stop]
    if len(text) < 4 and named("left_of_date").fullmatch(text):
        return Phrase("", stop, stop, verb)
    if ")" in text and "(" not in text and (opened := sentence.text.rfind("(", start, begin)) >= start:
        before = left_phrase(sentence, start, opened, names, sort, per)
        return Phrase(before.text + text.rpartition(")")[2], before.start, stop, before.verb)
    if text in load_words()["quotient"]:
        begin = _clause_of(sentence, start, begin)
    return Phrase(sentence.text[begin:stop], begin, stop, verb)


def _clause_of(sentence: Sentence, start: int, begin: int) -> int:
    """Where the clause begins that a bare 比例 depends on (获得晋升的|比例); `begin` where there is none."""
    if summed := named("shared_by").search(sentence.text, start, begin):
        return summed.start()  # 茶艺、护理和幼教|累计|比例
    clause = re.search(r"[^,;:。()、\d]{2,18}的$", sentence.text[start:begin])
    if clause is None:
        return begin
    at = max([start + clause.start(), *(p.end for p in sentence.periods if p.start < start + clause.start() < p.end)])
    front = named("no_front").match(sentence.text[at:begin])
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
            if kind and _belongs(sentence, (a, b), kind, (start, begin, stop)):
                begin = a
                continue
            inside = word in words["nominal"] or (
                begin < stop and sentence.text[a - 1 : a] in ("与", "和", "、") and a - 1 >= start
            )
            verb = kind in ("do", "have") and not (inside and (begin < stop or len(word) > 1))
            if verb and named("bound_end").fullmatch(sentence.text, begin, stop) is None:
                return begin, word
            if kind in ("up", "down") and inside and begin < stop:
                begin = a
                continue
            if word == "的" and stop - begin <= 3 and begin < stop:
                return _modifier(sentence, start, a, begin), ""
            joins = word in "和与及、或" and begin < stop and _listed(sentence, start, a)
            joins = joins or (word == "至" and sentence.text[a - 1 : a].isdigit() and a > start)  # 36至50岁
            if kind and kind not in ("do", "have") and not joins and word != "第":
                done = sentence.text[tokens[-1][0] : a] if word == "了" and tokens and begin < stop else ""
                return begin, done if done in words["do"] else ""  # 签订了|协议
            if word in words["subject"] and begin < stop and word not in words["common"]:
                return (begin, "") if named("run_by").fullmatch(sentence.text, begin, stop) is None else (a, "")
        begin = a
    return begin, ""


def _belongs(sentence: Sentence, word: tuple[int, int], kind: str, phrase: tuple[int, int, int]) -> bool:
    """Whether a verb or preposition is part of the noun behind it (到|课率, 不|合格|教师, 受援|学校)."""
    (a, b), (start, begin, stop) = word, phrase
    if b - a == 1 and stop - begin == _RATE and named("cut_rate").fullmatch(sentence.text, begin, stop):
        return True
    if sentence.text[a:b] == "高" and b == begin < stop:
        return True  # 高|危学生
    return kind == "do" and ((a > start and sentence.text[a - 1] in "不未") or _is_kind_of_school(sentence, a, b))


def _modifier(sentence: Sentence, start: int, at: int, begin: int) -> int:
    """亮红灯的|学生: a short noun takes the clause before 的, where that is short; else the phrase begins after 的."""
    start = max([start, *(p.end for p in sentence.periods if start < p.end <= at)])
    clause = re.search(r"(?:[一-龥“”A-Za-z0-9+/]|\([^()\d]{1,8}\)){2,16}$", sentence.text[start:at])
    if clause is None or any(p.start < at < p.end for p in sentence.periods):
        return begin
    if named("only_there").fullmatch(clause.group()):
        return begin
    tokens = [a for a, _ in sentence.tokens(start + clause.start(), at) if sentence.words.begins(a)]
    owned = named("owned").match(sentence.text, tokens[0], at) if tokens else None
    if owned and any(_acts(sentence.text[a:b]) for a, b in sentence.tokens(owned.end(), at)):
        return owned.end()
    return tokens[0] if tokens else begin


def _acts(word: str) -> bool:
    words = load_words()
    return word in words["do"] or word in words["have"] or word in words["prep"] or word in load_verbs()


def _doing_of(sentence: Sentence, start: int, begin: int) -> int:
    """具有企业经历的|专任教师: what those counted do or have narrows them; 优秀的 and 已建成的 narrow nothing."""
    at = _modifier(sentence, start, begin - 1, begin)
    return at if any(_acts(sentence.text[a:b]) for a, b in sentence.tokens(at, begin - 1)) else begin


def _listed(sentence: Sentence, start: int, at: int) -> bool:
    """Whether a 和 or 、 joins two nouns of one phrase: a noun stands before it."""
    before = sentence.text[start:at]
    return bool(fill(r"[一-龥”]{2}$").search(before)) and not fill(r"(?:与|同|和|对|向)$").search(before)


def right_phrase(sentence: Sentence, start: int, end: int, done: bool = False, given: bool = False) -> Phrase:
    """The noun phrase that begins right after the number, or a period behind it: words up to a verb, a mark or the next 的.

    `done` says that a verb stands before the number, so that one behind it is part of the noun (完成3个|专业验收); `given` that
    向 does, so that a verb behind the noun is none of it (向2所|学校|捐赠车床).
    """
    stops, words = _stops(), load_words()
    start = _past_period(sentence, start, end)
    if sentence.text[start : start + 1] in "经已由被受获" and (said := named("said_first").match(sentence.text, start, end)):
        return _won_by(sentence, start, said.end(), end) or right_phrase(sentence, said.end(), end, done, given)
    end = min((q.start for q in sentence.quantities if q.sort == "time" and start <= q.start < end), default=end)
    end, whole = min((p.start for p in sentence.periods if start < p.start < end), default=end), end
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
                return _noun_of(sentence, start, a, end)
            if word in "、和与" and sentence.text[a - 1] in "部厅委" and named("ministry").search(sentence.text[start:a]):
                continue  # 3个商务部、|文旅部立项专业
            if word in "、和与及" or word in words["per"] or (word in words["now"] and not first):
                break
            if not kind and not first and word in words["nominal"] and not _noun_follows(sentence, b, end):
                break
            if not first and _tells(sentence, start, (a, b), whole, kind, done):
                break
            compound = (
                kind in ("do", "have", "up")
                and word in words["nominal"]
                and _noun_follows(sentence, b, end)
                and (first or not given)
            )
            compound = compound or (first and _is_kind_of_school(sentence, a, b))
            if kind and not compound and not (a - start > 1 and sentence.text[start:a] in words["grade"]):
                break
        at, first = b, False
    return Phrase(sentence.text[start:at], start, at)


def _tells(sentence: Sentence, start: int, word: tuple[int, int], end: int, kind: str | None, done: bool) -> bool:
    """Whether a word begins what is said of the noun before it (学生|圆了, 企业|正式投产, 院校|启动招聘).

    What is `done` may end with a verb (完成3个|专业验收), but does not go on behind it.
    """
    text = sentence.text
    said = text[word[0] : word[1]]
    if said in load_words()["manner"] or named("over").match(text, word[1]):
        return True
    dated = any(p.start == word[1] for p in sentence.periods)
    if kind or (done and word[1] == end) or not (dated or said in load_verbs() or said in load_adverbs()):
        return False
    if text[start : word[0]] in load_words()["grade"] and _noun_follows(sentence, word[1], end):
        return False  # 3个省|示范|专业群: a grade alone is no noun of which something is said
    return named("whole_noun").search(text, start, word[0]) is not None


def noun_of_some(words: str) -> str:
    """The noun behind a number without the verb that has a number of the same things behind it (36所|学校达标|33所)."""
    noun = named("some_did").match(words)
    return noun["noun"] if noun is not None else words


def _is_kind_of_school(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a word says of what kind the school behind it is (9所|受援|学校), though it is a verb elsewhere."""
    words = load_words()
    if sentence.text[start:end] not in words["school_kind"] | words["school_role"]:
        return False
    return pattern(r"(?:{school_plain})*(?:学校|院校)").match(sentence.text, end) is not None


def _won_by(sentence: Sentence, start: int, at: int, end: int) -> Phrase | None:
    """25名|获得省级称号的教师: what those have won who are told by a common noun alone; None where the noun says enough."""
    if sentence.text[start] != "获" or sentence.text[at:end] not in load_words()["common"]:
        return None
    return _noun_of(sentence, start, at - 1, end)


def _noun_of(sentence: Sentence, start: int, at: int, end: int) -> Phrase:
    """The noun of 7个社团的格局, 11台织机组成的工坊, 4名参赛的学徒: what stands before or behind the 的."""
    words, front = load_words(), sentence.text[start:at]
    whole = Phrase(front, start, at)
    if front in words["common"] or front in words["counted"] or named("those_of_body").match(sentence.text, start):
        return whole
    if made := named("made_up").search(front):
        return Phrase(front[: made.start()], start, end)
    rest = right_phrase(sentence, at + 1, end)
    if named("abstract").search(rest.text):
        ends = [e for _, e in sentence.tokens(start, at) if sentence.text[start:e] in words["counted"]]
        return Phrase(sentence.text[start : ends[0]], start, ends[0]) if ends else whole
    if rest.text in words["common"] and fill(r"(?:{do}|{have})[一-龥“”]{2,}").match(front):
        return Phrase(sentence.text[start : rest.end], start, rest.end)  # 25名|获得省级称号的教师
    return Phrase(rest.text, start, rest.end) if rest.text else whole


def _past_period(sentence: Sentence, start: int, end: int) -> int:
    """Where the words begin behind a period that stands right here."""
    dated = next((p.end for p in sentence.periods if p.start == start and p.end < end), None)
    return start if dated is None else dated + (sentence.text[dated] == "的")


def _noun_follows(sentence: Sentence, at: int, end: int) -> bool:
    """Whether a noun follows an activity word inside a compound (培训|项目, 研讨|室)."""
    tokens = sentence.tokens(at, end)
    if not tokens:
        return False
    word = sentence.text[tokens[0][0] : tokens[0][1]]
    return (word not in _stops() and bool(re.match(r"[一-龥]{2}|[室馆厅]$", word))) or word in load_words()["nominal"]
