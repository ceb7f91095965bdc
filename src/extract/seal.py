"""The last look at a report before it is kept: every id unique, every reference to something that exists, every quote true.

What does not hold is a fault of this program, never of the report. It costs the one row and not the report: an issue `bug.*`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec

from extract.model import Issue, Observation, Report, Segment, content_id

Thing = TypeVar("Thing", bound=msgspec.Struct)


def seal(report: Report) -> Report:
    """The report with all ids filled in and everything that breaks the output contract taken out and reported."""
    found: list[Issue] = []
    segments = keep_unique(hold_tables(report, hold_ranges(report, found), found), "segment_id", found)
    ids = {segment.segment_id for segment in segments}
    tables = {segment.segment_id for segment in segments if segment.kind == "table"}
    segments = [point(segment, {"parent_id": ids}, found) for segment in segments]
    observations = number(hold_quotes(report, found), "observation_id", report.report_id)
    observations = keep_unique(observations, "observation_id", found)
    observations = [point(item, {"segment_id": ids, "table_id": tables}, found) for item in observations]
    mentions = keep_unique(number(report.mentions, "mention_id", report.report_id), "mention_id", found)
    mentions = [point(item, {"segment_id": ids}, found) for item in mentions]
    issues = [point(item, {"segment_id": ids}, found) for item in report.issues]
    issues = keep_unique(number([*issues, *found], "issue_id", report.report_id), "issue_id", [])
    return msgspec.structs.replace(
        report,
        segments=tuple(segments),
        observations=tuple(observations),
        mentions=tuple(mentions),
        readings=tuple(reading for reading in report.readings if reading.table_id in tables),
        issues=tuple(issues),
    )


def bug(name: str, message: str, **where: Any) -> Issue:
    """An issue about this program."""
    return Issue(code=f"bug.{name}", severity="error", message=f"{message}; please report this", **where)


def number(things: Iterable[Thing], field: str, report_id: str) -> list[Thing]:
    """Fill in empty ids from the content, and from how often the same content came before."""
    seen: dict[str, int] = {}
    numbered = []
    for thing in things:
        if not getattr(thing, field):
            content = repr(thing)
            seen[content] = seen.get(content, 0) + 1
            thing = msgspec.structs.replace(thing, **{field: content_id(report_id, field, content, seen[content])})
        numbered.append(thing)
    return numbered


def keep_unique(things: Iterable[Thing], field: str, found: list[Issue]) -> list[Thing]:
    """The first of those with the same id."""
    kept: dict[str, Thing] = {}
    for thing in things:
        value = getattr(thing, field)
        if value in kept:
            found.append(bug("duplicate_id", f"{field} {value} was given twice; the second was left out: {summary(thing)}"))
        else:
            kept[value] = thing
    return list(kept.values())


def point(thing: Thing, references: dict[str, set[str]], found: list[Issue]) -> Thing:
    """The thing without references to what does not exist."""
    broken = [name for name, ids in references.items() if getattr(thing, name) is not None and getattr(thing, name) not in ids]
    for name in broken:
        found.append(bug("dangling_reference", f"{name} {getattr(thing, name)} does not exist: {summary(thing)}"))
    return msgspec.structs.replace(thing, **dict.fromkeys(broken)) if broken else thing


def hold_ranges(report: Report, found: list[Issue]) -> list[Segment]:
    """The segments that lie inside the text and point to a table that exists."""
    kept = []
    for segment in report.segments:
        inside = 0 <= segment.char_start <= segment.char_end <= len(report.text)
        if inside and (segment.kind != "table" or segment.index is None or segment.index < len(report.tables)):
            kept.append(segment)
        else:
            found.append(bug("range", f"a {segment.kind} lies outside the text: {summary(segment)}", page=segment.page_start))
    return kept


def hold_tables(report: Report, segments: list[Segment], found: list[Issue]) -> list[Segment]:
    """The segments, and one for every table read that no segment or more than one stands for: its cells must not be lost."""
    owners: dict[int, Segment] = {}
    kept = []
    for segment in segments:
        if segment.kind == "table" and segment.index is not None and owners.setdefault(segment.index, segment) is not segment:
            found.append(bug("table_twice", f"two segments stand for one table: {summary(segment)}", page=segment.page_start))
            segment = msgspec.structs.replace(segment, index=None)
        kept.append(segment)
    for index, table in enumerate(report.tables):
        if index in owners:
            continue
        found.append(bug("table_without_segment", f"table {index + 1} of the file was in no segment", page=table.page_start))
        kept.append(
            Segment(
                segment_id=content_id(report.report_id, "table", index),
                kind="table",
                ordinal=max((segment.ordinal for segment in kept), default=-1) + 1,
                number=None,
                title=None,
                page_start=table.page_start,
                page_end=table.page_end,
                char_start=table.char_start,
                char_end=table.char_end,
                body_start=table.char_start,
                body_end=table.char_end,
                index=index,
            )
        )
    return kept


def hold_quotes(report: Report, found: list[Issue]) -> list[Observation]:
    """The observations whose quote is in the text at its place, with the value inside."""
    kept = []
    for item in report.observations:
        quoted = report.text[item.char_start : item.char_end] == item.quote
        if quoted and item.char_start <= item.value_start <= item.value_end <= item.char_end:
            kept.append(item)
        else:
            found.append(bug("evidence", f"the quote is not at its place: {summary(item)}", page=item.page))
    return kept


def summary(thing: msgspec.Struct) -> str:
    """What a person needs to find the thing again."""
    names = ("kind", "number", "title", "name", "value_text", "text", "code", "char_start")
    return " ".join(f"{name}={getattr(thing, name)!r}" for name in names if getattr(thing, name, None) is not None)
