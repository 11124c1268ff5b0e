"""How the styles of the report look on the page: read from the core's own styles, so that the page and the Word file
cannot drift apart. An organisation's template has its own; the page then shows the words, not its dress."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QTextBlockFormat, QTextCharFormat

from qualcoder_peer.core.reports.list_numbers import LEVELS, list_style
from qualcoder_peer.core.reports.word_styles import STYLES, StyleSpec

UNIT = 4.0
"""Units of the page in a point: fine enough for letters to stand where they stand on paper, at any zoom."""
FRAME = QTextBlockFormat.Property.UserProperty + 1
"""Property of a block: the colour of the line at its left."""
KEEP = FRAME + 1
"""Property of a block: it stays on the page of the block after it."""
_FONTS = ("Calibri", "Carlito", "Segoe UI", "Helvetica Neue", "Liberation Sans", "DejaVu Sans")
_FIXED = ("Consolas", "DejaVu Sans Mono", "Menlo", "Courier New")
_ATTRIBUTE = re.compile(r'<w:(\w+)((?:\s+w:\w+="[^"]*")*)\s*/?>')
_VALUE = re.compile(r'w:(\w+)="([^"]*)"')
_LIST_INDENT = 18.0


@dataclass(frozen=True, slots=True)
class Look:
    """A paragraph style; lengths in points, ``line`` in parts of the height of a line."""

    size: float = 11.0
    bold: bool = False
    italic: bool = False
    colour: str = ""
    before: float = 0.0
    after: float = 0.0
    line: float = 1.2
    left: float = 0.0
    right: float = 0.0
    ground: str = ""
    frame: str = ""
    keep_next: bool = False
    centred: bool = False
    fixed: bool = False
    """Letters of one width."""

    def letters(self) -> QTextCharFormat:
        """How its letters look."""
        made = QTextCharFormat()
        font = QFont()
        font.setFamilies(list(_FIXED if self.fixed else _FONTS))
        if self.fixed:
            font.setStyleHint(QFont.StyleHint.Monospace)
            font.setFixedPitch(True)
        font.setPixelSize(max(1, round(self.size * UNIT)))
        font.setBold(self.bold)
        font.setItalic(self.italic)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        made.setFont(font)
        if self.colour:
            made.setForeground(QColor(self.colour))
        return made

    def block(self) -> QTextBlockFormat:
        """How its lines stand."""
        made = QTextBlockFormat()
        made.setTopMargin(self.before * UNIT)
        made.setBottomMargin(self.after * UNIT)
        made.setLeftMargin(self.left * UNIT)
        made.setRightMargin(self.right * UNIT)
        if self.centred:
            made.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        made.setLineHeight(100.0 * self.line, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        if self.ground:
            made.setBackground(QColor(self.ground))
        if self.keep_next:
            made.setProperty(KEEP, True)
        if self.frame:
            made.setProperty(FRAME, QColor(self.frame))
        return made


@cache
def looks() -> dict[str, Look]:
    """Every style by its name in lower case."""
    found: dict[str, Look] = {}
    for spec in STYLES:
        base = found.get(spec.base.lower(), Look()) if spec.kind == "paragraph" else Look()
        found[spec.name.lower()] = _look(spec, base)
    for level in range(1, LEVELS + 1):
        for kind in ("List Bullet", "List Number", "List Continue"):
            name = list_style(kind, level).lower()
            found[name] = replace(found[name], left=_LIST_INDENT * level)
    return found


def look_of(style: str) -> Look:
    """The look of a style; one that is unknown looks like Normal."""
    known = looks()
    return known.get(style.lower(), known["normal"])


def _look(spec: StyleSpec, base: Look) -> Look:
    made = base
    for name, attributes in _ATTRIBUTE.findall(spec.paragraph + spec.letters):
        values = dict(_VALUE.findall(attributes))
        if name == "spacing":
            made = replace(
                made,
                before=_points(values, "before", made.before),
                after=_points(values, "after", made.after),
                line=int(values["line"]) / 240 if "line" in values else made.line,
            )
        elif name == "ind":
            made = replace(made, left=_points(values, "left", made.left), right=_points(values, "right", made.right))
        elif name == "jc":
            made = replace(made, centred=values["val"] == "center")
        elif name == "rFonts":
            made = replace(made, fixed=values.get("ascii") == "Consolas")
        elif name == "sz":
            made = replace(made, size=int(values["val"]) / 2)
        elif name == "color":
            made = replace(made, colour=f"#{values['val']}")
        elif name == "shd":
            made = replace(made, ground=f"#{values['fill']}")
        elif name == "left":
            made = replace(made, frame=f"#{values['color']}")
        elif name in ("b", "i", "keepNext"):
            field = {"b": "bold", "i": "italic", "keepNext": "keep_next"}[name]
            made = replace(made, **{field: values.get("val", "1") != "0"})
    return made


def _points(values: dict[str, str], name: str, default: float) -> float:
    return int(values[name]) / 20 if name in values else default
