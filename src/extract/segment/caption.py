"""Captions of figures and tables, and the object each belongs to."""

from __future__ import annotations

import re
from typing import Literal

from msgspec import Struct

from extract.codebook.headings import Headings
from extract.model import Document, Zone
from extract.segment.contents import Contents
from extract.segment.number import read_number
from extract.segment.paragraph import SENTENCE_END, Paragraph

# A number may run into the year that opens the title: 图42025年 is figure 4, and 表2. 2023年 is table 2.
_PIECE = r"(?:\d{1,2}(?=(?:19|20)\d\d(?!\d))|\d{1,3}(?!\d))"
_NUMBER = rf"[A-Za-z]?{_PIECE}(?:\s?[-－—–―.．]\s?{_PIECE}){{0,3}}|[一二三四五六七八九十]{{1,3}}"
_OPEN, _CLOSE = "（([【〔［", "）)]】〕］"
_LONGEST = 70
# A title without a number has so many characters at least: 基本情况 may be a heading.
_UNNUMBERED = 6


class Caption(Struct, frozen=True, kw_only=True):
    """One caption: the paragraph it stands in, its label as printed, its title, and the paragraph of its table or figure.

    `lines` are paragraphs that belong to it: the caption itself, a unit line, the object. `continues` marks a 续表,
    `listed` a name that only the list in front prints.
    """

    place: int
    kind: Literal["figure", "table"]
    number: str | None
    title: str | None
    target: int | None = None
    lines: tuple[int, ...] = ()
    unit: str | None = None
    continues: bool = False
    listed: bool = False


class CaptionRules(Struct, frozen=True, kw_only=True):
    """The patterns made from the codebook's words."""

    figure: re.Pattern[str]
    table: re.Pattern[str]
    weak: re.Pattern[str]
    unit: re.Pattern[str]
    sentence: re.Pattern[str]
    nouns: tuple[str, ...]


def make_rules(words: Headings) -> CaptionRules:
    """Patterns for captions and unit lines."""

    def choose(each: tuple[str, ...]) -> str:
        return "|".join(sorted(map(re.escape, each), key=len, reverse=True))

    def label(each: tuple[str, ...]) -> re.Pattern[str]:
        return re.compile(
            rf"[{re.escape(_OPEN)}]?\s*(?P<label>(?:{choose(each)})\s*(?:{_NUMBER}))\s*[{re.escape(_CLOSE)}]?"
            rf"\s*[:：.、．|｜]?\s*(?P<title>.*?)$"
        )

    return CaptionRules(
        figure=label(words.figure_labels),
        table=label(words.table_labels),
        weak=label(words.weak_table_labels),
        unit=re.compile(rf"[（(]?\s*(?:{choose(words.unit_labels)})\s*[:：]\s*(?P<unit>[^。；]{{1,30}}?)\s*[）)]?$"),
        sentence=re.compile(rf"(?:{choose(words.not_a_caption)}|[、，,和及与至])"),
        nouns=words.table_nouns,
    )


def find_captions(document: Document, paragraphs: list[Paragraph], contents: Contents, rules: CaptionRules) -> list[Caption]:
    """All captions of the body in reading order, each joined to the table or figure above or below it."""
    found: list[Caption] = []
    taken: set[int] = set()
    for each in paragraphs:
        if each.place in contents.places:
            continue
        caption = _read(each, paragraphs, rules, taken) if each.is_line else _read_inside(document, each, rules, taken)
        if caption:
            found.append(caption)
            taken.update(caption.lines)
    return found


def _read(each: Paragraph, paragraphs: list[Paragraph], rules: CaptionRules, taken: set[int]) -> Caption | None:
    figure = rules.figure.match(each.text)
    if figure and _is_caption(each, figure.group("title"), rules):
        target = _beside(paragraphs, each.place, "figure", taken, above_first=True)
        lines = (each.place,) if target is None else tuple(sorted((each.place, target)))
        return Caption(place=each.place, kind="figure", number=_label(figure), title=_title(figure), target=target, lines=lines)
    table = rules.table.match(each.text)
    below = _below(paragraphs, each.place, rules)
    if table and _is_caption(each, table.group("title"), rules):
        return _table_caption(each, table, below, paragraphs, rules, taken)
    weak = rules.weak.match(each.text)
    if weak and below is not None and _is_caption(each, weak.group("title"), rules):
        return _table_caption(each, weak, below, paragraphs, rules, taken)
    if below is not None and below not in taken and _names_table(each, rules, stated=below > each.place + 1):
        lines = tuple(range(each.place, below + 1))
        unit = next((u for at in lines if (u := read_unit(paragraphs[at].text, rules))), None)
        return Caption(place=each.place, kind="table", number=None, title=each.text.strip(), target=below, lines=lines, unit=unit)
    return None


