"""What each value column is: a period, a change, a measure of its own, or a group."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from extract.model import PeriodBasis
from extract.observe.grid import Block
from extract.observe.label import Label, Move, read_label
from extract.observe.naming import is_measured, is_word
from extract.observe.rows import Group
from extract.observe.scene import Scene
from extract.period import Period

__all__ = ["Column", "read_columns"]


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
    moving: Label | None = None

    def heads(self, unit: str | None, scene: Scene, named: bool) -> tuple[Label, ...]:
        """The heads a value is named by; a bare 占比 is the share of the measure in the column before it, and a bare 增长率
        in a row that is not `named` is that of the nearest measure to the left."""
        if self.move is not None and self.moving is not None and (not named or scene.axis == "columns"):
            return (self.moving, *self.labels)
        bare = scene.dimension(unit) == "percent" and not any(is_word(label) and not label.measure for label in self.labels)
        return (self.before, *self.labels) if bare and self.before is not None and self.labels else self.labels

    @property
    def qualifier(self) -> str | None:
        """The heads that are no measure, joined."""
        return "·".join(label.text for label in self.labels if is_word(label) and not label.measure) or None

    @property
    def parent(self) -> str | None:
        """The head above one that opens with 其中."""
        at = next((at for at, label in enumerate(self.labels) if label.of_which), 0)
        return self.labels[at - 1].text or None if at else None

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
    heads = {
        column: own_heads(tuple(read_label(text, words, units, scene.default) for text in block.heads[column]), scene)
        for column in group.values
    }
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
            before=measure_before(column, heads, block),
            moving=next(filter(None, (measure_before(c, heads, block) for c in range(column, 0, -1))), None),
        )
        for column, labels in heads.items()
    }


def own_heads(labels: tuple[Label, ...], scene: Scene) -> tuple[Label, ...]:
    """The heads of a value column: the lowest is what is counted where the codebook knows it, though elsewhere it heads labels."""
    words = scene.book.tables
    last = labels[-1] if labels else None
    if last is None or not last.head or not last.key or last.key in words.value_heads | words.event_heads | words.serial_heads:
        return labels
    return (*labels[:-1], replace(last, head=False)) if scene.find(last.text, last.unit) is not None else labels


def measure_before(column: int, heads: dict[int, tuple[Label, ...]], block: Block) -> Label | None:
    """The measure that the column to the left is headed by, where header rows do not part the two."""
    if len(block.header) != 1:
        return None
    left = heads.get(column - 1, ())
    return next((label for label in reversed(left) if is_word(label) and not label.measure and is_measured(label)), None)


def is_plan(label: Label, scene: Scene) -> bool:
    """Whether a head says what should be: a plan or standard, and no indicator that is called so."""
    words = scene.book.tables
    if label.key in words.plan_heads:
        return True
    return label.key.endswith(words.plan_endings) and scene.find(label.text, label.unit) is None
