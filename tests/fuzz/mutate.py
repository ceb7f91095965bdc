"""Broken files made from whole ones, the same ones for the same number."""

from __future__ import annotations

import random
import zipfile
from io import BytesIO

TOKENS = [
    *(
        b"\x00" * 64,
        b"\xff" * 64,
        b"<" * 200,
        b"{" * 50,
        b"9" * 400,
        b"]]>",
        b"&#0;",
        b"&x;",
        b"\t\t\t\n",
        b"\xe4\xb8",
        b"%PDF-1.7",
        b"PK\x03\x04",
    ),
    *(
        b"<w:tbl>",
        b"</w:tc>",
        b"<w:p>",
        b'w:gridSpan w:val="99999999"',
        b'<w:vMerge w:val="continue"/>',
        b"<!DOCTYPE x [<!ENTITY a 'b'>]>",
    ),
    *(b"<table><tr>", b"</div>", b"rowspan=0", b"colspan=65535", b"endobj", b"stream", b"/Kids [1 0 R]", b"[bookmark: "),
]


def mutate(samples: list[tuple[str, bytes]], number: int) -> tuple[str, bytes]:
    """The broken file of this number: the name of the sample it comes from, and its bytes."""
    chance = random.Random(number)
    name, data = samples[number % len(samples)]
    if data.startswith(b"PK") and chance.random() < 0.7:
        return name, mutate_package(data, chance)
    other = samples[chance.randrange(len(samples))][1]
    return name, mutate_bytes(data, chance, other)


def mutate_bytes(data: bytes, chance: random.Random, other: bytes) -> bytes:
    """Bytes cut short, cut out, doubled, flipped, overwritten or mixed with another file's, once to four times."""
    for _ in range(chance.randint(1, 4)):
        if not data:
            return data
        at = chance.randrange(len(data))
        size = chance.choice([1, 8, 100, 4000])
        kind = chance.randrange(7)
        if kind == 0:
            data = data[:at]
        elif kind == 1:
            data = data[:at] + data[at + size :]
        elif kind == 2:
            data = data[:at] + data[at : at + size] * chance.choice([2, 30]) + data[at + size :]
        elif kind == 3:
            data = data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]
        elif kind == 4:
            data = data[:at] + chance.choice(TOKENS) + data[at:]
        elif kind == 5:
            data = data[:at] + chance.randbytes(size) + data[at + size :]
        else:
            where = chance.randrange(len(other))
            data = data[:at] + other[where : where + size] + data[at:]
    return data


def mutate_package(data: bytes, chance: random.Random) -> bytes:
    """A package with one part broken, left out or written twice; the container itself stays whole."""
    with zipfile.ZipFile(BytesIO(data)) as old:
        parts = [(name, old.read(name)) for name in old.namelist()]
    at = chance.randrange(len(parts))
    if chance.random() < 0.5:
        at = next(index for index, (name, _) in enumerate(parts) if name == "word/document.xml")
    name, content = parts[at]
    if chance.random() < 0.15:
        del parts[at]
    else:
        parts[at] = (name, mutate_bytes(content, chance, parts[chance.randrange(len(parts))][1] or b"x"))
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts:
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return buffer.getvalue()
