"""What a table cell measures: its row labels, column heads and caption together, looked up in the codebook."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from extract.observe.caption import clause_of
from extract.observe.elliptic import joined_head, prefixed
from extract.observe.label import Label
from extract.observe.measure import SUFFIXES, innermost, is_measure_word, is_measured, is_word
from extract.observe.scene import Scene, Topic
from extract.observe.tries import Try, fit_unit, passes_over, rank, share_of, tries

__all__ = ["Naming", "name_cell"]

# Words for persons: they are counted by 数, other words by 人数.
_PERSONS = ("生", "师", "员", "工", "徒", "者", "人")


class Naming(Struct, frozen=True, kw_only=True):
    """The name of a value, its indicator where the codebook knows it, what narrows it; `sure` grades it from 0 to 1."""

    name: str
    indicator_id: str | None
    qualifier: str | None
    how: str
    sure: float
    label: Label | None = None


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
    rows = [label for label in rows if is_word(label) and not is_overall(label, scene)]
    columns = [label for label in columns if is_word(label) and not is_overall(label, scene)]
    if scene.subject.endswith(("满意度", "满意率", "评价")) and is_answer((*rows, *columns), scene):
        return name_plain(rows, columns, unit, scene)
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


def is_answer(labels: Sequence[Label], scene: Scene) -> bool:
    """Whether one of the labels is an answer of a survey: 非常满意."""
    return any(label.key in scene.book.tables.option_heads for label in labels)


def is_overall(label: Label, scene: Scene) -> bool:
    """Whether a label sums up the items of a survey (总体满意度), whose caption says who was asked."""
    asked = any("satisfaction" in topic.indicator_id for topic in scene.topics)
    return asked and label.key in scene.book.tables.overall_heads


def is_own_measure(rows: Sequence[Label], columns: Sequence[Label], scene: Scene) -> bool:
    """Whether a column's own words are a name although nobody knows them: the other columns are headed by measures."""
    own = innermost(columns)
    if own is not None and len(own.text) > 3 and own.text in scene.title and own.text != scene.subject:
        return True  # 企业实践 in a table of 双师型教师与企业实践
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


def counted_name(words: str, indicator_id: str | None, unit: str | None, scene: Scene) -> str:
    """Words with the end that makes a measure of them, where the codebook has both: 在校生数 for 在校生, 升学人数 for 升学."""
    if indicator_id is None or is_measure_word(words):
        return words
    indicator = scene.book.indicators[indicator_id]
    ends = SUFFIXES.get(scene.dimension(unit or indicator.unit) or "", ())
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
    ranked = next((label for label in rest if label.key.endswith(scene.book.tables.rank_ends)), None)
    if ranked is not None and words:
        words, rest = words + ranked.text, [label for label in rest if label is not ranked]
    if chosen is None and is_answer(rest, scene) and words.endswith(("满意度", "满意率")):
        words = words[:-3] + "评价" + ("" if measure is not None else "人数" if scene.votes else "占比")
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
    answers = is_answer((*row, *column), scene)
    named = [label for label in row if label.key not in scene.book.tables.no_topics and not label.group]
    if row and not named and (counted or not column) and scene.subject:
        return None
    row = named or row
    if scene.subject and (answers or (scene.axis == "caption" and (is_measure_word(scene.subject) or is_counted(scene)))):
        return None
    if scene.axis == "columns" and column:
        return column[-1]
    return row[-1] if row and (counted or not column or scene.axis == "rows") else column[-1] if column else None


def is_counted(scene: Scene) -> bool:
    """Whether what a caption is about are things that can be counted: 工程项目立项, 教学成果获奖."""
    return scene.subject.endswith(scene.book.tables.counted_ends)


def join(labels: Sequence[Label]) -> str | None:
    """Qualifying labels in printed order, from the row's outermost to the column's innermost."""
    texts: list[str] = []
    for label in labels:
        if label.text and label.text not in texts:
            texts.append(label.text)
    return "·".join(texts) or None
