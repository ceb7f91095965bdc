"""The one way in: a document's frame, tree and running text."""

from __future__ import annotations

from extract.codebook import Codebook
from extract.model import Document, Frame, Segments, Zone
from extract.segment.assemble import Outline, assemble
from extract.segment.caption import find_captions, find_listings
from extract.segment.case import bound_cases, find_announcements
from extract.segment.contents import read_contents
from extract.segment.heading import find_headings
from extract.segment.paragraph import Paragraph, measure_looks, split_paragraphs
from extract.segment.tree import build_tree


def segment(document: Document, codebook: Codebook) -> Segments:
    """The segments of one document."""
    words = codebook.headings
    paragraphs = split_paragraphs(document)
    contents = read_contents(paragraphs, words)
    captions = find_captions(document, paragraphs, contents, words)
    listings = find_listings(paragraphs, captions)
    lines = {at for caption in captions for at in caption.lines}
    announcements = find_announcements(paragraphs, contents, frozenset(lines), words)
    lines |= {at for opened in announcements for at in range(opened.place, opened.last + 1)}
    cover = find_cover(paragraphs, frozenset(lines) | contents.places)
    headings = find_headings(
        paragraphs, contents, frozenset(lines) | frozenset(cover), measure_looks(paragraphs), words, frozenset()
    )
    cases = bound_cases(paragraphs, announcements, [heading.place for heading in headings], captions)
    outline = Outline(
        document=document,
        paragraphs=paragraphs,
        nodes=build_tree(headings),
        cases=cases,
        captions=[caption for caption in captions if not covers(listings, paragraphs[caption.place].start)],
        zones=tuple(sorted(cover_zone(paragraphs, cover) + contents.zones + listings, key=lambda zone: zone.char_start)),
    )
    segments, passages = assemble(outline)
    return Segments(frame=Frame(), segments=segments, passages=passages, zones=outline.zones)


def find_cover(paragraphs: list[Paragraph], taken: frozenset[int]) -> list[int]:
    """The places of the lines in front of the first sentence, list or numbered heading: title, issuer, date."""
    from extract.segment.number import read_number

    cover: list[int] = []
    for each in paragraphs:
        if each.place in taken or len(each.squeezed) > 60 or each.squeezed[-1:] in "。；" or each.kind == "table":
            break
        if each.kind != "figure" and (read_number(each.text) or len(each.squeezed) <= 3):
            break
        cover.append(each.place)
    return cover


def cover_zone(paragraphs: list[Paragraph], cover: list[int]) -> tuple[Zone, ...]:
    """The cover as a zone, none where there is no cover."""
    if not cover:
        return ()
    return (Zone(kind="cover", char_start=paragraphs[cover[0]].start, char_end=paragraphs[cover[-1]].end),)


def covers(zones: tuple[Zone, ...], at: int) -> bool:
    """Whether one of the zones holds this place."""
    return any(zone.char_start <= at < zone.char_end for zone in zones)
