"""N所 counts schools, also where the words round the number name none: 列入省级建设序列的12所, 7所是职业高中."""

from __future__ import annotations

import re

from extract.codebook.prose import named
from extract.observe.prose.compose import level_name
from extract.observe.prose.figures import Figure
from extract.observe.prose.look import Context

__all__ = ["read_kind_of_school", "read_schools"]

_IS = re.compile(r"(?:则|都|均)?(?:是|为|属)(?P<kind>[一-龥]{2,10})$")


def read_kind_of_school(context: Context, figure: Figure) -> bool:
    """7所是职业高中: the kind of school is told behind the number; 其余4个县共9所: in the sentences before."""
    kind = _IS.match(figure.tail) if figure.quantity.measure == "所" else None
    if kind is None and _bare_schools(context, figure):
        return True
    if kind is None or named("school_noun").search(kind["kind"]) is None:
        return False
    level_name(figure, kind["kind"], context.names, figure.sort)
    figure.kind = "count"
    if context.scope is not None and context.scope.name != figure.name:
        figure.parent = context.scope.name
    return bool(figure.name)


def _bare_schools(context: Context, figure: Figure) -> bool:
    """Name a count in 所 with no words but for whose it is (其余4个县|共9所) by the schools spoken of."""
    told, schools = context.done[-1] if context.done else None, context.schools
    if told is None or schools is None or figure.tail or figure.quantity.measure != "所" or told.quantity.measure == "所":
        return False
    where = re.search(r"[^,;:。]{2,14}$", context.sentence.text[: figure.lead_start])
    if where is None or named("no_narrower").fullmatch(figure.lead) is None:
        return False
    figure.name, figure.indicator_id, figure.stem = schools.name, schools.indicator_id, schools.stem
    figure.kind, figure.qualifier = "count", where.group()
    return True


def read_schools(context: Context, figure: Figure) -> None:
    """Name a count of schools by the schools spoken of, where its own words name none; its words narrow it."""
    if figure.quantity.measure != "所" or figure.kind != "count" or figure.role == "change":
        return
    if placed := named("schools_placed").fullmatch(figure.stem):
        level_name(figure, placed["kind"], context.names, figure.sort)
        figure.qualifier = placed["place"]
    if figure.indicator_id is not None or named("school_noun").search(figure.name):
        beside = figure.lead.startswith("另")  # 中职38所,|另有|技工学校9所: what follows is of the first
        context.schools = figure if figure.name and figure.role != "from" and not (figure.parent or beside) else context.schools
        return
    level = _level(context, figure)
    if level is None:
        return
    short = named("short_of").match(figure.tail)
    words = short["what"] if short else re.sub(r"(?:数|的)$", "", figure.name)
    figure.name, figure.indicator_id, figure.stem = level
    if alone := named("short_school").match(figure.tail):
        words = words.removesuffix(alone.group())
    if named("no_narrower").fullmatch(words) is None:
        figure.qualifier = f"{figure.qualifier}；{words}" if figure.qualifier else words


def _level(context: Context, figure: Figure) -> tuple[str, str | None, str] | None:
    """The name, indicator and words of the schools a sentence speaks of: by its own words, else those counted before."""
    text = context.sentence.text[: figure.end]
    if alone := named("short_school").match(figure.tail):
        text = alone.group()
    higher = [m.end() for m in named("higher_school").finditer(text)]
    secondary = [m.end() for m in named("secondary_school").finditer(text)]
    if higher or secondary:
        words = "高等职业学校" if max(higher, default=0) > max(secondary, default=0) else "中等职业学校"
        known = context.names.find(words, "thing")
        return (known.name, known.indicator_id, words) if known is not None else None
    told = context.schools
    return (told.name, told.indicator_id, told.stem) if told is not None else None
