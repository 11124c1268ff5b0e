"""A line for a date, which may be typed in any usual way or picked from a calendar. It may be empty."""

from __future__ import annotations

from PySide6.QtCore import QDate, QLocale, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QFrame, QLineEdit, QWidget

from qualcoder_peer.core.domain.values import date_of
from qualcoder_peer.gui.i18n import languages, live, locale_of
from qualcoder_peer.gui.icons import set_icon
from qualcoder_peer.gui.theme import GAP_SMALL, set_role
from qualcoder_peer.gui.widgets.basics import column


class DateField(QLineEdit):
    """``picked`` when a day was chosen in the calendar; Alt+Down opens it."""

    picked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._calendar: QFrame | None = None
        opens = QAction(self)
        live(opens, "setText", "Show a calendar")
        live(opens, "setToolTip", "Show a calendar (Alt+Down)")
        set_icon(opens, "calendar", "muted")
        opens.triggered.connect(lambda _checked=False: self.show_calendar())
        self.addAction(opens, QLineEdit.ActionPosition.TrailingPosition)

    @property
    def is_open(self) -> bool:
        """Whether the calendar is shown."""
        return self._calendar is not None and self._calendar.isVisible()

    @property
    def date(self) -> str | None:
        """The date as it is stored (2026-03-01), empty for none; None when what was typed is no date."""
        return date_of(self.text()) if self.text().strip() else ""

    def show_date(self, stored: str) -> None:
        """Show a stored date as the language of the window writes it."""
        day = QDate.fromString(stored, "yyyy-MM-dd")
        short = locale_of(languages.current).toString(day, QLocale.FormatType.ShortFormat)
        self.setText(short if day.isValid() else stored)

    def show_calendar(self) -> None:
        """Let the user pick a day."""
        popup = QFrame(self, Qt.WindowType.Popup)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        set_role(popup, "popup")
        calendar = QCalendarWidget()
        calendar.setLocale(locale_of(languages.current))
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.ISOWeekNumbers)
        day = QDate.fromString(self.date or "", "yyyy-MM-dd")
        if day.isValid():
            calendar.setSelectedDate(day)
        box = column(popup, margin=GAP_SMALL)
        box.addWidget(calendar)
        calendar.clicked.connect(self._take)
        calendar.activated.connect(self._take)
        popup.destroyed.connect(self._forget)
        self._calendar = popup
        popup.adjustSize()
        place = self.mapToGlobal(QPoint(0, self.height() + 2))
        room = (QGuiApplication.screenAt(place) or self.screen()).availableGeometry()
        place.setX(max(room.left(), min(place.x(), room.right() - popup.width())))
        if place.y() + popup.height() > room.bottom():
            place.setY(self.mapToGlobal(QPoint(0, 0)).y() - popup.height() - 2)
        popup.move(place)
        popup.show()
        calendar.setFocus()

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.show_calendar()
            return
        super().keyPressEvent(event)

    # Private

    def _take(self, day: QDate) -> None:
        popup, self._calendar = self._calendar, None
        if popup is None:
            return  # Enter tells of the day twice
        self.show_date(day.toString("yyyy-MM-dd"))
        popup.close()
        self.setFocus()
        self.picked.emit()

    def _forget(self) -> None:
        self._calendar = None
