"""Heads that say too little by themselves (期数, 通过率): the words of the caption make them a name."""

from __future__ import annotations

from collections.abc import Iterator

from extract.codebook.tablewords import label_key
from extract.observe.caption import printed_piece
from extract.observe.scene import Scene

__all__ = ["joined_head", "prefixed"]

_PIECES = (2, 10)
_LONGEST = 8
# A subject that ends so is a measure already.
NOT_IN_FRONT = ("学时", "课时", "位次", "排名", "成绩", "数", "率", "额")


def joined_head(head: str, unit: str | None, scene: Scene) -> tuple[str, str] | None:
    """A head that needs its caption, with words of the caption it makes a known name with: the name and its indicator.

    The longest words say which indicator it is, the shortest that mean the same make the name.
    """
    found = [(piece, known) for piece in pieces(label_key(scene.caption)) if (known := find_joined(piece, head, unit, scene))]
    if not found:
        return None
    known = found[0][1]
    piece = next(piece for piece, other in reversed(found) if other == known)
    return printed_piece(scene.caption, piece) + head, known


def pieces(text: str) -> Iterator[str]:
    """All runs of characters of a text that could open a name, the longest first."""
    for length in range(min(_PIECES[1], len(text)), _PIECES[0] - 1, -1):
        for start in range(len(text) - length + 1):
            yield text[start : start + length]


def find_joined(piece: str, head: str, unit: str | None, scene: Scene) -> str | None:
    """The indicator that words of the caption and a head mean together, where the unit suits."""
    found = scene.find(piece + head, unit)
    if found is None or scene.dimension(unit) not in (None, scene.dimension(scene.book.indicators[found].unit)):
        return None
    return None if is_of_another(piece, found, scene) else found


def is_of_another(piece: str, indicator_id: str, scene: Scene) -> bool:
    """Whether the words stand in the caption only within longer ones of another field: the 培训 of 教师培训 is no 社会培训."""
    field = indicator_id.split(".")[0]
    wider = [topic for topic in scene.topics if piece in label_key(topic.text) and piece != label_key(topic.text)]
    return any(topic.indicator_id.split(".")[0] != field for topic in wider)


def prefixed(head: str, scene: Scene) -> str:
    """A head that needs its caption, behind what the caption is about, where that is short enough for a name."""
    subject = scene.subject
    if not subject or len(subject) > _LONGEST or head in subject or subject in head or subject.endswith(NOT_IN_FRONT):
        return head
    shared = next((n for n in range(min(len(subject), len(head)), 1, -1) if subject.endswith(head[:n])), 0)
    return subject + head[shared:]
