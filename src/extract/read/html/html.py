"""A web page → Document: walks the main part, a block a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from extract.model import Document
from extract.read.compose import RAISED, Composer, Looks, may_be_heading
from extract.read.html.grid import captions_of, has_border, is_layout, read_grid
from extract.read.html.main import (
    BLOCKS,
    DROPPED,
    SITE_TAGS,
    find_main,
    holds_block,
    is_file,
    is_hidden,
    is_link_list,
    is_site_line,
    is_site_part,
    tag_is_block,
    tag_of,
    text_of,
)
from extract.read.html.page import open_page
from extract.read.source import Source, issue
from extract.read.text import tell_lost
from extract.settings import Settings

WIDE = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’—…]"
SOFT_BREAK = re.compile(rf"(?<={WIDE})[ \t\f]*[\r\n][ \t\r\n\f]*(?={WIDE})")
BLANKS = re.compile(r"[ \t\r\n\f]+")
HEADING = re.compile(r"h([1-6])$")
OUTLINE = re.compile(r"mso-outline-level\s*:\s*([1-9])", re.I)
CONTENTS = re.compile(r"mso(?:toc|tableoffigures)", re.I)
SIZE = re.compile(r"font-size\s*:\s*([\d.]+)\s*(pt|px)", re.I)
BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
CENTRED = re.compile(r"text-align\s*:\s*center", re.I)
LEAST_REPORT = 300
MOST_INLINE = 200


def read_html(source: Source, settings: Settings) -> Document:
    """The document in a web page. A page without report text gives an issue; one without any text raises `ReadError`."""
    root, lost = open_page(source)
    title = squeeze(root.findtext(".//title") or "") or None
    main = find_main(root)
    body = root.find("body")
    start = main if main is not None else body if body is not None else root
    walker = PageReader()
    walker.add_title(start, title)
    walker.walk(start)
    walker.flush()
    walker.set_apart_site(root, start)
    composer = walker.composer
    composer.issues.extend(tell_lost(source, lost))
    characters = sum(block.char_end - block.char_start for block in composer.blocks)
    files = [link for link in root.iter("a") if is_file(link.get("href") or "")]
    if not composer.blocks:
        raise source.refuse("no_text", f"the page holds no text{advice(len(files))}")
    if characters < LEAST_REPORT or main is None:
        message = f"{source.name}: the page holds no report text ({characters} characters){advice(len(files))}"
        composer.issues.append(issue("no_report_text", "error", message))
    return composer.document(source, title=title)


def advice(files: int) -> str:
    """What to do with a page that only leads to the report."""
    return f"; it links {files} documents: read those" if files else ""


class PageReader:
    """Collects inline text until a block ends, then adds it as a paragraph."""

    def __init__(self) -> None:
        self.composer = Composer()
        self.pieces: list[str] = []
        self.looks: list[etree._Element] = []
        self.inset: int | None = None
        self.numbers: list[int] = []

    def walk(self, element: etree._Element) -> None:
        """Everything under an element, in order."""
        self.take(element.text)
        for child in element:
            self.visit(child)
            self.take(child.tail)

    def take(self, text: str | None) -> None:
        """Inline characters, blanks as HTML has them: a line end between two Chinese characters is none."""
        if text:
            self.pieces.append(BLANKS.sub(" ", SOFT_BREAK.sub("", text)))

    def visit(self, element: etree._Element) -> None:
        """One element, by what it is."""
        tag = tag_of(element)
        if not tag or tag in DROPPED:
            return
        if is_hidden(element):
            self.composer.add_furniture("hidden", squeeze(hidden_text(element)))
        elif tag == "br":
            self.pieces.append("\n")
        elif tag == "img":
            self.add_picture(element)
        elif tag == "sup":
            self.pieces.append(squeeze(text_of(element)).translate(RAISED))
        elif tag == "table":
            self.flush()
            self.read_table(element)
        elif tag in BLOCKS:
            self.read_block(element, tag)
        elif holds_block(element):
            self.looks.append(element)
            self.walk(element)
            self.looks.pop()
        else:
            self.looks_inline(element)

    def looks_inline(self, element: etree._Element) -> None:
        """An inline element: its text joins the paragraph under way."""
        self.walk(element)

    def add_picture(self, element: etree._Element) -> None:
        """A picture, unless it is as small as an icon."""
        width = re.match(r"\d+", element.get("width") or "")
        if width is None or int(width.group()) >= 60:
            self.flush()
            self.composer.add_figure()

    def read_block(self, element: etree._Element, tag: str) -> None:
        """A block: what came before it ends, and it ends with itself."""
        self.flush()
        if tag in SITE_TAGS or is_site_part(element) or is_link_list(element):
            self.composer.add_furniture("navigation", squeeze(text_of(element)))
            return
        self.looks.append(element)
        if tag == "li":
            self.pieces.append(self.next_number())
        if tag in {"ol", "ul", "menu", "dir"}:
            self.numbers.append(start_of(element) if tag == "ol" else -1)
        if tag == "pre":
            self.pieces.append(text_of(element))
        else:
            self.walk(element)
        if tag in {"ol", "ul", "menu", "dir"}:
            self.numbers.pop()
        self.flush()
        self.looks.pop()

    def next_number(self) -> str:
        """The number a browser prints before a list item."""
        if not self.numbers or self.numbers[-1] < 0:
            return ""
        self.numbers[-1] += 1
        return f"{self.numbers[-1] - 1}. "

    def flush(self) -> None:
        """End the paragraph under way."""
        text = "".join(self.pieces).replace("\xa0", " ")
        self.pieces = []
        if not text.strip():
            return
        lines = text.split("\n")
        kept = [line for line in lines if not is_site_line(line)]
        for line in lines:
            if is_site_line(line):
                self.composer.add_furniture("navigation", line)
        if any(line.strip() for line in kept):
            self.composer.add_paragraph("\n".join(kept), self.looks_now("".join(kept)))

    def looks_now(self, text: str) -> Looks:
        """How the paragraph is set, by the elements it stands in, the innermost last."""
        found: dict[str, object] = {"inset": self.inset}
        for element in self.looks:
            tag, style, name = tag_of(element), element.get("style") or "", element.get("class") or ""
            heading, outline, size = HEADING.match(tag), OUTLINE.search(style), SIZE.search(style)
            if heading or outline:
                found.update(kind="heading", level=int((heading or outline).group(1)))  # type: ignore[union-attr]
            if CONTENTS.search(name):
                found.update(kind="contents", level=None)
            if "mso-element:footnote" in style.replace(" ", "") or "MsoFootnoteText" in name:
                found.update(kind="footnote", level=None)
            if tag == "center" or CENTRED.search(style) or (element.get("align") or "").lower() == "center":
                found["centred"] = True
            if size:
                found["size"] = in_points(size)
            if BOLD.search(style) or heading:
                found["bold"] = True
        if self.looks and is_small(self.looks[-1]):
            found["bold"] = found.get("bold") or is_all_bold(self.looks[-1], text)
            found["size"] = found.get("size") or inner_size(self.looks[-1], text)
        if found.get("kind") == "heading" and not may_be_heading(text.strip()):
            found.update(kind="text", level=None)
        return Looks(**found)  # type: ignore[arg-type]

    def read_table(self, table: etree._Element) -> None:
        """A table of data as a grid; one for layout as what it holds, boxed where lines are drawn round it."""
        if is_link_list(table) and not re.search(r"\d", text_of(table)):
            self.composer.add_furniture("navigation", squeeze(text_of(table)))
            return
        if is_layout(table):
            self.read_layout(table)
            return
        for caption in captions_of(table):
            self.read_block(caption, "caption")
        try:
            cells, header = read_grid(table, cell_text)
            self.composer.add_table(cells, "html", header, self.inset)
        except ValueError as error:
            self.composer.issues.append(issue("table_broken", "error", f"{error} is no printed table; its text is left out"))
        for _ in table.iter("img"):
            self.composer.add_figure()
        for inner in inner_tables(table):
            self.read_table(inner)

    def read_layout(self, table: etree._Element) -> None:
        """The content of a table that is none, in order."""
        outer = self.inset
        plain = next(table.iterdescendants("table"), None) is None
        if outer is None and plain and has_border(table):
            self.inset = self.composer.next_inset()
        self.looks.append(table)
        self.walk(table)
        self.flush()
        self.looks.pop()
        self.inset = outer

    def add_title(self, main: etree._Element, title: str | None) -> None:
        """The headline, where the site keeps it outside the main part."""
        inside = squeeze(text_of(main))
        root = main.getroottree().getroot()
        for heading in root.iter("h1", "h2"):
            text = squeeze(text_of(heading))
            if text and len(text) >= 6 and title and text in title and text not in inside[:400]:
                self.composer.add_paragraph(text, Looks(kind="heading", level=1, bold=True))
                return

    def set_apart_site(self, root: etree._Element, main: etree._Element) -> None:
        """Keep what the page shows outside its main part as navigation."""
        body = root.find("body")
        at: etree._Element | None = main
        while at is not None and at is not body and at is not root:
            parent = at.getparent()
            if parent is None:
                break
            for sibling in parent:
                if sibling is not at and tag_of(sibling) and tag_of(sibling) not in DROPPED:
                    hidden = is_hidden(sibling)
                    text = hidden_text(sibling) if hidden else text_of(sibling)
                    self.composer.add_furniture("hidden" if hidden else "navigation", squeeze(text))
            loose = [parent.text or "", *(child.tail or "" for child in parent)]
            self.composer.add_furniture("navigation", squeeze(" ".join(loose)))
            at = parent


def hidden_text(element: etree._Element) -> str:
    """All characters under an element that is not shown, but for scripts and styles."""
    return (element.text or "") + "".join((text_of(child) if tag_of(child) else "") + (child.tail or "") for child in element)


def squeeze(text: str) -> str:
    """Text on one line, blanks single."""
    return " ".join(text.split())


def cell_text(cell: etree._Element) -> str:
    """A cell's text without that of tables in it; blocks and line breaks become blanks, raised digits stay raised."""
    parts: list[str] = []

    def add(node: etree._Element) -> None:
        tag = tag_of(node)
        if tag in DROPPED or is_hidden(node) or (tag == "table" and node is not cell):
            return
        if tag == "sup":
            parts.append(squeeze(text_of(node)).translate(RAISED))
            return
        if tag_is_block(node) or tag == "br":
            parts.append("\n")
        parts.append(BLANKS.sub(" ", SOFT_BREAK.sub("", node.text or "")))
        for child in node:
            if tag_of(child):
                add(child)
            parts.append(BLANKS.sub(" ", SOFT_BREAK.sub("", child.tail or "")))
        if tag_is_block(node):
            parts.append("\n")

    add(cell)
    return "\n".join(line.strip(" ") for line in "".join(parts).replace("\xa0", " ").split("\n") if line.strip())


