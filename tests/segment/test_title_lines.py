"""A title over several lines, with its year before, inside or after it."""

from __future__ import annotations

import pytest

from extract.codebook import load_codebook
from extract.model import Block, Document, Frame
from extract.segment import segment

BODY = "一、基本情况\n全省中等职业学校布局合理，在校生稳定。\n二、学生发展\n学生发展总体向好，素质提高。\n"


def frame_of(*cover: str) -> Frame:
    text = "\n".join(cover) + "\n" + BODY
    blocks, at = [], 0
    for line in text.splitlines():
        blocks.append(Block(kind="text", char_start=at, char_end=at + len(line)))
        at += len(line) + 1
    document = Document(
        report_id="0" * 16, sha256="0" * 64, file_name="x.txt", media_type="text/plain", text=text, blocks=tuple(blocks)
    )
    return segment(document, load_codebook()).frame


@pytest.mark.parametrize(
    ("cover", "title", "year"),
    [
        (("2021年度", "澜原省中等职业教育质量报告", "澜原省教育厅"), "2021年度澜原省中等职业教育质量报告", 2021),
        (("澜原省中等职业教育质量年度报告", "（2021年度）"), "澜原省中等职业教育质量年度报告（2021年度）", 2021),
        (("栖云市现代服务职业学校", "质量年度报告", "（2023）"), "栖云市现代服务职业学校质量年度报告（2023）", 2023),
        (("澜原省中等职业教育质量年度报告", "二〇二二年三月"), "澜原省中等职业教育质量年度报告", None),
    ],
)
def test_title_and_year(cover: tuple[str, ...], title: str, year: int | None) -> None:
    frame = frame_of(*cover)
    assert (frame.title, frame.report_year) == (title, year)
