"""Metadata, section tree, cases and tables against the truth."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from extract.model import Report, Segment, Table
from tests.evaluation.accept import likeness
from tests.evaluation.align import Alignment, flat
from tests.evaluation.tally import Miss, Scores, Tally
from tests.evaluation.truth import Section, Truth
from tests.evaluation.values import CellKey

MARKS = re.compile(r"[、.．。,，()（）【】\[\]:：]")
FORM_WORDS = {
    "scorecard": "计分卡",
    "satisfaction": "满意度",
    "feedback": "反馈",
    "resources": "资源",
    "international": "国际影响",
    "service": "服务贡献",
    "policy": "落实政策",
}
FRONT = {
    "前言",
    "引言",
    "序言",
    "附件",
    "附表",
    "附录",
    "结语",
    "后记",
    "结束语",
    "编制说明",
    "目录",
    "摘要",
    "致谢",
    "附",
    "附件附表",
}


def plain_number(number: str | None) -> str:
    """A heading's number without its marks, so that `1.` is `1` and `（一）` is `一`.

    >>> plain_number("（一）"), plain_number("2 .2. 2"), plain_number("第一章")
    ('一', '222', '第一章')
    """
    return MARKS.sub("", flat(number))


def plain_title(title: str | None) -> str:
    return re.sub(r"[\W_]", "", flat(title))


def alike(a: str | None, b: str | None) -> bool:
    """Whether two titles are the same but for a slip: one word inside the other, or most letters shared."""
    x, y = plain_title(a), plain_title(b)
    if x == y:
        return True
    short, long = sorted((x, y), key=len)
    return bool(short) and ((short in long and 2 * len(short) >= len(long)) or likeness(x, y) >= 0.8)


def score_metadata(truth: Truth, report: Report, scores: Scores, misses: list[Miss]) -> None:
    """Each field of the truth: right where equal, and null where the report does not say."""
    strict = soft = 0
    for key, wanted in sorted(truth.metadata.items()):
        got = getattr(report.frame, key)
        exact = wanted == got if wanted is None or got is None else flat(str(wanted)) == flat(str(got))
        near = exact or (wanted is not None and got is not None and (str(got) in str(wanted) or alike(str(wanted), str(got))))
        strict, soft = strict + exact, soft + near
        if not exact:
            misses.append(Miss("metadata", f"{key}: {wanted!r}, read as {got!r}"))
    scores.put("metadata", Tally(strict, len(truth.metadata)), Tally(soft, len(truth.metadata)))


def score_sections(truth: Truth, report: Report, places: Alignment, scores: Scores, misses: list[Miss]) -> None:
    """Headings one to one, in order of place; a bare 前言 or 附件 that the truth does not list is no false alarm."""
    found = [s for s in report.segments if s.kind == "section"]
    pairs = pair_sections(truth.sections, found, places)
    taken = {id(s) for _, s in pairs}
    excess = [s for s in found if id(s) not in taken and not (not s.number and plain_title(s.title) in FRONT)]
    parents = {s.section_id: s for s in truth.sections}
    theirs = {s.segment_id: s for s in found}
    total, seen = len(truth.sections), len(pairs) + len(excess)
    counts: Counter[tuple[str, bool]] = Counter()
    for ours, got in pairs:
        parent = parents.get(ours.parent_id or "")
        under = theirs.get(got.parent_id or "")
        number = plain_number(ours.number) == plain_number(got.number)
        above = (parent is None and under is None) or (
            parent is not None
            and under is not None
            and plain_number(parent.number) == plain_number(under.number)
            and alike(parent.title, under.title)
        )
        for soft in (False, True):
            title = alike(ours.title, got.title) if soft else plain_title(ours.title) == plain_title(got.title)
            counts["section title", soft] += title
            counts["section + number", soft] += title and number
            counts["section + parent", soft] += title and number and above
            counts["section + level", soft] += title and number and above and ours.level == got.level
        if not (number and above and ours.level == got.level):
            misses.append(
                Miss(
                    "section", f"{ours.number} {ours.title} level {ours.level}; read as {got.number} {got.title} level {got.level}"
                )
            )
    for measure in ("section title", "section + number", "section + parent", "section + level"):
        strict, soft = (Tally(counts[measure, s], total, counts[measure, s], seen) for s in (False, True))
        scores.put(measure, strict, soft)
    matched = {id(ours) for ours, _ in pairs}
    misses.extend(Miss("section missed", f"{s.number} {s.title}") for s in truth.sections if id(s) not in matched)
    misses.extend(Miss("section false alarm", f"{s.number} {s.title}") for s in excess)


def pair_sections(wanted: Sequence[Section], found: list[Segment], places: Alignment) -> list[tuple[Section, Segment]]:
    """Same place first, then same number and title, then same title."""
    pairs: list[tuple[Section, Segment]] = []
    left, free = list(wanted), list(found)

    def join(same: object) -> None:
        for ours in list(left):
            got = next((s for s in free if same(ours, s)), None)  # type: ignore[operator]
            if got is not None:
                pairs.append((ours, got))
                left.remove(ours)
                free.remove(got)

    def at_one_place(ours: Section, got: Segment) -> bool:
        spot = places.start(ours.start)
        begins = got.title_start if got.title_start is not None else got.char_start
        return spot is not None and abs(places.their_start(begins) - spot) <= 3 and alike(ours.title, got.title)

    join(at_one_place)
    join(lambda a, b: plain_title(a.title) == plain_title(b.title) and plain_number(a.number) == plain_number(b.number))
    join(lambda a, b: plain_title(a.title) == plain_title(b.title))
    join(lambda a, b: alike(a.title, b.title))
    return pairs


def score_cases(truth: Truth, report: Report, places: Alignment, scores: Scores, misses: list[Miss]) -> None:
    """Cases one to one by title; bounds are exact where body begins and ends at the very same printed characters."""
    found = [s for s in report.segments if s.kind == "case"]
    free = list(found)
    title = near = exact = close = 0
    for case in truth.cases:
        got = next((s for s in free if plain_title(s.title) == plain_title(case.title)), None)
        got = got or next((s for s in free if alike(s.title, case.title)), None)
        if got is None:
            misses.append(Miss("case missed", f"{case.number} {case.title}"))
            continue
        free.remove(got)
        same = plain_title(got.title) == plain_title(case.title)
        title, near = title + same, near + 1
        ours = places.start(case.body_start), places.end(case.body_end)
        begins = got.body_start if got.body_start is not None else got.char_start
        ends = got.body_end if got.body_end is not None else got.char_end
        theirs = places.their_start(begins), places.their_start(ends) - 1
        exact += ours == theirs
        overlap = None not in ours and overlap_share((ours[0] or 0, ours[1] or 0), theirs) >= 0.95
        close += overlap
        if ours != theirs or not same:
            misses.append(
                Miss("case bounds", f"{case.title}: {ours}, read as {got.title}: {theirs}", report.text[begins:ends][-60:])
            )
    misses.extend(Miss("case false alarm", f"{s.number} {s.title}") for s in free)
    if truth.cases or found:
        n, m = len(truth.cases), len(found)
        scores.put("case title", Tally(title, n, title, m), Tally(near, n, near, m))
        scores.put("case bounds", Tally(exact, n, exact, m), Tally(close, n, close, m))


def overlap_share(a: tuple[int, int], b: tuple[int, int]) -> float:
    both = min(a[1], b[1]) - max(a[0], b[0]) + 1
    return max(both, 0) / max(max(a[1], b[1]) - min(a[0], b[0]) + 1, 1)


def grid_of(table: Table) -> list[list[str]]:
    """A read table as a grid of texts; what a merged cell covers beside its first place is empty."""
    rows = [[""] * table.n_columns for _ in range(table.n_rows)]
    for cell in table.cells:
        if cell.row < table.n_rows and cell.column < table.n_columns:
            rows[cell.row][cell.column] = flat(cell.text)
    return rows


def pair_grids(truth: Truth, grids: list[list[list[str]]]) -> dict[int, int]:
    """Which read table is which of the truth's, by what is in their cells; at least a third must be shared."""
    ours = [Counter(flat(text) for row in g.rows for text in row if text) for g in truth.grids]
    theirs = [Counter(text for row in grid for text in row if text) for grid in grids]
    chances = sorted(
        (-sum((a & b).values()) / max(sum(a.values()), sum(b.values()), 1), i, j)
        for i, a in enumerate(ours)
        for j, b in enumerate(theirs)
    )
    pair: dict[int, int] = {}
    for share, i, j in chances:
        if share <= -0.3 and i not in pair and j not in pair.values():
            pair[i] = j
    return pair


