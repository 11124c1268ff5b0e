"""Who a speaker is, as one field: interviewer, a respondent by name (one of the register or a new one), or somebody
else. All such fields share one list, so that 5,000 names cost nothing a field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QListView, QSizePolicy, QWidget

from qualcoder_peer.core.domain.model import SPEAKER_TITLES, SpeakerRole
from qualcoder_peer.gui.i18n import live, live_call, tr

_ROLES = (SpeakerRole.INTERVIEWER, SpeakerRole.OTHER)
_NEW = len(_ROLES)
_UNNAMED = len(_ROLES) + 1
WHO_ROLE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Who:
    """Whose words a speaker's are; ``name`` only with the role respondent, empty: nobody named yet."""

    role: SpeakerRole
    name: str = ""


class PeopleModel(QAbstractListModel):
    """Interviewer, other, a new respondent, perhaps a respondent not named, and the names of the register."""

    def __init__(self, parent: QObject | None = None, *, unnamed: bool = True) -> None:
        super().__init__(parent)
        self._before = _UNNAMED + unnamed
        self._names: list[str] = []
        live_call(self, self._retranslate)

    @property
    def names(self) -> list[str]:
        """The names in the list."""
        return list(self._names)

    def set_names(self, names: Sequence[str]) -> None:
        """Offer these names."""
        if list(names) != self._names:
            self.beginResetModel()
            self._names = list(names)
            self.endResetModel()

    def place_of(self, who: Who) -> int:
        """The line of a choice, or -1."""
        if who.role in _ROLES:
            return _ROLES.index(who.role)
        if not who.name:
            return _UNNAMED if self._before > _UNNAMED else -1
        try:
            return self._before + self._names.index(who.name)
        except ValueError:
            return -1

    def said(self, words: str) -> Who | None:
        """Who is meant by words typed: a line of the list, or else a respondent of that name; None for none."""
        for place in range(self._before):
            if words == self.data(self.index(place)):
                who = self.data(self.index(place), WHO_ROLE)
                return who if isinstance(who, Who) else None
        return Who(SpeakerRole.RESPONDENT, words) if words else None

    # Qt overrides

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else self._before + len(self._names)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        place = index.row()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            if place < len(_ROLES):
                return tr(SPEAKER_TITLES[_ROLES[place]])
            if place == _NEW:
                return tr("New respondent…")
            return tr("Respondent, not named") if place < self._before else self._names[place - self._before]
        if role == WHO_ROLE:
            if place < len(_ROLES):
                return Who(_ROLES[place])
            if place == _NEW:
                return None
            name = "" if place < self._before else self._names[place - self._before]
            return Who(SpeakerRole.RESPONDENT, name)
        return None

    # Private

    def _retranslate(self) -> None:
        self.dataChanged.emit(self.index(0), self.index(self._before - 1))


class WhoField(QComboBox):
    """Choose who a speaker is, or type a name. ``chosen`` carries a Who, only when the user has chosen another.

    The list is taken on when the field is first used: a combo box that has it from the start measures all its names.
    """

    chosen = Signal(object)

    def __init__(self, people: PeopleModel, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._people = people
        self._who: Who | None = None
        self._has_list = False
        self.line = QLineEdit()
        self.setLineEdit(self.line)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(10)
        self.set_label(label)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.activated.connect(self._activated)
        self.line.editingFinished.connect(self._typed)
        people.modelReset.connect(self._show)
        live_call(self, self._show)

    @property
    def who(self) -> Who | None:
        """What is shown."""
        return self._who

    def set_label(self, label: str) -> None:
        """Say whose field it is."""
        live(self, "setAccessibleName", "Who is {label}", label=label)
        live(self.line, "setAccessibleName", "Who is {label}", label=label)

    def show_who(self, who: Who) -> None:
        """Show a choice without telling of it."""
        self._who = who
        self._show()

    # Qt overrides

    def showPopup(self) -> None:
        self._take_list()
        super().showPopup()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._take_list()
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._take_list()
        super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # scrolling the pane must not change who somebody is

    # Private

    def _take_list(self) -> None:
        if self._has_list:
            return
        self._has_list = True
        self.setMinimumWidth(self.minimumSizeHint().width())
        view = self.view()
        if isinstance(view, QListView):
            view.setUniformItemSizes(True)
        words = self.line.text()
        blocked = self.blockSignals(True)
        self.setModel(self._people)
        self.blockSignals(blocked)
        completer = QCompleter(self._people, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setCompleter(completer)
        self._show()
        self.line.setText(words)

    def _show(self) -> None:
        if self._who is None:
            return
        place = self._people.place_of(self._who)
        blocked = self.blockSignals(True)
        if self._has_list:
            self.setCurrentIndex(place)
        self.setEditText(self._who.name if place < 0 else str(self._people.data(self._people.index(place)) or ""))
        self.line.setCursorPosition(0)
        self.setToolTip(self.line.text())
        self.blockSignals(blocked)

    def _activated(self, place: int) -> None:
        who = self._people.data(self._people.index(place), WHO_ROLE)
        if isinstance(who, Who):
            self._choose(who)
            return
        self.setEditText("")  # a new respondent: the name is to be typed
        live(self.line, "setPlaceholderText", "Type a name")
        self.line.setFocus()

    def _typed(self) -> None:
        who = self._people.said(" ".join(self.currentText().split()))
        if who is None:
            self._show()
        else:
            self._choose(who)

    def _choose(self, who: Who) -> None:
        if who != self._who:
            self._who = who
            self.chosen.emit(who)
        self._show()
