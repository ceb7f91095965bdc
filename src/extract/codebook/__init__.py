"""What we know: indicators, forms, units, headings, places and words, as files a domain expert edits, and the one loader.

Every table is a CSV file with a header line; each row is checked against its type on loading, and a fault names file and line.
"""

from extract.codebook.load import Codebook, CodebookError, load_codebook

__all__ = ["Codebook", "CodebookError", "load_codebook"]
