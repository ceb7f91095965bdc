"""A source file as a list of blocks.

Every line is `@tag text`. Tags: meta, cover, toc, h1 h2 h3, p, note (under a table), foot (at a page's foot), case … endcase,
fig, table and form with their rows, endtable, break. `\\n` in a text is a line end inside the paragraph.

A form's rows are marked by themselves: `@columns 序号|指标|单位|2023年=y:2023` says which columns hold values and for when;
`>` before a row's label is one level below the row above it (`>其中：升学人数`). In other tables `@columns` gives a whole
mark for each value column, where `{0}` is the row's first cell: `-|{0}毕业生数;unit=人;y=2023`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tests.samples.marks import CLOSE, OPEN, Fault, Mark, Part, completed, plain, read_parts

SPEAKING = {"cover", "h1", "h2", "h3", "p", "note", "foot"}
NO_UNIT = {"-", "—", "/"}
# Units that leave no doubt about the kind of a form's value; the rest is left open.
SURE_UNITS = {"人", "人次", "个", "门", "项", "本", "学时", "课时", "人日", "万元", "所", "期"}
MISSING = {"-": "not_reported", "—": "not_reported", "/": "not_reported"}


@dataclass
class Block:
    """One printed thing: `rows` for tables, `parts` for what has running text, number and title for captions."""

    kind: str
    parts: list[Part] = field(default_factory=list)
    number: str = ""
    title: str = ""
    unit: str = ""
    form: str | None = None
    rows: list[list[list[Part]]] = field(default_factory=list)
    header_rows: int = 0
    columns: list[str] = field(default_factory=list)

    def texts(self) -> list[list[str]]:
        return [[plain(cell) for cell in row] for row in self.rows]


@dataclass
class Source:
    """One report: what it is, and its blocks in order."""

    name: str
    meta: dict[str, str]
    planted: list[dict[str, str]]
    blocks: list[Block]

    @property
    def defaults(self) -> dict[str, str]:
        return defaults_of(self.meta)


def defaults_of(meta: dict[str, str]) -> dict[str, str]:
    key, _, year = meta.get("default", f"y:{meta.get('report_year', '2024')}").partition(":")
    return {key: year}


def parse(text: str, name: str) -> Source:
    """The blocks of one source. Raises `Fault` naming the line."""
    source = Source(name, {}, [], [])
    table: Block | None = None
    for n, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        where = f"{name}.src:{n}"
        found = re.match(r"@(\w+)(?: (.*))?$", line)
        if not found:
            raise Fault(f"{where}: no tag: {line[:40]}")
        tag, body = found.group(1), (found.group(2) or "").replace("\\n", "\n")
        if tag == "meta":
            read_meta(source, body, where)
        elif table is not None:
            table = read_row(table, tag, body, source, where)
        elif tag in ("table", "form"):
            table = open_table(tag, body)
            source.blocks.append(table)
        elif tag in ("case", "fig"):
            number, _, title = body.partition("|")
            source.blocks.append(Block(tag, number=number, title=title))
        elif tag in ("toc", "endcase", "break"):
            source.blocks.append(Block(tag))
        elif tag in SPEAKING:
            source.blocks.append(Block(tag, parts=read_parts(body, source.defaults, where)))
        else:
            raise Fault(f"{where}: unknown tag @{tag}")
    if table is not None:
        raise Fault(f"{name}.src: a table is not closed")
    return source


def read_meta(source: Source, body: str, where: str) -> None:
    key, eq, value = body.partition("=")
    if not eq:
        raise Fault(f"{where}: @meta without =")
    if key == "planted":
        source.planted.append(dict(bit.split("=", 1) for bit in value.split(";")))
    else:
        source.meta[key] = value


def open_table(tag: str, body: str) -> Block:
    bits = [*body.split("|"), "", ""][:3]
    if tag == "table":
        return Block("table", number=bits[0], title=bits[1], unit=bits[2])
    number, _, title = bits[1].partition(" ")
    return Block("table", number=number if title else "", title=title or number, unit=bits[2], form=bits[0])


def read_row(table: Block, tag: str, body: str, source: Source, where: str) -> Block | None:
    if tag == "endtable":
        finish(table, source, where)
        return None
    cells = split_cells(body)
    if tag == "columns":
        table.columns = cells
        if table.form and not table.rows:
            table.rows.append([[cell.split("=")[0]] for cell in cells])
            table.header_rows = 1
        return table
    if tag not in ("head", "row"):
        raise Fault(f"{where}: @{tag} inside a table")
    if table.rows and len(cells) != len(table.rows[0]):
        raise Fault(f"{where}: {len(cells)} cells, the first row has {len(table.rows[0])}")
    table.rows.append([read_parts(cell, source.defaults, where) for cell in cells])
    table.header_rows += tag == "head"
    return table


def split_cells(text: str) -> list[str]:
    """Cells at bars that are not inside a mark."""
    out, depth, cell = [], 0, ""
    for char in text:
        depth += (char == OPEN) - (char == CLOSE)
        if char == "|" and depth == 0:
            out.append(cell)
            cell = ""
        else:
            cell += char
    return [*out, cell]


def finish(table: Block, source: Source, where: str) -> None:
    """Marks the cells of the value columns, and takes the signs of depth off the labels."""
    if not table.columns:
        return
    trail: list[str] = []
    for row in table.rows[table.header_rows :]:
        words = form_words(row, trail) if table.form else {}
        texts = [plain(cell) for cell in row]
        for at, spec in enumerate(table.columns[: len(row)]):
            given = column_fields(table, spec, texts, words)
            if given is not None and texts[at] not in ("^", "<") and not any(isinstance(part, Mark) for part in row[at]):
                row[at] = [mark_cell(texts[at], given, table.form is not None, source, where)]


def form_words(row: list[list[Part]], trail: list[str]) -> dict[str, str]:
    """Name, unit and parent of a form's row; `trail` keeps the labels above it, outermost first."""
    label = plain(row[1])
    depth = len(label) - len(label.lstrip(">"))
    row[1] = [label.lstrip(">")]
    if plain(row[1]) in ("", "^"):
        name = trail[depth]
    else:
        name = clean_label(plain(row[1]))
        trail[depth:] = [name]
    return {"name": name, "unit": plain(row[2])} | ({"parent": trail[depth - 1]} if depth else {})


