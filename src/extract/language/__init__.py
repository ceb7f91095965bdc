"""The only door to spaCy and jieba."""

from __future__ import annotations

from extract.language.pipeline import load_language, reading
from extract.language.tokens import cut, load_weights

__all__ = ["cut", "load_language", "load_weights", "reading"]
