"""How fast each stage after reading is, against plain jieba and spaCy over the same running text in the same run.

    python tests/benchmarks/stages.py [FILE ...]

Without files the sample reports are taken. Times are processor time, the best of three rounds after one to warm up. Ratios hold on
any machine, characters a second on this one.
"""

from __future__ import annotations

import re
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 3
AIMS = {"prose": 150_000}


def best_of(work: Callable[[], Any]) -> float:
    """Seconds of processor time of the fastest round."""
    work()
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def read_reports(files: list[Path]) -> list[Any]:
    """The documents of these files; reading is measured elsewhere."""
    from extract.read import read
    from extract.settings import Settings

    documents = [read(path, Settings(ocr="never")) for path in files]
    return [document for document in documents if document.text]


def measure_stages(documents: list[Any]) -> tuple[dict[str, tuple[int, float]], list[str]]:
    """Characters and seconds of each stage, and the running text they read; prose is measured by its own characters."""
    from extract.check import check
    from extract.codebook import load_codebook
    from extract.language import load_language, load_weights
    from extract.observe import observe
    from extract.observe.prose import observe_prose
    from extract.observe.prose.figures import make_sentence
    from extract.observe.tables import observe_tables
    from extract.segment import segment

    book = load_codebook()
    trees = [segment(document, book) for document in documents]
    both = list(zip(documents, trees, strict=True))
    found = [(document, tree, observe(document, tree, book)) for document, tree in both]
    prose = [document.text[p.char_start : p.char_end] for document, tree in both for p in tree.passages]
    sentences = sentences_of(prose)
    weights, language = load_weights(), load_language()
    cells = sum(len(cell.text) for document in documents for table in document.tables for cell in table.cells)
    whole, running = sum(len(document.text) for document in documents), sum(map(len, prose))
    return {
        "segment": (whole, best_of(lambda: [segment(document, book) for document in documents])),
        "tables": (cells, best_of(lambda: [observe_tables(document, tree, book) for document, tree in both])),
        "prose": (running, best_of(lambda: [observe_prose(document, tree, book) for document, tree in both])),
        "  its Docs": (running, best_of(lambda: [make_sentence(language(each), 0, weights) for each in sentences])),
        "  all words as tokens": (running, best_of(lambda: [cut_whole(language, language(each), weights) for each in sentences])),
        "check": (whole, best_of(lambda: [check(*each, book) for each in found])),
    }, prose


def cut_whole(language: Any, doc: Any, weights: Any) -> Any:
    """The same sentence as a Doc whose every word is a token."""
    from spacy.tokens import Doc

    from extract.language.pipeline import words_of

    text = doc.user_data["text"]
    words = [text[start:end] for start, end in words_of(doc, weights).within(0, len(text))]
    return Doc(language.vocab, words=words, spaces=[False] * len(words))


def sentences_of(prose: list[str]) -> list[str]:
    """The sentences with a digit in them, as the clues are looked for in them."""
    from extract.observe.prose.read import sentence_ranges
    from extract.text import normalise

    texts = [normalise(text).text for text in prose]
    cut = [text[start:end] for text in texts for start, end in sentence_ranges(text)]
    return [sentence for sentence in cut if re.search(r"\d", sentence)]


def measure_others(prose: list[str]) -> dict[str, tuple[int, float]]:
    """What it costs jieba and spaCy only to find the words of the same running text."""
    import spacy

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(60)
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    blank, running = spacy.blank("zh"), sum(map(len, prose))
    return {
        "jieba.cut": (running, best_of(lambda: [list(tokenizer.cut(text)) for text in prose])),
        "spaCy blank('zh')": (running, best_of(lambda: [blank(text) for text in prose])),
    }


def main(files: list[str]) -> None:
    """Print the table, with the characters a second that are aimed at."""
    samples = sorted(path for path in (ROOT / "raw" / "samples").iterdir() if path.is_file())
    stages, prose = measure_stages(read_reports([Path(name) for name in files] or samples))
    others = measure_others(prose)
    cost = {name: seconds / characters for name, (characters, seconds) in (stages | others).items()}
    print(f"{'stage':<20}{'characters':>11}{'chars/s':>12}{'× jieba.cut':>13}{'× spaCy':>9}{'aim':>12}")
    for name, (characters, seconds) in (stages | others).items():
        rate, aim = characters / seconds, AIMS.get(name)
        jieba_times, spacy_times = cost[name] / cost["jieba.cut"], cost[name] / cost["spaCy blank('zh')"]
        wanted = f"≥ {aim:,}" if aim else ""
        print(f"{name:<20}{characters:>11,}{rate:>12,.0f}{jieba_times:>13.2f}{spacy_times:>9.2f}{wanted:>12}")
    print("× is the time for one character in times of the time jieba or spaCy needs to cut it into words")


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
    main(sys.argv[1:])
