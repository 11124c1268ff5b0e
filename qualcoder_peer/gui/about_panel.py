"""Two small panes: the keys one can press now, and what this program is."""

from __future__ import annotations

import platform

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from qualcoder_peer.gui.actions import ActionRegistry
from qualcoder_peer.gui.i18n import live, live_call, say, tr
from qualcoder_peer.gui.rooms import ROOMS
from qualcoder_peer.gui.theme import GAP, GAP_LARGE
from qualcoder_peer.gui.widgets.basics import column, label
from qualcoder_peer.version import __version__


class KeysPanel(QWidget):
    """Every action that has keys, grouped by the part of the program it belongs to."""

    def __init__(self, actions: ActionRegistry) -> None:
        super().__init__()
        self._actions = actions
        self.tree = QTreeWidget()
        self.tree.setColumnCount(2)
        self.tree.setHeaderHidden(True)
        self.tree.setRootIsDecorated(False)
        self.tree.header().setStretchLastSection(False)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        live(self.tree, "setAccessibleName", "Actions and their keys")
        box = column(self)
        box.addWidget(self.tree)
        self.setFocusProxy(self.tree)
        actions.changed.connect(self.read)
        live_call(self, self.read)

    def read(self) -> None:
        """Ask the registry again."""
        self.tree.clear()
        rooms = {entry.key: tr(entry.title) for entry in ROOMS}
        groups: dict[str, QTreeWidgetItem] = {}
        for one in self._actions.all():
            keys = [key.toString(QKeySequence.SequenceFormat.NativeText) for key in one.action.shortcuts()]
            if not keys:
                continue
            if one.room not in groups:
                groups[one.room] = QTreeWidgetItem([rooms.get(one.room, tr("Everywhere"))])
                font = groups[one.room].font(0)
                font.setBold(True)
                groups[one.room].setFont(0, font)
                groups[one.room].setFlags(Qt.ItemFlag.ItemIsEnabled)
                self.tree.addTopLevelItem(groups[one.room])
            groups[one.room].addChild(QTreeWidgetItem([say(one.name), ", ".join(keys)]))
        self.tree.expandAll()


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
