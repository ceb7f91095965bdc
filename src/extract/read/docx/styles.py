"""What a style says once everything it is based on is taken in."""

from __future__ import annotations

import re

from lxml import etree
from msgspec import Struct
from msgspec.structs import replace

from extract.read.docx.package import W

NUMBERED_NAME = re.compile(r"(?:heading|标题)\s*([1-9])$", re.I)
CONTENTS_NAME = re.compile(r"(?:toc|目录)\s*\d|table of figures|图表目录|toc heading|toc 标题", re.I)
MOST_STEPS = 40


def w(name: str) -> str:
    """A name in Word's namespace."""
    return f"{{{W}}}{name}"


class Style(Struct, frozen=True, kw_only=True):
    """A paragraph's or run's properties; None is not said. Sizes and indents are points; `level` counts from 1."""

    name: str | None = None
    level: int | None = None
    size: float | None = None
    bold: bool | None = None
    hidden: bool | None = None
    raised: bool | None = None
    alignment: str | None = None
    left: float | None = None
    first: float | None = None
    numbering: tuple[str | None, int | None] | None = None


def value_of(parent: etree._Element | None, name: str) -> str | None:
    """The `w:val` of a child, None where either is absent."""
    child = parent.find(w(name)) if parent is not None else None
    return child.get(w("val")) if child is not None else None


def is_on(parent: etree._Element | None, name: str) -> bool | None:
    """An on-off property: on where the element stands without a value; None where it does not stand."""
    child = parent.find(w(name)) if parent is not None else None
    if child is None:
        return None
    return child.get(w("val"), "true").lower() not in {"0", "false", "off", "none"}


def points(text: str | None, per_point: float) -> float | None:
    """A measure in points, None where it is none."""
    try:
        return float(text) / per_point if text is not None else None
    except ValueError:
        return None


def whole(text: str | None) -> int | None:
    """A whole number, None where it is none."""
    try:
        return int(text) if text is not None else None
    except ValueError:
        return None


def read_run_properties(element: etree._Element | None) -> Style:
    """What `w:rPr` says."""
    if element is None:
        return Style()
    return Style(
        size=points(value_of(element, "sz"), 2),
        bold=is_on(element, "b"),
        hidden=is_on(element, "vanish"),
        raised=None if element.find(w("vertAlign")) is None else value_of(element, "vertAlign") == "superscript",
    )


def read_paragraph_properties(element: etree._Element | None) -> Style:
    """What `w:pPr` says; an outline level of 9 is body text and counts as level 0, which overrides a style's."""
    if element is None:
        return Style()
    outline = whole(value_of(element, "outlineLvl"))
    indent = element.find(w("ind"))
    numbering = element.find(w("numPr"))
    first = points(indent.get(w("firstLine")), 20) if indent is not None else None
    hanging = points(indent.get(w("hanging")), 20) if indent is not None else None
    left = points(indent.get(w("left")) or indent.get(w("start")), 20) if indent is not None else None
    return Style(
        level=None if outline is None else (outline + 1 if 0 <= outline <= 8 else 0),
        alignment=value_of(element, "jc"),
        left=left,
        first=first if first is not None else (-hanging if hanging is not None else None),
        numbering=None if numbering is None else (value_of(numbering, "numId"), whole(value_of(numbering, "ilvl"))),
    )


def overlay(below: Style, above: Style) -> Style:
    """What holds when `above` is said over `below`."""
    said = {name: getattr(above, name) for name in above.__struct_fields__ if getattr(above, name) is not None}
    if above.numbering is not None and below.numbering is not None:
        number, level = above.numbering
        said["numbering"] = (
            number if number is not None else below.numbering[0],
            level if level is not None else below.numbering[1],
        )
    return replace(below, **said)


class Styles:
    """The styles of one file by id, each with what it inherits."""

    def __init__(self, root: etree._Element | None) -> None:
        self.elements: dict[str, etree._Element] = {}
        self.default = Style()
        self.default_id: str | None = None
        self.known: dict[str, Style] = {}
        if root is None:
            return
        defaults = root.find(w("docDefaults"))
        if defaults is not None:
            run = defaults.find(f"{w('rPrDefault')}/{w('rPr')}")
            paragraph = defaults.find(f"{w('pPrDefault')}/{w('pPr')}")
            self.default = overlay(read_paragraph_properties(paragraph), read_run_properties(run))
        for element in root.iter(w("style")):
            identity = element.get(w("styleId"), "")
            self.elements[identity] = element
            if element.get(w("type")) == "paragraph" and element.get(w("default")) in {"1", "true"}:
                self.default_id = identity

    def get(self, identity: str | None) -> Style:
        """The style of this id with everything it is based on; the default paragraph style where the id is not known."""
        key = identity if identity in self.elements else (self.default_id or "")
        if key not in self.known:
            self.known[key] = self.resolve(key)
        return self.known[key]

    def resolve(self, identity: str) -> Style:
        """Lay the chain of styles over the defaults, from its root up."""
        chain: list[etree._Element] = []
        seen: set[str] = set()
        at: str | None = identity
        while at is not None and at in self.elements and at not in seen and len(chain) < MOST_STEPS:
            seen.add(at)
            chain.append(self.elements[at])
            at = value_of(self.elements[at], "basedOn")
        style = self.default
        for element in reversed(chain):
            said = overlay(read_paragraph_properties(element.find(w("pPr"))), read_run_properties(element.find(w("rPr"))))
            name = value_of(element, "name")
            numbered = NUMBERED_NAME.match(name.strip()) if name else None
            if numbered and said.level is None:
                said = replace(said, level=int(numbered.group(1)))
            style = overlay(style, replace(said, name=name))
        return style

    def run(self, identity: str | None) -> Style:
        """What a character style says, and nothing of the paragraph's defaults."""
        key = f"run {identity}"
        if key not in self.known:
            element = self.elements.get(identity or "")
            said = Style()
            steps = 0
            while element is not None and steps < MOST_STEPS:
                said = overlay(read_run_properties(element.find(w("rPr"))), said)
                element = self.elements.get(value_of(element, "basedOn") or "")
                steps += 1
            self.known[key] = said
        return self.known[key]


def is_contents_style(style: Style) -> bool:
    """Whether a style is one of those Word gives the lines of a contents page."""
    return style.name is not None and CONTENTS_NAME.match(style.name.strip()) is not None
