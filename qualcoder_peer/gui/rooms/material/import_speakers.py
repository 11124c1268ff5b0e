"""The speakers found in a file about to be imported: who each is, and what to do when a label is wrong."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QMenu, QToolButton, QWidget

from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.domain.model import SpeakerRole
from qualcoder_peer.gui.i18n import live, tr
from qualcoder_peer.gui.icons import set_icon
from qualcoder_peer.gui.rooms.material.import_items import ImportItem
from qualcoder_peer.gui.rooms.material.pane import clear_layout
from qualcoder_peer.gui.rooms.material.people import PeopleModel, Who, WhoField
from qualcoder_peer.gui.rooms.material.speakers_box import amount
from qualcoder_peer.gui.theme import GAP, GAP_SMALL
from qualcoder_peer.gui.widgets.basics import ElidedLabel, column, label

_NARROW = 400
"""Below this many pixels who a speaker is stands below the label, so that neither is cut."""
_MOST = 60
"""More labels than this are no speakers; the pattern is wrong then, and a field each would only be slow."""


class FoundSpeakers(QWidget):
    """One line a label. Asks for changes through signals; the dialog makes them and shows the file again."""

    who_chosen = Signal(str, object)
    merge_asked = Signal(str, str)
    drop_asked = Signal(str)

    def __init__(self, people: PeopleModel) -> None:
        super().__init__()
        self._people = people
        self.fields: dict[str, WhoField] = {}
        self.menus: dict[str, QToolButton] = {}
        self._turns: dict[str, ElidedLabel] = {}
        self._news: dict[str, QLabel] = {}
        self._labels: dict[str, QWidget] = {}
        self._said: dict[str, tuple[str, bool]] = {}
        self._narrow = False
        box = column(self, gap=GAP)
        self.nobody = label("No speakers: the whole text counts as one.", "muted", wrap=True)
        self.too_many = label("", "muted", wrap=True)
        box.addWidget(self.nobody)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(GAP)
        self._grid.setVerticalSpacing(GAP_SMALL)
        box.addLayout(self._grid)
        box.addWidget(self.too_many)

    def show_speakers(self, item: ImportItem, names: Mapping[str, str], known: Collection[str]) -> None:
        """Show the labels of a file, with who they will be; ``known`` are the names in the register."""
        speakers = item.preview.speakers if item.preview is not None else ()
        shown = [one.label for one in speakers[:_MOST]]
        if shown != list(self.fields):
            self._rebuild(shown)
        amounts = item.preview.amounts if item.preview is not None else {}
        for one in speakers[:_MOST]:
            turns, characters = amounts.get(one.label, (0, 0))
            name = names.get(one.label, one.respondent or one.label)
            respondent = one.role is SpeakerRole.RESPONDENT
            self.fields[one.label].show_who(Who(one.role, name if respondent else ""))
            self._said[one.label] = amount(turns, characters), respondent and name not in known
            self._show_amount(one.label)
        self.nobody.setVisible(not speakers)
        self.too_many.setVisible(len(speakers) > _MOST)
        live(self.too_many, "setText", "{number} labels were found; is the pattern right?", number=len(speakers))

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if (self.width() < _NARROW) != self._narrow:
            self._narrow = not self._narrow
            self._arrange()

    # Private

    def _arrange(self) -> None:
        """Label, who it is, whether that is new, and more: beside each other, or with who it is below."""
        self._grid.setColumnStretch(0, 1 if self._narrow else 4)
        self._grid.setColumnStretch(1, 0 if self._narrow else 5)
        middle = Qt.AlignmentFlag.AlignVCenter
        for place, (name, said) in enumerate(self._labels.items()):
            field, new, more = self.fields[name], self._news[name], self.menus[name]
            for widget in (said, field, new, more):
                self._grid.removeWidget(widget)
            top = 2 * place
            said.setContentsMargins(0, GAP_SMALL if self._narrow and place else 0, 0, 0)
            new.setVisible(not self._narrow)
            if self._narrow:
                self._grid.addWidget(said, top, 0, 1, 4)
                self._grid.addWidget(field, top + 1, 0, 1, 3, middle)
                self._grid.addWidget(more, top + 1, 3, middle)
            else:
                self._grid.addWidget(said, top, 0)
                self._grid.addWidget(field, top, 1, middle)
                self._grid.addWidget(new, top, 2, middle)
                self._grid.addWidget(more, top, 3, middle)
            self._show_amount(name)

    def _show_amount(self, name: str) -> None:
        """How much somebody says, and whether they are new; in one line where there is little room."""
        spoken, is_new = self._said.get(name, ("", False))
        self._news[name].setText(tr("new") if is_new else "")
        both = is_new and self._narrow
        self._turns[name].setText(tr("{amount} · new respondent", amount=spoken) if both else spoken)

    def _rebuild(self, labels: list[str]) -> None:
        clear_layout(self._grid)
        self.fields, self.menus, self._turns, self._news, self._labels, self._said = {}, {}, {}, {}, {}, {}
        for name in labels:
            said = QWidget()
            lines = column(said, gap=0)
            lines.addWidget(ElidedLabel(name, "section"))
            self._turns[name] = ElidedLabel("", "small")
            lines.addWidget(self._turns[name])
            field = WhoField(self._people, name)
            field.chosen.connect(partial(self.who_chosen.emit, name))
            new = label("", "small", words=tr("new"))
            new.setMinimumWidth(new.sizeHint().width())
            more = QToolButton()
            set_icon(more, "ellipsis")
            live(more, "setAccessibleName", "More on {label}", label=name)
            live(more, "setToolTip", "Merge with another label, or say that it is no speaker")
            more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
            more.setMenu(self._menu(more, name, [one for one in labels if one != name]))
            self.fields[name], self.menus[name], self._news[name], self._labels[name] = field, more, new, said
        self._arrange()

    def _menu(self, parent: QWidget, name: str, others: list[str]) -> QMenu:
        menu = QMenu(parent)
        for other in others:
            action = menu.addAction("")
            live(action, "setText", message("Is the same as {label}", label=other.replace("&", "&&")))
            action.triggered.connect(partial(self._merge, name, other))
        if others:
            menu.addSeparator()
        drop = menu.addAction("")
        live(drop, "setText", "Is no speaker")
        drop.triggered.connect(partial(self._drop, name))
        return menu

    def _merge(self, source: str, target: str, _checked: bool = False) -> None:
        self.merge_asked.emit(source, target)

    def _drop(self, name: str, _checked: bool = False) -> None:
        self.drop_asked.emit(name)
