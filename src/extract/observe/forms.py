"""Reads a table that is an official form: each row by its place in the form, each column by its period."""

from __future__ import annotations

from msgspec import Struct

from extract.codebook.forms import Edition, FormRow
from extract.model import Issue, Kind, Observation
from extract.observe.cell import Reading, read_cell
from extract.observe.columns import Column
from extract.observe.emit import Place, Said, choose_unit, make_observation
from extract.observe.match import Match
from extract.observe.naming import name_cell
from extract.observe.notes import note_cell, note_near, note_suspected, note_unknown
from extract.observe.rows import BodyRow, Group
from extract.observe.scene import Scene

__all__ = ["FormTable", "read_form"]

_NUMBER_WORDS = ("数量", "总数", "数")


class FormTable(Struct, frozen=True, kw_only=True):
    """One form, or the part of it in one grid: its edition, rows, and where each row belongs."""

    edition: Edition
    rows: tuple[BodyRow, ...]
    matches: dict[int, Match]
    group: Group
    columns: dict[int, Column]
    scene: Scene

    def form_row(self, at: int) -> FormRow | None:
        """The form's row for a printed row."""
        match = self.matches.get(at)
        return self.edition.rows[match.position] if match is not None else None

    def printed(self, row: FormRow) -> str:
        """A form row's label as this table prints it, else as the form has it."""
        position = self.edition.rows.index(row)
        at = next((at for at, match in self.matches.items() if match.position == position), None)
        label = self.rows[at].label if at is not None else None
        return label.text if label is not None and label.text else row.label


def read_form(table: FormTable, where: Place) -> tuple[list[Observation], list[Issue]]:
    """All values of a form, and what is doubtful about its rows and cells."""
    observations: list[Observation] = []
    issues: list[Issue] = []
    for at, row in enumerate(table.rows):
        match = table.matches.get(at)
        if match is None and row.label is not None and not row.repeats:
            issues.append(note_unknown(row, table.edition, where))
        elif match is not None and match.distance:
            issues.append(note_near(row, table.edition.rows[match.position], match.distance, where))
        for column in table.group.values:
            found, doubts = read_value(table, at, column, where)
            observations.extend(found)
            issues.extend(doubts)
    return observations, issues


def read_value(table: FormTable, at: int, number: int, where: Place) -> tuple[list[Observation], list[Issue]]:
    """The values of one cell of a form."""
    row, column, scene = table.rows[at], table.columns[number], table.scene
    slot = row.slots[number]
    if slot.cell is None or not slot.own:
        return [], []
    readings = read_cell(slot.cell.text, scene.book.tables, dates=False)
    spot = Place(document=where.document, table_id=where.table_id, cell=slot.cell)
    if not readings:
        return [], note_cell(slot.cell, where)
    extra = column.period is None and column.named and column.newest is not None
    if row.unit is None and (is_group(table, at) or (row.empty and at not in table.matches)):
        return [], []
    if extra and not slot.text and row_parent(table, at) is not None:
        return [], []
    observations, issues = [], []
    for reading in readings:
        reading = judge_blank(table, at, number, reading)
        said = say_extra(table, at, column, reading) if extra else say_row(table, at, column, reading)
        if said is None:
            continue
        observation = make_observation(reading, said, spot, scene.book)
        observations.append(observation)
        if reading.missing == "unreadable":
            issues.append(note_suspected(reading, said.name, spot))
    return observations, issues


def is_group(table: FormTable, at: int) -> bool:
    """Whether a row only heads those below it: the form gives it neither unit nor indicator, and the report no value."""
    row = table.form_row(at)
    if row is None or row.unit is not None or row.indicator_id is not None:
        return False
    texts = (table.rows[at].slots[number].text for number in table.group.values)
    return all(not text or text in table.scene.book.tables.not_reported for text in texts)


def judge_blank(table: FormTable, at: int, number: int, reading: Reading) -> Reading:
    """A blank in a row about leavers is not applicable where the same form says that there were none."""
    row = table.form_row(at)
    if reading.text or reading.missing != "not_reported" or row is None or not is_about_leavers(row):
        return reading
    for other, match in table.matches.items():
        if table.edition.rows[match.position].indicator_id == "graduates.number" and other != at:
            text = table.rows[other].slots[number].text
            if text == "0":
                return Reading(missing="not_applicable", text=reading.text, start=reading.start, end=reading.end)
    return reading


