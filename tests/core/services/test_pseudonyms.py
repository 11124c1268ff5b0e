"""Replacing in a whole project: every text, every position, one step, and no name left but in the history."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcoder_peer.core.domain.errors import Cancelled, InvalidInput
from qualcoder_peer.core.domain.ids import DocumentId
from qualcoder_peer.core.domain.messages import message
from qualcoder_peer.core.domain.model import AttributeKind, Owner, SpeakerRole
from qualcoder_peer.core.domain.personal import FoundIn, PersonalKind, ReplaceRule, RuleScope
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code
from qualcoder_peer.core.services.memos import add_project_memo
from qualcoder_peer.core.services.personal_data import find_personal_data, pseudonyms_in_use
from qualcoder_peer.core.services.pseudonyms import (
    changes_in_document,
    preview_replacement,
    propose_rules,
    replace_personal_data,
)
from tests.support.projects import add_text, dump, query

TEXT = "Anna: Hej 😀 jag heter Anna Karlsson.\nInt: Och Annas bror Lars?\nAnna: ANNA, ja. Ring 070-123 45 67."
RULES = [
    ReplaceRule("Anna", "Robin"),
    ReplaceRule("Anna Karlsson", "Robin"),
    ReplaceRule("Lars", "Alexandra"),
    ReplaceRule("070-123 45 67", "[telefonnummer]", PersonalKind.PHONE, RuleScope.EXACT),
]
NEW = (
    "Robin: Hej 😀 jag heter Robin.\nInt: Och Robins bror Alexandra?\nRobin: ROBIN, ja. Ring [telefonnummer]."
)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p.qcp", title="Om Anna", language="sv", coder="AJ") as made:
        add_text(
            made, "Intervju_Anna_Karlsson", TEXT,
            Anna=(SpeakerRole.RESPONDENT, "Anna"), Int=(SpeakerRole.INTERVIEWER, ""),
        )  # fmt: skip
        yield made


def put(project: Project, start: int, end: int, text: str = "") -> int:
    """A coding on a span of the one document, without the checks of the services."""
    with project.transaction("put") as store:
        code = store.codes.all()[0].id if store.codes.all() else None
    code = code or add_code(project, "Kod")
    with project.transaction("put") as store:
        return store.codings.add(
            {"guid": f"g{start}-{end}-{store.codings.next_id()}", "document_id": 1, "code_id": code,
             "coder_id": store.coder_id(), "start": start, "end": end, "stance": "none", "starred": 0,
             "created": "", "changed": ""}
        )  # fmt: skip


def text_of(project: Project) -> str:
    with project.reading() as store:
        return store.documents.text(DocumentId(1))


def test_a_transcript_and_all_positions_in_it(project: Project) -> None:
    whole = put(project, TEXT.index("jag"), TEXT.index(".\nInt"))
    cut = put(project, TEXT.index("nnas bror"), TEXT.index("ars?"))
    after = put(project, TEXT.index("ja. Ring"), len(TEXT))
    with project.transaction("memo") as store:
        store.memos.add("document", 1, "Om Annas svar", "AJ", (TEXT.index("Lars"), TEXT.index("Lars") + 4))
    before = dump(project.path)
    done = replace_personal_data(project, RULES)
    assert (done.total, done.rules, done.documents) == (7 + 6, 4, 1)  # in the text, and around it
    new = text_of(project)
    assert new == NEW
    with project.reading() as store:
        spans = {row: new[start:end] for row, start, end in store.written.spans("coding", DocumentId(1))}
        assert spans == {whole: "jag heter Robin", cut: "Robins bror Alexandra", after: NEW[NEW.index("ja. Ring"):]}
        document = store.documents.get(DocumentId(1))
        assert document is not None
        assert (document.title, document.file_name, document.characters) == (
            "Intervju_Robin", "Intervju_Robin.txt", len(NEW)
        )  # fmt: skip
        turns = store.documents.turns(DocumentId(1))
        assert [new[turn.said_start : turn.end] for turn in turns] == [
            "Hej 😀 jag heter Robin.", "Och Robins bror Alexandra?", "ROBIN, ja. Ring [telefonnummer]."
        ]  # fmt: skip
        memo = next(one for one in store.memos.all() if one.start is not None)
        assert (memo.text, new[memo.start : memo.end]) == ("Om Robins svar", "Alexandra")
        assert [one.label for one in store.documents.speakers()] == ["Robin", "Int"]
        assert list(store.respondents.names().values()) == ["Robin"]
        assert store.project.get().title == "Om Robin"
    assert [step.text for step in project.undo()] == ["Replace {count} name or other personal detail"]
    assert dump(project.path) == before
    project.redo()
    assert text_of(project) == NEW


def test_every_text_around_the_material(project: Project) -> None:
    code = add_code(project, "Annas tema")
    with project.transaction("fill") as store:
        store.codes.change(code, definition="Om Anna", when_to_use="När Anna", when_not="Ej Anna", example="”Anna”")
        person = next(iter(store.respondents.names()))
        column = store.attributes.add("Annas vän", Owner.RESPONDENT, AttributeKind.CHOICE, ("Anna", "Annas bror"))
        store.attributes.write(Owner.RESPONDENT, [(person, column, "Annas bror")])
        report = store.reports.add("Rapport om Anna")
        store.reports.add_item(
            {"report_id": report, "parent_id": None, "position": 0, "kind": "text", "section": "summary",
             "code_id": None, "coding_id": None, "text": "Anna säger"}
        )
        store.documents.change(
            DocumentId(1), left_out=json.dumps([message("Left out “{what}”", what="Anna").to_json()])
        )
    add_project_memo(project, "Anna ringde")
    replace_personal_data(project, RULES)
    left = [
        (table, row)
        for table, rows in dump(project.path).items()
        for row in rows.values()
        if any(isinstance(cell, str) and "Anna" in cell for cell in row)
    ]
    assert not left


def test_a_name_over_a_line_end_is_found_replaced_and_coded(tmp_path: Path) -> None:
    text = (
        "Anna: Jag och Anna\nKarlsson, och så Anna\nKarlsson: Jaha.\nAnna: Jo.\nKarlsson: Jag såg Bo\n\nKarlsson med."
    )
    said = text.index("Karlsson: Jaha")
    with Project.create(tmp_path / "p.qcp", title="P", language="sv", coder="AJ") as project:
        add_text(project, "Samtal", text, Anna=(SpeakerRole.RESPONDENT, ""), Karlsson=(SpeakerRole.RESPONDENT, ""))
        with project.reading() as store:
            assert said in {start for _, start, *_ in store.written.turn_places(DocumentId(1))}
        found = find_personal_data(project)
        group = next(one for one in found.groups if one.name == "Anna Karlsson")
        assert dict(group.forms)["Anna Karlsson"] == 1
        name = text.index("Anna\n")
        coded = put(project, name, name + len("Anna\nKarlsson"))
        half = put(project, name + 5, name + len("Anna\nKarlsson, och"))
        before = dump(project.path)
        plan = preview_replacement(project, [ReplaceRule("Anna Karlsson", "Robin")])
        assert [(one.written, one.becomes, one.count) for one in plan.forms] == [("Anna Karlsson", "Robin", 1)]
        replace_personal_data(project, [ReplaceRule("Anna Karlsson", "Robin")])
        new = text_of(project)
        assert new == text.replace("Anna\nKarlsson, och", "Robin,\noch")
        with project.reading() as store:
            spans = {row: new[start:end] for row, start, end in store.written.spans("coding", DocumentId(1))}
            turns = [new[start:end] for _, start, _, end in store.written.turn_places(DocumentId(1))]
        assert (spans[coded], spans[half]) == ("Robin", "Robin,\noch")
        assert [turn.partition(":")[0] for turn in turns] == ["Anna", "Karlsson", "Anna", "Karlsson"]
        project.undo()
        assert dump(project.path) == before


def test_names_that_become_the_same_are_told_apart(project: Project) -> None:
    add_text(
        project, "Två", "Anna Karlsson: Ja.\nInt: Jo.\nAnna Karlsson: Nej.",
        **{"Anna Karlsson": (SpeakerRole.RESPONDENT, "Anna Karlsson"), "Int": (SpeakerRole.INTERVIEWER, "")},
    )  # fmt: skip
    done = replace_personal_data(project, RULES)
    with project.reading() as store:
        assert sorted(store.respondents.names().values()) == ["Robin", "Robin (2)"]
    assert done.numbered == 1


def test_names_of_respondents_may_change_places(tmp_path: Path) -> None:
    with Project.create(tmp_path / "q.qcp", title="T") as project:
        add_text(project, "A", "Kim: Ja.\nRobin: Nej.\nKim: Jo.\nRobin: Nä.",
                 Kim=(SpeakerRole.RESPONDENT, "Kim"), Robin=(SpeakerRole.RESPONDENT, "Robin"))  # fmt: skip
        replace_personal_data(project, [ReplaceRule("Kim", "Robin"), ReplaceRule("Robin", "Kim")])
        with project.reading() as store:
            assert list(store.respondents.names().values()) == ["Robin", "Kim"]
            assert store.documents.text(DocumentId(1)).startswith("Robin: Ja.\nKim: Nej.")
        project.undo()
        with project.reading() as store:
            assert list(store.respondents.names().values()) == ["Kim", "Robin"]


def test_two_labels_of_one_speaker_become_one(tmp_path: Path) -> None:
    with Project.create(tmp_path / "q.qcp", title="T") as project:
        add_text(
            project, "A", "Anna: Ja.\nAnna K: Nej.\nAnna: Jo.\nAnna K: Nä.",
            **{"Anna": (SpeakerRole.RESPONDENT, "R1"), "Anna K": (SpeakerRole.RESPONDENT, "R1")},
        )  # fmt: skip
        done = replace_personal_data(project, [ReplaceRule("Anna", "Kim"), ReplaceRule("Anna K", "Kim")])
        assert done.joined == 1
        with project.reading() as store:
            (speaker,) = store.documents.speakers()
            assert speaker.label == "Kim"
            assert {turn.speaker_id for turn in store.documents.turns(DocumentId(1))} == {speaker.id}


def test_the_preview_says_what_is_done(project: Project) -> None:
    before = dump(project.path)
    plan = preview_replacement(project, RULES)
    assert dump(project.path) == before
    assert plan.total == sum(plan.by_rule) == sum(form.count for form in plan.forms)
    assert {(form.written, form.becomes): form.count for form in plan.forms}[("Annas", "Robins")] == 1
    assert {text.where for text in plan.texts} == {
        FoundIn.TEXT, FoundIn.TITLE, FoundIn.FILE_NAME, FoundIn.SPEAKER, FoundIn.RESPONDENT, FoundIn.PROJECT
    }  # fmt: skip
    places = changes_in_document(project, RULES, DocumentId(1))
    assert [(place.written, place.becomes) for place in places][:2] == [("Anna", "Robin"), ("Anna Karlsson", "Robin")]
    assert places[1].before.endswith("jag heter ")
    assert replace_personal_data(project, RULES).total == plan.total


def test_what_is_found_is_what_is_replaced(project: Project) -> None:
    found = find_personal_data(project)
    rules = propose_rules(found.groups)
    replace_personal_data(project, rules)
    assert {"Anna", "Lars", "Karlsson"} & set(text_of(project).replace(":", " ").split()) == set()
    again = find_personal_data(project)
    assert [group.name for group in again.groups] == []
    assert pseudonyms_in_use(project) == {group.suggestion for group in found.groups if group.kind.value == "person"}


def test_no_name_in_settings_protocol_or_history(project: Project) -> None:
    newest = query(project.path, "SELECT max(id) FROM step")[0][0]
    replace_personal_data(project, RULES)
    words = [
        str(cell)
        for statement in ("SELECT key, value FROM setting", "SELECT text FROM protocol",
                          f"SELECT label FROM step WHERE id > {newest}")
        for row in query(project.path, statement)
        for cell in row
    ]  # fmt: skip
    assert words
    assert not [word for word in words if "Anna" in word or "Lars" in word or "070" in word]


def test_nothing_found_is_no_step(project: Project) -> None:
    steps = len(project.history())
    assert replace_personal_data(project, [ReplaceRule("Xerxes", "Kim")]).total == 0
    assert len(project.history()) == steps


def test_rules_are_checked_first(project: Project) -> None:
    for wrong in ([], [ReplaceRule("Anna", "")], [ReplaceRule("Anna", "\x00")]):
        with pytest.raises(InvalidInput):
            replace_personal_data(project, wrong)
    assert text_of(project) == TEXT


def test_a_stop_leaves_everything(project: Project) -> None:
    before = dump(project.path)
    steps: list[int] = []

    def report(done: int, total: int, doing: object) -> None:
        steps.append(done)
        if len(steps) == 2:  # before the transcript is rewritten; the next step stops
            progress.cancel()

    progress = Progress(report)
    with pytest.raises(Cancelled):
        replace_personal_data(project, RULES, progress)
    assert dump(project.path) == before


def test_kept_files_are_removed_when_asked(project: Project) -> None:
    with project.transaction("keep") as store:
        store.documents.add_original(DocumentId(1), "abc")
    assert preview_replacement(project, RULES).originals == 1
    assert replace_personal_data(project, RULES, remove_originals=True).originals == 1
    assert query(project.path, "SELECT count(*) FROM original") == [(0,)]


PIECES = st.sampled_from(["Anna", "Annas", "Bo", " ", "\n", "😀", "ord ", "Lars", "-", "ANNA"])


@settings(max_examples=25)
@given(text=st.lists(PIECES, min_size=1, max_size=25).map("".join), data=st.data())
def test_codings_keep_their_words_whatever_the_text(
    tmp_path_factory: pytest.TempPathFactory, text: str, data: st.DataObject
) -> None:
    text = text.strip() or "Anna"
    rules = [ReplaceRule("Anna", "Alexandra"), ReplaceRule("Bo", "Robin"), ReplaceRule("Lars", "O")]
    spans = data.draw(
        st.lists(st.tuples(st.integers(0, len(text) - 1), st.integers(1, 8)), max_size=6)
    )
    path = tmp_path_factory.mktemp("p") / "p.qcp"
    with Project.create(path, title="T") as project:
        add_text(project, "D", text)
        codings = {put(project, start, min(len(text), start + width)): (start, min(len(text), start + width))
                   for start, width in spans}  # fmt: skip
        before = dump(path)
        edits = [(one.start, one.end, one.becomes) for one in changes_in_document(project, rules, DocumentId(1))]
        replace_personal_data(project, rules)
        new = text_of(project)
        with project.reading() as store:
            found = {row: new[start:end] for row, start, end in store.written.spans("coding", DocumentId(1))}
        for row, (start, end) in codings.items():
            expected, at = "", min([start, *(one[0] for one in edits if one[0] < end and one[1] > start)])
            for low, high, becomes in edits:
                if low < end and high > start:
                    expected += text[at:low] + becomes
                    at = high
            assert found[row] == expected + text[at : max(at, end)]
        if edits:
            project.undo()
            assert dump(path) == before


def test_spared_places_stay_in_texts_and_around_them(project: Project) -> None:
    found = find_personal_data(project)
    anna = next(group for group in found.groups if group.name == "Anna Karlsson")
    kept = [
        one for one in found.findings([anna.key])
        if one.where is FoundIn.TITLE or (one.where is FoundIn.TEXT and one.start in (0, TEXT.index("Annas")))
    ]  # fmt: skip
    assert len(kept) == 3
    plan = preview_replacement(project, RULES, spared=kept)
    assert plan.total == preview_replacement(project, RULES).total - 3
    assert replace_personal_data(project, RULES, spared=kept).total == plan.total
    with project.reading() as store:
        assert store.documents.text(DocumentId(1)) == NEW.replace("Robin: Hej", "Anna: Hej").replace("Robins", "Annas")
        assert store.documents.all()[0].title == "Intervju_Anna_Karlsson"
