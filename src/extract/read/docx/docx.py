"""The body of a Word file → Document."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from extract.model import Document
from extract.read.compose import RAISED, Composer, Looks, Placed, may_be_heading
from extract.read.docx.numbering import Numbering
from extract.read.docx.package import Package, optional_tree
from extract.read.docx.paragraph import Found, ParagraphReader, local, outermost, printed_text
from extract.read.docx.pictures import open_picture, recognise, shows_paper
from extract.read.docx.styles import Style, Styles, is_contents_style, is_on, overlay, read_paragraph_properties, value_of, w
from extract.read.docx.table import WordCell, WordTable, children, is_grid, read_grid
from extract.read.ocr import is_available
from extract.read.source import Source, issue
from extract.read.text_lines import is_caption
from extract.settings import Settings

WRAPPERS = {"sdtContent", "customXml", "ins", "moveTo", "smartTag"}


def read_docx(source: Source, settings: Settings) -> Document:
    """The document in a Word file. Raises `ReadError` for a package that is damaged, protected or too large."""
    package = Package(source, settings)
    root = package.tree(package.main)
    body = root.find(w("body")) if root is not None else None
    if body is None:
        raise source.refuse("damaged", "the Word file has no body; fetch it again")
    reader = BodyReader(package, settings)
    reader.read_blocks(body)
    reader.flush_paragraph()
    reader.add_notes("endnote")
    reader.add_margins()
    composer = reader.composer
    if not composer.blocks:
        what = "pictures and no text; it may be a scan pasted into Word" if composer.figures else "no text"
        raise source.refuse("no_text", f"the Word file holds {what}")
    return composer.document(source, title=read_title(package))


def read_title(package: Package) -> str | None:
    """The title in the file's properties, None where there is none."""
    core = optional_tree(package, "docProps/core.xml")
    title = core.findtext("{http://purl.org/dc/elements/1.1/}title") if core is not None else None
    return title.strip() or None if title else None