def inner_tables(element: etree._Element) -> Iterator[etree._Element]:
    """The tables in a table's cells that stand in no other of them, with any text."""
    for child in element:
        if tag_of(child) == "table" and text_of(child).strip() and not is_hidden(child):
            yield child
        elif tag_of(child) and tag_of(child) not in DROPPED and not is_hidden(child):
            yield from inner_tables(child)


def is_small(element: etree._Element) -> bool:
    """Whether a block has few enough elements in it to be one paragraph, whose looks its inline elements tell."""
    return next(islice(element.iter(), MOST_INLINE, None), None) is None


def is_all_bold(element: etree._Element, text: str) -> bool:
    """Whether every character of a block stands in `b` or `strong`."""
    outer = [part for part in element.iter("b", "strong", "span") if tag_of(part) != "span" or BOLD.search(part.get("style") or "")]
    bold = max((len("".join(text_of(part).split())) for part in outer), default=0)
    if bold == 0:
        return False
    apart = [part for part in outer if not any(above in outer for above in part.iterancestors())]
    return sum(len("".join(text_of(part).split())) for part in apart) >= len("".join(text.split()))


def inner_size(element: etree._Element, text: str) -> float | None:
    """The size that an inline element sets for more than half of a block, None where none does."""
    for part in element.iter("span", "font", "strong", "b"):
        size = SIZE.search(part.get("style") or "")
        if size and len(text_of(part).strip()) * 2 > len(text.strip()):
            return in_points(size)
    return None


def in_points(size: re.Match[str]) -> float:
    """A font size in points; a pixel is three quarters of one."""
    return float(size.group(1)) * (0.75 if size.group(2).lower() == "px" else 1.0)


def start_of(element: etree._Element) -> int:
    """The number a list begins with."""
    match = re.match(r"\d{1,4}", element.get("start") or "1")
    return int(match.group()) if match else 1