def clean_label(text: str) -> str:
    """A row's name as the form has it: no 其中：, no note mark, no blanks."""
    return re.sub(r"^其中[：:]|[\d①-⑳]$|\s", "", text)


def column_fields(table: Block, spec: str, texts: list[str], words: dict[str, str]) -> dict[str, str] | None:
    if table.form:
        _, eq, more = spec.partition("=")
        if not eq:
            return None
        out = dict(words)
        for bit in more.split(","):
            key, _, value = bit.partition(":")
            out[key] = value.replace("{0}", texts[1])
        if out["name"] != words["name"]:
            out["qualifier"] = words["name"]
            out.pop("parent", None)
        return out
    if spec == "-":
        return None
    name, *more = spec.split(";")
    out = {"name": name}
    out.update(bit.split("=", 1) for bit in more)
    return {key: value.replace("{0}", texts[0]).replace("{1}", texts[min(1, len(texts) - 1)]) for key, value in out.items()}


def mark_cell(text: str, given: dict[str, str], form: bool, source: Source, where: str) -> Part:
    if text.strip() in MISSING:
        given = {**given, "missing": MISSING[text.strip()]}
    elif not re.search(r"\d", text):
        return text
    elif given.get("unit") == ":" and ":" in text:
        given = {**given, "kind": "ratio"}
    if given.get("unit", "").strip() in NO_UNIT:
        given = {**given, "unit": ""}
    fields = completed(text, given, source.defaults, where)
    if form and "kind" not in given and fields["unit"] not in SURE_UNITS:
        fields["kind"] = ""
    return Mark(text, fields)


def shares(texts: list[list[str]]) -> list[float]:
    """Column widths by the longest cell, within bounds."""
    longest = [
        min(max(max(sum(2 if ord(x) > 255 else 1 for x in row[c]) for row in texts if row[c] not in ("^", "<")), 5), 34) + 2
        for c in range(len(texts[0]))
    ]
    return [x / sum(longest) for x in longest]
