"""Which numbers are no indicators, and why; the rules are data: `codebook/prose.yaml` and `codebook/negatives.yaml`."""

from __future__ import annotations

from extract.codebook.prose import LeftOut, fill, load_prose
from extract.observe.prose.figures import BREAK, Figure, Sentence
from extract.period import Period

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
    clause = clause_before(sentence, figure)
    for rule in load_prose().reject:
        if _is_kind(rule, figure) and _stands(rule, sentence, figure, clause):
            return rule.reason
    return "plan" if planned or _is_plan(sentence, figure, default) else None


def _is_kind(rule: LeftOut, figure: Figure) -> bool:
    """Whether the number itself is what the rule speaks of."""
    quantity, measure = figure.quantity, figure.quantity.measure or ""
    value = quantity.value
    told = (
        not rule.sorts or figure.sort in rule.sorts,
        figure.sort not in rule.not_sorts,
        not rule.measures or measure in rule.measures,
        measure not in rule.not_measures,
        not rule.numerals or quantity.numeral in rule.numerals,
        not rule.hedges or (quantity.hedge in rule.hedges and quantity.hedge_start >= 0),
        not rule.ordinal or quantity.ordinal,
        not (rule.not_ordinal and quantity.ordinal),
        not rule.ranged or quantity.part is not None,
        not rule.hedged or quantity.hedge is not None,
        not rule.led or 0 <= quantity.hedge_start < quantity.start,
        not rule.unread or value is None,
        not rule.unitless or (figure.unit is None and not quantity.ordinal),
        rule.most is None or (value is not None and value <= rule.most),
        rule.least is None or (value is not None and value >= rule.least and not quantity.scale),
        rule.printed in quantity.text,
    )
    return all(told)


def _stands(rule: LeftOut, sentence: Sentence, figure: Figure, clause: str) -> bool:
    """Whether the number stands where the rule says."""
    text, end = sentence.text, figure.end
    return (
        (not rule.before or fill(rule.before).search(clause) is not None)
        and (not rule.not_before or fill(rule.not_before).search(clause) is None)
        and (not rule.not_wide or fill(rule.not_wide).search(text[max(0, figure.start - 32) : figure.start - 1]) is None)
        and (not rule.sentence or fill(rule.sentence).search(text) is not None)
        and (not rule.after or fill(rule.after).match(text, end) is not None)
        and (not rule.not_after or fill(rule.not_after).match(text, end) is None)
    )


def _is_plan(sentence: Sentence, figure: Figure, default: Period | None) -> bool:
    """A plan, a target, a forecast: a word of intention before the number in its sentence, or a year still to come."""
    words, text = load_prose().plan, sentence.text[: figure.start]
    if fill(words["quota"]).search(text[-12:]):
        return True
    intentions = list(fill(words["future"]).finditer(text))
    if intentions:
        last = intentions[-1]
        if fill(words["achieved"]).search(text, last.end()):
            return False
        opened = text.rfind("(", 0, last.start())
        if opened < 0 or ")" not in text[last.start() :] or text.rfind(")", 0, last.start()) > opened:
            return fill(words["weak"]).fullmatch(last.group()) is None or "," not in text[last.end() :]
    stated = [p.period for p in sentence.periods if p.end <= figure.start and p.period is not None and p.period.kind != "other"]
    return default is not None and bool(stated) and stated[-1].year > default.year + 1


def plan_opens(sentence: str) -> bool:
    """Whether from this sentence on a paragraph speaks of what is to come."""
    return fill(load_prose().plan["opens"]).match(sentence) is not None
