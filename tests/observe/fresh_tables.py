"""Whole tables with what every cell says, read as part of a plain-text report and judged as the evaluation judges."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from tests.evaluation.accept import bare
from tests.evaluation.run import known_names
from tests.evaluation.tally import Tally
from tests.evaluation.truth import Fact
from tests.evaluation.values import holds, judge
from tests.observe.table_report import parse_rows

from extract.model import Observation
from extract.pipeline import extract_report

CASES = Path(__file__).parents[1] / "cases"
ASKED = {"name", "unit", "year"}
TITLES = {
    "school": "朗川市工贸{kind}",
    "county": "栖霞县{kind}",
    "prefecture": "北屏市{kind}",
    "province": "沧源省{kind}",
    "enterprise": "朗川精机有限公司参与职业教育{kind}",
}


@dataclass(frozen=True)
class Wanted:
    """What one cell says; `indicator` and `qualifier` are judged where the case names them."""

    row: int
    column: int
    text: str
    fields: dict[str, Any]

    @property
    def fact(self) -> Fact:
        missing = not re.search(r"\d", self.text)
        number = None if missing else Decimal(re.sub(r"[^\d.+-]", "", re.sub(r":\d+$", "", self.text)))
        return Fact(
            fact_id=f"{self.row},{self.column}",
            source="table",
            start=0,
            end=0,
            value=number,
            unit=self.fields.get("u") or "",
            name=self.fields["n"],
            kinds=(self.fields["k"],) if "k" in self.fields else (),
            year=self.fields["y"],
            qualifier=self.fields.get("q") or "",
            missing="not_reported" if missing else None,
        )


def load_cases(name: str) -> list[dict[str, Any]]:
    """The tables of one file of `tests/cases`."""
    return yaml.safe_load((CASES / name).read_text(encoding="utf-8"))


def wanted_cells(case: dict[str, Any]) -> Iterator[Wanted]:
    """Every cell of the grid that the case describes."""
    rows = parse_rows(case["rows"])
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            column, line = case.get("columns", {}).get(c), case.get("lines", {}).get(r)
            cell = case.get("cells", {}).get(f"{r},{c}")
            if (
                (column is None and "columns" in case)
                or ("cells" in case and "columns" not in case and cell is None)
                or not re.search(r"\d|^[-—/]$", text)
            ):
                continue
            fields = {**case.get("all", {}), **(column or {}), **(line or {}), **(cell or {})}
            if "n" in fields and "y" in fields and r >= heads_of(case):
                yield Wanted(r, c, text, settle(fields, rows, r, c, heads_of(case)))


def heads_of(case: dict[str, Any]) -> int:
    """How many rows head the table: as the case says, else those a second one goes on with."""
    if "heads" in case:
        return case["heads"]
    goes_on = [row[0] == "^" for row in parse_rows(case["rows"])[1:]]
    return 1 + (goes_on.index(False) if False in goes_on else 0)


def settle(fields: dict[str, Any], rows: list[list[str]], r: int, c: int, heads: int) -> dict[str, Any]:
    """The fields with the row's and the column's words in the qualifier, and the kind of a line where the column has none."""
    first = fields.get("r", rows[r][0])
    said = (fields.get("q") or "").replace("{r2}", rows[r][1]).replace("{r}", first).replace("{c}", rows[max(heads - 1, 0)][c])
    kind = fields.get("k", fields.get("k?"))
    return {**fields, "q": said.strip("·") or None} | ({"k": kind} if kind else {})


def report_text(case: dict[str, Any]) -> str:
    """A report that holds this table: title, a section, caption, unit line, rows between tabs."""
    frame = {"level": "school", "education_level": "secondary", "report_year": 2024} | case.get("frame", {})
    kind = {"secondary": "中等职业学校", "higher": "职业技术学院"}.get(frame.get("education_level", ""), "")
    about = {"school": kind, "enterprise": ""}.get(frame["level"], "中等职业教育" if kind == "中等职业学校" else "高等职业教育")
    lines = [TITLES[frame["level"]].format(kind=about) + f"质量年度报告（{frame['report_year']}年度）", "", "一、基本情况", ""]
    lines += ["各项数据如下。", "", case["caption"] if case.get("bare") else f"表1 {case['caption']}"]
    lines += [f"单位：{case['unit']}"] if case.get("unit") else []
    lines += ["\t".join("" if cell in ("^", "<") else cell for cell in row) for row in parse_rows(case["rows"])]
    return "\n".join([*lines, "", "二、改革举措", "", "学校坚持立德树人。", ""])


def read_table(case: dict[str, Any]) -> list[Observation]:
    """The values read from the table of a case."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.txt"
        path.write_text(report_text(case), encoding="utf-8")
        return [o for o in extract_report(path).observations if o.source != "prose"]


