"""Starts the window: as little as possible before it can be seen, the rest after."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.resources import resource
from qualcoder_peer.gui.collecting import Collector
from qualcoder_peer.gui.i18n import set_language
from qualcoder_peer.gui.jobs import run_job
from qualcoder_peer.gui.main_window import MainWindow
from qualcoder_peer.gui.memory import keep_freed_memory
from qualcoder_peer.gui.rooms import ROOMS
from qualcoder_peer.gui.settings import Settings
from qualcoder_peer.gui.theme import themes
from qualcoder_peer.version import __version__

_TURN_S = 0.0005


def run(argv: Sequence[str]) -> int:
    """Show the window, with the project file named first in ``argv`` if there is one, until it is closed."""
    app = make_app()
    window = make_window(Path(argv[0]) if argv else None)
    window.messages.catch_all()
    window.show()
    return app.exec()


def make_app() -> QApplication:
    """The QApplication with names and icon, which chooses its time for collecting garbage and is not kept waiting by
    jobs: Python lets the thread that computes go on for 5 ms before the window gets its turn, at every call that waits
    for the disk or the screen."""
    keep_freed_memory()
    sys.setswitchinterval(_TURN_S)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("QualCoder Peer")
    app.setApplicationDisplayName("QualCoder Peer")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("qualcoder-peer")
    app.setWindowIcon(QIcon(str(resource("icons", "qualcoder-peer.svg"))))
    Collector(app)
    return app


def make_window(project: Path | None, settings: Settings | None = None) -> MainWindow:
    """The window in the user's language and colours; ``project`` is opened once the window has been painted."""
    settings = settings or Settings()
    set_language(settings.language)
    themes.choose(settings.theme)
    window = MainWindow(settings)
    window.first_painted.connect(lambda: _after_first_paint(window, project))
    for collector in _collectors():
        window.session.closed.connect(collector.search_all_soon)
    return window


def _collectors() -> list[Collector]:
    app = QApplication.instance()
    return [] if app is None else app.findChildren(Collector)


def _after_first_paint(window: MainWindow, project: Path | None) -> None:
    """Load what opening a project needs while the user still looks at the first page; what is needed first, first."""
    if project is None:
        run_job(window, _load, "", title="", cancellable=False)
        return
    run_job(
        window, _load, window.settings.last_room or ROOMS[0].key, title=message("Opening “{name}”", name=project.name),
        on_done=lambda _loaded: window.session.open(project), cancellable=False,
    )  # fmt: skip
    window.session.opened.connect(
        lambda _context: run_job(window, _load, "", title="", cancellable=False), Qt.ConnectionType.SingleShotConnection
    )


def _load(room: str) -> None:
    import_module("qualcoder_peer.core.project")
    for entry in ROOMS:
        if entry.is_there() and room in ("", entry.key):
            import_module(entry.module)
