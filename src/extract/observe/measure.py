"""Which labels say something, and which of them are measures: words that end so, or that the codebook knows."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.observe.label import Label
from extract.observe.scene import Scene

__all__ = ["SUFFIXES", "innermost", "is_known", "is_measure_word", "is_measured", "is_word"]

_MEASURED = re.compile(
    r"(?:数|率|额|值|(?<![质力])量|面积|经费|收入|支出|人次|册次|场次|班次|期次|台次|频次|次数|学时|课时|时长|得分|均分|分数|满意度|排名|名次|比例|占比|资金|投入|规模|带宽|薪|薪酬|薪资|工资|总计|成本|费用|之比|(?<![对评])比)$"
)
_REMARK = re.compile(r"[（(][^（）()]*[）)]$")
SUFFIXES = {
    "person": ("人数", "数", "总数"),
    "person_time": ("人次", "人数"),
    "money": ("金额", "经费", "值", "总值", "额"),
    "percent": ("占比", "比例", "率", "满意度"),
    "item": ("数", "数量", "册数", "总数"),
    "area": ("面积",),
    "lesson": ("学时", "课时", "数"),
    "event": ("次数", "场次", "数"),
}


def is_word(label: Label) -> bool:
    """Whether a label says what is measured or of whom."""
    return bool(label.key) and not label.head and not label.total and label.move is None


def is_measured(label: Label) -> bool:
    """Whether a label names a measure rather than a group."""
    return label.unit is not None or is_measure_word(label.text)


def is_measure_word(text: str) -> bool:
    """Whether words end like a measure, a remark in brackets aside."""
    return bool(_MEASURED.search(_REMARK.sub("", text)))


def is_known(label: Label, unit: str | None, scene: Scene) -> bool:
    """Whether the codebook knows a label by itself, or with the word that its unit asks for."""
    if scene.find(label.text, unit) is not None:
        return True
    return any(scene.find(label.text + suffix, unit) is not None for suffix in SUFFIXES.get(scene.dimension(unit) or "", ()))


def innermost(labels: Sequence[Label]) -> Label | None:
    """The last label that is no measure word."""
    return next((label for label in reversed(labels) if not label.measure), None)
