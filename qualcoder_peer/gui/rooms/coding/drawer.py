"""The drawer under the text: lists that lead to places (hits, quotes of a code, memos), one at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QStackedWidget, QToolButton, QWidget

from qualcoder_peer.gui.i18n import live
from qualcoder_peer.gui.icons import set_icon
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, GAP_SMALL, set_role
from qualcoder_peer.gui.widgets.basics import column, row


@dataclass(slots=True)
class _Entry:
    build: Callable[[], QWidget]
    tab: QToolButton
    page: QWidget | None = None


class _Pages(QStackedWidget):
    """Takes no more room of the panes beside it than the text does."""

    def minimumSizeHint(self) -> QSize:
        """Small, whatever a page would like."""
        return QSize(320, 80)


class Drawer(QWidget):
    """Pages under one row of tabs, each built when it is first opened; Escape or the cross shuts it."""

    opened = Signal(str)
    """The key of the page now shown."""
    left = Signal()
    """Shut by the user: back to the text."""

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_role(self, "surface")
        self._entries: dict[str, _Entry] = {}
        self._group = QButtonGroup(self)
        self._tabs = row(gap=GAP_SMALL)
        self._tabs.setContentsMargins(GAP_LARGE, GAP_SMALL, GAP, GAP_SMALL)
        self._tabs.addStretch(1)
        close = QToolButton()
        set_icon(close, "x")
        live(close, "setToolTip", "Shut the drawer")
        live(close, "setAccessibleName", "Shut the drawer")
        close.clicked.connect(self.shut)
        self._tabs.addWidget(close)
        self._pages = _Pages()
        box = column(self, gap=0)
        box.addLayout(self._tabs)
        box.addWidget(self._pages, 1)
        self.setMinimumHeight(140)
        self.hide()

    def add(self, key: str, title: str, build: Callable[[], QWidget]) -> None:
        """Offer a page; ``title`` is a source text, ``build`` makes the page when it is first opened."""
        tab = QToolButton()
        tab.setCheckable(True)
        tab.setAutoRaise(True)
        tab.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        live(tab, "setText", title)
        tab.clicked.connect(lambda: self.open(key))
        self._group.addButton(tab)
        self._tabs.insertWidget(len(self._entries), tab)
        self._entries[key] = _Entry(build, tab)

    def page(self, key: str) -> QWidget | None:
        """A page that has been opened before."""
        return self._entries[key].page

    def open(self, key: str) -> QWidget:
        """Show a page and the drawer. Returns the page; the caller gives it the focus if it is to have it."""
        entry = self._entries[key]
        if entry.page is None:
            entry.page = entry.build()
            self._pages.addWidget(entry.page)
        entry.tab.setChecked(True)
        self._pages.setCurrentWidget(entry.page)
        self.setFocusProxy(entry.page)
        self.show()
        self.opened.emit(key)
        return entry.page

    @property
    def key(self) -> str:
        """The key of the page shown; empty while the drawer is shut."""
        return next((key for key in self._entries if self.shows(key)), "")

    @property
    def keys(self) -> list[str]:
        """The keys of all pages, in the order of the tabs."""
        return list(self._entries)

    def shows(self, key: str) -> bool:
        """Whether this page is open now."""
        entry = self._entries[key]
        return not self.isHidden() and entry.page is not None and self._pages.currentWidget() is entry.page

    def shut(self) -> None:
        """Hide the drawer and go back to the text."""
        self.hide()
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape that no field needs for itself."""
        if event.key() == Qt.Key.Key_Escape:
            self.shut()
        else:
            super().keyPressEvent(event)
