"""Where a number's own words begin and end, which numbers are listed together, and what a sentence knows."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from extract.codebook.prose import fill, named
from extract.codebook.prose import fill as pattern
from extract.codebook.words import load_words
from extract.language.tokens import load_adjectives
from extract.observe.prose.figures import BREAK, Figure, Sentence
from extract.observe.prose.names import Names
from extract.observe.prose.phrase import left_phrase, noun_of_some

COUNT = re.compile(r"(?:总人数|人数|总数|数量|数)$")
"""What says of a name that it counts."""


class Scope(NamedTuple):
    """A whole whose parts follow: its name and the words for it; `divided` says that all that follows is its parts (按性质分)."""

    name: str
    stem: str
    sort: str | None
    indicator_id: str | None = None
    measure: str | None = None
    divided: bool = False


@dataclass(slots=True)
class Context:
    """What a sentence knows and what it hands to the next one of its paragraph."""

    names: Names
    sentence: Sentence
    figures: list[Figure] = field(default_factory=list)
    done: list[Figure] = field(default_factory=list)
    last: Figure | None = None
    top: Figure | None = None
    earlier: list[Figure] = field(default_factory=list)
    scope: Scope | None = None
    held: bool = False
    bracketed: tuple[int, Scope | None] | None = None
    share_scope: Scope | None = None
    outer: Scope | None = None
    contest: str = ""
    contest_above: str = ""
    looked: int = 0
    consumed: int = 0
    topic: tuple[int, str] | None = None
    member: Figure | None = None
    paired: tuple[str, Figure] | None = None
    members: list[Any] | None = None
    schools: Figure | None = None
    heard: tuple[str, ...] = ()
    owned: list[Any] | None = None
    kinds: list[Any] | None = None
    about: list[Any] | None = None
    places: list[Any] | None = None
    campus: str | None = None
    site: tuple[int, str] | None = None
    kind: tuple[str, str] | None = None
    listed: list[str] | None = None

    def goes_on(self, sentence: Sentence) -> Context:
        """What the next sentence of the paragraph knows: what this one told last and left open."""
        told = {name: getattr(self, name) for name in _HANDED_ON}
        return Context(self.names, sentence, earlier=self.done, heard=(*self.heard, self.sentence.text), **told)


_HANDED_ON = ("last", "top", "share_scope", "outer", "contest", "contest_above", "schools", "kind", "listed", "campus")


def is_part(figure: Figure) -> bool:
    """Whether a level is of a part alone (女生60人), which its siblings do not divide."""
    return figure.parent is None and COUNT.sub("", figure.name) in load_words()["part"]


def _boundary(context: Context, figure: Figure) -> int:
    """Where the number's own words begin: after the last mark, the last number, or the phrase that number took."""
    text, start = context.sentence.text, context.consumed
    at = figure.start
    while True:
        marks = list(BREAK.finditer(text, start, at))
        if not marks:
            return start
        mark = marks[-1]
        if mark.group() != ")" or text[mark.end() : mark.end() + 1] in ("、", "和", "及", "与"):
            return mark.end()
        opened = text.rfind("(", start, mark.start())
        if opened < 0 or any(opened < f.start < mark.start() for f in context.figures):
            return mark.end()
        at = opened


def _numbered(sentence: Sentence, figure: Figure) -> int:
    """Where the last number of a list before the figure (1., (2), 二是) ends: it is no part of a name."""
    return max((one.end for one in sentence.negatives if one.reason == "list_number" and one.end <= figure.start), default=0)


def _ruled(sentence: Sentence, figure: Figure) -> int:
    """Where a rule stated before the figure ends (按总额的20%|抵免税费3万元): it is no part of a name."""
    ruled = [f for f in sentence.figures if f.reason in ("rule", "limit") and f.sort in ("share", "ratio")]
    said = [f.end for f in ruled if f.end <= figure.start and (f.reason == "rule" or f.sort == "ratio")]
    return max((end for end in said if not re.search(r"[,;。]", sentence.text[end : figure.start])), default=0)


def _without_bracket(text: str) -> str:
    """The text without a closed bracket at its end, which explains and does not name; 县(市、区) is one name."""
    return fill(r"\((?![县市州区旗、]+\)$)[^()]*\)$").sub("", text) if text.endswith(")") else text


