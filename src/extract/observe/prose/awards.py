"""Prizes: the contest they were won in and its grade belong to the name."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from extract.codebook.prose import fill, named, words_pattern
from extract.observe.prose.compose import suffixed
from extract.observe.prose.figures import Figure
from extract.observe.prose.look import Context
from extract.observe.prose.units import medal_at

_GRADES = (
    ("国家级", "national"),
    ("省级", "province"),
    ("厅级", "department"),
    ("行业级", "branch"),
    ("市级", "prefecture"),
    ("县级", "county"),
    ("校级", "school"),
)
_RANKS = ("国家级", "省级", "市级", "县级")


@cache
def _contest() -> re.Pattern[str]:
    contest = words_pattern("contest")
    return re.compile(rf"[一-龥“”+\dXA-Za-z]{{0,24}}?{contest}(?:暨[一-龥“”]{{1,16}}?{contest})?")


@cache
def _contest_word() -> re.Pattern[str]:
    return re.compile(words_pattern("contest"))


@cache
def _prize() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<grade>国家级|全[国省市县区](?=[特一二三金银铜优])|全国|国赛|国家(?=奖|[特一二三金银铜优])|国(?=奖)|自治区级?|省部级|省级|省赛|省|兵团级?|地市级|师市级|市级|市赛|市|州级|师级|厅局级|厅级|行业级?|县级|区级|校级|院级)?(?P<side>团体|个人|集体)?(?P<award>{words_pattern('award')})$"
    )


@cache
def _after() -> re.Pattern[str]:
    """A prize behind its number (2个一等奖, 2项专业课组一等奖)."""
    part = rf"(?:[一-龥]{{0,8}}?(?:{named('contest_part').pattern}))?"
    return re.compile(rf"(?:的)?({part}(?:团体|个人|集体)?{words_pattern('award')})(?=[,;。、和及与共合的()中相]|$)")


def note_contest(context: Context, stop: int) -> bool:
    """Keep the last contest named before `stop` for the prizes that follow; True where there is a new one."""
    begin, context.looked = context.looked, max(stop, context.looked)
    text = context.sentence.text
    told = contest_in(text, begin, stop, context.contest or context.contest_above)
    if not told and "奖" in text and (won := named("prize_won").search(text, begin, stop)):
        told = won["what"][1:-1] if won["what"].endswith("”") else won["what"]
    context.contest = told or context.contest
    return bool(told)


def contest_in(text: str, begin: int, stop: int, before: str) -> str:
    """The last contest a stretch of text names; words that point to the one told `before` name none."""
    if _contest_word().search(text, begin, stop) is None:
        return ""
    found = list(_contest().finditer(text, begin, stop))
    found = [one for one in found if named("contest_done").search(one.group()) is None]
    named_ones = [one for one in found if named("contest_again").search(one.group()) is None]
    if found and not named_ones and not before:
        sent = named("contest_sent").search(text, begin, stop)
        higher = _RANKS[_RANKS.index(_grade(sent["by"])) - 1] if sent else ""  # 代表全省|参加大赛
        return higher + str(_contest_word().findall(found[-1].group())[-1])
    if not named_ones:
        return ""
    found = named_ones
    words, start = found[-1].group(), found[-1].start()
    words, start = (words[1:], start + 1) if words[0] in "和与及" else (words, start)
    if words.count("“") != words.count("”"):
        contest = words.rpartition("“")[2].replace("”", "")
    else:
        contest = named("contest_counted").sub("", words).removeprefix("其中")
    if text[start - 1 : start] == "、" and (trades := named("trades_listed").search(text, begin, start)) is not None:
        outer = found[-2].group() if len(found) > 1 else ""
        return outer or ("" if before and not _grade(contest) else trades["trades"] + contest)  # 在钳工、焊工、茶艺|比赛中
    if len(found) > 1 and found[-2].end() == start - 1 and text[start - 1] in "、和与及":
        both = f"{found[-2].group()}、{contest}"  # 在教学能力比赛、班主任能力比赛中
        levels = named("contest_plain").search(found[-2].group()) and named("contest_plain").fullmatch(contest)
        return named("contest_noun").pattern if levels else contest if _grade(contest) else both
    contest = _headed_contest(text, start, contest)
    if named("graded_before").search(text, 0, start):
        return named("contest_grade").sub("", contest)  # 全国、省级大赛: of no one grade
    if (again := named("contest_graded").search(contest)) and (before := found[-2].group() if len(found) > 1 else before):
        plain = named("contest_plain").search(before)  # 国赛…,省赛: no name to go on with
        kind = re.sub(r"^及?以上|(?<=”)[国省市](?=赛$)", "", named("contest_front").sub("", before))
        return contest if plain else _grade(again["grade"]) + kind
    if not _grade(contest):
        held = named("contest_held_by").search(text, 0, start)
        outer = found[-2].group() if len(found) > 1 and found[-2].end() == start else ""
        contest = (_grade(outer) or (_grade(held["who"]) if held else "")) + contest
    return contest


def _headed_contest(text: str, start: int, contest: str) -> str:
    """教学能力比赛:国赛三等奖1项,省赛一等奖3项: a contest told by its level alone is the one the line is about."""
    level = named("contest_plain").fullmatch(contest)
    headed = named("contest_head").match(text) if level is not None else None
    if level is not None and headed is not None and headed.end() <= start:
        return contest[0].replace("国", "全国") + ("级" if contest[0] != "国" else "") + headed["what"]
    return contest


def name_award(context: Context, figure: Figure) -> bool:
    """一等奖N项, N个一等奖 after a contest: grade, contest and prize make the name."""
    if figure.sort not in ("thing", "person", "event", "session"):
        return False
    lead = fill(r"(?:各|共|分别|为|有)+$").sub("", figure.lead)
    lead = re.sub(r"(?<=[级上赛])奖励$|(?<=级)获奖$", "奖", lead) if "奖" in lead else lead
    lead += "奖" if _goes_on(context, figure, lead) else ""
    if after := _after().match(figure.tail):
        lead += after[1]
    lead += (medal := medal_at(context.sentence.text, figure.end))
    if _name_graded(context, figure, lead) or _name_group(context, figure, lead):
        return True
    prize = _prize().search(lead)
    if prize is None and _name_raised(context, figure, lead):
        return True
    if prize is None:
        return figure.sort == "event" and _name_winners(context, figure)
    if after:
        context.consumed = figure.end + after.end()
    elif medal:
        context.consumed = figure.end + 1
    if lead.endswith("奖学金获奖"):
        return False
    if work := named("winning_work").search(lead):
        figure.stem, figure.kind = "获奖", "count"
        figure.name = suffixed(work["what"] + "获奖", figure, figure.sort)
        return True
    fresh = note_contest(context, figure.start)
    contest, said = context.contest or _above(context, figure), _said(lead, prize.start())
    above = said if named("grade_said").fullmatch(said) and said[-1] == "上" else ""
    if said and not above and said[-1] != "级" and named("contest_part_end").search(said) is None:
        context.contest = contest = said
    own = named("contest_grade").match(said) if said and contest == said else None
    grade = _grade(own.group()) if own else _grade_of(context, figure, prize, contest, fresh)
    award = "获奖" if prize["award"] in _ANY else prize["award"]
    if contest or award != "获奖" or not _name_without_contest(context, figure, above or grade, award):
        figure.qualifier = above or None
        _name_won(context, figure, grade, contest, award, _has_own_grade(context, figure, prize))
    _narrow(context, figure, said, prize["side"] or "")
    figure.stem, figure.kind = award, "count"
    return True


def _name_without_contest(context: Context, figure: Figure, grade: str, award: str) -> bool:
    """学校荣获省级奖项4项, 教师获市级奖项9项: prizes of no contest, which are none of skills."""
    if named("of_contests").search(context.sentence.text, 0, figure.start) is None:
        figure.name = suffixed(grade + award, figure, figure.sort)
    elif (side := _side(context.sentence.text, figure)) == "教师":
        figure.name, figure.qualifier = suffixed(side + award, figure, figure.sort), grade or None
    else:
        return False
    return True


_ANY = ("奖", "奖项", "奖励")


def _goes_on(context: Context, figure: Figure, lead: str) -> bool:
    """国赛获奖6项,省赛|47项: prizes of the next contest, told with no word but its level."""
    last = context.done[-1] if context.done else None
    if last is None or last.rule not in ("prose.award", "prose.each") or "赛" not in lead:
        return False
    return named("contest_plain").fullmatch(lead) is not None and not figure.tail.startswith(("赛项", "项目"))


def _name_group(context: Context, figure: Figure, lead: str) -> bool:
    """共获奖50个,含一等奖8个;高职组|30个,中职组|20个: the prizes just told, of one group of those who entered."""
    last = context.done[-1] if context.done else None
    if last is None or last.rule != "prose.award" or not lead.endswith("组") or named("entrants").fullmatch(lead) is None:
        return False
    whole = next((f for f in reversed(context.done) if f.stem == "获奖" and f.quantity.measure == figure.quantity.measure), None)
    if whole is None:
        return False
    figure.stem, figure.name, figure.indicator_id, figure.kind = whole.stem, whole.name, whole.indicator_id, "count"
    figure.qualifier, figure.parent, figure.flags = lead, whole.name, [*figure.flags, "exact"]
    return True


def _name_raised(context: Context, figure: Figure, lead: str) -> bool:
    """比赛得二等奖4项,入围国赛|2项: how many went on to the next contest of the kind just told."""
    last = context.done[-1] if context.done else None
    if last is None or last.rule != "prose.award" or named("raised_contest").fullmatch(lead) is None:
        return False
    kind = named("contest_who").sub("", named("contest_front").sub("", context.contest))
    if not kind or named("contest_plain").search(context.contest):
        return False
    figure.stem = figure.name = suffixed(kind + lead, figure, figure.sort)
    figure.kind, figure.flags = "count", [*figure.flags, "exact"]
    return True


def name_each_award(context: Context, figure: Figure, prizes: list[str]) -> bool:
    """一、二等奖各5项: several prizes with one number; the name lists all."""
    if not named("prizes_listed").fullmatch("、".join(prizes)):
        return False
    end, grade = prizes[-1].removesuffix("牌")[-1:], ""
    names: list[str] = []
    for words in prizes:
        words += "" if words.endswith(("奖", "牌")) else "等奖" if words[-1] in "特一二三" else "牌" if end in "金银铜" else "奖"
        probe = replace(figure, lead=words if not names else grade + words, tail="")
        if not name_award(context, probe):
            return False
        found = _prize().search(words)
        grade = grade or (found and found["grade"]) or ""
        names.append(_in_full(probe))
    figure.name, figure.stem, figure.kind, figure.flags = "、".join(names), "获奖", "count", [*figure.flags, "each", "exact"]
    return True


def _in_full(figure: Figure) -> str:
    """The name of a prize with what narrows it, where the name alone is that of all prizes of its contest."""
    if figure.qualifier is None or figure.stem in figure.name:
        return figure.name
    grade = _grade(figure.qualifier)
    kind = named("prizes").sub("", figure.name)
    return suffixed(("" if kind.startswith(grade) else grade) + kind + figure.stem, figure, figure.sort)


def told_prizes(context: Context, words: str) -> Figure | None:
    """The prizes told before that bare words speak of again (一等奖6个…,一等奖数量|排名)."""
    again = named("prizes_again").fullmatch(words) if words.find("奖") + words.find("牌") > -2 else None
    if again is None:
        return None
    told = [f for f in (*context.earlier, *context.done) if f.rule == "prose.award" and f.stem == again["award"]]
    if not told or (again["award"] == "获奖" and told[-1].name != told[0].name):
        return None  # 国赛6项,省赛9项,获奖总数: of both
    return told[-1]


def _grade_of(context: Context, figure: Figure, prize: re.Match[str], contest: str, fresh: bool) -> str:
    """The grade of a prize: its own, that of the prizes it is listed with or one of, its contest's."""
    listed, scope = _listed(context, figure), context.scope
    alone = not contest and prize["award"] not in (*_ANY, "奖牌")
    told = _told(context) if alone or (listed and not fresh) else ""
    inside = _grade(scope.name) if scope is not None and named("prizes").search(scope.name) else ""
    grade = _grade(prize["grade"] or "") or (told if listed else "") or inside or _grade(contest) or told
    return "" if re.search(r"世界|国际", contest) else grade


