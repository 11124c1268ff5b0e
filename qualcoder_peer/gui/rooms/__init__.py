"""The rooms: one package each, with ``panel.py`` and a class named in ``ROOMS``. Rooms never import rooms.

How to write a room
-------------------
``rooms/material/panel.py`` has ``class MaterialRoom(Room)`` (``rooms/base.py``), constructed with one RoomContext
when the room is first shown, and deleted when the project is closed. ``key`` is the first word of its actions.

- **Read** through functions of ``core/services`` with ``context.project``. Never import ``core.storage``, and import
  ``core.project`` and services inside functions or under TYPE_CHECKING only where the first window would pay for it
  (rooms are loaded after the first paint, so in a room ordinary imports are fine).
- **Change** in three steps: read the widget, call one service function, stop. What changed comes back as
  ``context.bridge.changed(ChangeSet)``; repaint there, and only what it names. UserErrors may simply be raised in a
  slot: they reach ``messages.error`` and are shown. ``context.messages.notify(message("…"), undo=True)`` says in
  passing what was done. If ``context.read_only``, offer no editing.
- **Long work**: ``run_job(self, service_function, ..., title=message("Importing files"), on_done=self._imported)``.
- **Words**: ``live(label, "setText", "Documents")``, ``live_call(self, self._show_counts)``, in models and painting
  ``tr(...)``, and emit ``headerDataChanged``/``dataChanged`` (or ``viewport().update()``) from ``live_call``. Numbers
  and dates: ``i18n.number``, ``percent``, ``when``, ``day``. The user's own words go into labels as PlainText:
  use ``widgets/basics.py`` (``label(...)``, ``button(...)``, ``EmptyState`` …), which see to that and to names
  for screen readers.
- **Colours, sizes, icons**: ``themes.current.accent`` and so on, ``themes.font("title")``, gaps from ``theme.GAP*``,
  roles through ``set_role`` (``stylesheet.py``), ``set_icon(button, "plus")``. A new icon: copy its SVG from the
  Lucide family into ``resources/icons``.
- **Lifetimes**: a room is deleted with its project, the window is not. Connect signals of what lives longer
  (``themes``, ``languages``, ``jobs``, settings) to bound methods of widgets only: a lambda would outlive the room.
  Call ``setVisible(True)`` or ``show()`` on a widget only once it is in a layout: before, it is a window.
- **Actions**: ``context.actions.add("material.rename", "Rename", self._rename, keys="F2", icon="pencil", owner=self,
  enabled=self._one_selected)``, then ``context.actions.tool_button(id)`` or ``.bind(button, id)``. They appear in
  tool tips, settings and palette by themselves. Call ``context.actions.refresh()`` when a selection changes.
- **Elsewhere**: ``context.navigator.go(Place("coding", document=3, start=120, end=180))``; answer in ``go(place)`` and
  tell where you are in ``place()``. Palette: ``context.add_palette(provider)``.
- **Layout** is kept with ``context.settings.keep_state("material/splitter", splitter.saveState())`` in ``leave``.
- Files dropped on the window come through ``context.import_requested`` (Material connects to it), code books through
  ``codebooks_requested`` (the coding room).

Tests: fixtures ``qt_app``, ``project`` and ``context`` of ``tests/gui/conftest.py`` (a real project and shell parts
without a main window); Qt warnings and exceptions in slots fail a test.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from qualcoder_peer.core.domain.messages import N_

if TYPE_CHECKING:
    from qualcoder_peer.gui.context import RoomContext
    from qualcoder_peer.gui.rooms.base import Room


@dataclass(frozen=True, slots=True)
class RoomEntry:
    """A room of the rail: its title and icon, and where its class is, which is imported when it is first shown."""

    key: str
    title: str
    icon: str
    module: str
    class_name: str

    def is_there(self) -> bool:
        """Whether this version of the program has the room; one that has not come yet is not shown."""
        package = self.module.rpartition(".")[0]
        return find_spec(package) is not None and find_spec(self.module) is not None

    def build(self, context: RoomContext) -> Room:
        """The room's widget for an open project."""
        room: Room = getattr(import_module(self.module), self.class_name)(context)
        return room


_HERE = "qualcoder_peer.gui.rooms"
ROOMS: tuple[RoomEntry, ...] = (
    RoomEntry("material", N_("Material"), "files", f"{_HERE}.material.panel", "MaterialRoom"),
    RoomEntry("coding", N_("Coding"), "highlighter", f"{_HERE}.coding.panel", "CodingRoom"),
    RoomEntry("report", N_("Report"), "file-text", f"{_HERE}.report.panel", "ReportRoom"),
)
