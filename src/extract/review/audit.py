"""The audit of one report as a sheet for the terminal and as a page with the evidence side by side, in Chinese and English."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from html import escape
from pathlib import Path

from extract.model import Issue, Observation, Report, Segment

FAMILIES = ("check.", "across.")
ORDER = {"error": 0, "warning": 1, "note": 2}
LABELS = {"error": ("Error", "错误"), "warning": ("Warning", "疑点"), "note": ("Note", "提示")}
SOURCES = {"form": ("form", "附表"), "table": ("table", "表格"), "prose": ("text", "正文")}
AROUND = 60
STYLE = Path(__file__).with_name("audit.css")


def select_issues(report: Report) -> list[Issue]:
    """The audit's issues of a report: errors first, then in printed order."""
    found = [issue for issue in report.issues if issue.code.startswith(FAMILIES)]
    return sorted(found, key=lambda i: (ORDER[i.severity], i.char_start if i.char_start is not None else -1, i.code, i.issue_id))


def audit_sheet(report: Report) -> str:
    """The audit as plain text: one block an issue, with both sentences and where each number is printed."""
    issues = select_issues(report)
    observations = {o.observation_id: o for o in report.observations}
    lines = [f"{title_of(report)} · {report.file_name}", f"{count_line(issues, 0)} · {count_line(issues, 1)}", ""]
    for number, issue in enumerate(issues, 1):
        lines.append(f"{number:>3}. [{LABELS[issue.severity][0].upper()}] {issue.code}{where(issue.page)}")
        lines.append(f"     {issue.message_zh or issue.message}")
        lines.append(f"     {issue.message}")
        for observation in linked(issue, observations):
            before, value, after = split_quote(observation, report.text)
            lines.append(f"       › {source_line(observation, report, 0)}: {flat(before)}【{flat(value)}】{flat(after)}")
        if not issue.observation_ids and issue.char_start is not None:
            lines.append(f"       › {flat(report.text[issue.char_start : issue.char_end])[: AROUND * 2]}")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def audit_page(report: Report) -> str:
    """The audit as one self-contained HTML page: no script, nothing loaded, every character of the report escaped."""
    issues = select_issues(report)
    observations = {o.observation_id: o for o in report.observations}
    counts: Counter[str] = Counter(issue.severity for issue in issues)
    tiles = "".join(tile(severity, counts[severity]) for severity in ORDER)
    cards = "\n".join(card(number, issue, report, observations) for number, issue in enumerate(issues, 1))
    empty = "" if issues else '<p class="none">没有发现矛盾 · Nothing contradicts itself.</p>'
    title = escape(title_of(report))
    return f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title} · 数据自查 Audit</title>
<style>{STYLE.read_text(encoding="utf-8")}</style>
</head>
<body>
<header>
<p class="kicker">数据自查 · Audit</p>
<h1>{title}</h1>
<p class="file">{escape(report.file_name)} · {len(report.observations):,} 个数值 values · {escape(report.report_id)}</p>
<div class="tiles">{tiles}</div>
</header>
<main>
{cards}{empty}
</main>
<footer>nianbao {escape(report.code_version)} · codebook {escape(report.codebook_version)}</footer>
</body>
</html>
"""


def title_of(report: Report) -> str:
    """The report's title, else its file name."""
    return report.frame.title or report.file_name


def count_line(issues: list[Issue], language: int) -> str:
    """How many issues of each severity, in English (0) or Chinese (1)."""
    counts: Counter[str] = Counter(issue.severity for issue in issues)
    return ", ".join(f"{counts[s]} {LABELS[s][language].lower()}{'s' if language == 0 and counts[s] != 1 else ''}" for s in ORDER)


def tile(severity: str, count: int) -> str:
    """One number at the top of the page."""
    english, chinese = LABELS[severity]
    return f'<div class="tile {severity}"><b>{count}</b><span>{chinese} {english.lower()}{"" if count == 1 else "s"}</span></div>'


def card(number: int, issue: Issue, report: Report, observations: dict[str, Observation]) -> str:
    """One issue with its sentences, the numbers against each other, and the evidence."""
    english, chinese = LABELS[issue.severity]
    evidence = evidence_boxes(list(linked(issue, observations)), report) or place_box(issue, report)
    return f"""<article class="{issue.severity}" id="i{number}">
<div class="head"><span class="badge">{chinese} · {english}</span><code>{escape(issue.code)}</code>
<span class="page">{escape(where(issue.page).strip(" ,"))}</span>
<a class="number" href="#i{number}">{number}</a></div>
<p class="zh">{escape(issue.message_zh or issue.message)}</p>
<p class="en" lang="en">{escape(issue.message)}</p>
{numbers_line(issue)}<div class="evidence">{evidence}</div>
</article>"""


