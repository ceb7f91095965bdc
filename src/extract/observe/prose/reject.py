"""Which numbers are no indicators, and why; the rules are data: `codebook/prose.yaml` and `codebook/negatives.yaml`."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from extract.codebook.prose import LeftOut, fill, load_prose
from extract.observe.prose.figures import BREAK, Figure, Sentence
from extract.period import Period
from extract.quantity import Quantity
from extract.signs import Gates, members

__all__ = ["clause_before", "plan_opens", "reject"]


def clause_before(sentence: Sentence, figure: Figure) -> str:
    """What the clause says before the figure."""
    text = sentence.text[: figure.start]
    marks = list(BREAK.finditer(text))
    return text[marks[-1].end() :] if marks else text


def reject(sentence: Sentence, figure: Figure, default: Period | None, planned: bool) -> str | None:
    """The reason code why this number is no observation, or None; `planned` says that the paragraph has turned to plans."""
    for negative in sentence.negatives:
        if negative.start < figure.end and figure.start < negative.end:
            return negative.reason
    quantity, rules = figure.quantity, load_prose().reject
    kind = (figure.sort, quantity.numeral, quantity.measure or "", quantity.ordinal)
    possible = members(_rules_for(*kind, _marks(figure)) & _open(sentence.text))
    clause = clause_before(sentence, figure) if possible else ""
    for at in possible:
        if _in_bounds(rules[at], quantity) and _stands(rules[at], sentence, figure, clause):
            return rules[at].reason
    return "plan" if planned or _is_plan(sentence, figure, default) else None


_PLANS = ("quota", "document", "future")


@cache
def _gates() -> Gates:
    """What each rule needs of a sentence, then what the words of intention need."""
    prose = load_prose()
    rules = [[fill(words).pattern for words in (r.before, r.wide, r.sentence, r.after) if words] for r in prose.reject]
    return Gates([*rules, *([fill(prose.plan[name]).pattern] for name in _PLANS)])


@lru_cache(maxsize=64)
def _open(text: str) -> int:
    """The rules, and behind them the words of intention, that can be found in a sentence."""
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
    if rule.most is not None and (value is None or value > rule.most):
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


def _is_plan(sentence: Sentence, figure: Figure, default: Period | None) -> bool:
    """A plan, a target, a forecast: a word of intention before the number in its sentence, or a year still to come."""
    words, text = load_prose().plan, sentence.text[: figure.start]
    said = _open(sentence.text) >> len(load_prose().reject)
    if said & 1 and fill(words["quota"]).search(text[-12:]):
        return True
    ordered = list(fill(words["document"]).finditer(text)) if said & 2 else []
    if ordered and ";" not in text[ordered[-1].end() :] and not fill(words["achieved"]).search(text, ordered[-1].end()):
        return True
    intentions = (
        [found for found in fill(words["future"]).finditer(text) if not _quoted(sentence, found.start())] if said & 4 else []
    )
    if intentions and fill(words["achieved"]).search(text, intentions[-1].end()):
        return False
    if any(_holds(text, found) for found in intentions):
        return True
    stated = [p for p in sentence.periods if p.end <= figure.start and p.period is not None and p.period.kind != "other"]
    if default is None or not stated or stated[-1].period is None or fill(words["achieved"]).search(text, stated[-1].end):
        return False
    goal = fill(words["goal"]).search(text, max(0, stated[-1].start - 4)) is not None
    return stated[-1].period.year > default.year + (0 if goal else 1)


def _holds(text: str, intention: re.Match[str]) -> bool:
    """Whether a word of intention still holds at the end of the text: a bracket ends it, and for a weak one a comma does."""
    opened = text.rfind("(", 0, intention.start())
    if opened > text.rfind(")", 0, intention.start()) and ")" in text[intention.start() :]:
        return False
    return fill(load_prose().plan["weak"]).fullmatch(intention.group()) is None or "," not in text[intention.end() :]


def _quoted(sentence: Sentence, at: int) -> bool:
    """Whether a word stands in quotes, which name something: an answer of a survey (“打算升学”占比12%), a project."""
    return any(one.reason in ("quoted", "title") and one.start <= at < one.end for one in sentence.negatives)


def plan_opens(sentence: str) -> bool:
    """Whether from this sentence on a paragraph speaks of what is to come."""
    return fill(load_prose().plan["opens"]).match(sentence) is not None
