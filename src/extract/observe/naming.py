"""What a table cell measures: its row labels, column heads and caption together, looked up in the codebook."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from extract.codebook.indicators import Indicator
from extract.codebook.tablewords import label_key
from extract.observe.caption import clause_of
from extract.observe.elliptic import joined_head, prefixed
from extract.observe.label import Label
from extract.observe.scene import Scene, Topic

__all__ = ["Naming", "is_known", "is_measured", "is_word", "name_cell"]

_MEASURED = re.compile(
    r"(?:数|率|额|值|量|面积|经费|收入|支出|人次|学时|课时|时长|得分|均分|分数|满意度|排名|名次|比例|占比|资金|投入|规模|带宽|薪|薪酬|薪资|工资|总计|成本|费用|之比|比)$"
)
_REMARK = re.compile(r"[（(][^（）()]*[）)]$")
_SUFFIXES = {
    "person": ("人数", "数", "总数"),
    "person_time": ("人次", "人数"),
    "money": ("金额", "经费", "值", "总值", "额"),
    "percent": ("占比", "比例", "率", "满意度"),
    "item": ("数", "数量", "册数", "总数"),
    "area": ("面积",),
    "lesson": ("学时", "课时", "数"),
    "event": ("次数", "场次", "数"),
}
# Words for persons: they are counted by 数, other words by 人数.
_PERSONS = ("生", "师", "员", "工", "徒", "者", "人")
_NEAR = {frozenset(("person", "person_time")), frozenset(("item", "event"))}


class Naming(Struct, frozen=True, kw_only=True):
    """The name of a value, its indicator where the codebook knows it, what narrows it; `sure` grades it from 0 to 1."""

    name: str
    indicator_id: str | None
    qualifier: str | None
    how: str
    sure: float
    label: Label | None = None


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
            indicator = scene.book.indicators[found]
            fit = fit_unit(indicator, unit, scene)
            if fit == 0 and scene.dimension(unit) == "percent":
                share = share_of(found, scene)
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


def guessed_ends(measures: Sequence[Label], unit: str | None, scene: Scene) -> list[str]:
    """The ends that would make a measure of a word in this unit: satisfaction only where it is spoken of, no rate for a share."""
    ends = _SUFFIXES.get(scene.dimension(unit) or "", ())
    shared = any(label.base is not None or label.key in scene.book.tables.share_words for label in measures)
    content = any("满意" in text for text in (scene.caption, *(label.text for label in measures)))
    return [end for end in ends if not (shared and end in ("率", "满意度")) and (content or end != "满意度")]


def is_sure(used: Sequence[Label], rows: Sequence[Label], columns: Sequence[Label], scene: Scene) -> bool:
    """Whether labels stand where the table names its measures: then even short words mean one."""
    side = {"rows": rows, "columns": columns}.get(scene.axis or "", ())
    return all(label.key not in scene.book.tables.no_topics and any(label is own for own in side) for label in used)


def innermost(labels: Sequence[Label]) -> Label | None:
    """The last label that is no measure word."""
    return next((label for label in reversed(labels) if not label.measure), None)


def unit_of(rows: Sequence[Label], columns: Sequence[Label], unit: str | None) -> str | None:
    """The unit that the words are looked up with."""
    return unit or next((label.unit for label in (*rows, *columns) if label.unit), None)


def name_cell(
    rows: Sequence[Label],
    columns: Sequence[Label],
    unit: str | None,
    scene: Scene,
    parents: tuple[str, ...] = (),
    section: Label | None = None,
) -> Naming:
    """The best reading of a cell's labels, from the codebook, else from the caption, else in their own words.

    A `section` is the heading above the row: it helps other labels, and is no name by itself.
    """
    rows = [label for label in rows if is_word(label)]
    columns = [label for label in columns if is_word(label)]
    if section is not None and is_word(section):
        found = [t for t in tries([section, *rows], columns, unit, scene, parents) if t.used != (section,)]
        found = [t for t in found if section not in t.used] or found
    else:
        found = list(tries(rows, columns, unit, scene, parents))
    found = [t for t in found if not passes_over(t, rows, columns, unit, scene)]
    elliptic = name_elliptic(rows, columns, unit, scene)
    if found:
        best = max(found, key=lambda t: rank(t, found))
        if elliptic is None or best.used != (elliptic.label,) or best.indicator_id == elliptic.indicator_id:
            return name_known(best, rows, columns, unit, scene)
    if elliptic is not None:
        return elliptic
    topical = None if is_own_measure(rows, columns, scene) else name_topic(rows, columns, unit, scene)
    return topical or name_plain(rows, columns, unit, scene)


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
    return not (one.end and own.text.endswith(one.end) and len(own.text) <= len(one.end) + 2)


def is_wider(used: Sequence[Label], other: Label) -> bool:
    """Whether all that labels say stands at the end of another that says more."""
    return all(len(label.text) > 1 and other.text.endswith(label.text) and other.text != label.text for label in used)


def rank(one: Try, others: Sequence[Try]) -> tuple[int | bool, ...]:
    """How good a reading is among the others: a group (女生) gives way to a measure (招生数) of another field."""
    field = one.indicator_id.split(".")[0]
    narrows = one.group and any(not t.group and t.fit > 1 and t.indicator_id.split(".")[0] != field for t in others)
    stated = any(label.unit for label in one.used)
    return (one.fit > 1, not narrows, one.axis, len(one.used), one.inner, stated, one.fit, one.column, one.length)


def is_own_measure(rows: Sequence[Label], columns: Sequence[Label], scene: Scene) -> bool:
    """Whether a column's own words are a name although nobody knows them: the other columns are headed by measures."""
    own = innermost(columns)
    counted = any(label.measure for label in (*rows, *columns))
    return scene.axis == "columns" and not counted and own is not None and own.key not in scene.book.tables.no_topics


