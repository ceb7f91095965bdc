"""The reports that are scored: the project's own samples always, others where they are at hand."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tests.evaluation.load import load_hand, load_written
from tests.evaluation.truth import Truth

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
SAMPLES = ROOT / "raw" / "samples"
SAMPLE_TRUTH = ROOT / "tests" / "samples" / "truth"
CACHE = ROOT / ".cache" / "evaluation"
# Scored, never looked at: what the others are tuned on must not be all there is.
HELD_OUT = frozenset({"province_2020", "enterprise_2024"})
FORMATS = (".txt", ".docx", ".html", ".pdf")


@dataclass(frozen=True)
class Paper:
    """One file to be scored, and how its truth is loaded."""

    name: str
    path: Path
    group: str
    load: Callable[[], Truth]
    held_out: bool = False
    scanned: bool = False

    @property
    def key(self) -> str:
        return f"{self.name}{self.path.suffix}"


def papers() -> list[Paper]:
    """All files at hand, in a fixed order."""
    return [*own_samples(), *hand_annotated(), *written_reports()]


def own_samples() -> Iterator[Paper]:
    """The samples; a scan only where there is an engine to read it."""
    for truth_file in sorted(SAMPLE_TRUTH.glob("*.truth.json")):
        name = truth_file.name.removesuffix(".truth.json")
        text_file = truth_file.with_name(f"{name}.txt")
        for path in sorted(SAMPLES.glob(f"{name}.*")):
            if path.is_file() and (can_read_scans() or not is_scan(name)):
                yield Paper(name, path, "samples", once(load_written, truth_file, text_file), scanned=is_scan(name))


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
    source = SHARED / "dev-reports"
    if not (source / "build.py").exists():
        return
    built = build_reports(source)
    for truth_file in sorted(built.glob("*.truth.json")):
        name = truth_file.name.removesuffix(".truth.json")
        text_file = built / f"{name}.txt"
        for suffix in FORMATS:
            path = built / f"{name}{suffix}"
            if path.exists():
                yield Paper(name, path, "shared", once(load_written, truth_file, text_file), name in HELD_OUT)


def once(load: Callable[..., Truth], *words: object) -> Callable[[], Truth]:
    """The same truth for every format of one report, loaded when first asked for."""
    return lambda: _load(load, *words)


@lru_cache(maxsize=32)
def _load(load: Callable[..., Truth], *words: object) -> Truth:
    return load(*words)


def build_reports(source: Path) -> Path:
    """Text, Word file and truth of every written report, built once per state of their sources."""
    total = hashlib.sha256()
    for path in sorted([source / "build.py", *(source / "src").glob("*.src")]):
        total.update(path.name.encode() + path.read_bytes())
    folder = CACHE / total.hexdigest()[:12]
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
