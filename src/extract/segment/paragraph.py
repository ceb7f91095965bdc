"""The lines a reader's eye moves over: one paragraph per block, cleaned for matching, its place in the document kept."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter

from msgspec import Struct
from msgspec.structs import replace

from extract.model import Block, Cell, Document

_BOOKMARK = re.compile(r"(?:\s*\[bookmark:[^\]]*\])+\s*")
_SPACE = re.compile(r"\s+")
# Insets of frames are counted from here; a framed text is at least so long.
_FRAMES = 1_000_000
_FRAMED = 60
# Where there are no pages, a cover has so many blocks at most.
_COVER = 10
SENTENCE_END = "。！？；!?;…"


class Paragraph(Struct, frozen=True, kw_only=True):
    """One block as segmentation sees it.

    `start..end` are without blanks and bookmarks at the edges; `text` is that range with line breaks taken out, `squeezed` has no
    blanks at all. `kind` is the block's. `place` is its position in the list of paragraphs.
    """

    place: int
    kind: str
    start: int
    end: int
    text: str
    squeezed: str
    block: Block

    @property
    def is_line(self) -> bool:
        """Whether it could be a heading or caption: no sentence, not long."""
        return self.kind not in {"table", "figure", "footnote"} and 0 < len(self.squeezed) <= 80


class Looks(Struct, frozen=True, kw_only=True):
    """How running text looks in this document, to tell what stands out: its size in points and whether it is bold."""

    size: float | None
    bold: bool

    def stands_out(self, block: Block) -> float:
        """0 for plain looks up to 2 for bold, larger and centred."""
        score = 0.0
        if block.bold and not self.bold:
            score += 1.0
        if block.size and self.size and block.size > self.size + 0.6:
            score += 1.0
        if block.centred:
            score += 0.5
        return min(score, 2.0)


def split_paragraphs(document: Document, label: re.Pattern[str] | None = None) -> list[Paragraph]:
    """The document's blocks in reading order; contents lines and the lines of a cover page are parted where they are printed.

    A table that is a mere frame around text, as `label` (of a case) or a single cell shows, is that text.
    """
    found: list[Paragraph] = []
    ends = [line.char_end for line in document.lines]
    for number, block in enumerate(document.blocks):
        if _is_cover_block(document, block, number):
            if not ends:
                _add_lines(found, document.text, block.char_start, block.char_end, block)
                continue
            at = block.char_start
            for end in ends[bisect_left(ends, block.char_start + 1) : bisect_left(ends, block.char_end + 1)]:
                _add(found, document.text, at, end, block)
                at = end
            _add(found, document.text, at, block.char_end, block)
        elif block.kind == "table" and (cells := _frame_cells(document, block, label)):
            boxed = replace(block, kind="text", index=None, inset=_FRAMES + (block.index or 0))
            for cell in cells:
                _add_lines(found, document.text, cell.char_start, cell.char_end, boxed)
        elif block.kind == "contents":
            _add_lines(found, document.text, block.char_start, block.char_end, block)
        else:
            _add(found, document.text, block.char_start, block.char_end, block)
    return found


def _add_lines(found: list[Paragraph], text: str, start: int, end: int, block: Block) -> None:
    for line in text[start:end].splitlines(keepends=True):
        _add(found, text, start, start + len(line), block)
        start += len(line)


def _frame_cells(document: Document, block: Block, label: re.Pattern[str] | None) -> list[Cell]:
    """The cells of a table that frames a text: one long cell, or one filled cell a row with a case's label in the first."""
    if block.index is None or label is None:
        return []
    filled = [cell for cell in document.tables[block.index].cells if cell.text.strip()]
    if not filled or len({cell.row for cell in filled}) < len(filled):
        return []
    lone = len(filled) == 1 and len(filled[0].text) >= _FRAMED
    return filled if lone or (label.match(filled[0].text.strip()) and len(filled[-1].text) >= _FRAMED) else []


def _is_cover_block(document: Document, block: Block, number: int) -> bool:
    """Whether a block is a few short lines on the first page: what a reader may have joined there is no paragraph."""
    if block.kind not in {"text", "heading"} or not (block.page_start == 1 or (block.page_start is None and number < _COVER)):
        return False
    text = document.text[block.char_start : block.char_end]
    return len(text) < 120 and not re.search("[。；，]", text)


def _add(found: list[Paragraph], text: str, start: int, end: int, block: Block) -> None:
    bookmark = _BOOKMARK.match(text, start, end)
    if bookmark:
        start = bookmark.end()
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if block.kind in {"table", "figure"}:
        content = ""
    else:
        content = _join_lines(text[start:end])
        if not content:
            return
    squeezed = _SPACE.sub("", content)
    found.append(Paragraph(place=len(found), kind=block.kind, start=start, end=end, text=content, squeezed=squeezed, block=block))


def _join_lines(text: str) -> str:
    """The text of a paragraph cut by line ends, as one line.

    >>> _join_lines("在校生421 名\\n\\n学生")
    '在校生421 名学生'
    """
    if "\n" not in text:
        return text
    return "".join(part.strip() if at else part.rstrip() for at, part in enumerate(text.splitlines()))


def measure_looks(paragraphs: list[Paragraph]) -> Looks:
    """The size and weight most characters of running text are set in."""
    sizes: Counter[float] = Counter()
    bold = total = 0
    for paragraph in paragraphs:
        if paragraph.kind != "text":
            continue
        total += len(paragraph.text)
        if paragraph.block.size:
            sizes[round(paragraph.block.size, 1)] += len(paragraph.text)
        if paragraph.block.bold:
            bold += len(paragraph.text)
    size = max(sorted(sizes), key=lambda each: sizes[each]) if sizes else None
    return Looks(size=size, bold=bold * 2 > total)
