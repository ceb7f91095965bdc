"""What a report gets wrong about itself: lost captions, numbers used twice, shifted rows, two titles, near-alike names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from extract.check.grid import YEAR, Grid, tidy
from extract.check.outcome import Finding, Outcome, held, tell
from extract.codebook.formulas import Audit
from extract.model import Mention, Segment, Severity, Table

TITLE_LENGTH = 60
# 2018—2020年, not 2019—2020学年, which is one year.
SPAN_OF_YEARS = re.compile(r"((?:19|20)\d\d)\s*年?度?\s*[-—–~～至―－]+\s*((?:19|20)\d\d)\s*(?!\s*学年|\d|年?度?学年)")
COPIED_ROWS = 8


def check_captions(segments: Sequence[Segment], audit: Audit) -> Iterator[Outcome]:
    """Tables and cases that only a list in front names, and numbers that two tables carry."""
    numbers: dict[str, list[Segment]] = defaultdict(list)
    for segment in segments:
        if segment.kind != "table" or not segment.number:
            continue
        numbers[tidy(segment.number)].append(segment)
        if segment.title_start is None and segment.title:
            yield tell_place("check.caption", segment, f"{segment.number} {segment.title}", "", audit)
        else:
            yield held("caption")
    for number, carriers in numbers.items():
        printed = [s for s in carriers if s.title_start is not None]
        if len(carriers) > 1 and printed:
            titles = "；".join(s.title or "" for s in carriers)
            yield tell_place("check.table_number", printed[-1], number, titles, audit, "warning" if len(printed) > 1 else "note")


def tell_place(code: str, segment: Segment, stated: str, how: str, audit: Audit, severity: Severity = "warning") -> Outcome:
    """An issue about a segment, at its title where printed, else at its first line."""
    start, end = segment.title_start, segment.title_end
    place = (start, end) if start is not None and end is not None else (segment.char_start, segment.char_end)
    finding = Finding(
        code=code, severity=severity, stated=stated, how=how, place=place, page=segment.page_start, segment_id=segment.segment_id
    )
    return tell(code.removeprefix("check."), finding, audit)


def check_caption_years(segments: Sequence[Segment], tables: Sequence[Table], audit: Audit) -> Iterator[Outcome]:
    """Captions that name a span of years against the years the table has."""
    for segment in segments:
        span = SPAN_OF_YEARS.search(segment.title or "") if segment.kind == "table" and segment.index is not None else None
        if span is None or segment.index is None:
            continue
        grid = Grid(tables[segment.index], audit.words)
        heads = [grid.head(c) for c in range(grid.table.n_columns)]
        years = one_year_each(heads) or one_year_each([grid.label(row) for row in grid.body])
        if len(years) < 2:
            continue
        told = (int(span[1]), int(span[2]) if len(span[2]) == 4 else int(span[1][:2] + span[2]))
        if (min(years), max(years)) == told:
            yield held("caption_years")
            continue
        finding = Finding(
            code="check.caption_years",
            severity="warning",
            stated=f"{told[0]}–{told[1]}",
            computed=f"{min(years)}–{max(years)}",
            how=" ".join(part for part in (segment.number, segment.title) if part),
            place=(segment.char_start, segment.char_end),
            page=segment.page_start,
            segment_id=segment.segment_id,
        )
        yield tell("caption_years", finding, audit)


def one_year_each(labels: Sequence[str]) -> set[int]:
    """The years of labels that name one year each; a school year is not one year."""
    return {int(found[0]) for label in labels if len(found := YEAR.findall(label)) == 1}


def check_layout(tables: Sequence[Table], units: frozenset[str], audit: Audit) -> Iterator[Outcome]:
    """Rows of a table in which a unit stands where the name should be, and a year's column copied from the other's."""
    for table in tables:
        grid = Grid(table, audit.words)
        yield from shifted_rows(grid, units, audit)
        yield from copied_column(grid, audit)


def shifted_rows(grid: Grid, units: frozenset[str], audit: Audit) -> Iterator[Outcome]:
    """Rows that lost a cell: what stands in the column before the units is itself a unit."""
    unit_columns = [c for c in range(1, grid.table.n_columns) if in_column(grid, c, units) * 2 > len(grid.body)]
    if len(unit_columns) != 1:
        return
    before = unit_columns[0] - 1
    rows = [row for row in grid.body if (cell := grid.cell(row, before)) and tidy(cell.text) in units]
    if not rows:
        yield held("shifted_row")
        return
    cells = [c for c in grid.table.cells if c.row == rows[0] and c.text.strip()]
    how = "，".join(
        tidy(cell.text)
        for row in rows[:3]
        if (cell := next((c for c in grid.table.cells if c.row == row and c.text.strip()), None))
    )
    finding = Finding(
        code="check.shifted_row",
        severity="warning",
        stated=str(len(rows)),
        how=how,
        place=(cells[0].char_start, cells[-1].char_end),
        page=cells[0].page or grid.table.page_start,
    )
    yield tell("shifted_row", finding, audit)


def in_column(grid: Grid, column: int, units: frozenset[str]) -> int:
    """How many body cells of a column are units."""
    return sum(tidy(cell.text) in units for row in grid.body if (cell := grid.cell(row, column)))


def copied_column(grid: Grid, audit: Audit) -> Iterator[Outcome]:
    """Two year columns that agree in nearly all rows that are not nought."""
    columns = [c for c in grid.columns if YEAR.search(grid.head(c)) and not grid.is_share(c)]
    if len(columns) != 2:
        return
    pairs = [
        (a, b)
        for row in grid.body
        if (a := grid.number(row, columns[0])) and (b := grid.number(row, columns[1])) and a.value and b.value
    ]
    same = sum(a.value == b.value for a, b in pairs)
    if len(pairs) < COPIED_ROWS:
        return
    if same * 10 < len(pairs) * 9:
        yield held("copied_column")
        return
    finding = Finding(
        code="check.copied_column",
        severity="warning",
        stated=str(len(pairs)),
        how=str(same),
        place=(grid.table.char_start, grid.table.char_end),
        page=grid.table.page_start,
    )
    yield tell("copied_column", finding, audit)


def check_titles(text: str, audit: Audit) -> Iterator[Outcome]:
    """The report's own title where it stands alone in a line: the same words each time."""
    words = "|".join(map(re.escape, sorted(audit.words.title_words, key=len, reverse=True)))
    pattern = re.compile(
        rf"^[^\n\t，。；：、]{{0,{TITLE_LENGTH}}}?({words})\s*[（(]?\s*(?:(?:19|20)\d\d)?[^\n\t，。；、]{{0,8}}$", re.MULTILINE
    )
    found: dict[str, re.Match[str]] = {}
    for match in pattern.finditer(text):
        found.setdefault(match[1], match)
    if len(found) < 2:
        yield held("title")
        return
    first, second = list(found.values())[:2]
    finding = Finding(
        code="check.title", severity="warning", stated=tidy(first[0]), computed=tidy(second[0]), place=(first.start(), first.end())
    )
    yield tell("title", finding, audit)


