from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from qualcoder_peer.gui.app import make_window
from qualcoder_peer.gui.settings import Settings
from tests.support.gui import Wait


def test_a_project_named_at_the_start_is_opened_after_the_first_picture(
    settings: Settings, path: Path, wait: Wait
) -> None:
    settings.language = "en"
    window = make_window(path, settings)
    painted: list[bool] = []
    window.first_painted.connect(lambda: painted.append(window.context is None))
    window.show()
    wait(lambda: window.context is not None)
    assert painted == [True] and window.windowTitle() == "Personligt ombud — All changes saved"
    window.close()
    wait(lambda: window.context is None)


def test_a_project_that_is_not_there_is_told_in_a_sentence(settings: Settings, tmp_path: Path, wait: Wait) -> None:
    settings.language = "en"
    window = make_window(tmp_path / "borta.qcp", settings)
    window.show()
    wait(window.bar.isVisible)
    assert "borta.qcp" in window.bar.text.text() and window.stack.currentWidget() is window.welcome


def test_the_first_window_needs_neither_database_nor_other_heavy_libraries() -> None:
    heavy = ("sqlalchemy", "docx", "lxml", "nltk", "xlsxwriter", "sqlite3")
    code = (
        "import sys, qualcoder_peer.gui.app as app\n"
        "made = app.make_app(); window = app.make_window(None); window.show()\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
