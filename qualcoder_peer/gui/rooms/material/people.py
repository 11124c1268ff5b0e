"""Who a speaker is, as one field: interviewer, a respondent by name (one of the register or a new one), or somebody
else. All such fields share one list, so that 5,000 names cost nothing a field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QSizePolicy, QWidget

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
    """Choose who a speaker is, or type a name. ``chosen`` carries a Who, only when the user has chosen another."""

    chosen = Signal(object)

    def __init__(self, people: PeopleModel, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._who: Who | None = None
        self.line = QLineEdit()
        self.setLineEdit(self.line)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(10)
        self.setModel(people)
        completer = QCompleter(people, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setCompleter(completer)
        live(self, "setAccessibleName", "Who is {label}", label=label)
        self.line.setAccessibleName(self.accessibleName())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.activated.connect(self._activated)
        self.line.editingFinished.connect(self._typed)
        people.modelReset.connect(self._show)
        live_call(self, self._show)

    @property
    def who(self) -> Who | None:
        """What is shown."""
        return self._who

    def show_who(self, who: Who) -> None:
        """Show a choice without telling of it."""
        self._who = who
        self._show()

    # Qt overrides

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # scrolling the pane must not change who somebody is

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self.line.setEnabled(self.isEnabled())

    # Private

    def _show(self) -> None:
        if self._who is None:
            return
        model = self.model()
        assert isinstance(model, PeopleModel)
        place = model.place_of(self._who)
        blocked = self.blockSignals(True)
        self.setCurrentIndex(place)
        self.setEditText(self._who.name if place < 0 else str(model.data(model.index(place)) or ""))
        self.line.setCursorPosition(0)
        self.blockSignals(blocked)

    def _activated(self, place: int) -> None:
        who = self.itemData(place, WHO_ROLE)
        if who is None:  # a new respondent: the name is to be typed
            self.setEditText("")
            live(self.line, "setPlaceholderText", "Type a name")
            self.line.setFocus()
            return
        self._choose(who)

    def _typed(self) -> None:
        words = " ".join(self.currentText().split())
        place = self.findText(words, Qt.MatchFlag.MatchFixedString | Qt.MatchFlag.MatchCaseSensitive)
        who = self.itemData(place, WHO_ROLE) if place >= 0 else None
        if who is None and words:
            who = Who(SpeakerRole.RESPONDENT, words)
        if who is None or place == _NEW:
            self._show()
        else:
            self._choose(who)

    def _choose(self, who: Who) -> None:
        if who != self._who:
            self._who = who
            self.chosen.emit(who)
        self._show()
