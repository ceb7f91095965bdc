"""Where a form begins and ends: several in one grid, one over several tables, and the rows it should have and has not."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from extract.codebook.forms import Edition
from extract.model import Issue
from extract.observe.columns import Column
from extract.observe.emit import Place
from extract.observe.forms import FormTable
from extract.observe.match import recognise
from extract.observe.notes import note_missing
from extract.observe.rows import BodyRow
from extract.observe.scene import Scene

__all__ = ["Open", "Part", "cut_forms", "missing_rows", "remember"]

Ahead = Callable[[], Sequence[BodyRow]]
_FIRST = ("1", "1.", "1、", "一", "一、", "①", "(1)")


class Open(Struct, kw_only=True):
    """A form that may go on in the next table: its edition, the rows found so far, where it began, and how wide it is."""

    edition: Edition
    found: set[int]
    where: Place
    width: int


class Part(Struct, frozen=True):
    """Rows of one grid that belong together, the form they are, None where they are none, and its rows that stood before."""

    rows: tuple[BodyRow, ...]
    edition: Edition | None
    begun: frozenset[int] = frozenset()


def cut_forms(
    rows: Sequence[BodyRow], columns: dict[int, Column], width: int, scene: Scene, forms: list[Open], ahead: Ahead
) -> list[Part]:
    """The rows as one form or none, or as two forms where each side of some row is one; numbers that begin again show that row."""
    years = [column.period.year for column in columns.values() if column.period is not None]
    year = max(years) if years else scene.frame.report_year
    whole = recognise(rows, scene.caption, scene.frame, year, scene.book)
    begun = [at for at, row in enumerate(rows) if at and row.serial in _FIRST]
    doubtful = begun or (whole is None and len(rows) > 9) or (whole is not None and count_known(rows, whole) < 0.9 * len(rows))
    if doubtful and is_official(rows, scene):
        cut = best_cut(rows, begun or range(3, len(rows) - 2), scene, year)
        if cut is not None:
            first, second = cut
            return [first, *cut_forms(second.rows, columns, width, uncaptioned(scene), forms, ahead)]
    edition = whole or go_on(rows, width, scene, year, forms, ahead)
    last = forms[-1] if forms and not scene.caption else None
    goes_on = last is not None and last.edition is edition and len(last.found) + len(rows) <= len(last.edition.rows)
    return [Part(tuple(rows), edition, frozenset(last.found) if last is not None and goes_on else frozenset())]


def uncaptioned(scene: Scene) -> Scene:
    """The scene of what follows the form a caption belongs to."""
    return Scene(book=scene.book, frame=scene.frame, default=scene.default, caption_period=scene.caption_period)


def best_cut(rows: Sequence[BodyRow], places: Sequence[int], scene: Scene, year: int | None) -> tuple[Part, Part] | None:
    """The cut that gives two different forms with the most rows known."""
    best: tuple[int, Part, Part] | None = None
    for at in places:
        one = recognise(rows[:at], scene.caption, scene.frame, year, scene.book)
        two = recognise(rows[at:], "", scene.frame, year, scene.book) if one is not None else None
        if one is None or two is None or one.form_id == two.form_id:
            continue
        known = count_known(rows[:at], one) + count_known(rows[at:], two)
        if best is None or known > best[0]:
            best = known, Part(tuple(rows[:at]), one), Part(tuple(rows[at:]), two)
    return best[1:] if best is not None else None


def is_official(rows: Sequence[BodyRow], scene: Scene) -> bool:
    """Whether most rows are some form's: only then it is worth looking for several."""
    known = frozenset[str]().union(*(edition.known for edition in scene.book.forms.editions))
    return sum(row.label is not None and row.label.key in known for row in rows) * 10 >= len(rows) * 7


def count_known(rows: Sequence[BodyRow], edition: Edition) -> int:
    """How many rows have a label of the edition."""
    return sum(row.label is not None and row.label.key in edition.known for row in rows)


def go_on(rows: Sequence[BodyRow], width: int, scene: Scene, year: int | None, forms: list[Open], ahead: Ahead) -> Edition | None:
    """The form that rows are a part of: the one of the table before, which lacks them, or one that the tables after complete."""
    if scene.caption or not rows:
        return None
    if forms and forms[-1].width == width:
        last = forms[-1]
        lacking = {key for at, keys in enumerate(last.edition.keys) if at not in last.found for key in keys}
        keys = [row.label.key for row in rows if row.label is not None]
        if keys and sum(key in lacking for key in keys) * 2 >= len(keys):
            return last.edition
    more = ahead()
    edition = recognise([*rows, *more], "", scene.frame, year, scene.book) if more else None
    return edition if edition is not None and count_known(rows, edition) * 2 >= len(rows) else None


def remember(table: FormTable, width: int, where: Place, forms: list[Open]) -> None:
    """Which rows of a form have been seen; a part of the same form joins the part before."""
    found = {match.position for match in table.matches.values()}
    last = forms[-1] if forms else None
    if last is not None and last.edition is table.edition and not last.found & found:
        last.found |= found
        return
    forms.append(Open(edition=table.edition, found=found, where=where, width=width))


def missing_rows(form: Open) -> list[Issue]:
    """The issues for rows of a form that were not found in any of its parts; one that only heads rows that were found is there."""
    rows = form.edition.rows
    heads = {rows[at].parent for at in form.found}
    gone = [row for at, row in enumerate(rows) if at not in form.found and (row.unit is not None or row.row not in heads)]
    return note_missing(gone, form.edition, form.where)
