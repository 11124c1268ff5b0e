"""A small project in the coding room, in a window that is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout

from qualcoder_peer.core.domain.model import CodeRole
from qualcoder_peer.core.importers.run import import_files
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code, read_tree
from qualcoder_peer.core.services.quotes import Quote, iter_quotes
from qualcoder_peer.core.services.sources import list_documents
from qualcoder_peer.gui.context import RoomContext
from qualcoder_peer.gui.rooms.coding.panel import CodingRoom
from qualcoder_peer.gui.settings import Settings
from tests.support.gui import make_context, wait_for

INTERVIEW = """Intervjuare: Vad betyder stödet?

R1: Det betyder allt 🙂 för mig. Utan stödet vore det tomt, ett riktigt tomrum 👩‍👩‍👧 hemma.

Intervjuare: Berätta mer.

R1: Man blir lyssnad på. Det är skönt att någon orkar höra.

R2: Jag håller inte med. Stöden kom för sent.
"""
NOTE = "En stilla eftermiddag i besöksrummet. Någon läser tidningen vid fönstret.\n"
ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier

MakeRoom = Callable[..., CodingRoom]


class Codes(NamedTuple):
    """Ids of the codes of the project."""

    question: int
    void: int
    listening: int
    goal: int


@pytest.fixture
def material(project: Project, tmp_path: Path) -> Project:
    """Two documents, nothing coded."""
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "Intervju.txt").write_text(INTERVIEW, encoding="utf-8")
    (folder / "Observation.txt").write_text(NOTE, encoding="utf-8")
    import_files(project, [folder])
    return project


@pytest.fixture
def codes(material: Project) -> Codes:
    """A question with two themes, and a goal."""
    question = add_code(material, "Vad har stödet betytt?", role=CodeRole.QUESTION)
    void = add_code(material, "Tomrummet", question, texts={"definition": "Det som saknades före stödet"})
    listening = add_code(material, "Bli lyssnad på", question)
    goal = add_code(material, "Mål 1", role=CodeRole.GOAL)
    return Codes(question, void, listening, goal)


@pytest.fixture
def make_room(qt_app: object) -> Iterator[MakeRoom]:
    """``make_room(context, size)``: the room in the context's window, shown and with the keyboard in the text."""
    made: list[CodingRoom] = []

    def make(context: RoomContext, size: QSize | None = None) -> CodingRoom:
        room = CodingRoom(context)
        made.append(room)
        (context.window.layout() or QVBoxLayout(context.window)).addWidget(room)
        context.window.resize(size or QSize(1200, 680))
        context.window.show()
        wait_for(context.window.windowHandle().isExposed)
        context.window.activateWindow()
        room.enter()
        return room

    yield make
    for room in made:
        room.leave()


@pytest.fixture
def room(context: RoomContext, codes: Codes, make_room: MakeRoom) -> CodingRoom:
    """The room with the interview open and the codes there."""
    made = make_room(context)
    open_titled(made, "Intervju")
    made.view.setFocus()
    return made


@pytest.fixture
def reading_context(material: Project, settings: Settings, codes: Codes, tmp_path: Path) -> Iterator[RoomContext]:
    """A context whose project may only be read."""
    with Project.open(material.path, read_only=True, snapshot=False) as project:
        made = make_context(project, settings, tmp_path)
        yield made
        made.bridge.stop()


def open_titled(room: CodingRoom, title: str) -> None:
    """Open a document by its title."""
    documents = {one.title: one.id for one in list_documents(room.context.project)}
    room.open_document(documents[title])


def select(room: CodingRoom, words: str) -> tuple[int, int]:
    """Select words of the open document. Returns where they stand."""
    start = room.session.text.index(words)
    room.view.select(start, start + len(words))
    return start, start + len(words)


def press(room: CodingRoom, key: str | Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key in the text."""
    QTest.keyClick(room.view, key, modifiers)


def quotes(room: CodingRoom) -> list[Quote]:
    """All codings of the project as it is in the file."""
    return list(iter_quotes(room.context.project))


def only(room: CodingRoom) -> Quote:
    """The one coding of the project."""
    found = quotes(room)
    assert len(found) == 1, [(one.text, one.code_path) for one in found]
    return found[0]


def names(project: Project) -> list[str]:
    """The paths of all codes, in the order of the tree."""
    tree = read_tree(project)
    return ["/".join(tree.path(code.id)) for code in tree.in_order()]


def shown(room: CodingRoom) -> dict[int, tuple[int, int, str]]:
    """What the transcript shows: id → start, end and name."""
    return {one.id: (one.start, one.end, one.name) for one in room.view.segments.index}
