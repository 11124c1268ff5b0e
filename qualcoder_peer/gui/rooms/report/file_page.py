"""A page that checks a finished Word file: chosen or dropped, checked beside the window, told of in a list."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, Protocol

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from qualcoder_peer.core.domain.messages import Message, message
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import live_call, say, tr
from qualcoder_peer.gui.jobs import Job
from qualcoder_peer.gui.rooms.report.room_pages import Page
from qualcoder_peer.gui.theme import themes
from qualcoder_peer.gui.widgets.basics import ElidedLabel, EmptyState

WORD_SUFFIXES = (".docx", ".docm", ".dotx", ".dotm")


class Rows(Protocol):
    """The model of what was found."""

    def say_again(self) -> None:
        """The language or the theme is another."""


class FilePage(Page):
    """``path`` is the file that was checked last. ``check`` gets another one; the file itself stays as it is.

    A subclass says in ``run`` what checks a file, in ``asks`` and ``doing`` how that is called, shows in ``show_found``
    what was found and tells in ``told`` what came of it. It makes ``table`` over ``model`` and puts the tools in their
    row with ``put_tools``.
    """

    asks: ClassVar[Message]
    """The title of the dialog in which a file is chosen."""
    doing: ClassVar[str]
    """What is being done while it is checked, with its ``{name}``."""

    model: Rows
    start: EmptyState

    def __init__(self, context: RoomContext, run: Callable[..., Any]) -> None:
        super().__init__(context)
        self._run = run
        self.path: Path | None = None
        self.last_folder = Path(context.project.path).parent
        self._when_checked: list[QWidget] = []
        self.name = ElidedLabel()
        self.setAcceptDrops(True)

    @property
    def has_file(self) -> bool:
        """Whether a file was checked."""
        return self.path is not None

    def choose_file(self) -> QFileDialog:
        """Ask for the file."""
        return ask_word_file(self, self.asks, self.last_folder, self.check)

    def check(self, path: Path) -> Job:
        """Check a file beside the window; a check under way is stopped."""
        self.last_folder = path.parent
        job = self.read(
            self._run, path, then=lambda found: self._checked(path, found), title=message(self.doing, name=path.name)
        )
        job.finished.connect(self.context.actions.refresh)
        self.context.actions.refresh()
        return job

    def check_again(self) -> None:
        """Check the same file: it, or what it is held against, may have changed."""
        if self.path is not None:
            self.check(self.path)

    def show_found(self, found: Any) -> None:
        """Show what a check found."""

    def told(self, path: Path) -> str:
        """What came of the check in a few words, with the name of the file."""
        return path.name

    def is_free(self) -> bool:
        """Whether no check is under way."""
        return self.job is None

    def can_check_again(self) -> bool:
        """Whether a file was checked and no check is under way."""
        return self.has_file and self.is_free()

    # Qt overrides

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self.check(path)

    # For subclasses

    def put_tools(self, *tools: tuple[QPushButton, str], when_checked: tuple[QPushButton, ...]) -> None:
        """Put the name of the file and the buttons of actions in their row.

        Those of ``when_checked`` are shown once a file was. From now on the page says all again in another language.
        """
        self._when_checked.extend(when_checked)
        box = self.tool_row()
        box.addWidget(self.name, 1)
        for one, key in tools:
            self.context.actions.bind(one, key)
            box.addWidget(one)
        themes.changed.connect(self.model.say_again)
        live_call(self, self.say_all)

    def say_all(self) -> None:
        """Say everything again."""
        for one in self._when_checked:
            one.setVisible(self.has_file)
        self.name.setText("" if self.path is None else self.told(self.path))
        self.model.say_again()
        self.context.actions.refresh()

    # Private

    def _checked(self, path: Path, found: Any) -> None:
        self.path = path
        self.show_found(found)
        self.say_all()
        self.focus()


def ask_word_file(page: QWidget, title: Message, folder: Path, then: Callable[[Path], object]) -> QFileDialog:
    """Ask for a finished Word file, beginning in a folder; ``then`` gets it."""
    dialog = QFileDialog(page.window(), say(title))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    patterns = " ".join(f"*{suffix}" for suffix in WORD_SUFFIXES)
    dialog.setNameFilter(tr("Word documents ({pattern})", pattern=patterns))
    dialog.setDirectory(str(folder))
    dialog.fileSelected.connect(lambda path: then(Path(path)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def _dropped(event: QDropEvent) -> Path | None:
    """The one Word file that is dragged; None for anything else."""
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return paths[0] if len(paths) == 1 and paths[0].suffix.lower() in WORD_SUFFIXES else None
