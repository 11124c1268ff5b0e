"""Speakers corrected, turns split and joined: the text, the turns and the codings afterwards, and one step each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import DocumentId
from qualcoder_peer.core.domain.model import SpeakerRole
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code
from qualcoder_peer.core.services.coding import NewCoding, add_codings
from qualcoder_peer.core.services.setup import check_project
from qualcoder_peer.core.services.turns import correct_speaker, join_turns, split_turn, turn_facts
from tests.support.projects import add_text, dump

TEXT = (
    "Intervjuare: Hur var det?\n\n"
    "Anna: Det var lugnt. Var det bra? Jo, mycket.\n\n"
    "Bo: Nja 😀, inte alltid.\n\n"
    "Anna: Nej.\n\n"
    "Bo: Hm."
)
WORDS = ("var lugnt", "Jo, mycket", "inte alltid", "Nej")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p.qcp", title="Turer", coder="AB") as opened:
        document = add_text(opened, "Grupp", TEXT, Intervjuare=(SpeakerRole.INTERVIEWER, ""),
                            Anna=(SpeakerRole.RESPONDENT, "Anna"), Bo=(SpeakerRole.RESPONDENT, "Bo"))  # fmt: skip
        code = add_code(opened, "K")
        for words in WORDS:
            start = TEXT.index(words)
            add_codings(opened, [NewCoding(document, code, start, start + len(words))])
        yield opened
        assert check_project(opened) == []
        with opened.reading() as store:
            text = store.documents.text(document)
            assert [text[one[1] : one[2]] for one in store.codings.columns_of(document)] == list(WORDS)


def turns(project: Project) -> list[tuple[str, str, str]]:
    """Speaker, label and words of each turn."""
    document = DocumentId(1)
    with project.reading() as store:
        text = store.documents.text(document)
        names = {one.id: one.label for one in store.documents.speakers(document)}
        return [
            (names.get(one.speaker_id, ""), text[one.start : one.said_start], text[one.said_start : one.end].strip())
            for one in store.documents.turns(document)
        ]


BEFORE = [
    ("Intervjuare", "Intervjuare: ", "Hur var det?"),
    ("Anna", "Anna: ", "Det var lugnt. Var det bra? Jo, mycket."),
    ("Bo", "Bo: ", "Nja 😀, inte alltid."),
    ("Anna", "Anna: ", "Nej."),
    ("Bo", "Bo: ", "Hm."),
]


def undone(project: Project, before: object) -> None:
    after = dump(project.path)
    project.undo()
    assert dump(project.path) == before and turns(project) == BEFORE
    project.redo()
    assert dump(project.path) == after


def test_one_turn_is_anothers(project: Project) -> None:
    before = dump(project.path)
    correct_speaker(project, DocumentId(1), TEXT.index("lugnt"), "bo")
    assert turns(project) == [BEFORE[0], ("Bo", "Bo: ", BEFORE[1][2]), *BEFORE[2:]]
    undone(project, before)
    facts = turn_facts(project, DocumentId(1), TEXT.index("lugnt"))
    assert facts.speaker is not None and (facts.speaker.label, facts.turns) == ("Bo", 3)
    assert facts.has_previous and facts.has_next and len(facts.speakers) == 3


def test_one_turn_is_a_new_persons(project: Project) -> None:
    before = dump(project.path)
    correct_speaker(project, DocumentId(1), TEXT.index("Nja"), "Cecilia B")
    assert turns(project)[2] == ("Cecilia B", "Cecilia B: ", "Nja 😀, inte alltid.")
    with project.reading() as store:
        speakers = {one.label: one for one in store.documents.speakers(DocumentId(1))}
    assert speakers["Cecilia B"].respondent_id is not None
    undone(project, before)


def test_a_name_everywhere(project: Project) -> None:
    before = dump(project.path)
    correct_speaker(project, DocumentId(1), TEXT.index("Nej"), "Anna-Karin", everywhere=True)
    assert [one[:2] for one in turns(project)] == [
        BEFORE[0][:2], ("Anna-Karin", "Anna-Karin: "), ("Bo", "Bo: "), ("Anna-Karin", "Anna-Karin: "), ("Bo", "Bo: "),
    ]  # fmt: skip
    undone(project, before)
    correct_speaker(project, DocumentId(1), TEXT.index("lugnt"), "Bo", everywhere=True)
    assert {one[0] for one in turns(project)} == {"Intervjuare", "Bo"}


def test_a_turn_is_split(project: Project) -> None:
    before = dump(project.path)
    said = split_turn(project, DocumentId(1), TEXT.index("Var det bra"), "Intervjuare")
    assert turns(project) == [
        BEFORE[0], ("Anna", "Anna: ", "Det var lugnt."), ("Intervjuare", "Intervjuare: ", "Var det bra? Jo, mycket."),
        *BEFORE[2:],
    ]  # fmt: skip
    with project.reading() as store:
        text = store.documents.text(DocumentId(1))
    assert text[said:].startswith("Var det bra?") and "lugnt.\n\nIntervjuare: Var" in text
    undone(project, before)
    split_turn(project, DocumentId(1), text.index(" Jo, mycket"), "Anna")
    assert [one[0] for one in turns(project)] == ["Intervjuare", "Anna", "Intervjuare", "Anna", *("Bo", "Anna", "Bo")]
    with pytest.raises(InvalidInput, match="middle"):
        split_turn(project, DocumentId(1), text.index("Hur var det?"))


def test_turns_are_joined(project: Project) -> None:
    before = dump(project.path)
    place = join_turns(project, DocumentId(1), TEXT.index("Nja"))
    joined = "Det var lugnt. Var det bra? Jo, mycket. Nja 😀, inte alltid."
    assert turns(project) == [BEFORE[0], ("Anna", "Anna: ", joined), *BEFORE[3:]]
    with project.reading() as store:
        assert store.documents.text(DocumentId(1))[place:].startswith("Nja")
    undone(project, before)
    join_turns(project, DocumentId(1), 0, with_next=True)  # nothing of Anna's first turn is hers any more
    assert [one[0] for one in turns(project)] == ["Intervjuare", "Anna", "Bo"]
    with pytest.raises(NotFound):
        join_turns(project, DocumentId(1), 0)


def test_what_cannot_be(project: Project) -> None:
    before = dump(project.path)
    for name in ("", " : ", "x" * 100, "a\x00b"):
        with pytest.raises(InvalidInput):
            correct_speaker(project, DocumentId(1), 20, name)
    with pytest.raises(NotFound):
        turn_facts(project, DocumentId(1), len(TEXT) + 5)
    with pytest.raises(NotFound):
        correct_speaker(project, DocumentId(9), 20, "Bo")
    assert dump(project.path) == before
