"""Where a table names its measures: in its rows, in its columns, or in its caption alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extract.observe.label import Label
from extract.observe.measure import is_known, is_measured, is_word
from extract.observe.scene import Axis, Scene

__all__ = ["find_axis"]


def find_axis(rows: Iterable[Sequence[Label]], columns: Iterable[Sequence[Label]], scene: Scene) -> Axis | None:
    """The side whose labels are measures; the columns where both are alike, the caption where neither is, None where it is open.

    `rows` and `columns` are the labels of each row and of each value column.
    """
    columns = list(columns)
    down, across = share_of_measures(rows, scene), share_of_measures(columns, scene)
    if across is not None and across >= 0.5 and across >= (down or 0):
        return "columns"
    if down is not None and down >= 0.5:
        return "rows"
    return "caption" if (not across and not down) or divides(columns, scene) else None


def divides(columns: Iterable[Sequence[Label]], scene: Scene) -> bool:
    """Whether most columns are words of groups (国家级, 省级), so that the caption must say what is counted in them."""
    told = [[label for label in line if is_own(label) and not is_measured(label)] for line in columns]
    groups = sum(any(label.key in scene.book.tables.no_topics for label in words) for words in told)
    return groups >= 2 and bool(scene.subject)


def share_of_measures(lines: Iterable[Sequence[Label]], scene: Scene) -> float | None:
    """How many of the lines have a label that is a measure; None where no line has words of its own."""
    told = {tuple(label.key for label in words): words for line in lines if (words := [label for label in line if is_own(label)])}
    if not told:
        return None
    return sum(any(is_measure(label, scene) for label in words) for words in told.values()) / len(told)


def is_own(label: Label) -> bool:
    """Whether a label has words that can name something, and do not only say how it is counted."""
    return is_word(label) and not label.measure


def is_measure(label: Label, scene: Scene) -> bool:
    """Whether a label says what is measured: by its end or its unit, or because the codebook knows it as no mere group."""
    if is_measured(label):
        return True
    unit = label.unit or (scene.caption_units[0] if len(scene.caption_units) == 1 else None)
    return label.key not in scene.book.tables.no_topics and is_known(label, unit, scene)
