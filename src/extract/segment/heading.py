"""Which lines are headings: a sum of signs, none trusted alone.

Number and form of the line, what the file says, how the line looks, what the contents page lists, what stands before and behind.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise, zip_longest

from msgspec import Struct
from msgspec.structs import replace

from extract.codebook.headings import Headings
from extract.model import Block
from extract.segment.contents import Contents, Entry, title_key
from extract.segment.number import Number, read_number
from extract.segment.paragraph import Looks, Paragraph

# How much a numbered line of this style is a heading before anything else is known.
STYLE_WEIGHT = {
    "part": 3.0, "chapter": 3.0, "article": 2.5, "cn": 2.0, "cn_paren": 2.0, "decimal1": 1.0, "decimal2": 2.5, "decimal3": 2.5,
    "decimal4": 2.5, "decimal5": 2.0, "roman": 2.0, "paren": 0.5, "half_paren": 0.0, "circled": 0.0,
}  # fmt: skip
ACCEPT = 2.5
# Numbers that may stand on a line above their title.
_ALONE = frozenset({"part", "chapter", "article", "cn", "cn_paren"})
# A heading of a county bureau may end with a full stop: （一）加强领导。
_SHORT = 16
# A report with fewer numbered headings than this is one without numbers.
_FEW = 3
_NOT_LAST = frozenset("；;，,、")
# A unit for the table below, at the far end of a heading's line.
_UNIT = re.compile(r"(?<!\s)\s{2,}[（(]?单位\s*[:：].*$")
_SENTENCE = frozenset("。；：”！？")


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
    chosen = scorer.choose(candidates)
    swallowed = {heading.last for heading in chosen if heading.last != heading.place}
    kept = [heading for heading in chosen if heading.place not in swallowed]
    return [heading for heading, behind in zip_longest(kept, kept[1:]) if not _is_repeated(heading, behind)]


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
        annexes = "|".join(re.escape(word) for word in words.back if word.startswith("附"))
        self.annexes = re.compile(rf"(?:{annexes})(?:[一二三四五六七八九十]|\d{{1,2}})?[:：.、]?(?=.)")
        listed = contents.listed("contents")
        self.entries = {entry.key: entry for entry in listed if entry.key}
        self.listed_styles = {entry.number.style for entry in listed if entry.number}
        self.leads = words.leads
        self.units = words.units_after_number
        self.alike = self._count_looks()

    def _count_looks(self) -> Counter[tuple[float | None, bool, bool]]:
        """How many short lines that stand out are directly over a paragraph of text, by their looks."""
        counts: Counter[tuple[float | None, bool, bool]] = Counter()
        for each, below in pairwise(self.paragraphs):
            short = each.is_line and len(each.squeezed) <= 30 and each.place not in self.taken
            if short and self.looks.stands_out(each.block) and below.kind == "text" and below.squeezed[-1:] in _SENTENCE:
                counts[_look(each.block)] += 1
        return counts

    def read(self, paragraph: Paragraph) -> Heading | None:
        if paragraph.place in self.taken or not paragraph.is_line:
            return None
        text = paragraph.text
        number = read_number(text)
        text = _UNIT.sub("", text)
        title = text[number.end :].strip() if number else text.strip()
        if number and not self._plausible(number, title):
            number, title = None, text.strip()
        key = title_key(title)
        entry = self.entries.get(key) or (self.entries.get(title_key(text)) if number is None else None)
        if entry is None and paragraph.place + 1 < len(self.paragraphs):
            entry = self.entries.get(title_key(title + self.paragraphs[paragraph.place + 1].text)) if title else None
        if number is None:
            return self._read_plain(paragraph, title, key, entry)
        if not title and not (number.style in _ALONE and self._title_follows(paragraph)):
            return None
        score = STYLE_WEIGHT[number.style] + self._form(paragraph, title) + self._file(paragraph)
        if entry and entry.number and entry.number.values[-1:] == number.values[-1:]:
            score += 3.0
        elif entry:
            score += 1.5
        elif number.style in self.listed_styles:
            score -= 1.5
        title = title.rstrip("：:。") if len(title) > 1 else title
        return Heading(place=paragraph.place, last=paragraph.place, number=number, title=title, score=score, entry=entry)

    def _title_follows(self, paragraph: Paragraph) -> bool:
        """Whether the next line can be the title of a number that stands alone."""
        if paragraph.place + 1 >= len(self.paragraphs):
            return False
        below = self.paragraphs[paragraph.place + 1]
        short = below.is_line and len(below.squeezed) <= 40 and below.squeezed[-1] not in "。；，："
        return short and below.place not in self.taken and read_number(below.text) is None

    def _plausible(self, number: Number, title: str) -> bool:
        """Whether the number can be a heading's: no quantity, no year, no date."""
        if max(number.values) > 60:
            return False
        if number.style in {"decimal1", "decimal2"} and number.glued and title:
            return not title.startswith(self.units)
        return not (number.style == "cn" and title.startswith(self.leads))

    def _read_plain(self, paragraph: Paragraph, title: str, key: str, entry: Entry | None) -> Heading | None:
        squeezed = paragraph.squeezed.strip("：:【】[]〔〕—-*# ")
        matter = self.matter.get(squeezed) or self._annex(paragraph, squeezed)
        if matter is None and not entry and (title.startswith(self.leads) or squeezed in self.words.note_labels):
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
            title=squeezed_title(title, matter),
            score=score,
            entry=entry,
            matter=matter,
        )

    def _annex(self, paragraph: Paragraph, squeezed: str) -> str | None:
        """附件：数据表, 附录2 说明: back matter with a title of its own."""
        if not self.annexes.match(squeezed) or len(squeezed) > 40:
            return None
        below = self.paragraphs[paragraph.place + 1] if paragraph.place + 1 < len(self.paragraphs) else None
        return "back" if below is None or not self.annexes.match(below.squeezed) else None

    def _form(self, paragraph: Paragraph, title: str) -> float:
        length = len(title)
        score = 1.0 if length <= 30 else 0.0 if length <= 45 else -1.0
        if title[-1:] == "。" and "。" not in title[:-1] and length <= _SHORT:
            score -= 1.0
        elif "。" in title or length > 60 or title[-1:] in _NOT_LAST:
            score -= 3.0
        elif title[-1:] in {"：", ":"}:
            score -= 1.5
        return score

    def _file(self, paragraph: Paragraph) -> float:
        score = self.looks.stands_out(paragraph.block)
        return score + 1.5 if paragraph.kind == "heading" else score

    def choose(self, candidates: list[Heading]) -> list[Heading]:
        """The candidates whose own signs and whose series of numbers together are enough."""
        strong = [each for each in candidates if each.score > 0]
        series = self._series(strong)
        chosen = [each for at, each in enumerate(strong) if each.score + self._sequence(strong, at, series[at]) >= ACCEPT]
        sizes = [self.paragraphs[each.place].block.size or 0.0 for each in chosen if each.number]
        if len(sizes) >= _FEW:
            chosen = [each for each in chosen if each.number or self._stands_alone(each, max(sizes))]
        else:
            chosen = [
                each for at, each in enumerate(strong) if self._unnumbered(each) + self._sequence(strong, at, series[at]) >= ACCEPT
            ]
        return [self._join_lines(each) for each in chosen]

    def _stands_alone(self, heading: Heading, largest: float) -> bool:
        """Whether a line without a number is a heading among numbered ones: bold alone is a lead over its paragraph.

        `largest` is the size of the outermost numbered headings.
        """
        block = self.paragraphs[heading.place].block
        as_large = bool(block.size and block.size >= largest > (self.looks.size or largest) + 0.6)
        named = heading.matter or heading.entry or heading.title != self.paragraphs[heading.place].text.strip()
        return bool(named or as_large or block.kind == "heading")

    def _unnumbered(self, heading: Heading) -> float:
        """In a report without numbers, looks that come again and again over text make headings."""
        alike = self.alike.get(_look(self.paragraphs[heading.place].block), 0)
        return heading.score + (1.0 if heading.number is None and alike >= _FEW else 0.0)

    def _series(self, candidates: list[Heading]) -> list[list[int]]:
        """For each candidate the positions of its series: same style, numbers rising by one, nothing restarting between."""
        open_series: dict[str, list[int]] = {}
        found: list[list[int]] = []
        for at, each in enumerate(candidates):
            if each.number is None:
                found.append([at])
                continue
            current = open_series.get(each.number.style)
            previous = candidates[current[-1]].number if current else None
            if current is not None and previous and self._follows(previous, each.number):
                current.append(at)
            else:
                current = open_series[each.number.style] = [at]
            found.append(current)
        return found

    def _follows(self, before: Number, behind: Number) -> bool:
        return before.values[:-1] == behind.values[:-1] and behind.value == before.value + 1

    def _sequence(self, candidates: list[Heading], at: int, series: list[int]) -> float:
        """What the series says: one with text between its members is headings, one without is a list."""
        here = candidates[at]
        if here.number is None:
            return 0.0
        score = 1.0 if len(series) > 1 else 0.5 if here.number.value == 1 else 0.0
        following = candidates[at + 1].number if at + 1 < len(candidates) else None
        if following and following.style.startswith("decimal") and here.number.style.startswith("decimal"):
            score += 1.0 if following.values[:-1] == here.number.values else 0.0
        members = [candidates[each] for each in series]
        sure = here.entry is not None or self.paragraphs[here.place].kind == "heading"
        touching = any(behind.place == before.last + 1 for before, behind in pairwise(members))
        return score - 2.0 if touching and not sure else score

    def _join_lines(self, heading: Heading) -> Heading:
        """A heading printed on two lines: 第一部分 over its title, or a title the contents page lists whole."""
        below = self.paragraphs[heading.place + 1] if heading.place + 1 < len(self.paragraphs) else None
        if below is None or below.place in self.taken or not below.is_line or read_number(below.text):
            return heading
        joined = heading.title + below.text.strip()
        here = self.paragraphs[heading.place].block
        listed = self.entries.get(title_key(joined))
        alone = not heading.title
        short = len(below.squeezed) <= 30 and below.squeezed[-1] not in "。；，"
        wrapped = below.kind == "heading" == here.kind and below.block.level == here.level and short and heading.entry is None
        if not alone and listed is None and not (wrapped and heading.number and below.squeezed not in self.matter):
            return heading
        return replace(heading, last=below.place, title=joined, entry=heading.entry or listed)


def _is_repeated(heading: Heading, behind: Heading | None) -> bool:
    """Whether the next line prints the same heading again, as a title page does."""
    if behind is None or behind.place != heading.last + 1 or title_key(behind.title) != title_key(heading.title):
        return False
    return (heading.number and heading.number.values) == (behind.number and behind.number.values)


def squeezed_title(title: str, matter: str | None) -> str:
    """A title without the marks around it: the colon of 附件：, the brackets of 【学校概况】."""
    if title[:1] in "【〔" and title[-1:] in "】〕":
        title = title[1:-1].strip()
    return title.strip("：:") if matter else title


def _look(block: Block) -> tuple[float | None, bool, bool]:
    return (block.size, block.bold, block.centred)
