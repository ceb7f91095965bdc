"""Names of the output made of the words of the text: the codebook's name where it knows one, else the words and what is counted."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from extract.codebook.prose import fill, named, words_pattern
from extract.codebook.words import load_words
from extract.observe.prose.figures import Figure
from extract.observe.prose.names import Known, Names, take_body

_DONE = ("person", "thing", "event", "session", "money")
"""What a verb before it may say the making or getting of."""
_SCHOOLS = ("schools.", "courses.planned", "equipment.value")
"""What a firm has none of its own of, though it may have or work with things that are called so."""
_COUNT = re.compile(r"(?:总人数|人数|总数|数量|数)$")


@cache
def _ends(name: str) -> re.Pattern[str]:
    return re.compile(rf"{words_pattern(name)}$")


def level_name(
    figure: Figure, words: str, names: Names, sort: str | None, verb: str = "", doing: str = "", of_change: bool = False
) -> None:
    """Name a level by its words.

    `sort` is the sort of number; a `verb` before or `doing` after a short noun belongs to the name (选派|教师, 教师|到企业实践);
    `of_change` says that the words name what changed.
    """
    words = _clean(words)
    if words.endswith("学生") and names.of_school and named("from_place").fullmatch(words):
        figure.stem, figure.name = words, words + "数"  # a school has no other place's pupils, but some that come from there
        return
    body, words = take_body(words, names)
    if not words:
        return
    figure.subject = body or figure.subject
    figure.stem = words
    fresh = len(verb) > 1 and named("fresh").fullmatch(verb) is not None
    verb = verb if len(verb) > 1 and (fresh or verb in load_words()["do"]) and sort in _DONE else ""
    found = names.suffix(words, sort) if sort else _any(names, words)
    if found is None and sort == "person" and (tier := named("tier_behind").search(words)) and names.suffix(tier["what"], sort):
        words, figure.qualifier = tier["what"], tier["tier"]
        found = names.suffix(words, sort)
    if found is not None and names.level == "enterprise" and found[1].indicator_id.startswith(_SCHOOLS):
        found = None
    special = names.find(verb + words, sort) if verb else None
    if verb in load_words()["enrol"] and sort == "person" and (new := _ends("newcomer").search(words)) and not _from_abroad(words):
        special = names.find("招生", sort)
        figure.qualifier = _narrow(words[: new.start()]) or figure.qualifier
    if special is not None:
        figure.name, figure.indicator_id = special.name, special.indicator_id
    elif (
        (verb or doing)
        and (fresh or found is None or len(words) - found[0] <= (2 if sort == "money" else 3) or doing or _is_stock(found[1]))
        and not (found is None and sort == "money" and not doing and named("money_verb").fullmatch(verb) is None)
    ):
        verb = "" if verb in load_words()["light"] else verb
        figure.stem = verb + words
        figure.name = suffixed(verb + (f"{doing}{words}" if doing else words), figure, sort)
    elif found is None:
        figure.name = words if of_change else suffixed(words, figure, sort)
    else:
        _name_known(figure, words, found, sort, names.owners)


def _name_known(figure: Figure, words: str, found: tuple[int, Known], sort: str | None, owners: tuple[str, ...]) -> None:
    """The codebook's name; what stands before it is dropped, narrows it, or makes a name of its own."""
    at, known = found
    front = words[:at].rstrip("的")
    for owner in owners:
        front = front.removeprefix(owner)
    of_them = named("of_body").match(words, at) is None
    of_them = of_them and named("done_for").fullmatch(front) is None
    of_them = of_them and named("campus").search(front) is None
    college = front.endswith("学院") and any(owner.endswith(("学院", "大学")) for owner in owners)  # one of its own
    if of_them and not college and named("owner").fullmatch(front) and not any(owner.endswith(front) for owner in owners):
        figure.subject, front = front.rpartition("的")[2] or front, ""  # 毗邻的|某市
    elif any(front and owner.endswith(front) for owner in owners):
        front = ""
    figure.indicator_id = known.indicator_id
    if named("widened").search(front) and named("of_full_time").search(known.name):
        figure.name, figure.indicator_id = suffixed(words, figure, sort), None  # 各类|在校生 are more than those of full time
    elif not front or named("dropped").match(front):
        figure.name = known.name
    elif sort != "thing" and (kind := named("kind_of_school").fullmatch(front)):
        figure.name, figure.qualifier = known.name, kind["kind"] or None
    elif (
        named("narrow").search(front)
        or front in load_words()["part"]
        or (sort != "thing" and named("group_of_school").fullmatch(front))
    ):
        figure.name, figure.qualifier = known.name, _narrow(front)
    elif (
        words[:at].endswith("的") and words[at:] in load_words()["common"] and (sort == "person" or named("chosen_by").match(front))
    ):
        # pupils who did something are some pupils, and not those there are (报名参加考试的|学生)
        figure.name, figure.indicator_id = suffixed(front + words[at:], figure, sort), None
    elif words[:at].endswith("的"):
        figure.name, figure.qualifier = known.name, front
    elif (named("neutral").fullmatch(front) and sort != "area") or (known.sort == "share" and front in load_words()["common"]):
        figure.name = known.name
    else:
        # what narrows a name by its meaning (流失|学生, 招生|专业) makes another indicator of it
        figure.name, figure.indicator_id = suffixed(named("lacking").sub("", words), figure, sort), None


