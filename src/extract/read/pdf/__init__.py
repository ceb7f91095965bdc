"""PDF files: the fast route on pdfium, the second on pdfplumber, and what the two disagree on."""
