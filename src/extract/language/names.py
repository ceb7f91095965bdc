"""Named things in running text: organisations, schools, policies, awards, programmes, courses and places, by lexicon and grammar.

A name of an organisation stands between a stop (a verb, a preposition, a mark) and an end (教育局, 学校, 有限公司). All works on
characters, so that no word boundary can cut a name. Blanks and line breaks inside a name are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from extract.language.grammar import Grammar, Stop, any_of, load_grammar
from extract.model import MentionKind

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["GROUP", "Name", "add_names", "find_aliases", "find_names"]

GROUP = "names"
_WINDOW = 32
_SPACE = re.compile(r"\s+")
_POLICY = re.compile(r"《([^《》]{2,90}(?:《[^《》]{2,40}》[^《》]{0,40})?)》")
_FILE_NUMBER = re.compile(r"(?<=[\u4e00-\u9fff])[〔\[［（(【](?:20|19|２０)[\d０-９]{2}[〕\]］）)】]第?[\d０-９]{1,4}号")
_NUMBER_BEHIND = re.compile(rf"[（(]([\u4e00-\u9fff]{{2,12}}{_FILE_NUMBER.pattern})")
_HAN_RUN = re.compile(r"[\u4e00-\u9fff]{2,12}$")
_BREAK = frozenset('，。；：、！？,;:!?《》〈〉“”‘’"（）()【】[]〔〕|/…—-－~～*#<>=+．.\n\t')
_NOT_AFTER = {
    "大学": "生城先",
    "中学": "生",
    "小学": "生",
    "学院": "派路校",
    "学校": "长",
    "职中": "心",
    "公司": "法",
    "工会": "法",
}
_DIVISION = re.compile(r"第?[一二三四五六七八九十]{1,3}师|\d{1,3}团|第[一二三四五六七八九十\d]{1,3}(?=[实中小职高幼])")
_DIVISION_FRONTS = frozenset("第一二三四五六七八九十")
"""What a division begins with, where that is no digit."""
_LOCAL = re.compile(r"[\u4e00-\u9fff]{2,3}?[省市县区州盟旗镇乡村](?![场民委级区])|" + _DIVISION.pattern)
_WHOLE_PLACE = re.compile(r"[\u4e00-\u9fff]{0,8}[省市县区州盟旗镇乡师]")
_CAPTION = re.compile(r"[图表]\d{1,3}(?:[-.]\d{1,2})?")
_LEAD = re.compile(r"(?:[图表]\s?\d{1,3}(?:[-.]\d{1,2})?|[\d０-９]+[名项个次人])[:：]?")
_COUNTED = re.compile(r"\d+[所家个多余]")
_THERE_ARE = re.compile(r"有([^有]+)$")
_BRANCH = re.compile(r"[（(][\u4e00-\u9fff]{2,8}(?:分公司|校区|分校|分院)[）)]")


class Name(Struct, frozen=True, kw_only=True, gc=False):
    """A named thing at `start..end` of the text it was looked for in; `text` is without blanks and line breaks."""

    kind: MentionKind
    text: str
    start: int
    end: int
    document_number: str | None = None


def find_names(text: str) -> list[Name]:
    """Every named thing in a paragraph, in order; one character belongs to one name, but organisations may stand inside policies.

    >>> [(n.kind, n.text) for n in find_names("云岭县教育局印发《职教发展规划》（云教发〔2023〕5号），与恒远科技有限公司合作")]
    [('organisation', '云岭县教育局'), ('policy', '《职教发展规划》'), ('organisation', '恒远科技有限公司')]
    """
    squeezed, back = _squeeze(text)
    grammar = load_grammar()
    found = [*_find_titles(squeezed, grammar), *_find_organisations(squeezed, grammar)]
    taken = bytearray(len(squeezed))
    for name in found:
        taken[name.start : name.end] = bytes([1]) * (name.end - name.start)
    for name in (*_find_awards(squeezed, grammar), *_find_programmes(squeezed, grammar), *_find_persons(squeezed, grammar)):
        if 1 not in taken[name.start : name.end]:
            found.append(name)
            taken[name.start : name.end] = bytes([1]) * (name.end - name.start)
    found.sort(key=lambda name: (name.start, -name.end))
    return [
        Name(kind=n.kind, text=n.text, start=back[n.start], end=back[n.end - 1] + 1, document_number=n.document_number)
        for n in found
    ]


def _squeeze(text: str) -> tuple[str, range | list[int]]:
    """The text without blanks, and the way back."""
    if _SPACE.search(text) is None:
        return text, range(len(text))
    back: list[int] = []
    at = 0
    for gap in _SPACE.finditer(text):
        back.extend(range(at, gap.start()))
        at = gap.end()
    back.extend(range(at, len(text)))
    return _SPACE.sub("", text), back


# ---------------------------------------------------------------- policies and courses


def _find_titles(text: str, grammar: Grammar) -> Iterator[Name]:
    """What stands in 《》: policies with the number behind them, courses by the words around; and numbers without a title."""
    words = grammar.words
    used = bytearray(len(text) + 1)
    for found in _POLICY.finditer(text):
        title = re.sub(r"[（(][^（()）]*[）)]$", "", found.group(1))
        number = _number_behind(text, found.end())
        if number:
            used[number.start() : number.end()] = bytes([1]) * (number.end() - number.start())
        if number or (len(title) > 3 and title.endswith(words.policy_ends)):
            printed = _plain_number(number.group(1)) if number else None
            yield Name(kind="policy", text=found.group(), start=found.start(), end=found.end(), document_number=printed)
        elif any(sign in _clause(text, found.start(), found.end()) for sign in words.course_signs):
            yield Name(kind="course", text=found.group(), start=found.start(), end=found.end())
    for found in _FILE_NUMBER.finditer(text):
        if used[found.start()]:
            continue
        run = _HAN_RUN.search(text, max(0, found.start() - 12), found.start())
        start = _find_start(text, run.start(), found.start(), grammar) if run else found.start()
        printed = text[start : found.end()]
        if len(printed) > len(found.group()):
            yield Name(kind="policy", text=printed, start=start, end=found.end(), document_number=_plain_number(printed))


def _clause(text: str, start: int, end: int) -> str:
    """A few characters before and behind a range, within the clause."""
    before = re.split(r"[，。；]", text[max(0, start - 20) : start])[-1]
    return before + re.split(r"[，。；]", text[end : end + 16])[0]


def _number_behind(text: str, at: int) -> re.Match[str] | None:
    """The number in brackets right behind a title."""
    return _NUMBER_BEHIND.match(text, at)


def _plain_number(printed: str) -> str:
    """A document number in its usual form: half-width digits, 〔〕."""
    digits = printed.translate(str.maketrans("０１２３４５６７８９", "0123456789"))
    return re.sub(r"[\[［（(【]\s*(\d{4})\s*[\]］）)】]", r"〔\1〕", digits)


# ---------------------------------------------------------------- organisations


def _find_organisations(text: str, grammar: Grammar, *, loose: bool = False) -> Iterator[Name]:
    """Names that close with a known end; `loose` takes a place with 学校 for one school, as its alias shows."""
    at = 0
    for found in grammar.last.finditer(text):
        if found.start() < at:
            continue
        end = _end_at(text, found.end(), grammar)
        if end is None:
            continue
        name = _read_organisation(text, found.end(), end, grammar, at, loose)
        if name:
            yield name
            at = name.end


def _end_at(text: str, stop: int, grammar: Grammar) -> str | None:
    """The longest end that closes here and is not the front of a longer word."""
    for size in range(min(grammar.longest, stop), 1, -1):
        end = text[stop - size : stop]
        if end in grammar.ends:
            if text[stop : stop + 1] in _NOT_AFTER.get(end, "") and stop < len(text):
                return None
            return None if _goes_on(text, stop, grammar) else end
    return None


def _goes_on(text: str, stop: int, grammar: Grammar) -> bool:
    """Whether a longer name ends a few characters on without a stop between: 职业技术学院附属中学, 教育局教研室."""
    for longer in range(stop + 1, min(stop + 12, len(text)) + 1):
        if text[longer - 1] in _BREAK:
            return False
        for size in range(min(grammar.longest, longer - stop), 1, -1):
            end = text[longer - size : longer]
            if end in grammar.ends:
                between = text[stop : longer - size]
                return not _has_stop(between, grammar) and end not in grammar.words.alone and bool(between or size > 2)
    return False


def _is_kind(stem: str, end: str, grammar: Grammar) -> bool:
    """Whether what stands before the end only says which kind or how many: 公办, 全市中职, 2所."""
    if grammar.generic.fullmatch(stem) or _COUNTED.search(stem):
        return True
    if stem.endswith("有") or ((there := _THERE_ARE.search(stem)) and grammar.generic.fullmatch(there[1])):
        return True  # 云岭区有中职|学校: that there are such, no name
    return grammar.ends[end] == "school" and stem[0] in "省市县区州" and bool(grammar.generic.fullmatch(stem[1:]))


def _has_stop(text: str, grammar: Grammar) -> bool:
    return any(sort != "joined" for sort, _ in _find_stops(text, 0, len(text), grammar))


def _find_stops(text: str, begin: int, end: int, grammar: Grammar) -> Iterator[tuple[Stop, int]]:
    """The sort and the end of each stop in a range, in order, none over another."""
    at = begin
    while at < end:
        for word, sort in grammar.stops.get(text[at], ()):
            if text.startswith(word, at, end):
                at += len(word)
                yield sort, at
                break
        else:
            at += 1


def _read_organisation(text: str, stop: int, end: str, grammar: Grammar, floor: int, loose: bool) -> Name | None:
    words = grammar.words
    begin = max(floor, stop - len(end) - _WINDOW)
    for at in range(stop - len(end) - 1, begin - 1, -1):
        if text[at] in _BREAK:
            begin = at + 1
            break
    start = _find_start(text, begin, stop - len(end), grammar, company=end.endswith("公司"))
    label = _CAPTION.match(text, start, stop)
    start = label.end() if label else start
    stem = text[start : stop - len(end)]
    if not stem or _is_kind(stem, end, grammar):
        if end not in words.alone:
            return None
        start = stop - len(end)
    else:
        of_kind = not loose and end in words.kind_ends and _is_place(stem)
        placeless = end in words.placed_ends and not _place_at(text, start, stop, grammar, first=True)
        short = len(stem) < 2 and (stem not in "省市县区州" or end in words.kind_ends)
        if short or of_kind or placeless:
            return None
    branch = _BRANCH.match(text, stop)
    if branch:
        stop = branch.end()
    return Name(kind=grammar.ends[end], text=text[start:stop], start=start, end=stop)


def _find_start(text: str, begin: int, stop: int, grammar: Grammar, *, company: bool = False) -> int:
    """Where a name begins: behind the last hard stop at the first place it names, else behind the last stop of any kind.

    Verbs are no stop behind a place in the name of a company: 云岭市超越汽车有限公司.
    """
    hard = soft = begin
    fronts = {begin}
    for sort, end in _find_stops(text, begin, stop, grammar):
        if sort == "stop" or (sort == "verb" and not company):
            hard = soft = end
            fronts = {hard}
        elif sort != "joined":
            soft = end
            fronts.add(soft)
    for at in range(hard, stop):
        if _place_at(text, at, stop, grammar, first=at in fronts):
            return at
    while soft < stop and text[soft].isdigit():
        soft += 1
    return soft


def _place_at(text: str, at: int, stop: int, grammar: Grammar, *, first: bool) -> bool:
    """Whether a place begins here: of the table, with or without its 市, a division, or 市 and 县 alone at the very front."""
    known = text[at : at + 2] in grammar.place_fronts
    if not (known or first or text[at] in _DIVISION_FRONTS or text[at].isdecimal()):
        return False
    if known:
        for size in range(min(8, stop - at), 1, -1):
            if text[at : at + size] in grammar.places:
                return True
    if first and text.startswith(grammar.words.place_starts, at):
        return True
    if not first:
        return bool(_DIVISION.match(text, at, stop))
    local = _LOCAL.match(text, at, stop)
    return local is not None and not _has_stop(local.group()[:1], grammar)


def _is_place(stem: str) -> bool:
    """Whether a stem is a place with its 市 or 县, or 兵团: with 学校 behind it is no single school."""
    return stem in {"兵团", "师市", "市", "县", "省", "全国", "中国"} or (bool(_WHOLE_PLACE.fullmatch(stem)) and not stem.isdigit())


# ---------------------------------------------------------------- awards and programmes


def _find_awards(text: str, grammar: Grammar) -> Iterator[Name]:
    """A prize or title, with the occasion in front of it back to the verb."""
    for found in grammar.prizes.finditer(text):
        begin = max(0, found.start() - 40)
        for at in range(found.start() - 1, begin - 1, -1):
            if text[at] in "，。；：！？、":
                begin = at + 1
                break
        verbs = list(grammar.verbs.finditer(text, begin, found.start()))
        start = verbs[-1].end() if verbs else begin
        lead = _LEAD.match(text, start, found.start())
        start = lead.end() if lead else start
        while start < found.start() and (text[start] in "”’、了" or text.startswith("其中", start)):
            start += 2 if text.startswith("其中", start) else 1
        end = found.end()
        if text[start : start + 1] == "“" and "”" not in text[start:end]:
            start += 1
        elif text[start:end].count("“") > text[start:end].count("”") and text[end : end + 1] == "”":
            end += 1
        if end > start:
            yield Name(kind="award", text=text[start:end], start=start, end=end)


def _find_programmes(text: str, grammar: Grammar) -> Iterator[Name]:
    """Names of programmes; short ones only where 专业 or a list shows what they are."""
    for found in grammar.programmes.finditer(text):
        around = text[max(0, found.start() - 1) : found.start()] + text[found.end() : found.end() + 2]
        if len(found.group()) > 4 or "专业" in around or "、" in around:
            yield Name(kind="programme", text=found.group(), start=found.start(), end=found.end())


def _find_persons(text: str, grammar: Grammar) -> Iterator[Name]:
    """Persons beside what they do: 传承人王明，; no word of the lexicons is taken for a name."""
    seen: set[int] = set()
    for pattern in grammar.persons:
        for found in pattern.finditer(text):
            name, start = found.group("name"), found.start("name")
            if start not in seen and not name.startswith(grammar.words.not_persons) and not grammar.common.fullmatch(name):
                seen.add(start)
                yield Name(kind="person", text=name, start=start, end=start + len(name))


# ---------------------------------------------------------------- aliases


def find_aliases(text: str) -> list[tuple[str, str]]:
    """Pairs of alias and name: 云岭县职业学校（以下简称“云职校”）.

    >>> find_aliases("云岭县职业学校（以下简称“云职校”）创办于1980年")
    [('云职校', '云岭县职业学校')]
    """
    squeezed, _ = _squeeze(text)
    grammar = load_grammar()
    signs = any_of(grammar.words.alias_signs)
    pairs: list[tuple[str, str]] = []
    for found in re.finditer(rf"[（(](?:{signs})[:：为]?[“\"‘]?([^“”\"‘’（()）]{{2,12}})[”\"’]?[）)]", squeezed):
        name = next(
            (n for n in _find_organisations(squeezed[: found.start()], grammar, loose=True) if n.end == found.start()), None
        )
        if name and found.group(1) not in grammar.words.weak_aliases:
            pairs.append((found.group(1), name.text))
    return pairs


# ---------------------------------------------------------------- the component


def add_names(nlp: Language) -> Language:
    """Append the component that writes the span group `names` (labels are the kinds) to a pipeline."""
    from spacy.language import Language

    if not Language.has_factory(GROUP):
        Language.component(GROUP, func=_mark_names)
    nlp.add_pipe(GROUP)
    return nlp


def _mark_names(doc: Doc) -> Doc:
    found: list[Any] = []
    for name in find_names(doc.text):
        span = doc.char_span(name.start, name.end, label=name.kind, alignment_mode="expand")
        if span is not None:
            found.append(span)
    doc.spans[GROUP] = found
    doc.user_data[GROUP] = find_names(doc.text)
    return doc
