"""The issues of forms and tables: rows the codebook does not know, rows that are not there, numbers that cannot be read."""

from __future__ import annotations

from collections.abc import Sequence

from extract.codebook.forms import Edition, FormRow
from extract.model import Cell, Issue, content_id
from extract.observe.cell import Reading
from extract.observe.emit import Place
from extract.observe.rows import BodyRow

__all__ = ["note_cell", "note_missing", "note_near", "note_suspected", "note_unknown"]


def first_cell(row: BodyRow) -> Cell | None:
    """The first cell of a row that has words."""
    return next((slot.cell for slot in row.slots if slot.cell is not None and slot.text), None)


def make(
    code: str, severity: str, en: str, zh: str, where: Place, cell: Cell | None, stated: str | None, computed: str | None
) -> Issue:
    """One issue with its place."""
    start, end = (cell.char_start, cell.char_end) if cell is not None else (None, None)
    return Issue(
        code=code,
        severity=severity,  # type: ignore[arg-type]
        message=en,
        message_zh=zh,
        stated=stated,
        computed=computed,
        segment_id=where.table_id,
        page=cell.page if cell is not None else None,
        char_start=start,
        char_end=end,
        issue_id=content_id(code, where.table_id, start, end, stated, computed),
    )


def note_unknown(row: BodyRow, edition: Edition, where: Place) -> Issue:
    """A printed row that the form does not have."""
    label = row.label.text if row.label is not None else ""
    return make(
        "map.unknown_row",
        "warning",
        f"The row {label} is in no edition of the form {edition.form_id}; its values keep their own words as name.",
        f"“{label}”一行不在本表已知的行中，其数值按原文名称收录。",
        where,
        first_cell(row),
        label,
        None,
    )


def note_near(row: BodyRow, known: FormRow, distance: float, where: Place) -> Issue:
    """A printed row that was taken for a row of the form with nearly the same label."""
    label = row.label.text if row.label is not None else ""
    return make(
        "map.near_row",
        "note",
        f"The row {label} was read as {known.label}; the labels differ by {distance:.2f} of 1.",
        f"“{label}”一行按“{known.label}”读取，两者相差{distance:.2f}（1为完全不同）。",
        where,
        first_cell(row),
        label,
        known.label,
    )


def note_missing(rows: Sequence[FormRow], edition: Edition, where: Place) -> list[Issue]:
    """Rows the form should have and has not: one issue each where a source prints the row, else one note for all of them."""
    sure = [row for row in rows if row.confidence == "printed"]
    unsure = [row for row in rows if row.confidence != "printed"]
    issues = [
        make(
            "map.missing_row",
            "warning",
            f"The form {edition.form_id} should have a row {row.row} {row.label} and has not; look whether its page was read.",
            f"本表应有“{row.label}”一行（{row.row}），未见；请核对该页是否读全。",
            where,
            None,
            None,
            f"{row.row} {row.label}",
        )
        for row in sure
    ]
    if unsure:
        names = "、".join(row.label for row in unsure)
        issues.append(
            make(
                "map.missing_row",
                "note",
                f"Rows that editions of the form {edition.form_id} are remembered to have are not there: {names}.",
                f"未见以下各行（依据为记忆，未经核实）：{names}。",
                where,
                None,
                None,
                names,
            )
        )
    return issues


def note_suspected(reading: Reading, name: str, where: Place) -> Issue:
    """A printed number that cannot be decided."""
    suspected = f"{reading.suspected:f}" if reading.suspected is not None else None
    hint = f"; {suspected} is probably meant" if suspected else ""
    hint_zh = f"，疑为{suspected}" if suspected else ""
    return make(
        "map.unreadable_number",
        "warning",
        f"{name}: {reading.text} cannot be read as one number{hint}. The value is left empty.",
        f"“{name}”的数值“{reading.text}”无法确定{hint_zh}，数值留空。",
        where,
        where.cell,
        reading.text,
        suspected,
    )


def note_cell(cell: Cell, where: Place) -> list[Issue]:
    """Words with a number in a value column: seen, not read."""
    if not any(character.isdigit() for character in cell.text):
        return []
    text = " ".join(cell.text.split())
    return [
        make(
            "map.unread_cell",
            "note",
            f"The cell {text[:60]} holds words and numbers; no value was read from it.",
            f"单元格“{text[:60]}”含文字和数字，未读出数值。",
            where,
            cell,
            text[:200],
            None,
        )
    ]
