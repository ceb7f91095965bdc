"""Where a page has a table without a full grid: between rules, or where lines stand in columns of values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from extract.read.gaps import cut_line, find_columns, is_number_like, middle
from extract.read.ink import Floats
from extract.read.layout import has_dots
from extract.read.lines import TextLine
from extract.read.rows import Region, read_region, read_row_ruled
from extract.read.tables import PageTable

WIDE = 100.0
"""A rule shorter than this in points frames no table."""
NARROW = 30.0
"""A rule of one column's width parts its cells."""
LOW = 2.4
"""A stretch this many sizes high between two rules can be one row; a caption between two tables takes more."""
STEP = 2.6
"""Rows further apart than this many sizes are not one table where no rule says so."""
FIELD = 1.0
"""A gap of one character may part two cells."""


PAGE = re.compile(r"[（(]?(\d{1,3})[)）]?")
CAPTION = re.compile(r"^\S{0,4}(?:[图表]|案例)\s*[\d一二三四五六七八九十]")
LIST = 8
"""Lists of cases, tables and figures follow the contents; a list has so many lines on average."""


def fields_of(line: TextLine) -> int:
    """How many fields a line has: stretches parted by a gap of one character or more."""
    text, edges = line.text, line.edges
    if " " not in text or not edges:
        return 1
    fields, least = 1, FIELD * line.size
    at = text.find(" ", 1, -1)
    while at > 0:
        fields += edges[at + 1] - edges[at] >= least
        at = text.find(" ", at + 1, -1)
    return fields


def regions_by_rules(lines: Sequence[TextLine], rules: Floats) -> list[Region]:
    """Stretches between rules whose lines stand in columns, with what goes on above and below them."""
    found: list[Region] = []
    rules = rules[rules[:, 2] - rules[:, 1] >= NARROW] if len(rules) else rules
    rules = rules[np.argsort(rules[:, 0], kind="stable")] if len(rules) else rules
    steps = [read_step(lines, one, other) for one, other in pairwise(rules.tolist())]
    for at in range(1, len(steps) - 1):
        step = steps[at]
        if step.low and not step.tabular and steps[at - 1].tabular and steps[at + 1].tabular:
            step.tabular = True
    current: Region | None = None
    for (one, other), step in zip(pairwise(rules.tolist()), steps, strict=True):
        if step.tabular or (current is not None and not step.lines and step.low):
            if current is None:
                current = Region(one[1], one[2], [one])
                found.append(current)
            current.add(other, step.lines)
        else:
            current = None
    found = [region for region in found if region.lines and region.right - region.left >= WIDE]
    for region in found:
        region.lines = [line for line in lines if stands_in(line, region)]
    found += lone_rules(rules, found)
    taken: list[Region] = []
    for region in sorted(found, key=lambda one: -len(one.rules)):
        extend(region, lines, rules)
        if len(region.lines) >= 2 and not any(overlaps(region, other) for other in taken):
            taken.append(region)
    return taken


def stands_in(line: TextLine, region: Region) -> bool:
    """Whether a line stands between the outer rules of a region."""
    x, y = (line.box[0] + line.box[2]) / 2, middle(line)
    return region.left - 3 <= x <= region.right + 3 and region.rules[0][0] - 1 <= y <= region.rules[-1][0] + 1


@dataclass(slots=True)
class Step:
    """What stands between two neighbouring rules: its lines, whether they stand in columns, whether it is as low as a row."""

    lines: list[TextLine]
    tabular: bool
    low: bool


def read_step(lines: Sequence[TextLine], one: Sequence[float], other: Sequence[float]) -> Step:
    """The lines between two rules (y, x0, x1)."""
    left, right = min(one[1], other[1]) - 3, max(one[2], other[2]) + 3
    apart = one[1] > other[2] or other[1] > one[2]
    between = [
        line for line in lines if one[0] - 1 <= middle(line) <= other[0] + 1 and left <= (line.box[0] + line.box[2]) / 2 <= right
    ]
    size = between[0].size if between else 10.0
    return Step(between, not apart and is_tabular(between), other[0] - one[0] < LOW * size)


def is_tabular(lines: Sequence[TextLine]) -> bool:
    """Whether lines stand in columns: two in five have fields or a line beside them, and none is a contents line."""
    if not lines:
        return False
    ordered = sorted(lines, key=middle)
    beside = {id(line) for pair in pairwise(ordered) if are_beside(*pair) for line in pair}
    many = sum(fields_of(line) > 1 or id(line) in beside for line in lines)
    return 5 * many >= 2 * len(lines) and not any(has_dots(line) and fields_of(line) < 3 for line in lines)


def are_beside(line: TextLine, other: TextLine) -> bool:
    """Whether two lines stand at one height next to each other, neither level nor one under the other."""
    apart = line.box[2] < other.box[0] or other.box[2] < line.box[0]
    return apart and middle(other) - middle(line) < 0.8 * min(line.size, other.size)


def lone_rules(rules: Floats, found: Sequence[Region]) -> list[Region]:
    """A region for each wide rule that closes or opens no other: first or last of a table that runs over a page end."""
    used = {rule[0] for region in found for rule in region.rules}
    return [Region(rule[1], rule[2], [rule]) for rule in rules.tolist() if rule[0] not in used and rule[2] - rule[1] >= WIDE]


