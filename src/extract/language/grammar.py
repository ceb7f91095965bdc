"""The grammar of names, compiled once from the codebook: ends and stops of organisations, lexicons of everything else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from msgspec import Struct

from extract.codebook.naming import Naming, load_naming
from extract.codebook.places import load_places
from extract.codebook.table import FOLDER
from extract.model import MentionKind

__all__ = ["Grammar", "any_of", "load_grammar"]


class Grammar(Struct, frozen=True):
    """The words, and the patterns made of them; `ends` gives the kind each end shows, `last` finds where one may close."""

    words: Naming
    ends: dict[str, MentionKind]
    last: re.Pattern[str]
    longest: int
    stops: re.Pattern[str]
    places: frozenset[str]
    generic: re.Pattern[str]
    persons: tuple[re.Pattern[str], ...]
    common: re.Pattern[str]
    programmes: re.Pattern[str]
    prizes: re.Pattern[str]
    verbs: re.Pattern[str]


@cache
def load_grammar() -> Grammar:
    """The grammar of the codebook, compiled once."""
    words = load_naming()
    ends: dict[str, MentionKind] = dict.fromkeys(words.organisation_ends, "organisation")
    ends |= dict.fromkeys(words.school_ends, "school")
    return Grammar(
        words,
        ends,
        re.compile(f"[{''.join(sorted({end[-1] for end in ends}))}]"),
        max(map(len, ends)),
        re.compile(
            f"(?P<joined>{any_of(words.joined)})|(?P<stop>{any_of(words.stops)})|(?P<verb>{any_of(words.verbs)})"
            f"|(?P<soft>{any_of(words.soft_stops)})"
        ),
        _place_names(),
        re.compile(f"(?:{any_of(words.generic)})+"),
        _person_patterns(words),
        re.compile(f"(?:{any_of((*words.verbs, *words.stops, *words.generic, *words.soft_stops, *words.joined))})+.?"),
        re.compile(any_of(words.programmes)),
        re.compile(any_of(words.prizes)),
        re.compile(any_of(words.prize_verbs)),
    )


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
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))