def _names_table(each: Paragraph, rules: CaptionRules, *, stated: bool) -> bool:
    """Whether a line without a number right over a table is its title: 近三年毕业生就业情况, or any words where the table's
    unit is `stated` between the two."""
    bare = re.sub(r"[（(][^（()）]*[）)]$", "", each.squeezed)
    plain = _UNNUMBERED <= len(bare) <= 40 and not re.search(r"[。；，：:]", bare) and not rules.unit.match(each.text.strip())
    return plain and each.kind != "heading" and (stated or bare.endswith(rules.nouns)) and read_number(each.text) is None


def _read_inside(document: Document, each: Paragraph, rules: CaptionRules, taken: set[int]) -> Caption | None:
    """A caption printed as the first row of its table."""
    if each.kind != "table" or each.block.index is None or each.place in taken:
        return None
    filled = [cell for cell in document.tables[each.block.index].cells if cell.row == 0 and cell.text.strip()]
    if len(filled) != 1 or len(filled[0].text) > _LONGEST:
        return None
    found = rules.table.match(filled[0].text.strip())
    if found is None or rules.sentence.match(found.group("title")):
        return None
    unit = read_unit(filled[0].text, rules)
    return Caption(
        place=each.place, kind="table", number=_label(found), title=_title(found), target=each.place, lines=(each.place,), unit=unit
    )


def find_listings(paragraphs: list[Paragraph], captions: list[Caption]) -> tuple[Zone, ...]:
    """Runs of table captions without a table: a printed list of tables inside the body, such as the one under 附件."""
    empty = [caption for caption in captions if caption.kind == "table" and caption.target is None]
    runs: list[list[Caption]] = []
    for caption in empty:
        if runs and caption.place == runs[-1][-1].place + 1:
            runs[-1].append(caption)
        else:
            runs.append([caption])
    return tuple(
        Zone(kind="list", char_start=paragraphs[run[0].place].start, char_end=paragraphs[run[-1].place].end)
        for run in runs
        if len(run) > 1
    )


def _table_caption(
    each: Paragraph, found: re.Match[str], below: int | None, paragraphs: list[Paragraph], rules: CaptionRules, taken: set[int]
) -> Caption:
    target = below if below is not None and below not in taken else None
    if target is None:
        target = _beside(paragraphs, each.place, "table", taken, above_first=True)
    first, last = (each.place, each.place) if target is None else (min(each.place, target), max(each.place, target))
    unit = next((u for at in range(first, last + 1) if (u := read_unit(paragraphs[at].text, rules))), None)
    return Caption(
        place=each.place,
        kind="table",
        number=_label(found),
        title=_title(found),
        target=target,
        lines=tuple(range(first, last + 1)),
        unit=unit,
        continues=found.group("label").startswith("续"),
    )


def read_unit(text: str, rules: CaptionRules) -> str | None:
    """The unit of a line such as 单位：万元, or at the end of a caption in brackets."""
    found = rules.unit.match(text.strip())
    if found is None:
        inner = re.search(r"[（(]([^（()）]{2,20})[）)]\s*$", text)
        found = rules.unit.match(inner.group(1)) if inner else None
    return found.group("unit") if found else None


def _is_caption(each: Paragraph, title: str, rules: CaptionRules) -> bool:
    if len(each.squeezed) > _LONGEST or each.squeezed[-1] in SENTENCE_END + "，,、" or "。" in title:
        return False
    return not rules.sentence.match(title)


def _label(found: re.Match[str]) -> str:
    return re.sub(r"\s+", " ", found.group("label")).strip()


def _title(found: re.Match[str]) -> str | None:
    title = found.group("title").strip()
    if title and title[-1] in _CLOSE and not any(mark in title for mark in _OPEN):
        title = title[:-1].strip()
    title = re.sub(r"\s*[（(][^（()）]*单位[:：][^（()）]*[）)]\s*$", "", title)
    return title or None


def _below(paragraphs: list[Paragraph], place: int, rules: CaptionRules) -> int | None:
    """The table right under this paragraph, with at most a unit line between."""
    for at in range(place + 1, min(place + 3, len(paragraphs))):
        if paragraphs[at].kind == "table":
            return at
        if not rules.unit.match(paragraphs[at].text):
            return None
    return None


def _beside(paragraphs: list[Paragraph], place: int, kind: str, taken: set[int], *, above_first: bool) -> int | None:
    for at in (place - 1, place + 1) if above_first else (place + 1, place - 1):
        if 0 <= at < len(paragraphs) and paragraphs[at].kind == kind and at not in taken:
            return at
    return None
