"""How tables speak: the words of heads, labels and cells in `tables.yaml`, ready to be compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

import msgspec
from msgspec import Struct

from extract.codebook.table import CodebookError, read_yaml
from extract.codebook.units import Units
from extract.text import normalise

Words = tuple[str, ...]
# Marks that normalising changes although they are in their plain form already.
_ODD = re.compile(r"[∶︰﹕〜―–‒‐‑−•‧˙*<\u200b-\u200f\ufeff]")
_MARKS = re.compile(r"[“”\"'‘’、,。·:;；()\[\]【】《》<>\s-]")


class TableWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The lists of `tables.yaml`, each word as `label_key` gives it."""

    serial_heads: frozenset[str]
    code_heads: frozenset[str]
    unit_heads: frozenset[str]
    skip_heads: frozenset[str]
    trait_heads: frozenset[str]
    event_heads: frozenset[str]
    skip_endings: Words
    since_ends: Words
    plan_heads: frozenset[str]
    part_heads: frozenset[str]
    plan_endings: Words
    no_topics: Words
    note_heads: frozenset[str]
    label_heads: frozenset[str]
    thing_heads: frozenset[str]
    listed_ends: Words
    group_ends: Words
    label_kinds: Words
    kind_ends: Words
    money_words: Words
    loose_ends: Words
    label_fronts: Words
    per_heads: frozenset[str]
    bare_heads: frozenset[str]
    value_heads: frozenset[str]
    measures: dict[str, str | None]
    unit_endings: dict[str, str]
    noun_units: dict[str, str]
    counted_ends: Words
    rank_ends: Words
    overall_heads: frozenset[str]
    option_heads: frozenset[str]
    spread: Words
    sum_endings: Words
    share_words: Words
    totals: frozenset[str]
    subtotals: frozenset[str]
    means: frozenset[str]
    change_heads: frozenset[str]
    growth_heads: frozenset[str]
    of_which: Words
    not_reported: frozenset[str]
    not_applicable: frozenset[str]
    zero_words: frozenset[str]
    caption_ends: Words
    caption_joins: Words
    empty_captions: frozenset[str]
    judgements: frozenset[str]
    telling: str


@lru_cache(maxsize=16384)
def label_key(text: str) -> str:
    """A label as labels are compared: half-width, without blanks, quotation marks, brackets and points.

    >>> label_key("“双师型” 教师比例"), label_key("公共基础课（不含思想政治课）教学满意度")
    ('双师型教师比例', '公共基础课不含思想政治课教学满意度')
    """
    plain = text if unicodedata.is_normalized("NFKC", text) and not _ODD.search(text) else normalise(text).text
    return _MARKS.sub("", plain).lower()


def load_table_words(units: Units, folder: Path, indicators: Collection[str]) -> TableWords:
    """The words of `tables.yaml`. Raises `CodebookError` where a list is missing, misspelt, or names what is not there."""
    path = folder / "tables.yaml"
    words = read_yaml(path, TableWords)
    for measure, unit in (*words.measures.items(), *words.unit_endings.items(), *words.noun_units.items()):
        if unit is not None and unit not in units:
            raise CodebookError(f"{path.name}: the measure {measure} implies {unit}, which is no unit of units.csv")
    for indicator_id in words.spread:
        if f"{indicator_id}_share" not in indicators:
            raise CodebookError(f"{path.name}: spread: there is no indicator {indicator_id}_share")
    keyed = {
        name: frozenset(label_key(word) or word for word in getattr(words, name))
        for name in TableWords.__struct_fields__
        if name.endswith(("_heads", "totals", "means", "_captions"))
    }
    cells = {
        name: frozenset(normalise(w).text for w in getattr(words, name))
        for name in ("not_reported", "not_applicable", "zero_words")
    }
    measures = {label_key(word): unit for word, unit in words.measures.items()}
    return msgspec.structs.replace(words, measures=measures, **keyed, **cells)
