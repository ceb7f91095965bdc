"""Lines → paragraphs and headings in reading order, on one page and over page ends."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extract.model import BlockKind, Box
from extract.read.lines import TextLine, is_wide
from extract.read.text import UNIT_START

INDENT = 0.7
"""A first line starts two characters in; half a character is noise of justified setting."""
SAME_SIZE = 0.12
LOOSE = 1.45
"""Lines of one paragraph stand at the page's usual pitch; a step larger by this factor parts paragraphs."""
LISTING = frozenset("、，,（(《“")
"""Marks after which a line goes on, whatever it looks like: 第一、|二、三产业."""
SENTENCE_END = frozenset("。！？；：.!?;:…”』」")
LABEL = re.compile(
    r"(?:第?[〇零一二三四五六七八九十百]{1,4}[、，章节部篇条]|[（(【\[][〇一二三四五六七八九十百\d]{1,4}[)）】\]]"
    r"|\d{1,2}[、．]|\d{1,2}\.(?!\d)|\d{1,2}(?:\.\d{1,2}){1,3}\.?(?=\s*[^\d\s%％万亿元人个])|[①-⑳●■◆★※➢•□√])"
)
"""What opens a numbered heading or a list item."""
LEADER = re.compile(r"[.·…．・‥\-_]{4,}|…{2,}|(?:[.·]\s){3,}")
"""Dots that lead the eye to a page number."""
DOT = re.compile(r"[.·…．・‥\-_]")
"""One of them is found, or not, much faster than a row of them."""
TAIL_NUMBER = re.compile(r"\s[（(]?(?:\d{1,3}|[ivxIVX]{1,5})[)）]?$")


@dataclass(slots=True)
class Margins:
    """Where the running text of a column begins and ends, and the usual step from line to line."""

    left: float
    right: float
    pitch: float


@dataclass(slots=True)
class Paragraph:
    """Lines that are one block of text, with the margins of the column its last line stands in."""

    lines: list[TextLine]
    margins: Margins
    kind: BlockKind = "text"
    inset: int | None = None
    indent: float = 0.0
    centred: bool = False
    first_margins: Margins | None = None

    @property
    def size(self) -> float:
        """Font size of the longest line."""
        return max(self.lines, key=lambda line: len(line.text)).size

    @property
    def bold(self) -> bool:
        """Whether more characters stand in bold lines than not."""
        heavy = sum(len(line.text) for line in self.lines if line.bold)
        return 2 * heavy > sum(len(line.text) for line in self.lines)

    @property
    def box(self) -> Box:
        """The box around the lines on the first page of the paragraph."""
        page = self.lines[0].page
        return around([line.box for line in self.lines if line.page == page])


def around(boxes: Sequence[Box]) -> Box:
    """The box around boxes."""
    if len(boxes) == 1:
        return boxes[0]
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def shared_place(places: list[float], first: bool) -> float | None:
    """The outermost place that two lines or more share within 3 pt; from the left where `first`, else from the right."""
    ordered = sorted(places, reverse=not first)
    for one, other in pairwise(ordered):
        if abs(one - other) <= 3:
            return one
    return None


