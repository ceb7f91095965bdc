"""Which numbers are no indicators, and why; the rules are data: `codebook/prose.yaml` and `codebook/negatives.yaml`."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple

from extract.codebook.prose import LeftOut, fill, load_prose, named
from extract.observe.prose.figures import Figure, Sentence
from extract.observe.prose.frames import Outlook, is_laid_down, is_plan, is_story, is_theirs
from extract.quantity import Quantity
from extract.signs import Gates, members

__all__ = ["clause_before", "leave_company", "reject"]


def clause_before(sentence: Sentence, figure: Figure) -> str:
    """What the clause says before the figure."""
    return sentence.text[sentence.clause_start(figure.start) : figure.start]


def reject(sentence: Sentence, figure: Figure, outlook: Outlook) -> str | None:
    """The reason code why this number is no observation, or None; `outlook` is what was said before the sentence."""
    for negative in sentence.negatives:
        inside = figure.start < negative.start and negative.end < figure.end  # a footnote mark before the unit: 912②万元
        if negative.start < figure.end and figure.start < negative.end and not inside:
            return negative.reason
    quantity, rules = figure.quantity, load_prose().reject
    kind = (figure.sort, quantity.numeral, quantity.measure or "", quantity.ordinal)
    possible = members(_rules_for(*kind, _marks(figure)) & _open(sentence.text))
    clause = clause_before(sentence, figure) if possible else ""
    for at in possible:
        if _in_bounds(rules[at], quantity) and _stands(rules[at], sentence, figure, clause):
            return rules[at].reason
    if is_plan(sentence, figure, outlook):
        return "plan"
    if is_laid_down(sentence, figure, outlook):
        return "rule"
    if is_theirs(sentence, figure, outlook):
        return "background"
    return "story" if is_story(sentence, figure) else _with_last(sentence, figure)


def _with_last(sentence: Sentence, figure: Figure) -> str | None:
    """The reason of the number before, where this one is only listed with it or a part of it: 不低于30%、20%, 其中省级200万元."""
    last = next((f for f in reversed(sentence.figures) if f.end <= figure.start), None)
    if last is None or last.reason not in _SHARED:
        return None
    if figure.quantity.part == "high" and last.quantity.part == "low":
        return last.reason
    between = (sentence.text, last.end, figure.start)
    listed = named("listed_on").fullmatch(*between) or (_by_rule(last, figure) and named("ruled_on").fullmatch(*between))
    return last.reason if listed else None


def leave_company(sentence: Sentence) -> None:
    """Leave out what stands between two marks of a rule, where nothing between two semicolons tells of what is there."""
    ruled = [figure.start for figure in sentence.figures if figure.reason in _RULED]
    if len(ruled) < 2:
        return
    start = 0
    for piece in sentence.text.split(";"):
        marks = [at for at in ruled if start <= at < start + len(piece)]
        taken = [f for f in sentence.figures if f.reason is None and marks and marks[0] < f.start < marks[-1]]
        if 0 < len(taken) <= len(marks) and named("told_here").search(piece) is None:
            for figure in taken:
                figure.reason = "rule"
        start += len(piece) + 1


_RULED = ("limit", "rule", "routine")
"""Reasons that speak of a rule."""


def _by_rule(last: Figure, figure: Figure) -> bool:
    """Whether two numbers can be rates of one rule: two sums, in one unit where they are limits, or two parts of a whole."""
    if figure.sort != last.sort or last.reason not in ("rule", "limit"):
        return False
    return figure.sort in ("money", "share") and (last.reason == "rule" or (figure.sort == "money" and last.unit == figure.unit))


_SHARED = ("plan", "limit", "rule", "background")
"""Reasons that hold for all numbers of a list."""


@cache
def _gates() -> Gates:
    """What each rule needs of a sentence."""
    rules = load_prose().reject
    return Gates([[fill(words).pattern for words in (r.before, r.wide, r.sentence, r.after) if words] for r in rules])


@lru_cache(maxsize=64)
def _open(text: str) -> int:
    """The rules that can be found in a sentence."""
    return _gates().open(text)


class Marks(NamedTuple):
    """What stands at a number: its hedge (None where the number itself says it), and what it lacks."""

    hedge: str | None
    hedged: bool
    led: bool
    ranged: bool
    unread: bool
    unitless: bool


def _marks(figure: Figure) -> Marks:
    quantity = figure.quantity
    return Marks(
        quantity.hedge if quantity.hedge_start >= 0 else None,
        quantity.hedge is not None,
        0 <= quantity.hedge_start < quantity.start,
        quantity.part is not None,
        quantity.value is None,
        figure.unit is None and not quantity.ordinal,
    )


@lru_cache(maxsize=4096)
def _rules_for(sort: str | None, numeral: str, measure: str, ordinal: bool, marks: Marks) -> int:
    """The rules that can hold for a number of this kind, as a set of their places."""

    def speaks_of(rule: LeftOut) -> bool:
        return (
            (not rule.sorts or sort in rule.sorts)
            and sort not in rule.not_sorts
            and (not rule.numerals or numeral in rule.numerals)
            and (not rule.measures or measure in rule.measures)
            and measure not in rule.not_measures
            and (ordinal if rule.ordinal else not (ordinal and rule.not_ordinal))
        )

    return sum(1 << at for at, rule in enumerate(load_prose().reject) if speaks_of(rule) and _has_marks(rule, marks))


def _has_marks(rule: LeftOut, marks: Marks) -> bool:
    return (
        (not rule.hedges or marks.hedge in rule.hedges)
        and (not rule.hedged or marks.hedged)
        and (not rule.led or marks.led)
        and (not rule.ranged or marks.ranged)
        and (not rule.unread or marks.unread)
        and (not rule.unitless or marks.unitless)
    )


def _in_bounds(rule: LeftOut, quantity: Quantity) -> bool:
    value = quantity.value
    if rule.most is not None and (value is None or value > rule.most or bool(quantity.scale)):
        return False
    if rule.least is not None and (value is None or value < rule.least or bool(quantity.scale)):
        return False
    return rule.printed in quantity.text


def _stands(rule: LeftOut, sentence: Sentence, figure: Figure, clause: str) -> bool:
    """Whether the number stands where the rule says."""
    text, end = sentence.text, figure.end
    return (
        (not rule.before or fill(rule.before).search(clause) is not None)
        and (not rule.not_before or fill(rule.not_before).search(clause) is None)
        and (not rule.wide or fill(rule.wide).search(text[max(0, figure.start - 32) : figure.start]) is not None)
        and (not rule.not_wide or fill(rule.not_wide).search(text[max(0, figure.start - 32) : figure.start - 1]) is None)
        and (not rule.sentence or fill(rule.sentence).search(text) is not None)
        and (not rule.after or fill(rule.after).match(text, end) is not None)
        and (not rule.not_after or fill(rule.not_after).match(text, end) is None)
    )
