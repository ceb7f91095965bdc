"""Every figure of the running text: passages into sentences, sentences through the language pipeline and the linker."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from extract.codebook import Codebook
from extract.codebook.prose import load_confidence, named
from extract.language import doc_of, reading
from extract.model import Document, Issue, Observation, Observed, Passage, Rejection, Segments, place
from extract.observe.prose.awards import contest_in
from extract.observe.prose.base import find_bases
from extract.observe.prose.figures import Figure, Sentence, make_sentence, number_sort, without_numbers
from extract.observe.prose.frames import Outlook, lays_rules, opens_rules, planned_sections, sets_tasks
from extract.observe.prose.link import link
from extract.observe.prose.look import Context
from extract.observe.prose.names import Names, make_names
from extract.observe.prose.placed import pointed_site
from extract.observe.prose.reject import leave_company, reject
from extract.observe.prose.series import give_series
from extract.observe.prose.units import shared_units
from extract.observe.prose.when import Clock, date_figures, fiscal_year, years_above
from extract.period import Period, calendar_year, default_period, find_periods
from extract.quantity import Quantity
from extract.text import Normal, normalise

_LONGEST = 1000
"""No sentence is longer: real ones reach some 600 characters, and the cost of linking grows with the square of the length."""
_FRONT = 6000
"""Where a report says what its figures are of: within its first pages."""
_YEAR = re.compile(r"[2２二1１一]\s*[0０〇○O零9９九]")
"""What the passages that name a year hold; most hold none, and need not be searched for all kinds of times."""
_ITEM = re.compile(r"\s*[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,2}|[①-⑳])[)）.、．]?")
"""How an item of a list begins that goes on over several paragraphs."""
_PAUSE = re.compile(r"[,;、](?!\d)")
_LISTED = re.compile(r"[^,;。:()\d奖牌级证课赛]{1,12}[、,和]")
_NUMBER = re.compile(r"[\d×_]|[xX]{2}|[一二两三四五六七八九十百千万半]")


def observe_prose(document: Document, segments: Segments, codebook: Codebook) -> Observed:
    """The observations of all passages in printed order, and the numbers left out, each with its reason."""
    frame = segments.frame
    default = default_period(frame.period_start, frame.period_end, frame.report_year)
    default = default or busiest_year(document.text, segments.passages)
    names = make_names(codebook, frame, segments.mentions, document.text)
    headings = {segment.segment_id: segment for segment in segments.segments}
    front = document.text[:_FRONT]
    fiscal = fiscal_year(normalise(front).text) if named("fiscal_near").search(front) else None
    observations: list[Observation] = []
    rejections: list[Rejection] = []
    issues: list[Issue] = []
    planned = planned_sections(segments.segments)
    mixed = planned_sections(segments.segments, "heading_mixed")
    ruled, laid = planned_sections(segments.segments, "heading_ruled"), False
    year_above = years_above(headings, default)
    contests: dict[str | None, str] = {}
    outlook: Outlook | None = None
    with reading() as nlp:
        for passage in segments.passages:
            told = outlook is not None and outlook.contest and not outlook.hosted
            outlook = Outlook(
                default,
                frame.level,
                passage.segment_id in planned,
                passage.segment_id in mixed,
                told,
                institution=frame.institution,
            )
            words = document.text[passage.char_start : passage.char_end]
            laid = laid and _ITEM.match(words) is not None
            outlook.ruled = laid or passage.segment_id in ruled
            laid = laid or opens_rules(words)
            clock = Clock(default, fiscal, year_above(passage.segment_id))
            read = list(read_passage(nlp, document.text, passage, names, clock, outlook, contests))
            give_series([sentence for sentence, *_ in read])
            find_bases([figure for sentence, *_ in read for figure in sentence.figures if figure.reason is None], names)
            for sentence, normal, start, end in read:
                for figure in sentence.figures:
                    if figure.reason is not None:
                        rejections.append(_rejection(document, figure, sentence, normal, passage))
                        continue
                    made = _observation(document, figure, sentence, normal, passage, start, end, frame_subject(frame))
                    observations += made
                    issues += [_note(one, figure) for one in made if figure.note]
    return Observed(observations=tuple(observations), rejections=tuple(rejections), issues=tuple(issues))


def busiest_year(text: str, passages: tuple[Passage, ...]) -> Period | None:
    """The calendar year a report that does not say its own speaks of most: at least three times, the later of two."""
    counts: Counter[int] = Counter()
    for passage in passages:
        printed = text[passage.char_start : passage.char_end]
        stated = find_periods(printed) if _YEAR.search(printed) else []
        counts.update(found.period.year for found in stated if found.period is not None)
    year, times = max(counts.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    return calendar_year(year) if times >= 3 else None


def frame_subject(frame: object) -> str | None:
    """Whose report it is: the institution, else the smallest region named."""
    for field in ("institution", "county", "prefecture", "province"):
        if value := getattr(frame, field, None):
            return str(value)
    return None


def read_passage(
    nlp: Any,
    text: str,
    passage: Passage,
    names: Names,
    clock: Clock,
    outlook: Outlook,
    contests: dict[str | None, str],
) -> Iterator[tuple[Sentence, Normal, int, int]]:
    """Each sentence of a passage that holds a number: linked, dated, with its place in the report's text.

    `contests` holds the contest each section told of last.
    """
    gaps = {a - passage.char_start: b - passage.char_start for a, b in passage.gaps}
    normal = normalise(text[passage.char_start : passage.char_end], gaps)
    note = passage.kind == "note" or normal.text.startswith(("注:", "备注:", "说明:", "数据来源"))
    context: Context | None = None
    outlook.headed = outlook.headed or sets_tasks(normal.text)
    outlook.lawful = lays_rules(normal.text)
    heard = ""
    last = _NUMBER.search(normal.text[::-1])  # what stands behind the last number need not be heard
    for begin, end in sentence_ranges(normal.text):
        if last is None or begin > len(normal.text) - last.end():
            return
        words = normal.text[begin:end]
        outlook.hear(words)
        if not _NUMBER.search(words):
            heard = (contest_in(words, 0, len(words), heard) if "赛" in words else "") or heard
            continue
        doc = doc_of(nlp, words)
        sentence = without_numbers(words, begin, names.weights) if doc is None else make_sentence(doc, begin, names.weights)
        sentence.figures = [_figure(q) for q in sentence.quantities]
        shared_units(sentence)
        for figure in sentence.figures:
            figure.reason = "note" if note else reject(sentence, figure, outlook)
        leave_company(sentence)
        outlook.judged(sentence.figures)
        drop_ticks(sentence)
        drop_slogan(sentence)
        context = (
            Context(names, sentence, contest_above=contests.get(passage.segment_id, ""))
            if context is None
            else context.goes_on(sentence)
        )
        context.contest, heard = heard or context.contest, ""
        context.site = pointed_site(normal.text, begin, end) if "该" in words else None
        link(context)
        contests[passage.segment_id] = context.contest or contests.get(passage.segment_id, "")
        date_figures(sentence, clock)
        start, stop = normal.origin(begin, end)
        yield sentence, normal, passage.char_start + start, passage.char_start + stop


def drop_ticks(sentence: Sentence) -> None:
    """Leave out runs of three or more numbers with nothing but blanks between them: a chart's axis, a table run together."""
    run: list[Figure] = []
    for figure in [*sentence.figures, None] if len(sentence.figures) > 2 else ():
        if figure is not None and run and not sentence.text[run[-1].end : figure.start].strip():
            run.append(figure)
            continue
        if len(run) > 2:
            for one in run:
                one.reason = one.reason or "chart"
        run = [figure] if figure is not None else []


