"""The one way in: a document's frame, tree and running text."""

from __future__ import annotations

from extract.codebook import Codebook
from extract.model import Document, Frame, Passage, Segments


def segment(document: Document, codebook: Codebook) -> Segments:
    """The segments of one document."""
    passages = tuple(
        Passage(segment_id=None, char_start=b.char_start, char_end=b.char_end) for b in document.blocks if b.kind == "text"
    )
    return Segments(frame=Frame(), segments=(), passages=passages)
