"""What a file tells of itself is kept on the way to the project: turns, places, comments, and where they stand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qualcoder_peer.core.domain.errors import InvalidInput
from qualcoder_peer.core.domain.messages import counted
from qualcoder_peer.core.domain.model import SpeakerRole
from qualcoder_peer.core.domain.sources import (
    DocumentKind,
    FoundComment,
    FoundPlace,
    FoundTurn,
    LeftOut,
    PlaceKind,
    ReadText,
)
from qualcoder_peer.core.services.preparing import AS_IN_FILE, CommentUse, prepare, undo_wrapping

WRAPPED = (
    "Nämnden har beslutat att ge verksamheten ett uppdrag som ska\n"
    "redovisas i maj. Uppdraget gäller stödet till de personer som\n"
    "har kontakt med båda huvudmännen och som behöver sam-\n"
    "ordnade insatser under en längre tid än vad som har varit\n"
    "vanligt hittills. Arbetet ska ske i nära samverkan med de\n"
    "föreningar som finns i området och som känner till behoven\n"
    "hos dem som insatserna är till för. En grupp har bildats och\n"
    "den ska lämna sin rapport till nämnden innan året är slut."
)
TALK = "Intervjuare: Hej?\nR1: Hej.\nIntervjuare: Ja?\nR1: Ja."


def read(text: str, **more: object) -> ReadText:
    made = ReadText("Titel", text, "text", "utf-8", (), (), "0", "Titel.txt")
    return replace(made, **more)  # type: ignore[arg-type]


def span(text: str, words: str) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def test_unwrapping_carries_turns_places_and_comments() -> None:
    second = WRAPPED.index("har kontakt")
    turns = (
        FoundTurn(0, 0, second - 1, "A", 0),
        FoundTurn(second, second + len("har "), len(WRAPPED), "B", 9_000),
    )
    marked = ("samverkan med de\nföreningar", "sam-\nordnade insatser")
    comments = tuple(FoundComment(*span(WRAPPED, words), f"om {words[:3]}", "AJ") for words in marked)
    places = (
        FoundPlace(PlaceKind.PAGE, 0, "3"),
        FoundPlace(PlaceKind.PAGE, WRAPPED.index("vanligt"), "4"),
        FoundPlace(PlaceKind.HEADING, WRAPPED.index("Arbetet"), "Arbetet", 2),
    )
    made = prepare(read(WRAPPED, turns=turns, places=places, comments=comments), unwrap=True)
    assert made.unwrapped and "samverkan med de föreningar" in made.text and "samordnade insatser" in made.text
    said = [made.text[turn.said_start : turn.end] for turn in made.turns.turns]
    assert said[0].endswith("personer som") and said[1].startswith("kontakt med båda huvudmännen och")
    assert [turn.time_ms for turn in made.turns.turns] == [0, 9_000]
    assert made.text[made.turns.turns[1].start - 1] == "\n"  # a turn is never joined with the one before
    assert [made.text[one.start : one.end] for one in made.comments] == [
        "samverkan med de föreningar", "samordnade insatser"
    ]  # fmt: skip
    assert [made.text[one.start :][:7] for one in made.places] == ["Nämnden", "vanligt", "Arbetet"]
    as_read = prepare(read(WRAPPED, turns=turns, places=places, comments=comments))
    assert (as_read.text, as_read.turns.turns, as_read.places, as_read.comments) == (WRAPPED, turns, places, comments)


def test_hard_wraps_can_be_undone_later_with_the_same_result() -> None:
    talk = f"{TALK}\n{WRAPPED}"
    turns = (FoundTurn(0, 0, 61, "Anna", 4_000), FoundTurn(62, 62, len(WRAPPED), None, None))
    places = (FoundPlace(PlaceKind.HEADING, WRAPPED.index("föreningar"), "föreningar", 1),)
    told = read(WRAPPED, turns=turns, places=places, comments=(FoundComment(62, 70, "Om maj", "Bo"),))
    for one in (read(WRAPPED), read(talk), told, read(talk, respondent="Anna")):
        for pattern in (None, "none", "colon", r"(R\d):", AS_IN_FILE):
            asked = {"pattern": pattern, "comments": CommentUse.CODES, "part": 3}
            before = prepare(one, **asked)  # type: ignore[arg-type]
            whole = prepare(one, unwrap=True, **asked)  # type: ignore[arg-type]
            assert undo_wrapping(before, pattern) == whole != before
            assert undo_wrapping(whole, pattern) is whole
    plain = prepare(read(TALK))
    assert undo_wrapping(plain) is plain


def test_turns_that_the_file_tells_go_before_a_search() -> None:
    told = (FoundTurn(0, 0, len(TALK), "Kim", 5_000),)
    made = prepare(read(TALK, turns=told))
    assert (made.turns.turns, made.turns.pattern) == (told, AS_IN_FILE)
    assert [(one.label, one.role) for one in made.speakers] == [("Kim", SpeakerRole.RESPONDENT)]
    assert prepare(read(TALK, turns=told), pattern=AS_IN_FILE).turns == made.turns
    assert [one.label for one in prepare(read(TALK, turns=told), pattern="colon").speakers] == ["Intervjuare", "R1"]
    assert prepare(read(TALK, turns=told), pattern="none").turns.turns == ()
    assert prepare(read(TALK, turns=())).turns.turns == ()
    assert prepare(read(TALK), pattern=AS_IN_FILE).turns == prepare(read(TALK)).turns
    with pytest.raises(InvalidInput):
        prepare(read(TALK, turns=told), pattern="(")


def test_roles_of_speakers_that_the_file_tells() -> None:
    labels = ["Intervjuare", "R1", "Intervjuare", "R1"]
    told = tuple(FoundTurn(place * 2, place * 2, place * 2 + 1, label, None) for place, label in enumerate(labels))
    made = prepare(read("a b c d e f g", turns=told))
    assert [(one.label, one.role) for one in made.speakers] == [
        ("Intervjuare", SpeakerRole.INTERVIEWER), ("R1", SpeakerRole.RESPONDENT)
    ]  # fmt: skip
    assert [(one.label, one.turns, one.characters) for one in made.turns.speakers] == [
        ("Intervjuare", 2, 2), ("R1", 2, 2)
    ]  # fmt: skip


def test_a_text_that_is_all_one_person_s() -> None:
    made = prepare(read(" Det var bra.\nMycket bra. ", respondent="Kim", date="2026-05-04"))
    (turn,) = made.turns.turns
    assert made.text[turn.said_start : turn.end] == "Det var bra.\nMycket bra."
    assert [(one.label, one.role, one.respondent) for one in made.speakers] == [("Kim", SpeakerRole.RESPONDENT, "Kim")]
    assert (made.kind, made.date) == (DocumentKind.SURVEY, "2026-05-04")


@pytest.mark.parametrize(
    ("written", "date"),
    [("2026-05-04", "2026-05-04"), ("2026-05-04T10:20:30Z", "2026-05-04"), ("4 maj", ""), ("", ""), ("2026-13-01", "")],
)
def test_dates_are_dates(written: str, date: str) -> None:
    assert prepare(read("Text", date=written)).date == date


def test_a_comment_without_words_gets_those_of_its_line() -> None:
    text = "Rubrik\n\n  En mening här. \n\n"
    comments = tuple(FoundComment(*where, "!", "AJ") for where in ((10, 10), (7, 7), (26, 27), (900, 901), (-5, 3)))
    made = prepare(read(text, comments=comments))
    whole = "Rubrik\n\n  En mening här."
    assert [text[one.start : one.end] for one in made.comments] == ["En mening här.", whole, whole, whole, "Rub"]
    assert prepare(read(text, comments=(FoundComment(0, 6, "  \n", "AJ"),))).comments == ()


def test_comments_are_told_of_as_left_out_unless_they_are_taken() -> None:
    pictures = LeftOut(counted("{count} picture left out", "{count} pictures left out", 2), 2)
    told = LeftOut(counted("{count} comment left out", "{count} comments left out", 1), 1)
    one = read("Text", comments=(FoundComment(0, 4, "Hm", "AJ"),), left_out=(pictures, told))
    assert prepare(one).left_out == (pictures, told)
    assert prepare(one, comments=CommentUse.MEMOS).left_out == (pictures,)
    assert prepare(replace(one, left_out=(pictures,))).left_out == (pictures, told)
    assert prepare(replace(one, comments=())).left_out == (pictures, told)
