"""Old Word, WPS, RTF and OpenDocument files: turned into .docx by LibreOffice where it is found, else into text by antiword."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from msgspec.structs import replace

from extract.model import Document
from extract.read.docx import read_docx
from extract.read.source import Source, issue
from extract.read.text import read_text
from extract.settings import Settings

OFFICES = ("soffice", "libreoffice")
TEXT_READERS = (("antiword", "-m", "UTF-8.txt", "-w", "0"), ("catdoc", "-d", "utf-8", "-w"))
SUFFIXES = {"application/rtf": ".rtf", "application/vnd.ms-wordml": ".xml", "application/vnd.oasis.opendocument.text": ".odt"}
KINDS = {
    "application/msword": "an old Word or WPS file",
    "application/x-ole-storage": "an old office file",
    "application/vnd.ms-wordml": "a Word file saved as XML",
    "application/rtf": "an RTF file",
    "application/vnd.oasis.opendocument.text": "an OpenDocument file",
}
LONGEST = 180.0
NO_NETWORK = dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy", "all_proxy"), "http://127.0.0.1:9")
"""Pictures a file links to are not fetched: the way out leads nowhere."""


def read_doc(source: Source, settings: Settings) -> Document:
    """The document in an old Word, WPS, RTF or OpenDocument file. Raises `ReadError` where no program can open it."""
    office = next((found for name in OFFICES if (found := shutil.which(name))), None)
    seconds = min(LONGEST, settings.seconds_per_report / 2)
    if office is not None:
        return convert(source, settings, office, seconds)
    for name, *options in TEXT_READERS:
        program = shutil.which(name)
        if program is not None and source.media_type == "application/msword":
            return take_text(source, settings, [program, *options], seconds)
    raise source.refuse(
        "needs_office", f"{KINDS[source.media_type]}; install LibreOffice (soffice), or save it as .docx, and run again"
    )


def convert(source: Source, settings: Settings, office: str, seconds: float) -> Document:
    """The document LibreOffice makes of the file, in a folder and with a profile of its own: one that runs is not disturbed."""
    with tempfile.TemporaryDirectory(prefix="nianbao-") as folder:
        given = Path(folder) / f"report{SUFFIXES.get(source.media_type, '.doc')}"
        given.write_bytes(source.data)
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        words = [office, profile, "--headless", "--norestore", "--convert-to", "docx", "--outdir", folder, str(given)]
        run(words, source, seconds, folder)
        made = given.with_suffix(".docx")
        if not made.exists():
            raise source.refuse("damaged", "LibreOffice cannot open the file; open it in Word and save it as .docx")
        document = read_docx(replace(source, data=made.read_bytes()), settings)
    return document


def take_text(source: Source, settings: Settings, words: list[str], seconds: float) -> Document:
    """The document in the text that antiword or catdoc prints; merged cells and styles are lost, which an issue tells."""
    with tempfile.TemporaryDirectory(prefix="nianbao-") as folder:
        given = Path(folder) / "report.doc"
        given.write_bytes(source.data)
        printed = run([*words, str(given)], source, seconds, folder)
    if not printed.strip():
        raise source.refuse("damaged", f"{Path(words[0]).name} finds no text in the file; save it as .docx")
    document = read_text(replace(source, data=printed), settings)
    told = issue(
        "structure_lost", "warning", f"{source.name}: read as text by {Path(words[0]).name}; with LibreOffice its tables are kept"
    )
    return replace(document, issues=(*document.issues, told))


def run(words: list[str], source: Source, seconds: float, folder: str) -> bytes:
    """What a program prints. Raises `ReadError` where it takes too long or cannot be started."""
    inherited = {name: value for name, value in os.environ.items() if name in {"PATH", "LANG", "LC_ALL", "SYSTEMROOT"}}
    program = Path(words[0]).name
    try:
        process = subprocess.Popen(  # noqa: S603
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env={**inherited, "HOME": folder, **NO_NETWORK},
            start_new_session=True,
        )
    except OSError as error:
        raise source.refuse("needs_office", f"{program} cannot be started ({error.strerror}); save the file as .docx") from error
    with process:
        try:
            printed, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired as error:
            end_all(process)
            raise source.refuse("time_limit", f"{program} took longer than {seconds:g} seconds; save the file as .docx") from error
    return printed


def end_all(process: subprocess.Popen[bytes]) -> None:
    """End a program with everything it has started: LibreOffice works in a child of its first process."""
    with contextlib.suppress(ProcessLookupError, PermissionError, AttributeError):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
