"""One paragraph of Word → its text as printed: fields shown by their results, changes accepted, hidden text apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from lxml import etree
from msgspec import Struct, field

from extract.read.compose import RAISED
from extract.read.docx.styles import Style, Styles, is_on, overlay, read_run_properties, value_of, w, whole
from extract.read.text_lines import ends_sentence

M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SYMBOLS = {
    "6F": "□",
    "A8": "□",
    "FE": "☑",
    "FC": "✓",
    "52": "☑",
    "6C": "●",
    "6E": "■",
    "75": "◆",
    "A7": "▪",
    "B7": "•",
    "D8": "➢",
    "76": "❖",
}
WORDS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
SKIPPED = {
    "del",
    "moveFrom",
    "delText",
    "delInstrText",
    "rPr",
    "pPr",
    "sdtPr",
    "sdtEndPr",
    "instrText",
    "rt",
    "rubyPr",
    "annotationRef",
}


class Found(Struct, kw_only=True):
    """What one paragraph holds besides its looks: text, pictures, boxes and notes in the order they stand."""

    text: str = ""
    hidden: str = ""
    figures: int = 0
    pictures: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    sizes: Counter[float] = field(default_factory=Counter)
    bold: int = 0
    inked: int = 0
    in_contents: bool = False


class Fields:
    """The complex fields that are open, over paragraphs: whether we are in a field's code, its result, or a contents list."""

    def __init__(self) -> None:
        self.open: list[tuple[str, bool]] = []
        self.counters: Counter[str] = Counter()
        self.shown = 0

    def begin(self) -> None:
        """A field opens: its code follows."""
        self.open.append(("", False))
        self.shown = 0

    def add_code(self, code: str) -> None:
        """Characters of the innermost field's code."""
        if self.open:
            text, separated = self.open[-1]
            self.open[-1] = (text + code, separated)

    def separate(self) -> None:
        """The innermost field's result follows."""
        if self.open:
            self.open[-1] = (self.open[-1][0], True)
            self.shown = 0

    def end(self) -> str:
        """The innermost field closes; the text to print where Word has kept no result: the next number of a caption."""
        if not self.open:
            return ""
        code, _ = self.open.pop()
        return self.sequence(code, bool(self.shown))

    def sequence(self, code: str, has_result: bool) -> str:
        """Count a caption's field; its number where no result is printed."""
        words = code.split()
        if len(words) < 2 or words[0].upper() != "SEQ":
            return ""
        reset = next((whole(words[at + 1]) for at, word in enumerate(words[:-1]) if word == "\\r"), None)
        if "\\c" not in words:
            self.counters[words[1]] = reset if reset is not None else self.counters[words[1]] + 1
        return "" if has_result or "\\h" in words else str(self.counters[words[1]])

    @property
    def in_code(self) -> bool:
        """Whether characters are a field's code and not printed."""
        return any(not separated for _, separated in self.open)

    @property
    def in_contents(self) -> bool:
        """Whether a field for a contents page or a list of figures is open."""
        return any(code.split()[:1] == ["TOC"] for code, _ in self.open)


