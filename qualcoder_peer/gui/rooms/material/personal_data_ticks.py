"""Ticks as pictures, for rows that are drawn by hand: on, off, and on for a part."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

from qualcoder_peer.gui.theme import THEMES, themes

TICK_SIZE = 16
_SCALE = 3  # sharp on screens of three times the density


def tick_icon(state: Qt.CheckState) -> QIcon:
    """A box with a tick, with a dash where only a part is chosen, or with nothing."""
    return _drawn(state, themes.current.name)


@lru_cache(maxsize=16)
def _drawn(state: Qt.CheckState, theme_name: str) -> QIcon:
    theme = THEMES[theme_name]
    picture = QPixmap(TICK_SIZE * _SCALE, TICK_SIZE * _SCALE)
    picture.setDevicePixelRatio(_SCALE)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    off = state is Qt.CheckState.Unchecked
    painter.setPen(QPen(QColor(theme.control if off else theme.accent), 1))
    painter.setBrush(QColor(theme.surface if off else theme.accent))
    painter.drawRoundedRect(QRectF(1, 1, TICK_SIZE - 2, TICK_SIZE - 2), 3, 3)
    pen = QPen(QColor(theme.accent_text), 2)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    if state is Qt.CheckState.Checked:
        painter.drawPolyline([QPointF(4.5, 8.3), QPointF(7, 10.8), QPointF(11.5, 5.4)])
    elif state is Qt.CheckState.PartiallyChecked:
        painter.drawLine(QPointF(5, 8), QPointF(11, 8))
    painter.end()
    return QIcon(picture)
