"""The window: rail, rooms, messages, side pane, status. What the menus do is in ``window_actions.py``."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragMoveEvent, QDropEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.gui.actions import ActionRegistry
from qualcoder_peer.gui.command_palette import CommandPalette
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.dropped_files import local_files
from qualcoder_peer.gui.focus_keys import FocusKeys
from qualcoder_peer.gui.i18n import live, live_call, set_language, tr
from qualcoder_peer.gui.jobs import jobs
from qualcoder_peer.gui.messages import Messages, Notice
from qualcoder_peer.gui.navigator import Navigator, Place
from qualcoder_peer.gui.rooms import ROOMS
from qualcoder_peer.gui.rooms.base import Room
from qualcoder_peer.gui.rooms.welcome.panel import WelcomePage
from qualcoder_peer.gui.session import SUFFIX, NewProject, Session
from qualcoder_peer.gui.settings import Settings, profile_folder
from qualcoder_peer.gui.tab_order import move_focus
from qualcoder_peer.gui.theme import GAP, GAP_LARGE, themes
from qualcoder_peer.gui.widgets.basics import IconLabel, column, label, row
from qualcoder_peer.gui.widgets.job_strip import JobStrip
from qualcoder_peer.gui.widgets.message_bar import MessageBar, Toast
from qualcoder_peer.gui.widgets.rail import Rail
from qualcoder_peer.gui.widgets.side_panel import SideArea, SidePanel
from qualcoder_peer.gui.window_actions import WindowActions

_LAYOUT_VERSION = 1


class MainWindow(QMainWindow):
    """One window, one project. ``first_painted`` comes once, when the user can see it."""

    first_painted = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self.messages = Messages(profile_folder() / "reports", self)
        self.navigator = Navigator(self)
        self.actions_registry = ActionRegistry(self, settings)
        self.session = Session(self, settings, self.messages, self.navigator, self.actions_registry)
        self.rooms: dict[str, Room] = {}
        self._painted = False
        self._page: QWidget | None = None  # a page over the rooms: new project, properties, settings
        self._build()
        self.window_actions = WindowActions(self)
        self.palette_view = CommandPalette(self, self.actions_registry)
        self.palette_view.providers = lambda: self.context.palette if self.context is not None else ()
        self.setAcceptDrops(True)
        self._connect()
        live_call(self, self.show_title)
        self.resize(1280, 720)
        self.restoreGeometry(settings.state("window"))
        self.show_welcome()

    @property
    def context(self) -> RoomContext | None:
        """The open project with the shell, if there is one."""
        return self.session.context

    @property
    def room(self) -> Room | None:
        """The room that is shown."""
        shown = self.stack.currentWidget()
        return shown if isinstance(shown, Room) else None

    def show_welcome(self) -> None:
        """The page one begins with."""
        self._drop_page()
        self.welcome.recent.read()
        self.stack.setCurrentWidget(self.welcome)
        self.rail.show_room("")
        self.welcome.enter()

    def show_place(self, place: Place) -> None:
        """Show a room, made when it is first shown, and a place in it."""
        entry = next((one for one in ROOMS if one.key == place.room and place.room in self.rail.buttons), None)
        if self.context is None or entry is None:
            return
        before, room = self.room, self.rooms.get(place.room)
        if room is None:
            room = entry.build(self.context)
            live(room, "setAccessibleName", message(entry.title))
            self.rooms[place.room] = room
            self.stack.addWidget(room)
        if before is not None and before is not room:
            before.leave()
        self._drop_page()
        self.stack.setCurrentWidget(room)
        self.rail.show_room(place.room)
        self.settings.last_room = place.room
        room.go(place)
        if before is not room:
            room.enter()
        self.actions_registry.refresh()

    def show_page(self, page: QWidget) -> None:
        """Show a page over the rooms until ``close_page``."""
        if self.room is not None:
            self.room.leave()
        self._drop_page()
        self._page = page
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        self.rail.show_room("")
        enter = getattr(page, "enter", None)
        if enter is not None:
            enter()

    def close_page(self) -> None:
        """Back to where one was before the page."""
        if self.context is None:
            self.show_welcome()
        else:
            self.show_place(Place(self._last_room))

    def show_side(self, title: str, content: QWidget) -> None:
        """Show something in the pane at the right."""
        self.side.show_content(title, content)
        content.setFocus()

    @Slot()
    def hide_side(self) -> None:
        """Close the pane at the right."""
        self.side.clear()
        if self.room is not None:
            self.room.enter()

    def next_pane(self, step: int) -> None:
        """Move the focus to the next pane (F6), or the one before."""
        shown = self.stack.currentWidget()
        panes = [self.rail.buttons[key] for key in self.rail.buttons if self.rail.buttons[key].isChecked()]
        inner = self.room.panes() if self.room is not None else [shown]
        order = [one for one in (*panes, *inner, self.side) if one is not None and one.isVisible()]
        if not order:
            return
        focus = QApplication.focusWidget()
        at = next((i for i, one in enumerate(order) if focus is not None and _holds(one, focus)), -1)
        target = order[(at + step) % len(order)]
        (self.side.content if target is self.side and self.side.content else target).setFocus(
            Qt.FocusReason.TabFocusReason
        )

    @Slot()
    def show_title(self) -> None:
        """Project, and that everything is saved, in the title bar and the status bar."""
        context, info = self.context, self.session.info
        self.setWindowModified(False)
        if context is None or info is None:
            self.setWindowTitle("QualCoder Peer")
            self.saved_text.setText("")
            self.saved_icon.hide()
            self.coder_text.hide()
            return
        state = tr("Read only") if context.read_only else tr("All changes saved")
        self.setWindowTitle(tr("{title} — {state}", title=info.title, state=state))
        self.saved_text.setText(state)
        self.saved_icon.set_icon("lock" if context.read_only else "check")
        self.saved_icon.show()
        self.coder_text.show()
        self.coder_text.setText(tr("Coder: {name}", name=context.project.coder))

    @Slot()
    def show_banner(self) -> None:
        """What holds as long as the project is open so: that others' work is hidden, that it can only be read."""
        context = self.context
        if context is None:
            self.banner.show_notice(None)
        elif context.project.blind:
            words = message(
                "You work blind as {name}: what other coders have coded and noted is hidden, also in counts, lists and "
                "exports.",
                name=context.project.coder,
            )
            show_all = message("Show all codings")
            self.banner.show_notice(Notice(words, "warning", show_all, lambda: self.session.set_blind(False)))
        else:
            notice: Message | None = context.project.notice
            self.banner.show_notice(Notice(notice, "warning") if notice is not None else None)

    def create_project(self, new: NewProject) -> None:
        """From the page for a new project."""
        self.session.create(new)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab and Shift+Tab go in reading order."""
        return move_focus(self, next)

    def event(self, event: QEvent) -> bool:
        """See the first picture go to the screen."""
        seen = super().event(event)
        if event.type() == QEvent.Type.UpdateRequest and self._painted is False:
            self._painted = True
            QTimer.singleShot(0, self, self._tell_painted)
        return seen

    def paintEvent(self, event: QPaintEvent) -> None:
        """See the first picture, on platforms that paint without asking."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self._tell_painted)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files and folders may be dropped anywhere."""
        if local_files(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Anywhere in the window."""
        if local_files(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """A project is opened; everything else is imported into the open one."""
        paths = local_files(event.mimeData())
        if paths:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            QTimer.singleShot(0, self, lambda: self.take_files(paths))

    def take_files(self, paths: list[Path]) -> None:
        """What to do with files that were dropped."""
        project = next((one for one in paths if one.suffix.lower() == SUFFIX), None)
        if project is not None:
            self.session.open(project)
        elif self.context is None:
            self.messages.inform(message("Open a project, or make a new one, before you drop interviews here."))
        else:
            self.context.import_paths(paths)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop running work, leave the project in good order, and only then close."""
        self.settings.keep_state("window", self.saveGeometry())
        if self.context is not None or jobs.active:
            event.ignore()
            if jobs.active:
                self.messages.inform(message("Stopping what is being done, then closing…"))
            self.session.close(lambda: QTimer.singleShot(0, self, self.close))
            return
        self.settings.sync()
        super().closeEvent(event)

    def _tell_painted(self) -> None:
        self.first_painted.emit()

    def _build(self) -> None:
        self.rail = Rail()
        self.welcome = WelcomePage(self.settings)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.welcome)
        self.bar, self.banner = MessageBar(), MessageBar()
        self.banner.close_button.hide()
        middle = QWidget()
        box = column(middle, gap=0)
        box.addWidget(self.banner)
        box.addWidget(self.bar)
        self.side = SidePanel()
        self.side.hide()
        box.addWidget(SideArea(self.stack, self.side), 1)
        centre = QWidget()
        across = row(centre, gap=0)
        across.addWidget(self.rail)
        across.addWidget(middle, 1)
        self.setCentralWidget(centre)
        self.toast = Toast(centre)
        self._build_status()
        self._last_room = ""
        for entry in ROOMS:
            if entry.is_there():
                self._last_room = self._last_room or entry.key
                self.rail.add_room(entry.key, entry.icon, message(entry.title))
        self.rail.hide()

    def _build_status(self) -> None:
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        self.job_strip = JobStrip(jobs)
        self.coder_text = label("", "small")
        self.saved_icon, self.saved_text = IconLabel("check", 16), label("", "small")
        left = QWidget()
        box = row(left, gap=GAP_LARGE)
        box.setContentsMargins(GAP_LARGE, 2, GAP, 2)
        box.addWidget(self.coder_text)
        box.addWidget(self.job_strip)
        box.addStretch(1)
        right = QWidget()
        saved = row(right, gap=GAP)
        saved.setContentsMargins(0, 2, GAP_LARGE, 2)
        saved.addWidget(self.saved_icon)
        saved.addWidget(self.saved_text)
        bar.addWidget(left, 1)
        bar.addPermanentWidget(right)

    def _connect(self) -> None:
        """The one place where the parts of the window are joined."""
        self.messages.shown.connect(self.bar.show_notice)
        self.messages.passing.connect(self.toast.show_notice)
        jobs.unhandled.connect(self.messages.error)
        self.navigator.asked.connect(self.show_place)
        self.navigator.here = lambda: self.room.place() if self.room is not None else None
        self.rail.chosen.connect(self._room_chosen)
        self.side.dismissed.connect(self.hide_side)
        self.session.opened.connect(self._opened)
        self.session.closing.connect(self._closing)
        self.session.closed.connect(self._closed)
        self.session.blind_changed.connect(self.show_banner)
        self.session.busy_changed.connect(self.welcome.set_busy)
        self.welcome.project_chosen.connect(self.session.open)
        self.welcome.sample_asked.connect(self.session.open_sample)
        self.welcome.new_asked.connect(self.window_actions.new_project)
        self.welcome.open_asked.connect(self.window_actions.choose_project)
        self.settings.changed.connect(self._settings_changed)
        self._focus_keys = FocusKeys(self)
        QApplication.instance().focusChanged.connect(self._focus_keys.focus_moved)  # type: ignore[union-attr]

    @Slot(object)
    def _opened(self, context: RoomContext) -> None:
        from qualcoder_peer.gui.disclosure_copy import CopyKeys
        from qualcoder_peer.gui.palette_items import ProjectItems

        context.add_palette(ProjectItems(context))
        CopyKeys(context)
        context.bridge.undo_state_changed.connect(self.window_actions.show_undo)
        context.bridge.changed.connect(self.window_actions.project_changed)
        context.bridge.changed.connect(self.toast.outdate)
        self.show_banner()
        self.rail.setVisible(bool(self.rail.buttons))
        self.messages.undo = self.window_actions.undo
        self.show_title()
        self.window_actions.show_undo()
        self._drop_page()
        if self.rail.buttons:
            self.show_place(Place(self._first_room(context)))
        else:
            self.window_actions.show_project()
        self.actions_registry.refresh()

    @Slot()
    def _closing(self) -> None:
        if self.room is not None:
            self.room.leave()
        self.side.clear()
        for room in self.rooms.values():
            self.stack.removeWidget(room)
            room.hide()
            room.deleteLater()
        self.rooms.clear()

    @Slot()
    def _closed(self) -> None:
        self.show_banner()
        self.toast.hide()
        self.messages.undo = None
        self.rail.hide()
        self.show_title()
        self.window_actions.show_undo()
        self.show_welcome()
        self.actions_registry.refresh()

    @Slot(str)
    def _settings_changed(self, name: str) -> None:
        if name == "language":
            set_language(self.settings.language)
        elif name == "theme":
            themes.choose(self.settings.theme)
        elif name == "coder" and self.session.sign_as(self.settings.coder):
            self.show_title()
            self.show_banner()

    def _first_room(self, context: RoomContext) -> str:
        """Where one was the last time; where material is brought in as long as there is none."""
        from qualcoder_peer.core.services.sources import list_documents

        last = self.settings.last_room
        first = next(iter(self.rail.buttons))
        return last if last in self.rail.buttons and list_documents(context.project) else first

    def _room_chosen(self, key: str) -> None:
        """Show the room; pressed in the room itself, the button puts the keyboard back where work goes on."""
        before = self.room
        self.navigator.go(Place(key))
        if before is not None and self.room is before:
            before.enter()

    def _drop_page(self) -> None:
        shown = self.room
        if shown is not None:
            self._last_room = shown.key
        page, self._page = self._page, None
        if page is not None:
            self.stack.removeWidget(page)
            page.hide()
            page.deleteLater()


def _holds(pane: QWidget, focus: QWidget) -> bool:
    return pane is focus or pane.isAncestorOf(focus)
