"""The types that cross a stage: frozen, validated when read back, decimals not floats.

A `Document` is what a reader saw. `Segments` is the tree a person sees in it. An `Observation` is one measured value, a
`Mention` one named thing, an `Issue` something wrong in the source or doubtful in the reading. A `Report` is all of it together
and is stored as one bundle.

Offsets count Unicode code points in `Document.text`, half-open. Boxes are points from the page's top left: x0, top, x1, bottom.
Pages count from 1.
"""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Literal

from msgspec import Struct

Box = tuple[float, float, float, float]
Span = tuple[int, int]

BlockKind = Literal["text", "heading", "contents", "table", "figure", "footnote"]
SegmentKind = Literal["section", "case", "figure", "table"]
ZoneKind = Literal["cover", "contents", "list", "navigation"]
Severity = Literal["error", "warning", "note"]
Status = Literal["complete", "partial", "failed"]
Source = Literal["form", "table", "prose"]
Kind = Literal["count", "amount", "share", "ratio", "rate", "growth", "change", "per_capita", "rank", "score", "other"]
Hedge = Literal["about", "over", "under", "nearly", "up_to"]
Missing = Literal["not_reported", "not_applicable", "unreadable"]
PeriodKind = Literal["calendar_year", "school_year", "cohort", "instant", "other"]
PeriodBasis = Literal["stated", "column", "context", "report_default"]
Level = Literal["national", "province", "prefecture", "county", "school", "enterprise"]
EducationLevel = Literal["secondary", "higher", "undergraduate_vocational", "mixed"]
MentionKind = Literal["organisation", "school", "policy", "award", "programme", "course", "place", "person"]


class Issue(Struct, frozen=True, kw_only=True):
    """Something wrong in the source or uncertain in the reading; `code` is `family.name`, such as `read.page_unreadable`."""

    code: str
    severity: Severity
    message: str
    message_zh: str = ""
    stated: str | None = None
    computed: str | None = None
    difference: str | None = None
    observation_ids: tuple[str, ...] = ()
    segment_id: str | None = None
    page: int | None = None
    char_start: int | None = None
    char_end: int | None = None
    issue_id: str = ""


# ---------------------------------------------------------------- what a reader saw


class Page(Struct, frozen=True, kw_only=True):
    """One page: size in points, the range of text that starts on it, and how it was read."""

    number: int
    width: float
    height: float
    char_start: int
    char_end: int
    method: str = ""
    rotation: int = 0


class Line(Struct, frozen=True, kw_only=True, gc=False):
    """One printed line of text and where it stands; `edges` are the x of each character's left and the last one's right."""

    char_start: int
    char_end: int
    page: int
    box: Box
    edges: tuple[float, ...] = ()
    confidence: float | None = None


class Block(Struct, frozen=True, kw_only=True):
    """One paragraph, heading, table, figure or footnote, in reading order.

    A paragraph cut by a line or page end is one block, even where its range holds line breaks. `level` and `kind="heading"` are set
    only where the file itself says so (a Word style, an HTML h2); looks are given by size, bold, centred and indent. Blocks printed
    in one box share the number `inset`. `index` points into the document's tables or figures.
    """

    kind: BlockKind
    char_start: int
    char_end: int
    page_start: int | None = None
    page_end: int | None = None
    box: Box | None = None
    level: int | None = None
    style: str | None = None
    size: float | None = None
    bold: bool = False
    centred: bool = False
    indent: float | None = None
    inset: int | None = None
    index: int | None = None


class Cell(Struct, frozen=True, kw_only=True, gc=False):
    """One cell at its top-left grid position; `text` equals the document's text at its range."""

    row: int
    column: int
    text: str
    char_start: int
    char_end: int
    row_span: int = 1
    column_span: int = 1
    is_header: bool = False
    page: int | None = None
    box: Box | None = None
    confidence: float | None = None


class Table(Struct, frozen=True, kw_only=True):
    """One grid, over however many pages it runs; every grid position is covered by exactly one cell.

    `header_rows` is set where the file says so (th, repeated header) and else None.
    """

    char_start: int
    char_end: int
    n_rows: int
    n_columns: int
    cells: tuple[Cell, ...]
    method: str
    header_rows: int | None = None
    page_start: int | None = None
    page_end: int | None = None
    box: Box | None = None