def check_names(mentions: Sequence[Mention], audit: Audit) -> Iterator[Outcome]:
    """Programmes whose names begin and end alike and differ in the middle: one of them may be a slip."""
    names: dict[str, Mention] = {}
    for mention in mentions:
        if mention.kind == "programme":
            names.setdefault(tidy(mention.normal_form), mention)
    ordered = list(names)
    for i, one in enumerate(ordered):
        for other in ordered[i + 1 :]:
            if differ_inside(one, other):
                first, second = names[one], names[other]
                finding = Finding(
                    code="check.name_variant",
                    severity="note",
                    stated=first.text,
                    computed=second.text,
                    place=(second.char_start, second.char_end),
                    page=second.page,
                    segment_id=second.segment_id,
                )
                yield tell("name_variant", finding, audit)


def differ_inside(one: str, other: str) -> bool:
    """Whether two names of one length share a long beginning and an ending and differ by one word between.

    >>> differ_inside("新能源汽车运用与维修", "新能源汽车检测与维修"), differ_inside("工艺美术", "美术绘画")
    (True, False)
    """
    if one == other or min(len(one), len(other)) < 6:
        return False
    head = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    tail = next((i for i, (a, b) in enumerate(zip(reversed(one), reversed(other), strict=False)) if a != b), 0)
    return head >= 4 and tail >= 2 and max(len(one), len(other)) - head - tail <= 3
