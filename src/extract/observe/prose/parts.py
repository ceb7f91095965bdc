"""Parts of a whole told before: a bare modifier (公办, 省级, 研究生, 某县) with a number has the name of what it divides."""

from __future__ import annotations

import re
from functools import cache

from extract.codebook.naming import load_naming
from extract.codebook.prose import fill as pattern
from extract.codebook.prose import named
from extract.codebook.words import load_words
from extract.observe.prose.compose import level_name
from extract.observe.prose.figures import Figure
from extract.observe.prose.look import COUNT, Context, Scope, is_part
from extract.observe.prose.names import Known

__all__ = ["alike", "grades_of", "name_part", "parent_of", "part_of"]

_LONGEST_DEED = 4
"""How long what was done may stand before a grade (建设|国家级基地)."""


def name_part(context: Context, figure: Figure, words: str, part: Scope) -> None:
    names = context.names
    figure.parent = part.name or None
    title = re.sub(r"(?<=[正副]高)(?!级)", "级", words)
    stem = pattern(r"^(?:{do}|{have})+(?=.{3})").sub("", part.stem) if words in load_words()["grade"] else part.stem
    whole = COUNT.sub("", part.name)
    stem = whole if words in load_words()["grade"] and len(stem) < len(whole) and whole.endswith(stem) else stem  # 论文|获奖
    stem = named("graded").sub("", stem) if words in load_words()["grade"] else stem
    beside = pattern(r"(?:{grade})(?<=级)").search(stem) if words in load_words()["grade"] else None
    if beside is not None and beside.start() <= _LONGEST_DEED:
        stem, figure.parent = stem[beside.end() :], None  # 建设国家级|基地2个,省级|5个
    raised = (f"升入{words}人数",) if "升" in part.name else ()
    forms = (*raised, *(form + part.stem for form in (words, words + "学历", words.replace("大专", "专科"), title, title + "职称")))
    known = next((found for form in forms if (found := names.find(form, figure.sort)) is not None), None)
    known = None if raised and known is not None and known.name == part.name else known  # 升学210人(高职190人): no other name
    of_staff = named("of_staff").search(part.name + part.stem)
    if known is not None and (_divides_less(context, known, words, part) or (known[0].startswith("staff.") and not of_staff)):
        known = None
    alone = names.find(words, figure.sort) if known is None else None
    if (
        alone is not None
        and alone.parent_id is not None
        and alone.parent_id.split(".")[0] == (part.indicator_id or "").split(".")[0]
        and not _divides_less(context, alone, words, part)
    ):
        known = alone
    figure.stem, figure.bare = words + part.stem, words
    if words in _programmes():
        figure.flags = [*figure.flags, "group"]  # 护理专业招生90人,木雕工艺|14人: a major of its own
    if known is not None:
        figure.name, figure.indicator_id = known.name, known.indicator_id
    elif words in load_words()["grade"] and figure.sort == "thing" and part.indicator_id is None:
        level_name(figure, words + stem, names, figure.sort)
    elif raised and named("raised_to").fullmatch(words):
        figure.name, figure.flags = raised[0], [*figure.flags, "exact"]
    elif words.endswith("教师") or not part.name:
        level_name(figure, words if part.name else words + part.stem, names, figure.sort)
    else:
        figure.name, figure.indicator_id, figure.qualifier = part.name, part.indicator_id, words
        if context.last is not None and context.last.name == part.name and context.last.qualifier in load_words()["part"]:
            figure.parent = context.last.parent  # 在校生高职3000人,中职600人: the one before is no whole


@cache
def _programmes() -> frozenset[str]:
    """The names of majors, which divide pupils without the word for them."""
    return frozenset(load_naming().programmes)


