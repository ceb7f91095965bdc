"""Which of many patterns can match a text at all, told by its characters and pairs of them: most need a sign that is not there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain
from operator import add
from re import _parser as parser  # type: ignore[attr-defined]  # the tree of a pattern; re has no public way to it
from typing import Any

__all__ = ["Gates", "led", "members", "signs_of"]

_LARGEST = 80
"""A class of more characters than these says too little to be looked for."""
_SETS = 3
"""How many signs of a pattern are looked for; more cost more than the searches they spare."""

_PAIRS = 8
"""How many pairs are as likely to be there as one character."""

Signs = tuple[frozenset[str], ...]


def signs_of(pattern: str) -> Signs:
    """Sets of characters or of pairs of them, of each of which every match needs one, the rarest first; none where nothing is sure.

    >>> ["".join(sorted(one)) for one in signs_of(r"[12]\\d{3}年(?:底|末)?第?号(?=令|文)")]
    ['号', '年', '令文']
    >>> [sorted(one) for one in signs_of("(?:计划|打算)在?年底")]
    [['年底'], ['打算', '计划']]
    """
    tree = parser.parse(pattern)
    if tree.state.flags & re.IGNORECASE:
        return ()
    found = sorted(set(_of_sequence(tree)), key=_rarity)
    return tuple(one for at, one in enumerate(found) if not any(smaller < one for smaller in found[:at]))[:_SETS]


def _rarity(one: frozenset[str]) -> tuple[int, bool, list[str]]:
    """Fewer are rarer, a pair is rarer than a character, and digits stand in most sentences that are read at all."""
    return sum(1 if len(sign) > 1 else _PAIRS for sign in one), any(sign[0].isdigit() for sign in one), sorted(one)


def _of_sequence(items: Iterable[tuple[Any, Any]]) -> list[frozenset[str]]:
    """What a row of nodes needs; two characters that follow one another are looked for as a pair."""
    found: list[frozenset[str]] = []
    run = ""
    for kind, argument in [*items, ("END", None)]:
        if str(kind) == "LITERAL":
            run += chr(argument)
            continue
        found += map(_sign, [run[at : at + 2] for at in range(len(run) - 1)] or run)
        run = ""
        found += _of_item(kind, argument)
    return found


def _sign(characters: str) -> frozenset[str]:
    return frozenset([characters])


def _of_item(kind: Any, argument: Any) -> list[frozenset[str]]:
    """What one node of a pattern's tree needs."""
    match str(kind):
        case "IN":
            return _of_class(argument)
        case "BRANCH":
            return _of_branches(argument[1])
        case "SUBPATTERN":
            return [] if argument[1] & re.IGNORECASE else _of_sequence(argument[3])
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            return _of_sequence(argument[2]) if argument[0] else []
        case "ATOMIC_GROUP":
            return _of_sequence(argument)
        case "ASSERT":
            return _of_sequence(argument[1])
    return []


def _of_class(members: list[tuple[Any, Any]]) -> list[frozenset[str]]:
    """The characters of a class, where it lists them."""
    found: set[str] = set()
    for kind, argument in members:
        match str(kind):
            case "LITERAL":
                found.add(chr(argument))
            case "RANGE" if argument[1] - argument[0] < _LARGEST:
                found |= {chr(code) for code in range(argument[0], argument[1] + 1)}
            case _:
                return []
    return [frozenset(found)] if len(found) <= _LARGEST else []


def _of_branches(branches: list[Any]) -> list[frozenset[str]]:
    """One sign of each branch, the smallest: a match has one of them."""
    smallest = [min(_of_sequence(branch), key=_rarity, default=None) for branch in branches]
    together = frozenset[str]().union(*(one for one in smallest if one is not None))
    return [together] if None not in smallest and len(together) <= _LARGEST else []


