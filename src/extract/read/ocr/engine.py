"""The recogniser: rapidocr with the models in its package, on OpenVINO where that is there and on ONNX Runtime else."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from extract.read.ocr.straighten import cv

Image = NDArray[np.uint8]
PixelBox = tuple[float, float, float, float]

LEAST_SCORE = 0.3
"""Below this the recogniser sees stains, not characters."""
DOUBTFUL = 0.85
"""Figures below this are told of: in measured pages nine of ten wrong figures score less."""
LONGEST_SIDE = 1280
"""Pixels of a page's longer side for the detector; lines are cut out of the page as it came."""
LINE_HEIGHT = 48
"""Pixels: the height the recogniser reads at."""
SQUEEZE = 0.65
"""Long lines are read narrower than they are printed, since time goes with width; short ones are not, which lose the stroke of
元/生."""
CAREFUL = 0.85
"""What a line is squeezed to where narrow characters in it may have run together: it was read unsurely, or has ones in a row."""
UNSURE = 0.9
"""Long lines read at `SQUEEZE` came to 0.94 and more, but for rows of Latin letters, which lost some and came to less."""
ONES = re.compile(r"1[.,]?1(?![月日]|(?<=2011)年)")
"""Ones in a row that no date explains. Read again, none of 1,900 made-up numbers was lost, as with every line at 0.85."""
STEP = 32
"""Pixels: strips are filled up to a multiple of this, so that few shapes occur and each is prepared once a process."""
WIDE = 320
"""Pixels: strips wider than this hold a long line; they are filled up to a multiple of twice the step."""
TOGETHER = 640
"""Pixels: strips of one width are read at a time up to this width in all; more win nothing on one core."""
MARGIN = 2.0
"""Pixels added to both ends of a line, half as many above and below: the detector's boxes are a pixel or two out."""
UPRIGHT = 1.5
"""A strip this much higher than wide holds a line that runs downwards; its picture is turned to be read."""


class Seen(NamedTuple):
    """A line of text on a page: box in pixels (x0, top, x1, bottom), text, and how sure the recogniser is, 0–1."""

    box: PixelBox
    text: str
    score: float


def runtime() -> str | None:
    """`openvino` or `onnxruntime`, None where scans cannot be read."""
    if find_spec("rapidocr") is None:
        return None
    return next((name for name in ("openvino", "onnxruntime") if find_spec(name) is not None), None)


@cache
def load_engine() -> Any:
    """The recogniser, loaded once a process; one thread, because reports are read side by side in processes.

    The direction classifier stays off: it turns short upright lines over and loses figures.
    """
    rapidocr = import_module("rapidocr")
    kind = rapidocr.EngineType.OPENVINO if runtime() == "openvino" else rapidocr.EngineType.ONNXRUNTIME
    return rapidocr.RapidOCR(
        params={
            "Global.use_cls": False,
            "Global.text_score": LEAST_SCORE,
            "Global.log_level": "critical",
            "Det.engine_type": kind,
            "Rec.engine_type": kind,
            "Rec.rec_img_shape": [3, LINE_HEIGHT, STEP],
            "Rec.rec_batch_num": TOGETHER // STEP,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "EngineConfig.openvino.inference_num_threads": 1,
        }
    )


@cache
def load_reader() -> Any:
    """The part of the recogniser that reads strips: list of (48, w, 3) → texts and scores."""
    engine = load_engine()
    engine(np.full((LINE_HEIGHT, 2 * LINE_HEIGHT, 3), 255, dtype=np.uint8), use_det=False, use_cls=False, use_rec=True)
    given = import_module("rapidocr.ch_ppocr_rec").TextRecInput
    return lambda strips: engine.text_rec(given(img=strips, return_word_box=False))


