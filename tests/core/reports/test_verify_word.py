"""The copy with comments: every comment at its words, everything else as it was, the report itself never touched."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from lxml import etree

from qualcoder_peer.core.domain.errors import ExportFailed, UnreadableFile
from qualcoder_peer.core.i18n import texts
from qualcoder_peer.core.project import Project
from qualcoder_peer.core.reports.verify import verify_report
from qualcoder_peer.core.reports.verify_told import as_text, row_of
from qualcoder_peer.core.reports.verify_word import write_comments
from tests.core.reports.word_made import control, paragraph, parts_of, run, word_file
from tests.support.projects import add_text

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEXT = (
    "R1: Innan fanns det ett tomrum. Ingen hade tid att lyssna på vad jag sa.\n"
    "R2: Nu går det att komma när man vill."
)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Two respondents."""
    with Project.create(tmp_path / "p.qcp", title="Prövning", language="sv") as made:
        add_text(made, "Grupp", TEXT)
        yield made


def commented(path: Path) -> dict[str, tuple[str, str]]:
    """For each comment by its number: the words it is at, and what it says."""
    parts = parts_of(path)
    document = etree.fromstring(parts["word/document.xml"])
    said = {
        one.get(f"{W}id"): " | ".join("".join(line.itertext()) for line in one.iter(f"{W}p"))
        for one in etree.fromstring(parts["word/comments.xml"])
    }
    words: dict[str, str] = {}
    open_now: set[str] = set()
    references = []
    for element in document.iter():
        number = element.get(f"{W}id")
        if element.tag == f"{W}commentRangeStart":
            open_now.add(number)
            words[number] = ""
        elif element.tag == f"{W}commentRangeEnd":
            open_now.remove(number)
        elif element.tag == f"{W}commentReference":
            references.append(number)
        elif element.tag == f"{W}t":
            for one in open_now:
                words[one] += element.text or ""
    assert not open_now and sorted(references) == sorted(words) and set(words) <= set(said)
    return {number: (words[number], said[number]) for number in words}


def shown(path: Path) -> list[str]:
    """The text of each paragraph with the look of each letter."""
    made = []
    for one in etree.fromstring(parts_of(path)["word/document.xml"]).iter(f"{W}p"):
        letters = []
        for element in one.iter(f"{W}t"):
            look = element.getparent().find(f"{W}rPr")
            name = "" if look is None else etree.tostring(look, method="c14n").decode()
            letters += [letter + name for letter in element.text or ""]
        made.append("".join(letters))
    return made


def test_each_comment_is_at_its_words(project: Project, tmp_path: Path) -> None:
    report = word_file(
        tmp_path / "r.docx",
        paragraph("Först ”Innan fanns det ett hål” sedan ”Nu går det att komma när man vill” slut.")
        + paragraph("", inner=run("”Ingen ") + run("hade tid", "<w:b/>") + run(" att lyssna” ", "<w:i/>"))
        + paragraph("", inner='<w:ins w:id="9" w:author="A">' + run("”det ett tomrum. Ingen”") + "</w:ins>")
        + paragraph("", inner='<w:r><w:t>Ett</w:t><w:tab/><w:t>”tomrum”</w:t><w:br/><w:t>efter</w:t></w:r>'),
        more={"word/media.bin": b"\x00\x01", "customXml/item1.xml": b"<a>  <!-- b --> </a>"},
    )
    before, data = shown(report), report.read_bytes()
    found = verify_report(project, report)
    out = tmp_path / "ut.docx"
    assert write_comments(report, found, out, texts("en")) == 5
    comments = list(commented(out).values())
    assert sorted(words for words, _ in comments) == sorted(one.quote for one in found)
    said = dict(comments)
    assert "“hål” instead of “tomrum”" in said["Innan fanns det ett hål"]
    assert said["tomrum"].startswith("An expression that stands in 1 place.")
    assert shown(out) == before and report.read_bytes() == data
    old, new = parts_of(report), parts_of(out)
    changed = {name for name in new if old.get(name) != new[name]}
    assert changed == {
        "word/document.xml", "word/comments.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"
    }  # fmt: skip


def test_only_what_needs_a_look(project: Project, tmp_path: Path) -> None:
    report = word_file(
        tmp_path / "r.docx",
        paragraph("”Nu går det att komma när man vill” och ”Innan fanns det ett hål” (R1) ”Nu går det att komma” (R1)"),
    )
    out = tmp_path / "ut.docx"
    found = verify_report(project, report)
    assert write_comments(report, found, out, texts("sv"), only_findings=True) == 2
    assert {words for words, _ in commented(out).values()} == {"Innan fanns det ett hål", "Nu går det att komma"}


