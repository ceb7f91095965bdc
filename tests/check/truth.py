"""Observations made from written truth, so that the audit is tested apart from the reading."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

from extract.check.check import Material
from extract.codebook import load_codebook
from extract.model import Document, Observation, Segments, content_id
from extract.read import read
from extract.segment import segment
from extract.settings import Settings

NAMES = {indicator.name_zh: key for key, indicator in load_codebook().indicators.items()}
KINDS = {"level": "count", "count_event": "count"}


def read_material(path: Path, values: list[dict]) -> tuple[Material, dict[str, str]]:
    """The material of one text report with observations from truth values, and the observation id of each value id."""
    document = read(path, Settings())
    segments = segment(document, load_codebook())
    made = [(value["id"], make_observation(value, document, segments)) for value in values]
    ids = {key: observation.observation_id for key, observation in made}
    material = Material(
        text=document.text,
        tables=document.tables,
        segments=segments.segments,
        readings=(),
        observations=tuple(observation for _, observation in made),
        mentions=segments.mentions,
        frame=segments.frame,
    )
    return material, ids


def load_values(path: Path) -> list[dict]:
    """The values of one truth file."""
    return json.loads(path.read_text(encoding="utf-8"))["values"]


def make_observation(value: dict, document: Document, segments: Segments) -> Observation:
    """One truth value as the pipeline would hand it on."""
    start, end = value["char_start"], value["char_end"]
    quote_start, quote_end = find_quote(value, document.text)
    table = next((i for i, t in enumerate(document.tables) if t.char_start <= start < t.char_end), None)
    cell = next((c for c in document.tables[table].cells if c.char_start <= start <= c.char_end), None) if table is not None else None
    owner = [s for s in segments.segments if s.char_start <= start < s.char_end]
    form = any(s.kind == "table" and (s.number or "").startswith("附表") for s in owner)
    return Observation(
        name=value["name"],
        value=None if value["value"] is None else Decimal(str(value["value"])),
        unit=value["unit"],
        value_text=document.text[start:end],
        kind=KINDS.get(value["kind"], value["kind"]),
        source="prose" if table is None else "form" if form else "table",
        rule="truth",
        confidence=1.0,
        char_start=quote_start,
        char_end=quote_end,
        quote=document.text[quote_start:quote_end],
        value_start=start,
        value_end=end,
        parent=value.get("parent"),
        qualifier=value.get("qualifier"),
        subject=value.get("subject"),
        base=value.get("of"),
        indicator_id=NAMES.get(value["name"]),
        hedge=value.get("hedge"),
        year=value["year"],
        period=value.get("period"),
        missing=value.get("missing"),
        segment_id=owner[-1].segment_id if owner else None,
        table_id=None if table is None else f"t{table}",
        row=cell.row if cell else None,
        column=cell.column if cell else None,
        observation_id=content_id(start, end, value["name"], value.get("qualifier")),
    )


def find_quote(value: dict, text: str) -> tuple[int, int]:
    """The sentence of a prose value, or the cell itself."""
    sentence = value.get("sentence") or ""
    if value["source"] != "prose" or not sentence:
        return value["char_start"], value["char_end"]
    found = text.rfind(sentence, 0, value["char_start"] + 1)
    if found < 0 or found + len(sentence) < value["char_end"]:
        return text.rfind("\n", 0, value["char_start"]) + 1, text.find("\n", value["char_end"])
    return found, found + len(sentence)
