"""Which official form a table is, and which row of it each printed row: found by the rows, not by the caption."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from msgspec import Struct

from extract.codebook import Codebook
from extract.codebook.forms import Edition
from extract.codebook.tablewords import label_key
from extract.model import Frame
from extract.observe.grid import Block
from extract.observe.label import read_label
from extract.observe.rows import BodyRow

__all__ = ["Match", "align_rows", "lies_across", "recognise", "title_of"]

LEVELS = {"secondary": "secondary", "higher": "higher", "undergraduate_vocational": "higher"}


class Match(Struct, frozen=True):
    """A printed row's place in an edition: the row's position there, and how unlike the labels are (0 is the same)."""

    position: int
    distance: float


def title_of(caption: str, book: Codebook) -> str | None:
    """The form whose title a caption ends with or is, else None."""
    key = label_key(caption)
    best: tuple[int, str] | None = None
    for form in book.forms.forms.values():
        for title in form.titles:
            wanted = label_key(title)
            if key.endswith(wanted) and (best is None or len(wanted) > best[0]) and len(key) <= len(wanted) + 30:
                best = (len(wanted), form.form_id)
    return best[1] if best else None


def keys_of(rows: Sequence[BodyRow]) -> list[str]:
    """The label key of each row."""
    return [row.label.key if row.label is not None else "" for row in rows]


def recognise(rows: Sequence[BodyRow], caption: str, frame: Frame, year: int | None, book: Codebook) -> Edition | None:
    """The edition whose rows the table has; None where too few agree.

    Without a title seven labels in ten must be the form's, and they must be two in five of the form's own; a title asks for less.
    """
    keys = [key for key in keys_of(rows) if key]
    if not keys:
        return None
    title = title_of(caption, book)
    best: tuple[tuple[float, ...], Edition] | None = None
    for edition in book.forms.editions:
        known = sum(key in edition.known for key in keys)
        covered = len(set(keys) & edition.known) / len(edition.known)
        exact = len(set(keys) & edition.labels)
        titled = title == edition.form_id
        if not is_enough(known, len(keys), covered, titled, title is not None):
            continue
        level = frame.education_level is not None and LEVELS.get(frame.education_level) == edition.level
        distance = year_distance(edition, year)
        rank = (float(titled), known / len(keys), float(level), covered * 0.5 + exact / len(keys), -float(distance))
        if best is None or rank > best[0]:
            best = (rank, edition)
    return best[1] if best else None


def lies_across(block: Block, caption: str, book: Codebook) -> bool:
    """Whether a form's rows are this table's columns: the heads of its values are labels of one edition."""
    if not block.header:
        return False
    heads = [read_label(block.heads[column][0], book.tables, book.units).key for column in block.values if block.heads[column]]
    title = title_of(caption, book)
    return len(heads) > 3 and any(
        is_enough(
            sum(head in edition.known for head in heads),
            len(heads),
            len(set(heads) & edition.known) / len(edition.known),
            title == edition.form_id,
            title is not None,
        )
        for edition in book.forms.editions
        if title is None or title == edition.form_id
    )


def is_enough(known: int, rows: int, covered: float, titled: bool, other_title: bool) -> bool:
    """Whether so many known labels make a table the form."""
    if titled:
        return known >= 2 and known / rows >= 0.3
    if other_title:
        return known >= 5 and known / rows >= 0.8
    return known >= 3 and known / rows >= 0.7 and (covered >= 0.4 or known >= 8)


def year_distance(edition: Edition, year: int | None) -> int:
    """How many years the table is outside the edition's."""
    if year is None:
        return 0
    last = edition.last_year or 9999
    return max(edition.first_year - year, year - last, 0)


def align_rows(rows: Sequence[BodyRow], edition: Edition, book: Codebook, begun: frozenset[int] = frozenset()) -> dict[int, Match]:
    """For each row its place in the edition: in order as far as that goes, then rows that moved, then near matches; the places in
    `begun` are those of the form's part before."""
    keys = keys_of(rows)
    found = follow_order(rows, keys, edition, book, begun)
    taken = {match.position for match in found.values()} | begun
    for at, key in enumerate(keys):
        if at in found or not key:
            continue
        places = [p for p, known in enumerate(edition.keys) if key in known and p not in taken]
        if len(places) == 1 and unit_fits(rows[at], edition, places[0], book) > -2:
            found[at] = Match(places[0], 0.0)
            taken.add(places[0])
    for at, key in enumerate(keys):
        if at not in found and key:
            near = nearest(rows[at], at, key, found, edition, book)
            if near is not None and near.position not in taken:
                found[at] = near
                taken.add(near.position)
    return found