class BodyReader:
    """Walks paragraphs and tables in the order they stand."""

    def __init__(self, package: Package, settings: Settings) -> None:
        self.package = package
        self.settings = settings
        relations = package.relations(package.main)
        parts = dict(relations.values())
        self.targets = {key: name for key, (kind, name) in relations.items() if kind == "image"}
        self.pictures: list[str] = []
        self.margins = sorted((kind, name) for kind, name in relations.values() if kind in {"header", "footer"})
        self.styles = Styles(optional_tree(package, parts.get("styles", "word/styles.xml")))
        self.numbering = Numbering(optional_tree(package, parts.get("numbering", "word/numbering.xml")))
        self.paragraphs = ParagraphReader(self.styles)
        self.composer = Composer()
        self.notes: dict[str, dict[str, etree._Element]] = {}
        self.waiting: list[tuple[str, str]] = []
        self.joined: tuple[str, Looks] | None = None
        self.nested: list[etree._Element] = []
        for kind in ("footnote", "endnote"):
            root = optional_tree(package, parts.get(f"{kind}s", f"word/{kind}s.xml"))
            found = root.iterfind(w(kind)) if root is not None else ()
            self.notes[kind] = {note.get(w("id"), ""): note for note in found if note.get(w("type")) in {None, "normal"}}

    def read_blocks(self, parent: etree._Element, inset: int | None = None, in_contents: bool = False) -> None:
        """Every paragraph and table under `parent`, also inside content controls."""
        for child in parent:
            name = local(child)
            if name == "p":
                self.read_paragraph(child, inset, in_contents)
            elif name == "tbl":
                self.read_table(child, inset)
            elif name == "sdt":
                self.read_control(child, inset, in_contents)
            elif name in WRAPPERS:
                self.read_blocks(child, inset, in_contents)
            elif name == "AlternateContent":
                self.read_blocks(child[0], inset, in_contents)

    def read_control(self, control: etree._Element, inset: int | None, in_contents: bool) -> None:
        """A content control over whole paragraphs: a contents page, or anything."""
        content = control.find(w("sdtContent"))
        properties = control.find(w("sdtPr"))
        if content is None:
            return
        if properties is not None and is_on(properties, "showingPlcHdr"):
            self.composer.add_furniture("hidden", printed_text(content))
            return
        gallery = properties.find(f".//{w('docPartGallery')}") if properties is not None else None
        is_contents = gallery is not None and gallery.get(w("val")) == "Table of Contents"
        self.read_blocks(content, inset, in_contents or is_contents)

    def style_of(self, paragraph: etree._Element) -> Style:
        """The paragraph's style with what is said directly over it."""
        properties = paragraph.find(w("pPr"))
        return overlay(self.styles.get(value_of(properties, "pStyle")), read_paragraph_properties(properties))

    def read_text(self, paragraph: etree._Element, style: Style) -> Found:
        """A paragraph's text with its list number before it and the marks of its notes in it."""
        found = self.paragraphs.read(paragraph, style)
        number, level = style.numbering or (None, None)
        if found.text.strip() and number is not None:
            found.text = self.numbering.next(number, level or 0) + found.text.lstrip()
        if found.hidden.strip():
            self.composer.add_furniture("hidden", found.hidden)
        self.waiting.extend(found.notes)
        self.pictures.extend(self.targets[key] for key in found.pictures if key in self.targets)
        return found

    def read_paragraph(self, paragraph: etree._Element, inset: int | None, in_contents: bool) -> None:
        """One paragraph, then the boxes anchored in it, then its footnotes."""
        style = self.style_of(paragraph)
        found = self.read_text(paragraph, style)
        looks = self.looks_of(style, found, inset, in_contents)
        text = found.text
        if self.joined is not None:
            text, looks = self.joined[0] + text, self.joined[1]
            self.joined = None
        if self.mark_is_deleted(paragraph):
            self.joined = (text, looks)
            return
        if text.strip():
            self.composer.add_paragraph(text, looks)
        for _ in range(found.figures):
            self.composer.add_figure()
        self.add_pictures(inset)
        for box in found.boxes:
            self.read_box(box)
        self.add_waiting()

    def flush_paragraph(self) -> None:
        """Add what a struck-out last paragraph mark has left over."""
        if self.joined is not None and self.joined[0].strip():
            self.composer.add_paragraph(*self.joined)
        self.joined = None

    def mark_is_deleted(self, paragraph: etree._Element) -> bool:
        """Whether a tracked change has struck out the paragraph's end, so that the next one goes on with it."""
        mark = paragraph.find(f"{w('pPr')}/{w('rPr')}/{w('del')}")
        return mark is not None

    def looks_of(self, style: Style, found: Found, inset: int | None, in_contents: bool) -> Looks:
        """How the paragraph is set; a heading is what has an outline level and is not as long as running text."""
        is_contents = in_contents or found.in_contents or is_contents_style(style)
        level = style.level if style.level and may_be_heading(found.text.strip()) else None
        size = found.sizes.most_common(1)[0][0] if found.sizes else style.size
        indent = (style.left or 0.0) + (style.first or 0.0)
        return Looks(
            kind="contents" if is_contents else "heading" if level else "text",
            level=None if is_contents else level,
            style=style.name,
            size=size,
            bold=found.inked > 0 and found.bold * 2 > found.inked,
            centred=style.alignment == "center",
            indent=indent,
            inset=inset,
        )

    def read_box(self, box: etree._Element) -> None:
        """A text box: its paragraphs share the number of the box."""
        if printed_text(box).strip():
            self.read_blocks(box, self.composer.next_inset())

    def read_table(self, table: etree._Element, inset: int | None) -> None:
        """A table; one that only frames or places things is read as what it holds."""
        try:
            grid = read_grid(table)
        except ValueError as error:
            self.tell_broken(error)
            return
        if not grid.cells:
            return
        if is_frame(grid):
            number = self.composer.next_inset() if inset is None else inset
            for cell in grid.cells:
                for element in cell.elements[:1]:
                    self.read_blocks(element, number)
            self.add_waiting()
            return
        before = len(self.composer.figures)
        placed = [self.read_cell(cell, grid) for cell in grid.cells]
        if len(self.composer.figures) > before and all(not cell.text.strip() or is_caption(cell.text.strip()) for cell in placed):
            for caption in placed:
                self.composer.add_paragraph(caption.text, Looks(centred=True))
        else:
            self.add_grid(placed, grid, inset)
        self.add_waiting()
        self.add_pictures(inset)
        self.add_nested(inset)

    def add_pictures(self, inset: int | None) -> None:
        """What is printed on the pictures since the last block that show paper; an issue for each, read or not."""
        names, self.pictures = self.pictures, []
        for name in names:
            grey = open_picture(self.package, name, self.settings)
            if grey is None or not shows_paper(grey):
                continue
            what = f"{self.package.source.name}: the picture {name.rpartition('/')[2]}"
            if self.settings.ocr != "auto" or not is_available():
                advice = "install the reader for scans with: pip install 'nianbao[ocr]', and run again"
                message = f"{what} may hold text or a table; {advice}, or compare with the file"
                self.composer.issues.append(issue("picture_not_read", "warning", message))
                continue
            found = recognise(grey)
            if found is not None:
                self.composer.add_document(found, inset)
                self.composer.issues.append(issue("picture_recognised", "note", f"{what} holds text; it was recognised"))

    def add_nested(self, inset: int | None) -> None:
        """The grids that stood in cells since the last one, in their order."""
        nested, self.nested = self.nested, []
        for inner in nested:
            self.read_table(inner, inset)

    def add_grid(self, placed: list[Placed], grid: WordTable, inset: int | None) -> None:
        """Hand the grid on; one too large to be a printed table is told and left out."""
        try:
            self.composer.add_table(placed, "docx", grid.header_rows, inset)
        except ValueError as error:
            self.tell_broken(error)

    def tell_broken(self, error: ValueError) -> None:
        """An issue for a table that cannot be one."""
        message = f"{self.package.source.name}: {error} is no printed table; its text is left out"
        self.composer.issues.append(issue("table_broken", "error", message))

    def read_cell(self, cell: WordCell, grid: WordTable) -> Placed:
        """A cell's text on one line; what stands in cells merged away is hidden, as Word hides it."""
        parts = list(self.cell_texts(cell.elements[0]))
        nested = list(self.nested)
        for element in cell.elements[1:]:
            self.composer.add_furniture("hidden", " ".join(self.cell_texts(element)))
        self.nested = nested
        return Placed(
            row=cell.row,
            column=cell.column,
            text=" ".join(part.strip(" \t\r\n") for part in parts if part.strip()),
            row_span=cell.row_span,
            column_span=cell.column_span,
            is_header=grid.header_rows is not None and cell.row < grid.header_rows,
        )

    def cell_texts(self, element: etree._Element) -> Iterator[str]:
        """The paragraphs of a cell, those of boxes and of small tables inside it among them; grids wait to follow the outer one."""
        for child in element:
            name = local(child)
            if name == "p":
                found = self.read_text(child, self.style_of(child))
                for _ in range(found.figures):
                    self.composer.add_figure()
                yield found.text
                for box in found.boxes:
                    yield from self.cell_texts(box)
            elif name == "tbl" and is_grid(child):
                self.nested.append(child)
            elif name == "tbl":
                for row in children(child, "tr"):
                    for cell in children(row, "tc"):
                        yield from self.cell_texts(cell)
            elif name == "sdt":
                content = child.find(w("sdtContent"))
                if content is not None and not is_on(child.find(w("sdtPr")), "showingPlcHdr"):
                    yield from self.cell_texts(content)
            elif name in WRAPPERS:
                yield from self.cell_texts(child)

    def add_waiting(self) -> None:
        """The footnotes that were called since the last block; endnotes wait for the end."""
        called, self.waiting = self.waiting, []
        for kind, identity in called:
            if kind == "endnote":
                self.waiting.append((kind, identity))
            else:
                self.add_note(kind, identity)

    def add_notes(self, kind: str) -> None:
        """The notes that have waited for the end."""
        for waiting, identity in self.waiting:
            if waiting == kind:
                self.add_note(kind, identity)
        self.waiting = []

    def add_note(self, kind: str, identity: str) -> None:
        """One note as a block of its own."""
        note = self.notes[kind].get(identity)
        if note is None:
            return
        text = " ".join(part.strip() for part in self.cell_texts(note) if part.strip())
        mark = str(self.paragraphs.marks.get((kind, identity), "")).translate(RAISED)
        if text:
            self.composer.add_paragraph(f"{mark} {text}".strip(), Looks(kind="footnote"))
        self.add_nested(None)

    def add_margins(self) -> None:
        """Headers and footers, kept apart; words drawn behind the text are a watermark."""
        for kind, name in self.margins:
            root = optional_tree(self.package, name)
            if root is None:
                continue
            for element in root.iter("{urn:schemas-microsoft-com:vml}textpath"):
                self.composer.add_furniture("watermark", element.get("string", ""))
            for paragraph in children(root, "p"):
                found = self.paragraphs.read(paragraph, self.style_of(paragraph))
                self.composer.add_furniture(kind, found.text)
                for box in found.boxes:
                    self.composer.add_furniture(kind, printed_text(box))


def is_frame(grid: WordTable) -> bool:
    """Whether a table only draws a frame round paragraphs (one column), or only places other tables."""
    if grid.n_columns == 1:
        return True
    inner = sum(1 for cell in grid.cells for _ in outermost(cell.elements[0], "tbl"))
    return inner > 0 and len(grid.cells) <= 2 * inner + 2
