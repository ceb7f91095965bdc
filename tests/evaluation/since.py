"""Fact by fact: what was found that the run before missed, and what was lost. Kept beside the cache, never for held-out reports."""

from __future__ import annotations

import json
from pathlib import Path

from tests.evaluation.corpus import CACHE
from tests.evaluation.score import Result

LAST = CACHE / "last.json"


def since_last_run(results: list[Result], every: bool, path: Path = LAST) -> list[str]:
    """Gains and losses of single facts against the run before, and remembers this run."""
    before: dict[str, dict[str, str]] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    lines: list[str] = []
    gained = lost = 0
    for result in results:
        if result.paper.held_out:
            continue
        key = result.paper.key
        now = {f"{m.measure}: {m.what.split('; read as')[0]}": f"{m.measure}: {m.what}" for m in result.misses}
        then = before.get(key)
        before[key] = now
        if then is None:
            continue
        worse, better = sorted(now.keys() - then.keys()), sorted(then.keys() - now.keys())
        gained, lost = gained + len(better), lost + len(worse)
        lines += [f"LOST    {key} {now[fact]}" for fact in worse] + [f"gained  {key} {then[fact]}" for fact in better]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(before, ensure_ascii=False), encoding="utf-8")
    shown = path.with_name("since.txt")
    if lines or not shown.exists():
        shown.write_text("\n".join(lines) + "\n", encoding="utf-8")
    summary = f"Since the run before: {gained} faults mended, {lost} new."
    return [*lines, summary] if every else [summary + (f" The last ones are listed in {shown}." if shown.exists() else "")]
