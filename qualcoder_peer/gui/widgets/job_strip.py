"""The strip in the status bar that shows long work: what is being done, how far it has come, and Cancel."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QProgressBar, QWidget

from qualcoder_peer.gui.i18n import live, say, tr_n
from qualcoder_peer.gui.jobs import Job, Jobs
from qualcoder_peer.gui.theme import GAP
from qualcoder_peer.gui.widgets.basics import button, label, row

_SHOW_AFTER_MS = 300


class JobStrip(QWidget):
    """Shows the newest piece of work that takes longer than a moment."""

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self.text = label()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(160)
        live(self.bar, "setAccessibleName", "Progress")
        self.cancel_button = button("Cancel", role="link", on_click=self._cancel)
        box = row(self, gap=GAP)
        box.addWidget(self.text)
        box.addWidget(self.bar)
        box.addWidget(self.cancel_button)
        self._patience = QTimer(self, singleShot=True, interval=_SHOW_AFTER_MS)
        self._patience.timeout.connect(self._refresh)
        jobs.started.connect(self._started)
        jobs.idle.connect(self._idle)
        self.hide()

    @property
    def job(self) -> Job | None:
        """The piece of work that is shown."""
        return next((job for job in reversed(self._jobs.active) if job.title), None)

    @Slot(object)
    def _started(self, job: Job) -> None:
        if not job.title:
            return  # a chore of the program that is nobody's concern
        job.progressed.connect(self._progressed)
        job.finished.connect(self._refresh_if_shown)
        self._patience.start()

    @Slot()
    def _idle(self) -> None:
        self._patience.stop()
        self.hide()

    @Slot()
    def _progressed(self) -> None:
        self._refresh_if_shown()

    @Slot()
    def _refresh_if_shown(self) -> None:
        if self.isVisible():
            self._refresh()

    def _refresh(self) -> None:
        job = self.job
        if job is None:
            self.hide()
            return
        words = say(job.doing if job.doing is not None else job.title)
        others = sum(1 for other in self._jobs.active if other.title) - 1
        if others:
            words = tr_n("{what} (and {count} more)", "{what} (and {count} more)", others, what=words)
        self.text.setText(self.text.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, 360))
        done, total = job.steps
        self.bar.setRange(0, total)
        self.bar.setValue(done if total else 0)
        self.cancel_button.setVisible(job.cancellable)
        self.cancel_button.setEnabled(not job.progress.cancelled)
        self.show()

    def _cancel(self) -> None:
        if self.job is not None:
            self.job.cancel()
            self.cancel_button.setEnabled(False)