def is_about_leavers(row: FormRow) -> bool:
    """Whether a row of the form counts this year's leavers."""
    return (row.indicator_id or "").startswith("graduates.")


def row_parent(table: FormTable, at: int) -> str | None:
    """The label of the row this one is a part of, as printed here."""
    row = table.form_row(at)
    if row is None:
        parent = table.rows[at].parent
        return parent.text if parent is not None else None
    chain = table.edition.chain(row)
    return table.printed(chain[0]) if chain else None


def row_qualifier(table: FormTable, at: int) -> str | None:
    """What tells rows with equal labels and parents apart: the row above the parent, without its word for number."""
    row = table.form_row(at)
    if row is None:
        return None
    chain = table.edition.chain(row)
    if len(chain) < 2:
        return None
    twins = [other for other in table.edition.rows if other.label == chain[0].label]
    if len(twins) < 2:
        return None
    name = table.printed(chain[1])
    return next((name.removesuffix(word) for word in _NUMBER_WORDS if name.endswith(word)), name)


def say_row(table: FormTable, at: int, column: Column, reading: Reading) -> Said | None:
    """Name, unit and surroundings of a value in a row of the form."""
    row, scene = table.rows[at], table.scene
    form_row = table.form_row(at)
    label = row.label
    if label is None or not (label.text or form_row):
        return None
    parent, qualifier, indicator_id = row_parent(table, at), row_qualifier(table, at), None
    name, how, sure = label.text, "row", 0.98
    if form_row is not None:
        indicator_id = form_row.indicator_id
        sure = 0.98 - table.matches[at].distance / 2
        how = "near_row" if table.matches[at].distance else "row"
        if label.measure or is_generic(form_row, table.edition):
            chain = table.edition.chain(form_row)
            name = table.printed(chain[0]) + label.text if chain else label.text
            parent = table.printed(chain[1]) if len(chain) > 1 else None
    unit, found = choose_unit(reading, row.labels, row.unit, column.labels, scene, form_row.unit if form_row else None)
    if form_row is None:
        naming = name_cell(row.labels, [], unit, scene, tuple(filter(None, (parent,))))
        indicator_id, how, sure = naming.indicator_id, "unknown_row", 0.75
    qualifier = "·".join(filter(None, (qualifier, column.qualifier))) or None
    kind: Kind | None = column.move
    if kind == "growth" and scene.dimension(unit) != "percent":
        kind = "change"
    return Said(
        name=name,
        source="form",
        rule=f"form.{how}+unit.{found}",
        confidence=round(max(sure, 0.5), 2),
        indicator_id=indicator_id,
        parent=parent,
        qualifier=qualifier,
        unit=unit,
        kind=kind,
        period=column.when(scene),
        basis=column.basis(scene),
    )


def is_generic(row: FormRow, edition: Edition) -> bool:
    """Whether a row's label takes its meaning from the row above: 满意度, 调研人次 under each of several."""
    if row.parent is None:
        return False
    twins = [other for other in edition.rows if (other.label, other.indicator_id) == (row.label, row.indicator_id)]
    return len(twins) > 1 or row.indicator_id == edition.by_row[row.parent].indicator_id


def say_extra(table: FormTable, at: int, column: Column, reading: Reading) -> Said | None:
    """A value in a column the form adds beside its years (调查人次): named by the column, narrowed by the row."""
    row, scene = table.rows[at], table.scene
    if row.label is None:
        return None
    unit, found = choose_unit(reading, (), None, column.labels, scene, None)
    naming = name_cell([], column.labels, unit, scene)
    if unit is None and naming.indicator_id is not None:
        unit, found = scene.book.indicators[naming.indicator_id].unit, "codebook"
    return Said(
        name=naming.name,
        source="form",
        rule=f"form.column+unit.{found}",
        confidence=0.95 if naming.indicator_id else 0.85,
        indicator_id=naming.indicator_id,
        parent=row_parent(table, at),
        qualifier=row.label.text or None,
        unit=unit,
        period=column.when(scene),
        basis=column.basis(scene),
    )
