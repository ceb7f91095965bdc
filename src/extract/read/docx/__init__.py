"""Word files (.docx): the XML parts themselves, so that content controls, text boxes and numbering are not lost."""

from extract.read.docx.docx import read_docx

__all__ = ["read_docx"]
