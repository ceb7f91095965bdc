"""Small texts with their numbers marked in place, as a person writes a case: ⟦1,205人|在校生数;year=2024⟧."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from tests.evaluation.truth import Fact

MARK = re.compile(r"⟦([^|⟧]*)\|([^⟧]*)⟧")
PRINTED = re.compile(r"([+-]?\d[\d,]*(?:\.\d+)?)\s*(.*)")


def read_marked(marked: str, year: int = 2023) -> tuple[str, list[Fact]]:
    """The text without its marks, and the facts marked in it.

    What a mark leaves out comes from the print: value and unit from the number, kind from the unit. In a line with tabs they are
    table cells.
    """
    text, places, at = "", [], 0
    for found in MARK.finditer(marked):
        text += marked[at : found.start()]
        places.append((len(text), len(text) + len(found[1]), found[2]))
        text += found[1]
        at = found.end()
    text += marked[at:]
    return text, [read_mark(start, end, mark, text, year, number) for number, (start, end, mark) in enumerate(places)]


def read_mark(start: int, end: int, mark: str, text: str, year: int, number: int) -> Fact:
    """One mark as a fact."""
    name, *fields = mark.split(";")
    given = dict(field.split("=", 1) for field in fields)
    printed = PRINTED.match(unicodedata.normalize("NFKC", text[start:end]))
    value = given.get("value") or (printed[1].replace(",", "") if printed else None)
    unit = given.get("unit") or (re.sub(r"[余多]", "", printed[2]) if printed else "")
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end) if text.find("\n", end) >= 0 else len(text)
    in_table = "\t" in text[line_start:line_end]
    sentence_start = max(text.rfind("。", 0, start) + 1, line_start)
    sentence_end = text.find("。", end) + 1 or line_end
    return Fact(
        fact_id=f"{number}:{name}",
        source="table" if in_table else "prose",
        start=start,
        end=end,
        value=None if given.get("missing") else Decimal(value or 0),
        unit=unit,
        name=name,
        kinds=(given.get("kind") or ("share" if unit == "%" else "amount" if "元" in unit else "count"),),
        year=int(given.get("year", year)),
        parent=given.get("parent", ""),
        qualifier=given.get("qualifier", ""),
        missing=given.get("missing"),
        sentence=text[sentence_start : min(sentence_end, line_end)],
    )
