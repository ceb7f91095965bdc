"""Every way to read a cell's labels as words the codebook knows, and which of them is best."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from extract.codebook.indicators import Indicator
from extract.codebook.tablewords import label_key
from extract.observe.label import Label
from extract.observe.measure import SUFFIXES, innermost, is_measure_word
from extract.observe.scene import Scene

__all__ = ["Try", "fit_unit", "passes_over", "rank", "share_of", "tries"]

_NEAR = {frozenset(("person", "person_time")), frozenset(("item", "event"))}


class Try(Struct, frozen=True, kw_only=True):
    """One way to read the labels: the indicator, the words and labels used for it, how well the unit fits, whether the innermost
    is used, and whether the labels alone are enough."""

    indicator_id: str
    words: str
    end: str
    used: tuple[Label, ...]
    fit: int
    length: int
    column: bool
    inner: bool
    whole: bool
    axis: bool
    group: bool


def fit_unit(indicator: Indicator, unit: str | None, scene: Scene) -> int:
    """3 where the unit measures what the indicator does, 2 where no unit is stated, 1 where they are near (人 and 人次), else 0."""
    stated, own = scene.dimension(unit), scene.dimension(indicator.unit)
    if stated is None or own is None:
        return 2
    if stated == own:
        return 3
    return 1 if frozenset((stated, own)) in _NEAR else 0


def share_of(indicator_id: str, scene: Scene, rates: bool = True) -> str | None:
    """The share that belongs to a count, or with `rates` the rate."""
    ids = (f"{indicator_id}_share", f"{indicator_id}_rate") if rates else (f"{indicator_id}_share",)
    return next((i for i in ids if i in scene.book.indicators), None)


def is_weak(text: str, indicator_id: str, scene: Scene) -> bool:
    """Whether short words mean this indicator only in a table about its own field."""
    key = label_key(text)
    claim = next((c for c in scene.book.lexicon.claims.get(key, ()) if c.indicator_id == indicator_id), None)
    if claim is None or claim.scope is None or claim.parent is not None:
        return False
    if not scene.topics:
        return len(key) <= 2
    field, about = indicator_id.split(".")[0], scene.topics[0].indicator_id.split(".")[0]
    return field != about and len(key) <= 4


def tries(
    rows: Sequence[Label], columns: Sequence[Label], unit: str | None, scene: Scene, parents: tuple[str, ...]
) -> Iterator[Try]:
    """Every way to join labels into words the codebook knows."""
    others = [label for label in (*rows, *columns) if not label.measure]
    measures = [label for label in (*rows, *columns) if label.measure]
    suffixes = [label.text for label in measures] + guessed_ends(measures, unit, scene)
    bases: list[tuple[str, tuple[Label, ...]]] = [(label.text, (label,)) for label in others]
    bases.extend((label.text + label.kind, (label,)) for label in others if label.kind and not label.text.endswith(label.kind))
    fronts = scene.book.tables.label_fronts
    bases.extend((label.text.removeprefix(f), (label,)) for label in others for f in fronts if label.text.startswith(f))
    for one in others:
        for other in others:
            if one is not other and len(one.text) + len(other.text) <= 30:
                bases.append((one.text + other.text, (one, other)))
    about = unit_of(rows, columns, unit)
    for text, used in bases:
        for end in ("", *suffixes):
            words = text + end
            found = scene.find(words, about, parents)
            if found is None or (words == text and not is_sure(used, rows, columns, scene) and is_weak(text, found, scene)):
                continue
            if end and len(used) == 1 and is_of_other(found, scene):
                continue
            indicator = scene.book.indicators[found]
            if is_other_money(words, indicator, scene):
                continue
            fit = fit_unit(indicator, unit, scene)
            if fit == 0 and scene.dimension(unit) == "percent":
                left = [label for label in others if not any(label is one for one in used)]
                share = share_of(found, scene, rates=not left)
                if share is None:
                    continue
                found, fit = share, 3
            if fit:
                yield Try(
                    indicator_id=found,
                    words=text,
                    end=end,
                    used=used,
                    fit=fit,
                    length=len(words),
                    column=len(used) == 1 and any(used[0] is label for label in columns),
                    whole=words == text,
                    inner=any(used[-1] is side for side in (innermost(rows), innermost(columns))),
                    axis=scene.axis not in ("rows", "columns")
                    or any(label is own for label in used for own in (rows if scene.axis == "rows" else columns)),
                    group=all(label.key in scene.book.tables.no_topics for label in used),
                )


def is_of_other(indicator_id: str, scene: Scene) -> bool:
    """Whether a caption that names a share (…占在校生总数的比例) is about another field: then words of a row are its groups."""
    fields = {topic.indicator_id.split(".")[0] for topic in scene.topics}
    return scene.title.endswith(scene.book.tables.share_words) and bool(fields) and indicator_id.split(".")[0] not in fields


def is_other_money(words: str, indicator: Indicator, scene: Scene) -> bool:
    """Whether short words for money (支出) stand in a table of something else that money was given for."""
    if scene.dimension(indicator.unit) != "money" or len(label_key(words)) > 2:
        return False
    about = [topic.indicator_id.split(".")[0] for topic in scene.topics]
    told = any(word in scene.title for word in scene.book.tables.money_words)
    return indicator.indicator_id.split(".")[0] not in about and bool(scene.subject) and not told


def guessed_ends(measures: Sequence[Label], unit: str | None, scene: Scene) -> list[str]:
    """The ends that would make a measure of a word in this unit: satisfaction only where it is spoken of, no rate for a share."""
    ends = SUFFIXES.get(scene.dimension(unit) or "", ())
    shared = any(label.base is not None or label.key in scene.book.tables.share_words for label in measures)
    content = any("满意" in text for text in (scene.caption, *(label.text for label in measures)))
    return [end for end in ends if not (shared and end in ("率", "满意度")) and (content or end != "满意度")]


def is_sure(used: Sequence[Label], rows: Sequence[Label], columns: Sequence[Label], scene: Scene) -> bool:
    """Whether labels stand where the table names its measures: then even short words mean one."""
    side = {"rows": rows, "columns": columns}.get(scene.axis or "", ())
    return all(label.key not in scene.book.tables.no_topics and any(label is own for own in side) for label in used)


def unit_of(rows: Sequence[Label], columns: Sequence[Label], unit: str | None) -> str | None:
    """The unit that the words are looked up with."""
    return unit or next((label.unit for label in (*rows, *columns) if label.unit), None)


def passes_over(one: Try, rows: Sequence[Label], columns: Sequence[Label], unit: str | None, scene: Scene) -> bool:
    """Whether a reading leaves out the measure that a column is headed by (有效回收率), takes a rank for a count, or a whole for
    the part that another label names (图书 for 年购置图书); 受助人数 is no measure of its own, but says what the row counts.
    """
    if scene.dimension(unit) == "rank" and scene.book.indicators[one.indicator_id].kind != "rank":
        return True
    own, row = innermost(columns), innermost(rows)
    if row is not None and not any(row is label for label in one.used) and is_wider(one.used, row):
        return True
    if own is None or scene.axis == "rows" or not is_measure_word(own.text) or any(own is label for label in one.used):
        return False
    bare = one.end and own.text.endswith(one.end) and len(own.text) <= len(one.end) + 2
    return not bare or own.key[:2] in scene.book.tables.per_heads


def is_wider(used: Sequence[Label], other: Label) -> bool:
    """Whether all that labels say stands at the end of another that says more."""
    return all(len(label.text) > 1 and other.text.endswith(label.text) and other.text != label.text for label in used)


def rank(one: Try, others: Sequence[Try]) -> tuple[int | bool, ...]:
    """How good a reading is among the others: a group (女生) gives way to a measure (招生数) of another field."""
    field = one.indicator_id.split(".")[0]
    narrows = one.group and any(not t.group and t.fit > 1 and t.indicator_id.split(".")[0] != field for t in others)
    stated = any(label.unit for label in one.used)
    return (one.fit > 1, not narrows, one.axis, len(one.used), one.inner, stated, one.fit, one.column, one.length)
