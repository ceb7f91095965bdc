"""The one pipeline over running text: blank Chinese, our own number-safe tokenizer, and one component for each kind of clue.

A `Doc` is one sentence in normalised text. Its tokens are the printed numbers and times, whole, and what stands between them: the
words in between are cut by jieba's dictionary where a rule asks for them (`Words`), for cutting all of them, and a spaCy token for
each, adds a fifth to two fifths to the time of the stage (`python tests/benchmarks/stages.py` measures both). Components write the
span groups `periods`, `quantities` and `negatives`; a span's `id` is the place of its exact clue in `doc.user_data`, since a
clue may end inside a token. The linker binds what the span groups hold.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from extract.language.negatives import find_negatives
from extract.language.tokens import Weights, Words
from extract.period import scan_periods
from extract.quantity import scan_quantities

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["GROUPS", "clues_of", "doc_of", "load_language", "reading", "words_of"]

GROUPS = ("periods", "quantities", "negatives")


class NumberSafe:
    """A spaCy tokenizer that keeps each number and each period one token, and what stands between two of them one other."""

    def __init__(self, vocab: Any) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        return self.cut(text, scan_quantities(text))

    def cut(self, text: str, quantities: list[Any]) -> Doc:
        """The Doc of a text whose numbers are known."""
        from spacy.tokens import Doc

        periods = scan_periods(text)
        for period in periods:
            quantities = [q for q in quantities if q.end <= period.start or period.end <= q.start]
        tokens, starts, kept, at = [], [], [], 0
        for clue in sorted((*periods, *quantities), key=lambda clue: clue.start):
            if at < clue.start:
                starts.append(at)
                tokens.append(text[at : clue.start])
            if at < clue.end:
                kept.append((max(at, clue.start), clue.end))
                starts.append(kept[-1][0])
                tokens.append(text[kept[-1][0] : clue.end])
                at = clue.end
        if at < len(text):
            starts.append(at)
            tokens.append(text[at:])
        doc = Doc(self.vocab, words=tokens, spaces=[False] * len(tokens))
        doc.user_data.update(periods=periods, quantities=quantities, kept=kept, starts=starts, text=text)
        return doc


def doc_of(nlp: Language, text: str) -> Doc | None:
    """The Doc of a sentence; None where it holds no number, which needs none."""
    quantities = scan_quantities(text)
    return nlp(cast("NumberSafe", nlp.tokenizer).cut(text, quantities)) if quantities else None


def mark_periods(doc: Doc) -> Doc:
    """Write the printed times as spans."""
    return _mark(doc, "periods")


def mark_quantities(doc: Doc) -> Doc:
    """Write the printed numbers with their units as spans."""
    return _mark(doc, "quantities")


def mark_negatives(doc: Doc) -> Doc:
    """Find the stretches whose digits measure nothing, where there is a number at all, and write them as spans."""
    doc.user_data["negatives"] = find_negatives(doc.user_data["text"]) if doc.user_data["quantities"] else []
    return _mark(doc, "negatives")


@cache
def _span() -> type[Any]:
    from spacy.tokens import Span

    return Span


def _mark(doc: Doc, group: str) -> Doc:
    starts, span = doc.user_data["starts"], _span()
    doc.spans[group] = [
        span(doc, bisect_right(starts, clue.start) - 1, bisect_left(starts, clue.end), label=group, span_id=at)
        for at, clue in enumerate(doc.user_data[group])
    ]
    return doc


def clues_of(doc: Doc) -> dict[str, list[Any]]:
    """The exact clues behind the span groups of a sentence.

    >>> doc = load_language()("2023届毕业生1,205人")
    >>> {group: [(clue.start, clue.end) for clue in clues] for group, clues in clues_of(doc).items()}
    {'periods': [(0, 5)], 'quantities': [(8, 14)], 'negatives': []}
    """
    return {group: [doc.user_data[group][span.id] for span in doc.spans[group]] for group in GROUPS}


def words_of(doc: Doc, weights: Weights) -> Words:
    """The words of a sentence, cut where they are asked for; each number and each period is one."""
    return Words(doc.user_data["text"], doc.user_data["kept"], weights)


@contextmanager
def reading() -> Iterator[Language]:
    """The pipeline for one report; the strings of its Docs are forgotten behind it, so that a worker does not grow."""
    nlp = load_language()
    with nlp.memory_zone():
        yield nlp


@cache
def load_language() -> Language:
    """The pipeline, made once."""
    import spacy
    from spacy.language import Language
    from spacy.vocab import Vocab

    nlp = spacy.blank("zh", vocab=Vocab())  # no lexical attributes: each new token would cost a dozen of them
    nlp.tokenizer = NumberSafe(nlp.vocab)
    for group, mark in zip(GROUPS, (mark_periods, mark_quantities, mark_negatives), strict=True):
        if not Language.has_factory(group):
            Language.component(group, func=mark)
        nlp.add_pipe(group)
    return nlp
