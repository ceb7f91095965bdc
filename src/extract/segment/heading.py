"""Which lines are headings: a sum of signs, none trusted alone.

Number and form of the line, what the file says, how the line looks, what the contents page lists, what stands before and behind.
"""

from __future__ import annotations

from msgspec import Struct

from extract.codebook.headings import Headings
from extract.segment.contents import Contents, Entry, title_key
from extract.segment.number import Number, read_number
from extract.segment.paragraph import Looks, Paragraph

# How much a numbered line of this style is a heading before anything else is known.
STYLE_WEIGHT = {
    "part": 3.0, "chapter": 3.0, "article": 2.5, "cn": 2.0, "cn_paren": 2.0, "decimal1": 1.0, "decimal2": 2.5, "decimal3": 2.5,
    "decimal4": 2.5, "decimal5": 2.0, "roman": 2.0, "paren": 0.5, "half_paren": 0.0, "circled": 0.0,
}  # fmt: skip
ACCEPT = 2.5
_NOT_LAST = frozenset("；;，,、")


class Heading(Struct, frozen=True, kw_only=True):
    """A line taken for a heading: the paragraphs it covers, its number and title, and how sure it is."""

    place: int
    last: int
    number: Number | None
    title: str
    score: float
    entry: Entry | None = None
    matter: str | None = None


def find_headings(
    paragraphs: list[Paragraph], contents: Contents, taken: frozenset[int], looks: Looks, words: Headings, names: frozenset[str]
) -> list[Heading]:
    """The headings of the body in reading order; `taken` are lines that are something else, `names` official part names."""
    scorer = _Scorer(paragraphs, contents, taken, looks, words, names)
    candidates = [each for paragraph in paragraphs if (each := scorer.read(paragraph))]
    return scorer.choose(candidates)


class _Scorer:
    def __init__(
        self,
        paragraphs: list[Paragraph],
        contents: Contents,
        taken: frozenset[int],
        looks: Looks,
        words: Headings,
        names: frozenset[str],
    ) -> None:
        self.paragraphs = paragraphs
        self.taken = taken | contents.places
        self.looks = looks
        self.words = words
        self.names = names
        self.matter = dict.fromkeys(words.front, "front") | dict.fromkeys(words.back, "back")
        listed = contents.listed("contents")
        self.entries = {entry.key: entry for entry in listed if entry.key}
        self.listed_styles = {entry.number.style for entry in listed if entry.number}
        self.leads = words.leads
        self.units = words.units_after_number

    def read(self, paragraph: Paragraph) -> Heading | None:
        if paragraph.place in self.taken or not paragraph.is_line:
            return None
        text = paragraph.text
        number = read_number(text)
        title = text[number.end :].strip() if number else text.strip()
        if number and not self._plausible(number, title):
            number, title = None, text.strip()
        key = title_key(title)
        entry = self.entries.get(key) or (self.entries.get(title_key(text)) if number is None else None)
        if number is None:
            return self._read_plain(paragraph, title, key, entry)
        if not title and number.style not in {"part", "chapter"}:
            return None
        score = STYLE_WEIGHT[number.style] + self._form(paragraph, title) + self._file(paragraph)
        if entry and entry.number and entry.number.values[-1:] == number.values[-1:]:
            score += 3.0
        elif entry:
            score += 1.5
        elif number.style in self.listed_styles:
            score -= 1.5
        return Heading(place=paragraph.place, last=paragraph.place, number=number, title=title, score=score, entry=entry)

    def _plausible(self, number: Number, title: str) -> bool:
        """Whether the number can be a heading's: no quantity, no year, no date."""
        if max(number.values) > 60:
            return False
        if number.style in {"decimal1", "decimal2"} and number.glued and title:
            return not title.startswith(self.units)
        return not (number.style == "cn" and title.startswith(self.leads))

    def _read_plain(self, paragraph: Paragraph, title: str, key: str, entry: Entry | None) -> Heading | None:
        squeezed = paragraph.squeezed.strip("：:【】[]〔〕—-*# ")
        matter = self.matter.get(squeezed)
        if matter is None and not entry and title.startswith(self.leads):
            return None
        score = self._form(paragraph, squeezed if matter else title) + self._file(paragraph)
        if matter:
            score += 2.0
        if key in self.names:
            score += 1.5
        if entry and entry.number is None:
            score += 3.0
        elif entry:
            score += 2.0
        if paragraph.text[:1] in "【〔" and paragraph.text[-1:] in "】〕":
            score += 1.5
        return Heading(
            place=paragraph.place,
            last=paragraph.place,
            number=None,
            title=title.strip("：:") if matter else title,
            score=score,
            entry=entry,
            matter=matter,
        )

    def _form(self, paragraph: Paragraph, title: str) -> float:
        length = len(title)
        score = 1.0 if length <= 30 else 0.0 if length <= 45 else -1.0
        if "。" in title or length > 60 or title[-1:] in _NOT_LAST:
            score -= 3.0
        elif title[-1:] in {"：", ":"}:
            score -= 1.5
        return score

    def _file(self, paragraph: Paragraph) -> float:
        score = self.looks.stands_out(paragraph.block)
        return score + 1.5 if paragraph.kind == "heading" else score

    def choose(self, candidates: list[Heading]) -> list[Heading]:
        strong = [each for each in candidates if each.score > 0]
        chosen = [each for at, each in enumerate(strong) if each.score + self._sequence(strong, at) >= ACCEPT]
        return chosen

    def _sequence(self, candidates: list[Heading], at: int) -> float:
        """What the neighbours of the same style say: a series with text between is headings, one without is a list."""
        here = candidates[at]
        if here.number is None:
            return 0.0
        before = self._sibling(candidates, at, -1)
        behind = self._sibling(candidates, at, 1)
        score = 0.0
        if here.number.value == 1 or before:
            score += 0.5
        if behind:
            score += 0.5
        sure = here.entry is not None or self.paragraphs[here.place].kind == "heading"
        following = candidates[at + 1].number if at + 1 < len(candidates) else None
        if following and following.style.startswith("decimal") and here.number.style.startswith("decimal"):
            score += 1.0 if following.values[:-1] == here.number.values else 0.0
        touching = (behind and behind.place == here.last + 1) or (before and here.place == before.last + 1)
        if touching and not sure:
            score -= 2.0
        return score

    def _sibling(self, candidates: list[Heading], at: int, step: int) -> Heading | None:
        here = candidates[at].number
        assert here is not None
        other = at + step
        while 0 <= other < len(candidates) and abs(other - at) <= 40:
            number = candidates[other].number
            if number and number.style == here.style:
                follows = number.value == here.value + step
                return candidates[other] if follows else None
            other += step
        return None
