"""The concept a figure is: the most specific row of the codebook that holds gives its indicator or standard name."""

from __future__ import annotations

import re
from functools import cache
from itertools import chain, takewhile
from operator import add
from typing import NamedTuple

from extract.codebook.concepts import Concept, Concepts, excludes, load_concepts
from extract.codebook.prose import fill, named
from extract.observe.prose.figures import OF_SHARE, Figure
from extract.observe.prose.look import Context

_RATE = re.compile(r"([一-龥]{2})[率度]$")
_COUNT = re.compile(r"(?:总人数|人数|总数|数量|数)$")
_SUM = re.compile(r"^(?!.*[均每]).*(?:金额|总额|经费|收入|支出)$")
_COUNTED, _EACH = ("person", "thing", "event", "session", "time"), re.compile("[均每]")
_MONEY = re.compile(r"(?:收入|经费|金额|投入|支出|产值|资金)$")
_PRIZE = re.compile(r"(?:[一二三四特]等奖|[金银铜]奖|[金银铜]牌|优[秀胜]奖|奖项|奖牌)数?$")
_PRIZE_NAME = re.compile(r"奖(?!学|助)|[金银铜]牌")


class Surroundings(NamedTuple):
    """What a row is held against: the number's own words with `#` for it, the same with the name, and the sentence round them."""

    own: str
    words: str
    before: str
    head: str
    after: str
    last: str


def read_concept(context: Context, figure: Figure) -> bool:
    """Give a figure the indicator or standard name the codebook's rows say it is; False where none holds."""
    if (
        not figure.name
        or not {"answer", "exact"}.isdisjoint(figure.flags)
        or (figure.name[0] == "“" and named("own_fund").match(figure.name))
        or (figure.role == "change" and context.last is not None and figure.name == context.last.name)
    ):
        return False
    concepts = load_concepts()
    round_it = surroundings(context, figure)
    best: tuple[int, Concept] | None = None
    for at in candidates(round_it.words, figure):
        row = concepts.rows[at]
        if row.levels and context.names.level not in row.levels:
            continue
        weight = weigh(row, figure, round_it)
        if weight and (best is None or weight > best[0]) and _may_be(figure, row, _target(context, row), concepts):
            best = weight, row
    if best is None:
        return False
    _apply(context, figure, best[1], round_it, concepts)
    return True


def _target(context: Context, row: Concept) -> str:
    known = context.names.by_id.get(row.is_ or "")
    return known.name if known is not None else row.name


def _may_be(figure: Figure, row: Concept, target: str, concepts: Concepts) -> bool:
    """Whether a target measures what a name does; the members of a list divide a whole, and none of them is its rate."""
    if figure.rule == "prose.member" and figure.kind == "share" and _RATE.search(target):
        return False
    if named("gap_between").search(figure.name) and named("gap_between").search(target) is None:
        return False
    if figure.role == "change" and _is_of_other(figure.name, target):
        return False
    if figure.kind == "per_capita" and (_SUM.search(target) or (figure.sort in _COUNTED and not _EACH.search(target))):
        return False
    if figure.indicator_id is None and excludes(figure.name, target, concepts):
        return False
    return not is_other_measure(figure.name, target, concepts) and not _is_one_of_several(row, figure.name)


def _is_of_other(name: str, target: str) -> bool:
    """Whether what grew was each one's share of something, or a share, and a target is neither.

    >>> _is_of_other("生均设备投入", "设备投入"), _is_of_other("升学比例", "升学人数"), _is_of_other("升学比例", "升学率")
    (True, True, False)
    """
    each = name.startswith(("生均", "人均", "师均")) and _EACH.search(target) is None
    counted = _COUNT.search(target.replace("人次", "人数")) is not None
    return each or (counted and (_MONEY.search(name) or OF_SHARE.search(name)) is not None)


def is_other_measure(name: str, target: str, concepts: Concepts) -> bool:
    """Whether a name is a rate or prize of its own, and another than the target: a 满意率 is no 升学率.

    >>> is_other_measure("毕业生满意率", "升学率", load_concepts()), is_other_measure("取证通过率", "考核合格率", load_concepts())
    (True, False)
    """
    if _PRIZE.search(name) and not _PRIZE_NAME.search(target):
        return True
    one, two = _RATE.search(name), _RATE.search(target)
    if one is None or two is None or one[1] == two[1]:
        return False
    return not any(one[1] in members and two[1] in members for members in concepts.alike)


