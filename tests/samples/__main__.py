"""`python -m tests.samples`: all samples and their truth, from their sources.

    python -m tests.samples [NAME ...] [--truth-only]

What is rendered as what stands in each source: `@meta files=pdf` (or docx, html, txt, scan; several with commas).
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.samples.marks import Fault
from tests.samples.parse import Source, parse
from tests.samples.truth import build

HERE = Path(__file__).resolve().parent
RAW = HERE.parents[1] / "raw" / "samples"


def sources(names: Sequence[str] = (), folder: Path = HERE / "src") -> list[Source]:
    """The parsed sources, or those asked for."""
    return [
        parse(path.read_text(encoding="utf-8"), path.stem)
        for path in sorted(folder.glob("*.src"))
        if not names or path.stem in names
    ]


def write_truth(source: Source, folder: Path) -> None:
    """NAME.txt and NAME.truth.json."""
    text, truth = build(source)
    (folder / f"{source.name}.txt").write_text(text, encoding="utf-8", newline="\n")
    (folder / f"{source.name}.truth.json").write_text(one_record_a_line(truth), encoding="utf-8", newline="\n")


def one_record_a_line(truth: dict[str, Any]) -> str:
    """The truth as JSON in which a change to one value changes one line."""
    parts = []
    for key, found in truth.items():
        if isinstance(found, list) and found:
            rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in found)
            parts.append(f"{json.dumps(key)}: [\n{rows}\n]")
        else:
            parts.append(f"{json.dumps(key)}: {json.dumps(found, ensure_ascii=False)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def render(source: Source, kind: str, folder: Path, name: str = "", **style: str) -> Path:
    """One file of one report; writers are loaded when asked for, since the PDF ones need fonts."""
    name = name or source.name
    path = folder / f"{name}.{'pdf' if kind == 'scan' else kind}"
    if kind == "txt":
        path.write_text(build(source)[0], encoding="utf-8", newline="\n")
    elif kind == "html":
        from tests.samples.web import write_html

        write_html(source, path)
    elif kind == "docx":
        from tests.samples.word import write_docx

        write_docx(source, path)
    elif kind == "pdf":
        from tests.samples.paper import write_pdf

        write_pdf(source, path, **style)
    elif kind == "scan":
        from tests.samples.paper import write_pdf
        from tests.samples.scan import scan

        with tempfile.TemporaryDirectory() as box:
            printed = Path(box) / "printed.pdf"
            write_pdf(source, printed, **style)
            scan(printed, path, source.meta["title"])
    else:
        raise Fault(f"{source.name}: no writer for {kind!r}")
    return path


def main(argv: Sequence[str] | None = None) -> int:
    """Renders and says what each report holds; 1 where a source is at fault."""
    words = argparse.ArgumentParser(prog="python -m tests.samples", description="Render the sample reports and their truth.")
    words.add_argument("names", nargs="*")
    words.add_argument("--truth-only", action="store_true", help="no files, only truth (needs no fonts)")
    asked = words.parse_args(argv)
    try:
        for source in sources(asked.names):
            write_truth(source, HERE / "truth")
            text, truth = build(source)
            made = [] if asked.truth_only else [render(source, kind, RAW) for kind in source.meta["files"].split(",")]
            files = ", ".join(f"{path.name} {path.stat().st_size // 1024} KiB" for path in made)
            print(
                f"{source.name}: {len(text)} characters, {len(truth['values'])} values, {len(truth['sections'])} sections; {files}"
            )
        if not asked.names and not asked.truth_only:
            from tests.samples.renderings import write_all

            print(f"one report in many looks: {', '.join(path.name for path in write_all())}")
    except Fault as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
