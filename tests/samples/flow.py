"""Text on paper: Chinese paragraphs with justified lines, contents lines, foot notes and drawings, as reportlab flowables."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable

NOT_FIRST = "，。、；：！？）》”’】〕％%,.;:!?)]…"
NOT_LAST = "（《“‘【〔(["
TOKEN = re.compile(r"[A-Za-z0-9.,:%+\-/]*[A-Za-z0-9%]|\n|.", re.S)


@dataclass(frozen=True)
class Look:
    """How a paragraph is set; measures in points."""

    font: str = "Song"
    size: float = 12
    leading: float = 21
    first: float = 0
    left: float = 0
    before: float = 0
    after: float = 0
    align: str = "justify"


class Para(Flowable):
    """One paragraph. Numbers and Latin words are not broken; no line begins with a closing mark."""

    def __init__(self, text: str, look: Look, rest: bool = False, told: Callable[[int], None] | None = None) -> None:
        super().__init__()
        self.text, self.look, self.rest, self.told = text, look, rest, told
        self.lines: list[tuple[str, bool]] = []

    def getSpaceBefore(self) -> float:
        return self.look.before

    def getSpaceAfter(self) -> float:
        return self.look.after

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width = width
        self.lines = break_lines(self.text, self.look, width, 0 if self.rest else self.look.first)
        self.height = self.look.leading * len(self.lines)
        return width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        self.wrap(width, height)
        fit = int(height // self.look.leading)
        if fit < 1 or fit >= len(self.lines):
            return []
        head = Para("", self.look, self.rest, self.told)
        head.fixed = self.lines[:fit]  # type: ignore[attr-defined]
        tail = Para("".join(line + ("\n" if hard else "") for line, hard in self.lines[fit:]).rstrip("\n"), self.look, True)
        head.wrap = lambda w, h: head.settle(w)  # type: ignore[method-assign]
        return [head, tail]

    def settle(self, width: float) -> tuple[float, float]:
        self.width, self.lines = width, self.fixed  # type: ignore[attr-defined]
        self.height = self.look.leading * len(self.lines)
        return width, self.height

    def draw(self) -> None:
        look, canvas = self.look, self.canv
        if self.told:
            self.told(canvas.getPageNumber())
        for i, (line, hard) in enumerate(self.lines):
            indent = look.first if i == 0 and not self.rest else 0
            room = self.width - look.left - indent
            used = stringWidth(line, look.font, look.size)
            x = look.left + indent
            if look.align == "center":
                x += (room - used) / 2
            elif look.align == "right":
                x += room - used
            out = canvas.beginText(x, self.height - look.leading * i - look.leading / 2 - look.size * 0.35)
            out.setFont(look.font, look.size)
            if look.align == "justify" and not hard and len(line) > 1 and 0 < room - used < 3 * look.size:
                out.setCharSpace((room - used) / (len(line) - 1))
            out.textOut(line)
            canvas.drawText(out)


def break_lines(text: str, look: Look, width: float, first: float) -> list[tuple[str, bool]]:
    """Lines and whether each ends by itself (the paragraph's end, or a line end in it)."""
    lines: list[tuple[str, bool]] = []
    line, room = "", width - look.left - first
    for token in TOKEN.findall(text):
        if token == "\n":
            lines.append((line, True))
            line, room = "", width - look.left
            continue
        if line and stringWidth(line + token, look.font, look.size) > room + 0.1 and token not in NOT_FIRST:
            carry = ""
            while line and line[-1] in NOT_LAST:
                carry, line = line[-1] + carry, line[:-1]
            lines.append((line, False))
            line, room = carry, width - look.left
        line += token
    return [*lines, (line, True)]


class ContentsLine(Flowable):
    """One line of the contents page: text, leaders, page number at the right."""

    def __init__(self, text: str, page: str, level: int, leader: str, size: float = 11.5) -> None:
        super().__init__()
        self.text, self.page, self.level, self.leader, self.size = text, page, level, leader, size

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width, self.height = width, self.size * 1.75
        return width, self.height

    def draw(self) -> None:
        font = "Hei" if self.level == 1 else "Song"
        x, y = 18 * max(self.level - 1, 0), 4
        self.canv.setFont(font, self.size)
        self.canv.drawString(x, y, self.text)
        self.canv.setFont("Song", self.size)
        right = self.width - stringWidth(self.page, "Song", self.size)
        self.canv.drawString(right, y, self.page)
        begin = x + stringWidth(self.text, font, self.size) + 4
        step = stringWidth(self.leader, "Song", self.size) if self.leader.strip() else 0
        if step and right - begin > step:
            n = int((right - 4 - begin) // step)
            self.canv.drawString(right - 4 - n * step, y, self.leader * n)


class FootNote(Flowable):
    """A note at the foot of the page its place is on; takes no room in the text."""

    def __init__(self, text: str, left: float, bottom: float, width: float) -> None:
        super().__init__()
        self.text, self.left, self.bottom, self.room = text, left, bottom, width

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        x, y = self.canv.absolutePosition(0, 0)
        look = Look(size=9, leading=13)
        lines = break_lines(self.text, look, self.room, 0)
        self.canv.saveState()
        self.canv.translate(self.left - x, self.bottom - y)
        top = 13 * len(lines)
        self.canv.setLineWidth(0.5)
        self.canv.line(0, top + 3, 140, top + 3)
        self.canv.setFont("Song", 9)
        for i, (line, _) in enumerate(lines):
            self.canv.drawString(0, top - 13 * (i + 1) + 3, line)
        self.canv.restoreState()


class Chart(Flowable):
    """A bar chart with axis numbers, as they stand in reports; drawn from the figure's own title so that it never changes."""

    def __init__(self, title: str, width: float = 330, height: float = 150) -> None:
        super().__init__()
        self.seed, self.width, self.height = sum(map(ord, title)), width, height
        years = re.findall(r"20\d\d", title)
        self.first_year = int(years[0]) if years else 2020

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.shift = (width - self.width) / 2
        return width, self.height + 10

    def draw(self) -> None:
        c = self.canv
        c.translate(self.shift, 5)
        c.setFont("Fine", 7.5)
        c.setStrokeGray(0.6)
        c.setLineWidth(0.4)
        for k in range(6):
            y = 18 + k * 22
            c.line(30, y, self.width, y)
            c.drawRightString(26, y - 2.5, str(k * 200))
        for k in range(5):
            tall = 30 + (self.seed * (k + 3) * 37) % 75
            x = 46 + k * 58
            c.setFillColorRGB(0.27, 0.45, 0.68)
            c.rect(x, 18, 24, tall, stroke=0, fill=1)
            c.setFillGray(0)
            c.drawCentredString(x + 12, 6, f"{self.first_year + k}年")


class Photo(Flowable):
    """A picture: sky, ground and a building, as a small JPEG."""

    def __init__(self, title: str, width: float = 300, height: float = 168) -> None:
        super().__init__()
        self.seed, self.width, self.height = sum(map(ord, title)), width, height

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.shift = (width - self.width) / 2
        return width, self.height + 8

    def draw(self) -> None:
        from reportlab.lib.utils import ImageReader

        self.canv.drawImage(ImageReader(picture(self.seed)), self.shift, 4, self.width, self.height)


def picture(seed: int, width: int = 400, height: int = 224) -> object:
    """A drawn scene that depends on the seed alone."""
    import numpy
    from PIL import Image, ImageDraw, ImageFilter

    sky = numpy.linspace(235, 175, height)[:, None] * numpy.ones((1, width))
    image = Image.fromarray(numpy.stack([sky * 0.85, sky * 0.93, sky], axis=2).astype("uint8"))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, height * 0.72, width, height), fill=(120, 140, 96))
    for k in range(4):
        x, tall = 20 + k * 95, 60 + (seed * (k + 5)) % 70
        shade = 150 + (seed * (k + 1)) % 70
        pen.rectangle((x, height * 0.75 - tall, x + 75, height * 0.75), fill=(shade, shade - 12, shade - 30))
        for row in range(int(tall // 18)):
            for column in range(5):
                a, b = x + 6 + column * 13, height * 0.75 - tall + 6 + row * 18
                pen.rectangle((a, b, a + 8, b + 9), fill=(70, 88, 110))
    return image.filter(ImageFilter.GaussianBlur(0.8))
