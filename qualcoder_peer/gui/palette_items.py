"""What the command palette finds in the open project: documents, codes and respondents, read once per change."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from qualcoder_peer.core.domain.changes import ChangeSet
from qualcoder_peer.gui.context import PaletteItem, RoomContext
from qualcoder_peer.gui.i18n import languages, tr
from qualcoder_peer.gui.navigator import Place


class ProjectItems(QObject):
    """A provider for the palette."""

    def __init__(self, context: RoomContext) -> None:
        super().__init__(context)
        self._context = context
        self._items: list[PaletteItem] | None = None
        context.bridge.changed.connect(self._changed)
        languages.changed.connect(self._forget)

    def __call__(self, _query: str) -> list[PaletteItem]:
        """Everything there is; the palette chooses."""
        if self._items is None:
            self._items = [*self._documents(), *self._codes(), *self._respondents()]
        return self._items

    @Slot(object)
    def _changed(self, changes: ChangeSet) -> None:
        if changes.touches("document", "code", "respondent"):
            self._items = None

    @Slot()
    def _forget(self) -> None:
        self._items = None

    def _documents(self) -> list[PaletteItem]:
        from qualcoder_peer.core.services.sources import list_documents

        return [
            PaletteItem(one.title, tr("Document"), "file-text", self._going(Place("coding", document=one.id)))
            for one in list_documents(self._context.project)
        ]

    def _codes(self) -> list[PaletteItem]:
        from qualcoder_peer.core.services.codebook import read_tree, write_path

        tree = read_tree(self._context.project)
        return [
            PaletteItem(
                one.name,
                write_path(tree.path(one.id)[:-1]) or tr("Code"),
                "tag",
                self._going(Place("coding", code=one.id)),
            )
            for one in tree.in_order()
        ]

    def _respondents(self) -> list[PaletteItem]:
        from qualcoder_peer.core.services.respondents import list_respondents

        return [
            PaletteItem(one.name, tr("Respondent"), "user", self._going(Place("material", respondent=one.id)))
            for one in list_respondents(self._context.project)
        ]

    def _going(self, place: Place) -> Callable[[], None]:
        return lambda: self._context.navigator.go(place)
