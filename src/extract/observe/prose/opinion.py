"""Who is content with what, and how many gave each of the answers a rate sums up."""

from __future__ import annotations

from extract.codebook.prose import named
from extract.observe.prose.compose import level_name
from extract.observe.prose.figures import Figure
from extract.observe.prose.look import Context

__all__ = ["read_answer", "read_opinion"]


def read_opinion(context: Context, figure: Figure) -> bool:
    """Name X对Y的满意度 by who judges what: of their own school or of leavers as a whole by those who judge alone."""
    found = named("opinion_of").search(figure.lead) if figure.sort in ("share", "score") else None
    if found is None:
        return False
    who, what, end = found["who"], found["what"].rstrip("的"), found["end"]
    known = context.names.find(what + end, figure.sort)
    if named("judged_whole").fullmatch(what):
        level_name(figure, who + end, context.names, figure.sort)
    elif known is not None and named("opinion_of").match(f"{known.name[:-3]}对学校{end}") is None:
        level_name(figure, what + end, context.names, figure.sort)
    else:
        figure.name = figure.stem = f"{who}对{what}{end}"
        if named("judges_leavers").match(who) or named("judges_leavers").match(what):
            figure.flags.append("exact")  # no row may take it for what employers think of leavers
    figure.kind = "score" if figure.sort == "score" else "rate"
    return True


def read_answer(context: Context, figure: Figure) -> bool:
    """满意度为P%,其中“非常满意”占比Q%: how many gave one of the answers a rate sums up."""
    answer = named("answer").fullmatch(figure.lead) if figure.sort == "share" else None
    rate = next((f for f in reversed(context.done) if f.kind == "rate" and "answer" not in f.flags), None)
    if answer is None or rate is None or "其中" not in context.sentence.text[rate.end : figure.start]:
        return False
    figure.name, figure.stem = rate.name, rate.stem
    figure.kind, figure.qualifier, figure.parent = "share", answer["quoted"] or answer["plain"], rate.name
    figure.flags.append("answer")
    return True
