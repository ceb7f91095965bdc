"""The reports that are scored: the project's own samples always, others where they are at hand."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import cycle
from pathlib import Path

from tests.evaluation.load import load_hand, load_written
from tests.evaluation.truth import Truth
from tests.samples import fonts
from tests.samples.__main__ import write_truth
from tests.samples.parse import parse

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
SAMPLES = ROOT / "raw" / "samples"
SAMPLE_TRUTH = ROOT / "tests" / "samples" / "truth"
CACHE = ROOT / ".cache" / "evaluation"
# Scored, never looked at: what the others are tuned on must not be all there is.
UNSEEN = tuple(sorted((ROOT / "tests" / "samples" / "held_out").glob("*.src")))
WRITTEN = tuple(sorted((ROOT / "tests" / "samples" / "written").glob("*.src")))
HELD_OUT = frozenset(path.stem for path in UNSEEN)
BOOKMARK = re.compile(r"\[bookmark: \w+\]")
LOOKS: tuple[dict[str, str], ...] = (
    {"repeat": "no"},
    {"case_look": "box"},
    {"rules": "shaded"},
    {"rules": "three_line"},
    {"forms": "landscape"},
    {"header": "none"},
)


@dataclass(frozen=True)
class Paper:
    """One file to be scored, and how its truth is loaded."""

    name: str
    path: Path
    group: str
    load: Callable[[], Truth]
    held_out: bool = False
    scanned: bool = False
    second: Path | None = None

    @property
    def key(self) -> str:
        return f"{self.name}{self.path.suffix}"


def papers() -> list[Paper]:
    """All files at hand, in a fixed order."""
    return [*own_samples(), *text_samples(), *hand_annotated(), *written_reports()]


def own_samples() -> Iterator[Paper]:
    """The samples; a scan only where there is an engine to read it."""
    for truth_file in sorted(SAMPLE_TRUTH.glob("*.truth.json")):
        name = truth_file.name.removesuffix(".truth.json")
        text_file = truth_file.with_name(f"{name}.txt")
        for path in sorted(SAMPLES.glob(f"{name}.*")):
            if path.is_file() and (can_read_scans() or not is_scan(name)):
                yield Paper(name, path, "samples", once(load_written, truth_file, text_file), scanned=is_scan(name))


def text_samples() -> Iterator[Paper]:
    """Reports of our own as plain text: those written for a blind test and read since, and those never looked at."""
    made = digest([*WRITTEN, *UNSEEN, *sorted((ROOT / "tests" / "samples").glob("*.py"))])
    folder = CACHE / f"text-{made}"
    folder.mkdir(parents=True, exist_ok=True)
    for path in (*WRITTEN, *UNSEEN):
        truth_file, text_file = folder / f"{path.stem}.truth.json", folder / f"{path.stem}.txt"
        if not truth_file.exists():
            write_truth(parse(path.read_text(encoding="utf-8"), path.stem), folder)
        held_out = path in UNSEEN
        group = "held out" if held_out else "samples"
        yield Paper(
            path.stem, text_file, group, once(load_written, truth_file, text_file), held_out, second=path.with_suffix(".names.tsv")
        )


def is_scan(name: str) -> bool:
    return "@meta files=scan\n" in (SAMPLE_TRUTH.parent / "src" / f"{name}.src").read_text(encoding="utf-8")


def can_read_scans() -> bool:
    return importlib.util.find_spec("rapidocr") is not None


def hand_annotated() -> Iterator[Paper]:
    folder = SHARED / "gold"
    for record in sorted(folder.glob("*.metadata.json")):
        stem = record.name.removesuffix(".metadata.json")
        for path in sorted((SHARED / "seeds").glob(f"{stem.removeprefix('seed')}_*.txt")):
            yield Paper(stem, path, "shared", once(load_hand, folder, stem, path))


def written_reports() -> Iterator[Paper]:
    """Text and Word file as their own builder makes them, and as a PDF where the samples' writers and fonts are at hand."""
    source = SHARED / "dev-reports"
    if not (source / "build.py").exists():
        return
    built = build_reports(source)
    printed = print_reports(source / "src")
    for truth_file in sorted(built.glob("*.truth.json")):
        name = truth_file.name.removesuffix(".truth.json")
        text_file = built / f"{name}.txt"
        for path in (text_file, built / f"{name}.docx", printed / f"{name}.pdf"):
            if path.exists():
                yield Paper(name, path, "shared", once(load_written, truth_file, text_file), name in HELD_OUT)


def once(load: Callable[..., Truth], *words: object) -> Callable[[], Truth]:
    """The same truth for every format of one report, loaded when first asked for."""
    return lambda: _load(load, *words)


@lru_cache(maxsize=32)
def _load(load: Callable[..., Truth], *words: object) -> Truth:
    return load(*words)


def digest(files: list[Path]) -> str:
    total = hashlib.sha256()
    for path in files:
        total.update(path.name.encode() + path.read_bytes())
    return total.hexdigest()[:12]


def build_reports(source: Path) -> Path:
    """Text, Word file and truth of every written report, built once per state of their sources."""
    folder = CACHE / digest(sorted([source / "build.py", *(source / "src").glob("*.src")]))
    if not (folder / "complete").exists():
        spec = importlib.util.spec_from_file_location("build_written_reports", source / "build.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            module.main([str(source / "src"), str(folder)])
        (folder / "complete").touch()
    return folder


def print_reports(sources: Path) -> Path:
    """Every written report as a PDF, each in another look; nothing where fonts or writers are missing."""
    writers = sorted((ROOT / "tests" / "samples").glob("*.py"))
    folder = CACHE / f"pdf-{digest([*sorted(sources.glob('*.src')), *writers])}"
    if not can_render() or (folder / "complete").exists():
        return folder
    from tests.samples.paper import write_pdf

    folder.mkdir(parents=True, exist_ok=True)
    for path, look in zip(sorted(sources.glob("*.src")), cycle(LOOKS), strict=False):
        report = parse(without_noise(path.read_text(encoding="utf-8")), path.stem)
        write_pdf(report, folder / f"{path.stem}.pdf", **look)
    (folder / "complete").touch()
    return folder


def without_noise(source: str) -> str:
    """What Word's bookmarks and broken lines leave in a text is not seen on paper."""
    lines = BOOKMARK.sub("", source).split("\n")
    return "\n".join(line.replace("\\n", "") if line.startswith("@p ") else line for line in lines)


def can_render() -> bool:
    return fonts.at_hand() and all(importlib.util.find_spec(name) for name in ("reportlab", "fontTools", "numpy", "PIL"))
