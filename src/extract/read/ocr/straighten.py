"""A page image → grey, upright to a tenth of a degree; its dark pixels, and the rules drawn on it."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extract.read.grid import merge_rules

Image = NDArray[np.uint8]
Floats = NDArray[np.float64]

STEEPEST = 5.0
"""Degrees: feeders turn a page by less."""
STRIPS = 48
"""Upright strips a page's skew is measured on: at the steepest a row climbs three pixels within one."""
SHORTEST = 90
"""Pixels at 200 dpi: no cell is narrower than three characters, and no stroke of type longer."""
UNBROKEN = 0.97
"""Share of a standing rule's height that is inked; the tallest stroke in the lowest row comes to 0.95."""
CROWDED = 0.12
"""Share of ink beside a standing rule: lying rules that meet it come to some 8 in 100, strokes of a character to 20 and more."""
THICKEST = 14
"""Pixels at 200 dpi: no rule is drawn thicker than five points."""


def cv() -> Any:
    """OpenCV, which comes with the recogniser."""
    return import_module("cv2")


def to_grey(image: Image) -> Image:
    """One channel, whatever came in: (h, w), (h, w, 1), (h, w, 3) or (h, w, 4)."""
    if image.ndim == 2:
        return np.ascontiguousarray(image)
    if image.shape[2] == 1:
        return np.ascontiguousarray(image[:, :, 0])
    colours = image[:, :, :3].astype(np.uint16)
    return np.ascontiguousarray((colours[:, :, 0] * 30 + colours[:, :, 1] * 59 + colours[:, :, 2] * 11) // 100).astype(np.uint8)


def darken(grey: Image) -> Image:
    """255 where there is ink, 0 where there is paper, on unevenly lit pages too."""
    cv2 = cv()
    smooth = cv2.GaussianBlur(grey, (3, 3), 0)
    local: Image = cv2.adaptiveThreshold(smooth, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 41, 18)
    return local


def skew_of(dark: Image) -> float:
    """Degrees the page must be turned (counter-clockwise) to stand straight: where its rows of ink are sharpest.

    So small a turn moves upright strips of the page up and down, so that only their sums by rows are needed.
    """
    strips = min(STRIPS, dark.shape[1])
    edges = np.linspace(0, dark.shape[1], strips + 1).astype(np.int64)
    sums = np.add.reduceat((dark > 0).astype(np.float32), edges[:-1], axis=1)
    height = dark.shape[0] // 2 * 2
    sums = sums[:height].reshape(-1, 2, strips).sum(axis=1)
    away = ((edges[:-1] + edges[1:]) / 2 - dark.shape[1] / 2) / 2
    reach = int(np.abs(away).max() * np.tan(np.radians(STEEPEST + 2))) + 2
    padded = np.pad(sums, ((reach, reach), (0, 0)))

    def sharpness(angle: float) -> float:
        rows = np.zeros(len(sums))
        for strip, shift in enumerate(away * np.tan(np.radians(angle))):
            whole = int(np.floor(shift))
            part = np.float32(shift - whole)
            start = reach + whole
            rows += (1 - part) * padded[start : start + len(sums), strip] + part * padded[start + 1 : start + 1 + len(sums), strip]
        return float(np.square(np.diff(rows)).sum())

    best = 0.0
    for step, reach_of in ((1.0, STEEPEST), (0.25, 1.0), (0.05, 0.25)):
        angles = [best + step * k for k in range(-round(reach_of / step), round(reach_of / step) + 1)]
        best = max(angles, key=lambda angle: (sharpness(angle), -abs(angle)))
    return round(best, 2)


def turn(image: Image, degrees: float, paper: int) -> Image:
    """The image turned counter-clockwise about its middle, of the same size."""
    if abs(degrees) < 0.05:
        return image
    cv2 = cv()
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    turned: Image = cv2.warpAffine(image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=paper)
    return turned


def find_rules(dark: Image) -> tuple[Floats, Floats, Image]:
    """Rules across and down as (place, from, to) in pixels, and the ink without them."""
    height, width = dark.shape
    unit = max(width, height) / 2339
    lying = open_along(dark, max(int(44 * unit), 16), True)
    standing = open_along(dark, max(int(29 * unit), 12), False)
    across = merge_rules(segments(lying, True, THICKEST * unit))
    across = across[across[:, 2] - across[:, 1] >= SHORTEST * unit]
    down = merge_rules(segments(standing, False, THICKEST * unit))
    down = down[[touches(rule, across, 8 * unit) and stands_free(rule, across, dark, unit) for rule in down]] if len(down) else down
    cv2 = cv()
    rules = np.zeros_like(dark)
    half = 2
    for place, start, end in across:
        cv2.rectangle(rules, (int(start), int(place) - half), (int(end), int(place) + half), 255, -1)
    for place, start, end in down:
        cv2.rectangle(rules, (int(place) - half, int(start)), (int(place) + half, int(end)), 255, -1)
    return across, down, np.where(rules > 0, 0, dark).astype(np.uint8)


def open_along(dark: Image, length: int, across: bool) -> Image:
    """The ink that runs on for that many pixels in one direction, small breaks closed."""
    cv2 = cv()
    gap = 3
    shape = (lambda n: (n, 1)) if across else (lambda n: (1, n))
    closed = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_RECT, shape(gap)))
    opened: Image = cv2.morphologyEx(closed, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, shape(length)))
    return opened


