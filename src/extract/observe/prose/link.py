"""Bind each number of a sentence to its name, parent, base and role: a list of named rules from sure to weak, first hit wins."""

from __future__ import annotations

import re
from collections.abc import Callable

from extract.codebook.prose import named
from extract.observe.prose.about import give_group, narrow_within
from extract.observe.prose.activity import note_activity
from extract.observe.prose.again import read_same
from extract.observe.prose.awards import name_award, note_contest
from extract.observe.prose.bodies import read_bodies
from extract.observe.prose.bracketed import read_bracketed, read_labelled
from extract.observe.prose.buildings import note_building
from extract.observe.prose.change import names_rate, read_change
from extract.observe.prose.concept import read_concept
from extract.observe.prose.deeds import name_doers, note_whom, read_deed, read_holding
from extract.observe.prose.divided import read_divided
from extract.observe.prose.each import read_each
from extract.observe.prose.each_risen import read_each_risen
from extract.observe.prose.equated import read_equated
from extract.observe.prose.figures import Figure
from extract.observe.prose.groups import read_group
from extract.observe.prose.heads import read_per_capita
from extract.observe.prose.holders import read_holder
from extract.observe.prose.kinds import give_kind
from extract.observe.prose.levels import read_level
from extract.observe.prose.look import Context, bracket_owner, leave_bracket, look_round, number_groups
from extract.observe.prose.members import member_of, read_member
from extract.observe.prose.opinion import note_sample, read_answer, read_held, read_opinion
from extract.observe.prose.pairs import read_paired
from extract.observe.prose.phrase import left_phrase
from extract.observe.prose.placed import give_place, note_places
from extract.observe.prose.predicate import read_predicate
from extract.observe.prose.rank import read_rank
from extract.observe.prose.reaching import read_reaching
from extract.observe.prose.risen import read_from, read_to
from extract.observe.prose.schools import read_kind_of_school, read_schools
from extract.observe.prose.share import read_most, read_portion, read_rate, read_ratio, read_share, read_times
from extract.observe.prose.spent import note_giver, note_purpose
from extract.observe.prose.told import note_band, note_class, note_planned, read_peak
from extract.observe.prose.topic import read_topic
from extract.observe.prose.totals import read_total, read_worth, repeats
from extract.observe.prose.wholes import open_scope
from extract.observe.prose.whose import give_subject

__all__ = ["RULES", "link"]

RULES: tuple[tuple[str, Callable[[Context, Figure], bool]], ...] = (
    ("equated", read_equated),
    ("rank", read_rank),
    ("each_risen", read_each_risen),
    ("from", read_from),
    ("same", read_same),
    ("to", read_to),
    ("holder", read_holder),
    ("bodies", read_bodies),
    ("paired", read_paired),
    ("each", read_each),
    ("total", read_total),
    ("worth", read_worth),
    ("times", read_times),
    ("change", read_change),
    ("reaching", read_reaching),
    ("member", read_member),
    ("bracketed", read_bracketed),
    ("labelled", read_labelled),
    ("topic", read_topic),
    ("divided", read_divided),
    ("predicate", read_predicate),
    ("holding", read_holding),
    ("group", read_group),
    ("ratio", read_ratio),
    ("answer", read_answer),
    ("opinion", read_opinion),
    ("held", read_held),
    ("share", read_share),
    ("portion", read_portion),
    ("peak", read_peak),
    ("per_capita", read_per_capita),
    ("most", read_most),
    ("rate", read_rate),
    ("award", name_award),
    ("school", read_kind_of_school),
    ("deed", read_deed),
    ("level", read_level),
)


def link(context: Context) -> None:
    """Name every live figure of the sentence; figures no rule can name get the reason `no_name`."""
    context.figures = [figure for figure in context.sentence.figures if figure.reason is None]
    number_groups(context)
    labelled = named("labelled").match(context.sentence.text) if ":" in context.sentence.text else None
    for figure in context.figures:
        if figure.reason is not None:
            continue  # the words of another number have it
        look_round(context, figure)
        open_scope(context, figure)
        if repeats(context, figure):
            figure.reason = "milestone"
            continue
        leave_bracket(context, figure)
        for name, rule in RULES:
            if rule(context, figure):
                figure.rule = "prose." + name
                break
        else:
            figure.reason = "no_name"
            context.consumed = max(context.consumed, figure.end)
            continue
        _narrow_by_owner(context, figure)
        note_giver(figure)
        note_purpose(figure)
        note_building(context, figure)
        note_band(context, figure)
        note_whom(context, figure)
        if labelled and figure.qualifier is None and figure.subject is None:
            figure.qualifier = labelled["part"]
        raw = figure.name
        known = _take_of_first(context, figure) or read_concept(context, figure)
        if not known and not (name_doers(context, figure) and read_concept(context, figure)):
            read_schools(context, figure)
        if figure.kind == "rate" and figure.sort == "share" and figure.indicator_id is None and not names_rate(figure.name):
            figure.name, figure.kind = figure.name + "占比", "share"  # 地方国企最多,达到P%
        if figure.rule == "prose.paired" and not (context.done and context.done[-1].group == figure.group):
            context.paired = raw, figure
        _keep_own(figure, raw)
        note_class(context, figure)
        note_planned(context, figure)
        note_activity(context, figure)
        note_sample(context, figure)
        narrow_within(context, figure)
        give_group(context, figure)
        give_subject(context, figure)
        give_place(context, figure)
        give_kind(context, figure)
        _keep_apart(context, figure)
        context.consumed = max(context.consumed, figure.end, figure.quantity.hedge_end)
        _remember(context, figure)
        if figure.parent == figure.name and figure.qualifier is None:
            figure.parent = None
    note_places(context)
    note_contest(context, len(context.sentence.text))
    context.outer, context.scope = context.scope or context.outer, None