def test_notes_and_boxes_have_their_comment_where_they_are_anchored(project: Project, tmp_path: Path) -> None:
    box = "<w:r><w:pict><w:txbxContent>" + paragraph("”Ingen hade tid att lyssna”") + "</w:txbxContent></w:pict></w:r>"
    report = word_file(
        tmp_path / "r.docx",
        paragraph("", inner=run("Se här") + '<w:r><w:footnoteReference w:id="3"/></w:r>' + run(" mer.") + box),
        footnotes='<w:footnote w:id="3"><w:p>' + run("”Nu går det att komma”") + "</w:p></w:footnote>",
    )
    out = tmp_path / "ut.docx"
    assert write_comments(report, verify_report(project, report), out, texts("en")) == 2
    assert len(commented(out)) == 2
    assert parts_of(out)["word/footnotes.xml"] == parts_of(report)["word/footnotes.xml"]


def test_comments_that_are_there_stay(project: Project, tmp_path: Path) -> None:
    first = docx.Document()
    own = first.add_paragraph("En kommentar om ”Nu går det att komma när man vill” här.")
    first.add_comment(own.runs, text="Min egen", author="AJ", initials="AJ")
    first.save(str(tmp_path / "r.docx"))
    out = tmp_path / "ut.docx"
    write_comments(tmp_path / "r.docx", verify_report(project, tmp_path / "r.docx"), out, texts("en"))
    told: list[Any] = list(docx.Document(str(out)).comments)
    assert [one.author for one in told] == ["AJ", "QualCoder Peer"]
    assert told[0].text == "Min egen"
    assert len({one.comment_id for one in told}) == 2


def test_quotations_over_paragraphs_and_in_controls(project: Project, tmp_path: Path) -> None:
    report = word_file(
        tmp_path / "r.docx",
        paragraph("”Innan fanns det ett tomrum.") + paragraph("”Ingen hade tid att lyssna.” Så.")
        + paragraph("", inner=run("A ") + control(run("Nu går det att komma"), "qcp1:0:q3:0") + run(" b")),
    )  # fmt: skip
    out = tmp_path / "ut.docx"
    before = shown(report)
    write_comments(report, verify_report(project, report), out, texts("en"))
    assert sorted(words for words, _ in commented(out).values()) == [
        "Innan fanns det ett tomrum.”Ingen hade tid att lyssna.", "Nu går det att komma"
    ]
    assert shown(out) == before


def test_never_over_the_report_nor_for_one_that_has_changed(project: Project, tmp_path: Path) -> None:
    report = word_file(tmp_path / "r.docx", paragraph("”Innan fanns det ett hål”"))
    found = verify_report(project, report)
    data = report.read_bytes()
    link = tmp_path / "l.docx"
    link.symlink_to(report)
    for target in (report, link, tmp_path / "r.docm", tmp_path / "no" / "r.docx"):
        with pytest.raises(ExportFailed):
            write_comments(report, found, target, texts("en"))
    assert report.read_bytes() == data
    other = tmp_path / "ut.docx"
    other.write_bytes(b"as it was")
    word_file(report, paragraph("Nytt före. ”Innan fanns det ett hål”"))
    with pytest.raises(UnreadableFile, match="changed since"):
        write_comments(report, found, other, texts("en"))
    assert other.read_bytes() == b"as it was"


def test_as_text_and_as_values(project: Project, tmp_path: Path) -> None:
    report = word_file(tmp_path / "r.docx", paragraph("R2: ”Innan fanns det ett hål”"))
    (one,) = verify_report(project, report)
    text = as_text([one], texts("en"), "r.docx")
    assert "“hål” instead of “tomrum”" in text and "The report names somebody else: R1 says it." in text
    assert row_of(one) == {
        "quote": "Innan fanns det ett hål", "status": "deviates", "kind": "quotation", "document": "Grupp",
        "document_id": 1, "start": 4, "end": 30, "original": "Innan fanns det ett tomrum", "similarity": 0.8,
        "difference": [
            {"change": "kept", "printed": "Innan fanns det ett", "original": "Innan fanns det ett", "allowed": True},
            {"change": "changed", "printed": "hål", "original": "tomrum", "allowed": False},
        ],
        "speaker": "R1", "respondent": "R1", "wrong_speaker": True, "places": 1, "paragraph": 1, "note": None,
    }  # fmt: skip


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_the_copy(project: Project, tmp_path: Path) -> None:
    report = word_file(tmp_path / "r.docx", paragraph("A ”Innan fanns det ett hål” b ”Nu går det att komma” c"))
    write_comments(report, verify_report(project, report), tmp_path / "ut.docx", texts("en"))
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "odt",
         "--outdir", tmp_path, tmp_path / "ut.docx"], check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    content = parts_of(tmp_path / "ut.odt")["content.xml"].decode()
    assert content.count("<office:annotation ") == 2 and "“hål” instead of “tomrum”" in content
