"""Telling the user: a bar on top of the room for what should be read, a passing note for what was done."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QToolButton, QWidget

from qualcoder_peer.core.domain.messages import Message
from qualcoder_peer.gui.i18n import live, say
from qualcoder_peer.gui.icons import set_icon
from qualcoder_peer.gui.messages import Notice
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, set_role
from qualcoder_peer.gui.widgets.basics import IconLabel, row

_ICONS = {"info": "info", "success": "circle-check", "warning": "triangle-alert", "error": "circle-alert"}
_COLOURS = {"info": "accent", "success": "success", "warning": "warning", "error": "danger"}
_PASSING_MS, _WITH_ACTION_MS = 5000, 10_000


class MessageBar(QFrame):
    """One sentence with an icon, an optional button, and a cross. Hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "message")
        self.notice: Notice | None = None
        self._icon = IconLabel("info")
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.action = QPushButton()
        self.action.setAutoDefault(False)
        self.action.clicked.connect(self._run)
        self.close_button = QToolButton()
        set_icon(self.close_button, "x")
        live(self.close_button, "setToolTip", "Dismiss")
        live(self.close_button, "setAccessibleName", "Dismiss")
        self.close_button.clicked.connect(lambda: self.show_notice(None))
        box = row(self, gap=GAP)
        box.setContentsMargins(GAP_LARGE, GAP, GAP, GAP)
        box.addWidget(self._icon)
        box.addWidget(self.text, 1)
        box.addWidget(self.action)
        box.addWidget(self.close_button)
        self.hide()

    @Slot(object)
    def show_notice(self, notice: Notice | None) -> None:
        """Show a notice in place of the one before, or nothing."""
        self.notice = notice
        if notice is None:
            self.hide()
            return
        self.setProperty("kind", notice.kind)
        set_role(self, "message")
        self._icon.set_icon(_ICONS[notice.kind], _COLOURS[notice.kind])
        _set_words(self.text, notice.text)
        self.action.setVisible(bool(notice.action))
        if notice.action:
            _set_words(self.action, notice.action)
        self.show()
        announce(self, self.text.text())

    def _run(self) -> None:
        notice = self.notice
        self.show_notice(None)
        if notice is not None and notice.run is not None:
            notice.run()


class Toast(QFrame):
    """A note at the foot of its parent that goes away by itself, but not while it is pointed at or focused."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._above = parent
        set_role(self, "toast")
        self.notice: Notice | None = None
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.action = QPushButton()
        self.action.setAutoDefault(False)
        self.action.clicked.connect(self._run)
        self._box = row(self, gap=GAP)
        self._box.addWidget(self.text)
        self._box.addWidget(self.action)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._fade)
        parent.installEventFilter(self)
        self.hide()

    @Slot(object)
    def show_notice(self, notice: Notice) -> None:
        """Show a note in place of the one before."""
        self.notice = notice
        _set_words(self.text, notice.text)
        self.action.setVisible(bool(notice.action))
        if notice.action:
            _set_words(self.action, notice.action)
        self._box.setContentsMargins(GAP_LARGE, GAP, GAP if notice.action else GAP_LARGE, GAP)
        room = self._above.width() - 8 * GAP_LARGE
        self.text.setWordWrap(False)
        if self.text.sizeHint().width() > room:
            self.text.setWordWrap(True)
            self.text.setFixedWidth(max(160, room))
        else:
            self.text.setMinimumWidth(0)
            self.text.setMaximumWidth(16_777_215)
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()
        self._timer.start(_WITH_ACTION_MS if notice.action else _PASSING_MS)
        announce(self, self.text.text())

    @Slot()
    def outdate(self) -> None:
        """Something else has been done: a button that says Undo would now take back that."""
        if self.notice is not None and self.notice.undoes:
            self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the foot of the parent."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape sends it away."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def _fade(self) -> None:
        if self.underMouse() or self.action.hasFocus():
            self._timer.start()
        else:
            self.hide()

    def _place(self) -> None:
        above = self._above
        self.move((above.width() - self.width()) // 2, above.height() - self.height() - 2 * GAP_LARGE)

    def _run(self) -> None:
        notice = self.notice
        self.hide()
        if notice is not None and notice.run is not None:
            notice.run()


def announce(source: QObject, words: str) -> None:
    """Let screen readers say something."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(source, words))


def _set_words(widget: QLabel | QPushButton, text: Message | str) -> None:
    if isinstance(text, Message):
        live(widget, "setText", text)
    else:
        live(widget, "setText", Message("{words}", {"words": say(text)}))
