"""A real application without a screen; Qt's warnings and exceptions in slots fail the test they come in."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QWidget

from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code
from qualcoder_peer.gui.app import make_window
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import set_language
from qualcoder_peer.gui.jobs import jobs
from qualcoder_peer.gui.main_window import MainWindow
from qualcoder_peer.gui.messages import report_text
from qualcoder_peer.gui.settings import PROFILE_VARIABLE, Settings
from qualcoder_peer.gui.theme import themes
from tests.support.gui import Wait, delete_deferred, end_context, make_context, wait_for

_warnings: list[str] = []
_IGNORED = (
    "This plugin does not support propagateSizeHints",
    "This plugin does not support raise()",
    "This plugin does not support grabbing the keyboard",
)


def _remember(kind: QtMsgType, _context: object, words: str) -> None:
    if kind != QtMsgType.QtDebugMsg and kind != QtMsgType.QtInfoMsg and not words.startswith(_IGNORED):
        _warnings.append(words)


@pytest.fixture(scope="session")
def qt_app() -> Iterator[QApplication]:
    """The one QApplication."""
    qInstallMessageHandler(_remember)
    app = QApplication.instance() or QApplication(["test"])
    assert isinstance(app, QApplication)
    app.setQuitOnLastWindowClosed(False)
    yield app
    # Without a screen Qt keeps what was copied in a static of its own, which dies after Python: what Python made of it
    # would then be called back.
    QApplication.clipboard().clear()


@pytest.fixture(autouse=True)
def clean_gui(qt_app: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """English, light theme, settings in a temporary folder; afterwards no window, no job, no warning is left."""
    monkeypatch.setenv(PROFILE_VARIABLE, str(tmp_path / "profile"))
    monkeypatch.setenv("LANG", "C")
    set_language("en")
    if themes.choice != "light":
        themes.choose("light")
    raised: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: raised.append(error))
    _warnings.clear()
    yield
    jobs.cancel_all()
    wait_for(lambda: not jobs.active)
    for window in app_windows():
        window.close()
        window.deleteLater()
    delete_deferred()
    assert not raised, [report_text(error) + str(error) for error in raised]
    assert not _warnings, _warnings


def app_windows() -> list[QWidget]:
    """Windows that are still open."""
    return [one for one in QApplication.topLevelWidgets() if one.parent() is None and not one.inherits("QMenu")]


@pytest.fixture
def wait() -> Wait:
    """``wait(condition)``: let events run until it is true. Fails after a minute."""
    return wait_for


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """A new, empty project in a real file."""
    with Project.create(tmp_path / "project.qcp", title="Test", language="en", coder="AB") as made:
        yield made


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings in a temporary ini file."""
    return Settings(tmp_path / "settings.ini")


@pytest.fixture
def context(project: Project, settings: Settings, tmp_path: Path) -> Iterator[RoomContext]:
    """What a room is given, with a bare window. Errors of jobs reach ``context.messages.last``."""
    made = make_context(project, settings, tmp_path)
    yield made
    end_context(made)


@pytest.fixture
def window(settings: Settings) -> Iterator[MainWindow]:
    """The main window, shown and active, without a project."""
    settings.language, settings.theme = "en", "light"
    made = make_window(None, settings)
    made.show()
    made.activateWindow()
    wait_for(made.isActiveWindow)
    yield made
    made.close()
    wait_for(lambda: made.context is None and not made.isVisible())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A project file with one code."""
    found = tmp_path / "Ett projekt.qcp"
    with Project.create(found, title="Personligt ombud", language="sv", coder="AB") as project:
        add_code(project, "Tomrummet")
    return found


@pytest.fixture
def opened(window: MainWindow, path: Path) -> MainWindow:
    """The main window with the project at ``path``."""
    window.session.open(path)
    wait_for(lambda: window.context is not None and not window.session.busy)
    return window
