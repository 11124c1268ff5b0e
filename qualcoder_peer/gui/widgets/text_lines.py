"""A few lines of text in a cell: broken at words, the last one cut with an ellipsis."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QTextLayout, QTextOption

_ENOUGH = 200
"""Letters a line that are looked at: a long text is not laid out to its end for four lines of it."""


def paint_lines(
    painter: QPainter, place: QRect, words: str, font: QFont, colour: str, lines: int, *, right: bool = False
) -> None:
    """Paint at most ``lines`` lines of ``words`` (line breaks count as spaces) at the top of ``place``."""
    words = " ".join(words[: 2 * _ENOUGH * lines].split())
    metrics = QFontMetrics(font)
    layout = QTextLayout(words[: _ENOUGH * lines], font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    pieces: list[tuple[int, int]] = []
    more = len(words) > _ENOUGH * lines
    while True:
        line = layout.createLine()
        if not line.isValid():
            break
        if len(pieces) == lines:
            more = True
            break
        line.setLineWidth(max(1, place.width()))
        pieces.append((line.textStart(), line.textStart() + line.textLength()))
    layout.endLayout()
    painter.setFont(font)
    painter.setPen(QColor(colour))
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    encoded = words.encode("utf-16-le", "surrogatepass")
    for number, (start, end) in enumerate(pieces):
        last = more and number + 1 == len(pieces)
        part = encoded[2 * start : len(encoded) if last else 2 * end].decode("utf-16-le", "replace")
        if last:
            part = metrics.elidedText(part, Qt.TextElideMode.ElideRight, place.width())
        top = place.top() + number * metrics.lineSpacing()
        painter.drawText(QRectF(place.left(), top, place.width(), metrics.height()), int(side), part.rstrip())
