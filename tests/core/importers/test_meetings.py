"""Transcripts of meetings in Word and text files, as Teams writes them. All words and names are invented."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.model import SpeakerRole
from qualcoder_peer.core.domain.sources import PlaceKind, ReadText
from qualcoder_peer.core.importers import importer_for
from qualcoder_peer.core.importers.word import WordImporter
from qualcoder_peer.core.services.preparing import prepare
from qualcoder_peer.core.text.meetings import parse_meeting
from tests.core.importers.word_parts import paragraph, run, write
from tests.support.growth import assert_growth, seconds

BREAK = "<w:r><w:br/></w:r>"
GREY = '<w:color w:val="616161"/><w:sz w:val="20"/>'
AVATAR = (
    '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><a:graphic><a:graphicData '
    'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic/></a:graphicData></a:graphic></wp:inline>'
    "</w:drawing></w:r>"
)
UTTERANCES = (
    ("Anna Ek", "0:03", "Hej och välkomna."),
    ("Anna Ek", "0:05", "Jag tänkte 😀 att vi"),
    ("Anna Ek", "0:08", "börjar med bron."),
    ("Lind, Bo (gäst)", "0:12", "Tack."),
    ("Anna Ek", "0:14", "Hur var det?"),
    ("Lind, Bo (gäst)", "0:16", "Det var så här."),
    ("Lind, Bo (gäst)", "0:41", "Och sedan så."),
    ("Anna Ek", "1:02:12", "Då så."),
)
TOP = ("Mötet om bron-20250312_100012-Mötesinspelning", "12 mars 2025, 09:00em", "1h 2m 53s")
TURNS = [
    ("Anna Ek", 3_000, "Hej och välkomna. Jag tänkte 😀 att vi börjar med bron."),
    ("Lind, Bo (gäst)", 12_000, "Tack."),
    ("Anna Ek", 14_000, "Hur var det?"),
    ("Lind, Bo (gäst)", 16_000, "Det var så här.\nOch sedan så."),
    ("Anna Ek", 3_732_000, "Då så."),
]


def block(name: str, when: str, *said: str, picture: str = "") -> str:
    """An utterance as Teams writes it: one paragraph without a style, the name in bold, line breaks within."""
    lines = "".join(f"{BREAK}{run(line)}" for line in said)
    return paragraph(f"{picture}{run(name, '<w:b/>')}{run(f'   {when}', GREY)}{lines}")


def teams(*utterances: tuple[str, ...]) -> tuple[str, ...]:
    return (
        *(paragraph(line) for line in TOP),
        paragraph(f"{run('Anna Ek', '<w:b/>')}{run(' startade transkription')}"),
        *(block(*utterance) for utterance in utterances),
        paragraph(f"{run('Cecilia Ny', '<w:b/>')}{run(' stoppade transkription')}"),
    )


def heard(found: ReadText) -> list[tuple[str | None, int | None, str]]:
    return [(turn.speaker, turn.time_ms, found.text[turn.said_start : turn.end]) for turn in found.turns or ()]


def checked(found: ReadText) -> ReadText:
    assert found.turns
    for turn in found.turns:
        assert found.text[turn.start : turn.said_start] == f"{turn.speaker}: "
    for one, two in pairwise(found.turns):
        assert found.text[one.end : two.start] == "\n\n"
    assert found.turns[-1].end == len(found.text)
    return found


def word(folder: Path, *body: str) -> ReadText:
    return WordImporter().read(write(folder / "möte.docx", *body))


def told(found: ReadText) -> dict[str, int]:
    return {left.message.text: left.count for left in found.left_out}


def test_newer_teams_in_word(tmp_path: Path) -> None:
    found = checked(word(tmp_path, *teams(*UTTERANCES)))
    assert heard(found) == TURNS
    assert found.text.startswith("\n".join((*TOP, "Anna Ek startade transkription")) + "\n\nAnna Ek: Hej och")
    assert told(found) == {
        "{count} note of the program left out": 1,
        "{count} caption joined to running text: {turns}": 8,
    }
    assert (found.format, found.title, found.bold) == ("docx", "möte", ())
    prepared = prepare(found)
    assert [(one.label, one.role) for one in prepared.speakers] == [
        ("Anna Ek", SpeakerRole.RESPONDENT),
        ("Lind, Bo (gäst)", SpeakerRole.RESPONDENT),
    ]
    assert prepared.turns.turns == found.turns


def test_newest_teams_with_pictures_of_people(tmp_path: Path) -> None:
    inside = [block(*one, picture=AVATAR) for one in UTTERANCES]
    before = [part for one in UTTERANCES for part in (paragraph(AVATAR), block(*one), paragraph())]
    for body in (inside, before):
        found = checked(word(tmp_path, paragraph(AVATAR), *map(paragraph, TOP), *body))
        assert heard(found) == TURNS
        assert told(found)["{count} picture left out"] == 9
        assert found.text.startswith(TOP[0])


def test_words_in_paragraphs_of_their_own(tmp_path: Path) -> None:
    body = [part for name, when, said in UTTERANCES for part in (paragraph(f"{name}   {when}"), paragraph(said))]
    assert heard(checked(word(tmp_path, *body))) == TURNS


def test_a_heading_above_the_meeting_is_a_place(tmp_path: Path) -> None:
    heading = paragraph(TOP[0], properties='<w:outlineLvl w:val="0"/>')
    found = checked(word(tmp_path, paragraph(), heading, *(block(*one) for one in UTTERANCES)))
    assert heard(found) == TURNS
    assert [(place.kind, place.start, place.label) for place in found.places] == [(PlaceKind.HEADING, 0, TOP[0])]
    between = word(tmp_path, *(block(*one) for one in UTTERANCES), heading, paragraph("Slut."))
    assert between.turns is None
    assert between.text[between.places[0].start :].startswith(TOP[0])


def test_lines_of_one_utterance(tmp_path: Path) -> None:
    found = word(
        tmp_path,
        block("Anna Ek", "0:03", "Först det här,", "som går vidare.", "", "Sedan ett nytt stycke."),
        block("Anna Ek", "0:09", "Och mera."),
        block("Bo Lind", "0:14", "Ja."),
    )
    assert heard(checked(found)) == [
        ("Anna Ek", 3_000, "Först det här, som går vidare.\nSedan ett nytt stycke. Och mera."),
        ("Bo Lind", 14_000, "Ja."),
    ]


@pytest.mark.parametrize("gap", ["   ", "\t", " ", "\u00a0\u00a0\u00a0"])
def test_the_same_in_a_text_file(tmp_path: Path, gap: str) -> None:
    names = {"Lind, Bo (gäst)": "Bo Lind"}
    lines = [f"{names.get(name, name)}{gap}{when}\n{said}\n" for name, when, said in UTTERANCES]
    path = tmp_path / "möte.txt"
    path.write_bytes("\r\n".join((*TOP, "", *lines)).encode("utf-8-sig"))
    found = checked(importer_for(path).read(path))
    assert heard(found) == [(names.get(name, name), when, said) for name, when, said in TURNS]
    assert (found.format, found.encoding) == ("text", "utf-8")


def test_times_that_begin_anew_leave_the_order_of_the_file(tmp_path: Path) -> None:
    body = [block(*one) for one in (*UTTERANCES, *UTTERANCES[1:])]
    found = checked(word(tmp_path, *body))
    assert [words for _, _, words in heard(found)[5:]] == [words for _, _, words in TURNS[1:]]
    assert heard(found)[4] == ("Anna Ek", 3_732_000, "Då så. Jag tänkte 😀 att vi börjar med bron.")


@pytest.mark.parametrize(
    "text",
    [
        "Anna Ek   0:03\nHej.\nBo Lind   0:09\nHej.\nAnna Ek   0:12\nJaha.",
        "Frukost 07:30\nGröt.\nFrukost 08:10\nKaffe.\nLunch 12:00\nSoppa.",
        "Köket 0:10\nGröt.\nKöket 0:30\nKaffe.\nKöket 0:50\nSoppa.",
        "Längd   0:10\nGröt.\nLängd   0:30\nKaffe.\nLängd   0:50\nSoppa.",
        "Anna Ek   0:03\nAnna Ek   0:04\nBo Lind   0:05\nAnna Ek   0:06\nHej.",
        "Anna Ek   4:03\nHej.\nAnna Ek   3:09\nHej.\nBo Lind   1:12\nJaha.",
        "Vi ses i morgon   10:30\nhej då",
        "",
    ],
    ids=["others' blocks", "times of day", "one word", "a form", "nothing said", "times fall", "one line", "empty"],
)
def test_other_texts_are_left_alone(text: str, tmp_path: Path) -> None:
    assert parse_meeting(text) is None
    if text:
        path = tmp_path / "a.txt"
        path.write_text(text, encoding="utf-8")
        found = importer_for(path).read(path)
        assert (found.text, found.turns) == (text, None)


@pytest.mark.parametrize("piece", [" ", "a ", "Anna Ek   0:03 x", "0:00 ", "\t", "Anna Ek   0:03\nHej.\n"])
def test_time_grows_as_the_text_does(piece: str) -> None:
    def cost(size: int) -> float:
        text = piece * (size // len(piece)) + "\nAnna   0:03"
        return seconds(lambda: parse_meeting(text))

    assert_growth(cost, 200_000, 800_000, 9, floor=0.01)  # four times as long
