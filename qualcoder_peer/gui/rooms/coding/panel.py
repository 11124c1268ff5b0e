"""The coding room: documents, transcript, code tree. Put together here; each part knows only the session."""

from __future__ import annotations


from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QThreadPool
from PySide6.QtGui import QHideEvent, QMouseEvent
from PySide6.QtWidgets import QSplitter, QWidget

from qualcoder_peer.core.domain.changes import ChangeSet
from qualcoder_peer.core.domain.errors import NotFound
from qualcoder_peer.core.domain.ids import CodingId, DocumentId
from qualcoder_peer.core.domain.messages import Message, N_, message
from qualcoder_peer.core.services.segments import documents_of_respondent, segments_by_ids
from qualcoder_peer.core.text.words import snap_to_words
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import tr
from qualcoder_peer.gui.navigator import Place
from qualcoder_peer.gui.rooms.base import Room
from qualcoder_peer.gui.widgets.choosing import choice_menu
from qualcoder_peer.gui.rooms.coding.code_gestures import CodeGestures
from qualcoder_peer.gui.rooms.coding.codes import CodesPane
from qualcoder_peer.gui.rooms.coding.documents import NARROWING, DocumentsPane
from qualcoder_peer.gui.rooms.coding.drawer import Drawer
from qualcoder_peer.gui.rooms.coding.floating import FloatingBar
from qualcoder_peer.gui.rooms.coding.gestures import Gestures
from qualcoder_peer.gui.rooms.coding.help_place import help_place
from qualcoder_peer.gui.rooms.coding.hints import hint_for
from qualcoder_peer.gui.rooms.coding.keys import add_code_actions, add_text_actions
from qualcoder_peer.gui.rooms.coding.memory import RoomMemory
from qualcoder_peer.gui.rooms.coding.parts import make_parts
from qualcoder_peer.gui.rooms.coding.reader import Reader
from qualcoder_peer.gui.rooms.coding.recent import RecentCodes
from qualcoder_peer.gui.rooms.coding.session import NONE, Session
from qualcoder_peer.gui.widgets.basics import column
from qualcoder_peer.gui.widgets.code_marks import code_mark
from qualcoder_peer.gui.widgets.transcript import Segment

_SIZES = [220, 720, 300]
_HEIGHTS = [440, 240]
_FLOATING = (
    ("coding.code", N_("Code it")),
    ("coding.in_vivo", "In vivo"),
    ("coding.memo", "Memo"),
    ("coding.quote", "Quote"),
)