def grades_of(context: Context, figure: Figure, items: list[str] | None) -> list[str] | None:
    """“双师型”教师认定初级、中级、高级分别为: grades alone behind the people they divide, who become the whole of the list."""
    words = load_words()
    if items is None or figure.sort != "person" or len(items) < 2:
        return items
    found = pattern(r"^(?P<who>.*{person_noun})(?:中|里|按|的|{do})*(?P<grade>{part}|{grade})$").match(items[0])
    if found is None or not all(item in words["part"] or item in words["grade"] for item in items[1:]):
        return items
    known = context.names.suffix(found["who"], "person")
    name, indicator = (known[1].name, known[1].indicator_id) if known else (found["who"] + "数", None)
    context.scope = Scope(name, found["who"], "person", indicator)
    return [found["grade"], *items[1:]]


def part_of(context: Context, figure: Figure, words: str) -> Scope | None:
    """The whole a bare modifier (公办, 省级, 研究生, 某县) is a part of: the open scope, or the level just told."""
    lexicon, scope = load_words(), context.scope
    if named("excluded").match(figure.lead) or named("tier_behind").search(words):
        return None
    bare = words in lexicon["part"] or words in lexicon["grade"]
    if scope is None and not context.done and named("opens_whole").match(figure.lead):
        return None
    if scope is not None and named("skill_grade").fullmatch(words) and named("skills_assessed").search(scope.name):
        return scope if alike(scope.sort, figure.sort) else None
    known = context.names.find(words, figure.sort)
    if known is not None and not bare:
        staff = scope or (_staff(context) if figure.sort == "person" and named("staff_part").fullmatch(words) else None)
        return staff if staff is not None and _divides_less(context, known, words, staff) else None
    short = len(words) <= 8 and bool(named("standing").search(words))
    short = short or (figure.sort == "event" and pattern(r"(?:{person_noun}|人员)$").search(words) is not None)
    placed = figure.sort == "person" and len(words) <= 12 and pattern(r"{place_noun}$").search(words) is not None
    placed = placed or (figure.sort == "person" and words in _programmes())
    sorted_out = scope is not None and scope.divided and 1 < len(words) <= 6 and named("school_noun").search(words) is None
    divides = bare or short or placed or sorted_out
    if scope is not None and alike(scope.sort, figure.sort) and (divides or _only_divides(context, figure, words, scope)):
        return _beside_graded(context, figure, words, scope) or scope
    if scope is None and figure.sort == "person" and named("staff_part").fullmatch(words):
        sibling = context.done and named("staff_part").fullmatch(context.done[-1].stem)
        if (staff := _staff(context)) is not None or sibling:
            return staff
    told = (context.top, context.last) if placed else (context.last, context.top)
    last = next((f for f in told if f is not None and f.sort == figure.sort and f.role != "change"), None)
    if scope is not None or last is None or not (bare or placed) or is_part(last) or (known and _is_more(figure, last)):
        return None
    if figure.sort == "thing" and {last.quantity.measure, figure.quantity.measure} == {"所", "家"}:
        return None
    if placed and not bare and pattern(r"{person_noun}(?:人?数|总数)?$").search(last.name) is None and "招生" not in last.name:
        return None
    whole = last.parent or last.name
    kept = last.indicator_id if whole == last.name else None
    if (beside := _beside_told(context, figure, words, last)) is not None:
        return beside
    stem = (
        last.stem.removeprefix(last.bare)
        if last.bare
        else _without(last.stem, last.qualifier)
        if last.qualifier or words in lexicon["grade"]
        else last.stem
    )
    return Scope(whole, stem, last.sort, kept)


def _beside_told(context: Context, figure: Figure, words: str, last: Figure) -> Scope | None:
    """The noun alone of the part told last, of which this is another: 省级|基地5个,市级9个; 国企|就业9人,民企7人."""
    plain = pattern(r"^(?:{do})+(?=.{3})").sub("", last.stem)
    if words in load_words()["grade"] and figure.sort == "thing":
        graded = pattern(r"^(?:{grade})").match(plain)
        if graded and len(plain) > graded.end() + 1 and named("graded").match(plain) is None:
            return Scope(last.parent or "", plain[graded.end() :], last.sort)
    if figure.sort != "person" or last not in context.done or last.indicator_id is not None or last.qualifier:
        return None
    there = named("placed_there").match(plain) if words not in load_words()["part"] else None
    return Scope(last.parent or "", there["did"], last.sort) if there and not words.endswith(there["where"]) else None


