"""PDF files: the fast route on pdfium, the second on pdfplumber, and what the two disagree on."""

from extract.read.pdf.read import read_pdf, render_page

__all__ = ["read_pdf", "render_page"]
