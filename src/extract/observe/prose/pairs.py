"""Numbers that share their words: A、B、C分别为a、b、c, and A、B各N."""

from __future__ import annotations

import re

from extract.codebook.prose import fill as pattern
from extract.codebook.prose import named
from extract.codebook.words import load_words
from extract.observe.prose.awards import name_award
from extract.observe.prose.base import base_name, give_base, said_base
from extract.observe.prose.change import change_end, give_sign, in_closed_bracket, inherit, plain_kind, rate_like, told_whole
from extract.observe.prose.compose import level_name, per_name, share_name
from extract.observe.prose.each import common_head
from extract.observe.prose.figures import JOINS, OF_SHARE, Figure
from extract.observe.prose.groups import take_group
from extract.observe.prose.items import paired_items, uncounted
from extract.observe.prose.listed import listed_years, members_before, periods_before
from extract.observe.prose.listhead import counted_at_head, narrow_by_head
from extract.observe.prose.look import COUNT, Context, previous_phrase
from extract.observe.prose.names import Names
from extract.observe.prose.parts import grades_of, name_part
from extract.observe.prose.phrase import Phrase, left_phrase
from extract.observe.prose.share import find_band, name_band
from extract.observe.prose.whose import body_of, owner_of


def read_paired(context: Context, figure: Figure) -> bool:
    """A、B、C分别为a、b、c: each number takes the name in its place."""
    members = [f for f in context.figures if f.group == figure.group] if figure.group >= 0 else []
    if len(members) < 2 or members[0] is figure:
        return _paired_first(context, figure, members) if members else False
    first = members[0]
    if first.own is not None:
        return _take_year(context, figure, first, members.index(figure), len(members))
    if not first.flags or not first.flags[0].startswith("pair"):
        return False
    if any(flag.startswith("ranked:") for flag in first.flags):
        return _take_ranked(context, figure, first, members.index(figure))
    if any(flag.startswith("bases:") for flag in first.flags):
        return _take_base(context, figure, first, members.index(figure))
    place = members.index(figure)
    return _take_label(context, figure, first, place) or _take(context, figure, first, place, len(members))


def _bases(figure: Figure, count: int) -> list[str]:
    """The wholes one part is measured against (X占A、B的比例分别为), one for each number, or nothing."""
    form = r"^(?P<what>[^,;、和与占]*)占(?P<bases>[^,;占]+?)的?(?:比例|比重|比)?(?:{pair})(?:为|达到?|是)?$"
    found = pattern(form).match(figure.lead)
    bases = [part for part in JOINS.split(found["bases"]) if part] if found and figure.sort == "share" else []
    return bases if len(bases) == count > 1 else []


def _take_base(context: Context, figure: Figure, first: Figure, place: int) -> bool:
    """One of several shares of the same part: its name, with the whole it is measured against."""
    bases = next(flag[6:].split("|") for flag in first.flags if flag.startswith("bases:"))
    if place:
        inherit(figure, first)
    else:
        stop = figure.lead_start + figure.lead.index("占")
        phrase = left_phrase(context.sentence, figure.lead_start, stop, context.names, "share", False)
        told = context.done[-1] if context.done and context.done[-1].role == "" else None
        if phrase.text:
            share_name(figure, phrase.text, context.names, context.scope)
        elif told is not None:
            share_name(figure, told.stem, context.names, context.scope, told)
        else:
            return False
    printed = re.sub(r"(?:总人数|总数|总量|总额|人数|数)$", "", bases[place])
    figure.base, figure.kind, figure.qualifier = base_name(context, printed), "share", "占" + printed
    return True


def _paired_first(context: Context, figure: Figure, members: list[Figure]) -> bool:
    word = pattern(r"{pair}").search(figure.lead) or named("each_did").search(figure.lead)
    if word is not None and listed_years(context, figure, len(members)):
        return _take_year(context, figure, figure, 0, len(members))
    bases = _bases(figure, len(members))
    if bases:
        figure.flags[:0] = ["pair", "bases:" + "|".join(bases)]
        return _take_base(context, figure, figure, 0)
    if word is not None and (told := _ranked(context, figure, len(members))) is not None:
        figure.flags[:0] = ["pair", "ranked:" + "|".join(told)]
        return _take_ranked(context, figure, figure, 0)
    items = grades_of(context, figure, paired_items(context, figure, len(members), word))
    if items is None and word is None:
        return False
    figure.flags.insert(0, "pair")
    if items is None and (labels := members_before(context, figure, len(members))):
        figure.flags.append("labels:" + "|".join(labels))
    return _take_label(context, figure, figure, 0) or _take(context, figure, figure, 0, len(members), items)


