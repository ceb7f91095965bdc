"""Normalise for matching only, and keep the way back: widths, radicals, blanks and line breaks change, the original never does."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from extract.model import Span

__all__ = ["Normal", "normalise", "tidy"]

# Marks that mean the same to every rule; NFKC does not know them.
_SAME = dict(zip("∶︰﹕〜～―–‒‐‑−•・‧˙", ":::~~———---····", strict=True))
# NFKC would take these apart and glue their digits to what follows.
_KEPT = re.compile(r"[①-⓿㈠-㉃㊀-㊉…㎡㎥㎞㎏‰½⅓⅔¼¾]")
_MARKUP = re.compile(r"\[bookmark:[^\]\n]{0,60}\]|\*\*+|<br ?/?>")
_BLANK = re.compile(r"\s+")


_LAYOUT = re.compile(r"[\s*<\[]")
_MARKED = re.compile(r"[*<\[]")
_RUN = re.compile(r"\S+")


class _OneToOne(dict[int, str]):
    """Each character's plain form, worked out when first met."""

    def __missing__(self, code: int) -> str:
        self[code] = plain = _plain(chr(code))
        return plain


_ONE_TO_ONE = _OneToOne()


class Normal(Struct, frozen=True, gc=False):
    """A normalised text; character i stands for the original's `starts[i]..ends[i]`."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def origin(self, start: int, end: int) -> Span:
        """The original's half-open range behind `text[start:end]`; an empty range stays empty."""
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else (self.ends[-1] if self.ends else 0)
            return (at, at)
        return (self.starts[start], self.ends[end - 1])


def _plain(character: str) -> str:
    """One character as it is matched; it may become none (a zero-width mark) or several (a ligature)."""
    if character in _SAME:
        return _SAME[character]
    if _KEPT.match(character):
        return character
    if unicodedata.category(character) == "Cf":
        return ""
    return unicodedata.normalize("NFKC", character)


def _joins(before: str, after: str) -> bool:
    """Whether a blank between two characters is layout: it parts words only between Latin letters or digits."""
    return not (
        before.isascii() and after.isascii() and (before.isalnum() or before in ".,%") and (after.isalnum() or after in ".,")
    )


_SINGLE: set[str] = set()
"""Characters met before that stay one character."""
_CHANGED: set[str] = set()
"""Those of them that are another character then, which itself stays."""


def _put_plain(text: str) -> str | None:
    """The text with every character in its plain form, or None where one becomes none or several."""
    characters = set(text)
    for new in characters - _SINGLE:
        plain = _ONE_TO_ONE[ord(new)]
        if len(plain) != 1 or _ONE_TO_ONE[ord(plain)] != plain:
            return None
        _SINGLE.add(new)
        if plain != new:
            _CHANGED.add(new)
    for character in characters & _CHANGED:
        text = text.replace(character, _ONE_TO_ONE[ord(character)])
    return text


def normalise(text: str, gaps: Mapping[int, int] | None = None) -> Normal:
    """Half-width digits and marks, plain radicals, no markup, and no blanks but single ones between Latin letters or digits.

    What lies from a key of `gaps` to its value is passed over.

    >>> normalise("在校生 １，２０５\\n人").text
    '在校生1,205人'
    >>> normalise("共有奖项\\n3\\n6个", {5: 6}).text
    '共有奖项6个'
    >>> n = normalise("北 京　ＡＢＣ"); n.text, n.origin(2, 5)
    ('北京ABC', (4, 7))
    """
    whole = _put_plain(text)
    if whole is not None and not gaps and not _LAYOUT.search(text):
        return Normal(whole, range(len(text)), range(1, len(text) + 1))
    if whole is not None and not gaps and _MARKED.search(text) is None:
        return _without_blanks(text, whole)
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    blank = -1
    for begin, stop in _outside(text, gaps or {}):
        at = begin
        for run in _RUN.finditer(text, begin, stop):
            blank = at if blank < 0 and at < run.start() else blank
            at = run.end()
            plain, first, last = _put_run(run.group(), run.start())
            if not plain:
                continue
            if blank >= 0 and parts and not _joins(parts[-1][-1], plain[0]):
                parts.append(" ")
                starts.append(blank)
                ends.append(first[0])
            blank = -1
            parts.append(plain)
            starts += first
            ends += last
        blank = at if blank < 0 and at < stop else blank
    return Normal("".join(parts), tuple(starts), tuple(ends))


def _without_blanks(text: str, whole: str) -> Normal:
    """A text without markup whose characters all stay one, `whole` their plain forms: only blanks go."""
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for run in _RUN.finditer(text):
        start, end = run.span()
        if at < start and parts and not _joins(parts[-1][-1], whole[start]):
            parts.append(" ")
            starts.append(at)
            ends.append(start)
        parts.append(whole[start:end])
        starts += range(start, end)
        ends += range(start + 1, end + 1)
        at = end
    return Normal("".join(parts), tuple(starts), tuple(ends))


def _outside(text: str, gaps: Mapping[int, int]) -> Iterator[Span]:
    """What is neither markup nor a gap."""
    skips = {m.start(): m.end() for m in _MARKUP.finditer(text)} if ("[" in text or "*" in text or "<" in text) else {}
    at = 0
    for start, end in sorted({**skips, **gaps}.items()):
        if start >= at:
            yield at, start
            at = max(end, start)
    yield at, len(text)


def _put_run(run: str, at: int) -> tuple[str, Sequence[int], Sequence[int]]:
    """A run without blanks in its plain form, and where each character of that begins and ends."""
    if (plain := _put_plain(run)) is not None:
        return plain, range(at, at + len(run)), range(at + 1, at + len(run) + 1)
    parts = [_ONE_TO_ONE[ord(character)] for character in run]
    places = [place for place, part in enumerate(parts, at) for _ in part]
    return "".join(parts), places, [place + 1 for place in places]


def tidy(text: str) -> str:
    """Printed words for an output column: one line, no layout blanks, no markup; marks keep their width.

    >>> tidy("专任\\n 教师（含 在编）")
    '专任教师（含在编）'
    """
    plain = _BLANK.sub(" ", _MARKUP.sub("", text)).strip()
    return re.sub(r" (?![A-Za-z0-9])|(?<![A-Za-z0-9]) ", "", plain)
