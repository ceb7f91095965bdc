"""The rows of a block with their labels: carried over merged and blank cells, under section rows, and below 其中."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from extract.codebook.tablewords import TableWords, label_key
from extract.codebook.units import Units
from extract.observe.grid import SERIAL, Block, Slot
from extract.observe.label import Label, lend_kind, read_label, read_unit
from extract.observe.parts import count_parts
from extract.period import Period

__all__ = ["BodyRow", "Group", "read_groups"]

IsPart = Callable[[Label, Label], bool]


class Group(Struct, frozen=True):
    """Label columns and the value columns that belong to them; a table may hold several side by side."""

    labels: tuple[int, ...]
    values: tuple[int, ...]


class BodyRow(Struct, frozen=True, kw_only=True):
    """One row: labels from the outermost to the innermost, its unit cell, its serial number, and the label it is a part of.

    `repeats` says that the label stands in a row above, and this one only has another unit; `twin` that a row of another section
    has the same label; `when` is the date of what the row tells.
    """

    index: int
    slots: tuple[Slot, ...]
    labels: tuple[Label, ...]
    unit: str | None
    serial: str
    parent: Label | None = None
    section: Label | None = None
    when: Period | None = None
    twin: bool = False
    repeats: bool = False
    empty: bool = False

    @property
    def label(self) -> Label | None:
        """The innermost label."""
        return self.labels[-1] if self.labels else None


def read_groups(block: Block) -> list[Group]:
    """Label and value columns, left to right; labels that begin again open a new group."""
    groups: list[tuple[list[int], list[int]]] = []
    for column in range(block.width):
        if column in block.labels:
            if not groups or groups[-1][1]:
                groups.append(([], []))
            groups[-1][0].append(column)
        elif column in block.values:
            if not groups:
                groups.append(([], []))
            groups[-1][1].append(column)
    return [Group(tuple(labels), tuple(values)) for labels, values in groups if values]


class Knowing(Struct, frozen=True):
    """What rows ask the codebook: whether words are a label it knows, and whether one label's indicator is part of another's."""

    label: Callable[[str], bool]
    part: IsPart


def read_rows(
    block: Block, group: Group, words: TableWords, units: Units, default: Period | None, knowing: Knowing
) -> list[BodyRow]:
    """The rows of one group; rows that only open a section lend their label to those below."""
    rows: list[BodyRow] = []
    above: list[Slot] = []
    section: Label | None = None
    kinds = [(kind_of_labels(block, column, words), are_groups(block, column, words)) for column in group.labels] or [("", False)]
    for index, slots in enumerate(join_wrapped(block, group, knowing)):
        cells = [slots[column] for column in group.labels]
        first = slots[block.serial] if block.serial is not None else None
        serial = first.text if first is not None else ""
        if first is not None and serial and not is_serial(serial) and not any(cell.text for cell in cells):
            cells, serial, above = [*cells[:-1], first], "", []
        unit = stated_unit(slots[block.unit].text, words, units) if block.unit is not None else None
        heads = {id(cell.cell) for cell in cells}
        filled = [slots[column] for column in group.values if slots[column].text and id(slots[column].cell) not in heads]
        carried = carry(cells, above)
        labels = read_labels(carried, kinds, words, units, default, knowing)
        own = any(cell.text for cell in cells)
        if own and not filled and opens_section(slots, cells, unit, serial, labels, block, index):
            section, above = (labels[-1] if labels else None), []
            continue
        if not labels and not filled:
            continue
        dated = slots[block.dated].cell if block.dated is not None else None
        when = read_label(dated.text, words, units, default).period if dated is not None and dated.text.strip() else None
        repeats = not own and bool(rows) and bool(filled)
        rows.append(
            BodyRow(
                index=index,
                slots=slots,
                labels=labels,
                unit=unit,
                serial=serial,
                section=section,
                repeats=repeats,
                when=when,
                empty=not filled,
            )
        )
        above = carried
    return chain(mark_twins(rows), block, group, words, knowing.part)


def join_wrapped(block: Block, group: Group, knowing: Knowing) -> list[tuple[Slot, ...]]:
    """The body with labels made whole that were cut over two rows: the half without values is no label, both together are."""
    if not group.labels:
        return list(block.body)
    at, rows = group.labels[-1], list(block.body)
    filled = [any(row[c].text for c in group.values) or (block.unit is not None and row[block.unit].text != "") for row in rows]
    for i in range(len(rows) - 1):
        one, two = rows[i][at], rows[i + 1][at]
        if (
            one.cell is None
            or two.cell is None
            or one.cell is two.cell
            or not one.text
            or not two.text
            or filled[i] == filled[i + 1]
        ):
            continue
        whole = one.cell.text.strip() + two.cell.text.strip()
        if knowing.label((two if filled[i] else one).text) or not knowing.label(whole):
            continue
        kept, gone = (i, i + 1) if filled[i] else (i + 1, i)
        cell = replace(rows[kept][at].cell or one.cell, text=whole)
        label = Slot(cell, one.text + two.text, True)
        rows[kept] = (*rows[kept][:at], label, *rows[kept][at + 1 :])
        rows[gone] = tuple(Slot(None, "", False) for _ in rows[gone])
    return rows


def mark_twins(rows: list[BodyRow]) -> list[BodyRow]:
    """The rows, those marked whose label stands under another section too."""
    sections: dict[str, set[str]] = {}
    for row in rows:
        if row.label is not None and row.section is not None:
            sections.setdefault(row.label.key, set()).add(row.section.key)
    return [replace(row, twin=row.label is not None and len(sections.get(row.label.key, ())) > 1) for row in rows]


def stated_unit(text: str, words: TableWords, units: Units) -> str | None:
    """The unit of a row in the column of units, also one the codebook does not know."""
    known = read_unit(text, units)
    if known is not None or not text or text in words.not_reported or len(text) > 6 or any(c.isdigit() for c in text):
        return known
    return text


def is_serial(text: str) -> bool:
    """Whether a text counts rows: a number, alone or with marks."""
    return bool(SERIAL.fullmatch(text))


def carry(cells: list[Slot], above: list[Slot]) -> list[Slot]:
    """Blank label cells take the label above: all in a row that only has another unit, else those left of the last label."""
    if len(above) != len(cells):
        return cells
    last = max((i for i, cell in enumerate(cells) if cell.text), default=-1)
    if last < 0:
        return above
    return [above[i] if not cell.text and i < last else cell for i, cell in enumerate(cells)]


def are_groups(block: Block, column: int, words: TableWords) -> bool:
    """Whether the head of a column of labels says that they are groups: 省份, 行业, 专业."""
    head = block.heads[column][-1].strip() if block.heads[column] else ""
    return label_key(head).endswith(words.group_ends)


def kind_of_labels(block: Block, column: int, words: TableWords) -> str:
    """What the head of a column of labels says of them all: 职称 over 中级; nothing where it could stand over any labels."""
    head = block.heads[column][-1].strip() if block.heads[column] else ""
    key = label_key(head)
    return next((kind for kind in words.label_kinds if key.startswith(label_key(kind))), "")


def can_name(label: Label, words: TableWords, knowing: Knowing) -> bool:
    """Whether a row's label that elsewhere heads labels (合作企业, 专业群) is what the row counts: the codebook knows it."""
    if not label.head or not label.key or label.key in words.value_heads | words.serial_heads:
        return False
    return label.key in words.thing_heads or knowing.label(label.text)


