"""The one way in: a document's frame, tree and running text."""

from __future__ import annotations

from collections import Counter

from msgspec.structs import replace

from extract.codebook import Codebook
from extract.codebook.places import Regions
from extract.model import Document, Segment, Segments, Zone
from extract.segment.assemble import Outline, assemble
from extract.segment.bound import bound_cases
from extract.segment.caption import find_captions, find_listings, make_rules
from extract.segment.case import find_announcements, make_label
from extract.segment.chapter import read_chapters
from extract.segment.contents import read_contents
from extract.segment.dimension import name_dimensions, name_themes
from extract.segment.frame import complete_frame, front_text, read_date, read_frame
from extract.segment.heading import Heading, find_headings
from extract.segment.inner import drop_inner_headings
from extract.segment.listing import missing_headings, name_from_lists
from extract.segment.mention import find_mentions
from extract.segment.number import read_number
from extract.segment.paragraph import Paragraph, measure_looks, split_paragraphs
from extract.segment.title import is_report_name
from extract.segment.tree import build_tree


def segment(document: Document, codebook: Codebook) -> Segments:
    """The segments of one document."""
    words = codebook.headings
    paragraphs = split_paragraphs(document, make_label(words))
    contents = read_contents(paragraphs, words)
    rules = make_rules(words)
    captions = find_captions(document, paragraphs, contents, rules)
    captions += name_from_lists(document, paragraphs, captions, contents, rules)
    listings = find_listings(paragraphs, captions)
    lines = {at for caption in captions for at in caption.lines}
    announcements = find_announcements(paragraphs, contents, frozenset(lines), words)
    lines |= {at for opened in announcements for at in range(opened.place, opened.last + 1)}
    names = official_names(codebook)
    parts = names.union(words.front, words.back, words.contents)
    cover = find_cover(paragraphs, frozenset(lines) | contents.places, parts, codebook.places.words)
    headings = find_headings(paragraphs, contents, frozenset(lines) | frozenset(cover), measure_looks(paragraphs), words, names)
    headings = drop_inner_headings(headings, announcements, words)
    headings, announcements = read_chapters(headings, paragraphs, announcements, words)
    cases = bound_cases(paragraphs, announcements, [heading.place for heading in headings], captions, contents.places)
    loose = find_loose(paragraphs, contents.places | lines | set(cover), headings)
    framed = read_frame(document, paragraphs, cover, loose, codebook.places)
    zones = (cover_zone(paragraphs, cover), title_zones(paragraphs, framed.title_places, cover), contents.zones, listings)
    nodes = build_tree(headings, paragraphs)
    outline = Outline(
        document=document,
        paragraphs=paragraphs,
        nodes=nodes,
        cases=cases,
        captions=[caption for caption in captions if not covers(listings, paragraphs[caption.place].start)],
        zones=tuple(sorted((zone for group in zones for zone in group), key=lambda zone: zone.char_start)),
        lists=contents.zones,
        dimensions=name_dimensions(nodes, codebook.dimensions),
    )
    segments, passages = assemble(outline)
    segments = tuple(add_themes(document, each, codebook) for each in segments)
    ranges = [(each.start, each.end) for each in paragraphs if each.text]
    mentions = find_mentions(document, ranges, segments, codebook.places)
    schools = Counter(each.normal_form for each in mentions if each.kind == "school")
    frame = complete_frame(framed.frame, schools.most_common(), front_text(document), codebook.places.words)
    issues = (*framed.issues, *missing_headings(contents, headings))
    return Segments(frame=frame, segments=segments, passages=passages, zones=outline.zones, mentions=mentions, issues=issues)


def official_names(codebook: Codebook) -> frozenset[str]:
    """What an official part is called, four characters or more: such a line alone may be a heading."""
    words = codebook.headings
    return frozenset(word for word in (*codebook.dimensions.by_word, *words.front, *words.back) if len(word) >= 4)


def add_themes(document: Document, each: Segment, codebook: Codebook) -> Segment:
    """A case with its themes; anything else as it is."""
    if each.kind != "case":
        return each
    body = "" if each.body_start is None else document.text[each.body_start : each.body_end]
    return replace(each, themes=name_themes(each.title, body, codebook.dimensions))


def title_zones(paragraphs: list[Paragraph], title: tuple[int, ...], cover: list[int]) -> tuple[Zone, ...]:
    """The report's title where it is printed again in front of the body."""
    return tuple(
        Zone(kind="cover", char_start=paragraphs[at].start, char_end=paragraphs[at].end) for at in title if at not in cover
    )


def find_loose(paragraphs: list[Paragraph], taken: set[int] | frozenset[int], headings: list[Heading]) -> list[int]:
    """Short lines in front of the first numbered heading that are nothing else: a title printed again may be among them."""
    first = next((heading.place for heading in headings if heading.number), len(paragraphs))
    return [
        each.place for each in paragraphs[:first] if each.place not in taken and each.is_line and each.squeezed[-1] not in "。；"
    ]


def find_cover(paragraphs: list[Paragraph], taken: frozenset[int], names: frozenset[str], words: Regions) -> list[int]:
    """The places of the lines in front of the first sentence, list or numbered heading: title, issuer, date.

    Lines without any title or date among them are no cover.
    """
    cover: list[int] = []
    for each in paragraphs:
        if each.place in taken or len(each.squeezed) > 60 or each.squeezed[-1:] in "。；" or each.kind == "table":
            break
        if each.kind != "figure" and (read_number(each.text) or each.squeezed.strip("【】：:") in names):
            break
        cover.append(each.place)
    told = any(is_report_name(paragraphs[at].text, words) or read_date(paragraphs[at].text) for at in cover)
    return cover if told else []


def cover_zone(paragraphs: list[Paragraph], cover: list[int]) -> tuple[Zone, ...]:
    """The cover as a zone, none where there is no cover."""
    if not cover:
        return ()
    return (Zone(kind="cover", char_start=paragraphs[cover[0]].start, char_end=paragraphs[cover[-1]].end),)


def covers(zones: tuple[Zone, ...], at: int) -> bool:
    """Whether one of the zones holds this place."""
    return any(zone.char_start <= at < zone.char_end for zone in zones)