def drop_slogan(sentence: Sentence) -> None:
    """Leave out a list that counts up by one (1个目标、2大支柱、3张名片): it spells a slogan out and counts nothing."""
    run: list[Figure] = []
    for figure in [*sentence.figures, None] if len(sentence.figures) > 2 else ():
        if figure is not None and run and figure.value is not None and _counts_on(sentence, run[-1], figure):
            run.append(figure)
            continue
        if len(run) > 2:
            for one in run:
                one.reason = one.reason or "slogan"
        run = [figure] if figure is not None and figure.value == 1 and figure.sort != "person" else []


def _counts_on(sentence: Sentence, one: Figure, two: Figure) -> bool:
    between = sentence.text[one.end : two.start]
    return one.value is not None and two.value == one.value + 1 and _LISTED.fullmatch(between) is not None


def sentence_ranges(text: str) -> Iterator[tuple[int, int]]:
    """The sentences of a normalised passage, in pieces where one is too long; a question mark between digits is no end."""
    for start, end in stopped_ranges(text):
        while end - start > _LONGEST:
            cut = last_pause(text, start, start + _LONGEST)
            yield start, cut
            start = cut
        yield start, end


def last_pause(text: str, start: int, end: int) -> int:
    """Where to part a sentence that is too long: behind its last comma, else at its last blank, else at `end`."""
    pauses = [pause.end() for pause in _PAUSE.finditer(text, start, end)]
    blank = text.rfind(" ", start + 1, end)
    return pauses[-1] if pauses else blank if blank > 0 else end


