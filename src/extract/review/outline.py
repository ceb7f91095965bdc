"""A report's tree as an outline for the terminal: sections indented by level, with their pages, cases, tables and figures."""

from __future__ import annotations

from collections.abc import Iterator

from extract.model import Document, Segment, Segments

# One mark a kind, so that a column of them can be scanned.
MARKS = {"section": "", "case": "◆ ", "table": "▦ ", "figure": "▣ "}


def outline(document: Document, segments: Segments) -> str:
    """The whole tree, one line a segment, with a head line for the frame and a last line of counts."""
    return "\n".join([_head(segments), *_lines(document, segments.segments), _counts(segments)])


def _head(segments: Segments) -> str:
    frame = segments.frame
    told = [frame.title or "(no title)", str(frame.report_year or ""), frame.level, frame.education_level, frame.region_code]
    return " · ".join(part for part in told if part)


def _lines(document: Document, every: tuple[Segment, ...]) -> Iterator[str]:
    depth: dict[str, int] = {}
    for segment in every:
        level = depth.get(segment.parent_id or "", 0)
        depth[segment.segment_id] = level + 1
        yield f"{'  ' * level}{MARKS[segment.kind]}{_name(segment)}{_details(document, segment)}"


def _name(segment: Segment) -> str:
    return " ".join(part for part in (segment.number, segment.title) if part) or "(no caption)"


def _details(document: Document, segment: Segment) -> str:
    told: list[str] = []
    if segment.page_start is not None:
        pages = f"p. {segment.page_start}"
        told.append(pages if segment.page_end in {None, segment.page_start} else f"{pages}–{segment.page_end}")
    if segment.kind == "case" and segment.body_start is not None and segment.body_end is not None:
        told.append(f"{segment.body_end - segment.body_start} characters")
        told.extend(segment.themes)
        if segment.figure_ids:
            told.append(f"{len(segment.figure_ids)} figures")
    if segment.kind == "table" and segment.index is not None:
        table = document.tables[segment.index]
        told.append(f"{table.n_rows} × {table.n_columns}")
    if segment.kind == "section" and segment.dimension:
        told.append(segment.dimension)
    return f"  [{', '.join(told)}]" if told else ""


def _counts(segments: Segments) -> str:
    kinds = ("section", "case", "table", "figure")
    counts = {kind: sum(each.kind == kind for each in segments.segments) for kind in kinds}
    told = [f"{count} {kind}s" for kind, count in counts.items()]
    return ", ".join([*told, f"{len(segments.passages)} paragraphs", f"{len(segments.mentions)} mentions"])
