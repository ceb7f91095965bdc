"""Document → Segments: the tree of sections, cases, figures and tables a person sees, and the running text in it."""

from extract.segment.segment import segment

__all__ = ["segment"]
