"""What must hold for every grid, however odd: no crash, evidence that opens, the same again, every value cell accounted for."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.observe.table_report import make_report

from extract.codebook import load_codebook
from extract.model import Frame
from extract.observe.tables import observe_tables

BOOK = load_codebook()
WORDS = [
    "",
    "^",
    "<",
    "序号",
    "指标",
    "单位",
    "2023年",
    "2024",
    "2022—2023学年",
    "人数",
    "占比",
    "增减",
    "合计",
    "其中：升学人数",
    "毕业生人数",
    "毕业生去向落实人数",
    "月收入（元）",
    "万元",
    "%",
    "-",
    "/",
    "无",
    "0",
    "1,205",
    "98.5%",
    "4651,60",
    "12（3.4%）",
    "3-5人",
    "第2名",
    "护理",
    "一、学生",
    "备注",
    "附表1 人才培养质量计分卡",
    "共12人参加3次活动",
    "2021.09",
    "¹",
    "①",
    "单位：人",
]
GRIDS = st.integers(1, 6).flatmap(
    lambda width: st.lists(st.lists(st.sampled_from(WORDS), min_size=width, max_size=width), min_size=1, max_size=7)
)


def as_rows(grid: list[list[str]]) -> str:
    """The grid as a case is written; marks of a merge are dropped where there is nothing to go on with."""
    cells = [list(row) for row in grid]
    for r, row in enumerate(cells):
        for c, text in enumerate(row):
            above = r > 0 and cells[r - 1][c] not in ("<",) and not (c > 0 and row[c - 1] == "^") and single(cells, r - 1, c)
            left = c > 0 and row[c - 1] not in ("^",) and (r + 1 >= len(cells) or cells[r + 1][c - 1] != "^")
            if (text == "^" and not above) or (text == "<" and not left):
                row[c] = ""
    return "\n".join("|".join(row) + "|" for row in cells)


def single(cells: list[list[str]], r: int, c: int) -> bool:
    """Whether the cell that stands here is one column wide."""
    return c + 1 >= len(cells[r]) or cells[r][c + 1] != "<"


@settings(max_examples=150, deadline=None)
@given(GRIDS, st.sampled_from([None, "2023届毕业生去向统计表", "服务贡献表", "各专业在校生数"]), st.booleans())
def test_any_grid_is_read_with_its_evidence(grid: list[list[str]], caption: str | None, plain: bool) -> None:
    rows = as_rows(grid)
    if not rows.strip("|\n "):
        return
    table = {"rows": rows} | ({"caption": caption} if caption else {})
    document, segments = make_report([table], Frame(level="school", report_year=2024), plain)
    seen = observe_tables(document, segments, BOOK)
    assert seen == observe_tables(document, segments, BOOK)
    for one in seen.observations:
        assert document.text[one.char_start : one.char_end] == one.quote
        assert document.text[one.value_start : one.value_end] == one.value_text
        assert (one.value is None) == (one.missing is not None)
        assert one.name
        assert one.row is not None
        assert one.rule.startswith(("form.", "table."))
    for issue in seen.issues:
        assert issue.code.startswith("map.")
        assert issue.message
        assert issue.message_zh
