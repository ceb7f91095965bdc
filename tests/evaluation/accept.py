"""When two words for one thing are the same: strictly by letters, softly by meaning."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from tests.evaluation.align import flat

Lookup = Callable[[str], frozenset[str]]

PUNCTUATION = re.compile(r"[“”\"'‘’《》()\[\]【】:：,，、;；.。·—\-~～*＊/]")
GENERIC = re.compile(r"(?:总?人数|总?数量?|总量|总值|总额|比例|占比|比率|情况|合计|人次|值)$")
MOVED = re.compile(r"(?:增长率|增长幅度|增幅|增长|增加数?|下降|变化量?)$")
CLASSIFIERS = (
    {"人", "名", "位", "个人"},
    {"个", "所", "门", "家", "种", "类", "项", "处", "支", "件", "条", "套", "台", "台套", "间", "本", "部", "份", "枚"},
    {"次", "场", "期", "班次", "个班次", "场次", "期次", "届"},
    {"%", "比例", "百分比"},
    {"个百分点", "百分点", "%"},
    {"平方米", "m2", "㎡", "M2"},
    {":1", ":", "1:", ""},
    {"Mbps", "M", "兆", "MB"},
)
SCALES = {"亿": Decimal(10**8), "千万": Decimal(10**7), "百万": Decimal(10**6), "万": Decimal(10**4)}


def bare(name: str | None) -> str:
    """A name without marks and blanks."""
    return PUNCTUATION.sub("", flat(name))


def core(name: str) -> str:
    """What a name measures, without the word that says it is a number.

    >>> core("全日制在校生人数"), core("在校生数"), core("人数")
    ('全日制在校生', '在校生', '人数')
    """
    return GENERIC.sub("", name) or name


def likeness(a: str, b: str) -> float:
    """How much of the longer text's neighbouring pairs of characters the two share (Dice), 0 to 1."""
    if a == b:
        return 1.0
    first, second = [a[i : i + 2] for i in range(len(a) - 1)], [b[i : i + 2] for i in range(len(b) - 1)]
    if not first or not second:
        return 0.0
    rest = list(second)
    shared = 0
    for pair in first:
        if pair in rest:
            rest.remove(pair)
            shared += 1
    return 2 * shared / (len(first) + len(second))


def alike_names(a: str, b: str) -> bool:
    """Whether two names speak of one thing: one holds the other, or they share most of their letters.

    >>> alike_names("在校生数", "全日制在校生人数"), alike_names("专任教师数", "兼职教师数"), alike_names("人数", "毕业生人数")
    (True, False, False)
    """
    x, y = core(bare(a)), core(bare(b))
    if not x or not y:
        return False
    short, long = sorted((x, y), key=len)
    if len(short) >= 2 and 2 * len(short) >= len(long) and GENERIC.fullmatch(short) is None:
        if short in long:
            return True
        if len(short) >= 4 and is_thinned(short, long):
            return True
    return likeness(x, y) >= 0.6


def is_thinned(short: str, long: str) -> bool:
    """Whether `short` is `long` with some characters left out."""
    rest = iter(long)
    return all(char in rest for char in short)


def level_name(name: str) -> str:
    """What changed, where a name says that it changed: the kind says so already.

    >>> level_name("在校生数增长率"), level_name("增加值")
    ('在校生数', '增加值')
    """
    return MOVED.sub("", name) or name


def same_name(
    wanted: str,
    qualifier: str,
    parent: str,
    name: str,
    other_qualifier: str | None,
    other_parent: str | None,
    lookup: Lookup,
    indicator: str | None = None,
) -> bool:
    """Soft: one indicator in the codebook, or names alike, with what narrows them on either side."""
    wanted, name = level_name(wanted), level_name(name)
    known = lookup(wanted)
    if known and (indicator in known or known & lookup(name)):
        return True
    ours = {wanted, f"{qualifier}{wanted}", f"{parent}{wanted}"}
    theirs = {name, f"{other_qualifier or ''}{name}", f"{other_parent or ''}{name}"}
    return any(alike_names(a, b) for a in sorted(ours) for b in sorted(theirs))


def same_unit(a: str | None, b: str | None, soft: bool) -> bool:
    """Whether two units are one; softly 人 is 名, 个 is 所, and 元/生 is 元.

    >>> same_unit("％", "%", False), same_unit("名", "人", False), same_unit("名", "人", True), same_unit("元/生", "元", True)
    (True, False, True, True)
    """
    x, y = flat(a), flat(b)
    if x == y:
        return True
    if not soft:
        return False
    if any(x in group and y in group for group in CLASSIFIERS):
        return True
    x, y = x.split("/")[0], y.split("/")[0]
    if x == y or any(x in group and y in group for group in CLASSIFIERS):
        return True
    return x[:1] == y[:1] != "" and x[:1] in "万亿千" and same_unit(x[1:], y[1:], True)


def scale(unit: str | None) -> Decimal:
    """What a unit multiplies by: 万元 by ten thousand."""
    text = flat(unit)
    return next((factor for word, factor in SCALES.items() if text.startswith(word)), Decimal(1))


def same_value(wanted: Decimal, unit: str, value: Decimal, other_unit: str | None) -> bool:
    """The same number as written (a third to four places), or the same amount in another scale of its unit."""
    if wanted == value:
        return True
    if flat(unit) == "比例" and flat(other_unit) == "%":
        return abs(wanted * 100 - value) <= Decimal("0.01")
    if "." in f"{wanted:f}" and abs(wanted - value) <= Decimal("0.00005") * max(abs(wanted), Decimal(1)):
        return True
    ours, theirs = scale(unit), scale(other_unit)
    return ours != theirs and wanted * ours == value * theirs


def power_of_ten(wanted: Decimal, unit: str, value: Decimal, other_unit: str | None) -> int:
    """By how many places a value is off: 0 where it is not a matter of scale.

    >>> power_of_ten(Decimal("46.5"), "%", Decimal("4650"), "%")
    2
    """
    a, b = abs(wanted * scale(unit)), abs(value * scale(other_unit))
    if not a or not b or a == b:
        return 0
    for power in range(1, 9):
        if b == a * 10**power:
            return power
        if a == b * 10**power:
            return -power
    return 0
