"""A project with two interviews and a note, and the room over it in a window that is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QVBoxLayout

from qualcoder_peer.core.importers.run import import_files
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code
from qualcoder_peer.core.services.coding import NewCoding, add_codings
from qualcoder_peer.core.services.sources import list_documents
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.i18n import say
from qualcoder_peer.gui.jobs import jobs
from qualcoder_peer.gui.rooms.material.import_dialog import ImportDialog
from qualcoder_peer.gui.rooms.material.import_items import ImportItem
from qualcoder_peer.gui.rooms.material.panel import MaterialRoom
from tests.support.gui import wait_for

Preview = Callable[..., ImportDialog]

GROUP = """Intervjuare: Hur kom ni hit?

R1: Jag gick. Det var långt 🙂 men det gick.

R2: Jag åkte buss.

Intervjuare: Och sedan?

R1: Sedan satt vi här.

R2: Ja, och drack kaffe.
"""
SINGLE = """Intervjuare: Vad betyder stödet?

R3: Allt. Utan det vet jag inte.

Intervjuare: Berätta.

R3: Man blir lyssnad på.
"""
NOTE = "Det är en stilla eftermiddag i besöksrummet. Någon läser tidningen vid fönstret.\n"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with three text files."""
    folder = tmp_path / "inspelningar"
    folder.mkdir()
    (folder / "Gruppintervju.txt").write_text(GROUP, encoding="utf-8")
    (folder / "Intervju 3.txt").write_text(SINGLE, encoding="cp1252")
    (folder / "Observation.txt").write_text(NOTE, encoding="utf-8")
    return folder


@pytest.fixture
def material(project: Project, files: Path) -> Project:
    """The three files imported, one coding in the group interview and two in the other."""
    import_files(project, [files])
    ids = {one.title: one.id for one in list_documents(project)}
    code = add_code(project, "Vägen")
    at = GROUP.index("Jag gick")
    lyssnad = SINGLE.index("Man blir")
    add_codings(
        project,
        [
            NewCoding(ids["Gruppintervju"], code, at, at + 8),
            NewCoding(ids["Intervju 3"], code, lyssnad, lyssnad + 8),
            NewCoding(ids["Intervju 3"], code, SINGLE.index("Allt"), SINGLE.index("Allt") + 5),
        ],
    )
    return project


@pytest.fixture
def make_room(qt_app: object) -> Iterator[Callable[[RoomContext], MaterialRoom]]:
    """Builds the room and shows it."""
    made: list[MaterialRoom] = []

    def make(context: RoomContext) -> MaterialRoom:
        room = MaterialRoom(context)
        box = QVBoxLayout(context.window)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(room)
        context.window.resize(1200, 700)
        context.window.show()
        context.window.activateWindow()
        wait_for(context.window.isActiveWindow)
        made.append(room)
        return room

    yield make
    for room in made:
        room.leave()


@pytest.fixture
def room(material: Project, context: RoomContext, make_room: Callable[[RoomContext], MaterialRoom]) -> MaterialRoom:
    """The room over the project with material."""
    return make_room(context)


@pytest.fixture
def empty_room(context: RoomContext, make_room: Callable[[RoomContext], MaterialRoom]) -> MaterialRoom:
    """The room over a project without material."""
    return make_room(context)


@pytest.fixture
def preview(empty_room: MaterialRoom) -> Preview:
    """``preview(*paths)``: start an import, wait until all is read that is read at once, and give its dialog."""

    def start(*paths: Path) -> ImportDialog:
        empty_room.flow.start(list(paths))
        wait_for(lambda: empty_room.flow.dialog is not None and not jobs.active)
        assert empty_room.flow.dialog is not None
        return empty_room.flow.dialog

    return start


def show_item(dialog: ImportDialog, name: str) -> ImportItem:
    """Look at a file of the preview."""
    item = next(one for one in dialog.items if one.name == name)
    dialog.files.setCurrentIndex(dialog.model.index_of(item))
    wait_for(lambda: not jobs.active)
    return item


def finish(dialog: ImportDialog, room: MaterialRoom) -> str:
    """Import, and what the user is told then."""
    assert dialog.import_button.isEnabled()
    dialog.import_button.click()
    wait_for(lambda: room.flow.dialog is None and not jobs.active)
    notice = room.context.messages.last
    assert notice is not None
    return say(notice.text)