def _take_label(context: Context, figure: Figure, first: Figure, place: int) -> bool:
    """Name one paired number by the words before 分别; its item of the list before narrows it."""
    labels = next((flag[7:].split("|") for flag in first.flags if flag.startswith("labels:")), None)
    if labels is None or change_end().search(first.lead) is not None:
        return False
    own, shared = _own_words(context, first), _shared(first.lead)
    if named("points_back").match(first.lead):
        head = counted_at_head(context, first.start) if figure.sort == "share" else ""
        own, shared = head + "占比" if head else "", True  # 三大行业所占比例分别为
    if (not own and not shared) or own in load_words()["bound"] or own in load_words()["quotient"]:
        return False
    if own:
        level_name(figure, own, context.names, figure.sort)
    elif not _share_of_told(context, figure, first):
        return False
    body = owner_of(labels[place], context.names)
    figure.subject = body[0] if body else figure.subject
    figure.qualifier, figure.kind = None if body else labels[place], plain_kind(figure)
    if shared or OF_SHARE.search(figure.name):
        figure.kind = "share"
    return bool(figure.name)


def _share_of_told(context: Context, figure: Figure, first: Figure) -> bool:
    """毕业生最少的是甲类、乙类,分别占毕业生的2%和3%: the share of the whole they are of, else of those told last."""
    base, last = said_base(first.lead), first if figure is not first else context.last
    if figure.sort != "share" or last is None:
        return False
    if last.kind == "share" or last is first:
        inherit(figure, last)
        return True
    of_region = not base or named("only_whose").search(base) is not None
    share_name(figure, COUNT.sub("", last.name) if of_region else base, context.names, None)
    give_base(context, figure, base)
    return True


def _ranked(context: Context, figure: Figure, count: int) -> list[str] | None:
    """The measure, then the members of a list told in the clause before (在校生最多的三个专业是甲、乙、丙,依次有)."""
    before = context.sentence.text[: figure.start]
    found = named("most_are").search(before) or named("are_first").search(before)
    members = JOINS.split(found["items"]) if found else []
    return [found["what"], *members] if found and len(members) == count else None


def _take_ranked(context: Context, figure: Figure, first: Figure, place: int) -> bool:
    """One of the first of such a list: the measure, narrowed by the member in its place."""
    what, *members = next(flag[7:].split("|") for flag in first.flags if flag.startswith("ranked:"))
    level_name(figure, re.sub(r"规模$", "", what), context.names, figure.sort)
    figure.kind, figure.qualifier = plain_kind(figure), members[place]
    if OF_SHARE.search(figure.name):
        figure.kind = "share"
    return bool(figure.name)


def _take_year(context: Context, figure: Figure, first: Figure, place: int, count: int) -> bool:
    """2021、2022、2023年X分别为a、b、c: one name, a period for each."""
    if place == 0:
        years = listed_years(context, figure, count)
        lead = re.sub(r"^.*20\d\d(?:年度?|届|学年)?", "", figure.lead) or re.split(r"20\d\d", figure.lead)[0]
        begin = figure.lead_start + figure.lead.rfind(lead)
        phrase = left_phrase(context.sentence, begin, begin + len(lead), context.names, figure.sort, False)
        if not phrase.text and figure.lead_start < years[0].start:  # 对口率|前两年依次为
            phrase = left_phrase(context.sentence, figure.lead_start, years[0].start, context.names, figure.sort, False)
        moved = (
            named("share_moved").search(context.sentence.text, 0, figure.lead_start)
            if phrase.text in load_words()["quotient"]
            else None
        )
        phrase = Phrase(moved["what"], figure.lead_start, figure.lead_start) if moved else phrase
        last = context.last
        if not phrase.text and last is None:
            return False
        told = "" if phrase.text else previous_phrase(context, figure)
        if told and (rate_like(told) or context.names.find(told, figure.sort) is not None):
            phrase = Phrase(told, figure.lead_start, figure.lead_start)
        if not phrase.text and last is not None and last.sort == figure.sort and not last.role:
            inherit(figure, last)
            figure.own = years[place]
            return True
        if not phrase.text:
            phrase = left_phrase(context.sentence, 0, figure.lead_start, context.names, figure.sort, False)
        if figure.sort == "share" and not rate_like(phrase.text):
            share_name(figure, phrase.text, context.names, context.scope)
            figure.kind = "share"
        else:
            level_name(figure, phrase.text, context.names, figure.sort)
            figure.kind = "per_capita" if pattern("^(?:{per})").match(figure.name) else plain_kind(figure)
    else:
        years = listed_years(context, first, count)
        inherit(figure, first)
    figure.own = years[place]
    return bool(figure.name)


