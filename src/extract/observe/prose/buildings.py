"""Buildings and undertakings a clause tells of first: what is said behind them of land, money and places is theirs."""

from __future__ import annotations

from extract.codebook.prose import named
from extract.observe.prose.figures import Figure
from extract.observe.prose.look import COUNT, Context

__all__ = ["note_building"]

_BUILDING = "building"


def note_building(context: Context, figure: Figure) -> None:
    """新建实训楼1栋,建筑面积N平方米,投资M万元: a bare area or sum right behind a building is of that building."""
    if figure.sort == "person" and "容纳" in figure.lead:
        _note_hall(context, figure)
        return
    if figure.qualifier or figure.subject or figure.kind != "amount" or figure.sort not in ("area", "money"):
        return
    if not _note_works(context, figure) and figure.sort == "money":
        _note_effort(context, figure)


def _note_works(context: Context, figure: Figure) -> bool:
    """Narrow an area or sum by the building works told before it, or by the building counted or measured last."""
    told = context.done[-1] if context.done else None
    text, start = context.sentence.text, told.end if told is not None else 0
    works = named("building_works").search(text, start, figure.start)
    if works is not None:
        figure.qualifier = works["what"] or works["held"]  # 完成实训楼主体工程,建筑面积9000平方米
    elif told is not None and named("of_building").fullmatch(text, told.end, figure.start):
        goes_on = told.sort in ("area", "money") and _BUILDING in told.flags
        equipped = goes_on or told.value == 1 or named("equipment").search(figure.lead) is None  # 实训室40间,设备总值: the school's
        figure.qualifier = (_built(told) or None) if equipped else None
    if figure.qualifier:
        figure.flags = [*figure.flags, _BUILDING]
    return figure.qualifier is not None


def _built(told: Figure) -> str:
    """The building a number is of: one that is counted, or one whose land or cost it told."""
    if told.sort in ("area", "money"):
        return (told.qualifier or "") if _BUILDING in told.flags else ""
    words = COUNT.sub("", told.name)
    return named("fresh").sub("", words) if told.sort == "thing" and named("building").search(words) else ""


def _note_hall(context: Context, figure: Figure) -> None:
    """建成报告厅1个,可容纳600人; 体育馆建筑面积5600平方米,可容纳1800人: the hall that holds so many narrows them."""
    told = context.done[-1] if context.done else None
    if told is None or context.sentence.text[told.end : figure.lead_start] != ",":
        return
    hall = _built(told) or (named("area_word").sub("", told.stem) if told.sort == "area" else "")
    if named("building").search(hall) and hall not in f"{figure.name}{figure.qualifier}":
        figure.qualifier = f"{hall}；{figure.qualifier}" if figure.qualifier else hall


def _note_effort(context: Context, figure: Figure) -> None:
    """重视实训基地建设,先后投资3600万元: a bare outlay is for what the clause before says was done."""
    if named("bare_outlay").fullmatch(figure.name) is None:
        return
    text = context.sentence.text
    start = context.done[-1].end if context.done else 0
    if (effort := named("effort").search(text, start, figure.lead_start + len(figure.lead))) is not None:
        figure.qualifier = effort["what"]