def surroundings(context: Context, figure: Figure) -> Surroundings:
    text = context.sentence.text
    own = f"{_without_members(_without_others(figure))}#{_own_tail(context, figure)}"
    begin = text.rfind(";", 0, figure.start) + 1
    end = text.find(";", figure.end)
    head = text[: figure.start]
    told = f"{context.contest}。{head}" if context.contest else head
    if context.names.level == "enterprise":
        told = f"公司。{told}"  # whose report it is need not be said in every sentence
    last = context.last.name if context.last is not None else ""
    return Surroundings(own, f"{own}\t{figure.name}", head[begin:], told, text[figure.end : end if end > 0 else len(text)], last)


def _without_others(figure: Figure) -> str:
    """The words before the first of several numbers without the items of the others (参军、|升学|各占毕业生的)."""
    items = next((flag[6:].split("|") for flag in figure.flags if flag.startswith("items:")), [])
    lead = figure.lead
    for item in items[1:]:
        lead = lead.replace(item, "", 1)
    return lead


def _without_members(lead: str) -> str:
    """The words before a number without the members that its noun stands for (建有|电工、焊工、烹饪等|实训室)."""
    listed = named("members_listed").search(lead) if "、" in lead else None
    if listed is None:
        return lead
    verb = named("first_verb").match(listed[0])
    return lead[: listed.start()] + (verb.group() if verb else "") + lead[listed.end() :]


def _own_tail(context: Context, figure: Figure) -> str:
    """The words after the number without the label of the next member of a list (市内118人、|省外208人)."""
    if any(later.start == figure.end + len(figure.tail) for later in context.figures):
        return figure.tail.partition("、")[0]
    return named("goes_on").split(figure.tail, 1)[0] if "并" in figure.tail else figure.tail


def candidates(words: str, figure: Figure) -> list[int]:
    """The rows for numbers of a figure's sort whose first words begin somewhere in the text, in file order."""
    starts = _starts(figure.sort, _moved(figure))
    begun = starts.keys() & chain(words, map(add, words, words[1:]))
    return sorted({at for start in begun for at in starts[start]})


@cache
def _starts(sort: str | None, every: bool) -> dict[str, tuple[int, ...]]:
    """The rows for numbers of a sort, or every row, by how their first words begin."""
    concepts = load_concepts()
    fitting = {at for at, row in enumerate(concepts.rows) if every or not row.sorts or sort in row.sorts}
    kept = {start: tuple(at for at in rows if at in fitting) for start, rows in concepts.by_start.items()}
    return {start: rows for start, rows in kept.items() if rows}


def _moved(figure: Figure) -> bool:
    """Whether a figure is how much another moved, in percent: it is called as that one is, of whatever sort."""
    return figure.role == "change" and figure.sort == "share" and figure.kind in ("growth", "change")


def weigh(row: Concept, figure: Figure, round_it: Surroundings) -> int:
    """How many characters a row accounts for, 0 where it does not hold."""
    if row.sorts and figure.sort not in row.sorts and not _moved(figure):
        return 0
    if figure.kind not in row.kinds if row.kinds else figure.kind == "rank":
        return 0  # a place in an order is none of the things that are put in order
    if row.units and figure.quantity.measure not in row.units:
        return 0
    if figure.indicator_id is not None and figure.indicator_id not in row.over:
        return 0
    total = 0
    for patterns, text in (
        (row.words, round_it.words),
        (row.noun, figure.name),
        (row.own, round_it.own),
        (row.before, round_it.before),
        (row.head, round_it.head),
        (row.after, round_it.after),
        (row.last, round_it.last),
    ):
        for pattern in patterns:
            found = fill(pattern).search(text)
            if found is None:
                return 0
            total += max(1, found.end() - found.start())
    if not row.noun and not _touches_noun(row, figure, round_it):
        return 0
    barred = (
        (row.not_words, round_it.words),
        (row.not_noun, figure.name),
        (row.not_own, round_it.own),
        (row.not_before, round_it.before),
        (row.not_after, round_it.after),
    )
    for pattern, text in barred:
        if pattern and fill(pattern).search(text):
            return 0
    return total


