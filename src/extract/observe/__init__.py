"""Segments → Observations: every measured value in forms, tables and prose, with its evidence."""

from extract.observe.observe import observe

__all__ = ["observe"]
