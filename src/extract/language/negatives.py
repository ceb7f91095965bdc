"""Numbers that are no measure wherever they stand: dates, document numbers, telephone numbers, slogans, labels, names in quotes.

The patterns are data: `codebook/negatives.yaml`, first match wins.
"""

from __future__ import annotations

import re
from functools import cache

import yaml
from msgspec import Struct

from extract.codebook.table import FOLDER, CodebookError

__all__ = ["Negative", "find_negatives"]

_QUOTED = re.compile(r"“[^“”]{1,120}”|‘[^‘’]{1,60}’|《[^《》]{1,120}》|「[^「」]{1,60}」")


class Negative(Struct, frozen=True, gc=False):
    """A stretch of normalised text whose digits measure nothing, and the reason code."""

    reason: str
    start: int
    end: int


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    path = FOLDER / "negatives.yaml"
    patterns = []
    for reason, members in yaml.safe_load(path.read_text(encoding="utf-8")).items():
        try:
            patterns.append((reason, re.compile("|".join(members))))
        except (re.error, TypeError) as error:
            raise CodebookError(f"{path.name}: {reason}: {error}") from error
    return tuple(patterns)


def find_negatives(text: str) -> list[Negative]:
    """Every such stretch in normalised text, in order; stretches may overlap.

    >>> [(n.reason, "教职〔2021〕9号"[n.start:n.end]) for n in find_negatives("教职〔2021〕9号")]
    [('document_number', '〔2021〕9号'), ('place_number', '9号')]
    """
    found = [
        Negative(reason, m.start(), m.end())
        for reason, pattern in _patterns()
        for m in pattern.finditer(text)
        if m.end() > m.start()
    ]
    found += [Negative("title" if m.group()[0] == "《" else "quoted", m.start(), m.end()) for m in _QUOTED.finditer(text)]
    return sorted(found, key=lambda n: (n.start, n.end))
