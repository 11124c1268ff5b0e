"""Elements of XML by the prefix that a format's standard gives their namespace, whatever the file calls it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element


def names_with(prefixes: Mapping[str, str]) -> Callable[[_Element], str]:
    """A function that gives an element's name with its prefix (``w:p``), from namespace → prefix.

    The name is ``?:p`` in a namespace that is not among them, and empty for comments and their like.
    """
    known: dict[str, str] = {}

    def name_of(element: _Element) -> str:
        """The name of one element, looked up once for each tag."""
        tag = element.tag
        if not isinstance(tag, str):
            return ""
        name = known.get(tag)
        if name is None:
            space, _, local = tag[1:].rpartition("}") if tag.startswith("{") else ("", "", tag)
            name = known[tag] = f"{prefixes.get(space, '?')}:{local}"
        return name

    return name_of


def children_with(name_of: Callable[[_Element], str]) -> Callable[[_Element | None, str], _Element | None]:
    """A function that gives the first child of a name; None if there is none, or no element."""

    def child(element: _Element | None, name: str) -> _Element | None:
        if element is None:
            return None
        return next((inner for inner in element if name_of(inner) == name), None)

    return child
