"""Who is who: whole documents of one person, guesses by name, joining and parting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import DocumentId, RespondentId, SpeakerId
from qualcoder_peer.core.domain.model import Consent, Owner, SpeakerRole
from qualcoder_peer.core.domain.sources import FoundTurn, TurnProposal
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.attributes import set_attribute
from qualcoder_peer.core.services.codebook import add_code, count_codes
from qualcoder_peer.core.services.coding import NewCoding, add_codings
from qualcoder_peer.core.services.matching import (
    SURE,
    Match,
    MatchGuess,
    apply_matches,
    match_guesses,
    merge_respondents,
    plan_merge,
    split_respondent,
)
from qualcoder_peer.core.services.preparing import SpeakerChoice
from qualcoder_peer.core.services.respondents import (
    RespondentEdit,
    add_respondent,
    assign_documents,
    assign_speaker,
    assign_speaker_by_name,
    find_respondent,
    list_respondents,
    list_speakers,
    remove_respondents,
    rename_respondent,
    respondent_facts,
    set_consent,
    set_respondent_memo,
    set_respondent_role,
    unassign_documents,
    write_respondents,
)
from qualcoder_peer.core.services.selections import add_set, respondents_of
from qualcoder_peer.core.services.sources import add_document, list_documents
from tests.support.projects import add_text, dump, prepared
from tests.support.statements import sent_statements

I, R, OTHER = SpeakerRole.INTERVIEWER, SpeakerRole.RESPONDENT, SpeakerRole.OTHER


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p.qcp", title="P", coder="AB") as made:
        yield made


def interview(project: Project, title: str, *labels: str) -> DocumentId:
    """A document in which an interviewer asks and all of ``labels`` answer; nobody is matched."""
    lines = ["I: Hur?", *(f"{label}: Jo, {title} {place}." for place, label in enumerate(labels)), "I: Tack."]
    roles = {"I": (I, ""), **{label: (OTHER, "") for label in labels}}
    turns, start = [], 0
    for line in lines:
        label = line.split(":")[0]
        turns.append(FoundTurn(start, start + len(label) + 2, start + len(line), label, None))
        start += len(line) + 1
    choices = tuple(SpeakerChoice(label, role) for label, (role, _) in roles.items())
    one = prepared(title, "\n".join(lines), choices)
    document = add_document(project, replace(one, turns=TurnProposal(tuple(turns), (), "by hand")))[0]
    for speaker in list_speakers(project):
        if speaker.document_id == document and speaker.label != "I":
            assign_speaker(project, speaker.id, R)
    return document


def guesses(project: Project) -> dict[tuple[str, str], MatchGuess]:
    return {(one.title, one.label): one for one in match_guesses(project)}


def best(project: Project, title: str, label: str) -> tuple[str, bool] | None:
    guess = guesses(project)[title, label]
    return (guess.best.name, guess.is_sure) if guess.best else None


def speakers(project: Project, document: DocumentId) -> list[tuple[str, SpeakerRole, str | None]]:
    names = {one.id: one.name for one in list_respondents(project)}
    return [
        (one.label, one.role, names.get(one.respondent_id) if one.respondent_id else None)
        for one in list_speakers(project)
        if one.document_id == document
    ]


# --- documents without labels


def test_a_text_without_labels_is_one_persons_words(project: Project) -> None:
    first, second = add_text(project, "A", "Jag gick dit 😀."), add_text(project, "B", "Sen gick jag hem.")
    kim, robin = add_respondent(project, "Kim"), add_respondent(project, "Robin")
    before = dump(project.path)
    assign_documents(project, [first, second], kim)
    assert speakers(project, first) == [("Kim", R, "Kim")]
    with project.reading() as store:
        assert [(one.start, one.said_start, one.end) for one in store.documents.turns(first)] == [(0, 0, 15)]
    code = add_code(project, "Tema")
    add_codings(project, [NewCoding(first, code, 0, 3), NewCoding(second, code, 0, 3)])
    assert count_codes(project)[code].respondents == {kim}
    project.undo(2)
    assign_documents(project, [second], robin)  # somebody else after all
    assert speakers(project, second) == [("Robin", R, "Robin")]
    rename_respondent(project, robin, "Alex")
    assert speakers(project, second) == [("Alex", R, "Alex")]
    write_respondents(project, [RespondentEdit(robin, "Kim"), RespondentEdit(kim, "Alex")])
    assert speakers(project, second) == [("Kim", R, "Kim")] and speakers(project, first) == [("Alex", R, "Alex")]
    set_respondent_role(project, robin, I)
    assert speakers(project, second) == [("Kim", I, "Kim")]
    assert unassign_documents(project, [first, second]) == 2
    assert speakers(project, first) == [] and unassign_documents(project, [first]) == 0
    project.undo(6)
    assert dump(project.path) == before


def test_turns_known_by_time_alone_stay(project: Project) -> None:
    text = "[00:00:01] Hej.\n[00:00:09] Hej då."
    timed = replace(
        prepared("A", text, ()),
        turns=TurnProposal((FoundTurn(0, 11, 15, None, 1000), FoundTurn(16, 27, len(text), None, 9000)), (), "time"),
    )
    document = add_document(project, timed)[0]
    kim = add_respondent(project, "Kim")
    before = dump(project.path)
    assign_documents(project, [document], kim)
    with project.reading() as store:
        assert [(one.said_start, one.time_ms, one.speaker_id is None) for one in store.documents.turns(document)] == [
            (11, 1000, False), (27, 9000, False)
        ]  # fmt: skip
    assert unassign_documents(project, [document]) == 1
    with project.reading() as store:
        assert [(one.start, one.time_ms, one.speaker_id) for one in store.documents.turns(document)] == [
            (0, 1000, None), (16, 9000, None)
        ]  # fmt: skip
    project.undo(2)
    assert dump(project.path) == before


def test_a_text_with_labels_is_not_one_persons(project: Project) -> None:
    talk = interview(project, "A", "R1")
    alone = add_text(project, "B", "R1: Jag sa det.", R1=(R, "Kim"))
    plain = add_text(project, "C", "Ord.")
    kim = find_respondent(project, "Kim")
    before = dump(project.path)
    for document in (talk, alone):
        with pytest.raises(InvalidInput, match="R1"):
            assign_documents(project, [plain, document], kim)
    with pytest.raises(NotFound):
        assign_documents(project, [DocumentId(99)], kim)
    with pytest.raises(NotFound):
        assign_documents(project, [plain], RespondentId(99))
    assert unassign_documents(project, [talk, alone]) == 0
    rename_respondent(project, kim, "Robin")  # the label stands in the text and stays
    assert speakers(project, alone) == [("R1", R, "Robin")]
    project.undo()
    assert dump(project.path) == before


# --- guesses


@pytest.mark.parametrize(
    ("name", "label", "sure"),
    [
        ("Kim", "Kim", True), ("Kim", "KIM", True), ("Anna K.", "Anna K", True), ("R 1", "R1", True),
        ("Respondent 1", "R1", True), ("R01", "Respondent 1", True), ("Anna Karlsson", "Anna", True),
        ("Anna", "Anna Karlsson", True), ("IP3", "R3", False), ("Margareta", "Margaretha", False),
        ("Robin", "Kim", None), ("R11", "R1", None), ("Anna Karlsson", "Anna Persson", None), ("Eva", "Evy", None),
    ],
)  # fmt: skip
def test_a_name_is_guessed(project: Project, name: str, label: str, sure: bool | None) -> None:
    add_respondent(project, name)
    interview(project, "Intervju", label)
    assert best(project, "Intervju", label) == (None if sure is None else (name, sure))


def test_the_name_in_the_title_is_a_guess_where_only_one_answers(project: Project) -> None:
    for name in ("Kim", "R12"):
        add_respondent(project, name)
    interview(project, "Kim 2026", "Talare")
    interview(project, "respondent_12_intervju", "Svar")
    interview(project, "Kim och alla", "A", "B")
    add_text(project, "Dagbok Kim", "Ord.")
    assert best(project, "Kim 2026", "Talare") == ("Kim", True)
    assert best(project, "respondent_12_intervju", "Svar") == ("R12", True)
    assert best(project, "Kim och alla", "A") is None
    assert best(project, "Dagbok Kim", "") == ("Kim", True)


def test_what_may_be_two_people_is_never_sure(project: Project) -> None:
    for name in ("R1", "Anna A", "Anna B"):
        add_respondent(project, name)
    interview(project, "Ett", "R1")
    interview(project, "Två", "R1")
    interview(project, "Tre", "Anna")
    assert best(project, "Ett", "R1") == ("R1", False)
    anna = guesses(project)["Tre", "Anna"]
    assert [one.name for one in anna.candidates] == ["Anna A", "Anna B"] and not anna.is_sure
    assert anna.candidates[0].score < SURE


def test_an_interviewer_is_never_guessed_to_be_heard(project: Project) -> None:
    add_respondent(project, "Kim", I)
    add_respondent(project, "I")
    interview(project, "Intervju", "Kim")
    assert best(project, "Intervju", "Kim") is None
    assert best(project, "Intervju", "I") is None
    write_respondents(project, [RespondentEdit(find_respondent(project, "I"), role=I)])
    assert best(project, "Intervju", "I") == ("I", True)


def test_many_are_matched_in_one_step(project: Project) -> None:
    for name in ("Kim", "Robin"):
        add_respondent(project, name)
    documents = [interview(project, f"Intervju {number}", "Kim", "Robin", "Okänd") for number in range(3)]
    diary = add_text(project, "Dagbok Kim", "Ord.")
    before = dump(project.path)
    wanted = [
        Match(one.document, one.speaker, one.best.respondent)
        for one in match_guesses(project)
        if one.best is not None and one.is_sure
    ]
    wanted.append(Match(documents[0], next(one.speaker for one in match_guesses(project) if one.label == "Okänd"),
                        name=" Ny  person "))  # fmt: skip
    assert apply_matches(project, wanted) == 8
    assert [one[2] for one in speakers(project, documents[0])] == [None, "Kim", "Robin", "Ny person"]
    assert speakers(project, diary) == [("Kim", R, "Kim")]
    assert not [one for one in match_guesses(project, [documents[0]]) if one.label != "I"]
    assert {one.label for one in match_guesses(project, [documents[0]], with_matched=True)} == {
        "I", "Kim", "Robin", "Okänd"
    }  # fmt: skip
    project.undo()
    assert dump(project.path) == before
    with pytest.raises(NotFound):
        apply_matches(project, [wanted[0], Match(documents[1], SpeakerId(999), wanted[0].respondent)])
    with pytest.raises(NotFound):
        apply_matches(project, [wanted[0], Match(documents[1], None, RespondentId(999))])
    with pytest.raises(InvalidInput):
        apply_matches(project, [wanted[0], Match(documents[1], None, wanted[0].respondent)])
    assert dump(project.path) == before


def test_a_speaker_matched_by_name_takes_the_role_of_the_person(project: Project) -> None:
    document = interview(project, "Intervju", "Kim")
    add_respondent(project, "Åse", I)
    speaker = next(one.id for one in list_speakers(project) if one.label == "Kim")
    assign_speaker_by_name(project, speaker, "Åse")
    assert speakers(project, document)[1] == ("Kim", I, "Åse")
    assign_speaker_by_name(project, speaker, "Kim")
    assert speakers(project, document)[1] == ("Kim", R, "Kim")


# --- two that are one, one who is two


def test_joining_loses_nothing_and_is_one_step(project: Project) -> None:
    first = add_text(project, "A", "I: Hur?\nR1: Jo.", I=(I, ""), R1=(R, "Kim"))
    second = add_text(project, "B", "I: Hur?\nR1: Nej.", I=(I, ""), R1=(R, "R1 (B)"))
    diary = add_text(project, "C", "Ord.")
    kim, other = find_respondent(project, "Kim"), find_respondent(project, "R1 (B)")
    assign_documents(project, [diary], other)
    for person, name, value in ((kim, "Ålder", "30"), (other, "Ålder", "31"), (other, "Enhet", "Norr")):
        set_attribute(project, person, name, value)
    set_respondent_memo(project, kim, "Ringer igen.")
    set_respondent_memo(project, other, "Var tveksam.")
    set_consent(project, [kim], Consent.GIVEN, "2025-01-01")
    set_consent(project, [other], Consent.WITHDRAWN, "2.3.2025")
    chosen = add_set(project, Owner.RESPONDENT, "Urval", [other])
    before = dump(project.path)
    plan = plan_merge(project, [other, kim, other], kim)
    assert (plan.documents, plan.speakers, plan.filled) == ((second, diary), 2, ("Enhet",))
    assert [(one.attribute, one.kept, one.others) for one in plan.conflicts] == [("Ålder", "30", ("31",))]
    assert (plan.consent, plan.consent_date, plan.memos) == (Consent.WITHDRAWN, "2025-03-02", 1)
    assert dump(project.path) == before
    assert merge_respondents(project, [other, kim, other], kim) == plan
    (merged,) = list_respondents(project)
    assert (merged.name, merged.attributes) == ("Kim", {"Ålder": "30", "Enhet": "Norr"})
    assert merged.memo == "Ringer igen.\n\nVar tveksam.\n\nÅlder: 31"
    assert (merged.consent, merged.consent_date) == (Consent.WITHDRAWN, "2025-03-02")
    assert respondent_facts(project)[0].documents == (first, second, diary)
    assert speakers(project, diary) == [("Kim", R, "Kim")]
    assert respondents_of(project, chosen) == (kim,)
    project.undo()
    assert dump(project.path) == before
    with pytest.raises(InvalidInput):
        merge_respondents(project, [kim], kim)
    with pytest.raises(NotFound):
        merge_respondents(project, [RespondentId(99)], kim)
    remove_respondents(project, [kim])
    with pytest.raises(NotFound):
        plan_merge(project, [other], kim)


def test_who_is_joined_with_an_interviewer_is_heard_no_more(project: Project) -> None:
    talk = add_text(project, "A", "I: Hur?\nR1: Jo.\nI: Så?\nR1: Ja.", I=(I, ""), R1=(R, "Kim"))
    asking = next(one.id for one in list_speakers(project) if one.label == "I")
    ase, kim = add_respondent(project, "Åse", I), find_respondent(project, "Kim")
    assign_speaker(project, asking, I, ase)
    merge_respondents(project, [kim], ase)
    assert speakers(project, talk) == [("I", I, "Åse"), ("R1", I, "Åse")]
    project.undo()
    merge_respondents(project, [ase], kim)  # the words of who asks become no evidence by it
    assert speakers(project, talk) == [("I", I, "Kim"), ("R1", R, "Kim")]


def test_one_who_is_two_is_parted(project: Project) -> None:
    first = add_text(project, "A", "I: Hur?\nR1: Jo.", I=(I, ""), R1=(R, "R1"))
    second = add_text(project, "B", "I: Hur?\nR1: Nej.", I=(I, ""), R1=(R, "R1"))
    person = find_respondent(project, "R1")
    set_attribute(project, person, "Enhet", "Norr")
    set_consent(project, [person], Consent.GIVEN, "2025-01-01")
    own = {one.document_id: one.id for one in list_speakers(project) if one.respondent_id == person}
    interviewer = next(one.id for one in list_speakers(project) if one.respondent_id is None)
    before = dump(project.path)
    for wrong in ([], [interviewer], [SpeakerId(99)]):
        with pytest.raises(InvalidInput):
            split_respondent(project, person, wrong, "R2")
    with pytest.raises(InvalidInput):
        split_respondent(project, person, [own[second]], "R1")
    added = split_respondent(project, person, [own[second]], "R2", copy_values=True)
    assert [one.documents for one in respondent_facts(project)] == [(first,), (second,)]
    found = list_respondents(project, [added])[0]
    assert (found.attributes, found.consent) == ({"Enhet": "Norr"}, Consent.UNKNOWN)
    project.undo()
    assert dump(project.path) == before


def test_two_thousand_speakers_are_guessed_in_a_number_of_readings_that_does_not_grow(project: Project) -> None:
    def readings() -> int:
        with sent_statements() as sent:
            match_guesses(project)
        return len(sent)

    interview(project, "A", "Kim")
    add_respondent(project, "Kim")
    few = readings()
    for number in range(20):
        interview(project, f"B{number}", "Kim", "Robin")
        add_respondent(project, f"Person {number}")
    assert readings() == few > 0
    assert list_documents(project)
