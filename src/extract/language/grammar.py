"""The grammar of names, compiled once from the codebook: ends and stops of organisations, lexicons of everything else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Literal

from msgspec import Struct

from extract.codebook.naming import Naming, load_naming
from extract.codebook.places import load_places
from extract.codebook.table import FOLDER
from extract.model import MentionKind

__all__ = ["Grammar", "Stop", "any_of", "load_grammar"]


Stop = Literal["joined", "stop", "verb", "soft"]
"""How firmly a word ends what stands before it; a joined one only looks like a stop."""


class Grammar(Struct, frozen=True):
    """The words, and the patterns made of them; `ends` gives the kind each end shows, `last` finds where one may close.

    `stops` are words a name does not reach over, by their first character, each with its sort, in the order they are tried;
    `place_fronts` are the first two characters of all places: most stretches of text begin with none of them.
    """

    words: Naming
    ends: dict[str, MentionKind]
    last: re.Pattern[str]
    longest: int
    stops: dict[str, list[tuple[str, Stop]]]
    places: frozenset[str]
    place_fronts: frozenset[str]
    generic: re.Pattern[str]
    persons: tuple[re.Pattern[str], ...]
    common: re.Pattern[str]
    programmes: re.Pattern[str]
    prizes: re.Pattern[str]
    verbs: re.Pattern[str]


@cache
def load_grammar() -> Grammar:
    """The grammar of the codebook, compiled once."""
    words, places = load_naming(), _place_names()
    ends: dict[str, MentionKind] = dict.fromkeys(words.organisation_ends, "organisation")
    ends |= dict.fromkeys(words.school_ends, "school")
    return Grammar(
        words,
        ends,
        re.compile(f"[{''.join(sorted({end[-1] for end in ends}))}]"),
        max(map(len, ends)),
        _stops_by_first(words),
        places,
        frozenset(name[:2] for name in places),
        re.compile(f"(?:{any_of(words.generic)})+"),
        _person_patterns(words),
        re.compile(f"(?:{any_of((*words.verbs, *words.stops, *words.generic, *words.soft_stops, *words.joined))})+.?"),
        re.compile(any_of(words.programmes)),
        re.compile(any_of(words.prizes)),
        re.compile(any_of(words.prize_verbs)),
    )


def _stops_by_first(words: Naming) -> dict[str, list[tuple[str, Stop]]]:
    """Two thousand words: looked up by the first character, where one pattern of all would try each at every place."""
    sorts: tuple[tuple[Stop, Iterable[str]], ...] = (
        ("joined", words.joined),
        ("stop", words.stops),
        ("verb", words.verbs),
        ("soft", words.soft_stops),
    )
    found: dict[str, list[tuple[str, Stop]]] = {}
    for sort, some in sorts:
        for word in longest_first(some):
            found.setdefault(word[0], []).append((word, sort))
    return found


def _person_patterns(words: Naming) -> tuple[re.Pattern[str], ...]:
    """A person behind a role and in front of a mark or a verb, and a person in front of a role and behind a mark."""
    name = rf"(?P<name>[{words.surnames}][\u4e00-\u9fff]{{1,2}}?)"
    behind = re.compile(
        rf"(?:{any_of(words.roles)}){name}(?=[、，。；：）（“”]|[和与及等在的为被带向说从把是获入曾已荣][^\u4e00-\u9fff]?)"
    )
    before = re.compile(rf"(?:^|(?<=[、，。；：（“”])){name}(?=“[^”]{{2,6}}”|{any_of(words.person_ends)})")
    return (behind, before)


def _place_names() -> frozenset[str]:
    """All names of the table, and provinces' and prefectures' names without 省 and 市."""
    places = load_places(FOLDER)
    short = {name[:-1] for name, members in places.by_name.items() if len(name) > 2 and members[0].rank != "county"}
    short |= {division.city[:-1] for division in places.divisions if division.city}
    return frozenset(name for name in {*places.by_name, *short} if len(name) > 1)


def any_of(words: Iterable[str]) -> str:
    """A pattern of these words, the longest first."""
    return "|".join(map(re.escape, longest_first(words)))


def longest_first(words: Iterable[str]) -> list[str]:
    """Words in the order they are tried."""
    return sorted(set(words), key=lambda word: (-len(word), word))
