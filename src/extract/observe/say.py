"""What the labels round a cell say of its value: name, unit, period, parent and what narrows it."""

from __future__ import annotations

import re

from msgspec.structs import replace

from extract.model import Kind
from extract.observe.cell import Reading
from extract.observe.columns import Column
from extract.observe.emit import Said, choose_unit, unit_from_codebook
from extract.observe.label import Label
from extract.observe.measure import is_word
from extract.observe.naming import Naming, name_cell
from extract.observe.rows import BodyRow
from extract.observe.scene import Scene
from extract.period import Period, calendar_year

__all__ = ["say_cell"]

# Those who came in a year: 2021级.
_ENTRY = re.compile(r"(20\d\d)级(?:新生|学生)?")


def say_cell(row: BodyRow, column: Column, reading: Reading, scene: Scene) -> Said | None:
    """Name, unit, period and surroundings of a value from its row, its column and the caption."""
    unit, found = choose_unit(reading, row.labels, row.unit, column.labels, scene, None)
    parent = row.parent.text if row.parent is not None else column.parent
    parents = [label.text for label in (row.section, *row.labels[:-1]) if label is not None and label.text]
    parents.extend([parent] if parent else [])
    if unit is None and column.whole is not None:
        unit, found = choose_unit(reading, (), row.unit, (column.whole,), scene, None)
    heads = column.heads(unit, scene, any(is_word(label) and not label.measure for label in row.labels))
    if unit is None and heads != column.labels:
        unit, found = choose_unit(reading, row.labels, row.unit, heads, scene, None)
    moved = column.move is not None and scene.dimension(unit) == "percent" and not column.shared
    of_level = row.unit if moved and scene.dimension(row.unit) is not None else None if moved else unit
    naming = name_cell(row.labels, heads, of_level, scene, tuple(parents), row.section)
    if any(label.key in scene.book.tables.option_heads for label in (*row.labels, *heads)):
        naming = replace(naming, indicator_id=None)
    naming = narrow_part(naming, parent, row.label if row.parent is not None else next(iter(column.labels[-1:]), None), scene)
    if not naming.name or not is_name(naming.name):
        return None
    if unit is None:
        broken = reading.value is not None and reading.value != reading.value.to_integral_value()
        unit, found = unit_from_codebook(naming.indicator_id, naming.name, scene, broken)
    period, basis = row_period(row) or entry_year(naming, (*row.labels, *column.labels)), "column"
    if column.period is not None or period is None:
        period, basis = column.when(scene), column.basis(scene) or "report_default"
    kind: Kind | None = column.move
    if kind == "growth" and scene.dimension(unit) != "percent":
        kind = "change"
    return Said(
        name=naming.name,
        source="table",
        rule=f"table.{naming.how}+unit.{found}",
        confidence=naming.sure,
        indicator_id=naming.indicator_id,
        parent=parent,
        qualifier=qualify(row, naming, parent) or listed(row, naming, scene),
        unit=unit,
        kind=kind,
        base=share_base(row, column, naming, scene),
        period=period,
        basis=basis,  # type: ignore[arg-type]
    )


def narrow_part(naming: Naming, parent: str | None, part: Label | None, scene: Scene) -> Naming:
    """The naming of a part: told from its whole where both bear one indicator; a bare 学生 below 学员人数 is some of these."""
    known = naming.indicator_id
    if parent is None or part is None or known is None or naming.name == parent:
        return naming
    whole = scene.find(parent, None)
    if known == whole:
        return naming if naming.qualifier else replace(naming, qualifier=part.text)
    field = whole.split(".")[0] if whole is not None else ""
    if len(part.key) > 2 or naming.label is not part or known.split(".")[0] == field:
        return naming
    said = [part.text, *([naming.qualifier] if naming.qualifier else [])]
    return replace(naming, name=parent, indicator_id=whole, qualifier="·".join(said), how="words", sure=0.8)


def entry_year(naming: Naming, labels: tuple[Label, ...]) -> Period | None:
    """The year of those who came in then (2021级), where it is comers that are counted."""
    if not (naming.indicator_id or "").startswith("admissions."):
        return None
    found = next((match for label in labels if (match := _ENTRY.fullmatch(label.text))), None)
    return calendar_year(int(found[1])) if found is not None else None


def qualify(row: BodyRow, naming: Naming, parent: str | None) -> str | None:
    """The qualifier, with the section above it where that tells rows apart or nothing else says what the row is."""
    said = "·".join(part for part in (naming.qualifier or "").split("·") if part and part != parent) or None
    section = row.section.text if row.section is not None and not row.section.total else ""
    if not section or section == naming.name or (naming.how == "known" and not row.twin):
        return said
    return f"{section}·{said}" if said else section


def listed(row: BodyRow, naming: Naming, scene: Scene) -> str | None:
    """What narrows the sum of a list of bases or firms: what the caption says they are, where the name does not say so."""
    if row.label is None or not row.label.total or not scene.listed or naming.name.startswith(scene.listed):
        return None
    return scene.listed


def is_name(text: str) -> bool:
    """Whether a text can name a measure: a sentence, or a heap of numbers from a chart, cannot."""
    return len(text) <= 60 and "。" not in text and sum(character.isdigit() for character in text) * 2 <= len(text)


def row_period(row: BodyRow) -> Period | None:
    """The period a row label names, the innermost first; else the date of its event, else the section's."""
    said = next((label.period for label in reversed(row.labels) if label.period is not None), row.when)
    return said or (row.section.period if row.section is not None else None)


def share_base(row: BodyRow, column: Column, naming: Naming, scene: Scene) -> str | None:
    """What a share is said to be a part of, else what the codebook divides it by."""
    said = next((label.base for label in (*column.labels, *row.labels) if label.base is not None), None)
    if said is not None:
        return said
    if naming.indicator_id is None:
        return None
    indicator = scene.book.indicators[naming.indicator_id]
    if indicator.kind not in ("share", "rate") or indicator.denominator_id is None:
        return None
    return scene.book.indicators[indicator.denominator_id].name_zh
