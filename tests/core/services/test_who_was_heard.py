"""Who is counted for a code, hand-worked: each table below was written by reading the transcript, not by running.

    position  turn                       speaker
    0         Moderator: Varför?         the interviewer
    19        R1: Det är tomt.           Kim
    36        R2: Ja, tomrummet.         Robin
    55        Okänd: Hm.                 nobody is matched
    66        R1b: Som sagt.             Kim again, under another label
    81        Kollega: Nja.              somebody else (role other)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.ids import CodeId, DocumentId, RespondentId
from qualcoder_peer.core.domain.model import SpeakerRole
from qualcoder_peer.core.domain.sources import FoundTurn, TurnProposal
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services.code_quotes import QuoteOrder, QuotesAsked, quote_ids
from qualcoder_peer.core.services.codebook import add_code, count_codes, merge_codes
from qualcoder_peer.core.services.coding import NewCoding, add_codings
from qualcoder_peer.core.services.preparing import SpeakerChoice
from qualcoder_peer.core.services.quotes import Quote, QuoteFilter, iter_quotes
from qualcoder_peer.core.services.respondents import assign_speaker, list_respondents, list_speakers, remove_respondents
from qualcoder_peer.core.services.sources import add_document, document_facts
from qualcoder_peer.core.text.ordering import sort_key
from tests.support.projects import add_many_codings, add_text, prepared

TEXT = "Moderator: Varför?\nR1: Det är tomt.\nR2: Ja, tomrummet.\nOkänd: Hm.\nR1b: Som sagt.\nKollega: Nja.\n"
I, R, OTHER = SpeakerRole.INTERVIEWER, SpeakerRole.RESPONDENT, SpeakerRole.OTHER
WHO = {
    "Moderator": (I, ""), "R1": (R, "Kim"), "R2": (R, "Robin"),
    "Okänd": (R, ""), "R1b": (R, "Kim"), "Kollega": (OTHER, ""),
}  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "a.qcp", title="x", coder="AJ") as made:
        yield made


@pytest.fixture
def document(project: Project) -> DocumentId:
    """The group interview above; the turns are given by hand, so that nothing depends on finding them."""
    turns, start = [], 0
    for line in TEXT.splitlines(keepends=True):
        label = line.split(":")[0]
        turns.append(FoundTurn(start, start + len(label) + 2, start + len(line) - 1, label, 1000 * len(turns)))
        start += len(line)
    one = prepared("Grupp", TEXT, tuple(SpeakerChoice(label, role, name) for label, (role, name) in WHO.items()))
    added = add_document(project, replace(one, turns=TurnProposal(tuple(turns), (), "by hand")))[0]
    unknown = next(speaker for speaker in list_speakers(project) if speaker.label == "Okänd")
    assign_speaker(project, unknown.id, R, None)
    return added


@pytest.fixture
def code(project: Project) -> CodeId:
    return add_code(project, "Tomrummet")


def place(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


def heard(project: Project, code: CodeId) -> set[str]:
    named = {one.id: one.name for one in list_respondents(project)}
    return {named[RespondentId(one)] for one in count_codes(project)[code].respondents}


def quote_of(project: Project) -> Quote:
    (quote,) = iter_quotes(project)
    return quote


@pytest.mark.parametrize(
    ("words", "who", "speaker", "turn"),
    [
        ("Det är tomt", {"Kim"}, "R1", 2),
        ("tomrummet", {"Robin"}, "R2", 3),
        ("tomt.\nR2: Ja", {"Kim", "Robin"}, "R1", 2),
        ("tomt.\n", {"Kim"}, "R1", 2),
        ("Varför?", set(), "Moderator", 1),
        ("Varför?\nR1: Det", {"Kim"}, "R1", 2),
        ("Moderator: Varför?\nR1: Det är tomt.\nR2: Ja", {"Kim", "Robin"}, "R1", 2),
        ("Hm.", set(), "Okänd", 4),
        ("tomrummet.\nOkänd: Hm.\nR1b: Som", {"Robin", "Kim"}, "R2", 3),
        ("Som sagt.", {"Kim"}, "R1b", 5),
        ("Nja.", set(), "Kollega", 6),
        ("sagt.\nKollega: Nja", {"Kim"}, "R1b", 5),
        (TEXT, {"Kim", "Robin"}, "R1", 2),
    ],
)
def test_who_is_heard_in_one_coding(
    project: Project, document: DocumentId, code: CodeId, words: str, who: set[str], speaker: str, turn: int
) -> None:
    start, end = place(words)
    add_codings(project, [NewCoding(document, code, start, end)])
    assert heard(project, code) == who
    quote = quote_of(project)
    named = {one.id: one.name for one in list_respondents(project)}
    assert quote.text == words
    assert {named[one] for one in quote.respondents} == who
    assert (quote.speaker, quote.turn, quote.time_ms) == (speaker, turn, (turn - 1) * 1000)
    assert quote.is_evidence == (speaker != "Moderator")
    assert len(list(iter_quotes(project, QuoteFilter(evidence_only=True)))) == (speaker != "Moderator")
    for one in list_respondents(project):
        found = list(iter_quotes(project, QuoteFilter(respondents=(one.id,))))
        assert len(found) == (one.name in who)


def test_quotes_sort_by_who_is_shown_wherever_they_lie(
    project: Project, document: DocumentId, code: CodeId
) -> None:
    for width in range(1, len(TEXT) + 1):
        add_many_codings(project, document, code, len(TEXT) - width + 1, width)
    note = add_text(project, "Anteckning", "Rummet var tomt.")
    add_codings(project, [NewCoding(note, code, 0, 6)])
    shown = [(quote.respondent or quote.speaker, quote.id) for quote in iter_quotes(project)]
    wanted = sorted(shown, key=lambda one: (not one[0], sort_key(one[0], "sv")))
    asked = QuotesAsked(QuoteFilter(codes=(code,)), order=QuoteOrder.RESPONDENT, language="sv")
    assert list(quote_ids(project, asked)) == [coding for _, coding in wanted]
    assert list(dict.fromkeys(name for name, _ in wanted)) == ["Kim", "Kollega", "Moderator", "Okänd", "Robin", ""]


def test_one_person_under_two_labels_counts_once(project: Project, document: DocumentId, code: CodeId) -> None:
    for words, coder in (("Det är tomt", "AB"), ("Som sagt", "AB"),
                         ("tomt.\nR2: Ja, tomrummet.\nOkänd: Hm.\nR1b: Som", "CD")):  # fmt: skip
        add_codings(project, [NewCoding(document, code, *place(words), coder)])
    count = count_codes(project)[code]
    assert (count.codings, len(count.respondents)) == (3, 2)


def test_a_person_in_two_documents_counts_once_and_a_namesake_twice(project: Project, code: CodeId) -> None:
    first = add_text(project, "A", "I: a\nR1: jo jo\nI: b\nR1: ja\n", I=(I, ""), R1=(R, "Kim"))
    second = add_text(project, "B", "I: a\nR1: nej nej\nI: b\nR1: ja\n", I=(I, ""), R1=(R, "Kim"))
    third = add_text(project, "C", "I: a\nR1: nja nja\nI: b\nR1: ja\n", I=(I, ""), R1=(R, "Robin"))
    for document in (first, second):
        add_codings(project, [NewCoding(document, code, 9, 14)])
    assert heard(project, code) == {"Kim"}
    add_codings(project, [NewCoding(third, code, 9, 14)])
    assert heard(project, code) == {"Kim", "Robin"}


def test_the_tree_adds_up(project: Project, document: DocumentId) -> None:
    question = add_code(project, "Fråga")
    first, second = add_code(project, "a", question), add_code(project, "b", question)
    add_codings(project, [NewCoding(document, first, *place("Det är")), NewCoding(document, second, *place("Som"))])
    add_codings(project, [NewCoding(document, second, *place("tomrummet"))])
    add_codings(project, [NewCoding(document, question, *place("Hm"))])
    counts = count_codes(project)
    assert [(counts[one].codings, counts[one].codings_below) for one in (question, first, second)] == [
        (1, 4), (1, 1), (2, 2)
    ]  # fmt: skip
    assert [len(counts[one].respondents_below) for one in (question, first, second)] == [2, 1, 2]
    assert counts[question].respondents == frozenset()
    merge_codes(project, [first], second)
    assert count_codes(project, [second])[second].codings == 3


def test_who_withdraws_is_no_longer_counted(project: Project, document: DocumentId, code: CodeId) -> None:
    add_codings(project, [NewCoding(document, code, *place("tomt.\nR2: Ja"))])
    kim = next(one for one in list_respondents(project) if one.name == "Kim")
    remove_respondents(project, [kim.id])
    assert heard(project, code) == {"Robin"}
    project.undo()
    assert heard(project, code) == {"Kim", "Robin"}


def test_without_turns_nobody_is_counted_but_the_words_are(project: Project, code: CodeId) -> None:
    document = add_text(project, "Anteckning", "Rummet var tomt.\n\nIngen sa något.\n")
    add_codings(project, [NewCoding(document, code, 18, 23)])
    assert heard(project, code) == set()
    quote = quote_of(project)
    assert (quote.text, quote.paragraph, quote.turn, quote.speaker, quote.is_evidence) == ("Ingen", 2, None, "", True)


def test_coverage_by_hand(project: Project, document: DocumentId, code: CodeId) -> None:
    # Evidence: "Det är tomt." 12 + "Ja, tomrummet." 14 + "Hm." 3 + "Som sagt." 9 + "Nja." 4 = 42 code points.
    assert document_facts(project)[0].coverage == 0
    add_codings(project, [NewCoding(document, code, *place("tomt."))])  # 5
    assert document_facts(project)[0].coverage == pytest.approx(5 / 42)
    add_codings(project, [NewCoding(document, code, *place("är tomt"))])  # "är " 3 more, "tomt" again
    assert document_facts(project)[0].coverage == pytest.approx(8 / 42)
    add_codings(project, [NewCoding(document, code, *place("Varför?"))])  # the interviewer's words are not evidence
    assert document_facts(project)[0].coverage == pytest.approx(8 / 42)
    add_codings(project, [NewCoding(document, code, *place("tomrummet.\nOkänd: Hm.\n"))])  # 10 + 3, labels aside
    assert document_facts(project)[0].coverage == pytest.approx(21 / 42)
    add_codings(project, [NewCoding(document, code, 0, len(TEXT))])
    facts = document_facts(project)[0]
    # Of the same code by the same coder: one coding in the end.
    assert (facts.coverage, facts.codings, facts.respondents, facts.unmatched) == (1.0, 1, ("Kim", "Robin"), 1)


def test_coverage_by_coder(project: Project, document: DocumentId, code: CodeId) -> None:
    assert document_facts(project)[0].coders == ()
    add_codings(project, [
        NewCoding(document, code, *place("tomt.")),  # 5 of 42
        NewCoding(document, code, *place("är tomt"), coder="KM"),  # 7, of which 4 are among the 5
        NewCoding(document, code, *place("Nja."), coder="KM"),  # 4
        NewCoding(document, code, *place("Varför?"), coder="ÅS"),  # the interviewer's words are not evidence
    ])  # fmt: skip
    facts = document_facts(project)[0]
    assert [(one.coder, one.codings, round(one.coverage * 42)) for one in facts.coders] == [
        ("KM", 2, 11), (project.coder, 1, 5), ("ÅS", 1, 0)
    ]  # fmt: skip
    assert (facts.codings, facts.coverage) == (4, pytest.approx(12 / 42))
    project.work_blind(True)
    facts = document_facts(project)[0]
    assert ([one.coder for one in facts.coders], facts.coverage) == ([project.coder], pytest.approx(5 / 42))


def test_coverage_without_turns_is_of_the_whole_text(project: Project, code: CodeId) -> None:
    document = add_text(project, "Anteckning", "0123456789 emoji 😀")
    add_codings(project, [NewCoding(document, code, 0, 9), NewCoding(document, code, 17, 18)])
    assert document_facts(project)[0].coverage == pytest.approx(10 / 18)
