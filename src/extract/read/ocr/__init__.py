"""Scanned pages → ink: an optional extra; without it a page is told of and marked, never guessed."""

from extract.read.ocr.page import explain_absence, find_doubts, is_available, read_ink

__all__ = ["explain_absence", "find_doubts", "is_available", "read_ink"]
