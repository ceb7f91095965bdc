"""Levels and parents of headings: the depth of the stack of numbering styles, whatever the mixture."""

from __future__ import annotations

from msgspec import Struct

from extract.model import Block
from extract.segment.heading import Heading
from extract.segment.paragraph import Paragraph


class Node(Struct, frozen=True, kw_only=True):
    """A heading with its level (1 is the outermost) and the position of its parent in the list of nodes."""

    heading: Heading
    level: int
    parent: int | None


class _Open(Struct):
    """A heading still open while reading on."""

    style: str
    values: tuple[int, ...]
    level: int
    node: int


class _State(Struct):
    """What is known so far: open headings, the level each style had last, the level each look of an unnumbered heading has."""

    stack: list[_Open]
    levels: dict[str, int]
    looks: dict[tuple[float, ...], int]


def build_tree(headings: list[Heading], paragraphs: list[Paragraph]) -> list[Node]:
    """Nodes in reading order. Unnumbered front and back matter stands on level 1."""
    nodes: list[Node] = []
    state = _State(stack=[], levels={}, looks=_rank_looks(headings, paragraphs))
    for heading in headings:
        level = _level(heading, state, _look(paragraphs[heading.place].block))
        stack = state.stack
        while stack and (stack[-1].level >= level or _is_cousin(stack[-1], heading)):
            stack.pop()
        parent = stack[-1].node if stack else None
        nodes.append(Node(heading=heading, level=level, parent=parent))
        style = heading.number.style if heading.number else "plain"
        values = heading.number.values if heading.number else ()
        stack.append(_Open(style=style, values=values, level=level, node=len(nodes) - 1))
        if heading.number:
            state.levels[style] = level
    return nodes


def _look(block: Block) -> tuple[float, ...]:
    """Smaller is further out: what the file says, then larger, then bold."""
    return (float(block.level or 0), -(block.size or 0.0), -float(block.bold))


def _rank_looks(headings: list[Heading], paragraphs: list[Paragraph]) -> dict[tuple[float, ...], int]:
    """The levels of unnumbered headings by their looks, in a report that has no others."""
    plain = [heading for heading in headings if heading.number is None and heading.matter is None]
    if len(plain) < len([heading for heading in headings if heading.number]):
        return {}
    looks = sorted({_look(paragraphs[heading.place].block) for heading in plain})
    return {look: at + 1 for at, look in enumerate(looks)}


def _is_cousin(above: _Open, heading: Heading) -> bool:
    """Whether 5.2.1 comes after 5.1: no parent of it, though its level would allow it."""
    values = heading.number.values if heading.number and heading.number.style.startswith("decimal") else ()
    return len(values) > len(above.values) > 1 and above.style.startswith("decimal") and values[: len(above.values)] != above.values


def _level(heading: Heading, state: _State, look: tuple[float, ...]) -> int:
    number = heading.number
    stack = state.stack
    if number is None:
        if heading.matter or not stack:
            return 1
        return state.looks.get(look) or _plain_level(stack)
    if number.style.startswith("decimal") and len(number.values) > 1:
        return _decimal_level(number.values, stack, state.levels)
    same = next((each for each in reversed(stack) if each.style == number.style), None)
    if same:
        return same.level
    inside = [each for each in stack if each.style != "plain" or each.level > 1]
    return inside[-1].level + 1 if inside else 1


def _decimal_level(values: tuple[int, ...], stack: list[_Open], levels: dict[str, int]) -> int:
    """The level of 2.2.1: below 2.2 or 2 where they are open, as deep as its like before, else by the missing members."""
    for each in reversed(stack):
        if each.style.startswith("decimal") and values[: len(each.values)] == each.values and len(each.values) < len(values):
            return each.level + len(values) - len(each.values)
    known = levels.get(f"decimal{len(values)}")
    if known:
        return known
    inside = [each for each in stack if not each.style.startswith("decimal") and each.style != "plain"]
    return inside[-1].level + 1 if inside else len(values) - 1


def _plain_level(stack: list[_Open]) -> int:
    plain = next((each for each in reversed(stack) if each.style == "plain"), None)
    return plain.level if plain else stack[-1].level + 1
