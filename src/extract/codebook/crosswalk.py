"""The crosswalk: how a row of a form continues in the next edition, and whether the series may be joined."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from msgspec import Struct

from extract.codebook.forms import Edition, FormRow, Forms
from extract.codebook.indicators import Education
from extract.codebook.table import FOLDER, CodebookError, read_table

__all__ = ["Link", "load_crosswalk"]

LinkKind = Literal["same", "renamed", "redefined", "unit_changed", "split", "merged", "moved", "dropped"]


class Link(Struct, frozen=True, kw_only=True):
    """One row's way from an edition to another; years are the first data years of the editions, as in `editions.csv`.

    `comparable` is `yes` where a series may be joined without a mark. `support` is `sourced` where both ends have a source,
    `partly` where one has, else `recalled`.
    """

    form_id: str
    from_level: Education
    from_year: int
    from_label: str
    to_level: Education
    to_year: int
    kind: LinkKind
    comparable: Literal["yes", "caution", "no"]
    support: Literal["sourced", "partly", "recalled"]
    to_label: str | None = None
    note: str | None = None


def load_crosswalk(forms: Forms, folder: Path = FOLDER) -> tuple[Link, ...]:
    """All links in file order. Raises `CodebookError` where an end is no row of its edition, or a row goes on twice."""
    editions = {(e.form_id, e.level, e.first_year): e for e in forms.editions}
    seen: dict[tuple[object, ...], int] = {}
    rows = read_table(folder / "crosswalk.csv", Link)
    for line, link in rows:
        where = f"crosswalk.csv:{line}"
        find_row(editions, (link.form_id, link.from_level, link.from_year), link.from_label, where)
        if (link.to_label is None) != (link.kind == "dropped"):
            raise CodebookError(f"{where}: a row is dropped exactly where it goes on to no other")
        find_row(editions, (link.form_id, link.to_level, link.to_year), link.to_label, where)
        if link.kind == "dropped" and link.comparable != "no":
            raise CodebookError(f"{where}: a dropped row cannot be comparable")
        key = (link.form_id, link.from_level, link.from_year, link.from_label, link.to_level, link.to_year, link.to_label)
        if key in seen:
            raise CodebookError(f"{where}: the link stands on line {seen[key]} already")
        seen[key] = line
    return tuple(link for _, link in rows)


def find_row(
    editions: dict[tuple[str, Education, int], Edition], key: tuple[str, Education, int], label: str | None, where: str
) -> FormRow | None:
    """The row of an edition with this label."""
    edition = editions.get(key)
    if edition is None:
        raise CodebookError(f"{where}: there is no edition of {key[0]} for {key[1]} from {key[2]}")
    if label is None:
        return None
    row = next((row for row in edition.rows if row.label == label), None)
    if row is None:
        raise CodebookError(f"{where}: the edition of {key[0]} for {key[1]} from {key[2]} has no row {label}")
    return row
