"""Names and styles of WordprocessingML, for the walker over a Word file's XML."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcoder_peer.core.importers.element_names import children_with, names_with

if TYPE_CHECKING:
    from lxml.etree import _Element

_PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/drawingml/2006/picture": "pic",
    "http://purl.oclc.org/ooxml/drawingml/picture": "pic",
    "urn:schemas-microsoft-com:vml": "v",
}

_OFF = frozenset(("0", "false", "off", "none"))

kind = names_with(_PREFIXES)
"""The element’s name with the usual prefix."""

child = children_with(kind)
"""The first child of that kind."""


def attribute(element: _Element, local: str) -> str | None:
    """The value of a ``w:`` attribute by its local name."""
    for name, value in element.attrib.items():
        if str(name).rpartition("}")[2] == local:
            return str(value)
    return None


def switch(properties: _Element | None, name: str) -> bool | None:
    """Whether a toggle such as ``w:b`` is on or off in run properties; None when it is not named."""
    found = child(properties, name)
    if found is None:
        return None
    return (attribute(found, "val") or "true").lower() not in _OFF


@dataclass(frozen=True, slots=True)
class _Style:
    based_on: str | None
    bold: bool | None
    hidden: bool | None
    level: int | None


_HEADING = re.compile(r"heading ([1-9])")
_BODY_LEVEL = 9


class Styles:
    """Which styles print in bold, hide their text or are headings, through the styles they are based on."""

    def __init__(self, root: _Element | None) -> None:
        self._styles: dict[str, _Style] = {}
        self._default_paragraph: str | None = None
        self._resolved: dict[tuple[str | None, str | None], tuple[bool, bool]] = {}
        for style in root if root is not None else ():
            if kind(style) == "w:style":
                self._add(style)

    def run_looks(self, properties: _Element | None, paragraph_style: str | None) -> tuple[bool, bool]:
        """Whether a run is bold and whether it is hidden: what the run itself says goes before its styles.

        Both are toggles: named by the paragraph's and by the character's style they cancel each other
        (ECMA-376 part 1, 17.7.3).
        """
        style = child(properties, "w:rStyle")
        run_style = attribute(style, "val") if style is not None else None
        bold, hidden = self._of_styles(paragraph_style or self._default_paragraph, run_style)
        direct_bold, direct_hidden = switch(properties, "w:b"), switch(properties, "w:vanish")
        return (
            bold if direct_bold is None else direct_bold,
            hidden if direct_hidden is None else direct_hidden,
        )

    def heading_level(self, properties: _Element | None, paragraph_style: str | None) -> int:
        """1 to 9 for a paragraph that is a heading, else 0; ``properties`` are the paragraph's own.

        A style's name tells it, never its id: in Swedish Word the style “heading 1” has the id Rubrik1.
        """
        own = _outline_level(properties)
        if own is not None:
            return own
        style_id = paragraph_style or self._default_paragraph
        seen: set[str] = set()
        while style_id is not None and style_id in self._styles and style_id not in seen:
            seen.add(style_id)
            style = self._styles[style_id]
            if style.level is not None:
                return style.level
            style_id = style.based_on
        return 0

    def _add(self, style: _Element) -> None:
        style_id = attribute(style, "styleId") or ""
        based_on = child(style, "w:basedOn")
        properties = child(style, "w:rPr")
        self._styles[style_id] = _Style(
            attribute(based_on, "val") if based_on is not None else None,
            switch(properties, "w:b"),
            switch(properties, "w:vanish"),
            _style_level(style),
        )
        if attribute(style, "type") == "paragraph" and (attribute(style, "default") or "0").lower() not in _OFF:
            self._default_paragraph = style_id

    def _of_styles(self, paragraph: str | None, run: str | None) -> tuple[bool, bool]:
        key = (paragraph, run)
        if key not in self._resolved:
            first, second = self._of_style(paragraph), self._of_style(run)
            self._resolved[key] = (first[0] != second[0], first[1] != second[1])
        return self._resolved[key]

    def _of_style(self, style_id: str | None) -> tuple[bool, bool]:
        bold: bool | None = None
        hidden: bool | None = None
        seen: set[str] = set()
        while style_id is not None and style_id in self._styles and style_id not in seen:
            seen.add(style_id)
            style = self._styles[style_id]
            bold = style.bold if bold is None else bold
            hidden = style.hidden if hidden is None else hidden
            style_id = style.based_on
        return bool(bold), bool(hidden)


def _style_level(style: _Element) -> int | None:
    name = child(style, "w:name")
    named = _HEADING.fullmatch((attribute(name, "val") or "").strip().casefold()) if name is not None else None
    return int(named[1]) if named else _outline_level(child(style, "w:pPr"))


def _outline_level(properties: _Element | None) -> int | None:
    """1 to 9 for ``w:outlineLvl`` 0 to 8, 0 where it says body text, None where nothing is said."""
    found = child(properties, "w:outlineLvl")
    value = (attribute(found, "val") or "") if found is not None else ""
    if not value.isascii() or not value.isdigit() or len(value) > 1:
        return None
    return 0 if int(value) == _BODY_LEVEL else int(value) + 1
