"""Before names are replaced: what becomes what, how often and where, and who keeps who is who."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QFrame, QHeaderView, QProgressBar, QStackedWidget, QWidget

from qualcoder_peer.core.domain.messages import N_, Message, message
from qualcoder_peer.core.domain.personal import FOUND_IN_TITLES, PERSONAL_TITLES, FoundIn, ReplaceRule
from qualcoder_peer.core.services.pseudonyms import FormChange, ReplacementPreview
from qualcoder_peer.gui.i18n import live, live_call, number, tr, tr_n
from qualcoder_peer.gui.jobs import Job
from qualcoder_peer.gui.rooms.material.key_desk import KeyDesk
from qualcoder_peer.gui.rooms.material.rows_model import Column, RowsModel
from qualcoder_peer.gui.rooms.material.tables import Table
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, GAP_SMALL, set_role
from qualcoder_peer.gui.widgets.basics import IconLabel, button, column, label, line, row

_SIZE = QSize(820, 620)


@dataclass(frozen=True, slots=True)
class _Line:
    """A word as it is written and what it becomes."""

    id: int
    change: FormChange
    rule: ReplaceRule


class _ChangesModel(RowsModel[_Line]):
    def id_of(self, row: _Line) -> int:
        return row.id


class PreviewDialog(QDialog):
    """``asked`` when the user wants it; then ``set_busy`` and ``follow`` the work."""

    asked = Signal()

    def __init__(
        self, preview: ReplacementPreview, rules: Sequence[ReplaceRule], keys: KeyDesk, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        live(self, "setWindowTitle", "Replace personal data")
        self.preview, self.rules, self._keys = preview, list(rules), keys
        self._working = False
        self._job: Job | None = None
        box = column(self, gap=0)
        box.addWidget(self._head())
        box.addWidget(line())
        box.addWidget(self._table(), 1)
        box.addWidget(line())
        box.addWidget(self._below())
        screen = self.screen()
        space = screen.availableSize() if screen is not None else _SIZE
        self.resize(_SIZE.boundedTo(QSize(space.width() - 40, space.height() - 60)))
        if keys.key is None:
            self.make_key_button.setFocus()
        keys.changed.connect(self._show_key)
        self.without_key.toggled.connect(lambda _on: self._show_key())
        live_call(self, self._retell)

    @property
    def remove_originals(self) -> bool:
        """Whether imported files that are kept in the project are to be removed too."""
        return self.preview.originals > 0 and self.originals.isChecked()

    def set_busy(self, busy: bool) -> None:
        """Whether names are being replaced: nothing but Cancel can be pressed meanwhile."""
        self._working = busy
        self.bar.setVisible(busy)
        self.cancel_button.setEnabled(True)
        self._show_key()

    def show_error(self, error: Message) -> None:
        """Say what is wrong; nothing was replaced."""
        self.set_busy(False)
        live(self.error, "setText", error)
        self.error.show()

    def follow(self, job: Job) -> None:
        """Show how far the work has come; Cancel then stops it."""
        self._job = job
        self.bar.setRange(0, 0)
        job.progressed.connect(self._progressed)

    def reject(self) -> None:
        """Escape, the cross and Cancel: stop what is under way first."""
        if not self._working:
            super().reject()
        elif self._job is not None:
            self._job.cancel()
            self.cancel_button.setEnabled(False)

    # Private: making

    def _head(self) -> QWidget:
        head = QWidget()
        box = column(head, margin=GAP_LARGE, gap=GAP_SMALL)
        self.summary = label("", "section", wrap=True)
        self.where = label("", "muted", wrap=True)
        box.addWidget(self.summary)
        box.addWidget(self.where)
        return head

    def _table(self) -> QWidget:
        self.model = _ChangesModel(
            [
                Column("written", message("As it is written"), lambda one: one.change.written,
                       lambda one: one.change.written.casefold()),
                Column("becomes", message("Becomes"), lambda one: one.change.becomes,
                       lambda one: one.change.becomes.casefold()),
                Column("kind", message("Kind"), lambda one: tr(PERSONAL_TITLES[one.rule.kind]),
                       lambda one: one.rule.kind.value),
                Column("count", message("Places"), lambda one: number(one.change.count),
                       lambda one: one.change.count, numeric=True),
            ],
            self,
        )  # fmt: skip
        self.table = Table(N_("What becomes what"))
        self.table.setModel(self.model)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(3, 112)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)  # as they come: the most frequent first
        self.table.setSortingEnabled(True)
        self.model.show_all(
            _Line(at, change, self.rules[change.rule]) for at, change in enumerate(self.preview.forms)
        )
        return self.table

    def _below(self) -> QWidget:
        below = QWidget()
        box = column(below, margin=GAP_LARGE, gap=GAP)
        self.originals = QCheckBox()
        self.originals.setChecked(True)
        self.originals.setVisible(self.preview.originals > 0)
        box.addWidget(self.originals)
        self._key_faces = QStackedWidget()
        self._key_faces.addWidget(self._no_key())
        self._key_faces.addWidget(self._with_key())
        box.addWidget(self._key_faces)
        self.error = label("", "danger", wrap=True)
        self.error.hide()
        box.addWidget(self.error)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        live(self.bar, "setAccessibleName", "Progress")
        self.bar.hide()
        box.addWidget(self.bar)
        foot = row(gap=GAP)
        foot.addWidget(label("One step: you can undo it until the project is sealed.", "muted", wrap=True), 1)
        self.cancel_button = button("Cancel", on_click=self.reject)
        self.replace_button = button("Replace", role="primary", on_click=self._replace)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.replace_button)
        box.addLayout(foot)
        return below

    def _no_key(self) -> QWidget:
        frame = QFrame()
        set_role(frame, "message")
        frame.setProperty("kind", "warning")
        box = column(frame, margin=GAP, gap=GAP)
        told = row(gap=GAP)
        told.addWidget(IconLabel("triangle-alert", 16, "warning"), 0, Qt.AlignmentFlag.AlignTop)
        told.addWidget(
            label(
                "No key is open. The key is a locked file of its own that keeps which pseudonym stands for whom; the "
                "project does not.",
                wrap=True,
            ),
            1,
        )
        box.addLayout(told)
        ways = row(gap=GAP)
        self.open_key_button = button(
            "Open a key…", "key-round", on_click=lambda: self._keys.open_key(lambda _key: None)
        )
        self.make_key_button = button("Make a key…", "plus", on_click=self._keys.create_key)
        ways.addWidget(self.make_key_button)
        ways.addWidget(self.open_key_button)
        ways.addStretch(1)
        box.addLayout(ways)
        self.without_key = QCheckBox()
        live(self.without_key, "setText", "Go on without a key: after sealing nobody can tell who is who, not even you")
        box.addWidget(self.without_key)
        return frame

    def _with_key(self) -> QWidget:
        frame = QFrame()
        set_role(frame, "message")
        box = row(frame, margin=GAP, gap=GAP)
        box.addWidget(IconLabel("key-round", 16))
        self.key_words = label("", wrap=True)
        box.addWidget(self.key_words, 1)
        return frame

    # Private: showing

    def _retell(self) -> None:
        preview = self.preview
        self.summary.setText(
            tr("{places} will be replaced, in {documents} and the texts around them.",
               places=tr_n("{count} place", "{count} places", preview.total),
               documents=tr_n("{count} transcript", "{count} transcripts", preview.documents))
        )  # fmt: skip
        often: Counter[FoundIn] = Counter()
        for text in preview.texts:
            often[text.where] += text.count
        self.where.setText(
            " · ".join(tr("{where}: {count}", where=tr(FOUND_IN_TITLES[where]), count=number(often[where]))
                       for where in FoundIn if often[where])
        )  # fmt: skip
        self.originals.setText(
            tr_n("Also remove the imported file that is kept in the project with all names in it",
                 "Also remove the {count} imported files that are kept in the project with all names in them",
                 preview.originals)
        )  # fmt: skip
        self._show_key()

    def _show_key(self) -> None:
        key = self._keys.key
        self._key_faces.setCurrentIndex(0 if key is None else 1)
        if key is not None:
            self.key_words.setText(
                tr("Who is who is written to the key “{name}” before anything is replaced.", name=key.path.name)
            )
        for widget in (self._key_faces, self.originals):
            widget.setEnabled(not self._working)
        may = self.preview.total > 0 and (key is not None or self.without_key.isChecked())
        self.replace_button.setEnabled(may and not self._working)
        told = "" if may else tr("Open or make a key first, or say that you go on without one.")
        self.replace_button.setToolTip(told)

    def _progressed(self, done: int, total: int, _doing: Message) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _replace(self) -> None:
        self.error.hide()
        self.asked.emit()
