"""A Word package opened safely: its parts as XML trees, within the limits, without entities and without the network."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from io import BytesIO
from typing import Any

from lxml import etree

from extract.read.source import ReadError, Source
from extract.settings import Settings

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
XML_SHARE = 8
MOST_PARTS = 50_000
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError)


class Package:
    """The parts of one Word file; `main` is the name of the part with the body."""

    def __init__(self, source: Source, settings: Settings) -> None:
        self.source = source
        self.limit = settings.max_unpacked_bytes
        try:
            self.zip = zipfile.ZipFile(BytesIO(source.data))
            infos = self.zip.infolist()
        except DAMAGE as error:
            raise source.refuse("damaged", "the Word file is damaged or cut short; fetch it again") from error
        if any(info.flag_bits & 1 for info in infos):
            raise source.refuse("encrypted", "the file is protected by a password; save it without one")
        total = sum(info.file_size for info in infos)
        if total > self.limit or len(infos) > MOST_PARTS:
            raise source.refuse(
                "too_large", f"unpacks to {total:,} bytes; the limit is {self.limit:,} (setting max_unpacked_bytes)"
            )
        self.sizes = {info.filename.replace("\\", "/").lstrip("/"): info for info in infos}
        self.main = self.find_main()

    def find_main(self) -> str:
        """The name of the part that holds the body."""
        for kind, target in self.relations("").values():
            if kind == "officeDocument" and target in self.sizes:
                return target
        for name in sorted(self.sizes):
            if posixpath.dirname(name) == "word" and posixpath.basename(name).startswith("document") and name.endswith(".xml"):
                return name
        raise self.source.refuse("damaged", "the Word file has no body; fetch it again")

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Relationship id → (last word of its type, name of the part it leads to); targets outside the package are left out."""
        folder, name = posixpath.split(part)
        tree = self.tree(posixpath.join(folder, "_rels", f"{name}.rels"))
        found: dict[str, tuple[str, str]] = {}
        for item in tree.iter(RELATIONSHIPS) if tree is not None else ():
            if item.get("TargetMode") == "External":
                continue
            target = item.get("Target", "")
            where = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[item.get("Id", "")] = (item.get("Type", "").rsplit("/", 1)[-1], where)
        return found

    def tree(self, name: str) -> etree._Element | None:
        """The root of an XML part, None where there is no such part. Raises `ReadError` for one too large, unsafe or broken."""
        info = self.sizes.get(name)
        if info is None:
            return None
        if info.file_size * XML_SHARE > self.limit:
            raise self.source.refuse("too_large", f"{name} unpacks to {info.file_size:,} bytes of XML, more than any report holds")
        try:
            data = self.zip.read(info)
        except (*DAMAGE, RuntimeError) as error:
            raise self.source.refuse("damaged", f"{name} in the Word file cannot be unpacked; fetch it again") from error
        return parse(data.replace(STRICT, W.encode()), name, self.source)


def parse(data: bytes, name: str, source: Source) -> etree._Element:
    """The root of some XML, read without entities, document types or the network."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True)
    unsafe = f"{name} in the Word file declares a document type, which Word never writes; not read"
    if b"<!DOCTYPE" in data[:4096]:
        raise source.refuse("unsafe", unsafe)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise source.refuse("damaged", f"{name} in the Word file is no well-formed XML; save it again in Word") from error
    info: Any = root.getroottree().docinfo
    if info.internalDTD is not None or info.externalDTD is not None:
        raise source.refuse("unsafe", unsafe)
    return root


def optional_tree(package: Package, name: str) -> etree._Element | None:
    """A part the report can be read without; a broken one counts as absent."""
    try:
        return package.tree(name)
    except ReadError:
        return None