def look_round(context: Context, figure: Figure) -> None:
    sentence = context.sentence
    start = max(_boundary(context, figure), _numbered(sentence, figure), _ruled(sentence, figure))
    end = figure.quantity.hedge_start if 0 <= figure.quantity.hedge_start < figure.start else figure.start
    if figure.quantity.ordinal:
        end = figure.start - 1
    start = _after_date(sentence, start, end)
    lead = sentence.text[start:end]
    heads = start == 0 or sentence.text[start - 1] in ",;:。"  # 与 that heads a clause joins nothing
    skipped = re.match(r"(?:、|及(?!格)|以及|并|且|而|”)*" if heads else r"(?:[、和与]|及(?!格)|以及|并|且|而|”)*", lead)
    start += skipped.end() if skipped else 0
    bare = _without_bracket(sentence.text[start:end]).removesuffix("人民币")
    if "标准" in bare and (standard := named("by_standard").match(bare)):
        start, bare = start + standard.end(), bare[standard.end() :]
    figure.lead_start, figure.lead = _named_before(context, figure, start, bare)
    mark = BREAK.search(sentence.text, figure.end)
    after = mark.start() if mark else len(sentence.text)
    following = next((f for f in context.figures if f.start >= figure.end), None)
    tail = sentence.text[figure.end : min(after, following.start) if following is not None else after]
    if following is not None and (following.sort, following.quantity.measure) == (figure.sort, figure.quantity.measure):
        tail = noun_of_some(tail) if following.start == figure.end + len(tail) else tail
    figure.tail = "" if tail in ("大关", "组成", "构成") or _labels_next(sentence, figure, tail) else tail


def _labels_next(sentence: Sentence, figure: Figure, tail: str) -> bool:
    """Whether the words behind a number that follows a label are the next label (男生：120人 女生：98人)."""
    labelled = fill(r":(?:约|近|共|计)*$").search(sentence.text[max(0, figure.start - 4) : figure.start])
    return bool(tail) and labelled is not None and sentence.text.startswith(":", figure.end + len(tail))


def _after_date(sentence: Sentence, start: int, end: int) -> int:
    """Past a day of the year the words before a number hold, where they go on behind it (3月8日到课率)."""
    days = [n.end for n in sentence.negatives if n.reason == "date" and start <= n.start and n.end <= end]
    return days[-1] if days and re.match(r"[一-龥]{4}", sentence.text[days[-1] : end]) else start


def _named_before(context: Context, figure: Figure, start: int, lead: str) -> tuple[int, str]:
    """Where the words that name the number begin, and those words, without what only says how long, of how many or against what."""
    lead = named("streak").sub("", lead) if "连续" in lead else lead
    if ("述" in lead or "以上" in lead) and named("pointed").fullmatch(lead):
        return start + len(lead), ""
    if "连续" in lead and (first := named("streak_first").match(lead)):
        return start + first.end(), lead[first.end() :]
    if "中" in lead[-5:] and not figure.quantity.ordinal and (frame := named("taken_from").search(lead)):
        return start + frame.start("what"), frame["what"]
    if figure.sort == "person" and (above := named("above_mark").match(lead)):
        figure.qualifier = above["mark"]
        return start, above["what"]
    if named("only_marked").match(lead) and (high := named("height_told").search(context.sentence.text, context.consumed, start)):
        way = "what" if high["what"] else "moved"
        return high.start(way), high[way]
    left_out = [
        f for f in context.sentence.figures if f.reason in ("limit", "repeated", "plan") and context.consumed < f.end <= start
    ]
    if not left_out:
        return start, lead
    before = context.sentence.text[: left_out[-1].start]
    said = "marked" if left_out[-1].reason == "repeated" else "ruled"
    words = named(said).search(before) if named("only_" + said).match(lead) else None
    if words is None or words.start("what") < context.consumed:
        return start, lead
    return words.start("what"), words["what"]


def leave_bracket(context: Context, figure: Figure) -> None:
    """After a closed bracket the sentence goes on from what was told before it."""
    if not context.done:
        return
    text, inner = context.sentence.text, context.done[-1]
    opened = text.rfind("(", 0, inner.start)
    if opened <= text.rfind(")", 0, inner.start) or ")" not in text[inner.end : figure.start]:
        return
    outside = [f for f in context.done if f.end <= opened and f.role != "change" and f.kind != "rank"]
    if outside and outside[-1].end > max(text.rfind(mark, 0, opened) for mark in ",;"):
        context.last = outside[-1]


