"""How well nianbao reads: every report with known truth, scored measure by measure (docs/evaluation.md)."""

from tests.evaluation.run import main

__all__ = ["main"]
