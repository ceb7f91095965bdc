"""The audit's part of the codebook: formulas between indicators, words of sums and shares, and the sentences of issues."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from extract.codebook.table import FOLDER, CodebookError, read_table, read_yaml

FormulaKind = Literal["sum", "share", "ratio", "per_capita", "within", "mean", "difference", "none_if_zero"]
Severity = Literal["error", "warning", "note"]


class Words(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How reports say sum, share and growth; each list is described in `audit.yaml`."""

    name_endings: tuple[str, ...] = ()
    label_fillers: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    unit_factors: dict[str, dict[str, str]] = msgspec.field(default_factory=dict)
    area_units: tuple[str, ...] = ()
    same_unit: dict[str, str] = msgspec.field(default_factory=dict)
    same_count: dict[str, str] = msgspec.field(default_factory=dict)
    rest_words: tuple[str, ...] = ()
    empty_words: tuple[str, ...] = ()
    weak_totals: tuple[str, ...] = ()
    divided: tuple[str, ...] = ()
    per_head: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    average_words: tuple[str, ...] = ()
    per_year: tuple[str, ...] = ()
    per_hundred: tuple[str, ...] = ()
    learners: tuple[str, ...] = ()
    over_word: str = ""
    again_words: tuple[str, ...] = ()
    difference_words: tuple[str, ...] = ()
    own_body: tuple[str, ...] = ()
    totals: tuple[str, ...] = ()
    of_which: tuple[str, ...] = ()
    owner_ending: str = ""
    each: tuple[str, ...] = ()
    multiples: tuple[str, ...] = ()
    weighted: tuple[str, ...] = ()
    list_openers: tuple[str, ...] = ()
    open_openers: tuple[str, ...] = ()
    share_verb: str = ""
    whole_verbs: tuple[str, ...] = ()
    whole_joints: tuple[str, ...] = ()
    share_lead: tuple[str, ...] = ()
    rate_ending: str = ""
    topic_ending: str = ""
    share_fillers: tuple[str, ...] = ()
    whole_again: tuple[str, ...] = ()
    over_hundred: tuple[str, ...] = ()
    rising: tuple[str, ...] = ()
    falling: tuple[str, ...] = ()
    from_words: tuple[str, ...] = ()
    before_words: tuple[str, ...] = ()
    to_words: tuple[str, ...] = ()
    to_endings: tuple[str, ...] = ()
    total_labels: tuple[str, ...] = ()
    subtotal_labels: tuple[str, ...] = ()
    share_columns: tuple[str, ...] = ()
    change_columns: tuple[str, ...] = ()
    growth_columns: tuple[str, ...] = ()
    not_additive: tuple[str, ...] = ()
    serial_columns: tuple[str, ...] = ()
    and_more: tuple[str, ...] = ()
    conjunctions: tuple[str, ...] = ()
    title_words: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    programme_nouns: tuple[str, ...] = ()


class Partition(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Groups that exclude each other.

    `unless` are words that make a name overlap, `complete` the sets that make up a whole, and `leaves_out` says that somebody is
    always in none of them.
    """

    name: str
    members: tuple[str, ...]
    unless: tuple[str, ...] = ()
    complete: tuple[tuple[str, ...], ...] = ()
    leaves_out: bool = False


class Spelled(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A value told in words, such as 万兆 for a bandwidth, with words that must stand beside it."""

    word: str
    value: Decimal
    beside: tuple[str, ...]
    indicator_id: str


class Sentence(Struct, frozen=True, forbid_unknown_fields=True):
    """What an issue says, in English and Chinese, with `{places}` for what was found."""

    en: str
    zh: str


class Formula(Struct, frozen=True, kw_only=True):
    """How one indicator follows from others.

    `result`, `parts` and `bases` hold indicator ids, or a bare name where there is no such indicator; a base may be a sum with
    weights, `teachers+0.5*tutors`. Several bases are alternatives.
    The result is parts over base times `scale`. `severity` is the most a mismatch may be called.
    """

    formula_id: str
    kind: FormulaKind
    result: str
    parts: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    scale: str = "1"
    severity: Severity = "warning"
    note_en: str = ""
    note_zh: str = ""


class Audit(Struct, frozen=True, kw_only=True):
    """Everything the audit looks up."""

    formulas: tuple[Formula, ...] = ()
    words: Words = Words()
    partitions: tuple[Partition, ...] = ()
    spelled: tuple[Spelled, ...] = ()
    messages: dict[str, Sentence] = msgspec.field(default_factory=dict)
    causes: dict[str, Sentence] = msgspec.field(default_factory=dict)
    english: dict[str, str] = msgspec.field(default_factory=dict)


class EnglishName(Struct, frozen=True):
    """What an indicator is called in the English sentences."""

    indicator_id: str
    name_en: str


class AuditWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file `audit.yaml`."""

    words: Words
    partitions: tuple[Partition, ...]
    spelled: tuple[Spelled, ...] = ()


class AuditMessages(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file `audit_messages.yaml`."""

    messages: dict[str, Sentence]
    causes: dict[str, Sentence]


def load_audit(folder: Path = FOLDER) -> Audit:
    """The audit's words, messages and formulas; raises `CodebookError` naming file and line."""
    words = read_yaml(folder / "audit.yaml", AuditWords)
    messages = read_yaml(folder / "audit_messages.yaml", AuditMessages)
    rows = read_table(folder / "formulas.csv", Formula)
    seen: dict[str, int] = {}
    for line, formula in rows:
        if formula.formula_id in seen:
            raise CodebookError(f"formulas.csv:{line}: {formula.formula_id} stands on line {seen[formula.formula_id]} already")
        seen[formula.formula_id] = line
    return Audit(
        formulas=tuple(formula for _, formula in rows),
        words=words.words,
        partitions=words.partitions,
        spelled=words.spelled,
        messages=messages.messages,
        causes=messages.causes,
        english={row.indicator_id: row.name_en for _, row in read_table(folder / "indicators.csv", EnglishName)},
    )
