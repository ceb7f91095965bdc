"""Normalise widths, spaces and digits for matching, and keep the way back to the original."""
