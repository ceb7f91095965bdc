"""How publications are named and listed on the web, loaded from publications.yaml."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from msgspec import Struct

from extract.codebook.table import FOLDER, CodebookError, read_yaml


class PublicationWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Regular expressions, searched in texts without blanks."""

    titles: tuple[str, ...]
    refuse: tuple[str, ...]
    next: tuple[str, ...]
    error_pages: tuple[str, ...]
    login_pages: tuple[str, ...]


@cache
def load_publication_words(folder: Path = FOLDER) -> PublicationWords:
    """The words by which publications are known. Raises `CodebookError` naming the file and the faulty pattern."""
    path = folder / "publications.yaml"
    words = read_yaml(path, PublicationWords)
    for field in words.__struct_fields__:
        for pattern in getattr(words, field):
            try:
                re.compile(pattern)
            except re.error as error:
                raise CodebookError(f"{path.name}: {field}: {pattern!r} is no regular expression ({error})") from error
    return words
