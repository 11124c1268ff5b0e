"""Two small panes: the keys one can press now, and what this program is."""

from __future__ import annotations

import platform

from PySide6.QtCore import Qt, QTimer, qVersion
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHeaderView, QMainWindow, QTreeWidget, QTreeWidgetItem, QWidget

from qualcoder_peer.gui.actions import ActionRegistry, Registered
from qualcoder_peer.gui.i18n import live, live_call, say, tr
from qualcoder_peer.gui.rooms import ROOMS
from qualcoder_peer.gui.rooms.base import Room
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, GAP_SMALL
from qualcoder_peer.gui.widgets.basics import SearchField, column, label, row
from qualcoder_peer.version import __version__


class KeysPanel(QWidget):
    """Every action that has keys, under the room and the pane in which it answers to them, with a search."""

    def __init__(self, actions: ActionRegistry) -> None:
        super().__init__()
        self._actions = actions
        self._groups: list[QTreeWidgetItem] = []
        self.search = SearchField("Search actions and keys")
        self.search.textChanged.connect(self._narrow)
        self.tree = QTreeWidget()
        self.tree.setColumnCount(2)
        self.tree.setHeaderHidden(True)
        self.tree.setRootIsDecorated(False)
        self.tree.setIndentation(GAP)
        self.tree.header().setStretchLastSection(False)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        live(self.tree, "setAccessibleName", "Actions and their keys")
        head = row()
        head.setContentsMargins(GAP_LARGE, GAP_SMALL, GAP_LARGE, GAP)
        head.addWidget(self.search)
        box = column(self, gap=0)
        box.addLayout(head)
        box.addWidget(self.tree)
        self.setFocusProxy(self.search)
        self._soon = QTimer(self, singleShot=True, interval=50)
        self._soon.timeout.connect(self.read)
        actions.changed.connect(self._soon.start)
        live_call(self, self.read)

    def read(self) -> None:
        """Ask the registry again."""
        self.tree.clear()
        groups: dict[str, QTreeWidgetItem] = {}
        for one in self._actions.all():
            keys = [key.toString(QKeySequence.SequenceFormat.NativeText) for key in one.action.shortcuts()]
            if not keys:
                continue
            title = where(one)
            if title not in groups:
                groups[title] = QTreeWidgetItem([title])
                font = groups[title].font(0)
                font.setBold(True)
                groups[title].setFont(0, font)
                groups[title].setFlags(Qt.ItemFlag.ItemIsEnabled)
                self.tree.addTopLevelItem(groups[title])
                groups[title].setFirstColumnSpanned(True)
            item = QTreeWidgetItem([say(one.name), ", ".join(keys)])
            item.setToolTip(0, say(one.name))
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{say(one.name)}: {', '.join(keys)}")
            groups[title].addChild(item)
        self._groups = list(groups.values())
        self.tree.expandAll()
        self._narrow(self.search.text())

    def _narrow(self, words: str) -> None:
        """Show only the rows with all the words in the action or its keys."""
        wanted = words.casefold().split()
        for group in self._groups:
            rows = [group.child(number) for number in range(group.childCount())]
            shown = 0
            for item in rows:
                if item is not None:
                    whole = f"{item.text(0)} {item.text(1)}".casefold()
                    fits = all(word in whole for word in wanted)
                    item.setHidden(not fits)
                    shown += fits
            group.setHidden(not shown)


def where(one: Registered) -> str:
    """In which room, and in which pane of it, an action answers to its keys."""
    room = next((tr(entry.title) for entry in ROOMS if entry.key == one.room), tr("Everywhere"))
    owner = one.action.parent()
    pane = owner.accessibleName() if isinstance(owner, QWidget) and not isinstance(owner, QMainWindow | Room) else ""
    return f"{room} – {pane}" if pane and pane != room else room


class AboutPanel(QWidget):
    """Name, version, licences."""

    def __init__(self) -> None:
        super().__init__()
        box = column(self, gap=GAP)
        box.setContentsMargins(GAP_LARGE, GAP, GAP_LARGE, GAP_LARGE)
        self.version = label("Version {version}", "section")
        live(self.version, "setText", "Version {version}", version=__version__)
        box.addWidget(self.version)
        box.addWidget(label("", "muted", words=f"Python {platform.python_version()} · Qt {qVersion()}"))
        box.addSpacing(GAP)
        for text in (
            label("Codes interviews and turns coded quotes into reports, offline. Nothing ever leaves this computer.",
                  wrap=True),
            label("Free software under the MIT licence. Qt and PySide6 are used under the LGPL, the icons are Lucide "
                  "(ISC licence).", "muted", wrap=True),
        ):  # fmt: skip
            box.addWidget(text)
        box.addStretch(1)
