"""What a share is of, where its sentence does not say: the whole whose number gives the share, else the one its name is part of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from extract.codebook.prose import named
from extract.observe.prose.figures import OF_SHARE, Figure
from extract.observe.prose.look import Context, Scope
from extract.observe.prose.names import Known, Names

_MOVED = frozenset({"change", "baseline", "from", "beside"})
_NEAR = 24
"""How far a share may stand behind another one of the same whole."""


def find_bases(told: Sequence[Figure], names: Names) -> None:
    """Give each percent of no clear base the number it was worked out from; `told` are the figures of a passage in printed order.

    A part stands right before its share (412人,占22.32%), and the whole somewhere before the part. It is taken where exactly one
    name's number gives the share to its last printed place; a share without decimals fits too many numbers. What no number gives
    is of the whole that the codebook's share is of, that the noun of its name counts (民办|学校占比 is of 学校), or that the
    share right before it is of.
    """
    for at, figure in enumerate(told):
        if figure.unit != "%" or figure.kind not in ("share", "rate") or figure.role in _MOVED:
            continue
        whole = _worked_out(told, at)
        if whole and ("carried" in figure.flags or _is_vague(figure.base, whole)):
            figure.base = whole
        elif not figure.base or "carried" in figure.flags or named("only_whose").search(figure.base):
            figure.base = _meant(figure, names) or _beside(figure, told[at - 1] if at else None) or figure.base


def _worked_out(told: Sequence[Figure], at: int) -> str | None:
    """The one name whose number gives the share at a place, with the number right before it as the part."""
    figure = told[at]
    if at == 0 or not _is_precise(figure) or not _is_amount(part := told[at - 1]):
        return None
    fitting = {whole.name for whole in told[: at - 1] if _is_amount(whole) and _gives(part, whole, figure)}
    return fitting.pop() if len(fitting) == 1 else None


def _meant(figure: Figure, names: Names) -> str | None:
    """The whole a share is of by its name: that of the codebook's share, else the known count its noun stands for."""
    known = names.by_id.get(figure.indicator_id or "") or names.find(figure.name, "share")
    if known is not None and known.denominator_id is not None:
        whole = names.by_id.get(known.denominator_id)
        return whole.name if whole is not None else None
    words = OF_SHARE.sub("", figure.name)
    if known is not None or words == figure.name:
        return None
    nouns = (names.suffix(words, sort) for sort in ("person", "thing"))
    told = [noun for noun in nouns if noun is not None and _counts(noun[1])]
    at, whole = min(told, key=lambda noun: noun[0], default=(0, None))
    if whole is None:
        return None
    narrows = figure.qualifier and (whole.sort != "person" or named("tier_word").fullmatch(figure.qualifier) is None)
    return whole.name if at or narrows or figure.subject else None  # 中职 硕士占比 is not of the 硕士


def _beside(figure: Figure, before: Figure | None) -> str | None:
    """The whole of the share told right before (高级职称占28%,博士学历占9%)."""
    if before is None or before.kind != "share" or figure.kind != "share" or before.role in _MOVED:
        return None
    return before.base if 0 < figure.start - before.end < _NEAR else None


def _counts(known: Known) -> bool:
    return known.kind == "count" and known.sort in ("person", "thing")


def _is_vague(base: str | None, name: str) -> bool:
    """Whether a printed base says no more than the whole that fits: nothing, whose it is (全省), or a piece of its name (落实)."""
    return not base or (len(base) < 3 and base in name) or named("only_whose").search(base) is not None


def _is_precise(figure: Figure) -> bool:
    return figure.value is not None and int(figure.value.as_tuple().exponent) < 0


def _is_amount(figure: Figure) -> bool:
    return figure.kind in ("count", "amount") and bool(figure.value) and figure.role not in _MOVED and not figure.quantity.part


def _gives(part: Figure, whole: Figure, share: Figure) -> bool:
    """Whether part over whole is the share, as far as it is printed."""
    if part.sort != whole.sort or part.value is None or whole.value is None or share.value is None:
        return False
    one, all_ = part.value.scaleb(part.quantity.scale), whole.value.scaleb(whole.quantity.scale)
    if one >= all_:
        return False
    half = Decimal(5).scaleb(int(share.value.as_tuple().exponent) - 1)
    return abs(one * 100 / all_ - share.value) <= half


def said_base(lead: str) -> str:
    """The whole that the clause before a list of shares says (分别占在校生的, 占在校生的比重分别为).

    >>> said_base("分别占在校生的"), said_base("占全县的比重分别为"), said_base("分别占")
    ('在校生', '全县', '')
    """
    found = named("base_said").search(lead)
    return found["base"] if found else ""


def give_base(context: Context, figure: Figure, base: str, part: Figure | None = None) -> None:
    """What a share is of: the printed `base`, the whole of the number told as its `part`, else the whole that is open."""
    if part is not None and part.kind == "share" and figure.qualifier:  # what that was of is not what this is of
        figure.qualifier = "；".join(one for one in figure.qualifier.split("；") if not one.startswith("占")) or None
    if _is_of_wider(context, figure, base, part):
        return
    if len(base) > 1:
        figure.base = base_name(context, base)
        context.share_scope = Scope(figure.base or base, base, "person")
        return
    whole = context.scope or context.share_scope
    if part is not None and part.parent:
        figure.base = part.parent
    elif whole is not None and (part is None or whole.sort in (None, part.sort)):
        figure.base = whole.name
        figure.flags += ["carried"] if context.scope is None else []


_WIDER = {"national": "", "province": "国", "prefecture": "国省区", "county": "国省市州盟"}
"""The areas that hold more than a report of each level speaks of; a school is less than any."""
_COUNT = re.compile(r"(?:总人数|总数|总量|总额|人数|数|的)+$")


def _is_of_wider(context: Context, figure: Figure, base: str, part: Figure | None) -> bool:
    """Whether a share is of what an area around the report's own has (占全省在校生的6%, in a city's report).

    It is then none of the shares within the report's own that the codebook knows, and says what it is of.
    """
    area = named("area_of_base").match(base)
    if area is None or area["area"] not in _WIDER.get(context.names.level or "", "国省市州盟县区旗"):
        return False
    if re.search("(?<![占比于])" + area[0], context.sentence.text[: figure.start]):
        return False  # 全省共有高职院校40所,甲市有9所,占全省的22.5%
    told = figure.name if OF_SHARE.search(figure.name) else part.name if part is not None else figure.stem
    what = _COUNT.sub("", OF_SHARE.sub("", told))
    whole = _COUNT.sub("", base)
    figure.name, figure.indicator_id = what + "占比", None
    figure.base = whole if len(whole) > 2 else whole + what
    of = "占" + whole
    figure.qualifier = f"{figure.qualifier}；{of}" if figure.qualifier else of
    figure.flags.append("exact")
    return True


def base_name(context: Context, base: str) -> str:
    """The name of a printed whole: the codebook's where it knows one, else its words."""
    said = named("everyone").sub("", base).rstrip("的")
    words = re.sub(r"(?:的|总数|总人数|总量|总体|总额|人数|数)+$", "", said) or said
    known = context.names.find(words, None) or context.names.find(words + "人数", "person")
    return known.name if known and known.sort not in ("share",) else words if len(words) > 2 else said
