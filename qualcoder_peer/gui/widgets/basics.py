"""The small parts every panel is made of: labels, buttons, lines, empty places. They know nothing of the project.

A text given as ``text`` is a source text and is translated live; words of the user go in through ``words`` or
``setText`` and are never read as rich text.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from qualcoder_peer.core.domain.messages import Message
from qualcoder_peer.gui.i18n import live
from qualcoder_peer.gui.icons import pixmap, set_icon
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, GAP_SMALL, set_role, themes

_Layout = TypeVar("_Layout", bound=QBoxLayout)


def label(
    text: str | Message = "", role: str = "", *, words: str = "", wrap: bool = False, buddy: QWidget | None = None
) -> QLabel:
    """A label for a source text (kept in the language of the window), or for ``words`` of the user."""
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if role:
        set_role(made, role)
    if buddy is not None:
        made.setBuddy(buddy)
    if text:
        live(made, "setText", text)
    else:
        made.setText(words)
    return made


def button(
    text: str | Message, icon: str = "", role: str = "", on_click: Callable[[], object] | None = None
) -> QPushButton:
    """A push button; roles are ``primary flat danger link`` or none."""
    made = QPushButton()
    made.setAutoDefault(False)
    live(made, "setText", text)
    if role:
        set_role(made, role)
    if icon:
        colours = {"primary": "accent_text", "danger": "danger", "link": "link"}
        icon_beside_text(made, icon, colours.get(role, "text"))
    if on_click is not None:
        made.clicked.connect(lambda _checked=False: on_click())
    return made


def icon_beside_text(made: QAbstractButton, icon: str, colour: str = "text") -> None:
    """Give a button an icon that keeps its distance to the words after it."""
    set_icon(made, icon, colour, gap=GAP_SMALL)
    made.setIconSize(QSize(16 + GAP_SMALL, 16))


def line() -> QFrame:
    """A thin line across; use white space where it will do."""
    made = QFrame()
    set_role(made, "line")
    made.setFixedHeight(1)
    return made


def column(parent: QWidget | None = None, *, margin: int = 0, gap: int = GAP) -> QVBoxLayout:
    """A vertical layout with even gaps."""
    made = QVBoxLayout(parent) if parent is not None else QVBoxLayout()
    return _spaced(made, margin, gap)


def row(parent: QWidget | None = None, *, margin: int = 0, gap: int = GAP) -> QHBoxLayout:
    """A horizontal layout with even gaps."""
    made = QHBoxLayout(parent) if parent is not None else QHBoxLayout()
    return _spaced(made, margin, gap)


def foot_row(*buttons: QAbstractButton) -> QHBoxLayout:
    """The buttons at the foot of a dialog, at its right."""
    made = row()
    made.addStretch(1)
    for one in buttons:
        made.addWidget(one)
    return made


def _spaced(made: _Layout, margin: int, gap: int) -> _Layout:
    made.setContentsMargins(margin, margin, margin, margin)
    made.setSpacing(gap)
    return made


class SearchField(QLineEdit):
    """A field for searching: icon, clear button, placeholder that is also its name for screen readers."""

    def __init__(self, placeholder: str | Message, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setClearButtonEnabled(True)
        live(self, "setPlaceholderText", placeholder)
        live(self, "setAccessibleName", placeholder)
        set_role(self, "search")


class ElidedLabel(QLabel):
    """Words of the user on one line, cut with an ellipsis where there is no room; the tool tip has all of them."""

    def __init__(self, words: str = "", role: str = "", mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight) -> None:
        super().__init__()
        self._mode = mode
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        if role:
            set_role(self, role)
        self.setText(words)

    def minimumSizeHint(self) -> QSize:
        """Any width will do."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as much as there is room for."""
        metrics = QFontMetrics(self.font())
        shown = metrics.elidedText(self.text().replace("\n", " "), self._mode, self.contentsRect().width())
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.contentsRect(), int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), shown)

    def setText(self, words: str) -> None:
        """Show other words."""
        super().setText(words)
        self._offer_whole()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There is more room, or less."""
        super().resizeEvent(event)
        self._offer_whole()

    def _offer_whole(self) -> None:
        """Offer the whole text as a tool tip when it is cut."""
        cut = QFontMetrics(self.font()).horizontalAdvance(self.text()) > self.width()
        self.setToolTip(_plain_tip(self.text()) if cut else "")


class IconLabel(QLabel):
    """An icon that follows the theme and is silent for screen readers."""

    def __init__(self, name: str, size: int = 20, colour: str = "muted") -> None:
        super().__init__()
        self._icon = (name, size, colour)
        self._show_icon()
        themes.changed.connect(self._show_icon)

    def set_icon(self, name: str, colour: str = "muted") -> None:
        """Show another icon."""
        self._icon = (name, self._icon[1], colour)
        self._show_icon()

    def _show_icon(self) -> None:
        self.setPixmap(pixmap(*self._icon))


_WIDEST_EMPTY = 480


class EmptyState(QWidget):
    """An empty place that says what belongs there, with the one button that brings it."""

    def __init__(
        self,
        icon: str,
        title: str | Message,
        text: str | Message,
        action: str | Message = "",
        on_click: Callable[[], object] | None = None,
    ) -> None:
        super().__init__()
        inner = QWidget()
        inner.setMaximumWidth(_WIDEST_EMPTY)
        box = column(inner, gap=GAP)
        self.picture = picture = IconLabel(icon, 48)
        picture.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        box.addWidget(picture)
        box.addSpacing(GAP_SMALL)
        self.title = label(title, "title", wrap=True)
        self.text = label(text, "muted", wrap=True)
        for words in (self.title, self.text):
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            box.addWidget(words)
        self.button: QPushButton | None = None
        if action:
            box.addSpacing(GAP)
            self.button = button(action, role="primary", on_click=on_click)
            box.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        middle = row()
        middle.addStretch(1)
        middle.addWidget(inner, 100)
        middle.addStretch(1)
        outer = column(self, margin=GAP_LARGE)
        outer.addStretch(2)
        outer.addLayout(middle)
        outer.addStretch(3)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room the words come before the picture."""
        super().resizeEvent(event)
        width = min(_WIDEST_EMPTY, self.width() - 2 * GAP_LARGE)
        heights = [self.picture.sizeHint().height(), *(one.heightForWidth(width) for one in (self.title, self.text))]
        if self.button is not None:
            heights.append(self.button.sizeHint().height())
        self.picture.setVisible(self.height() >= sum(heights) + len(heights) * GAP + 2 * GAP_LARGE + GAP_SMALL)


def _plain_tip(words: str) -> str:
    escaped = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<qt>{escaped}</qt>" if escaped != words else words
