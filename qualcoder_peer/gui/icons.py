"""The icons: one family (Lucide, ISC licence), drawn from ``resources/icons/NAME.svg`` in the colours of the theme.

``set_icon(button, "plus")`` keeps an icon in the colour of the theme for as long as the button lives; item models
return ``icon("file-text")`` and are asked again after a change of theme.
"""

from __future__ import annotations

import math
import weakref

import shiboken6
from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from qualcoder_peer.core.resources import resource
from qualcoder_peer.gui.theme import themes

SIZES = (16, 20, 24, 48)
"""Device-independent pixels an icon is drawn in."""

_icons: dict[tuple[str, str, str, int, int], QIcon] = {}
_shapes: dict[tuple[str, int], QImage] = {}
_kept: dict[int, tuple[weakref.ref[QObject], str, str, int]] = {}
_listening: list[bool] = []


def icon(name: str, colour: str = "text", gap: int = 0) -> QIcon:
    """An icon in a colour of the theme: the name of a field of Theme, or ``#rrggbb``.

    ``gap`` is empty space at its right, where Qt would set words too near.
    """
    ratio = _pixel_ratio()
    key = (name, colour, themes.current.name, ratio, gap)
    found = _icons.get(key)
    if found is None:
        found = _icons[key] = _drawn(name, colour, ratio, gap)
    return found


def pixmap(name: str, size: int, colour: str = "text") -> QPixmap:
    """An icon as a picture of ``size`` device-independent pixels, for labels and painting."""
    return _tinted(name, size, _pixel_ratio(), _colour(colour))


def set_icon(owner: QObject, name: str, colour: str = "text", gap: int = 0) -> None:
    """Give a button or action an icon that follows the theme, in place of the one it had."""
    if not _listening:
        _listening.append(True)
        themes.changed.connect(_recolour)
    number = id(owner)
    _kept[number] = (weakref.ref(owner, lambda _dead: _kept.pop(number, None)), name, colour, gap)
    owner.setIcon(icon(name, colour, gap))  # type: ignore[attr-defined]


def _recolour() -> None:
    _icons.clear()
    for number in list(_kept):  # of the keys alone: what forgets a dead owner may run at any allocation
        kept = _kept.get(number)
        owner = kept[0]() if kept is not None else None
        if kept is None or owner is None or not shiboken6.isValid(owner):
            _kept.pop(number, None)
            continue
        _reference, name, colour, gap = kept
        owner.setIcon(icon(name, colour, gap))  # type: ignore[attr-defined]


def _drawn(name: str, colour: str, ratio: int, gap: int) -> QIcon:
    made = QIcon()
    theme = themes.current
    for size in SIZES:
        normal = _widened(_tinted(name, size, ratio, _colour(colour)), gap)
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Active, QIcon.Mode.Selected):
            made.addPixmap(normal, mode)
        made.addPixmap(_widened(_tinted(name, size, ratio, QColor(theme.disabled)), gap), QIcon.Mode.Disabled)
    return made


def _widened(picture: QPixmap, gap: int) -> QPixmap:
    if not gap:
        return picture
    ratio = int(picture.devicePixelRatio())
    wide = QPixmap(picture.width() + gap * ratio, picture.height())
    wide.setDevicePixelRatio(ratio)
    wide.fill(Qt.GlobalColor.transparent)
    painter = QPainter(wide)
    painter.drawPixmap(0, 0, picture)
    painter.end()
    return wide


def _tinted(name: str, size: int, ratio: int, colour: QColor) -> QPixmap:
    shape = _shapes.get((name, size * ratio))
    if shape is None:
        shape = _shapes[name, size * ratio] = _shape(name, size * ratio)
    image = QImage(shape)
    painter = QPainter(image)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(image.rect(), colour)
    painter.end()
    picture = QPixmap.fromImage(image)
    picture.setDevicePixelRatio(ratio)
    return picture


def _shape(name: str, pixels: int) -> QImage:
    drawing = resource("icons", f"{name}.svg").read_bytes().replace(b"currentColor", b"#000000")
    renderer = QSvgRenderer(QByteArray(drawing))
    image = QImage(QSize(pixels, pixels), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    return image


def _colour(name: str) -> QColor:
    return QColor(name if name.startswith("#") else getattr(themes.current, name))


def _pixel_ratio() -> int:
    screens = QGuiApplication.screens()
    return max((math.ceil(screen.devicePixelRatio()) for screen in screens), default=1)
