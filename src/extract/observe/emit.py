"""From a cell and its name to an observation: unit, canonical value, kind and evidence."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct

from extract.codebook import Codebook
from extract.codebook.units import convert
from extract.model import Cell, Document, Kind, Observation, PeriodBasis, Source, place
from extract.observe.cell import Reading
from extract.observe.label import Label
from extract.observe.measure import is_measure_word
from extract.observe.scene import Scene
from extract.period import Period

__all__ = ["Place", "Said", "canonical", "choose_unit", "ending_unit", "make_observation"]

_KIND_OF = {
    "percent": "share",
    "money": "amount",
    "area": "amount",
    "ratio": "ratio",
    "rank": "rank",
    "score": "score",
    "bandwidth": "other",
    "storage": "other",
    "length": "amount",
    "weight": "amount",
}

# How a name opens that is told for each.
_PER_HEAD = ("生均", "人均", "户均", "班均", "师均", "百生", "百名", "每百", "每生", "每班")


class Place(Struct, frozen=True, kw_only=True):
    """Where a table stands: its segment, and the cell."""

    document: Document
    table_id: str
    cell: Cell


class Said(Struct, frozen=True, kw_only=True):
    """What is said of a value beside the value: name, indicator, surroundings, period, and how each was found."""

    name: str
    source: Source
    rule: str
    confidence: float
    indicator_id: str | None = None
    parent: str | None = None
    qualifier: str | None = None
    unit: str | None = None
    kind: Kind | None = None
    base: str | None = None
    period: Period | None = None
    basis: PeriodBasis | None = None


def choose_unit(
    reading: Reading, rows: Sequence[Label], unit_cell: str | None, columns: Sequence[Label], scene: Scene, form_unit: str | None
) -> tuple[str | None, str]:
    """The unit of a value and where it was found: cell, row, unit column, column head, caption, form, or implied by a word."""
    words = scene.book.tables
    head = next((label for label in reversed(columns) if label.unit), None)
    shares = [label for label in columns if is_share(label, words.measures)]
    if reading.unit is not None:
        return reading.unit, "cell"
    if shares:
        return (head.unit if head is not None and scene.dimension(head.unit) == "percent" else "%"), "column"
    moved = any(label.move == "growth" for label in columns)
    if moved:
        return (head.unit if head is not None else "%"), "column"
    row = next((label for label in reversed(rows) if label.unit), None)
    if row is not None:
        return row.unit, "row"
    if unit_cell is not None:
        return unit_cell, "column"
    if head is not None:
        return head.unit, "column"
    if len(scene.caption_units) == 1:
        own = unlike_caption((*columns[::-1], *rows[::-1]), scene)
        return (own, "implied") if own is not None else (scene.caption_units[0], "caption")
    if form_unit is not None:
        return form_unit, "form"
    implied = next((words.measures.get(label.key) for label in (*columns[::-1], *rows[::-1]) if label.measure), None)
    if implied is not None:
        return implied, "implied"
    measured = any(is_measure_word(label.text) and not label.measure for label in columns)
    sides = columns[::-1] if measured else (*columns[::-1], *rows[::-1])
    ended = next((unit for label in sides if (unit := ending_unit(label.text, scene)) is not None), None)
    return (ended, "implied") if ended is not None and not scene.caption_units else (None, "none")


def unlike_caption(labels: Sequence[Label], scene: Scene) -> str | None:
    """The unit that a label's end implies where the caption's unit cannot be meant: a rate or a rank in a table counted in 人."""
    stated = scene.dimension(scene.caption_units[0])
    if stated in (None, "percent"):
        return None
    for label in labels:
        unit = ending_unit(label.text, scene)
        if unit is not None and scene.dimension(unit) in ("percent", "rank", "score", "ratio", stated):
            return unit if scene.dimension(unit) != stated else None
        if unit is not None and label.key.endswith(scene.book.tables.rank_ends):
            return unit
    return None


def ending_unit(name: str, scene: Scene) -> str | None:
    """The unit that the end of a name implies."""
    return next((unit for end, unit in scene.book.tables.unit_endings.items() if name.endswith(end)), None)


def is_share(label: Label, measures: dict[str, str | None]) -> bool:
    """Whether a column head says percent by its words."""
    return label.base is not None or (label.measure and measures.get(label.key) == "%")


def is_counter(unit: str, scene: Scene) -> bool:
    """Whether a unit counts whole things, and is no multiple: 所, 人, 项."""
    known = scene.book.units.get(unit)
    return (
        known is not None and known.factor == "1" and scene.dimension(unit) in ("person", "item", "event", "person_time", "school")
    )


def unit_from_codebook(indicator_id: str | None, name: str, scene: Scene, broken: bool = False) -> tuple[str | None, str]:
    """The unit of several in the caption that suits the indicator; else its own, or what the name implies; never a scale.

    `broken` says that the value has decimals, so that it counts no whole things.
    """
    implied = ending_unit(name, scene)
    if indicator_id is None:
        if implied is not None:
            return implied, "implied"
        if not scene.caption_units and not broken:
            nouns = scene.book.tables.noun_units
            longest = max((noun for noun in nouns if name.endswith(noun)), key=len, default=None)
            return (nouns[longest], "implied") if longest is not None else (None, "none")
        suits = [unit for unit in scene.caption_units if not broken or not is_counter(unit, scene)]
        return (suits[0], "caption") if len(suits) == 1 or (suits and not broken) else (None, "none")
    own = scene.book.indicators[indicator_id].unit
    for unit in scene.caption_units:
        if scene.dimension(unit) == scene.dimension(own):
            return unit, "caption"
    if scene.dimension(own) in ("money", "area", "bandwidth", None):
        return None, "none"
    return (implied, "implied") if implied is not None and scene.dimension(implied) == scene.dimension(own) else (own, "codebook")


def canonical(
    value: Decimal | None, unit: str | None, indicator_id: str | None, book: Codebook
) -> tuple[Decimal | None, str | None]:
    """Value and unit in the indicator's unit, or in the unit's own canonical one where no indicator says otherwise."""
    own = book.indicators[indicator_id].unit if indicator_id is not None else None
    stated = book.units.get(unit or "")
    if stated is None:
        return None, None
    target = book.units.get(own or "")
    if target is None or target.dimension != stated.dimension:
        target = book.units.get(stated.canonical)
    if target is None:
        return None, None
    if value is None:
        return None, target.unit
    return convert(value, stated, target), target.unit


def kind_of(said: Said, unit: str | None, book: Codebook) -> Kind:
    """The kind of a value: as the labels say, as the indicator is, else as the unit suggests."""
    if said.kind is not None:
        return said.kind
    known = book.units.get(unit or "")
    if said.indicator_id is not None:
        indicator = book.indicators[said.indicator_id]
        home = book.units.get(indicator.unit or "")
        if known is None or home is None or (known.dimension == "percent") == (home.dimension == "percent"):
            return indicator.kind
    if said.name.endswith(("排名", "名次", "位次", "排位")) or (known is not None and known.dimension == "rank"):
        return "rank"
    if known is not None and known.dimension == "percent":
        return "rate" if said.name.endswith(("率", "满意度")) else "share"
    if said.name.startswith(_PER_HEAD) or (unit or "").endswith(("/生", "/人", "/班")):
        return "per_capita"
    if known is None:
        return "rate" if said.name.endswith("率") else "count"
    return _KIND_OF.get(known.dimension, "other" if known.dimension.startswith("time") else "count")  # type: ignore[return-value]


def make_observation(reading: Reading, said: Said, where: Place, book: Codebook) -> Observation:
    """One observation with its evidence; offsets count in the document."""
    cell = where.cell
    unit = said.unit
    value, canonical_unit = canonical(reading.value, unit, said.indicator_id, book)
    page, box = (cell.page, cell.box) if cell.page is not None else place(where.document, cell.char_start, cell.char_end)
    qualifier = said.qualifier
    if reading.low is not None:
        end = "下限" if reading.low else "上限"
        qualifier = f"{qualifier}·{end}" if qualifier else end
    return Observation(
        name=said.name,
        value=reading.value,
        unit=unit,
        value_text=reading.text,
        kind=kind_of(said, unit, book),
        source=said.source,
        rule=said.rule,
        confidence=said.confidence,
        char_start=cell.char_start,
        char_end=cell.char_end,
        quote=where.document.text[cell.char_start : cell.char_end],
        value_start=cell.char_start + reading.start,
        value_end=cell.char_start + reading.end,
        indicator_id=said.indicator_id,
        parent=said.parent,
        qualifier=qualifier,
        base=said.base,
        value_canonical=value,
        unit_canonical=canonical_unit,
        hedge=reading.hedge,
        year=said.period.year if said.period else None,
        period=said.period.label if said.period else None,
        period_kind=said.period.kind if said.period else None,
        period_basis=said.basis if said.period else None,
        missing=reading.missing,
        segment_id=where.table_id,
        table_id=where.table_id,
        row=cell.row,
        column=cell.column,
        page=page,
        box=box,
    )
