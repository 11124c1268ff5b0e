"""What is known of the document chosen in the table: speakers, memo, the file it came from, what was left out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QComboBox, QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from qualcoder_peer.core.domain.errors import NotFound
from qualcoder_peer.core.domain.ids import DocumentId, SpeakerId
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.i18n import LANGUAGES
from qualcoder_peer.core.importers import IMPORTERS
from qualcoder_peer.core.exporters.base import replacing
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.matching import Match, apply_matches
from qualcoder_peer.core.services.respondents import (
    assign_speaker,
    assign_speaker_by_name,
    respondent_names,
    unassign_documents,
)
from qualcoder_peer.core.services.sources import (
    DocumentDetails,
    DocumentFacts,
    document_details,
    find_speakers_again,
    original_of,
    set_document_language,
    set_document_memo,
)
from qualcoder_peer.core.text.encodings import ENCODINGS
from qualcoder_peer.gui.coders_of_document import coder_words
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import day, live_call, number, percent, say, tr, tr_n, when
from qualcoder_peer.gui.jobs import run_job
from qualcoder_peer.gui.navigator import Place
from qualcoder_peer.gui.rooms.material.documents_model import kind_title
from qualcoder_peer.gui.rooms.material.memo_field import MemoField
from qualcoder_peer.gui.rooms.material.pane import Facts, Pane, clear_layout, words
from qualcoder_peer.gui.rooms.material.people import PeopleModel, Who
from qualcoder_peer.gui.rooms.material.several_pane import SeveralPane
from qualcoder_peer.gui.rooms.material.speakers_box import Names, SpeakersBox
from qualcoder_peer.gui.rooms.material.whose_box import WhoseBox
from qualcoder_peer.gui.session import documents_folder
from qualcoder_peer.gui.theme import GAP_SMALL
from qualcoder_peer.gui.widgets.basics import button, column, label

_LONG = 300_000
"""From this many characters a document's words are counted on a thread of their own."""
_REST_MS = 40


class DocumentPane(QStackedWidget):
    """Shows one document, a word on several, or a hint."""

    def __init__(self, context: RoomContext, people: PeopleModel) -> None:
        super().__init__()
        self._context, self._people = context, people
        self.document: DocumentId | None = None
        self.details: DocumentDetails | None = None
        self._names: Names = {}
        self._chosen: Sequence[DocumentFacts] = ()
        self.page = _Page(self, context, people)
        self.several = SeveralPane(context)
        self._hint = Pane()
        hint = label("Choose a document to see who speaks in it and where it came from.", "muted", wrap=True)
        self._hint.box.addWidget(hint)
        self._hint.box.addStretch(1)
        for widget in (self._hint, self.page, self.several):
            self.addWidget(widget)
        self._soon = QTimer(self, singleShot=True, interval=_REST_MS)
        self._soon.timeout.connect(self.reload)
        live_call(self, self._render)

    def show_documents(self, chosen: Sequence[DocumentFacts]) -> None:
        """Show what was chosen in the table."""
        self._chosen = chosen
        document = chosen[0].document.id if len(chosen) == 1 else None
        if document != self.document:
            self.flush()
            self.document, self.details = document, None
            self._soon.start()
        self._render()

    def reload_soon(self) -> None:
        """Something has changed: read again in a moment."""
        self._soon.start()

    def reload(self) -> None:
        """Read the document again now (a long one on a thread of its own)."""
        self._soon.stop()
        if self.document is None:
            self._render()  # several may have got another attribute
            return
        if len(self._chosen) == 1 and self._chosen[0].document.characters > _LONG:
            run_job(
                self,
                document_details,
                self._context.project,
                self.document,
                title=message("Reading the document"),
                on_done=self._take,
                on_failed=self._failed,
                cancellable=False,
            )
            return
        try:
            self._take(document_details(self._context.project, self.document))
        except NotFound:
            self.page.memo.forget()

    def flush(self) -> None:
        """Store a memo that is being typed."""
        self.page.memo.flush()

    def _take(self, details: DocumentDetails) -> None:
        if details.facts.document.id == self.document:
            self.details, self._names = details, respondent_names(self._context.project)
            self._render()

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, NotFound):  # it has been removed meanwhile; the table will say so
            self._context.messages.error(error)

    def _render(self) -> None:
        if len(self._chosen) > 1:
            self.several.show_documents(self._chosen)
            self.setCurrentWidget(self.several)
        elif self._chosen:
            facts = self.details.facts if self.details is not None else self._chosen[0]
            self.page.show_document(facts, self.details, self._names)
            self.setCurrentWidget(self.page)
        else:
            self.setCurrentWidget(self._hint)


