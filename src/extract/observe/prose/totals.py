"""Numbers that speak of several told before: their total, what they are worth, a mark they have passed."""

from __future__ import annotations

from decimal import Decimal

from extract.codebook.prose import named
from extract.codebook.words import load_words
from extract.observe.prose.change import inherit, plain_kind
from extract.observe.prose.compose import level_name, suffixed
from extract.observe.prose.figures import Figure
from extract.observe.prose.look import COUNT, Context
from extract.observe.prose.names import Names

_ROUNDED = Decimal("0.15")
"""How far rounded shares may miss their sum."""
_SUMMED = ("person", "thing", "event", "session", "money", "area", "labour")


def read_total(context: Context, figure: Figure) -> bool:
    """合计N, 三项共计N after siblings: their common name, never that of the last one."""
    told = context.done[-1] if context.done else None
    goes_on = told is not None and told.rule == "prose.total" and not figure.lead
    if figure.sort == "share":
        return _read_share_of_all(context, figure)
    if figure.sort not in _SUMMED:
        return False
    if _read_together(context, figure) or _read_whole(context, figure):
        return True
    bare = "共" in figure.lead and named("summed").search(figure.lead) is not None
    together = ("计" in figure.lead or "加" in figure.lead) and named("together").search(figure.lead)
    if not (goes_on or bare or together):
        return False
    siblings = _siblings(context, figure)
    added = _added(siblings, figure)
    if len(added) < 2 and (goes_on or bare or len(siblings) < 2):
        return False
    added = added or siblings
    _name_total(context, figure, added)
    figure.kind = plain_kind(figure)
    return True


def _read_share_of_all(context: Context, figure: Figure) -> bool:
    """甲业(9%)、乙业(7%),合计占16%: what the shares told last have together, where they add up to it."""
    if "计" not in figure.lead or named("share_of_all").fullmatch(figure.lead) is None:
        return False
    shares = [f for f in context.done if f.kind == "share" and f.role == ""]
    runs = (shares[at:] for at in range(len(shares) - 1))
    of = next((run for run in runs if abs(sum((_full(f) for f in run), Decimal(0)) - _full(figure)) <= _ROUNDED), [])
    if not of or any(f.base != of[0].base for f in of):
        return False
    inherit(figure, of[0])
    figure.flags.append("group")
    if all(f.name == of[0].name and f.qualifier for f in of):
        figure.qualifier = "、".join(f.qualifier or "" for f in of)
    else:
        figure.stem, figure.name, figure.indicator_id = "合计", "合计占比", None
        figure.qualifier = "、".join(f.name.removesuffix("占比") for f in of)
    return True


def _read_together(context: Context, figure: Figure) -> bool:
    """专业30个,机电、旅游两个大类合计12个: those of the kinds listed, of the whole told in the same measure."""
    found = named("members_together").search(figure.lead) if figure.lead.find("计") > 0 or "一共" in figure.lead else None
    if found is None or context.names.suffix(found["who"], figure.sort) is not None:
        return False
    kind = found["kind"] or ""
    wholes = [f for f in _told(context, figure) if _full(f) >= _full(figure)]
    wholes = [f for f in wholes if not (kind and COUNT.sub("", f.stem).endswith(kind))]
    if not wholes:
        return False
    inherit(figure, wholes[-1])
    figure.parent, figure.qualifier = wholes[-1].name, found["who"] + kind
    return True


def _read_whole(context: Context, figure: Figure) -> bool:
    """又有3门上线,总量达到20门: all of those told last; the sum of several, where they add up to it."""
    if not figure.lead.startswith(("总", "存", "目前", "现", "累")) or named("whole_told").fullmatch(figure.lead) is None:
        return False
    told = _told(context, figure)
    if added := _added(_siblings(context, figure), figure):
        _name_total(context, figure, added)
        figure.kind = plain_kind(figure)
        return True
    if not told or figure.tail:
        return False
    inherit(figure, told[-1])
    stem = named("fresh_end").sub("", named("fresh").sub("", told[-1].stem))
    if stem and stem != told[-1].stem:
        level_name(figure, stem, context.names, figure.sort)
    return True


