"""One made-up report with something in every field, for tests of what becomes of it."""

from __future__ import annotations

from decimal import Decimal

from extract.model import (
    Cell,
    Frame,
    Issue,
    Mention,
    Observation,
    Page,
    Report,
    Segment,
    Table,
    TableReading,
)

TEXT = (
    "一、学生规模\n"
    "在校生1205人，占86.5%。\n"
    "（一）就业\n"
    "就业率-。\n"
    "案例1 匠心\n"
    "学校与云岭厂共建。李工带徒3人。\n"
    "表1 规模\n"
    "项目\t数\n在校生\t1205\n"
)


def at(words: str, nth: int = 0) -> tuple[int, int]:
    """Where words are printed for the nth time."""
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return start, start + len(words)


def observe(name: str, quote: str, value_text: str, value: str | None, **more: object) -> Observation:
    """One observation at its place."""
    start, end = at(quote)
    value_start = TEXT.index(value_text, start)
    words: dict[str, object] = {
        "unit": "人",
        "kind": "count",
        "source": "prose",
        "rule": "test",
        "confidence": 0.9,
        "subject": "清溪职校",
        "year": 2023,
        "preferred": True,
        "segment_id": "s1",
        "page": 1,
    }
    return Observation(
        name=name,
        value=None if value is None else Decimal(value),
        value_text=value_text,
        quote=quote,
        char_start=start,
        char_end=end,
        value_start=value_start,
        value_end=value_start + len(value_text),
        **(words | more),  # type: ignore[arg-type]
    )


def rich_report(report_id: str = "0123456789abcdef", year: int = 2023, enrolled: str = "1205") -> Report:
    """The report; another id, year or value makes another."""
    table_start, table_end = at("项目\t数\n在校生\t1205")
    cells = tuple(
        Cell(row=r, column=c, text=text, char_start=at(text, nth)[0], char_end=at(text, nth)[1], page=2, box=(1.0, 2.004, 3.0, 4.0))
        for r, c, text, nth in ((0, 0, "项目", 0), (0, 1, "数", 0), (1, 0, "在校生", 1), (1, 1, "1205", 1))
    )
    return Report(
        report_id=report_id,
        sha256=report_id * 4,
        file_name="清溪.pdf",
        media_type="application/pdf",
        status="complete",
        code_version="0+test",
        codebook_version="test",
        frame=Frame(title="清溪职校质量年度报告", institution="清溪职校", education_level="secondary", report_year=year),
        text=TEXT,
        pages=(
            Page(number=1, width=595, height=842, char_start=0, char_end=60),
            Page(number=2, width=595, height=842, char_start=60, char_end=82),
        ),
        tables=(Table(char_start=table_start, char_end=table_end, n_rows=2, n_columns=2, cells=cells, method="rules"),),
        segments=(
            Segment(
                segment_id=f"s1{report_id}",
                kind="section",
                ordinal=0,
                number="一",
                title="学生规模",
                level=1,
                char_start=0,
                char_end=35,
                title_start=0,
                title_end=6,
                body_start=7,
                body_end=35,
                own=((0, 24),),
            ),
            Segment(
                segment_id=f"s2{report_id}",
                kind="section",
                ordinal=1,
                number="（一）",
                title="就业",
                level=2,
                parent_id=f"s1{report_id}",
                char_start=24,
                char_end=35,
                title_start=24,
                title_end=29,
                body_start=30,
                body_end=35,
                own=((24, 35),),
            ),
            Segment(
                segment_id=f"c1{report_id}",
                kind="case",
                ordinal=2,
                number="案例1",
                title="匠心",
                parent_id=f"s1{report_id}",
                char_start=36,
                char_end=59,
                title_start=36,
                title_end=42,
                body_start=43,
                body_end=59,
                own=((36, 59),),
                themes=("校企合作", "师徒"),
            ),
            Segment(
                segment_id=f"t1{report_id}",
                kind="table",
                ordinal=3,
                number="表1",
                title="规模",
                char_start=60,
                char_end=table_end,
                title_start=60,
                title_end=65,
                body_start=table_start,
                body_end=table_end,
                index=0,
            ),
        ),
        readings=(TableReading(table_id=f"t1{report_id}", form="A", unit="人", header_rows=1),),
        observations=(
            observe(
                "在校生",
                "在校生1205人，占86.5%。",
                "1205",
                enrolled,
                segment_id=f"s1{report_id}",
                indicator_id="students.enrolled",
                value_canonical=Decimal(enrolled),
                unit_canonical="人",
                observation_id=f"o1{report_id}",
            ),
            observe(
                "就业率",
                "就业率-。",
                "-",
                None,
                unit="%",
                kind="rate",
                missing="not_reported",
                segment_id=f"s2{report_id}",
                observation_id=f"o2{report_id}",
            ),
            observe("带徒", "李工带徒3人。", "3", "3", segment_id=f"c1{report_id}", observation_id=f"o3{report_id}"),
        ),
        mentions=(
            Mention(
                kind="organisation",
                text="云岭厂",
                normal_form="云岭机械厂",
                char_start=at("云岭厂")[0],
                char_end=at("云岭厂")[1],
                segment_id=f"c1{report_id}",
            ),
            Mention(
                kind="person",
                text="李工",
                normal_form="李工",
                char_start=at("李工")[0],
                char_end=at("李工")[1],
                segment_id=f"c1{report_id}",
            ),
        ),
        issues=(
            Issue(
                code="check.share",
                severity="warning",
                message="does not add up",
                observation_ids=(f"o1{report_id}", f"o2{report_id}"),
            ),
        ),
    )