def local(element: etree._Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


class ParagraphReader:
    """Walks the runs of paragraphs; `fields` goes on from paragraph to paragraph."""

    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self.fields = Fields()
        self.marks: dict[tuple[str, str], int] = {}
        self.handlers: dict[str, Callable[[etree._Element, Found, Style], None]] = {
            "r": self.read_run,
            "AlternateContent": self.read_alternative,
            "drawing": self.read_drawing,
            "pict": self.read_drawing,
            "object": self.read_drawing,
            "fldSimple": self.read_simple_field,
            "sdt": self.read_control,
            "oMath": self.read_formula,
        }

    def read(self, paragraph: etree._Element, style: Style) -> Found:
        """What stands in a paragraph whose style, with everything said directly, is `style`."""
        found = Found(in_contents=self.fields.in_contents)
        self.walk(paragraph, found, style)
        found.in_contents = found.in_contents or self.fields.in_contents
        return found

    def walk(self, element: etree._Element, found: Found, style: Style) -> None:
        """Read every child in order; changes that were struck out are not there."""
        for child in element:
            name = local(child)
            if name in SKIPPED:
                continue
            handler = self.handlers.get(name)
            if name == "hyperlink" and child.get(w("anchor"), "").startswith("_Toc"):
                found.in_contents = True
            if handler is not None:
                handler(child, found, style)
            elif len(child):
                self.walk(child, found, style)

    def read_run(self, run: etree._Element, found: Found, style: Style) -> None:
        """One run: its properties over its character style over the paragraph's."""
        properties = run.find(w("rPr"))
        if properties is not None:
            style = overlay(overlay(style, self.styles.run(value_of(properties, "rStyle"))), read_run_properties(properties))
        for child in run:
            name = local(child)
            if name == "t":
                self.show(child.text or "", found, style)
            elif name == "br" and child.get(w("type")) in {"page", "column"}:
                self.show("\n" if ends_sentence(found.text) else "", found, style)
            elif name in WORDS:
                self.show(WORDS[name], found, style)
            elif name == "fldChar":
                self.read_field_mark(child, found, style)
            elif name == "instrText":
                self.fields.add_code(child.text or "")
            elif name == "sym":
                self.show(SYMBOLS.get(child.get(w("char"), "")[-2:].upper(), "\ufffd"), found, style)
            elif name in {"footnoteReference", "endnoteReference"}:
                self.read_note_mark(child, name.removesuffix("Reference"), found, style)
            elif name == "ruby":
                self.walk_base(child, found, style)
            elif name in self.handlers:
                self.handlers[name](child, found, style)

    def show(self, text: str, found: Found, style: Style) -> None:
        """Print characters, unless they are a field's code or hidden."""
        if not text or self.fields.in_code:
            return
        if style.hidden:
            found.hidden += text
            return
        found.text += text.translate(RAISED) if style.raised else text
        self.fields.shown += len(text)
        inked = len(text) - text.count(" ")
        found.inked += inked
        found.bold += inked if style.bold else 0
        if style.size is not None:
            found.sizes[style.size] += inked

    def read_field_mark(self, mark: etree._Element, found: Found, style: Style) -> None:
        """A complex field begins, comes to its result, or ends."""
        kind = mark.get(w("fldCharType"))
        if kind == "begin":
            self.fields.begin()
        elif kind == "separate":
            self.fields.separate()
        elif kind == "end":
            self.show(self.fields.end(), found, style)

    def read_simple_field(self, element: etree._Element, found: Found, style: Style) -> None:
        """A field in one element: its content is its result."""
        before = len(found.text)
        self.walk(element, found, style)
        self.show(self.fields.sequence(element.get(w("instr"), ""), len(found.text) > before), found, style)

    def read_control(self, control: etree._Element, found: Found, style: Style) -> None:
        """A content control: what it holds, unless it shows only the prompt to fill it in."""
        content = control.find(w("sdtContent"))
        if content is None:
            return
        if is_on(control.find(w("sdtPr")), "showingPlcHdr"):
            found.hidden += printed_text(content)
        else:
            self.walk(content, found, style)

    def read_alternative(self, element: etree._Element, found: Found, style: Style) -> None:
        """The same thing written twice for old and new programs: one of them, the new one where it says anything."""
        choices = [child for child in element if local(child) in {"Choice", "Fallback"}]
        for choice in choices:
            if (
                any(local(inner) in {"txbxContent", "blip", "t", "chart"} for inner in choice.iter(etree.Element))
                or choice is choices[-1]
            ):
                self.walk(choice, found, style)
                return

    def read_drawing(self, element: etree._Element, found: Found, style: Style) -> None:
        """A drawing: the boxes of text in it, and a picture where it holds one."""
        boxes = list(outermost(element, "txbxContent"))
        found.boxes.extend(boxes)
        names = {local(inner) for inner in element.iter(etree.Element)}
        if names & {"blip", "chart", "imagedata", "relIds"} or (local(element) == "object" and not boxes):
            found.figures += 1
        keys = (f"{{{R}}}embed", f"{{{R}}}id")
        parts = (inner for inner in element.iter(etree.Element) if local(inner) in {"blip", "imagedata"})
        found.pictures.extend(name for inner in parts if (name := inner.get(keys[0]) or inner.get(keys[1])))

    def read_formula(self, element: etree._Element, found: Found, style: Style) -> None:
        """A formula on one line, a fraction with a stroke."""
        self.show(linear(element), found, style)

    def read_note_mark(self, mark: etree._Element, kind: str, found: Found, style: Style) -> None:
        """The mark of a footnote: a raised number, so that it does not grow into the figure before it."""
        note = (kind, mark.get(w("id"), ""))
        number = self.marks.setdefault(note, len([other for other in self.marks if other[0] == kind]) + 1)
        found.notes.append(note)
        custom = mark.get(w("customMarkFollows")) in {"1", "true"}
        self.show("" if custom else str(number).translate(RAISED), found, style)

    def walk_base(self, ruby: etree._Element, found: Found, style: Style) -> None:
        """The characters under a reading aid."""
        base = ruby.find(w("rubyBase"))
        if base is not None:
            self.walk(base, found, style)


def outermost(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Descendants of that name that are in no other of that name; of things written twice, one."""
    for child in element:
        tag = local(child)
        if tag == name:
            yield child
        elif tag == "AlternateContent":
            choices = [list(outermost(choice, name)) for choice in child]
            yield from next((boxes for boxes in choices if boxes), [])
        else:
            yield from outermost(child, name)


def printed_text(element: etree._Element) -> str:
    """All characters under an element, in order."""
    return "".join(text.text or "" for text in element.iter(w("t")))


def linear(element: etree._Element) -> str:
    """A formula as one line of characters."""
    if element.tag == f"{{{M}}}t":
        return element.text or ""
    if element.tag == f"{{{M}}}f":
        parts = [linear(part) for name in ("num", "den") for part in element.findall(f"{{{M}}}{name}")]
        return "/".join(parts)
    return "".join(linear(child) for child in element if child.tag != w("rPr"))
