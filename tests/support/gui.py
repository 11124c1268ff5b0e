"""Waiting for events, and the parts of the shell without a main window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import read_tree
from qualcoder_peer.gui.actions import ActionRegistry
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.exporting import Exporting
from qualcoder_peer.gui.jobs import jobs
from qualcoder_peer.gui.main_window import MainWindow
from qualcoder_peer.gui.messages import Messages
from qualcoder_peer.gui.navigator import Navigator
from qualcoder_peer.gui.rooms.base import Room
from qualcoder_peer.gui.settings import Settings

Wait = Callable[..., None]
CTRL = Qt.KeyboardModifier.ControlModifier


def wait_for(condition: Callable[[], object], milliseconds: int = 60_000) -> None:
    """Let events run until ``condition`` is true. Fails when it never is."""
    clock = QElapsedTimer()
    clock.start()
    while not condition():
        assert clock.elapsed() < milliseconds, "waited in vain"
        run_events(5)
    delete_deferred()


def run_events(milliseconds: int = 0) -> None:
    """Let events run for a moment, and what they put off: on a busy machine the moment is over at its first event."""
    loop = QEventLoop()
    for moment in (milliseconds, 0, 0, 0):
        QTimer.singleShot(moment, loop.quit)
        loop.exec()


def delete_deferred() -> None:
    """Delete now what was to be deleted later."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def make_context(project: Project, settings: Settings, folder: Path) -> RoomContext:
    """The context of an open project in a window that has nothing else."""
    window = QWidget()
    messages = Messages(folder / "reports", window)
    jobs.unhandled.connect(messages.error)
    return RoomContext(project, window, settings, messages, Navigator(window), ActionRegistry(window, settings))


def end_context(context: RoomContext) -> None:
    """End as the window does: no job is left and no room, whose timers would read a project that has been closed."""
    jobs.cancel_all()
    wait_for(lambda: not jobs.active)
    for one in QApplication.topLevelWidgets():
        if isinstance(one, Room):
            one.hide()
            one.deleteLater()
    delete_deferred()
    context.bridge.stop()
    jobs.unhandled.disconnect(context.messages.error)


def press(window: MainWindow, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key where the focus is."""
    QTest.keyClick(QApplication.focusWidget() or window, key, modifiers)


def names(window: MainWindow) -> list[str]:
    """The names of the codes of the open project, in the order of the tree."""
    assert window.context is not None
    return [code.name for code in read_tree(window.context.project).in_order()]


def errors(page: QWidget) -> list[str]:
    """What a page says is wrong in it."""
    return [one.text() for one in page.findChildren(QLabel) if one.property("role") == "danger" and one.isVisible()]


def go_on(exporting: Exporting) -> None:
    """Where something was found before an export, go on all the same."""
    wait_for(lambda: not jobs.active)
    dialog = exporting.dialog
    if dialog is not None and dialog.isVisible():
        dialog.go_button.click()
