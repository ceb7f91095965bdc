"""A source as a page of a site: navigation around it, merged cells, Chinese bytes as such sites send them."""

from __future__ import annotations

from html import escape
from pathlib import Path

from tests.samples.marks import plain
from tests.samples.parse import Block, Source
from tests.samples.truth import caption, contents

PAGE = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta http-equiv="Content-Type" content="text/html; charset={charset}" />
<title>{title}-{site}</title>
<style type="text/css">body{{font-family:宋体;font-size:14px}}.nav li{{display:inline}}td{{border:1px solid #000}}</style>
<script type="text/javascript">var visited = 20231;</script>
</head>
<body>
<div class="top"><a href="/">设为首页</a> | <a href="/">加入收藏</a> <span id="today"></span></div>
<div class="nav"><ul>
<li><a href="/index.htm">网站首页</a></li><li><a href="/zwgk.htm">政务公开</a></li><li><a href="/xwdt.htm">新闻动态</a></li>
<li><a href="/zlbg.htm">质量报告</a></li><li><a href="/zsjy.htm">招生就业</a></li></ul></div>
<div class="crumbs">您现在的位置：<a href="/">首页</a> &gt;&gt; <a href="/zlbg.htm">质量报告</a> &gt;&gt; 正文</div>
<div class="content">
<h1 class="title">{title}</h1>
<div class="info">发布时间：{published}&nbsp;&nbsp;来源：{site}&nbsp;&nbsp;浏览次数：<span id="hits">1386</span>次</div>
<div class="v_news_content">
{body}
</div>
<p class="pager">上一篇：<a href="/info/1012/2311.htm">关于做好秋季学期开学工作的通知</a><br/>
下一篇：<a href="/info/1012/2317.htm">2项课题获准立项</a></p>
</div>
<div class="side"><h3>热点排行</h3>
<ol><li><a href="#">职教活动周开幕</a></li><li><a href="#">技能大赛获奖喜报</a></li></ol></div>
<div class="foot">版权所有：{site}
地址：学府路18号 邮编：300000 电话：0000-6650018 ICP备00000001号</div>
</body></html>
"""


def write_html(source: Source, path: Path, charset: str = "gb2312") -> None:
    """The bytes are GB18030 where the page says gb2312, as is usual."""
    body: list[str] = []
    for block in source.blocks:
        body += render(block, source)
    page = PAGE.format(
        charset=charset,
        title=escape(source.meta["title"]),
        site=escape(source.meta.get("site", source.meta.get("issuer", ""))),
        published=source.meta.get("page_date", ""),
        body="\n".join(body),
    )
    path.write_bytes(page.encode("gb18030" if charset.startswith("gb") else charset))


def render(block: Block, source: Source) -> list[str]:
    text = escape(plain(block.parts)).replace("\n", "<br/>")
    if block.kind in ("h1", "h2", "h3"):
        if source.meta.get("web_headings") == "tags":
            level = int(block.kind[1]) + 1
            return [f"<h{level}>{text}</h{level}>"]
        return [f'<p style="text-indent:2em"><strong>{text}</strong></p>']
    if block.kind in ("p", "note", "foot"):
        return [f'<p style="text-indent:2em"><span style="font-size:12pt">{text}</span></p>']
    if block.kind == "cover":
        return [f'<p align="center"><span style="font-size:22px">{text}</span></p>']
    if block.kind == "toc":
        lines = "<br/>".join(escape(line) for _, line in contents(source))
        return [f"<p>目  录</p><p>{lines}</p>"]
    if block.kind == "fig":
        return [
            '<p align="center"><img src="/__local/A/1B/photo.jpg" width="500" alt="" /></p>',
            f'<p align="center">{escape(caption(source, block))}</p>',
        ]
    if block.kind == "case":
        return ['<p align="center"><b>' + escape(caption(source, block)).replace("\n", "<br/>") + "</b></p>"]
    return table(block, source) if block.kind == "table" else []


def table(block: Block, source: Source) -> list[str]:
    out = []
    line = caption(source, block)
    if line:
        out.append(f'<p align="center"><strong>{escape(line)}</strong></p>')
    if block.unit and source.meta.get("unit_style") != "inline":
        out.append(f'<p align="right">单位：{escape(block.unit)}</p>')
    texts = block.texts()
    rows = []
    for r, row in enumerate(texts):
        cells = []
        for c, text in enumerate(row):
            if text not in ("^", "<"):
                cells.append(f"<td{merged(texts, r, c)}>{escape(text)}</td>")
        rows.append("<tr>" + "".join(cells) + "</tr>")
    return [*out, '<table border="1" cellspacing="0"><tbody>' + "\n".join(rows) + "</tbody></table>"]


def merged(texts: list[list[str]], r: int, c: int) -> str:
    down = right = 1
    while r + down < len(texts) and texts[r + down][c] == "^":
        down += 1
    while c + right < len(texts[r]) and texts[r][c + right] == "<":
        right += 1
    return (f' rowspan="{down}"' if down > 1 else "") + (f' colspan="{right}"' if right > 1 else "")
