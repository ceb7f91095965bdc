"""What surrounds all cells of a table: the report's period, and what the caption says of topic, units and period."""

from __future__ import annotations

from extract.codebook import Codebook
from extract.model import Segment, Segments
from extract.observe.grid import Block
from extract.observe.label import read_label, read_unit
from extract.observe.match import title_of
from extract.observe.naming import Scene, find_topics
from extract.period import Period, default_period, find_periods

__all__ = ["default_of", "form_scene", "scene_of_block", "set_scene"]


def default_of(segments: Segments) -> Period | None:
    """The report's own period."""
    frame = segments.frame
    return default_period(frame.period_start, frame.period_end, frame.report_year)


def set_scene(segment: Segment, segments: Segments, book: Codebook, default: Period | None) -> Scene:
    """What the caption says for all cells: topic, units, period."""
    caption = segment.title or ""
    scene = Scene(book=book, frame=segments.frame, default=default, caption=caption)
    periods = [found.period for found in find_periods(caption) if found.period is not None and found.period.kind != "other"]
    return Scene(
        book=book,
        frame=segments.frame,
        default=default,
        caption=caption,
        topics=find_topics(caption, scene),
        caption_units=split_units(segment.unit, book),
        caption_period=periods[0] if len(periods) == 1 else None,
    )


def split_units(printed: str | None, book: Codebook) -> tuple[str, ...]:
    """The units of a caption: `人、元` is two, `元/生` one."""
    if not printed:
        return ()
    whole = read_unit(printed, book.units)
    if whole is not None:
        return (whole,)
    for mark in "，,；;/":
        printed = printed.replace(mark, "、")
    return tuple(unit for part in printed.split("、") if (unit := read_unit(part, book.units)) is not None)


def scene_of_block(block: Block, scene: Scene) -> Scene:
    """The scene with the titles printed inside the grid: a caption, or a unit for the whole table."""
    caption, units = scene.caption, scene.caption_units
    for title in block.titles:
        label = read_label(title, scene.book.tables, scene.book.units, scene.default)
        if label.unit is not None and not label.text:
            units = units or (label.unit,)
        elif not caption or title_of(title, scene.book):
            caption = title.strip()
    if caption == scene.caption and units == scene.caption_units:
        return scene
    bare = Scene(book=scene.book, frame=scene.frame, default=scene.default, caption=caption)
    return Scene(
        book=scene.book,
        frame=scene.frame,
        default=scene.default,
        caption=caption,
        topics=find_topics(caption, bare),
        caption_units=units,
        caption_period=scene.caption_period,
    )


def form_scene(scene: Scene, form_id: str) -> Scene:
    """The scene of a form: labels are looked up as the form's own."""
    return Scene(
        book=scene.book,
        frame=scene.frame,
        default=scene.default,
        caption=scene.caption,
        caption_units=scene.caption_units,
        caption_period=scene.caption_period,
        form=form_id,
    )