def led(pattern: str) -> re.Pattern[str]:
    """The pattern, tried only where a match can begin; many branches that look round first are slow to try everywhere.

    >>> led("(?<=今)年底|(?:明|后)年").pattern
    '(?=[后年明])(?:(?<=今)年底|(?:明|后)年)'
    >>> led("年?底*").pattern
    '年?底*'
    """
    tree = parser.parse(pattern)
    first, empty = _first(tree)
    plain = empty or _ANY & first or tree.state.flags & re.IGNORECASE
    return re.compile(pattern if plain else f"(?=[{re.escape(''.join(sorted(first)))}])(?:{pattern})")


_ANY = frozenset([""])
"""Stands for characters that are not listed."""


def _first(items: Iterable[tuple[Any, Any]]) -> tuple[frozenset[str], bool]:
    """The characters a match can begin with, and whether it can be empty."""
    found = frozenset[str]()
    for kind, argument in items:
        ways: list[tuple[frozenset[str], bool]] = [(_ANY, False)]
        match str(kind):
            case "AT" | "ASSERT" | "ASSERT_NOT":
                continue
            case "LITERAL":
                ways = [(frozenset(chr(argument)), False)]
            case "IN":
                ways = [(next(iter(_of_class(argument)), _ANY), False)]
            case "BRANCH":
                ways = [_first(branch) for branch in argument[1]]
            case "SUBPATTERN" if not argument[1] & re.IGNORECASE:
                ways = [_first(argument[3])]
            case "MAX_REPEAT" | "MIN_REPEAT":
                ways = [_first(argument[2]), (frozenset(), not argument[0])]
        found = found.union(*(characters for characters, _ in ways))
        if not any(empty for _, empty in ways):
            return found, False
    return found, True


_SOUGHT: set[str] = set()
"""Every sign that some gates look for."""


@lru_cache(maxsize=8)
def _found_in(text: str) -> frozenset[str]:
    """The characters of a sentence and its pairs of them that any gates look for; several gates look at them in turn."""
    return frozenset(_SOUGHT.intersection(chain(text, map(add, text, text[1:]))))


class Gates:
    """The signs of many entries, so that one look at a text's characters tells which of them can hold.

    Sets of entries are integers with one bit for each, the first entry's the lowest.
    """

    def __init__(self, entries: Sequence[Sequence[str]]) -> None:
        """Each entry is the patterns that must all match for it to hold."""
        numbers: dict[frozenset[str], int] = {}
        self._needs: list[int] = []
        self._always, self._size = 0, len(entries)
        first: list[frozenset[str]] = []
        for at, patterns in enumerate(entries):
            found = sorted({one for pattern in patterns for one in signs_of(pattern)}, key=_rarity)
            self._needs.append(sum(1 << numbers.setdefault(one, len(numbers)) for one in found))
            self._always |= 0 if found else 1 << at
            first.append(found[0] if found else frozenset())
        self._of_character: dict[str, int] = {}
        for bit, one in [*((at, one) for at, one in enumerate(first)), *((len(first) + n, one) for one, n in numbers.items())]:
            for character in sorted(one):
                self._of_character[character] = self._of_character.get(character, 0) | 1 << bit
        _SOUGHT.update(self._of_character)
        _found_in.cache_clear()

    def open(self, text: str) -> int:
        """The entries that can hold in a text."""
        bits = 0
        for character in self._of_character.keys() & _found_in(text):
            bits |= self._of_character[character]
        there, can, needs = bits >> self._size, self._always, self._needs
        left = bits & ((1 << self._size) - 1)
        while left:
            lowest = left & -left
            left ^= lowest
            need = needs[lowest.bit_length() - 1]
            if need & there == need:
                can |= lowest
        return can


def members(entries: int) -> list[int]:
    """The places of the entries in a set of them, in order.

    >>> members(0b1101)
    [0, 2, 3]
    """
    found = []
    while entries:
        lowest = entries & -entries
        found.append(lowest.bit_length() - 1)
        entries ^= lowest
    return found
