"""Every table of a report: forms by their rows, all others cell by cell from their labels."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from msgspec import Struct
from msgspec.structs import replace

from extract.codebook import Codebook
from extract.codebook.tablewords import label_key
from extract.model import Cell, Document, Issue, Observation, Observed, Rejection, Segment, Segments, TableReading
from extract.observe.axis import find_axis
from extract.observe.caption import default_of, form_scene, scene_of_block, set_scene
from extract.observe.cell import Reading, read_cell
from extract.observe.columns import Column, read_columns
from extract.observe.emit import Place, make_observation
from extract.observe.formcut import Open, cut_forms, missing_rows, remember
from extract.observe.forms import FormTable, read_form
from extract.observe.grid import Block, split_blocks
from extract.observe.label import Label, read_label
from extract.observe.match import align_rows, lies_across
from extract.observe.notes import note_cell, note_suspected
from extract.observe.parts import whole_numbers
from extract.observe.rows import BodyRow, Group, Knowing, read_groups, read_rows
from extract.observe.say import say_cell
from extract.observe.scene import Scene

__all__ = ["observe_tables"]


class Laid(Struct, frozen=True, kw_only=True):
    """One block of a table as it is laid out: its segment, where it stands, what is round it, and whether it goes on with the block
    before."""

    segment: Segment
    block: Block
    scene: Scene
    where: Place
    goes_on: bool


def observe_tables(document: Document, segments: Segments, codebook: Codebook) -> Observed:
    """The observations of all tables in printed order, what each table is, and what is doubtful."""
    observations: list[Observation] = []
    issues: list[Issue] = []
    rejections: list[Rejection] = []
    forms: list[Open] = []
    readings: dict[str, TableReading] = {}
    laid = lay_out(document, segments, codebook)
    for at, one in enumerate(laid):
        found = read_block(one, list(takewhile(lambda after: after.goes_on, laid[at + 1 :])), forms)
        observations.extend(found.observations)
        issues.extend(found.issues)
        rejections.extend(found.rejections)
        reading, known = found.tables[0], readings.get(one.where.table_id)
        readings[one.where.table_id] = reading if known is None else replace(known, form=known.form or reading.form)
    for opened in forms:
        issues.extend(missing_rows(opened))
    return Observed(
        observations=tuple(observations), tables=tuple(readings.values()), issues=tuple(issues), rejections=tuple(rejections)
    )


def lay_out(document: Document, segments: Segments, codebook: Codebook) -> list[Laid]:
    """The blocks of all tables; one without caption that goes on with the one before has its scene, perhaps its header."""
    laid: list[Laid] = []
    segment_of = {s.index: s for s in segments.segments if s.kind == "table" and s.index is not None}
    default = default_of(segments)
    titles = {label_key(title) for form in codebook.forms.forms.values() for title in form.titles}
    for index, table in enumerate(document.tables):
        segment = segment_of.get(index)
        if segment is None or not table.cells or (table.n_rows == 1 and not segment.title):
            continue
        scene = set_scene(segment, segments, codebook, default)
        blocks = split_blocks(table, codebook.tables, codebook.units, titles)
        if len(blocks) == 1 and lies_across(blocks[0], scene.caption, codebook):
            blocks = split_blocks(table, codebook.tables, codebook.units, titles, turned=True)
        where = Place(document=document, table_id=segment.segment_id, cell=table.cells[0])
        for block in blocks:
            last = laid[-1] if laid else None
            follows = last is not None and not segment.title and goes_on(block, last.block)
            scene = last.scene if last is not None and follows else scene
            whole = borrow_header(block, last.block if last is not None else None, segment)
            laid.append(Laid(segment=segment, block=whole, scene=scene, where=where, goes_on=follows))
    return laid


def goes_on(block: Block, last: Block) -> bool:
    """Whether a block without caption continues the one before: the same header, or none and as many columns."""
    same = [[slot.key for slot in row] for row in block.header] == [[slot.key for slot in row] for row in last.header]
    return block.width == last.width and not block.titles and (same or not block.header)


def borrow_header(block: Block, last: Block | None, segment: Segment) -> Block:
    """A block without header that goes on with the one before takes its header and its columns."""
    if block.header or last is None or last.width != block.width or segment.title:
        return block
    return Block(
        titles=block.titles,
        header=last.header,
        body=block.body,
        labels=last.labels,
        values=last.values,
        notes=last.notes,
        serial=last.serial,
        unit=last.unit,
        dated=last.dated,
        width=block.width,
        shifted=block.shifted,
    )


def read_block(laid: Laid, after: Sequence[Laid], forms: list[Open]) -> Observed:
    """One block: as forms where its rows are theirs, else cell by cell; `after` are the blocks that go on with it."""
    block, where = laid.block, laid.where
    scene = with_stub_unit(block, scene_of_block(block, laid.scene))
    observations: list[Observation] = []
    issues: list[Issue] = []
    rejections: list[Rejection] = []
    form_id = None
    for group in read_groups(block):
        columns = read_columns(block, group, scene)
        parts = cut_forms(rows_of(block, group, scene), columns, block.width, scene, forms, lambda: rows_ahead(after))
        for part in parts:
            if part.edition is None:
                axis = find_axis([row.labels for row in part.rows], [columns[number].labels for number in group.values], scene)
                listed = scene.title if lists_things(block, group, scene) else ""
                seen = read_cells(
                    part.rows,
                    group,
                    columns,
                    replace(scene, axis=axis, listed=listed, votes=count_votes(part.rows, columns, scene)),
                    where,
                )
                found, doubts = list(seen.observations), list(seen.issues)
                rejections.extend(seen.rejections)
            else:
                form_id = form_id or part.edition.form_id
                table = FormTable(
                    edition=part.edition,
                    rows=part.rows,
                    matches=align_rows(part.rows, part.edition, scene.book, part.begun),
                    group=group,
                    columns=columns,
                    scene=form_scene(scene, part.edition.form_id),
                )
                found, doubts = read_form(table, where)
                remember(table, block.width, where, forms)
            observations.extend(found)
            issues.extend(doubts)
    header = len(block.header) + len(block.titles)
    reading = TableReading(table_id=where.table_id, form=form_id, unit=laid.segment.unit, header_rows=header)
    return Observed(observations=tuple(observations), tables=(reading,), issues=tuple(issues), rejections=tuple(rejections))


def with_stub_unit(block: Block, scene: Scene) -> Scene:
    """The scene with the unit that the head of the labels tells of the values: 来源（万元）; not where the labels are numbers."""
    if scene.caption_units:
        return scene
    words, units = scene.book.tables, scene.book.units
    heads = [read_label(head, words, units).unit for column in block.labels for head in block.heads[column]]
    banded = any(character.isdigit() for row in block.body for column in block.labels for character in row[column].text)
    valued = any(read_label(head, words, units).unit for column in block.values for head in block.heads[column])
    told = {unit for unit in heads if unit is not None}
    return scene if banded or valued or len(told) != 1 else replace(scene, caption_units=tuple(told))


def rows_of(block: Block, group: Group, scene: Scene) -> list[BodyRow]:
    """The rows of one group of a block."""
    knowing = Knowing(lambda text: is_known(text, scene), lambda one, whole: is_part(one, whole, scene))
    return read_rows(block, group, scene.book.tables, scene.book.units, scene.default, knowing)


def rows_ahead(after: Sequence[Laid]) -> list[BodyRow]:
    """The rows of the blocks that go on with a block."""
    return [row for one in after for group in read_groups(one.block)[:1] for row in rows_of(one.block, group, one.scene)]


def lists_things(block: Block, group: Group, scene: Scene) -> bool:
    """Whether the rows are bases, firms or rooms, whose sum is not the school's."""
    heads = [head for column in group.labels for head in block.heads[column]]
    return any(label_key(head).endswith(scene.book.tables.listed_ends) for head in heads)


