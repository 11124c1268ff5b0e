"""What a room is given: the open project and everything of the shell it may use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from qualcoder_peer.gui.actions import ActionRegistry
from qualcoder_peer.gui.bridge import ProjectBridge
from qualcoder_peer.gui.dropped_files import is_codebook
from qualcoder_peer.gui.messages import Messages
from qualcoder_peer.gui.navigator import Navigator, Place
from qualcoder_peer.gui.settings import Settings

if TYPE_CHECKING:
    from qualcoder_peer.core.project import Project


@dataclass(frozen=True, slots=True)
class PaletteItem:
    """One line of the command palette: what it is called, what kind of thing it is, and what Enter does."""

    title: str
    detail: str
    icon: str
    run: Callable[[], object]
    keys: str = ""


PaletteProvider = Callable[[str], Sequence[PaletteItem]]
"""Items for what was typed; the palette filters and orders them (``core/text/fuzzy.py``), so a provider may return
all it has if they are few, or those its own search finds."""


class RoomContext(QObject):
    """The project and the shell, as one object, for as long as the project is open."""

    import_requested = Signal(list)
    """Paths dropped on the window or chosen in the menu; the Material room imports them."""
    codebooks_requested = Signal(list)
    """The same of files that can be nothing but code books; the coding room imports them."""

    def __init__(
        self,
        project: Project,
        window: QWidget,
        settings: Settings,
        messages: Messages,
        navigator: Navigator,
        actions: ActionRegistry,
    ) -> None:
        super().__init__(window)
        self.project = project
        self.window = window
        self.settings = settings
        self.messages = messages
        self.navigator = navigator
        self.actions = actions
        self.bridge = ProjectBridge(project, self)
        self.palette: list[PaletteProvider] = []

    @property
    def read_only(self) -> bool:
        """Whether nothing may be changed; offer no editing then."""
        return self.project.read_only

    def import_paths(self, paths: Sequence[Path]) -> None:
        """Go to the Material room and import files or folders there, or to the coding room for code books alone."""
        books = [path for path in paths if is_codebook(path)]
        if books and len(books) == len(paths):
            self.navigator.go(Place("coding"))
            self.codebooks_requested.emit(books)
        elif paths:
            self.navigator.go(Place("material"))
            self.import_requested.emit(list(paths))

    def add_palette(self, provider: PaletteProvider) -> None:
        """Let the command palette (Ctrl+K) find more."""
        self.palette.append(provider)
