"""What a share is of, where its sentence does not say: the whole whose number gives the share as it is printed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from extract.codebook.prose import named
from extract.observe.prose.figures import Figure

_MOVED = frozenset({"change", "baseline", "from", "beside"})


def find_bases(told: Sequence[Figure]) -> None:
    """Give each percent of no clear base the number it was worked out from; `told` are the figures of a passage in printed order.

    A part stands right before its share (412人,占22.32%), and the whole somewhere before the part. It is taken where exactly one
    name's number gives the share to its last printed place; a share without decimals fits too many numbers and is left.
    """
    for at, figure in enumerate(told):
        if at == 0 or not _is_share(figure):
            continue
        part = told[at - 1]
        if not _is_amount(part):
            continue
        fitting = {whole.name for whole in told[: at - 1] if _is_amount(whole) and _gives(part, whole, figure)}
        if len(fitting) == 1 and _is_vague(figure.base, name := fitting.pop()):
            figure.base = name


def _is_vague(base: str | None, name: str) -> bool:
    """Whether a printed base says no more than the whole that fits: nothing, whose it is (全省), or a piece of its name (落实)."""
    return not base or (len(base) < 3 and base in name) or named("only_whose").search(base) is not None


def _is_share(figure: Figure) -> bool:
    places = figure.value is not None and -int(figure.value.as_tuple().exponent)
    return figure.unit == "%" and figure.kind in ("share", "rate") and figure.role not in _MOVED and bool(places)


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