def number_groups(context: Context) -> None:
    """Number runs of coordinated figures of one sort (`71.4分、58.9分、62.3分`) share a group number."""
    figures, number = context.figures, 0
    for one, two in itertools.pairwise(figures):
        if one.sort != two.sort and named("each_total").search(context.sentence.text, 0, one.start) is None:
            continue
        between = context.sentence.text[one.end : two.start]
        bare = pattern(r"(?:{up}|{down})(?:了|约|近)?$").sub("", between)
        if between.strip() == "," and (one.group >= 0 or named("each_in_turn").search(context.sentence.text, 0, one.start)):
            bare = "、"
        if bare == "," and context.sentence.text[two.end : two.end + 1] not in ("", ",", ";", "、", "。", ")", "和"):
            continue  # 获学位的180人,7名|享受津贴: the second has words of its own
        if fill(r"(?:以上|左右|以下)?(?:\(20\d\d[年届]\))?(?:、|和|与|及|以及|,和|,)(?:约|近|第|超)?").fullmatch(bare):
            if one.group < 0:
                one.group, number = number, number + 1
            two.group = one.group
    for one, two in itertools.pairwise(figures):
        lead = context.sentence.text[max(0, one.start - 4) : one.start]
        listed = one.group == two.group == -1 and context.sentence.text[one.end : two.start] in ("和", "、", "与", "及")
        if listed and pattern(r"{pair}(?:为|是|达)?$").search(lead):  # 分别为16.9:1和58.7%
            one.group = two.group = number = number + 1


def previous_phrase(context: Context, figure: Figure) -> str:
    """The noun phrase the clause before the number's own ends with, where no number took it."""
    text = context.sentence.text
    stop = figure.lead_start
    while stop and text[stop - 1] in ",;:、(":
        stop -= 1
    stop = len(_without_bracket(text[:stop]))
    start = max(context.consumed, context.sentence.clause_start(stop), _numbered(context.sentence, figure))
    if re.match(r"每[人生名]", text[start:stop]) or text.endswith("以来", start, stop) or named("by_what").match(text, start, stop):
        return ""
    if text[stop - 1 : stop] in "效果成目的用应好评反响" and named("came_of_it").fullmatch(text, start, stop):
        held = list(named("held_before").finditer(text, context.consumed, start))
        return held[-1]["what"] if held else ""
    start = max([start, *(p.end for p in context.sentence.periods if start <= p.start and p.end < stop)])
    if "按" in text[start:stop] and (ruled := named("paid_by_rule").match(text[start:stop])):
        return ruled["what"]  # 课酬按每课时120元支付,共15万元
    passed = named("passed_mark").search(text, start, stop)
    stop = passed.start() if passed else stop
    digit = fill(r"\d").search(text[start:stop])
    stop = start + digit.start() if digit else stop
    found = left_phrase(context.sentence, start, stop, context.names, None, False) if start < stop else None
    if found is None or len(found.text) < 2 or named("left_of_date").fullmatch(found.text):
        return ""
    if found.text[0] == "一" and found.text[1] in "面家座支颗艘张":
        return ""  # 成长为行业的|一面旗帜
    last = [text[a:b] for a, b in context.sentence.tokens(found.start, found.end)[-1:]]
    return "" if load_adjectives().issuperset(last) else found.text.removeprefix("其中")  # 师资力量雄厚 tells no noun


def bracket_owner(context: Context, figure: Figure) -> str:
    """What stands before the bracket a number is in (甲学院（升学18人，升学率22.50%）), where it is no number itself."""
    text = context.sentence.text
    opened = text.rfind("(", 0, figure.start)
    if opened < 1 or text.rfind(")", 0, figure.start) > opened or any(opened - 3 <= f.end <= opened for f in context.figures):
        return ""
    if text[opened - 1] == "”" and (quote := text.rfind("“", 0, opened)) >= 0:
        return text[quote:opened]
    start = max(context.sentence.clause_start(opened), max((f.end for f in context.done if f.end <= opened), default=0))
    words = left_phrase(context.sentence, start, opened, context.names, None, False).text
    return words.rpartition("、")[2] if not words.endswith("、") else ""