def find_boxes(grey: Image) -> list[PixelBox]:
    """The box of every line of text the detector sees on a grey page (height, width), from top to bottom."""
    high, wide = grey.shape
    scale = min(1.0, LONGEST_SIDE / max(high, wide))
    small = cv().resize(grey, (max(round(wide * scale), 1), max(round(high * scale), 1)), interpolation=cv().INTER_AREA)
    found = load_engine()(in_colour(small), use_det=True, use_cls=False, use_rec=False)
    if found.boxes is None:
        return []
    corners = np.asarray(found.boxes, dtype=np.float64) * (wide / small.shape[1], high / small.shape[0])
    low, far = corners.min(axis=1), corners.max(axis=1)
    return [(float(x0), float(top), float(x1), float(bottom)) for (x0, top), (x1, bottom) in zip(low, far, strict=True)]


def slice_of(grey: Image, box: PixelBox) -> Image:
    """The part of a page in a box and a little round it."""
    x0, top, x1, bottom = (max(round(side + MARGIN * sign), 0) for side, sign in zip(box, (-1, -0.5, 1, 0.5), strict=True))
    return grey[top : max(bottom, top + 1), x0 : max(x1, x0 + 1)]


def lay_down(strip: Image) -> Image:
    """A strip as it is read: a line that runs downwards is turned."""
    return np.rot90(strip) if strip.shape[0] >= UPRIGHT * strip.shape[1] else strip


def cut(grey: Image, box: PixelBox) -> Image:
    """The part of an image in a box, with a white edge so that no character touches the strip's end."""
    x0, top, x1, bottom = (max(int(side), 0) for side in box)
    strip = grey[top : max(bottom, top + 1), x0 : max(x1, x0 + 1)]
    edge = max((bottom - top) // 4, 2)
    return np.pad(strip, edge, constant_values=255)


def read_strips(strips: list[Image]) -> list[tuple[str, float]]:
    """The text on each grey strip that holds one line, and how sure it is; empty where there is none."""
    read = read_fitted([fit(strip, SQUEEZE) for strip in strips])
    again = [at for at, (text, score) in enumerate(read) if is_long(strips[at]) and (score < UNSURE or ONES.search(text))]
    for at, found in zip(again, read_fitted([fit(strips[at], CAREFUL) for at in again]), strict=True):
        read[at] = found
    return read


def read_fitted(strips: list[Image]) -> list[tuple[str, float]]:
    """`read_strips` for strips as high as the recogniser reads; those of one width are read together."""
    groups: dict[int, list[int]] = defaultdict(list)
    for at, strip in enumerate(strips):
        groups[strip.shape[1]].append(at)
    read = [("", 0.0)] * len(strips)
    for width, members in sorted(groups.items()):
        together = max(TOGETHER // width, 1)
        for first in range(0, len(members), together):
            some = members[first : first + together]
            found = load_reader()([in_colour(strips[at]) for at in some])
            for at, text, score in zip(some, found.txts, found.scores, strict=True):
                read[at] = (text.strip(), float(score))
    return read


def is_long(strip: Image) -> bool:
    """Whether a strip holds a line long enough to be squeezed."""
    return bool(round(strip.shape[1] * LINE_HEIGHT / strip.shape[0]) > WIDE)


def fit(strip: Image, squeeze: float) -> Image:
    """A strip as high as the recogniser reads, a long one squeezed, filled up on the right with its own paper."""
    high, wide = strip.shape
    width = max(round(wide * LINE_HEIGHT / high), 1)
    if width > WIDE:
        width = round(width * squeeze)
    sized = cv().resize(np.ascontiguousarray(strip), (width, LINE_HEIGHT), interpolation=cv().INTER_LINEAR)
    missing = -width % (STEP if width <= WIDE else 2 * STEP)
    return np.pad(sized, ((0, 0), (0, missing)), constant_values=127) if missing else sized


def in_colour(image: Image) -> Image:
    """A grey image with three equal channels, as the models want it."""
    return np.ascontiguousarray(np.repeat(image[:, :, None], 3, axis=2))
