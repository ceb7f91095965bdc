"""Fonts for the PDF samples: the characters a report needs, cut out of open CJK fonts whose licence allows embedding.

Any folder with Noto Serif CJK and Noto Sans CJK (SIL Open Font License) will do: `NIANBAO_FONTS`, or where Debian puts them.
"""

from __future__ import annotations

import io
import os
from pathlib import Path

FOLDER = Path(os.environ.get("NIANBAO_FONTS", "/usr/share/fonts/opentype/noto"))
FACES = {
    "Song": "NotoSerifCJK-Regular.ttc",
    "SongBold": "NotoSerifCJK-Bold.ttc",
    "Hei": "NotoSansCJK-Bold.ttc",
    "Fine": "NotoSansCJK-Regular.ttc",
}
FAMILY = "SC"
# Half a unit in a thousand is under a hundredth of a point at body size.
MAX_ERROR = 0.5


def at_hand() -> bool:
    return all((FOLDER / file).exists() for file in FACES.values())


def register(characters: str) -> None:
    """Makes the four faces known to reportlab, each with `characters` only; what an earlier report registered is forgotten."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    # reportlab keeps the first face of a name for ever, and the next report needs other characters.
    pdfmetrics._dynFaceNames.clear()
    for name, file in FACES.items():
        pdfmetrics._fonts.pop(name, None)
        pdfmetrics.registerFont(TTFont(name, io.BytesIO(cut(FOLDER / file, characters))))


def cut(path: Path, characters: str) -> bytes:
    """The Chinese face of a font collection, with these characters and quadratic outlines, as one TrueType file."""
    from fontTools import subset
    from fontTools.ttLib import TTCollection

    with TTCollection(str(path), lazy=True) as collection:
        face = next(f for f in collection.fonts if str(f["name"].getBestFamilyName()).endswith(FAMILY))
        face.recalcTimestamp = False
        options = subset.Options(layout_features=[], hinting=False, notdef_outline=True, glyph_names=False)
        options.drop_tables += ["VORG", "BASE", "vhea", "vmtx", "GSUB", "GPOS", "GDEF"]
        cutter = subset.Subsetter(options)
        cutter.populate(text="".join(sorted(set(characters))) + " ")
        cutter.subset(face)
        to_truetype(face)
        out = io.BytesIO()
        face.save(out)
    return out.getvalue()


def to_truetype(face: object) -> None:
    """Cubic outlines become quadratic ones: PDF writers embed those."""
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib import newTable

    order, shapes = face.getGlyphOrder(), face.getGlyphSet()  # type: ignore[attr-defined]
    glyphs = {}
    for name in order:
        pen = TTGlyphPen(None)
        shapes[name].draw(Cu2QuPen(pen, MAX_ERROR, reverse_direction=True))
        glyphs[name] = pen.glyph()
    face["loca"], face["glyf"] = newTable("loca"), newTable("glyf")  # type: ignore[index]
    face["glyf"].glyphOrder, face["glyf"].glyphs = order, glyphs  # type: ignore[index]
    maxp = face["maxp"]  # type: ignore[index]
    maxp.tableVersion = 0x00010000
    for key in ("maxZones", "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements"):
        setattr(maxp, key, 0)
    maxp.maxSizeOfInstructions = maxp.maxComponentElements = maxp.maxComponentDepth = 0
    del face["CFF "]  # type: ignore[attr-defined]
    face["post"].formatType = 3.0  # type: ignore[index]
    face.sfntVersion = "\000\001\000\000"  # type: ignore[attr-defined]
