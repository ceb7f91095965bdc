"""New publications: discover, fetch, and the ledger of every address ever seen."""

from extract.harvest.harvest import HarvestResult, SourceResult, harvest
from extract.harvest.ledger import LedgerLocked, read_publications
from extract.harvest.sources import SourceError, Sources, load_sources
from extract.harvest.warc import WarcMissing

__all__ = [
    "HarvestResult",
    "LedgerLocked",
    "SourceError",
    "SourceResult",
    "Sources",
    "WarcMissing",
    "harvest",
    "load_sources",
    "read_publications",
]
