"""What the program remembers of a user on this computer: typed, in one ini file."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, QSettings, QStandardPaths, Signal

from qualcoder_peer.core.i18n import LANGUAGES, system_language

PROFILE_VARIABLE = "QUALCODER_PEER_PROFILE"
"""Names a folder for settings and error reports, for portable use and for tests."""
RECENT_LIMIT = 12
READING_WIDTHS = (55, 90)
ZOOM = (60, 250)


@dataclass(frozen=True, slots=True)
class RecentProject:
    """A project opened before; ``opened`` is ISO 8601, UTC."""

    path: Path
    title: str
    opened: str


def profile_folder() -> Path:
    """The folder of settings and error reports; it need not exist yet."""
    named = os.environ.get(PROFILE_VARIABLE)
    if named:
        return Path(named)
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)
    return Path(place) / "QualCoder Peer"


class Settings(QObject):
    """Settings with their types and defaults. ``changed`` carries the name of the property that was set."""

    changed = Signal(str)

    def __init__(self, path: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path = path or profile_folder() / "settings.ini"
        self._store = QSettings(str(self.path), QSettings.Format.IniFormat)

    @property
    def language(self) -> str:
        """The language of the window, a key of LANGUAGES; at first that of the system."""
        return self._text("language", system_language(), tuple(LANGUAGES))

    @language.setter
    def language(self, value: str) -> None:
        self._set("language", value)

    @property
    def theme(self) -> str:
        """``system``, ``light``, ``dark`` or ``contrast``."""
        return self._text("theme", "system", ("system", "light", "dark", "contrast"))

    @theme.setter
    def theme(self, value: str) -> None:
        self._set("theme", value)

    @property
    def coder(self) -> str:
        """The name that signs the user's work; empty until it is given."""
        return self._text("coder", "")

    @coder.setter
    def coder(self, value: str) -> None:
        self._set("coder", value.strip())

    @property
    def reading_width(self) -> int:
        """Characters in a line of a transcript."""
        return self._number("reading_width", 70, *READING_WIDTHS)

    @reading_width.setter
    def reading_width(self, value: int) -> None:
        self._set("reading_width", int(value))

    @property
    def zoom(self) -> int:
        """Size of the transcript's letters in per cent of the system's."""
        return self._number("zoom", 110, *ZOOM)

    @zoom.setter
    def zoom(self, value: int) -> None:
        self._set("zoom", max(ZOOM[0], min(ZOOM[1], int(value))))

    @property
    def shortcuts(self) -> dict[str, str]:
        """Keys the user has changed: id of the action → portable text; empty text means none."""
        self._store.beginGroup("shortcuts")
        keys = {name: str(self._store.value(name) or "") for name in self._store.childKeys()}
        self._store.endGroup()
        return keys

    def set_shortcut(self, action: str, keys: str | None) -> None:
        """Change the keys of an action; None gives its own back."""
        if keys is None:
            self._store.remove(f"shortcuts/{action}")
        else:
            self._store.setValue(f"shortcuts/{action}", keys)
        self.changed.emit("shortcuts")

    @property
    def last_room(self) -> str:
        """The room the user was in the last time."""
        return self._text("last_room", "")

    @last_room.setter
    def last_room(self, value: str) -> None:
        self._set("last_room", value)

    @property
    def import_folder(self) -> Path | None:
        """The folder that files were last imported from, if it is still there."""
        folder = self._text("import_folder", "")
        return Path(folder) if folder and Path(folder).is_dir() else None

    @import_folder.setter
    def import_folder(self, value: Path) -> None:
        self._set("import_folder", str(value))

    def recent(self) -> list[RecentProject]:
        """Projects opened before that are still there, newest first."""
        found = []
        for index in range(self._store.beginReadArray("recent")):
            self._store.setArrayIndex(index)
            text = {name: str(self._store.value(name) or "") for name in ("path", "title", "opened")}
            if text["path"]:
                found.append(RecentProject(Path(text["path"]), text["title"], text["opened"]))
        self._store.endArray()
        return [one for one in found if one.path.is_file()]

    def remember(self, path: Path, title: str) -> None:
        """Put a project at the top of the recent ones."""
        path = path.absolute()
        opened = datetime.now(timezone.utc).isoformat(timespec="seconds")
        self._write_recent([RecentProject(path, title, opened), *(one for one in self.recent() if one.path != path)])

    def forget(self, path: Path) -> None:
        """Take a project off the recent ones; the file is not touched."""
        self._write_recent([one for one in self.recent() if one.path != path])

    def state(self, name: str) -> QByteArray:
        """A stored layout (of a window, splitter or header); empty when there is none."""
        value = self._store.value(f"layout/{name}")
        return value if isinstance(value, QByteArray) else QByteArray()

    def keep_state(self, name: str, value: QByteArray) -> None:
        """Remember a layout under a name such as ``coding/splitter``."""
        self._store.setValue(f"layout/{name}", value)

    def flag(self, name: str, default: bool = False) -> bool:
        """A switch that a room remembers, such as whether a pane is open."""
        value = self._store.value(f"flags/{name}")
        return default if value is None else str(value).lower() in ("true", "1")

    def set_flag(self, name: str, value: bool) -> None:
        """Remember a switch."""
        self._store.setValue(f"flags/{name}", value)

    def word(self, name: str) -> str:
        """A short text kept under a name; empty when there is none."""
        return self._text(name, "")

    def set_word(self, name: str, value: str) -> None:
        """Keep a short text under a name."""
        self._set(name, value)

    def sync(self) -> None:
        """Write to the disk now."""
        self._store.sync()

    def _write_recent(self, projects: list[RecentProject]) -> None:
        self._store.remove("recent")
        self._store.beginWriteArray("recent", len(projects[:RECENT_LIMIT]))
        for index, one in enumerate(projects[:RECENT_LIMIT]):
            self._store.setArrayIndex(index)
            self._store.setValue("path", str(one.path))
            self._store.setValue("title", one.title)
            self._store.setValue("opened", one.opened)
        self._store.endArray()
        self.changed.emit("recent")

    def _text(self, name: str, default: str, allowed: tuple[str, ...] = ()) -> str:
        value = self._store.value(name)
        return str(value) if isinstance(value, str) and (not allowed or value in allowed) else default

    def _number(self, name: str, default: int, lowest: int, highest: int) -> int:
        try:
            return max(lowest, min(highest, int(str(self._store.value(name)))))
        except ValueError:
            return default

    def _set(self, name: str, value: str | int) -> None:
        if str(self._store.value(name)) != str(value):
            self._store.setValue(name, value)
            self.changed.emit(name)
