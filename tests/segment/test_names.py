"""Named things: found where they are printed, and only those; aliases joined; the spaCy component writes the same spans."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from extract.codebook import load_codebook
from extract.language.names import GROUP, add_names, find_names
from extract.segment import segment
from tests.segment.write_document import write_document

CASES = yaml.safe_load((Path(__file__).parent.parent / "cases" / "segment_names.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:16])
def test_sentence(case: dict[str, object]) -> None:
    text = str(case["text"]).replace("\\n", "\n")
    names = find_names(text)
    for name in names:
        assert "".join(text[name.start : name.end].split()) == name.text
    if "found" in case:
        assert [f"{name.kind} {name.text}" for name in names if name.kind != "place"] == case["found"]
    if "numbers" in case:
        assert [name.document_number for name in names if name.document_number] == case["numbers"]


def test_component_writes_the_same_names_as_spans() -> None:
    import spacy

    text = "云岭县教育局与恒远科技有限公司签约。"
    doc = add_names(spacy.blank("zh"))(text)
    assert [(span.label_, span.text) for span in doc.spans[GROUP]] == [
        ("organisation", "云岭县教育局"),
        ("organisation", "恒远科技有限公司"),
    ]


def test_aliases_share_one_normal_form() -> None:
    document = write_document(
        "一、学校情况\n"
        "新州省云岭市职业技术学校（以下简称“云职校”）创办于1980年，由云岭市教育局主管。\n"
        "云职校现有学生2000人。云岭职业技术学校环境优美，教育局大力支持。\n"
    )
    forms = {mention.text: mention.normal_form for mention in segment(document, load_codebook()).mentions}
    assert forms["云职校"] == "新州省云岭市职业技术学校"
    assert forms["教育局"] == "云岭市教育局"
