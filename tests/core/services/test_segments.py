"""What the coding room reads, and its gestures that do two things as one step."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import CodeId, CodingId, DocumentId
from qualcoder_peer.core.domain.model import SpeakerRole
from qualcoder_peer.core.importers.run import import_files
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code, describe_code, merge_codes, read_tree, set_code_memo
from qualcoder_peer.core.services.coding import NewCoding, add_codings, set_coding_memo
from qualcoder_peer.core.services.memos import add_passage_memo
from qualcoder_peer.core.services.respondents import respondent_facts
from qualcoder_peer.core.services.segments import (
    MergePlan,
    code_use,
    code_with_new,
    document_memos,
    open_document,
    plan_merge,
    read_code,
    read_coding,
    read_segments,
    segments_by_ids,
)
from qualcoder_peer.core.services.sources import document_facts, list_documents, set_document_memo
from tests.support.growth import assert_growth, seconds
from tests.support.projects import add_many_codings, add_text
from tests.support.statements import sent_statements

TEXT = "I: Hur var det?\n\nR1: Det var bra 🙂 och tryggt.\n\nI: Mer?\n\nR1: Ja, verkligen."


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    (tmp_path / "A.txt").write_text(TEXT, encoding="utf-8")
    with Project.create(tmp_path / "p.qcp", title="T", coder="AB") as made:
        import_files(made, [tmp_path / "A.txt"])
        yield made


def document(project: Project) -> DocumentId:
    return list_documents(project)[0].id


def test_an_opened_document_has_all_its_page_shows(project: Project) -> None:
    code = add_code(project, "Trygghet")
    here = document(project)
    late = add_codings(project, [NewCoding(here, code, TEXT.index("tryggt"), TEXT.index("tryggt") + 6)])[0]
    early = add_codings(project, [NewCoding(here, code, 3, 8, starred=True)])[0]
    opened = open_document(project, here)
    assert opened.text == TEXT
    assert [row[0] for row in opened.segments] == [early, late]
    assert opened.segments[0][1:4] == (3, 8, code) and opened.segments[0][5:] == ("none", 1, 0)
    assert [opened.text[row[1] : row[2]].strip() for row in opened.turns][1] == "Det var bra 🙂 och tryggt."
    assert {one.label for one in opened.speakers} == {"I", "R1"}
    assert read_segments(project, here) == list(opened.segments)
    assert segments_by_ids(project, [late, CodingId(99)]) == [(here, opened.segments[1])]
    with pytest.raises(NotFound):
        open_document(project, DocumentId(99))


def test_code_with_new_is_one_step_or_nothing(project: Project) -> None:
    steps = len(project.history())
    code, coding = code_with_new(project, "  Ny   kod ", None, document(project), 3, 8, starred=True)
    assert read_tree(project).by_id[code].name == "Ny kod"
    assert read_coding(project, coding).coding.starred
    assert len(project.history()) == steps + 1
    project.undo()
    assert read_tree(project).by_id == {} and read_segments(project, document(project)) == []
    with pytest.raises(InvalidInput):
        code_with_new(project, "Annan", None, document(project), 3, 8_000)
    assert read_tree(project).by_id == {}


def test_facts_of_a_coding_and_a_code(project: Project) -> None:
    here, question = document(project), add_code(project, "Fråga")
    code = add_code(project, "Trygghet", question)
    coding = add_codings(project, [NewCoding(here, code, 3, 8)])[0]
    set_coding_memo(project, coding, "tänk på")
    set_code_memo(project, code, "om koden")
    facts = read_coding(project, coding)
    assert (facts.coder, facts.memo, facts.coding.code_id) == ("AB", "tänk på", code)
    known = read_code(project, code)
    assert ([one.name for one in known.line], known.memo, known.documents) == (["Fråga", "Trygghet"], "om koden", 1)
    assert read_code(project, question).documents == 1
    with pytest.raises(NotFound):
        read_coding(project, CodingId(99))
    with pytest.raises(NotFound):
        read_code(project, CodeId(99))


def test_memos_of_a_document_and_its_passages(project: Project) -> None:
    here = document(project)
    set_document_memo(project, here, "helhet")
    add_passage_memo(project, here, 10, 12, "sen")
    add_passage_memo(project, here, 3, 8, "tidig")
    whole, passages = document_memos(project, here)
    assert whole == "helhet" and [memo.text for memo in passages] == ["tidig", "sen"]


def test_use_counts_codings_and_who_is_heard(project: Project) -> None:
    here, code, other = document(project), add_code(project, "A"), add_code(project, "B")
    add_codings(project, [NewCoding(here, code, 3, 8), NewCoding(here, other, TEXT.index("Det"), TEXT.index("och"))])
    own, heard = code_use(project)
    assert own == {code: 1, other: 1}
    assert code not in heard and len(heard[other]) == 1
    assert code_use(project, [code])[0] == {code: 1}


def test_what_is_read_in_pieces_is_what_is_read_one_by_one(project: Project) -> None:
    """More documents and codings than are read at once; a commit in the midst does not wait for the whole."""
    codes = [add_code(project, name) for name in "ABCD"]
    for number in range(24):
        talk = f"R{number}: {'Ord och ord. ' * 20}\nI: Ja?\n" * 2
        who = {f"R{number}": (SpeakerRole.RESPONDENT, f"R{number}"), "I": (SpeakerRole.INTERVIEWER, "")}
        here = add_text(project, f"Text {number}", talk, **who)
        for code in codes[: 1 + number % 4]:
            add_many_codings(project, here, code, 70 + number)
    own, heard = code_use(project)
    assert sum(own.values()) > 4_000
    for code in codes:
        one = code_use(project, [code])
        assert (own[code], heard[code]) == (one[0][code], one[1][code])
        assert len(heard[code]) == sum(1 for number in range(24) if code in codes[: 1 + number % 4])
    with sent_statements() as sent:  # a code with more codings than that is read by its documents
        assert code_use(project, codes[:1])[0] == {codes[0]: own[codes[0]]} and own[codes[0]] > 1_500
    assert sum("JOIN turn" in one for one in sent) == 2
    with sent_statements() as sent:
        people = {one.respondent.name: one.codings for one in respondent_facts(project)}
    assert sum("JOIN turn" in one for one in sent) >= sum(own.values()) // 1_000 == 4
    with project.reading() as store:
        by_one = {one.name: store.respondents.coding_counts([one.id])[one.id] for one in store.respondents.all()}
    assert people == by_one
    facts = document_facts(project)
    assert facts == [document_facts(project, [one.document.id])[0] for one in facts] and len(facts) >= 24
    assert sum(one.codings for one in facts) == sum(own.values())
    assert all(one.coverage > 0 for one in facts if one.codings)


def talking(project: Project, turns: int) -> tuple[CodeId, DocumentId]:
    """A document of many turns, a coding over the end of each and the beginning of the next."""
    code = add_code(project, f"Kod {turns}")
    talk = "".join(f"R{number % 3}: Ord {number:06} och\n" for number in range(turns))
    who = {f"R{number}": (SpeakerRole.RESPONDENT, f"R{number}") for number in range(3)}
    here = add_text(project, f"Text {turns}", talk, **who)
    length = len(talk) // turns
    add_many_codings(project, here, code, turns - 1, width=8, step=length, first=length - 4)
    return code, here


def test_a_long_talk_is_read_in_shares_and_all_are_counted_once(project: Project) -> None:
    code, here = talking(project, 4_200)
    with sent_statements() as sent:
        people = {one.respondent.name: one.codings for one in respondent_facts(project)}
    assert people == {"R0": 2_799, "R1": 2_800, "R2": 2_799}  # a coding is heard in two turns
    assert sum("JOIN turn" in one for one in sent) == 5
    assert len(code_use(project, [code])[1][code]) == 3


def test_counting_who_is_heard_grows_with_the_codings_of_a_talk_not_with_turns_times_codings(project: Project) -> None:
    """SQLite, left to choose, went from all turns of one document to all codings before each: 4 s for a long one."""
    small, large = talking(project, 1_000), talking(project, 4_000)

    def cost(of: tuple[CodeId, DocumentId]) -> dict[str, float]:
        with project.reading() as store:
            return {
                "codings of respondents": seconds(lambda: store.respondents.coding_counts(documents=of[1:])),
                "respondents of codes": seconds(lambda: store.codes.respondents(documents=of[1:])),
            }

    assert_growth(cost, small, large, bound=6)


def test_a_merge_is_planned_as_it_is_done(project: Project) -> None:
    here, source, target = document(project), add_code(project, "A"), add_code(project, "B")
    add_code(project, "Under A", source)
    describe_code(project, source, definition="d", example="e")
    describe_code(project, target, definition="D", when_not="n", example="e")
    set_code_memo(project, source, "m")
    set_code_memo(project, target, "M")
    add_codings(project, [NewCoding(here, source, 3, 8), NewCoding(here, source, 9, 12), NewCoding(here, target, 3, 8)])
    texts = (("definition", "D\n\nd"), ("memo", "M\n\nm"))
    assert plan_merge(project, [source, target], target) == MergePlan(2, 1, 1, 1, 1, texts)
    merge_codes(project, [source], target)
    facts = read_code(project, target)
    assert (facts.code.definition, facts.memo) == tuple(words for _, words in texts)
    assert (facts.code.when_not, facts.code.example) == ("n", "e")
    assert len(read_segments(project, here)) == 2
    assert plan_merge(project, [target], target) == MergePlan(0, 0, 0, 0, 0)
