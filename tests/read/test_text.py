from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from extract.model import Document
from extract.read import ReadError, read
from extract.settings import Settings
from tests.read.invariants import check_document, grids

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parents[1] / "cases" / "text_blocks.yaml").read_text(encoding="utf-8"))
PIECES = [
    *(
        "表1 去向",
        "一、",
        "（一）概况",
        "1.1 ",
        "目录",
        "....",
        "案例 2",
        "注：",
        "学校现有在校生",
        "[bookmark: _Toc1]",
        "人",
        "120",
        "-",
        "3",
    ),
    *(
        "\t",
        "\t",
        "|",
        "|---|",
        "  ",
        "\n",
        "\n",
        "\n\n",
        "\r\n",
        "\f",
        "\x00",
        "\ufeff",
        "\u2028",
        "\x85",
        "　",
        "。",
        "，",
        "# ",
        "😀",
    ),
]


def read_text(tmp_path: Path, data: bytes) -> Document:
    path = tmp_path / "report.txt"
    path.write_bytes(data)
    return read(path, Settings())


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_blocks(case: dict[str, Any], tmp_path: Path) -> None:
    document = read_text(tmp_path, case["text"].encode())
    assert document.text == case["text"]
    check_document(document)
    seen: list[Any] = []
    for block in document.blocks:
        if block.kind == "table":
            assert block.index is not None
            table = document.tables[block.index]
            entry: dict[str, Any] = {"table": grids(document)[block.index]}
            seen.append(entry | ({"header_rows": table.header_rows} if table.header_rows else {}))
        else:
            text, at = "", block.char_start
            for start, end in block.gaps:
                text, at = f"{text}{document.text[at:start]}{{{document.text[start:end]}}}", end
            text = (text + document.text[at : block.char_end]).replace("\r\n", "\n").replace("\n", "⏎")
            seen.append(text if block.kind == "text" else f"{block.kind}:{text}")
    assert seen == case["blocks"]


@given(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=60).map("".join).filter(lambda text: text.strip("\0 \t\r\n\ufeff") != "")
)
def test_every_character_is_in_one_block(text: str) -> None:
    from extract.read.text import find_blocks

    blocks, tables = find_blocks(text)
    document = Document(report_id="", sha256="", file_name="", media_type="text/plain", text=text, blocks=blocks, tables=tables)
    check_document(document)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
def test_any_encoding(encoding: str, tmp_path: Path) -> None:
    text = "一、基本情况\n学校现有在校生1205人，比上年增加23人。"
    assert read_text(tmp_path, text.encode(encoding)).text == text


def test_a_few_broken_bytes_are_told_and_the_rest_is_read(tmp_path: Path) -> None:
    data = ("学校现有在校生1205人。" * 40).encode() + b"\xff\xfe\xff"
    document = read_text(tmp_path, data)
    assert document.text.startswith("学校现有在校生1205人。")
    assert [issue.code for issue in document.issues] == ["read.characters_lost"]


def test_rubbish_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(ReadError) as caught:
        read_text(tmp_path, bytes(range(128, 256)) * 50)
    assert caught.value.code in {"read.unknown_format", "read.unknown_encoding"}
