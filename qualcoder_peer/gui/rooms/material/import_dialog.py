"""The one dialog of an import: files at the left, the text in the middle, how it will be stored at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QDialog, QListView, QSplitter, QStackedWidget, QWidget

from qualcoder_peer.core.domain.errors import UserError
from qualcoder_peer.core.domain.messages import counted, message
from qualcoder_peer.core.importers.run import Candidate, ImportOptions, prepare_file
from qualcoder_peer.core.services.preparing import Prepared
from qualcoder_peer.gui.i18n import live, live_call, say, tr_n
from qualcoder_peer.gui.jobs import run_job
from qualcoder_peer.gui.rooms.material.import_form import ImportForm
from qualcoder_peer.gui.rooms.material.import_items import (
    ImportItem,
    State,
    files_to_store,
    make_items,
    plan_names,
)
from qualcoder_peer.gui.rooms.material.import_list import FileDelegate, FilesModel
from qualcoder_peer.gui.rooms.material.import_text import TextPreview
from qualcoder_peer.gui.rooms.material.people import PeopleModel, Who
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, set_role
from qualcoder_peer.gui.widgets.basics import EmptyState, button, column, label, line, row

_SIZE = QSize(1240, 740)
_FILES_WIDTH, _FORM_WIDTH, _TEXT_WIDTH = 260, 470, 240


class ImportDialog(QDialog):
    """``import_asked`` carries the files as they are to be stored: a list of (path, Prepared).

    ``taken`` are the names of the respondents there are; ``options`` are those the files were read with.
    """

    import_asked = Signal(list)

    def __init__(
        self,
        candidates: Sequence[Candidate],
        taken: Sequence[str],
        parent: QWidget | None = None,
        options: ImportOptions | None = None,
    ) -> None:
        super().__init__(parent)
        self._options = options or ImportOptions()
        self.setModal(True)
        live(self, "setWindowTitle", "Import")
        self._taken = list(taken)
        self.items = make_items(candidates, self._options)
        self.model = FilesModel(self.items, self)
        self.people = PeopleModel(self, unnamed=False)
        self._make()
        self._fit_screen()
        self.files.selectionModel().currentChanged.connect(self._chosen)
        self.model.ticked.connect(self.show_again)
        first = next((place for place, one in enumerate(self.items) if one.can_be_stored), 0)
        self.files.setCurrentIndex(self.model.index(first))
        live_call(self, self.show_again)

    @property
    def current(self) -> ImportItem:
        """The file that is shown."""
        return self.items[max(0, self.files.currentIndex().row())]

    def show_again(self) -> None:
        """Show the file chosen and what all files come to."""
        item = self.current
        plans = plan_names(self.items, self._taken, self.shared.isChecked())
        self.people.set_names(list(dict.fromkeys((*self._taken, *(name for plan in plans for name in plan.values())))))
        if item.prepared is None:
            self._problem.title.setText(item.path.name)
            self._problem_words.setText(say(item.candidate.problem) if item.candidate.problem is not None else "")
            self._faces.setCurrentWidget(self._problem)
        else:
            wrapped = sum(1 for one in self.items if one.prepared is not None and one.prepared.wrapping is not None)
            self.text.show_prepared(item.prepared)
            names = plans[self.items.index(item)]
            self.form.show_item(item, names, self._taken, wrapped)
            self.form.setEnabled(not item.busy and not item.candidate.there)
            self._faces.setCurrentWidget(self._preview)
        self.model.repaint()
        self._show_totals()

    # Qt overrides

    def sizeHint(self) -> QSize:
        return _SIZE

    # Private: making

    def _make(self) -> None:
        box = column(self, margin=0, gap=0)
        self.files = QListView()
        self.files.setModel(self.model)
        self.files.setItemDelegate(FileDelegate(self.files))
        self.files.setUniformItemSizes(True)
        live(self.files, "setAccessibleName", "Files")
        self.text = TextPreview()
        set_role(self.text, "surface")
        self.text.setMinimumWidth(_TEXT_WIDTH)
        self.form = ImportForm(self.people)
        self.form.edited.connect(self.show_again)
        self.form.read_again.connect(self._read_again)
        self.form.unwrap_all.connect(self._unwrap_all)
        self.form.speakers.who_chosen.connect(self._set_who)
        self.form.speakers.merge_asked.connect(self._merge)
        self.form.speakers.drop_asked.connect(self._drop)
        self._make_problem()
        self._preview = QSplitter(Qt.Orientation.Horizontal)
        self._preview.addWidget(self.text)
        self._preview.addWidget(self.form)
        self._preview.setStretchFactor(0, 1)
        self._preview.setSizes([10_000, _FORM_WIDTH])
        self._faces = QStackedWidget()
        self._faces.addWidget(self._preview)
        self._faces.addWidget(self._problem)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.files)
        splitter.addWidget(self._faces)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([_FILES_WIDTH, 10_000])
        box.addWidget(splitter, 1)
        box.addWidget(line())
        box.addWidget(self._foot())

    def _make_problem(self) -> None:
        self._problem = EmptyState("circle-alert", "Cannot be read", " ")
        self._problem_words = self._problem.text
        self._problem.title.setText("")

    def _foot(self) -> QWidget:
        foot = QWidget()
        box = row(foot, margin=GAP_LARGE, gap=GAP)
        self.shared = QCheckBox()
        live(self.shared, "setText", "The same label is the same person in all documents")
        self.shared.toggled.connect(lambda _on: self.show_again())
        self.shared.setVisible(len(self.items) > 1 or bool(self._taken))
        self.totals = label(words=" ")
        self.totals.setProperty("role", "muted")
        self.cancel_button = button("Cancel", on_click=self.reject)
        self.import_button = button("Import", role="primary", on_click=self._import)
        self.import_button.setDefault(False)
        box.addWidget(self.shared)
        if self._options.rules is not None:
            box.addWidget(label("Names in the open key are replaced.", "muted"))
        box.addStretch(1)
        box.addWidget(self.totals)
        box.addSpacing(GAP)
        box.addWidget(self.cancel_button)
        box.addWidget(self.import_button)
        QShortcut(QKeySequence("Ctrl+Return"), self, self._import)
        live(self.import_button, "setToolTip", "Import the ticked files (Ctrl+Enter)")
        return foot

    def _fit_screen(self) -> None:
        screen = self.screen() or QGuiApplication.primaryScreen()
        room = screen.availableSize() if screen is not None else _SIZE
        self.resize(_SIZE.boundedTo(QSize(room.width() - 40, room.height() - 60)))

    def _show_totals(self) -> None:
        wanted = sum(1 for one in self.items if one.will_be_stored)
        look = sum(1 for one in self.items if one.will_be_stored and one.state is State.LOOK)
        self.totals.setText(tr_n("{count} file needs a look", "{count} files need a look", look) if look else "")
        live(self.import_button, "setText", counted("Import {count} file", "Import {count} files", wanted))
        self.import_button.setEnabled(wanted > 0 and not any(one.busy for one in self.items))

    # Private: doing

    def _chosen(self, _now: QModelIndex, before: QModelIndex) -> None:
        if before.isValid():  # it has been looked at
            self.items[before.row()].seen = True
        self.show_again()

    def _set_who(self, label_: str, who: Who) -> None:
        self.current.set_who(label_, who)
        self.show_again()

    def _merge(self, source: str, target: str) -> None:
        self.current.merge(source, target)
        self.show_again()

    def _drop(self, label_: str) -> None:
        self.current.drop(label_)
        self.show_again()

    def _read_again(self, encoding: str | None, unwrap: bool, pattern: str | None) -> None:
        self._prepare(self.current, replace(self._options, unwrap=unwrap, speakers=pattern, encoding=encoding))

    def _unwrap_all(self) -> None:
        for item in self.items:
            if item.prepared is not None and item.prepared.wrapping is not None and not item.prepared.unwrapped:
                self._prepare(item, replace(item.options, unwrap=True))

    def _prepare(self, item: ImportItem, options: ImportOptions) -> None:
        item.busy, item.seen = True, True
        before, item.options = item.options, options

        def done(prepared: Prepared) -> None:
            item.busy = False
            item.take(prepared)
            self.show_again()

        def failed(error: BaseException) -> None:
            item.busy, item.options = False, before
            if not isinstance(error, UserError):
                raise error
            item.fault = error.message
            self.show_again()
            if item is self.current:
                self.form.pattern.show_pattern(options.speakers)

        run_job(
            self,
            prepare_file,
            item.path,
            options,
            title=message("Reading “{name}”", name=item.path.name),
            on_done=done,
            on_failed=failed,
            cancellable=False,
        )
        self.show_again()

    def _import(self) -> None:
        self.setFocus()  # a field that is being edited is finished first
        if self.import_button.isEnabled():
            chosen: list[tuple[Path, Prepared]] = files_to_store(self.items, self._taken, self.shared.isChecked())
            self.accept()
            self.import_asked.emit(chosen)
