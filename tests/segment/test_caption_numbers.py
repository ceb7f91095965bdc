"""The number of a caption, where it runs into what follows."""

from __future__ import annotations

import pytest

from extract.codebook import load_codebook
from extract.model import Block, Cell, Document, Table
from extract.segment import segment


@pytest.mark.parametrize(
    ("caption", "number", "title"),
    [
        ("表2. 2023—2024学年接收实习学生情况", "2", "2023—2024学年接收实习学生情况"),
        ("表42025年毕业生去向", "4", "2025年毕业生去向"),
        ("表1-2 2023年经费收支", "1-2", "2023年经费收支"),
        ("表 12 专任教师结构", "12", "专任教师结构"),
        ("表2-16-1 分县区在校生", "2-16-1", "分县区在校生"),
    ],
)
def test_caption(caption: str, number: str, title: str) -> None:
    lines = ["一、基本情况", "有关情况见下表，各项指标稳中有升。", caption]
    grid = "指标\t数值\n在校生\t1200\n教师\t90"
    text = "\n".join([*lines, grid, "以上为主要指标情况，总体稳定。"]) + "\n"
    blocks, cells, at = [], [], 0
    for line in lines:
        blocks.append(Block(kind="text", char_start=at, char_end=at + len(line)))
        at += len(line) + 1
    start = at
    for row, line in enumerate(grid.split("\n")):
        for column, cell in enumerate(line.split("\t")):
            cells.append(Cell(row=row, column=column, text=cell, char_start=at, char_end=at + len(cell)))
            at += len(cell) + 1
    table = Table(char_start=start, char_end=at - 1, n_rows=3, n_columns=2, cells=tuple(cells), method="test")
    blocks.append(Block(kind="table", char_start=start, char_end=at - 1, index=0))
    blocks.append(Block(kind="text", char_start=at, char_end=len(text) - 1))
    document = Document(
        report_id="0" * 16,
        sha256="0" * 64,
        file_name="x.txt",
        media_type="text/plain",
        text=text,
        blocks=tuple(blocks),
        tables=(table,),
    )
    found = next(s for s in segment(document, load_codebook()).segments if s.kind == "table")
    digits = (found.number or "").replace("表", "").strip(" .")
    assert (digits, found.title) == (number, title)
