"""Checks, mentions and evidence against the truth."""

from __future__ import annotations

from extract.model import Issue, Report
from tests.evaluation.align import Alignment, flat
from tests.evaluation.tally import Miss, Scores, Tally
from tests.evaluation.truth import Truth

Place = tuple[int, int]


def score_audit(truth: Truth, report: Report, places: Alignment, scores: Scores, misses: list[Miss]) -> None:
    """What the checks found of the errors that are there, and how many of their alarms are about one."""
    claims = [(c, [p for p in (places.span(a, b) for a, b in c.spans) if p]) for c in truth.claims]
    spots = {o.observation_id: (o.value_start, o.value_end) for o in report.observations}
    alarms = [i for i in report.issues if i.code.startswith("check.") and i.severity in ("error", "warning")]
    where = {id(i): issue_places(i, spots) for i in alarms}

    def about(issue: Issue, spans: list[Place]) -> bool:
        return any(a < d and c < b for a, b in where[id(issue)] for c, d in spans)

    wanted = [(c, spans) for c, spans in claims if c.wanted]
    found = [c for c, spans in wanted if any(about(i, spans) for i in alarms)]
    errors = [i for i in alarms if i.severity == "error"]
    real = [spans for c, spans in claims if not c.consistent]
    good = {s: [i for i in chosen if any(about(i, spans) for spans in real)] for s, chosen in (("error", errors), ("all", alarms))}
    if wanted:
        scores.put("audit: planted found", Tally(len(found), len(wanted)))
    if errors or wanted:
        scores.put("audit: errors right", Tally(len(good["error"]), len(errors)), Tally(len(good["all"]), len(alarms)))
    calm = [(c, spans) for c, spans in claims if c.consistent]
    if calm:
        false = [c for c, spans in calm if any(about(i, spans) and i not in good["all"] for i in alarms)]
        scores.put("audit: consistent left alone", Tally(len(calm) - len(false), len(calm)))
    misses.extend(Miss("audit missed", f"{c.claim_id} {c.note}") for c, _ in wanted if c not in found)
    misses.extend(Miss("audit false alarm", f"{i.severity} {i.code}: {i.message}") for i in alarms if i not in good["all"])


def issue_places(issue: Issue, spots: dict[str, Place]) -> list[Place]:
    """Where an issue points: the values it is about, and its own range where it has no values."""
    out = [spots[o] for o in issue.observation_ids if o in spots]
    if not out and issue.char_start is not None and issue.char_end is not None:
        out.append((issue.char_start, issue.char_end))
    return out


def score_mentions(truth: Truth, report: Report, places: Alignment, scores: Scores, misses: list[Miss]) -> None:
    """Organisations (schools among them) and policies by place: strictly the same characters, softly half of them."""
    if not truth.names:
        return
    for kind, kinds in (("organisation", ("organisation", "school")), ("policy", ("policy",))):
        wanted = [(n, places.span(n.start, n.end)) for n in truth.names if n.kind == kind]
        found = [m for m in report.mentions if m.kind in kinds]
        exact = {(m.char_start, m.char_end) for m in found}
        # 《》 belong to a policy's name or not, as the annotator likes.
        exact |= {(a - 1, b + 1) for a, b in exact}
        hit = [n for n, place in wanted if place and (place in exact or (place[0] + 1, place[1] - 1) in exact)]
        near = [n for n, place in wanted if place and any(shares_half(place, (m.char_start, m.char_end)) for m in found)]
        spots = [place for _, place in wanted if place]
        good = sum(
            any(
                flat(report.text[a:b]).strip("《》") == flat(m.text).strip("《》") and a < m.char_end and m.char_start < b
                for a, b in spots
            )
            for m in found
        )
        fair = sum(any(shares_half(s, (m.char_start, m.char_end)) for s in spots) for m in found)
        scores.put(
            f"mentions: {kind}", Tally(len(hit), len(wanted), good, len(found)), Tally(len(near), len(wanted), fair, len(found))
        )
        lost = {n.text for n, _ in wanted if n not in near}
        misses.extend(Miss(f"mention missed ({kind})", text) for text in sorted(lost))


def shares_half(a: Place, b: Place) -> bool:
    return 2 * (min(a[1], b[1]) - max(a[0], b[0])) >= max(a[1] - a[0], b[1] - b[0])


def score_evidence(report: Report, scores: Scores, misses: list[Miss]) -> None:
    """The invariants: every quote, value and cell stands in the text where it says it does."""
    broken = 0
    for o in report.observations:
        quote = report.text[o.char_start : o.char_end]
        value = report.text[o.value_start : o.value_end]
        inside = o.char_start <= o.value_start <= o.value_end <= o.char_end
        if quote != o.quote or not inside or value != o.value_text:
            broken += 1
            misses.append(
                Miss("evidence", f"{o.rule}: {o.value_text!r} at {o.value_start}..{o.value_end} reads {value!r}", quote[:80])
            )
    if report.observations:
        scores.put("evidence re-found", Tally(len(report.observations) - broken, len(report.observations)))
    cells = [c for t in report.tables for c in t.cells]
    if cells:
        scores.put("cells in the text", Tally(sum(report.text[c.char_start : c.char_end] == c.text for c in cells), len(cells)))