def name_elliptic(rows: Sequence[Label], columns: Sequence[Label], unit: str | None, scene: Scene) -> Naming | None:
    """The name of a head that takes its meaning from the caption, where the codebook knows the two together."""
    heads = scene.book.tables.bare_heads
    head = next((label for label in (*columns[::-1], *rows[::-1]) if label.key in heads), None)
    joined = joined_head(head.text, unit or head.unit, scene) if head is not None else None
    if head is None or joined is None:
        return None
    rest = [label for label in (*rows, *columns) if label is not head and not label.measure]
    return Naming(name=joined[0], indicator_id=joined[1], qualifier=join(rest), how="caption", sure=0.85, label=head)


def is_word(label: Label) -> bool:
    """Whether a label says what is measured or of whom."""
    return bool(label.key) and not label.head and not label.total and label.move is None


def counted_name(words: str, indicator_id: str | None, unit: str | None, scene: Scene) -> str:
    """Words with the end that makes a measure of them, where the codebook has both: 在校生数 for 在校生, 升学人数 for 升学."""
    if indicator_id is None or is_measure_word(words):
        return words
    indicator = scene.book.indicators[indicator_id]
    ends = _SUFFIXES.get(scene.dimension(unit or indicator.unit) or "", ())
    if words.endswith(_PERSONS):
        ends = tuple(sorted(ends, key=len))
    else:
        ends = tuple(sorted(ends, key=lambda end: words + end != indicator.name_zh))
    return next((words + end for end in ends if scene.find(words + end, unit) == indicator_id), words)


def name_known(best: Try, rows: Sequence[Label], columns: Sequence[Label], unit: str | None, scene: Scene) -> Naming:
    """The name from labels the codebook knows: their words, and the word that says what is counted last."""
    labels = [*rows, *columns]
    measure = next((label for label in labels if label.measure), None)
    per = next((label for label in labels if label.key in scene.book.tables.per_heads and label not in best.used), None)
    if per is not None and not best.words.startswith(per.text):
        others = [label for label in labels if label is not per and not label.measure and label not in best.used]
        return Naming(name=per.text + best.words, indicator_id=None, qualifier=join(others), how="words", sure=0.85)
    ordered = [label for label in labels if any(label is used for used in best.used)]
    answers = any(label.key in scene.book.tables.option_heads for label in labels)
    name = best.words if measure is not None or answers else counted_name(best.words, best.indicator_id, unit, scene)
    if measure is not None and measure.base is not None:
        name += "占比"
    elif measure is not None and not name.endswith(measure.text) and not (best.whole and is_empty(measure, scene)):
        name += measure.text
    rest = [label for label in labels if not label.measure and not any(label is used for used in best.used)]
    sure = 0.95 if best.fit == 3 else 0.9 if best.fit == 2 else 0.85
    return Naming(
        name=name,
        indicator_id=best.indicator_id,
        qualifier=join(rest),
        how="known",
        sure=sure,
        label=ordered[-1] if ordered else None,
    )


def is_empty(measure: Label, scene: Scene) -> bool:
    """Whether a measure word says no more than that there is a number: 数量, 金额."""
    return scene.book.tables.measures.get(measure.key, "") is None


