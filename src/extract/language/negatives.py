"""Numbers that are no measure wherever they stand: dates, document numbers, telephone numbers, slogans, labels, names in quotes.

The patterns are data: `codebook/negatives.yaml`, first match wins.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import groupby
from operator import itemgetter

import yaml
from msgspec import Struct

from extract.codebook.places import load_places
from extract.codebook.table import FOLDER, CodebookError
from extract.signs import Gates, members

__all__ = ["Negative", "find_negatives"]

_SPEECH = re.compile(r"“(?=[^”]*[,;。])(?=[^”]*\d)[^”]{0,24}(?:我们|我[校院]|集团|公司|学校|学院)")
"""What somebody says of the school or firm, which names nothing."""
_QUOTED = re.compile(r"“[^“”]{1,120}”|‘[^‘’]{1,60}’|《[^《》]{1,120}》|「[^「」]{1,60}」")


class Negative(Struct, frozen=True, gc=False):
    """A stretch of normalised text whose digits measure nothing, and the reason code."""

    reason: str
    start: int
    end: int


class _Patterns(Struct, frozen=True):
    """The patterns one by one, each with its reason, and what each needs."""

    members: tuple[tuple[str, str], ...]
    gates: Gates


@cache
def _patterns() -> _Patterns:
    path = FOLDER / "negatives.yaml"
    found: list[tuple[str, str]] = []
    for reason, patterns in yaml.safe_load(path.read_text(encoding="utf-8")).items():
        try:
            _together(tuple(patterns))
        except (re.error, TypeError) as error:
            raise CodebookError(f"{path.name}: {reason}: {error}") from error
        found += [(reason, pattern) for pattern in patterns]
    found.append(("place_number", _numbered_places()))
    return _Patterns(tuple(found), Gates([(pattern,) for _, pattern in found]))


def _numbered_places() -> str:
    """The official places whose name begins like a number (六盘水市, 五家渠); short ones only with what they are (三亚市)."""
    names = {name for name in load_places(FOLDER).by_name if name[0] in "一二三四五六七八九十百千万" and len(name) > 2}
    names |= {name[:-1] for name in names if len(name) > 3}
    return "|".join(sorted(names, key=lambda name: (-len(name), name)))


@lru_cache(maxsize=4096)
def _chosen(can: int) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Each reason with those of its patterns that can match, as one."""
    chosen = [_patterns().members[at] for at in members(can)]
    return tuple((reason, _together(tuple(one for _, one in group))) for reason, group in groupby(chosen, key=itemgetter(0)))


@lru_cache(maxsize=4096)
def _together(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


def find_negatives(text: str) -> list[Negative]:
    """Every such stretch in normalised text, in order; stretches may overlap.

    >>> [(n.reason, "教职〔2021〕9号"[n.start:n.end]) for n in find_negatives("教职〔2021〕9号")]
    [('document_number', '〔2021〕9号'), ('place_number', '9号')]
    """
    found = [
        Negative(reason, m.start(), m.end())
        for reason, pattern in _chosen(_patterns().gates.open(text))
        for m in pattern.finditer(text)
        if m.end() > m.start()
    ]
    found += [
        Negative("title" if m.group()[0] == "《" else "quoted", m.start(), m.end())
        for m in _QUOTED.finditer(text)
        if not _SPEECH.match(m.group())
    ]
    return sorted(found, key=_place)


def _place(negative: Negative) -> tuple[int, int]:
    return negative.start, negative.end
