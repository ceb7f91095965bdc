"""Counted lists: three trades followed by four names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.check.outcome import Finding, Outcome, held, tell
from extract.codebook.formulas import Audit, Words
from extract.model import Segment

NUMERAL = r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3})"
ITEM = r"[^、，。；：:！？!?\n\t0-9]{1,24}?"
LIST = rf"{ITEM}(?:、{ITEM}){{2,}}"
NEAR = 3
DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
QUOTED = re.compile(r"“[^”]*”|《[^》]*》|（[^）]*）|\([^)]*\)")


def list_patterns(words: Words) -> tuple[re.Pattern[str], ...]:
    """A list before its number (A、B、C等三个工种; A、B、C三个工种) and after it (三个工种：A、B、C; 三个工种，即A、B、C)."""
    units = "".join(unit for unit in {**words.same_unit, **words.same_count} if len(unit) == 1) + "所个"
    more, total = "|".join(words.and_more), "|".join(words.totals)
    openers = "|".join(words.list_openers + words.open_openers)
    noun = r"(?P<noun>[\u4e00-\u9fff“”]{1,5}?)"
    nouns = r"(?P<noun>[\u4e00-\u9fff“”]{2,6})"
    count = rf"\s{{0,9}}(?P<number>{NUMERAL})\s{{0,9}}(?P<unit>[{units}])"
    opening = r"(?:^|[，。；：:\n（(])"
    led = rf"{opening}(?P<list>{LIST})\s{{0,9}}(?P<lead>(?:{more})(?:{total})?|{total}){count}{nouns}"
    bare = rf"{opening}(?P<list>{LIST})(?P<lead>){count}{nouns}"
    after = (
        rf"{count}{noun}\s{{0,9}}(?:[：:（(]|[，,]?(?P<opener>{openers}))\s{{0,9}}(?P<list>{LIST})(?=(?P<lead>{more})?[。；）)\n])"
    )
    return tuple(re.compile(pattern, re.MULTILINE) for pattern in (led, bare, after))


def check_lists(text: str, segments: tuple[Segment, ...], audit: Audit) -> Iterator[Outcome]:
    """Every list that says how many it names, outside of tables."""
    tables = [(s.char_start, s.char_end) for s in segments if s.kind == "table"]
    seen: set[int] = set()
    for pattern in list_patterns(audit.words):
        for found in pattern.finditer(text):
            at = found.start("number")
            if at in seen or any(start <= found.start("list") < end for start, end in tables):
                continue
            seen.add(at)
            yield judge(found, audit)


def judge(found: re.Match[str], audit: Audit) -> Outcome:
    """Whether number and names agree; 等 allows for more than are named, 和 may join two or stand inside a name."""
    words = audit.words
    announced = read_numeral(found["number"])
    items = QUOTED.sub(lambda m: m[0].replace("、", "·"), found["list"]).split("、")
    fewest, most = len(items), len(items) + joined(items[-1], audit)
    opener = found.groupdict().get("opener") or ""
    is_open = any(word in (found["lead"] or "") for word in words.and_more) or opener in words.open_openers
    fits = fewest <= announced if is_open else fewest <= announced <= most
    if fits or not is_enumeration(items, announced, audit):
        return held("count_list")
    computed = str(fewest) if fewest == most else f"{fewest}–{most}"
    start, end = min(found.start("list"), found.start("number")), max(found.end("list"), found.end("noun"))
    return tell(
        "count_list",
        Finding(
            code="check.count_list",
            severity="warning",
            stated=re.sub(r"\s", "", found["number"] + found["unit"] + found["noun"]),
            computed=computed,
            how="、".join(re.sub(r"\s", "", item) for item in items),
            difference=str(announced - fewest),
            place=(start, end),
        ),
        audit,
    )


def is_enumeration(items: list[str], announced: int, audit: Audit) -> bool:
    """Whether the names are the things counted: nearly as many, and no levels or prizes the count is summed over."""
    groups = tuple(member for partition in audit.partitions for member in partition.members)
    names = [item.strip() for item in items]
    if announced < 2 or abs(announced - len(names)) > NEAR:
        return False
    if any(name.count("（") != name.count("）") or name.count("(") != name.count(")") for name in names):
        return False
    owners = audit.words.owner_ending and names[-1].endswith(audit.words.owner_ending)
    return not owners and not any(name.endswith(groups) for name in names)


def joined(item: str, audit: Audit) -> int:
    """How many more things the last item may name."""
    return sum(item.count(word) for word in audit.words.conjunctions if len(word) == 1)


def read_numeral(text: str) -> int:
    """A small number in Arabic or Chinese digits.

    >>> read_numeral("12"), read_numeral("十二"), read_numeral("三"), read_numeral("二十")
    (12, 12, 3, 20)
    """
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.partition("十")
    return (DIGITS.get(tens, 1) * 10 + DIGITS.get(ones, 0)) if ten else DIGITS.get(text[0], 0)
