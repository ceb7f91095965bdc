"""Reports → rows of the output tables, in the columns of `tables.yaml`."""

from extract.tabulate.panel import Panel
from extract.tabulate.tabulate import Provenance, Rows, describe_codebook, tabulate, tabulate_publications

__all__ = ["Panel", "Provenance", "Rows", "describe_codebook", "tabulate", "tabulate_publications"]