def measure(lines: Sequence[TextLine], fallback: Margins | None = None) -> Margins:
    """The margins of a column of lines; a column too short to tell takes the fallback's.

    A mark may hang over the right margin, as Word sets it unless told not to.
    """
    left = shared_place([line.box[0] for line in lines], True)
    right = shared_place([line.box[2] for line in lines if line.text[-1] not in CLOSING], False)
    if right is None:
        right = shared_place([line.box[2] for line in lines], False)
    steps = sorted(
        after.box[3] - before.box[3] for before, after in pairwise(lines) if after.box[3] - before.box[3] > 0.8 * after.size
    )
    pitch = steps[len(steps) // 3] if len(steps) > 2 else (fallback.pitch if fallback else 0.0)
    if left is None or len(lines) < 4:
        left = min(fallback.left, min(line.box[0] for line in lines)) if fallback else min(line.box[0] for line in lines)
    if right is None or len(lines) < 4:
        right = max(fallback.right, max(line.box[2] for line in lines)) if fallback else max(line.box[2] for line in lines)
    return Margins(left, max(right, max(line.box[2] for line in lines) - 6 * lines[0].size), pitch)


CLOSING = frozenset("，。、；：？！”’）》」』】〉,.;:?!)]%％‰℃")
"""Marks that never begin a line."""


def first_token_width(line: TextLine) -> float:
    """How much room the beginning of a line would have needed at the end of the one before.

    A number goes on over a comma of any width, and stays with a closing mark before it, as line breaking does:
    `2，386.5万元` breaks after the 5, `人。2023年` after the 3.
    """
    if not line.edges:
        return line.size
    text = line.text
    end = 1
    if not is_wide(ord(text[0])) or text[0].isdigit():
        while end < len(text) and (is_joined(text[end]) or (text[end] in CLOSING and text[end + 1 : end + 2].isdigit())):
            end += 1
    elif text[0] in OPENING:
        end = min(2, len(text))
    while end < len(text) and text[end] in CLOSING:
        end += 1
        if text[end : end + 1].isdigit():
            while end < len(text) and is_joined(text[end]):
                end += 1
    return line.edges[end] - line.edges[0]


OPENING = frozenset("“‘（《「『【〈([")


def is_joined(char: str) -> bool:
    """Whether a character in a Latin word or number keeps to its neighbour."""
    return char != " " and (not is_wide(ord(char)) or char.isdigit())


def is_full(line: TextLine, after: TextLine, margins: Margins) -> bool:
    """Whether a line had to end where it does: what follows did not fit into the rest of it."""
    return line.box[2] + first_token_width(after) > margins.right - 0.6 * line.size


def has_dots(line: TextLine) -> bool:
    """Whether dots lead from a title to a page number."""
    return DOT.search(line.text) is not None and LEADER.search(line.text) is not None


def is_leader(line: TextLine) -> bool:
    """Whether a line is one of a contents page: dots or a wide gap, then a page number."""
    if has_dots(line):
        return True
    tail = TAIL_NUMBER.search(line.text) if line.gaps else None
    return bool(tail and line.gaps[-1] >= tail.start())


def is_centred(line: TextLine, margins: Margins) -> bool:
    """Whether a line stands in the middle, with more room on both sides than a first line's indent."""
    left, right = line.box[0] - margins.left, margins.right - line.box[2]
    return abs(left - right) < 1.2 * line.size and min(left, right) > 2.6 * line.size


def alike(before: TextLine, after: TextLine) -> bool:
    """Whether two lines are set in one size."""
    return abs(before.size - after.size) <= SAME_SIZE * max(before.size, after.size)


def continues(paragraph: Paragraph, line: TextLine, margins: Margins, same_column: bool = True) -> bool:
    """Whether a line goes on with a paragraph, on the same page or at the top of the next."""
    last = paragraph.lines[-1]
    if not alike(last, line) or is_leader(last) or is_leader(line) or last.turned != line.turned:
        return False
    if same_column and line.box[3] - last.box[3] > LOOSE * max(margins.pitch, 1.2 * line.size) + 1:
        return False
    if not is_full(last, line, paragraph.margins) and not (last.text[-1].isdigit() and UNIT_START.match(line.text)):
        return False
    ended = last.text[-1] in SENTENCE_END
    if last.bold != line.bold and (len(paragraph.lines) == 1 or ended):
        return False
    if paragraph.centred and not is_centred(line, margins):
        return False
    opened = last.text[-1] in LISTING
    first = LABEL.match(paragraph.lines[0].text) is not None
    if LABEL.match(line.text) and not opened and (ended or first or not same_column):
        return False
    return fits_indent(paragraph, line, margins, ended)


def fits_indent(paragraph: Paragraph, line: TextLine, margins: Margins, ended: bool) -> bool:
    """Whether a line starts where a line after the first may start: at the margin, level with it, or two characters before it."""
    last, size = paragraph.lines[-1], line.size
    inward = line.box[0] - margins.left
    if inward <= INDENT * size:
        return True
    before = last.box[0] - paragraph.margins.left
    level = abs(inward - before) <= 0.5 * size
    if len(paragraph.lines) > 1:
        return level
    if level:
        return not ended
    if abs(before - inward - 2 * size) <= 0.5 * size:
        return True
    return before < inward <= before + 3.5 * size and not ended and LABEL.match(last.text) is not None


def make_paragraphs(lines: Sequence[TextLine], margins: Margins, inset: int | None = None) -> list[Paragraph]:
    """Paragraphs of one column of lines, in order."""
    found: list[Paragraph] = []
    for line in lines:
        if found and continues(found[-1], line, margins):
            found[-1].lines.append(line)
            continue
        indent = round((line.box[0] - margins.left) / max(line.size, 1.0), 1)
        found.append(Paragraph([line], margins, inset=inset, indent=indent, centred=is_centred(line, margins)))
    for paragraph in found:
        if all(is_leader(line) for line in paragraph.lines):
            paragraph.kind = "contents"
    return found


NOTE = re.compile(r"(?:[①-⑳]|[\[［]\d{1,2}[\]］]|\d{1,2}(?=[^\d.．、，,%％]|$)|[*＊†])")
"""What a footnote begins with."""
SMALL = 0.9
NOTE_TOP = 0.55
"""Footnotes stand in the lower part of a page."""


def body_size(pages: Iterable[Sequence[TextLine]]) -> float:
    """The size most characters of a report are set in; 0 where there are none."""
    counts: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            counts[round(line.size * 2) / 2] += len(line.text)
    return max(counts, key=lambda size: (counts[size], size), default=0.0)


def split_footnotes(lines: Sequence[TextLine], size: float, height: float) -> tuple[list[TextLine], list[TextLine]]:
    """The lines of a page without its footnotes, and these: small type under the last line of the body, opened by a mark."""
    ordered = sorted(lines, key=lambda line: line.box[1])
    at = len(ordered)
    while at and ordered[at - 1].size < SMALL * size and ordered[at - 1].box[1] > NOTE_TOP * height:
        at -= 1
    while at < len(ordered) and not NOTE.match(ordered[at].text):
        at += 1
    notes = {id(line) for line in ordered[at:]}
    return [line for line in lines if id(line) not in notes], ordered[at:]


def make_footnotes(lines: Sequence[TextLine], margins: Margins) -> list[Paragraph]:
    """A block for each footnote: it begins with its mark."""
    found: list[Paragraph] = []
    for line in lines:
        if found and not NOTE.match(line.text):
            found[-1].lines.append(line)
        else:
            found.append(Paragraph([line], margins, kind="footnote"))
    return found


@dataclass(slots=True)
class Column:
    """Lines that are read one after the other, between the same margins."""

    lines: list[TextLine] = field(default_factory=list)
    inset: int | None = None


def split_insets(lines: Sequence[TextLine], boxes: Sequence[Box], offset: int) -> list[Column]:
    """Columns in order of their first line: the page's own, cut where a framed box stands, and one for each box."""
    if not boxes:
        return [Column(list(lines))] if lines else []
    columns: list[Column] = []
    of_box: dict[int, Column] = {}
    for line in lines:
        middle = ((line.box[0] + line.box[2]) / 2, (line.box[1] + line.box[3]) / 2)
        inside = [at for at, box in enumerate(boxes) if box[0] <= middle[0] <= box[2] and box[1] <= middle[1] <= box[3]]
        if inside:
            at = inside[-1]
            if at not in of_box:
                of_box[at] = Column(inset=offset + at)
                columns.append(of_box[at])
            of_box[at].lines.append(line)
        elif columns and columns[-1].inset is None:
            columns[-1].lines.append(line)
        else:
            columns.append(Column([line]))
    return columns