def _any(names: Names, words: str) -> tuple[int, Known] | None:
    for at in names.ends(words):
        for sort in (None, "share"):
            known = names.find(words[at:], sort)
            if known is not None:
                return at, known
    return None


def _from_abroad(words: str) -> bool:
    """Whether those taken in are from abroad, who are apart from the school's own intake."""
    return words.endswith(("留学生", "留学生人数"))


def _is_stock(known: Known) -> bool:
    """Whether a name counts those there are, so that a verb before it says which of them (外聘|专业课教师)."""
    return known.kind == "count" and known.sort == "person" and _ends("person_noun").search(_COUNT.sub("", known.name)) is not None


def _narrow(front: str) -> str:
    front = re.sub("[“”]", "", front) if front.count("“") != front.count("”") else front
    return re.sub(r"(?<=[一-龥])专业$", "", front)


def _clean(words: str) -> str:
    words = (re.sub(r"\([^()]*\)$", "", words) if words.endswith(")") else words).strip("、,的了“ ·-—")
    if "”" not in words:
        # the number of a footnote, not one that parts a group off (单价2万元以上的班次)
        words = fill(r"(?<=[一-龥])(?<![第至到])\d{1,2}(?=[一-龥])(?![一-龥]{1,3}(?:以上|以下|以内|左右))").sub("", words)
    words = fill(r"^(?:[两三四五六七八九十](?:项|个|类)|[这该那此][座所栋幢])(?=.{2})|(?<=[校院])一[校院家](?=.{2})").sub("", words)
    if "层" in words:
        words = fill(r"(?<=[楼馆堂厅])[\d一二三四五六七八九十]*层(?=.{2}|$)").sub("", words)  # 食堂|3层|面积
    words = fill(r"(?<=..)[两三四五六七八九十]届$").sub("", words)
    if words.count("”") > words.count("“"):
        words = "“" + words
    return words


def suffixed(words: str, figure: Figure, sort: str | None) -> str:
    """The words with the noun that says what the number is, where they do not say it themselves."""
    if _ends("lead_noun").search(words) or (_ends("rate_noun").search(words) and not words.endswith("制度")):
        return words
    measure = (figure.quantity.measure or "").removeprefix("个") if sort == figure.sort else ""
    if sort == "person":
        return words + ("数" if _ends("person_noun").search(words) else "人数")
    if sort in ("event", "session", "labour"):
        return words + {
            "人次": "人次",
            "场": "场次",
            "场次": "场次",
            "次": "次数",
            "期": "期数",
            "人日": "人日数",
            "班次": "班次",
            "讲": "讲座数",
        }.get(measure, measure + "数")
    if sort == "thing":
        return words + "数"
    if sort == "money":
        return words if _ends("money_noun").search(words) else words + "金额"
    if sort == "time" and measure in ("学时", "课时"):
        return words if words.endswith(("学时", "课时")) else words + measure
    if sort == "area":
        return words if words.endswith("面积") else words + "面积"
    return words


