"""Finding in all texts of a project: where and by whom, in pieces, with context; stopped, and without a long wait."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import Cancelled, InvalidInput, NotFound
from qualcoder_peer.core.domain.ids import DocumentId, SelectionId
from qualcoder_peer.core.domain.model import Owner, SpeakerRole
from qualcoder_peer.core.domain.selections import Condition, Field, Operator, Rule
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services import finding
from qualcoder_peer.core.services.finding import FindKind, Hit, PatternTooSlow, Query, find, find_in_text, kwic
from qualcoder_peer.core.services.respondents import find_respondent
from qualcoder_peer.core.services.selections import add_set
from qualcoder_peer.core.services.sources import set_document_language
from tests.support.projects import add_text

ONE = "Rubrik om stöd\n\nI: Fick du stöd?\n\nR1: Ja, stödet var bra 😀.\nMer stöd!\n\nI: Mer?\n\nR2: Inget stöd alls."
NOTE = "Stödet i lokalen.\n\nIngen   stod\nvid dörren."
ROLES = {
    "I": (SpeakerRole.INTERVIEWER, ""),
    "R1": (SpeakerRole.RESPONDENT, "Kim"),
    "R2": (SpeakerRole.RESPONDENT, "Robin"),
}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "p.qcp", title="T", coder="AB") as made:
        add_text(made, "B samtal", ONE, **ROLES)
        add_text(made, "A not", NOTE)
        yield made


def words(project: Project, query: Query) -> list[tuple[str, str]]:
    """(first letter of the title, words) of all hits."""
    hits = [hit for of_document in find(project, query) for hit in of_document]
    return [(one.title[0], one.quote) for one in kwic(project, hits)]


def test_hits_come_by_document_in_the_order_of_the_list(project: Project) -> None:
    lists = list(find(project, Query("stöd")))
    assert [{hit.document_id for hit in one} for one in lists] == [{DocumentId(2)}, {DocumentId(1)}]
    assert lists[0] == [Hit(DocumentId(2), 0, 4)]
    assert [(hit.start, hit.end) for hit in lists[1]] == [
        (place, place + 4) for place in range(len(ONE)) if ONE[place : place + 4] == "stöd"
    ]


def test_the_document_says_its_language_unless_the_query_does(project: Project) -> None:
    set_document_language(project, [DocumentId(2)], "en")
    assert ("A", "Stödet") not in words(project, Query("stöd", FindKind.STEMS))
    assert ("A", "Stödet") in words(project, Query("stöd", FindKind.STEMS, language="sv"))


def test_only_what_some_roles_say(project: Project) -> None:
    said = words(project, Query("stöd", speakers=(SpeakerRole.RESPONDENT,)))
    # A text without speakers counts as a respondent's; the title of the interview is nobody's.
    assert said == [("A", "Stöd"), ("B", "stöd"), ("B", "stöd"), ("B", "stöd")]
    assert words(project, Query("stöd", speakers=(SpeakerRole.INTERVIEWER,))) == [("B", "stöd")]
    assert words(project, Query("R1", speakers=(SpeakerRole.RESPONDENT,))) == []
    assert words(project, Query("R1")) == [("B", "R1")]


def test_only_what_some_respondents_say(project: Project) -> None:
    kim, robin = find_respondent(project, "Kim"), find_respondent(project, "Robin")
    assert len(words(project, Query("stöd", respondents=(kim,)))) == 2
    assert len(words(project, Query("stöd", respondents=(robin,)))) == 1
    assert len(words(project, Query("stöd", respondents=(kim, robin)))) == 3
    assert words(project, Query("stöd", respondents=())) == []


def test_only_in_some_documents_and_sets(project: Project) -> None:
    assert words(project, Query("stöd", documents=(DocumentId(2),))) == [("A", "Stöd")]
    note = add_set(project, Owner.DOCUMENT, "Noter", [2])
    kim = add_set(project, Owner.RESPONDENT, "Kim", [find_respondent(project, "Kim")])
    assert words(project, Query("stöd", sets=(note,))) == [("A", "Stöd")]
    assert len(words(project, Query("stöd", sets=(kim,)))) == 2
    assert words(project, Query("stöd", sets=(kim, note))) == []
    with pytest.raises(NotFound):
        find(project, Query("stöd", sets=(SelectionId(99),)))


def test_only_where_a_filter_fits_that_is_not_saved(project: Project) -> None:
    title = Rule((Condition(Owner.DOCUMENT, Field.TITLE, Operator.CONTAINS, ("not",)),))
    name = Rule((Condition(Owner.RESPONDENT, Field.NAME, Operator.IS, ("Robin",)),))
    assert words(project, Query("stöd", document_rule=title)) == [("A", "Stöd")]
    assert len(words(project, Query("stöd", respondent_rule=name))) == 1


def test_context_speaker_and_paragraph(project: Project) -> None:
    hits = [hit for of_document in find(project, Query("stödet var")) for hit in of_document]
    (one,) = kwic(project, hits, 12)
    assert (one.before, one.words, one.after) == ("R1: Ja, ", "stödet var", " bra 😀. Mer")
    assert (one.title, one.speaker, one.respondent, one.role) == ("B samtal", "R1", "Kim", SpeakerRole.RESPONDENT)
    assert (one.paragraph, one.turn) == (3, 2)


def test_context_is_on_one_line_and_the_words_keep_their_places(project: Project) -> None:
    (hit,) = next(find(project, Query("stod vid")))
    (one,) = kwic(project, [hit])
    assert one.words == "stod vid" and one.quote == "stod\nvid"
    assert one.before == "Stödet i lokalen. Ingen " and one.after == " dörren."


def test_paragraphs_count_lines_that_are_not_blank(project: Project) -> None:
    hits = [hit for of_document in find(project, Query(r"\w+", FindKind.REGEX)) for hit in of_document]
    shown = {(one.title[0], one.words): one.paragraph for one in kwic(project, hits)}
    assert [shown["B", word] for word in ("Rubrik", "Fick", "stödet", "Inget")] == [1, 2, 3, 6]
    assert shown["B", "alls"] == 6
    assert [shown["A", word] for word in ("Stödet", "stod", "dörren")] == [1, 2, 3]


def test_context_comes_in_the_order_of_the_hits_and_without_those_that_are_gone(project: Project) -> None:
    hits = [hit for of_document in find(project, Query("stöd")) for hit in of_document]
    gone = [Hit(DocumentId(99), 0, 4), Hit(DocumentId(2), 10, 10_000)]
    assert [one.hit for one in kwic(project, [*gone, *reversed(hits), hits[0]])] == [*reversed(hits), hits[0]]
    assert kwic(project, []) == []


def test_what_cannot_be_sought_is_told_at_once(project: Project) -> None:
    with pytest.raises(InvalidInput, match="character 3"):
        find(project, Query("(a", FindKind.REGEX))


def test_a_pattern_that_explodes_ends_the_search_with_a_sentence(project: Project) -> None:
    add_text(project, "0", "a" * 5_000 + "!")
    with pytest.raises(PatternTooSlow, match="Nothing was changed"):
        list(find(project, Query("(a+)+$", FindKind.REGEX)))


def test_a_search_can_be_stopped_and_holds_up_nobody(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "_FIRST_PIECE", 1)
    progress = Progress()
    hits = find(project, Query("stöd"), progress)
    next(hits)
    add_text(project, "C", "mitt i en sökning")  # the search waits between two pieces, and has nothing open
    progress.cancel()
    with pytest.raises(Cancelled):
        next(hits)


def test_one_text_is_searched_as_all_are(project: Project) -> None:
    assert find_in_text(NOTE, Query("stöd", FindKind.STEMS)) == [(0, 6)]
    assert find_in_text("stöd", Query("")) == []


def test_memory_does_not_grow_with_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "_PIECE", 100_000)
    text = "Den som är ensam får inget stöd av någon alls. " * 1_000

    def peak(documents: int) -> int:
        with Project.create(tmp_path / f"{documents}.qcp", title="T") as project:
            for number in range(documents):
                add_text(project, f"{number:03}", text + str(number))
            tracemalloc.start()
            count = sum(len(hits) for hits in find(project, Query("stöd")))
            highest = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            assert count == documents * 1_000
            return highest

    assert peak(24) < 1.7 * peak(6)