def overlaps(one: Region, other: Region) -> bool:
    """Whether two regions share a line."""
    ours = {id(line) for line in one.lines}
    return any(id(line) in ours for line in other.lines)


def extend(region: Region, lines: Sequence[TextLine], rules: Floats) -> None:
    """Take in the lines above and below an open region that stand in columns as its own do, as far as the next rule.

    Three rules and more close a region, unless they part rows: then a page end may have left a row without its rule.
    """
    if len(region.heights()) >= 3 and not region.is_row_ruled():
        return
    top, bottom = region.rules[0][0], region.rules[-1][0]
    near = rules[(rules[:, 2] > region.left) & (rules[:, 1] < region.right)]
    ceiling = max(near[near[:, 0] < top - 2, 0], default=float("-inf"))
    floor = min(near[near[:, 0] > bottom + 2, 0], default=float("inf"))
    inside = sorted((line for line in lines if region.left - 6 <= line.box[0] and line.box[2] <= region.right + 6), key=middle)
    below = [line for line in inside if bottom < middle(line) < floor]
    above = [line for line in inside if ceiling < middle(line) < top][::-1]
    down = run_of_fields(below, bottom)
    up = run_of_fields(above, top) if not (down and len(region.rules) > 1) else []
    region.lines = sorted([*up, *region.lines, *down], key=middle)
    if up and len(up) == len(above):
        region.rules = [*(rule for rule in near.tolist() if rule[0] == ceiling and rule[2] - rule[1] >= WIDE), *region.rules]


def run_of_fields(lines: Sequence[TextLine], start: float) -> list[TextLine]:
    """Lines going on from `start` while they stand in columns; a line of one field is taken in where the next has more."""
    taken: list[TextLine] = []
    waiting: list[TextLine] = []
    at = start
    for line in lines:
        if abs(middle(line) - at) > STEP * line.size or has_dots(line):
            break
        at = middle(line)
        if fields_of(line) > 1:
            taken += [*waiting, line]
            waiting = []
        elif len(waiting) < 3:
            waiting.append(line)
        else:
            break
    if waiting and taken and len(waiting) == 1 and len(waiting[0].text) <= 12 and not waiting[0].bold:
        edge = taken[-1]
        if abs(middle(waiting[0]) - middle(edge)) < 1.6 * edge.size and waiting[0].size <= edge.size + 0.2:
            taken += waiting
    return taken


def regions_by_white(lines: Sequence[TextLine]) -> list[Region]:
    """Runs of three lines and more that stand in columns of values without any rule."""
    found: list[Region] = []
    ordered = sorted(lines, key=middle)
    at = 0
    while at < len(ordered):
        if fields_of(ordered[at]) < 2 or has_dots(ordered[at]):
            at += 1
            continue
        run = run_of_fields(ordered[at:], middle(ordered[at]))
        if len(run) >= 3 and is_value_table(run):
            left, right = min(line.box[0] for line in run), max(line.box[2] for line in run)
            found.append(Region(left - 2, right + 2, [], run))
            at += len(run)
        else:
            at += max(1, len(run))
    return found


def is_value_table(lines: Sequence[TextLine]) -> bool:
    """Whether lines in columns hold values after their labels: half of what stands in the later columns are numbers."""
    left, right = min(line.box[0] for line in lines), max(line.box[2] for line in lines)
    bounds = find_columns(lines, left, right)
    if not bounds:
        return False
    later = [piece for line in lines for piece in cut_line(line, bounds) if piece.first > 0]
    values = sum(is_number_like(piece.line.text) for piece in later)
    last = [piece.line.text for piece in later if piece.first == len(bounds)]
    if len(bounds) <= 2 and is_contents([line.text for line in lines], last):
        return False
    labels = sum(line.text.rstrip().endswith(("：", ":")) or "：" in line.text[:10] for line in lines)
    if 2 * labels > len(lines):
        return False
    return len(later) >= 3 and 2 * values >= len(later) and (len(bounds) > 1 or len(lines) >= 4)


def is_contents(lines: Sequence[str], values: Sequence[str]) -> bool:
    """Whether the last values of lines in columns are page numbers.

    They are whole, may stand in brackets, and are less than the one before only where a list begins: of cases, tables, figures.

    >>> is_contents([], ["1", "3", "3", "（12）"]), is_contents([], ["655", "645", "488"])
    (True, False)
    >>> is_contents(["表1 规模 9", "案例1 匠心 3", "案例2 逐梦 5"], ["9", "3", "5"])
    True
    """
    numbers = [PAGE.fullmatch(value) for value in values]
    if not all(numbers):
        return False
    pages = [int(found.group(1)) for found in numbers if found]
    falls = sum(after < before for before, after in pairwise(pages))
    return LIST * falls <= len(values) or 2 * sum(CAPTION.search(line) is not None for line in lines) > len(lines)


def find_unruled(lines: list[TextLine], rules: Floats, page: int) -> tuple[list[PageTable], list[TextLine]]:
    """Tables among the lines of a page that stand in no ruled grid, and the lines that are left."""
    found: list[PageTable] = []
    for regions in (lambda some: regions_by_rules(some, rules), regions_by_white):
        for region in regions(lines):
            table = (read_row_ruled(region, page) if region.is_row_ruled() else None) or read_region(region, page)
            if table is not None:
                found.append(table)
                gone = {id(line) for line in region.lines}
                lines = [line for line in lines if id(line) not in gone]
    return found, lines
