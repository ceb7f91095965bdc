"""The one way in: forms first, then other tables, then prose; the order is the order of trust."""

from __future__ import annotations

from extract.codebook import Codebook
from extract.model import Document, Observed, Segments
from extract.observe.finish import finish
from extract.observe.prose import observe_prose
from extract.observe.tables import observe_tables


def observe(document: Document, segments: Segments, codebook: Codebook) -> Observed:
    """All observations of one report, in printed order, with ids and one preferred per indicator, qualifier and period."""
    parts = [observe_tables(document, segments, codebook), observe_prose(document, segments, codebook)]
    return finish(document.report_id, parts, codebook)
