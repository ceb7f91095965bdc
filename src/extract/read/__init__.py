"""Bytes → Document: one reader a format, chosen by what the bytes are and not by the file's name."""

from extract.read.read import ReadError, read

__all__ = ["ReadError", "read"]