def count_votes(rows: Sequence[BodyRow], columns: dict[int, Column], scene: Scene) -> bool:
    """Whether columns of answers (满意, 不满意) hold numbers of people: whole ones that make more than a hundred."""
    words = scene.book.tables
    asked = [n for n, column in columns.items() if any(label.key in words.option_heads for label in column.labels)]
    if len(asked) < 2 or scene.caption_units or any(label.unit for n in asked for label in columns[n].labels):
        return False
    told = [whole_numbers([row.slots[n] for n in asked], words) for row in rows]
    return any(sum(numbers) > 101 for numbers in told)


def is_known(text: str, scene: Scene) -> bool:
    """Whether words are a label of some form, or a name of some indicator, however they are numbered."""
    key = read_label(text, scene.book.tables, scene.book.units).key
    return key in scene.book.lexicon.claims or any(key in edition.known for edition in scene.book.forms.editions)


def is_part(label: Label, whole: Label, scene: Scene) -> bool:
    """Whether the codebook has one label's indicator below the other's."""
    one, other = scene.find(label.text, label.unit), scene.find(whole.text, whole.unit)
    above = scene.book.indicators[one].parent_id if one is not None else None
    while above is not None and other is not None:
        if above == other:
            return True
        above = scene.book.indicators[above].parent_id
    return False


