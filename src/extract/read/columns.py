"""Two columns of running text on one page: found by the white between them, read one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extract.model import Box
from extract.read.lines import TextLine

LEAST = 4
"""So many lines must stand side by side before white between them is a gutter."""
WORDS = 8
"""Columns of prose hold this many characters a line on average; fewer are labels and values."""


@dataclass(slots=True, frozen=True)
class Band:
    """A stretch of a page in two columns: its top and bottom, and the x of the white between them."""

    top: float
    bottom: float
    gutter: float

    def side(self, box: Box) -> int:
        """0 outside the band, 1 in its left column, 2 in its right one."""
        middle = (box[1] + box[3]) / 2
        if not self.top <= middle <= self.bottom or box[0] < self.gutter < box[2]:
            return 0
        return 1 if box[2] <= self.gutter else 2


def gutters(line: TextLine) -> list[tuple[float, float]]:
    """The wide gaps of a line as (from, to)."""
    return [(line.edges[at - 1], line.edges[at]) for at in line.gaps if line.edges and line.text[at - 1] == " "]


def find_band(lines: Sequence[TextLine]) -> Band | None:
    """The band of a page in two columns, if it has one: lines with a gap at one place, and none that crosses it, in a row."""
    gaps = [(gap, at) for at, line in enumerate(lines) for gap in gutters(line)]
    if len(gaps) < LEAST:
        return None
    best: Band | None = None
    most = LEAST - 1
    for x in sorted({round((gap[0] + gap[1]) / 2) for gap, _ in gaps}):
        run: list[TextLine] = []
        for line in [*lines, None]:
            open_there = line is not None and (line.box[2] < x or line.box[0] > x or any(a < x < b for a, b in gutters(line)))
            if line is not None and open_there:
                run.append(line)
                continue
            both = [one for one in run if one.box[0] < x < one.box[2]]
            if len(both) > most and is_prose(both, x):
                most = len(both)
                best = Band(both[0].box[1] - 1, both[-1].box[3] + 1, float(x))
                best = reach(best, run)
            run = []
    return best


def reach(band: Band, run: Sequence[TextLine]) -> Band:
    """The band with the lines above and below that go on in one of its columns."""
    low = max((line.box[3] for line in run if line.box[3] > band.bottom and near(line, run)), default=band.bottom)
    return replace(band, bottom=max(band.bottom, low + 1))


def near(line: TextLine, run: Sequence[TextLine]) -> bool:
    """Whether a line follows another of the run closely."""
    return any(0 < line.box[1] - other.box[1] < 2.5 * line.size for other in run)


def is_prose(lines: Sequence[TextLine], x: float) -> bool:
    """Whether both sides of a place hold running text and not labels with values."""
    left = right = 0
    for line in lines:
        cut = next(at for at in line.gaps if line.edges[at - 1] < x < line.edges[at])
        left += cut - 1
        right += len(line.text) - cut
    return min(left, right) >= WORDS * len(lines)


def split_at(line: TextLine, x: float) -> list[TextLine]:
    """A line as the parts left and right of a place it leaves white."""
    cut = next((at for at in line.gaps if line.edges and line.edges[at - 1] < x < line.edges[at]), None)
    if cut is None:
        return [line]
    left = replace(
        line,
        text=line.text[: cut - 1],
        edges=line.edges[:cut],
        box=(line.box[0], line.box[1], line.edges[cut - 1], line.box[3]),
        gaps=tuple(at for at in line.gaps if at < cut),
    )
    right = replace(
        line,
        text=line.text[cut:],
        edges=line.edges[cut:],
        box=(line.edges[cut], line.box[1], line.box[2], line.box[3]),
        gaps=tuple(at - cut for at in line.gaps if at > cut),
        spaced=False,
    )
    return [left, right]


def split_band(lines: Sequence[TextLine], band: Band) -> list[list[TextLine]]:
    """Lines before the band, of its left column, of its right one, and after it."""
    parts: list[list[TextLine]] = [[], [], [], []]
    for line in lines:
        for part in split_at(line, band.gutter) if band.top <= (line.box[1] + line.box[3]) / 2 <= band.bottom else [line]:
            side = band.side(part.box)
            parts[side if side else (0 if part.box[1] < band.top else 3)].append(part)
    return parts
