from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extract.model import Document
from extract.read import ReadError, read
from extract.settings import Settings
from tests.read.invariants import check_document, grids, prose

STORY = "学校现有全日制在校生1205人，比上年增加23人，教职工98人。" * 12
TITLE = "云台县职教中心质量年度报告（2023）"
SITE = """<html><head><meta charset="{label}"><title>{title}-云台县教育局</title><style>p{{}}</style></head><body>
<div id="header"><ul class="nav"><li><a href="/">首页</a></li><li><a href="/a">机构</a></li>
<li><a href="/b">公开</a></li></ul></div>
<div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="/g">信息公开</a></div>
<table width="100%"><tr><td class="left"><a href="/1">通知</a><br><a href="/2">要闻</a><br><a href="/3">图片</a></td><td>
<h2>{title}</h2><div>发布时间：2023-12-01　点击数：356</div><div id="zoom">{body}</div>
<p>上一篇：<a href="/9">关于放假的通知</a></p></td></tr></table>
<div class="footer">版权所有：云台县教育局。地址：人民路1号。电话：0000-1234567。备案号：云ICP备0000号。</div>
<script>var a = "学校现有在校生9999人。";</script></body></html>"""


def read_page(tmp_path: Path, page: str | bytes) -> Document:
    path = tmp_path / "report.html"
    path.write_bytes(page if isinstance(page, bytes) else page.encode())
    document = read(path, Settings())
    check_document(document)
    return document


def read_site(tmp_path: Path, body: str, label: str = "utf-8", encoding: str = "utf-8") -> Document:
    return read_page(tmp_path, SITE.format(body=f"<p>{STORY}</p>{body}", label=label, title=TITLE).encode(encoding))


def texts(document: Document) -> list[str]:
    return [document.text[block.char_start : block.char_end] for block in document.blocks]


def test_the_report_without_the_site(tmp_path: Path) -> None:
    document = read_site(tmp_path, "<p>附件：<a href='/x.pdf'>全文.pdf</a></p>")
    assert texts(document) == [TITLE, STORY, "附件：全文.pdf"]
    apart = " ".join(item.text for item in document.furniture)
    for word in ("首页", "通知", "点击数：356", "上一篇", "版权所有"):
        assert word in apart
        assert word not in document.text
    assert "9999" not in document.text + apart
    assert document.issues == ()


@pytest.mark.parametrize(
    ("label", "encoding"), [("utf-8", "gb18030"), ("gb2312", "utf-8"), ("gb2312", "gbk"), ("utf-8", "utf-8-sig"), ("big5", "utf-8")]
)
def test_a_false_label_does_no_harm(label: str, encoding: str, tmp_path: Path) -> None:
    assert texts(read_site(tmp_path, "", label, encoding))[1] == STORY


def test_lines_between_br(tmp_path: Path) -> None:
    body = "　　一、概况<br>　　全县有学校3所，在校生共4210人，其中公办3655<br>人，民办555人。<br/><br/>　　二、问题<br>"
    assert texts(read_site(tmp_path, body))[2:] == [
        "一、概况",
        "全县有学校3所，在校生共4210人，其中公办3655\n人，民办555人。",
        "二、问题",
    ]


def test_tables_with_spans(tmp_path: Path) -> None:
    body = (
        "<table border=1><thead><tr><th rowspan=2>项目</th><th colspan=2>2023年</th></tr>"
        "<tr><th>人数</th><th>占比</th></tr></thead>"
        "<tr><td>升学<br>人数</td><td>332</td><td>89%</td></tr><tr><td rowspan=9>其他</td><td>1</td></tr></table>"
    )
    document = read_site(tmp_path, body)
    assert grids(document) == [[["项目", "2023年", None], [None, "人数", "占比"], ["升学 人数", "332", "89%"], ["其他", "1", ""]]]
    assert document.tables[0].header_rows == 2


def test_a_layout_table_is_no_table_and_a_bordered_box_is_an_inset(tmp_path: Path) -> None:
    box = "<table border=1><tr><td><p>案例1 匠心筑梦</p><p>结成对子8对。</p></td></tr></table>"
    document = read_site(tmp_path, box)
    assert document.tables == ()
    assert texts(document)[2:] == ["案例1 匠心筑梦", "结成对子8对。"]
    assert [block.inset for block in document.blocks[2:]] == [1, 1]


def test_pages_saved_from_word(tmp_path: Path) -> None:
    body = (
        "<h1 style='mso-outline-level:1'>一、概况</h1><p class=MsoToc1>概况<span style='mso-tab-count:1'>....</span>1</p>"
        "<p class=MsoNormal><span lang=EN-US>2023<o:p></o:p></span>年，学校建筑面积3万\n平方米，生均23m<sup>2</sup>。</p>"
        "<![if !supportEmptyParas]>&nbsp;<![endif]><p style='display:none'>请勿打印</p>"
    )
    document = read_site(tmp_path, body)
    assert texts(document)[2:] == ["一、概况", "概况....1", "2023年，学校建筑面积3万平方米，生均23m²。"]
    assert [block.kind for block in document.blocks[2:]] == ["heading", "contents", "text"]
    assert ("hidden", "请勿打印") in {(item.kind, item.text) for item in document.furniture}


def test_words_of_sites_may_be_the_report_s_own(tmp_path: Path) -> None:
    own = "<p>（三）技术支持</p><p>微信公众号阅读量12万次</p><p>来源：学校自有资金300万元</p>"
    body = own + "<p>编辑：张某 审核：李某</p><p>浏览次数：31</p>"
    assert texts(read_site(tmp_path, body))[2:] == ["（三）技术支持", "微信公众号阅读量12万次", "来源：学校自有资金300万元"]


