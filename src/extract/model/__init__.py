"""The types that cross a stage: frozen, validated when read back, decimals not floats.

A `Document` is what a reader saw. `Segments` is the tree a person sees in it. An `Observation` is one measured value, a
`Mention` one named thing, an `Issue` something wrong in the source or doubtful in the reading. A `Report` is all of it together
and is stored as one bundle.

Offsets count Unicode code points in `Document.text`, half-open. Boxes are points from the page's top left: x0, top, x1, bottom.
Pages count from 1.
"""

from __future__ import annotations

from extract.model.document import Block, BlockKind, Box, Cell, Document, Figure, Furniture, Line, Page, Table, place
from extract.model.issue import Issue, Severity, content_id
from extract.model.observed import (
    Hedge,
    Kind,
    Missing,
    Observation,
    Observed,
    PeriodBasis,
    PeriodKind,
    Rejection,
    Source,
    TableReading,
)
from extract.model.report import Publication, Report, Status
from extract.model.segments import (
    EducationLevel,
    Frame,
    Level,
    Mention,
    MentionKind,
    Passage,
    Segment,
    SegmentKind,
    Segments,
    Span,
    Zone,
    ZoneKind,
)

__all__ = [
    "Block",
    "BlockKind",
    "Box",
    "Cell",
    "Document",
    "EducationLevel",
    "Figure",
    "Frame",
    "Furniture",
    "Hedge",
    "Issue",
    "Kind",
    "Level",
    "Line",
    "Mention",
    "MentionKind",
    "Missing",
    "Observation",
    "Observed",
    "Page",
    "Passage",
    "PeriodBasis",
    "PeriodKind",
    "Publication",
    "Rejection",
    "Report",
    "Segment",
    "SegmentKind",
    "Segments",
    "Severity",
    "Source",
    "Span",
    "Status",
    "Table",
    "TableReading",
    "Zone",
    "ZoneKind",
    "content_id",
    "place",
]
