"""Levels and parents of headings: the depth of the stack of numbering styles, whatever the mixture."""

from __future__ import annotations

from msgspec import Struct

from extract.segment.heading import Heading


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


def build_tree(headings: list[Heading]) -> list[Node]:
    """Nodes in reading order. Unnumbered front and back matter stands on level 1."""
    nodes: list[Node] = []
    stack: list[_Open] = []
    levels: dict[str, int] = {}
    for heading in headings:
        level = _level(heading, stack, levels)
        while stack and (stack[-1].level >= level or _is_cousin(stack[-1], heading)):
            stack.pop()
        parent = stack[-1].node if stack else None
        nodes.append(Node(heading=heading, level=level, parent=parent))
        style = heading.number.style if heading.number else "plain"
        values = heading.number.values if heading.number else ()
        stack.append(_Open(style=style, values=values, level=level, node=len(nodes) - 1))
        if heading.number:
            levels[style] = level
    return nodes


def _is_cousin(above: _Open, heading: Heading) -> bool:
    """Whether 5.2.1 comes after 5.1: no parent of it, though its level would allow it."""
    values = heading.number.values if heading.number and heading.number.style.startswith("decimal") else ()
    return len(values) > len(above.values) > 1 and above.style.startswith("decimal") and values[: len(above.values)] != above.values


def _level(heading: Heading, stack: list[_Open], levels: dict[str, int]) -> int:
    number = heading.number
    if number is None:
        return 1 if heading.matter or not stack else _plain_level(heading, stack)
    if number.style.startswith("decimal") and len(number.values) > 1:
        return _decimal_level(number.values, stack, levels)
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


def _plain_level(heading: Heading, stack: list[_Open]) -> int:
    plain = next((each for each in reversed(stack) if each.style == "plain"), None)
    return plain.level if plain else stack[-1].level + 1