def _has_own_grade(context: Context, figure: Figure, prize: re.Match[str]) -> bool:
    """Whether a prize has a grade of its own, or that of the prizes it is listed with (国家级一等奖2项、|二等奖|4项)."""
    own = prize["grade"] is not None or (_listed(context, figure) and "graded" in context.done[-1].flags)
    figure.flags = [*figure.flags, "graded"] if own else figure.flags
    return own


def _core(contest: str) -> str:
    """The contest without its grade: 省技能竞赛 is a 技能竞赛, 教学能力|省赛 a 教学能力比赛, and 省赛 alone one of skills."""
    plain = named("contest_plain").search(contest)
    if plain is None:
        return named("contest_front").sub("", contest)
    kind = named("contest_kind").search(contest, 0, plain.start())
    return kind.group() + "比赛" if kind is not None else named("contest_noun").pattern


def _name_won(context: Context, figure: Figure, grade: str, contest: str, award: str, graded: bool) -> None:
    """Name a prize by its grade, contest and rank, as the codebook has them."""
    core = _core(contest)
    core = re.sub(r"^及?以上", "", core) if graded else core
    short = named("contest_who").sub("", core)
    side = _side(context.sentence.text, figure) if named("contest_any").fullmatch(core) else ""
    kinds = dict.fromkeys((side + short, core, short, *_called_otherwise(short)))
    for words in (*(grade + kind + award for kind in kinds), core + award):
        known = context.names.find(words, figure.sort) or context.names.find(words + "数", figure.sort)
        if known is not None:
            figure.name, figure.indicator_id = known.name, known.indicator_id
            if grade and not words.startswith(grade) and grade not in known.name:
                figure.qualifier = grade
            return
    _name_by_contest(context, figure, grade, short or core, award)


