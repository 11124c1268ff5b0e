"""Suggestions from the project's own codings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import Cancelled, InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import CodeId, CodingId, DocumentId
from qualcoder_peer.core.domain.model import Owner, SpeakerRole
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.codebook import add_code
from qualcoder_peer.core.services.coding import NewCoding, add_codings
from qualcoder_peer.core.services.respondents import list_respondents
from qualcoder_peer.core.services.selections import add_set
from qualcoder_peer.core.services.suggestions import dismiss, passages, suggest
from tests.support.projects import add_text, dump

LONELY = (
    "Det är tomt i huset på kvällen och ingen ringer till mig.",
    "På kvällen blir det så tyst och tomt i köket hemma.",
    "Ingen ringer mig längre, telefonen är alldeles tyst.",
    "Jag sitter i ett tyst kök och väntar på att någon ringer.",
)
OTHER = (
    "Bussen till staden går varje timme utom på söndagar.",
    "Handläggaren skrev ett beslut som jag fick läsa på papper.",
    "Vi lagade mat tillsammans och diskade efteråt i gruppen.",
    "Kursen i svenska började i mars och var gratis för alla.",
)
ASKED = "Ringer ingen till dig på kvällen när det är tyst i köket?"


def transcript(number: int) -> str:
    """Turns in which loneliness and other things alternate, and a question of the interviewer about it."""
    lines = [f"Intervjuare: {ASKED}"]
    for at in range(4):
        lines += [f"R{number}: {LONELY[(at + number) % 4]}", f"R{number}: {OTHER[(at + number) % 4]}"]
    return "\n".join(lines) + "\n"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Four transcripts; in the first three all that is lonely is coded, in the last nothing."""
    with Project.create(tmp_path / "lonely.qcp", title="x", coder="AJ") as made:
        code = add_code(made, "Tomrummet")
        for number in range(1, 5):
            text = transcript(number)
            document = add_text(made, f"Intervju {number}", text)
            if number < 4:
                starts = [text.index(line) for line in LONELY]
                add_codings(made, [
                    NewCoding(document, code, start, start + len(line))
                    for start, line in zip(starts, LONELY, strict=True)
                ])  # fmt: skip
        yield made


LAST = DocumentId(4)
CODE = CodeId(1)


def test_sets_and_filters_narrow_what_is_suggested(project: Project) -> None:
    group = transcript(4).replace("R4", "R9", 4)  # half of it is said by another
    add_text(project, "Grupp", group, R4=(SpeakerRole.RESPONDENT, "Kim"), R9=(SpeakerRole.RESPONDENT, "Robin"))
    everywhere = [LAST, DocumentId(5)]
    assert {one.document for one in suggest(project, CODE, everywhere).found} == set(everywhere)
    documents = add_set(project, Owner.DOCUMENT, "Några", [1, 5])
    assert {one.document for one in suggest(project, CODE, everywhere, sets=[documents]).found} == {DocumentId(5)}
    robin = next(one.id for one in list_respondents(project) if one.name == "Robin")
    people = add_set(project, Owner.RESPONDENT, "Robin", [robin])
    found = suggest(project, CODE, everywhere, sets=[people, documents]).found
    assert found and all(group.rindex("R", 0, one.start) == group.rindex("R9: ", 0, one.start) for one in found)
    assert len(found) < len(suggest(project, CODE, everywhere, sets=[documents]).found)
    assert suggest(project, CODE, [LAST], sets=[people]).found == ()


def quotes(project: Project) -> list[str]:
    with project.reading() as store:
        text = store.documents.text(LAST)
    return [text[one.start : one.end] for one in suggest(project, CODE, [LAST]).found]


def test_what_is_like_the_coded_is_found_and_nothing_is_stored(project: Project) -> None:
    before = dump(project.path)
    found = suggest(project, CODE, [LAST])
    assert dump(project.path) == before
    assert set(quotes(project)) == set(LONELY), "not the question of the interviewer, nothing else"
    assert found.learnt_from == 12
    first = found.found[0]
    assert {"ringer", "tyst", "kvällen", "tomt"} & set(" ".join(first.words).split())
    assert len(first.examples) == 3 and all(one.words in LONELY for one in first.examples)


