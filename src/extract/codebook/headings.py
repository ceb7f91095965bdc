"""How reports name their parts: words for front and back matter, lists, cases and captions."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from extract.codebook.table import read_yaml

Words = tuple[str, ...]


class ListWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Lines that open a printed list of tables, figures, cases, or several of them."""

    table: Words
    figure: Words
    case: Words
    mixed: Words


class Headings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The words of `headings.yaml`, each list compared without blanks."""

    front: Words
    back: Words
    contents: Words
    list_of: ListWords
    case_labels: Words
    case_parts: Words
    figure_labels: Words
    table_labels: Words
    weak_table_labels: Words
    continuation: Words
    unit_labels: Words
    note_labels: Words
    units_after_number: Words
    leads: Words
    not_a_caption: Words
    table_nouns: Words
    picture_nouns: Words


def load_headings(folder: Path) -> Headings:
    """The heading words in `folder`. Raises `CodebookError` where a list is missing or misspelt."""
    return read_yaml(folder / "headings.yaml", Headings)
