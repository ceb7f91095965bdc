"""Contradictions in words: a value told in words against the form, one happening with two dates, one programme with two names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from msgspec import Struct

from extract.check.fact import Fact, Ledger
from extract.check.listing import list_patterns
from extract.check.outcome import Finding, Outcome, held, show, tell
from extract.check.structure import differ_inside
from extract.codebook.formulas import Audit, Spelled, Words

DATE = re.compile(r"(?:((?:19|20)\d\d)\s*年\s*)?(\d{1,2})\s*月(?!份?[至到—~-])")
CLAUSE = 24
BESIDE = 4


def check_wording(text: str, ledger: Ledger, audit: Audit) -> Iterator[Outcome]:
    """All checks of words."""
    yield from check_spelled(text, ledger, audit)
    yield from check_dates(text, audit)
    yield from check_programmes(text, audit)


def check_spelled(text: str, ledger: Ledger, audit: Audit) -> Iterator[Outcome]:
    """A value told in words against the newest one that a form or table gives."""
    for spelled in audit.spelled:
        stated = [f for f in ledger.by_key.get(spelled.indicator_id, []) if f.observation.source != "prose" and f.year is not None]
        if not stated:
            continue
        newest = max(stated, key=lambda f: (f.year or 0, -f.start))
        for found in re.finditer(re.escape(spelled.word), text):
            around = text[max(found.start() - BESIDE, 0) : found.end() + BESIDE]
            if any(word in around for word in spelled.beside):
                yield judge_spelled(found, spelled, newest, audit)


def judge_spelled(found: re.Match[str], spelled: Spelled, newest: Fact, audit: Audit) -> Outcome:
    """Whether the form's value reaches what the words say."""
    if newest.value >= spelled.value:
        return held("spelled", newest)
    finding = Finding(
        code="check.prose_form",
        severity="warning",
        facts=(newest,),
        stated=f"{found[0]} ({spelled.value})",
        computed=show(newest),
        how=newest.observation.name,
        cause="other_scope",
        place=(found.start(), found.end()),
    )
    return tell("spelled", finding, audit)


class Event(Struct, frozen=True):
    """One happening with its month, where it is told, and the words about it."""

    year: int
    month: int
    start: int
    end: int
    about: str


def check_dates(text: str, audit: Audit) -> Iterator[Outcome]:
    """A happening of one thing with two months."""
    events: dict[str, list[Event]] = defaultdict(list)
    for word, event in find_events(text, audit.words):
        events[word].append(event)
    for word, told in events.items():
        for i, first in enumerate(told):
            other = next(
                (e for e in told[i + 1 :] if (e.year, e.month) != (first.year, first.month) and share_object(first, e, word)), None
            )
            if other:
                finding = Finding(
                    code="check.event_date",
                    severity="warning",
                    name=word,
                    stated=f"{other.year}-{other.month:02}",
                    computed=f"{first.year}-{first.month:02}",
                    place=(other.start, other.end),
                )
                yield tell("event_date", finding, audit)
                break


def find_events(text: str, words: Words) -> Iterator[tuple[str, Event]]:
    """Dates followed in their clause by a happening; a month without a year takes the one before it in the sentence."""
    for sentence in re.finditer(r"[^。！？\n]+", text):
        year: int | None = None
        for found in DATE.finditer(sentence[0]):
            year = int(found[1]) if found[1] else year
            clause = re.split(r"[，；、,;]", sentence[0][found.end() : found.end() + CLAUSE])[0]
            word = next((w for w in words.events if w in clause), None)
            if word and year is not None and 1 <= int(found[2]) <= 12:
                start = sentence.start() + found.start()
                yield word, Event(year, int(found[2]), start, start + len(found[0]) + len(clause), clause)


def share_object(one: Event, other: Event, word: str) -> bool:
    """Whether two happenings are of one thing: they share a word of two characters beside the happening itself."""
    first, second = (re.sub(r"\s", "", event.about.replace(word, " ").replace("完成", " ")) for event in (one, other))
    return any(first[i : i + 2] in second for i in range(len(first) - 1))


def check_programmes(text: str, audit: Audit) -> Iterator[Outcome]:
    """Programmes listed with their number, and nearly the same name elsewhere right before 专业."""
    nouns = "|".join(map(re.escape, audit.words.programme_nouns))
    listed: list[str] = []
    for pattern in list_patterns(audit.words):
        for found in pattern.finditer(text):
            if re.search(nouns, found["noun"]):
                listed += [re.sub(r"\s|[（(].*?[）)]", "", item) for item in found["list"].split("、")]
    names = sorted({name for name in listed if len(name) >= 7})
    for name in names:
        pattern_near = re.compile(rf"{re.escape(name[:4])}[\u4e00-\u9fff]{{2,{len(name)}}}?(?={nouns})")
        variant = next((m for m in pattern_near.finditer(text) if m[0] not in listed and differ_inside(name, m[0])), None)
        if variant:
            finding = Finding(
                code="check.name_variant",
                severity="warning",
                stated=name,
                computed=variant[0],
                place=(variant.start(), variant.end()),
            )
            yield tell("name_variant", finding, audit)
