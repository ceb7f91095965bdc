"""Made-up reports: sources with every number marked, and what renders them as files and as exact truth (docs/evaluation.md)."""
