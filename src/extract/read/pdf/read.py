"""A PDF file → Document: every page as ink, then read; a page that fails is an issue and the rest is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from typing import Any

import numpy as np
from msgspec import structs

from extract.model import Document, Issue
from extract.read.damage import UNREADABLE, Damage, find_damage, keep_to_page, mend_symbols, straighten
from extract.read.ink import HIDDEN, Ink
from extract.read.pages import PageContent, read_content, read_contents
from extract.read.source import Source, issue
from extract.settings import Settings

OCR_DPI = 200
"""What recognition was measured at: 10.5 pt type is 29 pixels high."""
FEW_SCANS = 0.2
DISAGREE = 0.1
"""A tenth of the cells read differently: double fills and merged cells explain less."""
WHY: dict[Damage, str] = {
    "scan": "the page is a scan",
    "hidden_layer": "the page is a scan, and the text behind it is an earlier recognition nobody has checked",
    "font_damaged": "the page's fonts do not say which characters they show",
}


def read_pdf(source: Source, settings: Settings) -> Document:
    """The document in a PDF. Raises `ReadError` where the file as a whole cannot be opened."""
    pages = PdfPages(source, settings)
    with pages.opened() as document:
        contents = pages.read_all(document)
    if pages.checked:
        mean = sum(pages.checked) / len(pages.checked)
        pages.report(
            "cross_check", "note", None, f"{len(pages.checked)} table pages read by both readers: {mean:.1%} of cells differ"
        )
    if not contents:
        raise source.refuse("no_pages", "no page of the file can be read; fetch it again")
    fields = read_contents(contents, [soften(found, pages.scanned, len(contents)) for found in pages.issues])
    return source.document(**fields, is_scanned=2 * len(pages.scanned) > len(contents))


def soften(found: Issue, scanned: Sequence[int], count: int) -> Issue:
    """An unread picture page in a report of text, such as its cover, is a warning; in a scanned report it is an error."""
    if found.severity == "error" and found.page in scanned and len(scanned) <= FEW_SCANS * count:
        return structs.replace(found, severity="warning")
    return found


class PdfPages:
    """The pages of one file while they are read, with the issues met on the way."""

    def __init__(self, source: Source, settings: Settings) -> None:
        self.source, self.settings = source, settings
        self.issues: list[Issue] = []
        self.scanned: list[int] = []
        self.checked: list[float] = []

    def report(self, name: str, severity: Any, page: int | None, why: str) -> None:
        """Add an issue; its message begins with file and page."""
        where = f"{self.source.name}, page {page}" if page else self.source.name
        self.issues.append(issue(name, severity, f"{where}: {why}", page=page))

    @contextmanager
    def opened(self) -> Iterator[Any]:
        """The open file; an empty password is tried. Raises `ReadError`."""
        from extract.read.pdf.fonts import stand_in

        pdfium: Any = import_module("pypdfium2")
        stand_in()
        try:
            document = pdfium.PdfDocument(self.source.data)
            len(document)
        except pdfium.PdfiumError as error:
            if "password" in str(error).lower():
                raise self.source.refuse("encrypted", "the file asks for a password; save it without one") from error
            raise self.source.refuse("broken", f"not a PDF that can be opened ({error}); fetch it again") from error
        try:
            yield document
        finally:
            document.close()

    def read_all(self, document: Any) -> list[PageContent]:
        """All pages that can be read."""
        from extract.read.pdf.calls import open_page

        pdfium: Any = import_module("pypdfium2")
        contents: list[PageContent] = []
        count, limit = len(document), self.settings.max_pages
        if count > limit:
            self.report("too_many_pages", "error", None, f"{count:,} pages; the first {limit:,} are read (setting max_pages)")
        for at in range(min(count, limit)):
            try:
                with open_page(document, at) as page:
                    contents.append(self.read_one(page, at + 1))
            except (pdfium.PdfiumError, ValueError, OSError, MemoryError, ArithmeticError, LookupError) as error:
                self.report("page_unreadable", "error", at + 1, f"cannot be read ({error}); look at the page in a viewer")
        return contents

    def read_one(self, page: Any, number: int) -> PageContent:
        """One page: its own characters where they are sound, else recognised, else none."""
        from extract.read.pdf.engine import read_page

        ink = keep_to_page(read_page(page, number))
        damage = find_damage(ink)
        if damage:
            return read_content(self.recognise(ink, damage))
        mended = mend_symbols(ink)
        lost = 0 if mended is ink else int(np.count_nonzero(mended.codes == UNREADABLE))
        ink = mended
        if ink.unmapped:
            why = f"the font says of {ink.unmapped} glyphs not which characters they are; compare the text with the page"
            self.report("glyph_doubtful", "warning", number, why)
        if lost:
            self.report(
                "glyph_unreadable", "warning", number, f"{lost} glyphs have no meaning and stand as \ufffd; look at the page"
            )
        return self.choose(read_content(straighten(ink)), number)

    def choose(self, page: PageContent, number: int) -> PageContent:
        """The page by the route that is asked for, or by the second one where the first doubts itself and the second does not."""
        from extract.read.pdf.compare import disagreement, find_doubt, is_sampled, our_cells

        if self.settings.reader == "pdfplumber":
            again = self.read_again(number)
            if again is None:
                raise ValueError("the second reader cannot open it; try the first with --reader auto")
            return again[0]
        if self.settings.reader == "pdfium":
            return page
        doubt = find_doubt(page)
        if doubt:
            again = self.read_again(number)
            if again is None:
                self.report("second_route", "warning", number, f"{doubt}; the second reader cannot open it; compare with the page")
                return page
            other = again[0]
            better = find_doubt(other) is None and len(other.ink) >= 0.98 * len(page.ink)
            taken = "the page is the second reader's" if better else "the second reader does no better; compare with the page"
            self.report("second_route", "note" if better else "warning", number, f"{doubt}; {taken}")
            return other if better else page
        if page.tables and is_sampled(self.source.sha256, number, self.settings.cross_check_every):
            again = self.read_again(number)
            if again is None:
                self.report("second_route", "note", number, "the second reader cannot open it, so its tables are not cross-checked")
                return page
            ours, (other, theirs) = our_cells(page), again
            share = min(disagreement(ours, theirs), disagreement(ours, our_cells(other)))
            self.checked.append(share)
            if share > DISAGREE:
                why = f"the two PDF readers disagree on {share:.0%} of its table cells; compare them with the page"
                self.report("routes_disagree", "warning", number, why)
        return page

    def read_again(self, number: int) -> tuple[PageContent, list[str]] | None:
        """A page through the second route, and the cells of the tables it finds by itself; None where that route fails.

        The second parser is pure Python and gives up on broken files in many ways, none of which concerns the first.
        """
        from extract.read.pdf import plumber

        try:
            return self.read_page_again(plumber, number)
        except Exception:
            return None

    def read_page_again(self, plumber: Any, number: int) -> tuple[PageContent, list[str]]:
        """A page through the second route. Raises whatever its parser raises."""
        with plumber.open_pages(self.source.data, [number]) as document:
            page = document.pages[0]
            return read_content(straighten(mend_symbols(keep_to_page(plumber.read_page(page, number))))), plumber.cell_texts(page)

    def recognise(self, ink: Ink, damage: Damage) -> Ink:
        """A page read from its picture, or marked and left without text."""
        number = ink.number
        if damage != "font_damaged":
            self.scanned.append(number)
        if self.settings.ocr == "auto":
            ocr: Any = import_module("extract.read.ocr")
            if ocr.is_available():
                image = self.render_again(number)
                seen: Ink = ocr.read_ink(image, number, ink.width, ink.height)
                self.report(f"{damage}_recognised", "note", number, f"{WHY[damage]}; its text was recognised from the picture")
                self.issues.extend(ocr.find_doubts(self.source.name, seen))
                return seen
            self.issues.extend(ocr.explain_absence(self.source.name, [number]))
        if self.settings.ocr != "auto" or damage == "font_damaged":
            self.report(damage, "error", number, f"{WHY[damage]}; its text is left out")
        return replace(ink, marks=np.full(len(ink), HIDDEN), method="none", fills=np.zeros((0, 4)))

    def render(self, document: Any, number: int, scale: float) -> Any:
        """A page's picture as an array (h, w, 3), within the limit of pixels."""
        page = document[number - 1]
        try:
            width, height = page.get_size()
            scale = min(scale, (self.settings.max_pixels / max(width * height, 1.0)) ** 0.5)
            return page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False).to_numpy()[:, :, :3].copy()
        finally:
            page.close()

    def render_again(self, number: int) -> Any:
        """A page's picture to recognise, from the file opened anew: fonts are chosen when a file is opened."""
        from extract.read.pdf.fonts import real_fonts

        with real_fonts(), self.opened() as document:
            return self.render(document, number, OCR_DPI / 72)


def render_page(source: Source, settings: Settings, number: int, scale: float = 1.5) -> Any:
    """The picture of one page as an array (h, w, 3), `scale` pixels a point. Raises `ReadError` where there is no such page."""
    from extract.read.pdf.fonts import real_fonts

    pages = PdfPages(source, settings)
    with real_fonts(), pages.opened() as document:
        if not 1 <= number <= len(document):
            raise source.refuse("no_such_page", f"there is no page {number}; the file has {len(document)}")
        return pages.render(document, number, scale)
