"""The last pinned scores: what the gate holds, and what gains and losses are measured against."""

from __future__ import annotations

import json
from pathlib import Path

from tests.evaluation.score import Result
from tests.evaluation.tally import Scores

FLOORS = Path(__file__).with_name("floors.json")
# Smaller moves than this come from counting, not from reading.
SLACK = 0.0005
Floors = dict[str, dict[str, dict[str, float]]]


def pooled(results: list[Result]) -> dict[str, Scores]:
    """Scores added up over all files of a group, and over everything as `all`."""
    out: dict[str, Scores] = {}
    for result in results:
        for group in (result.paper.group, "all"):
            out.setdefault(group, Scores()).add(result.scores)
    return out


def figures(scores: Scores) -> dict[str, dict[str, float]]:
    """Every measure as one number, strict and soft, to four places."""
    out: dict[str, dict[str, float]] = {}
    for which, tallies in (("strict", scores.strict), ("soft", scores.soft)):
        out[which] = {m: round(t.score, 4) for m, t in tallies.items() if t.score is not None}
    return out


def pinned(path: Path = FLOORS) -> dict[str, Floors]:
    """The floors file: files by key, each with strict and soft figures."""
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"files": {}, "groups": {}}


def pin(results: list[Result], path: Path = FLOORS) -> None:
    """Makes today's scores the floors of the files scored today; other files keep theirs."""
    floors = pinned(path)
    floors["files"].update({r.paper.key: figures(r.scores) for r in results})
    floors["files"] = dict(sorted(floors["files"].items()))
    floors["groups"].update({group: figures(scores) for group, scores in pooled(results).items()})
    path.write_text(one_measure_a_line(floors), encoding="utf-8", newline="\n")


def one_measure_a_line(floors: dict[str, Floors]) -> str:
    """The floors as JSON, strict and soft of one file or group on a line each."""
    parts = []
    for part, entries in sorted(floors.items()):
        rows = []
        for key, both in sorted(entries.items()):
            lines = ",\n".join(f"   {json.dumps(which)}: {json.dumps(both[which], ensure_ascii=False)}" for which in sorted(both))
            rows.append(f"  {json.dumps(key)}: {{\n{lines}\n  }}")
        parts.append(f" {json.dumps(part)}: {{\n" + ",\n".join(rows) + "\n }")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def changes(now: dict[str, dict[str, float]], floor: dict[str, dict[str, float]]) -> list[tuple[str, str, float, float]]:
    """Measures that moved: (measure, strict or soft, floor, now). A measure that vanished counts as 0."""
    out = []
    for which, floors in floor.items():
        for measure, before in floors.items():
            after = now.get(which, {}).get(measure, 0.0)
            if abs(after - before) > SLACK:
                out.append((measure, which, before, after))
    return out


def below(results: list[Result], path: Path = FLOORS) -> list[str]:
    """One line for every pooled score that fell below its floor; a group counts only where all its pinned files were scored."""
    floors = pinned(path)
    keys = {r.paper.key for r in results}
    lines = [f"{r.paper.key}: the pipeline broke on it" for r in results if r.fault]
    if not floors["files"].keys() <= keys:
        results = [r for r in results if r.paper.group == "samples"]
    for group, scores in pooled(results).items():
        if group == "all" and "shared" not in {r.paper.group for r in results}:
            continue
        for measure, which, before, after in changes(figures(scores), floors["groups"].get(group, {})):
            if after < before:
                lines.append(f"{group}: {measure} ({which}) fell from {before:.4f} to {after:.4f}")
    return lines
