"""The scores the README shows: the pinned ones, pooled over four kinds of report.

python -m tests.evaluation.readme          write them into both READMEs (`make docs`)
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from tests.evaluation.corpus import HELD_OUT, ROOT, SAMPLE_TRUTH
from tests.evaluation.pin import pinned
from tests.evaluation.tally import Scores, Tally

GROUPS = {
    "samples": ("our samples", "自编样本"),
    "written": ("written reports", "编写的报告"),
    "held out": ("of these, held out", "其中未参与调试"),
    "real": ("a real report", "真实报告"),
}
MEASURES = {
    "section + parent": ("section with number, title and parent", "章节（编号、标题、上级）"),
    "case bounds": ("case study with exact bounds", "案例（起止一字不差）"),
    "table cells": ("table cell", "表格单元格"),
    "form + year": ("form value with name, parent, unit, year", "附表数值（名称、上级、单位、年份）"),
    "table + year": ("table value with name, unit, year", "表格数值（名称、单位、年份）"),
    "prose value": ("value in running text", "正文数值"),
    "prose + year": ("… with name, unit, year", "……及名称、单位、年份"),
    "prose + year, either writer": ("… by the names of either of two writers", "……按两位编写者任一人的名称"),
    "two writers: names agree": ("the two writers' names agree", "两位编写者的名称相符"),
    "of hits: kind": ("kind of a value found", "数值类型"),
    "of hits: owner": ("whose a value found is", "数值的归属"),
    "of hits: base": ("what a share or change found is of", "占比、增幅的基数"),
    "hard negatives left alone": ("number that measures nothing, left alone", "不是指标的数字未误取"),
    "no scale error": ("no value wrong by 10, 100, 10⁴ …", "无数量级错误"),
    "audit: planted found": ("planted inconsistency found", "埋设的矛盾被发现"),
    "audit: errors right": ("error reported that is one", "所报错误属实"),
    "evidence re-found": ("evidence found again in the text", "证据可回溯"),
}
NOTE = (
    "F1 where both precision and recall count. Names are compared by indicator and letters: one that is right in other\n"
    "words counts as wrong. A second writer, blind to the first, named the figures of the held-out reports again: how often\n"
    "the two agree is how far letters can tell. `make evaluate` measures all again.",
    "查全率和查准率合为 F1；名称按指标代码和字面比对，意思对而用词不同的计为错；留出的报告\n"
    "由另一人独立命名一遍，两人的相符率即字面比对的上限。`make evaluate` 重新测量，低于所存分数即不通过。",
)
SAMPLE, PAGE = ROOT / "raw" / "samples" / "qiyun_school_2024.pdf", 4
PRINTED = ("198人", "16.45:1", "78.22%", "82.6%", "93.1%")
COLUMNS = ("name", "value", "unit", "kind", "year", "parent", "value_text", "page", "box", "rule")


def group_of(key: str) -> tuple[str, ...]:
    """The groups one pinned file counts in; a held-out report is a written one too."""
    name = key.rsplit(".", 1)[0]
    if (SAMPLE_TRUTH / f"{name}.truth.json").exists():
        return ("samples",)
    if name in HELD_OUT:
        return ("written", "held out")
    return ("real",) if name.startswith("seed") else ("written",)


def pooled() -> dict[str, Scores]:
    """Pinned scores added up by group."""
    found = {name: Scores() for name in GROUPS}
    for key, scores in sorted(pinned().items()):
        for group in group_of(key):
            found[group].add(scores)
    return found


def percent(tally: Tally | None) -> str:
    """A score as it is printed: 98.7, or a dash where nothing was asked."""
    score = tally.score if tally else None
    return "–" if score is None else f"{100 * score:.1f}"


def block(chinese: bool) -> str:
    """The table of scores, as Markdown."""
    at = int(chinese)
    head = "指标（%）" if chinese else "per cent"
    lines = [f"| {head} | {' | '.join(words[at] for words in GROUPS.values())} |", "|---|" + "---:|" * len(GROUPS)]
    scores = pooled()
    for measure, words in MEASURES.items():
        lines.append(f"| {words[at]} | {' | '.join(percent(scores[g].soft.get(measure)) for g in GROUPS)} |")
    return "\n".join([*lines, "", NOTE[at]])


@cache
def rows() -> str:
    """Five observations of the page the picture shows, as Markdown."""
    from extract import extract_report

    seen = [each for each in extract_report(SAMPLE).observations if each.page == PAGE and each.value_text in PRINTED]
    lines = [f"| {' | '.join(COLUMNS)} |", "|" + "---|" * len(COLUMNS)]
    for each in seen:
        cells = [getattr(each, name) for name in COLUMNS]
        words = [", ".join(f"{x:.0f}" for x in cell) if isinstance(cell, tuple) else str(cell or "") for cell in cells]
        lines.append(f"| {' | '.join(words)} |")
    return "\n".join(lines)


def readme(path: Path, chinese: bool) -> str:
    """The page with today's blocks in it."""
    text = path.read_text(encoding="utf-8")
    for name, content in (("rows", rows()), ("scores", block(chinese))):
        start, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
        pattern = rf"{re.escape(start)}(?:.*?{re.escape(end)})?"
        text = re.sub(pattern, f"{start}\n\n{content}\n\n{end}".replace("\\", r"\\"), text, count=1, flags=re.S)
    return text


PAGES = {ROOT / "README.md": False, ROOT / "README.zh-CN.md": True}


def write_readmes() -> None:
    for page, chinese in PAGES.items():
        page.write_text(readme(page, chinese), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_readmes()
