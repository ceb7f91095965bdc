"""The one way in: every check of one report, in a fixed order."""

from __future__ import annotations

from extract.codebook import Codebook
from extract.model import Document, Issue, Observed, Segments


def check(document: Document, segments: Segments, observed: Observed, codebook: Codebook) -> tuple[Issue, ...]:
    """All issues the observations of one report raise against each other."""
    return ()