@dataclass
class Judged:
    """One table: the score that asks for value, name, unit and year, further fields, and each fault in words."""

    all_right: Tally
    fields: dict[str, Tally]
    faults: list[str]


def judge_case(case: dict[str, Any], strict: bool = False) -> Judged:
    """Each cell against what was read there."""
    lookup = known_names()
    left = read_table(case)
    right, faults, found = 0, [], len(left)
    fields = {name: Tally() for name in ("indicator", "qualifier", "kind", "parent")}
    cells = list(wanted_cells(case))
    for cell in cells:
        fact = cell.fact
        here = [o for o in left if (o.row, o.column) == (cell.row, cell.column) and holds(fact, o)]
        if not here:
            faults.append(f"{case['id']} {cell.row},{cell.column} {cell.text}: not read")
            continue
        seen = here[0]
        left.remove(seen)
        told = judge(fact, seen, lookup)
        good = told[0 if strict else 1]
        right += good >= ASKED
        lost = sorted((ASKED | {"kind"}) - good)
        for name, wish, held in (
            ("indicator", cell.fields.get("i"), cell.fields.get("i") == (seen.indicator_id or "none")),
            ("qualifier", cell.fields.get("q") or "", is_narrowed(cell.fields.get("q"), seen)),
            ("parent", cell.fields.get("p"), bare(cell.fields.get("p")) == bare(seen.parent)),
        ):
            if wish is not None:
                fields[name] += Tally(int(held), 1)
                lost += [] if held else [name]
        if fact.kinds:
            fields["kind"] += Tally(int("kind" in good), 1)
        if lost:
            faults.append(
                f"{case['id']} {cell.row},{cell.column} {cell.text}: {', '.join(lost)}; {shown(cell)} read as {said(seen)}"
            )
    faults += [f"{case['id']} {o.row},{o.column} {o.value_text}: read and not wanted; {said(o)}" for o in left]
    return Judged(Tally(right, len(cells), right, found), fields, faults)


def is_narrowed(wanted: str | None, seen: Observation) -> bool:
    """Whether all that narrows a value is told: in the qualifier, the parent or the name; nothing more where nothing is wanted."""
    told = bare("·".join((seen.qualifier or "", seen.parent or "", seen.name)))
    return all(bare(word) in told for word in (wanted or "").split("·")) and (bool(wanted) or not seen.qualifier)


def shown(cell: Wanted) -> str:
    f = cell.fields
    return f"{f['n']} {f.get('u')} {f['y']} {f.get('k')} i={f.get('i')} q={f.get('q')} p={f.get('p')}"


def said(o: Observation) -> str:
    return f"{o.name} {o.unit} {o.year} {o.kind} i={o.indicator_id} q={o.qualifier} p={o.parent} {o.rule}"


def judge_file(name: str) -> Judged:
    """All tables of one file together."""
    whole = Judged(Tally(found=0), {}, [])
    for case in load_cases(name):
        one = judge_case(case)
        whole.all_right += one.all_right
        whole.faults += one.faults
        for field, tally in one.fields.items():
            whole.fields[field] = whole.fields.get(field, Tally()) + tally
    return whole


if __name__ == "__main__":
    import sys

    told = judge_file(sys.argv[1])
    print("\n".join(told.faults))
    print("value+name+unit+year", told.all_right, told.all_right.score)
    print({name: (tally, tally.recall) for name, tally in told.fields.items()})
