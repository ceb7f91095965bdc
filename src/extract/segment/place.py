"""Whose report it is on the map: names in the text resolved to official codes, or left open where they cannot be.

A name in the table is resolved by what else the text names; a name that is in no table is still given as printed, without a code.
"""

from __future__ import annotations

import re
from collections import Counter

from msgspec import Struct

from extract.codebook.naming import load_naming
from extract.codebook.places import Division, Place, Places
from extract.model import Issue

_HAN = r"[\u4e00-\u9fff]"
_LONGEST_NAME = 12
# In front of a name these are no part of it.
_BEFORE = frozenset("于在由自与和及赴省")
# Named twice at least, or once in front of an office.
_SURE = 2


class Region(Struct, frozen=True, kw_only=True):
    """Where a report is from; `rank` is that of the innermost place."""

    province: str | None = None
    prefecture: str | None = None
    county: str | None = None
    code: str | None = None
    rank: str | None = None
    issues: tuple[Issue, ...] = ()


def find_region(subject: str, front: str, text: str, places: Places, year: int | None) -> Region:
    """The region of a report: `subject` is whose report it is by its title, `front` the first pages, `text` everything."""
    division = find_division(subject, places) or (None if _names(subject, places) else find_division(front[:1500], places))
    if division:
        return _division_region(division, places)
    found = _names(subject, places)
    if found:
        return _resolve(found, front, text, places, year)
    return _read_unknown(subject, front, text, places)


def find_division(text: str, places: Places) -> Division | None:
    """The corps division a text names first, or None; 第十师, 十师, 农十师 and 建工师 are read."""
    corps = any(word in text for word in places.words.corps)
    best: tuple[int, Division] | None = None
    for division in places.divisions:
        names = [division.name, division.other] if corps or division.city in text else [division.name]
        spots = [at for name in names if (at := text.find(name)) >= 0 and not text[at + len(name) :].startswith("范")]
        short = re.search(rf"(?<![第农一二三四五六七八九十]){division.short}(?=市|教育局|职业|{division.city or '市'})", text)
        if short:
            spots.append(short.start())
        if spots and (best is None or min(spots) < best[0]):
            best = (min(spots), division)
    return best[1] if best else None


def _division_region(division: Division, places: Places) -> Region:
    return Region(
        province=places.words.corps_name,
        prefecture=division.name + division.city,
        code=division.code,
        rank="prefecture",
    )


def _names(subject: str, places: Places) -> list[str]:
    """Names of the table the subject opens with, outermost first: 广东省佛山市南海区 gives three."""
    names: list[str] = []
    at = 0
    while at < len(subject):
        pieces = (subject[at : at + size] for size in range(min(_LONGEST_NAME, len(subject) - at), 1, -1))
        name = next((piece for piece in pieces if piece in places.by_name), None)
        if name is None:
            break
        names.append(name)
        at += len(name)
    return names


def _resolve(names: list[str], front: str, text: str, places: Places, year: int | None) -> Region:
    """The innermost of the names as one place, chosen by the others and by what the text names."""
    outer = [place for name in names[:-1] for place in places.by_name[name]]
    candidates = [place for place in places.by_name[names[-1]] if all(_fits(place, name, places) for name in names[:-1])]
    candidates = candidates or list(places.by_name[names[-1]])
    if year:
        dated = [place for place in candidates if place.first_year <= year <= place.last_year]
        candidates = dated or candidates
    if len({place.code for place in candidates}) > 1:
        candidates = _by_context(candidates, front, text, places)
    codes = {place.code for place in candidates}
    if len(codes) != 1:
        message = f"{names[-1]} is the name of {len(codes)} places; name its province in the cover or the source list"
        named = {place.rank: place.name for place in outer}
        return Region(
            province=named.get("province"),
            prefecture=named.get("prefecture"),
            county=names[-1] if candidates[0].rank == "county" else None,
            rank=candidates[0].rank,
            issues=(Issue(code="map.place_ambiguous", severity="note", message=message, stated=names[-1]),),
        )
    return _region_of(candidates[0], places)


def _fits(place: Place, name: str, places: Places) -> bool:
    return any(place.code.startswith(outer.code.rstrip("0") or outer.code) for outer in places.by_name[name])


def _by_context(candidates: list[Place], front: str, text: str, places: Places) -> list[Place]:
    """Those whose province or prefecture the text names most."""
    scores = []
    for place in candidates:
        above = _above(place, places)
        scores.append(sum(front.count(each.name) * 3 + text.count(each.name) for each in above))
    best = max(scores)
    return [place for place, score in zip(candidates, scores, strict=True) if score == best] if best else candidates


