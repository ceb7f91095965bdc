"""How fast PDFs are read and in how much memory, against the libraries under us in the same run.

    python tests/benchmarks/run.py [FILE ...]

Without files two sets are read: a report of 200 pages made here, prose and tables in turns, whose font is not embedded, the slow
case of every library; and the sample reports, whose fonts are embedded, as office programs write them. All readers get the same
files and take turns, each time in a fresh process that has read a small file first, so that imports and caches do not count; the
processor time of the best turn counts. Ratios hold on any machine, pages a second on this one.

"the calls alone" is the floor: what it costs to ask pdfium, one character and one object at a time as it answers, for the places
of what is on a page, and to do nothing with the answers. Text alone is one call a page, without any place. The line under a table
says how near to text alone the floor is, and what of a page's time is pdfium's text, what the calls, and what our own work.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[2]
PAGES = 200
TEXT_TARGET = 0.5
TARGETS = {"pdfplumber": 10.0, "pypdfium2, text only": TEXT_TARGET}
PEAK_MIB = 150.0
REPORTS = 300
TURNS = 3
AGAIN = 10
"""The sample reports have 20 pages together; read so often they are a measurement."""


def make_report(path: Path, pages: int) -> None:
    """A report with running headers, prose over page ends and tables of five styles."""
    from tests.read.pdf_maker import LEFT, RIGHT, Sheet, cells_of, draw_table

    sentence = "学校全日制在校生2,318人，专任教师139人，生师比16.68，毕业去向落实率98.72%，比上年提高0.4个百分点。"
    rows = [["序号", "指标", "单位", "2022年", "2023年"]]
    rows += [[str(n), f"第{n}项指标的名称", "人", f"{n * 37:,}", f"{n * 39:,}"] for n in range(1, 22)]
    styles = ["grid", "three_line", "open", "rows", "shaded"]
    sheet = Sheet()
    for number in range(1, pages + 1):
        sheet.centred(296, 40, "某某职业学校质量年度报告", 9)
        sheet.centred(296, 810, f"— {number} —", 9)
        y = sheet.prose(80, sentence * (5 if number % 2 else 20))
        if number % 2:
            draw_table(sheet, y + 20, [LEFT, 120, 260, 320, 420, RIGHT], 20, cells_of(rows), styles[number // 2 % len(styles)])
        sheet.page()
    path.write_bytes(sheet.bytes())


def read_ours(path: Path) -> int:
    """The whole document: text, tables, joins, places."""
    from extract.read import read
    from extract.settings import Settings

    return len(read(path, Settings(ocr="never", cross_check_every=0)).pages)


def read_text_only(path: Path) -> int:
    """Text alone, through pypdfium2."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    for page in document:
        text = page.get_textpage()
        text.get_text_bounded()
        text.close()
        page.close()
    count = len(document)
    document.close()
    return count


def read_calls(path: Path) -> int:
    """The calls no reader of places and rules can do without, their answers thrown away."""
    from itertools import repeat

    import pypdfium2
    import pypdfium2.raw as raw

    from extract.read.pdf.calls import calls, fetch_bounds, open_page, open_text, pointer, run
    from extract.read.pdf.engine import fetch_codes, list_objects
    from extract.read.pdf.fonts import stand_in

    stand_in()
    document, use = pypdfium2.PdfDocument(path), calls()
    for at in range(len(document)):
        with open_page(document, at) as page, open_text(page) as opened:
            text, places = pointer(opened), range(raw.FPDFText_CountChars(opened))
            fetch_codes(text, len(places))
            run(map(use.loose_box, repeat(text), places, repeat(use.boxes.places[0][0])))
            run(map(use.text_object, repeat(text), places))
            for objects, _, _ in list_objects(page):
                fetch_bounds(objects)
    count = len(document)
    document.close()
    return count


def read_plumber(path: Path) -> int:
    """Text and tables, through pdfplumber."""
    import pdfplumber

    with pdfplumber.open(path) as document:
        for page in document.pages:
            page.extract_text()
            page.extract_tables()
            page.close()
        return len(document.pages)