def _told(context: Context, figure: Figure) -> list[Figure]:
    """The levels told in the number's measure, here and in the sentence before."""
    told = (f for f in (*context.earlier, *context.done) if f.role == "" and f.kind in ("count", "amount"))
    return [f for f in told if (f.sort, f.quantity.measure) == (figure.sort, figure.quantity.measure)]


def _siblings(context: Context, figure: Figure) -> list[Figure]:
    """The levels of the number's own measure since the last semicolon."""
    start = context.sentence.text.rfind(";", 0, figure.start)
    return [
        f
        for f in context.done
        if f.start > start
        and f.sort == figure.sort
        and f.quantity.measure == figure.quantity.measure
        and f.role == ""
        and f.kind in ("count", "amount")
        and f.rule != "prose.total"
    ]


def _full(figure: Figure) -> Decimal:
    return (figure.value or Decimal(0)).scaleb(figure.quantity.scale)


def _added(siblings: list[Figure], figure: Figure) -> list[Figure]:
    """The longest run of siblings up to the number that adds up to it; empty where none does."""
    for at in range(len(siblings) - 1):
        if sum((_full(f) for f in siblings[at:]), Decimal(0)) == _full(figure):
            return siblings[at:]
    return []


def _name_total(context: Context, figure: Figure, added: list[Figure]) -> None:
    first = added[0]
    if all((f.name, f.indicator_id) == (first.name, first.indicator_id) for f in added):
        inherit(figure, first)
        figure.qualifier = None
        return
    if all(f.stem.endswith("奖") for f in added):
        figure.stem, figure.name = "获奖", "获奖数"
        return
    scope = context.scope
    if scope is not None and all(f.parent == scope.name for f in added):
        figure.stem, figure.name, figure.indicator_id = scope.stem, scope.name, scope.indicator_id
        return
    head = _common_noun([f.stem for f in added], context.names, figure.sort)
    figure.stem = head or "合计"
    figure.name = suffixed(figure.stem, figure, figure.sort)
    figure.qualifier = "合计" if head else None


def _common_noun(stems: list[str], names: Names, sort: str | None) -> str:
    """The noun all the phrases end with (纵向经费, 横向经费 → 经费), or nothing."""
    lexicon = load_words()
    nouns = lexicon["person_noun"] | lexicon["money_noun"] | lexicon["common"] | lexicon["people"]
    shortest = min(stems, key=len)
    for at in range(len(shortest) - 1):
        end = shortest[at:]
        if all(stem.endswith(end) for stem in stems) and (end in nouns or names.find(end, sort) is not None):
            return end
    return ""


def read_worth(context: Context, figure: Figure) -> bool:
    """折合资金N: what the things told before are worth."""
    told = context.done[-1] if context.done else None
    found = named("worth").search(figure.lead) if figure.sort == "money" else None
    if told is None or found is None or found.start() > 0:
        return False
    if told.sort == "money":
        inherit(figure, told)
        return True
    start = max(context.sentence.text.rfind(mark, 0, told.start) for mark in ",;(")
    things = {f.stem for f in context.done if f.start > start and f.role == ""}
    figure.stem = told.stem if len(things) == 1 else "折合"
    figure.name, figure.kind = figure.stem + "金额", "amount"
    return True


def repeats(context: Context, figure: Figure) -> bool:
    """Whether 首次突破N only says which mark the level just told has passed."""
    text = context.sentence.text
    lead = text[figure.lead_start : figure.start].removesuffix("第")
    said = ("突破" in lead or "连续" in lead) and named("milestone").search(lead) is not None
    if not said and not text.startswith("大关", figure.end):
        return False
    told: list[Figure | None] = [*context.done] or [context.last]
    return any(
        f is not None
        and (f.sort, f.quantity.measure, f.role) == (figure.sort, figure.quantity.measure, "")
        and f.kind in ("count", "amount", "rate", "share")
        and _full(f) >= _full(figure) > 0
        for f in told
    )
