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
DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
QUOTED = re.compile(r"“[^”]*”|《[^》]*》|（[^）]*）|\([^)]*\)")


def list_patterns(words: Words) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A list before its number (A、B、C等三个工种) and after it (三个工种：A、B、C)."""
    units = "".join(unit for unit in words.same_unit if len(unit) == 1) + "".join(
        u for u in words.same_unit.values() if len(u) == 1
    )
    more, total = "|".join(words.and_more), "|".join(words.totals)
    count = rf"\s*(?P<number>{NUMERAL})\s*(?P<unit>[{units}])(?P<noun>[\u4e00-\u9fff“”]{{1,12}})"
    before = rf"(?:^|[，。；：:\n（(])(?P<list>{LIST})\s*(?P<lead>(?:{more})(?:{total})?|{total}){count}"
    after = rf"{count}[：:]\s*(?P<list>{LIST})(?=(?P<lead>{more})?[。；\n])"
    return re.compile(before, re.MULTILINE), re.compile(after, re.MULTILINE)


def check_lists(text: str, segments: tuple[Segment, ...], audit: Audit) -> Iterator[Outcome]:
    """Every list that says how many it names, outside of tables."""
    tables = [(s.char_start, s.char_end) for s in segments if s.kind == "table"]
    for pattern in list_patterns(audit.words):
        for found in pattern.finditer(text):
            if not any(start <= found.start("list") < end for start, end in tables):
                yield judge(found, audit)


def judge(found: re.Match[str], audit: Audit) -> Outcome:
    """Whether number and names agree; 等 allows for more than are named, 和 may join two or stand inside a name."""
    announced = read_numeral(found["number"])
    items = QUOTED.sub(lambda m: m[0].replace("、", "·"), found["list"]).split("、")
    fewest, most = len(items), len(items) + joined(items[-1], audit)
    open_end = any(word in (found["lead"] or "") for word in audit.words.and_more)
    fits = fewest <= announced if open_end else fewest <= announced <= most
    if fits:
        return held("count_list")
    computed = str(fewest) if fewest == most else f"{fewest}–{most}"
    return tell(
        "count_list",
        Finding(
            code="check.count_list",
            severity="warning",
            stated=re.sub(r"\s", "", found["number"] + found["unit"] + found["noun"]),
            computed=computed,
            how="、".join(re.sub(r"\s", "", item) for item in items),
            difference=str(announced - fewest),
            place=(found.start("list"), found.end())
            if found.start("list") < found.start("number")
            else (found.start("number"), found.end("list")),
        ),
        audit,
    )


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