def score_tables(truth: Truth, report: Report, scores: Scores, misses: list[Miss]) -> dict[CellKey, CellKey]:
    """Tables by what is in them; returns where each cell of the truth lies in the read tables, for cells without own characters."""
    grids = [grid_of(t) for t in report.tables]
    pair = pair_grids(truth, grids)
    segments = {s.index: s for s in report.segments if s.kind == "table" and s.index is not None}
    forms = {r.table_id: r.form for r in report.readings}
    count: Counter[str] = Counter()
    where: dict[CellKey, CellKey] = {}
    for i, wanted in enumerate(truth.grids):
        filled = [(r, c, flat(t)) for r, row in enumerate(wanted.rows) for c, t in enumerate(row) if t]
        count["cells"] += len(filled)
        count["official"] += wanted.official is not None
        if i not in pair:
            misses.append(Miss("table missed", f"{wanted.table_id} {wanted.title}"))
            continue
        got = grids[pair[i]]
        hits = sum(r < len(got) and c < len(got[r]) and got[r][c] == t for r, c, t in filled)
        shape = len(got) == len(wanted.rows) and all(len(a) == len(b) for a, b in zip(got, wanted.rows, strict=False))
        count["right"] += hits
        count["shapes"] += shape
        count["whole"] += shape and hits == len(filled) and not extra_cells(wanted.rows, got)
        segment = segments.get(pair[i])
        if segment is not None:
            count["titles"] += alike(segment.title, wanted.title)
            count["forms"] += wanted.official is not None and same_form(wanted.title, forms.get(segment.segment_id))
            where.update({(wanted.table_id, r, c): (segment.segment_id, r, c) for r in range(len(got)) for c in range(len(got[r]))})
        if not shape or hits < len(filled):
            size = f"{len(wanted.rows)}x{len(wanted.rows[0])}, read {len(got)}x{len(got[0]) if got else 0}"
            misses.append(Miss("table", f"{wanted.table_id} {wanted.title}: {size}; {hits} of {len(filled)} cells"))
    put_tables(count, len(truth.grids), len(pair), len(report.tables), scores)
    return where


def put_tables(count: Counter[str], wanted: int, paired: int, found: int, scores: Scores) -> None:
    if wanted:
        scores.put("tables found", Tally(paired, wanted, paired, found))
        scores.put("table cells", Tally(count["right"], count["cells"]))
        scores.put("tables whole", Tally(count["whole"], wanted), Tally(count["shapes"], wanted))
        scores.put("table titles", Tally(count["titles"], wanted))
    if count["official"]:
        scores.put("forms known", Tally(count["forms"], count["official"]))


def extra_cells(wanted: Sequence[Sequence[str]], got: list[list[str]]) -> bool:
    return any(t and not wanted[r][c] for r, row in enumerate(got) for c, t in enumerate(row))


def same_form(title: str, form: str | None) -> bool:
    """Whether a form was recognised as the one its title says it is.

    >>> same_form("人才培养质量计分卡", "scorecard"), same_form("教学资源表", "policy_higher_2022"), same_form("教学资源表", None)
    (True, False, False)
    """
    return form is not None and FORM_WORDS.get(re.split(r"[^a-z]", form)[0], "\0") in flat(title)
