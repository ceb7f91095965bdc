"""Made-up reports: sources with every number marked, rendered as files and as exact truth (docs/samples.md)."""