def stopped_ranges(text: str) -> Iterator[tuple[int, int]]:
    """What stands between full stops."""
    start = 0
    for stop in re.finditer(r"[。!?！？]+[”’)」》]*", text):
        if (
            stop.group()[0] == "?"
            and text[stop.start() - 1 : stop.start()].isdigit()
            and text[stop.end() : stop.end() + 1].isdigit()
        ):
            continue
        yield start, stop.end()
        start = stop.end()
    if start < len(text):
        yield start, len(text)


def _figure(quantity: Quantity) -> Figure:
    return Figure(
        quantity, value=quantity.value, unit=quantity.unit, sort=number_sort(quantity.sort, quantity.measure), hedge=quantity.hedge
    )


def _range(figure: Figure, sentence: Sentence, normal: Normal, passage: Passage) -> tuple[int, int]:
    begin = figure.start - int(figure.quantity.ordinal)
    start, end = normal.origin(sentence.offset + begin, sentence.offset + figure.end)
    return passage.char_start + start, passage.char_start + end


def _rejection(document: Document, figure: Figure, sentence: Sentence, normal: Normal, passage: Passage) -> Rejection:
    start, end = _range(figure, sentence, normal, passage)
    return Rejection(reason=figure.reason or "", text=document.text[start:end], char_start=start, char_end=end, rule="prose")


def _observation(
    document: Document,
    figure: Figure,
    sentence: Sentence,
    normal: Normal,
    passage: Passage,
    start: int,
    end: int,
    subject: str | None,
) -> list[Observation]:
    value_start, value_end = _range(figure, sentence, normal, passage)
    page, box = place(document, value_start, value_end)
    names = figure.name.split("、") if "each" in figure.flags else [figure.name]
    owners = (figure.subject or "").split("、") if "owners" in figure.flags else [figure.subject]
    period = figure.period
    qualifier = figure.qualifier
    if figure.quantity.part:
        edge = "下限" if figure.quantity.part == "low" else "上限"
        qualifier = f"{qualifier}；{edge}" if qualifier else edge
    return [
        Observation(
            name=name,
            value=figure.value,
            unit=figure.unit,
            value_text=document.text[value_start:value_end],
            kind=figure.kind,
            source="prose",
            rule=figure.rule,
            confidence=load_confidence().get(figure.rule.removeprefix("prose."), 0.5),
            char_start=start,
            char_end=end,
            quote=document.text[start:end],
            value_start=value_start,
            value_end=value_end,
            indicator_id=figure.indicator_id,
            parent=figure.parent,
            qualifier=qualifier,
            subject=owner or subject,
            base=figure.base,
            hedge=figure.hedge,
            year=period.year if period else None,
            period=period.label if period else None,
            period_kind=period.kind if period else None,
            period_basis=figure.basis if period else None,  # type: ignore[arg-type]
            missing=None if figure.value is not None else "not_reported" if "masked" in figure.quantity.flags else "unreadable",
            segment_id=passage.segment_id,
            page=page,
            box=box,
        )
        for name in names
        for owner in owners
    ]


def _note(observation: Observation, figure: Figure) -> Issue:
    return Issue(
        code="read.percent_or_points",
        severity="note",
        message=f"p. {observation.page or '-'}: {observation.value_text} of a share may mean percentage points",
        stated=observation.value_text,
        segment_id=observation.segment_id,
        page=observation.page,
        char_start=observation.value_start,
        char_end=observation.value_end,
    )