def test_how_good_it_is_was_measured_on_documents_it_had_not_seen(project: Project) -> None:
    """Each document by what was learnt from the others: all that have the code are found, and nothing else."""
    measured = suggest(project, CODE, [LAST]).measured
    assert measured is not None
    assert (measured.suggested, measured.right, measured.missed) == (12, 12, 0)
    text = transcript(5)
    fifth = add_text(project, "Intervju 5", text)
    add_codings(project, [NewCoding(fifth, CODE, text.index(one), text.index(one) + len(one)) for one in LONELY])
    measured = suggest(project, CODE, [LAST]).measured
    assert measured is not None
    assert (measured.suggested, measured.right, measured.missed) == (16, 16, 0)


def test_too_few_documents_tell_nothing_of_how_good_it_is(project: Project) -> None:
    with project.transaction("x") as store:
        store.documents.remove([DocumentId(1)])
        others = [CodingId(row[0]) for row in store.codings.rows(documents=[DocumentId(2)])]
        store.codings.remove(others[1:])
    measured = suggest(project, CODE, [LAST])
    assert measured.learnt_from == 5 and measured.measured is None, "of either, the other has too few to learn from"


def test_words_with_an_apostrophe_are_one(project: Project) -> None:
    text = transcript(6).replace("tomt", "don’t").replace("tyst", "isn't")
    add_text(project, "Apostrofer", text)
    found = suggest(project, CODE, [DocumentId(5)]).found
    shown = {word for one in found for words in one.words for word in words.split()}
    assert shown and not {"don", "t", "isn"} & shown


def test_what_is_coded_already_is_not_suggested(project: Project) -> None:
    assert suggest(project, CODE, [DocumentId(1)]).found == ()
    with project.reading() as store:
        text = store.documents.text(LAST)
    start = text.index(LONELY[0])
    add_codings(project, [NewCoding(LAST, CODE, start, start + len(LONELY[0]))])
    assert set(quotes(project)) == set(LONELY[1:])


def test_codes_below_are_learnt_from_too(project: Project) -> None:
    above = add_code(project, "Ensamhet")
    with project.transaction("x") as store:
        store.codes.change(CODE, parent_id=above)
    assert len(suggest(project, above, [LAST]).found) == 4


def test_what_was_dismissed_does_not_come_back_until_that_is_undone(project: Project) -> None:
    found = suggest(project, CODE, [LAST]).found
    dismiss(project, CODE, found[0])
    dismiss(project, CODE, found[0])
    assert len(suggest(project, CODE, [LAST]).found) == 3
    assert [step.label.text for step in project.history()][0] == "Dismiss a suggestion for “{name}”"
    assert "ringer" not in str(dump(project.path)["setting"]), "no words of the interview in the settings"
    project.undo()
    assert len(suggest(project, CODE, [LAST]).found) == 4


def test_too_little_to_learn_from(project: Project) -> None:
    with pytest.raises(InvalidInput, match="“Nytt” has 0 codings; suggestions need at least 5"):
        suggest(project, add_code(project, "Nytt"), [LAST])
    with pytest.raises(NotFound):
        suggest(project, CodeId(99), [LAST])


def test_it_can_be_stopped(project: Project) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        suggest(project, CODE, [LAST], progress)


def test_documents_without_turns_and_odd_texts(project: Project) -> None:
    for title, text in (("noll", ""), ("emoji", "👩‍👩‍👧 " * 50), ("rad", "x" * 5_000), ("fri", "\n\n".join(LONELY))):
        add_text(project, title, text)
    found = suggest(project, CODE, [DocumentId(one) for one in range(4, 9)]).found
    assert len(found) == 8 and {one.document for one in found} == {4, 8}


def test_long_paragraphs_are_runs_of_sentences() -> None:
    text = " ".join(LONELY * 4)
    spans = list(passages(text, [(0, len(text))], "sv"))
    assert all(25 <= end - start <= 320 for start, end in spans)
    assert "".join(text[start:end] for start, end in spans).replace(" ", "") == text.replace(" ", "")
    assert list(passages("kort\n\n  också kort  \n", [(0, 20)], "sv")) == []