def name_holder(context: Context, figure: Figure) -> None:
    """Name what one of several won of a prize by the prize alone."""
    _name_won(context, figure, _grade(context.contest), context.contest, "获奖", False)
    figure.stem, figure.kind = figure.name, "count"


def _name_graded(context: Context, figure: Figure, lead: str) -> bool:
    """教学成果奖获国家级2项、省级7项: the grades of one prize, named before the first of them."""
    found = named("prize_graded").search(lead) if lead.endswith("级") else None
    prize, grade = (found["what"], found["grade"]) if found else ("", lead)
    if found is None and named("grade_alone").match(lead) and _listed(context, figure):
        prize = next((flag[6:] for flag in context.done[-1].flags if flag.startswith("prize:")), "")
    if not prize:
        return False
    figure.stem, figure.kind, figure.flags = prize, "count", [*figure.flags, "prize:" + prize]
    figure.name = suffixed(grade + prize, figure, figure.sort)
    return True


def _name_winners(context: Context, figure: Figure) -> bool:
    """共52人次获得省级以上教学比赛奖项: how often prizes were won, told before them."""
    won = named("won_behind").match(context.sentence.text, figure.end)
    if won is None:
        return False
    context.consumed, figure.stem, figure.kind = won.end(), "获奖", "count"
    contest = _contest().search(won["what"])
    who = named("winner").findall(context.sentence.text[: won.start("what")])
    words = (who[-1] if who else "") + (contest.group() if contest else "")
    figure.name = suffixed(words + "获奖", figure, figure.sort)
    return True


