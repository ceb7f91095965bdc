"""What a heading takes away from the numbers under it, and what it leaves."""

from __future__ import annotations

import pytest

from extract.codebook import load_codebook
from extract.model import Document, Frame, Passage, Segment, Segments
from extract.observe.prose import observe_prose


def read_under(titles: list[str], text: str) -> tuple[list[str], list[str]]:
    """The values a paragraph gives under headings, the outermost first, and the reasons of those left out."""
    sections = tuple(
        Segment(
            segment_id=f"s{at}",
            kind="section",
            ordinal=at,
            number=None,
            title=title,
            parent_id=f"s{at - 1}" if at else None,
            char_start=0,
            char_end=len(text),
        )
        for at, title in enumerate(titles)
    )
    frame = Frame(level="school", report_year=2023, institution="某某学校")
    document = Document(report_id="x", sha256="x", file_name="x.txt", media_type="text/plain", text=text, blocks=())
    passage = Passage(segment_id=sections[-1].segment_id, char_start=0, char_end=len(text))
    observed = observe_prose(document, Segments(frame=frame, segments=sections, passages=(passage,)), load_codebook())
    return [o.value_text for o in observed.observations], [r.reason for r in observed.rejections]


@pytest.mark.parametrize("titles", [["下一步打算"], ["展望"], ["八、未来", "（一）今后的工作目标"], ["发展规划", "（二）师资"]])
def test_under_a_heading_of_plans_nothing_has_happened(titles: list[str]) -> None:
    assert read_under(titles, "在校生稳定在2600人，新增实训室7间。") == ([], ["plan", "plan"])


@pytest.mark.parametrize("titles", [["挑战与展望"], ["存在问题及下一步打算"], ["规划落实成效"], ["目标达成"]])
def test_a_heading_of_both_says_nothing(titles: list[str]) -> None:
    assert read_under(titles, "在校生2600人，实训室7间。") == (["2600人", "7间"], [])


def test_what_is_there_stays_under_a_heading_of_plans() -> None:
    assert read_under(["下一步打算"], "目前已建成窑炉6座。再建窑炉4座。") == (["6座"], ["plan"])


@pytest.mark.parametrize("titles", [["改进措施"], ["问题与对策"], ["六、困难与展望"], ["重点任务"]])
def test_under_a_heading_of_remedies_tasks_are_still_to_be_done(titles: list[str]) -> None:
    assert read_under(titles, "绣师仅9人。引进绣师4人。工坊12间已改造。") == (["9人", "12间"], ["plan"])


@pytest.mark.parametrize("titles", [["诊断与改进"], ["问题整改情况"], ["存在问题"]])
def test_a_heading_of_faults_or_of_work_done_says_nothing(titles: list[str]) -> None:
    assert read_under(titles, "引进绣师4人。") == (["4人"], [])


def test_a_year_that_is_over_tells_what_was_done_under_a_heading_of_plans() -> None:
    assert read_under(["未来规划"], "改造工坊8间。2023年，改造工坊5间。") == (["5间"], ["plan"])


@pytest.mark.parametrize("titles", [["五、奖励办法"], ["二、窑工管理", "（三）补贴标准"]])
def test_under_a_heading_of_rules_nothing_is_told(titles: list[str]) -> None:
    assert read_under(titles, "考得高级窑工证奖900元，带徒满半年再奖300元。今年共发放奖励14万元。")[0] == ["14万元"]


def read_paragraphs(*texts: str) -> list[str]:
    """The values several paragraphs of one section give."""
    text = "\n".join(texts)
    starts = [text.index(one) for one in texts]
    frame = Frame(level="school", report_year=2023, institution="某某学校")
    document = Document(report_id="x", sha256="x", file_name="x.txt", media_type="text/plain", text=text, blocks=())
    passages = tuple(Passage(segment_id=None, char_start=at, char_end=at + len(one)) for at, one in zip(starts, texts, strict=True))
    observed = observe_prose(document, Segments(frame=frame, segments=(), passages=passages), load_codebook())
    return [o.value_text for o in observed.observations]


def test_a_list_of_rules_goes_on_over_its_items() -> None:
    opened = "申报窑坊应满足如下条件："
    assert read_paragraphs(opened, "（1）窑室6间，釉书80种。", "（2）窑工15名。", "我校有窑工22名。") == ["22名"]
    assert read_paragraphs(opened, "（1）窑室6间。我校现有9间。") == ["9间"]
    assert read_paragraphs("学校有以下窑坊：", "（1）窑室6间，釉书80种。") == ["6间", "80种"]
