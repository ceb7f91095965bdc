"""The tree a person sees: what the report says of itself, its sections, cases, figures and tables, and what it names."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from extract.model.issue import Issue

Span = tuple[int, int]
SegmentKind = Literal["section", "case", "figure", "table"]
ZoneKind = Literal["cover", "contents", "list", "navigation"]
Level = Literal["national", "province", "prefecture", "county", "school", "enterprise"]
EducationLevel = Literal["secondary", "higher", "undergraduate_vocational", "mixed"]
MentionKind = Literal["organisation", "school", "policy", "award", "programme", "course", "place", "person"]


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
    """One paragraph of running text to be read for figures, with the innermost section or case that owns it.

    `gaps` are ranges inside it that are not to be read: a page number between two of its lines.
    """

    segment_id: str | None
    char_start: int
    char_end: int
    kind: Literal["paragraph", "note"] = "paragraph"
    gaps: tuple[tuple[int, int], ...] = ()


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