class CodingRoom(Room):
    """See ``rooms/__init__.py`` for what a room is."""

    key = "coding"

    def __init__(self, context: RoomContext) -> None:
        super().__init__(context)
        self.session = Session(context, self)
        self._memory = RoomMemory(context.settings, context.project.info().guid)
        self.recent = RecentCodes(self._memory.recent)
        self.recent.forget(self.session.book.tree.by_id)
        self._had_selection = False
        self._by_mouse = False
        self._alt = False
        self.documents = DocumentsPane(context, self._to_material)
        self.reader = Reader(self.session, self.recent)
        self.codes = CodesPane(self.session)
        self.view = self.reader.view
        self.view.can_change = not context.read_only
        self.gestures = Gestures(self.session, self.view, self.recent, self)
        self.code_gestures = CodeGestures(self.session, self.codes.view, self)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.middle = QSplitter(Qt.Orientation.Vertical)
        self.drawer = Drawer()
        self._add_actions()
        self.floating = FloatingBar(self, context.actions, _FLOATING)
        self._lay_out()
        self._connect()
        self._parts = make_parts(self)
        self.documents.read()
        self.session.count_all()
        self._settings_changed("")
        self._open_first(self._memory.document)
        self.show_hint()
        QThreadPool.globalInstance().start(_warm_up)

    def enter(self) -> None:
        """Put the keyboard in the text, or in the list while nothing is open."""
        self.session.wake()
        self.codes.wake()
        if self.session.opened is not None:
            self.view.setFocus()
        else:
            self.documents.view.setFocus()

    def leave(self) -> None:
        """Write what is being typed and remember the layout and the places."""
        self.floating.hide()
        self.codes.box.close_list()
        self.codes.flush()
        for part in self._parts:
            part.leave()
        self.session.sleep()
        self._remember_place()
        document = self.session.document
        self._memory.keep(self.recent.slots, document.id if document else None)
        settings = self.context.settings
        settings.keep_state("coding/splitter", self.splitter.saveState())
        settings.keep_state("coding/drawer", self.middle.saveState())
        settings.keep_state("coding/details", self.codes.splitter.saveState())

    def place(self) -> Place:
        """The document, the selection and the coding looked at."""
        document = self.session.document
        if document is None:
            return Place(self.key)
        start, end = self.view.selection()
        coding = self.session.current
        return Place(self.key, document=document.id, start=start, end=end, coding=None if coding == NONE else coding)

    def go(self, place: Place) -> None:
        """Open a document, go to a passage, a coding or a code. What no longer exists is told and left."""
        document = place.document
        if place.coding is not None and document is None:
            found = segments_by_ids(self.context.project, [CodingId(place.coding)])
            if not found:
                raise NotFound("The coding no longer exists.")
            document = found[0][0]
        if place.respondent is not None and document is None:
            heard = documents_of_respondent(self.context.project, place.respondent)
            here = self.session.document
            document = here.id if here is not None and here.id in heard else next(iter(heard), None)
        if document is not None:
            self.open_document(document)
            if place.start is not None:
                end = place.start if place.end is None else place.end
                self.view.go_to(place.start, end)
                self.view.select(place.start, end)
            if place.coding is not None:
                self.gestures.look_at(place.coding)
        if place.code is not None:
            self.codes.view.show_code(place.code)
        if place.page:
            for part in self._parts:
                part.go(place)

    def panes(self) -> list[QWidget]:
        """Documents, text, what lies open under it, codes, details."""
        drawer = [self.drawer] if not self.drawer.isHidden() else []
        return [self.documents, self.view, *drawer, self.codes.view, self.codes.details]

    def show_search(self) -> bool:
        """Ctrl+F: the words selected are searched first."""
        if self.session.opened is None:
            self.documents.search.setFocus()
            return True
        start, end = self.view.selection()
        words = self.session.text[start:end]
        self.reader.finder.open(words if "\n" not in words and len(words) <= 100 else "", start)
        return True

    def help_page(self) -> str:
        """That of the list, the pane, the bar or the mode that has the keyboard."""
        return help_place(self)

    def open_document(self, document: int) -> None:
        """Show a document at the place where it was left."""
        here = self.session.document
        if here is not None and here.id == document:
            return
        self.codes.flush()
        for part in self._parts:
            part.flush()
        self._remember_place()
        self.session.open(DocumentId(document))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice whether the mouse or the keyboard selects, and whether Alt is held."""
        if event.type() == QEvent.Type.KeyPress:
            self._by_mouse = False
        elif event.type() in (QEvent.Type.FocusOut, QEvent.Type.WindowDeactivate):
            self.floating.hide()
        elif isinstance(event, QMouseEvent) and event.type() != QEvent.Type.MouseMove:
            self._by_mouse = True
            self._alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        return False

    def hideEvent(self, event: QHideEvent) -> None:
        """The bar goes with the room."""
        super().hideEvent(event)
        self.floating.hide()
        self.codes.box.close_list()

    def _lay_out(self) -> None:
        self.middle.addWidget(self.reader)
        self.middle.addWidget(self.drawer)
        self.middle.setChildrenCollapsible(False)
        self.middle.setStretchFactor(0, 1)
        self.middle.setSizes(_HEIGHTS)
        for pane in (self.documents, self.middle, self.codes):
            self.splitter.addWidget(pane)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes(_SIZES)
        settings = self.context.settings
        if not settings.state("coding/splitter").isEmpty():
            self.splitter.restoreState(settings.state("coding/splitter"))
        if not settings.state("coding/drawer").isEmpty():
            self.middle.restoreState(settings.state("coding/drawer"))
        if not settings.state("coding/details").isEmpty():
            self.codes.splitter.restoreState(settings.state("coding/details"))
        column(self, gap=0).addWidget(self.splitter)
        for id in ("coding.add_code", "coding.add_below"):
            self.codes.tools.addWidget(self.context.actions.tool_button(id))

    def _add_actions(self) -> None:
        registry, writable = self.context.actions, not self.context.read_only
        can_read = lambda: self.session.opened is not None  # noqa: E731
        can_code = lambda: self._can_code() and not self.view.editing.is_on  # noqa: E731
        add_text_actions(registry, self, self.view, self.gestures, can_read=can_read, can_code=can_code)
        add_code_actions(registry, self.codes.view, self.code_gestures, enabled=lambda: writable)
        registry.add("coding.done", message("Done with this document"), self._toggle_done, keys="Ctrl+D",
                     icon="circle-check", owner=self, enabled=can_code)  # fmt: skip
        registry.add("coding.next_hit", message("Next hit"), lambda: self.reader.finder.go(1), keys="F3", owner=self,
                     enabled=can_read)  # fmt: skip
        registry.add("coding.previous_hit", message("Previous hit"), lambda: self.reader.finder.go(-1), keys="Shift+F3",
                     owner=self, enabled=can_read)  # fmt: skip
        registry.bind(self.reader.done, "coding.done")

    def _connect(self) -> None:
        self._connect_session()
        self._connect_text()
        self._connect_codes()
        settings = self.context.settings
        settings.changed.connect(self._settings_changed)
        self.view.zoom_changed.connect(lambda percent: setattr(settings, "zoom", percent))

    def _connect_session(self) -> None:
        session = self.session
        session.document_shown.connect(self._document_shown)
        session.document_gone.connect(self._document_gone)
        session.codes_changed.connect(self._codes_changed)
        session.rested.connect(self.documents.read_some)
        session.current_changed.connect(lambda _coding: self.show_hint())
        self.context.bridge.changed.connect(self._changed)

    def _connect_text(self) -> None:
        view, gestures = self.view, self.gestures
        self.documents.opened.connect(self._open_and_read)
        view.installEventFilter(self)
        view.viewport().installEventFilter(self)
        view.selection_changed.connect(self._selection_changed)
        view.selection_made.connect(self._selection_made)
        view.segment_activated.connect(self.session.set_current)
        view.caret_moved.connect(self._caret_moved)
        self.session.fetched.connect(self.look_under_caret)
        view.edge_dragged.connect(gestures.drag_edge)
        view.code_dropped.connect(gestures.drop_code)
        view.verticalScrollBar().valueChanged.connect(lambda _value: self.floating.hide())
        self.reader.strip.chosen.connect(gestures.code_recent)
        gestures.parent_for_new = lambda: self.session.book.parent_for_new(self.codes.view.current_code)
        gestures.coded.connect(self._coded)
        gestures.code_wanted.connect(self._ask_code)
        gestures.memo_wanted.connect(self.codes.write_coding_memo)
        gestures.passage_memo_wanted.connect(self.codes.write_passage_memo)
        gestures.choice_wanted.connect(self._choose_to_remove)
        gestures.told.connect(lambda words: self.context.messages.notify(words))

    def _connect_codes(self) -> None:
        codes, gestures = self.codes, self.gestures
        codes.box.chosen.connect(lambda code: self._box_chosen([code], []))
        codes.box.created.connect(lambda name, parent: self._box_chosen([], [(name, parent)]))
        codes.box.several.connect(self._box_chosen)
        codes.box.left.connect(self.view.setFocus)
        codes.box.closed.connect(gestures.forget_asking)
        codes.left.connect(self.view.setFocus)
        self.drawer.left.connect(self.view.setFocus)
        codes.box.can_create = not self.context.read_only
        codes.view.applied.connect(gestures.apply if not self.context.read_only else lambda _code: None)
        codes.view.menu_asked.connect(self._show_code_menu)
        codes.view.picked.connect(self._code_picked)
        codes.model.rename = self.code_gestures.take_name
        codes.model.move = self.code_gestures.move
        codes.model.code_span = gestures.code_dragged
        codes.coding_details.code_asked.connect(codes.view.show_code)
        codes.coding_details.star_asked.connect(gestures.star)
        codes.coding_details.remove_asked.connect(gestures.remove)
        codes.document_details.place_asked.connect(self._go_to_passage)
        self.code_gestures.told.connect(lambda words, undo: self.context.messages.notify(words, undo=undo))

    def _settings_changed(self, name: str) -> None:
        settings = self.context.settings
        if name in ("", "zoom"):
            self.view.set_zoom(settings.zoom)
        if name in ("", "reading_width"):
            self.view.set_line_length(settings.reading_width)

    def _changed(self, changes: ChangeSet) -> None:
        if self.session.is_typing(changes):
            return  # the list is read when writing ends
        if changes.touches("document"):
            self.documents.read()
        elif changes.touches(*NARROWING):
            self.documents.narrow_again()

    def _codes_changed(self) -> None:
        self.recent.forget(self.session.book.tree.by_id)
        self.reader.strip.show_codes()
        self.codes.box.recent = self.recent.slots

    def _document_shown(self) -> None:
        document = self.session.document
        self.documents.show_open(document.id if document else None)
        self.floating.hide()
        self.context.actions.refresh()
        if document is not None and not self.reader.was_same:
            top, caret = self._memory.place(document.guid)
            if top or caret:
                self.view.come_back(top, caret)
        self.show_hint()

    def _document_gone(self, title: str) -> None:
        self.context.messages.notify(message("“{title}” was removed.", title=title), undo=True)

    def _remember_place(self) -> None:
        document = self.session.document
        if document is not None and len(self.view.text) == len(self.session.text):
            self._memory.keep_place(document.guid, self.view.top(), self.view.caret())

    def _open_first(self, remembered: object) -> None:
        ids = self.documents.document_ids
        if isinstance(remembered, int) and remembered in ids:
            self.open_document(remembered)
        elif ids:
            self.open_document(ids[0])

    def _open_and_read(self, document: int) -> None:
        self.open_document(document)
        self.view.setFocus()

    def _selection_changed(self, start: int, end: int) -> None:
        self.gestures.exact = False
        self.floating.hide()
        if (start < end) != self._had_selection:
            self._had_selection = start < end
            self.show_hint()

    def _selection_made(self, start: int, end: int, point: QPoint) -> None:
        """Offer what can be done. What the mouse selected is shown in whole words at once, unless Alt is held; letters
        selected with the keyboard stay as they are on the page and are made whole words when they are coded."""
        self.gestures.exact = self._by_mouse and self._alt
        span = self.gestures.span()
        if span is None:
            return
        if self._by_mouse and span != (start, end):
            self.view.select(*span)
        if not self.context.read_only:
            self.floating.show_at(point, self.view)

    def _caret_moved(self, place: int) -> None:
        start, end = self.view.selection()
        if start < end or self.view.editing.is_on:
            return
        current = self.session.current_segment
        if current is not None and current.start <= place <= current.end:
            return
        found = self.gestures.at_caret()
        self.session.set_current(found[0].id if found else NONE)

    def look_under_caret(self) -> None:
        """Look at the coding that the caret is in, unless another one there is looked at already."""
        self._caret_moved(self.view.caret())

    def _coded(self, keys_changed: bool) -> None:
        self.floating.hide()
        if keys_changed:
            self.reader.strip.show_codes()
            self.codes.box.recent = self.recent.slots

    def _ask_code(self, prompt: Message) -> None:
        self.floating.hide()
        self.codes.box.recent = self.recent.slots
        several = self.gestures.pending is None and self.gestures.span() is not None
        self.codes.box.ask(prompt, several=several)

    def _box_chosen(self, codes: list[int], new: list[tuple[str, int]]) -> None:
        if self._can_code() and self.gestures.take(codes, new):
            self.view.setFocus()
        elif codes:
            self.codes.view.show_code(codes[0])
            self.codes.view.setFocus()
        else:
            self.code_gestures.add_named(*new[0])
            self.codes.box.setFocus()

    def _code_picked(self, code: int) -> None:
        self.session.book.work_with(code)
        self.codes.box.parent_code = None if code == NONE else code

    def _go_to_passage(self, start: int, end: int) -> None:
        self.view.go_to(start, end)
        self.view.select(start, end)

    def _choose_to_remove(self, segments: list[Segment]) -> None:
        items = []
        for one in segments:
            code = self.session.book.get(one.code_id)
            mark = code_mark(code.role, code.colour) if code else None
            items.append((one.name, mark, lambda coding=one.id: self.gestures.remove_coding(coding)))
        menu = choice_menu(self, items, tr("Remove which coding?"))
        menu.popup(self.view.viewport().mapToGlobal(self.view.cursorRect().bottomLeft()))

    def _show_code_menu(self, point: QPoint) -> None:
        get = self.context.actions.get
        names: tuple[str | None, ...] = (
            "add_code", "add_below", "rename_code", None, "code_up", "code_down", "merge_codes", "split_code", None,
            "show_quotes", "code_history", None, "remove_code",
        )  # fmt: skip
        self.code_gestures.show_menu(point, [None if name is None else get(f"coding.{name}") for name in names])

    def _toggle_done(self) -> None:
        document = self.session.document
        if document is not None:
            self.gestures.mark_done(not document.done)

    def _can_code(self) -> bool:
        return self.session.opened is not None and not self.context.read_only

    def show_hint(self) -> None:
        """Say under the text what can be done now."""
        self.reader.show_hint(hint_for(self))

    def _to_material(self) -> None:
        self.context.navigator.go(Place("material"))


def _warm_up() -> None:
    """Build the table of words now, beside the window (some 50 ms), so that the first selection need not wait."""
    snap_to_words("a b", 0, 1)
