"""Which whole is open: 其中, 专任教师中, 按职称分 and 教师年龄结构 tell what the numbers that follow are parts of."""

from __future__ import annotations

import re
from decimal import Decimal

from extract.codebook.prose import fill as pattern
from extract.codebook.prose import named
from extract.observe.prose.figures import Figure
from extract.observe.prose.look import COUNT, Context, Scope, is_part

__all__ = ["open_scope"]


def open_scope(context: Context, figure: Figure) -> None:
    """其中, X中, 含 in brackets open a whole whose parts follow; a semicolon, the bracket's end or a deed of its own closes it."""
    text = context.sentence.text
    done_end = context.done[-1].end if context.done else 0
    between = text[done_end : figure.start]
    _close_scope(context, figure, between)
    told = "其中" in between or "含" in between or "包括" in between
    among = told and pattern(r"(?<!不)(?:(?!其中有[效机])(?:{among})|其中(?=有[效机]))[,:]?(?:有(?![效机])|共有|共)?").search(
        between
    )
    if among and ")" in between[among.end() :]:
        among = None
    inside = (
        ("中" in between or "里," in between)
        and not figure.quantity.ordinal
        and re.search(
            r"([一-龥“”]{2,16}?)(?:当?中(?![职等专学小高心级国央外医药层期华])|里(?=,))[,:]?(?:有|,)?(?=[^,;]{0,20}$)", between
        )
    )
    if among:
        opened = text.rfind("(", 0, done_end + among.start() + 1) > text.rfind(")", 0, done_end + among.start() + 1)
        whole = context.done[-1] if opened and context.done else _whole_of(context, text[done_end + among.end() : figure.start])
        fresh = not context.done and context.outer is not None and whole is not None and whole.parent == context.outer.name
        if opened and (end := text.find(")", figure.end)) >= 0:
            context.bracketed = (end, context.scope)
        if fresh:
            context.scope, whole = context.outer, None
        whole = _unless_share(context, _large_enough(context, figure, whole))
        if whole is not None and whole.role != "change":
            team = None if context.done else _team_scope(context, between[: among.start()])
            context.scope = (
                team
                or _people_scope(context, whole)
                or Scope(whole.name, whole.stem, whole.sort, whole.indicator_id, whole.quantity.measure)
            )
        _begin_after(figure, done_end + among.end())
    if context.done and not among and between.startswith("中,") and context.done[-1].kind == "count":
        whole = context.done[-1]  # 在校生2.4万人|中,公办占88%
        context.scope = Scope(whole.name, whole.stem, whole.sort, whole.indicator_id, whole.quantity.measure)
    divided = named("divided").search(between) if "," in between or ":" in between else None
    if ("结构" in text or "构成" in text) and _open_people(context, figure, done_end, divided):
        divided = None
    if divided and context.top is not None and not is_part(context.top):
        top, outer = _divided(context, figure, context.top, divided.group()), context.outer or context.scope
        again = named("divided").search(text, 0, done_end) is not None
        if again:
            top = next((f for f in context.done if f.name == top.parent), top)
        parts = outer is not None and top.parent == outer.name
        if not again or parts or top is not context.top:
            context.scope = (outer if outer and parts else Scope(top.name, top.stem, top.sort, top.indicator_id))._replace(
                divided=True
            )
        _begin_after(figure, done_end + divided.end())
    if inside and inside[1] not in ("其", "活动", "过程") and not (among and among.end() > inside.start()):
        _open_inside(context, figure, inside[1], done_end + inside.end())


def _team_scope(context: Context, before: str) -> Scope | None:
    """教师队伍精良,其中: a team that the sentence begins with, of whom none was counted before."""
    team = named("team_before").search(before)
    return _scope_of(context, team["who"] or "教师") if team is not None else None


def _unless_share(context: Context, whole: Figure | None) -> Figure | None:
    """本科以上的教师占98%,其中硕士占15%: a part of those a share is of has the same whole, and none that was told before."""
    share = context.done[-1] if context.done else None
    if share is None or share.kind != "share" or whole in context.done:
        return whole
    known = context.names.by_id.get(share.indicator_id or "")
    of = context.names.by_id.get(known.denominator_id or "") if known is not None else None
    name = share.base or (of.name if of is not None else "")
    context.scope = Scope(name, COUNT.sub("", name), "person") if name else None
    return None


def _people_scope(context: Context, aged: Figure) -> Scope | None:
    """班主任队伍平均年龄36岁,其中: what follows is of those whose mean age was told."""
    if aged.sort not in ("age", "time") or "平均" not in aged.name:
        return None
    told = [f.stem for f in (aged, *reversed(context.done)) if f.sort in ("age", "time")]
    who = next(filter(None, map(named("aged_people").fullmatch, told)), None)
    return _scope_of(context, who["who"]) if who is not None else None


def _scope_of(context: Context, who: str, divided: bool = False) -> Scope:
    """People by a noun as a whole whose parts follow."""
    known = context.names.find(who, "person")
    name, indicator = (known.name, known.indicator_id) if known is not None else (who + "数", None)
    return Scope(name, who, "person", indicator, divided=divided)


def _open_people(context: Context, figure: Figure, start: int, divided: re.Match[str] | None) -> bool:
    """教师年龄结构:, 学生结构方面,: those named before the word are what is divided, also by what the sentence goes on with."""
    told = list(named("divided_of").finditer(context.sentence.text, 0, figure.start))
    if not told or (divided is None and told[-1].end() <= start):
        return False
    context.scope = _scope_of(context, told[-1]["who"], True)
    _begin_after(figure, max(told[-1].end(), start + divided.end() if divided is not None else 0))
    return True