def read_labels(
    cells: list[Slot], kinds: list[tuple[str, bool]], words: TableWords, units: Units, default: Period | None, knowing: Knowing
) -> tuple[Label, ...]:
    """The labels of a row; a cell merged over several label columns is one label."""
    labels: list[Label] = []
    seen: list[int] = []
    for slot, (kind, group) in zip(cells, kinds[-len(cells) :], strict=False):
        if slot.cell is None or not slot.text or id(slot.cell) in seen:
            continue
        seen.append(id(slot.cell))
        label = read_label(slot.cell.text, words, units, default)
        label = replace(label, head=False) if can_name(label, words, knowing) else label
        labels.append(replace(label, kind=kind, group=group) if kind or group else label)
    return lend_kind(tuple(labels), words)


def opens_section(
    slots: tuple[Slot, ...], cells: list[Slot], unit: str | None, serial: str, labels: tuple[Label, ...], block: Block, index: int
) -> bool:
    """Whether a row without values is the heading of the rows below it."""
    if unit is not None or serial.isdigit() or not labels or index + 1 >= len(block.body) or labels[-1].unit is not None:
        return False
    cell = next(slot.cell for slot in cells if slot.text)
    merged = cell is not None and cell.column_span >= block.width - 1
    others = [slot for slot in slots if slot.text and slot.cell is not cell]
    return merged or labels[-1].numbered or (not others and not labels[-1].of_which and not labels[-1].total)


def chain(rows: list[BodyRow], block: Block, group: Group, words: TableWords, is_part: IsPart) -> list[BodyRow]:
    """The rows with the label they are a part of: 其中 opens a list, the next numbered, outdented or unrelated row ends it; rows
    that together with the first add up to the whole are all parts."""
    indented = any(row.label is not None and row.label.indent for row in rows)
    found: list[BodyRow] = []
    whole: Label | None = None
    opened, begun, sure = False, 0, 0
    for at, row in enumerate(rows):
        label = row.label
        if label is None:
            found.append(row)
            continue
        if row.repeats and found:
            parent = found[-1].parent
        elif label.of_which:
            sure = at + count_parts([row.slots for row in rows[begun:]], at - begun, group.values, words) if not opened else sure
            opened, parent = True, whole
        elif opened and whole is not None and (at < sure or is_below(row, label, whole, block, indented, is_part)):
            parent = whole
        else:
            opened, parent, whole, begun = False, None, label, at
        found.append(replace(row, parent=parent))
    return found


def is_below(row: BodyRow, label: Label, whole: Label, block: Block, indented: bool, is_part: IsPart) -> bool:
    """Whether a row without 其中 goes on with an open list."""
    if label.total or label.period is not None:
        return False
    if block.serial is not None:
        return not row.serial
    if indented:
        return label.indent > whole.indent
    return is_part(label, whole)
