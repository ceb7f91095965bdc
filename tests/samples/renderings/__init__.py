"""One small report in many looks: what is read from each must be the same."""

from __future__ import annotations

from pathlib import Path

from tests.samples.__main__ import render
from tests.samples.parse import Source, parse

HERE = Path(__file__).resolve().parent
LOOKS: dict[str, dict[str, str]] = {
    "txt": {},
    "docx": {},
    "html": {},
    "grid": {"rules": "grid"},
    "three_line": {"rules": "three_line"},
    "shaded": {"rules": "shaded", "case_look": "box"},
    "unrepeated": {"rules": "grid", "repeat": "no"},
    "wide": {"rules": "grid", "page": "landscape"},
    "wide_three_line": {"rules": "three_line", "page": "landscape", "repeat": "no"},
}


def small() -> Source:
    return parse((HERE / "small.src").read_text(encoding="utf-8"), "small")


def write_look(look: str, folder: Path) -> Path:
    """The small report in one look; a PDF carries the look's name."""
    kind = look if look in ("txt", "docx", "html") else "pdf"
    return render(small(), kind, folder, "small" if kind == look else f"small_{look}", **LOOKS[look])


def write_all(folder: Path = HERE) -> list[Path]:
    return [write_look(look, folder) for look in LOOKS]