def _large_enough(context: Context, figure: Figure, whole: Figure | None) -> Figure | None:
    """The whole a part is of, or an earlier one where that is smaller than the part (职工60人,临时工4人,其中女性31人).

    How long they were there is passed over (接待教师9人、180人日,其中甲校5人).
    """
    if whole is None or not whole.value or not figure.value:
        return whole
    other = whole.sort in ("labour", "time") and figure.sort in ("person", "event")
    if not other and (whole.sort != figure.sort or _full(whole) >= _full(figure)):
        return whole
    told = (f for f in reversed(context.done) if f.sort == figure.sort and f.role == "" and f.kind == "count" and f.value)
    if figure.sort == "thing" and whole.quantity.measure != figure.quantity.measure:
        return whole  # 实训车间1个(含车床30台): no earlier number of machines is the whole
    return next((f for f in told if _full(f) >= _full(figure)), whole)


def _full(figure: Figure) -> Decimal:
    return (figure.value or Decimal(0)).scaleb(figure.quantity.scale)


def _open_inside(context: Context, figure: Figure, said: str, end: int) -> None:
    """专任教师中: a known name or a word for people is the whole; at the head of a sentence it is so for all of it."""
    words = re.sub(r"^.*?(?:,|;|的|在(?![校籍册读岗职编]))|^[全我本][校院省市县区州]|^(?:学校|学院|级)(?=.{2})|队伍$", "", said)
    if re.match(r"(?:只|仅|就|约|也)?占", context.sentence.text[end:]):
        return
    known = context.names.suffix(words, None)
    people = pattern(r"(?:^{people}|(?:专任|专业课)?教师|教职工)$").search(words) if known is None else None
    if named("those_who").fullmatch(words):
        context.scope = Scope(words + "数", words, "person")  # 升学|学生 are no more than some of the pupils
    elif people is not None:
        whole = context.names.find(people.group(), "person")
        name, indicator = (whole.name, whole.indicator_id) if whole is not None else (words + "数", None)
        context.scope = Scope(name, words, "person", indicator)
    elif known is not None and known[1].sort in ("person", "thing", "event", ""):
        context.scope = Scope(known[1].name, words[known[0] :], known[1].sort or None, known[1].indicator_id)
    elif named("gone_or_come").search(words):
        context.scope = Scope(words + "数", words, "person")
    else:
        return
    context.held = not context.done
    context.share_scope = context.scope if context.held else context.share_scope
    _begin_after(figure, end)


def _close_scope(context: Context, figure: Figure, between: str) -> None:
    scope = context.scope
    if context.bracketed is not None and figure.start > context.bracketed[0]:
        context.scope, context.bracketed = context.bracketed[1], None
    elif scope is not None:
        ended = ";" in between and not context.held and not re.search(r"分[,、:]", between)
        full = between.startswith(",") and _is_full(context, scope)
        context.scope = None if ended or full or _does_more(figure, scope) else scope


def _does_more(figure: Figure, scope: Scope) -> bool:
    """Whether a deed with a count of other things goes on from a whole (其中镇内茶厂7家,|合办夜校2个)."""
    other = bool(scope.measure) and figure.sort == scope.sort == "thing" and figure.quantity.measure != scope.measure
    if figure.sort == "person" and named("comings").match(figure.lead):
        return True
    return other and pattern(r"^(?:{do}|{have})").match(figure.lead) is not None


def _is_full(context: Context, scope: Scope) -> bool:
    """Whether the parts told of a whole already make it up."""
    at = next((i for i, f in enumerate(context.done) if f.name == scope.name and f.parent is None and f.value), None)
    if at is None or scope.sort not in ("person", "thing", "event"):
        return False
    whole = context.done[at]
    parts = [f for f in context.done[at + 1 :] if f.parent == scope.name and f.quantity.measure == whole.quantity.measure]
    return len(parts) > 1 and sum(map(_full, parts), Decimal(0)) == _full(whole)


def _divided(context: Context, figure: Figure, top: Figure, words: str) -> Figure:
    """What 按性质分 divides: the last level where it is counted in the same measure, else the largest one that is.

    Of several parts told last none is divided, but the whole they are parts of; money is not divided by who people are.
    """
    told = (*context.earlier, *context.done)
    if top.sort == "money" and named("by_people").search(words):
        return next((f for f in reversed(told) if f.sort in ("person", "event") and f.role == ""), top)
    if top.parent and sum(f.parent == top.parent and f.role == "" for f in told) > 1:
        top = next((f for f in reversed(told) if f.name == top.parent and f.parent is None), top)
    if figure.sort != "thing" or top.quantity.measure == figure.quantity.measure:
        return top
    told = tuple(f for f in told if f.role == "" and f.kind == "count" and f.parent is None)
    same = [f for f in told if f.quantity.measure == figure.quantity.measure and f.value is not None]
    return max(same, key=lambda f: f.value or 0, default=top)


def _whole_of(context: Context, words: str) -> Figure | None:
    """The level that what follows 其中 is part of: the last one, unless an earlier one ends with the very same noun."""
    told = [f for f in (*context.earlier, *context.done) if f.role == "" and f.kind in ("count", "amount")]
    noun = re.match(r",?(?:有)?(?P<noun>[^,;:。()\d]{2,20}?)(?:有|为|共|达)*$", words)
    if noun is None or context.top is None:
        return context.top
    same = [
        f
        for f in told
        if f.parent is None and any(len(w) > 1 and noun["noun"].endswith(w) for w in (f.stem, COUNT.sub("", f.name)))
    ]
    return context.top if not same or noun["noun"].endswith(context.top.stem) else same[-1]


def _begin_after(figure: Figure, cut: int) -> None:
    if figure.lead_start < cut <= figure.start:
        figure.lead, figure.lead_start = figure.lead[cut - figure.lead_start :], cut