def _above(place: Place, places: Places) -> list[Place]:
    codes = {place.code[:2] + "0000", place.code[:4] + "00"} - {place.code}
    return [each for code in sorted(codes) for each in places.by_code.get(code, ())]


def _region_of(place: Place, places: Places) -> Region:
    names: dict[str, str] = {}
    for each in _above(place, places):
        if each.first_year <= place.last_year and place.first_year <= each.last_year:
            names[each.rank] = each.name
    names[place.rank] = place.name
    return Region(
        province=names.get("province"),
        prefecture=names.get("prefecture"),
        county=names.get("county"),
        code=place.code,
        rank=place.rank,
    )


def _read_unknown(subject: str, front: str, text: str, places: Places) -> Region:
    """Names as the text prints them where the table knows none: the subject's own, then the one named most."""
    words = places.words
    province = _leading(subject, words.province_ends, words.not_places) or _most_named(text, words.province_ends, places)
    rest = subject.removeprefix(province) if province else subject
    prefecture = _leading(rest, words.prefecture_ends, words.not_places)
    county = None if prefecture else _leading(rest, words.county_ends, words.not_places)
    if prefecture:
        county = _leading(rest.removeprefix(prefecture), words.county_ends, words.not_places)
    if prefecture is None:
        prefecture = _named_after(subject, text, words.prefecture_ends)
    if prefecture is None and (county or not province or subject != province):
        prefecture = _most_named(text, words.prefecture_ends[-1:], places)
    known = {name: places.by_name[name] for name in (province, prefecture) if name and name in places.by_name}
    if prefecture in known and len({place.code for place in known[prefecture]}) == 1:
        return _region_of(known[prefecture][0], places)
    if province in known and prefecture is None:
        return _region_of(known[province][0], places)
    rank = "county" if county else "prefecture" if prefecture else "province" if province else None
    issues: tuple[Issue, ...] = ()
    named = county or prefecture or province
    if named:
        message = f"{named} is in no table of official places; add it to the codebook's places or check the spelling"
        issues = (Issue(code="map.place_unknown", severity="note", message=message, stated=named),)
    return Region(province=province, prefecture=prefecture, county=county, rank=rank, issues=issues)


def _leading(text: str, ends: tuple[str, ...], not_places: tuple[str, ...]) -> str | None:
    """The place a text opens with: two to five characters and an end."""
    for end in ends:
        found = re.match(rf"{_HAN}{{2,5}}?{end}(?!级|直|立|属|场)", text)
        if found and not any(found.group().endswith(word) for word in not_places):
            return found.group()
    return None


def _named_after(subject: str, text: str, ends: tuple[str, ...]) -> str | None:
    """霁川职业技术学院 is in 霁川市 where the text has that name."""
    for size in (4, 3, 2):
        head = subject[:size]
        if len(head) == size and re.fullmatch(rf"{_HAN}+", head):
            found = next((head + end for end in ends if head + end in text), None)
            if found:
                return found
    return None


def _most_named(text: str, ends: tuple[str, ...], places: Places) -> str | None:
    """The place with one of these ends that the text names most, two characters or as many as always come with them.

    A name in front of an office (教育厅) or behind a mark counts more than one inside a sentence; 评为省级 names no place.
    """
    words = places.words
    counts: Counter[str] = Counter()
    for end in ends:
        for found in re.finditer(rf"(?={_HAN}{{2}}{end})", text):
            at, behind = found.start(), found.start() + 2 + len(end)
            if text.startswith(words.after_adjective, behind) or text.endswith(words.before_partners, 0, at):
                continue
            weight = 4 if text.startswith(words.office_starts, behind) else 1
            weight += 1 if at == 0 or not re.match(_HAN, text[at - 1]) or text[at - 1] in _BEFORE else 0
            counts[text[at:behind]] += weight
    verbs = frozenset(load_naming().verbs)
    named = {
        name: count
        for name, count in counts.items()
        if name[:2] not in verbs and not any(word in name for word in words.not_places)
    }
    if not named:
        return None
    best = max(sorted(named), key=lambda name: named[name])
    return _grow(best, text.count(best), text) if named[best] >= _SURE else None


def _grow(name: str, count: int, text: str) -> str:
    """A name as long as the character in front of it is always the same."""
    while len(name) < 6:
        before = Counter(text[found.start() - 1] for found in re.finditer(re.escape(name), text) if found.start())
        char, times = max(before.items(), key=lambda each: (each[1], each[0]), default=("", 0))
        if times < max(count, 3) or not re.fullmatch(_HAN, char):
            break
        name = char + name
    return name
