"""Respondents as a table: facts, blocks of cells, and whom a change set concerns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.changes import ChangeSet
from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import RespondentId
from qualcoder_peer.core.domain.model import SpeakerRole
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code
from qualcoder_peer.core.services.coding import NewCoding, add_codings
from qualcoder_peer.core.services.respondents import (
    RespondentEdit,
    add_respondent,
    assign_speaker,
    changed_respondents,
    list_respondents,
    list_speakers,
    rename_attribute,
    list_attributes,
    respondent_facts,
    set_attribute,
    set_respondent_memo,
    write_respondents,
)
from tests.support.projects import add_text

_R = SpeakerRole.RESPONDENT
TEXT = "I: Hur?\nR1: Jag gick dit.\nR2: Buss.\nR1: Ja."


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p.qcp", title="P", coder="AB") as made:
        yield made


def _table(project: Project) -> dict[str, dict[str, str]]:
    return {one.name: dict(one.attributes) for one in list_respondents(project)}


def test_codings_count_for_those_whose_words_they_touch(project: Project) -> None:
    interviewer = (SpeakerRole.INTERVIEWER, "")
    first = add_text(project, "B", TEXT, I=interviewer, R1=(_R, "Kim"), R2=(_R, "Robin"))
    second = add_text(project, "A", TEXT + " ", I=interviewer, R1=(_R, "Kim"), R2=(SpeakerRole.OTHER, ""))
    code = add_code(project, "Tema")
    at = TEXT.index
    add_codings(
        project,
        [
            NewCoding(first, code, at("Jag"), at("Jag") + 3),
            # Over Kim's turn and Robin's; by another coder, for AB's own would become one with “Jag”.
            NewCoding(first, code, at("gick"), at("Buss") + 2, coder="CD"),
            NewCoding(first, code, at("Hur"), at("Hur") + 3),  # the interviewer's words
            NewCoding(second, code, 0, len(TEXT)),
        ],
    )
    assert {one.respondent.name: (one.documents, one.codings) for one in respondent_facts(project)} == {
        "Kim": ((second, first), 3),
        "Robin": ((first,), 1),
    }
    robin = next(one.id for one in list_respondents(project) if one.name == "Robin")
    assert [(one.respondent.name, one.codings) for one in respondent_facts(project, [robin])] == [("Robin", 1)]
    for speaker in list_speakers(project):
        if speaker.respondent_id == robin:
            assign_speaker(project, speaker.id, SpeakerRole.OTHER, robin)
    assert respondent_facts(project, [robin])[0].codings == 0


def test_a_block_is_one_step_with_new_people_and_columns(project: Project) -> None:
    kim = add_respondent(project, "Kim")
    set_attribute(project, kim, "Plats", "Bron")
    steps = len(project.history())
    written = write_respondents(
        project,
        [
            RespondentEdit(kim, role=SpeakerRole.OTHER, attributes={"Plats": "", " Ålder ": "65+"}),
            RespondentEdit(None, " Robin  X ", attributes={"Plats": "Torget", "Kön": ""}),
        ],
    )
    assert _table(project) == {"Kim": {"Ålder": "65+"}, "Robin X": {"Plats": "Torget"}}
    assert [one.name for one in list_attributes(project)] == ["Plats", "Ålder"]
    assert written[0] == kim and list_respondents(project, [kim])[0].role is SpeakerRole.OTHER
    assert len(project.history()) == steps + 1
    project.undo()
    assert _table(project) == {"Kim": {"Plats": "Bron"}}


def test_names_may_change_places(project: Project) -> None:
    kim, robin, alex = (add_respondent(project, name) for name in ("Kim", "Robin", "Alex"))
    write_respondents(
        project, [RespondentEdit(kim, "Robin"), RespondentEdit(robin, "Alex"), RespondentEdit(alex, "Kim")]
    )
    assert {one.name: one.id for one in list_respondents(project)} == {"Robin": kim, "Alex": robin, "Kim": alex}


@pytest.mark.parametrize(
    "edits",
    [
        [RespondentEdit(None, "")],
        [RespondentEdit(None)],
        [RespondentEdit(None, "Ny"), RespondentEdit(None, " Ny ")],
        [RespondentEdit(None, "Kim")],
        [RespondentEdit(None, "Ny"), RespondentEdit(RespondentId(99), "Nyare")],
        [RespondentEdit(None, "Ny", attributes={" ": "x"})],
    ],
)
def test_a_block_that_breaks_a_rule_changes_nothing(project: Project, edits: list[RespondentEdit]) -> None:
    add_respondent(project, "Kim")
    steps = len(project.history())
    with pytest.raises((InvalidInput, NotFound)):
        write_respondents(project, edits)
    assert list(_table(project)) == ["Kim"] and len(project.history()) == steps


def test_whom_a_change_concerns(project: Project) -> None:
    kim, robin = add_respondent(project, "Kim"), add_respondent(project, "Robin")
    set_attribute(project, kim, "Plats", "Bron")
    told: list[ChangeSet] = []
    project.subscribe(told.append)
    set_attribute(project, robin, "Plats", "Torget")
    set_respondent_memo(project, kim, "Ring igen")
    assert [changed_respondents(project, one) for one in told] == [{robin}, {kim}]
    set_attribute(project, robin, "Plats", "")  # a value that is gone names nobody
    rename_attribute(project, list_attributes(project)[0].id, "Mötesplats")
    assert [changed_respondents(project, one) for one in told[2:]] == [None, None]
