"""Plain text → Document. The canonical text is the decoded file itself: nothing is moved, trimmed or normalised."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from extract.codebook.printing import load_printing
from extract.model import Block, BlockKind, Document, Issue, Table
from extract.read.charset import decode_loosely
from extract.read.source import Source, issue
from extract.read.text_lines import (
    PAGE_NUMBER,
    TextLine,
    ends_sentence,
    is_bare,
    is_caption,
    is_heading,
    is_label,
    mark_apart,
    mark_contents,
    split_lines,
)
from extract.read.text_tables import find_tables
from extract.settings import Settings

OPEN_END = re.compile(r"[，、,（(《“‘—－-]$")
CLOSING_START = re.compile(r"[，、。；：！？,;!?）)》”’%％]")
UNIT_START = re.compile(r"[\u4e00-\u9fff]{1,3}[，。、；）]")
"""After a figure at a line's end: its unit, and the sentence goes on."""
NEW_ITEM = re.compile(r"[●■◆▲★※○□◇△•·➢➤✓√\-—*]\s|[①-⑳⑴-⒇❶-❿]|[（(]\s*\d{1,2}\s*[)）]|\d{1,2}\s*[、.．](?!\d)")
INNER = re.compile(r"[。！？；]")
CLAUSE = re.compile(r"[，,、]")


def read_text(source: Source, settings: Settings) -> Document:
    """The document in a text file of any encoding. Raises `ReadError` where the bytes are no text."""
    try:
        text, lost = decode_loosely(source.data)
    except UnicodeDecodeError as error:
        raise source.refuse(
            "unknown_encoding", "the bytes are no text in UTF-8, UTF-16 or GB18030; save the file as UTF-8"
        ) from error
    if not text.strip():
        raise source.refuse("empty", "the file holds blanks only; fetch it again")
    blocks, tables = find_blocks(text)
    return source.document(text=text, blocks=blocks, tables=tables, issues=tell_lost(source, lost))


def tell_lost(source: Source, lost: int) -> tuple[Issue, ...]:
    """An issue for characters that fit no encoding, if there are any."""
    if not lost:
        return ()
    return (
        issue(
            "characters_lost", "warning", f"{source.name}: {lost} characters fit no encoding and are lost; compare with the source"
        ),
    )


def find_blocks(text: str) -> tuple[tuple[Block, ...], tuple[Table, ...]]:
    """The blocks and tables of a text, in order; a paragraph cut by a line or page end is one block."""
    lines = split_lines(text)
    mark_contents(lines)
    mark_apart(lines)
    width = wrap_width(lines)
    blocks: list[Block] = []
    tables: list[Table] = []
    at = 0
    for first, end, table in [*find_tables(text, lines), (len(lines), len(lines), None)]:
        blocks.extend(make_block(run) for run in group_lines(lines[at:first], width))
        if table is not None:
            blocks.append(Block(kind="table", char_start=table.char_start, char_end=table.char_end, index=len(tables)))
            tables.append(table)
        at = end
    return tuple(blocks), tuple(tables)


def group_lines(lines: list[TextLine], width: int | None) -> list[list[TextLine]]:
    """The lines of one paragraph, heading, caption, list item or contents line together; `width` is that of set text, or None."""
    runs: list[list[TextLine]] = []
    for line in lines:
        is_title = len(runs) > 1 and len(runs[-1]) == 1 and is_label(runs[-2][0].text)
        if runs and not is_title and goes_on(runs[-1], line, width):
            runs[-1].append(line)
        elif (number := page_number_before(runs)) and not ends_sentence(runs[-2][-1].text) and goes_on(runs[-2], line, width):
            runs.pop()
            runs[-1] += [number, line]
        else:
            runs.append([line])
    return runs


def page_number_before(runs: list[list[TextLine]]) -> TextLine | None:
    """The last run if it is a page number, after another run that it may cut."""
    if len(runs) < 2 or len(runs[-1]) > 1:
        return None
    (line,) = runs[-1]
    return line if line.apart and PAGE_NUMBER.fullmatch(line.text) else None


