"""Coverage: the publishers and years that should have a report, against those found."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from msgspec import Struct

from extract.model import Publication


class Expected(Struct, frozen=True, kw_only=True):
    """One publisher and year that should have a report, and what was found of it."""

    publisher: str
    year: str
    found: int
    publication_ids: tuple[str, ...] = ()


def read_coverage(path: Path, publications: tuple[Publication, ...]) -> list[Expected]:
    """Each row of a CSV with columns `publisher` and `year`, with the publications whose link text or file name names both."""
    rows = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            publisher, year = (row.get("publisher") or "").strip(), (row.get("year") or "").strip()
            hits = tuple(
                p.publication_id
                for p in publications
                if p.sha256 and _names(publisher, year, f"{p.link_text or ''} {Path(p.file_name or '').name.partition('-')[2]}")
            )
            rows.append(Expected(publisher=publisher, year=year, found=len(hits), publication_ids=hits))
    return rows


def _names(publisher: str, year: str, text: str) -> bool:
    """Whether a text names the publisher and the year.

    >>> _names("青禾县", "2023", "青禾县中等职业教育质量年度报告（2023年度）"), _names("青禾县", "2023", "青禾县 12023 年")
    (True, False)
    """
    tight = re.sub(r"\s+", "", text)
    return bool(publisher) and publisher in tight and re.search(rf"(?<!\d){re.escape(year)}(?!\d)", tight) is not None
