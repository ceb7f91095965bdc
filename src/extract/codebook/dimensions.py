"""The official dimensions of a report's sections and the themes of its cases, each with the words that show it."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from extract.codebook.table import CodebookError, read_table


class Dimension(Struct, frozen=True, kw_only=True):
    """One official part of a report; a heading with one of the `words` belongs to it, the longest word deciding."""

    dimension: str
    name_en: str
    words: tuple[str, ...]


class Theme(Struct, frozen=True, kw_only=True):
    """What a case can be about; a case may have several."""

    theme: str
    name_en: str
    words: tuple[str, ...]


class Dimensions(Struct, frozen=True, kw_only=True):
    """All dimensions in the order of the official outline, and all themes."""

    dimensions: tuple[Dimension, ...]
    themes: tuple[Theme, ...]
    by_word: dict[str, str]


def load_dimensions(folder: Path) -> Dimensions:
    """The dimensions and themes in `folder`. Raises `CodebookError` where one word is given to two dimensions."""
    by_word: dict[str, str] = {}
    rows = read_table(folder / "dimensions.csv", Dimension)
    for line, row in rows:
        for word in row.words:
            if by_word.setdefault(word, row.dimension) != row.dimension:
                raise CodebookError(f"dimensions.csv:{line}: {word} already belongs to {by_word[word]}")
    return Dimensions(
        dimensions=tuple(row for _, row in rows),
        themes=tuple(row for _, row in read_table(folder / "themes.csv", Theme)),
        by_word=by_word,
    )
