"""The welcome page: recent projects, a new one, the sample project; a project file may be dropped on it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QScrollArea, QWidget

from qualcoder_peer.core.i18n import LANGUAGES
from qualcoder_peer.gui.forms.editors import QuietComboBox
from qualcoder_peer.gui.i18n import live, live_call, tr, when
from qualcoder_peer.gui.settings import RecentProject, Settings
from qualcoder_peer.gui.theme import GAP, GAP_HUGE, GAP_LARGE, GRID, THEME_TITLES, set_role
from qualcoder_peer.gui.widgets.basics import ElidedLabel, button, column, label, row

_WIDTH = 680


class RecentList(QListWidget):
    """Recent projects: title, where and when. Enter or a click opens, Delete takes off the list."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self.projects: list[RecentProject] = []
        set_role(self, "rows")
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        live(self, "setAccessibleName", "Recent projects")
        live_call(self, self.read)

    def read(self) -> None:
        """Read the settings again."""
        self.projects = self._settings.recent()
        self.clear()
        for one in self.projects:
            item = QListWidgetItem()
            item.setData(Qt.ItemDataRole.UserRole, str(one.path))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{one.title}, {one.path}, {when(one.opened)}")
            line = _RecentLine(one)
            item.setSizeHint(QSize(0, line.sizeHint().height() + GRID))
            self.addItem(item)
            self.setItemWidget(item, line)
        if self.projects:
            self.setCurrentRow(0)

    def chosen(self) -> Path | None:
        """The file of the chosen line."""
        item = self.currentItem()
        return Path(item.data(Qt.ItemDataRole.UserRole)) if item is not None else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete takes the chosen project off the list."""
        chosen = self.chosen()
        if event.key() == Qt.Key.Key_Delete and chosen is not None:
            self._settings.forget(chosen)
        else:
            super().keyPressEvent(event)


class _RecentLine(QWidget):
    def __init__(self, project: RecentProject) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        box = column(self, gap=2)
        box.setContentsMargins(GAP, GAP, GAP, GAP)
        first = row(gap=GAP_LARGE)
        first.addWidget(ElidedLabel(project.title or project.path.stem, "section"), 1)
        first.addWidget(label("", "small", words=when(project.opened)))
        box.addLayout(first)
        box.addWidget(ElidedLabel(str(project.path), "small", Qt.TextElideMode.ElideMiddle))


class WelcomePage(QScrollArea):
    """What one sees without a project."""

    new_asked = Signal()
    open_asked = Signal()
    sample_asked = Signal()
    project_chosen = Signal(object)
    """The Path of a recent project."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self.setWidgetResizable(True)
        set_role(self, "surface")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        ground = QWidget()
        set_role(ground, "surface")
        inner = QWidget()
        inner.setMaximumWidth(_WIDTH)
        box = column(inner, gap=GAP)
        box.addWidget(label("", "display", words="QualCoder Peer"))
        box.addWidget(
            label("Code interviews, and turn coded quotes into a report. Everything stays on this computer.", "muted",
                  wrap=True)
        )  # fmt: skip
        box.addSpacing(GAP_LARGE)
        self.new_button = button("New project", "plus", "primary", self.new_asked.emit)
        self.open_button = button("Open…", "folder-open", "", self.open_asked.emit)
        self.sample_button = button("Open the sample project", "book-open", "", self.sample_asked.emit)
        buttons = row(gap=GAP)
        for one in (self.new_button, self.open_button, self.sample_button):
            buttons.addWidget(one)
        buttons.addStretch(1)
        box.addLayout(buttons)
        box.addSpacing(GAP_HUGE)
        self.heading = label("Recent projects", "title")
        box.addWidget(self.heading)
        self.recent = RecentList(settings)
        self.recent.itemActivated.connect(lambda _item: self._choose())
        self.recent.itemClicked.connect(lambda _item: self._choose())
        self.recent.installEventFilter(self)
        box.addWidget(self.recent, 1)
        self.teach = label("", "muted", wrap=True)
        box.addWidget(self.teach)
        box.addStretch(0)
        box.addLayout(self._foot())
        outer = row(ground)
        outer.setContentsMargins(GAP_HUGE, GAP_HUGE + GAP_LARGE, GAP_HUGE, GAP_LARGE)
        outer.addStretch(1)
        outer.addWidget(inner, 100)
        outer.addStretch(1)
        self.setWidget(ground)
        settings.changed.connect(self._settings_changed)
        live_call(self, self._show_state)

    def enter(self) -> None:
        """Put the focus where most begin."""
        (self.recent if self.recent.projects else self.new_button).setFocus()

    def set_busy(self, busy: bool) -> None:
        """While a project is being opened, no other can be."""
        for one in (self.new_button, self.open_button, self.sample_button, self.recent):
            one.setEnabled(not busy)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter on the list opens, also where the platform's style would not."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose()
                return True
        return False

    def _foot(self) -> QHBoxLayout:
        self.language = QuietComboBox()
        for key, title in LANGUAGES.items():
            self.language.addItem(title, key)
        self.language.setCurrentIndex(list(LANGUAGES).index(self._settings.language))
        self.language.activated.connect(lambda index: setattr(self._settings, "language", list(LANGUAGES)[index]))
        self.theme = QuietComboBox()
        for _key in THEME_TITLES:
            self.theme.addItem("")
        self.theme.setCurrentIndex(list(THEME_TITLES).index(self._settings.theme))
        self.theme.activated.connect(lambda index: setattr(self._settings, "theme", list(THEME_TITLES)[index]))
        live(self.language, "setAccessibleName", "Language")
        live(self.theme, "setAccessibleName", "Colours")
        foot = row(gap=GAP)
        foot.addWidget(label("Language", "muted", buddy=self.language))
        foot.addWidget(self.language)
        foot.addSpacing(GAP_LARGE)
        foot.addWidget(label("Colours", "muted", buddy=self.theme))
        foot.addWidget(self.theme)
        foot.addStretch(1)
        return foot

    def _choose(self) -> None:
        chosen = self.recent.chosen()
        if chosen is not None and self.recent.isEnabled():
            self.project_chosen.emit(chosen)

    def _settings_changed(self, name: str) -> None:
        if name == "recent":
            self.recent.read()
            self._show_state()
        elif name == "language":
            self.language.setCurrentIndex(list(LANGUAGES).index(self._settings.language))
        elif name == "theme":
            self.theme.setCurrentIndex(list(THEME_TITLES).index(self._settings.theme))

    def _show_state(self) -> None:
        some = bool(self.recent.projects)
        self.heading.setVisible(some)
        self.recent.setVisible(some)
        self.teach.setVisible(not some)
        self.teach.setText(
            tr(
                "A project is one file, with your transcripts, codes and report in it. Begin with a new one, "
                "or look around in the sample project: an invented evaluation with five interviews, coded."
            )
        )
        for index, title in enumerate(THEME_TITLES.values()):
            self.theme.setItemText(index, tr(title))
        self.recent.setMinimumHeight(min(len(self.recent.projects), 4) * 14 * GRID)