def _touches_noun(row: Concept, figure: Figure, round_it: Surroundings) -> bool:
    """Whether a row accounts for some of the noun behind the number, where one is counted there."""
    noun = _counted_noun(figure, round_it.own)
    if noun is None:
        return True
    searched = [*((pattern, round_it.words) for pattern in row.words), *((pattern, round_it.own) for pattern in row.own)]
    found = (one for pattern, text in searched for one in fill(pattern).finditer(text))
    return any(one.start() < noun[1] and noun[0] < one.end() for one in found)


def _counted_noun(figure: Figure, own: str) -> tuple[int, int] | None:
    """Where the noun stands right behind the number that the figure's name counts (5个|班组|参加的会议)."""
    noun = _COUNT.sub("", figure.name)
    at = own.find("#") + 1
    if figure.sort not in ("person", "thing") or len(noun) < 2 or not own.startswith(noun, at):
        return None
    return at, at + len(noun)


def _is_one_of_several(row: Concept, name: str) -> bool:
    """Whether a row speaks of one of several nouns that are counted together (名师、新秀): none is the count of all."""
    bare = fill(r"^(?:{grade})、(?={grade})").sub("", _COUNT.sub("", name)) if "、" in name else _COUNT.sub("", name)
    parts, whole = fill(r"、|(?<=[人师员手匠])[和与及]").split(bare), named("whole_thing")
    held = name.endswith(("次数", "场次", "期数"))  # 消防演练、禁毒宣讲次数
    if len(parts) < 2 or any(len(part) < 4 or not (held or whole.search(part)) for part in parts):
        return False
    words = fill(row.words[0])
    found = sum(words.search(part) is not None for part in parts)
    return 0 < found < len(parts) or (found > 1 and "{" in row.name)  # a row that names but one of its own words


def _apply(context: Context, figure: Figure, row: Concept, round_it: Surroundings, concepts: Concepts) -> None:
    named_before, own_words = figure.name, figure.stem if figure.indicator_id is not None else figure.name
    known = context.names.by_id.get(row.is_ or "")
    if known is not None:
        figure.name, figure.indicator_id = known.name, known.indicator_id
    else:
        figure.name = _built(row, round_it)
        each = figure.kind == "per_capita" and context.names.find(figure.name, figure.sort, per=True)
        found = each or context.names.find(figure.name, figure.sort)
        figure.indicator_id = found.indicator_id if found is not None else None
        if found is not None and "{" in row.name and not row.name.endswith("}"):
            figure.name = found.name  # one made of a group and a noun is the codebook's where that knows it
    parts = [row.fixed] if row.fixed else []
    if narrow := _groups(row, round_it).get("narrow"):
        parts.append(narrow)
    if row.rest:
        parts.append(_rest(row, named_before, figure.name))
    lead, _, tail = round_it.own.partition("#")
    for name in row.qualifier:
        parts += narrowing(concepts, name, lead)[-1:] or narrowing(concepts, name, tail)[:1]
    for name in row.told:
        parts += narrowing(concepts, name, round_it.own)[:1] or narrowing(concepts, name, round_it.before)[-1:]
    parts += _kept(own_words, figure.name, row)
    front = _front(own_words, known.name, row.words[0].split("|")) if not parts and known is not None else ""
    if not parts and known is not None and (front := front or _front_of_alias(context, figure, named_before)):
        parts.append(front)
    told = "" if _says(row, figure.qualifier or "") else figure.qualifier or ""
    if told and figure.parent != figure.name and fill(row.words[0]).fullmatch(told):
        # the part of a whole that the row is of (专任教师84人;高级讲师|20人) narrows it no more
        figure.stem, told = _COUNT.sub("", figure.name), ""
    told = "" if told in figure.name else told
    figure.qualifier = told or None
    printed = narrowing(concepts, "level", round_it.own)
    lost = [label for label in narrowing(concepts, "level", named_before)[:1] if label in printed or figure.rule == "prose.award"]
    parts += [label for label in lost if label[:2] not in figure.name + told]
    parts = [part for part in dict.fromkeys(parts) if part and part not in told]
    parts = [part for part in parts if not any(part != other and part in other for other in parts)]
    if parts:
        figure.qualifier = "·".join(([told] if told else []) + parts)


