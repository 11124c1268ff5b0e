"""Sheets whose rows are texts: what the columns are taken for, and the documents that come of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import InvalidInput, UnreadableFile
from qualcoder_peer.core.domain.sources import ReadText
from qualcoder_peer.core.importers import importer_for
from qualcoder_peer.core.importers.run import import_files
from qualcoder_peer.core.importers.sheet import DOCUMENTS, TURNS, SheetImporter, SheetOptions, describe
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.services import sources
from tests.core.importers.test_tabular import sheet

LONG = "Det var ett stöd som jag inte visste fanns, och det kom i rätt tid."
OTHER = "Jag hade velat ha mer tid för samtal, och en person att ringa till."
SURVEY: list[list[object]] = [
    ["Löpnummer", "Datum", "Kön", "Ålder", "Hur upplevde du stödet?", "Vad kan bli bättre?", "Nöjd"],
    [101, "2026-02-03", "Kvinna", 34, LONG, OTHER, "Mycket"],
    [102, "2026-02-04", "Man", 51, "", "Bemötandet när man ringer till växeln måste bli mycket bättre.", "Lite"],
    [103, "2026-02-04", "Kvinna", 29, "", "", "Mycket"],
    [
        104,
        "2026-02-05",
        "Annat",
        40,
        "Det tog tid innan någon förstod vad det handlade om.",
        "Inget att säga om det.",
        "",
    ],
]
TALK = (
    "Tid;Talare;Text;Enhet;Anm\n"
    "00:00:01;Intervjuare;Hur gick det till?;Norr;a\n"
    "00:00:04;R1;Det gick bra, tycker jag, fast det tog tid.;Norr;b\n"
    ";;Och sedan blev det sommar.;Norr;\n"
    "00:01:00;Intervjuare;Varför?;Norr;c\n"
    "00:01:03.5;R1;För att ingen svarade när man ringde.;Norr;d\n"
)


def documents(data: bytes, name: str = "enkät.xlsx", options: SheetOptions | None = None) -> list[ReadText]:
    found = list(SheetImporter().read_all(Path(name), options, data))
    assert all(isinstance(one, ReadText) for one in found)
    return [one for one in found if isinstance(one, ReadText)]


def guess(*rows: list[object]) -> SheetOptions:
    return describe(Path("blad.xlsx"), sheet(*rows)).guess


def test_a_questionnaire_is_a_document_a_row() -> None:
    found = documents(sheet(*SURVEY))
    assert [one.title for one in found] == ["enkät 101", "enkät 102", "enkät 104"]
    first = found[0]
    assert first.text == f"Hur upplevde du stödet?\n{LONG}\n\nVad kan bli bättre?\n{OTHER}"
    assert [(first.text[place.start :].split("\n")[0], place.label) for place in first.places] == [
        ("Hur upplevde du stödet?", "Hur upplevde du stödet?"),
        ("Vad kan bli bättre?", "Vad kan bli bättre?"),
    ]
    assert first.respondent == "101"
    assert first.date == "2026-02-03"
    assert first.attributes == (("Kön", "Kvinna"), ("Ålder", "34"), ("Nöjd", "Mycket"))
    assert found[1].text.startswith("Vad kan bli bättre?\n")
    assert [place.start for place in found[1].places] == [0]
    assert [item.count for item in found[0].left_out] == [1]
    assert not found[1].left_out


def test_a_transcript_is_a_turn_a_row() -> None:
    (found,) = documents(TALK.encode("cp1252"), "samtal 3.csv")
    assert found.text == (
        "Intervjuare: Hur gick det till?\n\n"
        "R1: Det gick bra, tycker jag, fast det tog tid.\nOch sedan blev det sommar.\n\n"
        "Intervjuare: Varför?\n\nR1: För att ingen svarade när man ringde."
    )
    assert found.title == "samtal 3"
    assert found.turns is not None
    said = [(turn.speaker, turn.time_ms, found.text[turn.said_start : turn.end]) for turn in found.turns]
    assert said == [
        ("Intervjuare", 1_000, "Hur gick det till?"),
        ("R1", 4_000, "Det gick bra, tycker jag, fast det tog tid.\nOch sedan blev det sommar."),
        ("Intervjuare", 60_000, "Varför?"),
        ("R1", 63_500, "För att ingen svarade när man ringde."),
    ]
    assert found.attributes == (("Enhet", "Norr"),)
    assert "differs from turn to turn" in found.left_out[0].message.text
    assert found.encoding == "cp1252"
    assert SheetImporter().read(Path("samtal 3.csv"), data=TALK.encode("cp1252")) == found


def test_several_transcripts_in_one_sheet() -> None:
    rows: list[list[object]] = [["Intervju", "Talare", "Replik"]]
    for name in ("Första", "Andra"):
        rows += [[name, "Intervjuare", "Hur var det att vara här?"], [name, "Kim", "Det var ganska svårt ibland."]] * 2
    found = documents(sheet(*rows))
    assert [one.title for one in found] == ["Första", "Andra"]
    assert [len(one.turns or ()) for one in found] == [4, 4]
    assert found[0].sha256 != found[1].sha256


@pytest.mark.parametrize(
    ("header", "text", "respondent", "date"),
    [
        (["ID", "Dato", "Køn", "Kommentar"], ("Kommentar",), "ID", "Dato"),
        (["Participant", "Submitted", "Gender", "Answer"], ("Answer",), "Participant", "Submitted"),
        (
            ["Deltaker", "Dato", "Kjønn", "Hva synes du om tilbudet?"],
            ("Hva synes du om tilbudet?",),
            "Deltaker",
            "Dato",
        ),
        (["Namn", "Datum", "Kön", "Fritextsvar"], ("Fritextsvar",), "Namn", "Datum"),
    ],
)
def test_columns_are_guessed_in_four_languages(header: list[object], text: object, respondent: str, date: str) -> None:
    rows = [[f"K{number}", f"{number}/3/2026", "M", f"{LONG} {number}"] for number in range(1, 7)]
    found = guess(header, *rows)
    assert (found.layout, found.text, found.respondent, found.date) == (DOCUMENTS, text, respondent, date)
    assert (found.title, found.speaker, found.time) == ("", "", "")


def test_a_column_of_titles_and_one_that_is_no_speaker() -> None:
    rows = [[f"Svar {number}", "Norr" if number % 2 else "Syd", f"{LONG} {number}"] for number in range(8)]
    found = guess(["Titel", "Enhet", "Text"], *rows)
    assert (found.layout, found.title, found.speaker) == (DOCUMENTS, "Titel", "")
    assert documents(sheet(["Titel", "Enhet", "Text"], *rows))[3].title == "Svar 3"


def test_a_sheet_of_one_column_without_heading() -> None:
    found = documents(f"{LONG}\n{OTHER}\nNej tack.\n".encode(), "svar.csv")
    assert [one.text for one in found] == [LONG, OTHER, "Nej tack."]
    assert [one.title for one in found] == ["svar 1", "svar 2", "svar 3"]
    assert found[0].turns is None


def test_what_is_chosen_goes_before_what_is_guessed() -> None:
    data = sheet(*SURVEY)
    options = SheetOptions(text=("Vad kan bli bättre?",), respondent="", title="Löpnummer", date="")
    found = documents(data, options=options)
    assert found[0].text == OTHER
    assert found[0].title == "101"
    assert found[0].respondent == ""
    assert ("Datum", "2026-02-03") in found[0].attributes
    assert ("Hur upplevde du stödet?", LONG) in found[0].attributes
    talk = describe(Path("a.csv"), TALK.encode(), SheetOptions(layout=DOCUMENTS)).guess
    assert talk.layout == DOCUMENTS
    assert describe(Path("a.csv"), TALK.encode(), SheetOptions(speaker="")).guess.layout == DOCUMENTS
    as_turns = documents(data, options=SheetOptions(layout=TURNS, text=("Vad kan bli bättre?",), speaker="Kön"))
    assert as_turns[0].text.startswith(f"Kvinna: {OTHER}\n\nMan: ")


def test_what_is_described_can_be_given_back() -> None:
    for data, name in ((sheet(*SURVEY), "a.xlsx"), (TALK.encode(), "a.csv")):
        shape = describe(Path(name), data)
        assert documents(data, name, shape.guess) == documents(data, name)
        assert describe(Path(name), data, shape.guess).guess == shape.guess
    shape = describe(Path("a.xlsx"), sheet(*SURVEY))
    assert (shape.sheets, shape.row_count, shape.headers[0]) == (("Blad 1",), 4, "Löpnummer")
    assert shape.rows[0][0] == "101"


def test_rows_are_known_again_and_told_apart() -> None:
    rows: list[list[object]] = [["Fråga", "Svar"], ["a", LONG], ["a", LONG], ["b", OTHER]]
    data = sheet(*rows)  # once: the second in which a sheet is made stands in its bytes
    first, second = documents(data), documents(data)
    hashes = [one.sha256 for one in first]
    assert len(set(hashes)) == 3
    assert hashes == [one.sha256 for one in second]
    other = documents(data, options=SheetOptions(text=("Svar",), respondent="Fråga"))
    assert [one.sha256 for one in other] == hashes


def test_columns_that_are_not_there_and_rows_without_texts() -> None:
    data = sheet(*SURVEY)
    for options in (SheetOptions(text=("Saknas",)), SheetOptions(title="Saknas"), SheetOptions(text=())):
        with pytest.raises(InvalidInput):
            list(SheetImporter().read_all(Path("a.xlsx"), options, data))
    empty = sheet(["Namn", "Svar"], ["Kim", ""], ["Alex", ""])
    with pytest.raises(UnreadableFile, match="no row with a text"):
        SheetImporter().read_all(
            Path("a.xlsx"), SheetOptions(text=("Namn",), headings=True, sheet="Blad 1"), empty_rows()
        )
    with pytest.raises(UnreadableFile, match="documents"):
        SheetImporter().read(Path("a.xlsx"), data=data)
    assert len(documents(empty)) == 2


def empty_rows() -> bytes:
    return sheet(["Namn", "Svar"], [None, "Kim"])


def test_a_cell_that_holds_a_transcript_has_its_own_speakers() -> None:
    talk = "\n".join(f"Intervjuare: Hur var {number}?\nR1: {LONG}" for number in range(6))
    found = documents(sheet(["Respondent", "Transkript"], ["P1", talk], ["P2", talk]))
    assert found[0].turns is None
    assert found[0].respondent == ""
    assert found[0].attributes == (("Respondent", "P1"),)
    assert found[0].title == "enkät P1"


def test_a_whole_file_is_imported_once(tmp_path: Path) -> None:
    path = tmp_path / "enkät.xlsx"
    path.write_bytes(sheet(*SURVEY))
    assert isinstance(importer_for(path), SheetImporter)
    with Project.create(tmp_path / "a.qcp", title="T", language="sv") as project:
        first = import_files(project, [path])
        assert [one.problem for one in first] == [None, None, None]
        assert sorted(document.title for document in sources.list_documents(project)) == [
            "enkät 101", "enkät 102", "enkät 104",
        ]  # fmt: skip
        again = import_files(project, [path])
        assert [one.already_there for one in again] == [True, True, True]


def test_options_are_plain_values() -> None:
    assert replace(SheetOptions(), layout=TURNS) == SheetOptions(layout="turns")
