"""A report's running text with its figures underlined, named and dated, and what was left out with the reasons."""

from __future__ import annotations

import unicodedata
from collections import Counter

from extract.codebook.reasons import load_reasons
from extract.model import Document, Observation, Observed, Passage, Segments

__all__ = ["explain"]

_WIDTH = 100


def explain(document: Document, segments: Segments, observed: Observed) -> str:
    """Plain text for a terminal: each paragraph that holds a figure, marked under its lines, then a count of what was left out."""
    pieces: list[str] = []
    prose = sorted((o for o in observed.observations if o.source == "prose"), key=lambda o: (o.value_start, o.value_end))
    for passage in segments.passages:
        inside = [o for o in prose if passage.char_start <= o.value_start < passage.char_end]
        left = [r for r in observed.rejections if passage.char_start <= r.char_start < passage.char_end]
        if inside or left:
            pieces.append(_paragraph(document, passage, inside))
            pieces += [f"  left out  {_flat(r.text)}  {r.reason}{_said(r.reason)}" for r in left]
            pieces.append("")
    counts = Counter(r.reason for r in observed.rejections)
    reasons = ", ".join(f"{reason} {n}" for reason, n in sorted(counts.items(), key=lambda item: (-item[1], item[0])))
    pieces.append(f"{len(prose)} figures in running text; left out: {sum(counts.values())}" + (f" ({reasons})" if reasons else ""))
    return "\n".join(pieces) + "\n"


def _paragraph(document: Document, passage: Passage, found: list[Observation]) -> str:
    """The paragraph in lines of a terminal's width, a line of marks under each, and one line for each figure."""
    marked: dict[int, str] = {}
    order: dict[tuple[int, int], int] = {}
    for one in found:
        order.setdefault((one.value_start, one.value_end), len(order) + 1)
        for at in range(one.value_start, one.value_end):
            marked[at] = "^"
    out, line, under, width = [], "", "", 0
    for at in range(passage.char_start, passage.char_end):
        character = document.text[at]
        if character in "\r\n":
            continue
        wide = 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if width + wide > _WIDTH:
            out += [line, under.rstrip()] if under.strip() else [line]
            line, under, width = "", "", 0
        line, under, width = line + character, under + marked.get(at, " ") * wide, width + wide
    out += [line, under.rstrip()] if under.strip() else [line]
    return "\n".join(out + [_describe(order[one.value_start, one.value_end], one) for one in found])


def _describe(number: int, one: Observation) -> str:
    value = "–" if one.value is None else f"{one.value:f}"
    words = [f"{number:>4}  {_flat(one.value_text)}  {one.name} = {value} {one.unit or ''}".rstrip()]
    words += [f"{label} {text}" for label, text in (("of", one.parent), ("base", one.base), ("for", one.qualifier)) if text]
    words.append(f"{one.period or 'no period'} ({one.period_basis or '-'})")
    words += [one.kind, one.rule, f"{one.confidence:.2f}"] + ([one.hedge] if one.hedge else [])
    return " · ".join(words)


def _said(reason: str) -> str:
    """What a reason code says, in both languages."""
    known = load_reasons().get(reason)
    return f" · {known.zh} · {known.en}" if known is not None else ""


def _flat(text: str) -> str:
    return " ".join(text.split())
