"""New publications: discover, fetch, and the ledger of every address ever seen."""

from extract.harvest.harvest import HarvestResult, SourceResult, harvest
from extract.harvest.ledger import LedgerLocked, read_publications
from extract.harvest.sources import SourceError, Sources, load_sources

__all__ = [
    "HarvestResult",
    "LedgerLocked",
    "SourceError",
    "SourceResult",
    "Sources",
    "harvest",
    "load_sources",
    "read_publications",
]
