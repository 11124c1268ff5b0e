"""Names and styles of OpenDocument XML, for the reader of .odt files (OASIS OpenDocument 1.3, part 3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcoder_peer.core.importers.element_names import children_with, names_with

if TYPE_CHECKING:
    from lxml.etree import _Element

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_SPACES = {
    "office": f"{_OASIS}office:1.0",
    "style": f"{_OASIS}style:1.0",
    "text": f"{_OASIS}text:1.0",
    "table": f"{_OASIS}table:1.0",
    "draw": f"{_OASIS}drawing:1.0",
    "fo": f"{_OASIS}xsl-fo-compatible:1.0",
    "svg": f"{_OASIS}svg-compatible:1.0",
    "form": f"{_OASIS}form:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
}
_PREFIXES = {space: prefix for prefix, space in _SPACES.items()}

_BOLD = frozenset(("bold", "600", "700", "800", "900"))

kind = names_with(_PREFIXES)
"""The element’s name with the usual prefix (``text:p``)."""

child = children_with(kind)
"""The first child of that kind."""


def attribute(element: _Element, name: str) -> str | None:
    """The value of an attribute by its name with the usual prefix."""
    prefix, _, local = name.partition(":")
    found = element.get(f"{{{_SPACES[prefix]}}}{local}")
    return None if found is None else str(found)


def number(element: _Element, name: str) -> int:
    """A positive count in an attribute; 1 when it is not there or no number."""
    value = attribute(element, name) or ""
    return max(1, int(value)) if value.isascii() and value.isdigit() and len(value) < 8 else 1


@dataclass(frozen=True, slots=True)
class Looks:
    """Whether text is bold and whether it is hidden."""

    bold: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class _Style:
    parent: str | None
    bold: bool | None
    hidden: bool | None


class Styles:
    """Which styles print in bold or hide their text, through the styles they come from."""

    def __init__(self) -> None:
        self._styles: dict[tuple[str, str], _Style] = {}
        self._resolved: dict[tuple[str, str], tuple[bool | None, bool | None]] = {}

    def add(self, root: _Element) -> None:
        """Takes in the styles of a part (content.xml or styles.xml)."""
        for group in root:
            if kind(group) in ("office:styles", "office:automatic-styles"):
                for style in group:
                    if kind(style) in ("style:style", "style:default-style"):
                        self._add(style)

    def looks(self, family: str, name: str | None, around: Looks) -> Looks:
        """How text with the style looks inside text that looks as ``around``; family is ``paragraph`` or ``text``."""
        if name is None and family == "text":
            return around
        bold, hidden = self._of(family, name or "")
        return Looks(around.bold if bold is None else bold, around.hidden if hidden is None else hidden)

    def _add(self, style: _Element) -> None:
        properties = child(style, "style:text-properties")
        weight = attribute(properties, "fo:font-weight") if properties is not None else None
        display = attribute(properties, "text:display") if properties is not None else None
        key = (attribute(style, "style:family") or "", attribute(style, "style:name") or "")
        self._styles[key] = _Style(
            attribute(style, "style:parent-style-name"),
            None if weight is None else weight in _BOLD,
            None if display is None else display == "none",
        )

    def _of(self, family: str, name: str) -> tuple[bool | None, bool | None]:
        key = (family, name)
        if key not in self._resolved:
            bold: bool | None = None
            hidden: bool | None = None
            seen: set[str] = set()
            at: str | None = name
            while at is not None and at not in seen and (family, at) in self._styles:
                seen.add(at)
                style = self._styles[family, at]
                bold = style.bold if bold is None else bold
                hidden = style.hidden if hidden is None else hidden
                at = style.parent or ("" if at else None)  # the default style of the family has no name
            self._resolved[key] = bold, hidden
        return self._resolved[key]
