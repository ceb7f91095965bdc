"""How named things are written: ends and stops of names of organisations, signs of policies, courses, awards and aliases."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from extract.codebook.table import FOLDER, CodebookError, read_yaml

Words = tuple[str, ...]


class Naming(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The words of `naming.yaml`, the names of programmes in `programmes.txt`, and common verbs in `verbs.txt`."""

    school_ends: Words
    organisation_ends: Words
    weak_ends: Words
    alone: Words
    generic: Words
    stops: Words
    soft_stops: Words
    kind_ends: Words
    placed_ends: Words
    place_starts: Words
    joined: Words
    policy_ends: Words
    course_signs: Words
    prizes: Words
    prize_verbs: Words
    alias_signs: Words
    weak_aliases: Words
    surnames: str
    roles: Words
    person_ends: Words
    not_persons: Words
    programmes: Words = ()
    verbs: Words = ()


@cache
def load_naming(folder: Path = FOLDER) -> Naming:
    """The words names are found by. Raises `CodebookError` where a list is missing or misspelt."""
    path = folder / "naming.yaml"
    lists = {name: (folder / f"{name}.txt").read_text(encoding="utf-8").split() for name in ("programmes", "verbs")}
    try:
        return msgspec.convert({**read_yaml(path, dict[str, Any]), **lists}, Naming)
    except msgspec.ValidationError as error:
        raise CodebookError(f"{path.name}: {error}") from error
