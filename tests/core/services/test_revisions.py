"""A new version of a transcript: what keeps its place, what is asked about, and that all of it can be undone."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from random import Random

import pytest

from qualcoder_peer.core.domain.errors import Cancelled, InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import CodeId, CodingId, DocumentId, new_guid
from qualcoder_peer.core.domain.messages import Message
from qualcoder_peer.core.domain.model import SpeakerRole, Stance
from qualcoder_peer.core.domain.sources import DocumentKind, FoundPlace, PlaceKind
from qualcoder_peer.core.importers.run import ImportOptions, import_files, prepare_file
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services import codebook, coding, memos, reports, respondents, revisions, setup, sources
from qualcoder_peer.core.services.coding import NewCoding
from qualcoder_peer.core.services.places import list_places
from qualcoder_peer.core.services.preparing import Prepared
from qualcoder_peer.core.services.revisions import (
    Decision,
    Fate,
    Keeping,
    Passage,
    PassageKind,
    RevisionPlan,
    apply_revision,
    plan_revision,
)
from tests.support.growth import assert_growth, seconds
from tests.support.projects import add_text, dump, prepared, query

FIRST = """Intervjuare: Hur kom du hit?
R1: Jag var ensam i början. Det fanns ett tomrum som ingen fyllde 🙂.
Intervjuare: Och sedan?
R1: Sedan kom Kim. Man blev lyssnad på, det hade jag aldrig varit med om förut.
Intervjuare: Vad betyder det?
R1: Allt. Jag vet inte vad jag skulle ha gjort utan det.
"""
SECOND = """Intervjuare: Välkommen! Hur kom du hit?
R1: Jag var mycket ensam i början. Det fanns ett tomrum som ingen fyllde 🙂.
Intervjuare: Och sedan?
R1: Sedan kom Kim. Man blev lyssnad på, det hade jag aldrig upplevt förut.
Intervjuare: Vad betyder det?
R1: Det säger jag inte.
"""
SEGMENTS = {
    "ensam": "Jag var ensam i början",
    "tomrum": "Det fanns ett tomrum som ingen fyllde",
    "lyssnad": "Man blev lyssnad på, det hade jag aldrig varit med om förut",
    "allt": "Jag vet inte vad jag skulle ha gjort utan det",
}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """A project in a real file."""
    with Project.create(tmp_path / "study.qcp", title="Studie", language="en", coder="AJ") as made:
        yield made


@pytest.fixture
def document(project: Project) -> DocumentId:
    """The first version, four codings, a memo on a passage."""
    return coded(project)


def coded(project: Project) -> DocumentId:
    document = add_text(project, "Intervju 1", FIRST)
    codes = {name: codebook.add_code_path(project, ["Fråga 1", name]) for name in SEGMENTS}
    wanted = [
        NewCoding(document, codes[name], FIRST.index(words), FIRST.index(words) + len(words), memo=f"om {name}",
                  stance=Stance.FOR, starred=name == "allt")
        for name, words in SEGMENTS.items()
    ]  # fmt: skip
    coding.add_codings(project, wanted)
    kim = FIRST.index("Sedan kom Kim")
    memos.add_passage_memo(project, document, kim, kim + 13, "vem är Kim?")
    return document


def new_version(text: str = SECOND, **values: object) -> Prepared:
    made = prepared("Intervju 1, rättad", text)
    return dataclasses.replace(made, **values)  # type: ignore[arg-type]


def named(plan: RevisionPlan, name: str) -> Passage:
    return next(one for one in plan.passages if one.path[-1:] == (name,))


def quotes(project: Project, document: DocumentId) -> dict[str, str]:
    """The words of each coding by the name of its code."""
    text = sources.read_document(project, document)[1]
    tree = codebook.read_tree(project)
    with project.reading() as store:
        return {tree.by_id[one.code_id].name: text[one.start : one.end] for one, _ in store.codings.filtered()}


def test_the_plan_tells_what_becomes_of_everything(project: Project, document: DocumentId) -> None:
    before = dump(project.path)
    plan = plan_revision(project, document, new_version())
    assert dump(project.path) == before
    assert {name: named(plan, name).fate for name in SEGMENTS} == {
        "ensam": Fate.CHANGED, "tomrum": Fate.SAME, "lyssnad": Fate.CHANGED, "allt": Fate.LOST,
    }  # fmt: skip
    assert [(plan.count(fate), plan.count(fate, PassageKind.MEMO)) for fate in Fate] == [(1, 1), (0, 0), (2, 0), (1, 0)]
    changed = named(plan, "lyssnad")
    assert plan.words(changed) == SEGMENTS["lyssnad"]
    assert plan.new_words(changed) == "Man blev lyssnad på, det hade jag aldrig upplevt förut"
    lost = named(plan, "allt")
    assert (lost.path, lost.coder, lost.memo, lost.starred, plan.new_words(lost)) == (
        ("Fråga 1", "allt"), "AJ", "om allt", True, "",
    )  # fmt: skip
    assert (plan.turns.before, plan.turns.after, plan.turns.same) == (6, 6, 2)
    assert 0.5 < plan.likeness < 1


def test_codings_keep_their_ids_and_all_that_is_theirs(project: Project, document: DocumentId) -> None:
    with project.reading() as store:
        before = {one.id: (one, memo) for one, memo in store.codings.filtered()}
    plan = plan_revision(project, document, new_version())
    done = apply_revision(project, plan)
    assert quotes(project, document) == {
        "ensam": "Jag var mycket ensam i början", "tomrum": SEGMENTS["tomrum"],
        "lyssnad": "Man blev lyssnad på, det hade jag aldrig upplevt förut",
    }  # fmt: skip
    assert (done.document, done.placed, done.kept_as_memo, done.dropped) == (document, 4, 1, 0)
    with project.reading() as store:
        after = {one.id: (one, memo) for one, memo in store.codings.filtered()}
    assert set(before) - set(after) == {named(plan, "allt").id}
    for id, (one, memo) in after.items():
        old, old_memo = before[id]
        assert (one.guid, one.code_id, one.coder_id, one.stance, one.starred, one.created, memo) == (
            old.guid, old.code_id, old.coder_id, old.stance, old.starred, old.created, old_memo,
        )  # fmt: skip
    assert after[CodingId(named(plan, "tomrum").id)][0].changed == before[CodingId(named(plan, "tomrum").id)][0].changed
    assert after[CodingId(named(plan, "ensam").id)][0].changed > before[CodingId(named(plan, "ensam").id)][0].changed
    assert setup.check_project(project) == []


def test_what_has_no_place_is_kept_in_the_memo(project: Project, document: DocumentId) -> None:
    sources.set_document_memo(project, document, "Spelades in i köket.")
    text = SECOND.replace("Sedan kom Kim. ", "")
    done = apply_revision(project, plan_revision(project, document, new_version(text)))
    assert done.kept_as_memo == 2
    whole = sources.document_details(project, document).memo
    assert whole.startswith("Spelades in i köket.\n\n")
    for words in (SEGMENTS["allt"], "Fråga 1 / allt (AJ): om allt", "“Sedan kom Kim”", "Memo (AJ): vem är Kim?"):
        assert words in whole
    assert "“Intervju 1, rättad.txt”" in whole
    assert [one for one in memos.memos_of(project, "document", document) if one.start is not None] == []


def test_decisions_go_before_what_is_proposed(project: Project, document: DocumentId) -> None:
    plan = plan_revision(project, document, new_version())
    at = SECOND.index("Det säger jag inte")
    done = apply_revision(
        project,
        plan,
        {
            named(plan, "allt").key: Decision(Keeping.PLACE, at, at + 18),
            named(plan, "ensam").key: Decision(Keeping.DROP),
            named(plan, "lyssnad").key: Decision(Keeping.MEMO),
        },
        lost=Keeping.DROP,
    )
    assert (done.placed, done.kept_as_memo, done.dropped) == (3, 1, 1)
    assert quotes(project, document) == {"allt": "Det säger jag inte", "tomrum": SEGMENTS["tomrum"]}
    assert SEGMENTS["lyssnad"] in sources.document_details(project, document).memo
    assert SEGMENTS["ensam"] not in sources.document_details(project, document).memo


def test_all_of_it_is_one_step_and_comes_back_byte_for_byte(project: Project, document: DocumentId) -> None:
    report = reports.new_report(project, "Rapport")
    with project.reading() as store:
        ids = [one.id for one, _ in store.codings.filtered()]
    reports.add_quotes(project, report, None, ids)
    before, steps = dump(project.path), len(project.history())
    plan = plan_revision(project, document, new_version())
    using = [row for row in before["report_item"].values() if named(plan, "allt").id in row and "quote" in row]
    assert named(plan, "allt").quotes == len(using) > 0
    assert named(plan, "ensam").quotes == 0
    apply_revision(project, plan)
    after = dump(project.path)
    assert len(project.history()) == steps + 1
    assert len(after["report_item"]) == len(before["report_item"]) - len(using)
    assert [said.text for said in project.undo()] == ["New version of “{title}”"]
    assert dump(project.path) == before
    project.redo()
    assert dump(project.path) == after
    assert query(project.path, "PRAGMA foreign_key_check") == []


def test_what_was_corrected_by_hand_stays(project: Project, document: DocumentId) -> None:
    sources.rename_document(project, document, "Den första")
    sources.set_document_kind(project, [document], DocumentKind.FIELD_NOTE)
    sources.set_document_date(project, [document], "2026-05-04")
    sources.set_document_done(project, [document], True)
    before = sources.read_document(project, document)[0]
    apply_revision(project, plan_revision(project, document, new_version(date="2020-01-01")))
    after, text, _, _ = sources.read_document(project, document)
    assert text == SECOND
    same = ("id", "guid", "title", "kind", "language", "date", "done")
    assert [getattr(after, name) for name in same] == [getattr(before, name) for name in same]
    assert (after.file_name, after.characters) == ("Intervju 1, rättad.txt", len(SECOND))
    assert (after.sha256, after.imported_by) == (new_version().read.sha256, "AJ")
    assert after.imported > before.imported


def test_a_date_that_was_missing_is_taken_from_the_file(project: Project, document: DocumentId) -> None:
    apply_revision(project, plan_revision(project, document, new_version(date="2020-01-01")))
    assert sources.read_document(project, document)[0].date == "2020-01-01"


def test_speakers_keep_respondent_and_role_by_label(project: Project, document: DocumentId) -> None:
    speaker = next(one for one in respondents.list_speakers(project) if one.label == "R1")
    person = respondents.add_respondent(project, "Robin")
    respondents.assign_speaker(project, speaker.id, SpeakerRole.RESPONDENT, person)
    asks = next(one for one in respondents.list_speakers(project) if one.label == "Intervjuare")
    respondents.assign_speaker(project, asks.id, SpeakerRole.OTHER, None)
    apply_revision(project, plan_revision(project, document, new_version()))
    after = {one.label: one for one in respondents.list_speakers(project)}
    assert (after["R1"].id, after["R1"].respondent_id) == (speaker.id, person)
    assert (after["Intervjuare"].id, after["Intervjuare"].role) == (asks.id, SpeakerRole.OTHER)
    said = [(turn.start, turn.speaker_id) for turn in sources.read_document(project, document)[2]]
    assert said[:2] == [(0, asks.id), (SECOND.index("R1:"), speaker.id)]


def test_speakers_under_new_labels_are_known_by_their_words(project: Project, document: DocumentId) -> None:
    before = {one.label: one for one in respondents.list_speakers(project)}
    text = FIRST.replace("R1:", "Anna:").replace("Intervjuare:", "I:") + "Berit: Får jag också säga något?\n"
    plan = plan_revision(project, document, new_version(text))
    assert [(one.label, one.label_before, one.by_words, one.is_new) for one in plan.speakers] == [
        ("I", "Intervjuare", True, False), ("Anna", "R1", True, False), ("Berit", "", False, True),
    ]  # fmt: skip
    assert plan.gone == ()
    apply_revision(project, plan)
    after = {one.label: one for one in respondents.list_speakers(project)}
    assert after["Anna"] == dataclasses.replace(before["R1"], label="Anna")
    assert after["I"] == dataclasses.replace(before["Intervjuare"], label="I")
    assert after["Berit"].respondent_id is not None
    assert respondents.respondent_names(project)[after["Berit"].respondent_id] == "Berit"


def test_two_labels_that_were_made_one_speaker_stay_one(project: Project) -> None:
    old = "R1: Jag kom till gruppen i mars.\nKim: Och stannade sedan kvar där hela våren.\n" * 4
    document = add_text(project, "Ett", old)
    with project.transaction("as the window does it") as store:
        one, two = store.documents.speakers(document)
        store.documents.move_turns(two.id, one.id)
        store.documents.remove_speakers([two.id])
    plan = plan_revision(project, document, new_version(old.replace("mars", "april")))
    assert [(one.label, one.name, one.by_words) for one in plan.speakers] == [("R1", "R1", False), ("Kim", "R1", True)]
    apply_revision(project, plan)
    assert {one.respondent_id for one in respondents.list_speakers(project)} == {one.respondent_id}


def test_labels_that_changed_places_go_with_the_label(project: Project) -> None:
    old = "R1: Jag kom till gruppen i mars och stannade kvar.\nR2: Hur var det att komma dit?\n" * 3
    document = add_text(project, "Byte", old)
    before = {one.label: one for one in respondents.list_speakers(project)}
    new = old.replace("R1:", "R3:").replace("R2:", "R1:")
    plan = plan_revision(project, document, new_version(new))
    assert [(one.label, one.is_new) for one in plan.speakers] == [("R3", True), ("R1", False)]
    assert [one.label for one in plan.gone] == ["R2"]
    apply_revision(project, plan)
    after = {one.label: one for one in respondents.list_speakers(project)}
    assert after["R1"] == before["R1"]
    assert after["R3"].respondent_id not in {one.respondent_id for one in before.values()}


def test_speakers_of_the_old_version_that_are_gone(project: Project, document: DocumentId) -> None:
    plan = plan_revision(project, document, new_version("Bara text, inga talare.\nOch lite till av den.\n"))
    assert {one.label for one in plan.gone} == {"Intervjuare", "R1"}
    assert plan.likeness < revisions.UNLIKE
    apply_revision(project, plan)
    assert respondents.list_speakers(project) == []
    assert len(respondents.list_respondents(project)) == 1


def test_places_are_those_of_the_new_file(project: Project, document: DocumentId) -> None:
    with project.transaction("pages") as store:
        store.places.add(document, [FoundPlace(PlaceKind.PAGE, 0, "1")])
    pages = (FoundPlace(PlaceKind.PAGE, 0, "1"), FoundPlace(PlaceKind.PAGE, 100, "2"))
    plan = plan_revision(project, document, new_version(places=pages))
    assert plan.places == (1, 2)
    apply_revision(project, plan)
    assert tuple(list_places(project, document)) == pages


def test_a_kept_original_is_that_of_the_new_version_or_gone(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "Intervju 1.txt"
    path.write_text(FIRST, encoding="utf-8")
    document = import_files(project, [path], ImportOptions(keep_original=True))[0].document
    assert document is not None
    assert sources.original_of(project, document)[1].decode() == FIRST
    path.write_text(SECOND, encoding="utf-8")
    apply_revision(project, plan_revision(project, document, prepare_file(path)), original=path.read_bytes())
    assert sources.original_of(project, document)[1].decode() == SECOND
    path.write_text(FIRST + "Slut.", encoding="utf-8")
    apply_revision(project, plan_revision(project, document, prepare_file(path)))
    with pytest.raises(NotFound, match="not kept"):
        sources.original_of(project, document)


def test_documents_out_of_one_file_share_it_still(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "svar.csv"
    path.write_text("namn;svar\nett;Jag trivdes bra\ntvå;Det var långt\ntre;Jag vet inte\n", encoding="utf-8")
    whole = path.read_bytes()
    found = [one.document for one in import_files(project, [path], ImportOptions(keep_original=True))]
    assert len(found) == 3
    other = tmp_path / "rättat.txt"
    other.write_text("Jag trivdes mycket bra\n", encoding="utf-8")
    first = found[0]
    assert first is not None
    before = dump(project.path)
    apply_revision(project, plan_revision(project, first, prepare_file(other)), original=b"new")
    assert [sources.original_of(project, one)[1] for one in found if one is not None] == [b"new", whole, whole]
    project.undo()
    assert dump(project.path) == before


def refused(project: Project, document: DocumentId, version: Prepared, words: str) -> None:
    before = dump(project.path)
    with pytest.raises(InvalidInput) as caught:
        plan_revision(project, document, version)
    assert words in str(caught.value)
    assert dump(project.path) == before


def test_the_same_file_and_the_same_text_are_refused(project: Project, document: DocumentId) -> None:
    refused(project, document, prepared("Intervju 1", FIRST), "the same text")
    again = prepared("Intervju 1", FIRST)
    other_bytes = dataclasses.replace(again.read, sha256="0" * 64)
    refused(project, document, dataclasses.replace(again, read=other_bytes), "the same text")


def test_a_file_of_another_document_is_refused(project: Project, document: DocumentId) -> None:
    add_text(project, "Intervju 2", SECOND)
    refused(project, document, prepared("Intervju 2", SECOND), "as “Intervju 2”")


def test_a_document_that_is_gone_or_changed_meanwhile_is_left_alone(project: Project, document: DocumentId) -> None:
    plan = plan_revision(project, document, new_version())
    sources.rename_document(project, document, "Annat namn")  # this does not matter
    coding.remove_codings(project, [CodingId(named(plan, "ensam").id)])
    before = dump(project.path)
    with pytest.raises(InvalidInput, match="has changed since"):
        apply_revision(project, plan)
    assert dump(project.path) == before
    project.undo()
    apply_revision(project, plan)
    sources.remove_documents(project, [document])
    before = dump(project.path)
    with pytest.raises(NotFound):
        apply_revision(project, plan)
    with pytest.raises(NotFound):
        plan_revision(project, document, new_version())
    assert dump(project.path) == before


@pytest.mark.parametrize("span", [(5, 5), (-1, 3), (0, 10_000)])
def test_a_decision_must_name_a_place_in_the_new_text(
    project: Project, document: DocumentId, span: tuple[int, int]
) -> None:
    plan = plan_revision(project, document, new_version())
    before = dump(project.path)
    with pytest.raises(InvalidInput, match="no place in it"):
        apply_revision(project, plan, {named(plan, "allt").key: Decision(Keeping.PLACE, *span)})
    with pytest.raises(NotFound, match="decided about"):
        apply_revision(project, plan, {(PassageKind.CODING, 999): Decision(Keeping.DROP)})
    assert dump(project.path) == before


def test_a_snapshot_is_taken_before(project: Project, document: DocumentId) -> None:
    apply_revision(project, plan_revision(project, document, new_version()))
    newest = project.snapshots()[0]
    assert newest.reason == "import"
    with Project.open(newest.path, read_only=True) as copy:
        assert sources.read_document(copy, document)[1] == FIRST


@pytest.mark.parametrize("stop_at", range(1, 9))
def test_stopped_it_leaves_nothing_half_done(project: Project, document: DocumentId, stop_at: int) -> None:
    before = dump(project.path)
    reports_seen: list[tuple[int, int]] = []

    def report(done: int, total: int, _doing: Message) -> None:
        reports_seen.append((done, total))
        if len(reports_seen) == stop_at:
            progress.cancel()

    progress = Progress(report)
    with pytest.raises(Cancelled):
        apply_revision(project, plan_revision(project, document, new_version(), progress), progress=progress)
    assert dump(project.path) == before
    assert all(0 <= done <= total for done, total in reports_seen)


def test_one_document_of_a_sheet(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "svar.csv"
    path.write_text("namn;svar\nett;Jag trivdes bra där\ntvå;Det var för långt\n", encoding="utf-8")
    found = [one.document for one in import_files(project, [path])]
    assert len(found) == 2
    first = found[0]
    assert first is not None
    other = tmp_path / "svar 2.csv"
    other.write_text("namn;svar\nett;Jag trivdes mycket bra där\ntvå;Det var för långt\n", encoding="utf-8")
    plan = plan_revision(project, first, prepare_file(other))
    apply_revision(project, plan)
    assert "mycket" in sources.read_document(project, first)[1]
    assert len(sources.list_documents(project)) == 2


def test_a_file_with_the_name_of_a_document_may_be_its_new_version(project: Project, document: DocumentId) -> None:
    same_name = new_version(title="x")
    renamed = dataclasses.replace(same_name, read=dataclasses.replace(same_name.read, file_name="Intervju 1.txt"))
    same_file = prepared("Intervju 1", FIRST)
    found = revisions.older_versions(project, [same_name, renamed, same_file, dataclasses.replace(renamed, part=1)])
    assert [None if one is None else one.id for one in found] == [None, document, None, None]


def large(project: Project, characters: int, codings: int) -> tuple[DocumentId, Prepared]:
    """A long transcript with many codings, and a version of it with changes on every tenth line."""
    chance = Random(5)
    words = "jag vi man det som var inte och men så när hon han de att till med för samtalet veckan kaffet".split()
    lines: list[str] = []
    while characters > 0:
        said = " ".join(chance.choices(words, k=chance.choice((4, 14, 40))))
        lines.append(f"R{len(lines) % 3 + 1}: {said}.")
        characters -= len(lines[-1]) + 1
    text = "\n".join(lines)
    document = add_text(project, f"Lång {len(text)}", text)
    code = codebook.add_code(project, "Kod")
    with project.transaction("codings") as store:
        coder = store.coder_id()
        store.codings.add_many([_row(document, code, coder, place, text) for place in _places(chance, text, codings)])
    changed = [
        line if number % 10 else " ".join([*line.split(" ")[:2], "ändrat", *line.split(" ")[3:]])
        for number, line in enumerate(lines)
        if number % 37
    ]
    return document, new_version("\n".join(changed))


def _places(chance: Random, text: str, count: int) -> list[int]:
    return [chance.randrange(len(text) - 200) for _ in range(count)]


def _row(document: DocumentId, code: CodeId, coder: int, place: int, text: str) -> dict[str, object]:
    return {
        "guid": new_guid(), "document_id": document, "code_id": code, "coder_id": coder, "start": place,
        "end": min(len(text), place + 150), "stance": "none", "starred": 0, "created": "", "changed": "",
    }  # fmt: skip


def test_time_grows_as_text_and_codings_do(project: Project) -> None:
    numbers = count()  # no two texts are the same: each is longer by a line or more

    def cost(codings: int) -> float:
        document, version = large(project, 200 * codings + 250 * next(numbers), codings)
        return seconds(lambda: apply_revision(project, plan_revision(project, document, version)))

    assert_growth(cost, 500, 2_000, 2.6**2)  # twice as much and twice again


def test_no_query_is_made_for_each_coding(project: Project) -> None:
    def statements(codings: int) -> int:
        document, version = large(project, 30_000 + codings, codings)
        seen: list[str] = []
        with project.reading() as store:
            store.project.get()
        from sqlalchemy import event

        engine = project._engine
        listen = lambda *args: seen.append(args[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", listen)
        try:
            apply_revision(project, plan_revision(project, document, version), lost=Keeping.DROP)
        finally:
            event.remove(engine, "before_cursor_execute", listen)
        return len(seen)

    assert statements(900) - statements(100) < 20