def _above(context: Context, figure: Figure) -> str:
    """The contest of the paragraph before, where the words up to a prize point back to it."""
    points = context.contest_above and named("contest_points").search(context.sentence.text, 0, figure.end + 4)
    return context.contest_above if points else ""


def _narrow(context: Context, figure: Figure, said: str, side: str) -> None:
    """The part of the contest a prize was won in, which holds for the prizes listed with it, and the prizes it is one of."""
    part = said if named("contest_part_end").search(said) else ""
    part = part or side or _part_at_head(context.sentence.text, figure) or _side(context.sentence.text, figure)
    if not part and not said and _listed(context, figure):
        part = next((flag[5:] for flag in context.done[-1].flags if flag.startswith("part:")), "")
    if part and part not in figure.name + (figure.qualifier or "") and not (part == "教师" and "教学能力" in figure.name):
        figure.qualifier = f"{figure.qualifier}·{part}" if figure.qualifier else part
        figure.flags = [*figure.flags, "part:" + part]
    prizes = context.scope is not None and named("prizes").search(context.scope.name) is not None
    figure.parent = context.scope.name if context.scope is not None and prizes else None


def _part_at_head(text: str, figure: Figure) -> str:
    """在集中赛项中,我队获金牌3枚: the part of the contest the clauses before a prize are of."""
    found = named("contest_part_at").search(text, text.rfind(";", 0, figure.start) + 1, figure.start) if "在" in text else None
    return found["part"] if found is not None else ""


