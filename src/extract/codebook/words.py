"""The words of running text by class: verbs, prepositions, comparisons, plans and so on; `words.csv` is the list."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from msgspec import Struct

from extract.codebook.table import FOLDER, CodebookError, read_table

# fmt: off
CLASSES = frozenset(
    {
        "have", "do", "copula", "prep", "subject", "up", "down", "moved", "level", "compare", "among", "list", "pair", "share",
        "per", "rank", "plan", "limit", "routine", "person_noun", "money_noun", "rate_noun", "measured_noun", "lead_noun",
        "grade", "part", "structure", "team", "after_plan", "nominal", "bound", "place_noun", "award", "contest", "season",
        "joined", "hold", "common", "now", "structure_noun", "light", "counted", "enrol", "newcomer", "people", "toward",
        "quotient", "divisions", "country", "holds_part", "school_kind", "school_role", "school_plain", "reach", "unsaid", "manner",
        "joint_unit", "joint_kind", "site_stands",
        "acted",
    }
)
# fmt: on


class _Row(Struct, frozen=True, rename={"name": "class"}):
    name: str
    words: tuple[str, ...]


@cache
def load_words(folder: Path = FOLDER) -> dict[str, frozenset[str]]:
    """The words of each class. Raises `CodebookError` for a class no rule knows, or one that is missing."""
    found: dict[str, frozenset[str]] = {}
    for line, row in read_table(folder / "words.csv", _Row):
        if row.name not in CLASSES or row.name in found:
            raise CodebookError(f"words.csv:{line}: the class {row.name} is unknown or printed twice")
        found[row.name] = frozenset(row.words)
    if missing := [name for name in sorted(CLASSES) if name not in found]:
        raise CodebookError(f"words.csv: no words for {', '.join(missing)}")
    return found
