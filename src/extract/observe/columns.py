"""What each value column is: a period, a change, a measure of its own, or a group."""

from __future__ import annotations

import re

from msgspec import Struct
from msgspec.structs import replace

from extract.model import PeriodBasis
from extract.observe.emit import ending_unit
from extract.observe.grid import Block
from extract.observe.label import Label, Move, lend_kind, read_label
from extract.observe.measure import is_known, is_measured, is_word
from extract.observe.rows import Group
from extract.observe.scene import Scene
from extract.period import Period

__all__ = ["Column", "read_columns"]


_BOTH = re.compile(r"([^（()）]+)[（(]([^（()）]+)[）)]")


class Column(Struct, frozen=True, kw_only=True):
    """One value column: its heads, its period, whether it tells a change, the newest period beside it, the measure before it,
    and whether it holds plans or standards."""

    labels: tuple[Label, ...]
    period: Period | None = None
    newest: Period | None = None
    move: Move | None = None
    named: bool = False
    plan: bool = False
    before: Label | None = None
    moving: tuple[Label, ...] = ()
    whole: Label | None = None

    def heads(self, unit: str | None, scene: Scene, named: bool) -> tuple[Label, ...]:
        """The heads a value is named by; a bare 占比 is the share of the measure in the column before it, and a bare 增长率
        in a row that is not `named` is that of the nearest measure to the left."""
        if self.move is not None and self.moving and (not named or scene.axis == "columns"):
            return (*self.moving, *self.labels)
        if self.whole is not None and not any(is_measured(label) or is_known(label, unit, scene) for label in self.labels):
            return (self.whole, *self.labels)
        bare = any(is_share(label, scene) for label in self.labels) and not any(
            is_word(label) and not label.measure for label in self.labels
        )
        return (self.before, *self.labels) if bare and self.before is not None and self.labels else self.labels

    @property
    def shared(self) -> bool:
        """Whether a change in this column is that of a share."""
        return any(label.measure for label in self.moving)

    def half(self, at: int, scene: Scene) -> Column:
        """The column of the first or second of two values in a cell, where its head names both: 人数（占比）."""
        words, units = scene.book.tables, scene.book.units
        labels = list(self.labels)
        for place, label in enumerate(labels):
            both = _BOTH.fullmatch(label.text)
            if both is not None:
                labels[place] = read_label(both[at + 1], words, units, scene.default)
        return self if tuple(labels) == self.labels else replace(self, labels=tuple(labels), before=None)

    @property
    def qualifier(self) -> str | None:
        """The heads that are no measure, joined."""
        return "·".join(label.text for label in self.labels if is_word(label) and not label.measure) or None

    @property
    def parent(self) -> str | None:
        """The head above one that opens with 其中."""
        at = next((at for at, label in enumerate(self.labels) if label.of_which), 0)
        whole = self.labels[at - 1] if at else self.whole
        return whole.text or None if whole is not None else None

    def when(self, scene: Scene) -> Period | None:
        """The period of a value in this column: the column's own, the newest beside it, the caption's, else the report's."""
        return self.period or self.newest or scene.caption_period or scene.default

    def basis(self, scene: Scene) -> PeriodBasis | None:
        """How the period is known."""
        if self.period is not None:
            return "column"
        if self.newest is not None or scene.caption_period is not None:
            return "context"
        return "report_default" if scene.default is not None else None


def read_columns(block: Block, group: Group, scene: Scene) -> dict[int, Column]:
    """The value columns of a group by number."""
    words, units = scene.book.tables, scene.book.units
    read = {c: tuple(read_label(text, words, units, scene.default) for text in block.heads[c]) for c in group.values}
    heads = {c: own_heads(labels, scene) for c, labels in read.items()}
    periods = {
        c: next((label.period for label in reversed(labels) if label.period is not None), None) for c, labels in heads.items()
    }
    known = [period for period in periods.values() if period is not None]
    newest = max(known, key=lambda period: (period.year, period.label)) if known else None
    return {
        column: Column(
            labels=labels,
            period=periods[column],
            newest=newest,
            move=next((label.move for label in labels if label.move is not None), None),
            named=any(is_word(label) for label in labels),
            plan=any(is_plan(label, scene) for label in labels),
            before=measure_before(column, heads, block, scene),
            moving=moved_before(column, heads, block, scene),
            whole=whole_before(column, heads, scene),
        )
        for column, labels in heads.items()
    }