def _says(row: Concept, clause: str) -> bool:
    """Whether a clause only says what the row is of (享受国家助学金|的学生)."""
    return fill(r"^(?:{do}|{have})").match(clause) is not None and fill(row.words[0]).search(clause) is not None


def _kept(words: str, name: str, row: Concept) -> list[str]:
    """What narrows the words a name was made of, whatever they are of, and neither the name nor its row says (护理专业|学生)."""
    kept = (fill(r"^(?:{do}|人均)+").sub("", part) for part in named("kept").findall(words))
    parts = [part for part in kept if part not in ("", "专业") and part not in name and part not in row.words[0]]
    return [part.replace("级及以上", "级以上") for part in parts]


def _front(before: str, name: str, words: list[str]) -> str:
    """What a name said in front of the noun it now is (深度|合作企业), or in front of the end the two share."""
    whole, noun = _COUNT.sub("", before), _COUNT.sub("", name)
    one, two = _RATE.search(whole), _RATE.search(noun)
    if whole == noun or (one and two and one[1] != two[1]):
        return ""
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(whole[::-1], noun[::-1], strict=False)))
    front = whole[: len(whole) - shared]
    told = shared < 2 or front in noun or any(word in front for word in words)
    if not told and (group := named("group_front").fullmatch(front)):
        return str(group["group"])
    plain = told or front[:2] in noun or named("dropped").match(front) or fill(r"{do}|{have}|{nominal}").search(front)
    return "" if plain or len(front) < 2 else front


def _front_of_alias(context: Context, figure: Figure, before: str) -> str:
    """The kind of school a name began with, before another name of the same (示范性|中职学校)."""
    found = context.names.suffix(before, figure.sort)
    if found is None or found[1].indicator_id != figure.indicator_id or not found[0]:
        return ""
    front = before[: found[0]]
    return front if fill(r"(?:{school_kind})+").fullmatch(front) else ""


def narrowing(concepts: Concepts, name: str, text: str) -> list[str]:
    """The labels of one kind of narrower in a text, in printed order."""
    if concepts.any_narrower[name].search(text) is None:
        return []
    kinds = concepts.narrowers[name]
    found = sorted((match.start(), -match.end(), label) for label, words in kinds for match in words.finditer(text))
    ends = [-end for _, end, _ in found]
    return [label for at, (_, end, label) in enumerate(found) if -end > max(ends[:at], default=0)]


def _rest(row: Concept, before: str, name: str) -> str:
    """What stood before the words the row asks for first (乡村教师|培训人次), with them where the name lacks them."""
    found = fill(row.words[0]).search(before)
    lacks = found is not None and found.group() not in name and (found.start() or len(found.group()) > 2)
    said = before[: found.end() if lacks else found.start()] if found else ""
    front = fill(r"^(?:(?:{do}|{have})(?<=..)|有|{subject}|各级|各类|全年|面向|年(?!均))+|的$").sub("", said)
    front = front.strip("“”") if front.count("“") != front.count("”") else front
    return front if len(front) > 1 else ""


def _built(row: Concept, round_it: Surroundings) -> str:
    """The standard name of a row, its `{group}` filled."""
    groups = _groups(row, round_it)
    return re.sub(r"\{([a-z]+)\}", lambda found: groups.get(found[1], ""), row.name)


def _groups(row: Concept, round_it: Surroundings) -> dict[str, str]:
    """What the groups of a row's patterns on the own words, before them and on the name told last stand for."""
    groups: dict[str, str] = {}
    for patterns, text in ((row.last, round_it.last), (row.before, round_it.before), (row.own, round_it.own)):
        for pattern in patterns:
            found = fill(pattern).search(text)
            if found is not None:
                groups |= {name: words or "" for name, words in found.groupdict().items()}
    return groups
