"""A PDF as a scanner would give it: grey page images, a little askew, with noise, and no text."""

from __future__ import annotations

import io
from pathlib import Path

import numpy
import pypdfium2
from PIL import Image, ImageFilter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

DPI = 170
QUALITY = 38


def scan(printed: Path, path: Path, title: str) -> None:
    """Every page of `printed` as one image; the noise is the same each time."""
    source = pypdfium2.PdfDocument(printed)
    canvas = Canvas(str(path), invariant=1)
    canvas.setTitle(title)
    grain = numpy.random.RandomState(7)
    for n in range(len(source)):
        page = source[n]
        width, height = page.get_size()
        image = worn(page.render(scale=DPI / 72).to_pil().convert("L"), 0.45 if n % 2 else -0.6, grain)
        out = io.BytesIO()
        image.save(out, "JPEG", quality=QUALITY)
        out.seek(0)
        canvas.setPageSize((width, height))
        canvas.drawImage(ImageReader(out), 0, 0, width, height)
        canvas.showPage()
    canvas.save()
    source.close()


def worn(image: Image.Image, angle: float, grain: numpy.random.RandomState) -> Image.Image:
    """Turned by `angle` degrees, a little soft, with a shadow at the binding and grain."""
    turned = image.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=250).filter(ImageFilter.GaussianBlur(0.55))
    values = numpy.asarray(turned, dtype="float32") * 0.93 + 8
    shadow = 1 - 0.16 * numpy.exp(-numpy.arange(values.shape[1]) / 45)
    values = values * shadow[None, :] + grain.normal(0, 3.0, values.shape)
    return Image.fromarray(values.clip(0, 255).astype("uint8"))