def _narrow_by_owner(context: Context, figure: Figure) -> None:
    """Narrow a figure by the member of a list or the noun before the bracket it is told of."""
    member = member_of(context, figure)
    owner = member.words if member is not None else bracket_owner(context, figure)
    apart = member is not None and figure.rule != "prose.member"  # 留市就业率最高的是甲系(留市就业率9%)
    if owner and (told := _told_narrowed(context, figure)) is not None:
        figure.qualifier, apart = _kept_between(context, told), True
    if figure.subject and "group" in figure.flags:
        return
    if owner and (figure.qualifier is None or apart) and not figure.role and figure.parent is None:
        bare = re.sub(r"(?:总人数|人数|总数|数)$", "", owner)
        kept = f"{figure.qualifier}；" if figure.qualifier and figure.qualifier != owner else ""
        figure.qualifier = kept + owner if bare not in figure.name else figure.qualifier


def _told_narrowed(context: Context, figure: Figure) -> Figure | None:
    """The number of the sentence from which a bare rate in a bracket has what narrows it (甲业(21%)、乙业|(18%)|)."""
    if figure.rule != "prose.rate" or figure.lead or figure.qualifier is None or context.sentence.text[figure.start - 1] != "(":
        return None
    return next((told for told in reversed(context.done) if told.qualifier == figure.qualifier), None)


def _kept_between(context: Context, told: Figure) -> str | None:
    """What narrows a bracket as well as the one told before, whose own noun it is not of."""
    text = context.sentence.text
    if text[told.start - 1] != "(":
        return None
    return "；".join(part for part in (told.qualifier or "").split("；") if not text.endswith(part, 0, told.start - 1)) or None


def _keep_own(figure: Figure, raw: str) -> None:
    """The codebook's name does not hide that these are new ones, nor make staff of pupils (毕业生90人,其中|博士研究生|3人)."""
    if raw[:1] == "新" and raw != figure.name and "新" not in figure.name and (fresh := named("fresh_told").match(raw)):
        figure.qualifier = f"{fresh.group()}；{figure.qualifier}" if figure.qualifier else fresh.group()
    if figure.parent and figure.indicator_id is not None and figure.sort == "person" and named("of_pupils").search(figure.parent):
        staff = named("staff_named")
        if staff.search(figure.name) and not staff.search(figure.stem):
            figure.name, figure.indicator_id = figure.stem + "数", None


def _keep_apart(context: Context, figure: Figure) -> None:
    """高职在校生7万人,其中|全日制高职院校在校生|6万人: a part is no other part's equal, where its own words say which it is."""
    text = context.sentence.text
    among = text.rfind("其中", 0, figure.start) if "其中" in text else -1
    if among < 0 or figure.role or figure.parent or figure.kind not in ("count", "amount"):
        return
    whole = next((f for f in reversed(context.done) if f.end <= among), None)
    if whole is None or (whole.name, whole.qualifier, whole.subject) != (figure.name, figure.qualifier, figure.subject):
        return
    if text[among : figure.lead_start].strip(",其中有"):
        return
    end = figure.lead_start + len(figure.lead)
    words = left_phrase(context.sentence, figure.lead_start, end, context.names, figure.sort, True).text
    known = context.names.suffix(words, figure.sort)
    if known is not None and len(front := words[: known[0]].rstrip("的")) > 1 and front not in text[:among]:
        figure.qualifier, figure.parent = front, whole.name


def _take_of_first(context: Context, figure: Figure) -> bool:
    """One of several numbers that share their words is what the first of them is: its own words are told only before that."""
    raw, first = context.paired or ("", None)
    if first is None or figure.rule != "prose.paired" or first.group != figure.group or figure.name not in (raw, first.name):
        return False
    figure.name, figure.indicator_id, figure.kind = first.name, first.indicator_id, first.kind
    return True


def _remember(context: Context, figure: Figure) -> None:
    context.done.append(figure)
    if figure.role in ("change", "beside") or figure.kind == "rank":
        return
    context.last = figure
    if figure.kind in ("share", "rate", "ratio", "per_capita", "score") or figure.role in ("baseline", "from"):
        return
    text = context.sentence.text
    if figure.sort == "person" and ("元以" in figure.name or "元以" in (figure.qualifier or "")):
        return  # those who earn so much are no whole that is divided next
    if text.count("(", 0, figure.start) <= text.count(")", 0, figure.start):
        context.top = figure