def name_topic(rows: Sequence[Label], columns: Sequence[Label], unit: str | None, scene: Scene) -> Naming | None:
    """The name from the caption, where no label looks like a measure of its own and the unit suits."""
    labels = [label for label in (*rows, *columns) if not label.measure]
    if any(is_measured(label) or label.key in scene.book.tables.option_heads for label in labels):
        return None
    measure = next((label for label in (*rows, *columns) if label.measure), None)
    chosen = choose_topic(unit, scene)
    if chosen is None:
        return None
    topic, indicator_id, fit = chosen
    name = topic.text
    if measure is not None:
        tail = "占比" if measure.base else measure.text
        name = name if name.endswith(tail) else tail if tail.startswith(name) else name + tail
    elif fit == 0:
        name += "占比"
    else:
        name = counted_name(name, indicator_id, unit, scene)
    narrow = next((label for label in labels if indicator_id != scene.find(label.text + name, unit) is not None), None)
    if narrow is not None and fit:
        name, indicator_id = narrow.text + name, scene.find(narrow.text + name, unit)
        labels = [label for label in labels if label is not narrow]
    return Naming(name=name, indicator_id=indicator_id, qualifier=join(labels), how="caption", sure=0.9 if fit >= 2 else 0.82)


def choose_topic(unit: str | None, scene: Scene) -> tuple[Topic, str | None, int] | None:
    """The caption's first topic that the unit suits, or whose share it is; any topic for a percentage."""
    for topic in scene.topics:
        fit = fit_unit(scene.book.indicators[topic.indicator_id], unit, scene)
        spread = fit == 0 and topic.indicator_id in scene.book.tables.spread and scene.dimension(unit) == "percent"
        share = share_of(topic.indicator_id, scene, rates=False) if spread else None
        if fit or share:
            return topic, topic.indicator_id if fit else share, fit
    if scene.topics and scene.dimension(unit) == "percent":
        return scene.topics[0], None, 0
    return None


def name_plain(rows: Sequence[Label], columns: Sequence[Label], unit: str | None, scene: Scene) -> Naming:
    """The name in the table's own words: from the side where the table names its measures, there the label that looks like one."""
    measure = next((label for label in (*columns, *rows) if label.measure), None)
    row = [label for label in rows if not label.measure]
    column = [label for label in columns if not label.measure]
    chosen = choose_plain(row, column, measure is not None, scene)
    counted = scene.find(measure.text, measure.unit) if measure is not None else None
    if measure is not None and counted is not None and (chosen is None or not is_measured(chosen)):
        return Naming(
            name=measure.text, indicator_id=counted, qualifier=join([*row, *column]), how="words", sure=0.8, label=measure
        )
    rest = [label for label in (*row, *column) if label is not chosen]
    words = chosen.text if chosen is not None else scene.subject or clause_of(scene.title, unit, scene)
    if chosen is not None and chosen.key in scene.book.tables.bare_heads:
        words = prefixed(words, scene)
    if measure is not None:
        tail = "占比" if measure.base else measure.text
        words = words if words.endswith(tail) or (is_measure_word(words) and is_empty(measure, scene)) else words + tail
    elif chosen is None and is_counted(scene) and scene.dimension(unit) in (None, "item"):
        words += "数"
    return Naming(name=words or "", indicator_id=None, qualifier=join(rest), how="words", sure=0.8, label=chosen)


def choose_plain(row: Sequence[Label], column: Sequence[Label], counted: bool, scene: Scene) -> Label | None:
    """The label a value is named by; None where the caption names it."""
    sides = (*row[::-1], *column[::-1]) if scene.axis == "rows" else (*column[::-1], *row[::-1])
    measured = next((label for label in sides if is_measured(label)), None)
    if measured is not None:
        return measured
    answers = any(label.key in scene.book.tables.option_heads for label in (*row, *column))
    if scene.subject and (answers or (scene.axis == "caption" and (is_measure_word(scene.subject) or is_counted(scene)))):
        return None
    if scene.axis == "columns" and column:
        return column[-1]
    return row[-1] if row and (counted or not column or scene.axis == "rows") else column[-1] if column else None


def is_counted(scene: Scene) -> bool:
    """Whether what a caption is about are things that can be counted: 工程项目立项, 教学成果获奖."""
    return scene.subject.endswith(scene.book.tables.counted_ends)


def is_known(label: Label, unit: str | None, scene: Scene) -> bool:
    """Whether the codebook knows a label by itself, or with the word that its unit asks for."""
    if scene.find(label.text, unit) is not None:
        return True
    return any(scene.find(label.text + suffix, unit) is not None for suffix in _SUFFIXES.get(scene.dimension(unit) or "", ()))


def is_measured(label: Label) -> bool:
    """Whether a label names a measure rather than a group."""
    return label.unit is not None or is_measure_word(label.text)


def is_measure_word(text: str) -> bool:
    """Whether words end like a measure, a remark in brackets aside."""
    return bool(_MEASURED.search(_REMARK.sub("", text)))


def join(labels: Sequence[Label]) -> str | None:
    """Qualifying labels in printed order, from the row's outermost to the column's innermost."""
    texts: list[str] = []
    for label in labels:
        if label.text and label.text not in texts:
            texts.append(label.text)
    return "·".join(texts) or None
