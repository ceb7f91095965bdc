"""The one way in: forms first, then other tables, then prose; the order is the order of trust."""

from __future__ import annotations

from extract.codebook import Codebook
from extract.model import Document, Observed, Segments
from extract.observe.finish import finish
from extract.observe.prose import observe_prose


def observe(document: Document, segments: Segments, codebook: Codebook) -> Observed:
    """All observations of one report, in printed order, with ids and one preferred per indicator, qualifier and period."""
    return finish(document.report_id, [observe_prose(document, segments, codebook)], codebook)
