"""The snapshots of the open project: whole copies from earlier, which can be put back."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from qualcoder_peer.core.backup import Snapshot, list_snapshots
from qualcoder_peer.core.domain.changes import ChangeSet
from qualcoder_peer.core.domain.messages import N_, message
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import languages, live, live_call, locale_of, say, when
from qualcoder_peer.gui.jobs import run_job
from qualcoder_peer.gui.session import Session
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, set_role
from qualcoder_peer.gui.widgets.basics import button, column, label, row
from qualcoder_peer.gui.widgets.dialogs import confirm

REASONS: dict[str, str] = {
    "opened": N_("when the project was opened"),
    "import": N_("before an import"),
    "migration": N_("before a new file format"),
    "restore": N_("before a snapshot was restored"),
    "manual": N_("taken by hand"),
    "sealed": N_("after sealing"),
}


class SnapshotsPanel(QWidget):
    """The list, a button to take one now, and a button to restore the chosen one."""

    def __init__(self, context: RoomContext, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._session = context, session
        self._snapshots: list[Snapshot] = []
        self.list = QListWidget()
        self.list.setWordWrap(True)
        set_role(self.list, "side")
        live(self.list, "setAccessibleName", "Snapshots, newest first")
        self.list.itemSelectionChanged.connect(self._selected)
        self.restore_button = button("Restore…", "archive-restore", on_click=self.restore)
        self.take_button = button("Take one now", "camera", on_click=self.take)
        self.take_button.setEnabled(not context.read_only)
        box = column(self, gap=GAP)
        foot = column(gap=GAP)
        foot.setContentsMargins(GAP_LARGE, GAP, GAP_LARGE, GAP_LARGE)
        foot.addWidget(
            label("Snapshots are copies of the whole project, kept in a folder beside it.", "muted", wrap=True)
        )
        buttons = row(gap=GAP)
        buttons.addWidget(self.restore_button)
        buttons.addWidget(self.take_button)
        buttons.addStretch(1)
        foot.addLayout(buttons)
        box.addWidget(self.list, 1)
        box.addLayout(foot)
        self.setFocusProxy(self.list)
        context.bridge.changed.connect(self._changed)
        live_call(self, self.read)

    def read(self) -> None:
        """Read the folder again."""
        self._snapshots = list_snapshots(self._context.project.path)
        here = locale_of(languages.current)
        self.list.clear()
        for one in self._snapshots:
            reason = say(message(REASONS.get(one.reason, one.reason)))
            size = here.formattedDataSize(one.size, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat)
            item = QListWidgetItem(f"{when(one.time, seconds=True)}\n{reason} · {size}")
            item.setData(Qt.ItemDataRole.UserRole, one.id)
            self.list.addItem(item)
        self._selected()

    def take(self) -> None:
        """Take a snapshot now, if anything has changed since the last."""
        run_job(
            self,
            self._context.project.snapshot,
            "manual",
            title=message("Taking a snapshot"),
            on_done=self._taken,
        )

    def restore(self) -> None:
        """Ask, then put the chosen snapshot in the place of the project."""
        row_number = self.list.currentRow()
        if row_number < 0:
            return
        chosen = self._snapshots[row_number]
        confirm(
            self.window(),
            message("Restore the project as it was {time}?", time=when(chosen.time)),
            message("Restore"),
            lambda: self._session.restore(chosen),
            detail=message("The project as it is now becomes a snapshot first, so nothing is lost."),
        )

    @Slot(object)
    def _changed(self, changes: ChangeSet) -> None:
        if changes.touches("protocol"):  # sealing deletes them
            self.read()

    def _taken(self, snapshot: Snapshot | None) -> None:
        self.read()
        if snapshot is None:
            self._context.messages.notify(message("Nothing has changed since the last snapshot."))

    def _selected(self) -> None:
        self.restore_button.setEnabled(bool(self.list.selectedItems()) and not self._context.read_only)
