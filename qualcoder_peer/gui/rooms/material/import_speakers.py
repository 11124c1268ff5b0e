"""The speakers found in a file about to be imported: who each is, and what to do when a label is wrong."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QMenu, QToolButton, QWidget

from qualcoder_peer.core.domain.model import SpeakerRole
from qualcoder_peer.gui.i18n import live, tr
from qualcoder_peer.gui.icons import set_icon
from qualcoder_peer.gui.rooms.material.import_items import ImportItem
from qualcoder_peer.gui.rooms.material.people import PeopleModel, Who, WhoField
from qualcoder_peer.gui.rooms.material.speakers_box import amount
from qualcoder_peer.gui.theme import GAP, GAP_SMALL
from qualcoder_peer.gui.widgets.basics import ElidedLabel, column, label
from qualcoder_peer.gui.widgets.dropdown import menu_on

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
        self._lines: list[_Line] = []
        """Used for one file after the other: to make such fields takes long."""
        self._shown: dict[str, _Line] = {}
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
        for place, one in enumerate(self._lines):
            for widget in one.widgets:
                self._grid.removeWidget(widget)
            top = 2 * place
            one.said.setContentsMargins(0, GAP_SMALL if self._narrow and place else 0, 0, 0)
            if self._narrow:
                self._grid.addWidget(one.said, top, 0, 1, 4)
                self._grid.addWidget(one.field, top + 1, 0, 1, 3, middle)
                self._grid.addWidget(one.more, top + 1, 3, middle)
            else:
                self._grid.addWidget(one.said, top, 0)
                self._grid.addWidget(one.field, top, 1, middle)
                self._grid.addWidget(one.new, top, 2, middle)
                self._grid.addWidget(one.more, top, 3, middle)
        self._show_lines()
        for name in self._shown:
            self._show_amount(name)

    def _show_lines(self) -> None:
        used = len(self._shown)
        for place, one in enumerate(self._lines):
            for widget in one.widgets:
                widget.setVisible(place < used and (widget is not one.new or not self._narrow))

    def _show_amount(self, name: str) -> None:
        """How much somebody says, and whether they are new; in one line where there is little room."""
        spoken, is_new = self._said.get(name, ("", False))
        one = self._shown[name]
        one.new.setText(tr("new") if is_new else "")
        both = is_new and self._narrow
        one.turns.setText(tr("{amount} · new respondent", amount=spoken) if both else spoken)

    def _rebuild(self, labels: list[str]) -> None:
        many = len(self._lines)
        while len(self._lines) < len(labels):
            one = _Line(self._people, self._fill_menu)
            one.field.chosen.connect(partial(self._chosen, one))
            self._lines.append(one)
        self._shown = dict(zip(labels, self._lines, strict=False))
        self.fields = {name: one.field for name, one in self._shown.items()}
        self._said = {}
        for name, one in self._shown.items():
            one.set_label(name)
        if len(self._lines) > many:
            self._arrange()
        else:
            self._show_lines()

    def _chosen(self, line: _Line, who: object) -> None:
        self.who_chosen.emit(line.label, who)

    def _fill_menu(self, menu: QMenu, name: str) -> None:
        menu.clear()
        others = [one for one in self._shown if one != name]
        for other in others:
            action = menu.addAction(tr("Is the same as {label}", label=other.replace("&", "&&")))
            action.triggered.connect(partial(self._merge, name, other))
        if others:
            menu.addSeparator()
        menu.addAction(tr("Is no speaker")).triggered.connect(partial(self._drop, name))

    def _merge(self, source: str, target: str, _checked: bool = False) -> None:
        self.merge_asked.emit(source, target)

    def _drop(self, name: str, _checked: bool = False) -> None:
        self.drop_asked.emit(name)


class _Line:
    """The widgets of one label: it and how much it says, who it is, whether that is new, and what more can be done."""

    def __init__(self, people: PeopleModel, fill: Callable[[QMenu, str], object]) -> None:
        self.label = ""
        self.said = QWidget()
        lines = column(self.said, gap=0)
        self.title, self.turns = ElidedLabel("", "section"), ElidedLabel("", "small")
        lines.addWidget(self.title)
        lines.addWidget(self.turns)
        self.field = WhoField(people, "")
        self.new = label("", "small", words=tr("new"))
        self.new.setMinimumWidth(self.new.sizeHint().width())
        self.more = QToolButton()
        set_icon(self.more, "ellipsis")
        live(self.more, "setToolTip", "Merge with another label, or say that it is no speaker")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = menu_on(self.more, lambda menu: fill(menu, self.label))
        self.widgets: tuple[QWidget, ...] = (self.said, self.field, self.new, self.more)

    def set_label(self, name: str) -> None:
        """Show another label."""
        self.label = name
        self.title.setText(name)
        self.field.set_label(name)
        live(self.more, "setAccessibleName", "More on {label}", label=name)
