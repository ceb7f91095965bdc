"""Which part of a web page is the report: where the sentences and tables are, without menus and footers."""

from __future__ import annotations

import re

from lxml import etree

from extract.codebook.printing import load_printing

DROPPED = {
    "script",
    "style",
    "noscript",
    "template",
    "head",
    "svg",
    "math",
    "iframe",
    "object",
    "applet",
    "embed",
    "input",
    "select",
    "textarea",
    "button",
    "audio",
    "video",
    "canvas",
    "map",
}
BLOCKS = {
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "center",
    "dd",
    "details",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
    "caption",
}
SITE_TAGS = {"nav", "footer", "aside"}
SITE_NAME = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|breadcrumb|crumbs?|footer|foot|copyright|copy|share|bdshare|related|sidebar|pagination|pager|toolbar|topbar|search|login|banner|friendlink)(?:$|[\s_\d-])",
    re.I,
)
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
SENTENCE = re.compile(r"[。；！？]")
LEAST_SENTENCE = 25
LONGEST_SITE_LINE = 120


def tag_of(element: etree._Element) -> str:
    """The element's name in small letters, `` for what is no element."""
    return element.tag.lower() if isinstance(element.tag, str) else ""


def is_hidden(element: etree._Element) -> bool:
    """Whether the page does not show the element."""
    return element.get("hidden") is not None or HIDDEN.search(element.get("style") or "") is not None


def text_of(element: etree._Element) -> str:
    """All characters under an element that are shown, blanks as they come."""
    parts: list[str] = []

    def add(node: etree._Element) -> None:
        if tag_of(node) in DROPPED or is_hidden(node):
            return
        parts.append(node.text or "")
        for child in node:
            if tag_of(child):
                add(child)
            parts.append(child.tail or "")

    add(element)
    return "".join(parts)


def find_main(root: etree._Element) -> etree._Element | None:
    """The smallest element that holds the page's sentences and tables of figures; None where the page has none.

    A sentence or two far from all others, such as a notice in a side column, do not widen it: no more than a twentieth of the
    characters, and no table, may lie outside.
    """
    body = root.find("body")
    at = body if body is not None else root
    weights: dict[etree._Element, int] = {}
    total = weigh(at, weights)
    if total == 0:
        return None
    while True:
        inner = [child for child in at if weights.get(child, 0) * 20 >= total * 19]
        if len(inner) != 1 or not may_enter(inner[0]):
            return at
        if any(holds_figures(child) for child in at if child is not inner[0] and weights.get(child)):
            return at
        if sum(plain_length(child) for child in at if child is not inner[0]) > weights[inner[0]]:
            return at
        at = inner[0]


def plain_length(element: etree._Element) -> int:
    """Characters under an element that are neither links nor the site's own parts."""
    tag = tag_of(element)
    if not tag or tag in DROPPED or tag in SITE_TAGS or tag == "a" or is_hidden(element) or is_site_part(element):
        return 0
    own = [element.text or "", *(child.tail or "" for child in element)]
    return sum(len("".join(text.split())) for text in own) + sum(plain_length(child) for child in element)


def may_enter(element: etree._Element) -> bool:
    """Whether the report may be looked for inside an element; a paragraph and a table of data are read whole."""
    tag = tag_of(element)
    return tag not in {"table", "tbody", "tr", "p", "ol", "ul", "pre"} or (tag not in {"p", "pre"} and is_layout_step(element))


def holds_figures(element: etree._Element) -> bool:
    """Whether a table with figures in its cells stands under an element."""
    tables = element.iter("table")
    return any(sum(bool(re.search(r"\d", text_of(cell))) for cell in table.iter("td", "th")) > 1 for table in tables)


def is_layout_step(element: etree._Element) -> bool:
    """Whether a table, row or list only leads to the place of the text: it holds another table, or paragraphs."""
    return element.find(".//table") is not None or len(element.findall(".//p")) > 3 or len(element.findall(".//br")) > 3


def weigh(element: etree._Element, weights: dict[etree._Element, int]) -> int:
    """Characters in sentences and in cells with figures, by element; links and the site's own parts weigh nothing."""
    tag = tag_of(element)
    if not tag or tag in DROPPED or tag in SITE_TAGS or is_hidden(element) or is_site_part(element):
        return 0
    own = "".join([element.text or "", *(child.tail or "" for child in element if not tag_is_block(child))])
    inline = own + "".join(text_of(child) for child in element if tag_of(child) not in BLOCKS | {"a"} | DROPPED and tag_of(child))
    piece = re.sub(r"\s+", "", inline)
    weight = len(piece) if len(piece) >= LEAST_SENTENCE and SENTENCE.search(piece) else 0
    if tag in {"td", "th"} and not weight and re.search(r"\d", piece):
        weight = min(len(piece), LEAST_SENTENCE)
    for child in element:
        weight += weigh(child, weights) if tag_is_block(child) or holds_block(child) else 0
    weights[element] = weight
    return weight


def tag_is_block(element: etree._Element) -> bool:
    """Whether an element begins and ends lines."""
    return tag_of(element) in BLOCKS


def holds_block(element: etree._Element) -> bool:
    """Whether an inline element, such as a `span` or `font`, holds blocks against the rules of HTML."""
    return any(tag_is_block(child) for child in element.iter(etree.Element)) if len(element) else False


def is_site_part(element: etree._Element) -> bool:
    """Whether an element's class or id says that it is a menu, footer or the like, and it holds no paragraph of a report."""
    name = f"{element.get('class') or ''} {element.get('id') or ''}"
    return SITE_NAME.search(name) is not None and len(SENTENCE.findall(text_of(element))) < 5


def is_link_list(element: etree._Element) -> bool:
    """Whether a block is mostly links to other pages: three or more, and hardly a character outside them.

    Links inside the page are a contents page, and links to files are the report's own.
    """
    links = [link for link in element.iter("a") if (link.get("href") or "").strip()]
    outward = [link for link in links if not link.get("href", "").strip().startswith("#") and not is_file(link.get("href", ""))]
    if len(outward) < 3:
        return False
    linked = sum(len("".join(text_of(link).split())) for link in outward)
    return linked * 10 >= len("".join(text_of(element).split())) * 7


def is_file(address: str) -> bool:
    """Whether a link leads to a document and not to a page."""
    return re.search(r"\.(?:pdf|docx?|wps|xlsx?|zip|rar)(?:$|[?#&])", address, re.I) is not None


def is_record(tight: str) -> bool:
    """Whether a line without blanks is a label with a date, a time or a count after it, and nothing more.

    >>> is_record("发布时间：2023-12-0110:20"), is_record("来源：学校自有资金300万元")
    (True, False)
    """
    return re.fullmatch(r"[^：:]{2,6}[：:][\d年月日时分次/.:：\[\]【】（）()-]*", tight) is not None


def is_site_line(text: str) -> bool:
    """Whether a short line is the site's: where one is, who posted it when, how often it was read."""
    tight = "".join(text.split())
    if len(tight) > LONGEST_SITE_LINE or "。" in tight:
        return False
    words = load_printing()
    if any(word in tight for word in words.site_words):
        return True
    labels = [word for word in words.site_labels if f"{word}：" in tight or f"{word}:" in tight]
    return len(labels) > 1 or (any(tight.startswith((f"{word}：", f"{word}:")) for word in labels) and is_record(tight))
