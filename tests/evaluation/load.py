"""Truth from the two forms it is kept in: a written report's `NAME.truth.json`, and a hand-annotated folder of records."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.evaluation.truth import Case, Claim, Fact, Grid, Name, Negative, Section, Truth

FIELDS = (
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
OWN = ("title", "issuer", "institution", "county", "prefecture", "province")
HAND_KINDS = {"level": ("count", "amount", "other"), "count_event": ("count",), "share": ("share", "rate", "score")}
HAND_HEDGES = {"约": "about", "余": "over", "多": "over", "以上": "over", "近": "nearly"}
HAND_OWN = {"学校", "师市"}
HAND_EDUCATION = {"中职": "secondary", "高职": "higher"}
RUNNING = {"p", "case", "note"}


def load_written(truth_file: Path, text_file: Path) -> Truth:
    """The truth of a report written for this purpose: every unannotated number is a negative, every planted error is listed."""
    data = json.loads(truth_file.read_text(encoding="utf-8"))
    own = tuple(str(data["metadata"][key]) for key in OWN if data["metadata"].get(key))
    facts = tuple(written_fact(v, own) for v in data["values"])
    spans = {f.fact_id: (f.start, f.end) for f in facts}
    negatives = [
        Negative(
            n["char_start"],
            n["char_end"],
            n["text"],
            n["where"] in RUNNING and not is_year(n["text"]),
            n["where"],
            n.get("context", ""),
        )
        for n in data["negatives"] + data["table_negatives"]
        if n["where"] in RUNNING | {"cell", "cover", "heading", "caption", "case_title", "toc"}
    ]
    return Truth(
        name=data["name"],
        text=text_file.read_text(encoding="utf-8"),
        metadata={key: data["metadata"].get(key) for key in FIELDS},
        sections=tuple(
            Section(s["id"], s["number"] or "", s["title"], s["level"], s["parent"], s["char_start"]) for s in data["sections"]
        ),
        cases=tuple(Case(c["number"], c["title"], c["body_start"], c["body_end"]) for c in data["cases"]),
        grids=tuple(
            Grid(t["id"], t["title"], t["form"], tuple(tuple(cell or "" for cell in row) for row in t["grid"]))
            for t in data["tables"]
        ),
        facts=facts,
        negatives=tuple(negatives),
        claims=tuple(
            Claim(p["id"], True, False, tuple(spans[v] for v in p["value_ids"] + p["related_value_ids"]), p.get("where", ""))
            for p in data["planted"]
        ),
    )


def written_fact(v: dict[str, Any], own: tuple[str, ...]) -> Fact:
    many = v["qualifier"] in ("各", "均") and "、" in v["name"]
    return Fact(
        fact_id=v["id"],
        source=v["source"],
        start=v["char_start"],
        end=v["char_end"],
        value=None if v["value"] is None else Decimal(v["value"]),
        unit=v["unit"] or "",
        name=v["name"],
        kinds=(v["kind"],) if v["kind"] else (),
        year=v["year"],
        other_years=(int(v["or"]),) if v.get("or") else (),
        period=v["period"],
        parent=v["parent"] or "",
        qualifier=v["qualifier"] or "",
        bodies=(v["subject"],) if v["subject"] else own,
        base=v["of"] or "",
        hedge=v["hedge"] or "",
        missing=v["missing"],
        required=v.get("required") != "no",
        in_case=v["case"] is not None,
        owners=tuple(v["name"].split("、")) if many else (),
        table=v["table"],
        row=v["row"],
        column=v["column"],
        sentence=v["sentence"] or "",
    )


def is_year(text: str) -> bool:
    """Whether a bare number reads as a year: no reader should stumble over those, so they are no hard negatives."""
    return re.fullmatch(r"(?:19|20)\d\d", text) is not None


def load_hand(folder: Path, stem: str, text_file: Path) -> Truth:
    """The truth of a real report, annotated by hand (its README explains the records)."""

    def records(kind: str) -> list[dict[str, Any]]:
        path = folder / f"{stem}.{kind}.jsonl"
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []

    text = text_file.read_bytes().decode("utf-8")
    tables = records("tables")
    official = {t["id"]: t["kind"] == "official" for t in tables}
    told = records("narrative")
    own = tuple(sorted({n["subject"].partition(":")[2] for n in told if n["subject"].partition(":")[0] in HAND_OWN}))
    facts = [hand_fact(n, own) for n in told] + [hand_cell(v, official[v["table"]]) for v in records("table_values")]
    return Truth(
        name=stem,
        text=text,
        metadata=hand_metadata(json.loads((folder / f"{stem}.metadata.json").read_text(encoding="utf-8"))),
        sections=tuple(
            Section(s["id"], s["number"] or "", s["title"], s["level"], s["parent_id"], s["char_start"])
            for s in records("sections")
        ),
        cases=tuple(Case(str(c["number"]), c["title"], c["char_start"], c["char_end"]) for c in records("cases")),
        grids=tuple(
            Grid(t["id"], t["title"], str(t["official_number"]) if official[t["id"]] else None, tuple(map(tuple, t["rows"])))
            for t in tables
        ),
        facts=tuple(facts),
        negatives=tuple(
            Negative(x["char_start"], x["char_end"], x["span"], x["hard"], x["category"], x["context"])
            for x in records("negatives")
        ),
        claims=tuple(hand_claim(i) for i in records("inconsistencies")),
        names=tuple(n for e in records("entities") for n in hand_names(e)),
        every_error_known=True,
    )


def hand_metadata(data: dict[str, Any]) -> dict[str, object]:
    def value(key: str) -> Any:
        return data[key]["value"] if key in data else None

    out: dict[str, object] = {
        "title": value("title"),
        "issuer": value("issuer"),
        "prefecture": value("region"),
        "education_level": HAND_EDUCATION.get(value("education_level"), value("education_level")),
        "report_year": value("report_year"),
        "period_end": value("data_cutoff"),
        "published_on": value("publication_date"),
        "region_code": value("admin_code"),
    }
    return {key: found for key, found in out.items() if found is not None}


def hand_fact(n: dict[str, Any], own: tuple[str, ...]) -> Fact:
    again = "same_as" in (n["comparison"] or {})
    sort, _, owner = n["subject"].partition(":")
    year, others = period_years(n["period"])
    return Fact(
        fact_id=n["id"],
        source="prose",
        start=n["char_start"],
        end=n["char_end"],
        value=Decimal(str(n["value"])),
        unit=n["unit"] or "",
        name=n["name"],
        kinds=HAND_KINDS.get(n["kind"], (n["kind"],)),
        year=year,
        other_years=others,
        period=n["period"],
        period_sure=n["period_basis"] == "explicit",
        qualifier=n["qualifier"] or "",
        bodies=own if sort in HAND_OWN else (owner,),
        hedge=HAND_HEDGES.get(n["hedge"], n["hedge"] or ""),
        required=n["required"] and not again,
        in_case=n["case_number"] is not None,
        sentence=n["sentence"],
    )


def hand_cell(v: dict[str, Any], official: bool) -> Fact:
    year, others = period_years(v["period"])
    number = None if v["value"] is None else Decimal(str(v["value"]))
    suspected = None if v["suspected_value"] is None else Decimal(str(v["suspected_value"]))
    dash = number is None and suspected is None
    return Fact(
        fact_id=v["id"],
        source="form" if official else "table",
        start=v["char_start"],
        end=v["char_end"],
        value=number,
        unit=v["unit"] or "",
        name=v["indicator"],
        kinds=(),
        year=year,
        other_years=others,
        period=v["period"],
        period_sure=False,
        parent=v["parent_label"][-1] if v["parent_label"] else "",
        other_parents=tuple(v["parent_label"][:-1]),
        missing="not_reported" if dash else None,
        suspected=suspected,
        table=v["table"],
        qualifier=v["row_label"],
        sentence=f"{v['row_label']} | {v['column']} | {v['raw']}",
    )


def period_years(period: str | None) -> tuple[int | None, tuple[int, ...]]:
    """The year of a period, and another one that is as fair (an autumn term belongs to the school year that ends next year).

    >>> period_years("2023-2024学年"), period_years("2024年秋季学期"), period_years("近年来")
    ((2024, ()), (2024, (2025,)), (None, ()))
    """
    years = [int(y) for y in re.findall(r"(?:19|20)\d\d", period or "")]
    if not years:
        return None, ()
    if len(years) > 1 and "学年" not in (period or ""):
        return years[-1], tuple(years[:-1])
    return years[-1], (years[-1] + 1,) if "秋" in (period or "") else ()


def hand_claim(i: dict[str, Any]) -> Claim:
    spans = tuple(
        (e["char_start"], e["char_start"] + len(e["quote"]))
        for e in i["evidence"]
        if e.get("char_start") is not None and e.get("quote")
    )
    return Claim(i["id"], bool(i["must_find"]), i["verdict"] == "consistent", spans, i["type"])


def hand_names(entity: dict[str, Any]) -> list[Name]:
    kind = {"org": "organisation", "document": "policy"}.get(entity["type"])
    if kind is None:
        return []
    return [Name(kind, m["char_start"], m["char_end"], m["text"]) for m in entity["mentions"]]
