"""The only door to spaCy and jieba."""

from __future__ import annotations

from extract.language.pipeline import doc_of, load_language, reading
from extract.language.tokens import cut, load_weights

__all__ = ["cut", "doc_of", "load_language", "load_weights", "reading"]
