"""Running text → observations: sentences, clues, names, periods, evidence."""

from __future__ import annotations

from extract.observe.prose.read import observe_prose

__all__ = ["observe_prose"]
