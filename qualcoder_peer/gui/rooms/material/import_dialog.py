"""The one dialog of an import: documents at the left, the text in the middle, how it will be stored at the right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QDialog, QSplitter, QStackedWidget, QWidget

from qualcoder_peer.core.domain.errors import UserError
from qualcoder_peer.core.domain.messages import Message, counted, message
from qualcoder_peer.core.importers.run import ImportOptions
from qualcoder_peer.core.importers.sheet import SheetShape
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.preparing import CommentUse, Prepared
from qualcoder_peer.core.services.previews import Corrections
from qualcoder_peer.gui.i18n import live, live_call, say
from qualcoder_peer.gui.jobs import run_job
from qualcoder_peer.gui.rooms.material.import_form import Among, ImportForm
from qualcoder_peer.gui.rooms.material.import_items import (
    Choice,
    ImportItem,
    State,
    chosen_file,
    files_to_store,
    make_items,
    plan_names,
)
from qualcoder_peer.gui.rooms.material.import_list import FilesModel, FilesView
from qualcoder_peer.gui.rooms.material.import_reading import SHEET, Batch, ReadAgain, read_again, sheet_shape
from qualcoder_peer.gui.rooms.material.import_sheet import SheetRows
from qualcoder_peer.gui.rooms.material.import_text import TextPreview
from qualcoder_peer.gui.rooms.material.people import PeopleModel, Who
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, GAP_SMALL, set_role
from qualcoder_peer.gui.widgets.basics import EmptyState, button, column, label, line, row
from qualcoder_peer.gui.widgets.tips import plain_tip

_SIZE = QSize(1240, 740)
_FILES_WIDTH, _FORM_WIDTH, _TEXT_WIDTH = 260, 440, 200


class ImportDialog(QDialog):
    """``import_asked`` carries the Choice: what is to be stored, and how."""

    import_asked = Signal(object)

    def __init__(self, project: Project, batch: Batch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._project, self._options, self._documents = project, batch.options, batch.documents
        self.setModal(True)
        live(self, "setWindowTitle", "Import")
        self._taken = list(batch.taken)
        self._shapes: dict[Path, SheetShape | None] = {}
        self._reading: Counter[Path] = Counter()
        """How often each file has been asked to be read again; only the last answer counts."""
        self._texts, self._loading = batch.texts, False
        self._shown: tuple[Prepared, tuple[Corrections, CommentUse], Prepared] | None = None
        """The document last shown: as it was read, what was chosen for it, and as it will be."""
        self.items = make_items(batch.candidates, self._options, self._documents)
        self.model = FilesModel(self.items, self)
        self.people = PeopleModel(self, unnamed=False)
        self._make()
        self._fit_screen()
        self.files.selectionModel().currentChanged.connect(self._chosen)
        self.model.ticked.connect(self.show_again)
        self.files.show_item(next((one for one in self.items if one.can_be_stored), self.items[0]))
        live_call(self, self.show_again)

    @property
    def current(self) -> ImportItem:
        """The document that is shown."""
        return self.model.item_at(self.files.currentIndex()) or self.items[0]

    def show_again(self) -> None:
        """Show the document chosen and what all of them come to."""
        item = self.current
        text = self._text_of(item)
        plans = plan_names(self.items, self._taken, self.shared.isChecked())
        self.people.set_names(list(dict.fromkeys((*self._taken, *(name for plan in plans for name in plan.values())))))
        shape = self._shape_of(item)
        problem = item.candidate.problem or item.lost
        if problem is not None:
            self._problem.title.setText(item.path.name)
            self._problem_words.setText(say(problem))
            self._faces.setCurrentWidget(self._problem)
        else:
            self.text.show_prepared(text)
            self._faces.setCurrentWidget(self.text)
        for widget in (self.rows, self._rows_line):
            widget.setVisible(shape is not None)
        if shape is not None:
            self.rows.show_shape(shape)
        self.form.setVisible(item.preview is not None or shape is not None)
        self.form.show_item(item, plans[self.items.index(item)], self._taken, self._among(item), shape)
        self.form.setEnabled(not item.candidate.there)
        self.files.viewport().update()  # lines may stand otherwise; only those on the screen are asked
        self._show_totals()

    # Qt overrides

    def sizeHint(self) -> QSize:
        return _SIZE

    # Private: making

    def _make(self) -> None:
        box = column(self, margin=0, gap=0)
        self.files = FilesView(self.model)
        self.text = TextPreview()
        set_role(self.text, "surface")
        self.rows, self._rows_line = SheetRows(), line()
        self._make_form()
        self._make_problem()
        self._faces = QStackedWidget()
        self._faces.addWidget(self.text)
        self._faces.addWidget(self._problem)
        middle = QWidget()
        middle.setMinimumWidth(_TEXT_WIDTH)
        above = column(middle, gap=0)
        above.addWidget(self.rows)
        above.addWidget(self._rows_line)
        above.addWidget(self._faces, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        for widget in (self.files, middle, self.form):
            splitter.addWidget(widget)
        splitter.setStretchFactor(1, 1)
        self._splitter = splitter
        box.addWidget(splitter, 1)
        box.addWidget(line())
        box.addWidget(self._foot())

    def _make_form(self) -> None:
        self.form = ImportForm(self.people)
        self.form.edited.connect(self.show_again)
        self.form.read_again.connect(self._read_again)
        self.form.unwrap_all.connect(self._unwrap_all)
        self.form.earlier.toggled.connect(self._toggle_version)
        self.form.comments.chosen.connect(self._set_comments)
        self.form.comments.for_all.connect(self._comments_for_all)
        self.form.format.chosen.connect(self._set_format)
        self.form.format.for_all.connect(self._format_for_all)
        self.form.speakers.who_chosen.connect(self._set_who)
        self.form.speakers.merge_asked.connect(self._merge)
        self.form.speakers.drop_asked.connect(self._drop)

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
        self.keep = QCheckBox()
        live(self.keep, "setText", "Keep the files in the project")
        self._explain_keeping()
        ticks = column(gap=GAP_SMALL)
        ticks.addWidget(self.shared)
        ticks.addWidget(self.keep)
        self.totals = label(words=" ")
        self.totals.setProperty("role", "muted")
        self.cancel_button = button("Cancel", on_click=self.reject)
        self.import_button = button("Import", role="primary", on_click=self._import)
        self.import_button.setDefault(False)
        box.addLayout(ticks)
        box.addStretch(1)
        box.addWidget(self.totals)
        box.addSpacing(GAP)
        box.addWidget(self.cancel_button)
        box.addWidget(self.import_button)
        QShortcut(QKeySequence("Ctrl+Return"), self, self._import)
        live(self.import_button, "setToolTip", "Import the ticked files (Ctrl+Enter)")
        return foot

    def _explain_keeping(self) -> None:
        if self._options.rules is not None:
            self.keep.setEnabled(False)
            why = message(
                "Not while a key is open: the files hold the real names, which would be in the project with them."
            )
        else:
            why = message(
                "A copy of each file is stored in the project, with everything that stands in it: names, comments, "
                "what is left out here. Whoever gets the project gets the files. Leave it off unless you must be able "
                "to show them."
            )
        live_call(self.keep, lambda: self.keep.setToolTip(plain_tip(say(why))))
        live(self.keep, "setAccessibleDescription", why)

    def _fit_screen(self) -> None:
        screen = self.screen() or QGuiApplication.primaryScreen()
        room = screen.availableSize() if screen is not None else _SIZE
        self.resize(_SIZE.boundedTo(QSize(room.width() - 40, room.height() - 60)))
        width = self.width()  # where there is little room, the three share it
        files, form = min(_FILES_WIDTH, width // 4), min(_FORM_WIDTH, width * 2 // 5)
        self._splitter.setSizes([files, width - files - form, form])

    def _show_totals(self) -> None:
        wanted = [one for one in self.items if one.will_be_stored]
        versions = sum(1 for one in self.items if one.will_replace)
        look = [one for one in wanted if one.state is State.LOOK]
        busy = any(one.busy for one in self.items)
        live(self.totals, "setText", message("Reading again…") if busy else _to_look_at(look))
        self.totals.setVisible(busy or bool(look))
        live(self.import_button, "setText", _to_do(wanted, versions))
        self.import_button.setEnabled(bool(wanted or versions) and not busy)

    def _among(self, item: ImportItem) -> Among:
        readable = [(one, one.preview) for one in self.items if one.preview is not None]
        return Among(
            sum(1 for _, preview in readable if preview.wrapping is not None),
            sum(1 for one, preview in readable if preview.comments and one is not item),
            len({one.path for one, preview in readable if preview.format == item.format} - {item.path}),
        )

    # Private: doing

    def _chosen(self, _now: QModelIndex, before: QModelIndex) -> None:
        seen = self.model.item_at(before)
        if seen is not None:  # it has been looked at
            seen.seen = True
        self.current.lost = None  # it may be there again
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

    def _toggle_version(self) -> None:
        item = self.current
        item.replaces = not item.replaces
        item.seen = True
        if item.replaces and len(self.items) == 1:
            self._import()
        else:
            self.show_again()

    def _set_comments(self, use: CommentUse) -> None:
        for item in self._of_file(self.current.path):
            item.set_comments(use)
        self.show_again()

    def _comments_for_all(self) -> None:
        use = self.current.options.comments
        for item in self.items:
            item.set_comments(use)
        self.show_again()

    def _set_format(self, options: object) -> None:
        item = self.current
        self._prepare([item], [replace(item.options, formats={**item.options.formats, item.format: options})])

    def _format_for_all(self) -> None:
        key = self.current.format
        if key in self.current.options.formats:
            chosen = self.current.options.formats[key]
            items = [one for one in self._one_a_file() if one.format == key and one.path != self.current.path]
            self._prepare(items, [replace(one.options, formats={**one.options.formats, key: chosen}) for one in items])

    def _read_again(self, encoding: str | None, unwrap: bool, pattern: str | None) -> None:
        item = self.current
        self._prepare([item], [replace(item.options, unwrap=unwrap, speakers=pattern, encoding=encoding)])

    def _unwrap_all(self) -> None:
        wrapped = {
            one.path for one in self.items
            if one.preview is not None and one.preview.wrapping is not None and not one.preview.unwrapped
        }  # fmt: skip
        items = [one for one in self._one_a_file() if one.path in wrapped]
        self._prepare(items, [replace(one.options, unwrap=True) for one in items])

    def _of_file(self, path: Path) -> list[ImportItem]:
        return [one for one in self.items if one.path == path]

    def _one_a_file(self) -> list[ImportItem]:
        """The first document of each file."""
        return list({one.path: one for one in reversed(self.items)}.values())[::-1]

    def _prepare(self, items: Sequence[ImportItem], options: Sequence[ImportOptions]) -> None:
        """Read the files of some documents again, each with its options."""
        wanted = {item.path: one for item, one in zip(items, options, strict=True)}
        if not wanted:
            return
        for item in self.items:
            if item.path in wanted:
                item.busy = item.seen = True

        def failed(error: BaseException) -> None:
            for item in self.items:
                item.busy = item.busy and item.path not in wanted
            self.show_again()
            raise error

        self._read(wanted, failed)
        self.show_again()

    def _read(
        self, wanted: dict[Path, ImportOptions], failed: Callable[[BaseException], object], *, to_show: bool = False
    ) -> None:
        """Read files beside the window, each with its options. What was asked later goes before it."""
        self._reading.update(list(wanted))
        asked = {path: self._reading[path] for path in wanted}

        def done(results: list[ReadAgain]) -> None:
            self._loading = self._loading and not to_show
            for result in results:
                if self._reading[result.path] == asked[result.path]:
                    self._take(result, wanted[result.path])
            self.show_again()

        run_job(self, read_again, self._project, list(wanted.items()), _place(self.current),
                title=message("Reading files"), on_done=done, on_failed=failed, cancellable=False)  # fmt: skip

    def _text_of(self, item: ImportItem) -> Prepared | None:
        """The document that is shown, as it will be. If its text is not in memory, its file is read beside the window
        and shown when it is there; one at a time, however fast somebody goes through the list."""
        if item.preview is None or item.lost is not None:
            return None
        read = self._texts.get(*_place(item))
        if read is not None:
            made_of = item.corrections, item.options.comments
            if self._shown is None or self._shown[0] is not read or self._shown[1] != made_of:
                self._shown = read, made_of, item.with_corrections(read)
            return self._shown[2]
        if not item.busy and not self._loading:
            self._loading = True

            def failed(error: BaseException) -> None:
                self._loading = False
                raise error

            self._read({item.path: item.options}, failed, to_show=True)
        return None

    def _take(self, result: ReadAgain, options: ImportOptions) -> None:
        """Show what a file has become; its documents may be others now."""
        old = self._of_file(result.path)
        before = old[0].options
        for item in old:
            item.busy = False
        if result.problem is not None:
            for item in old:
                if replace(options, comments=before.comments) == before:  # what could be read before cannot now
                    item.lost = result.problem
                    continue
                item.fault = result.problem
                item.fault_of = "pattern" if options.speakers != before.speakers else "file"
            if self.current in old:
                self.form.pattern.show_pattern(options.speakers)
            return
        self._texts.put(result.path, result.texts)
        new = make_items(result.candidates, options, self._documents)
        if result.shape is not None:
            self._shapes[result.path] = result.shape
        same = before.formats.get(SHEET) == options.formats.get(SHEET)
        if same and [one.preview.part for one in old if one.preview] == [
            one.preview.part for one in new if one.preview
        ] and len(old) == len(new):
            for item, fresh in zip(old, new, strict=True):
                item.take(fresh.candidate, options)
            return
        for item in new:
            item.seen = True
        place, chosen = self.items.index(old[0]), self.current
        self.items[place : place + 1] = [*new, old[0]]
        self.items = [one for one in self.items if one not in old]
        self.model.set_items(self.items)
        self.files.show_item(new[0] if chosen in old else chosen)

    def _shape_of(self, item: ImportItem) -> SheetShape | None:
        """What is in the sheet of a document. It is read when first asked for, and shown when it is there."""
        if item.format != SHEET:
            return None
        if item.path not in self._shapes:
            self._shapes[item.path] = None

            def known(shape: SheetShape, path: Path = item.path) -> None:
                self._shapes[path] = shape
                self.show_again()

            def unknown(error: BaseException) -> None:
                if not isinstance(error, UserError):  # that the file cannot be read has been told
                    raise error

            run_job(self, sheet_shape, item.path, item.options, title=message("Reading “{name}”", name=item.path.name),
                    on_done=known, on_failed=unknown, cancellable=False)  # fmt: skip
        return self._shapes[item.path]

    def _import(self) -> None:
        self.setFocus()  # a field that is being edited is finished first
        if self.import_button.isEnabled():
            store = files_to_store(self.items, self._taken, self.shared.isChecked())
            versions = [
                (one.earlier, chosen_file(one, {one.preview.part: one.corrections})) for one in self.items
                if one.will_replace and one.earlier is not None and one.preview is not None
            ]  # fmt: skip
            self._texts.clear()  # the import needs the room
            self._shown = None
            self.accept()
            self.import_asked.emit(Choice(store, versions, self.keep.isChecked() and self.keep.isEnabled()))


def _place(item: ImportItem) -> tuple[Path, int]:
    return item.path, item.preview.part if item.preview is not None else 0


def _to_do(wanted: Sequence[ImportItem], versions: int) -> Message:
    """What the button says."""
    if not wanted and versions:
        return counted("Replace {count} document…", "Replace {count} documents…", versions)
    if any(one.preview is not None and one.preview.part for one in wanted):
        doing = counted("Import {count} document", "Import {count} documents", len(wanted))
    else:
        doing = counted("Import {count} file", "Import {count} files", len(wanted))
    if not versions:
        return doing
    return message("{doing}, replace {number}…", doing=doing, number=versions)


def _to_look_at(look: Sequence[ImportItem]) -> Message:
    if any(one.preview is not None and one.preview.part for one in look):
        return counted("{count} document needs a look", "{count} documents need a look", len(look))
    return counted("{count} file needs a look", "{count} files need a look", len(look))
