"""Whom a clause is about: the group at its head, or named by its place in an order, narrows what is told of it up to the semicolon.

机电专业毕业生就业率…,对口率…; 其次是护理类,毕业生数为…,占….
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import NamedTuple

from extract.codebook.prose import fill as pattern
from extract.codebook.prose import named
from extract.observe.prose.figures import JOINS, Figure
from extract.observe.prose.look import Context
from extract.observe.prose.whose import owner_of, owners_of, skip_front

__all__ = ["give_group", "narrow_within"]

_HEAD = re.compile(r"^|[,;。]")
_CLOSE = re.compile(r"[;。]")
_PAUSE = re.compile(r"[,;。]|$")
_LISTED = re.compile(r"(?:毕业生|学生|生)?[、和与及]")
_TOTAL = ("共", "合计", "总计", "累计")
_MEASURE = re.compile(r"(?:总数|数量|数|占比|比例)$")


class About(NamedTuple):
    """A group that is spoken of from `start` on, up to `stop`; one of a kind narrows only what is told of that kind.

    One whose members are divided again (`inside`) narrows no part of them and no share that has them as its base.
    """

    start: int
    stop: int
    who: str
    only: str = ""
    inside: bool = False


def give_group(context: Context, figure: Figure) -> None:
    """Narrow a figure by the group its clause is about, where its own words name none."""
    if not figure.name or "group" in figure.flags:
        return
    if "差" in figure.name and figure.qualifier is None and (two := named("between_two").search(figure.lead)):
        figure.qualifier = two["who"]  # 男生与女生|的升学率差距
        return
    if context.about is None:
        context.about = _find_groups(context)
    told = [one for one in context.about if one.start <= figure.start < one.stop]
    _give_last(context, figure, told)
    outer = told[0].who.removesuffix("毕业生") if len(told) > 1 and told[0].inside and figure.kind == "rate" else ""
    if outer and figure.qualifier and figure.parent is None and not _told_in(figure, outer):
        figure.qualifier = f"{outer}；{figure.qualifier}"  # 专科毕业生中,男生|就业率


def _give_last(context: Context, figure: Figure, told: list[About]) -> None:
    """Narrow a figure by the last of the groups that are spoken of."""
    if not told and not (context.done and context.done[-1].rule == "prose.group"):
        return
    if told and figure.lead.startswith(_TOTAL) and told[-1].who[-2:] in context.sentence.text[: told[-1].start - len(told[-1].who)]:
        return  # 甲专业有…,乙专业有…,|共有|25间
    leavers = named("of_leavers").search(figure.name) is not None
    if told and told[-1].inside and (figure.parent or (figure.base and figure.kind != "rate")):
        return
    if told and told[-1].inside and leavers:
        told[-1] = told[-1]._replace(who=re.sub(r"(?<=[一-龥]{2})毕业生$", "", told[-1].who))
    group = told[-1].who if told and (not told[-1].only or named(told[-1].only).search(figure.name)) else None
    group = group or (_group_told_last(context, figure) if leavers else None)
    if group is None:
        return
    figure.flags.append("about:" + group)
    if group in figure.name or group == figure.subject or _told_in(figure, group) or _of_other_school(figure, group):
        return
    last = re.split("[、和与及]", group)[-1]
    if last != group and figure.indicator_id is None and figure.name.startswith(last):
        figure.name = figure.name.removeprefix(last).removeprefix("的").removeprefix("在")
    may_own = bool(told) and not told[-1].only and named("joint").search(group) is None
    body = owner_of(group, context.names) if may_own and not (figure.subject or figure.qualifier) else None
    if body is not None:
        figure.subject = body[0]
        return
    figure.qualifier = f"{group}；{figure.qualifier}" if figure.qualifier else group


def narrow_within(context: Context, figure: Figure) -> None:
    """试办方案中,甲段的方案数为2个: the noun that is counted is the one the sentence is about."""
    text = context.sentence.text
    if ("中," not in text and "中的" not in text) or context.scope is not None:
        return
    told = list(named("within").finditer(text, 0, figure.start))
    noun, said = _MEASURE.sub("", figure.name), figure.qualifier or ""
    if not told or ";" in text[told[-1].end() : figure.start]:
        return
    what = named("own_region").sub("", told[-1]["what"])
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(noun[::-1], what[::-1], strict=False)))
    whole_word = context.sentence.words.begins(told[-1].end("what") - shared)
    front = what[:-shared] if 1 < shared < len(what) and whole_word else ""
    if figure.indicator_id is not None and figure.kind in ("count", "share") and named("counted_within").search(what):
        front = front or ("" if told[-1]["so"] == "," else what)  # 试办专业中的|第一、二产业在校生
        if front and front not in figure.name + said:
            figure.qualifier = f"{front}；{said}" if said else front
    elif front and figure.indicator_id is None and front not in figure.name:
        at = len(noun) - shared
        figure.name = figure.name[:at] + what + figure.name[len(noun) :]


def _group_told_last(context: Context, figure: Figure) -> str | None:
    """最多的是甲类,为41人,就业率为95%: a rate right behind the number of a group is of that group."""
    last = context.done[-1] if context.done else None
    if figure.kind != "rate" or last is None or last.rule != "prose.group" or last.qualifier is None:
        return None
    return last.qualifier if named("rate_behind").match(context.sentence.text[last.end : figure.start]) else None


def _told_in(figure: Figure, group: str) -> bool:
    """Whether name or qualifier say the group in other words (本科生: 本科毕业生), or which of several it is (甲类和乙类: 甲类)."""
    qualifier = figure.qualifier or ""
    if qualifier and (group in qualifier or qualifier in group):
        return True
    if named("tier_people").fullmatch(group) and named("tier_people").search(figure.name + qualifier):
        return True  # 本科生起薪3200元,高职生|起薪3000元
    core = named("leaver_end").sub("", group)
    return bool(core) and core in figure.name + qualifier


def _of_other_school(figure: Figure, group: str) -> bool:
    """Whether a figure has a kind of school of its own beside the one its clause began with (普通中专就业率…,|技工学校|就业率…)."""
    kind = named("school_group")
    own = kind.match(figure.lead) or kind.match(figure.name)
    return own is not None and own["kind"] not in group and kind.search(group) is not None and JOINS.search(group) is None


def _find_groups(context: Context) -> list[About]:
    """The groups a sentence speaks of in printed order, each up to the semicolon, or to another owner where an order names it."""
    text = context.sentence.text
    dated = {p.start: p.end for p in context.sentence.periods}
    found: list[About] = []
    joint = pattern("{joint_unit}").search(text) is not None
    units = named("unit_word").search(text) is not None
    for head in sorted({m.end() for m in _HEAD.finditer(text)}):
        at = dated.get(head, head)
        unit = (named("unit_group").match(text, at) if units else None) or (named("joint_group").match(text, at) if joint else None)
        if unit is not None:
            stop = min([_stop(text, unit.end()), *(o.start for o in owners_of(context) if o.start >= unit.end())])
            if found and not found[-1].inside:
                found[-1] = found[-1]._replace(stop=min(found[-1].stop, head))
            if found and (whole := named("sums_up").search(text, unit.end(), stop)) is not None:
                stop = whole.start()  # 甲专业有A室,乙专业有B室,共有实训室25个
            found.append(About(unit.end(), stop, unit["who"]))
            continue
        if "生中" in text and (inside := named("inside_group").match(text, skip_front(text, dated, at))) is not None:
            found.append(About(inside.end(), _stop(text, inside.end()), inside["who"], inside=True))
            continue
        if "等专业" in text and (majors := named("majors_head").match(text, at)) is not None:
            found.append(About(majors.end(), next(_PAUSE.finditer(text, majors.end())).start(), majors["who"]))
            continue
        group = named("leaver_group").match(text, at)
        if group is not None and _LISTED.match(text, group.end()):
            continue  # 硕士生、本科生…分别: each of a list has its own
        if group is not None and (who := re.sub(r"(?:的|毕业生|学生|(?<=[一-龥])专业)+$", "", group["who"])):
            found.append(About(group.end(), _stop(text, group.end()), who, "of_leavers"))
    found += _find_founded(context, text, joint)
    if named("order_word").search(text):
        owners = [owner.start for owner in owners_of(context)]
        for order in named("order_group").finditer(text):
            stop = min([_stop(text, order.end()), *(start for start in owners if start >= order.end())])
            found.append(About(order.end(), stop, order["who"] or order["first"]))
    return sorted(found)


def _find_founded(context: Context, text: str, joint: bool) -> list[About]:
    """The classes, colleges and schools founded in a clause, of which pupils and money told behind them are, and sites.

    `joint` says that the text has a word for a class or college.
    """
    found: list[About] = []
    if joint or "”," in text:
        for made in named("unit_made").finditer(text):
            found.append(About(made.end(), _left(text, made.end()), made["who"] or made["named"] or made["built"], "of_class"))
    if context.names.level == "enterprise" and "学校" in text:
        for made in named("school_made").finditer(text):
            found.append(About(made.end(), _left(text, made.end()), made["who"], "of_school"))
    if "组" in text and named("contest_told").search(text):
        heads = list(named("contest_group").finditer(text))
        ends = [*(head.start() for head in heads[1:]), len(text)]
        found += [
            About(head.end(), min(_stop(text, head.end()), end), head["who"], "of_entrants")
            for head, end in zip(heads, ends, strict=False)
        ]
    if "一期" in text or "二期" in text or "三期" in text:
        found += [About(phase.end(), _stop(text, phase.end()), phase["who"], "of_site") for phase in named("phase").finditer(text)]
    if pattern("{site_stands}").search(text):
        found += [About(site.end(), _left(text, site.end()), site["who"], "of_site") for site in named("site").finditer(text)]
    return found


def _left(text: str, at: int) -> int:
    """Where what was founded is spoken of no more: at another partner, the whole school, a stop."""
    left = named("left_class").search(text, at)
    return left.start() if left else len(text)


def _stop(text: str, at: int) -> int:
    closed = _CLOSE.search(text, at)
    return closed.start() if closed else len(text)
