"""A source as plain text, with everything it states: offsets into that text are exact by construction."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from tests.samples.marks import FIELDS, Fault, Mark, Part, plain
from tests.samples.parse import Block, Source

META = (
    "title",
    "issuer",
    "institution",
    "province",
    "prefecture",
    "level",
    "education_level",
    "report_year",
    "period_start",
    "period_end",
    "published_on",
)
DIGITS = re.compile(r"[0-9０-９]+(?:[.,．，][0-9０-９]+)*")
NUMERAL = "[一二三四五六七八九十]+"
HEADING = re.compile(
    rf"^(第{NUMERAL}[章部分节篇]+|[（(]{NUMERAL}[)）]|{NUMERAL}(?=、)|\d+(?:\s*\.\s*\d+)+|\d+(?=[.．、\s])|[（(]\d+[)）])[、.．]?\s*(.*)$",
    re.S,
)
STYLES = {"case": "{number} {title}", "fig": "{number} {title}", "table": "{number} {title}", "form": "{number} {title}"}


def split_heading(text: str) -> tuple[str, str]:
    """Number and title of a heading.

    >>> split_heading("（一）师资队伍"), split_heading("2.1 立德树人"), split_heading("前言")
    (('（一）', '师资队伍'), ('2.1', '立德树人'), ('', '前言'))
    """
    found = HEADING.match(text.strip())
    return (found.group(1), found.group(2).strip()) if found else ("", text.strip())


def caption(source: Source, block: Block) -> str:
    """The printed line of a case, figure or table, as the report styles it."""
    kind = "form" if block.form else block.kind
    style = source.meta.get(f"{kind}_style", STYLES[kind]).replace("\\n", "\n")
    bare = re.sub(r"^[^\d一二三四五六七八九十]*", "", block.number)
    line = style.format(n=bare, number=block.number, title=block.title)
    return line.strip() + (f"（单位：{block.unit}）" if block.unit and source.meta.get("unit_style") == "inline" else "")


def contents(source: Source) -> list[tuple[int, str]]:
    """Lines of the contents page: level and text."""
    lines = [(int(b.kind[1]), plain(b.parts)) for b in source.blocks if b.kind in ("h1", "h2", "h3")]
    depth = int(source.meta.get("toc_depth", "3"))
    lines = [(level, text) for level, text in lines if level <= depth]
    for word, label, kind in (("cases", "案例目录", "case"), ("tables", "表目录", "table"), ("figures", "图目录", "fig")):
        if word in source.meta.get("lists", ""):
            lines.append((0, label))
            lines += [(1, caption(source, b).replace("\n", " ")) for b in source.blocks if b.kind == kind and not b.form]
    return lines


class Writer:
    """Text as it grows, and the numbers in it."""

    def __init__(self) -> None:
        self.text = ""
        self.values: list[dict[str, Any]] = []
        self.negatives: list[dict[str, Any]] = []
        self.table_negatives: list[dict[str, Any]] = []

    def add(self, parts: list[Part], where: str, context: dict[str, Any], cell: dict[str, Any] | None = None) -> tuple[int, int]:
        begun = len(self.text)
        for part in parts:
            at = len(self.text)
            self.text += part if isinstance(part, str) else part.printed
            if isinstance(part, Mark):
                self.values.append(self.value(part, where, context, cell, at))
                continue
            for m in DIGITS.finditer(part):
                item = {"text": m.group(), "where": where, "char_start": at + m.start(), "char_end": at + m.end()}
                if cell:
                    self.table_negatives.append({**item, **{k: cell[k] for k in ("table", "row", "column")}})
                else:
                    self.negatives.append(item)
        return begun, len(self.text)

    def value(self, mark: Mark, where: str, context: dict[str, Any], cell: dict[str, Any] | None, at: int) -> dict[str, Any]:
        out: dict[str, Any] = {"id": f"v{len(self.values) + 1}", "source": "prose", "where": where}
        out.update({key: mark.fields.get(key) for key in FIELDS})
        out["year"] = int(mark.fields["year"])
        out.update(printed=mark.printed, **context, table=None, row=None, column=None)
        out.update(cell or {})
        out.update(char_start=at, char_end=at + len(mark.printed))
        return out


class Truth:
    """Walks the blocks once and keeps what each of them is."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.out = Writer()
        self.sections: list[dict[str, Any]] = []
        self.stack: list[dict[str, Any]] = []
        self.cases: list[dict[str, Any]] = []
        self.figures: list[dict[str, Any]] = []
        self.tables: list[dict[str, Any]] = []
        self.spans: list[tuple[int, int]] = []
        self.case: dict[str, Any] | None = None

    def context(self) -> dict[str, Any]:
        return {"section": self.stack[-1]["id"] if self.stack else None, "case": self.case["id"] if self.case else None}

    def line(self, parts: list[Part], where: str) -> tuple[int, int]:
        span = self.out.add(parts, where, self.context())
        self.spans.append(span)
        self.out.text += "\n"
        return span

    def walk(self) -> None:
        for block in self.source.blocks:
            if block.kind in ("h1", "h2", "h3"):
                self.heading(block)
            elif block.kind in ("p", "note", "foot", "cover"):
                where = "case" if self.case and block.kind == "p" else "note" if block.kind == "foot" else block.kind
                span = self.line(block.parts, where)
                if self.case and block.kind == "p":
                    self.case["spans"].append(span)
            elif block.kind == "toc":
                self.contents()
            elif block.kind in ("case", "endcase"):
                self.open_or_close_case(block)
            elif block.kind == "fig":
                a, e = self.line([caption(self.source, block)], "caption")
                self.figures.append(
                    {
                        "id": f"f{len(self.figures) + 1}",
                        "number": block.number,
                        "title": block.title,
                        "char_start": a,
                        "char_end": e,
                    }
                )
            elif block.kind == "table":
                self.table(block)
        for section in self.stack:
            section["char_end"] = len(self.out.text)

    def heading(self, block: Block) -> None:
        level = int(block.kind[1])
        while self.stack and self.stack[-1]["level"] >= level:
            self.stack.pop()["char_end"] = len(self.out.text)
        number, title = split_heading(plain(block.parts))
        section = {"id": f"s{len(self.sections) + 1}", "number": number, "title": title, "level": level}
        section.update(parent=self.stack[-1]["id"] if self.stack else None, char_start=len(self.out.text), char_end=None)
        self.sections.append(section)
        self.stack.append(section)
        self.line(block.parts, "heading")

    def contents(self) -> None:
        self.line(["目  录"], "toc")
        for _, text in contents(self.source):
            self.line([text], "toc")

    def open_or_close_case(self, block: Block) -> None:
        if block.kind == "case":
            self.case = {
                "id": f"c{len(self.cases) + 1}",
                "number": block.number,
                "title": block.title,
                **self.context(),
                "spans": [],
            }
            self.case["char_start"] = len(self.out.text)
            self.cases.append(self.case)
            self.line([caption(self.source, block)], "case_title")
            return
        if self.case is None or not self.case["spans"]:
            raise Fault(f"{self.source.name}: a case without a body")
        spans = self.case.pop("spans")
        self.case.update(body_start=spans[0][0], body_end=spans[-1][1], char_end=len(self.out.text))
        self.case = None

    def table(self, block: Block) -> None:
        tid = f"t{len(self.tables) + 1}"
        begun = len(self.out.text)
        if caption(self.source, block):
            self.line([caption(self.source, block)], "caption")
        if block.unit and self.source.meta.get("unit_style") != "inline":
            self.line([f"单位：{block.unit}"], "caption")
        for r, row in enumerate(block.rows):
            for c, cell in enumerate(row):
                self.out.text += "\t" if c else ""
                if plain(cell) not in ("^", "<"):
                    place = {"source": "form" if block.form else "table", "table": tid, "row": r, "column": c}
                    self.out.add(cell, "cell", self.context(), place)
            self.out.text += "\n"
        grid = [[None if text in ("^", "<") else text for text in row] for row in block.texts()]
        self.tables.append(
            {
                "id": tid,
                "number": block.number,
                "title": block.title,
                "form": block.form,
                "unit": block.unit or None,
                "header_rows": block.header_rows,
                "grid": grid,
                "char_start": begun,
                "char_end": len(self.out.text),
            }
        )