def _deed_of_each(lead: str) -> str:
    """What each of a list is said to have done (普通高中与中职分别招录: 招生; 甲县、乙县各投入), nothing where none is told."""
    if pattern(r"(?:{pair}|各)(?:招生|{enrol})(?:了|约|近)*$").search(lead):
        return "招生"
    giving = pattern(r"(?:{pair}|各)(?P<verb>投入|安排|拨付|拨款|补助|出资)(?:了|约|近)*$").search(lead)
    return giving["verb"] if giving else ""


def _name_deed(context: Context, figure: Figure, item: str, deed: str) -> None:
    """One of several by what each did: the body that did it owns it, and any other is part of its name."""
    item = re.sub(r"(?<=.)[两三四五]级(?:财政)?$", "", item.removesuffix(deed))  # 省、市|两级财政|分别投入
    body = owner_of(item, context.names)
    level_name(figure, deed if body else item + deed, context.names, figure.sort)
    figure.subject = body[0] if body else figure.subject


def _name_quota(context: Context, figure: Figure, item: str, of: str) -> None:
    """甲县、乙县分别完成计划的81%、79%: each one's share of its plan."""
    head = context.sentence.text[: figure.lead_start]
    level_name(figure, ("招生" if "招生" in head + of else "") + "计划完成率", context.names, "share")
    body = body_of(item, context.names)
    figure.kind, figure.subject = "rate", body[0] if body else None
    figure.qualifier = None if body else item


def _is_part_of_scope(context: Context, figure: Figure, item: str) -> bool:
    """Whether a listed word only divides the whole that is open (教师中，初级、中级分别为)."""
    scope = context.scope
    if scope is None or scope.sort != figure.sort or context.names.find(item, figure.sort) is not None:
        return False
    return item in load_words()["part"] or item in load_words()["grade"] or named("standing").search(item) is not None


def _own_words(context: Context, first: Figure) -> str:
    """What the clause of 分别 itself says is counted of the levels told before (师生比分别为)."""
    word = pattern(r"{pair}").search(first.lead)
    end = first.lead_start + (word.start() if word else len(first.lead))
    words = uncounted(left_phrase(context.sentence, first.lead_start, end, context.names, first.sort, False).text)
    return words if re.search(r"[一-龥]{2}", words) else ""


def _name_of_level(context: Context, figure: Figure, own: str, level: Figure) -> None:
    """One measure of several levels: a dependent word joins the level's, a name of its own is narrowed by it."""
    alone = level.sort != "score" and level.qualifier and context.names.find(own, figure.sort)
    depends = own in load_words()["bound"] and not alone
    words = level.stem if depends and level.sort != "score" else level.qualifier or level.stem
    bare = re.sub(r"(?:总人数|人数|总数|数量|数)$", "", words)
    if named("count_end").fullmatch(own) and named("fresh").match(bare) is None:
        inherit(figure, level)
        return
    if depends:
        level_name(figure, named("fresh").sub("", bare) + own, context.names, figure.sort)
        return
    level_name(figure, own, context.names, figure.sort)
    figure.qualifier = bare or None
    if figure.sort == "ratio":
        figure.name, figure.indicator_id = own, None


def _take_told(context: Context, figure: Figure, first: Figure, place: int, count: int, share: bool) -> bool:
    """Give one paired number a listed baseline of the level told before, or the level told before in its place."""
    ending = change_end().search(first.lead)
    baselines = list(periods_before(context, first))
    levels = [
        f
        for f in context.done
        if f.role not in ("change", "baseline", "from") and f.group != first.group and f.kind not in ("rank",)
    ]
    outside = [f for f in levels if not in_closed_bracket(context, f, first)]
    levels = outside if len(outside) >= count else levels
    if len(baselines) == count and context.last is not None and ending:
        base = (_whole_told(context, figure) or context.last) if place == 0 else first
        figure.stem, figure.name, figure.indicator_id = base.stem, base.name, base.indicator_id
        figure.baseline = baselines[place]
        figure.flags.append("baseline_listed")
        return True
    if len(levels) < count:
        return False
    level = levels[len(levels) - count + place]
    own = "" if ending else _own_words(context, first)
    if own and level.sort == figure.sort and ((body := body_of(own, context.names)) or named("tier_word").fullmatch(own)):
        inherit(figure, level)  # 全省生师比a、双师比例b,我市分别为c和d
        figure.subject, figure.qualifier = (body[0], level.qualifier) if body else (level.subject, own)
        figure.flags.append("group")
        return True
    if share:
        share_name(figure, level.stem, context.names, None, level)
    elif own:
        _name_of_level(context, figure, own, level)
    elif not ending and level.sort != figure.sort:
        return False
    else:
        figure.stem, figure.name, figure.indicator_id = level.stem, level.name, level.indicator_id
        figure.qualifier = level.qualifier
    figure.subject = figure.subject or level.subject
    return True