def make_block(run: list[TextLine]) -> Block:
    """The block of one run of lines."""
    head = run[0]
    kind: BlockKind = "contents" if head.in_contents else "heading" if head.level is not None else "text"
    gaps = tuple((line.start, line.end) for line in run if line.apart) if len(run) > 1 else ()
    return Block(kind=kind, char_start=head.start, char_end=run[-1].end, level=head.level, indent=float(head.indent), gaps=gaps)


def goes_on(run: list[TextLine], line: TextLine, width: int | None) -> bool:
    """Whether `line` goes on with the paragraph that `run` has begun.

    A line that closes a sentence ends its paragraph unless the text is set to a width and the line fills it. What is open is closed
    by the next line unless that begins something of its own: a heading, a caption, a list item, a bookmark, an indent.
    """
    last = run[-1]
    if begins_anew(line) or not may_go_on(run[0], last):
        return False
    if width is not None and not line.blank_before and display_width(last.text) + last.indent >= width - 4:
        return not (line.indent >= 2 and run[-1].indent < line.indent)
    if ends_sentence(last.text) or (line.indent >= 2 and line.indent > run[0].indent):
        return False
    if is_open(last.text, line.text):
        return True
    return is_running(run) and (width is None or line.blank_before or display_width(last.text) + last.indent >= width - 4)


def is_open(before: str, after: str) -> bool:
    """Whether two lines are parts of one sentence by their ends alone: a comma, a bracket, a figure and its unit.

    >>> is_open("新生417", "人，占12.0%"), is_open("双师型教师，", "占七成"), is_open("学校概况", "学校建于1985年")
    (True, True, False)
    """
    if OPEN_END.search(before) or CLOSING_START.match(after):
        return True
    return before[-1:].isdigit() and UNIT_START.match(after) is not None


def begins_anew(line: TextLine) -> bool:
    """Whether a line is by its looks the first of a block."""
    text = line.text
    if (
        line.apart
        or line.in_contents
        or line.level is not None
        or line.bookmarked
        or is_heading(text)
        or is_caption(text)
        or is_bare(line.tight)
    ):
        return True
    words = load_printing()
    return NEW_ITEM.match(text) is not None or text.startswith(words.list_leads + words.unit_leads)


def may_go_on(first: TextLine, last: TextLine) -> bool:
    """Whether a block whose first and last lines are these can run over a line end at all."""
    if last.apart or first.in_contents or first.level is not None or is_caption(first.text) or is_bare(first.tight):
        return False
    return not (first is last and is_heading(first.text))


def is_running(run: list[TextLine]) -> bool:
    """Whether a run is a sentence under way, not a title: a sentence closed inside it, or a clause in a long line."""
    body = run[0].text
    clauses = len(CLAUSE.findall(body))
    if len(run) > 1 or len(body) >= 40 or INNER.search(body):
        return True
    return clauses > 0 and (len(body) >= 28 or (len(body) >= 20 and clauses > 1) or body[-1:].isdigit())


def wrap_width(lines: list[TextLine]) -> int | None:
    """The width a text was set to, in half-width characters, or None where every paragraph is one line.

    Set text has many lines of nearly one width, half of them ending inside a sentence, and hardly any that is wider.
    """
    prose = [line for line in lines if not line.in_contents and display_width(line.text) >= 30]
    widths = Counter(display_width(line.text) + line.indent for line in prose)
    if len(prose) < 8:
        return None
    widest = sorted(widths.elements())[int(len(prose) * 0.95)]
    full = [line for line in prose if widest - 6 <= display_width(line.text) + line.indent <= widest + 4]
    open_ends = sum(not ends_sentence(line.text) for line in full)
    if widest > 160 or len(full) * 3 < len(prose) or open_ends * 2 < len(full):
        return None
    return widest


def display_width(text: str) -> int:
    """Columns a text takes: two for a full-width character."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