def numbers_line(issue: Issue) -> str:
    """Stated, computed and difference beside each other, as far as there are."""
    shown = [("所写 stated", issue.stated), ("核对 against", issue.computed), ("相差 difference", issue.difference)]
    cells = "".join(f"<div><dt>{label}</dt><dd>{escape(value)}</dd></div>" for label, value in shown if value)
    return f"<dl>{cells}</dl>\n" if cells else ""


def evidence_boxes(observations: list[Observation], report: Report) -> str:
    """One box a sentence, with every number of it that the issue is about marked; one box a cell."""
    sentences: dict[tuple[int, int], list[Observation]] = {}
    for observation in observations:
        sentences.setdefault((observation.char_start, observation.char_end), []).append(observation)
    return "".join(evidence_box(sorted(group, key=lambda o: o.value_start), report) for group in sentences.values())


def evidence_box(group: list[Observation], report: Report) -> str:
    """Numbers where they are printed: marked in their sentence, or beside the name of their row."""
    first, last = group[0], group[-1]
    if first.source == "prose":
        before, _, _ = split_quote(first, report.text)
        _, _, after = split_quote(last, report.text)
        quote, at = escape(flat(before)), first.value_start
        for observation in group:
            value = report.text[observation.value_start : observation.value_end]
            quote += escape(report.text[at : observation.value_start]) + f"<mark>{escape(flat(value))}</mark>"
            at = observation.value_end
        quote += escape(flat(after))
    else:
        value = flat(report.text[first.value_start : first.value_end])
        year = f" · {first.year}" if first.year else ""
        unit = "" if value.endswith(first.unit or " ") else f" {first.unit or ''}"
        quote = f"{escape(flat(first.name))}{year}：<mark>{escape(value) or '&nbsp;'}</mark>{escape(unit)}"
    return f"<figure><figcaption>{escape(source_line(first, report, 1))}</figcaption><blockquote>{quote}</blockquote></figure>"


def place_box(issue: Issue, report: Report) -> str:
    """The place of an issue that rests on no number."""
    if issue.char_start is None or issue.char_end is None:
        return ""
    start, end = issue.char_start, min(issue.char_end, issue.char_start + AROUND * 3)
    before, after = (
        report.text[max(start - AROUND, 0) : start].rpartition("\n")[2],
        report.text[end : end + AROUND].partition("\n")[0],
    )
    quote = f"{escape(flat(before))}<mark>{escape(flat(report.text[start:end]))}</mark>{escape(flat(after))}"
    return f"<figure><blockquote>{quote}</blockquote></figure>"


def linked(issue: Issue, observations: dict[str, Observation]) -> Iterator[Observation]:
    """The observations an issue is about, in its order."""
    return (observations[key] for key in issue.observation_ids if key in observations)


def split_quote(observation: Observation, text: str) -> tuple[str, str, str]:
    """The quote before, at and after its value, cut to what a reader needs."""
    start, end = observation.value_start, observation.value_end
    before, after = text[observation.char_start : start], text[end : observation.char_end]
    if observation.source != "prose":
        return f"{observation.name} ", text[start:end], ""
    return (
        (before if len(before) <= AROUND * 2 else "…" + before[-AROUND * 2 :]),
        text[start:end],
        (after if len(after) <= AROUND else after[:AROUND] + "…"),
    )


def source_line(observation: Observation, report: Report, language: int) -> str:
    """Where a number is printed: kind of source, table or section, page."""
    segment = find_segment(observation, report.segments)
    name = " ".join(part for part in (segment.number, segment.title) if part) if segment else ""
    return f"{SOURCES[observation.source][language]}{' ' + name if name else ''}{where(observation.page)}"


def find_segment(observation: Observation, segments: tuple[Segment, ...]) -> Segment | None:
    """The table of a cell, else the section or case of a sentence."""
    wanted = observation.table_id or observation.segment_id
    return next((s for s in segments if s.segment_id == wanted), None)


def where(page: int | None) -> str:
    """The page, where there is one.

    >>> where(12), where(None)
    (', p. 12', '')
    """
    return f", p. {page}" if page is not None else ""


def flat(text: str) -> str:
    """Text on one line.

    >>> flat("421 名\\n\\n学生")
    '421 名 学生'
    """
    return " ".join(text.split())
