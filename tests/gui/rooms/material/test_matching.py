"""Who is who: matching speakers of many documents, making respondents one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from qualcoder_peer.core.domain.model import SpeakerRole
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.respondents import (
    assign_speaker,
    list_respondents,
    list_speakers,
    set_attribute,
)
from qualcoder_peer.core.services.sources import list_documents
from qualcoder_peer.gui.jobs import jobs
from qualcoder_peer.gui.rooms.material.match_model import DOCUMENT, LABEL, SCORE, TICK, TURNS, WHO
from qualcoder_peer.gui.rooms.material.panel import MaterialRoom
from tests.support.gui import Wait


def _unmatch(project: Project) -> None:
    for one in list_speakers(project):
        if one.role is SpeakerRole.RESPONDENT:
            assign_speaker(project, one.id, SpeakerRole.RESPONDENT, None)


def _who(project: Project) -> dict[str, str]:
    names = {one.id: one.name for one in list_respondents(project)}
    return {one.label: names[one.respondent_id] for one in list_speakers(project) if one.respondent_id is not None}


def test_guesses_are_ticked_changed_and_applied_as_one_step(
    material: Project, room: MaterialRoom, wait: Wait
) -> None:
    _unmatch(material)
    room.respondents.matching.match()
    wait(lambda: room.respondents.matching.dialog is not None)
    dialog = room.respondents.matching.dialog
    assert dialog is not None and dialog.isVisible()
    model = dialog.model
    cells = {
        str(model.index(place, LABEL).data()): [str(model.index(place, one).data()) for one in (TURNS, WHO, SCORE)]
        for place in range(model.rowCount())
    }
    assert cells["R1"] == ["2", "R1", "Sure"] and cells["The whole text"] == ["–", "Choose or type a name…", ""]
    assert dialog.match_button.text() == "Match 3 speakers"
    place = next(at for at in range(model.rowCount()) if model.index(at, LABEL).data() == "R2")
    assert model.index(place, DOCUMENT).data() == "Gruppintervju"
    model.setData(model.index(place, WHO), "Kim")
    assert model.index(place, WHO).data() == "Kim (new)" and dialog.totals.text() == "1 new respondent"
    other = next(at for at in range(model.rowCount()) if model.index(at, LABEL).data() == "R3")
    chosen = dialog.table.selectionModel()  # not the view: it asks for the keys that are held down
    chosen.setCurrentIndex(model.index(other, WHO), chosen.SelectionFlag.ClearAndSelect | chosen.SelectionFlag.Rows)
    QTest.keyClick(dialog.table, Qt.Key.Key_Space)
    assert model.index(other, TICK).data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Unchecked
    steps = len(material.history())
    dialog.match_button.click()
    wait(lambda: not jobs.active)
    assert _who(material) == {"R1": "R1", "R2": "Kim"} and len(material.history()) == steps + 1
    material.undo()
    assert _who(material) == {}


def test_two_respondents_become_one_after_a_look(material: Project, room: MaterialRoom, wait: Wait) -> None:
    first, second, _third = list_respondents(material)
    set_attribute(material, first.id, "Plats", "Bron")
    set_attribute(material, second.id, "Plats", "Torget")
    set_attribute(material, second.id, "Ålder", "52")
    room.show_page(1)
    room.respondents.table.select_ids([first.id, second.id])
    room.context.actions.refresh()
    room.context.actions.get("material.merge_respondents").trigger()
    dialog = room.respondents.matching.merging
    assert dialog is not None and dialog.plan is not None
    said = [words for words, _role in dialog._sentences(dialog.plan)]
    assert "Taken over from the others: Ålder." in said and "Plats: Bron, not Torget" in said
    dialog.target.setCurrentIndex(1)
    assert dialog.plan.target.id == second.id
    dialog.ok.click()
    wait(lambda: not jobs.active)
    assert [(one.name, dict(one.attributes)) for one in list_respondents(material)] == [
        ("R2", {"Plats": "Torget", "Ålder": "52"}), ("R3", {})
    ]  # fmt: skip
    material.undo()
    assert [one.name for one in list_respondents(material)] == ["R1", "R2", "R3"]


def test_everybody_matched_is_said(material: Project, room: MaterialRoom, wait: Wait) -> None:
    document = next(one.id for one in list_documents(material) if one.title == "Gruppintervju")
    interviewers = [one for one in list_speakers(material) if one.role is SpeakerRole.INTERVIEWER]
    for one in interviewers:
        assign_speaker(material, one.id, SpeakerRole.RESPONDENT, list_respondents(material)[2].id)
    room.documents.table.select_ids([document])
    room.context.actions.refresh()
    room.context.actions.get("material.match").trigger()
    wait(lambda: room.documents.matching.dialog is not None)
    dialog = room.documents.matching.dialog
    assert dialog is not None and not dialog.match_button.isEnabled() and dialog.model.rowCount() == 0
