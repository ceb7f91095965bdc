"""What --explain prints: figures underlined, named and dated, and what was left out."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from extract import codebook
from extract.codebook import load_codebook
from extract.codebook.prose import load_prose
from extract.codebook.reasons import load_reasons
from extract.model import Document, Frame, Passage, Segments
from extract.observe.prose import observe_prose
from extract.review.explain import explain


def test_a_paragraph_explained() -> None:
    text = "学校现有在校生1205人，计划到2030年达到1500人。"
    document = Document(report_id="x", sha256="x", file_name="x", media_type="text/plain", text=text, blocks=())
    passages = (Passage(segment_id=None, char_start=0, char_end=len(text)),)
    segments = Segments(frame=Frame(level="school", report_year=2024), segments=(), passages=passages)
    printed = explain(document, segments, observe_prose(document, segments, load_codebook()))
    lines = printed.splitlines()
    assert lines[0] == text
    assert lines[1] == " " * 14 + "^" * 6
    assert "1205人" in lines[2]
    assert "= 1205 人" in lines[2]
    assert "2024" in lines[2]
    assert lines[3] == "  left out  1500人  plan · 计划、目标或预测，尚未实现 · a plan, an aim or a forecast; not yet achieved"
    assert lines[-1] == "1 figures in running text; left out: 1 (plan 1)"


def test_every_reason_says_what_it_means() -> None:
    folder, reasons = Path(codebook.__file__).parent, load_reasons()
    used = {rule.reason for rule in load_prose().reject} | set(yaml.safe_load((folder / "negatives.yaml").read_text("utf-8")))
    for file in (folder.parent / "observe").rglob("*.py"):
        used |= set(re.findall(r"reason(?: or| =|=) ?\"([a-z_]+)\"", file.read_text("utf-8")))
    assert used - set(reasons) == set()
    assert all(one.zh and one.en for one in reasons.values())


def test_nothing_to_explain() -> None:
    document = Document(report_id="x", sha256="x", file_name="x", media_type="text/plain", text="无。", blocks=())
    segments = Segments(frame=Frame(), segments=(), passages=(Passage(segment_id=None, char_start=0, char_end=2),))
    assert explain(document, segments, observe_prose(document, segments, load_codebook())).startswith("0 figures")
