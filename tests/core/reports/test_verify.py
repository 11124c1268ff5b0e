"""Any report is read back: each quotation with its place, how it stands to what was said, and by whom it was said."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from qualcoder_peer.core.domain.errors import Cancelled, UnreadableFile
from qualcoder_peer.core.domain.exports import ReportOptions
from qualcoder_peer.core.domain.model import SpeakerRole
from qualcoder_peer.core.exporters import exporter_for
from qualcoder_peer.core.i18n import texts
from qualcoder_peer.core.importers.guard import MOST_ENTRIES
from qualcoder_peer.core.progress import Progress
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.reports.verify import QuotationKind, Verified, VerifiedStatus, verify_report
from qualcoder_peer.core.services.codebook import add_code
from qualcoder_peer.core.services.reports import add_table, new_report
from qualcoder_peer.core.services.sources import list_documents
from tests.core.reports.word_made import control, paragraph, run, word_file
from tests.support.projects import add_text, put
from tests.support.word import paragraphs_of

EXACT, EDITED, DEVIATES, NOT_FOUND = VerifiedStatus
GROUP = (
    "Intervjuare: Hur var det att träffa gruppen?\n"
    "R1: Jag kände igen mig 😀 i det som de berättade, man var inte ensam längre. Eh, det var som att komma hem.\n"
    "[00:01:23] R1: Och sedan blev det bättre för varje vecka som gick.\n"
    "R2: Innan fanns det ett tomrum. Ingen hade tid att lyssna på vad jag sa.\n"
    "Intervjuare: Vad önskar ni er mest av allt nu?\n"
    "R2: Att det får fortsätta precis som det är."
)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """A group interview with two respondents, and an interview with a third."""
    with Project.create(tmp_path / "p.qcp", title="Prövning", language="sv") as made:
        roles = {"Intervjuare": (SpeakerRole.INTERVIEWER, "")}
        add_text(made, "Grupp", GROUP, R1=(SpeakerRole.RESPONDENT, "R1"), R2=(SpeakerRole.RESPONDENT, "R2"), **roles)
        add_text(
            made, "Enskild",
            "I: Hej?\nEva: Det var väldigt skönt att slippa boka tid.\nI: Mer?\nEva: Man var inte ensam längre.\n"
            "I: Tack.",
            I=(SpeakerRole.INTERVIEWER, ""), Eva=(SpeakerRole.RESPONDENT, "R3"),
        )  # fmt: skip
        yield made


def verified(project: Project, tmp_path: Path, *paragraphs: str, **more: str) -> list[Verified]:
    """What is found in a report of these paragraphs (XML)."""
    path = word_file(tmp_path / "report.docx", "".join(paragraphs), footnotes=more.get("footnotes", ""))
    return list(verify_report(project, path))


def test_a_place_for_each_quotation(project: Project, tmp_path: Path) -> None:
    found = verified(
        project, tmp_path,
        paragraph("Rapport"),
        paragraph(""),
        paragraph("De säger ”Jag kände igen mig 😀 i det som de berättade” och ”jag kände […] ensam längre”."),
        paragraph("”Ingen hade lust att lyssna på vad jag sa.” ”Ingen människa har sagt just det här till oss.”"),
        paragraph("Ett ”tomrum” och ett ”hål”."),
    )  # fmt: skip
    assert [(one.status, one.kind, one.paragraph) for one in found] == [
        (EXACT, QuotationKind.QUOTATION, 3), (EDITED, QuotationKind.QUOTATION, 3),
        (DEVIATES, QuotationKind.QUOTATION, 4), (NOT_FOUND, QuotationKind.QUOTATION, 4),
        (EXACT, QuotationKind.EXPRESSION, 5), (NOT_FOUND, QuotationKind.EXPRESSION, 5),
    ]  # fmt: skip
    first, _, wrong, missing, void, _ = found
    assert first.start is not None and first.end is not None
    assert GROUP[first.start : first.end] == first.original == "Jag kände igen mig 😀 i det som de berättade"
    assert (first.document, first.speaker, first.respondent, first.similarity) == ("Grupp", "R1", "R1", 1.0)
    assert [(part.printed, part.original) for part in wrong.difference if not part.allowed] == [("lust", "tid")]
    assert 0.5 < wrong.similarity < 1
    assert (missing.document, missing.start, missing.speaker, missing.places) == (None, None, "", 0)
    assert (void.original, void.places, void.speaker) == ("tomrum", 1, "R2")


def test_the_turn_of_the_same_speaker_goes_on(project: Project, tmp_path: Path) -> None:
    own, others = verified(
        project, tmp_path,
        paragraph("”det var som att komma hem. Och sedan blev det bättre för varje vecka”"),
        paragraph("”blev det bättre för varje vecka som gick. Innan fanns det ett tomrum.”"),
    )  # fmt: skip
    assert own.status is EXACT
    assert others.status is DEVIATES  # of two people


@pytest.mark.parametrize(
    "text, wrong",
    [
        ("R1 säger: ”Innan fanns det ett tomrum.”", True),
        ("R2 säger: ”Innan fanns det ett tomrum.”", False),
        ("”Innan fanns det ett tomrum” (R1, Grupp, stycke 3)", True),
        ("”Innan fanns det ett tomrum” (R2, Grupp, stycke 3)", False),
        ("R1 håller inte med. ”Innan fanns det ett tomrum”, enligt R2.", False),
        ("Till skillnad från R1 säger R2 att ”Innan fanns det ett tomrum”.", False),
        ("”Innan fanns det ett tomrum”, menar respondent 1.", True),
        ("”Innan fanns det ett tomrum.” R1 tycker något annat.", False),
        ("R1 talar om ”ensam längre”, R2 om att ”innan fanns det ett tomrum”.", False),
        ("R2 talar om ”ensam längre”, R1 om att ”innan fanns det ett tomrum”.", True),
        ("En brukare: ”Innan fanns det ett tomrum.”", False),
        ("R12 säger: ”Innan fanns det ett tomrum.”", False),
        ("R3:s ord: ”Det var väldigt skönt att slippa boka tid.”", False),
        ("Eva: ”Det var väldigt skönt att slippa boka tid.”", False),
        ("R2:s ord: ”Det var väldigt skönt att slippa boka tid.”", True),
        ("R1: ”Vad önskar ni er mest av allt nu?”", True),
    ],
)
def test_the_speaker_named(project: Project, tmp_path: Path, text: str, wrong: bool) -> None:
    found = verified(project, tmp_path, paragraph(text))[-1]
    assert found.status in (EXACT, EDITED)
    assert found.wrong_speaker is wrong
    assert found.needs_a_look is wrong


def test_of_two_places_the_one_of_the_person_named(project: Project, tmp_path: Path) -> None:
    first, second = verified(
        project, tmp_path, paragraph("R1: ”man var inte ensam längre”"), paragraph("R3: ”man var inte ensam längre”")
    )
    assert (first.document, first.wrong_speaker, first.status) == ("Grupp", False, EXACT)
    assert (second.document, second.wrong_speaker, second.status) == ("Enskild", False, EDITED)


def test_set_apart_in_a_style_with_the_source_beneath_or_beside(project: Project, tmp_path: Path) -> None:
    table = (
        f"<w:tbl><w:tr><w:tc>{paragraph('”Innan fanns det ett tomrum.”')}</w:tc><w:tc>{paragraph('R1')}</w:tc></w:tr>"
        "</w:tbl>"
    )
    found = verified(
        project, tmp_path,
        paragraph("Innan fanns det ett tomrum.", "Citat"), paragraph("(R1, Grupp)", "QuoteSource"),
        paragraph("Innan fanns det ett tomrum. (R2, Grupp)", "Egen"),
        paragraph("Innan fanns det ett tomrum.", "Blockcitat"), paragraph("– R2"),
        paragraph("R1 beskriver det så här:"), paragraph("”Innan fanns det ett tomrum.”", "Citat"),
        table,
        paragraph("Om ”tomrum”\t3", "TOC1"),
    )  # fmt: skip
    assert [(one.quote, one.status, one.paragraph, one.wrong_speaker) for one in found] == [
        ("Innan fanns det ett tomrum.", EXACT, 1, True),
        ("Innan fanns det ett tomrum.", EXACT, 3, False),
        ("Innan fanns det ett tomrum.", EXACT, 4, False),
        ("Innan fanns det ett tomrum.", EXACT, 7, True),
        ("Innan fanns det ett tomrum.", EXACT, 8, True),
    ]


def test_controls_tracked_changes_notes_boxes_and_divided_runs(project: Project, tmp_path: Path) -> None:
    box = (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><w:txbxContent>'
        + paragraph("”Ingen hade tid att lyssna”")
        + "</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>"
        + paragraph("”Ingen hade tid att lyssna”")
        + "</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    changed = (
        run("”Innan ") + '<w:ins w:id="1">' + run("fanns det") + "</w:ins>"
        '<w:del w:id="2"><w:r><w:delText>aldrig</w:delText></w:r></w:del>' + run(" ett tomrum.”")
    )
    hidden = run("”man var ") + run("verkligen ", "<w:vanish/>") + run("inte ensam längre”")
    note = '<w:footnote w:id="5"><w:p>' + run("Se ”fortsätta precis som det är”.") + "</w:p></w:footnote>"
    found = verified(
        project, tmp_path,
        paragraph("", inner=run("En säger ") + control(run("man var inte ensam längre"), "qcp1:0a1b2c3d:q7:deadbeef")),
        control(paragraph("Ingen hade tid att lyssna på vad jag sa.") + paragraph("(R1)", "QuoteSource"),
                "qcp1:0a1b2c3d:q8:deadbeef"),
        paragraph("", inner=control(run("”Prompt som ingen har sagt”"), "x", "<w:showingPlcHdr/>")),
        paragraph("", inner=changed),
        paragraph("", inner=hidden + '<w:r><w:footnoteReference w:id="5"/></w:r>'),
        paragraph("", inner=box),
        paragraph("", inner=run("En: ”") + run("att komma hem", '<w:rStyle w:val="QuotedWords"/>') + run("”")),
        footnotes=note,
    )  # fmt: skip
    assert [(one.quote, one.status, one.paragraph, one.note, one.item) for one in found] == [
        ("man var inte ensam längre", EXACT, 1, "", 7),
        ("Ingen hade tid att lyssna på vad jag sa.", EXACT, 2, "", 8),
        ("Innan fanns det ett tomrum.", EXACT, 5, "", 0),
        ("man var inte ensam längre", EXACT, 6, "", 0),
        ("fortsätta precis som det är", EXACT, 6, "footnote", 0),
        ("Ingen hade tid att lyssna", EXACT, 7, "box", 0),
        ("att komma hem", EXACT, 8, "", 0),
    ]
    assert found[1].wrong_speaker


def test_a_report_without_quotations_and_a_project_without_texts(project: Project, tmp_path: Path) -> None:
    assert verified(project, tmp_path, paragraph("Inget citat alls.")) == []
    with Project.create(tmp_path / "tom.qcp", title="Tom", language="sv") as empty:
        assert [one.status for one in verified(empty, tmp_path, paragraph("”Någon sade just precis detta.”"))] == [
            NOT_FOUND
        ]


def test_it_can_be_stopped(project: Project, tmp_path: Path) -> None:
    progress = Progress()
    progress.cancel()
    path = word_file(tmp_path / "report.docx", paragraph("”Innan fanns det ett tomrum.”"))
    with pytest.raises(Cancelled):
        verify_report(project, path, progress)


_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
_MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"


@pytest.mark.parametrize("name, main", [("r.dotx", _MAIN), ("r.docm", _MACRO)])
def test_templates_and_files_with_macros_by_their_ending(
    project: Project, tmp_path: Path, name: str, main: str
) -> None:
    path = word_file(tmp_path / name, paragraph("”Innan fanns det ett tomrum.”"), main=main)
    assert [one.status for one in verify_report(project, path)] == [EXACT]


def test_bad_files_are_a_sentence_and_untouched(project: Project, tmp_path: Path) -> None:
    whole = word_file(tmp_path / "hel.docx", paragraph("”Innan fanns det ett tomrum.”")).read_bytes()
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    deep = "<w:sdt><w:sdtContent>" * 3_000 + "</w:sdtContent></w:sdt>" * 3_000
    bad = {
        "gammal.docx": (ole + "WordDocument".encode("utf-16-le"), "older Office format"),
        "krypterad.docx": (ole + "EncryptedPackage".encode("utf-16-le"), "protected with a password"),
        "halv.docx": (whole[: len(whole) // 2], "damaged"),
        "pdf.docx": (b"%PDF-1.7 text", "PDF"),
        "tom.docx": (b"", "empty"),
        "text.docx": (b"Bara text", "plain text"),
        "makro.docx": (word_file(tmp_path / "m", paragraph("x"), main=_MACRO).read_bytes(), "macros"),
        "djup.docx": (word_file(tmp_path / "d", deep).read_bytes(), "damaged"),
        "bomb.docx": (
            word_file(tmp_path / "b", "x", more={"word/a.bin": bytes(300_000_000)}).read_bytes(), "unpack to far more"
        ),
        "delar.docx": (
            word_file(tmp_path / "n", "x", more={f"a{n}.bin": b"" for n in range(MOST_ENTRIES)}).read_bytes(), "unpack"
        ),
    }  # fmt: skip
    for name, (data, words) in bad.items():
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(UnreadableFile) as told:
            verify_report(project, path)
        assert name in str(told.value) and words in str(told.value), (name, str(told.value))
        assert path.read_bytes() == data
    with (tmp_path / "stor.docx").open("wb") as file:
        file.truncate(500_000_000)
    with pytest.raises(UnreadableFile, match="500 MB"):
        verify_report(project, tmp_path / "stor.docx")
    with pytest.raises(UnreadableFile, match="never there"):
        verify_report(project, tmp_path / "borta.docx")
    with pytest.raises(UnreadableFile, match="folder"):
        verify_report(project, tmp_path)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_report_saved_by_libreoffice(project: Project, tmp_path: Path) -> None:
    path = word_file(
        tmp_path / "report.docx",
        paragraph("R1: ”man var inte ensam längre”") + paragraph("Innan fanns det ett hål. (R2)", "Citat")
        + paragraph("", inner=run("Se ”") + control(run("Ingen hade tid att lyssna"), "qcp1:0:q7:0") + run("”")
                    + '<w:r><w:footnoteReference w:id="2"/></w:r>'),
        footnotes='<w:footnote w:id="2"><w:p>' + run("”fortsätta precis som det är”") + "</w:p></w:footnote>",
    )  # fmt: skip
    out = tmp_path / "out"
    profile = (tmp_path / "profile").as_uri()
    subprocess.run(
        ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "docx", "--outdir", out,
         path], check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    found = verify_report(project, out / "report.docx")
    assert [(one.quote, one.status, one.note) for one in found] == [
        ("man var inte ensam längre", EXACT, ""),
        ("Innan fanns det ett hål.", DEVIATES, ""),
        ("Ingen hade tid att lyssna", EXACT, ""),
        ("fortsätta precis som det är", EXACT, "footnote"),
    ]


def test_the_title_of_a_document_is_no_quotation(project: Project, tmp_path: Path) -> None:
    found = verified(project, tmp_path, paragraph("Det sista dokumentet var ”Enskild”, inte ”Parvis”."))
    assert [(one.quote, one.status) for one in found] == [("Parvis", NOT_FOUND)]


@pytest.mark.parametrize("language", ["sv", "da", "en"])
def test_what_the_program_says_in_a_report_is_no_quotation(project: Project, tmp_path: Path, language: str) -> None:
    report, say = new_report(project, "Rapport"), texts(language)
    add_table(project, report, None, {"table": "themes"}, title="Våra egna teman")
    exporter_for("report", tmp_path / "r.docx").run(project, tmp_path / "r.docx", ReportOptions(language=language))
    assert any("Våra egna teman" in words for _, words in paragraphs_of(tmp_path / "r.docx"))
    assert verify_report(project, tmp_path / "r.docx") == ()
    gone = say("[A quote stood here that is no longer coded: “{words}”]", words="Ingen hade tid […] på mig alls")
    kept = "[”man var aldrig ensam längre”, säger R1]"
    found = verified(project, tmp_path, paragraph(gone), paragraph(gone, "Citat"), paragraph(kept))
    assert [(one.quote, one.status) for one in found] == [("man var aldrig ensam längre", DEVIATES)]


def test_a_coding_that_cuts_a_word_is_no_deviation(project: Project, tmp_path: Path) -> None:
    code = add_code(project, "Tomrum")
    whole = "Jag kände igen mig 😀 i det som de berättade, man var inte ensam längre"
    cut = "nde igen mig 😀 i det som de berättade, man var inte ensam län"
    shortened = "nde igen mig […] man var inte ensam län"
    group = next(one.id for one in list_documents(project) if one.title == "Grupp")
    put(project, group, code, cut)
    writers = (whole[:-4], "ände igen mig 😀 i det som de berättade", cut[:-1])
    found = verified(project, tmp_path, *(paragraph(f"De säger ”{one}”.") for one in (cut, shortened, *writers)))
    assert [one.status for one in found] == [EXACT, EDITED, DEVIATES, DEVIATES, DEVIATES]
    assert (found[0].original, found[0].speaker, found[0].similarity) == (cut, "R1", 1.0)
    assert found[0].start == GROUP.index(cut) and found[0].end == GROUP.index(cut) + len(cut)
