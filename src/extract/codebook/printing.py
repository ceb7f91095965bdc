"""The words that mark contents pages, captions, lists and run-on tables, as readers need them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from extract.codebook.table import FOLDER, CodebookError


class Printing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The lists of `printing.yaml`; every member is one word without blanks."""

    contents_titles: tuple[str, ...]
    caption_labels: tuple[str, ...]
    continuation_marks: tuple[str, ...]
    list_leads: tuple[str, ...]
    bare_headings: tuple[str, ...]
    note_leads: tuple[str, ...]
    unit_leads: tuple[str, ...]
    site_words: tuple[str, ...]
    site_labels: tuple[str, ...]


@cache
def load_printing(folder: Path = FOLDER) -> Printing:
    """The words of `printing.yaml`. Raises `CodebookError` where the file is not as it should be."""
    path = folder / "printing.yaml"
    try:
        return msgspec.yaml.decode(path.read_bytes(), type=Printing)
    except (msgspec.MsgspecError, ValueError) as error:
        raise CodebookError(f"{path.name}: {error}") from error
