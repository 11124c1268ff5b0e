"""Choosing a colour or another code: a small palette, and a list that is searched by typing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QMenu, QToolButton, QWidget, QWidgetAction

from qualcoder_peer.core.domain.messages import N_
from qualcoder_peer.core.domain.palette import CODE_COLOURS
from qualcoder_peer.gui.i18n import tr
from qualcoder_peer.gui.theme import GAP, GRID, themes

COLOUR_NAMES: dict[str, str] = dict(
    zip(
        CODE_COLOURS,
        (
            N_("Blue"),
            N_("Vermilion"),
            N_("Bluish green"),
            N_("Reddish purple"),
            N_("Dark yellow"),
            N_("Indigo"),
            N_("Dark red"),
            N_("Green"),
            N_("Teal"),
            N_("Wine red"),
            N_("Olive"),
            N_("Grey"),
        ),
        strict=True,
    )
)
_COLUMNS = 6
_SIDE = 30


def colour_name(colour: str) -> str:
    """What a colour is called; its hexadecimal form if it is not of the palette."""
    return tr(COLOUR_NAMES[colour]) if colour in COLOUR_NAMES else colour


class Swatch(QToolButton):
    """A colour to press; the chosen one has a ring and a tick."""

    def __init__(self, colour: str, *, chosen: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.colour = colour
        self.chosen = chosen
        self.setFixedSize(_SIDE, _SIDE)
        self.setToolTip(colour_name(colour))
        self.setAccessibleName(colour_name(colour))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_colour(self, colour: str) -> None:
        """Show another colour."""
        self.colour = colour
        self.setToolTip(colour_name(colour))
        self.update()

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(_SIDE, _SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A round patch of the colour."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inner = self.rect().adjusted(5, 5, -5, -5)
        painter.setPen(QColor(themes.current.control))
        painter.setBrush(QColor(self.colour))
        painter.drawEllipse(inner)
        if self.chosen:
            painter.setPen(QColor("#ffffff"))
            painter.drawText(inner, Qt.AlignmentFlag.AlignCenter, "✓")
        if self.hasFocus() or self.underMouse():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            pen = painter.pen()
            pen.setColor(QColor(themes.current.focus))
            pen.setWidth(2)
            painter.setPen(pen)
            painter.drawEllipse(self.rect().adjusted(2, 2, -2, -2))


def colour_menu(
    parent: QWidget, chosen: str, run: Callable[[str], object], colours: Sequence[str] = CODE_COLOURS
) -> QMenu:
    """A menu with colours, those of codes unless others are given; ``run`` gets the one that is pressed."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    board = QWidget()
    grid = QGridLayout(board)
    grid.setContentsMargins(GAP, GAP, GAP, GAP)
    grid.setSpacing(GRID)
    for number, colour in enumerate(colours):
        swatch = Swatch(colour, chosen=colour == chosen)

        def choose(_checked: bool = False, colour: str = colour) -> None:
            menu.close()
            run(colour)

        swatch.clicked.connect(choose)
        grid.addWidget(swatch, number // _COLUMNS, number % _COLUMNS)
    action = QWidgetAction(menu)
    action.setDefaultWidget(board)
    menu.addAction(action)
    return menu


def choice_menu(
    parent: QWidget, items: Sequence[tuple[str, object, Callable[[], object]]], title: str = ""
) -> QMenu:
    """A small menu of things to choose from: each a text, a QIcon or None, and what choosing it does."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    if title:
        menu.addAction(title).setEnabled(False)
        menu.addSeparator()
    for text, icon, run in items:
        action = menu.addAction(text.replace("&", "&&"))
        if icon is not None:
            action.setIcon(icon)  # type: ignore[arg-type]
        action.triggered.connect(lambda _checked=False, run=run: run())
    return menu