def read_cells(rows: Sequence[BodyRow], group: Group, columns: dict[int, Column], scene: Scene, where: Place) -> Observed:
    """The values of a table that is no form; numbers in columns of plans and standards are rejected."""
    observations: list[Observation] = []
    issues: list[Issue] = []
    rejections: list[Rejection] = []
    for row in rows:
        if row.empty and not is_blank_row(row, scene):
            continue
        for number in group.values:
            slot, column = row.slots[number], columns[number]
            if slot.cell is None or not slot.own or is_run_over(row, number, columns, group):
                continue
            stated = row.unit or any(label.unit for label in (*row.labels, *column.labels))
            readings = read_cell(slot.cell.text, scene.book.tables, dates=not stated)
            if not readings:
                issues.extend(note_cell(slot.cell, where))
            spot = Place(document=where.document, table_id=where.table_id, cell=slot.cell)
            pair = len(readings) == 2 and readings[0].low is None
            for at, reading in enumerate(readings):
                column = columns[number].half(at, scene) if pair else columns[number]
                if is_plan(row, column, scene):
                    rejections.extend(reject_plan(reading, slot.cell))
                    continue
                said = say_cell(row, column, reading, scene)
                if said is None:
                    issues.extend(note_cell(slot.cell, where))
                    continue
                observations.append(make_observation(reading, said, spot, scene.book))
                if reading.missing == "unreadable":
                    issues.append(note_suspected(reading, said.name, spot))
    return Observed(observations=tuple(observations), issues=tuple(issues), rejections=tuple(rejections))


def is_run_over(row: BodyRow, number: int, columns: dict[int, Column], group: Group) -> bool:
    """Whether a blank is what is left of a cell merged with the one before: in a row of sums, under one head that parts in two."""
    cell = row.slots[number].cell
    printed = [head.text.strip() for n in group.labels if (head := row.slots[n].cell) is not None]
    if cell is None or cell.text.strip() or not any(text.endswith(("合计", "总计", "小计", "共计")) for text in printed):
        return False
    at = group.values.index(number)
    before = group.values[at - 1] if at else None
    told = row.slots[before].cell if before is not None else None
    if before is None or told is None or not told.text.strip():
        return False
    one, other = columns[before].labels, columns[number].labels
    return len(one) == len(other) > 1 and one[0].key == other[0].key


def is_plan(row: BodyRow, column: Column, scene: Scene) -> bool:
    """Whether a value is what should be, not what is."""
    return column.plan or any(label.key in scene.book.tables.plan_heads for label in row.labels)


def reject_plan(reading: Reading, cell: Cell) -> list[Rejection]:
    """The printed number of a plan or standard, as a rejection."""
    if reading.value is None:
        return []
    start, end = cell.char_start + reading.start, cell.char_start + reading.end
    return [Rejection(reason="plan", text=reading.text, char_start=start, char_end=end, rule="table.plan_column")]


def is_blank_row(row: BodyRow, scene: Scene) -> bool:
    """Whether a row without a single value says that its values are missing, and is no note under the table."""
    label = row.label
    if label is None:
        return False
    return row.unit is not None or label.unit is not None or label.total or scene.find(label.text, None) is not None
