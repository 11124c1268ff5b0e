"""What one coding costs must not depend on how many there are. Ratios only: the machine may be slow or busy."""

from __future__ import annotations

import json
import time
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtTest import QTest

from qualcoder_peer.core.importers.run import import_files
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code
from qualcoder_peer.core.services.coding import import_codings
from qualcoder_peer.core.services.sources import list_documents
from qualcoder_peer.gui.rooms.coding import session
from qualcoder_peer.gui.rooms.coding.panel import CodingRoom
from qualcoder_peer.gui.settings import Settings
from tests.gui.conftest import Wait, make_context
from tests.gui.rooms.coding.conftest import MakeRoom
from tests.support.growth import assert_growth, seconds
from tests.support.gui import run_events
from tests.support.projects import add_many_codings, add_text

PARAGRAPH = "R1: Det var så att man inte visste vart man skulle ringa, och då gick vi dit tillsammans på torsdagen.\n\n"
TEXT = PARAGRAPH * 400


def project_with(folder: Path, codings: int) -> Project:
    """Two documents; all but 50 codings lie in the other one, so that both pages show the same."""
    files = folder / f"files{codings}"
    files.mkdir()
    (files / "A.txt").write_text(TEXT, encoding="utf-8")
    (files / "B.txt").write_text(TEXT + "B", encoding="utf-8")
    project = Project.create(folder / f"{codings}.qcp", title="T", coder="AB", language="sv")
    import_files(project, [files])
    lines = [
        {
            "document": "A" if number < 50 else "B",
            "start": (number * 97) % (len(TEXT) - 200),
            "end": (number * 97) % (len(TEXT) - 200) + 40,
            "code": f"Fråga {number % 3}/Tema {number % 9}",
            "coder": f"K{number // 300}",  # what one coder puts on words that meet would be one coding
        }
        for number in range(codings)
    ]
    source = folder / f"{codings}.jsonl"
    source.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    import_codings(project, source)
    return project


def seconds_a_key(room: CodingRoom) -> float:
    """The middle of what a number key takes until the page is painted, in processor time of this thread."""
    times = []
    for number in range(15):
        start = 1_000 + 300 * number
        room.view.go_to(start, start + 50)
        room.view.select(start, start + 50)
        QCoreApplication.sendPostedEvents()
        times.append(seconds(partial(press_and_paint, room), time.thread_time))
    return sorted(times)[len(times) // 2]


def press_and_paint(room: CodingRoom) -> None:
    QTest.keyClick(room.view, "1")
    room.view.viewport().repaint()


@pytest.mark.parametrize("many", [6_000])
def test_a_key_costs_the_same_however_many_codings_there_are(
    tmp_path: Path, settings: Settings, make_room: MakeRoom, many: int
) -> None:
    with ExitStack() as open_projects:
        projects = {count: open_projects.enter_context(project_with(tmp_path, count)) for count in (200, many)}

        def cost(codings: int) -> float:
            context = make_context(projects[codings], settings, tmp_path)
            room = make_room(context)
            room.open_document(next(one.id for one in list_documents(projects[codings]) if one.title == "A"))
            room.view.setFocus()
            room.recent.use(room.session.book.tree.in_order()[-1].id)
            found = seconds_a_key(room)
            assert len(room.view.segments.index) == 50 + 15
            room.leave()
            context.bridge.stop()
            for _ in range(15):
                projects[codings].undo()
            return found

        assert_growth(cost, 200, many, 2.5)


def test_a_very_long_text_is_painted_before_its_codings_are_read(
    project: Project, settings: Settings, tmp_path: Path, make_room: MakeRoom, wait: Wait
) -> None:
    text = PARAGRAPH * 5_000
    assert len(text) > session._LATE_ABOVE
    document, code = add_text(project, "Lång", text), add_code(project, "Tema")
    add_many_codings(project, document, code, 500, width=30)
    context = make_context(project, settings, tmp_path)
    room = make_room(context)
    wait(lambda: not room.session.is_waiting)
    room.session.close()
    run_events(20)
    painted: list[bool] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                painted.append(room.session.is_waiting)
            return False

    watch = Watch()
    room.view.viewport().installEventFilter(watch)
    room.open_document(document)
    assert room.session.is_waiting and room.session.are_unshown
    wait(lambda: not room.session.are_unshown)
    assert painted[0], "the first paint did not wait for the codings"
    assert len(room.session.segments) == len(room.view.segments.index) == 500
    here = room.session.current_segment
    assert here is not None and here.start <= room.view.caret() < here.end, "what lies under the caret is looked at"

    room.session.close()
    room.open_document(document)
    room.gestures.step(forward=True)  # whoever asks before the paint is answered
    assert not room.session.is_waiting
    wait(lambda: len(room.view.segments.index) == 500)
    room.view.viewport().removeEventFilter(watch)
    context.bridge.stop()
