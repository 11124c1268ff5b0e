"""The sign of a code: its colour in a shape that tells its role, the same in every room."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QIcon, QPainter, QPen, QPixmap

from qualcoder_peer.core.domain.model import CodeRole
from qualcoder_peer.gui.theme import themes
from qualcoder_peer.gui.widgets.transcript.colours import visible_on

_marks: dict[tuple[str, str, str], QIcon] = {}


def code_mark(role: CodeRole, colour: str) -> QIcon:
    """The sign of a code: its colour in a shape that tells its role (question, theme, code, target goal)."""
    key = (role.value, colour, themes.current.name)
    found = _marks.get(key)
    if found is None:
        found = _marks[key] = QIcon(_drawn_mark(role, QColor(visible_on(colour, themes.current.surface, 3.0))))
    return found


def _drawn_mark(role: CodeRole, colour: QColor) -> QPixmap:
    ratio = 3
    picture = QPixmap(16 * ratio, 16 * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(colour))
    if role is CodeRole.QUESTION:
        painter.drawRoundedRect(QRectF(1, 1, 14, 14), 4, 4)
        font = QFont()
        font.setPixelSize(11)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(themes.current.surface))
        painter.drawText(QRectF(1, 1, 14, 14), Qt.AlignmentFlag.AlignCenter, "?")
    elif role is CodeRole.THEME:
        painter.drawEllipse(QRectF(2, 2, 12, 12))
    elif role is CodeRole.CODE:
        painter.drawEllipse(QRectF(4, 4, 8, 8))
    else:
        pen = QPen(colour, 2)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QRectF(2, 2, 12, 12))
        painter.setBrush(QBrush(colour))
        painter.drawEllipse(QRectF(6, 6, 4, 4))
    painter.end()
    return picture