def _beside_graded(context: Context, figure: Figure, words: str, scope: Scope) -> Scope | None:
    """基地90个,其中国家级虚拟车间8个、|省级|30个: another grade of the noun before it, which says more than the whole."""
    told = context.done[-1] if context.done else None
    if told is None or words not in load_words()["grade"] or told.bare or told.quantity.measure != figure.quantity.measure:
        return None
    graded = pattern(r"^(?:{grade})(?<=级)(?=.{2})").match(told.stem) if told.parent == scope.name else None
    return Scope(scope.name, told.stem[graded.end() :], scope.sort) if graded else None


def _is_more(figure: Figure, other: Figure) -> bool:
    """Whether a number is larger than one that would be the whole of it (走读生46人,女生120人)."""
    if other.qualifier or other.parent or not figure.value or not other.value:
        return False
    return figure.value.scaleb(figure.quantity.scale) > other.value.scaleb(other.quantity.scale)


def _divides_less(context: Context, known: Known, words: str, whole: Scope) -> bool:
    """Whether an indicator divides only some of a whole (专任教师 of 教职工) that the words and the sentence say nothing of."""
    if whole.indicator_id is None or named("staff_part").fullmatch(words) is None or named("says_teacher").search(words):
        return False
    narrower = context.names.by_id.get(known.parent_id or "")
    while narrower is not None and named("of_degree").search(narrower.name):
        narrower = context.names.by_id.get(narrower.parent_id or "")
    if narrower is None or narrower.parent_id != whole.indicator_id:
        return False
    return all(f.indicator_id != narrower.indicator_id for f in context.done)


def _only_divides(context: Context, figure: Figure, words: str, scope: Scope) -> bool:
    """Whether words behind 其中 count nothing themselves: 其中北山厂12人, 其中职教中心8台, 其中团体项目2项 (of prizes)."""
    if scope.measure is None or context.names.suffix(words, figure.sort) is not None:
        return False
    if figure.sort == scope.sort == "person":
        return pattern(r"{person_noun}(?:总?人?数)?$|{people}|的|^(?:{do}|{have})").search(words) is None
    if figure.sort == scope.sort == "money":
        return named("given_to").fullmatch(words) is not None
    if figure.quantity.measure != scope.measure or figure.sort != "thing":
        return False
    if figure.quantity.measure not in ("所", "家", "个") and named("owning_body").search(words):
        return True
    return scope.name.endswith("奖数") and pattern(r"(?:{award})").search(words) is None


def _staff(context: Context) -> Scope | None:
    """The teachers whose degrees and titles are told without 其中: those counted in the sentence, else those counted before it."""
    told = [f for f in context.done if f.role != "change"] or [f for f in (context.top, context.last) if f is not None]
    for figure in reversed(told):
        if figure.sort != "person" or not re.search(r"(?<!双师型”)(?<!双师型)(?:教师|教职工)(?:总量|总数|人数)?$", figure.stem):
            continue
        stem = figure.stem.removeprefix(figure.bare) if figure.bare else figure.stem
        if named("staff_part").fullmatch(stem) is None:
            return Scope(figure.parent if figure.bare and figure.parent else figure.name, stem, figure.sort, figure.indicator_id)
    return None


def _without(stem: str, qualifier: str | None) -> str:
    return stem[len(qualifier) :] if qualifier and stem.startswith(qualifier) and len(stem) > len(qualifier) else stem


def alike(one: str | None, other: str | None) -> bool:
    return one == other or {one, other} <= {"person", "event"} or {one, other} <= {"thing", "session"}


def parent_of(context: Context, figure: Figure, scope: Scope) -> str | None:
    """The open whole a number is part of, where it is no larger (互派教师74人,其中我县46人,招收学生612人)."""
    whole = next((f for f in (*context.done, *context.earlier) if f.name == scope.name and f.sort == figure.sort), None)
    return None if whole is not None and _is_more(figure, whole) else scope.name
