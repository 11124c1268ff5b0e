"""What the menus, keys and the palette can do everywhere, and the menu bar itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QAction, QActionGroup, QDesktopServices, QKeySequence
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu

from qualcoder_peer.core.domain.changes import ChangeSet
from qualcoder_peer.core.domain.messages import N_, Message, message
from qualcoder_peer.core.i18n import LANGUAGES
from qualcoder_peer.gui.i18n import live, live_call, tr
from qualcoder_peer.gui.jobs import jobs, run_job
from qualcoder_peer.gui.navigator import Place
from qualcoder_peer.gui.rooms import ROOMS
from qualcoder_peer.gui.session import SUFFIX, documents_folder
from qualcoder_peer.gui.theme import THEME_TITLES

if TYPE_CHECKING:
    from qualcoder_peer.gui.main_window import MainWindow

Standard = QKeySequence.StandardKey


class WindowActions(QObject):
    """Adds the actions of the window to the registry and builds the menus from them."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._registry = window.actions_registry
        self._undo_label: Message | None = None
        self._redo_label: Message | None = None
        self._add_file_actions()
        self._add_edit_actions()
        self._add_view_actions()
        self._add_help_actions()
        self._build_menus()
        self.show_undo()

    def new_project(self) -> None:
        """Show the page for a new project."""
        from qualcoder_peer.gui.rooms.welcome.project_pages import NewProjectPage

        page = NewProjectPage(self._window.settings)
        page.created.connect(self._window.create_project)
        page.cancelled.connect(self._window.close_page)
        self._window.show_page(page)

    def choose_project(self) -> None:
        """Let the user choose a project file with the system's dialog."""
        kinds = tr("Projects ({pattern})", pattern=f"*{SUFFIX}")
        path, _kind = QFileDialog.getOpenFileName(
            self._window, tr("Open a project"), str(documents_folder()), kinds
        )
        if path:
            self._window.session.open(Path(path))

    def choose_files(self) -> None:
        """Let the user choose files to import."""
        from qualcoder_peer.gui.file_kinds import import_filters

        context = self._window.context
        if context is None:
            return
        folder = str(context.settings.import_folder or documents_folder())
        chosen, _kind = QFileDialog.getOpenFileNames(
            self._window, tr("Import files"), folder, ";;".join(import_filters())
        )
        if chosen:
            context.settings.import_folder = Path(chosen[0]).parent
            context.import_paths([Path(one) for one in chosen])

    def close_project(self) -> None:
        """Close the project and show the welcome page."""
        self._window.session.close()

    def show_project(self) -> None:
        """Show what the project is about."""
        from qualcoder_peer.gui.rooms.welcome.project_pages import ProjectPage

        if self._window.context is not None:
            page = ProjectPage(self._window.context)
            page.finished.connect(self._window.close_page)
            self._window.show_page(page)

    def show_snapshots(self) -> None:
        """Show the snapshots beside the room."""
        from qualcoder_peer.gui.snapshots_panel import SnapshotsPanel

        if self._window.context is not None:
            self._window.show_side(N_("Snapshots"), SnapshotsPanel(self._window.context, self._window.session))

    def show_history(self) -> None:
        """Show the history beside the room, or close it."""
        from qualcoder_peer.gui.history_panel import HistoryPanel

        if isinstance(self._window.side.content, HistoryPanel):
            self._window.hide_side()
        elif self._window.context is not None:
            self._window.show_side(N_("History"), HistoryPanel(self._window.context))

    def show_coders(self) -> None:
        """Show who codes beside the room, or close it."""
        from qualcoder_peer.gui.coders_panel import CodersPanel

        context = self._window.context
        if isinstance(self._window.side.content, CodersPanel):
            self._window.hide_side()
        elif context is not None:
            panel = CodersPanel(context, self._window.settings, self._window.session.set_blind)
            self._window.show_side(N_("Coders"), panel)

    def toggle_blind(self) -> None:
        """Hide what other coders did, or show it again."""
        context = self._window.context
        if context is not None:
            self._window.session.set_blind(not context.project.blind)

    def show_settings(self) -> None:
        """Show the settings."""
        from qualcoder_peer.gui.rooms.settings.panel import SettingsPage

        page = SettingsPage(self._window.settings, self._registry)
        page.finished.connect(self._window.close_page)
        self._window.show_page(page)

    def show_about(self) -> None:
        """Show version and licences beside the room."""
        from qualcoder_peer.gui.about_panel import AboutPanel

        self._window.show_side(N_("About QualCoder Peer"), AboutPanel())

    def show_help(self) -> None:
        """Show help for what is shown; asked for again in the help itself, close it."""
        from qualcoder_peer.gui.help_panel import HelpPanel

        window, panel = self._window, self._window.side.content
        page = window.room.help_page() if window.room is not None else "start"
        focus = QApplication.focusWidget()
        if isinstance(panel, HelpPanel):
            if focus is not None and panel.isAncestorOf(focus):
                window.hide_side()
                return
        else:
            panel = HelpPanel(self._registry, window.settings, self.show_keys)
            window.show_side(N_("Help"), panel)
        panel.open(page)
        panel.setFocus()

    def show_keys(self) -> None:
        """Show all keys beside the room."""
        from qualcoder_peer.gui.about_panel import KeysPanel

        self._window.show_side(N_("Keys"), KeysPanel(self._registry))

    def undo(self) -> None:
        """Take back the newest step."""
        self._replay("undo", message("Undoing"))

    def redo(self) -> None:
        """Do again what was taken back."""
        self._replay("redo", message("Redoing"))

    @Slot()
    def show_undo(self) -> None:
        """Write what would be undone and redone on the two actions."""
        context = self._window.context
        writable = context is not None and not context.read_only
        self._undo_label = context.project.undo_label() if context is not None and writable else None
        self._redo_label = context.project.redo_label() if context is not None and writable else None
        for id, label, plain, named in (
            ("app.undo", self._undo_label, message("Undo"), N_("Undo: {what}")),
            ("app.redo", self._redo_label, message("Redo"), N_("Redo: {what}")),
        ):
            self._registry.retitle(id, plain if label is None else message(named, what=label))
            self._registry.get(id).setEnabled(label is not None)

    @Slot(object)
    def project_changed(self, changes: ChangeSet) -> None:
        """The title may be another now."""
        context = self._window.context
        if context is not None and changes.touches("project"):
            self._window.session.info = context.project.info()
            self._window.settings.remember(context.project.path, self._window.session.info.title)
            self._window.show_title()

    def _replay(self, what: str, title: Message) -> None:
        context = self._window.context
        if context is None or context.read_only:
            return
        function = context.project.undo if what == "undo" else context.project.redo
        if not jobs.active and context.project.is_quick("undo" if what == "undo" else "redo"):
            self._replayed(what, function())  # a coding, a name: painted at once, like the key press that made it
            return
        run_job(self, function, title=title, on_done=lambda labels: self._replayed(what, labels), cancellable=False)

    def _replayed(self, what: str, labels: list[Message]) -> None:
        if labels:
            text = N_("Undone: {what}") if what == "undo" else N_("Done again: {what}")
            self._window.messages.notify(message(text, what=labels[-1]))

    def _has_project(self) -> bool:
        return self._window.context is not None

    def _can_change(self) -> bool:
        return self._window.context is not None and not self._window.context.read_only

    def _add_file_actions(self) -> None:
        add, window = self._registry.add, self._window
        add("app.new", N_("New project…"), self.new_project, keys=Standard.New, icon="plus")
        add("app.open", N_("Open…"), self.choose_project, keys=Standard.Open, icon="folder-open")
        add("app.sample", N_("Open the sample project"), window.session.open_sample, icon="book-open")
        add("app.import", N_("Import files…"), self.choose_files, keys="Ctrl+I", icon="import",
            enabled=self._can_change)  # fmt: skip
        add("app.project", N_("About the project…"), self.show_project, enabled=self._has_project)
        add("app.snapshots", N_("Snapshots"), self.show_snapshots, icon="camera", enabled=self._has_project)
        add("app.close", N_("Close the project"), self.close_project, keys=Standard.Close, enabled=self._has_project)
        add("app.quit", N_("Quit"), window.close, keys="Ctrl+Q", icon="log-out").setMenuRole(
            QAction.MenuRole.QuitRole
        )

    def _add_edit_actions(self) -> None:
        add, window = self._registry.add, self._window
        add("app.undo", N_("Undo"), self.undo, keys=Standard.Undo, icon="undo-2")
        add("app.redo", N_("Redo"), self.redo, keys=("Ctrl+Shift+Z", "Ctrl+Y"), icon="redo-2")
        add("app.find", N_("Find"), lambda: window.room is not None and window.room.show_search(), keys=Standard.Find,
            icon="search", enabled=self._has_project)  # fmt: skip
        add("app.history", N_("History"), self.show_history, keys="Ctrl+Shift+H", icon="history",
            enabled=self._has_project)  # fmt: skip
        add("app.coders", N_("Coders"), self.show_coders, icon="users", enabled=self._has_project)
        add("app.blind", N_("Work blind, or show all codings again"), self.toggle_blind, icon="eye-off",
            enabled=self._has_project)  # fmt: skip
        add("app.palette", N_("Command palette"), lambda: window.palette_view.open(), keys="Ctrl+K", icon="command",
            palette=False)  # fmt: skip
        add("app.settings", N_("Settings…"), self.show_settings, keys="Ctrl+,", icon="settings").setMenuRole(
            QAction.MenuRole.PreferencesRole
        )

    def _add_view_actions(self) -> None:
        add, window, settings = self._registry.add, self._window, self._window.settings
        for number, entry in enumerate((one for one in ROOMS if one.key in window.rail.buttons), start=1):
            id = f"app.room_{entry.key}"
            add(id, message(entry.title), lambda key=entry.key: window.navigator.go(Place(key)), keys=f"Ctrl+{number}",
                icon=entry.icon, enabled=self._has_project)  # fmt: skip
            self._tip_on_rail(entry.key, id)
        navigator = window.navigator
        add("app.back", N_("Back"), navigator.back, keys="Alt+Left", icon="arrow-left",
            enabled=lambda: navigator.can_go_back)  # fmt: skip
        add("app.forward", N_("Forward"), navigator.forward, keys="Alt+Right", icon="arrow-right",
            enabled=lambda: navigator.can_go_forward)  # fmt: skip
        navigator.changed.connect(self._registry.refresh)
        add("app.next_pane", N_("Next pane"), lambda: window.next_pane(1), keys="F6")
        add("app.previous_pane", N_("Previous pane"), lambda: window.next_pane(-1), keys="Shift+F6")
        add("app.zoom_in", N_("Larger letters"), lambda: setattr(settings, "zoom", settings.zoom + 10),
            keys=("Ctrl++", "Ctrl+="), icon="zoom-in")  # fmt: skip
        add("app.zoom_out", N_("Smaller letters"), lambda: setattr(settings, "zoom", settings.zoom - 10), keys="Ctrl+-",
            icon="zoom-out")  # fmt: skip
        add("app.zoom_normal", N_("Usual size of letters"), lambda: setattr(settings, "zoom", 110), keys="Ctrl+0")
        add("app.full_screen", N_("Full screen"), self._toggle_full_screen, keys=Standard.FullScreen)

    def _add_help_actions(self) -> None:
        self._registry.add("app.help", N_("Help"), self.show_help, keys=Standard.HelpContents,
                           icon="circle-question-mark")  # fmt: skip
        self._registry.add("app.keys", N_("Keys"), self.show_keys, keys="Ctrl+F1", icon="keyboard")
        self._registry.add("app.reports", N_("Show the folder of error reports"), self._show_reports)
        self._registry.add("app.about", N_("About QualCoder Peer"), self.show_about).setMenuRole(
            QAction.MenuRole.AboutRole
        )

    def _build_menus(self) -> None:
        file, edit, view, help_menu = (self._menu(title) for title in (
            N_("&File"), N_("&Edit"), N_("&View"), N_("&Help")))  # fmt: skip
        self._fill(file, "new", "open")
        self._recent = QMenu(self._window)
        live(self._recent, "setTitle", "Open recent")
        self._recent.aboutToShow.connect(self._fill_recent)
        file.addMenu(self._recent)
        self._fill(file, "sample", "", "import", "", "project", "snapshots", "close", "", "quit")
        self._fill(edit, "undo", "redo", "", "find", "palette", "", "history", "coders", "blind", "", "settings")
        rooms = [f"room_{key}" for key in self._window.rail.buttons]
        self._fill(view, *rooms, "", "back", "forward", "next_pane", "")
        self._choices(view, N_("Colours"), THEME_TITLES, "theme")
        self._choices(view, N_("Language"), LANGUAGES, "language")
        self._fill(view, "", "zoom_in", "zoom_out", "zoom_normal", "", "full_screen")
        self._fill(help_menu, "help", "keys", "", "reports", "", "about")

    def _menu(self, title: str) -> QMenu:
        menu = QMenu(self._window)
        live(menu, "setTitle", title)
        self._window.menuBar().addMenu(menu)
        return menu

    def _fill(self, menu: QMenu, *names: str) -> None:
        for name in names:
            if name:
                menu.addAction(self._registry.get(f"app.{name}"))
            else:
                menu.addSeparator()

    def _fill_recent(self) -> None:
        self._recent.clear()
        for one in self._window.settings.recent():
            action = self._recent.addAction(f"{one.title} — {one.path.name}".replace("&", "&&"))
            action.triggered.connect(lambda _checked=False, path=one.path: self._window.session.open(path))
        if self._recent.isEmpty():
            self._recent.addAction(tr("No projects yet")).setEnabled(False)

    def _choices(self, menu: QMenu, title: str, choices: dict[str, str], setting: str) -> None:
        """A submenu that sets a setting, one entry a choice; the entries are in the palette too."""
        below = QMenu(self._window)
        live(below, "setTitle", title)
        group = QActionGroup(self)
        settings = self._window.settings
        made: dict[str, QAction] = {}
        for key, name in choices.items():
            action = QAction(below, checkable=True)
            live(action, "setText", name)
            action.triggered.connect(lambda _checked=False, key=key: setattr(settings, setting, key))
            group.addAction(action)
            below.addAction(action)
            made[key] = action
            self._registry.add(
                f"app.{setting}_{key}",
                message("{setting}: {choice}", setting=message(title), choice=message(name)),
                lambda key=key: setattr(settings, setting, key),
            )
        below.aboutToShow.connect(lambda: made[getattr(settings, setting)].setChecked(True))
        menu.addMenu(below)

    def _tip_on_rail(self, key: str, id: str) -> None:
        rail_button, action = self._window.rail.buttons[key], self._registry.get(id)
        live_call(rail_button, lambda: rail_button.setToolTip(action.toolTip()))
        action.changed.connect(lambda: rail_button.setToolTip(action.toolTip()))

    def _toggle_full_screen(self) -> None:
        if self._window.isFullScreen():
            self._window.showNormal()
        else:
            self._window.showFullScreen()

    def _show_reports(self) -> None:
        folder = self._window.messages.reports
        folder.mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
