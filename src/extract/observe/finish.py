"""What every observation gets at the end: canonical value, id, and whether it is the preferred one of its kind."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from extract.codebook import Codebook
from extract.codebook.units import convert
from extract.model import Observation, Observed, content_id

_TRUST = {"form": 0, "table": 1, "prose": 2}


def finish(report_id: str, parts: list[Observed], codebook: Codebook) -> Observed:
    """All parts as one, in printed order, with ids; the same place read twice by one source stays two rows."""
    rows = [canonical(one, codebook) for part in parts for one in part.observations]
    rows.sort(key=lambda one: (one.char_start, one.value_start, one.value_end, _TRUST[one.source], one.name))
    seen: dict[str, int] = {}
    numbered = []
    for one in rows:
        key = content_id(
            report_id, one.source, one.value_start, one.value_end, one.name, one.qualifier, one.period, one.row, one.column
        )
        seen[key] = seen.get(key, 0) + 1
        numbered.append(replace(one, observation_id=key if seen[key] == 1 else content_id(key, seen[key])))
    return Observed(
        observations=prefer(numbered),
        rejections=tuple(
            sorted((r for part in parts for r in part.rejections), key=lambda r: (r.char_start, r.char_end, r.reason))
        ),
        tables=tuple(reading for part in parts for reading in part.tables),
        issues=tuple(issue for part in parts for issue in part.issues),
    )


def canonical(one: Observation, codebook: Codebook) -> Observation:
    """The observation with its value in the indicator's unit, or in its own unit's canonical one."""
    if one.value is None or one.unit is None or one.value_canonical is not None:
        return one
    if one.kind == "ratio" and one.unit.startswith((":", "1:")):
        per_one = one.unit in (":1", "1:")
        return replace(one, value_canonical=one.value, unit_canonical=":1") if per_one else one
    indicator = codebook.indicators.get(one.indicator_id or "")
    unit = codebook.units.get(one.unit)
    if unit is None:
        return one
    same_measure = one.kind not in ("growth", "change") or unit.dimension not in ("share",)
    wanted = codebook.units.get(indicator.unit) if indicator is not None and indicator.unit and same_measure else None
    target = wanted if wanted is not None and wanted.dimension == unit.dimension else codebook.units.get(unit.canonical)
    value: Decimal | None = convert(one.value, unit, target) if target is not None else None
    return one if value is None or target is None else replace(one, value_canonical=value, unit_canonical=target.unit)


def prefer(rows: list[Observation]) -> tuple[Observation, ...]:
    """The same rows; of those with one indicator, qualifier, subject, kind and period the most trusted is `preferred`."""
    best: dict[tuple[object, ...], int] = {}
    for at, one in enumerate(rows):
        if one.indicator_id is None or one.value is None or one.kind in ("growth", "change"):
            continue
        key = (one.indicator_id, one.qualifier, one.subject, one.period if one.period_kind == "other" else one.year)
        known = best.get(key)
        if known is None or (_TRUST[one.source], -one.confidence) < (_TRUST[rows[known].source], -rows[known].confidence):
            best[key] = at
    chosen = set(best.values())
    return tuple(replace(one, preferred=True) if at in chosen else one for at, one in enumerate(rows))