def own_heads(labels: tuple[Label, ...], scene: Scene) -> tuple[Label, ...]:
    """The heads of a value column: the lowest is what is counted where the codebook knows it, though elsewhere it heads labels;
    a lower one that is a unit is the unit of those above it; a report's own institution, or 学生情况 over 招生, says nothing."""
    words = scene.book.tables
    said = [as_unit(label, at, scene) for at, label in enumerate(labels) if not is_owner(label, scene)]
    said = [one for one in said[:-1] if not one.text.endswith(words.loose_ends)] + said[-1:]
    labels = lend_kind(tuple(said), words)
    last = labels[-1] if labels else None
    if last is None or not last.head or not last.key or last.key in words.value_heads | words.event_heads | words.serial_heads:
        return labels
    return (*labels[:-1], replace(last, head=False)) if scene.find(last.text, last.unit) is not None else labels


def is_share(label: Label, scene: Scene) -> bool:
    """Whether a head is a bare word for share (占比), or tells what it is a share of."""
    return label.base is not None or (label.measure and label.text.endswith(scene.book.tables.share_words))


def as_unit(label: Label, at: int, scene: Scene) -> Label:
    """A head below another that is nothing but a unit (万元 under 财政投入), as a unit."""
    words = scene.book.tables
    if not at or label.unit is not None or label.text not in scene.book.units or label.key in words.measures:
        return label
    if label.key in words.bare_heads or label.text.isdigit():
        return label
    return replace(label, unit=label.text, text="", key="", head=True)


def is_owner(label: Label, scene: Scene) -> bool:
    """Whether a head is the institution whose report this is."""
    return len(label.text) > 3 and label.text in (scene.frame.institution, scene.frame.issuer)


def measure_before(column: int, heads: dict[int, tuple[Label, ...]], block: Block, scene: Scene) -> Label | None:
    """The measure that the column to the left is headed by, where header rows do not part the two; for a share whose base has
    another unit the nearest measure that has the base's."""
    if len(block.header) != 1:
        return None
    base = next((label.base for label in heads.get(column, ()) if label.base is not None), None)
    wanted = scene.dimension(ending_unit(base, scene)) if base is not None else None
    shared = any(is_share(label, scene) for label in heads.get(column, ()))
    for left in range(column - 1, -1, -1):
        label = next((one for one in reversed(heads.get(left, ())) if is_word(one) and not one.measure and is_measured(one)), None)
        unit = label.unit or ending_unit(label.text, scene) if label is not None else None
        if shared and label is not None and label.key[:2] in scene.book.tables.per_heads:
            continue
        if wanted is None or (label is not None and scene.dimension(unit) in (None, wanted)):
            return label
    return None


def moved_before(column: int, heads: dict[int, tuple[Label, ...]], block: Block, scene: Scene) -> tuple[Label, ...]:
    """What a change in this column is a change of: the nearest measure to the left; points are the change of a bare share."""
    points = any(label.unit is not None and label.unit.endswith("百分点") for label in heads.get(column, ()))
    for left in range(column, 0, -1):
        share = tuple(label for label in heads.get(left - 1, ()) if label.measure and is_measured(label))
        measure = measure_before(left, heads, block, scene)
        before = measure_before(left - 1, heads, block, scene)
        if points and measure is None and share and before is not None:
            return (before, *share)
        if measure is not None:
            return (measure,)
    return ()


def whole_before(column: int, heads: dict[int, tuple[Label, ...]], scene: Scene) -> Label | None:
    """The head of the nearest column to the left that is no part, for a column whose first head opens with 其中."""
    first = next(iter(heads.get(column, ())), None)
    if first is None or not (first.of_which or first.key in scene.book.tables.part_heads):
        return None
    for left in range(column - 1, -1, -1):
        labels = heads.get(left, ())
        if labels and not (labels[0].of_which or labels[0].key in scene.book.tables.part_heads):
            return next((label for label in reversed(labels) if is_word(label)), None)
    return None


def is_plan(label: Label, scene: Scene) -> bool:
    """Whether a head says what should be: a plan or standard, and no indicator that is called so."""
    words = scene.book.tables
    if label.key in words.plan_heads:
        return True
    return label.key.endswith(words.plan_endings) and scene.find(label.text, label.unit) is None
