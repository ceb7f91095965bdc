"""Concepts of running text: which indicator or standard name a figure is, by the words round it; rows by theme in `concepts/`."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from msgspec import Struct

from extract.codebook.indicators import Indicator
from extract.codebook.prose import check
from extract.codebook.table import FOLDER, CodebookError, read_yaml
from extract.model import Level

__all__ = ["Concept", "Concepts", "check_concepts", "excludes", "load_concepts"]

SORTS = frozenset("person,thing,event,session,money,share,points,ratio,time,area,score,data,labour,multiple".split(","))  # noqa: SIM905
_LISTS = frozenset(
    "levels,sorts,units,kinds,words,noun,own,before,head,after,last,over,qualifier,told".split(",")  # noqa: SIM905
)


class Concept(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row: a figure is `is_` (an indicator's id) or `name` (a standard name) where everything the row states holds.

    `words` are searched in the number's own words and the name made of them: every entry must be there, one of its alternatives
    (`合作|签约`) suffices. `noun` are patterns on the name alone, `own` on the own words with `#` for the number, `before` on the
    sentence up to the number since the last semicolon, `head` on all of it, `after` on what follows up to the semicolon,
    `last` on the name of the figure told before. `levels` are the kinds of report the row is for, none being all.
    `units` are the printed counters it may have (所, 家). `over` lists the indicators whose plainer reading the row corrects;
    `qualifier` and `told` name the narrowers taken from the own words (or else from the words before them), `fixed` is a
    qualifier as it stands, `rest` takes what the name said in front.
    """

    is_: str | None = None
    name: str = ""
    levels: tuple[Level, ...] = ()
    sorts: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    words: tuple[str, ...]
    noun: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    not_words: str = ""
    not_own: str = ""
    not_noun: str = ""
    not_before: str = ""
    not_after: str = ""
    over: tuple[str, ...] = ()
    qualifier: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    fixed: str = ""
    rest: bool = False


class _File(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    classes: dict[str, str]
    narrowers: dict[str, dict[str, str]]
    alike: tuple[tuple[str, ...], ...]
    unlike: tuple[tuple[str, ...], ...]


class Concepts(Struct, frozen=True, kw_only=True):
    """All rows, the rows by the first two characters of the words they ask for first, and the words that narrow a concept.

    Rates of one line of `alike` are one rate; words of one line of `unlike` exclude each other.
    """

    rows: tuple[Concept, ...]
    by_start: dict[str, tuple[int, ...]]
    narrowers: dict[str, tuple[tuple[str, re.Pattern[str]], ...]]
    alike: tuple[tuple[str, ...], ...]
    unlike: tuple[tuple[re.Pattern[str], ...], ...]
    any_unlike: re.Pattern[str]
    any_narrower: dict[str, re.Pattern[str]]


@cache
def load_concepts(folder: Path = FOLDER) -> Concepts:
    """The concepts of a codebook, every pattern checked. Raises `CodebookError` naming the row."""
    import msgspec

    file = read_yaml(folder / "concepts.yaml", _File, strict=False)
    rows: list[Concept] = []
    starts: dict[str, list[int]] = {}
    for path in sorted((folder / "concepts").glob("*.yaml")):
        for number, record in enumerate(read_yaml(path, tuple[dict[str, object], ...], strict=False), 1):
            try:
                row = msgspec.convert(_spelt(record, file.classes), Concept)
                _check(row, file.narrowers)
            except (msgspec.ValidationError, re.error, KeyError, ValueError) as error:
                raise CodebookError(f"concepts/{path.name}: row {number}: {error}") from error
            plain = row.words[0].split("|")
            row = msgspec.structs.replace(row, words=("|".join(map(re.escape, plain)), *row.words[1:]))
            for word in plain:
                at = starts.setdefault(word[:2], [])
                if len(rows) not in at:
                    at.append(len(rows))
            rows.append(row)
    narrowers = {
        name: tuple((label, re.compile(words)) for label, words in kinds.items()) for name, kinds in file.narrowers.items()
    }
    return Concepts(
        rows=tuple(rows),
        by_start={start: tuple(at) for start, at in starts.items()},
        narrowers=narrowers,
        alike=file.alike,
        unlike=tuple(tuple(map(re.compile, line)) for line in file.unlike),
        any_unlike=re.compile("|".join(word for line in file.unlike for word in line)),
        any_narrower={name: re.compile("|".join(kinds.values())) for name, kinds in file.narrowers.items()},
    )


def excludes(one: str, other: str, concepts: Concepts) -> bool:
    """Whether two names say words that exclude each other, and none of them both.

    >>> excludes("学科带头人数", "专业带头人数", load_concepts()), excludes("在校生数", "女生数", load_concepts())
    (True, False)
    """
    if concepts.any_unlike.search(one) is None or concepts.any_unlike.search(other) is None:
        return False
    for line in concepts.unlike:
        first = [word.search(one) is not None for word in line]
        if any(first):
            second = [word.search(other) is not None for word in line]
            if any(second) and not any(a and b for a, b in zip(first, second, strict=True)):
                return True
    return False


def _spelt(record: dict[str, object], classes: dict[str, str]) -> dict[str, object]:
    """A record as the type spells it: `is` is a word of Python, one word is a list of one, `<class>` is its words."""
    out: dict[str, object] = {}
    for key, value in record.items():
        name = "is_" if key == "is" else key
        if name in _LISTS:
            members = value if isinstance(value, list) else [value]
            filled = [_filled(str(member), classes) for member in members]
            out[name] = [one for member in filled for one in member.split("|")] if name == "over" else filled
        else:
            out[name] = _filled(value, classes) if isinstance(value, str) else value
    return out


def _filled(words: str, classes: dict[str, str]) -> str:
    return re.sub(r"(?<!\?P)<([a-z_]+)>", lambda found: classes[found[1]], words)


def _check(row: Concept, narrowers: dict[str, dict[str, str]]) -> None:
    if (row.is_ is None) == (not row.name):
        raise ValueError("a row has either an indicator (is) or a standard name (name)")
    for word in row.words[0].split("|") if row.words else ("",):
        if not word or re.search(r"[\\*?()\[\]{}^$]", word):
            raise ValueError(f"the first entry of words must be plain words, not {word!r}")
    for pattern in (
        *row.words,
        *row.noun,
        *row.own,
        *row.before,
        *row.head,
        *row.after,
        *row.last,
        row.not_words,
        row.not_own,
        row.not_before,
        row.not_noun,
    ):
        check(pattern)
    if unknown := set(row.sorts) - SORTS:
        raise ValueError(f"unknown sorts {', '.join(sorted(unknown))}")
    for name in (*row.qualifier, *row.told):
        if name not in narrowers:
            raise ValueError(f"nothing is called {name} under narrowers")


def check_concepts(indicators: dict[str, Indicator], folder: Path = FOLDER) -> None:
    """Whether every indicator a row speaks of is there. Raises `CodebookError`."""
    for row in load_concepts(folder).rows:
        for indicator_id in ((row.is_,) if row.is_ else ()) + row.over:
            if indicator_id not in indicators:
                raise CodebookError(f"concepts: {row.words[0]}: {indicator_id} is no indicator")
        if row.is_ and indicators[row.is_].levels == ("enterprise",) != row.levels:
            raise CodebookError(f"concepts: {row.words[0]}: {row.is_} is told by firms alone, the row by others too")