def share_name(figure: Figure, words: str, names: Names, scope: Any, last: Figure | None = None) -> None:
    """Name a share by the part it measures: 双师型教师 → its share indicator, else the words and 占比."""
    body, words = take_body(_clean(words), names)
    figure.subject = body or figure.subject
    figure.stem = words
    part = re.sub(r"(?:人数|总人数|总数|数量|数)$", "", words) or words
    own = part[len(last.qualifier) :] if last is not None and last.qualifier and part.startswith(last.qualifier) else ""
    forms = [part, part + scope.stem if scope is not None else ""]
    if last is not None:
        told = re.sub(r"(?:总人数|人数|总数|数量|数)$", "", last.name)
        forms = [last.bare, *forms, last.qualifier or "", "" if last.qualifier or last.parent else told]
        alone = names.suffix(part, last.sort) if last.indicator_id else None
        plain = alone is not None and (alone[0] == 0 or named("dropped").match(part[: alone[0]]) is not None)
        if alone is not None and plain and alone[1].indicator_id != last.indicator_id:
            part, forms = told, [told]  # a row of concepts has named the part by more than its noun
    for form in forms:
        for ending in ("", "占比", "比例", "率"):
            known = names.find(form + ending, "share") if form else None
            narrowed = last is not None and known is not None and known.kind == "rate" and (last.qualifier or last.subject)
            if (
                known is not None
                and not narrowed
                and _akin(known, form, last)
                and (not known.name.endswith("度") or form.endswith("度"))
            ):
                figure.name, figure.indicator_id = known.name, known.indicator_id
                if last is not None and form not in (last.bare, last.qualifier):
                    figure.qualifier = last.qualifier
                return
    if last is not None and last.qualifier:
        figure.qualifier = last.qualifier
        known = names.find((own or part) + "占比", "share")
        if known is not None:
            figure.name, figure.indicator_id = known.name, known.indicator_id
            return
        base = re.sub(r"(?:人数|总人数|总数|数量|数|占比)$", "", last.name)
        figure.name = base + "占比"
        return
    if scope is not None and part in load_words()["part"] and not _ends("person_noun").search(part):
        part += _COUNT.sub("", scope.stem)  # 在校生中公办占88%
    figure.name = part if _ends("rate_noun").search(part) else part + "占比"


def _akin(known: Known, form: str, last: Figure | None) -> bool:
    """Whether a share known by a bare modifier (女生) is of those told before: leavers are no pupils in school."""
    if last is None or form not in (last.bare, last.qualifier) or not form or last.indicator_id is None:
        return True
    return known.indicator_id.split(".")[0] == last.indicator_id.split(".")[0]


def per_name(figure: Figure, words: str, per: str, names: Names, last: Figure | None = None) -> None:
    """Name a value per head: 生均 and what is shared out."""
    words = _clean(words)
    per = {"每生": "生均", "均人": "生均", "每生均": "生均"}.get(per, per)
    base = re.sub(r"(?:人数|数量|数|总数|总值)$", "", words) if not words.endswith("指数") else words
    figure.stem = per + words
    told = names.find(per + last.name, figure.sort, True) if last is not None and last.name else None
    if told is not None:
        figure.name, figure.indicator_id = told.name, told.indicator_id
        return
    for form in (
        per + words,
        per + base,
        per + base + "值",
        per + base + "册数",
        per + base + "面积",
        per + base + "数",
        words,
        per + base + "水平",
    ):
        known = names.find(form, figure.sort, True)
        if known is not None:
            figure.name, figure.indicator_id = known.name, known.indicator_id
            return
    name = per + (base or words)
    figure.name = name if name != per else ""
    if figure.name and figure.sort in ("thing", "person", "event", "session") and not _ends("lead_noun").search(figure.name):
        figure.name += "数"
