"""The recogniser: rapidocr with the models in its package, on OpenVINO where that is there and on ONNX Runtime else."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
PixelBox = tuple[float, float, float, float]

LEAST_SCORE = 0.3
"""Below this the recogniser sees stains, not characters."""


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
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "EngineConfig.openvino.inference_num_threads": 1,
        }
    )


def find_lines(image: Image) -> list[Seen]:
    """Every line of text the detector sees on a grey page (height, width)."""
    found = load_engine()(in_colour(image), use_det=True, use_cls=False, use_rec=True)
    if found.boxes is None or found.txts is None:
        return []
    lines = []
    for corners, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
        xs, ys = corners[:, 0], corners[:, 1]
        lines.append(Seen((float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max())), text, float(score)))
    return lines


def read_line(image: Image) -> tuple[str, float]:
    """The text on a strip of image that holds one line; empty where there is none."""
    found = load_engine()(in_colour(image), use_det=False, use_cls=False, use_rec=True)
    if not found.txts:
        return "", 0.0
    return found.txts[0].strip(), float(found.scores[0])


def in_colour(image: Image) -> Image:
    """A grey image with three equal channels, as the models want it."""
    return np.ascontiguousarray(np.repeat(image[:, :, None], 3, axis=2))
