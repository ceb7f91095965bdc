"""Whose value it is, where the name of a body stands in front of what is counted."""

from __future__ import annotations

from extract.codebook import load_codebook
from extract.model import Document, Frame, Observation, Passage, Segments
from extract.observe.prose import observe_prose
from extract.segment.mention import find_mentions


def read(text: str, institution: str = "云江装备有限公司") -> list[Observation]:
    """What a passage says, with the bodies found in it."""
    book = load_codebook()
    document = Document(report_id="x", sha256="x", file_name="x.txt", media_type="text/plain", text=text, blocks=())
    span = (0, len(text))
    segments = Segments(
        frame=Frame(level="enterprise", report_year=2023, institution=institution),
        segments=(),
        passages=(Passage(segment_id=None, char_start=0, char_end=len(text)),),
        mentions=find_mentions(document, [span], (), book.places),
    )
    return list(observe_prose(document, segments, book).observations)


def test_a_body_in_front_of_a_name_owns_the_value() -> None:
    text = "公司与青禾职业技术学院（以下简称“青禾职院”）合作。2022年，青禾职院校企合作项目21个。"
    (found,) = [o for o in read(text) if o.value_text == "21个"]
    assert (found.name, found.subject) == ("校企合作项目数", "青禾职业技术学院")


def test_bodies_behind_a_level_share_its_name() -> None:
    text = "公司与青禾职业技术学院、白塔技师学院合作，订单班在册学生156人：青禾职业技术学院90人，白塔技师学院66人。"
    names = {o.value_text: (o.name, o.subject) for o in read(text)}
    assert names["90人"] == (names["156人"][0], "青禾职业技术学院")
    assert names["66人"] == (names["156人"][0], "白塔技师学院")


def test_its_own_institution_is_no_other_body() -> None:
    (found,) = read("云江装备有限公司实习岗位320个。")
    assert found.subject == "云江装备有限公司"


def test_a_place_that_makes_one_word_with_what_follows_stays() -> None:
    (found,) = read("云江县职业学校建在云江省云江县。云江省内生源共有560人。", "青禾职业学校")
    assert "省内" in found.name
