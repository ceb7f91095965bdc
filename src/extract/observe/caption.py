"""What a caption, or a title in the grid, says of all cells of its table: topics, subject, units and period."""

from __future__ import annotations

import re

from msgspec.structs import replace

from extract.codebook import Codebook
from extract.codebook.tablewords import TableWords, label_key
from extract.model import Segment, Segments
from extract.observe.grid import Block
from extract.observe.label import read_label, read_unit
from extract.observe.match import title_of
from extract.observe.scene import Scene, Topic
from extract.period import Period, default_period, find_periods

__all__ = ["default_of", "form_scene", "scene_of_block", "set_scene"]

# What parts a caption into clauses: no name of a measure runs over it.
_REMARK = re.compile(r"[（(][^（()）]*\d[^（()）]*[）)]$")
_SHARED = re.compile(r"([^占]{2,16})占[^占]{2,16}?的?(比例|比重|占比|百分比)(?:情况|统计|变化|对比|一览)*表?$")
_PARTED = re.compile(r"[、，,：:和及]|与(?!就业)")


def default_of(segments: Segments) -> Period | None:
    """The report's own period."""
    frame = segments.frame
    return default_period(frame.period_start, frame.period_end, frame.report_year)


def set_scene(segment: Segment, segments: Segments, book: Codebook, default: Period | None) -> Scene:
    """What the caption says for all cells: topic, subject, units, period."""
    caption = without_own(segment.title or "", segments)
    periods = [found.period for found in find_periods(caption) if found.period is not None and found.period.kind != "other"]
    bare = Scene(book=book, frame=segments.frame, default=default, caption=caption)
    stated = read_label(caption, book.tables, book.units, default).unit
    return replace(
        read_title(caption, bare),
        caption_units=split_units(segment.unit, book) or ((stated,) if stated is not None else ()),
        caption_period=periods[0] if len(periods) == 1 else None,
    )


def without_own(caption: str, segments: Segments) -> str:
    """The caption without the name of the body the report is about, by which it calls itself (青岚仪表参与办学投入情况)."""
    own = {m.text for m in segments.mentions if m.normal_form == segments.frame.institution}
    front = max((text for text in own if len(text) > 2 and caption.startswith(text)), key=len, default="")
    rest = caption[len(front) :].lstrip("的")
    return rest if len(rest) > 3 else caption


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
    return replace(read_title(caption, replace(scene, topics=())), caption_units=units)


def read_title(caption: str, scene: Scene) -> Scene:
    """The scene with what a caption's words say."""
    title = bare_title(caption, scene)
    return replace(scene, caption=caption, topics=find_topics(caption, scene), title=title, subject=subject_of(title, scene))


def form_scene(scene: Scene, form_id: str) -> Scene:
    """The scene of a form: labels are looked up as the form's own."""
    return replace(scene, topics=(), form=form_id)


def find_topics(caption: str, scene: Scene) -> tuple[Topic, ...]:
    """The words of a caption that name indicators, the longest first, the later where two are as long."""
    words = scene.book.tables
    text = read_label(caption, words, scene.book.units, scene.default).text
    key = label_key(text)
    claims = scene.book.lexicon.claims
    topics: list[Topic] = shared_topic(text, scene)
    for length in range(min(len(key), 30), 1, -1):
        for start in range(len(key) - length, -1, -1):
            piece = key[start : start + length]
            if piece not in claims or piece in words.no_topics or (length < 4 and piece in words.label_heads):
                continue
            found = scene.book.lexicon.find(piece, level=scene.frame.level)
            if found is not None:
                topics.append(Topic(text=printed_piece(text, piece), indicator_id=found))
    return tuple(topics)


def shared_topic(text: str, scene: Scene) -> list[Topic]:
    """The share a caption names together with what it is a share of: 双师型教师占专任教师比例 is 双师型教师比例."""
    share = _SHARED.search(text)
    if share is None:
        return []
    for start in range(len(share[1])):
        found = scene.book.lexicon.find(share[1][start:] + share[2], level=scene.frame.level)
        if found is not None:
            return [Topic(text=share[1][start:].lstrip('”"') + share[2], indicator_id=found)]
    return []


def printed_piece(text: str, key: str) -> str:
    """The printed words that a key stands for; the key itself where marks inside the words are in the way."""
    for start in range(len(text)):
        for end in range(start + 1, min(len(text), start + len(key) + 6) + 1):
            if label_key(text[start:end]) == key:
                return text[start:end].strip("“”\"'、，,（） ")
    return key


def bare_title(caption: str, scene: Scene) -> str:
    """A caption without its period and without the word for table."""
    words = scene.book.tables
    text = _REMARK.sub("", read_label(caption, words, scene.book.units, scene.default).text)
    return cut_ends(text, words.caption_ends)


def subject_of(title: str, scene: Scene) -> str:
    """What a title is about, without scope: 全市职业院校服务企业 is 服务企业; nothing where it says too little or too much."""
    words, text = scene.book.tables, title
    changed = True
    while changed:
        front = next((start for start in words.caption_joins if text.startswith(start) and len(text) > len(start) + 1), None)
        changed = front is not None
        text = text[len(front) :].lstrip("的") if front is not None else text
    text = cut_owner(cut_ends(text.strip(), words.caption_ends), words)
    return "" if label_key(text) in words.empty_captions or _PARTED.search(text) else text


def cut_owner(text: str, words: TableWords) -> str:
    """What stands behind the last 的, where it can stand alone: 人才培养的投入 is 投入; a bare 满意度 keeps its front."""
    tail = text.rpartition("的")[2]
    return tail if len(tail) > 1 and label_key(tail) not in words.measures and tail not in words.judgements else text


def clause_of(title: str, unit: str | None, scene: Scene) -> str:
    """The part of a title that tells of two things (投入与接收学生) which the unit suits; the whole where none does."""
    parts = [part for part in _PARTED.split(title) if len(part) > 1]
    known = [part for part in parts if (found := scene.find(part, unit)) is not None and suits(found, unit, scene)]
    return next(iter(known), cut_owner(title, scene.book.tables))


def suits(indicator_id: str, unit: str | None, scene: Scene) -> bool:
    """Whether a unit measures what an indicator does."""
    return scene.dimension(unit) in (None, scene.dimension(scene.book.indicators[indicator_id].unit))


def cut_ends(text: str, ends: tuple[str, ...]) -> str:
    """A text without the words for table at its end, however many there are."""
    while True:
        end = max((end for end in ends if text.endswith(end) and len(text) > len(end) + 1), key=len, default=None)
        if end is None:
            return text
        text = text.removesuffix(end).rstrip("的")
