"""One number of several owners, and how many each has: 各1人, 均为2个."""

from __future__ import annotations

import re

from extract.codebook.prose import fill as pattern
from extract.codebook.prose import named
from extract.language.tokens import cut
from extract.observe.prose.awards import name_each_award
from extract.observe.prose.change import plain_kind, rate_like
from extract.observe.prose.compose import level_name, share_name
from extract.observe.prose.figures import JOINS, Figure
from extract.observe.prose.groups import take_group
from extract.observe.prose.look import Context
from extract.observe.prose.names import Names
from extract.observe.prose.phrase import left_phrase
from extract.observe.prose.whose import body_of


def read_each(context: Context, figure: Figure) -> bool:
    """A、B各N: one number, two owners; the name lists both."""
    if "各" not in figure.lead and "均" not in figure.lead:
        return False
    found = re.search(r"([一-龥“”A-Za-z、和与及]+?)(?:各|均)(?:有|为|达|在|建有|获|获得|设|聘请|近|约|保持|达到)*$", figure.lead)
    members = JOINS.split(found[1]) if found else []
    if found is None or len(members) < 2:
        return False
    if members[-1].endswith(("奖", "牌")) and name_each_award(context, figure, members):
        return True
    bodies = [body_of(part, context.names) for part in members]
    if all(bodies) and take_group(context, figure, members[0]):
        figure.subject, figure.flags = "、".join(body[0] or "" for body in bodies if body), [*figure.flags, "owners"]
        return True
    phrase = left_phrase(context.sentence, figure.lead_start, figure.lead_start + found.end(1), context.names, figure.sort, False)
    parts = [part for part in re.split(r"、|和|与|及(?!格|时|其)", phrase.text) if part]
    if len(parts) < 2:
        return False
    head = common_head(parts, context.names, figure.sort)
    names = []
    for part in parts:
        probe = Figure(figure.quantity, sort=figure.sort)
        full = part if part.endswith(head) else part + head
        (
            share_name(probe, full, context.names, None)
            if figure.sort == "share" and not rate_like(full)
            else level_name(probe, full, context.names, figure.sort)
        )
        names.append(probe.name)
    figure.stem, figure.name, figure.flags = phrase.text, "、".join(names), [*figure.flags, "each"]
    figure.kind = plain_kind(figure)
    return True


def common_head(parts: list[str], names: Names, sort: str | None) -> str:
    """What the last member of a list shares with the others (语文、数学、英语|及格率): empty where each has its own."""
    last, others = parts[-1], parts[:-1]
    grade = pattern(r"(?:{grade})(?=.{2})").match(last)
    if grade and all(pattern(r"(?:{grade})").fullmatch(part) for part in others):
        return last[grade.end() :]  # 国家级、省级、市级|重点专业
    if all(names.find(part, sort) for part in parts):
        return ""
    if head := _deed_of_all(parts, names, sort):
        return head
    if "的" in last and not any("的" in part for part in others):
        return last[last.rindex("的") :]
    heads = [last[at:] for at in range(1, len(last) - 1) if not any(part.endswith(last[at:]) for part in others)]
    for head in heads:
        if all(names.find(part + head, sort) for part in others):
            return head
    if last[-1] != others[0][-1] and (end := pattern(r"(?:{rate_noun}|{lead_noun})$").search(last)):
        kind = last.rfind(others[0][-1], 0, end.start())
        if kind > 0 and all(part[-1] == others[0][-1] for part in others):
            return last[kind + 1 :]  # 甲班、乙班、丙班学生|获奖人数
    own = pattern(r"(?:{rate_noun}|{measured_noun}|{lead_noun}|{money_noun}|{person_noun})$")
    if own.search(parts[0]) or len(parts[0]) == len(last):
        return ""
    word = cut(last, ())[-1][0]  # 体质测评合格率: where members are as long as others, the last word is not parted
    ends = [min(len(part), word) if last[-1] == "率" else len(part) for part in (parts[-2], parts[0])]
    likely = [last[end:] for end in ends if last[end:] in heads]
    for head in [head for head in heads if names.find(head, sort)] + likely:
        if names.find(head, sort) or own.search(head):
            return head
    return ""


def _deed_of_all(parts: list[str], names: Names, sort: str | None) -> str:
    """What all of a list are or do, printed behind the last of them (本科、专科|毕业生留在省内, 女生、男生|选择升学)."""
    *others, last = parts
    width = len(others[0])
    alike = all(len(part) == width and part[-1] == last[width - 1 : width] for part in others)
    if alike and pattern("{people}").match(last, width) and names.suffix(last, sort) is None:
        return last[width:]
    deed = named("deed_of_all").match(last)
    return last[deed.start("deed") :] if deed is not None and not any(map(named("deed_of_all").match, others)) else ""
