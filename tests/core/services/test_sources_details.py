"""What the Material room asks of documents beyond the list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import DocumentId
from qualcoder_peer.core.domain.model import SpeakerRole
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.memos import add_passage_memo
from qualcoder_peer.core.services.preparing import SpeakerChoice, planned_respondents
from qualcoder_peer.core.services.respondents import list_respondents, list_speakers
from qualcoder_peer.core.services.sources import (
    add_document,
    document_details,
    list_documents,
    set_document_language,
    set_document_memo,
)
from tests.support.projects import add_text, prepared

_R = SpeakerRole.RESPONDENT


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p.qcp", title="P", coder="AB") as made:
        yield made


def test_details_of_one_document(project: Project) -> None:
    document = add_text(
        project, "A", "I: Hur då?\nR1: Å, så här 🙂.\nI: Va?\nR1: Ja.\n", I=(SpeakerRole.INTERVIEWER, ""), R1=(_R, "Kim")
    )
    add_passage_memo(project, document, 0, 3, "inte denna")
    set_document_memo(project, document, "hela")
    details = document_details(project, document)
    assert (details.words, details.memo, details.facts.document.id) == (12, "hela", document)
    # R1 says "Å, så här 🙂." and "Ja.": 12 and 3 code points.
    assert [(one.speaker.label, one.turns, one.characters) for one in details.speakers] == [("I", 2, 10), ("R1", 2, 15)]
    with pytest.raises(NotFound):
        document_details(project, DocumentId(99))


@pytest.mark.parametrize("shared", [False, True])
def test_the_plan_is_what_storing_does(project: Project, shared: bool) -> None:
    add_text(project, "Först", "R1: Hej.\nR1: Hej.", R1=(_R, "R1"))
    taken = [one.name for one in list_respondents(project)]
    speakers = (
        SpeakerChoice("I", SpeakerRole.INTERVIEWER), SpeakerChoice("R1", _R), SpeakerChoice("R2", _R),
        SpeakerChoice("R3", _R, "Kim"),
    )  # fmt: skip
    files = [
        prepared(title, f"I: Hur?\nR1: Så {title}.\nR2: Nej.\nR3: Jo.\n", speakers)
        for title in ("Andra", "Tredje", "Fjärde")
    ]
    plans = planned_respondents(taken, files, shared)
    for one in files:
        add_document(project, one, shared_labels=shared)
    names = {one.id: one.name for one in list_respondents(project)}
    titles = {one.id: one.title for one in list_documents(project)}
    stored: dict[str, dict[str, str]] = {}
    for speaker in list_speakers(project):
        if speaker.respondent_id is not None:
            stored.setdefault(titles[speaker.document_id], {})[speaker.label] = names[speaker.respondent_id]
    assert [stored[one.title] for one in files] == plans
    assert plans[0]["R1"] == ("R1" if shared else "R1 (Andra)") and plans[2]["R3"] == "Kim"


def test_the_language_of_a_document(project: Project) -> None:
    document = add_text(project, "A", "Hej.")
    set_document_language(project, [document], " DA ")
    assert list_documents(project)[0].language == "da"
    with pytest.raises(InvalidInput):
        set_document_language(project, [document], "på danska")
    project.undo()
    assert list_documents(project)[0].language == "sv"
