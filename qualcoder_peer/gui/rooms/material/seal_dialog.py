"""Sealing: what it means and what goes, told before; then how far it has come."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QListWidget, QProgressBar, QStackedWidget, QWidget

from qualcoder_peer.core.domain.messages import Message, counted, message
from qualcoder_peer.core.services.keys import SealingFacts
from qualcoder_peer.gui.i18n import live, live_call, say, when
from qualcoder_peer.gui.jobs import Job
from qualcoder_peer.gui.rooms.material.key_dialogs import fit_height
from qualcoder_peer.gui.snapshots_panel import REASONS
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, GRID, set_role
from qualcoder_peer.gui.widgets.basics import IconLabel, button, column, label, row

_WIDTH = 560
_SHOWN_SNAPSHOTS = 6


class SealDialog(QDialog):
    """``asked`` when the user wants it; then ``follow`` the work."""

    asked = Signal()

    def __init__(self, facts: SealingFacts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        live(self, "setWindowTitle", "Seal the project")
        self.setMinimumWidth(_WIDTH)
        self._facts = facts
        self._working = False
        self._faces = QStackedWidget()
        self._faces.addWidget(self._before())
        self._faces.addWidget(self._during())
        whole = column(self, margin=GAP_LARGE + GAP, gap=GAP_LARGE)
        whole.addWidget(self._faces, 1)
        self.error = label("", "danger", wrap=True)
        self.error.hide()
        whole.addWidget(self.error)
        foot = row(gap=GAP)
        foot.addStretch(1)
        self.cancel_button = button("Cancel", on_click=self.reject)
        self.seal_button = button("Seal the project", "shield-check", role="danger", on_click=self.seal)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.seal_button)
        whole.addLayout(foot)
        self.sure.toggled.connect(self.seal_button.setEnabled)
        self.seal_button.setEnabled(False)
        self.cancel_button.setDefault(True)
        self.cancel_button.setFocus()
        live_call(self, self._show_snapshots)

    def seal(self) -> None:
        """Ask for it."""
        if not self._working and self.sure.isChecked():
            self._set_working(True)
            self.asked.emit()

    def follow(self, job: Job) -> None:
        """Show how far the work has come."""
        job.progressed.connect(self._progressed)

    def show_error(self, error: Message) -> None:
        """Say what went wrong; it may be tried again."""
        self._set_working(False)
        live(self.error, "setText", error)
        self.error.show()
        fit_height(self)

    def finish(self) -> None:
        """It is done."""
        self._working = False
        self.accept()

    def reject(self) -> None:
        """Escape and the cross, which wait for what is under way."""
        if not self._working:
            super().reject()

    def showEvent(self, event: QShowEvent) -> None:
        """As high as its words ask for."""
        super().showEvent(event)
        fit_height(self)

    # Private

    def _before(self) -> QWidget:
        face = QWidget()
        box = column(face, gap=GAP)
        box.addWidget(
            label(
                "After names have been replaced, the old text is still in the project: undo needs it, and so do the "
                "snapshots. Sealing purges it, so that nobody can bring the names back, you neither.",
                wrap=True,
            )
        )
        box.addSpacing(GRID)
        for what in what_goes(self._facts):
            box.addLayout(_point(what))
        if self._facts.snapshots:
            self.snapshots = QListWidget()
            set_role(self.snapshots, "surface")
            live(self.snapshots, "setAccessibleName", "Snapshots that are deleted")
            self.snapshots.setSelectionMode(QListWidget.SelectionMode.NoSelection)
            line_height = self.snapshots.fontMetrics().lineSpacing() + 2 * GRID + 2
            shown = min(len(self._facts.snapshots), _SHOWN_SNAPSHOTS)
            self.snapshots.setFixedHeight(line_height * shown + GRID)
            box.addWidget(self.snapshots)
        box.addSpacing(GRID)
        box.addWidget(
            label(
                "What stays: all texts, codings and memos as they are now, and who did what and when. A new snapshot "
                "is taken.",
                wrap=True,
            )
        )
        box.addWidget(
            label(
                "It does not reach copies and backups of the project, nor what an SSD or a network drive keeps of "
                "them.",
                "muted",
                wrap=True,
            )
        )
        if self._facts.sealed:
            box.addWidget(label(message("Last sealed {time}.", time=when(self._facts.sealed)), "muted"))
        box.addSpacing(GRID)
        self.sure = QCheckBox()
        live(self.sure, "setText", "I know that nothing done until now can be undone afterwards")
        box.addWidget(self.sure)
        box.addStretch(1)
        return face

    def _during(self) -> QWidget:
        face = QWidget()
        box = column(face, gap=GAP)
        box.addStretch(1)
        self.doing = label("Sealing the project", "section")
        self.bar = QProgressBar()
        self.bar.setRange(0, 100)
        self.bar.setTextVisible(False)
        live(self.bar, "setAccessibleName", "Progress")
        box.addWidget(self.doing)
        box.addWidget(self.bar)
        box.addWidget(
            label("Once begun it goes on to its end. If the power fails, the project is whole: seal again.", "muted",
                  wrap=True)
        )  # fmt: skip
        box.addStretch(1)
        return face

    def _set_working(self, working: bool) -> None:
        self._working = working
        self._faces.setCurrentIndex(1 if working else 0)
        self.error.hide()
        self.seal_button.setVisible(not working)
        self.cancel_button.setVisible(not working)

    def _show_snapshots(self) -> None:
        if self._facts.snapshots:
            self.snapshots.clear()
            for one in self._facts.snapshots:
                self.snapshots.addItem(f"{when(one.time)} · {say(message(REASONS.get(one.reason, one.reason)))}")

    @Slot(int, int, object)
    def _progressed(self, done: int, total: int, doing: Message) -> None:
        self.bar.setValue(done if total else 0)
        live(self.doing, "setText", doing)


def what_goes(facts: SealingFacts) -> list[Message]:
    """What sealing takes away, one sentence each."""
    told = [
        counted("{count} step can no longer be undone.", "{count} steps can no longer be undone.", facts.steps),
        counted(
            "{count} entry of the history loses the names it mentions.",
            "{count} entries of the history lose the names they mention.",
            facts.labels,
        ),
    ]
    if facts.originals:
        told.append(
            counted(
                "{count} original file kept in the project is deleted.",
                "{count} original files kept in the project are deleted.",
                facts.originals,
            )
        )
    if facts.snapshots:
        told.append(
            counted("{count} snapshot is deleted:", "{count} snapshots are deleted:", len(facts.snapshots))
        )
    return told


def _point(what: Message) -> QHBoxLayout:
    box = row(gap=GAP)
    mark = IconLabel("x", 16, "danger")
    box.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
    box.addWidget(label(what, wrap=True), 1)
    return box