def build(source: Source) -> tuple[str, dict[str, Any]]:
    """The report's text, and what it states."""
    walk = Truth(source)
    walk.walk()
    text, values = walk.out.text, walk.out.values
    for value in values:
        value["sentence"] = sentence(text, value, walk.spans) if value["source"] == "prose" else None
        if text[value["char_start"] : value["char_end"]] != value["printed"]:
            raise Fault(f"{source.name}: {value['printed']!r} is not at its place")
    for item in walk.out.negatives:
        item["context"] = text[max(0, item["char_start"] - 14) : item["char_end"] + 14].replace("\n", " ")
    metadata: dict[str, Any] = {key: source.meta.get(key) for key in META}
    metadata["report_year"] = int(source.meta["report_year"])
    return text, {
        "name": source.name,
        "metadata": metadata,
        "sections": walk.sections,
        "cases": walk.cases,
        "figures": walk.figures,
        "tables": walk.tables,
        "values": values,
        "negatives": walk.out.negatives,
        "table_negatives": walk.out.table_negatives,
        "planted": [link(p, values, walk.tables, source.name) for p in source.planted],
    }


def sentence(text: str, value: dict[str, Any], spans: list[tuple[int, int]]) -> str:
    low, high = next((a, e) for a, e in spans if a <= value["char_start"] and value["char_end"] <= e)
    a, b = value["char_start"], value["char_end"]
    while a > low and text[a - 1] not in "。！？":
        a -= 1
    while b < high and text[b - 1] not in "。！？":
        b += 1
    return text[a:b].strip()


def link(planted: dict[str, str], values: list[dict[str, Any]], tables: list[dict[str, Any]], name: str) -> dict[str, Any]:
    """A planted error with the values it is about: the stated one at its quote, and the others it involves."""
    grids = {t["id"]: t["grid"] for t in tables}
    also = {Decimal(x) for x in planted.get("also", "").split(",") if x}
    found: list[str] = []
    related: list[str] = []
    for v in values:
        spoken = "".join(c or "" for c in grids[v["table"]][v["row"]]) if v["table"] else v["sentence"]
        if v["value"] is None or planted["quote"] not in spoken:
            continue
        if Decimal(v["value"]) == Decimal(planted["stated"]):
            found.append(v["id"])
        elif Decimal(v["value"]) in also:
            related.append(v["id"])
    if not found or len(related) < len(also):
        raise Fault(f"{name}: planted {planted['id']}: its values are not at its quote")
    return {**planted, "value_ids": found, "related_value_ids": related}
