from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray

from qualcoder_peer.gui.settings import PROFILE_VARIABLE, RECENT_LIMIT, Settings, profile_folder


def test_defaults_and_what_is_remembered_after_a_restart(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "s.ini")
    assert (settings.theme, settings.reading_width, settings.zoom, settings.coder) == ("system", 70, 110, "")
    changed: list[str] = []
    settings.changed.connect(changed.append)
    settings.theme = "dark"
    settings.theme = "dark"
    settings.coder = "  Åsa  "
    settings.zoom = 900
    settings.keep_state("window", QByteArray(b"\x00\xff"))
    settings.set_flag("history", True)
    settings.sync()
    assert changed == ["theme", "coder", "zoom"]
    again = Settings(tmp_path / "s.ini")
    assert (again.theme, again.coder, again.zoom) == ("dark", "Åsa", 250)
    assert again.state("window") == QByteArray(b"\x00\xff") and again.state("none").isEmpty()
    assert again.flag("history") and not again.flag("none") and again.flag("none", True)


def test_nonsense_in_the_file_gives_the_defaults(tmp_path: Path) -> None:
    (tmp_path / "s.ini").write_text("[General]\ntheme=pink\nlanguage=xx\nreading_width=wide\nzoom=-4\n")
    settings = Settings(tmp_path / "s.ini")
    assert (settings.theme, settings.language, settings.reading_width, settings.zoom) == ("system", "en", 70, 60)


@pytest.mark.parametrize(("environment", "language"), [("sv_SE.UTF-8", "sv"), ("nb_NO", "da"), ("de_DE", "en")])
def test_the_first_language_is_the_system_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environment: str, language: str
) -> None:
    monkeypatch.setenv("LC_ALL", environment)
    assert Settings(tmp_path / "s.ini").language == language


def test_recent_projects_newest_first_only_those_that_exist(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "s.ini")
    for name in ("a", "b", "c"):
        path = tmp_path / f"{name}.qcp"
        path.write_bytes(b"x")
        settings.remember(path, name.upper())
    settings.remember(tmp_path / "a.qcp", "A again")
    assert [one.title for one in settings.recent()] == ["A again", "C", "B"]
    (tmp_path / "c.qcp").unlink()
    assert [one.title for one in Settings(tmp_path / "s.ini").recent()] == ["A again", "B"]
    settings.forget(tmp_path / "b.qcp")
    assert [one.path for one in settings.recent()] == [tmp_path / "a.qcp"]
    assert (tmp_path / "b.qcp").is_file()


def test_the_list_of_recent_projects_does_not_grow_for_ever(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "s.ini")
    for number in range(RECENT_LIMIT + 5):
        path = tmp_path / f"{number}.qcp"
        path.write_bytes(b"x")
        settings.remember(path, str(number))
    assert len(settings.recent()) == RECENT_LIMIT
    assert settings.recent()[0].title == str(RECENT_LIMIT + 4)


def test_a_profile_folder_can_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PROFILE_VARIABLE, str(tmp_path / "p"))
    assert profile_folder() == tmp_path / "p"
    settings = Settings()
    settings.coder = "X"
    settings.sync()
    assert (tmp_path / "p" / "settings.ini").is_file()