def segments(mask: Image, across: bool, thickest: float) -> Floats:
    """The strokes of a mask as (place, from, to); what is thicker than a rule is a picture."""
    cv2 = cv()
    count, _, stats, centres = cv2.connectedComponentsWithStats(mask, connectivity=8)
    found = []
    for at in range(1, count):
        x, y, w, h, _ = stats[at]
        thin, start, end, place = (h, x, x + w, centres[at][1]) if across else (w, y, y + h, centres[at][0])
        if thin <= thickest and (end - start) > 2 * thin:
            found.append((float(place), float(start), float(end)))
    return np.array(sorted(found), dtype=np.float64).reshape(-1, 3)


def touches(rule: NDArray[np.float64], across: Floats, reach: float) -> bool:
    """Whether a standing rule meets lying ones at both its ends, as a cell's side does and a character's stroke does not."""
    place, start, end = rule
    over = (across[:, 1] - reach <= place) & (place <= across[:, 2] + reach)
    return bool((over & (np.abs(across[:, 0] - start) <= reach)).any() and (over & (np.abs(across[:, 0] - end) <= reach)).any())


def stands_free(rule: NDArray[np.float64], across: Floats, dark: Image, unit: float) -> bool:
    """Whether a standing rule is drawn through, with paper on both sides as in a cell's margin.

    Strokes of characters in low rows come near the lying rules but do not meet them, so none runs through two rows; in one row
    other strokes stand beside them.
    """
    place = rule[0]
    start, end = (float(across[np.abs(across[:, 0] - side).argmin(), 0]) for side in rule[1:])
    near, far = max(int(4 * unit), 3), max(int(10 * unit), 6)
    edge = max(int(2 * unit), 1)
    line = dark[int(start) + edge : int(end) - edge + 1, max(int(place) - 2, 0) : int(place) + 3]
    rows = slice(int(start) + near, max(int(end) - near, int(start) + near + 1))
    if line.size == 0 or float((line > 0).any(axis=1).mean()) < UNBROKEN:
        return False
    inside = (across[:, 0] > start + near) & (across[:, 0] < end - near) & (across[:, 1] <= place) & (place <= across[:, 2])
    if inside.any():
        return True
    for side in (slice(max(int(place) - far, 0), max(int(place) - near + 1, 1)), slice(int(place) + near, int(place) + far + 1)):
        band = dark[rows, side]
        if band.size and float((band > 0).mean()) > CROWDED:
            return False
    return True
