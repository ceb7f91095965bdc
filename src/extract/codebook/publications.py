"""How publications are named and listed on the web, loaded from publications.yaml."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import msgspec
import yaml
from msgspec import Struct

from extract.codebook.table import FOLDER, CodebookError


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
    try:
        words = msgspec.convert(yaml.safe_load(path.read_text(encoding="utf-8")), PublicationWords)
    except (msgspec.ValidationError, yaml.YAMLError) as error:
        raise CodebookError(f"{path.name}: {error}") from error
    for field in words.__struct_fields__:
        for pattern in getattr(words, field):
            try:
                re.compile(pattern)
            except re.error as error:
                raise CodebookError(f"{path.name}: {field}: {pattern!r} is no regular expression ({error})") from error
    return words
