"""The clues of a sentence, and the spaCy pipeline that shows them: blank Chinese, our number-safe tokenizer, a component a kind.

Reports are read by `read_clues` and `words_between` alone. A `Doc` is made of the same two for whoever looks inside: one sentence
in normalised text, its span groups (`periods`, `quantities`, `negatives`), and in `doc.user_data` the exact clues, for a span ends
where a word does and may be wider. Reading through Docs was measured and left: with words and span groups they add a fifth to two
fifths to the time of the whole stage (`python tests/benchmarks/stages.py`: `its clues`, `the same as Docs`), one Doc a passage with
nothing but numbers and what stands between them still 3 to 7 %, and the strings of every Doc stay in spaCy's vocabulary as long as
the process lives.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from extract.language.negatives import find_negatives
from extract.language.tokens import Weights, Words, load_weights
from extract.period import scan_periods
from extract.quantity import scan_quantities

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["load_language", "read_clues"]

GROUPS = ("periods", "quantities", "negatives")


class NumberSafe:
    """A spaCy tokenizer that keeps each quantity and each period one word; words join without blanks."""

    def __init__(self, vocab: Any, terms: tuple[str, ...]) -> None:
        self.vocab, self.weights = vocab, load_weights(terms)

    def __call__(self, text: str) -> Doc:
        from spacy.tokens import Doc

        clues = read_clues(text)
        ranges = words_between(text, clues, self.weights).within(0, len(text))
        words = [text[start:end] for start, end in ranges]
        doc = Doc(self.vocab, words=words, spaces=[False] * len(words))
        doc.user_data.update(clues, words=ranges, text=text)
        return doc


def words_between(text: str, clues: dict[str, list[Any]], weights: Weights) -> Words:
    """The words of a sentence; each quantity and each period is one."""
    return Words(text, sorted((clue.start, clue.end) for group in ("periods", "quantities") for clue in clues[group]), weights)


def read_clues(text: str) -> dict[str, list[Any]]:
    """Periods, quantities outside periods, and negatives of one normalised sentence."""
    periods = scan_periods(text)
    quantities: list[Any] = scan_quantities(text)
    for period in periods:
        quantities = [q for q in quantities if q.end <= period.start or period.end <= q.start]
    return {"periods": periods, "quantities": quantities, "negatives": find_negatives(text) if quantities else []}


def _component(group: str) -> Any:
    def mark(doc: Doc) -> Doc:
        spans = [doc.char_span(clue.start, clue.end, label=group, alignment_mode="expand") for clue in doc.user_data[group]]
        doc.spans[group] = [span for span in spans if span is not None]
        return doc

    return mark


@cache
def load_language(terms: tuple[str, ...] = ()) -> Language:
    """The pipeline, made once for each set of terms (names whose words stay together)."""
    import spacy
    from spacy.language import Language

    nlp = spacy.blank("zh")
    nlp.tokenizer = NumberSafe(nlp.vocab, terms)
    for group in GROUPS:
        if not Language.has_factory(group):
            Language.component(group, func=_component(group))
        nlp.add_pipe(group)
    return nlp
