"""The one loader: every file of the codebook, checked whole, or a `CodebookError` with file and line."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from msgspec import Struct

from extract.codebook.concepts import check_concepts, load_concepts
from extract.codebook.crosswalk import Link, load_crosswalk
from extract.codebook.dimensions import Dimensions, load_dimensions
from extract.codebook.forms import Forms, load_forms
from extract.codebook.formulas import Audit, load_audit
from extract.codebook.headings import Headings, load_headings
from extract.codebook.indicators import Alias, Indicator, load_aliases, load_indicators
from extract.codebook.lexicon import Lexicon, make_lexicon
from extract.codebook.places import Places, load_places
from extract.codebook.prose import load_confidence, load_prose
from extract.codebook.table import FOLDER, CodebookError
from extract.codebook.tablewords import TableWords, load_table_words
from extract.codebook.units import Units, load_units
from extract.codebook.words import load_words

__all__ = ["Codebook", "CodebookError", "load_codebook"]


class Codebook(Struct, frozen=True, kw_only=True):
    """Everything the codebook says; parts are added here, each loaded by a module of its own."""

    version: str
    headings: Headings
    places: Places
    dimensions: Dimensions
    audit: Audit = Audit()
    units: Units
    indicators: dict[str, Indicator]
    aliases: tuple[Alias, ...]
    lexicon: Lexicon
    forms: Forms
    crosswalk: tuple[Link, ...] = ()
    tables: TableWords


def digest(folder: Path) -> str:
    """Eight hex digits over all data files of the codebook, in name order."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".csv", ".yaml", ".txt"}:
            total.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()[:8]


@cache
def load_codebook(folder: Path = FOLDER) -> Codebook:
    """The codebook in `folder`, whole and checked."""
    for check in (load_words, load_prose, load_confidence, load_concepts):
        check(folder)
    units = load_units(folder)
    indicators = load_indicators(units, folder)
    aliases = load_aliases(indicators, units, folder)
    check_concepts(indicators, folder)
    forms = load_forms(indicators, units, folder)
    return Codebook(
        version=digest(folder),
        headings=load_headings(folder),
        places=load_places(folder),
        dimensions=load_dimensions(folder),
        audit=load_audit(folder),
        units=units,
        indicators=indicators,
        aliases=aliases,
        lexicon=make_lexicon(indicators, aliases, units),
        forms=forms,
        crosswalk=load_crosswalk(forms, folder),
        tables=load_table_words(units, folder, indicators),
    )