def follow_order(
    rows: Sequence[BodyRow], keys: list[str], edition: Edition, book: Codebook, begun: frozenset[int]
) -> dict[int, Match]:
    """The best pairing of equal labels that keeps the order of both; units and parents decide between labels that repeat."""
    n, m = len(rows), len(edition.rows)
    best = [[0.0] * (m + 1) for _ in range(n + 1)]
    for i in range(n - 1, -1, -1):
        for j in range(m - 1, -1, -1):
            score = 0.0 if j in begun else pair(rows, keys, i, j, edition, book)
            best[i][j] = max(best[i + 1][j], best[i][j + 1], score + best[i + 1][j + 1] if score > 0 else 0.0)
    found: dict[int, Match] = {}
    i = j = 0
    while i < n and j < m:
        score = 0.0 if j in begun else pair(rows, keys, i, j, edition, book)
        if score > 0 and best[i][j] == score + best[i + 1][j + 1]:
            found[i] = Match(j, 0.0)
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def pair(rows: Sequence[BodyRow], keys: list[str], i: int, j: int, edition: Edition, book: Codebook) -> float:
    """How well a printed row and a row of the form agree; 0 where their labels differ."""
    if keys[i] not in edition.keys[j]:
        return 0.0
    score = 3.0 + unit_fits(rows[i], edition, j, book)
    row = edition.rows[j]
    above = rows[i].labels[:-1]
    if above and row.parent is not None:
        chain = {label_key(r.label) for r in edition.chain(row)} | {
            k for r in edition.chain(row) for k in map(label_key, r.variants)
        }
        score += 1.0 if any(label.key in chain for label in above) else -1.0
    return score


def unit_fits(row: BodyRow, edition: Edition, position: int, book: Codebook) -> float:
    """1 where the printed unit measures what the form's does, -2 where it does not, 0 where one is silent."""
    printed = row.unit or (row.label.unit if row.label is not None else None)
    one, other = book.units.get(printed or ""), book.units.get(edition.rows[position].unit or "")
    if one is None or other is None:
        return 0.0
    return 1.0 if one.dimension == other.dimension else -2.0


def nearest(row: BodyRow, at: int, key: str, found: dict[int, Match], edition: Edition, book: Codebook) -> Match | None:
    """The one row of the form between the matched neighbours whose label is nearly this one; never by a telling character.

    Of rows with one label (门 and 学时) the first whose unit suits.
    """
    before = max((found[i].position for i in found if i < at), default=-1)
    after = min((found[i].position for i in found if i > at and found[i].position > before), default=len(edition.rows))
    taken = {match.position for match in found.values()}
    scored: list[tuple[float, int]] = []
    for position in range(before + 1, after):
        if position in taken:
            continue
        likeness = max(like(key, known, book.tables.telling) for known in edition.keys[position])
        if likeness >= 0.75:
            scored.append((likeness, position))
    scored.sort(key=lambda pair: (-pair[0], -unit_fits(row, edition, pair[1], book), pair[1]))
    rivals = [one for one in scored[1:] if edition.rows[one[1]].label != edition.rows[scored[0][1]].label]
    if not scored or (rivals and scored[0][0] - rivals[0][0] < 0.05):
        return None
    return Match(scored[0][1], round(1 - scored[0][0], 2))


def like(one: str, other: str, telling: str) -> float:
    """How alike two keys are, 0 to 1; 0 where a character that makes the difference (第一, 国家级, 高级) is in one alone, or more
    than one character in six differs.

    >>> like("教职工满意渡", "教职工满意度", "一二"), like("第一产业", "第二产业", "一二")
    (0.8333333333333334, 0)
    """
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    codes = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    edits = sum(max(b - a, d - c) for _, a, b, c, d in codes)
    changed = "".join(one[a:b] + other[c:d] for _, a, b, c, d in codes)
    if edits > max(1, len(other) // 6) or any(character in telling for character in changed):
        return 0
    return matcher.ratio()
