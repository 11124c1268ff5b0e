"""Opening a project and its rooms shows no window but the one: a part shown before it has its place would flash up
as a window of its own and take the keyboard away."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from qualcoder_peer.core.samples import create_sample
from qualcoder_peer.gui.app import make_window
from qualcoder_peer.gui.navigator import Place
from qualcoder_peer.gui.rooms import ROOMS
from qualcoder_peer.gui.settings import Settings
from tests.support.gui import run_events, wait_for


class ShownWindows(QObject):
    """Remembers every widget that is shown as a window."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note what is shown without a parent."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.names.append(type(watched).__name__)
        return False


@pytest.mark.parametrize("sample", [True, False], ids=["sample", "empty"])
def test_rooms_open_without_stray_windows(
    qt_app: QApplication, tmp_path: Path, settings: Settings, sample: bool
) -> None:
    """With material and without it."""
    from qualcoder_peer.core.project import Project

    file = tmp_path / "one.qcp"
    (create_sample(file, "en") if sample else Project.create(file, title="Empty")).close()
    shown = ShownWindows()
    qt_app.installEventFilter(shown)
    window = make_window(None, settings)
    window.show()
    run_events(50)
    window.session.open(file)
    wait_for(lambda: window.context is not None)
    assert window.context is not None
    for entry in ROOMS:
        if entry.is_there():
            window.context.navigator.go(Place(entry.key))
            run_events(50)
    qt_app.removeEventFilter(shown)
    assert shown.names == ["MainWindow"]
    window.close()
    wait_for(lambda: not window.isVisible())
