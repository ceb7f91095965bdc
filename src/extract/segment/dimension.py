"""Which official part of the report a section belongs to, and which themes a case has."""

from __future__ import annotations

import re

from extract.codebook.dimensions import Dimensions
from extract.segment.tree import Node

# A theme needs this many of its words' occurrences for each thousand characters, and two at least, unless the title names it.
_DENSITY = 4
_MOST_THEMES = 3


def name_dimensions(nodes: list[Node], known: Dimensions) -> tuple[str | None, ...]:
    """The dimension of each section: an outer section by its own title, an inner one by its outer section's.

    Where the outer title names several (校企合作与社会服务) or none, the inner title decides between them.
    """
    found: list[str | None] = []
    for node in nodes:
        own = read_dimension(node.heading.title, known)
        above = found[node.parent] if node.parent is not None else None
        if above and node.parent is not None and {above, own} <= _all_dimensions(nodes[node.parent].heading.title, known):
            above = own
        found.append(above or own)
    return tuple(found)


def _all_dimensions(title: str, known: Dimensions) -> set[str]:
    squeezed = re.sub(r"\s+", "", title)
    return {dimension for word, dimension in known.by_word.items() if word in squeezed}


def read_dimension(title: str, known: Dimensions) -> str | None:
    """The dimension a title names: by the longest word in it, the first of two as long.

    Titles over two parts (文化传承与国际合作) belong to the first.
    """
    squeezed = re.sub(r"\s+", "", title)
    named = [(-len(word), squeezed.index(word), dimension) for word, dimension in known.by_word.items() if word in squeezed]
    return min(named)[2] if named else None


def name_themes(title: str | None, body: str, known: Dimensions) -> tuple[str, ...]:
    """The themes of a case, strongest first: a word in the title counts like four in the body."""
    needed = max(2.0, len(body) / 1000 * _DENSITY)
    scored: list[tuple[float, int, str]] = []
    for at, theme in enumerate(known.themes):
        score = float(sum(4 * (title or "").count(word) + body.count(word) for word in theme.words))
        if score >= needed:
            scored.append((-score, at, theme.theme))
    return tuple(theme for _, _, theme in sorted(scored)[:_MOST_THEMES])