class Figure(Struct, frozen=True, kw_only=True):
    """A picture or drawing; its place in reading order is `char_start`."""

    char_start: int
    page: int | None = None
    box: Box | None = None


class Furniture(Struct, frozen=True, kw_only=True):
    """Text that belongs to the page and not to the report: kept apart, never lost, never in `Document.text`."""

    kind: Literal["header", "footer", "page_number", "watermark", "hidden", "navigation"]
    text: str
    page: int | None = None
    box: Box | None = None


class Document(Struct, frozen=True, kw_only=True):
    """What was read from one file: the canonical text, and blocks, tables, figures and lines that point into it.

    Blocks are in reading order, do not overlap and cover every character of the text that is not blank.
    """

    report_id: str
    sha256: str
    file_name: str
    media_type: str
    text: str
    blocks: tuple[Block, ...]
    tables: tuple[Table, ...] = ()
    figures: tuple[Figure, ...] = ()
    furniture: tuple[Furniture, ...] = ()
    pages: tuple[Page, ...] = ()
    lines: tuple[Line, ...] = ()
    title: str | None = None
    is_scanned: bool = False
    issues: tuple[Issue, ...] = ()


# ---------------------------------------------------------------- the tree a person sees


class Frame(Struct, frozen=True, kw_only=True):
    """What the report says of itself: who, where, which year; null where silent. Dates as stated: `2024-12`, `2024-08-31`."""

    title: str | None = None
    issuer: str | None = None
    institution: str | None = None
    province: str | None = None
    prefecture: str | None = None
    county: str | None = None
    region_code: str | None = None
    region_code_year: int | None = None
    level: Level | None = None
    education_level: EducationLevel | None = None
    report_year: int | None = None
    period_start: str | None = None
    period_end: str | None = None
    published_on: str | None = None


class Segment(Struct, frozen=True, kw_only=True):
    """A section, case, figure or table.

    `char_start..char_end` is the whole: a section with its heading and subsections, a case with label, title and body, a table
    with its caption. `title_start..title_end` is where number and title are printed (null where the title is only in a list in
    front), and `body_start..body_end` what follows the title (a case's body, a table's grid; null for a caption without a body).
    `own` are the ranges of a section's or case's own text, without what lies in segments below it. `index` points into the
    document's tables or figures.
    """

    segment_id: str
    kind: SegmentKind
    ordinal: int
    number: str | None
    title: str | None
    level: int | None = None
    parent_id: str | None = None
    dimension: str | None = None
    page_start: int | None = None
    page_end: int | None = None
    char_start: int
    char_end: int
    title_start: int | None = None
    title_end: int | None = None
    body_start: int | None = None
    body_end: int | None = None
    own: tuple[Span, ...] = ()
    unit: str | None = None
    index: int | None = None
    themes: tuple[str, ...] = ()
    figure_ids: tuple[str, ...] = ()


class Passage(Struct, frozen=True, kw_only=True, gc=False):
    """One paragraph of running text to be read for figures, with the innermost section or case that owns it."""

    segment_id: str | None
    char_start: int
    char_end: int
    kind: Literal["paragraph", "note"] = "paragraph"


class Zone(Struct, frozen=True, kw_only=True):
    """A stretch that is no running text: the cover, a contents page, a list of figures, a site's navigation."""

    kind: ZoneKind
    char_start: int
    char_end: int


class Mention(Struct, frozen=True, kw_only=True, gc=False):
    """A named thing where it is printed; `normal_form` joins its aliases within one report."""

    kind: MentionKind
    text: str
    normal_form: str
    char_start: int
    char_end: int
    document_number: str | None = None
    segment_id: str | None = None
    page: int | None = None
    mention_id: str = ""


class Segments(Struct, frozen=True, kw_only=True):
    """The tree of one document, and the running text in it, in reading order."""

    frame: Frame
    segments: tuple[Segment, ...]
    passages: tuple[Passage, ...]
    zones: tuple[Zone, ...] = ()
    mentions: tuple[Mention, ...] = ()
    issues: tuple[Issue, ...] = ()