class _Page(Pane):
    """One document."""

    def __init__(self, pane: DocumentPane, context: RoomContext, people: PeopleModel) -> None:
        super().__init__()
        self._pane, self._context = pane, context
        read_only = context.read_only
        self.title = words("title")
        self.subtitle = words("muted")
        self.coverage = words()
        self.box.addWidget(self.title)
        self.box.addWidget(self.subtitle)
        self.box.addWidget(self.coverage)
        self.coders = words("muted")
        self.box.addWidget(self.coders)
        self.open_button = button("Open in the coding room", on_click=self._open)
        self.box.addSpacing(GAP_SMALL)
        self.box.addWidget(self.open_button)
        self.speakers = SpeakersBox(people, self._assign, self._find, read_only)
        self.again = button("Find again", role="link", on_click=self.speakers.toggle_finder)
        self.section("Speakers", self.again)
        self.again.setVisible(not read_only)  # once it has a parent: before, it would be a window for a moment
        self.box.addWidget(self.speakers)
        self.whose = WhoseBox(people, self._say_whose, read_only)
        self.box.addWidget(self.whose)
        self.section("Memo")
        self.memo = MemoField(
            context, lambda owner, text: set_document_memo(context.project, DocumentId(owner), text)
        )
        self.memo.setReadOnly(read_only)
        self.box.addWidget(self.memo)
        self.replace_button = button(
            "New version…", role="link", on_click=lambda: context.actions.get("material.replace").trigger()
        )
        self.section("File", self.replace_button)
        self.replace_button.setVisible(not read_only)
        self._make_facts(read_only)
        self.section("What was left out")
        self.left_out = QWidget()
        self._left_out: QVBoxLayout = column(self.left_out, gap=GAP_SMALL)
        self.box.addWidget(self.left_out)
        self.box.addStretch(1)

    def show_document(self, facts: DocumentFacts, details: DocumentDetails | None, names: Names) -> None:
        """Show a document; ``details`` None while they are being read."""
        document = facts.document
        self.title.setText(document.title)
        kind = kind_title(document.kind)
        self.subtitle.setText(tr("{kind}, {date}", kind=kind, date=day(document.date)) if document.date else kind)
        self.coverage.setText(_coded(facts))
        self.coders.setText("\n".join(map(coder_words, facts.coders)))
        self.coders.setVisible(bool(facts.coders))
        count = number(document.characters)
        self.length.setText(
            tr("{words} words, {characters} characters", words=number(details.words), characters=count)
            if details is not None
            else tr("{characters} characters", characters=count)
        )
        self.file_name.setText(document.file_name)
        self.format.setText(next((say(one.title) for one in IMPORTERS if one.key == document.format), document.format))
        self.encoding.setText(say(ENCODINGS[document.encoding]) if document.encoding in ENCODINGS else "–")
        self.imported.setText(
            tr("{when}, by {coder}", when=when(document.imported), coder=document.imported_by)
            if document.imported_by
            else when(document.imported)
        )
        self._show_language(document.language)
        self._show_left_out([say(one) for one in document.left_out])
        if details is not None:
            self.speakers.show_speakers(details.speakers, names)
            self.memo.show_memo(document.id, details.memo)
        without = details is not None and (not details.speakers or details.whose is not None)
        self.speakers.setVisible(details is not None and not without)
        self.whose.setVisible(without)
        if details is not None and without:
            person = details.whose.respondent if details.whose is not None else None
            self.whose.show_person(names.get(person, "") if person is not None else "")
        self._show_kept(details)

    def _show_kept(self, details: DocumentDetails | None) -> None:
        pages = details.pages if details is not None else 0
        self.pages.setText(number(pages))
        self.facts.show_line(self.pages, bool(pages))
        kept = details is not None and details.has_original
        self.original.setText(tr("Kept in the project") if kept else tr("Not kept"))
        self.save_original.setVisible(kept)

    def _make_facts(self, read_only: bool) -> None:
        facts = self.facts = Facts()
        self.file_name = facts.add_words("Name")
        self.format = facts.add_words("Format")
        self.encoding = facts.add_words("Encoding")
        self.language = QComboBox()
        self.language.setEnabled(not read_only)
        for key, title in LANGUAGES.items():
            self.language.addItem(title, key)
        self.language.activated.connect(self._choose_language)
        facts.add_field("Language", self.language)
        self.length = facts.add_words("Length")
        self.pages = facts.add_words("Pages")
        self.imported = facts.add_words("Imported")
        self.original = facts.add_words("Original")
        self.box.addWidget(facts)
        self.save_original = button("Save the original file…", "save", "link", on_click=self._choose_target)
        self.box.addWidget(self.save_original, 0, Qt.AlignmentFlag.AlignLeft)

    def _show_language(self, language: str) -> None:
        if self.language.findData(language) < 0:
            self.language.addItem(language, language)
        self.language.setCurrentIndex(self.language.findData(language))

    def _show_left_out(self, lines: list[str]) -> None:
        clear_layout(self._left_out)
        for line in lines or [tr("Nothing was left out.")]:
            shown = words("" if lines else "muted")
            shown.setText(line)
            self._left_out.addWidget(shown)

    def _open(self) -> None:
        if self._pane.document is not None:
            self._context.navigator.go(Place("coding", document=self._pane.document))

    def _choose_target(self) -> None:
        document = self._pane.document
        if document is None:
            return
        chooser = QFileDialog(self._context.window, tr("Save the original file"))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setFileMode(QFileDialog.FileMode.AnyFile)
        chooser.setDirectory(str(documents_folder()))
        chooser.selectFile(self.file_name.text())
        chooser.fileSelected.connect(lambda name: self.write_original(document, Path(name)) if name else None)
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def write_original(self, document: DocumentId, path: Path) -> None:
        """Write the file that a document came from, as it was, to ``path``."""
        run_job(
            self,
            write_original,
            self._context.project,
            document,
            path,
            title=message("Writing “{name}”", name=path.name),
            on_done=lambda _nothing: self._context.messages.notify(message("“{name}” was written.", name=path.name)),
            cancellable=False,
        )

    def _say_whose(self, name: str) -> None:
        document = self._pane.document
        if document is None:
            return
        project = self._context.project
        try:
            if not name:
                unassign_documents(project, [document])
            else:
                apply_matches(project, [Match(document, self._sole(), None, name)])
        finally:
            self._pane.reload_soon()

    def _sole(self) -> SpeakerId | None:
        details = self._pane.details
        return details.whose.speaker if details is not None and details.whose is not None else None

    def _choose_language(self) -> None:
        if self._pane.document is not None:
            set_document_language(self._context.project, [self._pane.document], str(self.language.currentData()))

    def _assign(self, speaker: SpeakerId, who: Who) -> None:
        try:
            if who.name:
                assign_speaker_by_name(self._context.project, speaker, who.name)
            else:
                assign_speaker(self._context.project, speaker, who.role, None)
        finally:
            self._pane.reload_soon()

    def _find(self, pattern: str | None) -> None:
        document = self._pane.document
        if document is None:
            return
        run_job(
            self,
            find_speakers_again,
            self._context.project,
            document,
            pattern,
            title=message("Finding the speakers again"),
            on_done=lambda _nothing: self._found(),
            cancellable=False,
        )

    def _found(self) -> None:
        self.speakers.finder.hide()
        self._context.messages.notify(message("The speakers were found again."), undo=True)


def write_original(project: Project, document: DocumentId, path: Path) -> None:
    """Write the file that a document came from. Raises NotFound when it was not kept, ExportFailed."""
    _name, data = original_of(project, document)
    with replacing(path) as temporary:
        temporary.write_bytes(data)


def _coded(facts: DocumentFacts) -> str:
    codings = tr_n("{count} coding", "{count} codings", facts.codings)
    share = percent(facts.coverage, 1)
    if facts.respondents or facts.unmatched:
        return tr("{share} of what the respondents say is coded ({codings}).", share=share, codings=codings)
    return tr("{share} of the text is coded ({codings}).", share=share, codings=codings)
