"""The open document is replaced with a new version: the page shows what the file holds, there and back."""

from __future__ import annotations

from qualcoder_peer.core.domain.ids import CodeId, DocumentId
from qualcoder_peer.core.services.coding import NewCoding, add_codings
from qualcoder_peer.core.services.revisions import apply_revision, plan_revision
from qualcoder_peer.gui.rooms.coding.panel import CodingRoom
from tests.gui.rooms.coding.conftest import INTERVIEW, Codes, shown
from tests.support.gui import Wait
from tests.support.projects import prepared

WORDS = ("Utan stödet vore det tomt", "Man blir lyssnad på", "Stöden kom för sent")
NEW = INTERVIEW.rstrip("\n").replace("betyder stödet?", "betyder stödet för dig?").replace(
    "Man blir", "Man blev"
).replace("R2: Jag håller inte med. Stöden kom för sent.", "R2: Det vet jag inte.")  # fmt: skip


def test_the_page_follows(room: CodingRoom, codes: Codes, wait: Wait) -> None:
    project, session = room.context.project, room.session
    document = session.document
    assert document is not None
    text = session.text
    code = CodeId(codes.void)
    places = [(text.index(one), text.index(one) + len(one)) for one in WORDS]
    made = add_codings(project, [NewCoding(DocumentId(document.id), code, *place) for place in places])
    wait(lambda: set(shown(room)) == set(made))
    before = shown(room)
    plan = plan_revision(project, document.id, prepared("Intervju 2", NEW))
    apply_revision(project, plan)
    wait(lambda: len(shown(room)) == 2)
    assert room.view.text == session.text == NEW
    assert {NEW[start:end] for start, end, _ in shown(room).values()} == {WORDS[0], "Man blev lyssnad på"}
    assert [turn.start for turn in room.view.turns] == [turn.start for turn in plan.prepared.turns.turns]
    project.undo()
    wait(lambda: len(shown(room)) == 3)
    assert room.view.text == text
    assert shown(room) == before