def test_a_table_beside_the_text_is_not_left_behind(tmp_path: Path) -> None:
    rows = "<tr><td>指标</td><td>2022年</td><td>2023年</td></tr><tr><td>毕业生人数</td><td>3615</td><td>3872</td></tr>"
    data = f"<table border=1>{rows}</table>"
    page = f"<html><body><div><div><p>{STORY * 5}</p></div><div>{data}</div></div><div>友情链接</div></body></html>"
    document = read_page(tmp_path, page)
    assert grids(document) == [[["指标", "2022年", "2023年"], ["毕业生人数", "3615", "3872"]]]
    assert "友情链接" not in document.text


def test_looks_of_inline_elements(tmp_path: Path) -> None:
    body = (
        "<p><span style='font-size:22px'><span style='font-weight:bold'>一、概况</span></span></p><pre>　　甲校。\n　　乙校。</pre>"
    )
    document = read_site(tmp_path, body)
    assert (document.blocks[2].size, document.blocks[2].bold) == (16.5, True)
    assert texts(document)[2:] == ["一、概况", "甲校。", "乙校。"]


def test_a_line_a_paragraph(tmp_path: Path) -> None:
    lines = [
        "学校坚持立德树人根本任务，深化产教融合校企合作，",
        "持续推进三教改革，人才培养质量稳步提升，在校生规",
        "模保持稳定，毕业生就业率高于全省平均水平。",
    ] * 4
    document = read_page(tmp_path, "<html><body><div>" + "".join(f"<p>{line}</p>" for line in lines) + "</div></body></html>")
    assert texts(document) == ["\n".join(lines[:3])] * 4


def test_a_page_that_only_links_says_so(tmp_path: Path) -> None:
    links = "".join(f"<li><a href='/{n}.pdf'>某校{n}年度质量报告</a></li>" for n in range(2018, 2024))
    document = read_page(tmp_path, f"<html><body><h3>质量报告</h3><ul>{links}</ul></body></html>")
    assert [(issue.code, issue.severity) for issue in document.issues] == [("read.no_report_text", "error")]
    assert "6 documents" in document.issues[0].message


def test_numbered_lists_print_their_numbers(tmp_path: Path) -> None:
    assert texts(read_site(tmp_path, "<ol><li>健全制度</li><li>加强培训</li></ol><ul><li>其他</li></ul>"))[2:] == [
        "1. 健全制度",
        "2. 加强培训",
        "其他",
    ]


def test_a_web_archive(tmp_path: Path) -> None:
    head = b'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x\nContent-Type: text/html; charset="gb2312"\n\n'
    page = f"<html><body><p>{STORY}</p></body></html>".encode("gbk")
    assert texts(read_page(tmp_path, head + page + b"\n--x--\n")) == [STORY]


def test_nothing_outside_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("秘密", encoding="utf-8")
    where = secret.as_uri()
    head = f'<!DOCTYPE html [<!ENTITY x SYSTEM "{where}">]>'
    page = f'{head}<html><body><p>{STORY}&x;</p><iframe src="{where}"></iframe></body></html>'
    assert "秘密" not in read_page(tmp_path, page).text


def test_a_page_without_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError) as caught:
        read_page(tmp_path, "<html><body><img src=a.png></body></html>")
    assert caught.value.code == "read.no_text"


TAGS = [
    "<p>",
    "</p>",
    "<table>",
    "<tr>",
    "<td>",
    "</td>",
    "</tr>",
    "</table>",
    "<td rowspan=3>",
    "<td colspan=0>",
    "<th colspan=2>",
    "<br>",
    "<div>",
]
PIECES = [
    *TAGS,
    "</div>",
    "<h2>",
    "</h2>",
    "<li>",
    "<ol>",
    "在校生1205人。",
    "表1",
    "\n",
    "&nbsp;",
    "　",
    "<sup>2</sup>",
    "<a href=x>链接</a>",
    "12",
]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_tags_give_a_sound_document(tmp_path: Path, body: str) -> None:
    read_page(tmp_path, f"<html><body><p>{STORY}</p>{body}</body></html>")


def test_a_grid_in_a_ruled_cell_follows_its_table(tmp_path: Path) -> None:
    inner = "<table border=1><tr><td>类别</td><td>人次</td></tr><tr><td>社会</td><td>8</td></tr></table>"
    rows = ("<td>项目</td><td>数</td>", f"<td>培训</td><td>见下{inner}</td>", "<td>合计</td><td>9</td>", "<td>其他</td><td>4</td>")
    body = "<table border=1>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table><p>以上数据由学校填报。</p>"
    document = read_page(tmp_path, body)
    outer = [["项目", "数"], ["培训", "见下"], ["合计", "9"], ["其他", "4"]]
    assert grids(document) == [outer, [["类别", "人次"], ["社会", "8"]]]


def test_paragraphs_beside_a_nested_table_are_not_the_site_s(tmp_path: Path) -> None:
    inner = "<table border=1><tr><td>指标</td><td>数</td></tr><tr><td>教师</td><td>5</td></tr></table>"
    body = f"<table><tr><td><p>一、概况</p><p>在校生有3462人。</p></td></tr><tr><td>{inner}</td></tr></table>"
    document = read_page(tmp_path, body)
    assert prose(document) == ["一、概况", "在校生有3462人。"]
    assert grids(document) == [[["指标", "数"], ["教师", "5"]]]
