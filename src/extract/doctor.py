"""What is installed, what is missing, and what to do about it."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Literal

from msgspec import Struct

from extract.version import code_version

GIB = 1 << 30
State = Literal["fine", "missing", "broken"]


class Finding(Struct, frozen=True):
    """One thing looked at; `missing` is only what one can do without, `broken` is what one cannot."""

    what: str
    state: State
    found: str
    advice: str = ""


def examine(output: Path) -> list[Finding]:
    """Everything worth knowing about this installation; `output` is where tables would be written."""
    return [
        Finding("nianbao", "fine", code_version()),
        python_found(),
        *packages_found(),
        codebook_found(),
        ocr_found(),
        excel_found(),
        old_word_found(),
        *machine_found(),
        output_found(output),
    ]


def python_found() -> Finding:
    """The interpreter."""
    fine = sys.version_info >= (3, 11)
    advice = "" if fine else "install Python 3.11 or newer and make the environment again"
    return Finding("python", "fine" if fine else "broken", f"{platform.python_version()} ({sys.platform})", advice)


def packages_found() -> Iterator[Finding]:
    """Every package that is always needed, as the installed project itself declares them."""
    try:
        needed = [line for line in requires("nianbao") or () if "extra ==" not in line]
    except PackageNotFoundError:
        yield Finding("packages", "missing", "not installed, run from its folder", "pip install -e . in the project's folder")
        return
    for line in needed:
        name = line.split(";")[0]
        for mark in "<>=!~[( ":
            name = name.split(mark)[0]
        try:
            yield Finding(name, "fine", version(name))
        except PackageNotFoundError:
            yield Finding(name, "broken", "not installed", f"pip install '{line}'")


def codebook_found() -> Finding:
    """The codebook, loaded whole."""
    from extract.codebook import CodebookError, load_codebook

    try:
        codebook = load_codebook()
    except (CodebookError, OSError, ValueError) as error:
        return Finding("codebook", "broken", str(error), "mend the file and line it names, or install nianbao again")
    return Finding("codebook", "fine", f"{codebook.version}, {len(codebook.indicators)} indicators")


def has(module: str) -> bool:
    """Whether a module can be imported."""
    return importlib.util.find_spec(module) is not None


def ocr_found() -> Finding:
    """What reads scanned pages."""
    engine = next((name for name in ("openvino", "onnxruntime") if has(name)), None)
    if has("rapidocr") and engine:
        return Finding("scanned pages", "fine", f"rapidocr {version('rapidocr')} with {engine} {version(engine)}")
    return Finding("scanned pages", "missing", "no OCR engine: scanned reports are `partial`", "pip install 'nianbao[openvino]'")


def excel_found() -> Finding:
    """What writes workbooks."""
    if has("xlsxwriter"):
        return Finding("excel", "fine", f"XlsxWriter {version('XlsxWriter')}")
    return Finding("excel", "missing", "--excel does not work", "pip install 'nianbao[excel]'")


def old_word_found() -> Finding:
    """What reads Word files older than 2007."""
    programs = [name for name in ("soffice", "libreoffice", "antiword", "catdoc") if shutil.which(name)]
    if programs:
        return Finding("old Word files", "fine", ", ".join(programs))
    return Finding("old Word files", "missing", "no program for .doc", "install LibreOffice or antiword, or save the file as .docx")


def machine_found() -> Iterator[Finding]:
    """Processors and memory."""
    yield Finding("processors", "fine", str(os.cpu_count()))
    try:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIB
    except (ValueError, OSError, AttributeError):
        return
    advice = "" if memory >= 4 else "run with --workers 1"
    yield Finding("memory", "fine" if memory >= 4 else "missing", f"{memory:.0f} GiB", advice)


def output_found(output: Path) -> Finding:
    """Whether tables can be written, and how much room there is."""
    place = output
    while not place.exists():
        place = place.parent
    try:
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        return Finding("output", "broken", f"{place}: {error.strerror}", "choose a folder you may write to")
    free = shutil.disk_usage(place).free / GIB
    enough = free >= 1
    return Finding(
        "output", "fine" if enough else "broken", f"{place.resolve()}, {free:.0f} GiB free", "" if enough else "make room"
    )