# ---------------------------------------------------------------- what is measured


class Observation(Struct, frozen=True, kw_only=True):
    """One measured value with its evidence; the columns are those of the output table.

    `char_start..char_end` is the quote (the sentence or cell), `value_start..value_end` the printed value inside it.
    """

    name: str
    value: Decimal | None
    unit: str | None
    value_text: str
    kind: Kind
    source: Source
    rule: str
    confidence: float
    char_start: int
    char_end: int
    quote: str
    value_start: int
    value_end: int
    indicator_id: str | None = None
    parent: str | None = None
    qualifier: str | None = None
    subject: str | None = None
    base: str | None = None
    value_canonical: Decimal | None = None
    unit_canonical: str | None = None
    hedge: Hedge | None = None
    year: int | None = None
    period: str | None = None
    period_kind: PeriodKind | None = None
    period_basis: PeriodBasis | None = None
    missing: Missing | None = None
    segment_id: str | None = None
    table_id: str | None = None
    row: int | None = None
    column: int | None = None
    page: int | None = None
    box: Box | None = None
    preferred: bool = False
    observation_id: str = ""


class Rejection(Struct, frozen=True, kw_only=True, gc=False):
    """A number that is no observation, and why: `date`, `document_number`, `plan`, `list_number` and so on."""

    reason: str
    text: str
    char_start: int
    char_end: int
    rule: str = ""


class TableReading(Struct, frozen=True, kw_only=True):
    """What a table turned out to be: the id of the official form or None, its unit, how many rows are its header."""

    table_id: str
    form: str | None
    unit: str | None
    header_rows: int


class Observed(Struct, frozen=True, kw_only=True):
    """Everything measured in one report, in the order it is printed."""

    observations: tuple[Observation, ...]
    rejections: tuple[Rejection, ...] = ()
    tables: tuple[TableReading, ...] = ()
    issues: tuple[Issue, ...] = ()


class Report(Struct, frozen=True, kw_only=True):
    """One report, whole: the unit of work, stored as one bundle. A report that failed has issues and little else."""

    report_id: str
    sha256: str
    file_name: str
    media_type: str
    status: Status
    code_version: str
    codebook_version: str
    frame: Frame = Frame()
    text: str = ""
    pages: tuple[Page, ...] = ()
    is_scanned: bool = False
    tables: tuple[Table, ...] = ()
    furniture: tuple[Furniture, ...] = ()
    segments: tuple[Segment, ...] = ()
    readings: tuple[TableReading, ...] = ()
    observations: tuple[Observation, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    mentions: tuple[Mention, ...] = ()
    issues: tuple[Issue, ...] = ()


class Publication(Struct, frozen=True, kw_only=True):
    """A report as found at one address at one time."""

    publication_id: str
    source_id: str
    url: str
    listing_url: str | None = None
    link_text: str | None = None
    first_seen_at: str | None = None
    last_seen_at: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    http_status: int | None = None
    sha256: str | None = None
    bytes: int | None = None
    report_id: str | None = None
    file_name: str | None = None
    superseded_by: str | None = None
    error: str | None = None


def content_id(*parts: object) -> str:
    """Twelve hex digits that depend on the parts alone: no clock, no random number.

    >>> content_id("abc", 1) == content_id("abc", 1) != content_id("abc", 2)
    True
    """
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()[:12]


def place(document: Document, start: int, end: int) -> tuple[int | None, Box | None]:
    """The page and box of a range: the characters' own where lines carry edges, else the line's; `(None, None)` without pages."""
    from bisect import bisect_right

    lines = document.lines
    at = bisect_right(lines, start, key=lambda line: line.char_start) - 1
    if at < 0 or not lines or lines[at].char_end <= start:
        return (None, None)
    line = lines[at]
    x0, top, x1, bottom = line.box
    if line.edges:
        first, last = start - line.char_start, min(end, line.char_end) - line.char_start
        x0, x1 = line.edges[first], line.edges[max(last, first + 1)]
    return (line.page, (x0, top, x1, bottom))
