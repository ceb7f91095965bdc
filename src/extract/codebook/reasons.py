"""Why a printed number is no observation, said in Chinese and English; `reasons.csv` holds the codes."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from msgspec import Struct

from extract.codebook.table import FOLDER, CodebookError, read_table

__all__ = ["Reason", "load_reasons"]


class Reason(Struct, frozen=True, kw_only=True):
    """One code and what it says."""

    reason: str
    zh: str
    en: str


@cache
def load_reasons(folder: Path = FOLDER) -> dict[str, Reason]:
    """The reasons by code. Raises `CodebookError` for one that is printed twice.

    >>> load_reasons()["plan"].zh
    '计划、目标或预测，尚未实现'
    """
    found: dict[str, Reason] = {}
    for line, row in read_table(folder / "reasons.csv", Reason):
        if row.reason in found:
            raise CodebookError(f"reasons.csv:{line}: the reason {row.reason} is there already")
        found[row.reason] = row
    return found
