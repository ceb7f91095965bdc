"""Which group of a partition a number is for: by the words before it, its name or its qualifier."""

from __future__ import annotations

from extract.check.fact import Fact, Ledger, bare_name
from extract.codebook.formulas import Partition


def member_of(fact: Fact, partition: Partition, ledger: Ledger) -> str:
    """The group of a partition a number is led in by: the longest member its label, name or qualifier holds; empty where none."""
    clause = label_with_context(fact, ledger)
    texts = [clause, fact.observation.qualifier or ""]
    if any(word in text for word in partition.unless for text in texts):
        return ""
    if not any(text.startswith(partition.members) or text.endswith(partition.members) for text in texts):
        return ""
    return max((m for m in partition.members for text in texts if text.startswith(m) or text.endswith(m)), key=len)


def label_with_context(fact: Fact, ledger: Ledger) -> str:
    """The label of a number; where nothing is printed before it, its own name."""
    return fact.label or bare_name(fact.observation.name, ledger.words)