READERS: dict[str, Callable[[Path], int]] = {
    "nianbao": read_ours,
    "the calls alone": read_calls,
    "pypdfium2, text only": read_text_only,
    "pdfplumber": read_plumber,
}


def measure(name: str, small: Path, paths: list[Path]) -> None:
    """Print pages, seconds of the processor and the peak of memory in MiB, as JSON; runs in a process of its own."""
    import resource

    READERS[name](small)
    start = time.process_time()
    pages = sum(READERS[name](path) for path in paths)
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"pages": pages, "seconds": seconds, "peak": peak}))


def measure_many(path: Path) -> None:
    """Print the peak of memory in MiB after a tenth and after all of many readings of one report, as JSON."""
    import resource

    peaks = []
    for at in range(REPORTS):
        read_ours(path)
        if at + 1 in (REPORTS // 10, REPORTS):
            peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    print(json.dumps({"early": peaks[0], "late": peaks[1]}))


def in_process(*words: str) -> dict[str, float]:
    """What this file prints in a process of its own."""
    command = [sys.executable, __file__, *words]
    environment = {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def compare(title: str, small: Path, files: list[str]) -> int:
    """Print the readers of one set of files side by side; how many targets are missed comes back."""
    turns = [{name: in_process("--measure", name, str(small), *files) for name in READERS} for _ in range(TURNS)]
    found = {name: min((turn[name] for turn in turns), key=lambda result: result["seconds"]) for name in READERS}
    ours = found["nianbao"]
    print(f"{title}, {ours['pages']:.0f} pages")
    print(f"{'reader':<24}{'pages/s':>10}{'nianbao is':>12}{'target':>9}{'peak MiB':>10}")
    missed = 0
    for name, result in found.items():
        ratio = result["seconds"] / ours["seconds"]
        target = TARGETS.get(name)
        missed += target is not None and ratio < target
        wanted = f"≥ {target:g} ×" if target else ""
        print(f"{name:<24}{result['pages'] / result['seconds']:>10.1f}{ratio:>10.2f} ×{wanted:>9}{result['peak']:>10.0f}")
    print(explain_floor(found))
    print(f"peak of nianbao: {ours['peak']:.0f} MiB, target ≤ {PEAK_MIB:.0f} for a report of {PAGES} pages\n")
    return missed + (ours["peak"] > PEAK_MIB)


def explain_floor(found: dict[str, dict[str, float]]) -> str:
    """What of a page's time no reader of places can save, and what is left."""
    page = {name: 1000 * found[name]["seconds"] / found[name]["pages"] for name in found}
    text, calls, ours = page["pypdfium2, text only"], page["the calls alone"], page["nianbao"]
    spent = f"a page: {text:.2f} ms for text only, {calls:.2f} ms for the calls alone, {ours - calls:.2f} ms for all else"
    room = text / TEXT_TARGET - calls
    return (
        f"{spent}\nfloor: the calls alone are {text / calls:.2f} × text only; {TEXT_TARGET:g} × leaves {room:.2f} ms for all else"
    )


def main(files: list[str]) -> int:
    """Print the tables; 1 where a target is missed."""
    with TemporaryDirectory() as folder:
        small, made = Path(folder) / "small.pdf", Path(folder) / "report.pdf"
        make_report(small, 6)
        sets = {"files given": files}
        if not files:
            make_report(made, PAGES)
            samples = [str(path) for path in sorted((ROOT / "raw" / "samples").glob("*.pdf"))] * AGAIN
            sets = {"made report": [str(made)], "sample reports": samples}
        missed = sum(compare(title, small, paths) for title, paths in sets.items())
        many = in_process("--many", str(small))
    print(f"one worker: {many['early']:.0f} MiB after {REPORTS // 10} reports, {many['late']:.0f} MiB after {REPORTS}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
    if sys.argv[1:2] == ["--measure"]:
        measure(sys.argv[2], Path(sys.argv[3]), [Path(word) for word in sys.argv[4:]])
    elif sys.argv[1:2] == ["--many"]:
        measure_many(Path(sys.argv[2]))
    elif {"-h", "--help"} & set(sys.argv[1:]):
        print(__doc__)
    else:
        sys.exit(main(sys.argv[1:]))