def _whole_told(context: Context, figure: Figure) -> Figure | None:
    """The whole told before, where its word is told again (总奖数|比前两届依次多3个、5个)."""
    again = named("whole_word").match(figure.lead)
    return told_whole(context, figure) if again is not None else None


def _take(context: Context, figure: Figure, first: Figure, place: int, count: int, items: list[str] | None = None) -> bool:
    """Give one paired number its item: a listed name, a listed baseline, or the level told before in its place."""
    if items is not None:
        first.flags.append("items:" + "|".join(items))
    known_items = next((flag[6:].split("|") for flag in first.flags if flag.startswith("items:")), None)
    lead = first.lead
    ending = change_end().search(lead)
    share = figure.sort == "share" and _shared(lead)
    if known_items and (deed := _deed_of_each(lead)):
        _name_deed(context, figure, known_items[place], deed)
    elif known_items:
        _name_item(context, figure, lead, known_items, place)
        if share:
            narrow_by_head(context, figure, known_items[place])
        if figure.kind == "per_capita":
            return bool(figure.name)
    elif not _take_told(context, figure, first, place, count, share):
        return False
    if ending:
        turned = change_end().search(figure.lead) if place else ending
        give_sign(figure, (turned or ending)["verb"])
        figure.kind = "growth" if figure.sort == "share" and not rate_like(figure.name) else "change"
        figure.base, figure.role = figure.name, "change"
    elif share:
        figure.kind = "share"
        give_base(context, figure, said_base(lead))
    else:
        figure.kind = plain_kind(figure)
    return bool(figure.name)


def _name_item(context: Context, figure: Figure, lead: str, items: list[str], place: int) -> None:
    """Name a paired number by the listed name in its place; what the last name shares with the others belongs to all."""
    head, item, names = common_head(items, context.names, figure.sort), items[place], context.names
    own = item[: len(item) - len(head)] if head and item.endswith(head) else item
    own = named("counted_places").sub("", own) if head and len(own) < len(item) else own
    own, tier = _without_shared(own, items)
    share = figure.sort == "share" and _shared(lead)
    if change_end().search(lead) and figure.sort in ("share", "points"):
        level_name(figure, own + head, names, None, of_change=True)
    elif share and (band := find_band(item)):
        name_band(context, figure, band)
    elif share:
        share_name(figure, own + head, names, context.scope)
    elif pattern(r"{award}$").search(item) and _name_prize(context, figure, item):
        return
    elif context.scope is not None and _is_part_of_scope(context, figure, item):
        name_part(context, figure, item, context.scope)
    elif quota := named("quota_of_each").search(lead):
        _name_quota(context, figure, item, quota["of"])
    elif not head and take_group(context, figure, item):
        return
    elif per := pattern(r"^(?:的)?({per})(.+)").match(head):
        per_name(figure, per[2], per[1], names)
        figure.qualifier, figure.kind = own or None, "per_capita"
    elif head and names.find(own + head, figure.sort) is None and not _is_joined(head, items[-1], names):
        level_name(figure, head, names, figure.sort)
        figure.qualifier = own or None
    else:
        level_name(figure, own + head, names, figure.sort)
    if tier and head and tier not in figure.name + (figure.qualifier or ""):
        figure.qualifier = f"{figure.qualifier}；{tier}" if figure.qualifier else tier


def _without_shared(own: str, items: list[str]) -> tuple[str, str]:
    """海滨、平原、|山区技工学校: what the last of a list has behind the word for a part is of all, as the kind of school."""
    first, last = items[0], items[-1]
    rest = last[len(first) :]
    alike = len({len(item) for item in items[:-1]}) == 1 and last[len(first) - 1 : len(first)] == first[-1]
    tier = named("own_tier").search(rest) if alike and len(first) > 1 else None
    if tier is None:
        return own, ""
    return (own[: len(first)] if own and last.startswith(own) and len(own) > len(first) else own), tier.lastgroup or ""


def _is_joined(head: str, last: str, names: Names) -> bool:
    """Whether what the members of a list share makes one name with each, as it does with the last (手工课、体质测评|合格率)."""
    return head.endswith(("额", "经费")) or (head[:-1] in load_words()["bound"] and names.find(last, "share") is not None)


def _name_prize(context: Context, figure: Figure, item: str) -> bool:
    """一、二、三等奖分别为: each prize is one of the contest told before."""
    own, figure.lead, figure.tail = (figure.lead, figure.tail), item, ""
    named_so = name_award(context, figure)
    figure.lead, figure.tail = own
    if named_so and context.contest:
        figure.flags.append("exact")  # the words before the list may be of the contest before
    return named_so


def _shared(lead: str) -> bool:
    """Whether the clause before a list says that shares follow."""
    return re.search(r"占(?:比|[^,;分依]{0,12})?(?:分别|依次)?(?:为|达)?$|(?:分别|依次)占", lead) is not None