def _side(text: str, figure: Figure) -> str:
    """Whose prizes they are, where the teachers' are told apart from the pupils' and the school's."""
    if "教师" not in text and "学生队" not in text:
        return ""
    sides = named("contest_side").findall(text, max(0, text.rfind(";", 0, figure.start)), figure.start)
    return sides[-1] if sides and sides[-1] in ("教师", "教师队", "学生", "学生队") else ""


def _said(lead: str, end: int) -> str:
    """What stands between the verb of winning and the prize, where it is no word for a contest (斩获|茶艺组|二等奖)."""
    if part := named("contest_part_in").search(lead[:end]):
        return part["part"]
    own = re.search(r"[一-龥“”]{4,16}$", lead[:end])
    return "" if own is None or _contest().search(lead) else named("won_before").sub("", own.group())


def _name_by_contest(context: Context, figure: Figure, grade: str, contest: str, award: str) -> None:
    """The prizes of the contest, where the codebook knows them, with the prize as what narrows them; else all the words."""
    for words in (grade + contest, contest):
        known = context.names.find(words + "获奖", figure.sort)
        if known is not None and contest and award != "获奖" and "教师" not in award:
            figure.name, figure.indicator_id = known.name, known.indicator_id
            figure.qualifier = award if words == grade + contest or not grade else f"{grade}·{award}"
            return
    figure.name = suffixed(grade + contest + award, figure, figure.sort)


def _grade(words: str) -> str:
    return next((grade for grade, level in _GRADES if named(f"grade_{level}").search(words)), "")


def _called_otherwise(contest: str) -> list[str]:
    """The contest by the other words for a contest: 技能竞赛, 技能大赛."""
    same = named("contest_same")
    return [same.sub(word, contest) for word in same.pattern.split("|") if same.search(contest)]


def _listed(context: Context, figure: Figure) -> bool:
    """Whether the prize is listed with the one told before it (省级一等奖2项、二等奖3项)."""
    last = context.done[-1] if context.done else None
    if last is None or last.rule != "prose.award":
        return False
    return re.match(r"[、和及]|,(?=[特一二三金银铜优])", context.sentence.text[last.end : figure.start]) is not None


def _told(context: Context) -> str:
    last = context.done[-1] if context.done else None
    if last is None or last.rule != "prose.award":
        return ""
    held = last.qualifier or ""
    return _grade(last.name) or ("" if "赛" in held else _grade(held))
