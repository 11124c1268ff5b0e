"""Who codes in the project: names and colours, who works now, and working blind."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QCheckBox, QLineEdit, QScrollArea, QToolButton, QWidget

from qualcoder_peer.core.domain.changes import ChangeSet
from qualcoder_peer.core.domain.messages import counted, message
from qualcoder_peer.core.domain.palette import CODER_COLOURS
from qualcoder_peer.core.services.coders import (
    CoderFacts,
    add_coder,
    coder_facts,
    recolour_coder,
    remove_coder,
    rename_coder,
)
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import live, live_call, say, tr
from qualcoder_peer.gui.icons import set_icon
from qualcoder_peer.gui.settings import Settings
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, GAP_SMALL, set_role
from qualcoder_peer.gui.widgets.basics import button, column, label, row
from qualcoder_peer.gui.widgets.choosing import Swatch, colour_menu


class CodersPanel(QWidget):
    """A line for each coder, a field for a new one, and the switch for working blind."""

    def __init__(self, context: RoomContext, settings: Settings, set_blind: Callable[[bool], None]) -> None:
        super().__init__()
        self._context, self._settings = context, settings
        self.lines: list[_CoderLine] = []
        self.new = QLineEdit()
        live(self.new, "setPlaceholderText", "Name or initials of another coder")
        live(self.new, "setAccessibleName", "Name or initials of another coder")
        self.add = button("Add", "plus", on_click=self._add)
        self.new.returnPressed.connect(self._add)
        self.blind = QCheckBox()
        live(self.blind, "setText", "Work blind")
        self.blind.setChecked(context.project.blind)
        self.blind.toggled.connect(set_blind)
        self._list = column(gap=GAP)
        self._lay_out()
        for one in (self.new, self.add):
            one.setEnabled(not context.read_only)
        self.setFocusProxy(self.blind)
        context.bridge.changed.connect(self._changed)
        settings.changed.connect(self._settings_changed)
        live_call(self, self.read)

    def read(self) -> None:
        """Ask the project again."""
        self.blind.setChecked(self._context.project.blind)
        for line in self.lines:
            self._list.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.lines = [_CoderLine(one, self._context, self._settings) for one in coder_facts(self._context.project)]
        for line in self.lines:
            self._list.addWidget(line)

    @Slot(object)
    def _changed(self, changes: ChangeSet) -> None:
        if changes.touches("coder", "coding"):
            self.read()

    @Slot(str)
    def _settings_changed(self, name: str) -> None:
        if name == "coder":
            self.read()

    def _add(self) -> None:
        if self.new.text().strip():
            add_coder(self._context.project, self.new.text())
            self.new.clear()

    def _lay_out(self) -> None:
        holder = QWidget()
        set_role(holder, "surface")
        inside = column(holder, gap=GAP_LARGE)
        inside.setContentsMargins(GAP_LARGE, GAP, GAP_LARGE, GAP_LARGE)
        inside.addWidget(label("Every coding is signed by whoever made it. Choose who you are before you code.",
                               "muted", wrap=True))  # fmt: skip
        inside.addLayout(self._list)
        new = row(gap=GAP)
        new.addWidget(self.new, 1)
        new.addWidget(self.add)
        inside.addLayout(new)
        inside.addSpacing(GAP)
        inside.addWidget(self.blind)
        inside.addWidget(label(
            "What other coders have coded and noted is then hidden everywhere, also in counts, lists and exports, "
            "until you show it again. Nothing of it is changed.", "muted", wrap=True))  # fmt: skip
        inside.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(holder)
        column(self, gap=0).addWidget(area)


class _CoderLine(QWidget):
    """Colour, name, how much they have coded, and a button to work as them."""

    def __init__(self, facts: CoderFacts, context: RoomContext, settings: Settings) -> None:
        super().__init__()
        self._facts, self._context, self._settings = facts, context, settings
        coder, here = facts.coder, context.project.coder
        self.colour = Swatch(coder.colour)
        self.colour.setAccessibleName(tr("Colour of {name}", name=coder.name))
        self.colour.clicked.connect(self._choose_colour)
        self.name = QLineEdit(coder.name)
        self.name.setAccessibleName(tr("Name of the coder {name}", name=coder.name))
        self.name.editingFinished.connect(self._rename)
        self.sign = button("You", role="flat")
        self.sign.setEnabled(False)
        if coder.name != here:
            self.sign = button("Work as", on_click=self._sign)
            self.sign.setAccessibleName(tr("Work as {name}", name=coder.name))
        self.remove = QToolButton()
        set_icon(self.remove, "trash-2")
        self.remove.setToolTip(tr("Remove {name}, who has coded nothing", name=coder.name))
        self.remove.setAccessibleName(self.remove.toolTip())
        self.remove.clicked.connect(lambda: remove_coder(context.project, coder.id))
        hidden = context.project.blind and coder.name != here
        self.remove.setVisible(not facts.codings and not hidden and coder.name != here)
        for one in (self.colour, self.name, self.remove):
            one.setEnabled(not context.read_only)
        words = (
            message("Hidden while you work blind")
            if hidden
            else message("{codings} in {documents}",
                         codings=counted("{count} coding", "{count} codings", facts.codings),
                         documents=counted("{count} document", "{count} documents", facts.documents))
        )  # fmt: skip
        box = column(self, gap=0)
        line = row(gap=GAP_SMALL)
        line.addWidget(self.colour)
        line.addWidget(self.name, 1)
        line.addWidget(self.sign)
        line.addWidget(self.remove)
        box.addLayout(line)
        count = label("", "small", words=say(words))
        count.setContentsMargins(30 + GAP_SMALL, 2, 0, 0)
        box.addWidget(count)

    def _rename(self) -> None:
        before, name = self._facts.coder, " ".join(self.name.text().split())
        if not name or name == before.name:
            self.name.setText(before.name)
            return
        was_here = before.name == self._context.project.coder
        rename_coder(self._context.project, before.id, name)
        if was_here:
            self._settings.coder = name

    def _sign(self) -> None:
        self._settings.coder = self._facts.coder.name

    def _choose_colour(self) -> None:
        coder = self._facts.coder
        menu = colour_menu(
            self, coder.colour, lambda colour: recolour_coder(self._context.project, coder.id, colour), CODER_COLOURS
        )
        menu.popup(self.colour.mapToGlobal(self.colour.rect().bottomLeft()))
