"""The settings: language, colours, name, reading, keys. Everything takes effect at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import Signal

from qualcoder_peer.core.domain.messages import N_
from qualcoder_peer.core.i18n import LANGUAGES
from qualcoder_peer.gui.actions import ActionRegistry
from qualcoder_peer.gui.forms.builder import OptionsForm
from qualcoder_peer.gui.rooms.settings.shortcuts import ShortcutsTable
from qualcoder_peer.gui.settings import READING_WIDTHS, ZOOM, Settings
from qualcoder_peer.gui.theme import GAP, THEME_TITLES
from qualcoder_peer.gui.widgets.basics import button, row
from qualcoder_peer.gui.widgets.page import Page


@dataclass(frozen=True, slots=True)
class SettingsFields:
    """The settings as a form; the names are those of Settings."""

    language: str = field(default="sv", metadata={"label": N_("Language"), "choices": LANGUAGES})
    theme: str = field(default="system", metadata={"label": N_("Colours"), "choices": THEME_TITLES})
    coder: str = field(
        default="",
        metadata={
            "label": N_("Your name or initials"),
            "help": N_("It signs your codings and stands in the history."),
        },
    )
    reading_width: int = field(
        default=70,
        metadata={
            "label": N_("Characters in a line of a transcript"),
            "minimum": READING_WIDTHS[0], "maximum": READING_WIDTHS[1],
        },
    )  # fmt: skip
    zoom: int = field(
        default=110,
        metadata={"label": N_("Size of the letters of a transcript, in per cent"), "minimum": ZOOM[0],
                  "maximum": ZOOM[1]},
    )  # fmt: skip


class SettingsPage(Page):
    """The settings page."""

    finished = Signal()

    def __init__(self, settings: Settings, actions: ActionRegistry) -> None:
        super().__init__(N_("Settings"), width=720)
        self._settings = settings
        self.form = OptionsForm(self._read())
        self.form.changed.connect(self._write)
        settings.changed.connect(self._changed)
        self.box.addWidget(self.form)
        self.add_section("Keys")
        self.shortcuts = ShortcutsTable(settings, actions)
        self.box.addWidget(self.shortcuts)
        done = row(gap=GAP)
        self.done_button = button("Done", role="primary", on_click=self.finished.emit)
        done.addWidget(self.done_button)
        done.addStretch(1)
        self.box.addSpacing(GAP)
        self.box.addLayout(done)

    def enter(self) -> None:
        """Begin with the first field."""
        self.form.editors["language"].focus_widget.setFocus()

    def _read(self) -> SettingsFields:
        values: dict[str, Any] = {name: getattr(self._settings, name) for name in SettingsFields.__slots__}
        return SettingsFields(**values)

    def _write(self, name: str) -> None:
        setattr(self._settings, name, self.form.editors[name].value())

    def _changed(self, name: str) -> None:
        editor = self.form.editors.get(name)
        if editor is not None and editor.value() != getattr(self._settings, name):
            editor.set_value(getattr(self._settings, name))
