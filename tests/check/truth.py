"""Observations made from written truth, so that the audit is tested apart from the reading."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from extract.check.check import Material
from extract.codebook import load_codebook
from extract.model import Document, Kind, Observation, Segments, TableReading, content_id
from extract.read import read
from extract.segment import segment
from extract.settings import Settings
from tests.evaluation.truth import Fact, Truth

UNIT_KINDS: dict[str, Kind] = {"%": "rate", ":": "ratio", ":1": "ratio", "元": "amount", "万元": "amount"}


def name_ids() -> dict[str, str]:
    """Indicator ids by official name and by every alias that means one thing only."""
    codebook = load_codebook()
    ids: dict[str, set[str]] = defaultdict(set)
    for alias in codebook.aliases:
        if not alias.parent:
            ids[alias.alias].add(alias.indicator_id)
    found = {name: next(iter(keys)) for name, keys in ids.items() if len(keys) == 1}
    return found | {indicator.name_zh: key for key, indicator in codebook.indicators.items()}


NAMES = name_ids()


def make_material(truth: Truth, path: Path) -> tuple[Material, dict[str, str]]:
    """The material of one text report with observations from its truth, and the truth id of each observation id."""
    document = read(path, Settings())
    assert document.text == truth.text
    segments = segment(document, load_codebook())
    forms = {f.table for f in truth.facts if f.source == "form"}
    made = [(fact.fact_id, make_observation(fact, document, segments)) for fact in truth.facts]
    readings = tuple(
        TableReading(table_id=s.segment_id, form="form", unit=None, header_rows=1)
        for s in segments.segments
        if s.kind == "table" and (s.number or "").startswith("附表") and forms | {None}
    )
    material = Material(
        text=document.text,
        tables=document.tables,
        segments=segments.segments,
        readings=readings,
        observations=tuple(observation for _, observation in made),
        mentions=segments.mentions,
        frame=segments.frame,
    )
    return material, {observation.observation_id: key for key, observation in made}


def make_observation(fact: Fact, document: Document, segments: Segments) -> Observation:
    """One truth value as the pipeline would hand it on."""
    start, end = fact.start, fact.end
    quote_start, quote_end = find_quote(fact, document.text)
    table = next((i for i, t in enumerate(document.tables) if t.char_start <= start <= t.char_end), None)
    cells = document.tables[table].cells if table is not None else ()
    cell = next((c for c in cells if c.char_start <= start <= c.char_end), None)
    owner = [s for s in segments.segments if s.char_start <= start < s.char_end]
    form = any(s.kind == "table" and (s.number or "").startswith("附表") for s in owner) or fact.source == "form"
    kind: Kind = fact.kinds[0] if fact.kinds else UNIT_KINDS.get(fact.unit, "per_capita" if "/" in fact.unit else "count")  # type: ignore[assignment]
    return Observation(
        name=fact.name,
        value=fact.value,
        unit=fact.unit,
        value_text=document.text[start:end],
        kind=kind,
        source="prose" if fact.source == "prose" else "form" if form else "table",
        rule="truth",
        confidence=1.0,
        char_start=quote_start,
        char_end=quote_end,
        quote=document.text[quote_start:quote_end],
        value_start=start,
        value_end=end,
        indicator_id=NAMES.get(fact.name),
        parent=fact.parent or None,
        qualifier=None if form else fact.qualifier or None,
        hedge=None,
        year=fact.year,
        period=fact.period,
        missing=fact.missing if fact.suspected is None else "unreadable",  # type: ignore[arg-type]
        segment_id=owner[-1].segment_id if owner else None,
        table_id=None if table is None else f"t{table}",
        row=cell.row if cell else None,
        column=cell.column if cell else None,
        observation_id=content_id(start, end, fact.name, fact.qualifier),
    )


def find_quote(fact: Fact, text: str) -> tuple[int, int]:
    """The sentence of a prose value, or the cell itself."""
    if fact.source != "prose" or not fact.sentence:
        return fact.start, fact.end
    found = text.rfind(fact.sentence, 0, fact.start + 1)
    if found < 0 or found + len(fact.sentence) < fact.end:
        return text.rfind("\n", 0, fact.start) + 1, text.find("\n", fact.end)
    return found, found + len(fact.sentence)
