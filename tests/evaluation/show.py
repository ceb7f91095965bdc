"""Scores as text for a terminal and as one small page for a browser."""

from __future__ import annotations

import html
import unicodedata
from pathlib import Path

from tests.evaluation.pin import changes, figures, pinned, pooled
from tests.evaluation.score import Result
from tests.evaluation.tally import Scores, Tally

HEAD = (
    ("meta", "metadata"),
    ("title", "section title"),
    ("tree", "section + parent"),
    ("case", "case title"),
    ("bound", "case bounds"),
    ("cells", "table cells"),
    ("form v", "form value"),
    ("form all", "form + year"),
    ("table v", "table value"),
    ("table all", "table + year"),
    ("prose v", "prose value"),
    ("+name", "prose + name"),
    ("+unit", "prose + unit"),
    ("all", "prose + year"),
    ("kind", "of hits: kind"),
    ("hard neg", "hard negatives left alone"),
    ("scale", "no scale error"),
    ("audit R", "audit: planted found"),
    ("audit P", "audit: errors right"),
    ("evid", "evidence re-found"),
)


def percent(score: float | None) -> str:
    return "–" if score is None else f"{100 * score:.1f}"


def pad(text: str, width: int, right: bool = True) -> str:
    used = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
    blank = " " * max(width - used, 0)
    return blank + text if right else text + blank


def overview(results: list[Result]) -> list[str]:
    """One line a file with the headline measures (F1, soft), and the pooled line."""
    width = max([len(r.paper.key) for r in results] + [10]) + 2
    lines = [pad("", width, False) + "".join(pad(label, 9) for label, _ in HEAD) + pad("s", 7)]
    for r in results:
        mark = " *" if r.paper.held_out else "  "
        row = "".join(pad(percent(score_of(r.scores, m)), 9) for _, m in HEAD)
        lines.append(pad(r.paper.key + mark, width, False) + row + pad(f"{r.seconds:.2f}", 7) + ("  FAILED" if r.fault else ""))
    total = pooled(results).get("all", Scores())
    lines.append(
        pad("pooled", width, False)
        + "".join(pad(percent(score_of(total, m)), 9) for _, m in HEAD)
        + pad(f"{sum(r.seconds for r in results):.2f}", 7)
    )
    return lines


def score_of(scores: Scores, measure: str, which: str = "soft") -> float | None:
    tally = getattr(scores, which).get(measure)
    return tally.score if tally else None


def sides(tally: Tally) -> tuple[str, str, str]:
    return percent(tally.precision if tally.found is not None else None), percent(tally.recall), percent(tally.score)


def details(scores: Scores) -> list[str]:
    """Every measure with precision, recall and F1, strict and soft, and the counts behind them."""
    lines = [pad("", 34, False) + "    strict P      R     F1      soft P      R     F1   right/wanted"]
    for measure, strict in scores.strict.items():
        soft = scores.soft[measure]
        a, b = sides(strict), sides(soft)
        row = f"{a[0]:>12}{a[1]:>7}{a[2]:>7}{b[0]:>12}{b[1]:>7}{b[2]:>7}   {soft.right}/{soft.wanted}"
        if soft.found is not None:
            row += f", {soft.good}/{soft.found}"
        lines.append(pad(measure, 34, False) + row)
    return lines


def moves(results: list[Result]) -> list[str]:
    """Gains and losses since the last pin, file by file."""
    floors = pinned()
    lines = []
    for r in results:
        for measure, which, before, after in changes(figures(r.scores), figures(floors.get(r.paper.key, Scores()))):
            if which == "soft":
                word = "gain" if after > before else "LOSS"
                lines.append(f"{word}  {r.paper.key}: {measure} {100 * before:.1f} → {100 * after:.1f}")
    return sorted(lines)


def speed(results: list[Result]) -> str:
    seconds = sum(r.seconds for r in results) or 1.0
    pages, paged = sum(r.pages for r in results), sum(r.seconds for r in results if r.pages)
    line = f"{len(results)} files, {sum(r.characters for r in results) / seconds / 1000:.0f} thousand characters a second"
    return line + (f", {pages / paged:.0f} pages a second where there are pages" if paged else "")


def missed(results: list[Result], name: str) -> list[str]:
    """Every miss and false alarm of one report; never of one that is held out."""
    lines = []
    for r in results:
        if name not in (r.paper.name, r.paper.key):
            continue
        if r.paper.held_out:
            lines.append(f"{r.paper.key} is held out: only its scores are shown")
            continue
        if r.fault:
            lines.append(r.fault)
        for m in r.misses:
            lines.append(f"{r.paper.key} {m.measure}: {m.what}")
            if m.sentence:
                lines.append("      " + " ".join(m.sentence.split()))
    return lines


def write_page(results: list[Result], path: Path) -> None:
    """The same figures as one page without scripts."""
    groups = {**{r.paper.key: r.scores for r in results}, **pooled(results)}
    head = "".join(f"<th title='{html.escape(m)}'>{html.escape(label)}</th>" for label, m in HEAD)
    rows = ""
    for key, scores in groups.items():
        cells = "".join(page_cell(score_of(scores, m)) for _, m in HEAD)
        rows += f"<tr><th class=l>{html.escape(key)}</th>{cells}</tr>\n"
    parts = ""
    for key, scores in pooled(results).items():
        parts += f"<h2>{html.escape(key)}</h2><pre>{html.escape(chr(10).join(details(scores)))}</pre>"
    parts += "<h2>Since the last pin</h2><pre>" + html.escape("\n".join(moves(results)) or "nothing moved") + "</pre>"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PAGE.format(head=head, rows=rows, parts=parts, speed=html.escape(speed(results))), encoding="utf-8")


def page_cell(score: float | None) -> str:
    if score is None:
        return "<td>–</td>"
    return f"<td style='background:hsl({120 * score**2:.0f} 60% 88%)'>{100 * score:.1f}</td>"


PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>nianbao: scores</title>
<style>body{{font:14px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:90rem;padding:0 1rem}}
table{{border-collapse:collapse;font-variant-numeric:tabular-nums}}
td,th{{padding:.2rem .5rem;text-align:right;border-bottom:1px solid #ddd}}
th.l{{text-align:left;font-weight:500}}pre{{overflow:auto}}</style>
<h1>Scores against the truth</h1><p>F1, or the share that is right where nothing can be found in excess;
names and units by meaning. {speed}.</p>
<div style="overflow:auto"><table><tr><th></th>{head}</tr>{rows}</table></div>{parts}</html>
"""
